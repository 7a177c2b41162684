/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Samples of pairs and persons, and how often intervals from them hold the truth. */
#include "base/mem.h"
#include "match/calibrate.h"
#include "test.h"

#include <math.h>

enum { PAIRS = 20000, STRATA = 6, SIMULATIONS = 500 };

static double random_part(void)
{
	return (double)test_random_below(1 << 20) / (1 << 20);
}

static const double from_log[STRATA] = {-6, -3, -1, 1, 3, 6};

static void start_strata(struct match_score_stratum *stratum)
{
	for (size_t h = 0; h < STRATA; h++) {
		stratum[h] = (struct match_score_stratum){.from_log = from_log[h]};
	}
}

static size_t place_of(double log_odds)
{
	size_t h = 0;
	while (h + 1 < STRATA && from_log[h + 1] <= log_odds) {
		h++;
	}
	return h;
}

/* Scores of two humps; the truth is as the scores say, but surer ones are less sure than they say. */
static void make_pairs(struct match_edge *edge, bool *is_one)
{
	for (uint32_t i = 0; i < PAIRS; i++) {
		double hump = random_part() + random_part() + random_part() - 1.5;
		double log_odds = random_part() < 0.3 ? 5 + 4 * hump : -4 + 4 * hump;
		edge[i] = (struct match_edge){i, i + 1 + (uint32_t)test_random_below(50), (float)log_odds};
		is_one[i] = random_part() < 1 / (1 + exp(-0.8 * log_odds));
	}
}

TEST(plans_ask_for_no_more_pairs_than_there_are)
{
	GUARANTEE("calibrate.h: No stratum is asked for more pairs than it has.");
	GUARANTEE("calibrate.h: The same pairs are drawn whatever the order of the edges.");
	static struct match_edge edge[PAIRS];
	static bool is_one[PAIRS];
	static size_t chosen[PAIRS];
	static size_t again[PAIRS];
	struct match_score_stratum stratum[STRATA];
	make_pairs(edge, is_one);
	start_strata(stratum);
	match_calibrate_plan(edge, PAIRS, stratum, STRATA, 400);
	uint64_t sum = 0;
	for (size_t h = 0; h < STRATA; h++) {
		CHECK(stratum[h].sample_count <= stratum[h].count);
		CHECK(stratum[h].sample_count >= MATCH_SAMPLE_MIN ||
			stratum[h].sample_count == stratum[h].count);
		sum += stratum[h].sample_count;
	}
	CHECK(sum >= 400 && sum <= 400 + STRATA * (MATCH_SAMPLE_MIN + 1));
	size_t count = match_calibrate_draw(edge, PAIRS, stratum, STRATA, 5, chosen);
	CHECK(count == sum);
	uint64_t drawn[STRATA] = {0};
	for (size_t i = 0; i < count; i++) {
		drawn[place_of((double)edge[chosen[i]].log_odds)]++;
	}
	for (size_t h = 0; h < STRATA; h++) {
		CHECK(drawn[h] == stratum[h].sample_count);
	}
	for (size_t i = 0; i < PAIRS / 2; i++) {
		struct match_edge e = edge[i];
		edge[i] = edge[PAIRS - 1 - i];
		edge[PAIRS - 1 - i] = (struct match_edge){e.b, e.a, e.log_odds};
	}
	CHECK(match_calibrate_draw(edge, PAIRS, stratum, STRATA, 5, again) == count);
	for (size_t i = 0; i < count; i++) {
		CHECK(again[i] == PAIRS - 1 - chosen[i]);
	}
}

static void count_held(unsigned *held, const struct match_estimate *e, double truth)
{
	*held += e->low <= truth && truth <= e->high;
}

TEST(intervals_from_pairs_hold_the_truth)
{
	GUARANTEE("calibrate.h: 95 % intervals hold the truth in 90 to 99 of 100 simulations.");
	static struct match_edge edge[PAIRS];
	static bool is_one[PAIRS];
	static size_t chosen[PAIRS];
	struct match_score_stratum stratum[STRATA];
	struct match_calibration calibration[STRATA];
	unsigned precision_held = 0;
	unsigned recall_held = 0;
	make_pairs(edge, is_one);
	double right = 0;
	double found = 0;
	double all = 0;
	for (size_t i = 0; i < PAIRS; i++) {
		found += (double)edge[i].log_odds >= from_log[4];
		right += (double)edge[i].log_odds >= from_log[4] && is_one[i];
		all += (double)edge[i].log_odds >= from_log[0] && is_one[i];
	}
	for (uint64_t seed = 0; seed < SIMULATIONS; seed++) {
		start_strata(stratum);
		match_calibrate_plan(edge, PAIRS, stratum, STRATA, 300);
		size_t count = match_calibrate_draw(edge, PAIRS, stratum, STRATA, seed, chosen);
		for (size_t i = 0; i < count; i++) {
			stratum[place_of((double)edge[chosen[i]].log_odds)].yes_count += is_one[chosen[i]];
		}
		match_calibrate_pairs(stratum, STRATA, seed, calibration);
		CHECK(calibration[4].precision.low <= calibration[4].precision.value);
		count_held(&precision_held, &calibration[4].precision, right / found);
		count_held(&recall_held, &calibration[4].recall, right / all);
	}
	test_note("held: precision %u, recall %u of %d", precision_held, recall_held, SIMULATIONS);
	CHECK(precision_held >= 0.90 * SIMULATIONS && precision_held <= 0.99 * SIMULATIONS);
	CHECK(recall_held >= 0.90 * SIMULATIONS && recall_held <= 0.99 * SIMULATIONS);
}

TEST(estimates_of_a_full_sample_are_the_truth)
{
	struct match_score_stratum stratum[] = {
		{.from_log = 0, .count = 10, .sample_count = 10, .yes_count = 2},
		{.from_log = 2, .count = 20, .sample_count = 20, .yes_count = 18},
		{.from_log = 4, .count = 30, .sample_count = 30, .yes_count = 30}};
	struct match_calibration c[3];
	match_calibrate_pairs(stratum, 3, 1, c);
	CHECK(fabs(c[1].precision.value - 0.96) < 1e-12 && fabs(c[1].recall.value - 0.96) < 1e-12);
	CHECK(c[1].precision.low == c[1].precision.high && c[0].recall.low == 1);
	CHECK_INT((int64_t)match_calibrate_threshold(c, 3, 0.95), 1);
	CHECK_INT((int64_t)match_calibrate_threshold(c, 3, 0.5), 0);
	c[2].precision.value = 0.9;
	CHECK_INT((int64_t)match_calibrate_threshold(c, 3, 0.95), 3);
}

/* ------- persons ------- */

enum { PERSONS = 4000, JUDGED = 200 };

/* A person of some records, of which some were found together, and some with strangers. */
static struct match_judged_person make_person(void)
{
	uint64_t records = 1 + test_random_below(4);
	uint64_t found = records - (records > 1 && test_random_below(4) == 0);
	uint64_t strangers = test_random_below(6) == 0;
	return (struct match_judged_person){.weight = 1,
		.pairs_true = records * (records - 1) / 2,
		.pairs_right = found * (found - 1) / 2,
		.pairs_found = (double)(found * (found - 1 + strangers)) / 2};
}

TEST(intervals_from_persons_hold_the_truth)
{
	GUARANTEE("calibrate.h: 95 % intervals from persons hold the truth in 90 to 99 of 100 simulations.");
	static struct match_judged_person person[PERSONS];
	struct match_judged_person judged[JUDGED];
	double sums[3] = {0};
	unsigned precision_held = 0;
	unsigned recall_held = 0;
	for (size_t i = 0; i < PERSONS; i++) {
		person[i] = make_person();
		sums[0] += (double)person[i].pairs_right;
		sums[1] += (double)person[i].pairs_true;
		sums[2] += person[i].pairs_found;
	}
	for (int k = 0; k < SIMULATIONS; k++) {
		struct match_estimate precision;
		struct match_estimate recall;
		for (size_t i = 0; i < JUDGED; i++) {
			judged[i] = person[test_random_below(PERSONS)];
		}
		match_calibrate_persons(judged, JUDGED, &precision, &recall);
		count_held(&precision_held, &precision, sums[0] / sums[2]);
		count_held(&recall_held, &recall, sums[0] / sums[1]);
	}
	test_note("held: precision %u, recall %u of %d", precision_held, recall_held, SIMULATIONS);
	CHECK(precision_held >= 0.90 * SIMULATIONS && precision_held <= 0.99 * SIMULATIONS);
	CHECK(recall_held >= 0.90 * SIMULATIONS && recall_held <= 0.99 * SIMULATIONS);
}
