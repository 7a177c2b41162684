/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Making a partition better step by step: where a pair that speaks for being together is apart, the clusters around it
 * are solved anew exactly if they are few atoms, else one atom is moved.
 *
 * Source: large neighbourhood search, Shaw (CP 1998), with match/exact.h as the solver; moves of one element as in
 * Kernighan and Lin, An efficient heuristic procedure for partitioning graphs (1970).
 */
#ifndef MATCH_REFINE_H
#define MATCH_REFINE_H

#include "match/exact.h"
#include "match/grouping.h"

/* Atoms that are solved anew together: 3^7 steps, 4 microseconds. */
enum { MATCH_REFINE_ATOMS = 8 };

/*
 * x, place  scratch; place holds UINT32_MAX for each atom, and so again afterwards
 * a         scratch
 * work_max  g->work after which nothing more is tried
 * returns   whether no step makes it better any more
 *
 * ^ The worth never falls, and conflicts are kept.
 */
bool match_refine(
	struct match_grouping *g, struct match_exact *x, struct arena *a, uint32_t *place, uint64_t work_max);

#endif
