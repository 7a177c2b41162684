/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether intervals of averaging over decomposable graphs hold what they say, on data drawn from their own assumptions:
 * a graph, every one with the same chance; the chances of the capture patterns from the hyper-Dirichlet prior of the graph;
 * N from 1/N between two bounds; then who is on which lists. Slow by intention: run by hand, its output kept as text.
 *
 *     calibrate [SETS]        so many data sets a row, 1000 unless said
 *
 * covered     N lies in the 95 % interval. Whole numbers make intervals too wide where few carry all: at least 95 % is
 *             right, and so is much more where most people are seen.
 * level       the rank of N in its posterior, the share of N itself divided by chance, lies in 0.025 ... 0.975: 95 % is right
 * off         greatest distance between the ranks of N in its posteriors and the uniform distribution; above `limit`
 *             happens once in a thousand by chance
 * printed     of the sets whose complete graph has at most 10 %, so that the program would print them: how many, covered
 */
#include "truth.h"

#include "estimate/dga.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { N_LOW = 100, N_HIGH = 20000, CELLS_MAX = 1 << DGA_LISTS_MAX };

struct world {
	struct graph_tree tree;
	double delta;
	uint32_t row;
};

struct tally {
	int64_t sets;
	int64_t covered;
	int64_t level;
	int64_t printed;
	int64_t printed_covered;
	double *rank;
};

static double draw_beta(struct random *r, double a)
{
	double x = random_gamma_log(r, a);
	double y = random_gamma_log(r, a);
	return 1 / (1 + exp(y - x));
}

/* The chances of all patterns under the graph: list by list, given those that it is joined to. */
static void draw_chances(const struct world *w, struct random *r, const struct graph *g, double *chance)
{
	unsigned lists = g->list_count;
	for (size_t cell = 0; cell < (size_t)1 << lists; cell++) {
		chance[cell] = 1;
	}
	for (unsigned k = 0; k < lists; k++) {
		const struct graph_step *s = &g->step[k];
		double on[CELLS_MAX]; /* by pattern on s->with */
		double a = ldexp(w->delta, (int)lists - __builtin_popcount(s->with) - 1);
		for (unsigned c = s->with;; c = (c - 1) & s->with) {
			on[c] = draw_beta(r, a);
			if (c == 0) {
				break;
			}
		}
		for (size_t cell = 0; cell < (size_t)1 << lists; cell++) {
			double p = on[cell & s->with];
			chance[cell] *= cell >> s->list & 1 ? p : 1 - p;
		}
	}
}

static void draw_table(
	const struct world *w, struct random *r, struct arena *a, int64_t size, struct capture_table *t)
{
	static const struct bytes names[DGA_LISTS_MAX];
	double chance[CELLS_MAX];
	int64_t count[CELLS_MAX];
	uint64_t mask[CELLS_MAX];
	struct err e = {0};
	unsigned lists = w->tree.list_count;
	size_t cells = (size_t)1 << lists;
	struct graph g = graph_at(&w->tree, random_below(r, w->tree.graph_count));
	draw_chances(w, r, &g, chance);
	random_multinomial(r, size, chance, cells, count);
	for (size_t i = 0; i < cells; i++) {
		mask[i] = i;
	}
	int rc = capture_table_build(t, a, lists, names, mask + 1, count + 1, cells - 1, &e);
	BUG_IF(rc != 0);
}

/* Where m lies in its posterior, 0 ... 1; uniform over data sets. */
static double rank_of(const struct mixture *x, int64_t m, struct random *r)
{
	return mixture_below(x, m) + random_p(r) * mixture_of(x, m);
}

static void run_set(const struct world *w, uint32_t index, struct tally *y)
{
	struct arena a = {0};
	struct random r;
	struct capture_table t;
	struct dga_result result;
	struct err e = {0};
	random_init(&r, &(struct random_place){.seed = 20261122, .replicate = w->row, .step = index});
	int64_t size = truth_draw_size(&r, N_LOW, N_HIGH);
	draw_table(w, &r, &a, size, &t);
	int64_t least = N_LOW > t.total ? N_LOW - t.total : 0;
	struct dga_options o = {.delta = w->delta, .missing_min = least, .missing_max = N_HIGH - t.total};
	if (t.total > 0 && dga_fit(&result, &a, &t, &w->tree, &o, NULL, &e) == 0) {
		bool covers = size >= result.estimate_all.low && size <= result.estimate_all.high;
		double rank = rank_of(&result.all, size - t.total, &r);
		y->rank[y->sets++] = rank;
		y->covered += covers;
		y->level += rank >= 0.025 && rank <= 0.975;
		if (result.complete_share <= 0.1) {
			y->printed++;
			y->printed_covered += covers;
		}
	}
	arena_done(&a);
}

static void run_row(unsigned lists, double delta, uint32_t row, int64_t sets)
{
	struct arena a = {0};
	struct world w = {.delta = delta, .row = row};
	struct tally y = {.rank = arena_calloc(&a, (size_t)sets, sizeof(double))};
	graph_tree_build(&w.tree, &a, lists);
	for (uint32_t i = 0; y.sets < sets; i++) {
		run_set(&w, i, &y);
	}
	double n = (double)y.sets;
	printf("%5u %8.4f %6" PRId64 " %8.1f %% %6.1f %% %8.4f %8.4f %8" PRId64 " %8.1f %%\n", lists, delta,
		y.sets, 100 * (double)y.covered / n, 100 * (double)y.level / n,
		truth_distance(y.rank, y.sets), truth_distance_limit(y.sets), y.printed,
		100 * (double)y.printed_covered / (double)y.printed);
	fflush(stdout);
	arena_done(&a);
}

int main(int argc, char **argv)
{
	int64_t sets = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000;
	const double deltas[] = {0, 0.5, 1};
	uint32_t row = 0;
	printf("lists    delta   sets    covered    level      off    limit  printed    covered\n");
	for (unsigned lists = 3; lists <= 5; lists++) {
		for (size_t i = 0; i < ARRAY_COUNT(deltas); i++) {
			run_row(lists, deltas[i] > 0 ? deltas[i] : ldexp(1, -(int)lists), row++, sets);
		}
	}
	return 0;
}
