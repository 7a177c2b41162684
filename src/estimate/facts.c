/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/facts.h"

#include <limits.h>

static bool is_one_list(uint64_t mask)
{
	return (mask & (mask - 1)) == 0;
}

/* Adds the people of each pattern to the overlap of every two of its lists. */
static const int64_t *count_overlaps(struct arena *a, const struct capture_table *t)
{
	size_t lists = t->list_count;
	int64_t *overlap = arena_calloc(a, lists * lists, sizeof(*overlap));
	for (size_t i = 0; i < t->cell_count; i++) {
		for (uint64_t left = t->mask[i]; left != 0; left &= left - 1) {
			size_t first = (size_t)__builtin_ctzll(left);
			for (uint64_t right = left; right != 0; right &= right - 1) {
				overlap[first * lists + (size_t)__builtin_ctzll(right)] += t->count[i];
			}
		}
	}
	for (size_t i = 0; i < lists; i++) {
		for (size_t j = 0; j < i; j++) {
			overlap[i * lists + j] = overlap[j * lists + i];
		}
	}
	return overlap;
}

static void count_lists(struct facts *f, struct arena *a)
{
	int64_t *sizes = arena_calloc(a, f->list_count, sizeof(*sizes));
	int64_t fewest = INT64_MAX;
	for (unsigned j = 0; j < f->list_count; j++) {
		sizes[j] = f->overlap[j * f->list_count + j];
		if (sizes[j] > 0) {
			f->used |= UINT64_C(1) << j;
		}
		if (sizes[j] > 0 && sizes[j] < fewest) {
			fewest = sizes[j];
			f->smallest = j;
		}
	}
	f->list_size = sizes;
}

/* The lists that overlap list j, itself not among them. */
static uint64_t neighbours(const struct facts *f, unsigned j)
{
	uint64_t found = 0;
	for (unsigned i = 0; i < f->list_count; i++) {
		if (i != j && f->overlap[j * f->list_count + i] > 0) {
			found |= UINT64_C(1) << i;
		}
	}
	return found;
}

static void count_pairs(struct facts *f, const uint64_t *beside)
{
	unsigned used = (unsigned)__builtin_popcountll(f->used);
	unsigned with = 0;
	unsigned corners = 0;
	f->pair_count = used * (used - 1) / 2;
	for (unsigned i = 0; i < f->list_count; i++) {
		with += (unsigned)__builtin_popcountll(beside[i]);
		if ((f->used >> i & 1) && beside[i] == 0) {
			f->islands |= UINT64_C(1) << i;
		}
		for (unsigned j = 0; j < f->list_count; j++) {
			if (beside[i] >> j & 1) {
				corners += (unsigned)__builtin_popcountll(beside[i] & beside[j]);
			}
		}
	}
	f->pairs_without = f->pair_count - with / 2;
	f->triples = corners / 6;
}

static void count_components(struct facts *f, struct arena *a, const uint64_t *beside)
{
	unsigned *component = arena_calloc(a, f->list_count, sizeof(*component));
	for (unsigned j = 0; j < f->list_count; j++) {
		component[j] = UINT_MAX;
	}
	for (unsigned j = 0; j < f->list_count; j++) {
		if (!(f->used >> j & 1) || component[j] != UINT_MAX) {
			continue;
		}
		for (uint64_t reached = UINT64_C(1) << j; reached != 0;) {
			unsigned next = (unsigned)__builtin_ctzll(reached);
			reached &= reached - 1;
			if (component[next] == UINT_MAX) {
				component[next] = f->component_count;
				reached |= beside[next];
			}
		}
		f->component_count++;
	}
	f->component = component;
}

void facts_count(struct facts *f, struct arena *a, const struct capture_table *t)
{
	*f = (struct facts){
		.list_count = t->list_count,
		.total = t->total,
		.cells_occupied = t->cell_count,
		.cells_possible = capture_all(t->list_count),
		.overlap = count_overlaps(a, t),
	};
	for (size_t i = 0; i < t->cell_count; i++) {
		f->on_one_list += is_one_list(t->mask[i]) ? t->count[i] : 0;
	}
	count_lists(f, a);
	uint64_t *beside = arena_calloc(a, t->list_count, sizeof(*beside));
	for (unsigned j = 0; j < t->list_count; j++) {
		beside[j] = neighbours(f, j);
	}
	count_pairs(f, beside);
	count_components(f, a, beside);
}
