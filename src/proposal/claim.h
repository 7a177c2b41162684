/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a proposal to the claim that a person accepts: which field becomes which (docs/formats/proposal.md). */
#ifndef PROPOSAL_CLAIM_H
#define PROPOSAL_CLAIM_H

#include "proposal/document.h"

/* One change by hand: a field of the claim, dotted, and its value as in a cell; empty: without the field. */
struct claim_edit {
	const char *field;
	const char *value;
};

struct claim_order {
	const struct document *document;
	const struct reading *reading;
	size_t index;         /* of the proposal */
	const char *about;    /* id of what it is about */
	const char *of_claim; /* claim of which it is a part; NULL */
	const char *restates; /* claim that it says again; NULL */
	const struct claim_edit *edits;
	size_t edit_count;
};

/*
 * Makes the record, without id. What was inferred and what was changed by hand is said in it.
 *
 * returns   0 and *out (the caller's); ERR_INPUT, ERR_NOT_FOUND for an edit of no such field
 *
 * ^ The citation of a claim made from a proposal has the bytes of its quote.
 */
int claim_of_proposal(struct vault *v, const struct claim_order *order, struct arena *a, json_t **out,
	struct err *e) MUST_USE;

/* What tells a proposal from others of the same words: "killed killed.passive 16". Kept in the claim's code. */
const char *claim_key(struct bytes text, const struct proposal *p, struct arena *a);

#define CLAIM_CODE_VOCABULARY "proposal"

#endif
