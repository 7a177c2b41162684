/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/component.h"

#include "base/mem.h"

#include <math.h>

uint32_t match_union_find(uint32_t *parent, uint32_t x)
{
	while (parent[x] != x) {
		parent[x] = parent[parent[x]];
		x = parent[x];
	}
	return x;
}

void match_union_join(uint32_t *parent, uint32_t x, uint32_t y)
{
	x = match_union_find(parent, x);
	y = match_union_find(parent, y);
	if (x < y) {
		parent[y] = x;
	} else {
		parent[x] = y;
	}
}

/* Numbers the sets of two and more, and replaces each record's parent by its number, or UINT32_MAX. */
static void number_components(struct match_components *c, uint32_t *parent, uint32_t record_count)
{
	uint32_t *size = mem_calloc(record_count, sizeof(*size));
	for (uint32_t r = 0; r < record_count; r++) {
		parent[r] = parent[parent[r]]; /* the root: parents are smaller, and flat by now */
		size[parent[r]]++;
	}
	for (uint32_t r = 0; r < record_count; r++) {
		c->count += size[r] > 1;
	}
	c->member_start = mem_alloc((c->count + 1) * sizeof(*c->member_start));
	uint32_t number = 0;
	uint32_t members = 0;
	for (uint32_t r = 0; r < record_count; r++) {
		if (parent[r] != r) {
			parent[r] = parent[parent[r]]; /* the number that its root has got */
		} else if (size[r] > 1) {
			c->member_start[number] = members;
			members += size[r];
			parent[r] = number++;
		} else {
			parent[r] = UINT32_MAX;
		}
	}
	c->member_start[number] = members;
	free(size);
}

static void list_members(struct match_components *c, const uint32_t *number, uint32_t record_count)
{
	c->member = mem_alloc(c->member_start[c->count] * sizeof(*c->member));
	uint32_t *next = mem_alloc(c->count * sizeof(*next));
	memcpy(next, c->member_start, c->count * sizeof(*next));
	for (uint32_t r = 0; r < record_count; r++) {
		if (number[r] != UINT32_MAX) {
			c->member[next[number[r]]++] = r;
		}
	}
	free(next);
}

static int compare_edges(const void *x, const void *y)
{
	const struct match_edge *a = x;
	const struct match_edge *b = y;
	if (a->a != b->a) {
		return a->a < b->a ? -1 : 1;
	}
	if (a->b != b->b) {
		return a->b < b->b ? -1 : 1;
	}
	return (a->log_odds > b->log_odds) - (a->log_odds < b->log_odds);
}

static void sort_edges(struct match_edge *edges, size_t count)
{
	size_t sorted = 1;
	while (sorted < count && compare_edges(&edges[sorted - 1], &edges[sorted]) <= 0) {
		sorted++;
	}
	if (sorted < count) {
		qsort(edges, count, sizeof(*edges), compare_edges);
	}
}

/* The component that an edge lies in, or UINT32_MAX. */
static uint32_t place_of(const uint32_t *number, const struct match_edge *e)
{
	return number[e->a] == number[e->b] ? number[e->a] : UINT32_MAX;
}

/* Copies edges to their components. Those of sorted records mostly come one behind the other. */
static void group_edges(
	struct match_components *c, const uint32_t *number, const struct match_edge *edges, size_t edge_count)
{
	size_t *next = mem_calloc(c->count + 1, sizeof(*next));
	for (size_t i = 0; i < edge_count; i++) {
		uint32_t place = place_of(number, &edges[i]);
		if (place != UINT32_MAX) {
			next[place + 1]++;
		}
	}
	for (size_t k = 0; k < c->count; k++) {
		next[k + 1] += next[k];
	}
	c->edge_start = mem_alloc((c->count + 1) * sizeof(*c->edge_start));
	memcpy(c->edge_start, next, (c->count + 1) * sizeof(*next));
	c->edge = mem_realloc(NULL, c->edge_start[c->count] + 1, sizeof(*c->edge));
	for (size_t i = 0; i < edge_count; i++) {
		uint32_t place = place_of(number, &edges[i]);
		if (place != UINT32_MAX) {
			struct match_edge e = edges[i];
			c->edge[next[place]++] = e.a < e.b ? e : (struct match_edge){e.b, e.a, e.log_odds};
		}
	}
	for (size_t k = 0; k < c->count; k++) {
		sort_edges(c->edge + c->edge_start[k], c->edge_start[k + 1] - c->edge_start[k]);
	}
	free(next);
}

void match_components_init(struct match_components *c, uint32_t record_count, const struct match_edge *edges,
	size_t edge_count, double floor_log)
{
	*c = (struct match_components){0};
	uint32_t *parent = mem_alloc(record_count * sizeof(*parent));
	for (uint32_t r = 0; r < record_count; r++) {
		parent[r] = r;
	}
	for (size_t i = 0; i < edge_count; i++) {
		const struct match_edge *e = &edges[i];
		BUG_IF(e->a == e->b || e->a >= record_count || e->b >= record_count || isnan(e->log_odds));
		if ((double)e->log_odds >= floor_log && e->log_odds > -INFINITY) {
			match_union_join(parent, e->a, e->b);
		}
	}
	number_components(c, parent, record_count);
	list_members(c, parent, record_count);
	group_edges(c, parent, edges, edge_count);
	free(parent);
}

void match_components_done(struct match_components *c)
{
	free(c->member);
	free(c->member_start);
	free(c->edge);
	free(c->edge_start);
	*c = (struct match_components){0};
}

void match_components_divide(const struct match_components *c, size_t count, size_t *start)
{
	size_t total = c->member_start[c->count] + c->edge_start[c->count];
	size_t k = 0;
	for (size_t job = 0; job < count; job++) {
		start[job] = k;
		size_t end = total / count * (job + 1);
		while (k < c->count && c->member_start[k] + c->edge_start[k] < end) {
			k++;
		}
	}
	start[count] = c->count;
}
