/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bayesian thresholding. */
#include "estimate/draws.h"
#include "estimate/threshold.h"
#include "mse.h"
#include "test.h"

#include <math.h>

static struct cells cells_of(const char *name, struct arena *a)
{
	struct capture_table t = mse_table(test_data(), name, a);
	struct cells c;
	cells_init(&c, a, t.list_count);
	cells_set(&c, &t);
	return c;
}

static bool has_name(const struct threshold *t, const char *name)
{
	struct buf b = {0};
	model_write(&t->space, t->kept, &b);
	bool is_same = bytes_equal(buf_bytes(&b), bytes_of(name));
	buf_done(&b);
	return is_same;
}

TEST(threshold_reproduces_the_published_estimates)
{
	/*
	 * MultipleSystemsEstimation 1.2.0, seed 12345: 10,000 draws by random walk with steps of 1.1 standard
	 * deviations. Ours, with the best step for as many coefficients, have an effective number of 3 % of the
	 * steps; theirs can hardly have more than 2 %, so 200. Then a median has the Monte Carlo error 1.25 sd / sqrt
	 * 200 = 0.09 sd, a 2.5 % quantile sqrt(0.025 · 0.975 / 200) / 0.0584 sd = 0.19 sd, with sd a quarter of the
	 * width of the interval. Three of these are allowed; our own error is a tenth of it.
	 */
	const struct {
		const char *table;
		const char *model;
		double median;
		double low;
		double high;
	} rows[] = {{"mse/kosovo_4", "[12,13,14,23,34]", 13971.48, 12236.22, 16389.40},
		{"mse/uk_modern_slavery_5", "[12,13,25,35,45]", 12400, 11061, 14240},
		{"mse/western_us_5", "[15,2,3,4]", 2327, 1590, 3579}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct cells c = cells_of(rows[i].table, &a);
		struct threshold_settings settings = threshold_defaults();
		struct threshold t = threshold_estimate(&c, &settings, NULL);
		double sd = (rows[i].high - rows[i].low) / 4;
		test_note("%s: %.1f (%.1f-%.1f), effective draws %.0f", rows[i].table, t.median, t.low,
			t.high, t.effective);
		CHECK_INT(t.code, FIT_OK);
		CHECK(has_name(&t, rows[i].model));
		CHECK(fabs(t.median - rows[i].median) <= 3 * 0.09 * sd);
		CHECK(fabs(t.low - rows[i].low) <= 3 * 0.19 * sd);
		CHECK(fabs(t.high - rows[i].high) <= 3 * 0.19 * sd);
		CHECK(t.rhat < 1.01 && t.effective > 2000);
		arena_done(&a);
	}
}

TEST(threshold_tests_triples_whose_pairs_are_kept)
{
	struct arena a = {0};
	struct cells c = cells_of("mse/kosovo_4", &a);
	struct threshold_settings settings = threshold_defaults();
	settings.order_max = 3;
	struct threshold t = threshold_estimate(&c, &settings, NULL);
	CHECK_INT(t.code, FIT_OK);
	CHECK(model_is_hierarchical(&t.space, t.kept));
	/*
	 * Of pairs all but 24 are kept, so triples 124 and 234 are not eligible; the others have ratios near 3.95 and
	 * 2.5.
	 */
	CHECK(has_name(&t, "[123,134]"));
	CHECK(isnan(t.ratio[7]) && isnan(t.ratio[9]) && !isnan(t.ratio[6]) && !isnan(t.ratio[8]));
	settings.ratio_least = 3.2;
	t = threshold_estimate(&c, &settings, NULL);
	CHECK(has_name(&t, "[123,14,34]"));
	arena_done(&a);
}

TEST(threshold_samples_the_exact_posterior)
{
	/*
	 * Three lists, flat priors, nothing dropped: as many terms as counts, so the means are independent gamma
	 * variables with the counts as shapes, and n_0 is the product of those of odd patterns over those of even
	 * ones.
	 */
	enum { DRAWS = 200000 };
	struct arena a = {0};
	struct err e = {0};
	struct capture_table t;
	const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}};
	const int64_t count[] = {30, 25, 8, 40, 6, 9, 4};
	CHECK_OK(capture_table_build(&t, &a, 3, names, (uint64_t[]){1, 2, 3, 4, 5, 6, 7}, count, 7, &e), e);
	struct cells c;
	cells_init(&c, &a, 3);
	cells_set(&c, &t);
	struct threshold_settings settings = threshold_defaults();
	settings.prior_variance = INFINITY;
	settings.ratio_least = 0;
	settings.draw_count = 80000;
	struct threshold got = threshold_estimate(&c, &settings, NULL);
	CHECK_INT(got.code, FIT_OK);
	CHECK(has_name(&got, "[12,13,23]"));
	double *total = arena_calloc(&a, DRAWS, sizeof(*total));
	struct random r;
	random_init(&r, &(struct random_place){.seed = 7});
	for (size_t i = 0; i < DRAWS; i++) {
		double missing_log = 0;
		for (size_t k = 0; k < 7; k++) {
			int sign = __builtin_popcountll(t.mask[k]) % 2 == 1 ? 1 : -1;
			missing_log += sign * log(random_gamma(&r, (double)count[k]));
		}
		total[i] = 122 + exp(missing_log);
	}
	draws_sort(total, DRAWS);
	/* Of ln n_0: sd 0.95; Monte Carlo errors of its median and 2.5 % quantiles near 0.01 and 0.02. */
	const double p[] = {0.5, 0.025, 0.975};
	const double ours[] = {got.median, got.low, got.high};
	for (size_t i = 0; i < 3; i++) {
		double exact = draws_quantile(total, DRAWS, p[i], DRAWS_TYPE_7);
		test_note("%g: %.1f, exact %.1f", p[i], ours[i], exact);
		CHECK(fabs(log(ours[i] - 122) - log(exact - 122)) < (i == 0 ? 0.04 : 0.09));
	}
	arena_done(&a);
}

TEST(threshold_does_not_depend_on_threads)
{
	GUARANTEE("threshold.h: The number of threads makes no difference.");
	struct arena a = {0};
	struct cells c = cells_of("mse/western_us_5", &a);
	struct threshold_settings settings = threshold_defaults();
	settings.draw_count = 400;
	struct pool *pool = pool_open(3);
	struct threshold one = threshold_estimate(&c, &settings, NULL);
	struct threshold three = threshold_estimate(&c, &settings, pool);
	pool_close(&pool);
	CHECK(one.median == three.median && one.low == three.low && one.rhat == three.rhat);
	CHECK(memcmp(one.ratio, three.ratio, one.space.interaction_count * sizeof(*one.ratio)) == 0);
	settings.place.seed++;
	CHECK(threshold_estimate(&c, &settings, NULL).median != one.median);
	arena_done(&a);
}

TEST(threshold_refuses_improper_posteriors)
{
	GUARANTEE("threshold.h: No number is given where the posterior is improper.");
	struct arena a = {0};
	struct cells c = cells_of("mse/artificial_3", &a);
	struct threshold_settings settings = threshold_defaults();
	settings.draw_count = 400;
	settings.prior_variance = INFINITY;
	struct threshold t = threshold_estimate(&c, &settings, NULL);
	CHECK_INT(t.code, FIT_MANY);
	CHECK(isnan(t.median) && isnan(t.low) && isnan(t.high));
	/* The prior holds the pairs, and independence has an estimate. */
	settings.prior_variance = 1;
	CHECK_INT(threshold_estimate(&c, &settings, NULL).code, FIT_OK);
	/* An empty list: its main effect is at minus infinity under a flat prior. */
	struct err e = {0};
	struct capture_table table;
	const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}};
	CHECK_OK(
		capture_table_build(&table, &a, 3, names, (uint64_t[]){1, 2, 3}, (int64_t[]){5, 6, 7}, 3, &e),
		e);
	cells_set(&c, &table);
	CHECK_INT(threshold_estimate(&c, &settings, NULL).code, FIT_NONE);
	arena_done(&a);
}

TEST(threshold_sends_pairs_with_nobody_to_minus_infinity)
{
	struct arena a = {0};
	struct cells c = cells_of("mse/western_us_5", &a);
	struct threshold_settings settings = threshold_defaults();
	settings.prior_variance = INFINITY;
	struct threshold t = threshold_estimate(&c, &settings, NULL);
	CHECK_INT(t.code, FIT_OK);
	CHECK((t.kept & t.absent) == 0);
	for (unsigned i = 0; i < t.space.interaction_count; i++) {
		bool is_absent = c.star[t.space.interaction[i]] == 0;
		CHECK((t.absent >> i & 1) == is_absent && isnan(t.ratio[i]) == is_absent);
	}
	arena_done(&a);
}
