/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/average.h"
#include "estimate/method.h"
#include "estimate/profile.h"
#include "estimate/rank.h"
#include "estimate/stepwise.h"

#include <math.h>

enum {
	WHOLE_LISTS_MAX = 5,       /* lists of whose models all are chosen among: 6,893 */
	FITTED_PAIR_LISTS_MAX = 6, /* lists of which all models of pairs are fitted: 32,768 */
	PREFERRED_MAX = 100,
};

/* The models that are chosen among. */
struct choice {
	struct cells cells;
	struct model_space space; /* for AIC and BIC */
	struct model_space pairs; /* for stepwise selection */
	const model_set *models;  /* of the space; NULL: too many to fit them all */
	size_t model_count;
};

/* returns false for more lists than models can be of */
static bool choice_init(struct choice *c, struct arena *a, const struct capture_table *t, unsigned order)
{
	unsigned lists = t->list_count;
	order = order > 0 ? order : lists <= WHOLE_LISTS_MAX ? lists : 2;
	if (!model_space_init(&c->pairs, lists, 2) || !model_space_init(&c->space, lists, order)) {
		return false;
	}
	cells_init(&c->cells, a, lists);
	cells_set(&c->cells, t);
	if (lists <= (order > 2 ? WHOLE_LISTS_MAX : FITTED_PAIR_LISTS_MAX)) {
		c->models = model_enumerate(&c->space, a, &c->model_count);
	}
	return true;
}

static void take(const struct method_work *w, const struct choice *c, const struct model_space *space,
	const struct rank_entry *chosen, enum estimate_method method, struct fit_room *room)
{
	struct estimate_entry *entry = &w->entries[method];
	const struct fit *fit = &chosen->fit;
	struct buf name = {0};
	model_write(space, chosen->model, &name);
	entry->state = ESTIMATE_GIVEN;
	entry->model = arena_copy(w->a, buf_bytes(&name));
	buf_done(&name);
	entry->diagnostics.has_no_maximum = fit->code != FIT_OK && fit->code != FIT_MANY;
	entry->diagnostics.is_not_identifiable = fit->code == FIT_MANY || fit->code == FIT_NEITHER;
	if (fit->code != FIT_OK) {
		return;
	}
	struct profile profile = profile_interval(&c->cells, space, chosen->model, w->options->level, room);
	struct interval plain = fit_interval(&c->cells, fit, w->options->level);
	bool is_profiled = profile.code == FIT_OK && isfinite(profile.high);
	entry->total = fit->total;
	entry->low = is_profiled ? profile.low : plain.low;
	entry->high = is_profiled ? profile.high : plain.high;
	entry->draws = method_normal_draws(w, method, fit->missing_log, sqrt(fit->missing_log_variance));
}

/* returns the ranked models, NULL where they are too many */
static const struct rank_entry *by_criterion(const struct method_work *w, const struct choice *c,
	enum estimate_method method, enum rank_criterion criterion, struct fit_room *room)
{
	if (!c->models) {
		w->entries[method].state = ESTIMATE_UNFIT;
		return NULL;
	}
	const struct rank_entry *ranked = rank_models(
		&c->cells, &c->space, c->models, c->model_count, criterion, w->options->pool, w->a);
	take(w, c, &c->space, &ranked[0], method, room);
	return ranked;
}

/* The average of all models of pairs. */
static void average(const struct method_work *w, const struct choice *c)
{
	size_t count;
	const model_set *models = model_enumerate(&c->pairs, w->a, &count);
	const struct rank_entry *entries =
		rank_models(&c->cells, &c->pairs, models, count, RANK_AIC, w->options->pool, w->a);
	struct average v = average_models(&c->cells, entries, count, AVERAGE_RATIO_MOST, AVERAGE_Z);
	*w->published = (struct combine_bounds){v.total, v.low, v.high};
}

static void keep_preferred(
	const struct rank_entry *ranked, size_t count, struct arena *a, struct method_models *preferred)
{
	count = count < PREFERRED_MAX ? count : PREFERRED_MAX;
	model_set *sets = arena_calloc(a, count, sizeof(*sets));
	for (size_t i = 0; i < count; i++) {
		sets[i] = ranked[i].model;
	}
	*preferred = (struct method_models){sets, count};
}

void method_loglinear(const struct method_work *w, struct method_models *preferred)
{
	struct choice choice = {0};
	struct fit_room room;
	w->entries[ESTIMATE_BIC].state = ESTIMATE_UNFIT;
	w->entries[ESTIMATE_AIC].state = ESTIMATE_UNFIT;
	w->entries[ESTIMATE_STEPWISE].state = ESTIMATE_UNFIT;
	if (w->table->list_count < 3 || !choice_init(&choice, w->a, w->table, w->options->order)) {
		return;
	}
	fit_room_init(&room, w->table->list_count);
	const struct rank_entry *ranked = by_criterion(w, &choice, ESTIMATE_BIC, RANK_BIC, &room);
	if (ranked) {
		keep_preferred(ranked, choice.model_count, w->a, preferred);
		by_criterion(w, &choice, ESTIMATE_AIC, RANK_AIC, &room);
		average(w, &choice);
	}
	struct rank_entry chosen = stepwise_choose(&choice.cells, &choice.pairs, STEPWISE_THRESHOLD_P, &room);
	take(w, &choice, &choice.pairs, &chosen, ESTIMATE_STEPWISE, &room);
	fit_room_done(&room);
}

void method_probe(const struct capture_table *t, const struct method_models *among,
	const struct estimate_options *options, struct arena *a, struct estimate_probe *out)
{
	struct choice choice = {0};
	struct fit_room room;
	if (t->list_count < 2 || t->total == 0 || !choice_init(&choice, a, t, options->order)) {
		return;
	}
	if (among) {
		choice.models = among->set;
		choice.model_count = among->count;
	}
	if (!choice.models) {
		return;
	}
	fit_room_init(&room, t->list_count);
	struct rank_entry best =
		rank_best(&choice.cells, &choice.space, choice.models, choice.model_count, RANK_BIC, &room);
	if (best.fit.code == FIT_OK) {
		struct profile profile =
			profile_interval(&choice.cells, &choice.space, best.model, options->level, &room);
		out->total = best.fit.total;
		out->low = profile.low;
		out->high = profile.high;
	}
	fit_room_done(&room);
}
