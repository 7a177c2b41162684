/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Simulated populations of known size, and where that size lies in what is found of it. */
#ifndef BENCH_ESTIMATE_TRUTH_H
#define BENCH_ESTIMATE_TRUTH_H

#include "base/random.h"

/* A size in [low, high] with chances 1/N. */
int64_t truth_draw_size(struct random *r, int64_t low, int64_t high);

/* The greatest distance between the distribution of the ranks and the uniform one on [0, 1]; the ranks are sorted. */
double truth_distance(double *rank, int64_t count);

/* What truth_distance() exceeds once in a thousand by chance. */
double truth_distance_limit(int64_t count);

#endif
