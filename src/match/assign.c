/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/assign.h"

#include <math.h>

#define NONE UINT32_MAX

/* A record of the other list that is reached at a cost. */
struct reach {
	double cost;
	uint32_t atom;
};

struct assignment {
	const struct match_problem *p;
	struct arena *a;
	uint32_t *partner; /* or NONE */
	double *price; /* of both lists, 0 or above, 0 of who is alone; of a pair together at least its worth */
	double *cost;   /* of the search that is on: INFINITY where it has not come */
	uint32_t *from; /* the atom from which it came */
	struct reach *settled;
	size_t settled_count;
	size_t settled_room;
	uint32_t *touched; /* atoms whose cost is to be INFINITY again */
	size_t touched_count;
	size_t touched_room;
	struct reach *heap;
	size_t heap_count;
	size_t heap_room;
	uint64_t work;
};

/* The cheapest way found so far: to a free atom, or to one of the first list that is alone then. */
struct way {
	double cost;
	uint32_t end;
	bool is_free;
};

/* ------- heap: the lowest cost first, then the smallest number ------- */

static bool is_before(const struct reach *x, const struct reach *y)
{
	return x->cost != y->cost ? x->cost < y->cost : x->atom < y->atom;
}

static void heap_add(struct assignment *s, struct reach reach)
{
	s->heap = arena_grow(s->a, s->heap, s->heap_count, &s->heap_room, sizeof(*s->heap));
	size_t i = s->heap_count++;
	for (; i > 0 && is_before(&reach, &s->heap[(i - 1) / 2]); i = (i - 1) / 2) {
		s->heap[i] = s->heap[(i - 1) / 2];
	}
	s->heap[i] = reach;
}

static struct reach heap_take(struct assignment *s)
{
	struct reach top = s->heap[0];
	struct reach last = s->heap[--s->heap_count];
	size_t i = 0;
	for (size_t child = 1; child < s->heap_count; child = 2 * i + 1) {
		if (child + 1 < s->heap_count && is_before(&s->heap[child + 1], &s->heap[child])) {
			child++;
		}
		if (!is_before(&s->heap[child], &last)) {
			break;
		}
		s->heap[i] = s->heap[child];
		i = child;
	}
	s->heap[i] = last;
	return top;
}

/* ------- the way of one record ------- */

static uint32_t list_of(const struct match_problem *p, uint32_t atom)
{
	return p->list[p->list_start[atom]];
}

/* What putting atom with its neighbour of edge e is worth; 0 where they are apart. */
static double worth_of(const struct match_problem *p, uint32_t atom, size_t e)
{
	double worth = p->excess[e] + p->uncompared_log;
	return worth > 0 && list_of(p, atom) != list_of(p, p->to[e]) ? worth : 0;
}

/* Goes from an atom, which the search reached at `cost`, to its neighbours, unless that costs as much as `most`. */
static void go_on(struct assignment *s, uint32_t atom, double cost, double most)
{
	const struct match_problem *p = s->p;
	for (size_t e = p->start[atom]; e < p->start[atom + 1]; e++) {
		uint32_t to = p->to[e];
		double worth = worth_of(p, atom, e);
		double next = cost + fmax(s->price[atom] + s->price[to] - worth, 0);
		if (worth > 0 && next < most && next < s->cost[to]) {
			if (s->cost[to] == INFINITY) {
				s->touched = arena_grow(s->a, s->touched, s->touched_count, &s->touched_room,
					sizeof(*s->touched));
				s->touched[s->touched_count++] = to;
			}
			s->cost[to] = next;
			s->from[to] = atom;
			heap_add(s, (struct reach){next, to});
		}
	}
	s->work += p->start[atom + 1] - p->start[atom];
}

static struct way search(struct assignment *s, uint32_t atom)
{
	struct way best = {s->price[atom], atom, false};
	go_on(s, atom, 0, best.cost);
	while (s->heap_count > 0) {
		struct reach near = heap_take(s);
		uint32_t partner = s->partner[near.atom];
		s->work++;
		if (near.cost >= best.cost) {
			break;
		}
		if (near.cost > s->cost[near.atom]) {
			continue; /* it has been reached more cheaply */
		}
		if (partner == NONE) {
			return (struct way){near.cost, near.atom, true};
		}
		s->settled =
			arena_grow(s->a, s->settled, s->settled_count, &s->settled_room, sizeof(*s->settled));
		s->settled[s->settled_count++] = near;
		if (near.cost + s->price[partner] < best.cost) {
			best = (struct way){near.cost + s->price[partner], partner, false};
		}
		go_on(s, partner, near.cost, best.cost);
	}
	return best;
}

/* Changes prices so that steps of the way cost nothing and no step costs less. */
static void change_prices(struct assignment *s, uint32_t atom, const struct way *way)
{
	s->price[atom] -= way->cost;
	for (size_t i = 0; i < s->settled_count; i++) {
		double change = way->cost - s->settled[i].cost;
		if (change > 0) {
			s->price[s->settled[i].atom] += change;
			s->price[s->partner[s->settled[i].atom]] -= change;
		}
	}
	if (!way->is_free) {
		s->price[way->end] = 0; /* without what rounding leaves */
	}
}

/* Gives each on the way the partner of the next one. */
static void follow(struct assignment *s, uint32_t atom, const struct way *way)
{
	uint32_t to = way->end;
	if (!way->is_free) {
		to = s->partner[way->end];
		s->partner[way->end] = NONE;
	}
	while (to != NONE) {
		uint32_t at = s->from[to];
		uint32_t left = s->partner[at];
		s->partner[at] = to;
		s->partner[to] = at;
		to = at == atom ? NONE : left;
	}
}

static void put_in_place(struct assignment *s, uint32_t atom)
{
	const struct match_problem *p = s->p;
	for (size_t e = p->start[atom]; e < p->start[atom + 1]; e++) {
		s->price[atom] = fmax(s->price[atom], worth_of(p, atom, e) - s->price[p->to[e]]);
	}
	struct way way = search(s, atom);
	change_prices(s, atom, &way);
	follow(s, atom, &way);
	for (size_t i = 0; i < s->touched_count; i++) {
		s->cost[s->touched[i]] = INFINITY;
	}
	s->touched_count = 0;
	s->settled_count = 0;
	s->heap_count = 0;
}

bool match_is_assignment(const struct match_problem *p)
{
	uint32_t other = NONE;
	for (uint32_t i = 0; i < p->count; i++) {
		if (p->records[i] != 1 || p->list_start[i + 1] - p->list_start[i] != 1) {
			return false;
		}
		uint32_t list = list_of(p, i);
		if (list != list_of(p, 0)) {
			if (other != NONE && list != other) {
				return false;
			}
			other = list;
		}
	}
	return true;
}

bool match_assign(const struct match_problem *p, struct arena *a, uint64_t work_max, uint32_t *cluster)
{
	struct assignment s = {.p = p, .a = a};
	s.partner = arena_alloc(a, p->count * sizeof(*s.partner));
	s.price = arena_calloc(a, p->count, sizeof(*s.price));
	s.cost = arena_alloc(a, p->count * sizeof(*s.cost));
	s.from = arena_alloc(a, p->count * sizeof(*s.from));
	for (uint32_t i = 0; i < p->count; i++) {
		s.partner[i] = NONE;
		s.cost[i] = INFINITY;
	}
	for (uint32_t i = 0; i < p->count && s.work < work_max; i++) {
		if (list_of(p, i) == list_of(p, 0)) {
			put_in_place(&s, i);
		}
	}
	for (uint32_t i = 0; i < p->count; i++) {
		cluster[i] = s.partner[i] < i ? s.partner[i] : i;
	}
	return s.work < work_max;
}
