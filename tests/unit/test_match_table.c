/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records as codes, their comparison, and the rules that say which are compared. */
#include "base/mem.h"
#include "match/compare.h"
#include "match/key.h"
#include "match/repeat.h"
#include "match/whole.h"
#include "test.h"

static struct date day(int year, int month, int d)
{
	return (struct date){.year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)d};
}

/* ------- dictionaries and values ------- */

TEST(dictionary_gives_codes_in_order)
{
	GUARANTEE("dict.h: The same text has the same code, and other text another.");
	GUARANTEE("dict.h: Codes are 1, 2, 3 … in the order in which texts are first seen.");
	struct match_dict d = {0};
	enum { TEXTS = 5000 };
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < TEXTS; i++) {
			char text[32];
			int len = snprintf(text, sizeof(text), "name %d", i);
			CHECK_INT(match_dict_add(&d, (struct bytes){text, (size_t)len}), i + 1);
		}
	}
	CHECK_INT(d.count, TEXTS);
	CHECK_TEXT(match_dict_text(&d, 18), BYTES("name 17"));
	CHECK_INT(match_dict_add(&d, BYTES("")), 0);
	CHECK_INT(match_dict_find(&d, BYTES("name 5000")), 0);
	CHECK_INT(match_dict_find(&d, BYTES("name 4999")), TEXTS);
	match_dict_done(&d);
}

TEST(values_have_letters)
{
	GUARANTEE("values.h: Equal texts have one code and the same letters; texts that differ in a letter "
		  "with a code of its own have different letters.");
	struct match_values v = {0};
	uint32_t anna = match_values_add(&v, BYTES("anna"));
	uint32_t arabic = match_values_add(&v, BYTES("محمد"));
	uint32_t longer = match_values_add(&v, BYTES("maria de los angeles fernandez"));
	CHECK_INT(match_values_add(&v, BYTES("anna")), anna);
	CHECK_INT(match_values_word(&v, anna).len, 4);
	CHECK_INT(match_values_word(&v, arabic).len, 4);
	CHECK(match_values_word(&v, arabic).letter[0] == match_values_word(&v, arabic).letter[2]);
	CHECK(match_values_word(&v, anna).letter[0] != match_values_word(&v, arabic).letter[0]);
	CHECK_INT(match_values_word(&v, longer).len, 30);
	CHECK_INT(match_values_word(&v, longer).letter[5], MATCH_LETTER_SPACE);
	CHECK_INT(v.values[longer].token_count, 5);
	match_values_done(&v);
}

TEST(words_that_cannot_be_alike_are_told_early)
{
	enum { ROUNDS = 200000, WORD_MAX = 24 };
	struct match_values v = {0};
	uint8_t *rarity = mem_calloc(2 * ROUNDS + 1, 1);
	size_t alike = 0;
	for (int round = 0; round < ROUNDS; round++) {
		char word[2][WORD_MAX];
		uint32_t code[2];
		size_t len = 2 + test_random_below(WORD_MAX - 2);
		for (size_t i = 0; i < len; i++) {
			word[0][i] = (char)('a' + test_random_below(6));
			word[1][i] = test_random_below(3) ? word[0][i] : (char)('a' + test_random_below(6));
		}
		code[0] = match_values_add(&v, (struct bytes){word[0], len});
		code[1] = match_values_add(&v, (struct bytes){word[1], len - test_random_below(2)});
		struct match_word x = match_values_word(&v, code[0]);
		struct match_word y = match_values_word(&v, code[1]);
		bool is_initial = y.len == 1 && x.letter[0] == y.letter[0];
		bool is_slip = x.len > 1 && y.len > 1 && match_is_one_slip(x, y);
		bool is_alike = match_jaro_winkler(x, y) >= 0.80 || is_initial || is_slip;
		alike += is_alike;
		CHECK(is_alike == (match_text_level(&v, rarity, NULL, code[0], code[1]) > 1));
	}
	CHECK(alike > ROUNDS / 10 && alike < ROUNDS / 10 * 9);
	free(rarity);
	match_values_done(&v);
}

TEST(spellings_of_one_sound_are_alike_where_lists_have_several_scripts)
{
	struct match_aligner *aligner = match_aligner_builtin();
	struct match_values v = {0};
	const uint8_t rarity[8] = {0};
	uint32_t q = match_values_add(&v, BYTES("qayrat"));
	uint32_t k = match_values_add(&v, BYTES("kairat"));
	uint32_t other = match_values_add(&v, BYTES("karima"));
	unsigned alone = match_text_level(&v, rarity, aligner, q, k);
	match_values_add(&v, BYTES("кайрат"));
	CHECK(alone < MATCH_TEXT_CLOSE);
	CHECK_INT(match_text_level(&v, rarity, aligner, q, k), MATCH_TEXT_CLOSE);
	CHECK_INT(match_text_level(&v, rarity, aligner, k, q), MATCH_TEXT_CLOSE);
	CHECK_INT(match_text_level(&v, rarity, NULL, q, k), alone);
	CHECK(match_text_level(&v, rarity, aligner, k, other) < MATCH_TEXT_CLOSE);
	match_values_done(&v);
	match_aligner_close(&aligner);
}

/* ------- tables ------- */

struct fixture {
	struct match_builder *builder;
	const struct match_table *table;
};

struct person {
	const char *given, *family, *age, *sex, *place;
	struct date birth, death;
};

static struct fixture table_of(const struct person *people, size_t count)
{
	bool has[MATCH_ROLE_COUNT] = {[MATCH_GIVEN] = true,
		[MATCH_FAMILY] = true,
		[MATCH_BIRTH_DATE] = true,
		[MATCH_AGE] = true,
		[MATCH_SEX] = true,
		[MATCH_DEATH_DATE] = true,
		[MATCH_DEATH_PLACE] = true};
	struct fixture f = {match_builder_open(has), NULL};
	match_builder_list(f.builder, &(struct match_list){.known_on_day = INT32_MIN});
	for (size_t i = 0; i < count; i++) {
		struct match_row row = {0};
		row.cell[MATCH_GIVEN] = bytes_of(people[i].given);
		row.cell[MATCH_FAMILY] = bytes_of(people[i].family);
		row.cell[MATCH_AGE] = bytes_of(people[i].age);
		row.cell[MATCH_SEX] = bytes_of(people[i].sex);
		row.cell[MATCH_DEATH_PLACE] = bytes_of(people[i].place);
		row.date[MATCH_BIRTH_DATE] = people[i].birth;
		row.date[MATCH_DEATH_DATE] = people[i].death;
		match_builder_row(f.builder, &row);
	}
	return f;
}

TEST(ages_that_are_none_are_counted)
{
	GUARANTEE(
		"table.h: A cell that can't be read as an age says nothing, and is counted; the row stays.");
	struct person people[] = {{.given = "A", .age = "31"}, {.given = "B", .age = "about 30"},
		{.given = "C", .age = "400"}, {.given = "D"}};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	uint64_t unread;
	match_builder_finish(f.builder, &unread);
	const struct match_table *t = match_builder_table(f.builder);
	CHECK_INT((int64_t)unread, 2);
	CHECK_INT(t->record_count, 4);
	CHECK_INT(match_code(t, 0, MATCH_AGE), 32);
	CHECK_INT(match_code(t, 1, MATCH_AGE), 0);
	match_builder_close(&f.builder);
}

TEST(repeated_rows_are_counted)
{
	GUARANTEE("repeat.h: Rows without any part of a name are no repeats.");
	struct person people[] = {{.given = "Aya", .family = "Ali"}, {.given = "Omar", .family = "Ali"},
		{.given = "AYA", .family = "Ali"}, {.given = "Aya", .family = "Ali", .age = "31"},
		{.place = "Aral"}, {.place = "Aral"}, {.given = "Aya", .family = "Ali"}};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	match_builder_list(f.builder, &(struct match_list){.known_on_day = INT32_MIN});
	match_builder_finish(f.builder, NULL);
	CHECK_INT((int64_t)match_repeat_rows(match_builder_table(f.builder), 0, NULL), 2);
	CHECK_INT((int64_t)match_repeat_rows(match_builder_table(f.builder), 1, NULL), 0);
	match_builder_close(&f.builder);
}

TEST(records_without_any_key_are_counted)
{
	struct person people[] = {{.given = "Aya", .family = "Ali"}, {.given = "Omar"}, {.place = "Aral"},
		{.birth = {1990, 5, 12}, .place = "Aral"}};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	match_builder_finish(f.builder, NULL);
	struct match_rule rules[2];
	struct err e = {0};
	CHECK_OK(match_rule_parse(BYTES("given + family"), &rules[0], &e), e);
	CHECK_OK(match_rule_parse(BYTES("birth_date:year"), &rules[1], &e), e);
	struct match_keys *keys = match_keys_open(rules, ARRAY_COUNT(rules), match_builder_table(f.builder));
	CHECK_INT(match_key_none_count(keys, ARRAY_COUNT(rules)), 2);
	match_keys_close(&keys);
	match_builder_close(&f.builder);
}

TEST(names_and_sexes_are_folded)
{
	struct person people[] = {{.given = "José", .sex = "Male"}, {.given = "JOSE", .sex = "м"},
		{.given = "Josefa", .sex = "ж"}, {.given = "Айгүл", .sex = "Әйел"}};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	match_builder_finish(f.builder, NULL);
	const struct match_table *t = match_builder_table(f.builder);
	CHECK_INT(match_code(t, 2, MATCH_SEX), match_code(t, 3, MATCH_SEX));
	CHECK_INT(match_code(t, 0, MATCH_GIVEN), match_code(t, 1, MATCH_GIVEN));
	CHECK_INT(match_code(t, 0, MATCH_SEX), match_code(t, 1, MATCH_SEX));
	CHECK(match_code(t, 0, MATCH_SEX) != match_code(t, 2, MATCH_SEX));
	CHECK(match_table_list_of(t, 2) == 0);
	match_builder_close(&f.builder);
}

/* ------- levels ------- */

static unsigned level_between(const struct match_table *t, enum match_role role, uint32_t a, uint32_t b)
{
	struct match_comparer c;
	size_t left_out = match_comparer_init(&c, t, NULL);
	BUG_IF(left_out > 0);
	match_pattern forth = match_compare(&c, a, b);
	BUG_IF(forth != match_compare(&c, b, a));
	return match_level(forth, match_compared_at(&c, role));
}

/* The sexes of a list of two records. */
static void add_sexes(struct match_builder *b, const char *first, const char *second)
{
	match_builder_list(b, &(struct match_list){.known_on_day = INT32_MIN});
	for (int i = 0; i < 2; i++) {
		struct match_row row = {0};
		row.cell[MATCH_SEX] = bytes_of(i == 0 ? first : second);
		match_builder_row(b, &row);
	}
}

TEST(letters_of_sex_mean_what_the_list_means)
{
	bool has[MATCH_ROLE_COUNT] = {[MATCH_SEX] = true};
	struct match_builder *b = match_builder_open(has);
	add_sexes(b, "male", "female");
	add_sexes(b, "H", "F");
	add_sexes(b, "H", "M");
	add_sexes(b, "M", "F");
	match_builder_finish(b, NULL);
	for (uint32_t r = 2; r < 8; r++) {
		CHECK_INT(match_code(match_builder_table(b), r, MATCH_SEX),
			match_code(match_builder_table(b), r % 2, MATCH_SEX));
	}
	match_builder_close(&b);
}

TEST(names_have_levels)
{
	GUARANTEE("similar.h: The order of a and b makes no difference.");
	GUARANTEE("compare.h: The order makes no difference.");
	struct person people[] = {{.given = "Marhta"}, {.given = "Martha"}, {.given = "M."},
		{.given = "Martha Elena"}, {.given = "Boris"}, {.given = NULL}, {.given = "Abd al Rahman"},
		{.given = "Abdalrahman"}, {.given = "هند"}, {.given = "هدن"}, {.given = "هند علي"},
		{.given = "سمر"}, {.given = "Marthas"}};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	match_builder_finish(f.builder, NULL);
	const struct match_table *t = match_builder_table(f.builder);
	CHECK_INT(level_between(t, MATCH_GIVEN, 0, 1), MATCH_TEXT_NEAR);
	CHECK_INT(level_between(t, MATCH_GIVEN, 1, 12), MATCH_TEXT_NEAR);
	CHECK_INT(level_between(t, MATCH_GIVEN, 8, 9), MATCH_TEXT_SLIP);
	CHECK_INT(level_between(t, MATCH_GIVEN, 8, 10), MATCH_TEXT_PARTIAL);
	CHECK_INT(level_between(t, MATCH_GIVEN, 8, 11), MATCH_LEVEL_DIFFERENT);
	CHECK_INT(level_between(t, MATCH_GIVEN, 1, 2), MATCH_TEXT_PARTIAL);
	CHECK_INT(level_between(t, MATCH_GIVEN, 1, 4), MATCH_LEVEL_DIFFERENT);
	CHECK_INT(level_between(t, MATCH_GIVEN, 1, 5), MATCH_LEVEL_MISSING);
	CHECK_INT(level_between(t, MATCH_GIVEN, 6, 7), MATCH_TEXT_NEAR);
	CHECK(level_between(t, MATCH_GIVEN, 1, 3) > MATCH_LEVEL_DIFFERENT);
	CHECK_INT(level_between(t, MATCH_GIVEN, 1, 1), MATCH_TEXT_SAME);
	match_builder_close(&f.builder);
}

/* Would take minutes if each word were looked for among all of the other's. */
TEST(names_of_thousands_of_words_are_compared)
{
	enum { PEOPLE = 40, WORDS = 20000 };
	struct person people[PEOPLE] = {0};
	struct buf names[PEOPLE] = {0};
	for (size_t i = 0; i < PEOPLE; i++) {
		for (size_t word = 0; word < WORDS + i; word++) {
			buf_printf(&names[i], "%s%c%c", word > 0 ? " " : "", (char)('a' + word % 23),
				(char)('a' + word % 19));
		}
		people[i].given = names[i].s;
	}
	struct fixture f = table_of(people, PEOPLE);
	match_builder_finish(f.builder, NULL);
	for (uint32_t a = 0; a < PEOPLE; a++) {
		for (uint32_t b = 0; b < PEOPLE; b++) {
			unsigned level = level_between(match_builder_table(f.builder), MATCH_GIVEN, a, b);
			CHECK(level > MATCH_LEVEL_DIFFERENT && level < MATCH_TEXT_LEVEL_COUNT);
		}
	}
	match_builder_close(&f.builder);
	for (size_t i = 0; i < PEOPLE; i++) {
		buf_done(&names[i]);
	}
}

TEST(exchanged_names_are_near)
{
	GUARANTEE("compare.h: A given and a family name that stand in each other's place are near, not "
		  "different.");
	struct person people[] = {{.given = "Aidana", .family = "Bekova"},
		{.given = "Bekova", .family = "Aidana"}, {.given = "Bekova", .family = "Petrova"}};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	match_builder_finish(f.builder, NULL);
	const struct match_table *t = match_builder_table(f.builder);
	CHECK_INT(level_between(t, MATCH_GIVEN, 0, 1), MATCH_TEXT_NEAR);
	CHECK_INT(level_between(t, MATCH_FAMILY, 0, 1), MATCH_TEXT_NEAR);
	CHECK_INT(level_between(t, MATCH_GIVEN, 0, 2), MATCH_LEVEL_DIFFERENT);
	match_builder_close(&f.builder);
}

TEST(words_may_move_between_the_parts_of_a_name)
{
	GUARANTEE("compare.h: Parts of a name that disagree only because words moved between them are near.");
	GUARANTEE("whole.h: The order makes no difference.");
	struct person people[] = {{.given = "Maryam", .family = "Ali Jabari"},
		{.given = "Maryamali", .family = "Jabari"}, {.given = "Samira", .family = "Jabari"},
		{.given = "Maryam Ali", .family = "Jaberi"}, {.given = "Ali", .family = "Ben"},
		{.given = "Aliben"}, {.given = "Luisa", .family = "Rios"},
		{.given = "Luisa Rios", .family = "Mora"}, {.given = "Luisa", .family = "Rio"}};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	match_builder_finish(f.builder, NULL);
	const struct match_table *t = match_builder_table(f.builder);
	for (uint32_t b = 1; b <= 3; b += 2) {
		CHECK_INT(level_between(t, MATCH_GIVEN, 0, b), MATCH_TEXT_NEAR);
		CHECK_INT(level_between(t, MATCH_FAMILY, 0, b), MATCH_TEXT_NEAR);
		CHECK(match_is_same_whole(t, 0, b) && match_is_same_whole(t, b, 0));
	}
	CHECK(!match_is_same_whole(t, 0, 2));
	CHECK(level_between(t, MATCH_GIVEN, 0, 2) < MATCH_TEXT_NEAR);
	CHECK(!match_is_same_whole(t, 4, 5));
	CHECK(match_is_whole_begun(t, 6, 7) && match_is_whole_begun(t, 7, 6));
	CHECK_INT(level_between(t, MATCH_GIVEN, 6, 7), MATCH_TEXT_NEAR);
	CHECK_INT(level_between(t, MATCH_FAMILY, 6, 7), MATCH_TEXT_PARTIAL);
	CHECK(!match_is_whole_begun(t, 7, 8));
	match_builder_close(&f.builder);
}

TEST(dates_have_levels)
{
	static const struct {
		struct date a, b;
		unsigned level;
	} cases[] = {
		{{1990, 5, 12}, {1990, 5, 13}, MATCH_DATE_NEXT_DAY},
		{{1990, 1, 31}, {1990, 2, 1}, MATCH_DATE_NEXT_DAY},
		{{1990, 5, 12}, {1990, 12, 5}, MATCH_DATE_SWAPPED},
		{{1990, 5, 12}, {1990, 5, 18}, MATCH_DATE_DIGIT},
		{{1990, 5, 12}, {1953, 5, 12}, MATCH_DATE_MONTH_DAY},
		{{1990, 5, 12}, {1909, 7, 23}, MATCH_LEVEL_DIFFERENT},
		{{1990, 5, 12}, {1990, 5, 30}, MATCH_DATE_MONTH},
		{{1990, 5, 12}, {1990, 5, 0}, MATCH_DATE_MONTH},
		{{1990, 5, 12}, {1990, 0, 0}, MATCH_DATE_YEAR},
		{{1990, 5, 12}, {1990, 7, 27}, MATCH_DATE_YEAR},
		{{1990, 5, 12}, {1991, 7, 27}, MATCH_DATE_YEAR_1},
		{{1990, 5, 12}, {1994, 7, 27}, MATCH_DATE_YEARS_5},
		{{1990, 5, 12}, {1998, 7, 27}, MATCH_LEVEL_DIFFERENT},
	};
	static uint8_t rarity[MATCH_DATE_CODE_MAX + 1];
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		uint32_t a = match_date_code(cases[i].a);
		uint32_t b = match_date_code(cases[i].b);
		CHECK_INT(match_date_level(rarity, a, b), cases[i].level);
		CHECK_INT(match_date_level(rarity, b, a), cases[i].level);
	}
	CHECK_INT(match_date_level(rarity, 0, match_date_code(cases[0].a)), MATCH_LEVEL_MISSING);
}

TEST(dates_without_a_day_are_not_far)
{
	GUARANTEE("similar.h: The order makes no difference; a date without its day or month is never "
		  "farther from a date than each day that it can stand for.");
	static uint8_t rarity[MATCH_DATE_CODE_MAX + 1];
	for (int i = 0; i < 20000; i++) {
		struct date a = day(1985 + (int)test_random_below(12), 1 + (int)test_random_below(12),
			1 + (int)test_random_below(28));
		struct date b = day(1985 + (int)test_random_below(12), 1 + (int)test_random_below(12),
			1 + (int)test_random_below(28));
		uint32_t code = match_date_code(a);
		unsigned whole = match_date_level(rarity, code, match_date_code(day(b.year, 0, 0)));
		unsigned farthest = MATCH_DATE_LEVEL_COUNT;
		for (int month = 1; month <= 12; month++) {
			for (int d = 1; d <= 28; d++) {
				unsigned level = match_date_level(
					rarity, code, match_date_code(day(b.year, month, d)));
				farthest = level < farthest ? level : farthest;
			}
		}
		CHECK(whole >= farthest);
	}
}

TEST(ages_are_compared_with_births)
{
	struct person people[] = {{.given = "A", .birth = {1990, 5, 12}},
		{.given = "A", .age = "21", .death = {2011, 12, 16}},
		{.given = "A", .age = "24", .death = {2011, 12, 16}}, {.given = "A", .age = "21"},
		{.given = "A", .age = "22"}};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	match_builder_finish(f.builder, NULL);
	const struct match_table *t = match_builder_table(f.builder);
	CHECK_INT(level_between(t, MATCH_BIRTH_DATE, 0, 1), MATCH_DATE_YEAR);
	CHECK_INT(level_between(t, MATCH_BIRTH_DATE, 0, 2), MATCH_DATE_YEARS_5);
	CHECK_INT(level_between(t, MATCH_BIRTH_DATE, 3, 4), MATCH_DATE_YEAR_1);
	/* an age without a day on which it was true says nothing of a date */
	CHECK_INT(level_between(t, MATCH_BIRTH_DATE, 0, 3), MATCH_LEVEL_MISSING);
	match_builder_close(&f.builder);
}

/* ------- rules ------- */

TEST(rules_are_written_as_read)
{
	GUARANTEE("rule.h: Writing what was read gives a rule that reads the same.");
	static const char *const texts[] = {"given + family", "given:3 + family:-3 + birth_date:year",
		"name:sound + death_place", "family + birth_date:month_day", "name:set",
		"given:word + birth_date:month", "identifier"};
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		struct match_rule rule;
		struct err e = {0};
		CHECK_OK(match_rule_parse(bytes_of(texts[i]), &rule, &e), e);
		struct buf out = {0};
		match_rule_write(&rule, &out);
		CHECK_TEXT(buf_bytes(&out), bytes_of(texts[i]));
		buf_done(&out);
	}
}

TEST(rules_that_are_none_are_refused)
{
	static const char *const texts[] = {"", "given +", "given family", "surname", "given:0", "given:17",
		"given:year", "sex:2", "birth_date:3", "name:word",
		"given:", "given + given + given + given + given + given + given + given + given"};
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		struct match_rule rule;
		struct err e = {0};
		CHECK_INT(match_rule_parse(bytes_of(texts[i]), &rule, &e), -ERR_INPUT);
		CHECK(e.text[0] != '\0');
	}
}

/* Do two records of the table agree under a rule? 1, 0, or -1 when one of them has no key. */
static int agree(const struct match_table *t, const char *text, uint32_t a, uint32_t b)
{
	struct match_rule rule;
	int rc = match_rule_parse(bytes_of(text), &rule, NULL);
	BUG_IF(rc != 0);
	struct match_keys *keys = match_keys_open(&rule, 1, t);
	uint64_t x = match_key(keys, 0, 0, a);
	uint64_t y = match_key(keys, 0, 0, b);
	match_keys_close(&keys);
	return x == 0 || y == 0 ? -1 : x == y;
}

TEST(rules_make_keys)
{
	GUARANTEE("key.h: Records that agree on all parts of a rule have the same key.");
	struct person people[] = {
		{.given = "Aidana", .family = "Bekova", .birth = {1990, 5, 12}},
		{.given = "Aidar", .family = "Bekov", .birth = {1990, 5, 12}},
		{.given = "Bekova", .family = "Aidana", .birth = {1991, 5, 12}},
		{.given = "Aidana Bek", .family = "ova", .birth = {1990, 0, 0}},
		{.given = "Aidana", .family = NULL},
	};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	match_builder_finish(f.builder, NULL);
	const struct match_table *t = match_builder_table(f.builder);
	CHECK_INT(agree(t, "given", 0, 4), 1);
	CHECK_INT(agree(t, "given", 0, 1), 0);
	CHECK_INT(agree(t, "given + family", 0, 4), -1);
	CHECK_INT(agree(t, "given:3 + family:3", 0, 1), 1);
	CHECK_INT(agree(t, "given:-2", 0, 1), 0);
	CHECK_INT(agree(t, "birth_date", 0, 1), 1);
	CHECK_INT(agree(t, "birth_date", 0, 3), -1);
	CHECK_INT(agree(t, "birth_date:year", 0, 3), 1);
	CHECK_INT(agree(t, "birth_date:month_day", 0, 2), 1);
	CHECK_INT(agree(t, "birth_date:month", 0, 2), 0);
	CHECK_INT(agree(t, "name", 0, 3), 1);
	CHECK_INT(agree(t, "name", 0, 2), 0);
	CHECK_INT(agree(t, "name:set", 0, 2), 1);
	CHECK_INT(agree(t, "name:sound", 0, 2), 1);
	CHECK_INT(agree(t, "name:6", 0, 4), 1);
	CHECK_INT(agree(t, "given:word", 0, 3), 1);
	CHECK_INT(agree(t, "death_place", 0, 1), -1);
	match_builder_close(&f.builder);
}

TEST(default_rules_apply)
{
	GUARANTEE("rule.h: Each of them applies to the table.");
	struct person people[] = {{.given = "Aidana", .family = "Bekova"}};
	struct fixture f = table_of(people, ARRAY_COUNT(people));
	match_builder_finish(f.builder, NULL);
	const struct match_table *t = match_builder_table(f.builder);
	struct match_rule rules[MATCH_RULES_MAX];
	size_t count = match_rules_default(t, rules);
	CHECK(count >= 5);
	for (size_t i = 0; i < count; i++) {
		CHECK(match_rule_applies(&rules[i], t));
	}
	CHECK(match_rule_fixes(&rules[0], MATCH_GIVEN));
	match_builder_close(&f.builder);
}

TEST(default_rules_find_a_name_in_another_script_and_without_some_words)
{
	/* of each two only given and family name agree */
	static const char *const names[][4] = {{"Serik", NULL, "Qobaev", "Aqtau"},
		{"Серик", "Нурланулы", "Кобаев", "Сайрам"}, {"Pedro", NULL, "Quintero", "Corvisco"},
		{"Pedro", NULL, "Quintero Herrera", "Sonson"}};
	static const enum match_role roles[] = {MATCH_GIVEN, MATCH_FATHER, MATCH_FAMILY, MATCH_DEATH_PLACE};
	bool has[MATCH_ROLE_COUNT] = {0};
	for (size_t c = 0; c < ARRAY_COUNT(roles); c++) {
		has[roles[c]] = true;
	}
	struct match_builder *b = match_builder_open(has);
	match_builder_list(b, &(struct match_list){.known_on_day = INT32_MIN});
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		struct match_row row = {0};
		for (size_t c = 0; c < ARRAY_COUNT(roles); c++) {
			row.cell[roles[c]] = names[i][c] ? bytes_of(names[i][c]) : BYTES_NONE;
		}
		match_builder_row(b, &row);
	}
	match_builder_finish(b, NULL);
	struct match_rule rules[MATCH_RULES_MAX];
	size_t count = match_rules_default(match_builder_table(b), rules);
	struct match_keys *k = match_keys_open(rules, count, match_builder_table(b));
	for (uint32_t a = 0; a < ARRAY_COUNT(names); a += 2) {
		unsigned shared = 0;
		for (unsigned r = 0; r < count; r++) {
			uint64_t key = match_key(k, r, 0, a);
			shared += key != 0 && key == match_key(k, r, 0, a + 1);
		}
		CHECK(shared > 0);
	}
	match_keys_close(&k);
	match_builder_close(&b);
}

/* The default rules of people of whom the last `junk_count` have one name and nothing else. */
static void default_rules_with_junk(size_t count, size_t junk_count, struct buf *out)
{
	struct person *people = mem_calloc(count, sizeof(*people));
	char(*names)[2][8] = mem_calloc(count, sizeof(*names));
	for (size_t i = 0; i < count; i++) {
		bool is_junk = i >= count - junk_count;
		snprintf(names[i][0], sizeof(names[i][0]), "%c%cana", (char)('a' + i % 23),
			(char)('a' + i % 19));
		snprintf(names[i][1], sizeof(names[i][1]), "b%c%cov", (char)('a' + i % 17),
			(char)('a' + i % 13));
		people[i].given = is_junk ? "unknown" : names[i][0];
		people[i].family = is_junk ? "unknown" : names[i][1];
	}
	struct fixture f = table_of(people, count);
	match_builder_finish(f.builder, NULL);
	struct match_rule rules[MATCH_RULES_MAX];
	size_t rule_count = match_rules_default(match_builder_table(f.builder), rules);
	for (size_t i = 0; i < rule_count; i++) {
		match_rule_write(&rules[i], out);
		buf_add_char(out, '\n');
	}
	match_builder_close(&f.builder);
	free(people);
	free(names);
}

TEST(some_rows_without_a_name_change_no_rule)
{
	struct buf without = {0};
	struct buf with = {0};
	default_rules_with_junk(20000, 0, &without);
	default_rules_with_junk(20000, 300, &with);
	CHECK_TEXT(buf_bytes(&with), buf_bytes(&without));
	CHECK(bytes_starts(buf_bytes(&with), "given + family\n"));
	buf_done(&without);
	buf_done(&with);
}

TEST(rows_that_are_all_alike_have_rules)
{
	struct buf rules = {0};
	default_rules_with_junk(2000, 2000, &rules);
	CHECK(rules.len > 0);
	buf_done(&rules);
}
