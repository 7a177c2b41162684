/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/hyper.h"

#include "estimate/special.h"

#include <math.h>

/* Stirling's series is good to 1e-18 above it. */
enum { STIRLING_FROM = 16 };

/* Differences over so many numbers are exact to 1e-9 in double. */
enum { NEAR_WIDTH_MAX = 1 << 20 };

/* A number with what is needed to relate Γ at other numbers to Γ here. */
struct anchor {
	long double x;
	unsigned shift; /* x + shift is at least STIRLING_FROM */
	long double high;
	long double high_log;
	long double product_log; /* of x … x + shift - 1 */
	long double rest;        /* Stirling's series at high */
};

/* ln Γ(x) - (x - ½) ln x + x - ½ ln 2π, which is small: a double does. */
static double stirling_rest(double x)
{
	double r = 1 / x;
	double y = r * r;
	double sum = 1.0 / 1188 - y * 691.0 / 360360;
	sum = sum * y - 1.0 / 1680;
	sum = sum * y + 1.0 / 1260;
	sum = sum * y - 1.0 / 360;
	return (sum * y + 1.0 / 12) * r;
}

static struct anchor anchor_at(long double x)
{
	struct anchor at = {.x = x};
	long double product = 1;
	while (x + at.shift < STIRLING_FROM) {
		product *= x + at.shift++;
	}
	at.high = x + at.shift;
	at.high_log = logl(at.high);
	at.product_log = at.shift > 0 ? logl(product) : 0;
	at.rest = stirling_rest((double)at.high);
	return at;
}

/* ln Γ(x + a) - ln Γ(x); x + a above 0, a not below -1 */
static long double ratio_log(const struct anchor *at, long double a)
{
	long double y = at->high + a;
	long double up = a * (at->high_log - 1) + (y - 0.5L) * log1pl(a / at->high) +
		(stirling_rest((double)y) - at->rest);
	if (at->shift == 0) {
		return up;
	}
	long double product = 1;
	for (unsigned i = 0; i < at->shift; i++) {
		product *= at->x + a + i;
	}
	return up - logl(product) + at->product_log;
}

long double hyper_ratio_log(long double x, long double a)
{
	if (a < -0.5L) {
		/* from the lower number up */
		return -hyper_ratio_log(x + a, -a);
	}
	struct anchor at = anchor_at(x);
	return ratio_log(&at, a);
}

/* The people with pattern c on the lists s. */
static int64_t people(const int64_t *count, unsigned cells, unsigned s, unsigned c)
{
	int64_t sum = 0;
	for (unsigned w = 1; w < cells; w++) {
		sum += (w & s) == c ? count[w] : 0;
	}
	return sum;
}

void hyper_init(struct hyper *h, unsigned list_count, const int64_t *count, double delta)
{
	unsigned cells = 1U << list_count;
	*h = (struct hyper){.list_count = list_count, .set_count = cells};
	for (unsigned s = 0; s < cells; s++) {
		unsigned lists = (unsigned)__builtin_popcount(s);
		long double d = ldexpl(delta, (int)(list_count - lists));
		h->none_more[s] = (long double)people(count, cells, s, 0) + d - 1;
		h->fixed_log[s] = -special_gamma_log((double)d);
		for (unsigned c = s; c != 0; c = (c - 1) & s) {
			int64_t y = people(count, cells, s, c);
			h->fixed_log[s] += y > 0 ? hyper_ratio_log(d, (long double)y) : 0;
		}
	}
	h->total = (long double)people(count, cells, 0, 0);
	h->total_more = ldexpl(delta, (int)list_count) - 1;
}

/* ln Γ(x + d) - ln Γ(x) - d ln x for each d, by Stirling's series: x and x + d at least STIRLING_FROM. */
static void climb(double x, const double *d, double *out)
{
	double log_p[DENSITY_POINTS];
	double rest = stirling_rest(x);
	for (size_t j = 0; j < DENSITY_POINTS; j++) {
		log_p[j] = d[j] / x;
	}
	special_log1p_each(log_p, DENSITY_POINTS);
	for (size_t j = 0; j < DENSITY_POINTS; j++) {
		out[j] = (x + d[j] - 0.5) * log_p[j] - d[j] + (stirling_rest(x + d[j]) - rest);
	}
}

/* From the middle to the points, which are not far from it. */
static void look_near(
	const struct hyper *h, const double *point, const bool *is_wanted, struct hyper_set *out)
{
	struct anchor middle = anchor_at((long double)point[HYPER_MIDDLE] + 1);
	double d[DENSITY_POINTS];
	double own[DENSITY_POINTS];
	for (size_t j = 0; j < DENSITY_POINTS; j++) {
		d[j] = point[j] - point[HYPER_MIDDLE];
	}
	climb((double)middle.x, d, own);
	for (size_t s = 0; s < h->set_count; s++) {
		if (is_wanted != NULL && !is_wanted[s]) {
			continue;
		}
		double *by_point = out[s].by_point;
		double slope = (double)log1pl(h->none_more[s] / middle.x);
		out[s].at_middle = ratio_log(&middle, h->none_more[s]) + h->fixed_log[s];
		climb((double)(middle.x + h->none_more[s]), d, by_point);
		for (size_t j = 0; j < DENSITY_POINTS; j++) {
			by_point[j] += d[j] * slope - own[j];
		}
	}
}

/* Each point for itself. */
static void look_far(const struct hyper *h, const double *point, const bool *is_wanted, struct hyper_set *out)
{
	struct anchor at[DENSITY_POINTS];
	for (size_t j = 0; j < DENSITY_POINTS; j++) {
		at[j] = anchor_at((long double)point[j] + 1);
	}
	for (size_t s = 0; s < h->set_count; s++) {
		if (is_wanted != NULL && !is_wanted[s]) {
			continue;
		}
		long double middle = ratio_log(&at[HYPER_MIDDLE], h->none_more[s]);
		out[s].at_middle = middle + h->fixed_log[s];
		for (size_t j = 0; j < DENSITY_POINTS; j++) {
			out[s].by_point[j] = (double)(ratio_log(&at[j], h->none_more[s]) - middle);
		}
	}
}

void hyper_look(const struct hyper *h, const double *point, const bool *is_wanted, struct hyper_set *out)
{
	double width = point[DENSITY_POINTS - 1] - point[0];
	if (point[0] < STIRLING_FROM || width > NEAR_WIDTH_MAX) {
		look_far(h, point, is_wanted, out);
	} else {
		look_near(h, point, is_wanted, out);
	}
}

long double hyper_common(const struct hyper *h, double m)
{
	return h->total_more == 0 ? 0 : -hyper_ratio_log((long double)m + h->total + 1, h->total_more);
}
