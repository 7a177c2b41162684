/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/latent.h"

#include "estimate/draws.h"
#include "estimate/latent_ladder.h"

#include <math.h>

enum {
	TUNE_STEPS = 400,
	TUNE_AGAIN = 160,    /* when trajectories become longer */
	RECORD_MAX = 4096,   /* draws of a chain that are kept; when full every second one is dropped */
	CHECK_FIRST = 256,   /* steps until the first look at the draws */
	LENGTH_LIMIT = 512,  /* of trajectories */
	STEPS_FIRST = 2000,  /* more steps than these of the first length, */
	STEPS_LONG = 4000,   /* or these of a longer one: longer ones are tried first */
	LADDER_AFTER = 2048, /* steps at the full length after which chains apart are hopeless */
	CLASSES_MORE = 5,
	CLASSES_LIMIT = 60,
};

/* About half a minute of one processor; no published table that converges takes a quarter of it. */
#define VISITS_MAX UINT64_C(2000000000)

static const double HOPELESS = 1.1; /* R-hat of chains that are in different modes */
static const double LAST_USE = 0.01;
/* Of draws that were thrown away: half the time of one of the eight chains. Less is how chains come from their starts. */
static const double ELSEWHERE_SHARE = 1.0 / 16;

void latent_options_default(struct latent_options *o)
{
	*o = (struct latent_options){
		.prior = {1, 1, 0.25, 0.25, CAPTURE_TOTAL_MAX},
		.bulk_min = 4000,
		.tail_min = 1000,
		.rhat_max = 1.01,
		.work_max = 200000,
		.visits_max = VISITS_MAX,
	};
}

void latent_options_lcmcr(struct latent_options *o, int64_t total)
{
	latent_options_default(o);
	o->prior.missing_max = 20 * total;
}

/* ------- the record of draws ------- */

struct record {
	int64_t n;
	double *total; /* [lane * RECORD_MAX + i] */
	size_t length;
	uint64_t every;  /* steps between two draws */
	uint64_t seen;   /* steps since the record was begun */
	uint64_t looked; /* chains that were looked at, and among them those that use the last class */
	uint64_t last_used;
	bool is_stale;  /* begins again with the next draw */
	double *thrown; /* draws that were not kept, but say where chains have been */
	size_t thrown_count;
};

/* From the next draw on; until then the old ones stay, should there be no time for another. */
static void record_restart(struct record *r)
{
	r->is_stale = true;
}

static void record_begin(struct record *r)
{
	size_t all = r->thrown_count + LATENT_LANES * r->length;
	r->thrown = mem_realloc(r->thrown, all, sizeof(*r->thrown));
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		memcpy(r->thrown + r->thrown_count, r->total + lane * RECORD_MAX,
			r->length * sizeof(*r->total));
		r->thrown_count += r->length;
	}
	r->is_stale = false;
	r->length = 0;
	r->every = 1;
	r->seen = 0;
	r->looked = 0;
	r->last_used = 0;
}

static void record_thin(struct record *r)
{
	r->length /= 2;
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		double *x = r->total + lane * RECORD_MAX;
		for (size_t i = 0; i < r->length; i++) {
			x[i] = x[2 * i + 1];
		}
	}
	r->every *= 2;
}

/* Is anybody expected in the last class, whose chance is what all sticks leave over? */
static bool uses_last_class(const struct latent_chains *c, unsigned lane)
{
	double hazard = 0;
	size_t first = (size_t)c->model->class_count * c->model->list_count;
	for (size_t i = first; i < c->model->size; i++) {
		hazard += exp(c->now.position[i * LATENT_LANES + lane]);
	}
	return exp(-hazard) * (double)(c->model->total + c->missing[lane]) >= 1;
}

static void record_add(struct record *r, const struct latent_chains *c)
{
	if (r->is_stale) {
		record_begin(r);
	}
	r->seen++;
	if (r->seen % r->every != 0) {
		return;
	}
	if (r->length == RECORD_MAX) {
		record_thin(r);
		if (r->seen % r->every != 0) {
			return;
		}
	}
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		r->total[lane * RECORD_MAX + r->length] = (double)(r->n + c->missing[lane]);
		r->last_used += uses_last_class(c, lane);
		r->looked++;
	}
	r->length++;
}

/* The draws of ln N without gaps between the chains; the caller frees them. */
static double *record_logs(const struct record *r, struct draws *d)
{
	double *x = mem_calloc(LATENT_LANES * r->length, sizeof(*x));
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		for (size_t i = 0; i < r->length; i++) {
			x[lane * r->length + i] = log(r->total[lane * RECORD_MAX + i]);
		}
	}
	*d = (struct draws){x, LATENT_LANES, r->length};
	return x;
}

/*
 * Have chains been where the draws that are kept never are? Those that left for good say nothing of how likely that place
 * is, and agree all the same. After convergence the kept draws reach so far into both tails that others rarely lie
 * outside.
 */
static bool was_elsewhere(const struct record *r)
{
	size_t outside = 0;
	double low = INFINITY;
	double high = -INFINITY;
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		for (size_t i = 0; i < r->length; i++) {
			low = fmin(low, r->total[lane * RECORD_MAX + i]);
			high = fmax(high, r->total[lane * RECORD_MAX + i]);
		}
	}
	for (size_t i = 0; i < r->thrown_count; i++) {
		outside += r->thrown[i] < low || r->thrown[i] > high;
	}
	return (double)outside > ELSEWHERE_SHARE * (double)r->thrown_count;
}

/* ------- one run ------- */

struct run {
	const struct latent_options *options;
	const struct estimate_watch *watch;
	struct pool *pool;
	struct arena *arena;
	struct latent_result *result;
	struct record record;
	struct latent_chains chains;
	struct latent_ladder *ladder; /* NULL: none yet */
};

/* Looks at the draws; the cheap figures first, as most looks end with them. */
static bool is_enough(struct run *run)
{
	const struct latent_options *o = run->options;
	struct latent_result *out = run->result;
	struct draws d;
	double *logs = record_logs(&run->record, &d);
	out->rhat_split = draws_rhat_split(&d);
	out->rhat = out->rhat_split;
	out->bulk = draws_ess_mean(&d);
	bool enough = out->rhat_split < o->rhat_max && out->bulk >= 0.8 * o->bulk_min;
	if (enough) {
		out->rhat = draws_rhat(&d);
		out->bulk = draws_ess_bulk(&d);
		out->tail = draws_ess_tail(&d);
		enough = out->rhat < o->rhat_max && out->bulk >= o->bulk_min && out->tail >= o->tail_min;
	}
	free(logs);
	return enough;
}

/* The next number of steps at which to look: somewhat more than the last look makes one expect. */
static uint64_t next_look(const struct run *run, uint64_t seen)
{
	double needed = (double)seen * 1.05 * run->options->bulk_min / run->result->bulk;
	return (uint64_t)fmin(fmax(needed, 1.15 * (double)seen), 1.5 * (double)seen);
}

static bool may_go_on(struct run *run)
{
	const struct estimate_watch *w = run->watch;
	if (w != NULL && !w->step(w->context, run->result->work, run->options->work_max)) {
		run->result->state = LATENT_STOPPED;
		return false;
	}
	return run->result->work < run->options->work_max && run->result->visits < run->options->visits_max;
}

/* Of a ladder rung 0 began as the chains and has their visits. */
static void count_visits(struct run *run)
{
	uint64_t gradients = run->ladder == NULL ? run->chains.gradients : 0;
	for (unsigned i = 0; run->ladder != NULL && i < run->ladder->rung_count; i++) {
		gradients += run->ladder->rung[i].gradients;
	}
	const struct latent_model *m = run->chains.model;
	run->result->visits = gradients * m->node_count * m->class_count;
}

/* Until the next look at the draws. */
static bool must_step(const struct run *run, uint64_t look)
{
	const struct record *r = &run->record;
	return r->is_stale || (r->seen < look && run->result->visits < run->options->visits_max);
}

/* Runs the eight chains. Returns false when they should climb a ladder. */
static bool run_chains(struct run *run)
{
	struct latent_chains *c = &run->chains;
	uint64_t look = CHECK_FIRST;
	bool is_first_length = true;
	record_restart(&run->record);
	while (may_go_on(run)) {
		for (; must_step(run, look); run->result->work++) {
			latent_chains_step(c);
			record_add(&run->record, c);
			count_visits(run);
		}
		if (is_enough(run)) {
			if (!was_elsewhere(&run->record)) {
				run->result->state = LATENT_CONVERGED;
			}
			return true;
		}
		double needed = (double)look * run->options->bulk_min / run->result->bulk;
		bool is_slow = needed > (is_first_length ? STEPS_FIRST : STEPS_LONG);
		if (is_slow && c->length_max < LENGTH_LIMIT) {
			latent_chains_lengthen(c, TUNE_AGAIN);
			is_first_length = false;
			run->result->work += TUNE_AGAIN;
			record_restart(&run->record);
			look = CHECK_FIRST;
			continue;
		}
		if (run->options->ladder != LATENT_LADDER_NEVER && look >= LADDER_AFTER &&
			run->result->rhat > HOPELESS) {
			return false;
		}
		look = next_look(run, look);
	}
	return true; /* there is no time for a ladder either */
}

static void run_ladder(struct run *run)
{
	run->ladder = arena_calloc(run->arena, 1, sizeof(*run->ladder));
	latent_ladder_init(run->ladder, run->arena, &run->chains);
	run->result->work += run->ladder->work;
	struct latent_chains *top = &run->ladder->rung[0];
	uint64_t look = CHECK_FIRST;
	record_restart(&run->record);
	while (may_go_on(run)) {
		for (; must_step(run, look); run->result->work += run->ladder->rung_count) {
			latent_ladder_step(run->ladder, run->pool);
			record_add(&run->record, top);
			count_visits(run);
		}
		if (is_enough(run)) {
			if (!was_elsewhere(&run->record)) {
				run->result->state = LATENT_CONVERGED;
			}
			return;
		}
		/* what is there is burn-in as long as the chains disagree */
		if (run->result->rhat > HOPELESS) {
			record_restart(&run->record);
			look *= 2;
		} else {
			look = next_look(run, look);
		}
	}
}

/* ------- the result ------- */

/* The modes of all draws, also of those that were thrown away: their shares are those of the chains' time. */
static void find_all_modes(struct latent_result *out, const struct record *r)
{
	size_t kept = LATENT_LANES * r->length;
	struct draws d;
	double *logs = record_logs(r, &d);
	logs = mem_realloc(logs, kept + r->thrown_count, sizeof(*logs));
	for (size_t i = 0; i < r->thrown_count; i++) {
		logs[kept + i] = log(r->thrown[i]);
	}
	out->mode_count = modes_find(logs, kept + r->thrown_count, out->bulk, out->modes);
	free(logs);
}

static void summarise(struct run *run)
{
	struct latent_result *out = run->result;
	struct record *r = &run->record;
	const struct latent_chains *top = run->ladder != NULL ? &run->ladder->rung[0] : &run->chains;
	out->chain_count = LATENT_LANES;
	out->length = r->length;
	double *total = arena_calloc(run->arena, LATENT_LANES * r->length, sizeof(*total));
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		memcpy(total + lane * r->length, r->total + lane * RECORD_MAX, r->length * sizeof(*total));
	}
	out->total = total;
	size_t count = LATENT_LANES * r->length;
	if (count == 0) { /* stopped before there was anything */
		return;
	}
	struct draws d;
	double *logs = record_logs(r, &d);
	out->rhat_split = draws_rhat_split(&d);
	out->rhat = draws_rhat(&d);
	out->bulk = draws_ess_bulk(&d);
	out->tail = draws_ess_tail(&d);
	out->mode_count = modes_find(logs, count, out->bulk, out->modes);
	free(logs);
	if (out->state == LATENT_NOT_CONVERGED && was_elsewhere(r)) {
		find_all_modes(out, r);
	}
	out->mean = draws_mean(total, count);
	out->mean_error = sqrt(draws_variance(total, count) /
		draws_ess_mean(&(struct draws){total, LATENT_LANES, r->length}));
	out->cap_share =
		draws_share_at_cap(total, count, (double)r->n + (double)run->options->prior.missing_max);
	out->last_use = (double)r->last_used / (double)r->looked;
	uint64_t accepted = 0;
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		accepted += top->accepted[lane];
	}
	out->acceptance = (double)accepted / ((double)top->steps * LATENT_LANES);
	out->rung_count = run->ladder != NULL ? run->ladder->rung_count : 1;
	out->least_exchange = NAN;
	for (unsigned i = 0; run->ladder != NULL && i + 1 < run->ladder->rung_count; i++) {
		out->least_exchange = fmin(
			out->least_exchange, (double)run->ladder->made[i] / (double)run->ladder->tried[i]);
	}
}

static void run_once(struct latent_result *out, struct arena *a, const struct latent_model *m,
	const struct latent_options *o, struct pool *pool, const struct estimate_watch *watch)
{
	struct run run = {
		.options = o,
		.watch = watch,
		.pool = pool,
		.arena = a,
		.result = out,
		.record = {.n = m->total,
			.total = arena_calloc(a, LATENT_LANES * RECORD_MAX, sizeof(double))},
	};
	const struct random_place place = {.seed = o->seed, .stratum = o->stratum, .replicate = o->replicate};
	*out = (struct latent_result){.state = LATENT_NOT_CONVERGED, .class_count = m->class_count};
	latent_chains_init(&run.chains, a, m, &place);
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		latent_chains_start(&run.chains, lane, lane % 2 == 1);
	}
	latent_chains_tune(&run.chains, TUNE_STEPS);
	out->work = TUNE_STEPS;
	if (o->ladder == LATENT_LADDER_ALWAYS || !run_chains(&run)) {
		run_ladder(&run);
	}
	summarise(&run);
	free(run.record.thrown);
}

void latent_run(struct latent_result *out, struct arena *a, const struct capture_table *t,
	const struct latent_options *o, struct pool *pool, const struct estimate_watch *watch)
{
	BUG_IF(t->list_count < 2 || t->total == 0);
	BUG_IF(o->prior.list_a < LATENT_LIST_MIN || o->prior.list_b < LATENT_LIST_MIN);
	unsigned classes = o->class_count > 0 ? o->class_count : latent_class_count(t->list_count);
	for (;; classes += CLASSES_MORE) {
		struct latent_model *m = arena_calloc(a, 1, sizeof(*m));
		latent_model_init(m, a, t, classes, &o->prior);
		run_once(out, a, m, o, pool, watch);
		bool is_short = o->may_add_classes && out->last_use > LAST_USE && classes < CLASSES_LIMIT;
		if (!is_short || out->state == LATENT_STOPPED) {
			return;
		}
	}
}
