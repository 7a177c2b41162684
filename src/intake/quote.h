/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Quotes: that the words of a citation stand at its bytes in the frozen text of its evidence. Exact match is the only
 * state that is accepted; what the citation leaves out is filled in.
 */
#ifndef INTAKE_QUOTE_H
#define INTAKE_QUOTE_H

#include "record/vault.h"

/* Frozen texts at hand: citations of one document usually stand together. Zeroed, with vault set, is valid. */
struct quote_texts {
	struct vault *vault;
	struct quote_text *newest;
	size_t count;
};

void quote_texts_done(struct quote_texts *texts);

/*
 * Checks one citation (docs/formats/claim.md) and fills in text, exact, offsets, prefix and suffix.
 *
 * citation  passed field_check(); its evidence exists
 * returns   0; ERR_INPUT when the words are not there, stand there more than once, or an offset is out of the text or
 *           inside a character; ERR_DAMAGED when the text cannot be read
 *
 * ^ A citation that passes has exact equal to the bytes of the text between byte_start and byte_end.
 * ^ A citation that passed passes again unchanged.
 */
int quote_check(struct quote_texts *texts, json_t *citation, struct err *e) MUST_USE;

/*
 * The frozen text of an evidence file, compared with its digest.
 *
 * text      a view that lives until 32 others were opened; absent when the evidence has no text
 * digest    its SHA-256 in hex, a view of the same life
 * returns   0 or ERR_DAMAGED
 */
int quote_text_of(struct quote_texts *texts, struct bytes evidence, struct bytes *text, struct bytes *digest,
	struct err *e) MUST_USE;

/* Checks all citations of a record; other records pass. */
int quote_check_record(struct quote_texts *texts, const json_t *record, struct err *e) MUST_USE;

#endif
