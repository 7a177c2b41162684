/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/isotonic.h"

#include <math.h>

static const double NORMAL_95 = 1.959963984540054;

/* Judged pairs that have one chance. */
struct pool {
	double from;
	double weight;
	double same;
	double square; /* sum of squared weights */
};

static int compare_judged(const void *a, const void *b)
{
	const struct match_judged *x = a;
	const struct match_judged *y = b;
	if (x->score != y->score) {
		return x->score < y->score ? -1 : 1;
	}
	if (x->weight != y->weight) {
		return x->weight < y->weight ? -1 : 1;
	}
	return (int)x->is_same - (int)y->is_same;
}

static void join(struct pool *to, const struct pool *next)
{
	to->weight += next->weight;
	to->same += next->same;
	to->square += next->square;
}

/* Puts one more pool behind the others; those that would fall become one. */
static size_t push(struct pool *pool, size_t count, struct pool next)
{
	pool[count++] = next;
	while (count > 1 &&
		pool[count - 2].same * pool[count - 1].weight >=
			pool[count - 1].same * pool[count - 2].weight) {
		join(&pool[count - 2], &pool[count - 1]);
		count--;
	}
	return count;
}

static struct match_step step_of(const struct pool *pool)
{
	double p = pool->same / pool->weight;
	double n = pool->weight * pool->weight / pool->square;
	double z = NORMAL_95 * NORMAL_95 / n;
	double middle = (p + z / 2) / (1 + z);
	double half = sqrt(p * (1 - p) * z + z * z / 4) / (1 + z);
	return (struct match_step){pool->from, p, fmax(middle - half, 0), fmin(middle + half, 1), n};
}

void match_isotonic_fit(
	struct match_isotonic *map, struct arena *a, const struct match_judged *judged, size_t count)
{
	struct match_judged *sorted = mem_calloc(count, sizeof(*sorted));
	struct pool *pool = mem_calloc(count, sizeof(*pool));
	size_t pool_count = 0;
	for (size_t i = 0; i < count; i++) {
		BUG_IF(isnan(judged[i].score) || !(judged[i].weight > 0));
		sorted[i] = judged[i];
	}
	qsort(sorted, count, sizeof(*sorted), compare_judged);
	for (size_t i = 0; i < count;) {
		struct pool next = {.from = sorted[i].score};
		for (; i < count && sorted[i].score == next.from; i++) {
			double w = sorted[i].weight;
			join(&next, &(struct pool){0, w, sorted[i].is_same ? w : 0, w * w});
		}
		pool_count = push(pool, pool_count, next);
	}
	*map = (struct match_isotonic){pool_count, arena_calloc(a, pool_count, sizeof(*map->step))};
	for (size_t i = 0; i < pool_count; i++) {
		map->step[i] = step_of(&pool[i]);
	}
	free(sorted);
	free(pool);
}

const struct match_step *match_isotonic_at(const struct match_isotonic *map, double score)
{
	if (map->count == 0) {
		return NULL;
	}
	size_t from = 0;
	size_t to = map->count;
	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;
		if (map->step[middle].from <= score) {
			from = middle;
		} else {
			to = middle;
		}
	}
	return &map->step[from];
}
