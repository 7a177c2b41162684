/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/average.h"

#include <math.h>

static bool is_plausible(const struct cells *c, const struct fit *f, double ratio_most)
{
	return f->missing <= ratio_most * c->total;
}

/* The smallest AIC of the models that share in the average; the others are counted. */
static double least_aic(const struct cells *c, const struct rank_entry *entries, size_t count,
	double ratio_most, struct average *a)
{
	double least = INFINITY;
	for (size_t i = 0; i < count; i++) {
		const struct fit *f = &entries[i].fit;
		if (f->code != FIT_OK) {
			a->without++;
		} else if (!is_plausible(c, f, ratio_most)) {
			a->implausible++;
		} else {
			a->model_count++;
			least = fmin(least, f->aic);
		}
	}
	return least;
}

struct average average_models(
	const struct cells *c, const struct rank_entry *entries, size_t count, double ratio_most, double z)
{
	struct average a = {.total = NAN, .low = NAN, .high = NAN, .largest_weight = NAN};
	double least = least_aic(c, entries, count, ratio_most, &a);
	if (a.model_count == 0) {
		return a;
	}
	double sum = 0;
	double missing = 0;
	double low = 0;
	double high = 0;
	for (size_t i = 0; i < count; i++) {
		const struct fit *f = &entries[i].fit;
		if (f->code == FIT_OK && is_plausible(c, f, ratio_most)) {
			double weight = exp(-0.5 * (f->aic - least));
			double reach = z * sqrt(f->missing_log_variance);
			sum += weight;
			missing += weight * f->missing;
			low += weight * exp(f->missing_log - reach);
			high += weight * exp(f->missing_log + reach);
		}
	}
	a.total = c->total + missing / sum;
	a.low = c->total + low / sum;
	a.high = c->total + high / sum;
	a.largest_weight = 1 / sum; /* the best model's weight is 1 before they are divided by their sum */
	return a;
}
