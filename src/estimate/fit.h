/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fitting one hierarchical log-linear model: n_w is Poisson with mean mu_w, and exp(intercept) estimates the number of
 * people on no list.
 *
 * By iteratively reweighted least squares from mu = y + 0.1 until the deviance changes by less than 1e-8 of itself,
 * as R's glm() does. Because the design is made of subsets, X'WX is read off the superset sums of the weights and the
 * linear predictor is the subset sums of the coefficients (lattice.h).
 *
 * Sources: Rivest and Levesque, Improved log-linear model estimators of abundance in capture-recapture experiments,
 * Canadian Journal of Statistics 29:555 (2001), equation 5 for the standard error; design.h for terms at minus
 * infinity.
 */
#ifndef ESTIMATE_FIT_H
#define ESTIMATE_FIT_H

#include "estimate/exist.h"

enum fit_code {
	FIT_OK = EXIST_YES,
	FIT_NONE = EXIST_NONE,
	FIT_MANY = EXIST_MANY,
	FIT_NEITHER = EXIST_NEITHER,
	FIT_UNDECIDED = EXIST_UNDECIDED,
	FIT_NOT_CONVERGED, /* the arithmetic gave out, as when a mean falls below what a double holds */
	FIT_CODE_COUNT
};

struct fit {
	enum fit_code code;       /* unless FIT_OK, the reals below are NaN */
	unsigned parameter_count; /* those at minus infinity among them */
	unsigned absent_count;    /* at minus infinity */
	double missing;           /* n_0: people on no list */
	double missing_log;
	double missing_log_variance;
	double total; /* N = n + n_0 */
	double error; /* standard error of N */
	double deviance;
	double aic; /* with the Poisson log likelihood of the counts */
	double bic; /* with ln n a parameter */
};

/* Room for fitting to tables with so many lists, to be used again and again by one thread. */
struct fit_room {
	struct arena memory;
	struct arena scratch;
	struct design design;
	double *mean; /* of the last fit, by pattern; 0 where the pattern is out of it */
	double *coefficient; /* of the last fit, by term; 0 where the term is not in the model or at minus infinity */
	double *factor;   /* the Cholesky factor of the information, term_count by term_count */
	double *solution; /* of which the first term_count are the coefficients of design.term */
	double *before;   /* coefficients of the step before */
	double *weight;
	double *working;
	double *log_mean;
};

/* The caller gives it back with fit_room_done(); a zeroed one is fine there. */
void fit_room_init(struct fit_room *r, unsigned list_count);
void fit_room_done(struct fit_room *r);

/*
 * Fits a model, after proving that its extended maximum likelihood estimate exists and is the only one.
 *
 * s, m      the space and a hierarchical model of it
 * r         made for as many lists
 *
 * ^ No number is given where the estimate does not exist or is not the only one.
 */
struct fit fit_model(const struct cells *c, const struct model_space *s, model_set m, struct fit_room *r);

/* The same without the proof, for tables of which it is known: with people on the same patterns, it holds for all. */
struct fit fit_unchecked(const struct cells *c, const struct model_space *s, model_set m, struct fit_room *r);

/*
 * Fits the design in the room with n_0 given as if it had been counted (profile.h).
 *
 * missing   n_0, above 0, not necessarily whole
 * mean      receives the mean of the pattern of nobody
 * returns   the deviance, or NaN when the arithmetic gave out
 */
double fit_with_missing(const struct cells *c, struct fit_room *r, double missing, double *mean);

/*
 * Fits the design in the room with normal priors around 0 on the coefficients: the mode of the posterior (threshold.h).
 * Afterwards r->solution and r->factor hold the mode and the factor of the information with the prior's added.
 *
 * precision   1 / variance for each term of the design; 0 is a flat prior
 * returns     false when there is no proper mode to be found
 */
bool fit_with_prior(const struct cells *c, struct fit_room *r, const double *precision) MUST_USE;

/* The largest standard error of the coefficients of the last fit. */
double fit_largest_error(struct fit_room *r);

/* The limits n + n_0 exp(±z s) from the normal distribution of ln n_0; level in (0, 1), as 0.95. */
struct interval {
	double low;
	double high;
};
struct interval fit_interval(const struct cells *c, const struct fit *f, double level);

#endif
