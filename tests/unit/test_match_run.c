/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The whole run of matching, on small lists of invented people. */
#include "base/mem.h"
#include "match/match.h"
#include "match/posteriors.h"
#include "match/recall.h"
#include "test.h"

#include <math.h>

enum { PERSON_COUNT = 400, LIST_COUNT = 3 };

static const char *const given_names[] = {"Aidana", "Boris", "Camila", "Dilnoza", "Emeka", "Fatima", "Goran",
	"Hana", "Ilyas", "Jelena", "Karim", "Leila", "Murat", "Nadia", "Olzhas", "Pilar", "Rustam", "Samira",
	"Timur", "Ursula", "Viktor", "Wanjiru", "Yusuf", "Zarina"};
static const char *const family_ends[] = {"ov", "enko", "ich", "oglu", "ez", "uly", "ani", "eda"};
static const char *const family_stems[] = {
	"Bek", "Dosm", "Karim", "Mord", "Nazarb", "Petr", "Sadyk", "Tor", "Vasil", "Zhum", "Alimb", "Grig"};
static const char *const places[] = {"Aral", "Bayan", "Kulan", "Sozak", "Tekeli"};

/* What is known of a person; lists take it from here, with errors. */
struct person {
	char given[32];
	char family[32];
	struct date birth;
	struct date death;
	const char *place;
};

struct lists {
	struct match_builder *builder;
	const struct match_table *table;
	uint32_t person[PERSON_COUNT * LIST_COUNT]; /* of each record */
};

static struct date some_day(int year, unsigned years)
{
	return (struct date){.year = (int16_t)(year + (int)test_random_below(years)),
		.month = (int8_t)(1 + test_random_below(12)),
		.day = (int8_t)(1 + test_random_below(28))};
}

static void invent(struct person *p)
{
	snprintf(p->given, sizeof(p->given), "%s", given_names[test_random_below(ARRAY_COUNT(given_names))]);
	snprintf(p->family, sizeof(p->family), "%s%s",
		family_stems[test_random_below(ARRAY_COUNT(family_stems))],
		family_ends[test_random_below(ARRAY_COUNT(family_ends))]);
	p->birth = some_day(1940, 60);
	p->death = some_day(2011, 2);
	p->place = places[test_random_below(ARRAY_COUNT(places))];
}

/* Some are written wrong, some not at all. */
static void spoil(struct person *p)
{
	if (test_random_below(10) == 0) {
		p->family[1] = 'x';
	}
	if (test_random_below(12) == 0) {
		p->birth = (struct date){0};
	}
	if (test_random_below(12) == 0) {
		p->place = NULL;
	}
}

static void add_row(struct match_builder *b, const struct person *p)
{
	struct match_row row = {0};
	row.cell[MATCH_GIVEN] = bytes_of(p->given);
	row.cell[MATCH_FAMILY] = bytes_of(p->family);
	row.cell[MATCH_DEATH_PLACE] = p->place ? bytes_of(p->place) : BYTES_NONE;
	row.date[MATCH_BIRTH_DATE] = p->birth;
	row.date[MATCH_DEATH_DATE] = p->death;
	match_builder_row(b, &row);
}

static void open_lists(struct lists *l)
{
	static const bool has[MATCH_ROLE_COUNT] = {[MATCH_GIVEN] = true,
		[MATCH_FAMILY] = true,
		[MATCH_BIRTH_DATE] = true,
		[MATCH_DEATH_DATE] = true,
		[MATCH_DEATH_PLACE] = true};
	*l = (struct lists){.builder = match_builder_open(has)};
	l->table = match_builder_table(l->builder);
}

static void begin_list(struct lists *l, bool is_unique)
{
	match_builder_list(
		l->builder, &(struct match_list){.is_unique = is_unique, .known_on_day = INT32_MIN});
}

static void add_person(struct lists *l, uint32_t number, const struct person *p)
{
	l->person[l->table->record_count] = number;
	add_row(l->builder, p);
}

/* Lists that each hold about two thirds of the same people, each person once. */
static void invent_lists(struct lists *l, bool is_unique)
{
	struct person people[PERSON_COUNT];
	for (size_t i = 0; i < PERSON_COUNT; i++) {
		invent(&people[i]);
	}
	open_lists(l);
	for (size_t list = 0; list < LIST_COUNT; list++) {
		begin_list(l, is_unique);
		for (uint32_t i = 0; i < PERSON_COUNT; i++) {
			struct person written = people[i];
			if (test_random_below(3) > 0) {
				spoil(&written);
				add_person(l, i, &written);
			}
		}
	}
	match_builder_finish(l->builder, NULL);
}

/* A run and what came out. */
struct outcome {
	struct match_run *run;
	struct match_scored scored;
	struct match_result result;
};

static int run_shards(struct outcome *o, const struct lists *l, const struct match_settings *s,
	uint32_t shard_count, struct err *e)
{
	*o = (struct outcome){0};
	int rc = match_run_open(&o->run, l->table, s, e);
	for (uint32_t shard = 0; rc == 0 && shard < shard_count; shard++) {
		match_run_score(o->run, shard, shard_count, &o->scored);
	}
	return rc;
}

static void settle(struct outcome *o, const struct match_verdict *verdicts, size_t count)
{
	match_run_settle(o->run, &o->scored, verdicts, count, &o->result);
}

static void outcome_done(struct outcome *o)
{
	match_result_done(&o->result);
	match_scored_done(&o->scored);
	match_run_close(&o->run);
}

static void run_whole(struct outcome *o, const struct lists *l, const struct match_settings *s)
{
	struct err e = {0};
	int rc = run_shards(o, l, s, 1, &e);
	BUG_IF(rc != 0);
	settle(o, NULL, 0);
}

static bool is_same_outcome(const struct outcome *a, const struct outcome *b)
{
	size_t pair_bytes = a->scored.pair_count * sizeof(*a->scored.pairs);
	size_t record_count = a->result.clusters.record_count;
	return a->scored.pair_count == b->scored.pair_count &&
		memcmp(a->scored.pairs, b->scored.pairs, pair_bytes) == 0 &&
		memcmp(a->scored.new_pairs, b->scored.new_pairs, sizeof(a->scored.new_pairs)) == 0 &&
		memcmp(a->result.edges, b->result.edges, a->result.edge_count * sizeof(*a->result.edges)) ==
		0 &&
		memcmp(a->result.clusters.cluster, b->result.clusters.cluster,
			record_count * sizeof(uint32_t)) == 0 &&
		memcmp(a->result.clusters.membership_p, b->result.clusters.membership_p,
			record_count * sizeof(float)) == 0;
}

static bool are_together(const struct outcome *o, uint32_t a, uint32_t b)
{
	return o->result.clusters.cluster[a] == o->result.clusters.cluster[b];
}

/* ------- what comes out ------- */

TEST(people_are_found_on_several_lists)
{
	struct lists l;
	struct outcome o;
	struct match_settings s;
	invent_lists(&l, true);
	match_settings_init(&s);
	s.pool = pool_open(1);
	run_whole(&o, &l, &s);
	double same = 0, found = 0, right = 0;
	for (uint32_t a = 0; a < l.table->record_count; a++) {
		for (uint32_t b = a + 1; b < l.table->record_count; b++) {
			bool is_same = l.person[a] == l.person[b];
			same += is_same;
			found += are_together(&o, a, b);
			right += is_same && are_together(&o, a, b);
		}
	}
	CHECK(right / found > 0.99);
	CHECK(right / same > 0.97);
	CHECK(fabs(o.result.same_count - same) < 0.05 * same);
	outcome_done(&o);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

TEST(pairs_are_ordered_and_belong_to_one_rule)
{
	struct lists l;
	struct outcome o;
	struct match_settings s;
	invent_lists(&l, false);
	match_settings_init(&s);
	s.pool = pool_open(1);
	run_whole(&o, &l, &s);
	uint64_t compared = 0;
	for (size_t r = 0; r < MATCH_RULES_MAX; r++) {
		compared += o.scored.new_pairs[r];
	}
	CHECK_INT((int64_t)compared, (int64_t)o.scored.tally.total);
	for (size_t i = 0; i < o.scored.pair_count; i++) {
		const struct match_compared_pair *p = &o.scored.pairs[i];
		CHECK(p->a < p->b && p->b < l.table->record_count);
		CHECK(i == 0 || p[-1].a < p->a || (p[-1].a == p->a && p[-1].b < p->b));
		CHECK(o.result.edges[i].a == p->a && o.result.edges[i].b == p->b);
	}
	outcome_done(&o);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

/* ------- the same, however it is computed ------- */

TEST(threads_make_no_difference)
{
	GUARANTEE("match.h: Any number of threads gives the same.");
	GUARANTEE("learn.h: The model is the same with any number of threads.");
	struct lists l;
	invent_lists(&l, false);
	struct outcome o[3];
	for (unsigned i = 0; i < ARRAY_COUNT(o); i++) {
		struct match_settings s;
		match_settings_init(&s);
		s.pool = pool_open(i + 1);
		run_whole(&o[i], &l, &s);
		CHECK(memcmp(match_run_model(o[i].run), match_run_model(o[0].run),
			      sizeof(struct match_model)) == 0);
		CHECK(is_same_outcome(&o[0], &o[i]));
		pool_close(&s.pool);
	}
	for (unsigned i = 0; i < ARRAY_COUNT(o); i++) {
		outcome_done(&o[i]);
	}
	match_builder_close(&l.builder);
}

TEST(shards_make_no_difference)
{
	GUARANTEE("match.h: The shards together give what a single run gives.");
	static const uint32_t shard_counts[] = {1, 2, 5, 1000};
	struct lists l;
	struct match_settings s;
	invent_lists(&l, true);
	match_settings_init(&s);
	s.pool = pool_open(2);
	struct outcome o[ARRAY_COUNT(shard_counts)];
	for (size_t i = 0; i < ARRAY_COUNT(o); i++) {
		struct err e = {0};
		CHECK_OK(run_shards(&o[i], &l, &s, shard_counts[i], &e), e);
		settle(&o[i], NULL, 0);
		CHECK(o[i].scored.tally.total == o[0].scored.tally.total);
		CHECK(is_same_outcome(&o[0], &o[i]));
	}
	for (size_t i = 0; i < ARRAY_COUNT(o); i++) {
		outcome_done(&o[i]);
	}
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

/* ------- what is known beside the model ------- */

/* Audits a run with rules of its own, or with those of the table. */
static struct match_audit audit_of(const struct lists *l, unsigned threads, const struct match_rule *rule)
{
	struct match_settings s;
	struct outcome o;
	struct match_audit audit;
	match_settings_init(&s);
	s.pool = pool_open(threads);
	s.rules = rule;
	s.rule_count = rule ? 1 : 0;
	run_whole(&o, l, &s);
	size_t slice = match_run_audit(o.run, &audit);
	BUG_IF(slice != l->table->record_count);
	outcome_done(&o);
	pool_close(&s.pool);
	return audit;
}

TEST(the_audit_sees_what_rules_miss)
{
	GUARANTEE("recall.h: The audit of a run is the same with any number of threads.");
	struct lists l;
	struct match_rule narrow;
	invent_lists(&l, true);
	CHECK_INT(match_rule_parse(BYTES("given + family + birth_date"), &narrow, NULL), 0);
	struct match_audit one = audit_of(&l, 1, NULL);
	struct match_audit three = audit_of(&l, 3, NULL);
	struct match_audit strict = audit_of(&l, 2, &narrow);
	CHECK_INT((int64_t)one.likely_count, (int64_t)three.likely_count);
	CHECK(one.likely_total == three.likely_total && one.made_total == three.made_total);
	CHECK(one.likely_count > PERSON_COUNT / 4);
	CHECK(one.recall_p > 0.95);
	CHECK(strict.recall_high_p < one.recall_low_p);
	CHECK(strict.missed_count > 0);
	match_builder_close(&l.builder);
}

TEST(chances_are_remembered_by_pattern)
{
	GUARANTEE("posteriors.h: They are those of match_model_posterior().");
	struct lists l;
	struct outcome o;
	struct match_settings s;
	invent_lists(&l, false);
	match_settings_init(&s);
	s.pool = pool_open(1);
	run_whole(&o, &l, &s);
	struct match_posteriors *posteriors = match_posteriors_open(match_run_model(o.run));
	for (unsigned i = 0; i < 50000; i++) {
		uint32_t a = (uint32_t)test_random_below(l.table->record_count);
		uint32_t b = (uint32_t)test_random_below(l.table->record_count);
		match_pattern pattern = match_compare(match_run_comparer(o.run), a, b);
		double p[MATCH_CLASS_COUNT];
		match_model_posterior(match_run_model(o.run), pattern, p);
		CHECK(memcmp(p, match_posteriors_of(posteriors, pattern), sizeof(p)) == 0);
	}
	match_posteriors_close(&posteriors);
	outcome_done(&o);
	pool_close(&s.pool);
	match_builder_close(&l.builder);
}

TEST(true_pairs_that_rules_make_are_counted)
{
	GUARANTEE("recall.h: Pairs of one person that no rule makes are not counted, all others once.");
	struct lists l;
	struct outcome o;
	struct match_settings s;
	uint64_t made = 0;
	invent_lists(&l, false);
	match_settings_init(&s);
	s.keep_p = 1e-12;
	s.pool = pool_open(1);
	run_whole(&o, &l, &s);
	for (uint32_t a = 0; a < l.table->record_count; a++) {
		for (uint32_t b = a + 1; b < l.table->record_count; b++) {
			bool is_same = l.person[a] == l.person[b];
			made += is_same && match_block_rules_of(match_run_plan(o.run), a, b) != 0;
		}
	}
	CHECK(made > PERSON_COUNT / 2);
	CHECK_INT((int64_t)match_true_pairs_made(match_run_plan(o.run), l.person, l.table->record_count),
		(int64_t)made);
	outcome_done(&o);
	pool_close(&s.pool);
	match_builder_close(&l.builder);
}

TEST(lists_without_duplicates_have_none)
{
	struct lists l;
	struct outcome o;
	struct match_settings s;
	invent_lists(&l, true);
	match_settings_init(&s);
	s.pool = pool_open(1);
	run_whole(&o, &l, &s);
	for (size_t i = 0; i < o.scored.pair_count; i++) {
		CHECK(match_table_list_of(l.table, o.scored.pairs[i].a) !=
			match_table_list_of(l.table, o.scored.pairs[i].b));
	}
	for (uint32_t a = 0; a < l.table->record_count; a++) {
		for (uint32_t b = a + 1; b < l.table->record_count; b++) {
			CHECK(!are_together(&o, a, b) ||
				match_table_list_of(l.table, a) != match_table_list_of(l.table, b));
		}
	}
	outcome_done(&o);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

TEST(one_list_alone_can_be_asked_for)
{
	struct lists l;
	struct outcome o;
	struct match_settings s;
	invent_lists(&l, false);
	match_settings_init(&s);
	s.pool = pool_open(1);
	s.only_list = 1;
	run_whole(&o, &l, &s);
	CHECK(o.scored.pair_count > 0);
	for (size_t i = 0; i < o.scored.pair_count; i++) {
		CHECK(match_table_list_of(l.table, o.scored.pairs[i].a) == 1 ||
			match_table_list_of(l.table, o.scored.pairs[i].b) == 1);
	}
	outcome_done(&o);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

TEST(verdicts_outrank_the_model)
{
	struct lists l;
	struct match_settings s;
	struct outcome o;
	invent_lists(&l, false);
	match_settings_init(&s);
	s.pool = pool_open(1);
	run_whole(&o, &l, &s);
	size_t surest = 0;
	for (size_t i = 0; i < o.result.edge_count; i++) {
		surest = o.result.edges[i].log_odds > o.result.edges[surest].log_odds ? i : surest;
	}
	uint32_t a = o.result.edges[surest].a;
	uint32_t b = o.result.edges[surest].b;
	uint32_t other = 0;
	while (are_together(&o, a, other)) {
		other++;
	}
	CHECK(are_together(&o, a, b));
	struct match_verdict verdicts[] = {{a, b, false}, {a, other, true}};
	match_result_done(&o.result);
	settle(&o, verdicts, ARRAY_COUNT(verdicts));
	CHECK(!are_together(&o, a, b));
	CHECK(are_together(&o, a, other));
	CHECK_INT((int64_t)o.result.clusters.contradictions.count, 0);

	struct match_verdict against_themselves[] = {{a, b, false}, {a, b, true}};
	match_result_done(&o.result);
	settle(&o, against_themselves, ARRAY_COUNT(against_themselves));
	CHECK(!are_together(&o, a, b));
	CHECK_INT((int64_t)o.result.clusters.contradictions.count, 1);
	outcome_done(&o);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

/* Two lists of the same people, in which the first one's death differs by so much. */
static void invent_two_deaths(struct lists *l, struct date death)
{
	open_lists(l);
	struct person people[60];
	for (uint32_t i = 0; i < ARRAY_COUNT(people); i++) {
		invent(&people[i]);
	}
	people[0].death = (struct date){2011, 3, 14};
	for (int list = 0; list < 2; list++) {
		begin_list(l, false);
		for (uint32_t i = 0; i < ARRAY_COUNT(people); i++) {
			add_person(l, i, &people[i]);
		}
		people[0].death = death;
	}
	match_builder_finish(l->builder, NULL);
}

TEST(days_of_death_far_apart_are_of_two_persons)
{
	static const struct {
		struct date death;
		int32_t apart_days;
		bool are_together;
	} cases[] = {
		{{2011, 3, 14}, 31, true}, {{2011, 4, 2}, 31, true}, /* 19 days */
		{{2011, 9, 27}, 31, false},                          /* half a year */
		{{2011, 9, 27}, 300, true}, {{2011, 9, 27}, -1, true},
		{{2011, 8, 14}, 31, true}, /* one digit */
		{{2011, 9, 0}, 31, true},  /* the day is not known */
	};
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct lists l;
		struct outcome o;
		struct match_settings s;
		invent_two_deaths(&l, cases[i].death);
		match_settings_init(&s);
		s.pool = pool_open(1);
		s.death_apart_days = cases[i].apart_days;
		run_whole(&o, &l, &s);
		CHECK_INT(are_together(&o, 0, 60), cases[i].are_together);
		CHECK(are_together(&o, 1, 61));
		outcome_done(&o);
		match_builder_close(&l.builder);
		pool_close(&s.pool);
	}
}

TEST(a_yes_outranks_days_of_death)
{
	struct lists l;
	struct outcome o;
	struct match_settings s;
	struct err e = {0};
	struct match_verdict yes = {60, 0, true};
	invent_two_deaths(&l, (struct date){2011, 9, 27});
	match_settings_init(&s);
	s.pool = pool_open(1);
	int rc = run_shards(&o, &l, &s, 1, &e);
	CHECK_INT(rc, 0);
	settle(&o, &yes, 1);
	CHECK(are_together(&o, 0, 60));
	CHECK_INT((int64_t)o.result.clusters.contradictions.count, 0);
	outcome_done(&o);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

/* Drawing pairs of all records until one fell between the lists took hours. */
TEST(one_row_is_looked_for_in_a_long_list)
{
	enum { MANY = 20000, SOUGHT = 17 };
	struct lists l;
	struct outcome o;
	struct match_settings s;
	struct person sought = {0};
	open_lists(&l);
	begin_list(&l, true);
	for (uint32_t i = 0; i < MANY; i++) {
		struct person p;
		invent(&p);
		add_row(l.builder, &p);
		sought = i == SOUGHT ? p : sought;
	}
	begin_list(&l, true);
	add_row(l.builder, &sought);
	match_builder_finish(l.builder, NULL);
	match_settings_init(&s);
	s.pool = pool_open(1);
	run_whole(&o, &l, &s);
	CHECK(are_together(&o, SOUGHT, MANY));
	outcome_done(&o);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

/* ------- settings ------- */

TEST(a_model_that_is_given_has_the_weights)
{
	struct lists l;
	struct match_settings s;
	struct outcome learned, given;
	invent_lists(&l, true);
	match_settings_init(&s);
	s.pool = pool_open(1);
	run_whole(&learned, &l, &s);
	CHECK(match_run_report(learned.run) != NULL);
	struct match_model model = *match_run_model(learned.run);
	s.model = &model;
	run_whole(&given, &l, &s);
	CHECK(match_run_report(given.run) == NULL);
	CHECK(memcmp(match_run_model(given.run)->level_p, model.level_p, sizeof(model.level_p)) == 0);
	CHECK(memcmp(match_run_model(given.run)->joint_p, model.joint_p, sizeof(model.joint_p)) == 0);
	outcome_done(&learned);
	outcome_done(&given);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

TEST(rules_that_do_not_apply_are_refused)
{
	struct lists l;
	struct match_settings s;
	struct match_run *run = NULL;
	struct match_rule rules[2];
	struct err e = {0};
	invent_lists(&l, true);
	match_settings_init(&s);
	s.pool = pool_open(1);
	s.rules = rules;
	s.rule_count = ARRAY_COUNT(rules);
	CHECK_OK(match_rule_parse(BYTES("given + family"), &rules[0], &e), e);
	CHECK_OK(match_rule_parse(BYTES("postcode + given"), &rules[1], &e), e);
	CHECK_INT(match_run_open(&run, l.table, &s, &e), -ERR_INPUT);
	CHECK(strstr(e.text, "postcode + given") != NULL);
	CHECK(run == NULL);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

TEST(a_list_alone_without_duplicates_is_refused)
{
	struct lists l;
	struct match_settings s;
	struct match_run *run = NULL;
	struct err e = {0};
	struct person p;
	open_lists(&l);
	begin_list(&l, true);
	for (int i = 0; i < 5; i++) {
		invent(&p);
		add_row(l.builder, &p);
	}
	begin_list(&l, true);
	match_builder_finish(l.builder, NULL);
	match_settings_init(&s);
	s.pool = pool_open(1);
	CHECK_INT(match_run_open(&run, l.table, &s, &e), -ERR_INPUT);
	CHECK(e.text[0] != '\0' && run == NULL);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}

TEST(a_table_without_names_has_no_rules)
{
	static const bool has[MATCH_ROLE_COUNT] = {[MATCH_SEX] = true};
	struct match_builder *b = match_builder_open(has);
	struct match_settings s;
	struct match_run *run = NULL;
	struct err e = {0};
	struct match_row row = {0};
	row.cell[MATCH_SEX] = BYTES("f");
	match_builder_list(b, &(struct match_list){.known_on_day = INT32_MIN});
	match_builder_row(b, &row);
	match_builder_row(b, &row);
	match_builder_finish(b, NULL);
	match_settings_init(&s);
	s.pool = pool_open(1);
	CHECK_INT(match_run_open(&run, match_builder_table(b), &s, &e), -ERR_INPUT);
	CHECK(e.text[0] != '\0' && run == NULL);
	match_builder_close(&b);
	pool_close(&s.pool);
}

/* ------- progress ------- */

struct seen {
	uint64_t calls[MATCH_PHASE_COUNT];
	uint64_t last_done;
	uint64_t last_total;
	enum match_phase last;
	bool is_backwards;
};

static void see(void *context, enum match_phase phase, uint64_t done, uint64_t total)
{
	struct seen *seen = context;
	seen->is_backwards |= phase < seen->last || done > total;
	seen->last = phase;
	seen->calls[phase]++;
	if (phase == MATCH_PHASE_SCORE) {
		seen->last_done = done;
		seen->last_total = total;
	}
}

TEST(progress_is_said)
{
	struct lists l;
	struct outcome o;
	struct match_settings s;
	struct seen seen = {0};
	invent_lists(&l, true);
	match_settings_init(&s);
	s.pool = pool_open(2);
	s.watch = see;
	s.watch_context = &seen;
	run_whole(&o, &l, &s);
	for (size_t phase = 0; phase < MATCH_PHASE_COUNT; phase++) {
		CHECK(seen.calls[phase] > 0);
	}
	CHECK(!seen.is_backwards);
	CHECK(seen.last_done == seen.last_total && seen.last_total > 0);
	outcome_done(&o);
	match_builder_close(&l.builder);
	pool_close(&s.pool);
}
