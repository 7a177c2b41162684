/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/random.h"

#include <math.h>

enum { ROUNDS = 10 };

static uint32_t multiply(uint32_t a, uint32_t b, uint32_t *high)
{
	uint64_t product = (uint64_t)a * b;
	*high = (uint32_t)(product >> 32);
	return (uint32_t)product;
}

void random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
	uint32_t c[4] = {counter[0], counter[1], counter[2], counter[3]};
	uint32_t k[2] = {key[0], key[1]};
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t high0;
		uint32_t high1;
		uint32_t low0 = multiply(UINT32_C(0xD2511F53), c[0], &high0);
		uint32_t low1 = multiply(UINT32_C(0xCD9E8D57), c[2], &high1);
		c[0] = high1 ^ c[1] ^ k[0];
		c[1] = low1;
		c[2] = high0 ^ c[3] ^ k[1];
		c[3] = low0;
		k[0] += UINT32_C(0x9E3779B9);
		k[1] += UINT32_C(0xBB67AE85);
	}
	memcpy(out, c, sizeof(c));
}

/* Every bit of x moves about half of the bits of the result (Stafford's variant 13 of the MurmurHash3 finaliser). */
static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

void random_init(struct random *r, const struct random_place *place)
{
	uint64_t key = mix(mix(place->seed + UINT64_C(0x9E3779B97F4A7C15)) ^ place->stratum);
	*r = (struct random){
		.key = {(uint32_t)key, (uint32_t)(key >> 32)},
		.counter = {0, place->step, place->chain, place->replicate},
		.used = 4,
	};
}

uint32_t random_u32(struct random *r)
{
	if (r->used == 4) {
		random_philox(r->counter, r->key, r->block);
		r->counter[0]++;
		r->used = 0;
	}
	return r->block[r->used++];
}

static uint64_t random_u64(struct random *r)
{
	uint64_t high = random_u32(r);
	return high << 32 | random_u32(r);
}

double random_p(struct random *r)
{
	return ((double)(random_u64(r) >> 12) + 0.5) * 0x1p-52;
}

uint64_t random_below(struct random *r, uint64_t n)
{
	BUG_IF(n == 0);
	uint64_t over = (0 - n) % n; /* 2^64 mod n: so many of the lowest numbers would be too many */
	uint64_t x;
	do {
		x = random_u64(r);
	} while (x < over);
	return x % n;
}

double random_normal(struct random *r)
{
	if (r->has_spare) {
		r->has_spare = false;
		return r->spare_normal;
	}
	double x;
	double y;
	double square;
	do {
		x = 2 * random_p(r) - 1;
		y = 2 * random_p(r) - 1;
		square = x * x + y * y;
	} while (square >= 1 || square == 0);
	double scale = sqrt(-2 * log(square) / square);
	r->spare_normal = y * scale;
	r->has_spare = true;
	return x * scale;
}

double random_exponential(struct random *r)
{
	return -log(random_p(r));
}

/* shape at least 1 */
static double gamma_by_squeeze(struct random *r, double shape)
{
	double d = shape - 1.0 / 3;
	double c = 1 / sqrt(9 * d);
	for (;;) {
		double x = random_normal(r);
		double v = 1 + c * x;
		if (v <= 0) {
			continue;
		}
		v = v * v * v;
		double u = random_p(r);
		if (u < 1 - 0.0331 * x * x * x * x || log(u) < 0.5 * x * x + d * (1 - v + log(v))) {
			return d * v;
		}
	}
}

double random_gamma_log(struct random *r, double shape)
{
	BUG_IF(!(shape > 0));
	if (shape >= 1) {
		return log(gamma_by_squeeze(r, shape));
	}
	double power = log(random_p(r)) / shape;
	return power + log(gamma_by_squeeze(r, shape + 1));
}

double random_gamma(struct random *r, double shape)
{
	return shape >= 1 ? gamma_by_squeeze(r, shape) : exp(random_gamma_log(r, shape));
}

static int64_t poisson_by_product(struct random *r, double mean)
{
	double limit = exp(-mean);
	int64_t k = 0;
	for (double product = random_p(r); product > limit; product *= random_p(r)) {
		k++;
	}
	return k;
}

static int64_t poisson_by_rejection(struct random *r, double mean)
{
	double mean_log = log(mean);
	double b = 0.931 + 2.53 * sqrt(mean);
	double a = -0.059 + 0.02483 * b;
	double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
	double v_r = 0.9277 - 3.6224 / (b - 2);
	for (;;) {
		double u = random_p(r) - 0.5;
		double v = random_p(r);
		double us = 0.5 - fabs(u);
		double k = floor((2 * a / us + b) * u + mean + 0.43);
		if (us >= 0.07 && v <= v_r) {
			return (int64_t)k;
		}
		if (k < 0 || (us < 0.013 && v > us)) {
			continue;
		}
		int sign;
		if (log(v * inverse_alpha / (a / (us * us) + b)) <=
			k * mean_log - mean - lgamma_r(k + 1, &sign)) {
			return (int64_t)k;
		}
	}
}

int64_t random_poisson(struct random *r, double mean)
{
	BUG_IF(!(mean >= 0 && mean <= 1e15));
	return mean < 10 ? poisson_by_product(r, mean) : poisson_by_rejection(r, mean);
}

/* p at most ½ and n p below 10 */
static int64_t binomial_by_inversion(struct random *r, int64_t n, double p)
{
	double odds = p / (1 - p);
	for (;;) {
		double chance = exp((double)n * log1p(-p));
		double u = random_p(r);
		for (int64_t k = 0; k <= n && k < 200; k++) {
			if (u < chance) {
				return k;
			}
			u -= chance;
			chance *= odds * (double)(n - k) / (double)(k + 1);
		}
	}
}

static double binomial_term(double n, double k)
{
	int sign;
	return lgamma_r(k + 1, &sign) + lgamma_r(n - k + 1, &sign);
}

/* p at most ½ and n p at least 10 */
static int64_t binomial_by_rejection(struct random *r, int64_t count, double p)
{
	double n = (double)count;
	double spread = sqrt(n * p * (1 - p));
	double b = 1.15 + 2.53 * spread;
	double a = -0.0873 + 0.0248 * b + 0.01 * p;
	double c = n * p + 0.5;
	double v_r = 0.92 - 4.2 / b;
	double alpha = (2.83 + 5.1 / b) * spread;
	double odds_log = log(p / (1 - p));
	double mode = floor((n + 1) * p);
	double at_mode = binomial_term(n, mode);
	for (;;) {
		double u = random_p(r) - 0.5;
		double v = random_p(r);
		double us = 0.5 - fabs(u);
		double k = floor((2 * a / us + b) * u + c);
		if (us >= 0.07 && v <= v_r) {
			return (int64_t)k;
		}
		if (k < 0 || k > n) {
			continue;
		}
		if (log(v * alpha / (a / (us * us) + b)) <=
			at_mode - binomial_term(n, k) + (k - mode) * odds_log) {
			return (int64_t)k;
		}
	}
}

int64_t random_binomial(struct random *r, int64_t n, double p)
{
	BUG_IF(n < 0 || !(p >= 0 && p <= 1));
	if (p > 0.5) {
		return n - random_binomial(r, n, 1 - p);
	}
	if (n == 0 || p == 0) {
		return 0;
	}
	return (double)n * p < 10 ? binomial_by_inversion(r, n, p) : binomial_by_rejection(r, n, p);
}

void random_multinomial(struct random *r, int64_t n, const double *weight, size_t count, int64_t *out)
{
	double rest = 0;
	size_t last = 0;
	for (size_t k = 0; k < count; k++) {
		rest += weight[k];
		last = weight[k] > 0 ? k : last;
	}
	BUG_IF(!(rest > 0));
	for (size_t k = 0; k < count; k++) {
		double p = k >= last ? 1 : fmin(1, weight[k] / rest);
		out[k] = k > last ? 0 : random_binomial(r, n, weight[k] > 0 ? p : 0);
		n -= out[k];
		rest = fmax(rest - weight[k], 0);
	}
}
