/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Averages of models by AIC, as in the capture-recapture estimate of deaths in Gaza: the number of the unlisted and
 * both its limits are each averaged over all models of pairs with weights exp(-AIC / 2), leaving out models that find
 * more than five unlisted for one listed.
 *
 * Limits averaged so are no interval of any stated level, and sums of them over strata are too wide: they are here to
 * reproduce what was published.
 *
 * Source: Jamaluddine, Abukmail, Aly, Campbell and Checchi, Traumatic injury mortality in the Gaza Strip from Oct 7,
 * 2023, to June 30, 2024: a capture-recapture analysis, Lancet 405:469 (2025), and its published code (f_model).
 */
#ifndef ESTIMATE_AVERAGE_H
#define ESTIMATE_AVERAGE_H

#include "estimate/rank.h"

struct average {
	size_t model_count; /* that share in the average; 0: none is plausible, and the reals are NaN */
	size_t implausible; /* left out by the rule */
	size_t without;     /* models without an estimate */
	double total;
	double low;
	double high;
	double largest_weight;
};

/* The rule and the normal quantile of the published code. */
#define AVERAGE_RATIO_MOST 5.0
#define AVERAGE_Z 1.96

/*
 * entries      models and their fits, in any order
 * ratio_most   models with more unlisted than so many times the listed are left out
 * z            of each model's limits n + n_0 exp(±z s)
 *
 * ^ The order of the entries makes no difference but of rounding.
 */
struct average average_models(
	const struct cells *c, const struct rank_entry *entries, size_t count, double ratio_most, double z);

#endif
