/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Documents as JSON Lines: {"id", "text", "date", "lang", "country"} a line in, proposals a line out, in the same order.
 *
 * Memory is bounded by one line of input, whatever their number. Lines are read while they come: what is there is
 * answered before more is waited for.
 */
#ifndef PROPOSAL_LINES_H
#define PROPOSAL_LINES_H

#include "proposal/reader.h"

struct lines_settings {
	const struct reader *reader; /* its model, when it has one, is asked for one document after another */
	struct reader_hints hints;   /* for lines that do not say */
	bool has_totals;
	unsigned threads;                                         /* 0: one a processor */
	void (*step)(void *context, int64_t done, int64_t total); /* after each batch; may be NULL */
	void *context;
};

struct lines_result {
	size_t count;   /* lines that are not empty */
	size_t refused; /* of these, answered with an error */
};

/*
 * Reads all of a stream.
 *
 * in, out   file descriptors
 * returns   0, also when lines were refused; ERR_IO
 *
 * ^ A line that is no document is answered with its number and the reason, and the others go on.
 * ^ The answers stand in the order of the lines and do not depend on the number of threads.
 */
int lines_read(int in, int out, const struct lines_settings *settings, struct lines_result *result,
	struct err *e) MUST_USE;

#endif
