/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which records hang together: the connected components of the graph of scored pairs. Clusters are looked for inside
 * each of them alone.
 *
 * Source: union-find with path halving, Tarjan and van Leeuwen, Worst-case analysis of set union algorithms (1984).
 */
#ifndef MATCH_COMPONENT_H
#define MATCH_COMPONENT_H

#include "base/base.h"

/*
 * What speaks for two records being one person. -INFINITY: they never are (a person's "no", different known dates of
 * death). INFINITY: a person said that they are.
 */
struct match_edge {
	uint32_t a; /* records */
	uint32_t b;
	float log_odds;
};

struct match_components {
	size_t count;            /* components of two records or more, in the order of their first records */
	uint32_t *member;        /* records, component after component, ascending in each */
	uint32_t *member_start;  /* count + 1 offsets into member */
	struct match_edge *edge; /* component after component, in each by a and b; a is below b */
	size_t *edge_start;      /* count + 1 offsets into edge */
};

/*
 * Finds the components that edges of at least floor_log make.
 *
 * record_count  edges name records below it
 * edges         only read; those inside a component are copied, also when they are under the floor. No record is joined
 *               to itself. Fastest when they are by a and b already
 * floor_log     natural logarithm of odds; -INFINITY edges never join
 *
 * Memory: 12 bytes a record and 8 a component while it works, then 4 a member, 12 a component and 12 an edge.
 *
 * ^ The order of the edges and of their ends changes nothing.
 */
void match_components_init(struct match_components *c, uint32_t record_count, const struct match_edge *edges,
	size_t edge_count, double floor_log);

/* Frees. A zeroed value is fine. */
void match_components_done(struct match_components *c);

/*
 * Cuts the components into parts with about equal numbers of members and edges, jobs for a pool.
 *
 * count     at least 1
 * start     receives count + 1 numbers of components, ascending from 0
 */
void match_components_divide(const struct match_components *c, size_t count, size_t *start);

/* The root of x, with every other step of the way cut short; a root's parent is itself. */
uint32_t match_union_find(uint32_t *parent, uint32_t x);

/* Joins the sets of x and y; the smaller root stays. */
void match_union_join(uint32_t *parent, uint32_t x, uint32_t y);

#endif
