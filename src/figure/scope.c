/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How the scope of a claim stands to the target scope. */
#include "figure/work.h"

enum fit { FIT_SAME, FIT_NARROWER, FIT_WIDER, FIT_UNCLEAR };

struct fits {
	enum fit word; /* victim_class, by and cause together */
	enum fit places;
	enum fit window;
	unsigned unqualified;
};

static enum fit fit_both(enum fit a, enum fit b)
{
	if (a == FIT_SAME || a == b) {
		return b;
	}
	return b == FIT_SAME ? a : FIT_UNCLEAR;
}

static enum fit fit_of(bool is_inside, bool covers)
{
	if (is_inside && covers) {
		return FIT_SAME;
	}
	if (is_inside) {
		return FIT_NARROWER;
	}
	return covers ? FIT_WIDER : FIT_UNCLEAR;
}

static enum fit fit_word(struct bytes claim, struct bytes target, unsigned flag, unsigned *unqualified)
{
	if (!claim.s) {
		*unqualified |= target.s ? flag : 0;
		return FIT_SAME;
	}
	if (bytes_equal(claim, target)) {
		return FIT_SAME;
	}
	bool target_is_any = !target.s || bytes_is(target, "any");
	if (bytes_is(claim, "any")) {
		return target_is_any ? FIT_SAME : FIT_WIDER;
	}
	return target_is_any ? FIT_NARROWER : FIT_UNCLEAR;
}

void work_places(struct work *w)
{
	w->place_within = arena_calloc(&w->scratch, w->in->place_count, sizeof(*w->place_within));
	for (size_t i = 0; i < w->in->place_count; i++) {
		w->place_within[i] = id_index_find(&w->places, w->in->places[i].within);
	}
}

static bool lies_in(const struct work *w, struct bytes inner, struct bytes outer)
{
	if (bytes_equal(inner, outer)) {
		return true;
	}
	size_t at = id_index_find(&w->places, inner);
	for (size_t step = 0; at != INDEX_NONE && step < w->in->place_count; step++) {
		const struct place *p = &w->in->places[at];
		if (p->within.s && bytes_equal(p->within, outer)) {
			return true;
		}
		at = w->place_within[at];
	}
	return false;
}

/* True when every place of inner lies in a place of outer. */
static bool all_lie_in(const struct work *w, const struct scope *inner, const struct scope *outer)
{
	for (size_t i = 0; i < inner->place_count; i++) {
		bool found = false;
		for (size_t k = 0; k < outer->place_count && !found; k++) {
			found = lies_in(w, inner->places[i], outer->places[k]);
		}
		if (!found) {
			return false;
		}
	}
	return true;
}

static enum fit fit_places(
	const struct work *w, const struct scope *claim, const struct scope *target, unsigned *unqualified)
{
	if (claim->place_count == 0) {
		*unqualified |= target->place_count > 0 ? FIGURE_UNQUALIFIED_PLACES : 0;
		return FIT_SAME;
	}
	if (target->place_count == 0) {
		return FIT_NARROWER;
	}
	return fit_of(all_lie_in(w, claim, target), all_lie_in(w, target, claim));
}

static enum fit fit_window(struct date_range claim, struct date_range target, unsigned *unqualified)
{
	if (date_range_is_absent(claim)) {
		*unqualified |= date_range_is_absent(target) ? 0 : FIGURE_UNQUALIFIED_WINDOW;
		return FIT_SAME;
	}
	if (date_range_is_absent(target)) {
		return FIT_NARROWER;
	}
	int32_t first = date_range_first(claim);
	int32_t last = date_range_last(claim);
	int32_t target_first = date_range_first(target);
	int32_t target_last = date_range_last(target);
	return fit_of(
		first >= target_first && last <= target_last, first <= target_first && last >= target_last);
}

static struct fits fit_scope(const struct work *w, const struct scope *claim)
{
	const struct scope *target = w->target;
	struct fits fits = {0};
	unsigned *flags = &fits.unqualified;
	fits.word = fit_both(
		fit_word(claim->victim_class, target->victim_class, FIGURE_UNQUALIFIED_VICTIM_CLASS, flags),
		fit_both(fit_word(claim->by, target->by, FIGURE_UNQUALIFIED_BY, flags),
			fit_word(claim->cause, target->cause, FIGURE_UNQUALIFIED_CAUSE, flags)));
	fits.places = fit_places(w, claim, target, flags);
	fits.window = fit_window(claim->window, target->window, flags);
	return fits;
}

/* A date that may be as late as the last day of the window does not make a claim early. */
static bool is_early(const struct work *w, const struct figure_item *item)
{
	const struct claim *c = item->claim;
	struct date_range as_of = date_range_is_absent(c->as_of) ? c->published : c->as_of;
	return item->has_period && !date_is_absent(w->target->window.to) &&
		date_range_last(as_of) < date_range_last(w->target->window);
}

static enum record_relation relation_of_scope(
	const struct work *w, const struct figure_item *item, enum fit fit, bool is_about_descendant)
{
	switch (fit) {
	case FIT_UNCLEAR:
		return RECORD_UNCLEAR;
	case FIT_WIDER:
		return RECORD_WIDER;
	case FIT_NARROWER:
		return RECORD_PART;
	case FIT_SAME:
		break;
	}
	if (is_about_descendant) {
		return RECORD_PART;
	}
	return is_early(w, item) ? RECORD_EARLY : RECORD_SAME;
}

void work_relation(struct work *w, size_t i, bool is_about_descendant)
{
	struct figure_item *item = &w->items[i];
	const struct claim_marks *marks = &w->marks[w->more[i].at];
	struct fits fits = fit_scope(w, &item->claim->scope);
	item->flags |= fits.unqualified;
	item->flags |= marks->has_relation_conflict ? FIGURE_RELATION_CONFLICT : 0;
	if (marks->relation) {
		item->relation = marks->relation->relation;
		item->relation_decision = marks->relation->id;
		return;
	}
	if (item->claim->additional) {
		item->relation = RECORD_ADDITIONAL;
		return;
	}
	enum fit fit = fit_both(fits.word, fit_both(fits.places, fits.window));
	item->relation = relation_of_scope(w, item, fit, is_about_descendant);
	bool words_same = fits.word == FIT_SAME;
	w->more[i].is_wider_by_window_only =
		words_same && fits.window == FIT_WIDER && fits.places == FIT_SAME;
	w->more[i].is_wider_by_places_only =
		words_same && fits.places == FIT_WIDER && fits.window == FIT_SAME;
}
