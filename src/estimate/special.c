/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/special.h"

#include "estimate/wide.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { TERMS_MAX = 100000 };

double special_gamma_log(double x)
{
	int sign;
	return lgamma_r(x, &sign);
}

double special_add_log(double a, double b)
{
	double high = fmax(a, b);
	return isinf(high) ? high : high + log1p(exp(fmin(a, b) - high));
}

double special_sum_log(const double *x, size_t count)
{
	double high = -INFINITY;
	for (size_t i = 0; i < count; i++) {
		high = fmax(high, x[i]);
	}
	if (isinf(high)) {
		return high;
	}
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		sum += exp(x[i] - high);
	}
	return high + log(sum);
}

/* e^x = 2^k e^r with |r| at most ln 2 / 2, and e^r by its Taylor series. Without branches or calls, for the vectoriser. */
WIDE void special_exp_each(double *x, size_t count)
{
	const double whole =
		0x1.8p52; /* added to a number, leaves its nearest whole number in the lowest bits */
	for (size_t i = 0; i < count; i++) {
		double here = x[i];
		double v = here < -700 ? -700 : here;
		double shifted = v * M_LOG2E + whole;
		double k = shifted - whole;
		double r = v - k * 0x1.62e42feep-1 - k * 0x1.a39ef35793c76p-33;
		double p = WIDE_EXP_FIRST;
		WIDE_EXP_SERIES(p, r);
		uint64_t power;
		uint64_t bits;
		memcpy(&power, &shifted, sizeof(power));
		memcpy(&bits, &p, sizeof(bits));
		bits += power << 52;
		memcpy(&x[i], &bits, sizeof(bits));
	}
}

/* 1 + x = 2^k m with m from √½ to √2, ln m = 2 artanh((m-1)/(m+1)), and what 1 + x lost of x is put back. */
WIDE void special_log1p_each(double *x, size_t count)
{
	const uint64_t sqrt_half = UINT64_C(0x3FE6A09E667F3BCD);
	const uint64_t one = UINT64_C(1023) << 52;
	const uint64_t two_52 = UINT64_C(1075)
		<< 52; /* with a small number in its lowest bits is 2^52 plus that */
	for (size_t i = 0; i < count; i++) {
		double u = 1 + x[i];
		double lost = (x[i] - (u - 1)) / u;
		uint64_t bits;
		memcpy(&bits, &u, sizeof(bits));
		uint64_t power = (bits - sqrt_half + one) >> 52;
		bits = bits - (power << 52) + one;
		power |= two_52;
		double m;
		double k;
		memcpy(&m, &bits, sizeof(m));
		memcpy(&k, &power, sizeof(k));
		k = k - 0x1p52 - 1023;
		double s = (m - 1) / (m + 1);
		double w = s * s;
		double p = 2.0 / 21;
		p = p * w + 2.0 / 19;
		p = p * w + 2.0 / 17;
		p = p * w + 2.0 / 15;
		p = p * w + 2.0 / 13;
		p = p * w + 2.0 / 11;
		p = p * w + 2.0 / 9;
		p = p * w + 2.0 / 7;
		p = p * w + 2.0 / 5;
		p = p * w + 2.0 / 3;
		x[i] = k * 0x1.62e42feep-1 + (2 * s + (s * w * p + (k * 0x1.a39ef35793c76p-33 + lost)));
	}
}

double special_normal_p(double z)
{
	return 0.5 * erfc(-z * M_SQRT1_2);
}

/* A first guess (Abramowitz and Stegun 26.2.23), made exact by Halley's method on the normal distribution. */
double special_normal_quantile(double p)
{
	BUG_IF(!(p > 0 && p < 1));
	double tail = fmin(p, 1 - p);
	double t = sqrt(-2 * log(tail));
	double z = -(t -
		(2.515517 + t * (0.802853 + t * 0.010328)) /
			(1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
	for (int i = 0; i < 4; i++) {
		double off = (special_normal_p(z) - tail) * sqrt(2 * M_PI) * exp(0.5 * z * z);
		z -= off / (1 + 0.5 * z * off);
	}
	return p < 0.5 ? z : -z;
}

/* x^a e^-x / Γ(a) */
static double gamma_front(double a, double x)
{
	return exp(a * log(x) - x - special_gamma_log(a));
}

static double gamma_by_series(double a, double x)
{
	double term = 1 / a;
	double sum = term;
	for (int i = 1; i < TERMS_MAX && term > sum * DBL_EPSILON / 4; i++) {
		term *= x / (a + i);
		sum += term;
	}
	return sum * gamma_front(a, x);
}

/* Continued fractions by Lentz's method, which never divides by 0. */
static double away_from_zero(double x)
{
	return fabs(x) < DBL_MIN * 1e10 ? DBL_MIN * 1e10 : x;
}

static double gamma_by_fraction(double a, double x)
{
	double b = x + 1 - a;
	double c = 1 / (DBL_MIN * 1e10);
	double d = 1 / away_from_zero(b);
	double value = d;
	for (int i = 1; i < TERMS_MAX; i++) {
		double an = -i * (i - a);
		b += 2;
		d = 1 / away_from_zero(an * d + b);
		c = away_from_zero(b + an / c);
		value *= d * c;
		if (fabs(d * c - 1) < DBL_EPSILON) {
			break;
		}
	}
	return value * gamma_front(a, x);
}

double special_gamma_p(double a, double x)
{
	BUG_IF(!(a > 0 && x >= 0));
	if (x == 0) {
		return 0;
	}
	return x < a + 1 ? gamma_by_series(a, x) : 1 - gamma_by_fraction(a, x);
}

double special_gamma_q(double a, double x)
{
	BUG_IF(!(a > 0 && x >= 0));
	if (x == 0) {
		return 1;
	}
	return x < a + 1 ? 1 - gamma_by_series(a, x) : gamma_by_fraction(a, x);
}

static double beta_by_fraction(double a, double b, double x)
{
	double c = 1;
	double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
	double value = d;
	for (int m = 1; m < TERMS_MAX; m++) {
		double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / away_from_zero(1 + even * d);
		c = away_from_zero(1 + even / c);
		value *= d * c;
		double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / away_from_zero(1 + odd * d);
		c = away_from_zero(1 + odd / c);
		value *= d * c;
		if (fabs(d * c - 1) < DBL_EPSILON) {
			break;
		}
	}
	return value;
}

double special_beta_p(double a, double b, double x)
{
	BUG_IF(!(a > 0 && b > 0 && x >= 0 && x <= 1));
	if (x == 0 || x == 1) {
		return x;
	}
	double front = exp(special_gamma_log(a + b) - special_gamma_log(a) - special_gamma_log(b) +
		a * log(x) + b * log1p(-x));
	return x < (a + 1) / (a + b + 2) ? front * beta_by_fraction(a, b, x) / a
					 : 1 - front * beta_by_fraction(b, a, 1 - x) / b;
}

/* P(T > t) for t >= 0. */
static double t_tail(double t, double degrees)
{
	return 0.5 * special_beta_p(degrees / 2, 0.5, degrees / (degrees + t * t));
}

double special_t_quantile(double p, double degrees)
{
	BUG_IF(!(p > 0 && p < 1 && degrees > 0));
	double tail = fmin(p, 1 - p);
	double low = 0;
	double high = 1;
	while (t_tail(high, degrees) > tail) {
		low = high;
		high *= 2;
	}
	for (int i = 0; i < 200 && high - low > DBL_EPSILON * high; i++) {
		double middle = low + (high - low) / 2;
		if (t_tail(middle, degrees) > tail) {
			low = middle;
		} else {
			high = middle;
		}
	}
	double t = low + (high - low) / 2;
	return p < 0.5 ? -t : t;
}
