/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sums of disjoint parts, as decisions name them. */
#include "figure/work.h"

bool work_is_countable(const struct work *w, size_t i)
{
	enum figure_outcome outcome = w->items[i].outcome;
	return outcome < FIGURE_REPLACED || outcome > FIGURE_EXCLUDED;
}

size_t work_item(const struct work *w, struct bytes claim)
{
	size_t at = id_index_find(&w->claims, claim);
	return at == INDEX_NONE ? INDEX_NONE : w->item_of_claim[at];
}

static int compare_positions(const void *a, const void *b)
{
	size_t x = *(const size_t *)a;
	size_t y = *(const size_t *)b;
	return (x > y) - (x < y);
}

const size_t *work_parts(struct work *w, const struct decision *d, size_t *count, struct bytes *uncountable)
{
	size_t *items = arena_calloc(&w->scratch, d->claim_count, sizeof(*items));
	size_t found = 0;
	*uncountable = BYTES_NONE;
	for (size_t i = 0; i < d->claim_count; i++) {
		size_t item = work_item(w, d->claims[i]);
		if (item != INDEX_NONE && work_is_countable(w, item)) {
			items[found++] = item;
		} else if (!uncountable->s || bytes_compare(d->claims[i], *uncountable) < 0) {
			*uncountable = d->claims[i];
		}
	}
	if (found > 1) {
		qsort(items, found, sizeof(*items), compare_positions);
	}
	*count = 0;
	for (size_t i = 0; i < found; i++) {
		if (*count == 0 || items[*count - 1] != items[i]) {
			items[(*count)++] = items[i];
		}
	}
	return items;
}

static void add(struct figure_number *sum, struct figure_number x)
{
	sum->has = sum->has && x.has;
	sum->n = sum->has ? sum->n + x.n : 0;
}

static struct figure_sum sum_of(struct work *w, const struct decision *d)
{
	struct figure_sum sum = {.decision = d->id};
	struct bytes uncountable;
	size_t count;
	const size_t *parts = work_parts(w, d, &count, &uncountable);
	sum.is_formed = count > 0 && !uncountable.s;
	if (!sum.is_formed) {
		return sum;
	}
	sum.sum.low.has = true;
	sum.sum.best.has = true;
	sum.sum.high.has = true;
	for (size_t i = 0; i < count; i++) {
		const struct figure_item *part = &w->items[parts[i]];
		add(&sum.sum.low, part->floor);
		add(&sum.sum.best, part->value);
		add(&sum.sum.high, part->high.has ? part->high : part->point);
	}
	return sum;
}

void work_sums(struct work *w)
{
	w->sums = arena_calloc(w->out, w->counting_count, sizeof(*w->sums));
	for (size_t i = 0; i < w->counting_count; i++) {
		if (w->counting[i]->kind == RECORD_DECIDE_PARTS) {
			w->sums[w->sum_count++] = sum_of(w, w->counting[i]);
		}
	}
	w->f->sums = w->sums;
	w->f->sum_count = w->sum_count;
}
