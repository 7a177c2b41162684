/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Draws from a posterior distribution: their summaries, and whether the chains that made them agree.
 *
 * Sources: Hyndman and Fan, Sample quantiles in statistical packages (1996); Vehtari, Gelman, Simpson, Carpenter and
 * Burkner, Rank-normalization, folding, and localization: an improved R-hat (Bayesian Analysis 16, 2021), here "Vehtari";
 * Geyer, Practical Markov chain Monte Carlo (1992), section 3.3, for where the autocorrelations are cut off.
 */
#ifndef ESTIMATE_DRAWS_H
#define ESTIMATE_DRAWS_H

#include "base/base.h"

/* Draws of one quantity by several chains of the same length; borrowed. */
struct draws {
	const double *value; /* draw i of chain c at [c * length + i] */
	size_t chain_count;
	size_t length;
};

/* What a sample quantile is between two draws: definitions 7 (the default of R) and 8 (median-unbiased) of Hyndman and Fan. */
enum draws_quantile_type { DRAWS_TYPE_7 = 7, DRAWS_TYPE_8 = 8 };

/* NAN for no draws. */
double draws_mean(const double *x, size_t count);

/* With the denominator count - 1; NAN for fewer than two draws. */
double draws_variance(const double *x, size_t count);

/* Sorts ascending; for draws_quantile(). */
void draws_sort(double *x, size_t count);

/*
 * sorted    ascending, at least one, none of them NAN
 * p         0 … 1
 *
 * ^ Quantiles of either type are those of R's quantile().
 */
double draws_quantile(const double *sorted, size_t count, double p, enum draws_quantile_type type);

/*
 * How much wider all chains together are than one alone, each chain cut into halves first. 1 where they agree.
 *
 * returns   draws_rhat_split(): of the draws themselves (Gelman and others, Bayesian Data Analysis, 3rd ed., 11.4);
 *           draws_rhat(): the larger one of rank-normalised and folded draws (Vehtari, section 4).
 *           NAN where there are fewer than 4 draws a chain; 1 where all draws are equal; INFINITY where chains are
 *           constant, but not all the same
 */
double draws_rhat_split(const struct draws *d);
double draws_rhat(const struct draws *d);

/*
 * Effective sample sizes: so many independent draws would tell as much.
 *
 * draws_ess_mean()       for the mean of the draws
 * draws_ess_bulk()       for the middle of the distribution: of rank-normalised draws (Vehtari, section 4.1)
 * draws_ess_quantile()   for the p-quantile: of whether a draw is at most the quantile (section 4.3)
 * draws_ess_tail()       the smaller one of those for the quantiles 0.05 and 0.95
 *
 * returns   NAN where there are fewer than 4 draws a chain; the number of draws where all are equal
 *
 * ^ R-hat and effective sizes are those of ArviZ.
 */
double draws_ess_mean(const struct draws *d);
double draws_ess_bulk(const struct draws *d);
double draws_ess_quantile(const struct draws *d, double p);
double draws_ess_tail(const struct draws *d);

/* The share of draws that are within 1 % of a cap, that is at least 0.99 cap. */
double draws_share_at_cap(const double *x, size_t count, double cap);

#endif
