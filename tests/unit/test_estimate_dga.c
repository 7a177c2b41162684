/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Averaging over decomposable graphs, with the graphs and their marginal likelihoods. */
#include "estimate/dga.h"
#include "estimate/hyper.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>

/* ------- graphs ------- */

static int compare_codes(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

/* The edges of a graph as bits. */
static uint32_t code_of(const struct graph_step *path, unsigned lists)
{
	uint32_t code = 0;
	for (unsigned k = 0; k < lists; k++) {
		for (unsigned j = 0; j < lists; j++) {
			unsigned low = j < path[k].list ? j : path[k].list;
			unsigned high = j < path[k].list ? path[k].list : j;
			code |= (uint32_t)(path[k].with >> j & 1) << (high * (high - 1) / 2 + low);
		}
	}
	return code;
}

static bool all_differ(const struct graph_tree *t)
{
	uint32_t *codes = mem_calloc(t->graph_count, sizeof(*codes));
	struct graph_step path[GRAPH_LISTS_MAX] = {0};
	size_t n = 0;
	for (size_t i = 0; i < t->step_count; i++) {
		path[t->step[i].depth - 1] = t->step[i];
		if (t->step[i].depth == t->list_count) {
			codes[n++] = code_of(path, t->list_count);
		}
	}
	qsort(codes, n, sizeof(*codes), compare_codes);
	bool differ = n == t->graph_count;
	for (size_t i = 1; i < n; i++) {
		differ = differ && codes[i] != codes[i - 1];
	}
	free(codes);
	return differ;
}

TEST(graphs_are_all_the_chordal_ones)
{
	GUARANTEE("graph.h: There are 2, 8, 61, 822, 18154 and 617675 graphs on 2 … 7 lists, and no two are "
		  "the same.");
	const size_t counts[] = {2, 8, 61, 822, 18154, 617675};
	for (unsigned lists = 2; lists <= 7; lists++) {
		struct arena a = {0};
		struct graph_tree t;
		graph_tree_build(&t, &a, lists);
		CHECK_INT((int64_t)t.graph_count, (int64_t)counts[lists - 2]);
		CHECK(all_differ(&t));
		arena_done(&a);
	}
}

TEST(graph_0_has_all_edges)
{
	GUARANTEE("graph.h: Graph 0 is the one with all edges; its steps come first.");
	struct arena a = {0};
	struct graph_tree t;
	graph_tree_build(&t, &a, 4);
	struct graph g = graph_at(&t, 0);
	uint8_t clique[GRAPH_LISTS_MAX];
	CHECK_INT((int64_t)graph_cliques(&g, clique), 1);
	CHECK_INT(clique[0], 15);
	CHECK_INT(memcmp(g.step, t.step, 4 * sizeof(*g.step)), 0);
	arena_done(&a);
}

TEST(graph_cliques_of_a_path)
{
	/* lists 1 - 2 - 3 and 4 alone */
	struct graph g = {.list_count = 4, .step = {{1, 1, 0}, {2, 0, 2}, {3, 2, 2}, {4, 3, 0}}};
	uint8_t clique[GRAPH_LISTS_MAX];
	CHECK_INT((int64_t)graph_cliques(&g, clique), 3);
	CHECK_INT(clique[0], 3);
	CHECK_INT(clique[1], 6);
	CHECK_INT(clique[2], 8);
	CHECK(graph_has_edge(&g, 1, 2) && graph_has_edge(&g, 2, 1));
	CHECK(!graph_has_edge(&g, 0, 2));
}

/* ------- marginal likelihoods ------- */

TEST(gamma_ratios_of_any_size)
{
	GUARANTEE("hyper.h: Within 1e-15 of its size or of 1, also where x is 1e18.");
	/* mpmath 1.3, 50 digits: loggamma(x + a) - loggamma(x) */
	const long double rows[][3] = {{0.03125L, 7, 3.18936144851843500126L},
		{1, -0.96875L, 3.448489127797958479683L}, {1, 0.5L, -0.1207822376352452223455L},
		{3.5L, 1e6L, 12815551.72246533718349L}, {15.9L, 0.25L, 0.6856533953442098186462L},
		{1e6L, -0.5L, -6.907754903982012052007L}, {1e9L, 12345.03125L, 255829.4405525730930703L},
		{1e12L, 1e12L, 28017315477048.09225346L}, {1e18L, -0.875L, -36.26571521465621952246L},
		{1e18L, 3e12L, 124339599521673.9669422L}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		long double off = fabsl(hyper_ratio_log(rows[i][0], rows[i][1]) - rows[i][2]);
		CHECK(off <= 1e-15L * fmaxl(1, fabsl(rows[i][2])));
	}
}

TEST(marginal_likelihoods_move_as_gamma_does)
{
	GUARANTEE("hyper.h: Differences from the middle are within 1e-9, or 1e-15 of their size where that "
		  "is more.");
	const int64_t count[] = {0, 5, 0, 700, 123456, 3, 20000000, 1};
	struct hyper h;
	hyper_init(&h, 3, count, 0.125);
	const double spans[][2] = {{0, 1}, {3, 0.5}, {20, 1}, {70, 12.25}, {1000, 200}, {1e5, 5e3},
		{1e6, 6e4}, {2e6, 1e6}, {1e12, 1e12}};
	for (size_t i = 0; i < ARRAY_COUNT(spans); i++) {
		double m[DENSITY_POINTS];
		struct hyper_set set[HYPER_SETS_MAX];
		for (size_t j = 0; j < DENSITY_POINTS; j++) {
			m[j] = spans[i][0] + (double)j * spans[i][1];
		}
		hyper_look(&h, m, NULL, set);
		for (size_t s = 0; s < h.set_count; s++) {
			for (size_t j = 0; j < DENSITY_POINTS; j++) {
				long double middle =
					hyper_ratio_log((long double)m[HYPER_MIDDLE] + 1, h.none_more[s]);
				long double here = hyper_ratio_log((long double)m[j] + 1, h.none_more[s]);
				double off = fabs(set[s].by_point[j] - (double)(here - middle));
				CHECK(off <= fmax(1e-9, 1e-15 * fabs((double)(here - middle))));
			}
		}
	}
}

/* ------- the posterior ------- */

struct row {
	const char *name;
	unsigned lists;
	int64_t quantile[3]; /* of N, by dga 2.0.2 on 1:(30 n) with delta 2^-J: 2.5, 50 and 97.5 % */
	int64_t count[32];   /* by pattern */
};

/* Tables and results as docs/methods/estimation.md has them; R 4.2.2. */
static const struct row rows[] = {
	{"kosovo", 4, {9827, 12595, 16544},
		{0, 1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27}},
	{"gaza", 3, {29272, 35071, 164201}, {0, 19048, 5104, 1929, 1469, 1173, 351, 197}},
	{"spina_bifida", 3, {694, 731, 787}, {0, 60, 49, 4, 247, 112, 142, 12}},
	{"congenital", 5, {590, 618, 656},
		{0, 27, 37, 19, 4, 4, 1, 1, 97, 22, 37, 25, 2, 1, 3, 5, 83, 36, 34, 18, 3, 5, 0, 2, 30, 5, 23,
			8, 0, 3, 0, 2}},
	{"uk", 5, {10387, 22990, 33510},
		{0, 54, 463, 15, 995, 19, 62, 1, 695, 3, 19, 1, 76, 0, 4, 1, 316, 0, 1, 0, 11, 0, 0, 0, 8, 0,
			0, 0, 0, 0, 0, 0}},
	{"new_orleans", 5, {511, 869, 1762},
		{0, 25, 24, 1, 70, 1, 2, 1, 33, 2, 2, 1, 1, 0, 0, 0, 21, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
			0, 0, 0}},
	{"netherlands", 5, {41666, 50383, 203389},
		{0, 756, 1299, 1, 4466, 81, 44, 0, 650, 5, 0, 0, 82, 2, 0, 0, 632, 73, 4, 0, 125, 11, 0, 0, 2,
			0, 0, 0, 1, 0, 0, 0}},
	{"western", 5, {1343, 2133, 3871},
		{0, 52, 90, 0, 114, 4, 6, 0, 45, 2, 1, 0, 0, 0, 1, 0, 21, 5, 0, 0, 0, 1, 0, 0, 3, 0, 0, 0, 0,
			0, 0, 0}},
	{"korea", 3, {127, 163, 468}, {0, 5, 5, 54, 41, 6, 0, 12}},
	{"australia", 4, {1189, 2253, 7309}, {0, 34, 13, 3, 198, 4, 36, 6, 100, 1, 2, 1, 0, 0, 15, 1}},
	{"scotland", 4, {26138, 32783, 40499},
		{0, 654, 751, 19, 3092, 198, 121, 8, 684, 13, 43, 2, 69, 7, 9, 0}},
	{"hiv", 4, {9404, 11220, 14095}, {0, 403, 545, 33, 621, 20, 35, 3, 205, 6, 10, 1, 11, 0, 3, 0}},
	{"khartoum", 3, {3160, 12357, 21497}, {0, 369, 801, 21, 1067, 45, 180, 14}},
	{"khartoum_injury", 3, {3476, 4077, 6356}, {0, 188, 338, 11, 585, 32, 76, 10}},
};

static void build(
	struct capture_table *t, struct arena *a, unsigned lists, const int64_t *count, int64_t times)
{
	static const struct bytes names[] = {
		{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}, {"E", 1}, {"F", 1}, {"G", 1}};
	struct err e = {0};
	size_t cells = (size_t)1 << lists;
	uint64_t *mask = arena_calloc(a, cells, sizeof(*mask));
	int64_t *people = arena_calloc(a, cells, sizeof(*people));
	for (size_t w = 1; w < cells; w++) {
		mask[w] = w;
		people[w] = count[w] * times;
	}
	int rc = capture_table_build(t, a, lists, names, mask + 1, people + 1, cells - 1, &e);
	BUG_IF(rc != 0);
}

static void fit(struct dga_result *r, struct arena *a, unsigned lists, const int64_t *count,
	const struct dga_options *o)
{
	struct capture_table t;
	struct graph_tree tree;
	struct err e = {0};
	build(&t, a, lists, count, 1);
	graph_tree_build(&tree, a, lists);
	int rc = dga_fit(r, a, &t, &tree, o, NULL, &e);
	BUG_IF(rc != 0);
}

static int64_t total_of(const struct row *row)
{
	int64_t n = 0;
	for (size_t w = 1; w < ARRAY_COUNT(row->count); w++) {
		n += row->count[w];
	}
	return n;
}

TEST(dga_agrees_with_the_package)
{
	GUARANTEE("dga.h: With is_each, missing_min 1 and a uniform chance of graphs the result is that of "
		  "the package dga.");
	GUARANTEE("dga.h: Quantiles are those of the whole integer grid, to 1e-6 of their size.");
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		const struct row *row = &rows[i];
		int64_t n = total_of(row);
		for (int each = 0; each < (n < 6000 ? 2 : 1); each++) {
			struct arena a = {0};
			struct dga_result r;
			fit(&r, &a, row->lists, row->count,
				&(struct dga_options){
					.missing_min = 1, .missing_max = 30 * n, .is_each = each == 1});
			test_note("%s", row->name);
			CHECK_INT(r.estimate_all.low, row->quantile[0]);
			CHECK_INT(r.estimate_all.median, row->quantile[1]);
			CHECK_INT(r.estimate_all.high, row->quantile[2]);
			arena_done(&a);
		}
	}
}

/* A table of lists that depend on each other in some way. */
static void make_table(unsigned lists, int64_t people, int64_t *count)
{
	uint64_t chance[2][DGA_LISTS_MAX];
	for (unsigned k = 0; k < 2; k++) {
		for (unsigned j = 0; j < lists; j++) {
			chance[k][j] = 1 + test_random_below(k == 0 ? 30 : 70);
		}
	}
	memset(count, 0, sizeof(*count) << lists);
	for (int64_t i = 0; i < people; i++) {
		unsigned kind = (unsigned)test_random_below(2);
		size_t w = 0;
		for (unsigned j = 0; j < lists; j++) {
			w |= (size_t)(test_random_below(100) < chance[kind][j]) << j;
		}
		count[w]++;
	}
	count[0] = 0;
	count[1] += 1; /* somebody */
}

TEST(dga_quantiles_of_any_table)
{
	for (int i = 0; i < 40; i++) {
		unsigned lists = 3 + (unsigned)(i % 2);
		int64_t count[16];
		make_table(lists, 20 << test_random_below(9), count);
		int64_t end = (int64_t)1 << (9 + test_random_below(8));
		struct arena a = {0};
		struct dga_result r[2];
		for (int each = 0; each < 2; each++) {
			fit(&r[each], &a, lists, count,
				&(struct dga_options){.missing_max = end, .is_each = each == 1});
		}
		CHECK_INT(memcmp(&r[0].estimate_all, &r[1].estimate_all, offsetof(struct dga_estimate, mode)),
			0);
		CHECK_INT(memcmp(&r[0].estimate_incomplete, &r[1].estimate_incomplete,
				  offsetof(struct dga_estimate, mode)),
			0);
		CHECK(fabs(r[0].estimate_all.relative / r[1].estimate_all.relative - 1) < 1e-8);
		CHECK(fabs(r[0].complete_share - r[1].complete_share) < 1e-9);
		arena_done(&a);
	}
}

TEST(dga_priors_weigh_the_same_likelihood)
{
	/* A posterior is the one under 1/N times the ratio of the priors. */
	const enum dga_prior priors[] = {
		DGA_PRIOR_INVERSE_MISSING, DGA_PRIOR_UNIFORM, DGA_PRIOR_GAMMA_POISSON};
	for (size_t i = 0; i < ARRAY_COUNT(priors); i++) {
		struct arena a = {0};
		struct dga_result base;
		struct dga_result r;
		struct dga_options o = {
			.prior_shape = 3, .prior_scale = 200, .missing_min = 1, .missing_max = 2000};
		fit(&base, &a, 3, rows[8].count, &o);
		o.prior = priors[i];
		fit(&r, &a, 3, rows[8].count, &o);
		double n = (double)r.total;
		double first = 0;
		for (int64_t m = 1; m < 2000; m += 50) {
			double x = n + (double)m;
			double prior = priors[i] == DGA_PRIOR_INVERSE_MISSING ? 1 / (double)m : 1;
			if (priors[i] == DGA_PRIOR_GAMMA_POISSON) {
				/* negative binomial: the product of Poisson and gamma, integrated */
				prior = exp(lgamma(x + 3) - lgamma(x + 1) + x * log(200.0 / 201));
			}
			double ratio = mixture_of(&r.all, m) / (mixture_of(&base.all, m) * prior * x);
			first = m == 1 ? ratio : first;
			CHECK(fabs(ratio / first - 1) < 1e-6);
		}
		arena_done(&a);
	}
}

TEST(dga_gives_the_published_spina_bifida_result)
{
	/* Madigan and York (1997) and the package's own test. */
	struct arena a = {0};
	struct dga_result r;
	struct dga_options o = {.delta = 1,
		.prior = DGA_PRIOR_GAMMA_POISSON,
		.prior_shape = 13.14,
		.prior_scale = 55.17,
		.missing_min = 1,
		.missing_max = 300,
		.is_each = true,
		.best_count = 1};
	fit(&r, &a, 3, rows[2].count, &o);
	CHECK_INT(lround(100 * r.best[0].share), 37);
	CHECK_INT(lround(r.best[0].estimate.relative), 731);
	CHECK_INT(r.best[0].estimate.mode, 729);
	CHECK_INT(lround(r.estimate_all.relative), 731);
	CHECK_INT(r.estimate_all.mode, 728);
	arena_done(&a);
}

TEST(dga_gives_the_published_congenital_result)
{
	/* The five most probable graphs, as the read-me of dgaFast has them: chance, estimate, mode, 95 % interval. */
	const int64_t expected[][5] = {{217, 627, 624, 598, 663}, {160, 615, 614, 591, 645},
		{82, 613, 610, 586, 648}, {65, 610, 608, 585, 640}, {52, 616, 614, 591, 647}};
	struct arena a = {0};
	struct dga_result r;
	fit(&r, &a, 5, rows[3].count,
		&(struct dga_options){.delta = 0.5,
			.missing_min = 1,
			.missing_max = 300,
			.is_each = true,
			.best_count = 5});
	CHECK_INT((int64_t)r.best_count, 5);
	for (size_t i = 0; i < 5; i++) {
		CHECK_INT(lround(1000 * r.best[i].share), expected[i][0]);
		CHECK_INT(lround(r.best[i].estimate.relative), expected[i][1]);
		CHECK_INT(r.best[i].estimate.mode, expected[i][2]);
		CHECK_INT(r.best[i].estimate.low, expected[i][3]);
		CHECK_INT(r.best[i].estimate.high, expected[i][4]);
	}
	arena_done(&a);
}

TEST(dga_shows_what_it_rests_on)
{
	struct arena a = {0};
	struct dga_result r;
	/* Gaza: mostly the graph without assumptions; without it another answer. */
	fit(&r, &a, 3, rows[1].count, &(struct dga_options){.missing_min = 1, .missing_max = 878130});
	CHECK(fabs(r.complete_share - 0.70) < 0.005);
	CHECK_INT(r.estimate_incomplete.median, 79324);
	CHECK(r.hill_count > 1);
	CHECK(r.is_open);
	/* Two modes each, and all of the posterior within the range. */
	fit(&r, &a, 5, rows[4].count, &(struct dga_options){0});
	CHECK_INT((int64_t)r.hill_count, 2);
	fit(&r, &a, 5, rows[6].count, &(struct dga_options){0});
	CHECK_INT((int64_t)r.hill_count, 2);
	CHECK(!r.is_open && r.last_share < 1e-6);
	arena_done(&a);
}

TEST(dga_does_not_depend_on_threads)
{
	GUARANTEE("dga.h: The result is the same for any number of threads.");
	int64_t count[64];
	for (size_t w = 0; w < 64; w++) {
		count[w] = w % 3 == 0 ? 0 : (int64_t)(3000 / (1 + w * w));
	}
	struct arena a = {0};
	struct capture_table t;
	struct graph_tree tree;
	struct err e = {0};
	build(&t, &a, 6, count, 1);
	graph_tree_build(&tree, &a, 6);
	struct dga_options o = {.best_count = 8};
	struct dga_result one;
	CHECK_OK(dga_fit(&one, &a, &t, &tree, &o, NULL, &e), e);
	for (unsigned threads = 1; threads <= 5; threads += 2) {
		struct pool *pool = pool_open(threads);
		struct dga_result other;
		CHECK_OK(dga_fit(&other, &a, &t, &tree, &o, pool, &e), e);
		pool_close(&pool);
		CHECK_INT(memcmp(&other.estimate_all, &one.estimate_all, sizeof(one.estimate_all)), 0);
		CHECK(memcmp(&other.complete_share, &one.complete_share, sizeof(double)) == 0);
		for (size_t i = 0; i < one.best_count; i++) {
			CHECK(memcmp(&other.best[i].share, &one.best[i].share, sizeof(double)) == 0);
			CHECK(memcmp(&other.best[i].graph, &one.best[i].graph, sizeof(struct graph)) == 0);
		}
	}
	arena_done(&a);
}

TEST(dga_draws_follow_the_posterior)
{
	GUARANTEE("dga.h: Equal places give equal draws.");
	GUARANTEE("mixture.h: Draws follow the distribution, and depend on nothing but it and the random "
		  "numbers.");
	enum { DRAWS = 20000 };
	static int64_t draw[DRAWS];
	static int64_t again[DRAWS];
	struct arena a = {0};
	struct dga_result r;
	fit(&r, &a, 3, rows[8].count, &(struct dga_options){0});
	dga_draw(&r, true, &(struct random_place){.seed = 7, .stratum = 1}, draw, DRAWS);
	dga_draw(&r, true, &(struct random_place){.seed = 7, .stratum = 1}, again, DRAWS);
	CHECK(memcmp(draw, again, sizeof(draw)) == 0);
	dga_draw(&r, true, &(struct random_place){.seed = 7, .stratum = 2}, again, DRAWS);
	CHECK(memcmp(draw, again, sizeof(draw)) != 0);
	for (int64_t limit = r.total; limit < 4 * r.total; limit++) {
		int64_t below = 0;
		for (size_t i = 0; i < DRAWS; i++) {
			below += draw[i] < limit;
		}
		/* Kolmogorov's bound for one in a thousand */
		CHECK(fabs((double)below / DRAWS - mixture_below(&r.all, limit - r.total)) <
			1.95 / sqrt(DRAWS));
	}
	arena_done(&a);
}

TEST(dga_takes_counts_of_any_size)
{
	struct arena a = {0};
	struct capture_table t;
	struct graph_tree tree;
	struct err e = {0};
	struct dga_result r;
	const int64_t times = 220000000; /* 968,000,000,000 people */
	build(&t, &a, 4, rows[0].count, times);
	graph_tree_build(&tree, &a, 4);
	CHECK_OK(dga_fit(&r, &a, &t, &tree, &(struct dga_options){.best_count = 2}, NULL, &e), e);
	CHECK(r.complete_share > 0.999999);
	/* [123][134]: lists 2 and 4 are independent where 1 and 3 are not, n0 = 845 · 306 / 31 */
	double expected = 4400 + 845.0 * 306 / 31;
	CHECK(fabs((double)r.estimate_incomplete.median / (double)times / expected - 1) < 1e-7);
	double width = (double)(r.estimate_incomplete.high - r.estimate_incomplete.low) / 3.92;
	double sd = 845.0 * 306 / 31 * sqrt((1 / 845.0 + 1 / 306.0 + 1 / 31.0) * (double)times);
	CHECK(fabs(width / sd - 1) < 0.5);
	/* Lists that share nobody: no end, or far away. */
	const int64_t apart[8] = {0, 900000, 800000, 0, 700000, 0, 0, 0};
	fit(&r, &a, 3, apart, &(struct dga_options){0});
	CHECK(r.estimate_all.high > r.estimate_all.low);
	const int64_t one[8] = {0, 1, 0, 0, 0, 0, 0, 0};
	fit(&r, &a, 3, one, &(struct dga_options){0});
	CHECK(r.estimate_all.low >= 1);
	arena_done(&a);
}

TEST(dga_refuses_what_it_cannot_do)
{
	struct arena a = {0};
	struct capture_table t;
	struct graph_tree tree;
	struct err e = {0};
	struct dga_result r;
	const int64_t none[8] = {0};
	build(&t, &a, 3, none, 1);
	graph_tree_build(&tree, &a, 3);
	CHECK_INT(dga_fit(&r, &a, &t, &tree, &(struct dga_options){0}, NULL, &e), -ERR_INPUT);
	build(&t, &a, 2, (const int64_t[]){0, 1, 2, 3}, 1);
	CHECK_INT(dga_fit(&r, &a, &t, &tree, &(struct dga_options){0}, NULL, &e), -ERR_INPUT);
	build(&t, &a, 3, rows[2].count, 1);
	const struct dga_options bad[] = {{.prior = DGA_PRIOR_UNIFORM}, {.prior = DGA_PRIOR_INVERSE_MISSING},
		{.prior = DGA_PRIOR_GAMMA_POISSON}, {.is_each = true}, {.delta = -1}, {.delta = (double)NAN},
		{.missing_min = -1}, {.missing_min = 5, .missing_max = 4}, {.best_count = DGA_BEST_MAX + 1}};
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		CHECK_INT(dga_fit(&r, &a, &t, &tree, &bad[i], NULL, &e), -ERR_INPUT);
	}
	CHECK_OK(dga_fit(&r, &a, &t, &tree,
			 &(struct dga_options){.prior = DGA_PRIOR_UNIFORM, .missing_max = 1000}, NULL, &e),
		e);
	arena_done(&a);
}
