/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Summaries of draws, agreement of chains, modes. */
#include "base/random.h"
#include "estimate/draws.h"
#include "estimate/modes.h"
#include "test.h"

#include <math.h>

static bool is_near(double got, double expected, double tolerance)
{
	if ((isnan(got) && isnan(expected)) || got == expected ||
		fabs(got - expected) <= tolerance * fmax(1, fabs(expected))) {
		return true;
	}
	test_note("%.17g is not %.17g", got, expected);
	return false;
}

TEST(draws_quantiles_of_both_types)
{
	GUARANTEE("draws.h: Quantiles of either type are those of R's quantile().");
	/* numpy 2.4, quantile(method="linear") and ("median_unbiased"), which are R's types 7 and 8 */
	double x[] = {9, 1, 4, 16, 2.5, 7, 30};
	draws_sort(x, ARRAY_COUNT(x));
	const double rows[][3] = {{0, 1, 1}, {0.025, 1.225, 1}, {0.1, 1.9, 1.1}, {0.25, 3.25, 2.75},
		{0.5, 7, 7}, {0.9, 21.6, 29.066666666666666}, {0.975, 27.9, 30}, {1, 30, 30}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK(is_near(draws_quantile(x, 7, rows[i][0], DRAWS_TYPE_7), rows[i][1], 1e-14));
		CHECK(is_near(draws_quantile(x, 7, rows[i][0], DRAWS_TYPE_8), rows[i][2], 1e-14));
	}
	CHECK(draws_quantile(x, 1, 0.3, DRAWS_TYPE_7) == 1);
	CHECK(is_near(draws_mean(x, 7), 69.5 / 7, 1e-15));
	CHECK(isnan(draws_mean(x, 0)));
	CHECK(isnan(draws_variance(x, 1)));
}

TEST(draws_near_a_cap)
{
	CHECK(draws_share_at_cap((double[]){100, 99, 98.9, 50}, 4, 100) == 0.5);
	CHECK(draws_share_at_cap((double[]){100, 99}, 2, INFINITY) == 0);
}

/* ------- chains: tests/oracle/draws_arviz.py makes the same ones ------- */

enum { DRAWS_MAX = 4000 };

static uint64_t congruential;

static double next_uniform(void)
{
	congruential = congruential * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (double)(congruential >> 11) * 0x1p-53;
}

/* Autoregressive chains, each further away by `shift`, rounded to parts of 1 / `parts` when that is not 0. */
static struct draws make_chains(
	double *out, size_t chains, size_t length, double memory, double shift, double parts)
{
	congruential = 42;
	for (size_t c = 0; c < chains; c++) {
		double x = 0;
		for (size_t i = 0; i < length; i++) {
			double sum = next_uniform();
			sum += next_uniform();
			x = memory * x + (sum + next_uniform() - 1.5);
			double v = x + shift * (double)c;
			out[c * length + i] = parts > 0 ? floor(v * parts) / parts : v;
		}
	}
	return (struct draws){out, chains, length};
}

TEST(draws_agree_with_arviz)
{
	GUARANTEE("draws.h: R-hat and effective sizes are those of ArviZ.");
	static const struct {
		size_t chains;
		size_t length;
		double memory, shift, parts;
		double split, rank, mean, bulk, quantile, tail;
	} rows[] = {
		{4, 500, 0, 0, 0, 0.998602944492, 0.999223905776, 1942.92486892, 1949.59704071, 1943.031651,
			1857.66353883},
		{4, 501, 0.7, 0, 0, 1.0008470107, 1.00353376224, 364.26515753, 363.625401511, 517.913317105,
			915.04447974},
		{3, 400, -0.6, 0, 0, 0.997651050968, 1.00119998259, 3695.01749526, 3695.01749526,
			2016.9750369, 810.323283213},
		{4, 300, 0.5, 0.5, 0, 1.43188421747, 1.42494719813, 8.37987342336, 8.45517102881,
			11.642305652, 114.051660449},
		{4, 600, 0.9, 0, 2, 1.01082356931, 1.0105965408, 142.483432562, 143.554975927, 185.345555201,
			189.638870741},
	};
	static double value[DRAWS_MAX];
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct draws d = make_chains(
			value, rows[i].chains, rows[i].length, rows[i].memory, rows[i].shift, rows[i].parts);
		CHECK(is_near(draws_rhat_split(&d), rows[i].split, 1e-9));
		CHECK(is_near(draws_rhat(&d), rows[i].rank, 1e-9));
		CHECK(is_near(draws_ess_mean(&d), rows[i].mean, 1e-8));
		CHECK(is_near(draws_ess_bulk(&d), rows[i].bulk, 1e-8));
		CHECK(is_near(draws_ess_quantile(&d, 0.3), rows[i].quantile, 1e-8));
		CHECK(is_near(draws_ess_tail(&d), rows[i].tail, 1e-8));
	}
}

TEST(draws_of_odd_chains)
{
	const double stuck[] = {1, 1, 1, 1, 2, 2, 2, 2};
	struct draws d = {stuck, 2, 4};
	CHECK(draws_rhat_split(&d) == INFINITY);
	CHECK(draws_rhat(&d) == INFINITY);
	d = (struct draws){stuck, 1, 4};
	CHECK(draws_rhat(&d) == 1);
	CHECK(draws_ess_bulk(&d) == 4);
	d = (struct draws){stuck, 2, 3};
	CHECK(isnan(draws_rhat(&d)) && isnan(draws_rhat_split(&d)) && isnan(draws_ess_mean(&d)));
	CHECK(isnan(draws_ess_bulk(&d)) && isnan(draws_ess_tail(&d)));
}

/* ------- modes ------- */

enum { MODE_DRAWS = 20000 };

/* ln of counts: n + a log-normal number missing, from one of two places. */
static void make_counts(double *x, double n, double share, double first, double second, double spread)
{
	struct random r;
	random_init(&r, &(struct random_place){.seed = 1944});
	for (size_t i = 0; i < MODE_DRAWS; i++) {
		double centre = random_p(&r) < share ? first : second;
		x[i] = log(n + floor(exp(centre + spread * random_normal(&r))));
	}
}

TEST(modes_of_one_hill)
{
	static double x[MODE_DRAWS];
	struct mode modes[MODES_MAX];
	const double spreads[] = {0.05, 0.5, 1.5};
	for (size_t i = 0; i < ARRAY_COUNT(spreads); i++) {
		make_counts(x, 100, 1, log(200), 0, spreads[i]);
		CHECK_INT((int64_t)modes_find(x, MODE_DRAWS, 4000, modes), 1);
		CHECK(modes[0].mass == 1 && modes[0].low == -INFINITY && modes[0].high == INFINITY);
	}
	/* three or four whole numbers are one hill, not one each */
	make_counts(x, 100, 1, log(2), 0, 0.4);
	CHECK_INT((int64_t)modes_find(x, MODE_DRAWS, 4000, modes), 1);
}

TEST(modes_of_two_hills)
{
	GUARANTEE("modes.h: The masses of the modes add up to 1.");
	static double x[MODE_DRAWS];
	struct mode modes[MODES_MAX];
	make_counts(x, 1000, 0.8, log(400), log(1100), 0.1);
	CHECK_INT((int64_t)modes_find(x, MODE_DRAWS, 4000, modes), 2);
	CHECK(fabs(exp(modes[0].at) - 1400) < 20);
	CHECK(fabs(exp(modes[1].at) - 2100) < 40);
	CHECK(fabs(modes[0].mass - 0.8) < 0.015);
	CHECK(is_near(modes[0].mass + modes[1].mass, 1, 1e-12));
	CHECK(modes[0].high == modes[1].low);
	/* 0.3 % of the draws far away are none */
	make_counts(x, 1000, 0.997, log(400), log(1100), 0.1);
	CHECK_INT((int64_t)modes_find(x, MODE_DRAWS, 4000, modes), 1);
}

TEST(modes_of_few_draws)
{
	struct mode modes[MODES_MAX];
	CHECK_INT((int64_t)modes_find(NULL, 0, 0, modes), 0);
	CHECK_INT((int64_t)modes_find((double[]){3}, 1, 1, modes), 1);
	CHECK(is_near(modes[0].at, 3, 0.02) && modes[0].mass == 1);
	CHECK_INT((int64_t)modes_find((double[]){3, 3, 3}, 3, 3, modes), 1);
}
