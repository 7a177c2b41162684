/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/graph.h"

#include <string.h>

/* Chordal graphs on so many labelled lists (OEIS A058862). */
static const size_t chordal_counts[GRAPH_LISTS_MAX + 1] = {1, 1, 2, 8, 61, 822, 18154, 617675};

struct growing {
	struct graph_tree *tree;
	uint8_t present;
	uint8_t near[GRAPH_LISTS_MAX];
};

static bool is_clique(const struct growing *g, uint8_t lists)
{
	for (unsigned i = 0; i < GRAPH_LISTS_MAX; i++) {
		if ((lists >> i & 1) && (lists & ~g->near[i] & ~(1U << i)) != 0) {
			return false;
		}
	}
	return true;
}

/* Whether `list` is the greatest one whose neighbours are a clique. */
static bool is_greatest(const struct growing *g, unsigned list)
{
	for (unsigned i = list + 1; i < g->tree->list_count; i++) {
		if ((g->present >> i & 1) && is_clique(g, g->near[i])) {
			return false;
		}
	}
	return true;
}

static struct growing joined(const struct growing *g, unsigned list, uint8_t with)
{
	struct growing next = *g;
	next.present = (uint8_t)(next.present | 1U << list);
	next.near[list] = with;
	for (unsigned i = 0; i < GRAPH_LISTS_MAX; i++) {
		if (with >> i & 1) {
			next.near[i] = (uint8_t)(next.near[i] | 1U << list);
		}
	}
	return next;
}

static void grow(const struct growing *g, unsigned depth)
{
	struct graph_tree *t = g->tree;
	if (depth == t->list_count) {
		t->graph_count++;
		return;
	}
	for (unsigned list = 0; list < t->list_count; list++) {
		if (g->present >> list & 1) {
			continue;
		}
		/* all subsets of the lists that are there, from all of them down to none */
		for (unsigned with = g->present;; with = (with - 1) & g->present) {
			struct growing next = joined(g, list, (uint8_t)with);
			if (is_clique(g, (uint8_t)with) && is_greatest(&next, list)) {
				t->step[t->step_count++] = (struct graph_step){
					(uint8_t)(depth + 1), (uint8_t)list, (uint8_t)with};
				grow(&next, depth + 1);
			}
			if (with == 0) {
				break;
			}
		}
	}
}

void graph_tree_build(struct graph_tree *t, struct arena *a, unsigned list_count)
{
	BUG_IF(list_count < GRAPH_LISTS_MIN || list_count > GRAPH_LISTS_MAX);
	/* A step for every chordal graph on every set of lists but the empty one. */
	size_t steps = 0;
	size_t sets = 1;
	for (unsigned k = 1; k <= list_count; k++) {
		sets = sets * (list_count - k + 1) / k;
		steps += sets * chordal_counts[k];
	}
	*t = (struct graph_tree){.list_count = list_count, .step = arena_calloc(a, steps, sizeof(*t->step))};
	grow(&(struct growing){.tree = t}, 0);
	BUG_IF(t->step_count != steps || t->graph_count != chordal_counts[list_count]);
}

struct graph graph_at(const struct graph_tree *t, size_t index)
{
	BUG_IF(index >= t->graph_count);
	struct graph g = {.list_count = t->list_count};
	for (size_t i = 0;; i++) {
		const struct graph_step *s = &t->step[i];
		g.step[s->depth - 1] = *s;
		if (s->depth == t->list_count && index-- == 0) {
			return g;
		}
	}
}

bool graph_has_edge(const struct graph *g, unsigned i, unsigned j)
{
	for (unsigned k = 0; k < g->list_count; k++) {
		const struct graph_step *s = &g->step[k];
		if ((s->list == i && (s->with >> j & 1)) || (s->list == j && (s->with >> i & 1))) {
			return true;
		}
	}
	return false;
}

static uint8_t step_clique(const struct graph_step *s)
{
	return (uint8_t)(s->with | 1U << s->list);
}

static bool is_largest(const struct graph *g, uint8_t clique)
{
	for (unsigned k = 0; k < g->list_count; k++) {
		uint8_t other = step_clique(&g->step[k]);
		if (other != clique && (clique & ~other) == 0) {
			return false;
		}
	}
	return true;
}

size_t graph_cliques(const struct graph *g, uint8_t clique[GRAPH_LISTS_MAX])
{
	size_t count = 0;
	for (unsigned k = 0; k < g->list_count; k++) {
		uint8_t c = step_clique(&g->step[k]);
		if (!is_largest(g, c)) {
			continue;
		}
		size_t at = count++;
		for (; at > 0 && clique[at - 1] > c; at--) {
			clique[at] = clique[at - 1];
		}
		clique[at] = c;
	}
	return count;
}
