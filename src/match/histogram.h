/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How many pairs have each pattern. */
#ifndef MATCH_HISTOGRAM_H
#define MATCH_HISTOGRAM_H

#include "match/em.h"

/* A zeroed tally is valid and empty. */
struct match_tally {
	struct match_count *slots; /* count 0: free */
	size_t slot_count;         /* a power of 2, or 0 */
	size_t used;
	double total;
};

void match_tally_add(struct match_tally *t, match_pattern pattern, double count);
void match_tally_merge(struct match_tally *into, const struct match_tally *from);
void match_tally_done(struct match_tally *t);

/*
 * The rows of a tally, by pattern ascending.
 *
 * a         owns them
 *
 * ^ The order in which counts were added makes no difference, as long as their sums are exact.
 */
struct match_histogram match_tally_rows(const struct match_tally *t, struct arena *a);

#endif
