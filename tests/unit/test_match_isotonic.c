/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/isotonic.h"
#include "test.h"

#include <math.h>

enum { JUDGED = 400 };

static void draw(struct match_judged *judged)
{
	for (size_t i = 0; i < JUDGED; i++) {
		double p = (double)test_random_below(1000) / 1000;
		judged[i] = (struct match_judged){
			.score = floor(p * 50),
			.weight = 1 + (double)test_random_below(5),
			.is_same = test_random_below(1000) < (uint64_t)(p * 1000),
		};
	}
}

TEST(chance_never_falls)
{
	GUARANTEE("isotonic.h: p never falls from one step to the next.");
	struct arena a = {0};
	struct match_judged judged[JUDGED];
	struct match_isotonic map;
	for (unsigned k = 0; k < 50; k++) {
		draw(judged);
		match_isotonic_fit(&map, &a, judged, JUDGED);
		CHECK(map.count > 1);
		for (size_t i = 0; i < map.count; i++) {
			const struct match_step *s = &map.step[i];
			CHECK(i == 0 || (s->p > s[-1].p && s->from > s[-1].from));
			CHECK(s->low >= 0 && s->low <= s->p + 1e-12 && s->p <= s->high + 1e-12 &&
				s->high <= 1);
			CHECK(s->count > 0);
		}
	}
	arena_done(&a);
}

TEST(mean_chance_is_the_share_of_the_same)
{
	GUARANTEE("isotonic.h: Over all judged pairs the mean of p is the share of the same, by weight.");
	struct arena a = {0};
	struct match_judged judged[JUDGED];
	struct match_isotonic map;
	double weight = 0;
	double same = 0;
	double expected = 0;
	draw(judged);
	match_isotonic_fit(&map, &a, judged, JUDGED);
	for (size_t i = 0; i < JUDGED; i++) {
		weight += judged[i].weight;
		same += judged[i].is_same ? judged[i].weight : 0;
		expected += judged[i].weight * match_isotonic_at(&map, judged[i].score)->p;
	}
	CHECK(fabs(same - expected) < 1e-9 * weight);
	arena_done(&a);
}

TEST(order_of_judging_does_not_matter)
{
	GUARANTEE("isotonic.h: The order of the judged pairs does not matter.");
	struct arena a = {0};
	struct match_judged judged[JUDGED];
	struct match_isotonic map[2];
	draw(judged);
	match_isotonic_fit(&map[0], &a, judged, JUDGED);
	for (size_t i = JUDGED - 1; i > 0; i--) {
		size_t k = test_random_below(i + 1);
		struct match_judged kept = judged[i];
		judged[i] = judged[k];
		judged[k] = kept;
	}
	match_isotonic_fit(&map[1], &a, judged, JUDGED);
	CHECK(map[0].count == map[1].count);
	CHECK(memcmp(map[0].step, map[1].step, map[0].count * sizeof(*map[0].step)) == 0);
	arena_done(&a);
}

TEST(scores_outside_take_the_nearest_step)
{
	struct arena a = {0};
	struct match_isotonic map;
	const struct match_judged judged[] = {{1, 1, false}, {2, 1, true}, {3, 3, false}, {4, 1, true}};
	match_isotonic_fit(&map, &a, judged, 4);
	CHECK_INT((int64_t)map.count, 3);
	CHECK(match_isotonic_at(&map, -5)->p == 0);
	CHECK(match_isotonic_at(&map, 2.5)->p == 0.25);
	CHECK(match_isotonic_at(&map, 3.9)->p == 0.25);
	CHECK(match_isotonic_at(&map, 9)->p == 1);
	/* Wilson's interval of 1 of 1 */
	CHECK(fabs(match_isotonic_at(&map, 9)->low - 0.2065) < 1e-4);
	match_isotonic_fit(&map, &a, judged, 0);
	CHECK(match_isotonic_at(&map, 1) == NULL);
	arena_done(&a);
}
