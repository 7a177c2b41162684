/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/poisson.h"

#include "estimate/matrix.h"

#include <math.h>

enum { STEPS_MAX = 100 };
static const double deviance_change = 1e-8;
static const double start_addend = 0.1;

struct state {
	const struct poisson_data *d;
	double *log_mean;
	double *information; /* then its Cholesky factor */
	double *coefficient;
};

/* One step of weighted least squares. */
static bool solve(const struct state *s)
{
	const struct poisson_data *d = s->d;
	size_t p = d->column_count;
	memset(s->information, 0, p * p * sizeof(*s->information));
	memset(s->coefficient, 0, p * sizeof(*s->coefficient));
	for (size_t i = 0; i < d->row_count; i++) {
		const double *x = d->x + i * p;
		double mean = exp(s->log_mean[i]);
		double working = mean * (s->log_mean[i] - 1) + d->y[i];
		for (size_t j = 0; j < p; j++) {
			s->coefficient[j] += x[j] * working;
			for (size_t k = j; k < p; k++) {
				s->information[j * p + k] += mean * x[j] * x[k];
			}
		}
	}
	if (!matrix_factor(s->information, p)) {
		return false;
	}
	matrix_solve(s->information, p, s->coefficient);
	return true;
}

static double spread(const struct state *s)
{
	const struct poisson_data *d = s->d;
	double deviance = 0;
	for (size_t i = 0; i < d->row_count; i++) {
		double y = d->y[i];
		s->log_mean[i] = 0;
		for (size_t j = 0; j < d->column_count; j++) {
			s->log_mean[i] += d->x[i * d->column_count + j] * s->coefficient[j];
		}
		deviance += 2 * ((y > 0 ? y * (log(y) - s->log_mean[i]) : 0) - (y - exp(s->log_mean[i])));
	}
	return deviance;
}

struct poisson_fit poisson_regress(const struct poisson_data *d, struct arena *a)
{
	size_t p = d->column_count;
	struct state s = {d, arena_calloc(a, d->row_count, sizeof(double)),
		arena_calloc(a, p * p, sizeof(double)), arena_calloc(a, p, sizeof(double))};
	struct poisson_fit f = {false, s.coefficient, NAN, NAN};
	for (size_t i = 0; i < d->row_count; i++) {
		s.log_mean[i] = log(d->y[i] + start_addend);
	}
	double old = INFINITY;
	for (int step = 0; step < STEPS_MAX && solve(&s); step++) {
		f.deviance = spread(&s);
		if (fabs(f.deviance - old) < deviance_change * (fabs(f.deviance) + 0.1)) {
			f.is_ok = true;
			double *scratch = arena_calloc(a, p, sizeof(*scratch));
			f.intercept_variance = matrix_inverse_diagonal(s.information, p, 0, scratch);
			return f;
		}
		old = f.deviance;
	}
	return f;
}
