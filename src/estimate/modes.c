/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/modes.h"

#include "base/mem.h"
#include "estimate/draws.h"

#include <math.h>

static const double LEAST_MASS = 0.01;
static const double VALLEY = 0.8;

/* A density on equally spaced points. */
struct density {
	double low;
	double step;
	size_t count;
	double *value;
};

static double place_of(const struct density *d, size_t point)
{
	return d->low + (double)point * d->step;
}

/*
 * The width of the kernel: Silverman's rule, but never less than the step between the smallest whole numbers, whose
 * logarithms would each be a mode of their own.
 */
static double kernel_width(const double *sorted, size_t count, double size)
{
	double quartiles = draws_quantile(sorted, count, 0.75, DRAWS_TYPE_7) -
		draws_quantile(sorted, count, 0.25, DRAWS_TYPE_7);
	double spread = count > 1 ? sqrt(draws_variance(sorted, count)) : 0;
	if (quartiles > 0) {
		spread = fmin(spread, quartiles / 1.34);
	}
	return fmax(0.9 * spread * pow(fmax(size, 1), -0.2), exp(-sorted[0]));
}

/* Draws are shared out between the two points beside them; then each point spreads over its neighbours. */
static struct density estimate_density(const double *sorted, size_t count, double width)
{
	enum { POINTS_A_WIDTH = 4, REACH = 4 * POINTS_A_WIDTH, POINTS_MAX = 8192 };
	struct density d = {.step = width / POINTS_A_WIDTH};
	double range = sorted[count - 1] - sorted[0];
	d.step = fmax(d.step, range / (POINTS_MAX - 2 * REACH - 2));
	d.low = sorted[0] - REACH * d.step;
	d.count = (size_t)(range / d.step) + 2 * REACH + 2;
	d.value = mem_calloc(d.count, sizeof(*d.value));
	double *shares = mem_calloc(d.count, sizeof(*shares));
	for (size_t i = 0; i < count; i++) {
		double place = (sorted[i] - d.low) / d.step;
		size_t k = (size_t)place;
		shares[k] += (double)(k + 1) - place;
		shares[k + 1] += place - (double)k;
	}
	double weight[REACH + 1];
	for (size_t k = 0; k <= REACH; k++) {
		double z = (double)k * d.step / width;
		weight[k] = exp(-0.5 * z * z);
	}
	for (size_t i = 0; i < d.count; i++) {
		size_t end = i + REACH < d.count ? i + REACH + 1 : d.count;
		for (size_t k = i < REACH ? 0 : i - REACH; k < end; k++) {
			d.value[i] += weight[k < i ? i - k : k - i] * shares[k];
		}
	}
	free(shares);
	return d;
}

/* A hill of the density: its top, and the valley where the next one begins, the last point for the last hill. */
struct hill {
	size_t top;
	size_t end;
	double mass;
};

/* The share of draws below x. */
static double share_below(const double *sorted, size_t count, double x)
{
	size_t low = 0;
	size_t high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (sorted[middle] < x) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return (double)low / (double)count;
}

/* Cuts the density at each of its lowest points between two higher ones. out has room for a hill a point. */
static size_t find_hills(const struct density *d, const double *sorted, size_t count, struct hill *out)
{
	size_t n = 0;
	size_t top = 0;
	double below = 0;
	for (size_t i = 1; i < d->count; i++) {
		if (d->value[i] > d->value[top]) {
			top = i;
		}
		bool is_last = i + 1 == d->count;
		if (is_last || (d->value[i] < d->value[top] && d->value[i] < d->value[i + 1])) {
			double end = is_last ? 1 : share_below(sorted, count, place_of(d, i));
			out[n++] = (struct hill){top, i, end - below};
			below = end;
			top = i;
		}
	}
	return n;
}

/* How deep the valley after hill h is, as a share of the lower one of the two hills' heights: 1 is no valley at all. */
static double valley_after(const struct density *d, const struct hill *h)
{
	return d->value[h[0].end] / fmin(d->value[h[0].top], d->value[h[1].top]);
}

/* Makes one hill of h and the one after it. */
static void join(const struct density *d, struct hill *hills, size_t *count, size_t h)
{
	struct hill *left = &hills[h];
	const struct hill *right = &hills[h + 1];
	if (d->value[right->top] > d->value[left->top]) {
		left->top = right->top;
	}
	left->end = right->end;
	left->mass += right->mass;
	(*count)--;
	memmove(&hills[h + 1], &hills[h + 2], (*count - h - 1) * sizeof(*hills));
}

/* Joins hills across the shallowest valley, until all valleys are deep. */
static void join_shallow(const struct density *d, struct hill *hills, size_t *count)
{
	while (*count > 1) {
		size_t worst = 0;
		for (size_t h = 1; h + 1 < *count; h++) {
			if (valley_after(d, &hills[h]) > valley_after(d, &hills[worst])) {
				worst = h;
			}
		}
		if (valley_after(d, &hills[worst]) <= VALLEY) {
			return;
		}
		join(d, hills, count, worst);
	}
}

/* Joins the smallest hill with its neighbour across the higher valley, until the smallest has `least` of the mass. */
static void join_small(const struct density *d, struct hill *hills, size_t *count, double least)
{
	while (*count > 1) {
		size_t small = 0;
		for (size_t h = 1; h < *count; h++) {
			if (hills[h].mass < hills[small].mass) {
				small = h;
			}
		}
		if (hills[small].mass >= least && *count <= MODES_MAX) {
			return;
		}
		bool to_left = small + 1 == *count ||
			(small > 0 && d->value[hills[small - 1].end] > d->value[hills[small].end]);
		join(d, hills, count, to_left ? small - 1 : small);
	}
}

size_t modes_find(const double *x, size_t count, double ess, struct mode out[MODES_MAX])
{
	if (count == 0) {
		return 0;
	}
	double *sorted = mem_calloc(count, sizeof(*sorted));
	memcpy(sorted, x, count * sizeof(*sorted));
	draws_sort(sorted, count);
	struct density d = estimate_density(sorted, count, kernel_width(sorted, count, ess));
	struct hill *hills = mem_calloc(d.count, sizeof(*hills));
	size_t n = find_hills(&d, sorted, count, hills);
	join_small(&d, hills, &n, LEAST_MASS);
	join_shallow(&d, hills, &n);
	for (size_t h = 0; h < n; h++) {
		out[h] = (struct mode){
			.at = place_of(&d, hills[h].top),
			.low = h == 0 ? -INFINITY : place_of(&d, hills[h - 1].end),
			.high = h + 1 == n ? INFINITY : place_of(&d, hills[h].end),
			.mass = hills[h].mass,
		};
	}
	free(hills);
	free(d.value);
	free(sorted);
	return n;
}
