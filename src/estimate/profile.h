/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The multinomial profile likelihood of the population size under one model, and the interval that it gives.
 *
 * For a given N the model is fitted with N - n people counted on no list; the likelihood of N is then the Poisson one
 * times that of a multinomial sample of N. All N belong to the interval whose log likelihood is within half a
 * chi-square quantile of the largest.
 *
 * Source: Cormack, Interval estimation for mark-recapture studies of closed populations, Biometrics 48:567 (1992).
 * Rcapture's closedpCI() does the same with Stirling's first approximation of the factorials and a search up to 3 N.
 */
#ifndef ESTIMATE_PROFILE_H
#define ESTIMATE_PROFILE_H

#include "estimate/fit.h"

struct profile {
	enum fit_code code; /* unless FIT_OK, the reals are NaN */
	double total;       /* where the likelihood is largest */
	double low;         /* n itself where even that is likely enough */
	double high;        /* INFINITY where 2^14 times the n_0 of the total is still likely enough */
};

/*
 * level     of the interval, in (0, 1), as 0.95
 *
 * ^ Both limits are as much less likely than the total as the level says.
 */
struct profile profile_interval(
	const struct cells *c, const struct model_space *s, model_set m, double level, struct fit_room *r);

/*
 * The log likelihood of n + missing people, less a constant of the table, for the design in the room.
 *
 * slope     receives its derivative by `missing`
 */
double profile_likelihood(const struct cells *c, struct fit_room *r, double missing, double *slope);

#endif
