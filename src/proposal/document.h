/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The text of a document that is to be read: of a file as it lies there, or the frozen text of preserved evidence.
 * Offsets of proposals are bytes of this text.
 */
#ifndef PROPOSAL_DOCUMENT_H
#define PROPOSAL_DOCUMENT_H

#include "base/limits.h"
#include "intake/extract.h"
#include "intake/quote.h"
#include "proposal/reader.h"

struct document {
	struct bytes text;                 /* valid UTF-8; absent: it has none, and notice says why */
	char evidence[HASH_HEX_CHARS + 1]; /* SHA-256 of the file; empty: the file is not preserved */
	char digest[HASH_HEX_CHARS + 1];   /* SHA-256 of the text */
	char source[LIMIT_ID_BYTES +
		1]; /* the only source that claims cite with it; empty: none or several */
	char published[DATE_TEXT_BYTES]; /* of that source; empty: unknown */
	char language[16];               /* of that source; empty: unknown */
	bool is_extracted;               /* the text was taken out of the file, and is not the file itself */
	bool is_page;                    /* it was taken out of a web page: each line is a block */
	char notice[EXTRACT_REASON_BYTES];
	struct file_map map;
	struct buf extracted;
};

/*
 * Opens a file ("-": standard input) and takes its text out as `add` does.
 *
 * returns   0, also without a text; ERR_NOT_FOUND, ERR_INPUT, ERR_IO
 */
int document_open_file(const char *path, struct document *d, struct err *e) MUST_USE;

/*
 * Opens the frozen text of preserved evidence.
 *
 * texts     owns the text: d lives as long
 * source    of which it is; NULL: the only one that claims cite with it
 */
int document_open_preserved(struct quote_texts *texts, struct bytes evidence, const char *source,
	struct document *d, struct err *e) MUST_USE;

/* A zeroed one is fine. */
void document_done(struct document *d);

#endif
