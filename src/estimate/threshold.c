/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/threshold.h"

#include "estimate/draws.h"
#include "estimate/lattice.h"
#include "estimate/matrix.h"

#include <math.h>

enum { CHAINS = 4, WARM_UP = 2000, THIN = 10 };

struct threshold_settings threshold_defaults(void)
{
	return (struct threshold_settings){.prior_variance = 1,
		.ratio_least = 2,
		.order_max = 2,
		.draw_count = 20000,
		.level = 0.95,
		.place = {.seed = 1}};
}

/* One posterior: the design in the room, its mode and curvature there, and what the chains bring. */
struct posterior {
	const struct cells *c;
	const struct threshold_settings *settings;
	struct fit_room *r;
	double precision[MODEL_TERMS_MAX];
	double scale; /* of a step, in standard deviations */
	uint32_t stage;
	size_t length; /* draws kept of a chain */
	double *draw;  /* ln n_0, chain by chain */
	double *sum;   /* of each chain's coefficients, term by term */
	double *square;
};

/* ------- one chain ------- */

struct chain {
	const struct posterior *p;
	struct random random;
	double at[MODEL_TERMS_MAX];
	double density;
	double *log_mean;
};

/* The log density at `x`, less a constant. */
static double density_at(const struct chain *k, const double *x)
{
	const struct posterior *p = k->p;
	const struct design *d = &p->r->design;
	double density = 0;
	memset(k->log_mean, 0, p->c->size * sizeof(*k->log_mean));
	for (size_t i = 0; i < d->term_count; i++) {
		k->log_mean[d->term[i]] = x[i];
		density += x[i] * ((double)p->c->star[d->term[i]] - 0.5 * p->precision[i] * x[i]);
	}
	lattice_sum_subsets(k->log_mean, p->c->list_count);
	for (size_t i = 0; i < d->cell_count; i++) {
		density -= exp(k->log_mean[d->cell[i]]);
	}
	return density;
}

static void step(struct chain *k)
{
	const struct posterior *p = k->p;
	size_t n = p->r->design.term_count;
	double move[MODEL_TERMS_MAX];
	for (size_t i = 0; i < n; i++) {
		move[i] = p->scale * random_normal(&k->random);
	}
	matrix_solve_upper(p->r->factor, n, move);
	for (size_t i = 0; i < n; i++) {
		move[i] += k->at[i];
	}
	double density = density_at(k, move);
	if (density - k->density > -random_exponential(&k->random)) {
		memcpy(k->at, move, n * sizeof(*move));
		k->density = density;
	}
}

static void run_chain(void *context, size_t number)
{
	const struct posterior *p = context;
	size_t n = p->r->design.term_count;
	struct chain k = {.p = p, .log_mean = mem_calloc(p->c->size, sizeof(double))};
	struct random_place place = p->settings->place;
	place.chain = (uint32_t)number;
	place.step = p->stage;
	random_init(&k.random, &place);
	memcpy(k.at, p->r->solution, n * sizeof(*k.at));
	k.density = density_at(&k, k.at);
	for (int i = 0; i < WARM_UP; i++) {
		step(&k);
	}
	double *sum = p->sum + number * n;
	double *square = p->square + number * n;
	for (size_t i = 0; i < p->length * THIN; i++) {
		step(&k);
		for (size_t j = 0; j < n; j++) {
			double off = k.at[j] - p->r->solution[j];
			sum[j] += off;
			square[j] += off * off;
		}
		if (i % THIN == THIN - 1) {
			p->draw[number * p->length + i / THIN] = k.at[n - 1];
		}
	}
	free(k.log_mean);
}

/* ------- one posterior ------- */

static bool is_flat(const struct threshold_settings *settings)
{
	return isinf(settings->prior_variance);
}

/* Samples the posterior of a model; false when there is no mode to start from. */
static bool sample(struct posterior *p, const struct model_space *s, model_set m, struct pool *pool)
{
	struct design *d = &p->r->design;
	if (is_flat(p->settings)) {
		design_set(d, p->c, s, m);
	} else {
		design_set_whole(d, p->c, s, m);
	}
	for (size_t i = 0; i < d->term_count; i++) {
		bool is_interaction = (d->term[i] & (d->term[i] - 1U)) != 0;
		p->precision[i] = is_interaction ? 1 / p->settings->prior_variance : 0;
	}
	if (!fit_with_prior(p->c, p->r, p->precision)) {
		return false;
	}
	p->stage++;
	p->scale = 2.38 / sqrt(d->term_count); /* Gelman, Roberts and Gilks (1996) */
	memset(p->sum, 0, (size_t)CHAINS * MODEL_TERMS_MAX * sizeof(*p->sum));
	memset(p->square, 0, (size_t)CHAINS * MODEL_TERMS_MAX * sizeof(*p->square));
	if (pool != NULL) {
		pool_run(pool, CHAINS, run_chain, p);
		return true;
	}
	for (size_t i = 0; i < CHAINS; i++) {
		run_chain(p, i);
	}
	return true;
}

/* |mean| / standard deviation of the i-th term of the design. */
static double ratio_of(const struct posterior *p, size_t i)
{
	size_t n = p->r->design.term_count;
	double count = (double)(p->length * THIN * CHAINS);
	double sum = 0;
	double square = 0;
	for (size_t k = 0; k < CHAINS; k++) {
		sum += p->sum[k * n + i];
		square += p->square[k * n + i];
	}
	double off = sum / count;
	double variance = (square - count * off * off) / (count - 1);
	return fabs(p->r->solution[i] + off) / sqrt(variance);
}

/* Puts the interactions `tested` of the posterior to the test; returns those that pass. */
static model_set passing(const struct posterior *p, struct threshold *t, model_set tested)
{
	const struct design *d = &p->r->design;
	model_set kept = 0;
	for (unsigned i = 0; i < t->space.interaction_count; i++) {
		for (size_t k = 0; k < d->term_count && (tested >> i & 1); k++) {
			if (d->term[k] == t->space.interaction[i]) {
				t->ratio[i] = ratio_of(p, k);
				kept |= (model_set)(t->ratio[i] >= p->settings->ratio_least) << i;
			}
		}
	}
	return kept;
}

/* ------- the method ------- */

static model_set of_order(const struct model_space *s, int order)
{
	model_set m = 0;
	for (unsigned i = 0; i < s->interaction_count; i++) {
		m |= (model_set)(__builtin_popcount(s->interaction[i]) == order) << i;
	}
	return m;
}

/* Three-list interactions of which all pairs are in `pairs`. */
static model_set eligible_triples(const struct model_space *s, model_set pairs)
{
	model_set m = of_order(s, 3);
	for (unsigned i = 0; i < s->interaction_count; i++) {
		if ((s->parts[i] & ~pairs) != 0) {
			m &= ~((model_set)1 << i);
		}
	}
	return m;
}

static model_set with_nobody(const struct cells *c, const struct model_space *s, model_set m)
{
	for (unsigned i = 0; i < s->interaction_count; i++) {
		if (c->star[s->interaction[i]] > 0) {
			m &= ~((model_set)1 << i);
		}
	}
	return m;
}

static bool run(struct posterior *p, struct threshold *t, struct pool *pool)
{
	model_set pairs = of_order(&t->space, 2);
	if (!sample(p, &t->space, pairs, pool)) {
		return false;
	}
	t->absent = is_flat(p->settings) ? with_nobody(p->c, &t->space, pairs) : 0;
	t->kept = passing(p, t, pairs);
	model_set triples = eligible_triples(&t->space, t->kept);
	model_set wider = t->kept | t->absent | triples;
	bool may = !is_flat(p->settings) || fit_model(p->c, &t->space, wider, p->r).code == FIT_OK;
	if (triples != 0 && may) {
		if (!sample(p, &t->space, wider, pool)) {
			return false;
		}
		t->absent |= is_flat(p->settings) ? with_nobody(p->c, &t->space, triples) : 0;
		t->kept |= passing(p, t, triples);
	}
	return sample(p, &t->space, t->kept | t->absent, pool);
}

static void summarise(const struct posterior *p, struct threshold *t)
{
	size_t count = p->length * CHAINS;
	const struct draws d = {p->draw, CHAINS, p->length};
	t->rhat = draws_rhat(&d);
	t->effective = draws_ess_bulk(&d);
	for (size_t i = 0; i < count; i++) {
		p->draw[i] = p->c->total + exp(p->draw[i]);
	}
	draws_sort(p->draw, count);
	double tail = 0.5 - 0.5 * p->settings->level;
	t->median = draws_quantile(p->draw, count, 0.5, DRAWS_TYPE_7);
	t->low = draws_quantile(p->draw, count, tail, DRAWS_TYPE_7);
	t->high = draws_quantile(p->draw, count, 1 - tail, DRAWS_TYPE_7);
}

/* The prior of its main effect is flat, and goes on for ever. */
static bool has_empty_list(const struct cells *c)
{
	bool is_empty = false;
	for (unsigned j = 0; j < c->list_count; j++) {
		is_empty |= c->star[1U << j] == 0;
	}
	return is_empty;
}

struct threshold threshold_estimate(
	const struct cells *c, const struct threshold_settings *settings, struct pool *pool)
{
	struct threshold t = {.median = NAN, .low = NAN, .high = NAN, .rhat = NAN, .effective = NAN};
	BUG_IF(settings->order_max < 2 || settings->order_max > 3 || settings->draw_count < CHAINS);
	BUG_IF(!model_space_init(&t.space, c->list_count, settings->order_max));
	for (size_t i = 0; i < MODEL_INTERACTIONS_MAX; i++) {
		t.ratio[i] = NAN;
	}
	struct fit_room room;
	struct arena a = {0};
	fit_room_init(&room, c->list_count);
	/* Where a prior is flat, the likelihood alone must hold the posterior together. */
	struct fit f = fit_model(c, &t.space, is_flat(settings) ? of_order(&t.space, 2) : 0, &room);
	t.code = has_empty_list(c) ? FIT_NONE : f.code;
	if (t.code == FIT_OK) {
		struct posterior p = {
			.c = c, .settings = settings, .r = &room, .length = settings->draw_count / CHAINS};
		p.draw = arena_calloc(&a, p.length * CHAINS, sizeof(*p.draw));
		p.sum = arena_calloc(&a, (size_t)CHAINS * MODEL_TERMS_MAX, sizeof(*p.sum));
		p.square = arena_calloc(&a, (size_t)CHAINS * MODEL_TERMS_MAX, sizeof(*p.square));
		if (run(&p, &t, pool)) {
			summarise(&p, &t);
		} else {
			t.code = FIT_NOT_CONVERGED;
		}
	}
	fit_room_done(&room);
	arena_done(&a);
	return t;
}
