/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Laws that every figure keeps, on random claim sets; each exception is spelled out where it holds. */
#include "base/buf.h"
#include "figure/words.h"
#include "figure_random.h"
#include "test.h"

enum { WORLDS = 2000 };

static void write_number(struct buf *out, const char *name, struct figure_number x)
{
	if (x.has) {
		buf_printf(out, " %s=%lld", name, (long long)x.n);
	}
}

static void write_end(struct buf *out, const char *name, const struct figure *f, const struct figure_end *end)
{
	buf_printf(out, "%s %d %lld %.*s", name, end->has, (long long)end->n, BYTES_ARG(end->decision));
	for (size_t i = 0; i < end->item_count; i++) {
		buf_printf(out, " %.*s", BYTES_ARG(f->items[end->items[i]].claim->id));
	}
	buf_add_char(out, '\n');
}

/* The ends with what they rest on, the state and the witnesses: what the laws of a single claim speak of. */
static void write_result(struct buf *out, const struct figure *f)
{
	write_end(out, "low", f, &f->low);
	write_end(out, "best", f, &f->best);
	write_end(out, "high", f, &f->high);
	buf_printf(out, "state %s\n", figure_state_names[f->state]);
	for (size_t i = 0; i < f->witness_count; i++) {
		buf_printf(out, "witness %.*s\n", BYTES_ARG(f->witnesses[i]));
	}
}

static void write_range(struct buf *out, const struct figure_range *range)
{
	write_number(out, "low", range->low);
	write_number(out, "best", range->best);
	write_number(out, "high", range->high);
	buf_add_char(out, '\n');
}

static void write_items(struct buf *out, const struct figure *f)
{
	for (size_t i = 0; i < f->item_count; i++) {
		const struct figure_item *item = &f->items[i];
		buf_printf(out, "item %.*s %d [%.*s] %d [%.*s] %x [%.*s] [%.*s] %d",
			BYTES_ARG(item->claim->id), (int)item->outcome, BYTES_ARG(item->cause),
			(int)item->relation, BYTES_ARG(item->relation_decision), item->flags,
			BYTES_ARG(item->originator), BYTES_ARG(item->named_originator), (int)item->class);
		buf_printf(out, " days %d %d %d", item->has_period, item->first_day, item->last_day);
		write_number(out, "low", item->low);
		write_number(out, "high", item->high);
		write_number(out, "point", item->point);
		write_number(out, "floor", item->floor);
		write_number(out, "value", item->value);
		write_number(out, "divided", item->divided);
		buf_add_char(out, '\n');
	}
}

/* Every field of a figure, as text. */
static void write_figure(struct buf *out, const struct figure *f)
{
	write_result(out, f);
	write_items(out, f);
	buf_printf(out, "used %zu named %.*s", f->used_count, BYTES_ARG(f->named_decision));
	write_number(out, "n", f->named);
	for (size_t i = 0; i < f->class_count; i++) {
		buf_printf(out, "\nclass %d %zu", (int)f->classes[i].class, f->classes[i].used_count);
		write_range(out, &f->classes[i].range);
	}
	for (size_t i = 0; i < f->sum_count; i++) {
		buf_printf(out, "\nsum %.*s %d", BYTES_ARG(f->sums[i].decision), f->sums[i].is_formed);
		write_range(out, &f->sums[i].sum);
	}
	for (size_t i = 0; i < f->check_count; i++) {
		const struct figure_check *c = &f->checks[i];
		buf_printf(out, "\ncheck %d %.*s %.*s %.*s %lld %lld %d ", (int)c->kind,
			BYTES_ARG(c->decision), BYTES_ARG(c->a), BYTES_ARG(c->b), (long long)c->x,
			(long long)c->y, (int)c->pair);
		figure_check_words(c, out);
	}
	for (size_t i = 0; i < f->note_count; i++) {
		const struct figure_note *n = &f->notes[i];
		buf_printf(out, "\nnote %d %.*s %.*s %lld ", (int)n->kind, BYTES_ARG(n->id),
			BYTES_ARG(n->other), (long long)n->count);
		figure_note_words(n, out);
	}
	for (size_t i = 0; i < f->group_count; i++) {
		buf_printf(out, "\ngroup %.*s", BYTES_ARG(f->groups[i].name));
		for (size_t k = 0; k < f->groups[i].member_count; k++) {
			buf_printf(out, " %.*s", BYTES_ARG(f->groups[i].members[k]));
		}
	}
	for (size_t i = 0; i < f->supersession_count; i++) {
		buf_printf(out, "\nsuperseded %zu %zu", f->supersessions[i].older, f->supersessions[i].newer);
	}
	buf_add_char(out, '\n');
	figure_words(f, out);
	for (size_t i = 0; i < f->item_count; i++) {
		buf_add_char(out, '\n');
		figure_outcome_words(&f->items[i], out);
		figure_flag_words(&f->items[i], out);
	}
}

static struct figure compute(const struct random_world *w, struct arena *a)
{
	struct figure f;
	struct err e = {0};
	BUG_IF(figure_compute(&w->in, &w->request, a, &f, &e) != 0);
	return f;
}

/* Calls law(world, figure) on random worlds under every rule, until it gives false. */
static void check_law(bool (*law)(struct random_world *w, const struct figure *f, struct arena *a))
{
	struct arena a = {0};
	for (size_t n = 0; n < WORLDS; n++) {
		for (size_t r = 0; r < random_rule_count; r++) {
			struct random_world world;
			random_world(&world, &a);
			world.request.rule = bytes_of(random_rules[r]);
			struct figure f = compute(&world, &a);
			bool holds = law(&world, &f, &a);
			if (!holds) {
				test_note("world %zu, rule %s", n, random_rules[r]);
			}
			CHECK(holds);
		}
		arena_reset(&a);
	}
	arena_done(&a);
}

static bool texts_equal(struct buf *x, struct buf *y)
{
	bool is_equal = bytes_equal(buf_bytes(x), buf_bytes(y));
	if (!is_equal) {
		test_note("before:\n%s\nafter:\n%s", x->s, y->s);
	}
	buf_done(x);
	buf_done(y);
	return is_equal;
}

static bool same_result(const struct figure *f, const struct random_world *changed, struct arena *a)
{
	struct buf before = {0};
	struct buf after = {0};
	struct figure g = compute(changed, a);
	write_result(&before, f);
	write_result(&after, &g);
	return texts_equal(&before, &after);
}

static bool order_changes_nothing(struct random_world *w, const struct figure *f, struct arena *a)
{
	struct buf before = {0};
	struct buf after = {0};
	write_figure(&before, f);
	random_shuffle(w);
	for (size_t i = 0; i < w->in.claim_count; i++) {
		w->claims[i].seq = (int64_t)i;
	}
	struct figure g = compute(w, a);
	write_figure(&after, &g);
	return texts_equal(&before, &after);
}

TEST(order_of_arrival_changes_no_byte)
{
	GUARANTEE("figure.h: The order of the input arrays changes nothing.");
	check_law(order_changes_nothing);
}

static bool is_listed(const struct bytes *list, size_t count, struct bytes id)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_equal(list[i], id)) {
			return true;
		}
	}
	return false;
}

/* True when any decision names the claim, whether it counts or not. */
static bool is_in_a_decision(const struct random_world *w, struct bytes id)
{
	for (size_t i = 0; i < w->in.decision_count; i++) {
		const struct decision *d = &w->in.decisions[i];
		if (is_listed(d->claims, d->claim_count, id) || bytes_equal(d->total, id)) {
			return true;
		}
	}
	return false;
}

/*
 * A used claim said again, at the same date. Exceptions, all by what the copy is not: a decision names the
 * claim and not its copy; the copy carries no grade (two equal grades are not uniquely the smallest);
 * nobody stands behind the claim (to rule gtd such copies are voices of their own).
 */
static bool copy_changes_nothing(struct random_world *w, const struct figure *f, struct arena *a)
{
	struct random_world more = *w;
	more.claims = arena_calloc(a, w->in.claim_count + 1, sizeof(*more.claims));
	more.in.claims = more.claims;
	more.in.claim_count++;
	for (size_t i = 0; i < f->item_count; i++) {
		const struct figure_item *item = &f->items[i];
		if (item->outcome != FIGURE_USED || !item->originator.s ||
			is_in_a_decision(w, item->claim->id)) {
			continue;
		}
		memcpy(more.claims, w->claims, w->in.claim_count * sizeof(*more.claims));
		struct claim *copy = &more.claims[w->in.claim_count];
		*copy = *item->claim;
		copy->id = BYTES("copy");
		copy->credibility = 0;
		copy->replaces = BYTES_NONE;
		struct figure g = compute(&more, a);
		bool is_same = g.low.has == f->low.has && g.low.n == f->low.n && g.best.has == f->best.has &&
			g.best.n == f->best.n && g.high.has == f->high.has && g.high.n == f->high.n &&
			g.state == f->state && g.witness_count == f->witness_count;
		if (!is_same) {
			return false;
		}
	}
	return true;
}

TEST(duplicate_article_changes_nothing)
{
	GUARANTEE("figure.h: Another copy of an account (same originator, same number and date) changes no "
		  "end and "
		  "no state.");
	check_law(copy_changes_nothing);
}

/* True when other records hang on the claim: without it they would be judged anew. */
static bool is_hinge(const struct random_world *w, const struct claim *c)
{
	if (c->replaces.s) {
		return true;
	}
	for (size_t i = 0; i < w->in.claim_count; i++) {
		if (bytes_equal(w->claims[i].restates, c->id)) {
			return true;
		}
	}
	return false;
}

/* A set-aside claim moves an end where a parts decision names it, or where rule acled divides it. */
static bool may_move(const struct random_world *w, const struct figure_item *item)
{
	for (size_t i = 0; i < w->in.decision_count; i++) {
		const struct decision *d = &w->in.decisions[i];
		if (d->kind == RECORD_DECIDE_PARTS && is_listed(d->claims, d->claim_count, item->claim->id)) {
			return true;
		}
	}
	return item->divided.has;
}

static bool removal_changes_nothing(struct random_world *w, const struct figure *f, struct arena *a)
{
	struct random_world less = *w;
	for (size_t i = 0; i < f->item_count; i++) {
		const struct figure_item *item = &f->items[i];
		if (item->outcome == FIGURE_USED || is_hinge(w, item->claim) || may_move(w, item)) {
			continue;
		}
		less.claims = arena_calloc(a, w->in.claim_count, sizeof(*less.claims));
		less.in.claims = less.claims;
		less.in.claim_count = 0;
		for (size_t k = 0; k < w->in.claim_count; k++) {
			if (&w->claims[k] != item->claim) {
				less.claims[less.in.claim_count++] = w->claims[k];
			}
		}
		if (!same_result(f, &less, a)) {
			test_note("without %.*s", BYTES_ARG(item->claim->id));
			return false;
		}
	}
	return true;
}

TEST(set_aside_claim_moves_nothing)
{
	GUARANTEE("figure.h: A claim that is set aside moves neither low nor high nor best, but for a part "
		  "that a "
		  "parts decision names and a total that rule acled divides.");
	check_law(removal_changes_nothing);
}

/* An earlier number of the same originator, whatever it is, comes and changes nothing. */
static bool older_number_changes_nothing(struct random_world *w, const struct figure *f, struct arena *a)
{
	struct random_world more = *w;
	more.claims = arena_calloc(a, w->in.claim_count + 1, sizeof(*more.claims));
	more.in.claims = more.claims;
	more.in.claim_count++;
	for (size_t i = 0; i < f->item_count; i++) {
		const struct figure_item *item = &f->items[i];
		bool has_start = item->has_period && item->first_day > DATE_DAY_MIN;
		if (item->outcome != FIGURE_USED || !item->originator.s || !has_start) {
			continue;
		}
		struct date before = date_of_day(item->first_day - 1);
		memcpy(more.claims, w->claims, w->in.claim_count * sizeof(*more.claims));
		struct claim *older = &more.claims[w->in.claim_count];
		*older = *item->claim;
		older->id = BYTES("older");
		older->as_of = (struct date_range){before, before};
		older->quantity.has_low = true;
		older->quantity.low = (int64_t)test_random_below(1000);
		older->replaces = BYTES_NONE;
		if (!same_result(f, &more, a)) {
			return false;
		}
	}
	return true;
}

TEST(superseded_figure_changes_nothing)
{
	check_law(older_number_changes_nothing);
}

static bool stands_on(const struct figure *f, const struct figure_end *end)
{
	if (!end->has) {
		return end->item_count == 0 && !end->decision.s;
	}
	for (size_t i = 0; i < end->item_count; i++) {
		const struct figure_item *item = &f->items[end->items[i]];
		bool is_allowed = item->outcome == FIGURE_USED || item->divided.has || end->decision.s;
		if (!is_allowed || (i > 0 && end->items[i] <= end->items[i - 1])) {
			return false;
		}
	}
	return end->item_count > 0 || end->decision.s;
}

static bool ends_have_a_basis(struct random_world *w, const struct figure *f, struct arena *a)
{
	(void)w;
	(void)a;
	return stands_on(f, &f->low) && stands_on(f, &f->best) && stands_on(f, &f->high);
}

TEST(every_end_rests_on_something)
{
	GUARANTEE("figure.h: Every end that is present rests on at least one claim or decision.");
	check_law(ends_have_a_basis);
}

static bool words_are_honest(struct random_world *w, const struct figure *f, struct arena *a)
{
	(void)w;
	(void)a;
	struct buf out = {0};
	figure_words(f, &out);
	for (size_t i = 0; i < f->item_count; i++) {
		figure_outcome_words(&f->items[i], &out);
		figure_flag_words(&f->items[i], &out);
	}
	for (size_t i = 0; i < f->note_count; i++) {
		figure_note_words(&f->notes[i], &out);
	}
	for (size_t i = 0; i < f->check_count; i++) {
		figure_check_words(&f->checks[i], &out);
	}
	figure_rule_words(f->rule, &out);
	bool holds = bytes_find(buf_bytes(&out), BYTES("stimate"), 0) == SIZE_MAX;
	buf_done(&out);
	return holds;
}

TEST(no_sentence_says_estimate)
{
	GUARANTEE("words.h: No output of this header contains the word \"estimate\".");
	check_law(words_are_honest);
}
