/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The capture table: how many people are on which lists.
 *
 * Each person is on some of J lists; the set of lists is their capture pattern, a bit mask (bit j: on list j). The
 * table holds the count of each pattern that occurs. The pattern of no list at all is what is to be estimated and is
 * never in it. All methods but those with covariates need nothing else (docs/methods/estimation.md).
 */
#ifndef ESTIMATE_CAPTURE_H
#define ESTIMATE_CAPTURE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

enum { CAPTURE_LISTS_MAX = 64 };

/* Counts above it would not be exact where they meet real numbers (2^53), sums of many lists included. */
#define CAPTURE_TOTAL_MAX INT64_C(1000000000000000)

struct capture_table {
	unsigned list_count;       /* J, 1 … CAPTURE_LISTS_MAX */
	const struct bytes *names; /* of the lists */
	size_t cell_count;
	const uint64_t *mask; /* capture patterns, ascending, each once, none of them 0 */
	const int64_t *count; /* people with that pattern, above 0 */
	int64_t total;        /* n, people on any list */
};

/* The mask of all lists. */
uint64_t capture_all(unsigned list_count);

/*
 * Makes a table of patterns in any order: equal ones are added up, those with count 0 left out.
 *
 * a          owns the table
 * names      list_count names, which must live as long as the table
 * mask       cell_count patterns; count: their counts
 * returns    0; ERR_INPUT: no list, more than CAPTURE_LISTS_MAX, pattern 0, a pattern with a list that there is not, a
 *            negative count, or a total above CAPTURE_TOTAL_MAX
 *
 * ^ The order of the patterns makes no difference.
 */
int capture_table_build(struct capture_table *t, struct arena *a, unsigned list_count,
	const struct bytes *names, const uint64_t *mask, const int64_t *count, size_t cell_count,
	struct err *e) MUST_USE;

/* The count of a pattern; 0 when it does not occur. */
int64_t capture_count(const struct capture_table *t, uint64_t mask);

/* People who are on all of the lists `on`, and on none of `off`. */
int64_t capture_margin(const struct capture_table *t, uint64_t on, uint64_t off);

/*
 * The counts of all 2^J patterns by mask, at [0] 0.
 *
 * t         of at most 16 lists
 */
int64_t *capture_dense(const struct capture_table *t, struct arena *a) MUST_USE;

/*
 * The table as it is when only the lists `keep` are known: people on none of them fall out.
 *
 * keep      a non-zero subset of the lists; the lists that stay keep their order
 *
 * ^ Keeping all lists gives the same table.
 */
void capture_table_keep(
	struct capture_table *out, struct arena *a, const struct capture_table *t, uint64_t keep);

/*
 * Appends the table in its canonical form, of which the hash names an estimate's input: a line "lists J", then a line
 * "mask count" for each cell, masks ascending, in decimal. Names of lists are not part of it.
 *
 * ^ Equal tables have equal text, and different tables different text.
 */
void capture_table_write(const struct capture_table *t, struct buf *out);

#endif
