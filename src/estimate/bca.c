/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/bca.h"

#include "estimate/draws.h"
#include "estimate/special.h"

#include <math.h>

/* Moves the estimates that are numbers to the front; returns how many they are. */
static size_t keep_numbers(double *x, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		if (!isnan(x[i])) {
			x[kept++] = x[i];
		}
	}
	return kept;
}

/* NaN where it is not defined. */
static double acceleration_of(const double *jackknife, const int64_t *weight, size_t count)
{
	double people = 0;
	double mean = 0;
	for (size_t i = 0; i < count; i++) {
		people += (double)weight[i];
		mean += (double)weight[i] * jackknife[i];
	}
	mean /= people;
	double square = 0;
	double cube = 0;
	for (size_t i = 0; i < count; i++) {
		double r = mean - jackknife[i];
		square += (double)weight[i] * r * r;
		cube += (double)weight[i] * r * r * r;
	}
	return cube / (6 * pow(square, 1.5));
}

/* The probability at which the bootstrap quantile is the limit for p; NaN when the correction is out of bounds. */
static double adjusted(double p, double bias, double acceleration)
{
	double z = bias + special_normal_quantile(p);
	double room = 1 - acceleration * z;
	return room > 0 ? special_normal_p(bias + z / room) : NAN;
}

struct bca bca_limits(double estimate, double *sample, size_t sample_count, const double *jackknife,
	const int64_t *weight, size_t pattern_count, double level)
{
	size_t count = keep_numbers(sample, sample_count);
	struct bca b = {BCA_ONE_SIDED, NAN, NAN, NAN, NAN, sample_count - count};
	size_t below = 0;
	for (size_t i = 0; i < count; i++) {
		below += sample[i] < estimate;
	}
	if (below == 0 || below == count) {
		return b;
	}
	b.bias = special_normal_quantile((double)below / (double)count);
	b.acceleration = acceleration_of(jackknife, weight, pattern_count);
	if (!isfinite(b.acceleration)) {
		b.code = BCA_NO_JACKKNIFE;
		return b;
	}
	double low = adjusted(0.5 - 0.5 * level, b.bias, b.acceleration);
	double high = adjusted(0.5 + 0.5 * level, b.bias, b.acceleration);
	if (isnan(low) || isnan(high)) {
		b.code = BCA_TOO_SKEW;
		return b;
	}
	draws_sort(sample, count);
	b.code = BCA_OK;
	b.low = draws_quantile(sample, count, low, DRAWS_TYPE_8);
	b.high = draws_quantile(sample, count, high, DRAWS_TYPE_8);
	return b;
}
