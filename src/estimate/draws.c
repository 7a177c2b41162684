/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/draws.h"

#include "base/mem.h"
#include "estimate/special.h"

#include <math.h>

double draws_mean(const double *x, size_t count)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		sum += x[i];
	}
	return sum / (double)count;
}

double draws_variance(const double *x, size_t count)
{
	double mean = draws_mean(x, count);
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		sum += (x[i] - mean) * (x[i] - mean);
	}
	return sum / ((double)count - 1);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

void draws_sort(double *x, size_t count)
{
	qsort(x, count, sizeof(*x), compare);
}

double draws_quantile(const double *sorted, size_t count, double p, enum draws_quantile_type type)
{
	BUG_IF(count == 0 || !(p >= 0 && p <= 1));
	double n = (double)count;
	double place = type == DRAWS_TYPE_7 ? (n - 1) * p : (n + 1.0 / 3) * p + 1.0 / 3 - 1; /* from 0 */
	place = fmin(fmax(place, 0), n - 1);
	size_t i = (size_t)place;
	double part = place - (double)i;
	return part > 0 ? sorted[i] + part * (sorted[i + 1] - sorted[i]) : sorted[i];
}

double draws_share_at_cap(const double *x, size_t count, double cap)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++) {
		n += x[i] >= 0.99 * cap;
	}
	return (double)n / (double)count;
}

/* ------- draws seen in another way ------- */

/* The halves of all chains, each a chain of its own; the middle draw of an odd number falls out. The caller frees them. */
static double *split(const struct draws *d, struct draws *halves)
{
	size_t half = d->length / 2;
	double *value = mem_calloc(2 * d->chain_count * half, sizeof(*value));
	for (size_t c = 0; c < d->chain_count; c++) {
		const double *chain = d->value + c * d->length;
		memcpy(value + 2 * c * half, chain, half * sizeof(*value));
		memcpy(value + (2 * c + 1) * half, chain + d->length - half, half * sizeof(*value));
	}
	*halves = (struct draws){value, 2 * d->chain_count, half};
	return value;
}

struct ranked {
	double value;
	size_t place;
};

static int compare_ranked(const void *a, const void *b)
{
	double x = ((const struct ranked *)a)->value;
	double y = ((const struct ranked *)b)->value;
	return (x > y) - (x < y);
}

/* Puts in the place of each draw the normal quantile of its rank; equal draws share their mean rank (Vehtari, 14). */
static void normalise_ranks(double *x, size_t count)
{
	struct ranked *r = mem_calloc(count, sizeof(*r));
	for (size_t i = 0; i < count; i++) {
		r[i] = (struct ranked){x[i], i};
	}
	qsort(r, count, sizeof(*r), compare_ranked);
	for (size_t first = 0, end; first < count; first = end) {
		for (end = first + 1; end < count && r[end].value == r[first].value; end++) {
		}
		double rank = 0.5 * (double)(first + 1 + end);
		double z = special_normal_quantile((rank - 0.375) / ((double)count + 0.25));
		for (size_t i = first; i < end; i++) {
			x[r[i].place] = z;
		}
	}
	free(r);
}

static double quantile_of_unsorted(const double *x, size_t count, double p)
{
	double *sorted = mem_calloc(count, sizeof(*sorted));
	memcpy(sorted, x, count * sizeof(*sorted));
	draws_sort(sorted, count);
	double q = draws_quantile(sorted, count, p, DRAWS_TYPE_7);
	free(sorted);
	return q;
}

/* ------- R-hat ------- */

struct spread {
	double within;  /* the mean variance of a chain */
	double between; /* the variance of the chains' means */
};

static struct spread spread_of(const struct draws *d)
{
	double *means = mem_calloc(d->chain_count, sizeof(*means));
	struct spread s = {0, 0};
	for (size_t c = 0; c < d->chain_count; c++) {
		const double *chain = d->value + c * d->length;
		means[c] = draws_mean(chain, d->length);
		s.within += draws_variance(chain, d->length) / (double)d->chain_count;
	}
	s.between = d->chain_count > 1 ? draws_variance(means, d->chain_count) : 0;
	free(means);
	return s;
}

static double rhat(const struct draws *d)
{
	struct spread s = spread_of(d);
	if (s.between == 0) {
		return s.within == 0 ? 1 : sqrt(1 - 1 / (double)d->length);
	}
	return s.within == 0 ? INFINITY : sqrt(s.between / s.within + 1 - 1 / (double)d->length);
}

static bool is_too_short(const struct draws *d)
{
	return d->length < 4 || d->chain_count == 0;
}

double draws_rhat_split(const struct draws *d)
{
	if (is_too_short(d)) {
		return NAN;
	}
	struct draws halves;
	double *value = split(d, &halves);
	double r = rhat(&halves);
	free(value);
	return r;
}

double draws_rhat(const struct draws *d)
{
	if (is_too_short(d)) {
		return NAN;
	}
	struct draws halves;
	double *value = split(d, &halves);
	size_t count = halves.chain_count * halves.length;
	double *folded = mem_calloc(count, sizeof(*folded));
	double median = quantile_of_unsorted(value, count, 0.5);
	for (size_t i = 0; i < count; i++) {
		folded[i] = fabs(value[i] - median);
	}
	normalise_ranks(value, count);
	normalise_ranks(folded, count);
	double bulk = rhat(&halves);
	double tail = rhat(&(struct draws){folded, halves.chain_count, halves.length});
	free(value);
	free(folded);
	return fmax(bulk, tail);
}

/* ------- effective sample sizes ------- */

/* A sum in eight parts, so that the compiler may take several at once. */
static double product_sum(const double *x, const double *y, size_t count)
{
	enum { PARTS = 8 };
	double sum[PARTS] = {0};
	size_t i = 0;
	for (; i + PARTS <= count; i += PARTS) {
		for (size_t k = 0; k < PARTS; k++) {
			sum[k] += x[i + k] * y[i + k];
		}
	}
	for (; i < count; i++) {
		sum[0] += x[i] * y[i];
	}
	return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

/* Autocorrelations of all chains together (Vehtari, 10). */
struct correlogram {
	struct draws d; /* of which each chain has mean 0 */
	double within;
	double total; /* the variance of all draws */
};

static double correlation(const struct correlogram *g, size_t lag)
{
	double sum = 0;
	for (size_t c = 0; c < g->d.chain_count; c++) {
		const double *chain = g->d.value + c * g->d.length;
		sum += product_sum(chain, chain + lag, g->d.length - lag);
	}
	return 1 - (g->within - sum / (double)(g->d.length * g->d.chain_count)) / g->total;
}

/*
 * The sum of the autocorrelations from -infinity to infinity: pairs of neighbouring lags are added while they are
 * positive, none counting more than the one before (Geyer's initial monotone sequence; Vehtari, 11).
 */
static double correlation_time(const struct correlogram *g)
{
	double even = 1;
	double odd = correlation(g, 1);
	double sum = 0;
	double least = INFINITY;
	size_t lag = 0;
	while (even + odd > 0 && lag + 5 < g->d.length) {
		least = fmin(least, even + odd);
		sum += least;
		lag += 2;
		even = correlation(g, lag);
		odd = correlation(g, lag + 1);
	}
	return -1 + 2 * sum + fmax(even, 0);
}

/* Of chains that are already split. Takes their mean from each. */
static double ess(double *value, size_t chain_count, size_t length)
{
	struct correlogram g = {.d = {value, chain_count, length}};
	struct spread s = spread_of(&g.d);
	double n = (double)length;
	double draws = n * (double)chain_count;
	g.within = s.within;
	g.total = s.within * (n - 1) / n + s.between;
	if (g.total == 0) {
		return draws;
	}
	for (size_t c = 0; c < chain_count; c++) {
		double mean = draws_mean(value + c * length, length);
		for (size_t i = 0; i < length; i++) {
			value[c * length + i] -= mean;
		}
	}
	/* Antithetic chains may be worth more than independent draws, but not without bound. */
	return draws / fmax(correlation_time(&g), 1 / log10(draws));
}

double draws_ess_mean(const struct draws *d)
{
	if (is_too_short(d)) {
		return NAN;
	}
	struct draws halves;
	double *value = split(d, &halves);
	double result = ess(value, halves.chain_count, halves.length);
	free(value);
	return result;
}

double draws_ess_bulk(const struct draws *d)
{
	if (is_too_short(d)) {
		return NAN;
	}
	struct draws halves;
	double *value = split(d, &halves);
	normalise_ranks(value, halves.chain_count * halves.length);
	double result = ess(value, halves.chain_count, halves.length);
	free(value);
	return result;
}

double draws_ess_quantile(const struct draws *d, double p)
{
	if (is_too_short(d)) {
		return NAN;
	}
	double quantile = quantile_of_unsorted(d->value, d->chain_count * d->length, p);
	struct draws halves;
	double *below = split(d, &halves);
	for (size_t i = 0; i < halves.chain_count * halves.length; i++) {
		below[i] = below[i] <= quantile;
	}
	double result = ess(below, halves.chain_count, halves.length);
	free(below);
	return result;
}

double draws_ess_tail(const struct draws *d)
{
	return fmin(draws_ess_quantile(d, 0.05), draws_ess_quantile(d, 0.95));
}
