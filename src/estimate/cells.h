/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A capture table spread over all 2^J patterns, with what every fit to it needs: made once, used by thousands of
 * models.
 */
#ifndef ESTIMATE_CELLS_H
#define ESTIMATE_CELLS_H

#include "base/mem.h"
#include "estimate/capture.h"

struct cells {
	unsigned list_count; /* J, at most MODEL_LISTS_MAX */
	size_t size;         /* 2^J; the arrays below have one element for each pattern */
	int64_t *count;      /* y; [0] is 0 */
	int64_t *star;       /* N*: people on all lists of the mask, whatever else; [0] is the total */
	double *count_log;   /* ln y, or 0 where y is 0 */
	double *start_log;   /* ln(y + 0.1), where fits start */
	double total;        /* n */
	double total_log;
	double saturated_log; /* Poisson log likelihood when every mean is its count */
};

/* Cells without people for tables of so many lists; they live as long as `a`. */
void cells_init(struct cells *c, struct arena *a, unsigned list_count);

/* Takes over the counts of a table of as many lists. */
void cells_set(struct cells *c, const struct capture_table *t);

/*
 * The same with counts of the patterns of `t` that differ from its own, as in a resample.
 *
 * count     t->cell_count counts, not negative
 */
void cells_set_counts(struct cells *c, const struct capture_table *t, const int64_t *count);

#endif
