/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/matrix.h"

#include <float.h>
#include <math.h>

/* A pivot this small beside what stood on the diagonal is rounding. */
static const double pivot_least = 4 * DBL_EPSILON;

bool matrix_factor(double *a, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		double *row = a + i * n;
		double before = row[i];
		for (size_t k = 0; k < i; k++) {
			const double *above = a + k * n;
			double factor = above[i];
			for (size_t j = i; j < n; j++) {
				row[j] -= factor * above[j];
			}
		}
		if (!(row[i] > pivot_least * before)) {
			return false;
		}
		double scale = 1 / sqrt(row[i]);
		for (size_t j = i; j < n; j++) {
			row[j] *= scale;
		}
	}
	return true;
}

/* U'x = b in place, from row `from`, above which b is 0. */
static void solve_lower(const double *u, size_t n, double *b, size_t from)
{
	for (size_t i = from; i < n; i++) {
		const double *row = u + i * n;
		b[i] /= row[i];
		for (size_t j = i + 1; j < n; j++) {
			b[j] -= row[j] * b[i];
		}
	}
}

void matrix_solve_upper(const double *u, size_t n, double *b)
{
	for (size_t i = n; i-- > 0;) {
		const double *row = u + i * n;
		double sum = b[i];
		for (size_t j = i + 1; j < n; j++) {
			sum -= row[j] * b[j];
		}
		b[i] = sum / row[i];
	}
}

void matrix_solve(const double *u, size_t n, double *b)
{
	solve_lower(u, n, b, 0);
	matrix_solve_upper(u, n, b);
}

double matrix_inverse_diagonal(const double *u, size_t n, size_t i, double *scratch)
{
	memset(scratch, 0, n * sizeof(*scratch));
	scratch[i] = 1;
	solve_lower(u, n, scratch, i);
	double sum = 0;
	for (size_t k = i; k < n; k++) {
		sum += scratch[k] * scratch[k];
	}
	return sum;
}
