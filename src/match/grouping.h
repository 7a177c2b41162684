/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A partition of the atoms of a component while it is being changed, and what moving one atom would be worth.
 */
#ifndef MATCH_GROUPING_H
#define MATCH_GROUPING_H

#include "match/problem.h"

struct match_grouping {
	const struct match_problem *problem;
	uint32_t *cluster; /* of each atom */
	uint32_t *first;   /* of each cluster: an atom, or UINT32_MAX where it is empty */
	uint32_t *next;    /* atom of the same cluster, or UINT32_MAX */
	uint32_t *previous;
	uint32_t *records; /* of each cluster */
	uint32_t *size;    /* atoms of each cluster */
	uint64_t *lists;   /* of each cluster: at least the bits of its atoms */
	uint32_t *empty;   /* empty clusters */
	uint32_t empty_count;
	double *sum; /* scratch: excess towards each cluster */
	struct match_option *option;
	uint64_t work; /* steps done so far */
};

/* Where an atom may be, and what all its pairs there are worth together. */
struct match_option {
	uint32_t cluster; /* an empty one: alone */
	double worth;
};

/*
 * cluster   of each atom, below the number of atoms; NULL: each alone
 * a         owns the arrays
 */
void match_grouping_init(
	struct match_grouping *g, struct arena *a, const struct match_problem *p, const uint32_t *cluster);

/* An empty cluster, which stays the same until something moves. There is one unless every atom is alone. */
uint32_t match_grouping_empty(const struct match_grouping *g);

void match_grouping_move(struct match_grouping *g, uint32_t atom, uint32_t cluster);

/*
 * Puts the atoms of some clusters anew.
 *
 * atom      count atoms, at most MATCH_EXACT_MAX: all those of their clusters
 * first     for each of them the place in `atom` of the first one that it is to be with
 */
void match_grouping_arrange(
	struct match_grouping *g, const uint32_t *atom, unsigned count, const uint8_t *first);

/*
 * Where an atom may be while all others stay: where it is, alone, and with neighbours that it does not conflict with.
 *
 * option    receives a view that the next call ends
 * returns   their number; the first one is where the atom is
 */
size_t match_grouping_options(struct match_grouping *g, uint32_t atom, const struct match_option **option);

/* The worth of the whole partition. */
double match_grouping_worth(const struct match_grouping *g);

#endif
