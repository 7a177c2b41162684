/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Estimates in closed form, against published tables (counts by pattern 1 … 2^J - 1, list A the lowest bit). */
#include "estimate/closed.h"
#include "test.h"

#include <math.h>

/* Killings in Kosovo, March to June 1999: EXH, ABA, OSCE, HRW (Ball and others 2002). */
static const int64_t kosovo[] = {1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27};
/* Deaths by injury in Gaza to June 2024: hospitals, survey, social media (Jamaluddine and others 2025). */
static const int64_t gaza[] = {19048, 5104, 1929, 1469, 1173, 351, 197};
/* Homicides by police in the United States, 2003-09 and 2011: ARD, SHR (Lum and Ball 2015). */
static const int64_t police[] = {1939, 1704, 1681};

static struct capture_table table(struct arena *a, const int64_t *counts, size_t count)
{
	static const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}};
	static const unsigned lists[] = {[3] = 2, [7] = 3, [15] = 4};
	uint64_t masks[15];
	struct capture_table t = {0};
	struct err e = {0};
	for (size_t i = 0; i < count; i++) {
		masks[i] = i + 1;
	}
	BUG_IF(capture_table_build(&t, a, lists[count], names, masks, counts, count, &e) != 0);
	return t;
}

TEST(two_lists_give_lincoln_and_petersen)
{
	struct arena a = {0};
	struct capture_table t = table(&a, police, ARRAY_COUNT(police));
	struct closed_estimate n = closed_two_lists(&t, 1, 0.95);
	CHECK_INT(n.code, CLOSED_FINE);
	CHECK(fabs(n.total - 3620.0 * 3385 / 1681) < 1e-8); /* 7,290 */
	CHECK(fabs(n.low - 7137.0505) < 1e-3 && fabs(n.high - 7454.8333) < 1e-3);
	arena_done(&a);
}

TEST(two_lists_move_with_their_dependence)
{
	struct arena a = {0};
	struct capture_table t = table(&a, police, ARRAY_COUNT(police));
	double independent = closed_two_lists(&t, 1, 0.95).total - (double)t.total;
	double dependent = closed_two_lists(&t, 3, 0.95).total - (double)t.total;
	CHECK(fabs(dependent - 3 * independent) < 1e-8);
	arena_done(&a);
}

TEST(chapman_is_defined_without_overlap)
{
	GUARANTEE("closed.h: It is defined when the lists do not overlap.");
	struct arena a = {0};
	struct capture_table t = table(&a, police, ARRAY_COUNT(police));
	struct closed_estimate n = closed_chapman(&t, 0.95);
	CHECK(fabs(n.total - (3621.0 * 3386 / 1682 - 1)) < 1e-8);
	CHECK(n.low < n.total && n.total < n.high);
	t = table(&a, (const int64_t[]){20, 30, 0}, 3);
	n = closed_chapman(&t, 0.95);
	CHECK_INT(n.code, CLOSED_FINE);
	CHECK(fabs(n.total - (21.0 * 31 - 1)) < 1e-9);
	CHECK_INT(closed_two_lists(&t, 1, 0.95).code, CLOSED_ZERO_CELL);
	t = table(&a, (const int64_t[]){20, 0, 5}, 3);
	CHECK_INT(closed_chapman(&t, 0.95).code, CLOSED_ZERO_CELL);
	arena_done(&a);
}

/* R 4.2.2, sensitivity of the model without the highest interaction (docs/methods/estimation.md). */
TEST(no_highest_gives_the_sensitivity_lines)
{
	const int64_t kosovo_line[] = {29484, 23213, 16942, 12761, 10671};
	const int64_t gaza_line[] = {100121, 82409, 64696, 52888, 46984};
	struct arena a = {0};
	struct capture_table k = table(&a, kosovo, ARRAY_COUNT(kosovo));
	struct capture_table g = table(&a, gaza, ARRAY_COUNT(gaza));
	for (size_t i = 0; i < CLOSED_XI_COUNT; i++) {
		CHECK_INT(llround(closed_no_highest(&k, closed_xi[i], 0.95).total), kosovo_line[i]);
		CHECK_INT(llround(closed_no_highest(&g, closed_xi[i], 0.95).total), gaza_line[i]);
	}
	arena_done(&a);
}

TEST(no_highest_of_two_lists_is_their_dependence)
{
	GUARANTEE("closed.h: With two lists, xi is one over the odds ratio of closed_two_lists().");
	struct arena a = {0};
	struct capture_table t = table(&a, police, ARRAY_COUNT(police));
	struct closed_estimate by_xi = closed_no_highest(&t, 0.4, 0.9);
	struct closed_estimate by_odds = closed_two_lists(&t, 2.5, 0.9);
	CHECK(fabs(by_xi.total - by_odds.total) < 1e-9 && fabs(by_xi.high - by_odds.high) < 1e-9);
	arena_done(&a);
}

TEST(no_number_where_the_formula_has_none)
{
	struct arena a = {0};
	int64_t holed[15];
	memcpy(holed, kosovo, sizeof(holed));
	holed[6] = 0;
	struct capture_table t = table(&a, holed, ARRAY_COUNT(holed));
	struct closed_estimate n = closed_no_highest(&t, 1, 0.95);
	CHECK_INT(n.code, CLOSED_ZERO_CELL);
	CHECK(n.total == 0 && n.low == 0 && n.high == 0);
	CHECK_INT(closed_two_lists(&t, 1, 0.95).code, CLOSED_LISTS);
	CHECK_INT(closed_chapman(&t, 0.95).code, CLOSED_LISTS);
	t.list_count = 1;
	CHECK_INT(closed_no_highest(&t, 1, 0.95).code, CLOSED_LISTS);
	arena_done(&a);
}
