/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/latent_model.h"

enum { CLASSES_MIN = 2, CLASSES_DEFAULT_MAX = 15 };

unsigned latent_class_count(unsigned list_count)
{
	if (list_count >= 4) {
		return CLASSES_DEFAULT_MAX;
	}
	unsigned cells = (1U << list_count) - 1;
	return cells < CLASSES_MIN ? CLASSES_MIN : cells;
}

/* Orders patterns by their highest list first, as numbers are. */
static int compare_patterns(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* All patterns of the table with those they begin with, ascending, each once. */
static uint64_t *collect_patterns(struct arena *a, const struct capture_table *t, size_t *count)
{
	uint64_t *patterns = arena_calloc(a, t->cell_count * t->list_count + 1, sizeof(*patterns));
	size_t n = 1;
	for (size_t i = 0; i < t->cell_count; i++) {
		for (unsigned j = 0; j < t->list_count; j++) {
			if (t->mask[i] >> j & 1) {
				patterns[n++] = t->mask[i] & capture_all(j + 1);
			}
		}
	}
	qsort(patterns, n, sizeof(*patterns), compare_patterns);
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || patterns[i] != patterns[i - 1]) {
			patterns[kept++] = patterns[i];
		}
	}
	*count = kept;
	return patterns;
}

static uint32_t find_pattern(const uint64_t *patterns, size_t count, uint64_t pattern)
{
	const uint64_t *found = bsearch(&pattern, patterns, count, sizeof(*patterns), compare_patterns);
	BUG_IF(found == NULL);
	return (uint32_t)(found - patterns);
}

void latent_model_init(struct latent_model *m, struct arena *a, const struct capture_table *t,
	unsigned class_count, const struct latent_prior *prior)
{
	BUG_IF(class_count < CLASSES_MIN || t->cell_count > UINT32_MAX / CAPTURE_LISTS_MAX);
	size_t count;
	const uint64_t *patterns = collect_patterns(a, t, &count);
	uint32_t *parent = arena_calloc(a, count, sizeof(*parent));
	int64_t *people = arena_calloc(a, count, sizeof(*people));
	uint32_t *list_begin = arena_calloc(a, t->list_count + 1, sizeof(*list_begin));
	uint32_t node = 1;
	for (unsigned j = 0; j < t->list_count; j++) {
		list_begin[j] = node;
		for (; node < count && patterns[node] <= capture_all(j + 1); node++) {
			parent[node] = find_pattern(patterns, count, patterns[node] & capture_all(j));
			people[node] = capture_count(t, patterns[node]);
		}
	}
	list_begin[t->list_count] = node;
	*m = (struct latent_model){
		.list_count = t->list_count,
		.class_count = class_count,
		.size = (size_t)class_count * t->list_count + class_count - 1,
		.node_count = count,
		.parent = parent,
		.count = people,
		.list_begin = list_begin,
		.total = t->total,
		.prior = *prior,
	};
}
