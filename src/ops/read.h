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

/* Writes one document of the reply: an open file, or a docket. */
void read_put_file(struct json_writer *j, const char *name, const struct document *document,
	const struct read_setup *setup, bool has_totals);
void read_put_docket(struct json_writer *j, const char *name, struct docket *d, bool has_totals);

/* One proposal of a docket, with what was decided on it. */
void read_put_proposal(struct json_writer *j, const struct docket *d, size_t i);

/* One document of the reply, or one proposal of it, for people; they count from 1. */
void read_print_document(const json_t *document, struct buf *out);
void read_print_proposal(const json_t *p, size_t number, struct buf *out);

/* Reads new and changed files of a folder until somebody stops it. */
int read_watch(
	struct op_call *call, const struct read_setup *setup, const char *folder, struct err *e) MUST_USE;

/* One proposal a screen. */
int read_review(struct op_call *call, const struct read_setup *setup, struct err *e) MUST_USE;

#endif
