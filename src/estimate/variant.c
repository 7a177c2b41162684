/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/variant.h"

static uint64_t bit(unsigned list)
{
	return UINT64_C(1) << list;
}

/* Makes *out of cells of another table, which are therefore in order. */
static void rebuild(struct capture_table *out, struct arena *a, const struct capture_table *t,
	const uint64_t *mask, const int64_t *count, size_t cell_count)
{
	int rc = capture_table_build(out, a, t->list_count, t->names, mask, count, cell_count, NULL);
	BUG_IF(rc != 0);
}

bool variant_of_pair(struct capture_table *out, struct arena *a, const struct capture_table *t, unsigned i,
	unsigned j, int change)
{
	uint64_t pair = bit(i) | bit(j);
	BUG_IF(i == j || i >= t->list_count || j >= t->list_count);
	if (capture_count(t, pair) + change < 0) {
		return false;
	}
	uint64_t *mask = arena_calloc(a, t->cell_count + 1, sizeof(*mask));
	int64_t *count = arena_calloc(a, t->cell_count + 1, sizeof(*count));
	for (size_t k = 0; k < t->cell_count; k++) {
		mask[k] = t->mask[k];
		count[k] = t->count[k] + (t->mask[k] == pair && change < 0 ? change : 0);
	}
	mask[t->cell_count] = pair;
	count[t->cell_count] = change > 0 ? change : 0;
	rebuild(out, a, t, mask, count, t->cell_count + 1);
	return true;
}

void variant_without(struct capture_table *out, struct arena *a, const struct capture_table *t, unsigned list)
{
	capture_table_keep(out, a, t, capture_all(t->list_count) & ~bit(list));
}

void variant_within(struct capture_table *out, struct arena *a, const struct capture_table *t, unsigned list)
{
	struct capture_table on;
	uint64_t *mask = arena_calloc(a, t->cell_count, sizeof(*mask));
	int64_t *count = arena_calloc(a, t->cell_count, sizeof(*count));
	size_t n = 0;
	for (size_t k = 0; k < t->cell_count; k++) {
		if ((t->mask[k] & bit(list)) && t->mask[k] != bit(list)) {
			mask[n] = t->mask[k];
			count[n++] = t->count[k];
		}
	}
	rebuild(&on, a, t, mask, count, n);
	variant_without(out, a, &on, list);
}
