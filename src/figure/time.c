/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The period that a claim stands for, and which claim of an originator supersedes which. */
#include "figure/work.h"

static bool is_year_alone(struct date_range r)
{
	return !date_is_absent(r.from) && r.from.month == 0 && r.from.year == r.to.year && r.to.month == 0;
}

void work_period(const struct claim *c, struct figure_item *item)
{
	struct date_range r = date_range_is_absent(c->as_of) ? c->published : c->as_of;
	item->has_period = !date_range_is_absent(r);
	if (!item->has_period) {
		item->flags |= FIGURE_UNDATED;
		return;
	}
	item->first_day = date_range_first(r);
	item->last_day = is_year_alone(r) ? item->first_day : date_range_last(r);
}

bool work_is_later(const struct figure_item *a, const struct figure_item *b)
{
	return a->has_period && b->has_period && a->first_day > b->last_day;
}

void work_supersede(struct work *w)
{
	size_t *latest = arena_calloc(&w->scratch, w->names.count, sizeof(*latest)); /* index + 1; 0: none */
	for (size_t i = 0; i < w->item_count; i++) {
		size_t who = w->more[i].who;
		if (w->items[i].outcome != FIGURE_USED || who == INDEX_NONE || !w->items[i].has_period) {
			continue;
		}
		if (latest[who] == 0 || w->items[i].first_day > w->items[latest[who] - 1].first_day) {
			latest[who] = i + 1;
		}
	}
	struct figure_supersession *pairs = arena_calloc(w->out, w->item_count, sizeof(*pairs));
	for (size_t i = 0; i < w->item_count; i++) {
		size_t who = w->more[i].who;
		if (w->items[i].outcome != FIGURE_USED || who == INDEX_NONE || latest[who] == 0) {
			continue;
		}
		size_t newest = latest[who] - 1;
		if (work_is_later(&w->items[newest], &w->items[i])) {
			w->items[i].outcome = FIGURE_SUPERSEDED;
			w->items[i].cause = w->items[newest].claim->id;
			pairs[w->f->supersession_count++] = (struct figure_supersession){i, newest};
		}
	}
	w->f->supersessions = pairs;
}

static bool numbers_equal(struct figure_number a, struct figure_number b)
{
	return a.has == b.has && a.n == b.n;
}

void work_flag_unordered(struct work *w)
{
	size_t *first = arena_calloc(&w->scratch, w->names.count, sizeof(*first)); /* index + 1; 0: none */
	bool *differs = arena_calloc(&w->scratch, w->names.count, sizeof(*differs));
	for (size_t i = 0; i < w->item_count; i++) {
		size_t who = w->more[i].who;
		if (w->items[i].outcome != FIGURE_USED || who == INDEX_NONE) {
			continue;
		}
		if (first[who] == 0) {
			first[who] = i + 1;
		}
		const struct figure_item *a = &w->items[first[who] - 1];
		const struct figure_item *b = &w->items[i];
		differs[who] = differs[who] || !numbers_equal(a->low, b->low) ||
			!numbers_equal(a->high, b->high) || !numbers_equal(a->point, b->point);
	}
	for (size_t i = 0; i < w->item_count; i++) {
		size_t who = w->more[i].who;
		if (w->items[i].outcome == FIGURE_USED && who != INDEX_NONE && differs[who]) {
			w->items[i].flags |= FIGURE_UNORDERED;
		}
	}
}
