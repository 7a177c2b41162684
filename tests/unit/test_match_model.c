/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/account.h"
#include "match/joint.h"
#include "match/model.h"
#include "match_people.h"
#include "test.h"

#include <math.h>

static bool is_near(double a, double b, double error)
{
	return fabs(a - b) <= error || (isinf(a) && a == b);
}

/* A model that was trained on invented families. */
static struct match_model *trained(struct arena *a)
{
	static const struct people_options options = {600, 4, {0.8, 0.8}, 0.08, 0.04, 0.1, 0, false, false};
	struct match_model *m = arena_calloc(a, 1, sizeof(*m));
	struct match_training_report report;
	struct match_sample sample[PEOPLE_RULE_COUNT];
	struct people people;
	people_make(&people, a, &options);
	for (size_t i = 0; i < PEOPLE_RULE_COUNT; i++) {
		sample[i] = (struct match_sample){
			people_rule_histogram(&people, a, people_rule[i]), people_rule[i], 0};
	}
	match_model_train(m, &report, a,
		&(struct match_training){
			.comparison = people_comparison,
			.comparison_count = PEOPLE_FIELD_COUNT,
			.sample = sample,
			.sample_count = PEOPLE_RULE_COUNT,
			.random = people_random_histogram(&people, a, 100000),
			.pair_count = (double)people.list_count[0] * (double)people.list_count[1],
		});
	return m;
}

static match_pattern random_pattern(const struct match_model *m)
{
	match_pattern pattern = 0;
	for (size_t i = 0; i < m->comparison_count; i++) {
		pattern |= match_pattern_of(i, (unsigned)test_random_below(m->comparison[i].level_count));
	}
	return pattern;
}

TEST(nothing_said_leaves_the_prior)
{
	GUARANTEE("model.h: A pattern with everything missing has the prior.");
	struct arena a = {0};
	const struct match_model *m = trained(&a);
	double log_p[MATCH_CLASS_COUNT];
	match_model_log(m, 0, log_p);
	for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
		CHECK(is_near(log_p[which], log(m->prior_p[which]), 1e-9));
	}
	arena_done(&a);
}

TEST(chances_add_up)
{
	GUARANTEE("model.h: The chances of the classes add up to 1.");
	struct arena a = {0};
	const struct match_model *m = trained(&a);
	for (unsigned i = 0; i < 1000; i++) {
		double p[MATCH_CLASS_COUNT];
		match_model_posterior(m, random_pattern(m), p);
		CHECK(is_near(p[MATCH_SAME] + p[MATCH_KIN] + p[MATCH_NEAR] + p[MATCH_UNRELATED], 1, 1e-12));
	}
	arena_done(&a);
}

TEST(steps_add_up_to_the_score)
{
	GUARANTEE("model.h: The steps of a pattern add up to the difference of match_model_log(), less that "
		  "of the priors.");
	struct arena a = {0};
	const struct match_model *m = trained(&a);
	for (unsigned k = 0; k < 200; k++) {
		match_pattern pattern = random_pattern(m);
		double log_p[MATCH_CLASS_COUNT];
		match_model_log(m, pattern, log_p);
		double sum = match_model_lineage_weight(m, MATCH_SAME, MATCH_UNRELATED, pattern);
		for (size_t i = 0; i < m->comparison_count; i++) {
			if (m->comparison[i].part != MATCH_PART_LINEAGE) {
				sum += match_model_weight(
					m, MATCH_SAME, MATCH_UNRELATED, i, match_level(pattern, i));
			}
		}
		double prior = log(m->prior_p[MATCH_SAME] / m->prior_p[MATCH_UNRELATED]);
		CHECK(is_near(sum + prior, log_p[MATCH_SAME] - log_p[MATCH_UNRELATED], 1e-9));
	}
	arena_done(&a);
}

TEST(tables_score_as_the_model)
{
	GUARANTEE("model.h: A score is that of match_model_log() to 1e-3.");
	struct arena a = {0};
	const struct match_model *m = trained(&a);
	struct match_scorer *s = arena_calloc(&a, 1, sizeof(*s));
	match_scorer_init(s, m);
	for (unsigned i = 0; i < 1000; i++) {
		match_pattern pattern = random_pattern(m);
		struct match_score score = match_scorer_score(s, pattern);
		double log_p[MATCH_CLASS_COUNT];
		double p[MATCH_CLASS_COUNT];
		match_model_log(m, pattern, log_p);
		match_model_posterior(m, pattern, p);
		for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
			CHECK(is_near(score.log_odds[which], log_p[which] - log_p[MATCH_UNRELATED], 1e-3));
		}
		CHECK(is_near(1 / (1 + exp(-match_score_log_odds(score))), p[MATCH_SAME], 1e-3));
	}
	arena_done(&a);
}

/* ------- tables and counts ------- */

TEST(what_is_expected_stays_without_counts)
{
	GUARANTEE("joint.h: Without counts what is expected comes back.");
	const double expected[] = {0.2, 1e-9, 0.3, 0.5 - 1e-9};
	const double none[4] = {0};
	double p[4];
	match_estimate_p(none, expected, 1, 0, 4, p);
	for (unsigned i = 0; i < 4; i++) {
		CHECK(is_near(p[i], expected[i], 1e-15));
	}
}

TEST(a_rare_level_that_is_not_seen_stays_rare)
{
	const double expected[] = {1 - 1e-8, 1e-8};
	const double count[] = {1e6, 0};
	double p[2];
	match_estimate_p(count, expected, 1, 0, 2, p);
	CHECK(p[1] > 0.9e-8 && p[1] < 1.1e-8);
	const double many[] = {1e6, 1e5};
	match_estimate_p(many, expected, 1, 0, 2, p);
	CHECK(is_near(p[1], 1.0 / 11, 1e-4));
}

TEST(pooling_makes_the_ratio_rise)
{
	GUARANTEE("joint.h: The sum stays, and the ratio to u never falls.");
	for (unsigned k = 0; k < 1000; k++) {
		double u[MATCH_LEVEL_COUNT];
		double p[MATCH_LEVEL_COUNT];
		double before = 0;
		double after = 0;
		for (unsigned i = 0; i < MATCH_LEVEL_COUNT; i++) {
			u[i] = 1e-6 + (double)test_random_below(1000);
			p[i] = (double)test_random_below(1000);
			before += p[i];
		}
		match_order_p(u, 0, MATCH_LEVEL_COUNT, p);
		for (unsigned i = 0; i < MATCH_LEVEL_COUNT; i++) {
			after += p[i];
			CHECK(i == 0 || p[i] / u[i] >= p[i - 1] / u[i - 1] * (1 - 1e-12));
		}
		CHECK(is_near(before, after, 1e-6 * before));
	}
}

static double random_p(void)
{
	return (1 + (double)test_random_below(1000)) / 1000;
}

static void shape_of(struct match_joint_shape *shape, const unsigned *level_count, size_t count)
{
	static const struct match_model none;
	struct match_model *m = mem_alloc(sizeof(*m));
	*m = none;
	m->lineage_count = count;
	for (size_t i = 0; i < count; i++) {
		m->lineage[i] = i;
		m->comparison[i].level_count = level_count[i];
	}
	match_joint_shape_init(shape, m);
	free(m);
}

/* A table with margins that add up to 1. */
static void random_table(const struct match_joint_shape *shape, double *p)
{
	const double none[MATCH_JOINT_COUNT] = {0};
	double weight[MATCH_JOINT_COUNT];
	for (size_t i = 0; i < MATCH_JOINT_COUNT; i++) {
		weight[i] = random_p();
	}
	match_joint_estimate(shape, none, weight, 1, p);
}

TEST(margins_are_sums)
{
	struct match_joint_shape shape;
	shape_of(&shape, (const unsigned[]){3, 4, 5}, 3);
	double p[MATCH_JOINT_COUNT];
	random_table(&shape, p);
	CHECK(is_near(p[0], 1, 1e-12));
	CHECK(is_near(p[0x020], p[0x021] + p[0x022], 1e-12));
	CHECK(is_near(p[0x001] + p[0x002], 1, 1e-12));
	CHECK(is_near(p[0x300], p[0x310] + p[0x320] + p[0x330], 1e-12));
}

TEST(counts_with_gaps_are_completed_in_proportion)
{
	struct match_joint_shape shape;
	shape_of(&shape, (const unsigned[]){3, 3}, 2);
	double p[MATCH_JOINT_COUNT];
	double count[MATCH_JOINT_COUNT] = {0};
	random_table(&shape, p);
	count[0x00] = 7;
	count[0x10] = 3;
	count[0x12] = 1;
	match_joint_complete(&shape, p, count);
	CHECK(count[0x00] == 0 && count[0x10] == 0);
	CHECK(is_near(count[0x11], 3 * p[0x11] / p[0x10], 1e-12));
	CHECK(is_near(count[0x12], 1 + 3 * p[0x12] / p[0x10], 1e-12));
}

TEST(blocks_say_nothing_of_what_they_fix)
{
	struct match_joint_shape shape;
	shape_of(&shape, (const unsigned[]){3, 3}, 2);
	double p[MATCH_JOINT_COUNT];
	double count[MATCH_JOINT_COUNT] = {0};
	double sum[MATCH_JOINT_COUNT] = {0};
	random_table(&shape, p);
	count[0x12] = 30;
	count[0x22] = 10;
	match_joint_add(&shape, p, 2, count, sum);
	match_joint_margins(&shape, sum);
	CHECK(is_near(sum[0x10] / sum[0], p[0x10], 1e-12));
	CHECK(is_near(sum[0x20] / sum[0], p[0x20], 1e-12));
	/* given the level that the rule fixes, what was counted is what is added */
	CHECK(is_near(sum[0x12] / sum[0x10], p[0x12] / p[0x10], 1) && sum[0x12] > 0);
}

TEST(an_account_adds_up_and_has_lineage_once)
{
	GUARANTEE(
		"account.h: Prior and steps less rivals are the log-odds, and those are of the chance of the "
		"same person.");
	GUARANTEE("account.h: Lineage is one step.");
	struct arena a = {0};
	const struct match_model *m = trained(&a);
	CHECK(m->lineage_count > 1);
	for (unsigned k = 0; k < 200; k++) {
		struct match_account account;
		match_account_init(&account, m, random_pattern(m));
		double sum = account.prior_log - account.rivals_log;
		size_t of_several = 0;
		for (size_t i = 0; i < account.step_count; i++) {
			sum += account.step[i].weight_log;
			of_several += account.step[i].comparison_count > 1;
		}
		CHECK(is_near(sum, account.log_odds, 1e-9));
		CHECK(is_near(1 / (1 + exp(-account.log_odds)), account.p[MATCH_SAME], 1e-9));
		CHECK(of_several == 1);
		CHECK(account.step_count == m->comparison_count - m->lineage_count + 1);
	}
	arena_done(&a);
}
