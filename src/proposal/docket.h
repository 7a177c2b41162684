/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A docket: a preserved document, what reading proposes, and what was decided on each proposal.
 *
 * Decisions are entries of the journal. An accepted proposal is a claim that cites the same bytes; a rejected one is a
 * decision of kind reject_proposal. Taking one back is a further entry: a retracted claim that replaces the first, or a
 * decision that revokes. Nothing is deleted.
 */
#ifndef PROPOSAL_DOCKET_H
#define PROPOSAL_DOCKET_H

#include "proposal/claim.h"

enum docket_status { DOCKET_OPEN, DOCKET_TAKEN, DOCKET_REJECTED };

struct docket_state {
	enum docket_status status;
	struct bytes record; /* id of the claim or decision; absent when open */
	struct bytes reason; /* of a rejection */
};

/* Zeroed is valid to docket_done(). */
struct docket {
	struct vault *vault;
	struct document document;
	struct reading reading;
	struct reader_answer answer; /* of the model, when one was asked */
	struct docket_state *states; /* one a proposal */
	struct quote_texts texts;
	struct arena arena;
};

/*
 * Reads a preserved document and what was decided on it.
 *
 * hints     what a person says; date and language of the source stand in for what is not said
 * source    of which source the document is; NULL: the only one that claims cite with it
 * returns   0; ERR_INPUT when the evidence has no text; ERR_DAMAGED
 *
 * ^ A rejected proposal stays rejected when the document is read again.
 */
int docket_open(struct docket *d, struct vault *v, const struct reader *reader,
	const struct reader_hints *hints, struct bytes evidence, const char *source, struct err *e) MUST_USE;
void docket_done(struct docket *d);

/* Who decides, and when. */
struct docket_act {
	const char *researcher; /* NULL: not said */
	const char *now;        /* YYYY-MM-DDThh:mm:ssZ */
	const char *about;      /* incident; NULL: the only one of the vault */
	const char *reason;     /* of a rejection or of taking back; not NULL there */
	const struct claim_edit *edits;
	size_t edit_count;
};

struct docket_entry {
	char id[LIMIT_ID_BYTES + 1];
	int64_t seq;
};

/*
 * Decide on one proposal. Each is a transaction of its own, unless one is open already.
 *
 * i         its index
 * returns   0; ERR_CHANGED when it was decided on already; ERR_INPUT
 *
 * ^ Nothing is recorded when a decision fails.
 */
int docket_accept(struct docket *d, size_t i, const struct docket_act *act, struct docket_entry *entry,
	struct err *e) MUST_USE;
int docket_reject(struct docket *d, size_t i, const struct docket_act *act, struct docket_entry *entry,
	struct err *e) MUST_USE;

/* The incident that claims are about when nobody says: the only one of the vault. ERR_INPUT. */
int docket_find_about(struct docket *d, const char **about, struct err *e) MUST_USE;

/* Takes back what was decided on one proposal. */
int docket_reopen(struct docket *d, size_t i, const struct docket_act *act, struct docket_entry *entry,
	struct err *e) MUST_USE;

/* The newest decision on a proposal that was not taken back. ERR_NOT_FOUND. */
struct docket_last {
	char id[LIMIT_ID_BYTES + 1];
	bool is_claim;
};
int docket_find_last(struct vault *v, struct docket_last *last, struct err *e) MUST_USE;

/* Takes it back. */
int docket_take_back(struct vault *v, const char *id, bool is_claim, const struct docket_act *act,
	struct docket_entry *entry, struct err *e) MUST_USE;

#endif
