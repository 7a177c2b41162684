/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/group.h"

struct ranked {
	const struct figure_item *item;
	size_t rank; /* where it was given */
};

struct ranked_group {
	struct item_group group;
	size_t rank; /* of its first item */
};

static int compare_ranks(size_t a, size_t b)
{
	return (a > b) - (a < b);
}

static int compare_items(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;
	int order = bytes_compare(x->item->originator, y->item->originator);
	return order != 0 ? order : compare_ranks(x->rank, y->rank);
}

static int compare_groups(const void *a, const void *b)
{
	return compare_ranks(((const struct ranked_group *)a)->rank, ((const struct ranked_group *)b)->rank);
}

struct item_group *group_by_originator(
	struct arena *a, const struct figure_item **items, size_t count, size_t *group_count)
{
	struct ranked *sorted = arena_calloc(a, count, sizeof(*sorted));
	const struct figure_item **members = arena_calloc(a, count, sizeof(const struct figure_item *));
	struct ranked_group *ranked = arena_calloc(a, count, sizeof(*ranked));
	struct item_group *groups = arena_calloc(a, count, sizeof(*groups));
	for (size_t i = 0; i < count; i++) {
		sorted[i] = (struct ranked){items[i], i};
	}
	qsort(sorted, count, sizeof(*sorted), compare_items);
	*group_count = 0;
	for (size_t i = 0; i < count; i++) {
		members[i] = sorted[i].item;
		if (i == 0 || !bytes_equal(members[i]->originator, members[i - 1]->originator)) {
			ranked[(*group_count)++] = (struct ranked_group){{&members[i], 0}, sorted[i].rank};
		}
		ranked[*group_count - 1].group.count++;
	}
	qsort(ranked, *group_count, sizeof(*ranked), compare_groups);
	for (size_t i = 0; i < *group_count; i++) {
		groups[i] = ranked[i].group;
	}
	return groups;
}
