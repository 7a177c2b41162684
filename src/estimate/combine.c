/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/combine.h"

#include "estimate/draws.h"
#include "estimate/special.h"

#include <math.h>

void combine_strata(
	const double *const *draws, size_t stratum_count, size_t length, double documented, double *out)
{
	for (size_t i = 0; i < length; i++) {
		out[i] = documented;
		for (size_t s = 0; s < stratum_count; s++) {
			out[i] += draws[s][i];
		}
	}
}

/* What the rules need of the replicates; missing is n0, of which verdata takes 0 as 0.1. */
struct moments {
	double documented;
	double missing;
	double missing_log;
	double within;
	double between;
};

static struct moments moments_of(const struct combine_replicate *list, size_t count)
{
	struct arena a = {0};
	struct moments m = {0};
	double *means = arena_calloc(&a, count, sizeof(*means));
	for (size_t r = 0; r < count; r++) {
		double *logs = arena_calloc(&a, list[r].count, sizeof(*logs));
		double sum = 0;
		for (size_t i = 0; i < list[r].count; i++) {
			double missing = fmax(list[r].draws[i] - list[r].documented, 0);
			missing = missing > 0 ? missing : 0.1;
			sum += missing;
			logs[i] = log(missing);
		}
		means[r] = draws_mean(logs, list[r].count);
		m.documented += list[r].documented / (double)count;
		m.missing += sum / (double)list[r].count / (double)count;
		m.within += draws_variance(logs, list[r].count) / (double)count;
	}
	m.missing_log = draws_mean(means, count);
	m.between = draws_variance(means, count);
	arena_done(&a);
	return m;
}

static double degrees_of(const struct moments *m, double count, enum combine_rule rule)
{
	double ratio = m->within / ((count + 1) * m->between);
	double root = 1 + (rule == COMBINE_RUBIN ? count : 1) * ratio;
	return m->between > 0 ? (count - 1) * root * root : INFINITY;
}

static struct combine_result by_moments(
	const struct combine_replicate *list, size_t count, enum combine_rule rule, double level)
{
	struct moments m = moments_of(list, count);
	struct combine_result result = {
		.is_defined = true,
		.documented = m.documented,
		.total = m.documented + m.missing,
		.within = m.within,
		.between = m.between,
		.degrees = degrees_of(&m, (double)count, rule),
	};
	double p = 0.5 + level / 2;
	double reach =
		isfinite(result.degrees) ? special_t_quantile(p, result.degrees) : special_normal_quantile(p);
	reach *= sqrt(m.within + ((double)count + 1) / (double)count * m.between);
	result.low = m.documented + exp(m.missing_log - reach);
	result.high = m.documented + exp(m.missing_log + reach);
	if (rule == COMBINE_VERDATA) {
		result.total = rint(m.documented) + rint(m.missing);
		result.low = rint(result.low);
		result.high = rint(result.high);
	}
	return result;
}

static struct combine_result pooled(const struct combine_replicate *list, size_t count, double level)
{
	struct arena a = {0};
	struct combine_result result = {.is_defined = true};
	size_t total = 0;
	size_t n = 0;
	for (size_t r = 0; r < count; r++) {
		total += list[r].count;
		result.documented += list[r].documented / (double)count;
	}
	double *all = arena_calloc(&a, total, sizeof(*all));
	for (size_t r = 0; r < count; r++) {
		memcpy(all + n, list[r].draws, list[r].count * sizeof(*all));
		n += list[r].count;
	}
	draws_sort(all, total);
	result.total = draws_mean(all, total);
	result.low = draws_quantile(all, total, 0.5 - level / 2, DRAWS_TYPE_7);
	result.high = draws_quantile(all, total, 0.5 + level / 2, DRAWS_TYPE_7);
	arena_done(&a);
	return result;
}

struct combine_result combine_replicates(
	const struct combine_replicate *list, size_t count, enum combine_rule rule, double level)
{
	for (size_t r = 0; r < count; r++) {
		BUG_IF(list[r].count < 2);
	}
	if (rule == COMBINE_POOLED) {
		return count > 0 ? pooled(list, count, level) : (struct combine_result){0};
	}
	return count > 1 ? by_moments(list, count, rule, level) : (struct combine_result){0};
}

struct combine_bounds combine_published(
	const struct combine_bounds *bounds, size_t imputation_count, size_t stratum_count)
{
	struct arena a = {0};
	double *sums[3];
	double median[3];
	for (size_t k = 0; k < 3; k++) {
		sums[k] = arena_calloc(&a, imputation_count, sizeof(**sums));
	}
	for (size_t i = 0; i < imputation_count * stratum_count; i++) {
		sums[0][i / stratum_count] += bounds[i].total;
		sums[1][i / stratum_count] += bounds[i].low;
		sums[2][i / stratum_count] += bounds[i].high;
	}
	for (size_t k = 0; k < 3; k++) {
		draws_sort(sums[k], imputation_count);
		median[k] = draws_quantile(sums[k], imputation_count, 0.5, DRAWS_TYPE_7);
	}
	arena_done(&a);
	return (struct combine_bounds){median[0], median[1], median[2]};
}
