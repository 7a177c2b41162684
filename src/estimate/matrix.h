/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Small symmetric systems by Cholesky's method. Matrices are n by n, row by row; only the upper triangle is used. */
#ifndef ESTIMATE_MATRIX_H
#define ESTIMATE_MATRIX_H

#include "base/base.h"

/*
 * Factors a = U'U in place, U upper triangular.
 *
 * returns   false when `a` is not positive definite to about the precision of a double; `a` is spoiled then
 */
bool matrix_factor(double *a, size_t n) MUST_USE;

/*
 * Solves U'U x = b in place.
 *
 * ^ What was factored, times the solution, is the right side.
 */
void matrix_solve(const double *u, size_t n, double *b);

/* Solves U x = b in place: with standard normal b, x has the covariance matrix of which U'U is the inverse. */
void matrix_solve_upper(const double *u, size_t n, double *b);

/*
 * The i-th diagonal element of the inverse of U'U.
 *
 * scratch   n numbers
 */
double matrix_inverse_diagonal(const double *u, size_t n, size_t i, double *scratch);

#endif
