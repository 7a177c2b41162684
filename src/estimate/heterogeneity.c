/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/heterogeneity.h"

#include "estimate/poisson.h"
#include "estimate/special.h"

#include <math.h>

static const double gamma_shape = 3.5;

/* Columns times it are whole numbers where existence is decided; that of the gamma model is rounded there. */
static const double whole_scale = 1 << 20;

/* The design while etas are taken out of it. */
struct columns {
	const struct cells *c;
	enum heterogeneity h;
	bool by_list;
	bool has_eta[MODEL_LISTS_MAX + 1]; /* by order, from 3 */
};

/* Writes the row of a pattern, where there is room for it; returns the number of columns. */
static size_t write_row(const struct columns *k, unsigned w, double *x)
{
	size_t n = 0;
	double captures = __builtin_popcount(w);
	double none[2 * MODEL_LISTS_MAX + 2];
	x = x == NULL ? none : x;
	x[n++] = 1;
	if (!k->by_list) {
		x[n++] = captures;
	}
	for (unsigned j = 0; k->by_list && j < k->c->list_count; j++) {
		x[n++] = w >> j & 1;
	}
	switch (k->h) {
	case HETEROGENEITY_CHAO:
		for (unsigned order = 3; order <= k->c->list_count; order++) {
			if (k->has_eta[order]) {
				x[n++] = fmax(captures - order + 1, 0);
			}
		}
		break;
	case HETEROGENEITY_POISSON:
		x[n++] = exp2(captures) - 1;
		break;
	case HETEROGENEITY_DARROCH:
		x[n++] = captures * captures / 2;
		break;
	case HETEROGENEITY_GAMMA:
		x[n++] = log(gamma_shape) - log(gamma_shape + captures);
		break;
	case HETEROGENEITY_NONE:
	case HETEROGENEITY_COUNT:
		break;
	}
	return n;
}

static struct poisson_fit fit_columns(const struct columns *k, struct arena *a, size_t *column_count)
{
	size_t rows = k->c->size - 1;
	size_t n = write_row(k, 0, NULL);
	double *x = arena_calloc(a, rows * n, sizeof(*x));
	double *y = arena_calloc(a, rows, sizeof(*y));
	for (unsigned w = 1; w < k->c->size; w++) {
		write_row(k, w, x + (w - 1) * n);
		y[w - 1] = (double)k->c->count[w];
	}
	*column_count = n;
	return poisson_regress(&(struct poisson_data){rows, n, x, y}, a);
}

/* The order of the first negative eta; 0 where there is none. */
static unsigned negative_eta(const struct columns *k, const struct poisson_fit *p)
{
	size_t at = k->by_list ? k->c->list_count + 1 : 2;
	for (unsigned order = 3; k->h == HETEROGENEITY_CHAO && order <= k->c->list_count; order++) {
		if (k->has_eta[order] && p->coefficient[at++] < 0) {
			return order;
		}
	}
	return 0;
}

/* Whether the model of these columns has an estimate, and only one. */
static enum fit_code code_of(const struct columns *k, struct arena *a)
{
	double row[2 * MODEL_LISTS_MAX + 2];
	size_t rows = k->c->size - 1;
	size_t n = write_row(k, 0, row);
	int64_t *x = arena_calloc(a, rows * n, sizeof(*x));
	bool *has_people = arena_calloc(a, rows, sizeof(*has_people));
	for (unsigned w = 1; w < k->c->size; w++) {
		write_row(k, w, row);
		has_people[w - 1] = k->c->count[w] > 0;
		for (size_t i = 0; i < n; i++) {
			bool is_last = i + 1 == n && k->h != HETEROGENEITY_NONE;
			x[(w - 1) * n + i] = llround(row[i] * (is_last ? whole_scale : 1));
		}
	}
	return (enum fit_code)exist_check_design(&(struct exist_design){x, has_people, rows, n}, a);
}

static struct fit of_columns(const struct columns *k, struct arena *a)
{
	struct fit f = {FIT_NOT_CONVERGED, 0, 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
	struct columns left = *k;
	size_t n;
	struct poisson_fit p = fit_columns(&left, a, &n);
	for (unsigned order; p.is_ok && (order = negative_eta(&left, &p)) != 0; f.absent_count++) {
		left.has_eta[order] = false;
		p = fit_columns(&left, a, &n);
	}
	f.parameter_count = (unsigned)n;
	enum fit_code code = code_of(&left, a);
	if (code != FIT_OK) {
		f.code = code;
		return f;
	}
	double missing = exp(p.coefficient[0]);
	if (!p.is_ok || !isfinite(missing)) {
		return f;
	}
	double likelihood_log = k->c->saturated_log - 0.5 * p.deviance;
	f.code = FIT_OK;
	f.missing = missing;
	f.missing_log = p.coefficient[0];
	f.missing_log_variance = p.intercept_variance;
	f.total = k->c->total + missing;
	f.error = sqrt(missing + missing * missing * p.intercept_variance);
	f.deviance = p.deviance;
	f.aic = -2 * likelihood_log + 2 * f.parameter_count;
	f.bic = -2 * likelihood_log + k->c->total_log * f.parameter_count;
	return f;
}

/* The most lists that anyone is on. */
static unsigned most_captures(const struct cells *c)
{
	unsigned most = 0;
	for (unsigned w = 1; w < c->size; w++) {
		unsigned captures = (unsigned)__builtin_popcount(w);
		most = c->count[w] > 0 && captures > most ? captures : most;
	}
	return most;
}

struct fit heterogeneity_fit(const struct cells *c, enum heterogeneity h, bool by_list)
{
	if (h != HETEROGENEITY_NONE && c->list_count < 3) {
		return (struct fit){FIT_MANY, 0, 0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
	}
	struct arena a = {0};
	struct columns k = {.c = c, .h = h, .by_list = by_list};
	unsigned most = most_captures(c);
	for (unsigned order = 3; order <= most; order++) {
		k.has_eta[order] = true;
	}
	struct fit f = of_columns(&k, &a);
	f.absent_count += h == HETEROGENEITY_CHAO ? c->list_count - (most < 2 ? 2 : most) : 0;
	arena_done(&a);
	return f;
}

/* ------- dependence ------- */

static struct dependence dependence_of(const struct cells *c, unsigned first, unsigned second)
{
	unsigned one = 1U << first;
	unsigned two = 1U << second;
	double same = 0;
	double crossed = 0;
	double excess = 0;
	double variance = 0;
	for (unsigned v = 1; v < c->size; v++) {
		if (v & (one | two)) {
			continue;
		}
		double both = (double)c->count[v | one | two];
		double only_one = (double)c->count[v | one];
		double only_two = (double)c->count[v | two];
		double neither = (double)c->count[v];
		double n = both + only_one + only_two + neither;
		if (n < 2) {
			continue;
		}
		double row = both + only_one;
		double column = both + only_two;
		same += both * neither / n;
		crossed += only_one * only_two / n;
		excess += both - row * column / n;
		variance += row * (n - row) / n * (column / n) * (n - column) / (n - 1);
	}
	double odds_ratio = same > 0 || crossed > 0 ? same / crossed : NAN;
	return (struct dependence){first, second, odds_ratio, variance > 0 ? excess / sqrt(variance) : NAN};
}

bool heterogeneity_dependence(const struct cells *c, struct dependence *out)
{
	unsigned pairs = c->list_count * (c->list_count - 1) / 2;
	size_t n = 0;
	bool is_negative = false;
	for (unsigned i = 0; i < c->list_count; i++) {
		for (unsigned j = i + 1; j < c->list_count; j++) {
			out[n] = dependence_of(c, i, j);
			is_negative |= out[n].z < special_normal_quantile(0.05 / pairs);
			n++;
		}
	}
	return is_negative;
}
