/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The modes of a posterior distribution, seen in its draws. */
#ifndef ESTIMATE_MODES_H
#define ESTIMATE_MODES_H

#include "base/base.h"

enum { MODES_MAX = 8 };

struct mode {
	double at; /* where the density is highest */
	double low; /* the lowest points on its two sides, -INFINITY and INFINITY where there is no other mode */
	double high;
	double mass; /* the share of draws that are at least low and below high */
};

/*
 * The modes of the logarithm of a count, from a Gaussian kernel density on a grid. A hill is a mode of its own when it
 * holds at least 1 % of the draws and the valley beside it is at most 0.8 of the height of the lower of its two hills.
 *
 * x         logarithms of counts, finite; the steps between neighbouring whole numbers are smoothed away
 * ess       the effective size of the draws; the width of the kernel follows from it by Silverman, Density estimation
 *           (1986), formula 3.31
 * out       receives the modes, ascending
 * returns   how many; 0 only for no draws
 *
 * ^ The masses of the modes add up to 1.
 */
size_t modes_find(const double *x, size_t count, double ess, struct mode out[MODES_MAX]);

#endif
