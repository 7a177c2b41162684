/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/chain.h"

#include <math.h>

enum {
	ANCHORS_MAX = 4,
	/* Atoms of a block: 3^8 steps for its draw. */
	BLOCK_MAX = 9,
	BLOCK_MIN = 2,
	/* Steps of the draws of blocks of one chain, some ten seconds: the blocks of large components are smaller. */
	BLOCK_STEPS_MAX = 1000000000,
};

/* Steps for the draw of a block. */
static uint64_t block_steps(unsigned count)
{
	uint64_t steps = 1;
	for (unsigned i = 1; i < count; i++) {
		steps *= 3;
	}
	return steps;
}

/* How large blocks may be. It depends on nothing that is drawn, so that what is drawn does not depend on it. */
static unsigned largest_block(uint32_t atoms, unsigned sweeps)
{
	unsigned count = BLOCK_MAX;
	while (count > BLOCK_MIN && block_steps(count) * atoms * sweeps > BLOCK_STEPS_MAX) {
		count--;
	}
	return count;
}

/*
 * Whether a cluster still hangs together when an atom leaves. Reached atoms are marked in `place`, and put into
 * `reached`, which has room for the cluster.
 */
static bool may_leave(struct match_grouping *g, uint32_t atom, uint32_t *place, uint32_t *reached)
{
	const struct match_problem *p = g->problem;
	uint32_t cluster = g->cluster[atom];
	uint32_t others = g->size[cluster] - 1;
	if (others <= 1) {
		return true;
	}
	uint32_t first = g->first[cluster] == atom ? g->next[atom] : g->first[cluster];
	uint32_t count = 0;
	reached[count++] = first;
	place[first] = 0;
	for (uint32_t i = 0; i < count && count < others; i++) {
		for (size_t e = p->start[reached[i]]; e < p->start[reached[i] + 1]; e++) {
			uint32_t to = p->to[e];
			bool is_fresh = to != atom && g->cluster[to] == cluster && place[to] == UINT32_MAX;
			if (is_fresh && p->excess[e] > -INFINITY) {
				place[to] = 0;
				reached[count++] = to;
			}
		}
		g->work += p->start[reached[i] + 1] - p->start[reached[i]];
	}
	for (uint32_t i = 0; i < count; i++) {
		place[reached[i]] = UINT32_MAX;
	}
	return count == others;
}

/* Gives an atom one of the clusters it may be in, the others staying. */
static void draw_atom(
	struct match_grouping *g, uint32_t atom, uint32_t *place, uint32_t *reached, struct random *r)
{
	if (!may_leave(g, atom, place, reached)) {
		return;
	}
	const struct match_option *option;
	size_t count = match_grouping_options(g, atom, &option);
	double highest = option[0].worth;
	for (size_t i = 1; i < count; i++) {
		highest = fmax(highest, option[i].worth);
	}
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		sum += exp(option[i].worth - highest);
	}
	double point = random_p(r) * sum;
	size_t chosen = 0;
	for (; chosen + 1 < count; chosen++) {
		point -= exp(option[chosen].worth - highest);
		if (point <= 0) {
			break;
		}
	}
	match_grouping_move(g, atom, option[chosen].cluster);
}

/* An atom and up to three of its neighbours, drawn whatever the partition is. */
static unsigned draw_anchors(const struct match_problem *p, uint32_t atom, struct random *r, uint32_t *anchor)
{
	size_t degree = p->start[atom + 1] - p->start[atom];
	unsigned count = 0;
	anchor[count++] = atom;
	for (unsigned i = 1; i < ANCHORS_MAX && degree > 0; i++) {
		uint32_t other = p->to[p->start[atom] + random_below(r, degree)];
		bool is_known = false;
		for (unsigned j = 0; j < count; j++) {
			is_known |= anchor[j] == other;
		}
		if (!is_known) {
			anchor[count++] = other;
		}
	}
	return count;
}

static int compare_atoms(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x;
	uint32_t b = *(const uint32_t *)y;
	return (a > b) - (a < b);
}

/* The atoms of all clusters with an anchor, ascending; 0 where they are more than a block can have. */
static unsigned gather_block(const struct match_grouping *g, const uint32_t *anchor, unsigned anchor_count,
	unsigned largest, uint32_t *atom)
{
	unsigned count = 0;
	for (unsigned i = 0; i < anchor_count; i++) {
		uint32_t cluster = g->cluster[anchor[i]];
		bool is_known = false;
		for (unsigned j = 0; j < count; j++) {
			is_known |= g->cluster[atom[j]] == cluster;
		}
		if (is_known) {
			continue;
		}
		if (count + g->size[cluster] > largest) {
			return 0;
		}
		for (uint32_t a = g->first[cluster]; a != UINT32_MAX; a = g->next[a]) {
			atom[count++] = a;
		}
	}
	qsort(atom, count, sizeof(*atom), compare_atoms);
	return count;
}

/* Draws the clusters of an atom and of some of its neighbours anew. */
static void draw_block(struct match_grouping *g, struct match_exact *x, uint32_t atom, unsigned largest,
	uint32_t *place, struct random *r)
{
	uint32_t anchor[ANCHORS_MAX];
	uint32_t block[BLOCK_MAX];
	uint8_t drawn[MATCH_EXACT_MAX];
	unsigned anchor_count = draw_anchors(g->problem, atom, r, anchor);
	unsigned count = gather_block(g, anchor, anchor_count, largest, block);
	if (count < 2) {
		return;
	}
	match_exact_load(x, g->problem, block, count, place);
	uint16_t anchors = 0;
	for (unsigned i = 0; i < count; i++) {
		for (unsigned j = 0; j < anchor_count; j++) {
			anchors |= block[i] == anchor[j] ? (uint16_t)(1U << i) : 0;
		}
		g->work += g->problem->start[block[i] + 1] - g->problem->start[block[i]];
	}
	match_exact_weigh(x, anchors);
	match_exact_draw(x, r, drawn);
	match_grouping_arrange(g, block, count, drawn);
}

bool match_chain_run(struct match_grouping *g, struct match_exact *x, uint32_t *place, struct random *r,
	unsigned sweeps, uint64_t work_max)
{
	uint32_t n = g->problem->count;
	unsigned largest = largest_block(n, sweeps);
	uint32_t *reached = mem_alloc(n * sizeof(*reached));
	for (unsigned sweep = 0; sweep < sweeps && g->work < work_max; sweep++) {
		for (uint32_t atom = 0; atom < n && g->work < work_max; atom++) {
			draw_atom(g, atom, place, reached, r);
			draw_block(g, x, atom, largest, place, r);
		}
	}
	free(reached);
	return g->work < work_max;
}
