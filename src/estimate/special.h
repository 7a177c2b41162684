/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Special functions of statistics, to about the last digits of a double. Pure; safe from any thread. */
#ifndef ESTIMATE_SPECIAL_H
#define ESTIMATE_SPECIAL_H

#include "base/base.h"

/*
 * ln Γ(x) for x above 0.
 *
 * ^ Within 1e-13 (relative, or absolute near the zeros 1 and 2) of the exact value.
 */
double special_gamma_log(double x);

/* ln(e^a + e^b); -INFINITY stands for ln 0. */
double special_add_log(double a, double b);

/*
 * ln of the sum of e^x[i]; -INFINITY for none.
 *
 * ^ Neither overflows nor underflows while the result does not.
 */
double special_sum_log(const double *x, size_t count);

/*
 * Replaces each of count numbers by e^x, several at a time. x up to 700; e^-700 stands for all below.
 *
 * ^ Within 1e-15 (relative) of exp().
 */
void special_exp_each(double *x, size_t count);

/*
 * Replaces each of count numbers by ln(1 + x), several at a time. x above -0.99.
 *
 * ^ Within 1e-15 (relative) of log1p().
 */
void special_log1p_each(double *x, size_t count);

/*
 * P(Z <= z) of the standard normal distribution, and its inverse for p in (0, 1).
 *
 * ^ Each undoes the other.
 */
double special_normal_p(double z);
double special_normal_quantile(double p);

/*
 * The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P, for a above 0 and x >= 0.
 *
 * Poisson: P(X <= k) is Q(k + 1, mean). Chi-square with f degrees: P(X <= x) is P(f/2, x/2).
 * Source: Abramowitz and Stegun 6.5.29 (series) and 6.5.31 (continued fraction).
 */
double special_gamma_p(double a, double x);
double special_gamma_q(double a, double x);

/* The regularised incomplete beta function I_x(a, b). Source: Abramowitz and Stegun 26.5.8. */
double special_beta_p(double a, double b, double x);

/* The quantile of Student's t with `degrees` degrees of freedom (not necessarily whole), p in (0, 1). */
double special_t_quantile(double p, double degrees);

#endif
