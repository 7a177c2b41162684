/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Counts of patterns. */
#include "match/histogram.h"
#include "test.h"

enum { PATTERN_COUNT = 3000 };

static match_pattern some_pattern(uint64_t i)
{
	return match_pattern_of(i % MATCH_COMPARISON_MAX, 1 + (unsigned)(i / 16 % 15)) |
		match_pattern_of((i + 5) % MATCH_COMPARISON_MAX, 1 + (unsigned)(i / 240 % 15));
}

/* Adds each pattern i of [0, PATTERN_COUNT) i % 7 + 1 times, from `first` on and round. */
static void add_all(struct match_tally *t, size_t first)
{
	for (size_t k = 0; k < PATTERN_COUNT; k++) {
		size_t i = (first + k) % PATTERN_COUNT;
		for (size_t times = 0; times <= i % 7; times++) {
			match_tally_add(t, some_pattern(i), 1);
		}
	}
}

static bool are_equal(struct match_histogram a, struct match_histogram b)
{
	bool are = a.count == b.count;
	for (size_t i = 0; are && i < a.count; i++) {
		are = a.rows[i].pattern == b.rows[i].pattern && a.rows[i].count == b.rows[i].count;
	}
	return are;
}

TEST(the_order_of_counting_makes_no_difference)
{
	GUARANTEE("histogram.h: The order in which counts were added makes no difference, as long as their "
		  "sums "
		  "are exact.");
	struct arena a = {0};
	struct match_tally forth = {0}, later = {0}, half = {0}, merged = {0};
	add_all(&forth, 0);
	add_all(&later, PATTERN_COUNT / 3);
	add_all(&half, 7);
	match_tally_merge(&merged, &half);
	struct match_histogram rows = match_tally_rows(&forth, &a);
	CHECK(are_equal(rows, match_tally_rows(&later, &a)));
	CHECK(are_equal(rows, match_tally_rows(&merged, &a)));
	double sum = 0;
	for (size_t i = 0; i < rows.count; i++) {
		CHECK(i == 0 || rows.rows[i - 1].pattern < rows.rows[i].pattern);
		CHECK(rows.rows[i].count > 0);
		sum += rows.rows[i].count;
	}
	CHECK(sum == forth.total && sum == merged.total);
	match_tally_done(&forth);
	match_tally_done(&later);
	match_tally_done(&half);
	match_tally_done(&merged);
	arena_done(&a);
}

TEST(nothing_counted_gives_no_rows)
{
	struct arena a = {0};
	struct match_tally t = {0};
	CHECK_INT((int64_t)match_tally_rows(&t, &a).count, 0);
	match_tally_add(&t, 0, 0);
	match_tally_add(&t, 3, -1);
	CHECK_INT((int64_t)match_tally_rows(&t, &a).count, 0);
	match_tally_add(&t, 0, 2); /* all missing is a pattern like others */
	CHECK_INT((int64_t)match_tally_rows(&t, &a).count, 1);
	match_tally_done(&t);
	arena_done(&a);
}
