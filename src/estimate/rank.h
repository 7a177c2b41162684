/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fitting all models of a list and putting them in order. */
#ifndef ESTIMATE_RANK_H
#define ESTIMATE_RANK_H

#include "base/pool.h"
#include "estimate/fit.h"

enum rank_criterion { RANK_AIC, RANK_BIC, RANK_CRITERION_COUNT };

struct rank_entry {
	model_set model;
	struct fit fit;
};

double rank_value(enum rank_criterion by, const struct fit *f);

/*
 * Fits models and sorts them, best first; those without an estimate are last.
 *
 * models     count models of s
 * pool       shares the work; NULL for none
 * returns    count entries that live as long as `a`
 *
 * ^ The order is that of the criterion, then of the model; the number of threads makes no difference.
 */
struct rank_entry *rank_models(const struct cells *c, const struct model_space *s, const model_set *models,
	size_t count, enum rank_criterion by, struct pool *pool, struct arena *a) MUST_USE;

/*
 * The best of models without keeping the others; fit.code is not FIT_OK when none has an estimate.
 *
 * ^ It is the first of rank_models().
 */
struct rank_entry rank_best(const struct cells *c, const struct model_space *s, const model_set *models,
	size_t count, enum rank_criterion by, struct fit_room *r);

/*
 * The models of the best entries, of those with an estimate.
 *
 * entries    sorted
 * top        how many; SIZE_MAX for all
 */
const model_set *rank_top(const struct rank_entry *entries, size_t count, size_t top, struct arena *a,
	size_t *top_count) MUST_USE;

#endif
