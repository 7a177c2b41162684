/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Poisson regression with any columns, for the few models whose columns are more than sets of lists (heterogeneity.h).
 * The same iteration as in fit.h, without its shortcuts.
 */
#ifndef ESTIMATE_POISSON_H
#define ESTIMATE_POISSON_H

#include "base/mem.h"

struct poisson_data {
	size_t row_count;
	size_t column_count;
	const double *x; /* row by row; the first column is the intercept, all 1 */
	const double *y; /* counts */
};

struct poisson_fit {
	bool is_ok; /* else the rest is not to be used: columns that depend on each other, or no convergence */
	const double *coefficient; /* column_count */
	double intercept_variance;
	double deviance;
};

/* Fits; the result lives as long as `a`. */
struct poisson_fit poisson_regress(const struct poisson_data *d, struct arena *a);

#endif
