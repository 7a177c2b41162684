/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A prior for the chances of the lists from what somebody holds likely of the expansion factor N / n. */
#ifndef ESTIMATE_LATENT_PRIOR_H
#define ESTIMATE_LATENT_PRIOR_H

#include "estimate/latent_model.h"

/*
 * Finds list_a and list_b so that the expansion factor of a class, 1 / (1 - prod_j (1 - lambda_j)), has about these
 * quantiles before the data are seen.
 *
 * lists     J, at least 1
 * low       its 2.5 % quantile, above 1; high: its 97.5 % quantile, above low
 * returns   false when no Beta distribution with parameters from LATENT_LIST_MIN to 1e6 comes near them
 *
 * -sum_j ln(1 - lambda_j) is taken for a Gamma variable: its two quantiles give mean and variance, and these a and b.
 * Source: the approach of HRDAG's StanLCMCR (fit/src/beta_priors.R); moments of ln(1 - lambda) by Abramowitz and Stegun
 * 6.3 and 6.4.
 *
 * ^ Simulated expansion factors have the quantiles asked for, within 5 % of their distance from 1.
 */
bool latent_prior_expansion(struct latent_prior *prior, unsigned lists, double low, double high) MUST_USE;

#endif
