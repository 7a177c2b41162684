/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/rank.h"

#include <math.h>

enum { MODELS_A_JOB = 256 };

double rank_value(enum rank_criterion by, const struct fit *f)
{
	if (f->code != FIT_OK) {
		return INFINITY;
	}
	return by == RANK_AIC ? f->aic : f->bic;
}

struct job {
	const struct cells *c;
	const struct model_space *s;
	const model_set *models;
	size_t count;
	struct rank_entry *out;
};

static void run_job(void *context, size_t i)
{
	const struct job *j = context;
	size_t from = i * MODELS_A_JOB;
	size_t to = from + MODELS_A_JOB < j->count ? from + MODELS_A_JOB : j->count;
	struct fit_room room;
	fit_room_init(&room, j->c->list_count);
	for (size_t k = from; k < to; k++) {
		j->out[k] = (struct rank_entry){j->models[k], fit_model(j->c, j->s, j->models[k], &room)};
	}
	fit_room_done(&room);
}

static bool is_before(enum rank_criterion by, const struct rank_entry *a, const struct rank_entry *b)
{
	double x = rank_value(by, &a->fit);
	double y = rank_value(by, &b->fit);
	return x != y ? x < y : a->model < b->model;
}

static int compare_by_aic(const void *a, const void *b)
{
	return is_before(RANK_AIC, a, b) ? -1 : is_before(RANK_AIC, b, a);
}

static int compare_by_bic(const void *a, const void *b)
{
	return is_before(RANK_BIC, a, b) ? -1 : is_before(RANK_BIC, b, a);
}

struct rank_entry *rank_models(const struct cells *c, const struct model_space *s, const model_set *models,
	size_t count, enum rank_criterion by, struct pool *pool, struct arena *a)
{
	struct job job = {c, s, models, count, arena_calloc(a, count, sizeof(*job.out))};
	size_t job_count = (count + MODELS_A_JOB - 1) / MODELS_A_JOB;
	if (pool != NULL) {
		pool_run(pool, job_count, run_job, &job);
	} else {
		for (size_t i = 0; i < job_count; i++) {
			run_job(&job, i);
		}
	}
	qsort(job.out, count, sizeof(*job.out), by == RANK_AIC ? compare_by_aic : compare_by_bic);
	return job.out;
}

struct rank_entry rank_best(const struct cells *c, const struct model_space *s, const model_set *models,
	size_t count, enum rank_criterion by, struct fit_room *r)
{
	BUG_IF(count == 0);
	struct rank_entry best = {models[0], fit_model(c, s, models[0], r)};
	for (size_t i = 1; i < count; i++) {
		struct rank_entry entry = {models[i], fit_model(c, s, models[i], r)};
		if (is_before(by, &entry, &best)) {
			best = entry;
		}
	}
	return best;
}

const model_set *rank_top(
	const struct rank_entry *entries, size_t count, size_t top, struct arena *a, size_t *top_count)
{
	model_set *models = arena_calloc(a, count, sizeof(*models));
	*top_count = 0;
	while (*top_count < count && *top_count < top && entries[*top_count].fit.code == FIT_OK) {
		models[*top_count] = entries[*top_count].model;
		++*top_count;
	}
	return models;
}
