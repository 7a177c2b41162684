/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What every method of estimation stands on: the table, special functions, random numbers. */
#include "base/random.h"
#include "estimate/capture.h"
#include "estimate/special.h"
#include "test.h"

#include <math.h>

/* ------- the table ------- */

static const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}};

static int build(struct capture_table *t, struct arena *a, const uint64_t *mask, const int64_t *count,
	size_t n, struct err *e)
{
	return capture_table_build(t, a, 3, names, mask, count, n, e);
}

TEST(capture_adds_equal_patterns_in_any_order)
{
	GUARANTEE("capture.h: The order of the patterns makes no difference.");
	GUARANTEE("capture.h: Equal tables have equal text, and different tables different text.");
	struct arena a = {0};
	struct err e = {0};
	struct capture_table t;
	struct capture_table other;
	CHECK_OK(build(&t, &a, (uint64_t[]){4, 1, 3, 1}, (int64_t[]){20, 30, 6, 10}, 4, &e), e);
	CHECK_OK(build(&other, &a, (uint64_t[]){1, 3, 7, 4}, (int64_t[]){40, 6, 0, 20}, 4, &e), e);
	CHECK_INT((int64_t)t.cell_count, 3);
	CHECK_INT(t.total, 66);
	struct buf x = {0};
	struct buf y = {0};
	capture_table_write(&t, &x);
	capture_table_write(&other, &y);
	CHECK_TEXT(buf_bytes(&x), buf_bytes(&y));
	CHECK_TEXT(buf_bytes(&x), bytes_of("lists 3\n1 40\n3 6\n4 20\n"));
	buf_done(&x);
	buf_done(&y);
	arena_done(&a);
}

TEST(capture_counts_and_margins)
{
	struct arena a = {0};
	struct err e = {0};
	struct capture_table t;
	CHECK_OK(build(&t, &a, (uint64_t[]){1, 2, 3, 4, 7}, (int64_t[]){5, 6, 7, 8, 9}, 5, &e), e);
	CHECK_INT(capture_count(&t, 3), 7);
	CHECK_INT(capture_count(&t, 5), 0);
	CHECK_INT(capture_margin(&t, 1, 0), 21);
	CHECK_INT(capture_margin(&t, 1, 4), 12);
	CHECK_INT(capture_margin(&t, 0, 0), t.total);
	const int64_t *dense = capture_dense(&t, &a);
	CHECK_INT(dense[0], 0);
	CHECK_INT(dense[7], 9);
	arena_done(&a);
}

TEST(capture_keeps_some_lists)
{
	GUARANTEE("capture.h: Keeping all lists gives the same table.");
	struct arena a = {0};
	struct err e = {0};
	struct capture_table t;
	struct capture_table two;
	CHECK_OK(build(&t, &a, (uint64_t[]){1, 2, 3, 4, 7}, (int64_t[]){5, 6, 7, 8, 9}, 5, &e), e);
	capture_table_keep(&two, &a, &t, 5);
	CHECK_INT(two.list_count, 2);
	CHECK_TEXT(two.names[1], bytes_of("C"));
	CHECK_INT(capture_count(&two, 1), 12);
	CHECK_INT(capture_count(&two, 2), 8);
	CHECK_INT(capture_count(&two, 3), 9);
	CHECK_INT(two.total, 29);
	capture_table_keep(&two, &a, &t, 7);
	CHECK_INT((int64_t)two.cell_count, (int64_t)t.cell_count);
	CHECK(memcmp(two.mask, t.mask, t.cell_count * sizeof(*t.mask)) == 0);
	CHECK(memcmp(two.count, t.count, t.cell_count * sizeof(*t.count)) == 0);
	arena_done(&a);
}

TEST(capture_refuses_what_is_no_table)
{
	struct arena a = {0};
	struct err e = {0};
	struct capture_table t;
	const int64_t many = CAPTURE_TOTAL_MAX;
	CHECK_INT(build(&t, &a, (uint64_t[]){0}, (int64_t[]){5}, 1, &e), -ERR_INPUT);
	CHECK_INT(build(&t, &a, (uint64_t[]){8}, (int64_t[]){5}, 1, &e), -ERR_INPUT);
	CHECK_INT(build(&t, &a, (uint64_t[]){1}, (int64_t[]){-1}, 1, &e), -ERR_INPUT);
	CHECK_INT(build(&t, &a, (uint64_t[]){1, 2}, (int64_t[]){many, 1}, 2, &e), -ERR_INPUT);
	CHECK_INT(capture_table_build(&t, &a, 65, names, NULL, NULL, 0, &e), -ERR_INPUT);
	CHECK_INT(capture_table_build(&t, &a, 0, names, NULL, NULL, 0, &e), -ERR_INPUT);
	CHECK_OK(build(&t, &a, (uint64_t[]){1}, (int64_t[]){many}, 1, &e), e);
	arena_done(&a);
}

/* ------- special functions: mpmath 1.3 with 30 digits, SciPy 1.16 for Student's t ------- */

static bool is_near(double got, double expected, double tolerance)
{
	double off = fabs(got - expected);
	if (off <= tolerance || off <= tolerance * fabs(expected)) {
		return true;
	}
	test_note("%.17g is not %.17g", got, expected);
	return false;
}

TEST(special_gamma_log_of_known_values)
{
	GUARANTEE(
		"special.h: Within 1e-13 (relative, or absolute near the zeros 1 and 2) of the exact value.");
	const double rows[][2] = {{1e-10, 23.025850929882735274}, {0.3, 1.0957979948180755217}, {1, 0},
		{1.5, -0.12078223763524522235}, {2.0000001, 4.2278436734516980828e-8},
		{7.25, 7.0521854507385394449}, {171.5, 709.14316303092824227},
		{12345.678, 103959.91990554606092}, {1e12, 26631021115915.651636}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK(is_near(special_gamma_log(rows[i][0]), rows[i][1], 1e-13));
	}
}

TEST(special_normal_both_ways)
{
	GUARANTEE("special.h: Each undoes the other.");
	const double rows[][2] = {{-8, 6.2209605742717841235e-16}, {-1.5, 0.066807201268858066004},
		{0.3, 0.61791142218895263307}, {2.5, 0.99379033467422386483}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK(fabs(special_normal_p(rows[i][0]) / rows[i][1] - 1) < 1e-13);
		CHECK(is_near(special_normal_quantile(rows[i][1]), rows[i][0], 1e-12));
	}
	CHECK(is_near(special_normal_quantile(0.025), -1.95996398454005424, 1e-14));
	CHECK(is_near(special_normal_quantile(1e-10), -6.3613409024040562, 1e-13));
	CHECK(is_near(special_normal_quantile(0.5), 0, 1e-14));
}

TEST(special_incomplete_functions)
{
	const double gamma[][3] = {{0.5, 0.2, 0.527089256865538074}, {0.5, 7, 0.000182810632981835032},
		{3, 2.5, 0.543813115883329518}, {50, 40, 0.929664933340605046},
		{50, 70, 0.0051405024585058939}, {1000, 1010, 0.372321055263005272},
		{1e6, 1000500, 0.308449524228502818}};
	for (size_t i = 0; i < ARRAY_COUNT(gamma); i++) {
		double q = special_gamma_q(gamma[i][0], gamma[i][1]);
		CHECK(is_near(q, gamma[i][2], 1e-9));
		CHECK(is_near(special_gamma_p(gamma[i][0], gamma[i][1]), 1 - q, 1e-12));
	}
	const double beta[][4] = {{0.5, 0.5, 0.3, 0.369010119565545375}, {2, 3, 0.4, 0.5248},
		{10, 0.5, 0.9, 0.151640909634709969}, {100, 200, 0.3, 0.108843065644909758}};
	for (size_t i = 0; i < ARRAY_COUNT(beta); i++) {
		CHECK(is_near(special_beta_p(beta[i][0], beta[i][1], beta[i][2]), beta[i][3], 1e-12));
	}
	const double t[][3] = {{0.975, 4, 2.7764451051977934}, {0.975, 23.7, 2.065281963314983},
		{0.975, 210.8, 1.9712814341567697}, {0.9, 1, 3.0776835371752544},
		{0.01, 2.5, -5.353111173030874}};
	for (size_t i = 0; i < ARRAY_COUNT(t); i++) {
		CHECK(is_near(special_t_quantile(t[i][0], t[i][1]), t[i][2], 1e-11));
	}
}

TEST(special_sums_of_logarithms)
{
	GUARANTEE("special.h: Neither overflows nor underflows while the result does not.");
	CHECK(is_near(special_sum_log((double[]){-2000, -2000}, 2), -2000 + log(2), 1e-12));
	CHECK(is_near(special_sum_log((double[]){2000, 1999}, 2), 2000 + log1p(exp(-1)), 1e-12));
	CHECK(is_near(special_add_log(-INFINITY, 3), 3, 0));
	CHECK(special_add_log(-INFINITY, -INFINITY) == -INFINITY);
	CHECK(special_sum_log(NULL, 0) == -INFINITY);
}

/* ------- random numbers ------- */

TEST(random_philox_known_answers)
{
	GUARANTEE("random.h: It gives the known answers of the paper's own test vectors.");
	const struct {
		uint32_t counter[4];
		uint32_t key[2];
		uint32_t out[4];
	} rows[] = {
		{{0}, {0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff},
			{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0},
			{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		uint32_t out[4];
		random_philox(rows[i].counter, rows[i].key, out);
		CHECK(memcmp(out, rows[i].out, sizeof(out)) == 0);
	}
}

TEST(random_depends_on_its_place_only)
{
	GUARANTEE("random.h: Equal places give equal numbers; a change of any member gives others.");
	const struct random_place places[] = {{1, 2, 3, 4, 5}, {9, 2, 3, 4, 5}, {1, 9, 3, 4, 5},
		{1, 2, 9, 4, 5}, {1, 2, 3, 9, 5}, {1, 2, 3, 4, 9}};
	struct random first;
	random_init(&first, &places[0]);
	double expected = random_p(&first);
	for (size_t i = 0; i < ARRAY_COUNT(places); i++) {
		struct random r;
		random_init(&r, &places[i]);
		CHECK((random_p(&r) == expected) == (i == 0));
	}
}

enum { DRAWS = 40000 };

/* Mean and variance of so many draws lie within 5 standard errors (that of the variance taken from the fourth moment). */
static bool has_moments(
	double (*draw)(struct random *, double, double), double a, double b, double mean, double variance)
{
	struct random r;
	random_init(&r, &(struct random_place){.seed = 20111216});
	double sum = 0;
	double square = 0;
	double fourth = 0;
	for (int i = 0; i < DRAWS; i++) {
		double off = draw(&r, a, b) - mean;
		sum += off;
		square += off * off;
		fourth += off * off * off * off;
	}
	double mean_off = sum / DRAWS;
	double variance_off = square / DRAWS - variance;
	double mean_error = sqrt(variance / DRAWS);
	double variance_error = sqrt(fmax(fourth / DRAWS - variance * variance, 0) / DRAWS);
	bool ok = fabs(mean_off) <= 5 * mean_error && fabs(variance_off) <= 5 * variance_error;
	if (!ok) {
		test_note("(%g, %g): mean off by %g (%g), variance by %g (%g)", a, b, mean_off, mean_error,
			variance_off, variance_error);
	}
	return ok;
}

static double draw_normal(struct random *r, double a, double b)
{
	return a + b * random_normal(r);
}

static double draw_exponential(struct random *r, double a, double b)
{
	(void)b;
	return a * random_exponential(r);
}

static double draw_gamma(struct random *r, double a, double b)
{
	(void)b;
	return random_gamma(r, a);
}

/* Minus the shape times the logarithm: exponential in the limit of small shapes. */
static double draw_gamma_log(struct random *r, double a, double b)
{
	(void)b;
	return -a * random_gamma_log(r, a);
}

static double draw_poisson(struct random *r, double a, double b)
{
	(void)b;
	return (double)random_poisson(r, a);
}

static double draw_binomial(struct random *r, double a, double b)
{
	return (double)random_binomial(r, (int64_t)a, b);
}

static double draw_below(struct random *r, double a, double b)
{
	(void)b;
	return (double)random_below(r, (uint64_t)a);
}

TEST(random_has_the_moments_of_its_distributions)
{
	CHECK(has_moments(draw_normal, 3, 2, 3, 4));
	CHECK(has_moments(draw_exponential, 5, 0, 5, 25));
	CHECK(has_moments(draw_below, 7, 0, 3, 4));
	const double shapes[] = {0.05, 0.5, 1, 3.7, 250, 1e6};
	for (size_t i = 0; i < ARRAY_COUNT(shapes); i++) {
		CHECK(has_moments(draw_gamma, shapes[i], 0, shapes[i], shapes[i]));
	}
	CHECK(has_moments(draw_gamma_log, 1e-12, 0, 1, 1));
	const double means[] = {0, 0.3, 9.9, 10.1, 45, 1e4, 1e9};
	for (size_t i = 0; i < ARRAY_COUNT(means); i++) {
		CHECK(has_moments(draw_poisson, means[i], 0, means[i], means[i]));
	}
	const double binomial[][2] = {{0, 0.5}, {1, 0.3}, {8, 0.9}, {30, 0.32}, {35, 0.3}, {1000, 0.011},
		{1000, 0.5}, {1e6, 0.999}, {1e10, 0.25}, {40, 0}, {40, 1}};
	for (size_t i = 0; i < ARRAY_COUNT(binomial); i++) {
		double n = binomial[i][0];
		double p = binomial[i][1];
		CHECK(has_moments(draw_binomial, n, p, n * p, n * p * (1 - p)));
	}
}

/* Chi-square of counts against chances; tail probability above 1e-6. */
static bool fits(const int64_t *seen, const double *p, size_t count, int64_t n)
{
	double square = 0;
	double degrees = -1;
	for (size_t k = 0; k < count; k++) {
		double expected = p[k] * (double)n;
		if (expected > 0) {
			square += ((double)seen[k] - expected) * ((double)seen[k] - expected) / expected;
			degrees++;
		}
	}
	return special_gamma_q(degrees / 2, square / 2) > 1e-6;
}

/* The whole distribution of each algorithm, on both sides of where it changes. */
TEST(random_has_the_chances_of_its_distributions)
{
	struct random r;
	random_init(&r, &(struct random_place){.seed = 7});
	enum { CLASSES = 60 };
	for (int which = 0; which < 4; which++) {
		int64_t seen[CLASSES] = {0};
		double p[CLASSES] = {0};
		double mean = which % 2 ? 14 : 6;
		double rest = 1;
		for (int k = 0; k < CLASSES - 1; k++) {
			p[k] = which < 2 ? exp(k * log(mean) - mean - special_gamma_log(k + 1))
					 : (k > 40 ? 0
						   : exp(special_gamma_log(41) - special_gamma_log(k + 1) -
							     special_gamma_log(41 - k) + k * log(mean / 40) +
							     (40 - k) * log1p(-mean / 40)));
			rest -= p[k];
		}
		p[CLASSES - 1] = which < 2 ? fmax(rest, 0) : 0;
		for (int i = 0; i < DRAWS; i++) {
			int64_t k = which < 2 ? random_poisson(&r, mean) : random_binomial(&r, 40, mean / 40);
			seen[k < CLASSES ? k : CLASSES - 1]++;
		}
		/* classes too small for the test are put together with their neighbour */
		for (int k = CLASSES - 1; k > 0; k--) {
			if (p[k] * DRAWS < 10) {
				p[k - 1] += p[k];
				seen[k - 1] += seen[k];
				p[k] = 0;
			}
		}
		for (int k = 0; k + 1 < CLASSES; k++) {
			if (p[k] * DRAWS < 10) {
				p[k + 1] += p[k];
				seen[k + 1] += seen[k];
				p[k] = 0;
			}
		}
		CHECK(fits(seen, p, CLASSES, DRAWS));
	}
}

TEST(random_multinomial_adds_up)
{
	GUARANTEE("random.h: The numbers add up to n.");
	struct random r;
	random_init(&r, &(struct random_place){.seed = 3});
	const double weight[] = {0, 1e-300, 3, 0, 1, 2, 0};
	int64_t sum[7] = {0};
	for (int i = 0; i < 1000; i++) {
		int64_t out[7];
		random_multinomial(&r, 60, weight, 7, out);
		int64_t n = 0;
		for (size_t k = 0; k < 7; k++) {
			n += out[k];
			sum[k] += out[k];
		}
		CHECK_INT(n, 60);
	}
	CHECK(sum[0] == 0 && sum[3] == 0 && sum[6] == 0);
	CHECK(fits(sum, (double[]){0, 0, 0.5, 0, 1.0 / 6, 1.0 / 3, 0}, 7, 60000));
}
