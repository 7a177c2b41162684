/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The folded form of names, and skeletons. */
#include "test.h"

#include "match/fold.h"
#include "match/skeleton.h"
#include "text/letter.h"
#include "text/point.h"

enum { FORM_BYTES = 256 };

struct form {
	char s[FORM_BYTES];
};

static struct form form_of(struct bytes raw, void (*make)(struct bytes, struct buf *))
{
	struct form f = {{0}};
	struct buf out = {0};
	make(raw, &out);
	if (out.len < FORM_BYTES) {
		memcpy(f.s, out.s ? out.s : "", out.len);
	}
	buf_done(&out);
	return f;
}

static struct form folded(const char *raw)
{
	return form_of(bytes_of(raw), match_fold_name);
}

static struct form key_of(const char *raw)
{
	struct form f = folded(raw);
	return form_of(bytes_of(f.s), match_fold_key);
}

static uint64_t skeleton_of(const char *raw)
{
	struct form f = key_of(raw);
	return match_skeleton(bytes_of(f.s));
}

struct row {
	const char *raw;
	const char *form;
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct form f = folded(rows[i].raw);
		CHECK_TEXT(bytes_of(f.s), bytes_of(rows[i].form));
	}
}

TEST(fold_takes_case_marks_and_apostrophes_away)
{
	static const struct row rows[] = {
		{"", ""},
		{"  ", ""},
		{"-", ""},
		{"Anna  Marić", "anna maric"},
		{"O'Neill", "oneill"},
		{"O’Neill", "oneill"},
		{"Mar'yam ‘Ayn ʿAlī", "maryam ayn ali"},
		{"Al-Hassan", "al hassan"},
		{"عبد-الله", "عبد الله"},
		{"İSMAİL Işık", "ismail isik"},
		{"Straße Łódź Ærø Þór", "strasse lodz aero thor"},
		{"Ａｎｎａ", "anna"},
		{"Anna (Ann) 2nd", "anna ann 2nd"},
		{"٣ ۴", "3 4"},
		{"\xff\xc3", ""},
	};
	check_rows(rows, ARRAY_COUNT(rows));
}

TEST(fold_makes_one_of_letters_that_writers_mix)
{
	static const struct row rows[] = {
		{"أحمد إيمان آدم", "احمد ايمان ادم"},
		{"مصطفى", "مصطفي"},
		{"فاطمة", "فاطمه"},
		{"علاء مؤمن رائد", "علا مومن رايد"},
		{"مُحَمَّد", "محمد"},
		{"محـــمد", "محمد"},
		{"ﻣﺤﻤﺪ", "محمد"},
		{"ﻋﻼء", "علا"},
		{"علی کریم", "علي كريم"},
		{"Семён", "семен"},
		{"Андрей", "андрей"},
		{"Андре\u0438\u0306", "андрей"},
		{"ЙОЗЕФ", "йозеф"},
		{"שָׁלוֹם", "שלומ"},
		{"ג׳ורג׳", "גורג"},
		{"בן־גוריון", "בנ גוריונ"},
	};
	check_rows(rows, ARRAY_COUNT(rows));
}

TEST(fold_keeps_kazakh_letters)
{
	GUARANTEE("fold.h: Letters of Kazakh stay letters of their own.");
	struct form f = folded("Әлия Ғани Қанат Ңң Өмір Ұлан Үміт Һәм");
	CHECK_TEXT(bytes_of(f.s), bytes_of("әлия ғани қанат ңң өмір ұлан үміт һәм"));
}

TEST(fold_joins_spread_letters)
{
	GUARANTEE("fold.h: Initials with full stops are not joined.");
	static const struct row rows[] = {
		{"م ح م د", "محمد"},
		{"م ح م د  ع ل ي", "محمد علي"},
		{"م ح م د علي", "محمد علي"},
		{"A N N A", "anna"},
		{"J. R. R. Smith", "j r r smith"},
		{"J R Smith", "j r smith"},
		{"1 2 3", "1 2 3"},
	};
	check_rows(rows, ARRAY_COUNT(rows));
}

TEST(fold_of_what_is_folded)
{
	GUARANTEE("fold.h: Folding again a folded name that has no lone letters changes nothing.");
	GUARANTEE("point.h: It stays inside any bytes, well-formed or not.");
	for (int round = 0; round < 20000; round++) {
		char raw[24];
		size_t len = test_random_below(sizeof(raw));
		for (size_t i = 0; i < len; i++) {
			static const unsigned char leads[] = {0xC3, 0xD0, 0xD7, 0xD8, 0xD9, 0xE0, 0xEF, 0xF0};
			raw[i] = (char)(i % 2 ? test_random() : leads[test_random_below(sizeof(leads))]);
		}
		struct form once = form_of((struct bytes){raw, len}, match_fold_name);
		struct bytes token[MATCH_TOKEN_MAX];
		size_t count = match_tokens(bytes_of(once.s), token);
		bool has_lone = false;
		for (size_t i = 0; i < count; i++) {
			size_t at = 0;
			(void)point_next(token[i], &at);
			has_lone = has_lone || at == token[i].len;
		}
		struct form twice = folded(once.s);
		CHECK(has_lone || strcmp(once.s, twice.s) == 0);
	}
}

TEST(fold_key_of_glued_and_reversed)
{
	GUARANTEE("fold.h: عبد الله and عبدالله, and علاء and its reversed writing عالء, have one key form.");
	CHECK(strcmp(key_of("عبد الله").s, key_of("عبدالله").s) == 0);
	CHECK(strcmp(key_of("علاء").s, key_of("عالء").s) == 0);
	CHECK(strcmp(key_of("الأحمد").s, key_of("االحمد").s) == 0);
	CHECK(strcmp(key_of("بلال").s, key_of("بالل").s) == 0);
	CHECK(strcmp(key_of("Abd al-Rahman").s, "abdalrahman") == 0);
	CHECK(strcmp(key_of("كمال").s, key_of("جمال").s) != 0);
	CHECK(strcmp(key_of("").s, "") == 0);
}

TEST(tokens_of_a_name)
{
	struct bytes token[MATCH_TOKEN_MAX];
	CHECK_INT((int64_t)match_tokens(BYTES(""), token), 0);
	CHECK_INT((int64_t)match_tokens(BYTES("anna maria cruz"), token), 3);
	CHECK_TEXT(token[2], BYTES("cruz"));
	CHECK_INT(
		(int64_t)match_tokens(BYTES("a b c d e f g h i j k l m n o p q r"), token), MATCH_TOKEN_MAX);
	CHECK_TEXT(token[MATCH_TOKEN_MAX - 1], BYTES("p q r"));
}

TEST(script_of_a_name)
{
	CHECK_INT(match_script_of(BYTES("anna")), MATCH_SCRIPT_LATIN);
	CHECK_INT(match_script_of(BYTES("1 әлия")), MATCH_SCRIPT_CYRILLIC);
	CHECK_INT(match_script_of(BYTES("محمد")), MATCH_SCRIPT_ARABIC);
	CHECK_INT(match_script_of(BYTES("משה")), MATCH_SCRIPT_HEBREW);
	CHECK_INT(match_script_of(BYTES("12")), MATCH_SCRIPT_OTHER);
	CHECK_INT(match_script_of(BYTES("გიორგი")), MATCH_SCRIPT_OTHER);
}

TEST(letter_keeps_vowel_signs)
{
	GUARANTEE("letter.h: Vowel signs that are letters of their script, as in Devanagari, are kept; "
		  "accents, harakat "
		  "and niqqud are not.");
	uint32_t out[LETTER_FOLD_MAX];
	CHECK_INT((int64_t)letter_fold(0x941, out), 1);
	CHECK_INT(out[0], 0x941);
	CHECK_INT((int64_t)letter_fold(0x301, out), 0);
	CHECK_INT((int64_t)letter_fold(0x64E, out), 0);
	CHECK_INT((int64_t)letter_fold(0x5B0, out), 0);
	CHECK_INT((int64_t)letter_fold(0xE9, out), 1);
	CHECK_INT(out[0], 'e');
	CHECK_INT((int64_t)letter_fold(0xFDFA, out), 18);
	CHECK_INT((int64_t)letter_fold(0x200F, out), 0);
	CHECK_INT((int64_t)letter_fold(0x2116, out), 2);
	CHECK_INT((int64_t)letter_fold(0xFFFFFFFF, out), 1);
	CHECK_INT(out[0], ' ');
}

TEST(skeletons_across_scripts)
{
	GUARANTEE("skeleton.h: Mohammed, Muhamad, محمد, Мухаммед and מוחמד have one skeleton; and Hussein, "
		  "حسين, Хусейн "
		  "and חוסיין have one.");
	static const char *const names[][6] = {
		{"Mohammed", "Muhamad", "محمد", "Мухаммед", "מוחמד"},
		{"Hussein", "Husayn", "حسين", "Хусейн", "חוסיין", "حُسَيْن"},
		{"Ali", "علي", "Али", "עלי"},
		{"Fatima", "فاطمة", "Фатима", "פטימה"},
		{"Khalid", "خالد", "Халид", "ח׳אלד"},
		{"Yusuf", "يوسف", "Юсуф", "יוסוף"},
		{"al-Hassan", "الحسن", "Hassan", "Аль-Хасан"},
		{"Ignatz", "Игнац", "איגנץ"},
		{"Jamal", "جمال", "Джамал", "Djamal"},
		{"Қанат", "Qanat", "Kanat", "Канат"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		CHECK(skeleton_of(names[i][0]) != 0);
		for (size_t j = 1; j < ARRAY_COUNT(names[i]) && names[i][j]; j++) {
			CHECK(skeleton_of(names[i][j]) == skeleton_of(names[i][0]));
		}
	}
	CHECK(skeleton_of("Hussein") != skeleton_of("Hashim"));
	CHECK(skeleton_of("Ali") != skeleton_of("Amr"));
}

TEST(skeleton_of_vowels)
{
	GUARANTEE("skeleton.h: A name of vowels only has a skeleton, too.");
	CHECK(skeleton_of("Aya") != 0);
	CHECK(skeleton_of("آية") == skeleton_of("Aya"));
	CHECK_INT((int64_t)skeleton_of(""), 0);
	CHECK_INT((int64_t)skeleton_of("12"), 0);
}
