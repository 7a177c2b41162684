/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pairs of name tokens, as in data/names: a line is a Latin token, a tab, the letters of the other script with spaces
 * between them, a tab, a count. Folded as they are read; pairs of which a side is empty after that are left out.
 */
#ifndef BENCH_MATCHING_PAIRS_H
#define BENCH_MATCHING_PAIRS_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

struct name_pair {
	struct bytes latin;
	struct bytes other;
	uint32_t count;
	unsigned part; /* by a hash of the Latin token: 0 … PAIR_PART_COUNT - 1 */
};

/* Parts 0 … 6 train, 7 tunes, 8 and 9 test. */
enum { PAIR_PART_COUNT = 10, PAIR_PART_TUNE = 7, PAIR_PART_TEST = 8 };

struct name_pairs {
	struct name_pair *row;
	size_t count;
};

/*
 * Reads a file of pairs.
 *
 * returns   0, or a code when the file cannot be read or a line is not three columns; what is read lives as long as a
 */
int pairs_read(const char *path, struct arena *a, struct name_pairs *pairs, struct err *e) MUST_USE;

#endif
