/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Marginal likelihoods under the hyper-Dirichlet prior: of a subset of lists, given how many people are missing.
 *
 * A graph's is the product over its steps, list v with neighbours s, of L(s ∪ v) / L(s), where for a subset s
 *
 *     L(s) = Γ(m + y(s, 0) + d(s)) / Γ(d(s)) · Π Γ(y(s, c) + d(s)) / Γ(d(s)),   d(s) = delta 2^(J - |s|),
 *
 * the product over the 2^|s| - 1 patterns c on s with some list, y(s, c) being the people with that pattern on s and
 * y(s, 0) those on none of s; and L(∅) = Γ(m + n + d(∅)) / Γ(d(∅)).
 *
 * Γ(m + 1) cancels and is left out, so that subsets that see nearly everybody have small numbers. All is kept in long
 * double, because with 10^12 people the logarithms are of the order 10^13.
 *
 * Source: Dawid and Lauritzen (1993), section 4.3; Madigan and York (1997), equation 3.
 */
#ifndef ESTIMATE_HYPER_H
#define ESTIMATE_HYPER_H

#include "estimate/density.h"
#include "estimate/graph.h"

enum { HYPER_SETS_MAX = 1 << GRAPH_LISTS_MAX, HYPER_MIDDLE = DENSITY_POINTS / 2 };

struct hyper {
	unsigned list_count;
	size_t set_count;                      /* 2^list_count, the empty one included */
	long double none_more[HYPER_SETS_MAX]; /* y(s, 0) + d(s) - 1 */
	long double fixed_log[HYPER_SETS_MAX]; /* what does not depend on m */
	long double total;                     /* n */
	long double total_more;                /* d(∅) - 1 */
};

/*
 * count     of the 2^list_count patterns by mask; that of 0 is not looked at
 * delta     above 0
 */
void hyper_init(struct hyper *h, unsigned list_count, const int64_t *count, double delta);

/* ln L(s) - ln Γ(m + 1) for some m. */
struct hyper_set {
	long double at_middle;           /* at the middle one of them */
	double by_point[DENSITY_POINTS]; /* at each, less that at the middle one */
};

/*
 * Fills out[s] for the sets s for which is_wanted (NULL: for all).
 *
 * point     DENSITY_POINTS numbers m >= 0, ascending, not necessarily whole; the middle one is HYPER_MIDDLE
 *
 * ^ Differences from the middle are within 1e-9, or 1e-15 of their size where that is more.
 */
void hyper_look(const struct hyper *h, const double *point, const bool *is_wanted, struct hyper_set *out);

/*
 * The logarithm of the ways in which n people of n + m can be the listed ones, times L(∅)^-1: what is added to the steps
 * of a graph when the first of them counts as L(v) alone. Without the terms that do not depend on m.
 */
long double hyper_common(const struct hyper *h, double m);

/*
 * ln Γ(x + a) - ln Γ(x), x above 0 and x + a above 0.
 *
 * ^ Within 1e-15 of its size or of 1, also where x is 1e18.
 */
long double hyper_ratio_log(long double x, long double a);

#endif
