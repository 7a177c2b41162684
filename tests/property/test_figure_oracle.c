/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The engine against the brute-force oracle, on random claim sets under every rule. */
#include "figure_oracle.h"
#include "figure_random.h"
#include "test.h"

enum { WORLDS = 10000 };

/* What the random worlds have led to, so that a generator that has gone stale is noticed. */
struct seen {
	size_t outcomes[FIGURE_OUTCOME_COUNT];
	size_t states[FIGURE_STATE_COUNT];
	size_t checks[FIGURE_CHECK_COUNT];
	size_t notes[FIGURE_NOTE_COUNT];
	size_t low;
	size_t best;
	size_t high;
};

static bool ends_agree(struct figure_end got, struct figure_number expected)
{
	return got.has == expected.has && (!got.has || got.n == expected.n);
}

static bool numbers_agree(struct figure_number a, struct figure_number b)
{
	return a.has == b.has && (!a.has || a.n == b.n);
}

static const char *items_differ(const struct figure *f, const struct oracle_figure *o)
{
	static const unsigned unqualified = FIGURE_UNQUALIFIED_VICTIM_CLASS | FIGURE_UNQUALIFIED_BY |
		FIGURE_UNQUALIFIED_CAUSE | FIGURE_UNQUALIFIED_PLACES | FIGURE_UNQUALIFIED_WINDOW;
	if (f->item_count != o->item_count) {
		return "candidates";
	}
	for (size_t i = 0; i < f->item_count; i++) {
		const struct figure_item *x = &f->items[i];
		const struct oracle_item *y = &o->items[i];
		const char *what = x->claim != y->claim ? "order"
			: x->relation != y->relation ||
				!bytes_equal(x->relation_decision, y->relation_decision)
			? "relation"
			: (x->flags & unqualified) != y->unqualified                         ? "unqualified"
			: x->class != y->class || !bytes_equal(x->originator, y->originator) ? "originator"
			: x->outcome != y->outcome || !bytes_equal(x->cause, y->cause)       ? "outcome"
											     : NULL;
		if (what) {
			test_note("claim %.*s", BYTES_ARG(x->claim->id));
			return what;
		}
	}
	return NULL;
}

static const char *checks_differ(const struct figure *f, const struct oracle_figure *o)
{
	if (f->check_count != o->check_count) {
		return "number of checks";
	}
	for (size_t i = 0; i < f->check_count; i++) {
		const struct figure_check *x = &f->checks[i];
		const struct figure_check *y = &o->checks[i];
		if (x->kind != y->kind || !bytes_equal(x->decision, y->decision) ||
			!bytes_equal(x->a, y->a) || !bytes_equal(x->b, y->b) || x->x != y->x ||
			x->y != y->y || x->pair != y->pair) {
			return "checks";
		}
	}
	return NULL;
}

static const char *classes_differ(const struct figure *f, const struct oracle_figure *o)
{
	size_t next = 0;
	for (int class = 0; class < RECORD_CLASS_COUNT; class ++) {
		bool has = next < f->class_count && (int)f->classes[next].class == class;
		if (has != o->has_class[class]) {
			return "classes";
		}
		if (has &&
			(!numbers_agree(f->classes[next].range.low, o->classes[class].low) ||
				!numbers_agree(f->classes[next].range.best, o->classes[class].best) ||
				!numbers_agree(f->classes[next].range.high, o->classes[class].high))) {
			return "range of a class";
		}
		next += has ? 1 : 0;
	}
	return next == f->class_count ? NULL : "classes";
}

static const char *differ(const struct figure *f, const struct oracle_figure *o)
{
	const char *what = items_differ(f, o);
	if (!what) {
		what = !ends_agree(f->low, o->range.low)       ? "low"
			: !ends_agree(f->best, o->range.best)  ? "best"
			: !ends_agree(f->high, o->range.high)  ? "high"
			: f->state != o->state                 ? "state"
			: f->witness_count != o->witness_count ? "witnesses"
							       : NULL;
	}
	what = what ? what : classes_differ(f, o);
	return what ? what : checks_differ(f, o);
}

static void look(struct seen *seen, const struct figure *f)
{
	for (size_t i = 0; i < f->item_count; i++) {
		seen->outcomes[f->items[i].outcome]++;
	}
	for (size_t i = 0; i < f->check_count; i++) {
		seen->checks[f->checks[i].kind]++;
	}
	for (size_t i = 0; i < f->note_count; i++) {
		seen->notes[f->notes[i].kind]++;
	}
	seen->states[f->state]++;
	seen->low += f->low.has ? 1 : 0;
	seen->best += f->best.has ? 1 : 0;
	seen->high += f->high.has ? 1 : 0;
}

static bool all_seen(const size_t *counts, size_t count, const char *what)
{
	bool ok = true;
	for (size_t i = 0; i < count; i++) {
		if (counts[i] < 5) {
			test_note("%s %zu was seen %zu times", what, i, counts[i]);
			ok = false;
		}
	}
	return ok;
}

TEST(engine_agrees_with_oracle_under_every_rule)
{
	struct seen seen = {0};
	struct arena a = {0};
	for (size_t n = 0; n < WORLDS; n++) {
		struct random_world world;
		random_world(&world, &a);
		for (size_t r = 0; r < random_rule_count; r++) {
			struct figure f;
			struct oracle_figure o;
			struct err e = {0};
			world.request.rule = bytes_of(random_rules[r]);
			CHECK_OK(figure_compute(&world.in, &world.request, &a, &f, &e), e);
			oracle_compute(&world.in, &world.request, &a, &o);
			const char *what = differ(&f, &o);
			if (what) {
				test_note("world %zu, rule %s: %s", n, random_rules[r], what);
			}
			CHECK(!what);
			look(&seen, &f);
		}
		arena_reset(&a);
	}
	arena_done(&a);
	CHECK(all_seen(seen.outcomes, FIGURE_OUTCOME_COUNT, "outcome"));
	CHECK(all_seen(seen.states, FIGURE_STATE_COUNT, "state"));
	CHECK(all_seen(seen.checks, FIGURE_CHECK_COUNT, "check"));
	CHECK(all_seen(seen.notes, FIGURE_NOTE_COUNT, "note"));
	test_note("%zu figures: %zu with low, %zu with best, %zu with high", WORLDS * random_rule_count,
		seen.low, seen.best, seen.high);
}
