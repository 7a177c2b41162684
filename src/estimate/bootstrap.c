/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/bootstrap.h"

#include <math.h>

enum { TABLES_A_JOB = 16 };

/* What one job needs for the tables that it estimates. */
struct desk {
	struct arena a;
	struct cells cells;
	struct fit_room room;
	int64_t *count;
	double *weight;
};

static void desk_open(struct desk *k, const struct capture_table *t)
{
	*k = (struct desk){0};
	cells_init(&k->cells, &k->a, t->list_count);
	fit_room_init(&k->room, t->list_count);
	k->count = arena_calloc(&k->a, t->cell_count, sizeof(*k->count));
	k->weight = arena_calloc(&k->a, t->cell_count, sizeof(*k->weight));
	for (size_t i = 0; i < t->cell_count; i++) {
		k->count[i] = t->count[i];
		k->weight[i] = (double)t->count[i];
	}
}

static void desk_close(struct desk *k)
{
	fit_room_done(&k->room);
	arena_done(&k->a);
}

static struct rank_entry choose(const struct bootstrap *b, struct desk *k)
{
	cells_set_counts(&k->cells, b->table, k->count);
	if (b->models == NULL) {
		return stepwise_choose(&k->cells, b->space, b->threshold_p, &k->room);
	}
	return rank_best(&k->cells, b->space, b->models, b->model_count, b->by, &k->room);
}

struct rank_entry bootstrap_choice(const struct bootstrap *b)
{
	struct desk k;
	desk_open(&k, b->table);
	struct rank_entry e = choose(b, &k);
	desk_close(&k);
	return e;
}

/* Tables [from, to) of either kind, shared out in jobs. */
struct work {
	const struct bootstrap *b;
	size_t from;
	size_t to;
	double *out;
	void (*prepare)(const struct bootstrap *b, size_t i, struct desk *k);
};

static void resample(const struct bootstrap *b, size_t i, struct desk *k)
{
	struct random_place place = b->place;
	place.chain = (uint32_t)i;
	struct random r;
	random_init(&r, &place);
	random_multinomial(&r, b->table->total, k->weight, b->table->cell_count, k->count);
}

static void leave_one_out(const struct bootstrap *b, size_t i, struct desk *k)
{
	memcpy(k->count, b->table->count, b->table->cell_count * sizeof(*k->count));
	k->count[i]--;
}

static void run_job(void *context, size_t job)
{
	const struct work *w = context;
	size_t from = w->from + job * TABLES_A_JOB;
	size_t to = from + TABLES_A_JOB < w->to ? from + TABLES_A_JOB : w->to;
	struct desk k;
	desk_open(&k, w->b->table);
	for (size_t i = from; i < to; i++) {
		w->prepare(w->b, i, &k);
		w->out[i - w->from] = choose(w->b, &k).fit.total;
	}
	desk_close(&k);
}

static void run(struct work *w, struct pool *pool)
{
	size_t count = (w->to - w->from + TABLES_A_JOB - 1) / TABLES_A_JOB;
	if (pool != NULL) {
		pool_run(pool, count, run_job, w);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		run_job(w, i);
	}
}

void bootstrap_samples(const struct bootstrap *b, uint32_t from, uint32_t to, double *out, struct pool *pool)
{
	BUG_IF(from > to || b->table->total == 0);
	run(&(struct work){b, from, to, out, resample}, pool);
}

void bootstrap_jackknife(const struct bootstrap *b, double *out, struct pool *pool)
{
	run(&(struct work){b, 0, b->table->cell_count, out, leave_one_out}, pool);
}

struct bca bootstrap_limits(const struct bootstrap *b, uint32_t sample_count, double level, struct pool *pool)
{
	struct arena a = {0};
	double *sample = arena_calloc(&a, sample_count, sizeof(*sample));
	double *jackknife = arena_calloc(&a, b->table->cell_count, sizeof(*jackknife));
	bootstrap_samples(b, 0, sample_count, sample, pool);
	bootstrap_jackknife(b, jackknife, pool);
	struct bca limits = bca_limits(bootstrap_choice(b).fit.total, sample, sample_count, jackknife,
		b->table->count, b->table->cell_count, level);
	arena_done(&a);
	return limits;
}
