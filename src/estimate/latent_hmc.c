/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/latent_hmc.h"

#include <math.h>

enum {
	STEPS_MAX = 24,    /* leapfrog steps of a trajectory: 1 … STEPS_MAX */
	SWEEP_EVERY = 4,   /* steps between two sweeps of the Gibbs sampler */
	SWEEPS_FIRST = 50, /* sweeps before the first trajectory */
	MISSING_TRIES = 4,
};

static const double ACCEPTANCE = 0.75;

/* A stream that all chains share: what is drawn from it must not depend on where they are. */
static const uint32_t SHARED_CHAIN = UINT32_MAX;

void latent_chains_init(struct latent_chains *c, struct arena *a, const struct latent_model *m,
	const struct random_place *place)
{
	*c = (struct latent_chains){
		.model = m,
		.kernel = latent_kernel_best(),
		.place = *place,
		.heat = latent_array(a, 1),
		.scale = latent_array(a, m->size),
		.step = latent_array(a, 1),
		.gain = latent_array(a, 1),
		.position = arena_calloc(a, m->size, sizeof(double)),
		.square = latent_array(a, m->size),
	};
	latent_work_init(&c->work, a, m);
	latent_gibbs_init(&c->gibbs, a, m);
	latent_point_init(&c->now, a, m);
	latent_point_init(&c->next, a, m);
	for (unsigned l = 0; l < LATENT_LANES; l++) {
		c->heat[l] = 1;
	}
}

static struct random stream(const struct latent_chains *c, unsigned lane)
{
	struct random_place place = c->place;
	place.chain += lane;
	struct random r;
	random_init(&r, &place);
	return r;
}

static void take_out(struct latent_chains *c, unsigned lane)
{
	for (size_t i = 0; i < c->model->size; i++) {
		c->position[i] = c->now.position[i * LATENT_LANES + lane];
	}
}

static void put_back(struct latent_chains *c, unsigned lane)
{
	for (size_t i = 0; i < c->model->size; i++) {
		c->now.position[i * LATENT_LANES + lane] = c->position[i];
	}
}

static double missing_odds(const struct latent_model *m, const double *position)
{
	const double *y = position + (size_t)m->class_count * m->list_count;
	double left_log = 0;
	double listed = 0;
	double unlisted = 0;
	for (unsigned k = 0; k < m->class_count; k++) {
		double s = k + 1 < m->class_count ? exp(y[k]) : INFINITY;
		double missed = exp(left_log) * -expm1(-s);
		for (unsigned j = 0; j < m->list_count; j++) {
			double odds = exp(position[k * m->list_count + j]);
			double off = 1 / (1 + odds);
			listed += missed * odds * off;
			missed *= off;
		}
		unlisted += missed;
		left_log -= s;
	}
	return unlisted / listed;
}

/* Draws the number missing anew; it stays where all tries are above the limit. */
static void draw_missing(struct latent_chains *c, struct random *r, unsigned lane, double odds)
{
	for (int i = 0; i < MISSING_TRIES; i++) {
		int64_t missing = latent_draw_missing(c->model, r, odds);
		if (missing <= c->model->prior.missing_max) {
			c->missing[lane] = missing;
			return;
		}
	}
}

/* ------- starts ------- */

static void scatter(struct latent_chains *c, struct random *r, bool dispersed)
{
	const struct latent_model *m = c->model;
	double *y = c->position + (size_t)m->class_count * m->list_count;
	double shift = dispersed ? -2 * random_p(r) : 0;
	for (unsigned j = 0; j < m->list_count; j++) {
		int64_t on = 0;
		for (size_t i = 0; i < m->cell_count; i++) {
			for (uint32_t e = m->begin[i]; e < m->begin[i + 1]; e++) {
				on += m->list[e] == j ? m->count[i] : 0;
			}
		}
		double margin = log(((double)on + 0.5) / ((double)(m->total - on) + 0.5));
		for (unsigned k = 0; k < m->class_count; k++) {
			c->position[k * m->list_count + j] =
				dispersed ? margin + shift + 1.5 * random_normal(r) : margin;
		}
	}
	for (unsigned k = 0; k + 1 < m->class_count; k++) {
		y[k] = dispersed ? -1 + random_normal(r) : 3;
	}
}

void latent_chains_start(struct latent_chains *c, unsigned lane, bool dispersed)
{
	struct random r = stream(c, lane);
	scatter(c, &r, dispersed);
	c->missing[lane] = 0;
	for (int i = 0; i < SWEEPS_FIRST; i++) {
		latent_gibbs_sweep(&c->gibbs, &r, c->position, c->missing[lane]);
		draw_missing(c, &r, lane, missing_odds(c->model, c->position));
	}
	put_back(c, lane);
}

/* ------- steps ------- */

static void keep_lane(struct latent_chains *c, unsigned lane)
{
	for (size_t i = 0; i < c->model->size; i++) {
		c->now.position[i * LATENT_LANES + lane] = c->next.position[i * LATENT_LANES + lane];
		c->now.gradient[i * LATENT_LANES + lane] = c->next.gradient[i * LATENT_LANES + lane];
	}
	c->now.prior_log[lane] = c->next.prior_log[lane];
	c->now.likelihood_log[lane] = c->next.likelihood_log[lane];
	c->now.missing_odds[lane] = c->next.missing_odds[lane];
}

/* Hoffman and Gelman (2014), equation 6, with their constants. */
static void tune_step(struct latent_tuning *t, double chance, double *step)
{
	t->count++;
	double weight = 1 / (t->count + 10);
	t->off = (1 - weight) * t->off + weight * (ACCEPTANCE - chance);
	double log_step = t->shrink_to - sqrt(t->count) / 0.05 * t->off;
	double newest = pow(t->count, -0.75);
	t->mean_log = newest * log_step + (1 - newest) * t->mean_log;
	*step = exp(log_step);
}

/*
 * A point and its number missing are accepted together: (point, missing) has the summed-out density times a negative
 * binomial chance, cut off at missing_max, and the proposal draws missing from just that without the cut.
 */
static void settle(struct latent_chains *c, unsigned lane, struct random *r)
{
	double gain = c->gain[lane];
	int64_t missing =
		c->heat[lane] == 1 ? latent_draw_missing(c->model, r, c->next.missing_odds[lane]) : 0;
	bool is_allowed = missing <= c->model->prior.missing_max;
	double u = random_p(r);
	if (c->is_tuning) {
		tune_step(&c->tuning[lane], isnan(gain) || !is_allowed ? 0 : exp(fmin(gain, 0)),
			&c->step[lane]);
	}
	if (is_allowed && log(u) < gain) {
		keep_lane(c, lane);
		c->missing[lane] = missing;
		c->accepted[lane]++;
	} else if (c->heat[lane] == 1) {
		draw_missing(c, r, lane, c->now.missing_odds[lane]);
	}
}

static void evaluate(struct latent_chains *c)
{
	c->kernel->evaluate(c->model, &c->work, c->heat, &c->now);
}

static void sweep(struct latent_chains *c, struct random *streams)
{
	for (unsigned l = 0; l < LATENT_LANES; l++) {
		take_out(c, l);
		if (c->heat[l] == 1) {
			latent_gibbs_sweep(&c->gibbs, &streams[l], c->position, c->missing[l]);
		}
		latent_swap_labels(c->model, &streams[l], c->position);
		put_back(c, l);
	}
	evaluate(c);
}

static unsigned draw_step_count(const struct latent_chains *c)
{
	struct random_place place = c->place;
	place.chain = SHARED_CHAIN;
	struct random r;
	random_init(&r, &place);
	return 1 + (unsigned)random_below(&r, STEPS_MAX);
}

void latent_chains_step(struct latent_chains *c)
{
	c->place.step++;
	struct random streams[LATENT_LANES];
	struct latent_move move = {
		.heat = c->heat,
		.scale = c->scale,
		.step = c->step,
		.step_count = draw_step_count(c),
		.replicate = c->place.replicate,
		.time = c->place.step,
	};
	for (unsigned l = 0; l < LATENT_LANES; l++) {
		streams[l] = stream(c, l);
		move.chain[l] = c->place.chain + l;
	}
	memcpy(move.key, streams[0].key, sizeof(move.key));
	c->kernel->trajectory(c->model, &c->work, &move, &c->now, &c->next, c->gain);
	for (unsigned l = 0; l < LATENT_LANES; l++) {
		settle(c, l, &streams[l]);
	}
	if (c->place.step % SWEEP_EVERY == 0) {
		sweep(c, streams);
	}
}

/* ------- tuning ------- */

/* The mean square of the gradient is the posterior's mean curvature; where it is not known yet, a guess from one point. */
static void set_scales(struct latent_chains *c)
{
	for (size_t i = 0; i < c->model->size * LATENT_LANES; i++) {
		double curvature = c->square_count > 0 ? c->square[i] / c->square_count : 1;
		c->scale[i] = 1 / sqrt(curvature + 0.05);
		c->square[i] = 0;
	}
	c->square_count = 0;
}

static void restart_steps(struct latent_chains *c, double first)
{
	for (unsigned l = 0; l < LATENT_LANES; l++) {
		if (first > 0) {
			c->step[l] = first;
		}
		c->tuning[l] = (struct latent_tuning){.shrink_to = log(10 * c->step[l])};
	}
}

static void tune_window(struct latent_chains *c, unsigned steps)
{
	for (unsigned i = 0; i < steps; i++) {
		latent_chains_step(c);
		for (size_t e = 0; e < c->model->size * LATENT_LANES; e++) {
			c->square[e] += c->now.gradient[e] * c->now.gradient[e];
		}
		c->square_count++;
	}
}

void latent_chains_tune(struct latent_chains *c, unsigned steps)
{
	evaluate(c);
	set_scales(c);
	restart_steps(c, 0.02);
	c->is_tuning = true;
	unsigned left = steps;
	for (unsigned window = steps / 16; left > 0; window *= 2) {
		unsigned length = left < 3 * window ? left : window;
		tune_window(c, length);
		left -= length;
		if (left > 0) {
			set_scales(c);
			restart_steps(c, 0.2);
		}
	}
	c->is_tuning = false;
	for (unsigned l = 0; l < LATENT_LANES; l++) {
		c->step[l] = exp(c->tuning[l].mean_log);
		c->accepted[l] = 0;
	}
}
