/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/compete.h"
#include "test.h"

#include <math.h>

/* Lists {0, 1, 2} and {3, 4, 5}. */
static const uint32_t starts[] = {0, 3, 6};

static float log_of(double p)
{
	return (float)(log(p) - log1p(-p));
}

static double p_of(float log_odds)
{
	return 1 / (1 + exp(-(double)log_odds));
}

TEST(pairs_with_a_unique_list_exclude_each_other)
{
	GUARANTEE(
		"compete.h: The chances of a record's pairs with one list that holds each person once add up "
		"to at most 1.");
	const struct match_edge edges[] = {{0, 3, log_of(0.9999)}, {0, 4, log_of(0.9)}, {0, 5, log_of(0.9)},
		{1, 5, log_of(0.5)}, {2, 4, log_of(0.01)}};
	float log_odds[ARRAY_COUNT(edges)];
	match_compete(edges, ARRAY_COUNT(edges), starts, (bool[]){false, true}, 2, log_odds);
	/* 9999 against nobody, and 9 and 9 */
	CHECK(fabs(p_of(log_odds[0]) - 9999 / 10018.0) < 1e-5);
	CHECK(fabs(p_of(log_odds[1]) - 9 / 10018.0) < 1e-5);
	CHECK(p_of(log_odds[0]) + p_of(log_odds[1]) + p_of(log_odds[2]) <= 1 + 1e-6);
	CHECK(log_odds[3] == edges[3].log_odds && log_odds[4] == edges[4].log_odds);
	match_compete(edges, ARRAY_COUNT(edges), starts, (bool[]){true, true}, 2, log_odds);
	CHECK(fabs(p_of(log_odds[3]) - 1 / 11.0) < 1e-5);
	CHECK(log_odds[2] < log_odds[1]);
}

TEST(without_unique_lists_pairs_stand_alone)
{
	GUARANTEE("compete.h: Without lists that hold each person once they are the odds of the pair alone.");
	const struct match_edge edges[] = {{0, 3, 4}, {0, 4, 2}, {1, 3, -1}};
	float log_odds[ARRAY_COUNT(edges)];
	match_compete(edges, ARRAY_COUNT(edges), starts, (bool[]){false, false}, 2, log_odds);
	for (size_t i = 0; i < ARRAY_COUNT(edges); i++) {
		CHECK(log_odds[i] == edges[i].log_odds);
	}
	match_compete(edges, 0, starts, (bool[]){true, true}, 2, log_odds);
}
