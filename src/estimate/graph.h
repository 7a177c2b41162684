/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Decomposable (chordal) graphs on the lists: two lists without an edge are independent given the others.
 *
 * A chordal graph can be built one list after another so that each new one is joined to a clique of those already there.
 * All graphs are held as a tree of such steps, in which graphs share the steps that they begin with: whatever is a sum
 * over the steps of a graph costs hardly more than one addition a graph. To have each graph once, the list that joins
 * must be the greatest one of the new graph whose neighbours are a clique.
 *
 * Source: Dirac, On rigid circuit graphs (1961): a chordal graph has such a list, and stays chordal without it.
 */
#ifndef ESTIMATE_GRAPH_H
#define ESTIMATE_GRAPH_H

#include "base/mem.h"

enum { GRAPH_LISTS_MIN = 2, GRAPH_LISTS_MAX = 7 }; /* of 8 lists there are 30,888,596 */

struct graph_step {
	uint8_t depth; /* lists after this step; at graph_tree.list_count a graph is complete */
	uint8_t list;  /* that joins, 0 … */
	uint8_t with;  /* mask of its neighbours among the lists already there, a clique */
};

struct graph_tree {
	unsigned list_count;
	struct graph_step *step; /* in preorder: a step's parent is the last one before it at depth - 1 */
	size_t step_count;
	size_t graph_count;
};

/* One graph, as the steps that build it. */
struct graph {
	unsigned list_count;
	struct graph_step step[GRAPH_LISTS_MAX];
};

/*
 * All decomposable graphs on list_count lists, GRAPH_LISTS_MIN … GRAPH_LISTS_MAX. They live as long as `a`.
 *
 * ^ There are 2, 8, 61, 822, 18154 and 617675 graphs on 2 … 7 lists, and no two are the same.
 * ^ Graph 0 is the one with all edges; its steps come first.
 */
void graph_tree_build(struct graph_tree *t, struct arena *a, unsigned list_count);

/* Graph number `index`, in the order of the tree's last steps. */
struct graph graph_at(const struct graph_tree *t, size_t index);

/* Whether lists i and j are joined. */
bool graph_has_edge(const struct graph *g, unsigned i, unsigned j);

/*
 * The largest cliques, as masks, by which the graph is written down: [12][13][45].
 *
 * clique    receives at most list_count masks, ascending
 * returns   how many
 */
size_t graph_cliques(const struct graph *g, uint8_t clique[GRAPH_LISTS_MAX]);

#endif
