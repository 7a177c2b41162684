/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who says what, and what it covers. Proposals are written as
 *
 *     killed 6: through (verb) > originator (verb)     from the document inward; "document" when nobody is named
 *
 * Every sentence here is invented.
 */
#include "base/buf.h"
#include "reading/reading.h"
#include "test.h"

#include <math.h>

static struct reading_tables *tables_in(struct arena *a)
{
	const struct reading_table *rows;
	size_t count = reading_builtin(a, &rows);
	struct reading_tables *tables = NULL;
	struct err e = {0};
	if (reading_load(rows, count, a, &tables, &e) != 0) {
		test_note("%s", e.text);
	}
	return tables;
}

static void write_voices(struct bytes text, const struct reading *r, struct buf *out)
{
	for (size_t i = 0; i < r->proposal_count; i++) {
		const struct proposal *p = &r->proposals[i];
		buf_printf(out, "%s%s %g: %s", i > 0 ? "; " : "", p->measure,
			isnan(p->low) ? p->high : p->low, p->attribution_count == 0 ? "document" : "");
		for (size_t k = 0; k < p->attribution_count; k++) {
			struct span who = p->attributions[k].who;
			buf_printf(out, "%s%.*s (%s)", k > 0 ? " > " : "", (int)(who.end - who.start),
				text.s + who.start, p->attributions[k].verb);
		}
	}
}

struct row {
	const char *language;
	const char *text;
	const char *expected;
};

static void check_rows(const struct row *rows, size_t count)
{
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	CHECK(tables != NULL);
	for (size_t i = 0; i < count; i++) {
		struct buf out = {0};
		struct reading r;
		struct reading_document d = {.text = bytes_of(rows[i].text), .language = rows[i].language};
		reading_read(tables, NULL, &d, &a, &r);
		write_voices(d.text, &r, &out);
		CHECK_TEXT(out.s ? buf_bytes(&out) : BYTES(""), bytes_of(rows[i].expected));
		buf_done(&out);
	}
	arena_done(&a);
}

TEST(a_claim_has_the_voice_of_its_own_clause)
{
	static const struct row rows[] = {
		{"en", "Police said that 16 people died.", "killed 16: Police (states)"},
		{"en", "Six people died, a doctor said.", "killed 6: a doctor (states)"},
		{"en", "Six people died, said a doctor.", "killed 6: a doctor (states)"},
		{"en", "According to the hospital, six people died.", "killed 6: the hospital (states)"},
		{"en", "Six people died, according to the hospital.", "killed 6: the hospital (states)"},
		{"en", "Police said 16 people died; opposition sources put the number of dead at 60.",
			"killed 16: Police (states); killed 60: opposition sources (estimates)"},
		{"en",
			"Six people died, according to relatives, while the ministry insisted that the toll "
			"stood at 2.",
			"killed 6: relatives (states); killed 2: the ministry (claims)"},
		{"en", "Six people died, police said, and nine were injured, according to the hospital.",
			"killed 6: police (states); injured 9: the hospital (states)"},
		{"en", "The ministry said six people died and rejected the claims.",
			"killed 6: The ministry (states)"},
		{"en", "On 11 March the prosecutor announced that six people had died.",
			"killed 6: the prosecutor (states)"},
	};
	check_rows(rows, ARRAY_COUNT(rows));
}

TEST(what_is_inserted_does_not_hide_the_source)
{
	static const struct row rows[] = {
		{"en", "The ministry, however, reported only six deaths.",
			"killed 6: The ministry (reports)"},
		{"en", "The governor, Anton Velsky, put the toll at nine.",
			"killed 9: The governor, Anton Velsky (estimates)"},
		{"en", "Anton Velsky, a spokesman for the army, said six men died.",
			"killed 6: Anton Velsky, a spokesman for the army (states)"},
	};
	check_rows(rows, ARRAY_COUNT(rows));
}

TEST(who_passes_words_on_stands_before_who_said_them)
{
	static const struct row rows[] = {
		{"en", "The news agency, citing a police spokesman, reported that six people were arrested.",
			"arrested 6: The news agency (reports) > a police spokesman (states)"},
		{"en", "Six people died, according to activists quoted by the radio station.",
			"killed 6: the radio station (reports) > activists (states)"},
		{"en", "\"Six people died,\" a hospital worker told the newspaper.",
			"killed 6: the newspaper (reports) > a hospital worker (states)"},
		{"en", "The newspaper reported that the ministry said six people died.",
			"killed 6: The newspaper (reports) > the ministry (states)"},
	};
	check_rows(rows, ARRAY_COUNT(rows));
}

/* What explains an act is another incident; the act that it explains is none. */
TEST(a_reason_is_background_and_what_it_explains_is_not)
{
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	CHECK(tables != NULL);
	struct reading r;
	struct reading_document d = {
		.text = BYTES("An officer was sentenced over the death of a detainee."), .language = "en"};
	reading_read(tables, NULL, &d, &a, &r);
	CHECK_INT((int64_t)r.proposal_count, 1);
	CHECK(!r.proposals[0].is_background);
	arena_done(&a);
}

TEST(shares_have_their_denominator_or_say_that_it_is_missing)
{
	static const struct {
		const char *text;
		double denominator;
	} rows[] = {
		{"Over 85 percent of the 64 patients had bullet wounds.", 64},
		{"Of the 64 patients seen by our researchers, 85 percent had bullet wounds.", 64},
		{"Over 85 percent of the patients had bullet wounds.", NAN},
		{"Of about 60 patients, 85 percent had bullet wounds.", NAN},
	};
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	CHECK(tables != NULL);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct reading r;
		struct reading_document d = {.text = bytes_of(rows[i].text), .language = "en"};
		reading_read(tables, NULL, &d, &a, &r);
		CHECK_INT((int64_t)r.proposal_count, 1);
		double got = r.proposals[0].denominator;
		CHECK(isnan(rows[i].denominator) ? isnan(got) : got == rows[i].denominator);
		CHECK((strstr(r.proposals[0].reason, "not said") != NULL) == isnan(got));
	}
	arena_done(&a);
}

TEST(when_it_was_said_is_not_when_it_happened)
{
	static const struct {
		const char *language;
		const char *text;
	} rows[] = {
		{"en", "On 3 March 2019 soldiers opened fire. As of 10 March, six people had died."},
		{"ru",
			"3 марта 2019 года солдаты открыли огонь. По состоянию на 10 марта погибли шесть "
			"человек."},
	};
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	CHECK(tables != NULL);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct reading r;
		struct reading_document d = {.text = bytes_of(rows[i].text), .language = rows[i].language};
		reading_read(tables, NULL, &d, &a, &r);
		CHECK(r.proposal_count > 0);
		const struct proposal *p = &r.proposals[r.proposal_count - 1];
		CHECK_INT(p->as_of.day, 10);
		CHECK_INT(p->as_of.year, 2019);
		CHECK_INT(p->from.day, 3);
	}
	arena_done(&a);
}

TEST(a_missing_year_is_one_that_the_document_said)
{
	struct arena a = {0};
	struct reading_tables *tables = tables_in(&a);
	CHECK(tables != NULL);
	struct reading r;
	struct reading_document d = {
		.text = BYTES("The riot of December 2011\n\nOn August 8, a court convicted six men."),
		.language = "en"};
	reading_read(tables, NULL, &d, &a, &r);
	CHECK_INT((int64_t)r.proposal_count, 1);
	CHECK_INT(r.proposals[0].from.year, 2011);
	CHECK_INT(r.proposals[0].from.month, 8);
	CHECK(r.proposals[0].is_year_inferred);
	arena_done(&a);
}
