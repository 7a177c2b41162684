/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bayesian thresholding: the model with all pairs of lists is given a posterior distribution, pairs whose effect is not
 * clearly different from zero are dropped, and the rest is fitted again.
 *
 *  prior        flat on intercept and main effects; normal around 0 on interactions, or flat
 *  likelihood   Poisson counts, as in fit.h
 *  threshold    |posterior mean| / standard deviation of the interaction
 *
 * With three-list interactions allowed, those whose three pairs were all kept are put to the same test. With flat
 * priors, pairs that nobody is on go to minus infinity as in design.h.
 *
 * The posterior is sampled by random-walk Metropolis in four chains from its mode, with the shape of its curvature
 * there.
 *
 * Sources: Silverman, Multiple-systems analysis for the quantification of modern slavery, JRSS A 183:691 (2020),
 * section 4; three-list interactions as in MultipleSystemsEstimation 1.2.0. The same prior variance and threshold;
 * that package's flat priors have the variance 10^4, ours none.
 */
#ifndef ESTIMATE_THRESHOLD_H
#define ESTIMATE_THRESHOLD_H

#include "base/pool.h"
#include "base/random.h"
#include "estimate/fit.h"

struct threshold_settings {
	double prior_variance;     /* of interactions; INFINITY: flat */
	double ratio_least;        /* interactions below it are dropped */
	unsigned order_max;        /* 2, or 3 for three-list interactions */
	uint32_t draw_count;       /* kept, of all four chains together */
	double level;              /* of the interval, in (0, 1) */
	struct random_place place; /* whose chain and step are set here */
};

/* Variance 1, ratio 2, pairs only, 20,000 draws, level 0.95, seed 1. */
struct threshold_settings threshold_defaults(void);

struct threshold {
	enum fit_code code; /* unless FIT_OK the reals are NaN: the posterior would be improper */
	struct model_space space;
	model_set kept;                       /* interactions of the final model */
	model_set absent;                     /* those at minus infinity (flat priors) */
	double ratio[MODEL_INTERACTIONS_MAX]; /* when it was put to the test; NaN for those that were not */
	double median;                        /* of N */
	double low;                           /* quantiles (type 7) of N */
	double high;
	double rhat;      /* of ln n_0, over the four chains of the last fit */
	double effective; /* bulk effective number of draws of ln n_0 */
};

/*
 * c         with at most MODEL_LISTS_MAX lists, with order_max 3 at most 7; at least two
 * pool      shares the chains; NULL for none
 *
 * ^ The number of threads makes no difference.
 * ^ No number is given where the posterior is improper.
 */
struct threshold threshold_estimate(
	const struct cells *c, const struct threshold_settings *settings, struct pool *pool);

#endif
