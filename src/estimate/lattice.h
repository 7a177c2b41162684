/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sums over the subsets of lists. An array of 2^J numbers has one for each set of lists, at the index that is its
 * mask; log-linear models need its sums over all subsets or all supersets of each set (the zeta transform), which take
 * J 2^(J-1) additions in place.
 */
#ifndef ESTIMATE_LATTICE_H
#define ESTIMATE_LATTICE_H

#include "base/base.h"

/*
 * x[s] becomes the sum of x[t] over all t within s.
 *
 * list_count    J; x has 2^J numbers
 */
void lattice_sum_subsets(double *x, unsigned list_count);

/* x[s] becomes the sum of x[t] over all t that contain s. */
void lattice_sum_supersets(double *x, unsigned list_count);
void lattice_count_supersets(int64_t *x, unsigned list_count);

#endif
