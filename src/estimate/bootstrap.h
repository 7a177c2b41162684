/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Estimates of resampled tables, each with its model chosen anew, so that an interval from them holds the uncertainty
 * of the choice.
 *
 * Sample i draws as many people as the table has, from its patterns in proportion to their counts, with the random
 * numbers of its own place: samples may be made in any order, on any number of threads or machines.
 *
 * Sources: Chan, Silverman and Vincent (2021), section 3.3; Silverman, Chan and Vincent, Bootstrapping multiple systems
 * estimates to account for model selection, Statistics and Computing 34:44 (2024), also for choosing only among the
 * models that are best for the table itself (rank_top).
 */
#ifndef ESTIMATE_BOOTSTRAP_H
#define ESTIMATE_BOOTSTRAP_H

#include "base/random.h"
#include "estimate/bca.h"
#include "estimate/stepwise.h"

struct bootstrap {
	const struct capture_table *table;
	const struct model_space *space;
	const model_set *models; /* the candidates; NULL: the model is built stepwise */
	size_t model_count;
	enum rank_criterion by;    /* among candidates */
	double threshold_p;        /* stepwise */
	struct random_place place; /* whose chain is set to the number of the sample */
};

/* The table's own choice. */
struct rank_entry bootstrap_choice(const struct bootstrap *b);

/*
 * Estimates of N for samples [from, to).
 *
 * out       to - from numbers; NaN where a sample has no estimate
 * pool      shares the work; NULL for none
 *
 * ^ A sample depends on its number alone, not on the range or the number of threads.
 */
void bootstrap_samples(const struct bootstrap *b, uint32_t from, uint32_t to, double *out, struct pool *pool);

/*
 * Estimates of N with one person less in each pattern of the table.
 *
 * out       table->cell_count numbers; NaN where there is no estimate
 */
void bootstrap_jackknife(const struct bootstrap *b, double *out, struct pool *pool);

/* All of it: sample_count samples, the jackknife, and the limits for a level in (0, 1). */
struct bca bootstrap_limits(
	const struct bootstrap *b, uint32_t sample_count, double level, struct pool *pool);

#endif
