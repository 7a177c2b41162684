/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bootstrap with the choice of the model repeated, and BCa limits. */
#include "estimate/bootstrap.h"
#include "mse.h"
#include "test.h"

#include <math.h>

TEST(bca_limits_follow_the_definition)
{
	GUARANTEE("bca.h: They are the limits of the definition with type 8 quantiles.");
	/* By NumPy 2.4.6 (quantile, method median_unbiased) and SciPy 1.17.1 (norm). */
	const struct {
		double level;
		double low;
		double high;
	} rows[] = {
		{0.8, 18.77014449033213, 793.0907365741213}, {0.95, 3.3220602157222237, 958.0334091287601}};
	for (size_t k = 0; k < ARRAY_COUNT(rows); k++) {
		double sample[102];
		for (int i = 0; i < 100; i++) {
			sample[i + 1] = pow((i + 1) * 7 % 101, 1.5);
		}
		sample[0] = sample[101] = NAN;
		struct bca b = bca_limits(300, sample, ARRAY_COUNT(sample), (double[]){290, 310, 305},
			(int64_t[]){3, 2, 7}, 3, rows[k].level);
		CHECK_INT(b.code, BCA_OK);
		CHECK_INT((int64_t)b.without, 2);
		CHECK(fabs(b.bias + 0.15096921549677725) < 1e-12);
		CHECK(fabs(b.acceleration - 0.04423953174331793) < 1e-12);
		CHECK(fabs(b.low - rows[k].low) < 1e-9);
		CHECK(fabs(b.high - rows[k].high) < 1e-9);
	}
}

TEST(bca_refuses_what_has_no_limits)
{
	const int64_t weight[] = {3, 2};
	const double jackknife[] = {290, 310};
	CHECK_INT(bca_limits(5, (double[]){6, 7, 8}, 3, jackknife, weight, 2, 0.95).code, BCA_ONE_SIDED);
	CHECK_INT(bca_limits(9, (double[]){6, 7, 8}, 3, jackknife, weight, 2, 0.95).code, BCA_ONE_SIDED);
	CHECK_INT(bca_limits(9, (double[]){NAN, NAN}, 2, jackknife, weight, 2, 0.95).code, BCA_ONE_SIDED);
	CHECK_INT(bca_limits(7, (double[]){6, 7, 8}, 3, (double[]){1, NAN}, weight, 2, 0.95).code,
		BCA_NO_JACKKNIFE);
	CHECK_INT(bca_limits(7, (double[]){6, 7, 8}, 3, (double[]){1, 1}, weight, 2, 0.95).code,
		BCA_NO_JACKKNIFE);
	/* One pattern of one person among 10^6 gives the largest skewness there is, but 1 / 6. */
	struct bca b = bca_limits(
		7, (double[]){6, 7, 8}, 3, (double[]){1, 2}, (int64_t[]){1000000, 1}, 2, 1 - 1e-12);
	CHECK_INT(b.code, BCA_TOO_SKEW);
	CHECK(isnan(b.low) && isnan(b.high));
}

static bool same_or_nan(double a, double b)
{
	return a == b || (isnan(a) && isnan(b));
}

TEST(bootstrap_samples_depend_on_their_number_alone)
{
	GUARANTEE("bootstrap.h: A sample depends on its number alone, not on the range or the number of "
		  "threads.");
	enum { COUNT = 50 };
	struct arena a = {0};
	struct capture_table t = mse_table(test_data(), "mse/new_orleans_8", &a);
	struct model_space s;
	CHECK(model_space_init(&s, 8, 2));
	const struct bootstrap b = {.table = &t,
		.space = &s,
		.threshold_p = STEPWISE_THRESHOLD_P,
		.place = {.seed = 1234, .stratum = 5}};
	double all[COUNT];
	double parts[COUNT];
	struct pool *pool = pool_open(3);
	bootstrap_samples(&b, 0, COUNT, all, NULL);
	bootstrap_samples(&b, 20, COUNT, parts + 20, pool);
	bootstrap_samples(&b, 0, 20, parts, pool);
	pool_close(&pool);
	size_t distinct = 0;
	for (size_t i = 0; i < COUNT; i++) {
		CHECK(same_or_nan(all[i], parts[i]));
		distinct += i > 0 && all[i] != all[i - 1];
	}
	CHECK(distinct > COUNT / 2);
	struct bootstrap other = b;
	other.place.seed = 1235;
	bootstrap_samples(&other, 0, 1, parts, NULL);
	CHECK(parts[0] != all[0]);
	arena_done(&a);
}

/*
 * Reference: 1,000 samples with R's seed 1234, by SparseMSE 2.0.1 (stepwise) and MultipleSystemsEstimation 1.2.0 (BIC
 * over the `top` best models of the table; Kosovo's first two rows are rounded to 100 in the paper, Korea's to 1).
 * Ours have random numbers of their own, so both limits differ by chance: each has the standard deviation `spread`,
 * found from our seeds 1 to 100. The tolerance is three standard deviations of the difference of two such limits, and
 * the rounding.
 */
struct published {
	const char *table;
	size_t top; /* 0: stepwise */
	double low;
	double high;
	double low_spread;
	double high_spread;
	double rounding;
};

static bool agrees(const struct published *p)
{
	struct arena a = {0};
	struct capture_table t = mse_table(test_data(), p->table, &a);
	struct model_space s;
	BUG_IF(!model_space_init(&s, t.list_count, p->top == 0 ? 2 : t.list_count - 1));
	struct bootstrap b = {.table = &t,
		.space = &s,
		.by = RANK_BIC,
		.threshold_p = STEPWISE_THRESHOLD_P,
		.place = {.seed = 1234}};
	if (p->top != 0) {
		size_t count;
		struct cells c;
		cells_init(&c, &a, t.list_count);
		cells_set(&c, &t);
		const model_set *models = model_enumerate(&s, &a, &count);
		struct rank_entry *e = rank_models(&c, &s, models, count, RANK_BIC, NULL, &a);
		b.models = rank_top(e, count, p->top, &a, &b.model_count);
	}
	struct bca got = bootstrap_limits(&b, 1000, 0.95, NULL);
	arena_done(&a);
	bool ok = got.code == BCA_OK && fabs(got.low - p->low) <= 3 * sqrt(2) * p->low_spread + p->rounding &&
		fabs(got.high - p->high) <= 3 * sqrt(2) * p->high_spread + p->rounding;
	test_note("%s, best %zu: %.1f-%.1f, published %.1f-%.1f", p->table, p->top, got.low, got.high, p->low,
		p->high);
	return ok;
}

TEST(bootstrap_reproduces_the_published_limits)
{
	const struct published rows[] = {
		{"mse/western_us_5", 0, 1293.2139, 3672.0366, 85, 122, 0},
		{"mse/new_orleans_5", 0, 588.81747, 1703.6937, 44, 52, 0},
		{"mse/new_orleans_5_n186", 0, 578.63911, 1531.9566, 41, 56, 0},
		{"mse/new_orleans_8", 0, 717.21083, 1657.608, 69, 62, 0},
		{"mse/new_orleans_8_n186", 0, 690.77966, 1553.2458, 48, 64, 0},
		{"mse/uk_modern_slavery_5", 0, 8784.7799, 14700.549, 199, 490, 0},
		{"mse/uk_modern_slavery_6", 0, 9266.9578, 14306.758, 394, 344, 0},
		{"mse/netherlands_5", 0, 47393.141, 162845.54, 984, 7343, 0},
		{"mse/netherlands_6", 0, 45758.864, 171107.89, 1626, 7469, 0},
		{"mse/kosovo_4", 1, 9100, 12000, 55, 98, 50},
		{"mse/kosovo_4", 5, 8500, 17000, 227, 387, 50},
		{"mse/kosovo_4", SIZE_MAX, 6947, 18010, 215, 310, 0.5},
		{"mse/gaza_2024_3", SIZE_MAX, 51686, 81618, 194, 203, 0.5},
		{"mse/korea_palembang_3", SIZE_MAX, 128.27, 348.53, 0.8, 11, 0},
		{"mse/korea_palembang_3", 1, 131, 248, 0.8, 14.2, 0.5},
		{"mse/korea_palembang_3", 2, 130, 348, 0.7, 10.8, 0.5},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK(agrees(&rows[i]));
	}
}
