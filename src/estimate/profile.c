/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/profile.h"

#include "estimate/special.h"

#include <math.h>

enum { HALVINGS = 30, DOUBLINGS = 14, STEPS_MAX = 100 };
static const double log_precision = 1e-10;

/* Above it, series for the factorial and its slope are exact to 1e-11. */
static const double series_from = 32;

/* ln(x! / (x^x e^-x)): what Stirling's formula calls ln sqrt(2 pi x) and corrections. */
static double factorial_excess(double x)
{
	if (x < series_from) {
		return special_gamma_log(x + 1) - (x > 0 ? x * log(x) : 0) + x;
	}
	return 0.5 * log(2 * M_PI * x) + (1 - 1 / (30 * x * x)) / (12 * x);
}

/* The derivative of factorial_excess(). */
static double excess_slope(double x)
{
	double shift = 0;
	double at = x;
	for (; at < series_from; at++) {
		shift += 1 / (at + 1);
	}
	double series = 1 / (2 * at) - (1 - 1 / (10 * at * at)) / (12 * at * at);
	return series - shift + log(at / x);
}

double profile_likelihood(const struct cells *c, struct fit_room *r, double missing, double *slope)
{
	double mean;
	double deviance = fit_with_missing(c, r, missing, &mean);
	double total = c->total + missing;
	*slope = log(mean / missing) + excess_slope(total) - excess_slope(missing);
	return -0.5 * deviance + factorial_excess(total) - factorial_excess(missing);
}

/* The likelihood (or its slope) less a target, as a function of ln n_0. */
struct search {
	const struct cells *c;
	struct fit_room *r;
	bool is_slope;
	double target;
};

static double value_at(const struct search *s, double missing_log)
{
	double slope;
	double likelihood = profile_likelihood(s->c, s->r, exp(missing_log), &slope);
	return (s->is_slope ? slope : likelihood) - s->target;
}

/* The zero between a and b, where the values differ in sign, by the Illinois method. */
static double zero_between(const struct search *s, double a, double b)
{
	double at_a = value_at(s, a);
	double at_b = value_at(s, b);
	for (int i = 0; i < STEPS_MAX && fabs(b - a) > log_precision && at_b != 0; i++) {
		double next = b - at_b * (b - a) / (at_b - at_a);
		double at_next = value_at(s, next);
		if ((at_next > 0) == (at_b > 0)) {
			at_a *= 0.5;
		} else {
			a = b;
			at_a = at_b;
		}
		b = next;
		at_b = at_next;
		if (isnan(at_b)) {
			return NAN;
		}
	}
	return b;
}

/*
 * The first zero on the way from `from` by steps of ln 2, up or down as `sign` says; INFINITY of that sign without
 * one.
 */
static double zero_beyond(const struct search *s, double from, double sign, int steps)
{
	bool is_positive = value_at(s, from) > 0;
	for (int i = 1; i <= steps; i++) {
		double to = from + sign * M_LN2;
		double value = value_at(s, to);
		if (isnan(value)) {
			return NAN;
		}
		if ((value > 0) != is_positive) {
			return zero_between(s, from, to);
		}
		from = to;
	}
	return sign * INFINITY;
}

struct profile profile_interval(
	const struct cells *c, const struct model_space *s, model_set m, double level, struct fit_room *r)
{
	struct fit f = fit_model(c, s, m, r);
	struct profile p = {f.code, NAN, NAN, NAN};
	if (f.code != FIT_OK) {
		return p;
	}
	p.code = FIT_NOT_CONVERGED;
	struct search search = {c, r, true, 0};
	double sign = value_at(&search, f.missing_log) > 0 ? 1 : -1;
	double top = zero_beyond(&search, f.missing_log, sign, HALVINGS);
	if (isnan(top) || top == INFINITY) {
		return p;
	}
	/* Where the likelihood falls all the way from 0, nobody is missing. */
	double least = f.missing_log - HALVINGS * M_LN2;
	top = fmax(top, least);
	double z = special_normal_quantile(0.5 + 0.5 * level);
	search = (struct search){c, r, false, 0};
	search.target = value_at(&search, top) - 0.5 * z * z;
	double low = zero_beyond(&search, top, -1, HALVINGS);
	double high = zero_beyond(&search, top, 1, HALVINGS + DOUBLINGS);
	if (isnan(low) || isnan(high)) {
		return p;
	}
	return (struct profile){FIT_OK, c->total + exp(top), c->total + exp(low), c->total + exp(high)};
}
