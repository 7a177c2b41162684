/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/agglomerate.h"

#include <math.h>

/* Joining clusters a < b was worth so much when this was written; by now it may be less, never more. */
struct offer {
	double gain;
	uint32_t a;
	uint32_t b;
};

/* Excess between two clusters, by open addressing; NAN where one of them has been joined away. */
struct slot {
	uint64_t key; /* UINT64_MAX: free */
	double excess;
};

struct agglomeration {
	const struct match_problem *p;
	struct arena *a;
	uint32_t *parent;
	uint32_t *records;
	uint64_t *lists;
	uint32_t *next; /* atoms of a cluster in a ring */
	struct neighbours {
		uint32_t *list; /* roots, some joined away since */
		size_t count;
		size_t room;
	} * neighbours;
	struct slot *slot;
	size_t slot_mask;
	size_t slot_count; /* in use, whatever they say */
	struct offer *heap;
	size_t heap_count;
	size_t heap_room;
	uint64_t work;
};

/* ------- heap: the largest gain first, then the smallest numbers ------- */

static bool is_before(const struct offer *x, const struct offer *y)
{
	if (x->gain != y->gain) {
		return x->gain > y->gain;
	}
	return x->a != y->a ? x->a < y->a : x->b < y->b;
}

static void heap_add(struct agglomeration *g, struct offer offer)
{
	g->heap = arena_grow(g->a, g->heap, g->heap_count, &g->heap_room, sizeof(*g->heap));
	size_t i = g->heap_count++;
	for (; i > 0 && is_before(&offer, &g->heap[(i - 1) / 2]); i = (i - 1) / 2) {
		g->heap[i] = g->heap[(i - 1) / 2];
	}
	g->heap[i] = offer;
}

static struct offer heap_take(struct agglomeration *g)
{
	struct offer top = g->heap[0];
	struct offer last = g->heap[--g->heap_count];
	size_t i = 0;
	for (size_t child = 1; child < g->heap_count; child = 2 * i + 1) {
		if (child + 1 < g->heap_count && is_before(&g->heap[child + 1], &g->heap[child])) {
			child++;
		}
		if (!is_before(&g->heap[child], &last)) {
			break;
		}
		g->heap[i] = g->heap[child];
		i = child;
	}
	g->heap[i] = last;
	return top;
}

/* ------- excess between clusters ------- */

/* Where a key is, or would be. */
static struct slot *look_up(const struct agglomeration *g, uint64_t key)
{
	uint64_t hash = key * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(hash ^ hash >> 32) & g->slot_mask;
	while (g->slot[i].key != key && g->slot[i].key != UINT64_MAX) {
		i = (i + 1) & g->slot_mask;
	}
	return &g->slot[i];
}

/* A table for so many slots, with those of the old one that still say something. */
static void rebuild_slots(struct agglomeration *g, size_t count)
{
	struct slot *old = g->slot;
	size_t old_size = old ? g->slot_mask + 1 : 0;
	size_t size = 16;
	while (size < 4 * count) {
		size *= 2;
	}
	g->slot = mem_alloc(size * sizeof(*g->slot));
	g->slot_mask = size - 1;
	g->slot_count = 0;
	for (size_t i = 0; i < size; i++) {
		g->slot[i].key = UINT64_MAX;
	}
	for (size_t i = 0; i < old_size; i++) {
		if (old[i].key != UINT64_MAX && !isnan(old[i].excess)) {
			*look_up(g, old[i].key) = old[i];
			g->slot_count++;
		}
	}
	free(old);
}

/* The excess of x and y, valid until the next call; NAN when nothing is said about them. */
static double *excess_of(struct agglomeration *g, uint32_t x, uint32_t y)
{
	uint64_t key = x < y ? (uint64_t)x << 32 | y : (uint64_t)y << 32 | x;
	struct slot *slot = look_up(g, key);
	if (slot->key == UINT64_MAX) {
		if (2 * (g->slot_count + 1) > g->slot_mask) {
			rebuild_slots(g, g->slot_count);
			slot = look_up(g, key);
		}
		*slot = (struct slot){key, NAN};
		g->slot_count++;
	}
	return &slot->excess;
}

static double gain_of(const struct agglomeration *g, uint32_t x, uint32_t y, double excess)
{
	return excess + g->p->uncompared_log * g->records[x] * g->records[y];
}

static void offer(struct agglomeration *g, uint32_t x, uint32_t y, double excess)
{
	double gain = gain_of(g, x, y, excess);
	if (gain > 0) {
		heap_add(g, (struct offer){gain, x < y ? x : y, x < y ? y : x});
	}
}

static void add_neighbour(struct agglomeration *g, uint32_t x, uint32_t y)
{
	struct neighbours *n = &g->neighbours[x];
	n->list = arena_grow(g->a, n->list, n->count, &n->room, sizeof(*n->list));
	n->list[n->count++] = y;
}

static void start(struct agglomeration *g)
{
	const struct match_problem *p = g->p;
	g->parent = arena_alloc(g->a, p->count * sizeof(*g->parent));
	g->next = arena_alloc(g->a, p->count * sizeof(*g->next));
	g->records = arena_alloc(g->a, p->count * sizeof(*g->records));
	g->lists = arena_alloc(g->a, p->count * sizeof(*g->lists));
	g->neighbours = arena_calloc(g->a, p->count, sizeof(*g->neighbours));
	memcpy(g->records, p->records, p->count * sizeof(*g->records));
	memcpy(g->lists, p->lists, p->count * sizeof(*g->lists));
	rebuild_slots(g, p->start[p->count] / 2);
	for (uint32_t i = 0; i < p->count; i++) {
		g->parent[i] = i;
		g->next[i] = i;
		size_t degree = p->start[i + 1] - p->start[i];
		uint32_t *list = arena_alloc(g->a, degree * sizeof(*list));
		g->neighbours[i] = (struct neighbours){list, degree, degree};
		for (size_t e = p->start[i]; e < p->start[i + 1]; e++) {
			list[e - p->start[i]] = p->to[e];
			if (p->to[e] > i) {
				*excess_of(g, i, p->to[e]) = p->excess[e];
				offer(g, i, p->to[e], p->excess[e]);
			}
		}
	}
}

/* ------- joining ------- */

/* Whether both clusters have an atom on one list without duplicates. */
static bool share_list(struct agglomeration *g, uint32_t x, uint32_t y)
{
	if ((g->lists[x] & g->lists[y]) == 0) {
		return false;
	}
	if (g->p->are_lists_exact) {
		return true;
	}
	uint32_t i = x;
	do {
		uint32_t j = y;
		do {
			if (match_problem_shares_list(g->p, i, j)) {
				return true;
			}
			g->work++;
			j = g->next[j];
		} while (j != y);
		i = g->next[i];
	} while (i != x);
	return false;
}

/* Joins `from`, which has no more neighbours than `into`, to it. */
static void join(struct agglomeration *g, uint32_t into, uint32_t from)
{
	g->parent[from] = into;
	g->records[into] += g->records[from];
	g->lists[into] |= g->lists[from];
	uint32_t next = g->next[into];
	g->next[into] = g->next[from];
	g->next[from] = next;
	*excess_of(g, into, from) = NAN;
	for (size_t i = 0; i < g->neighbours[from].count; i++) {
		uint32_t other = match_union_find(g->parent, g->neighbours[from].list[i]);
		g->work++;
		if (other == into) {
			continue;
		}
		double *old = excess_of(g, from, other);
		double excess = *old;
		if (isnan(excess)) {
			continue; /* met before under another name */
		}
		*old = NAN;
		double *sum = excess_of(g, into, other);
		if (isnan(*sum)) {
			*sum = excess;
			add_neighbour(g, into, other);
		} else {
			*sum += excess;
		}
		offer(g, into, other, *sum);
	}
}

static void take_offer(struct agglomeration *g, struct offer top)
{
	g->work++;
	if (g->parent[top.a] != top.a || g->parent[top.b] != top.b) {
		return; /* joining offered anew what had changed */
	}
	double gain = gain_of(g, top.a, top.b, *excess_of(g, top.a, top.b));
	if (!(gain > 0) || share_list(g, top.a, top.b)) {
		return;
	}
	if (gain < top.gain) {
		heap_add(g, (struct offer){gain, top.a, top.b});
	} else if (g->neighbours[top.a].count >= g->neighbours[top.b].count) {
		join(g, top.a, top.b);
	} else {
		join(g, top.b, top.a);
	}
}

bool match_agglomerate(const struct match_problem *p, struct arena *a, uint64_t work_max, uint32_t *cluster)
{
	struct agglomeration g = {.p = p, .a = a};
	start(&g);
	while (g.heap_count > 0 && g.work < work_max) {
		take_offer(&g, heap_take(&g));
	}
	for (uint32_t i = 0; i < p->count; i++) {
		cluster[i] = match_union_find(g.parent, i);
	}
	free(g.slot);
	return g.heap_count == 0;
}
