/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/train.h"
#include "match_people.h"
#include "test.h"

#include <math.h>

/* One training on invented people, with everything it is made of. */
struct scene {
	struct arena arena;
	struct people people;
	struct match_sample sample[PEOPLE_RULE_COUNT];
	struct match_training training;
	struct match_model model;
	struct match_training_report report;
};

static struct scene *scene_open(const struct people_options *o)
{
	struct scene *s = mem_calloc(1, sizeof(*s));
	people_make(&s->people, &s->arena, o);
	for (size_t i = 0; i < PEOPLE_RULE_COUNT; i++) {
		s->sample[i] = (struct match_sample){
			people_rule_histogram(&s->people, &s->arena, people_rule[i]), people_rule[i], 0};
	}
	s->training = (struct match_training){
		.comparison = people_comparison,
		.comparison_count = PEOPLE_FIELD_COUNT,
		.sample = s->sample,
		.sample_count = PEOPLE_RULE_COUNT,
		.random = people_random_histogram(&s->people, &s->arena, 300000),
		.pair_count = (double)s->people.list_count[0] * (double)s->people.list_count[1],
	};
	return s;
}

static void scene_train(struct scene *s)
{
	match_model_train(&s->model, &s->report, &s->arena, &s->training);
	for (size_t i = 0; i < s->report.note_count; i++) {
		test_note("%s", s->report.note[i]);
	}
}

static void scene_close(struct scene *s)
{
	arena_done(&s->arena);
	free(s);
}

struct tally {
	const struct scene *scene;
	double kept;
	double right;
	double same; /* among all pairs compared */
};

static void tally_pair(void *context, const struct people_record *a, const struct people_record *b)
{
	struct tally *t = context;
	double p[MATCH_CLASS_COUNT];
	t->same += a->person == b->person;
	match_model_posterior(&t->scene->model, people_compare(&t->scene->people, a, b), p);
	if (p[MATCH_SAME] >= 0.95) {
		t->kept++;
		t->right += a->person == b->person;
	}
}

/* The pairs of all rules that are called the same. */
static struct tally scene_tally(const struct scene *s)
{
	struct tally t = {.scene = s};
	people_candidates(&s->people, tally_pair, &t);
	return t;
}

static const struct people_options families = {
	.family_count = 3000,
	.siblings_max = 5,
	.coverage = {0.6, 0.6},
	.close_p = 0.08,
	.wrong_p = 0.04,
	.missing_p = 0.1,
};

TEST(levels_and_shares_are_recovered)
{
	struct scene *s = scene_open(&families);
	scene_train(s);
	CHECK(!s->report.is_fallback && s->report.has_converged && s->report.note_count == 0);
	CHECK(s->model.has_kin);
	CHECK(fabs(s->report.same_count / s->people.same_count - 1) < 0.15);
	for (size_t i = 0; i + 1 < PEOPLE_FIELD_COUNT; i++) {
		const double *p = s->model.level_p[MATCH_SAME][i];
		/* either list errs, and a wrong value may be another error of the same value */
		CHECK(fabs(p[1] - (1 - 0.96 * 0.96)) < 0.03);
		CHECK(fabs(p[2] - 2 * 0.08 * 0.92 * (1 - p[1])) < 0.03);
	}
	scene_close(s);
}

TEST(kin_are_not_called_the_same)
{
	struct scene *s = scene_open(&families);
	scene_train(s);
	struct tally with = scene_tally(s);
	s->training.is_without_kin = true;
	scene_train(s);
	CHECK(!s->model.has_kin && s->model.prior_p[MATCH_KIN] == 0);
	struct tally without = scene_tally(s);
	test_note("precision %.4f of %.0f with kin, %.4f of %.0f without", with.right / with.kept, with.kept,
		without.right / without.kept, without.kept);
	CHECK(with.right / with.kept > 0.98);
	CHECK(without.kept - without.right > 2 * (with.kept - with.right));
	scene_close(s);
}

TEST(siblings_near_in_age_are_not_called_the_same)
{
	struct people_options o = families;
	o.near_p = 0.4;
	struct scene *s = scene_open(&o);
	scene_train(s);
	struct tally t = scene_tally(s);
	test_note("precision %.4f of %.0f", t.right / t.kept, t.kept);
	CHECK(t.right / t.kept > 0.98);
	scene_close(s);
}

TEST(without_kin_in_the_data_there_is_no_class_of_kin)
{
	struct people_options o = families;
	o.siblings_max = 1;
	o.family_count = 9000;
	struct scene *s = scene_open(&o);
	scene_train(s);
	CHECK(!s->model.has_kin && s->report.kin_count == 0);
	CHECK(fabs(s->report.same_count / s->people.same_count - 1) < 0.15);
	scene_close(s);
}

TEST(neighbours_are_not_called_the_same)
{
	struct people_options o = families;
	o.is_clustered = true;
	struct scene *s = scene_open(&o);
	scene_train(s);
	struct tally t = scene_tally(s);
	test_note("found %.0f of %.0f, kin %.0f; precision %.4f of %.0f", s->report.same_count,
		s->people.same_count, s->report.kin_count, t.right / t.kept, t.kept);
	CHECK(fabs(s->report.same_count / s->people.same_count - 1) < 0.15);
	CHECK(t.right / t.kept > 0.98);
	scene_close(s);
}

TEST(equal_input_gives_equal_digits)
{
	GUARANTEE("train.h: Equal input gives equal digits.");
	struct scene *s = scene_open(&families);
	scene_train(s);
	struct match_model *first = arena_calloc(&s->arena, 1, sizeof(*first));
	*first = s->model;
	scene_train(s);
	CHECK(memcmp(first, &s->model, sizeof(*first)) == 0);
	scene_close(s);
}

TEST(resamples_show_how_sure_it_is)
{
	GUARANTEE("train.h: Equal seeds give equal intervals.");
	struct people_options o = families;
	o.family_count = 800;
	struct scene *s = scene_open(&o);
	struct match_model_intervals *out = arena_calloc(&s->arena, 2, sizeof(*out));
	scene_train(s);
	match_model_bootstrap(&out[0], &s->training, 20, 1);
	match_model_bootstrap(&out[1], &s->training, 20, 1);
	CHECK(memcmp(&out[0], &out[1], sizeof(out[0])) == 0);
	const struct match_interval *prior = &out[0].prior_p[MATCH_SAME];
	CHECK(prior->low < prior->high);
	CHECK(prior->low < s->model.prior_p[MATCH_SAME] * 1.05 &&
		prior->high > s->model.prior_p[MATCH_SAME] * 0.95);
	for (size_t i = 0; i < PEOPLE_FIELD_COUNT; i++) {
		const struct match_interval *p = &out[0].same_p[i][1];
		CHECK(p->low < p->high && p->low > 0.3 * s->model.level_p[MATCH_SAME][i][1]);
	}
	scene_close(s);
}

/* ------- what breaks other programs ------- */

static bool is_sane(const struct scene *s)
{
	for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
		if (!(s->model.prior_p[which] >= 0 && s->model.prior_p[which] <= 1)) {
			return false;
		}
		for (size_t i = 0; i < s->model.comparison_count; i++) {
			for (size_t level = 1; level < s->model.comparison[i].level_count; level++) {
				double p = s->model.level_p[which][i][level];
				if (!(p > 0 && p < 1)) {
					return false;
				}
			}
		}
	}
	return true;
}

/* The pattern with every comparison at one level. */
static match_pattern all_at(unsigned level)
{
	match_pattern pattern = 0;
	for (size_t i = 0; i < PEOPLE_FIELD_COUNT; i++) {
		pattern |= match_pattern_of(i, level);
	}
	return pattern;
}

static double same_p(const struct scene *s, match_pattern pattern)
{
	double p[MATCH_CLASS_COUNT];
	match_model_posterior(&s->model, pattern, p);
	return p[MATCH_SAME];
}

TEST(random_pairs_hold_no_matches)
{
	struct scene *s = scene_open(&families);
	s->sample[0] = (struct match_sample){.pairs = s->training.random};
	s->training.sample_count = 1;
	scene_train(s);
	CHECK(is_sane(s));
	CHECK(s->report.share_p[0][MATCH_SAME] < 1e-3);
	CHECK(same_p(s, all_at(1)) < 1e-6);
	scene_close(s);
}

TEST(a_sample_of_nothing_but_matches_does_not_turn_classes_round)
{
	struct scene *s = scene_open(&families);
	struct match_count rows[] = {
		{all_at(4), 900}, {all_at(3), 50}, {all_at(4) - match_pattern_of(0, 3), 30}};
	s->sample[0] = (struct match_sample){.pairs = {rows, ARRAY_COUNT(rows)}, .fixed = people_rule[0]};
	s->training.sample_count = 1;
	scene_train(s);
	CHECK(is_sane(s));
	CHECK(s->report.share_p[0][MATCH_SAME] > 0.9);
	CHECK(same_p(s, all_at(4)) > 0.99 && same_p(s, all_at(1)) < 1e-6);
	scene_close(s);
}

TEST(a_sample_of_nothing_but_strangers_has_no_matches)
{
	struct scene *s = scene_open(&families);
	struct match_count rows[] = {{all_at(1) | match_pattern_of(0, 3), 1e7}};
	s->sample[0] = (struct match_sample){.pairs = {rows, 1}, .fixed = 1};
	s->training.sample_count = 1;
	scene_train(s);
	CHECK(is_sane(s));
	CHECK(s->report.share_p[0][MATCH_SAME] < 1e-3);
	CHECK(same_p(s, all_at(1)) < 1e-6);
	scene_close(s);
}

TEST(all_missing_says_nothing)
{
	struct scene *s = scene_open(&families);
	struct match_count rows[] = {{0, 1e6}};
	s->sample[0] = (struct match_sample){.pairs = {rows, 1}};
	s->training.sample_count = 1;
	s->training.random = s->sample[0].pairs;
	for (unsigned informs = 0; informs < 2; informs++) {
		s->training.missing_informs = informs;
		s->training.anchor_count = 5;
		scene_train(s);
		CHECK(is_sane(s));
	}
	scene_close(s);
}

TEST(three_records_that_are_one_are_the_same)
{
	struct scene *s = scene_open(&families);
	struct match_count rows[] = {{all_at(4), 3}};
	s->sample[0] = (struct match_sample){.pairs = {rows, 1}, .fixed = people_rule[0]};
	s->training.sample_count = 1;
	s->training.random = s->sample[0].pairs;
	s->training.pair_count = 3;
	scene_train(s);
	CHECK(is_sane(s));
	CHECK(same_p(s, all_at(4)) > 0.8);
	scene_close(s);
}

TEST(one_comparison_is_enough)
{
	static const struct match_comparison identifier = {"identifier", 3, 2, MATCH_PART_OWN};
	struct scene *s = scene_open(&families);
	struct match_count random[] = {{1, 99990}, {2, 10}};
	struct match_count pairs[] = {{1, 900}, {2, 100}};
	s->sample[0] = (struct match_sample){.pairs = {pairs, 2}};
	s->training.comparison = &identifier;
	s->training.comparison_count = 1;
	s->training.sample_count = 1;
	s->training.random = (struct match_histogram){random, 2};
	scene_train(s);
	CHECK(is_sane(s) && !s->model.has_kin && !s->model.has_near);
	CHECK(s->report.share_p[0][MATCH_SAME] < 0.2);
	CHECK(same_p(s, 2) > same_p(s, 1));
	scene_close(s);
}

TEST(that_something_is_missing_may_inform)
{
	static const struct match_comparison comparison[] = {
		{"identifier", 3, 2, MATCH_PART_OWN}, {"phone", 3, 2, MATCH_PART_OWN}};
	struct scene *s = scene_open(&families);
	struct match_count random[] = {{0x11, 50000}, {0x01, 50000}};
	struct match_count pairs[] = {{0x11, 4500}, {0x01, 4500}, {0x02, 900}, {0x22, 100}};
	s->sample[0] = (struct match_sample){.pairs = {pairs, ARRAY_COUNT(pairs)}};
	s->training.comparison = comparison;
	s->training.comparison_count = 2;
	s->training.sample_count = 1;
	s->training.random = (struct match_histogram){random, ARRAY_COUNT(random)};
	s->training.missing_informs = true;
	scene_train(s);
	/* 0.9 of the same against half of unrelated pairs */
	CHECK(fabs(match_model_weight(&s->model, MATCH_SAME, MATCH_UNRELATED, 1, 0) - log(0.9 / 0.5)) < 0.02);
	s->training.missing_informs = false;
	scene_train(s);
	CHECK(match_model_weight(&s->model, MATCH_SAME, MATCH_UNRELATED, 1, 0) == 0);
	scene_close(s);
}

TEST(few_pairs_of_two_lists_are_drawn_to_the_common_model)
{
	struct scene *s = scene_open(&families);
	scene_train(s);
	struct match_model *common = arena_calloc(&s->arena, 1, sizeof(*common));
	*common = s->model;
	struct match_count rows[] = {{all_at(1), 40}, {all_at(4) - match_pattern_of(0, 3), 3}};
	s->sample[0] = (struct match_sample){.pairs = {rows, ARRAY_COUNT(rows)}};
	s->training.sample_count = 1;
	s->training.towards = common;
	s->training.towards_strength = 1000;
	scene_train(s);
	CHECK(is_sane(s));
	CHECK(fabs(s->model.level_p[MATCH_SAME][4][1] - common->level_p[MATCH_SAME][4][1]) < 0.02);
	scene_close(s);
}

TEST(nothing_to_learn_from_gives_defaults)
{
	GUARANTEE("train.h: Without any pairs the model has the defaults, and a note says so.");
	struct scene *s = scene_open(&families);
	s->training.sample_count = 0;
	scene_train(s);
	CHECK(s->report.is_fallback && s->report.note_count == 1);
	CHECK(s->model.level_p[MATCH_SAME][0][1] > 0.05 && s->model.level_p[MATCH_SAME][0][1] < 0.07);
	s->training.random.count = 0;
	scene_train(s);
	double p[MATCH_CLASS_COUNT];
	match_model_posterior(&s->model, 0x44444444, p);
	CHECK(p[MATCH_SAME] > 0.99);
	match_model_posterior(&s->model, 0x11111111, p);
	CHECK(p[MATCH_SAME] < 1e-6);
	scene_close(s);
}

TEST(bounds_of_matches_hold)
{
	GUARANTEE("train.h: The prior of the same person is never over same_max / pair_count, nor under "
		  "anchor_count / "
		  "pair_count.");
	struct scene *s = scene_open(&families);
	s->training.same_max = 100;
	scene_train(s);
	CHECK(s->model.prior_p[MATCH_SAME] <= 100 / s->training.pair_count);
	CHECK(s->report.note_count > 0);
	s->training.same_max = 0;
	s->training.anchor_count = 50000;
	scene_train(s);
	CHECK(s->model.prior_p[MATCH_SAME] >= 50000 / s->training.pair_count);
	s->training.anchor_count = 10;
	scene_train(s);
	CHECK(s->report.is_fallback && s->report.note_count > 0);
	scene_close(s);
}

TEST(the_prior_is_found_again_from_all_pairs)
{
	struct scene *s = scene_open(&families);
	scene_train(s);
	struct match_histogram all = people_candidate_histogram(&s->people, &s->arena);
	double same = match_model_fit_prior(&s->model, all, s->training.pair_count, 0);
	struct tally t = scene_tally(s);
	test_note("found %.0f of %.0f", same, t.same);
	CHECK(fabs(same / t.same - 1) < 0.05);
	CHECK(fabs(s->model.prior_p[MATCH_SAME] * s->training.pair_count / same - 1) < 1e-6);
	scene_close(s);
}
