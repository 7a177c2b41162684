/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure/figure.h"

#include "figure/work.h"

#define INDEX(w, index, array, count, type) \
	id_index_build(&(w)->index, &(w)->scratch, (w)->in->array, (w)->in->count, sizeof(struct type), \
		offsetof(struct type, id))

static int build_indexes(struct work *w, struct err *e)
{
	INDEX(w, claims, claims, claim_count, claim);
	INDEX(w, decisions, decisions, decision_count, decision);
	INDEX(w, places, places, place_count, place);
	INDEX(w, incidents, incidents, incident_count, incident);
	INDEX(w, sources, sources, source_count, source);
	INDEX(w, publications, publications, publication_count, publication);
	const struct id_index *all[] = {
		&w->claims, &w->decisions, &w->places, &w->incidents, &w->sources, &w->publications};
	for (size_t i = 0; i < ARRAY_COUNT(all); i++) {
		struct bytes twice = id_index_twice(all[i]);
		if (twice.s) {
			return err_set(e, ERR_INPUT, "two records have the id %.*s", BYTES_ARG(twice));
		}
	}
	return 0;
}

static bool is_scope_absent(const struct scope *s)
{
	return !s->victim_class.s && !s->by.s && !s->cause.s && s->place_count == 0 &&
		date_range_is_absent(s->window);
}

static int take_request(struct work *w, const struct figure_request *request, struct err *e)
{
	struct figure *f = w->f;
	f->incident = request->incident;
	f->measure = request->measure;
	f->rule = request->rule.s ? request->rule : w->codebook->default_rule;
	f->codebook_version = w->codebook->version;
	w->rule = figure_rule_find(f->rule, &w->rule_class);
	if (!w->rule) {
		return err_set(e, ERR_INPUT, "there is no rule \"%.*s\"", BYTES_ARG(f->rule));
	}
	if (f->measure.len == 0) {
		return err_set(e, ERR_INPUT, "a figure needs a measure, such as killed");
	}
	size_t at = id_index_find(&w->incidents, f->incident);
	if (at == INDEX_NONE) {
		return err_set(e, ERR_NOT_FOUND, "there is no incident %.*s", BYTES_ARG(f->incident));
	}
	w->target = request->target ? request->target : &w->in->incidents[at].target;
	if (!request->target && is_scope_absent(w->target)) {
		return err_set(e, ERR_INPUT,
			"incident %.*s has no target scope: give it one, or ask for a scope",
			BYTES_ARG(f->incident));
	}
	f->target = *w->target;
	return 0;
}

enum descent { DESCENT_UNKNOWN, DESCENT_ON_PATH, DESCENT_NO, DESCENT_YES };

/*
 * Whether incident `at` has the figure's incident among its parents; a circle of parents ends where it
 * closes.
 */
static bool is_descendant(const struct work *w, enum descent *descent, size_t at)
{
	size_t root = id_index_find(&w->incidents, w->f->incident);
	size_t end = at;
	while (end != INDEX_NONE && end != root && descent[end] == DESCENT_UNKNOWN) {
		descent[end] = DESCENT_ON_PATH;
		end = id_index_find(&w->incidents, w->in->incidents[end].parent);
	}
	bool yes = end != INDEX_NONE && (end == root || descent[end] == DESCENT_YES);
	while (at != INDEX_NONE && at != root && descent[at] == DESCENT_ON_PATH) {
		descent[at] = yes ? DESCENT_YES : DESCENT_NO;
		at = id_index_find(&w->incidents, w->in->incidents[at].parent);
	}
	return yes;
}

/* Section 1, first half: fills items and item_of_claim. */
static void find_candidates(struct work *w, bool *is_about_descendant)
{
	enum descent *descent = arena_calloc(&w->scratch, w->in->incident_count, sizeof(*descent));
	w->items = arena_calloc(w->out, w->in->claim_count, sizeof(*w->items));
	w->more = arena_calloc(&w->scratch, w->in->claim_count, sizeof(*w->more));
	w->item_of_claim = arena_calloc(&w->scratch, w->in->claim_count, sizeof(*w->item_of_claim));
	for (size_t i = 0; i < w->claims.count; i++) {
		size_t at = w->claims.keys[i].at;
		const struct claim *c = &w->in->claims[at];
		w->item_of_claim[at] = INDEX_NONE;
		if (!bytes_is(c->property, "count") || !bytes_equal(c->measure, w->f->measure)) {
			continue;
		}
		bool is_about = bytes_equal(c->about, w->f->incident);
		size_t incident = is_about ? INDEX_NONE : id_index_find(&w->incidents, c->about);
		bool is_below = incident != INDEX_NONE && is_descendant(w, descent, incident);
		if (is_about || is_below) {
			is_about_descendant[w->item_count] = is_below;
			w->items[w->item_count].claim = c;
			w->more[w->item_count].at = at;
			w->item_of_claim[at] = w->item_count++;
		}
	}
	w->f->items = w->items;
	w->f->item_count = w->item_count;
}

static void judge_candidates(struct work *w, const bool *is_about_descendant)
{
	work_places(w);
	for (size_t i = 0; i < w->item_count; i++) {
		work_numbers(w, w->items[i].claim, &w->items[i]);
		work_period(w->items[i].claim, &w->items[i]);
		work_relation(w, i, is_about_descendant[i]);
		work_outcome(w, i);
	}
	work_originators(w);
	work_supersede(w);
	work_flag_unordered(w);
	for (size_t i = 0; i < w->item_count; i++) {
		w->f->used_count += w->items[i].outcome == FIGURE_USED ? 1 : 0;
	}
}

static int compute(struct work *w, const struct figure_request *request, struct err *e)
{
	int code = build_indexes(w, e);
	if (code == 0) {
		code = take_request(w, request, e);
	}
	if (code == 0) {
		code = work_decisions(w, e);
	}
	if (code != 0) {
		return code;
	}
	bool *is_about_descendant = arena_calloc(&w->scratch, w->in->claim_count, sizeof(bool));
	find_candidates(w, is_about_descendant);
	judge_candidates(w, is_about_descendant);
	work_sums(w);
	w->rule->run(w);
	work_named(w);
	work_checks(w);
	work_state(w);
	work_notes(w);
	return 0;
}

int figure_compute(const struct figure_input *in, const struct figure_request *request, struct arena *a,
	struct figure *out, struct err *e)
{
	BUG_IF(!in->codebook);
	*out = (struct figure){0};
	struct work w = {.in = in, .codebook = in->codebook, .f = out, .out = a};
	int code = compute(&w, request, e);
	arena_done(&w.scratch);
	return code;
}
