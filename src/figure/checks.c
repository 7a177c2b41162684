/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The floor of named persons, and arithmetic that does not add up. */
#include "figure/work.h"

static void add_check(struct work *w, struct figure_check check)
{
	if (w->check_count == w->check_cap) {
		size_t cap = w->check_cap == 0 ? 16 : 2 * w->check_cap;
		struct figure_check *more = arena_calloc(w->out, cap, sizeof(*more));
		if (w->check_count > 0) {
			memcpy(more, w->checks, w->check_count * sizeof(*more));
		}
		w->checks = more;
		w->check_cap = cap;
	}
	w->checks[w->check_count++] = check;
}

static struct figure_number ceiling_of(const struct figure_item *item)
{
	return item->high.has ? item->high : item->point;
}

static void check_part(struct work *w, const struct figure_item *part, const struct figure_item *total,
	struct bytes decision)
{
	struct figure_number ceiling = ceiling_of(total);
	if (part->low.has && ceiling.has && part->low.n > ceiling.n) {
		add_check(w,
			(struct figure_check){.kind = FIGURE_PART_ABOVE_TOTAL,
				.decision = decision,
				.a = part->claim->id,
				.b = total->claim->id,
				.x = part->low.n,
				.y = ceiling.n});
	}
}

static void check_sum(struct work *w, const struct figure_sum *sum)
{
	const struct decision *d = &w->in->decisions[id_index_find(&w->decisions, sum->decision)];
	struct bytes uncountable;
	size_t count;
	const size_t *parts = work_parts(w, d, &count, &uncountable);
	if (!sum->is_formed) {
		add_check(w,
			(struct figure_check){
				.kind = FIGURE_SUM_NOT_FORMED, .decision = d->id, .a = uncountable});
	}
	size_t at = work_item(w, d->total);
	if (at == INDEX_NONE || !work_is_countable(w, at)) {
		return;
	}
	const struct figure_item *total = &w->items[at];
	if (sum->sum.best.has && total->value.has) {
		bool is_equal = sum->sum.best.n == total->value.n;
		add_check(w,
			(struct figure_check){.kind = is_equal ? FIGURE_SUM_EQUALS_TOTAL : FIGURE_SUM_DIFFERS,
				.decision = d->id,
				.a = total->claim->id,
				.x = sum->sum.best.n,
				.y = total->value.n});
	}
	for (size_t i = 0; i < count; i++) {
		check_part(w, &w->items[parts[i]], total, d->id);
	}
}

/* Claims that say themselves that they are a part of another, which need not be a candidate. */
static void check_of_claim(struct work *w, size_t i)
{
	size_t at = id_index_find(&w->claims, w->items[i].claim->quantity.of_claim);
	if (at == INDEX_NONE || !work_is_countable(w, i)) {
		return;
	}
	struct bytes cause;
	struct figure_item total = {.claim = &w->in->claims[at]};
	work_numbers(w, total.claim, &total);
	if (work_bar(w, at, &total, &cause) == FIGURE_USED) {
		check_part(w, &w->items[i], &total, BYTES_NONE);
	}
}

static void check_part_of_figure(struct work *w, const struct figure_item *item)
{
	if (item->outcome == FIGURE_PART && item->low.has && w->f->high.has && item->low.n > w->f->high.n) {
		add_check(w,
			(struct figure_check){.kind = FIGURE_PART_ABOVE_TOTAL,
				.a = item->claim->id,
				.x = item->low.n,
				.y = w->f->high.n});
	}
}

static void drop_under(struct work *w, struct figure_end *end, enum figure_check_kind kind)
{
	if (end->has && end->n < w->f->named.n) {
		add_check(w,
			(struct figure_check){.kind = kind,
				.decision = w->f->named_decision,
				.x = end->n,
				.y = w->f->named.n});
		*end = (struct figure_end){0};
	}
}

void work_named(struct work *w)
{
	struct figure *f = w->f;
	for (size_t i = 0; i < w->counting_count; i++) {
		const struct decision *d = w->counting[i];
		if (d->kind == RECORD_DECIDE_NAMED && d->list_count >= 0 &&
			(!f->named.has || d->list_count >= f->named.n)) {
			f->named = (struct figure_number){true, d->list_count};
			f->named_decision = d->id;
		}
	}
	if (!f->named.has || bytes_is(f->rule, "pending")) {
		return;
	}
	if (!f->low.has || f->low.n < f->named.n) {
		f->low = (struct figure_end){.has = true, .n = f->named.n, .decision = f->named_decision};
		work_note(w, FIGURE_NOTE_NAMED_FLOOR, f->named_decision, BYTES_NONE, f->named.n);
	}
	drop_under(w, &f->best, FIGURE_BEST_UNDER_NAMED);
	drop_under(w, &f->high, FIGURE_HIGH_UNDER_NAMED);
}

static void check_order(struct work *w)
{
	const struct figure *f = w->f;
	const struct {
		const struct figure_end *under;
		const struct figure_end *over;
		enum figure_pair pair;
	} rows[] = {
		{&f->low, &f->best, FIGURE_LOW_BEST},
		{&f->best, &f->high, FIGURE_BEST_HIGH},
		{&f->low, &f->high, FIGURE_LOW_HIGH},
	};
	struct bytes subtraction = BYTES_NONE;
	for (size_t i = 0; i < w->counting_count; i++) {
		if (w->counting[i]->kind == RECORD_DECIDE_SUBTRACTION) {
			subtraction = w->counting[i]->id;
		}
	}
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		if (rows[i].under->has && rows[i].over->has && rows[i].under->n > rows[i].over->n) {
			add_check(w,
				(struct figure_check){.kind = subtraction.s ? FIGURE_ORDER_BY_SUBTRACTION
									    : FIGURE_ORDER_BROKEN,
					.decision = subtraction,
					.x = rows[i].under->n,
					.y = rows[i].over->n,
					.pair = rows[i].pair});
		}
	}
}

static int compare_checks(const void *a, const void *b)
{
	const struct figure_check *x = a;
	const struct figure_check *y = b;
	int order = (x->kind > y->kind) - (x->kind < y->kind);
	order = order != 0 ? order : bytes_compare(x->decision, y->decision);
	order = order != 0 ? order : bytes_compare(x->a, y->a);
	order = order != 0 ? order : bytes_compare(x->b, y->b);
	return order != 0 ? order : (x->pair > y->pair) - (x->pair < y->pair);
}

void work_checks(struct work *w)
{
	for (size_t i = 0; i < w->sum_count; i++) {
		check_sum(w, &w->sums[i]);
	}
	for (size_t i = 0; i < w->item_count; i++) {
		check_of_claim(w, i);
		check_part_of_figure(w, &w->items[i]);
	}
	check_order(w);
	if (w->check_count > 1) {
		qsort(w->checks, w->check_count, sizeof(*w->checks), compare_checks);
	}
	w->f->checks = w->checks;
	w->f->check_count = w->check_count;
}
