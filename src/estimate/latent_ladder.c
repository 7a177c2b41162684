/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/latent_ladder.h"

#include <math.h>

enum { TUNE_STEPS = 240, MEASURE_STEPS = 60, LENGTH_MAX = 64 };

/* The flattest rung has about this exponent. */
static const double HEAT_MIN = 0.01;

/* Neighbours are so many standard deviations of the likelihood's logarithm apart: about 4 of 10 exchanges are made. */
static const double SPACING = 1.2;

/* Streams of the exchanges; the chains themselves count from 0. */
static const uint32_t EXCHANGE_CHAIN = UINT32_C(0xFFFF0000);

/* ------- building ------- */

/*
 * The standard deviation of the likelihood's logarithm over all chains: where they are in different modes, exchanges have
 * to get over the difference between these as well.
 */
static double likelihood_deviation(struct latent_chains *c)
{
	double first = c->now.likelihood_log[0];
	double mean = 0;
	double square = 0;
	for (unsigned i = 0; i < MEASURE_STEPS; i++) {
		latent_chains_step(c);
		for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
			double off = c->now.likelihood_log[lane] - first;
			mean += off / (MEASURE_STEPS * LATENT_LANES);
			square += off * off / (MEASURE_STEPS * LATENT_LANES);
		}
	}
	return sqrt(square - mean * mean);
}

static void copy_points(struct latent_chains *to, const struct latent_chains *from)
{
	size_t bytes = from->model->size * LATENT_LANES * sizeof(double);
	memcpy(to->now.position, from->now.position, bytes);
	memcpy(to->scale, from->scale, from->model->size * sizeof(double));
	memcpy(to->missing, from->missing, sizeof(to->missing));
	to->step = from->step;
}

void latent_ladder_init(struct latent_ladder *l, struct arena *a, const struct latent_chains *top)
{
	*l = (struct latent_ladder){.rung_count = 1};
	l->rung[0] = *top;
	l->rung[0].length_max = LENGTH_MAX;
	double heat = 1;
	while (heat > HEAT_MIN && l->rung_count < LATENT_RUNGS_MAX) {
		struct latent_chains *last = &l->rung[l->rung_count - 1];
		double deviation = likelihood_deviation(last);
		heat = fmax(heat - SPACING / deviation, 0.5 * heat);
		struct latent_chains *next = &l->rung[l->rung_count];
		struct random_place place = top->place;
		place.chain += l->rung_count * LATENT_LANES;
		latent_chains_init(next, a, top->model, &place);
		next->heat = heat;
		next->length_max = LENGTH_MAX;
		copy_points(next, last);
		latent_chains_tune(next, TUNE_STEPS);
		l->rung_count++;
		l->work += MEASURE_STEPS + TUNE_STEPS;
	}
	for (unsigned i = 1; i < l->rung_count; i++) {
		l->rung[i].place.step = l->rung[0].place.step;
	}
}

/* ------- steps ------- */

static void swap_lane(struct latent_chains *a, struct latent_chains *b, unsigned lane)
{
	for (size_t i = lane; i < a->model->size * LATENT_LANES; i += LATENT_LANES) {
		double x = a->now.position[i];
		a->now.position[i] = b->now.position[i];
		b->now.position[i] = x;
	}
}

/* A point that goes to the posterior brings a number missing, which must be allowed: see settle() in latent_hmc.c. */
static bool may_enter(
	struct latent_chains *top, const struct latent_chains *from, struct random *r, unsigned lane)
{
	if (top->heat != 1) {
		return true;
	}
	int64_t missing = latent_draw_missing(top->model, r, from->now.missing_odds[lane]);
	if (missing > top->model->prior.missing_max) {
		return false;
	}
	top->missing[lane] = missing;
	return true;
}

static void exchange(struct latent_ladder *l, unsigned upper)
{
	struct latent_chains *a = &l->rung[upper];
	struct latent_chains *b = &l->rung[upper + 1];
	for (unsigned lane = 0; lane < LATENT_LANES; lane++) {
		struct random_place place = a->place;
		place.chain += EXCHANGE_CHAIN + lane;
		struct random r;
		random_init(&r, &place);
		double gain =
			(a->heat - b->heat) * (b->now.likelihood_log[lane] - a->now.likelihood_log[lane]);
		l->tried[upper]++;
		if (log(random_p(&r)) < gain && may_enter(a, b, &r, lane)) {
			swap_lane(a, b, lane);
			l->made[upper]++;
		}
	}
}

static void step_rung(void *context, size_t i)
{
	struct latent_ladder *l = context;
	latent_chains_step(&l->rung[i]);
}

static void evaluate_rung(void *context, size_t i)
{
	struct latent_ladder *l = context;
	latent_chains_evaluate(&l->rung[i]);
}

static void run(struct pool *pool, struct latent_ladder *l, void (*job)(void *, size_t))
{
	if (pool != NULL) {
		pool_run(pool, l->rung_count, job, l);
		return;
	}
	for (size_t i = 0; i < l->rung_count; i++) {
		job(l, i);
	}
}

void latent_ladder_step(struct latent_ladder *l, struct pool *pool)
{
	run(pool, l, step_rung);
	for (unsigned i = l->rung[0].place.step % 2; i + 1 < l->rung_count; i += 2) {
		exchange(l, i);
	}
	run(pool, l, evaluate_rung);
}
