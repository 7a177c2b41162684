/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "methods.h"

#include "estimate/dga.h"
#include "estimate/draws.h"
#include "estimate/latent.h"
#include "estimate/profile.h"
#include "estimate/stepwise.h"

static int fit_dga(
	struct method_answer *answer, const struct capture_table *t, bool with_complete, struct err *e)
{
	struct arena a = {0};
	struct graph_tree tree;
	struct dga_result r;
	graph_tree_build(&tree, &a, t->list_count);
	int rc = dga_fit(&r, &a, t, &tree, &(struct dga_options){0}, NULL, e);
	if (rc == 0) {
		const struct dga_estimate *x = with_complete ? &r.estimate_all : &r.estimate_incomplete;
		*answer = (struct method_answer){(double)x->median, (double)x->low, (double)x->high,
			with_complete && r.complete_share > 0.1};
	}
	arena_done(&a);
	return rc;
}

static int fit_dga_all(struct method_answer *answer, const struct capture_table *t, struct err *e)
{
	return fit_dga(answer, t, true, e);
}

static int fit_dga_incomplete(struct method_answer *answer, const struct capture_table *t, struct err *e)
{
	return fit_dga(answer, t, false, e);
}

enum { TRIPLES_MAX_LISTS = 4, ALL_MODELS_MAX_LISTS = 6 };

/* All models of up to four lists, of pairs beyond. */
static struct rank_entry choose_by_bic(
	const struct cells *c, struct model_space *s, struct arena *a, struct fit_room *room)
{
	bool is_small = c->list_count <= TRIPLES_MAX_LISTS;
	size_t count;
	BUG_IF(!model_space_init(s, c->list_count, is_small ? c->list_count - 1 : 2));
	const model_set *models = model_enumerate(s, a, &count);
	return rank_best(c, s, models, count, RANK_BIC, room);
}

static struct rank_entry choose_stepwise(
	const struct cells *c, struct model_space *s, struct arena *a, struct fit_room *room)
{
	(void)a;
	BUG_IF(!model_space_init(s, c->list_count, 2));
	return stepwise_choose(c, s, STEPWISE_THRESHOLD_P, room);
}

/* The profile interval of the model that is chosen. */
static int fit_loglinear(struct method_answer *answer, const struct capture_table *t,
	struct rank_entry (*choose)(
		const struct cells *c, struct model_space *s, struct arena *a, struct fit_room *room),
	struct err *e)
{
	struct arena a = {0};
	struct cells cells;
	struct model_space space;
	struct fit_room room;
	cells_init(&cells, &a, t->list_count);
	cells_set(&cells, t);
	fit_room_init(&room, t->list_count);
	struct rank_entry best = choose(&cells, &space, &a, &room);
	struct profile p = profile_interval(&cells, &space, best.model, 0.95, &room);
	int rc = 0;
	if (p.code != FIT_OK) {
		rc = err_set(e, ERR_INPUT, "no model has an estimate");
	}
	*answer = (struct method_answer){best.fit.total, p.low, p.high, false};
	fit_room_done(&room);
	arena_done(&a);
	return rc;
}

static int fit_bic(struct method_answer *answer, const struct capture_table *t, struct err *e)
{
	return fit_loglinear(answer, t, choose_by_bic, e);
}

static int fit_stepwise(struct method_answer *answer, const struct capture_table *t, struct err *e)
{
	return fit_loglinear(answer, t, choose_stepwise, e);
}

/* With a quarter of the usual effective size, and less time before chains that stay apart are given up. */
static int fit_latent(struct method_answer *answer, const struct capture_table *t, struct err *e)
{
	struct arena a = {0};
	struct latent_options o;
	struct latent_result r;
	(void)e;
	latent_options_default(&o);
	o.bulk_min = 1000;
	o.tail_min = 400;
	o.work_max = 40000;
	latent_run(&r, &a, t, &o, NULL, NULL);
	size_t count = r.chain_count * r.length;
	double *sorted = arena_calloc(&a, count, sizeof(*sorted));
	memcpy(sorted, r.total, count * sizeof(*sorted));
	draws_sort(sorted, count);
	*answer = (struct method_answer){draws_quantile(sorted, count, 0.5, DRAWS_TYPE_7),
		draws_quantile(sorted, count, 0.025, DRAWS_TYPE_7),
		draws_quantile(sorted, count, 0.975, DRAWS_TYPE_7), r.state != LATENT_CONVERGED};
	arena_done(&a);
	return 0;
}

const struct method methods[] = {
	{"dga", DGA_LISTS_MIN, DGA_LISTS_MAX, fit_dga_all},
	{"dga-incomplete", DGA_LISTS_MIN, DGA_LISTS_MAX, fit_dga_incomplete},
	{"bic", 3, ALL_MODELS_MAX_LISTS, fit_bic},
	{"stepwise", 3, MODEL_LISTS_MAX, fit_stepwise},
	{"latent", 3, CAPTURE_LISTS_MAX, fit_latent},
};
const size_t method_count = ARRAY_COUNT(methods);
