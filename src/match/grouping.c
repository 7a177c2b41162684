/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/grouping.h"

#include <math.h>

static void put(struct match_grouping *g, uint32_t atom, uint32_t cluster)
{
	g->cluster[atom] = cluster;
	g->previous[atom] = UINT32_MAX;
	g->next[atom] = g->first[cluster];
	if (g->next[atom] != UINT32_MAX) {
		g->previous[g->next[atom]] = atom;
	}
	g->first[cluster] = atom;
	g->records[cluster] += g->problem->records[atom];
	g->size[cluster]++;
	g->lists[cluster] |= g->problem->lists[atom];
}

static void take(struct match_grouping *g, uint32_t atom)
{
	uint32_t cluster = g->cluster[atom];
	if (g->previous[atom] == UINT32_MAX) {
		g->first[cluster] = g->next[atom];
	} else {
		g->next[g->previous[atom]] = g->next[atom];
	}
	if (g->next[atom] != UINT32_MAX) {
		g->previous[g->next[atom]] = g->previous[atom];
	}
	g->records[cluster] -= g->problem->records[atom];
	if (--g->size[cluster] == 0) {
		g->lists[cluster] = 0;
	}
}

void match_grouping_init(
	struct match_grouping *g, struct arena *a, const struct match_problem *p, const uint32_t *cluster)
{
	size_t n = p->count;
	*g = (struct match_grouping){.problem = p};
	g->cluster = arena_alloc(a, n * sizeof(*g->cluster));
	g->first = arena_alloc(a, n * sizeof(*g->first));
	g->next = arena_alloc(a, n * sizeof(*g->next));
	g->previous = arena_alloc(a, n * sizeof(*g->previous));
	g->records = arena_calloc(a, n, sizeof(*g->records));
	g->size = arena_calloc(a, n, sizeof(*g->size));
	g->lists = arena_calloc(a, n, sizeof(*g->lists));
	g->empty = arena_alloc(a, n * sizeof(*g->empty));
	g->sum = arena_alloc(a, n * sizeof(*g->sum));
	size_t degree = 0;
	for (uint32_t i = 0; i < n; i++) {
		g->first[i] = UINT32_MAX;
		g->sum[i] = NAN;
		size_t own = p->start[i + 1] - p->start[i];
		degree = own > degree ? own : degree;
	}
	g->option = arena_alloc(a, (degree + 2) * sizeof(*g->option));
	for (uint32_t i = 0; i < n; i++) {
		put(g, i, cluster ? cluster[i] : i);
	}
	for (uint32_t i = (uint32_t)n; i-- > 0;) {
		if (g->size[i] == 0) {
			g->empty[g->empty_count++] = i;
		}
	}
}

uint32_t match_grouping_empty(const struct match_grouping *g)
{
	BUG_IF(g->empty_count == 0);
	return g->empty[g->empty_count - 1];
}

void match_grouping_move(struct match_grouping *g, uint32_t atom, uint32_t cluster)
{
	uint32_t from = g->cluster[atom];
	if (from == cluster) {
		return;
	}
	if (g->size[cluster] == 0) {
		BUG_IF(match_grouping_empty(g) != cluster);
		g->empty_count--;
	}
	take(g, atom);
	put(g, atom, cluster);
	if (g->size[from] == 0) {
		g->empty[g->empty_count++] = from;
	}
}

void match_grouping_arrange(
	struct match_grouping *g, const uint32_t *atom, unsigned count, const uint8_t *first)
{
	for (unsigned i = 0; i < count; i++) {
		if (g->size[g->cluster[atom[i]]] > 1) {
			match_grouping_move(g, atom[i], match_grouping_empty(g));
		}
	}
	for (unsigned i = 0; i < count; i++) {
		match_grouping_move(g, atom[i], g->cluster[atom[first[i]]]);
	}
}

/* Whether a cluster has an atom on a list without duplicates that the atom is on too. */
static bool has_list_of(struct match_grouping *g, uint32_t cluster, uint32_t atom)
{
	if ((g->lists[cluster] & g->problem->lists[atom]) == 0) {
		return false;
	}
	uint64_t lists = 0;
	bool is_shared = false;
	for (uint32_t i = g->first[cluster]; i != UINT32_MAX; i = g->next[i]) {
		lists |= g->problem->lists[i];
		is_shared |= match_problem_shares_list(g->problem, i, atom);
		g->work++;
	}
	g->lists[cluster] = lists; /* what has left is forgotten */
	return is_shared;
}

size_t match_grouping_options(struct match_grouping *g, uint32_t atom, const struct match_option **option)
{
	const struct match_problem *p = g->problem;
	uint32_t own = g->cluster[atom];
	size_t count = 0;
	g->sum[own] = 0;
	g->option[count++].cluster = own;
	for (size_t e = p->start[atom]; e < p->start[atom + 1]; e++) {
		uint32_t cluster = g->cluster[p->to[e]];
		if (isnan(g->sum[cluster])) {
			g->sum[cluster] = 0;
			g->option[count++].cluster = cluster;
		}
		g->sum[cluster] += p->excess[e];
	}
	g->work += p->start[atom + 1] - p->start[atom] + 1;
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t cluster = g->option[i].cluster;
		double sum = g->sum[cluster];
		g->sum[cluster] = NAN;
		uint32_t others = g->records[cluster] - (cluster == own ? p->records[atom] : 0);
		if (cluster == own || (sum > -INFINITY && !has_list_of(g, cluster, atom))) {
			double strangers = p->uncompared_log * p->records[atom] * others;
			g->option[kept++] = (struct match_option){cluster, sum + strangers};
		}
	}
	if (g->size[own] > 1) {
		g->option[kept++] = (struct match_option){match_grouping_empty(g), 0};
	}
	*option = g->option;
	return kept;
}

double match_grouping_worth(const struct match_grouping *g)
{
	const struct match_problem *p = g->problem;
	double twice = 0;
	double strangers = 0;
	for (uint32_t i = 0; i < p->count; i++) {
		for (size_t e = p->start[i]; e < p->start[i + 1]; e++) {
			twice += g->cluster[p->to[e]] == g->cluster[i] ? p->excess[e] : 0;
		}
		strangers += (double)p->records[i] * (g->records[g->cluster[i]] - p->records[i]);
	}
	return (twice + p->uncompared_log * strangers) / 2;
}
