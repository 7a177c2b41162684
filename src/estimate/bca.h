/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bias-corrected and accelerated limits from bootstrap estimates.
 *
 * With z0 the normal quantile of the share of bootstrap estimates below the estimate, and the acceleration
 * a = sum c r^3 / (6 (sum c r^2)^1.5) from the residuals r of the delete-one jackknife and the numbers c of people
 * each stands for, the limit for a nominal probability p with normal quantile z is the bootstrap quantile (type 8) at
 * the probability of z0 + (z0 + z) / (1 - a (z0 + z)).
 *
 * Sources: DiCiccio and Efron, Bootstrap confidence intervals, Statistical Science 11:189 (1996); Chan, Silverman and
 * Vincent (2021), section 3.3.
 */
#ifndef ESTIMATE_BCA_H
#define ESTIMATE_BCA_H

#include "base/base.h"

enum bca_code {
	BCA_OK,
	BCA_ONE_SIDED,    /* all bootstrap estimates lie on one side of the estimate, or there is none */
	BCA_NO_JACKKNIFE, /* without one person there is no estimate, or all such estimates are equal */
	BCA_TOO_SKEW,     /* a (z0 + z) reaches 1: the acceleration is no small correction any more */
	BCA_CODE_COUNT
};

struct bca {
	enum bca_code code; /* unless BCA_OK, low and high are NaN */
	double low;
	double high;
	double bias;         /* z0 */
	double acceleration; /* a */
	size_t without;      /* samples that have no estimate; they are left out */
};

/*
 * estimate      of the table
 * sample        sample_count estimates of resamples, NaN where there is none; sorted and reordered here
 * jackknife     of each pattern, the estimate with one person less in it
 * weight        people of each pattern, in all pattern_count
 * level         in (0, 1), as 0.95
 *
 * ^ They are the limits of the definition with type 8 quantiles.
 */
struct bca bca_limits(double estimate, double *sample, size_t sample_count, const double *jackknife,
	const int64_t *weight, size_t pattern_count, double level);

#endif
