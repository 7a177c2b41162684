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
