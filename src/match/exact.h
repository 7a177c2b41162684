/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All partitions of a few atoms at once, by dynamic programming over subsets: the best of them, or one drawn with
 * probability proportional to e^worth.
 *
 * With g(T) the worth of T as one cluster, the best partition of S is worth
 *
 *     f(S) = max over T in S that hold the lowest atom of S: g(T) + f(S \ T)
 *
 * and with a sum of e^ in place of the maximum the same recursion gives the normalising constant Z(S); going down it
 * again draws a partition. 3^(m-1) steps for m atoms.
 *
 * Source: set partition by subset convolution, plain form; the drawing is backward sampling as in the forward-backward
 * algorithm.
 */
#ifndef MATCH_EXACT_H
#define MATCH_EXACT_H

#include "base/random.h"
#include "match/problem.h"

/* 3^11 = 177,147 steps, about half a millisecond. */
enum { MATCH_EXACT_MAX = 12 };

/* Large (100 kB): one a job. */
struct match_exact {
	unsigned count;
	double weight[MATCH_EXACT_MAX][MATCH_EXACT_MAX]; /* worth of each pair, symmetric */
	uint16_t conflict[MATCH_EXACT_MAX];              /* atoms that it may not be with */
	uint16_t adjacent[MATCH_EXACT_MAX];              /* atoms that something is said about */
	double inner[1 << MATCH_EXACT_MAX];              /* g; -INFINITY: no cluster */
	double whole[1 << MATCH_EXACT_MAX];              /* f or ln Z */
	uint16_t choice[1 << MATCH_EXACT_MAX];           /* the T that gave f */
};

/*
 * Takes over some atoms of a problem.
 *
 * atom      count atoms, ascending; at most MATCH_EXACT_MAX
 * place     of each atom of the problem: UINT32_MAX, and again so afterwards
 */
void match_exact_load(struct match_exact *x, const struct match_problem *p, const uint32_t *atom,
	unsigned count, uint32_t *place);

/*
 * The best partition.
 *
 * cluster   receives for each atom the first one that it is with
 * returns   its worth: the sum over pairs together
 *
 * ^ No partition that keeps to the conflicts is worth more, and the result keeps to them.
 */
double match_exact_best(struct match_exact *x, uint8_t *cluster);

/*
 * Makes ready for match_exact_draw(). A partition can be drawn when each of its clusters hangs together by pairs that
 * something is said about, keeps to the conflicts and holds one of the anchors.
 *
 * anchors   bits of atoms; all bits for no such condition
 *
 * Why they must hang together: e^uncompared_log for each two strangers of a component would put strangers together
 * often, because there are so many.
 */
void match_exact_weigh(struct match_exact *x, uint16_t anchors);

/*
 * One draw.
 *
 * ^ Partitions come with probability proportional to e^worth.
 */
void match_exact_draw(const struct match_exact *x, struct random *r, uint8_t *cluster);

/*
 * The chance that two atoms are together, by sums and not by draws.
 *
 * together  receives count x count numbers, row-major
 *
 * ^ They are those of the enumeration of all partitions.
 */
void match_exact_together(const struct match_exact *x, double *together);

#endif
