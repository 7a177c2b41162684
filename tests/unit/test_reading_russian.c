/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading in Russian, on invented texts: tests/data/reading/ru.txt, which the tables were written with, and ru-unseen.txt,
 * which was read only when they were done. A line "#" stands between texts; behind each, what is expected of it:
 *
 *     = MEASURE COUNT WORD…     a proposal; COUNT is 17, 30..70, 17.., ..70 or some; WORD its unit, victim class, part,
 *                               background or modality
 *     == MEASURE COUNT          the document's own answer, null when it has none; its proposals are then left alone
 */
#include "test.h"

#include "base/buf.h"
#include "reading/reading.h"

#include <math.h>

enum { EXPECTED_MAX = 16 };

struct sample {
	struct bytes text;
	struct bytes proposals[EXPECTED_MAX]; /* behind "= " */
	size_t proposal_count;
	struct bytes totals[EXPECTED_MAX];
	size_t total_count;
};

static const char *count_text(struct arena *a, double low, double high)
{
	return isnan(low) && isnan(high) ? "some"
		: isnan(high)            ? arena_printf(a, "%g..", low)
		: isnan(low)             ? arena_printf(a, "..%g", high)
		: low == high            ? arena_printf(a, "%g", low)
					 : arena_printf(a, "%g..%g", low, high);
}

static const char *proposal_text(struct arena *a, const struct proposal *p)
{
	static const char *const modalities[] = {"", "", " alleged", " denied", " threatened",
		" hypothetical", " future", " estimate", " opinion"};
	return arena_printf(a, "%s %s%s%s%s%s%s%s%s", p->measure, count_text(a, p->low, p->high),
		strcmp(p->unit, "people") == 0 ? "" : " ", strcmp(p->unit, "people") == 0 ? "" : p->unit,
		p->victim_class ? " " : "", p->victim_class ? p->victim_class : "",
		p->relation == RELATION_PART ? " part" : "", modalities[p->modality],
		p->is_background ? " background" : "");
}

/* The next word of a text; empty when there is none. */
static struct bytes next_word(struct bytes *rest)
{
	*rest = bytes_trim(*rest);
	size_t len = 0;
	while (len < rest->len && rest->s[len] != ' ') {
		len++;
	}
	struct bytes word = {rest->s, len};
	*rest = (struct bytes){rest->s + len, rest->len - len};
	return word;
}

static bool has_word(struct bytes text, struct bytes word)
{
	while (text.len > 0) {
		if (bytes_equal(next_word(&text), word)) {
			return true;
		}
	}
	return false;
}

/* Measure and count are the same, and every further word expected was said. */
static bool is_as_expected(struct bytes got, struct bytes expected)
{
	bool is_same = bytes_equal(next_word(&got), next_word(&expected)) &&
		bytes_equal(next_word(&got), next_word(&expected));
	struct bytes word;
	while (is_same && (word = next_word(&expected)).len != 0) {
		is_same = has_word(got, word);
	}
	return is_same;
}

static void take_sample(struct bytes *rest, struct sample *s)
{
	*s = (struct sample){.text = {rest->s, 0}};
	struct bytes line;
	while (bytes_next_line(rest, &line) && !bytes_is(line, "#")) {
		struct bytes behind = line;
		struct bytes mark = next_word(&behind);
		if (bytes_is(mark, "=") && s->proposal_count < EXPECTED_MAX) {
			s->proposals[s->proposal_count++] = behind;
		} else if (bytes_is(mark, "==") && s->total_count < EXPECTED_MAX) {
			s->totals[s->total_count++] = behind;
		} else {
			s->text.len = (size_t)(line.s + line.len - s->text.s);
		}
	}
}

static bool has_proposals(const struct sample *s, const struct reading *r, struct arena *a)
{
	bool is_taken[EXPECTED_MAX] = {false};
	bool is_right = r->proposal_count == s->proposal_count;
	for (size_t i = 0; i < r->proposal_count && is_right; i++) {
		size_t k = 0;
		const char *got = proposal_text(a, &r->proposals[i]);
		while (k < s->proposal_count &&
			(is_taken[k] || !is_as_expected(bytes_of(got), s->proposals[k]))) {
			k++;
		}
		is_right = k < s->proposal_count;
		is_taken[is_right ? k : 0] = true;
	}
	return is_right;
}

static bool has_totals(const struct sample *s, const struct reading *r, struct arena *a)
{
	const struct reading_total *totals;
	size_t count;
	reading_totals(r, a, &totals, &count);
	bool is_right = true;
	for (size_t k = 0; k < s->total_count; k++) {
		struct bytes expected = s->totals[k];
		struct bytes measure = next_word(&expected);
		const char *got = "null";
		for (size_t i = 0; i < count; i++) {
			if (bytes_is(measure, totals[i].measure) && totals[i].count > 0) {
				got = count_text(a, totals[i].low, totals[i].high);
			}
		}
		is_right = is_right && bytes_is(bytes_trim(expected), got);
	}
	return is_right;
}

static void note_what_was_read(const struct sample *s, const struct reading *r, struct arena *a)
{
	test_note("%.*s", BYTES_ARG(s->text));
	for (size_t k = 0; k < s->proposal_count; k++) {
		test_note("  expected %.*s", BYTES_ARG(s->proposals[k]));
	}
	for (size_t k = 0; k < s->total_count; k++) {
		test_note("  expected in all %.*s", BYTES_ARG(s->totals[k]));
	}
	for (size_t i = 0; i < r->proposal_count; i++) {
		const struct proposal *p = &r->proposals[i];
		test_note("  read     %s [%s] %.*s", proposal_text(a, p), p->rule,
			(int)(p->quote.end - p->quote.start), s->text.s + p->quote.start);
	}
}

/* Reads every text of a file, and notes those that were read otherwise than expected. */
static void score(const char *name, size_t *right, size_t *all)
{
	struct arena a = {0};
	const struct reading_table *builtin;
	struct reading_tables *tables;
	struct err e;
	size_t count = reading_builtin(&a, &builtin);
	size_t first = 0;
	while (first < count && strcmp(builtin[first].language, "ru") != 0) {
		first++;
	}
	*right = *all = 0;
	if (reading_load(builtin + first, count - first, &a, &tables, &e) != 0) {
		test_note("%s", e.text);
		arena_done(&a);
		return;
	}
	struct bytes file = test_read_file(arena_printf(&a, "%s/reading/%s", test_data(), name));
	struct bytes rest = file;
	while (rest.len > 0) {
		struct sample s;
		struct reading r;
		take_sample(&rest, &s);
		struct reading_document document = {.text = s.text, .language = "ru"};
		reading_read(tables, NULL, &document, &a, &r);
		bool is_right = s.total_count > 0 ? has_totals(&s, &r, &a) : has_proposals(&s, &r, &a);
		if (!is_right) {
			note_what_was_read(&s, &r, &a);
		}
		*right += is_right;
		++*all;
	}
	free((char *)file.s);
	arena_done(&a);
}

TEST(russian_texts_are_read_as_expected)
{
	size_t right;
	size_t all;
	score("ru.txt", &right, &all);
	test_note("%zu of %zu", right, all);
	CHECK(all >= 87);
	CHECK(right == all);
}

/* 18 of 22 when it was first read. */
TEST(russian_texts_unseen_are_read_as_before)
{
	size_t right;
	size_t all;
	score("ru-unseen.txt", &right, &all);
	test_note("%zu of %zu", right, all);
	CHECK(all == 22);
	CHECK(right >= 18);
}

/* The language that a text is guessed to be of: so many bytes of one sentence, then of another, again and again. */
static void check_guess(const char *first, size_t first_len, const char *second, size_t second_len,
	size_t rounds, const char *expected)
{
	struct arena a = {0};
	const struct reading_table *builtin;
	struct reading_tables *tables;
	struct err e;
	struct buf text = {0};
	struct reading r;
	size_t count = reading_builtin(&a, &builtin);
	CHECK_INT(reading_load(builtin, count, &a, &tables, &e), 0);
	for (size_t i = 0; i < rounds; i++) {
		for (size_t end = text.len + first_len; text.len < end;) {
			buf_add_text(&text, first);
		}
		for (size_t end = text.len + second_len; text.len < end;) {
			buf_add_text(&text, second);
		}
	}
	reading_read(tables, NULL, &(struct reading_document){.text = buf_bytes(&text)}, &a, &r);
	CHECK_TEXT(bytes_of(r.language), bytes_of(expected));
	buf_done(&text);
	arena_done(&a);
}

TEST(the_language_of_a_long_text_is_that_of_most_of_it)
{
	static const char english[] = "The town was quiet on the day of the market.\n";
	static const char russian[] = "В городе на рынке погибли три человека, сообщила полиция.\n";
	static const char digits[] = "17 2011 4 3 18 64 2 5 7 100\n";
	check_guess(english, 40000, russian, 400000, 1, "ru");
	check_guess(russian, 40000, english, 400000, 1, "en");
	check_guess(digits, 100000, russian, 60, 1, "ru");
	check_guess(digits, 300, russian, 700, 12, "ru");
	check_guess(english, 60, digits, 100000, 1, "en");
}
