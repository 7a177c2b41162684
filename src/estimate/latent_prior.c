/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/latent_prior.h"

#include "estimate/special.h"

#include <math.h>

enum { HALVINGS = 100 };

static const double LIST_MAX = 1e6;

/* The first and the second derivative of ln gamma: raised to 10, then their asymptotic series. */
static double digamma(double x)
{
	double sum = 0;
	for (; x < 10; x++) {
		sum -= 1 / x;
	}
	double z = 1 / (x * x);
	return sum + log(x) - 0.5 / x - z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240))));
}

static double trigamma(double x)
{
	double sum = 0;
	for (; x < 10; x++) {
		sum += 1 / (x * x);
	}
	double z = 1 / (x * x);
	return sum + 1 / x + 0.5 * z + z / x * (1.0 / 6 - z * (1.0 / 30 - z * (1.0 / 42 - z * (1.0 / 30))));
}

/* The x between low and high, both above 0, where f crosses 0 upwards; halved on a logarithmic scale. */
static double find_root(
	double (*f)(double x, const double *with), const double *with, double low, double high)
{
	for (int i = 0; i < HALVINGS; i++) {
		double middle = sqrt(low * high);
		if (f(middle, with) < 0) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return sqrt(low * high);
}

static double gamma_excess(double x, const double *with)
{
	return special_gamma_p(with[0], x) - with[1];
}

static double gamma_quantile(double shape, double p)
{
	const double with[] = {shape, p};
	return find_root(gamma_excess, with, 1e-300, 10 * shape + 100);
}

/* with[0]: the logarithm of the ratio of the two quantiles, which falls with the shape. */
static double ratio_excess(double shape, const double *with)
{
	return with[0] - log(gamma_quantile(shape, 0.975) / gamma_quantile(shape, 0.025));
}

/* with: b, the mean of -ln(1 - lambda). */
static double mean_excess(double a, const double *with)
{
	return digamma(a + with[0]) - digamma(with[0]) - with[1];
}

static double a_for(double b, double mean)
{
	const double with[] = {b, mean};
	return find_root(mean_excess, with, 1e-6, 10 * LIST_MAX);
}

/* with: mean and variance of -ln(1 - lambda); the variance at this mean falls with b. */
static double variance_excess(double b, const double *with)
{
	double a = a_for(b, with[0]);
	return with[1] - (trigamma(b) - trigamma(a + b));
}

bool latent_prior_expansion(struct latent_prior *prior, unsigned lists, double low, double high)
{
	BUG_IF(lists == 0 || !(low > 1) || !(high > low));
	double sum_high = -log1p(-1 / low);
	double sum_low = -log1p(-1 / high);
	const double ratio[] = {log(sum_high / sum_low)};
	double shape = find_root(ratio_excess, ratio, 1e-2, 1e5);
	double rate = gamma_quantile(shape, 0.975) / sum_high;
	const double moments[] = {shape / rate / lists, shape / (rate * rate) / lists};
	prior->list_b = find_root(variance_excess, moments, 0.1 * LATENT_LIST_MIN, 10 * LIST_MAX);
	prior->list_a = a_for(prior->list_b, moments[0]);
	return prior->list_a >= LATENT_LIST_MIN && prior->list_a <= LIST_MAX &&
		prior->list_b >= LATENT_LIST_MIN && prior->list_b <= LIST_MAX;
}
