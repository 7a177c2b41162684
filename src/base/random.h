/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Random numbers that depend on where they are used, not on when: the Philox4x32-10 counter-based generator, keyed by
 * seed and stratum, counting in replicate, chain and step. Any thread or machine that does a piece of the work draws the
 * same numbers for it.
 *
 * Sources: Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC 2011), section 3.3; the
 * samplers name theirs.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include "base/base.h"

/* Where numbers are drawn. Two places that differ in anything have streams of their own, 2^34 numbers long. */
struct random_place {
	uint64_t seed;
	uint64_t stratum; /* a hash of the stratum's table */
	uint32_t replicate;
	uint32_t chain; /* or bootstrap sample */
	uint32_t step;
};

struct random {
	uint32_t key[2];
	uint32_t counter[4]; /* block, step, chain, replicate */
	uint32_t block[4];
	unsigned used;       /* words of the block that were given out */
	double spare_normal; /* the second one of a pair */
	bool has_spare;
};

/*
 * Starts the stream of a place.
 *
 * ^ Equal places give equal numbers; a change of any member gives others.
 */
void random_init(struct random *r, const struct random_place *place);

/*
 * One block of Philox4x32-10.
 *
 * ^ It gives the known answers of the paper's own test vectors.
 */
void random_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

uint32_t random_u32(struct random *r);

/* Uniform in (0, 1), neither end, from 52 bits. */
double random_p(struct random *r);

/* A whole number in [0, n), every one with the same chance. n above 0. */
uint64_t random_below(struct random *r, uint64_t n);

/* Mean 0, variance 1. Marsaglia's polar method (1964). */
double random_normal(struct random *r);

/* Mean 1. */
double random_exponential(struct random *r);

/*
 * Gamma with scale 1, and its natural logarithm, which does not underflow when the shape is small.
 *
 * shape     above 0; 1e-300 is fine for the logarithm
 *
 * Source: Marsaglia and Tsang, A simple method for generating gamma variables (2000); below 1 by their section 6.
 */
double random_gamma(struct random *r, double shape);
double random_gamma_log(struct random *r, double shape);

/*
 * Poisson. mean: 0 … 1e15, else it is our mistake.
 *
 * Source: by multiplication below 10; Hormann, The transformed rejection method for generating Poisson random
 * variables (1993), algorithm PTRS, above.
 */
int64_t random_poisson(struct random *r, double mean);

/*
 * Binomial: successes of n with chance p each. n >= 0; p in [0, 1].
 *
 * Source: by inversion where n min(p, 1 - p) is below 10; Hormann, The generation of binomial random variates (1993),
 * algorithm BTRS, above.
 */
int64_t random_binomial(struct random *r, int64_t n, double p);

/*
 * Splits n over count classes.
 *
 * weight    count weights, not negative, with a sum above 0
 * out       receives count numbers
 *
 * ^ The numbers add up to n.
 */
void random_multinomial(struct random *r, int64_t n, const double *weight, size_t count, int64_t *out);

#endif
