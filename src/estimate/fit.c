/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/fit.h"

#include "estimate/lattice.h"
#include "estimate/matrix.h"
#include "estimate/special.h"

#include <math.h>

enum { STEPS_MAX = 100, HALVINGS_MAX = 30 };
static const double deviance_change = 1e-8;

void fit_room_init(struct fit_room *r, unsigned list_count)
{
	*r = (struct fit_room){0};
	struct arena *a = &r->memory;
	size_t size = (size_t)1 << list_count;
	size_t terms = size < MODEL_TERMS_MAX ? size : MODEL_TERMS_MAX;
	design_init(&r->design, a, list_count);
	r->mean = arena_calloc(a, size, sizeof(double));
	r->coefficient = arena_calloc(a, size, sizeof(double));
	r->weight = arena_calloc(a, size, sizeof(double));
	r->working = arena_calloc(a, size, sizeof(double));
	r->log_mean = arena_calloc(a, size, sizeof(double));
	r->factor = arena_calloc(a, terms * terms, sizeof(double));
	r->solution = arena_calloc(a, terms, sizeof(double));
	r->before = arena_calloc(a, terms, sizeof(double));
}

void fit_room_done(struct fit_room *r)
{
	arena_done(&r->memory);
	arena_done(&r->scratch);
	*r = (struct fit_room){0};
}

/*
 * A fit of the design in the room: with n_0 known where `missing` is above 0, with a prior where `precision` is
 * given.
 */
struct task {
	const struct cells *c;
	struct fit_room *r;
	double missing;
	const double *precision;
};

/* Where iteration starts: the means are the counts, a little raised. */
static void start(const struct task *t)
{
	struct fit_room *r = t->r;
	memcpy(r->log_mean, t->c->start_log, t->c->size * sizeof(*r->log_mean));
	memset(r->mean, 0, t->c->size * sizeof(*r->mean));
	for (size_t k = 0; k < r->design.cell_count; k++) {
		size_t w = r->design.cell[k];
		r->mean[w] = exp(r->log_mean[w]);
	}
	if (t->missing > 0) {
		r->mean[0] = t->missing;
		r->log_mean[0] = log(t->missing);
	}
	memset(r->coefficient, 0, t->c->size * sizeof(*r->coefficient));
}

/* One step of weighted least squares, from the means to the coefficients. */
static bool solve(const struct task *t)
{
	struct fit_room *r = t->r;
	const struct design *d = &r->design;
	memcpy(r->weight, r->mean, t->c->size * sizeof(*r->weight));
	memset(r->working, 0, t->c->size * sizeof(*r->working));
	for (size_t k = 0; k < d->cell_count; k++) {
		size_t w = d->cell[k];
		r->working[w] = r->mean[w] * (r->log_mean[w] - 1) + (double)t->c->count[w];
	}
	if (t->missing > 0) {
		r->working[0] = r->mean[0] * (r->log_mean[0] - 1) + t->missing;
	}
	lattice_sum_supersets(r->weight, t->c->list_count);
	lattice_sum_supersets(r->working, t->c->list_count);
	size_t n = d->term_count;
	for (size_t i = 0; i < n; i++) {
		double *row = r->factor + i * n;
		for (size_t j = i; j < n; j++) {
			row[j] = r->weight[d->term[i] | d->term[j]];
		}
		row[i] += t->precision == NULL ? 0 : t->precision[i];
		r->solution[i] = r->working[d->term[i]];
	}
	if (!matrix_factor(r->factor, n)) {
		return false;
	}
	matrix_solve(r->factor, n, r->solution);
	return true;
}

/* From the coefficients to the means. Returns the deviance, with that of the prior. */
static double spread(const struct task *t)
{
	struct fit_room *r = t->r;
	const struct design *d = &r->design;
	double deviance = 0;
	for (size_t i = 0; i < d->term_count; i++) {
		double x = r->solution[i];
		r->coefficient[d->term[i]] = x;
		deviance += t->precision == NULL ? 0 : t->precision[i] * x * x;
	}
	memcpy(r->log_mean, r->coefficient, t->c->size * sizeof(*r->log_mean));
	lattice_sum_subsets(r->log_mean, t->c->list_count);
	for (size_t k = 0; k < d->cell_count; k++) {
		size_t w = d->cell[k];
		double y = (double)t->c->count[w];
		r->mean[w] = exp(r->log_mean[w]);
		deviance += 2 * (y * (t->c->count_log[w] - r->log_mean[w]) - (y - r->mean[w]));
	}
	if (t->missing > 0) {
		double y = t->missing;
		r->mean[0] = exp(r->log_mean[0]);
		deviance += 2 * (y * (log(y) - r->log_mean[0]) - (y - r->mean[0]));
	}
	return deviance;
}

/* Halves the step until the deviance is no worse than before it. */
static double shorten(const struct task *t, double deviance, double old)
{
	struct fit_room *r = t->r;
	double allowed = old + deviance_change * (fabs(old) + 0.1);
	for (int i = 0; i < HALVINGS_MAX && !(deviance <= allowed); i++) {
		for (size_t k = 0; k < r->design.term_count; k++) {
			r->solution[k] = 0.5 * (r->solution[k] + r->before[k]);
		}
		deviance = spread(t);
	}
	return deviance;
}

/* Returns the deviance, or NaN. */
static double iterate(const struct task *t)
{
	struct fit_room *r = t->r;
	double old = INFINITY;
	start(t);
	for (int step = 0; step < STEPS_MAX; step++) {
		if (!solve(t)) {
			return NAN;
		}
		double deviance = spread(t);
		if (step > 0) {
			deviance = shorten(t, deviance, old);
		}
		if (fabs(deviance - old) < deviance_change * (fabs(deviance) + 0.1)) {
			return deviance;
		}
		if (!isfinite(deviance)) {
			return NAN;
		}
		memcpy(r->before, r->solution, r->design.term_count * sizeof(*r->before));
		old = deviance;
	}
	return NAN;
}

static struct fit refused(enum fit_code code, const struct design *d)
{
	return (struct fit){.code = code,
		.parameter_count = d->term_count + d->absent_count,
		.absent_count = d->absent_count,
		.missing = NAN,
		.missing_log = NAN,
		.missing_log_variance = NAN,
		.total = NAN,
		.error = NAN,
		.deviance = NAN,
		.aic = NAN,
		.bic = NAN};
}

static struct fit fit_design(const struct cells *c, struct fit_room *r)
{
	const struct design *d = &r->design;
	struct fit f = refused(FIT_NOT_CONVERGED, d);
	double deviance = iterate(&(struct task){.c = c, .r = r});
	size_t last = d->term_count - 1U;
	double missing = exp(r->coefficient[0]);
	if (isnan(deviance) || !isfinite(missing)) {
		return f;
	}
	double pivot = r->factor[last * d->term_count + last];
	double likelihood_log = c->saturated_log - 0.5 * deviance;
	f.code = FIT_OK;
	f.missing = missing;
	f.missing_log = r->coefficient[0];
	f.missing_log_variance = 1 / (pivot * pivot);
	f.total = c->total + missing;
	f.error = sqrt(missing + missing * missing * f.missing_log_variance);
	f.deviance = deviance;
	f.aic = -2 * likelihood_log + 2 * f.parameter_count;
	f.bic = -2 * likelihood_log + c->total_log * f.parameter_count;
	return f;
}

struct fit fit_unchecked(const struct cells *c, const struct model_space *s, model_set m, struct fit_room *r)
{
	design_set(&r->design, c, s, m);
	return fit_design(c, r);
}

struct fit fit_model(const struct cells *c, const struct model_space *s, model_set m, struct fit_room *r)
{
	BUG_IF(!model_is_hierarchical(s, m));
	design_set(&r->design, c, s, m);
	enum exist_code code = exist_check(c, &r->design, &r->scratch);
	arena_reset(&r->scratch);
	return code == EXIST_YES ? fit_design(c, r) : refused((enum fit_code)code, &r->design);
}

double fit_with_missing(const struct cells *c, struct fit_room *r, double missing, double *mean)
{
	BUG_IF(!(missing > 0));
	double deviance = iterate(&(struct task){.c = c, .r = r, .missing = missing});
	*mean = r->mean[0];
	return deviance;
}

bool fit_with_prior(const struct cells *c, struct fit_room *r, const double *precision)
{
	return !isnan(iterate(&(struct task){.c = c, .r = r, .precision = precision}));
}

double fit_largest_error(struct fit_room *r)
{
	size_t n = r->design.term_count;
	double largest = 0;
	for (size_t i = 0; i < n; i++) {
		largest = fmax(largest, matrix_inverse_diagonal(r->factor, n, i, r->before));
	}
	return sqrt(largest);
}

struct interval fit_interval(const struct cells *c, const struct fit *f, double level)
{
	double z = special_normal_quantile(0.5 + 0.5 * level);
	double reach = z * sqrt(f->missing_log_variance);
	return (struct interval){
		c->total + exp(f->missing_log - reach), c->total + exp(f->missing_log + reach)};
}
