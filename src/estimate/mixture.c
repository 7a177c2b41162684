/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/mixture.h"

#include <math.h>
#include <stdlib.h>

/* A valley is this much lower than the hills beside it, and a hill holds so much of all. */
static const double valley_depth = 0.1;
static const double hill_share = 0.01;

double mixture_below(const struct mixture *x, int64_t m)
{
	double sum = 0;
	for (size_t i = 0; i < x->count; i++) {
		sum += x->share[i] * density_below(x->part[i], m);
	}
	return sum;
}

double mixture_of(const struct mixture *x, int64_t m)
{
	double sum = 0;
	for (size_t i = 0; i < x->count; i++) {
		sum += x->share[i] * density_of(x->part[i], m);
	}
	return sum;
}

int64_t mixture_end(const struct mixture *x)
{
	int64_t end = 0;
	for (size_t i = 0; i < x->count; i++) {
		int64_t own = density_end(x->part[i]);
		end = own > end ? own : end;
	}
	return end;
}

int64_t mixture_quantile(const struct mixture *x, double p)
{
	BUG_IF(!(p >= 0 && p <= 1));
	if (x->count == 1) {
		return density_quantile(x->part[0], p);
	}
	int64_t low = x->part[0]->piece[0].from; /* the share below it is less than p, or it is the first */
	int64_t high = mixture_end(x);
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		if (mixture_below(x, middle) < p) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return high - 1;
}

double mixture_mean(const struct mixture *x, double (*g)(void *context, double m), void *context)
{
	double sum = 0;
	for (size_t i = 0; i < x->count; i++) {
		sum += x->share[i] * density_mean(x->part[i], g, context);
	}
	return sum;
}

static int compare_numbers(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* The points of all parts, ascending, each once; the caller frees them. */
static int64_t *points_of(const struct mixture *x, size_t *count)
{
	size_t room = 0;
	for (size_t i = 0; i < x->count; i++) {
		room += x->part[i]->piece_count * DENSITY_SHOWN;
	}
	int64_t *point = mem_calloc(room, sizeof(*point));
	size_t n = 0;
	for (size_t i = 0; i < x->count; i++) {
		n += density_points(x->part[i], point + n);
	}
	qsort(point, n, sizeof(*point), compare_numbers);
	*count = 0;
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || point[i] != point[*count - 1]) {
			point[(*count)++] = point[i];
		}
	}
	return point;
}

/* The density of ln(n + m) up to a factor; of m itself where n is below 0. */
static double height(const struct mixture *x, int64_t n, int64_t m)
{
	return mixture_of(x, m) * (n < 0 ? 1 : (double)(n + m));
}

/* The highest number of [low, high], over which there is one top. */
static int64_t top_between(const struct mixture *x, int64_t n, int64_t low, int64_t high)
{
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (height(x, n, middle) < height(x, n, middle + 1)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/* The highest number between the neighbours of point[at], which is higher than both. */
static int64_t top_near(const struct mixture *x, int64_t n, const int64_t *point, size_t count, size_t at)
{
	int64_t left = top_between(x, n, at == 0 ? point[0] : point[at - 1], point[at]);
	int64_t right = top_between(x, n, point[at], at + 1 < count ? point[at + 1] : point[at]);
	return height(x, n, left) > height(x, n, right) ? left : right;
}

int64_t mixture_mode(const struct mixture *x)
{
	size_t count;
	int64_t *point = points_of(x, &count);
	size_t best = 0;
	double high = -INFINITY;
	for (size_t i = 0; i < count; i++) {
		double here = mixture_of(x, point[i]);
		if (here > high) {
			high = here;
			best = i;
		}
	}
	int64_t mode = top_near(x, -1, point, count, best);
	free(point);
	return mode;
}

size_t mixture_hills(const struct mixture *x, int64_t n, struct mixture_hill hill[MIXTURE_MODES_MAX])
{
	size_t count;
	size_t found = 0;
	int64_t *point = points_of(x, &count);
	double top = 0;
	double bottom = INFINITY;
	size_t top_at = 0;
	int64_t bottom_at = point[0];
	double below = 0; /* share below the valley before the hill */
	bool is_falling = false;
	for (size_t i = 0; i <= count; i++) {
		double here = i < count ? height(x, n, point[i]) : 0;
		if (i == count || (is_falling && here * (1 - valley_depth) > bottom)) {
			double up_to = i < count ? mixture_below(x, bottom_at) : 1;
			if (up_to - below >= hill_share && found < MIXTURE_MODES_MAX) {
				hill[found++] = (struct mixture_hill){
					top_near(x, n, point, count, top_at), up_to - below};
				below = up_to;
			}
			is_falling = false;
			top = 0;
		}
		if (!is_falling && here > top) {
			top = here;
			top_at = i;
		}
		if (!is_falling && here < top * (1 - valley_depth)) {
			is_falling = true;
			bottom = INFINITY;
		}
		if (is_falling && here < bottom) {
			bottom = here;
			bottom_at = point[i];
		}
	}
	free(point);
	return found;
}

int64_t mixture_draw(const struct mixture *x, struct random *r)
{
	double p = random_p(r);
	size_t i = 0;
	while (i + 1 < x->count && p >= x->share[i]) {
		p -= x->share[i++];
	}
	return density_quantile(x->part[i], random_p(r));
}
