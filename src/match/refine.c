/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/refine.h"

#include <math.h>

/* Less is rounding. */
static const double WORTH_MIN = 1e-9;

/* Of match_exact_best(): 3^(m-1). */
enum { SOLVE_STEPS = 2187 };

struct refinement {
	struct match_grouping *g;
	struct match_exact *x;
	uint32_t *place;
	bool *is_waiting; /* something near it has changed */
	uint32_t *queue;  /* a ring of the waiting atoms */
	size_t queue_first;
	size_t queue_count;
	uint32_t atom[MATCH_REFINE_ATOMS];
	unsigned atom_count;
};

static void wait_for(struct refinement *r, uint32_t atom)
{
	if (!r->is_waiting[atom]) {
		r->is_waiting[atom] = true;
		r->queue[(r->queue_first + r->queue_count++) % r->g->problem->count] = atom;
	}
}

static void wake_around(struct refinement *r, uint32_t atom)
{
	const struct match_problem *p = r->g->problem;
	wait_for(r, atom);
	for (size_t e = p->start[atom]; e < p->start[atom + 1]; e++) {
		wait_for(r, p->to[e]);
	}
	r->g->work += p->start[atom + 1] - p->start[atom];
}

static double worth_of_pair(const struct match_problem *p, uint32_t atom, size_t e)
{
	return p->excess[e] + p->uncompared_log * p->records[atom] * p->records[p->to[e]];
}

static bool is_chosen(const struct refinement *r, uint32_t cluster)
{
	for (unsigned i = 0; i < r->atom_count; i++) {
		if (r->g->cluster[r->atom[i]] == cluster) {
			return true;
		}
	}
	return false;
}

static void choose(struct refinement *r, uint32_t cluster)
{
	for (uint32_t i = r->g->first[cluster]; i != UINT32_MAX; i = r->g->next[i]) {
		r->atom[r->atom_count++] = i;
	}
}

/* The strongest pair between a chosen atom and a cluster that still fits in; UINT32_MAX for none. */
static uint32_t strongest_neighbour(struct refinement *r)
{
	const struct match_problem *p = r->g->problem;
	double highest = 0;
	uint32_t found = UINT32_MAX;
	for (unsigned i = 0; i < r->atom_count; i++) {
		uint32_t atom = r->atom[i];
		for (size_t e = p->start[atom]; e < p->start[atom + 1]; e++) {
			uint32_t cluster = r->g->cluster[p->to[e]];
			if (worth_of_pair(p, atom, e) > highest && !is_chosen(r, cluster) &&
				r->atom_count + r->g->size[cluster] <= MATCH_REFINE_ATOMS) {
				highest = worth_of_pair(p, atom, e);
				found = cluster;
			}
		}
		r->g->work += p->start[atom + 1] - p->start[atom];
	}
	return found;
}

static int compare_atoms(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x;
	uint32_t b = *(const uint32_t *)y;
	return (a > b) - (a < b);
}

/* Solves the clusters around an atom anew. */
static void solve_around(struct refinement *r, uint32_t atom)
{
	r->atom_count = 0;
	uint32_t cluster = r->g->cluster[atom];
	if (r->g->size[cluster] > MATCH_REFINE_ATOMS) {
		return;
	}
	for (; cluster != UINT32_MAX; cluster = strongest_neighbour(r)) {
		choose(r, cluster);
	}
	qsort(r->atom, r->atom_count, sizeof(*r->atom), compare_atoms);
	match_exact_load(r->x, r->g->problem, r->atom, r->atom_count, r->place);
	double now = 0;
	for (unsigned i = 0; i < r->atom_count; i++) {
		for (unsigned j = i + 1; j < r->atom_count; j++) {
			now += r->g->cluster[r->atom[i]] == r->g->cluster[r->atom[j]] ? r->x->weight[i][j]
										      : 0;
		}
	}
	uint8_t solution[MATCH_EXACT_MAX];
	r->g->work += SOLVE_STEPS;
	if (match_exact_best(r->x, solution) > now + WORTH_MIN) {
		match_grouping_arrange(r->g, r->atom, r->atom_count, solution);
		for (unsigned i = 0; i < r->atom_count; i++) {
			wake_around(r, r->atom[i]);
		}
	}
}

static void move_alone(struct refinement *r, uint32_t atom)
{
	const struct match_option *option;
	size_t count = match_grouping_options(r->g, atom, &option);
	size_t best = 0;
	for (size_t i = 1; i < count; i++) {
		if (option[i].worth > option[best].worth + WORTH_MIN) {
			best = i;
		}
	}
	if (best > 0) {
		match_grouping_move(r->g, atom, option[best].cluster);
		wake_around(r, atom);
	}
}

/* Whether something could be better here: a pair together that had better be apart, or apart that had better not. */
static bool is_strained(struct refinement *r, uint32_t atom)
{
	const struct match_problem *p = r->g->problem;
	size_t together = 0;
	r->g->work += p->start[atom + 1] - p->start[atom];
	for (size_t e = p->start[atom]; e < p->start[atom + 1]; e++) {
		bool is_together = r->g->cluster[p->to[e]] == r->g->cluster[atom];
		if (is_together != (worth_of_pair(p, atom, e) > 0)) {
			return true;
		}
		together += is_together;
	}
	return together + 1 < r->g->size[r->g->cluster[atom]]; /* some are strangers */
}

bool match_refine(
	struct match_grouping *g, struct match_exact *x, struct arena *a, uint32_t *place, uint64_t work_max)
{
	uint32_t n = g->problem->count;
	struct refinement r = {.g = g, .x = x, .place = place};
	r.is_waiting = arena_calloc(a, n, sizeof(*r.is_waiting));
	r.queue = arena_alloc(a, n * sizeof(*r.queue));
	for (uint32_t i = 0; i < n; i++) {
		wait_for(&r, i);
	}
	while (r.queue_count > 0 && g->work < work_max) {
		uint32_t atom = r.queue[r.queue_first];
		r.queue_first = (r.queue_first + 1) % n;
		r.queue_count--;
		r.is_waiting[atom] = false;
		if (is_strained(&r, atom)) {
			move_alone(&r, atom);
			solve_around(&r, atom);
		}
	}
	return r.queue_count == 0;
}
