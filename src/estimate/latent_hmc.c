/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/latent_hmc.h"

#include <math.h>

enum {
	LENGTH_FIRST = 64,
	SWEEP_EVERY = 2,   /* steps between two sweeps of the Gibbs sampler */
	SWEEPS_FIRST = 50, /* sweeps before the first trajectory */
	MISSING_TRIES = 4,
};

static const double ACCEPTANCE = 0.75;
static const double STEP_FIRST = 0.02; /* before the scales are known, */
static const double STEP_SCALED = 0.2; /* and after */

/* So often a trajectory has short steps: where the posterior is narrower than it is on the whole, the others can't move. */
static const double SHORT_CHANCE = 0.2;
static const double SHORT_STEP = 0.25;

/* A stream that all chains share: what is drawn from it must not depend on where they are. */
static const uint32_t SHARED_CHAIN = UINT32_MAX;

void latent_chains_init(struct latent_chains *c, struct arena *a, const struct latent_model *m,
	const struct random_place *place)
{
	*c = (struct latent_chains){
		.model = m,
		.kernel = latent_kernel_best(),
		.place = *place,
		.heat = 1,
		.length_max = LENGTH_FIRST,
		.scale = arena_calloc(a, m->size, sizeof(double)),
		.gain = latent_array(a, 1),
		.position = arena_calloc(a, m->size, sizeof(double)),
		.square = arena_calloc(a, m->size, sizeof(double)),
	};
	latent_work_init(&c->work, a, m);
	latent_gibbs_init(&c->gibbs, a, m);
	latent_point_init(&c->now, a, m);
	latent_point_init(&c->next, a, m);
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

void latent_chains_evaluate(struct latent_chains *c)
{
	c->kernel->evaluate(c->model, &c->work, c->heat, &c->now);
}

/* ------- starts ------- */

/* People on list j: all nodes whose patterns have it. */
static int64_t list_total(const struct latent_model *m, unsigned list)
{
	int64_t on = 0;
	for (size_t i = 1; i < m->node_count; i++) {
		for (uint32_t c = (uint32_t)i; c >= m->list_begin[list]; c = m->parent[c]) {
			on += c < m->list_begin[list + 1] ? m->count[i] : 0;
		}
	}
	return on;
}

static void scatter(struct latent_chains *c, struct random *r, bool dispersed)
{
	const struct latent_model *m = c->model;
	double *y = c->position + (size_t)m->class_count * m->list_count;
	double shift = dispersed ? -2 * random_p(r) : 0;
	for (unsigned j = 0; j < m->list_count; j++) {
		double on = (double)list_total(m, j);
		double margin = log((on + 0.5) / ((double)m->total - on + 0.5));
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
		draw_missing(c, &r, lane, latent_missing_odds(c->model, c->position));
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
 * A point and its number missing are accepted together, with the chance that is returned: (point, missing) has the summed-out density times a negative
 * binomial chance, cut off at missing_max, and the proposal draws missing from just that without the cut.
 */
static double settle(struct latent_chains *c, unsigned lane, struct random *r)
{
	double gain = c->gain[lane];
	int64_t missing = c->heat == 1 ? latent_draw_missing(c->model, r, c->next.missing_odds[lane]) : 0;
	bool is_allowed = missing <= c->model->prior.missing_max;
	double u = random_p(r);
	if (is_allowed && log(u) < gain) {
		keep_lane(c, lane);
		c->missing[lane] = missing;
		c->accepted[lane]++;
	} else if (c->heat == 1) {
		draw_missing(c, r, lane, c->now.missing_odds[lane]);
	}
	return isnan(gain) || !is_allowed ? 0 : exp(fmin(gain, 0));
}

static void sweep(struct latent_chains *c, struct random *streams)
{
	for (unsigned l = 0; l < LATENT_LANES; l++) {
		take_out(c, l);
		if (c->heat == 1) {
			latent_gibbs_sweep(&c->gibbs, &streams[l], c->position, c->missing[l]);
		}
		latent_swap_labels(c->model, &streams[l], c->position);
		put_back(c, l);
	}
	latent_chains_evaluate(c);
}

/* All chains take the same number of steps of the same length. */
static void draw_length(const struct latent_chains *c, struct latent_move *move)
{
	struct random_place place = c->place;
	place.chain = SHARED_CHAIN;
	struct random r;
	random_init(&r, &place);
	move->step_count = 1 + (unsigned)random_below(&r, c->length_max);
	move->step = random_p(&r) < SHORT_CHANCE && !c->is_tuning ? SHORT_STEP * c->step : c->step;
}

void latent_chains_step(struct latent_chains *c)
{
	c->place.step++;
	c->steps++;
	struct random streams[LATENT_LANES];
	struct latent_move move = {
		.heat = c->heat,
		.scale = c->scale,
		.replicate = c->place.replicate,
		.time = c->place.step,
	};
	draw_length(c, &move);
	c->gradients += move.step_count;
	for (unsigned l = 0; l < LATENT_LANES; l++) {
		streams[l] = stream(c, l);
		move.chain[l] = c->place.chain + l;
	}
	memcpy(move.key, streams[0].key, sizeof(move.key));
	c->kernel->trajectory(c->model, &c->work, &move, &c->now, &c->next, c->gain);
	double chance = 0;
	for (unsigned l = 0; l < LATENT_LANES; l++) {
		chance += settle(c, l, &streams[l]) / LATENT_LANES;
	}
	if (c->is_tuning) {
		tune_step(&c->tuning, chance, &c->step);
	}
	if (c->place.step % SWEEP_EVERY == 0) {
		sweep(c, streams);
	}
}

/* ------- tuning ------- */

/* The mean square of the gradient is the posterior's mean curvature; before it is known all coordinates are alike. */
static void set_scales(struct latent_chains *c)
{
	for (size_t i = 0; i < c->model->size; i++) {
		double curvature = c->square_count > 0 ? c->square[i] / c->square_count : 1;
		c->scale[i] = 1 / sqrt(curvature + 0.05);
		c->square[i] = 0;
	}
	c->square_count = 0;
}

static void add_squares(struct latent_chains *c)
{
	for (size_t i = 0; i < c->model->size; i++) {
		for (unsigned l = 0; l < LATENT_LANES; l++) {
			double g = c->now.gradient[i * LATENT_LANES + l];
			c->square[i] += g * g;
		}
	}
	c->square_count += LATENT_LANES;
}

/* Looks for the step size from c->step on, with the scales as they are. */
static void tune_window(struct latent_chains *c, unsigned length)
{
	c->tuning = (struct latent_tuning){.shrink_to = log(10 * c->step)};
	c->is_tuning = true;
	for (unsigned i = 0; i < length; i++) {
		latent_chains_step(c);
		add_squares(c);
	}
	c->is_tuning = false;
	c->step = exp(c->tuning.mean_log);
	memset(c->accepted, 0, sizeof(c->accepted));
	c->steps = 0;
}

void latent_chains_tune(struct latent_chains *c, unsigned steps)
{
	latent_chains_evaluate(c);
	unsigned left = steps;
	for (unsigned window = steps / 16 + 1; left > 0; window *= 2) {
		c->step = left == steps ? STEP_FIRST : STEP_SCALED;
		set_scales(c);
		unsigned length = left < 3 * window ? left : window;
		tune_window(c, length);
		left -= length;
	}
}

void latent_chains_lengthen(struct latent_chains *c, unsigned steps)
{
	c->length_max *= 2;
	tune_window(c, steps);
}
