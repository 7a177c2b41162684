/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A distribution that is one of a few distributions, each with its chance. */
#ifndef ESTIMATE_MIXTURE_H
#define ESTIMATE_MIXTURE_H

#include "base/random.h"
#include "estimate/density.h"

enum { MIXTURE_PARTS_MAX = 2, MIXTURE_MODES_MAX = 8 };

struct mixture {
	size_t count;
	const struct density *part[MIXTURE_PARTS_MAX];
	double share[MIXTURE_PARTS_MAX]; /* with sum 1 */
};

/* The share of numbers below m, and that of m. */
double mixture_below(const struct mixture *x, int64_t m);
double mixture_of(const struct mixture *x, int64_t m);

/* The least m such that the share of numbers up to m is at least p, 0 … 1. */
int64_t mixture_quantile(const struct mixture *x, double p);

/* The end of the range, not included. */
int64_t mixture_end(const struct mixture *x);

/* The mean of g(context, m), as smooth as the parts. */
double mixture_mean(const struct mixture *x, double (*g)(void *context, double m), void *context);

/* The most probable number. */
int64_t mixture_mode(const struct mixture *x);

/* A hill of the distribution. */
struct mixture_hill {
	int64_t mode;
	double share; /* of the numbers from valley to valley */
};

/*
 * The hills of the distribution of ln(n + m): each is separated from the next one by a valley at least a tenth lower than
 * either top, and holds at least 1 % of all.
 *
 * n         >= 0
 * hill      receives at most MIXTURE_MODES_MAX, ascending
 * returns   how many
 */
size_t mixture_hills(const struct mixture *x, int64_t n, struct mixture_hill hill[MIXTURE_MODES_MAX]);

/*
 * A random number from the distribution.
 *
 * ^ Draws follow the distribution, and depend on nothing but it and the random numbers.
 */
int64_t mixture_draw(const struct mixture *x, struct random *r);

#endif
