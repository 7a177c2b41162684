/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What read and its sub-commands share: the reader, finding documents, and how proposals are shown. */
#ifndef OPS_READ_H
#define OPS_READ_H

#include "ops/op.h"
#include "proposal/docket.h"

/* The reader and what a person says of the documents; from the options of the call. Zeroed is valid to _done(). */
struct read_setup {
	struct reader reader;
	struct reader_hints hints;
	struct model_settings model;
};

int read_setup_open(const struct op_call *call, struct read_setup *setup, struct err *e) MUST_USE;
void read_setup_done(struct read_setup *setup);

/*
 * The preserved evidence that a person names: a file whose bytes are preserved, an id, the beginning of a SHA-256, the
 * name under which it came, or a source of which claims cite one document only.
 *
 * returns   0; ERR_NOT_FOUND, also for a file that is not preserved; ERR_INPUT
 */
int read_find_evidence(struct op_call *call, const char *name, struct bytes *id, struct err *e) MUST_USE;

/* Opens the docket of the document that the call names; document and source are its arguments. */
int read_open_docket(
	struct op_call *call, const struct read_setup *setup, struct docket *d, struct err *e) MUST_USE;

/* A document that was read, as it is shown. Owns nothing. */
struct read_shown {
	const char *name;
	const struct document *document;
	const struct reading *reading;
	const struct reader_answer *answer;
	const struct docket_state *states; /* one a proposal; NULL: it is not preserved */
	bool has_totals;
};

struct read_shown read_shown_of(const struct docket *d, const char *name, bool has_totals);

/* Adds a document to the reply, or where j is NULL to out, as text. Returns 0, or ERR_DAMAGED as text. */
int read_show(const struct read_shown *s, struct json_writer *j, struct buf *out, struct err *e) MUST_USE;

/* Reads a file that is open and shows it; says why one could not be opened. */
int read_show_file(const char *name, const struct document *document, const struct read_setup *setup,
	bool has_totals, struct json_writer *j, struct buf *out, struct err *e) MUST_USE;
void read_show_error(
	const char *name, int code, const struct err *why, struct json_writer *j, struct buf *out);

/* Parts of the reply: the members in front of "proposals", and one proposal with what was decided on it. */
void read_put_head(struct json_writer *j, const struct read_shown *s);
void read_put_proposal(struct json_writer *j, const struct read_shown *s, size_t i);

/*
 * The text for people, made from these parts one after another: the reply of a long document is never held as a whole.
 * They count proposals from 1.
 */
int read_print_document(const struct read_shown *s, struct buf *out, struct err *e) MUST_USE;
int read_print_proposal(const struct read_shown *s, size_t i, struct buf *out, struct err *e) MUST_USE;

/* Reads new and changed files of a folder until somebody stops it. */
int read_watch(
	struct op_call *call, const struct read_setup *setup, const char *folder, struct err *e) MUST_USE;

/* One proposal a screen. */
int read_review(struct op_call *call, const struct read_setup *setup, struct err *e) MUST_USE;

#endif
