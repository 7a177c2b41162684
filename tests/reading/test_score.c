/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The scorers themselves, on invented texts, keys and answers; the expected counts were worked out by hand. */
#include "test.h"

#include "base/csv.h"
#include "muc_people.h"
#include "muc_side.h"
#include "score.h"

#include <math.h>

static struct bytes data(const char *name)
{
	char path[4200];
	snprintf(path, sizeof(path), "%s/reading/%s", test_data(), name);
	return test_read_file(path);
}

static struct bytes shared(const char *name)
{
	char path[4200];
	snprintf(path, sizeof(path), "%s/reading/muc34/%s", test_shared_data(), name);
	return test_read_file(path);
}

static FILE *nowhere(void)
{
	FILE *f = fopen("/dev/null", "w");
	BUG_IF(f == NULL);
	return f;
}

TEST(split_hash_is_fnv_1a)
{
	/* test vectors of the authors of FNV (Noll) */
	CHECK(split_hash(BYTES("")) == UINT64_C(0xcbf29ce484222325));
	CHECK(split_hash(BYTES("a")) == UINT64_C(0xaf63dc4c8601ec8c));
	CHECK(split_hash(BYTES("foobar")) == UINT64_C(0x85944171f73967e8));
	CHECK_INT(split_half(BYTES("a")), SPLIT_DEVELOPMENT);
	CHECK_INT(split_half(BYTES("")), SPLIT_TEST);
}

TEST(phrases_match_as_a_person_would_score_them)
{
	static const struct {
		const char *answer;
		const char *key;
		enum match match;
	} rows[] = {
		{"the farmers", "FARMERS", MATCH_CORRECT},
		{"ABOUT 50\n FARMERS OF VARIOUS AGES", "FARMERS", MATCH_CORRECT},
		{"RIVER FRONT [RF]", "RF", MATCH_CORRECT},
		{"BELL", "ANA BELL", MATCH_PARTIAL},
		{"TEACHER ANA BELL", "ANA BELL", MATCH_CORRECT},
		{"MEMBERS", "MEMBERS OF THE RIVER FRONT", MATCH_PARTIAL},
		{"SONS OF FARMERS", "FARMERS", MATCH_PARTIAL},
		{"RF GUERRILLAS", "RF", MATCH_PARTIAL},
		{"COOK", "FARMERS", MATCH_NONE},
		{"-", "-", MATCH_CORRECT},
		{"-", "FARMERS", MATCH_NONE},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		test_note("%s | %s", rows[i].answer, rows[i].key);
		CHECK_INT(phrase_match(bytes_of(rows[i].answer), bytes_of(rows[i].key)), rows[i].match);
	}
}

TEST(phrases_have_a_head_and_hold_words)
{
	CHECK_TEXT(phrase_head(BYTES("THE MEMBERS OF THE RIVER FRONT")), BYTES("MEMBERS"));
	CHECK_TEXT(phrase_head(BYTES("SIX VILLAGE TEACHERS")), BYTES("TEACHERS"));
	CHECK(phrase_head(BYTES("THE")).len == 0);
	CHECK(phrase_holds(BYTES("ANA MARIA BELL"), BYTES("Bell")));
	CHECK(phrase_holds(BYTES("ANA MARIA BELL"), BYTES("ANA BELL")));
	CHECK(!phrase_holds(BYTES("ANA BELL"), BYTES("BO BELL")));
	CHECK(!phrase_holds(BYTES("ANA BELL"), BYTES("THE")));
}

TEST(mentions_of_the_same_people_are_one)
{
	struct arena a = {0};
	struct err e = {0};
	struct reader reader;
	CHECK_OK(reader_init(&reader, &e), e);
	struct muc_message message = {BYTES("TST9-MUC9-0010"),
		BYTES("PORT ELMER, 4 MAR 91 -- SIX TEACHERS WERE KILLED AND ANA ORRIN WAS WOUNDED. THE "
		      "TEACHERS "
		      "WERE BURIED TODAY. ORRIN IS IN HOSPITAL. ANOTHER TEACHER SPOKE.")};
	struct reading_document document = {.text = message.text};
	struct reading reading;
	struct muc_people people;
	reading_read(reader.tables, reader.gazetteer, &document, &a, &reading);
	muc_people_of(&reader, &message, &reading, &a, &people);
	CHECK_INT((int64_t)people.count, 3);
	CHECK_TEXT(people.list[0].words, BYTES("SIX TEACHERS"));
	CHECK(people.list[0].low == 6 && people.list[0].mention_count == 2);
	CHECK_INT((int64_t)people.list[0].act_count, 1);
	CHECK_TEXT(people.list[1].words, BYTES("ANA ORRIN"));
	CHECK(people.list[1].is_named && people.list[1].mention_count == 2);
	CHECK(people.list[2].low == 1 && people.list[2].act_count == 0);
	muc_people_judge(&people, SPLIT_FOLD_COUNT);
	CHECK(people.list[0].is_target && !people.list[2].is_target);
	reader_done(&reader);
	arena_done(&a);
}

TEST(each_fold_has_weights_of_its_own)
{
	struct arena a = {0};
	struct muc_features features = {0};
	bool differs = false;
	muc_feature_add(&features, &a, "measure", "killed");
	muc_feature_add(&features, &a, "measure", "killed");
	CHECK_INT((int64_t)features.count, 1);
	double all = muc_judge(&features, SPLIT_FOLD_COUNT);
	for (unsigned fold = 0; fold < SPLIT_FOLD_COUNT; fold++) {
		differs = differs || muc_judge(&features, fold) != all;
	}
	CHECK(differs);
	muc_feature_add(&features, &a, "measure", "unheard");
	CHECK(muc_judge(&features, SPLIT_FOLD_COUNT) == all);
	arena_done(&a);
}

TEST(numbers_stand_in_a_text_as_digits_or_words)
{
	static const struct {
		const char *text;
		int64_t number;
		bool is_there;
	} rows[] = {
		{"killed 15 people", 15, true},
		{"killed 150 people", 15, false},
		{"Twenty-three were hurt", 23, true},
		{"twenty three were hurt", 23, true},
		{"twenty-three were hurt", 20, true},
		{"1,200 died", 1200, true},
		{"1.5 km", 5, false},
		{"nobody was hurt", 0, false},
		{"zero were hurt", 0, true},
		{"someone", 1, false},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		test_note("%s", rows[i].text);
		CHECK(incident_has_number(bytes_of(rows[i].text), rows[i].number) == rows[i].is_there);
	}
}

TEST(an_incident_has_the_number_that_its_text_states)
{
	const struct proposal p = {.qualifier = "more_than"};
	const struct proposal q = {.qualifier = "as_many_as"};
	const size_t first = 0;
	const struct reading over = {.proposals = &p, .proposal_count = 1};
	const struct reading up_to = {.proposals = &q, .proposal_count = 1};
	CHECK_INT((int64_t)incident_stated(&over, &(struct reading_total){"killed", 6, NAN, &first, 1}), 5);
	CHECK_INT((int64_t)incident_stated(&up_to, &(struct reading_total){"killed", 0, 60, &first, 1}), 60);
	CHECK_INT((int64_t)incident_stated(&up_to, &(struct reading_total){"killed", 0, 0, &first, 1}), 0);
}
TEST(incidents_count_what_is_not_zero)
{
	struct incident_count c = {0};
	incident_count_add(&c, 4, 4);
	incident_count_add(&c, 4, 5);
	incident_count_add(&c, 4, NAN);
	incident_count_add(&c, 0, 2);
	incident_count_add(&c, 0, NAN);
	incident_count_add(&c, 0, 0);
	CHECK_INT(c.rows, 6);
	CHECK_INT(c.positive, 3);
	CHECK_INT(c.answered, 3);
	CHECK_INT(c.right, 1);
	CHECK_INT(c.zero, 2);
	CHECK_INT(c.abstained, 2);
}

TEST(messages_are_cut_at_their_ids)
{
	struct arena a = {0};
	struct bytes file = data("score-muc-texts.txt");
	const struct muc_message *messages;
	CHECK_INT((int64_t)muc_messages(file, &a, &messages), 3);
	CHECK_TEXT(messages[0].id, BYTES("TST9-MUC9-0001"));
	CHECK_TEXT(messages[2].id, BYTES("TST9-MUC9-0003"));
	CHECK(bytes_find(messages[0].text, BYTES("YESTERDAY."), 0) != SIZE_MAX);
	CHECK(bytes_find(messages[0].text, BYTES("ROME"), 0) == SIZE_MAX);
	struct muc_dateline line = muc_dateline(messages[0].text);
	char text[DATE_TEXT_BYTES];
	CHECK_TEXT(line.city, BYTES("PORT ELMER"));
	CHECK_TEXT(bytes_of(date_text(line.date, text)), BYTES("1991-03-04"));
	line = muc_dateline(messages[1].text);
	CHECK_TEXT(line.city, BYTES("ROME"));
	CHECK_TEXT(line.country, BYTES("ITALY"));
	CHECK(date_is_absent(muc_dateline(messages[2].text).date));
	arena_done(&a);
	free((void *)file.s);
}

TEST(a_key_is_read_with_alternatives_and_optional_fills)
{
	struct arena a = {0};
	struct err e = {0};
	struct bytes file = data("score-muc-key.txt");
	struct muc_templates key;
	CHECK_OK(muc_key_read(file, &a, &key, &e), e);
	CHECK_INT((int64_t)key.count, 3);
	const struct muc_template *t = &key.list[0];
	CHECK_TEXT(t->message, BYTES("TST9-MUC9-0001"));
	CHECK(!t->is_optional && !key.list[1].is_optional && key.list[2].is_optional);
	CHECK_INT((int64_t)t->slots[MUC_NUMBER].count, 2);
	CHECK_TEXT(t->slots[MUC_NUMBER].list[0].values[0], BYTES("~50"));
	CHECK_TEXT(t->slots[MUC_NUMBER].list[0].referents[0], BYTES("FARMERS"));
	CHECK(t->slots[MUC_NUMBER].list[1].is_optional);
	CHECK_INT((int64_t)t->slots[MUC_NUMBER].list[1].value_count, 2);
	CHECK_INT((int64_t)t->slots[MUC_ORGANIZATION].list[0].value_count, 2);
	CHECK_TEXT(t->slots[MUC_EFFECT].list[0].values[1], BYTES("NO INJURY"));
	CHECK_INT((int64_t)t->slots[MUC_INSTRUMENT].count, 0);
	t = &key.list[1];
	CHECK_TEXT(t->slots[MUC_LOCATION].list[0].values[1], BYTES("ATLANTIS: LOW (TOWN)"));
	CHECK_TEXT(t->slots[MUC_DESCRIPTION].list[0].values[1], BYTES("HEAD OF THE \"OAK\" SCHOOL"));
	CHECK_TEXT(t->slots[MUC_DESCRIPTION].list[0].referents[0], BYTES("ANA BELL"));
	arena_done(&a);
	free((void *)file.s);
}

TEST(fills_fit_by_the_rules_of_their_slots)
{
	static const struct {
		enum muc_slot slot;
		const char *answer;
		const char *key;
		enum muc_fit fit;
	} rows[] = {
		{MUC_DATE, "03 MAR 91", "3 MAR 91", MUC_FIT_CORRECT},
		{MUC_DATE, "- 03 MAR 91", "03 MAR 91", MUC_FIT_PARTIAL},
		{MUC_DATE, "11 APR 91", "10 APR 91 - 12 APR 91", MUC_FIT_PARTIAL},
		{MUC_DATE, "13 APR 91", "10 APR 91 - 12 APR 91", MUC_FIT_REFERENT},
		{MUC_DATE, "- 13 APR 91", "- 12 APR 91", MUC_FIT_REFERENT},
		{MUC_LOCATION, "ATLANTIS: LOW", "ATLANTIS: LOW (CITY)", MUC_FIT_CORRECT},
		{MUC_LOCATION, "ATLANTIS", "ATLANTIS: LOW (CITY)", MUC_FIT_PARTIAL},
		{MUC_LOCATION, "MU", "ATLANTIS: LOW (CITY)", MUC_FIT_REFERENT},
		{MUC_TYPE, "ATTACK", "BOMBING", MUC_FIT_PARTIAL},
		{MUC_TYPE, "BOMBING", "ATTACK", MUC_FIT_REFERENT},
		{MUC_NUMBER, "- 26", "-26", MUC_FIT_CORRECT},
		{MUC_NUMBER, "26", "~26", MUC_FIT_REFERENT},
		{MUC_NUMBER, "6-", "6-8", MUC_FIT_REFERENT},
		{MUC_CONFIDENCE, "SUSPECTED OR ACCUSED", "SUSPECTED OR ACCUSED BY AUTHORITIES",
			MUC_FIT_PARTIAL},
		{MUC_CONFIDENCE, "SUSPECTED OR ACCUSED BY AUTHORITIES", "SUSPECTED OR ACCUSED",
			MUC_FIT_REFERENT},
		{MUC_NAME, "BELL", "ANA BELL", MUC_FIT_PARTIAL},
		{MUC_NAME, "COOK", "ANA BELL", MUC_FIT_NONE},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct bytes answer = bytes_of(rows[i].answer);
		struct bytes key = bytes_of(rows[i].key);
		test_note("%s | %s", rows[i].answer, rows[i].key);
		CHECK_INT(muc_fit(rows[i].slot, &(struct muc_fill){.values = &answer, .value_count = 1},
				  &(struct muc_fill){.values = &key, .value_count = 1}),
			rows[i].fit);
	}
}

/* Scores the answers message by message; those of messages that the key does not have at all, too. */
static void score_file(struct muc_templates answers, struct muc_templates keys, struct muc_report *report)
{
	size_t k = 0;
	size_t i = 0;
	while (k < keys.count || i < answers.count) {
		bool is_key = k < keys.count &&
			(i == answers.count ||
				bytes_compare(keys.list[k].message, answers.list[i].message) <= 0);
		struct bytes id = is_key ? keys.list[k].message : answers.list[i].message;
		size_t first_key = k;
		size_t first_answer = i;
		while (k < keys.count && bytes_equal(keys.list[k].message, id)) {
			k++;
		}
		while (i < answers.count && bytes_equal(answers.list[i].message, id)) {
			i++;
		}
		muc_score(answers.list + first_answer, i - first_answer, keys.list + first_key, k - first_key,
			report);
	}
}

static bool is_tally(struct muc_tally t, unsigned cor, unsigned par, unsigned inc, unsigned spu, unsigned mis)
{
	test_note("cor %u par %u inc %u spu %u mis %u", t.correct, t.partial, t.incorrect, t.spurious,
		t.missing);
	return t.correct == cor && t.partial == par && t.incorrect == inc && t.spurious == spu &&
		t.missing == mis;
}

TEST(answers_score_as_worked_out_by_hand)
{
	struct arena a = {0};
	struct err e = {0};
	struct bytes key_file = data("score-muc-key.txt");
	struct bytes answer_file = data("score-muc-answers.txt");
	struct muc_templates key;
	struct muc_templates answers;
	struct muc_report r = {0};
	CHECK_OK(muc_key_read(key_file, &a, &key, &e), e);
	CHECK_OK(muc_key_read(answer_file, &a, &answers, &e), e);
	score_file(answers, key, &r);
	CHECK(is_tally(r.templates, 2, 0, 0, 1, 0));
	CHECK(is_tally(muc_report_slot(&r, MUC_DATE), 0, 2, 0, 0, 0));
	CHECK(is_tally(muc_report_slot(&r, MUC_LOCATION), 1, 1, 0, 0, 0));
	CHECK(is_tally(muc_report_slot(&r, MUC_TYPE), 2, 0, 0, 1, 0));
	CHECK(is_tally(muc_report_slot(&r, MUC_STAGE), 1, 0, 1, 0, 0));
	CHECK(is_tally(muc_report_slot(&r, MUC_CATEGORY), 0, 0, 0, 0, 1));
	CHECK(is_tally(muc_report_slot(&r, MUC_ORGANIZATION), 1, 0, 0, 0, 0));
	CHECK(is_tally(muc_report_slot(&r, MUC_CONFIDENCE), 1, 0, 0, 0, 0));
	CHECK(is_tally(muc_report_slot(&r, MUC_NAME), 0, 1, 0, 0, 0));
	CHECK(is_tally(muc_report_slot(&r, MUC_DESCRIPTION), 2, 0, 1, 2, 0));
	CHECK(is_tally(muc_report_slot(&r, MUC_HUMAN_TYPE), 0, 0, 0, 0, 3));
	CHECK(is_tally(muc_report_slot(&r, MUC_EFFECT), 0, 1, 1, 0, 0));
	struct muc_tally t = muc_report_slot(&r, MUC_NUMBER);
	CHECK(is_tally(t, 1, 2, 0, 2, 0));
	CHECK_INT(muc_recall(t), 67);
	CHECK_INT(muc_precision(t), 40);
	CHECK_INT((int64_t)(10 * muc_f(t) + 0.5), 501);
	arena_done(&a);
	free((void *)key_file.s);
	free((void *)answer_file.s);
}

static bool scores_itself(struct bytes file)
{
	struct arena a = {0};
	struct err e = {0};
	struct muc_templates key;
	struct muc_report own = {0};
	struct muc_report none = {0};
	bool is_right = muc_key_read(file, &a, &key, &e) == 0;
	if (is_right) {
		score_file(muc_key_answer(key, &a), key, &own);
		score_file((struct muc_templates){NULL, 0}, key, &none);
	}
	for (enum muc_slot s = MUC_DATE; is_right && s < MUC_SLOT_COUNT; s++) {
		struct muc_tally t = muc_report_slot(&own, s);
		is_right = t.partial + t.incorrect + t.spurious + t.missing == 0;
		if (!is_right) {
			test_note("%s: cor %u par %u inc %u spu %u mis %u", muc_slot_name(s), t.correct,
				t.partial, t.incorrect, t.spurious, t.missing);
		}
		is_right = is_right && muc_recall(muc_report_slot(&none, s)) <= 0;
	}
	arena_done(&a);
	return is_right;
}

TEST(a_key_scores_itself_full_and_no_answer_nothing)
{
	struct bytes file = data("score-muc-key.txt");
	CHECK(scores_itself(file));
	free((void *)file.s);
}

TEST(the_official_keys_score_themselves_full)
{
	static const char *const files[] = {"dev/key-dev-0001.muc4", "dev/key-dev-0101.muc4",
		"dev/key-dev-0201.muc4", "dev/key-dev-0301.muc4", "dev/key-dev-0401.muc4",
		"dev/key-dev-0501.muc4", "dev/key-dev-0601.muc4", "dev/key-dev-0701.muc4",
		"dev/key-dev-0801.muc4", "dev/key-dev-0901.muc4", "dev/key-dev-1001.muc4",
		"dev/key-dev-1101.muc4", "dev/key-dev-1201.muc4", "tst1/key-tst1.v7", "tst2/key-tst2.v4"};
	if (test_shared_data() == NULL) {
		test_skip("no folder of shared data");
		return;
	}
	for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
		struct bytes file = shared(files[i]);
		test_note("%s", files[i]);
		CHECK(scores_itself(file));
		free((void *)file.s);
	}
}

static unsigned number(struct bytes cell)
{
	int64_t value = 0;
	return bytes_int64(cell, &value) ? (unsigned)value : 0;
}

static bool is_percent(struct bytes cell, int percent)
{
	return percent < 0 ? bytes_is(cell, "*") : (int)number(cell) == percent && cell.len > 0;
}

/* Every row of 17 systems: what we make of its counts is what the official scorer printed. */
TEST(official_rows_come_out_of_their_counts)
{
	if (test_shared_data() == NULL) {
		test_skip("no folder of shared data");
		return;
	}
	struct bytes file = shared("official_slot_scores.csv");
	struct arena a = {0};
	struct err e = {0};
	struct csv_reader rows;
	struct bytes *c;
	size_t count;
	csv_reader_init(&rows, file);
	CHECK_INT(csv_next(&rows, &a, &c, &count, &e), 1);
	size_t row = 0;
	while (csv_next(&rows, &a, &c, &count, &e) == 1) {
		struct muc_tally t = {number(c[5]), number(c[6]), number(c[7]), number(c[8]), number(c[9])};
		char f[16] = "";
		if (!isnan(muc_f(t))) {
			snprintf(f, sizeof(f), "%.1f", muc_f(t));
		}
		test_note("%.*s %.*s %.*s", BYTES_ARG(c[0]), BYTES_ARG(c[1]), BYTES_ARG(c[2]));
		CHECK_INT(t.correct + t.partial + t.incorrect + t.missing, number(c[3]));
		CHECK_INT(t.correct + t.partial + t.incorrect + t.spurious, number(c[4]));
		CHECK(is_percent(c[10], muc_recall(t)) && is_percent(c[11], muc_precision(t)));
		CHECK_TEXT(c[12], bytes_of(f));
		row++;
	}
	CHECK(row > 1000);
	arena_done(&a);
	free((void *)file.s);
}

static struct span span_of(struct bytes text, const char *words)
{
	size_t at = bytes_find(text, bytes_of(words), 0);
	BUG_IF(at == SIZE_MAX);
	return (struct span){(uint32_t)at, (uint32_t)(at + strlen(words))};
}

static struct proposal claim(
	struct bytes text, const char *measure, double low, double high, const char *quote)
{
	return (struct proposal){.measure = measure,
		.low = low,
		.high = high,
		.point = NAN,
		.qualifier = "exact",
		.unit = "people",
		.quote = span_of(text, quote)};
}

TEST(claims_are_found_by_measure_interval_and_overlap)
{
	struct bytes text = data("score-claims.txt");
	struct bytes gold = data("score-claims.csv");
	struct date day = {2001, 3, 4};
	struct attribution clinic = {.who = span_of(text, "The clinic"), .class_name = "hospital"};
	struct proposal p[] = {
		claim(text, "killed", 2, NAN, "at least two people died [some"),
		claim(text, "killed", NAN, 9, "two people died [some say nine]"),
		claim(text, "injured", 5, 5, "again that five were hurt"),
		claim(text, "dismissed", NAN, NAN, "about 40 workers"),
		claim(text, "arrested", 1, 1, "including one woman, for seven days"),
		claim(text, "killed", 3, 3, "three villages"),
	};
	p[0].from = p[0].to = day;
	p[0].qualifier = "at_least";
	p[2].attributions = &clinic;
	p[2].attribution_count = 1;
	p[3].point = 40;
	p[3].qualifier = "approximately";
	p[4].relation = RELATION_PART;
	p[5].unit = "places";
	struct reading reading = {.proposals = p, .proposal_count = ARRAY_COUNT(p)};
	struct figures f = {0};
	struct err e = {0};
	FILE *details = nowhere();
	CHECK_OK(score_claims("invented", text, &reading, gold, details, &f, &e), e);
	fclose(details);
	CHECK_INT((int64_t)figures_find(&f, "invented", "all", "claims", "found"), 4);
	CHECK_INT((int64_t)figures_find(&f, "invented", "all", "claims", "of"), 4);
	CHECK_INT((int64_t)figures_find(&f, "invented", "all", "proposals", "exact"), 6);
	/* "seven days" stands in the quote of a count of people; "three villages" is none */
	CHECK_INT((int64_t)figures_find(&f, "invented", "all", "decoys", "refused"), 1);
	CHECK_INT((int64_t)figures_find(&f, "invented", "all", "decoys", "of"), 2);
	CHECK_INT((int64_t)figures_find(&f, "invented", "all", "right of found", "qualifier"), 4);
	CHECK_INT((int64_t)figures_find(&f, "invented", "all", "right of found", "attribution"), 4);
	CHECK_INT((int64_t)figures_find(&f, "invented", "all", "right of found", "date"), 4);
	CHECK_INT((int64_t)figures_find(&f, "invented", "all", "right of found", "part"), 4);
	free((void *)text.s);
	free((void *)gold.s);
}

static const char two_incidents[] = "PORT ELMER, 4 MAR 91 -- TWO TEACHERS AND ANA BELL DIED WHEN A BOMB OF "
				    "THE RIVER FRONT WENT OFF IN LOW "
				    "ON 3 MARCH. SIX PASSERS-BY WERE HURT. FOUR SOLDIERS FELL IN HIGH.";

static struct muc_person target(const char *words, double number, const struct proposal *act)
{
	return (struct muc_person){.words = bytes_of(words),
		.low = number,
		.high = number,
		.point = NAN,
		.qualifier = "exact",
		.heads = {bytes_of(words)},
		.head_count = 1,
		.acts = {act},
		.act_count = 1,
		.is_target = true};
}

TEST(acts_of_one_place_and_date_are_one_template)
{
	struct arena a = {0};
	struct err e = {0};
	struct reader reader;
	CHECK_OK(reader_init(&reader, &e), e);
	struct muc_message message = {BYTES("TST9-MUC9-0009"), bytes_of(two_incidents)};
	struct bytes text = message.text;
	struct mention mentions[] = {{MENTION_ORGANISATION, span_of(text, "RIVER FRONT"), {0, 0}}};
	struct proposal p[] = {
		claim(text, "killed", 3, 3, "TWO TEACHERS AND ANA BELL DIED"),
		claim(text, "injured", 6, 6, "SIX PASSERS-BY WERE HURT"),
		claim(text, "killed", 4, 4, "FOUR SOLDIERS FELL"),
	};
	p[0].victims = span_of(text, "TWO TEACHERS");
	p[0].persons[0] = span_of(text, "ANA BELL");
	p[0].person_count = 1;
	p[0].cause = span_of(text, "A BOMB");
	p[0].by = span_of(text, "THE RIVER FRONT");
	p[0].by_organisation = span_of(text, "RIVER FRONT");
	p[0].responsibility = RESPONSIBILITY_FACT;
	p[0].place = span_of(text, "LOW");
	p[0].from = p[0].to = (struct date){1991, 3, 3};
	p[1].victims = span_of(text, "SIX PASSERS-BY");
	p[2].victims = span_of(text, "FOUR SOLDIERS");
	p[2].place = span_of(text, "HIGH");
	p[1].list = 1;
	p[2].list = 2;
	struct actor actors[] = {
		{.words = p[0].by,
			.organisation = p[0].by_organisation,
			.deed = span_of(text, "BOMB"),
			.responsibility = RESPONSIBILITY_FACT,
			.is_armed = true},
		{.words = p[0].by, .organisation = p[0].by_organisation, .is_armed = true, .sentence = 1},
	};
	struct reading reading = {.proposals = p,
		.proposal_count = ARRAY_COUNT(p),
		.mentions = mentions,
		.mention_count = 1,
		.actors = actors,
		.actor_count = ARRAY_COUNT(actors)};
	struct muc_person list[] = {
		target("ANA BELL", 1, &p[0]),
		target("TEACHERS", 2, &p[0]),
		target("PASSERS-BY", 6, &p[1]),
		target("SOLDIERS", 4, &p[2]),
		target("NURSES", 5, &p[1]),
	};
	list[0].is_named = true;
	list[4].is_target = false;
	struct muc_people people = {list, ARRAY_COUNT(list)};
	struct muc_template t[4];
	CHECK_INT((int64_t)muc_templates_of(
			  &reader, &message, &reading, &people, SPLIT_FOLD_COUNT, &a, t, ARRAY_COUNT(t)),
		2);
	CHECK_TEXT(t[1].slots[MUC_LOCATION].list[0].values[0], BYTES("HIGH"));
	CHECK_INT((int64_t)t[1].slots[MUC_NUMBER].count, 1);
	CHECK_TEXT(t[0].slots[MUC_TYPE].list[0].values[0], BYTES("BOMBING"));
	CHECK_TEXT(t[0].slots[MUC_DATE].list[0].values[0], BYTES("03 MAR 91"));
	CHECK_TEXT(t[0].slots[MUC_LOCATION].list[0].values[0], BYTES("LOW"));
	CHECK_TEXT(t[0].slots[MUC_ORGANIZATION].list[0].values[0], BYTES("RIVER FRONT"));
	CHECK_TEXT(t[0].slots[MUC_CONFIDENCE].list[0].values[0], BYTES("REPORTED AS FACT"));
	CHECK_INT((int64_t)t[0].slots[MUC_NUMBER].count, 3);
	CHECK_TEXT(t[0].slots[MUC_NUMBER].list[0].values[0], BYTES("1"));
	CHECK_TEXT(t[0].slots[MUC_NUMBER].list[0].referents[0], BYTES("ANA BELL"));
	CHECK_TEXT(t[0].slots[MUC_NUMBER].list[2].values[0], BYTES("6"));
	CHECK_TEXT(t[0].slots[MUC_EFFECT].list[2].values[0], BYTES("INJURY"));
	reader_done(&reader);
	arena_done(&a);
}

static const char three_names[] =
	"THE RIVER FRONT [RF] MET THE ARMY. THE RF LEFT. THE GREEN ARMY CAME, AND THE RF WENT.";

TEST(a_name_and_its_acronym_are_one_side)
{
	struct muc_message message = {BYTES("TST9-MUC9-0010"), bytes_of(three_names)};
	struct bytes text = message.text;
	struct span second = {span_of(text, "RF LEFT").start, span_of(text, "RF LEFT").start + 2};
	struct span third = {span_of(text, "RF WENT").start, span_of(text, "RF WENT").start + 2};
	struct actor actors[] = {
		{.organisation = span_of(text, "RIVER FRONT"), .is_armed = true},
		{.organisation = span_of(text, "ARMY"), .is_state = true},
		{.organisation = second},
		{.organisation = span_of(text, "GREEN ARMY"), .is_state = true},
		{.organisation = third},
		{.words = second},
	};
	struct reading reading = {.actors = actors, .actor_count = ARRAY_COUNT(actors)};
	struct muc_side sides[4];
	CHECK_INT((int64_t)muc_sides_of(&message, &reading, sides, ARRAY_COUNT(sides)), 2);
	CHECK_TEXT(sides[0].name, BYTES("RF"));
	CHECK_INT((int64_t)sides[0].count, 3);
	CHECK(sides[0].is_armed && !sides[0].is_state);
	CHECK(muc_side_is(&sides[0], &message, BYTES("RIVER FRONT")));
	CHECK_TEXT(sides[1].name, BYTES("GREEN ARMY"));
	CHECK(!muc_side_is(&sides[1], &message, BYTES("RF")));
}
