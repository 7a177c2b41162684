/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "truth.h"

#include "estimate/draws.h"

#include <math.h>

int64_t truth_draw_size(struct random *r, int64_t low, int64_t high)
{
	double least = (double)low;
	for (;;) {
		double x = least * exp(random_p(r) * log(((double)high + 1) / least));
		double n = floor(x);
		/* [n, n + 1) was hit with ln(1 + 1/n), which is less than 1/n */
		if (random_p(r) < 1 / (n * log1p(1 / n)) / (1 + 0.51 / least)) {
			return (int64_t)n;
		}
	}
}

double truth_distance(double *rank, int64_t count)
{
	double off = 0;
	draws_sort(rank, (size_t)count);
	for (int64_t i = 0; i < count; i++) {
		off = fmax(off, fabs(rank[i] - (double)i / (double)count));
		off = fmax(off, fabs(rank[i] - (double)(i + 1) / (double)count));
	}
	return off;
}

double truth_distance_limit(int64_t count)
{
	return 1.95 / sqrt((double)count);
}
