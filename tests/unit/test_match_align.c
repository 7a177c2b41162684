/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The alignment of letters: models as text, their numbers, training, and the built-in models. */
#include "test.h"

#include "match/align.h"
#include "match/align_train.h"

#include <math.h>

#define HEAD "recount-align 1\nscripts latin arabic\nunseen 1000\napart 0\n"
#define ENDS "^ ^ 250000000\n$ $ 250000000\n"

static struct match_aligner *builtin; /* lint: mutable, opened once for all tests */

static const struct match_aligner *models(void)
{
	builtin = builtin ? builtin : match_aligner_builtin();
	return builtin;
}

static double ratio(const struct match_aligner *aligner, const char *a, const char *b)
{
	return match_align_log(aligner, bytes_of(a), bytes_of(b));
}

static bool is_about(double x, double y)
{
	return fabs(x - y) < 1e-6;
}

static struct match_aligner *open_text(const char *text)
{
	struct bytes bytes = bytes_of(text);
	struct match_aligner *aligner = NULL;
	struct err e = {0};
	return match_aligner_open(&bytes, 1, &aligner, &e) == 0 ? aligner : NULL;
}

/*
 * By hand: P(^a$, ^ا$) = 1/4 · 1/4 · (p(a ا) + 2 p(a -) p(- ا) …); with the unseen steps of 1e-6 left out below the seventh
 * digit, P = 1/16 · 0.2. P(a) = (1/4)² · 0.3, because a stands in steps of 0.2 and 0.1; P(ا) = (1/4)² · 0.2.
 */
TEST(ratio_by_hand)
{
	struct match_aligner *aligner = open_text(HEAD ENDS "a ا 200000000\na ي 100000000\n");
	CHECK(aligner);
	double expected = log(0.2 / 16 / (0.3 / 16) / (0.2 / 16));
	CHECK(fabs(ratio(aligner, "a", "ا") - expected) < 1e-4);
	match_aligner_close(&aligner);
	CHECK(!aligner);
	match_aligner_close(&aligner);
}

/* A share of pairs that are written apart bounds the ratio from below by its logarithm. */
TEST(ratio_has_a_floor)
{
	struct match_aligner *aligner =
		open_text("recount-align 1\nscripts latin arabic\nunseen 1\napart 20000000\n" ENDS
			  "a ا 200000000\nb ب 200000000\n");
	CHECK(aligner);
	CHECK(is_about(ratio(aligner, "aaaaaaaa", "ب"), log(0.02)));
	match_aligner_close(&aligner);
}

TEST(model_texts_that_are_refused)
{
	static const struct {
		const char *text;
		const char *says;
	} rows[] = {
		{"", "line 1: the first line"},
		{"recount-align 2\n", "line 1: the first line"},
		{"recount-align 1\nscripts latin greek\n", "line 2: scripts are two"},
		{"recount-align 1\nscripts latin arabic x\n", "line 2: scripts are two"},
		{HEAD "scripts latin arabic\n", "line 5: the scripts are given twice"},
		{"recount-align 1\na ا 5\n", "line 2: the scripts come before"},
		{"recount-align 1\nscripts latin arabic\nunseen x\n", "line 3: a share is"},
		{"recount-align 1\nscripts latin arabic\nunseen 0\n", "line 3: a share is"},
		{HEAD "a ا 1000000000\n", "line 5: a share is"},
		{HEAD "a ا\n", "line 5: a share is"},
		{HEAD "a  5\n", "line 5: there is no chunk"},
		{HEAD "abcd ا 5\n", "line 5: a chunk is one to 3 letters"},
		{HEAD "a اات 5\n", "line 5: a chunk is one to 2 letters"},
		{HEAD "ا a 5\n", "line 5: a chunk is"},
		{HEAD "a \xff 5\n", "line 5: a chunk is"},
		{HEAD "- - 5\n", "line 5: a step with nothing"},
		{HEAD "ab - 5\n", "line 5: a step with nothing"},
		{HEAD "a ا 5\n# again\na ا 5\n", "line 7: the step is given twice"},
		{HEAD "a ا 600000000\nb ب 600000000\n", "line 6: the steps add up"},
		{HEAD, "line 4: scripts, unseen or every step"},
		{"recount-align 1\nscripts latin latin\nunseen 5\na e 5\n", "line 4: a step between letters"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct bytes texts[] = {BYTES(HEAD ENDS), bytes_of(rows[i].text)};
		struct match_aligner *aligner;
		struct err e = {0};
		CHECK_INT(match_aligner_open(texts, 2, &aligner, &e), -ERR_INPUT);
		CHECK(!aligner);
		bool says_it =
			strstr(e.text, rows[i].says) != NULL && bytes_starts(bytes_of(e.text), "model 2: ");
		if (!says_it) {
			test_note("%s", e.text);
		}
		CHECK(says_it);
	}
}

TEST(builtin_models_know_all_pairs_of_scripts)
{
	static const char *const names[] = {"karim", "карим", "كريم", "כרימ"};
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		for (size_t j = 0; j < ARRAY_COUNT(names); j++) {
			CHECK(ratio(models(), names[i], names[j]) > 3);
		}
	}
	CHECK(isnan(ratio(models(), "karim", "გიორგი")));
	CHECK(isnan(ratio(models(), "", "كريم")));
	CHECK(isnan(ratio(models(), "karim", "12")));
}

TEST(builtin_models_tell_names_apart)
{
	static const char *const same[][2] = {
		{"mohammed", "محمد"},
		{"muhamad", "محمد"},
		{"hussein", "حسين"},
		{"abdulrahman", "عبدالرحمن"},
		{"yusuf", "юсуф"},
		{"alexander", "александр"},
		{"moshe", "משה"},
		{"мухаммед", "محمد"},
		{"mohammed", "mohamad"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(same); i++) {
		for (size_t j = 0; j < ARRAY_COUNT(same); j++) {
			double r = ratio(models(), same[i][0], same[j][1]);
			CHECK(i != j || r > 4);
		}
	}
	CHECK(ratio(models(), "mohammed", "حسين") < 0);
	CHECK(ratio(models(), "hussein", "محمد") < 0);
	CHECK(ratio(models(), "yusuf", "александр") < 0);
}

/* A letter that a model does not know goes with every other one. */
TEST(builtin_models_know_kazakh_letters)
{
	static const char *const pairs[][3] = {
		{"құтты", "qutty", "satty"},
		{"іңкәр", "inkar", "ankor"},
		{"әділ", "adil", "odal"},
		{"қыңыр", "kyngyr", "sanur"},
		{"жүсіп", "жусип", "жанап"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(pairs); i++) {
		CHECK(ratio(models(), pairs[i][0], pairs[i][1]) > 10);
		CHECK(ratio(models(), pairs[i][0], pairs[i][2]) < 5);
	}
}

/* Two words of random letters: of any two scripts, and of any length. */
static size_t random_word(char *s)
{
	static const char *const letters[] = {
		"a", "h", "m", "z", "а", "ж", "ә", "ا", "م", "ק", "ל", "9", "\xff"};
	size_t count = test_random_below(40);
	size_t len = 0;
	size_t script = test_random_below(ARRAY_COUNT(letters));
	for (size_t i = 0; i < count; i++) {
		size_t pick = test_random_below(4) > 0 ? script : test_random_below(ARRAY_COUNT(letters));
		memcpy(s + len, letters[pick], strlen(letters[pick]));
		len += strlen(letters[pick]);
	}
	return len;
}

TEST(ratio_is_symmetric)
{
	GUARANTEE("align.h: Symmetric: the ratio of (a, b) equals the ratio of (b, a).");
	GUARANTEE("align.h: It equals match_align_log() of the tokens to the last bit.");
	for (int round = 0; round < 3000; round++) {
		char s[2][128];
		struct bytes a = {s[0], random_word(s[0])};
		struct bytes b = {s[1], random_word(s[1])};
		double forth = match_align_log(models(), a, b);
		double back = match_align_log(models(), b, a);
		CHECK(isnan(forth) ? isnan(back) : forth == back && isfinite(forth));
		struct match_align_word x;
		struct match_align_word y;
		bool is_known = match_align_word(models(), a, match_script_of(b), &x);
		is_known = match_align_word(models(), b, match_script_of(a), &y) && is_known;
		double ready = match_align_words_log(models(), &x, &y);
		CHECK(is_known ? ready == forth : isnan(ready));
	}
}

TEST(ratio_with_itself)
{
	GUARANTEE("align.h: The ratio of a token with itself is above 0 where there is a model for its "
		  "script.");
	for (int round = 0; round < 3000; round++) {
		char s[128];
		struct bytes a = {s, random_word(s)};
		double r = match_align_log(models(), a, a);
		CHECK(isnan(r) ? match_script_of(a) == MATCH_SCRIPT_OTHER : r > 0);
	}
}

/* A cipher of invented words: each letter is another one, and "sh" is one letter. One pair in twenty is wrong. */
static size_t cipher_pairs(struct match_align_pair *pairs, char (*s)[2][32], size_t count)
{
	static const char *const left[] = {"a", "b", "d", "k", "l", "m", "n", "r", "sh", "t"};
	static const char *const right[] = {"ا", "ب", "د", "ك", "ل", "م", "ن", "ر", "ش", "ت"};
	for (size_t i = 0; i < count; i++) {
		size_t lens[2] = {0, 0};
		size_t letters = 3 + test_random_below(4);
		bool is_wrong = i % 20 == 0;
		for (size_t l = 0; l < letters; l++) {
			size_t x = test_random_below(ARRAY_COUNT(left));
			size_t y = is_wrong ? test_random_below(ARRAY_COUNT(right)) : x;
			memcpy(s[i][0] + lens[0], left[x], strlen(left[x]));
			memcpy(s[i][1] + lens[1], right[y], strlen(right[y]));
			lens[0] += strlen(left[x]);
			lens[1] += strlen(right[y]);
		}
		pairs[i] = (struct match_align_pair){{s[i][0], lens[0]}, {s[i][1], lens[1]}, 1};
	}
	return count;
}

enum { CIPHER_PAIRS = 2000 };

TEST(training_learns_a_cipher)
{
	GUARANTEE("align_train.h: The same pairs give the same bytes.");
	GUARANTEE("align_train.h: match_aligner_open() takes what it writes.");
	static struct match_align_pair pairs[CIPHER_PAIRS];
	static char s[CIPHER_PAIRS][2][32];
	struct match_align_report report;
	struct buf once = {0};
	struct buf again = {0};
	struct err e = {0};
	size_t count = cipher_pairs(pairs, s, CIPHER_PAIRS);
	CHECK_OK(match_align_train(MATCH_SCRIPT_LATIN, MATCH_SCRIPT_ARABIC, pairs, count,
			 &match_align_defaults, &once, &report, &e),
		e);
	CHECK_OK(match_align_train(MATCH_SCRIPT_LATIN, MATCH_SCRIPT_ARABIC, pairs, count,
			 &match_align_defaults, &again, &report, &e),
		e);
	CHECK_TEXT(buf_bytes(&again), buf_bytes(&once));
	CHECK_INT((int64_t)report.pair_count, CIPHER_PAIRS);
	test_note("%zu steps, %.3f apart", report.step_count, report.apart_p);
	CHECK(report.apart_p > 0.03 && report.apart_p < 0.07);
	struct match_aligner *aligner = open_text(once.s);
	CHECK(aligner);
	CHECK(ratio(aligner, "shalb", "شالب") > 8);
	CHECK(ratio(aligner, "shalb", "تكدن") < 0);
	match_aligner_close(&aligner);
	buf_done(&once);
	buf_done(&again);
}

TEST(training_refuses_nothing_to_learn)
{
	struct match_align_pair wrong = {BYTES("anna"), BYTES("anna"), 1};
	struct match_align_report report;
	struct buf out = {0};
	struct err e = {0};
	CHECK_INT(match_align_train(MATCH_SCRIPT_LATIN, MATCH_SCRIPT_ARABIC, &wrong, 1, &match_align_defaults,
			  &out, &report, &e),
		-ERR_INPUT);
	CHECK_INT((int64_t)out.len, 0);
	buf_done(&out);
}

/* k is written by two letters on the right, so that they are variants of each other. */
TEST(joining_finds_variants)
{
	GUARANTEE("align_train.h: A joined model is one that match_aligner_open() takes.");
	struct buf out = {0};
	struct err e = {0};
	CHECK_OK(match_align_join(
			 BYTES(HEAD ENDS "k ك 100000000\nk ق 100000000\na ا 100000000\nm م 100000000\n"),
			 &out, &e),
		e);
	struct match_aligner *aligner = open_text(out.s);
	CHECK(aligner);
	CHECK(ratio(aligner, "كام", "قام") > 2);
	CHECK(ratio(aligner, "كام", "مام") < -2);
	match_aligner_close(&aligner);
	buf_clear(&out);
	/* Three equal steps: thirds are rounded up, and the model has to be one all the same. */
	CHECK_OK(match_align_join(BYTES("recount-align 1\nscripts latin arabic\nunseen 5\na ا 300000000\nb ب "
					"300000000\nd د 300000000\n"),
			 &out, &e),
		e);
	aligner = open_text(out.s);
	CHECK(aligner);
	match_aligner_close(&aligner);
	buf_clear(&out);
	CHECK_OK(match_align_join(
			 BYTES("recount-align 1\nscripts latin arabic\nunseen 5\na ا 500000000\n"), &out, &e),
		e);
	aligner = open_text(out.s);
	CHECK(aligner);
	match_aligner_close(&aligner);
	buf_clear(&out);
	CHECK_INT(match_align_join(buf_bytes(&out), &out, &e), -ERR_INPUT);
	CHECK_INT(
		match_align_join(BYTES("recount-align 1\nscripts latin latin\nunseen 5\na a 5\n"), &out, &e),
		-ERR_INPUT);
	buf_done(&out);
}
