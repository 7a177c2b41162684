/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether intervals of the latent class model hold what they say, on data drawn from its own priors: alpha, the chances
 * of the classes and of the lists, N from 1/N between two bounds; then who is on which lists. Slow by intention: run by
 * hand, its output kept as text.
 *
 *     calibrate_latent [SETS]        so many data sets a row, 1000 unless said
 *
 * The posterior is that of the bounded prior too: the upper bound is the limit on the number missing, and draws below the
 * lower one are left out. Chains run to the effective sizes below, which leaves a Monte Carlo error in each limit.
 *
 * apart       sets whose chains did not agree within the work allowed; they are in none of the other columns
 * covered     N lies in the 95 % interval; wider than it says where few numbers carry all, as in calibrate.c
 * level       the rank of N among the draws, equal ones divided by chance, lies in 0.025 ... 0.975: 95 % is right
 * off, limit  as in calibrate.c
 */
#include "truth.h"

#include "base/random.h"
#include "estimate/draws.h"
#include "estimate/latent.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { N_LOW = 50, N_HIGH = 2000, LISTS_MAX = 5, CELLS_MAX = 1 << LISTS_MAX };

static const double BULK_MIN = 1000;
static const double TAIL_MIN = 500;
static const uint64_t WORK_MAX = 20000;

struct world {
	unsigned list_count;
	unsigned class_count;
	uint32_t row;
};

struct tally {
	int64_t sets;
	int64_t apart;
	int64_t covered;
	int64_t level;
	double *rank;
};

/* The chances of all patterns, class by class; the prior is that of latent_options_default(). */
static void draw_chances(
	const struct world *w, struct random *r, const struct latent_prior *prior, double *chance)
{
	size_t cells = (size_t)1 << w->list_count;
	double alpha = random_gamma(r, prior->alpha_shape) / prior->alpha_rate;
	double left = 1;
	memset(chance, 0, cells * sizeof(*chance));
	for (unsigned k = 0; k < w->class_count; k++) {
		bool is_last = k + 1 == w->class_count;
		double share = is_last ? left : -left * expm1(log(random_p(r)) / alpha); /* Beta(1, alpha) */
		double lambda[LISTS_MAX];
		for (unsigned j = 0; j < w->list_count; j++) {
			lambda[j] = random_p(r);
		}
		for (size_t cell = 0; cell < cells; cell++) {
			double p = share;
			for (unsigned j = 0; j < w->list_count; j++) {
				p *= cell >> j & 1 ? lambda[j] : 1 - lambda[j];
			}
			chance[cell] += p;
		}
		left -= is_last ? 0 : share;
	}
}

static void draw_table(const struct world *w, struct random *r, const struct latent_prior *prior,
	struct arena *a, int64_t size, struct capture_table *t)
{
	static const struct bytes names[LISTS_MAX];
	double chance[CELLS_MAX];
	int64_t count[CELLS_MAX];
	uint64_t mask[CELLS_MAX];
	struct err e = {0};
	size_t cells = (size_t)1 << w->list_count;
	draw_chances(w, r, prior, chance);
	random_multinomial(r, size, chance, cells, count);
	for (size_t i = 0; i < cells; i++) {
		mask[i] = i;
	}
	int rc = capture_table_build(t, a, w->list_count, names, mask + 1, count + 1, cells - 1, &e);
	BUG_IF(rc != 0);
}

/* Compares N with the draws that are not below N_LOW. */
static void score(struct tally *y, const struct latent_result *result, double size, struct random *r)
{
	size_t all = result->chain_count * result->length;
	double *kept = mem_calloc(all, sizeof(*kept));
	size_t count = 0;
	size_t below = 0;
	size_t same = 0;
	for (size_t i = 0; i < all; i++) {
		if (result->total[i] >= N_LOW) {
			kept[count++] = result->total[i];
			below += result->total[i] < size;
			same += result->total[i] == size;
		}
	}
	double rank = ((double)below + random_p(r) * (double)same) / (double)count;
	draws_sort(kept, count);
	y->covered += size >= draws_quantile(kept, count, 0.025, DRAWS_TYPE_7) &&
		size <= draws_quantile(kept, count, 0.975, DRAWS_TYPE_7);
	y->level += rank >= 0.025 && rank <= 0.975;
	y->rank[y->sets++] = rank;
	free(kept);
}

static void run_set(const struct world *w, uint32_t index, struct tally *y)
{
	struct arena a = {0};
	struct random r;
	struct capture_table t;
	struct latent_result result;
	struct latent_options o;
	latent_options_default(&o);
	random_init(&r, &(struct random_place){.seed = 20261122, .replicate = w->row, .step = index});
	int64_t size = truth_draw_size(&r, N_LOW, N_HIGH);
	draw_table(w, &r, &o.prior, &a, size, &t);
	if (t.total > 0) {
		o.prior.missing_max = N_HIGH - t.total;
		o.class_count = w->class_count;
		o.seed = index;
		o.replicate = w->row;
		o.bulk_min = BULK_MIN;
		o.tail_min = TAIL_MIN;
		o.work_max = WORK_MAX;
		latent_run(&result, &a, &t, &o, NULL, NULL);
		if (result.state == LATENT_CONVERGED) {
			score(y, &result, (double)size, &r);
		} else {
			y->apart++;
		}
	}
	arena_done(&a);
}

static void run_row(const struct world *w, int64_t sets)
{
	struct arena a = {0};
	struct tally y = {.rank = arena_calloc(&a, (size_t)sets, sizeof(double))};
	for (uint32_t i = 0; y.sets < sets; i++) {
		run_set(w, i, &y);
	}
	double n = (double)y.sets;
	printf("%5u %7u %6" PRId64 " %6" PRId64 " %8.1f %% %6.1f %% %8.4f %8.4f\n", w->list_count,
		w->class_count, y.sets, y.apart, 100 * (double)y.covered / n, 100 * (double)y.level / n,
		truth_distance(y.rank, y.sets), truth_distance_limit(y.sets));
	fflush(stdout);
	arena_done(&a);
}

int main(int argc, char **argv)
{
	static const struct world worlds[] = {{3, 2, 0}, {3, 7, 1}, {4, 5, 2}};
	int64_t sets = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000;
	printf("lists classes   sets  apart    covered    level      off    limit\n");
	for (size_t i = 0; i < ARRAY_COUNT(worlds); i++) {
		run_row(&worlds[i], sets);
	}
	return 0;
}
