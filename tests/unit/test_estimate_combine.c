/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Strata and replicates put together. */
#include "base/csv.h"
#include "estimate/combine.h"
#include "estimate/draws.h"
#include "test.h"

#include <math.h>

TEST(strata_add_draw_by_draw)
{
	const double north[] = {10, 12, 14};
	const double south[] = {100, 50, 75};
	const double *both[] = {north, south};
	double sum[3];
	combine_strata(both, 2, 3, 7, sum);
	CHECK(sum[0] == 117 && sum[1] == 69 && sum[2] == 96);
	combine_strata(NULL, 0, 3, 7, sum);
	CHECK(sum[0] == 7 && sum[2] == 7);
}

/* The bounds of strata are not the bounds of their sum. */
TEST(a_sum_of_bounds_is_wider_than_the_sum)
{
	enum { LENGTH = 4000, STRATA = 10 };
	static double draws[STRATA][LENGTH];
	static double sum[LENGTH];
	const double *all[STRATA];
	double low = 0;
	double high = 0;
	for (size_t s = 0; s < STRATA; s++) {
		for (size_t i = 0; i < LENGTH; i++) {
			draws[s][i] = 100 + (double)test_random_below(100);
		}
		all[s] = draws[s];
	}
	combine_strata(all, STRATA, LENGTH, 0, sum);
	for (size_t s = 0; s < STRATA; s++) {
		draws_sort(draws[s], LENGTH);
		low += draws_quantile(draws[s], LENGTH, 0.025, DRAWS_TYPE_7);
		high += draws_quantile(draws[s], LENGTH, 0.975, DRAWS_TYPE_7);
	}
	draws_sort(sum, LENGTH);
	CHECK(draws_quantile(sum, LENGTH, 0.975, DRAWS_TYPE_7) -
			draws_quantile(sum, LENGTH, 0.025, DRAWS_TYPE_7) <
		0.5 * (high - low));
}

/* The replicates of a file with columns replicate, n_obs, N, one after the other. */
static size_t read_replicates(struct arena *a, struct bytes text, struct combine_replicate *list, size_t room)
{
	struct csv_reader r;
	struct bytes *cells;
	size_t count;
	size_t n = 0;
	double *draws = arena_calloc(a, text.len / 8, sizeof(*draws));
	struct bytes last = {0};
	csv_reader_init(&r, text);
	BUG_IF(csv_next(&r, a, &cells, &count, NULL) != 1);
	while (csv_next(&r, a, &cells, &count, NULL) == 1) {
		if (!bytes_equal(cells[0], last)) {
			BUG_IF(n == room);
			last = cells[0];
			list[n++] = (struct combine_replicate){draws, 0, strtod(cells[1].s, NULL)};
		}
		*draws++ = strtod(cells[2].s, NULL);
		list[n - 1].count++;
	}
	return n;
}

TEST(replicates_of_verdata)
{
	GUARANTEE("combine.h: With the stored draws of verdata's 20 replicates: 1,593 (1,266 to 2,148) by "
		  "its rule.");
	GUARANTEE("combine.h: The order of the replicates makes no difference beyond rounding.");
	struct arena a = {0};
	struct combine_replicate list[20];
	struct combine_replicate turned[20];
	char path[4096];
	if (!test_shared_data()) {
		test_skip("no shared data");
		return;
	}
	snprintf(path, sizeof(path), "%s/mse/verdata_20_replicates_draws.csv", test_shared_data());
	struct bytes text = test_read_file(path);
	CHECK_INT((int64_t)read_replicates(&a, text, list, 20), 20);
	struct combine_result r = combine_replicates(list, 20, COMBINE_VERDATA, 0.95);
	CHECK(r.total == 1593 && r.low == 1266 && r.high == 2148);
	CHECK(fabs(r.degrees - 23.6861134) < 1e-6);
	r = combine_replicates(list, 20, COMBINE_RUBIN, 0.95);
	CHECK(llround(r.low) == 1275 && llround(r.high) == 2111);
	CHECK(fabs(r.total - 1593.23945) < 1e-6 && fabs(r.degrees - 210.7631127) < 1e-6);
	for (size_t i = 0; i < 20; i++) {
		turned[i] = list[19 - i];
	}
	struct combine_result other = combine_replicates(turned, 20, COMBINE_RUBIN, 0.95);
	CHECK(fabs(other.low - r.low) < 1e-8 && fabs(other.high - r.high) < 1e-8);
	r = combine_replicates(list, 20, COMBINE_POOLED, 0.95);
	CHECK(r.low == 1309 && fabs(r.high - 2308.025) < 1e-9);
	free((void *)text.s);
	arena_done(&a);
}

TEST(replicates_that_do_not_differ_add_nothing)
{
	const double draws[] = {20, 30, 25, 40};
	const struct combine_replicate list[] = {{draws, 4, 10}, {draws, 4, 10}, {draws, 4, 10}};
	struct combine_result r = combine_replicates(list, 3, COMBINE_RUBIN, 0.9);
	CHECK(r.is_defined && isinf(r.degrees) && r.between == 0);
	CHECK(fabs(log(r.high - 10) - log(r.low - 10) - 2 * 1.6448536269514722 * sqrt(r.within)) < 1e-9);
}

TEST(one_replicate_says_nothing_of_the_others)
{
	const double draws[] = {20, 30};
	const struct combine_replicate one = {draws, 2, 10};
	CHECK(!combine_replicates(&one, 1, COMBINE_RUBIN, 0.95).is_defined);
	CHECK(!combine_replicates(&one, 1, COMBINE_VERDATA, 0.95).is_defined);
	CHECK(combine_replicates(&one, 1, COMBINE_POOLED, 0.95).is_defined);
	CHECK(!combine_replicates(&one, 0, COMBINE_POOLED, 0.95).is_defined);
}

TEST(nobody_missing_is_no_minus_infinity)
{
	const double draws[] = {10, 30, 10};
	const struct combine_replicate list[] = {{draws, 3, 10}, {draws, 3, 10}};
	struct combine_result r = combine_replicates(list, 2, COMBINE_RUBIN, 0.95);
	CHECK(isfinite(r.low) && isfinite(r.high) && r.low >= 10);
}

TEST(published_rule_sums_bounds_and_takes_medians)
{
	const struct combine_bounds bounds[] = {
		{10, 5, 20},
		{100, 90, 110}, /* one imputation */
		{12, 6, 22},
		{104, 92, 118}, /* the next */
		{50, 1, 90},
		{100, 91, 111},
	};
	struct combine_bounds sum = combine_published(bounds, 3, 2);
	CHECK(sum.total == 116 && sum.low == 95 && sum.high == 140);
}
