/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Expected days are derived by hand from a calendar and UCDP's phrases; 17 December 2011 was a Saturday. */
#include "test.h"

#include "base/buf.h"
#include "reading/classes.h"
#include "reading/reading.h"
#include "reading/when.h"

struct rig {
	struct arena a;
	struct lexicon *lexicon;
	struct text text;
};

static bool rig_up(struct rig *rig, const char *language, const char *words)
{
	const struct reading_table *tables;
	size_t count = reading_builtin(&rig->a, &tables);
	struct lexicon_table *own = arena_calloc(&rig->a, count, sizeof(*own));
	size_t own_count = 0;
	struct err e;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(tables[i].language, language) == 0) {
			own[own_count++] = (struct lexicon_table){tables[i].name, tables[i].text};
		}
	}
	if (lexicon_load(own, own_count, reading_class_names, &rig->a, &rig->lexicon, &e) != 0) {
		test_note("%s", e.text);
		return false;
	}
	text_cut(bytes_of(words), false, rig->lexicon, &rig->a, &rig->text);
	return true;
}

static struct date day(const char *text)
{
	struct date d = {0};
	return *text == '\0' || date_parse(bytes_of(text), &d) ? d : (struct date){0};
}

/* The first date of the text as "FROM TO PRECISION FLAGS|its words"; flags: i year inferred, f full, r relative. */
static const char *read_first(struct rig *rig, const char *said, const char *last)
{
	struct when_anchor anchor = {.said = day(said), .last = day(last)};
	for (uint32_t i = 0; i < rig->text.token_count; i++) {
		struct when w;
		struct token_range tokens = {i, rig->text.token_count};
		if (!when_read(&rig->text, rig->lexicon, tokens, &anchor, &w)) {
			continue;
		}
		char from[DATE_TEXT_BYTES];
		char to[DATE_TEXT_BYTES];
		struct bytes words = text_of(&rig->text, (struct token_range){i, i + w.taken});
		return arena_printf(&rig->a, "%s %s %u %s%s%s%s|%.*s", date_text(w.from, from),
			date_text(w.to, to), w.precision, strcmp(w.sense, "at") == 0 ? "" : w.sense,
			w.is_year_inferred ? "i" : "", w.is_full ? "f" : "", w.is_relative ? "r" : "",
			BYTES_ARG(words));
	}
	return "none";
}

static const char *const WED = "2011-12-21"; /* a Wednesday */

static const struct row {
	const char *language;
	const char *text;
	const char *last;
	const char *expected;
} rows[] = {
	/* whole dates */
	{"en", "on December 16, 2011 the strike", "", "2011-12-16 2011-12-16 1 f|on December 16, 2011"},
	{"en", "16 December 2011", "", "2011-12-16 2011-12-16 1 f|16 December 2011"},
	{"en", "the 16th of December 2011", "", "2011-12-16 2011-12-16 1 f|the 16th of December 2011"},
	{"en", "Saturday, December 17, 2011", "", "2011-12-17 2011-12-17 1 f|Saturday, December 17, 2011"},
	{"en", "dated 2011-12-16.", "", "2011-12-16 2011-12-16 1 f|dated 2011-12-16"},
	{"en", "16.12.2011", "", "2011-12-16 2011-12-16 1 f|16.12.2011"},
	{"en", "21-03-2022", "", "2022-03-21 2022-03-21 1 f|21-03-2022"},
	{"en", "12/25/2011", "", "2011-12-25 2011-12-25 1 f|12/25/2011"},
	{"en", "03/04/2011", "", "2011-03-04 2011-04-03 4 |03/04/2011"},
	{"en", "30 DEC 89", "", "1989-12-30 1989-12-30 1 f|30 DEC 89"},
	{"en", "29 February 2011", "", "  0 f|29 February 2011"},
	/* ranges */
	{"en", "Dec. 16-17", "", "2011-12-16 2011-12-17 2 i|Dec. 16-17"},
	{"en", "December 16 to 17", "", "2011-12-16 2011-12-17 2 i|December 16 to 17"},
	{"en", "between December 16 and 18, 2010", "",
		"2010-12-16 2010-12-18 2 |between December 16 and 18, 2010"},
	{"en", "from 30 December to 2 January 2011", "",
		"2010-12-30 2011-01-02 2 |from 30 December to 2 January 2011"},
	{"en", "16 to 22 December", "", "2011-12-16 2011-12-22 3 i|16 to 22 December"},
	{"en", "on December 16 and 17 people died", "", "2011-12-16 2011-12-16 1 i|on December 16"},
	{"en", "in December 16 people were killed", "", "2011-12-01 2011-12-31 4 i|in December"},
	/* months, years, parts */
	{"en", "on August 8", "", "2011-08-08 2011-08-08 1 i|on August 8"},
	{"en", "in May", "", "2011-05-01 2011-05-31 4 i|in May"},
	{"en", "they may come", "", "none"},
	{"en", "May 2011", "", "2011-05-01 2011-05-31 4 |May 2011"},
	{"en", "in 2008 the", "", "2008-01-01 2008-12-31 5 |in 2008"},
	{"en", "in 2008 people", "", "none"},
	{"en", "since 2008", "", "2008-01-01 2008-12-31 5 since|since 2008"},
	{"en", "early March", "", "2011-03-01 2011-03-10 4 i|early March"},
	{"en", "in mid-March 2010", "", "2010-03-10 2010-03-20 4 |in mid-March 2010"},
	{"en", "late February 2012", "", "2012-02-15 2012-02-29 4 |late February 2012"},
	{"en", "late 2010", "", "2010-09-01 2010-12-31 5 |late 2010"},
	{"en", "in the summer of 2014", "", "2014-06-01 2014-08-31 5 |in the summer of 2014"},
	{"en", "winter 2011", "", "2010-12-01 2011-02-28 5 |winter 2011"},
	/* what UCDP's codebook fixes; the report is of Wednesday, 21 December 2011 */
	{"en", "last night", "", "2011-12-20 2011-12-20 1 r|last night"},
	{"en", "recently", "", "2011-12-18 2011-12-21 2 r|recently"},
	{"en", "over the weekend", "", "2011-12-17 2011-12-18 2 r|over the weekend"},
	{"en", "in the past 24 hours", "", "2011-12-20 2011-12-21 2 r|in the past 24 hours"},
	{"en", "last week", "", "2011-12-12 2011-12-18 3 r|last week"},
	{"en", "several weeks ago", "", "2011-11-28 2011-12-04 3 r|several weeks ago"},
	{"en", "over the past several weeks", "", "2011-11-30 2011-12-21 4 r|over the past several weeks"},
	/* other words that count from the report */
	{"en", "yesterday", "", "2011-12-20 2011-12-20 1 r|yesterday"},
	{"en", "this morning", "", "2011-12-21 2011-12-21 1 r|this morning"},
	{"en", "on Saturday", "", "2011-12-17 2011-12-17 1 r|on Saturday"},
	{"en", "Saturday night", "", "2011-12-17 2011-12-17 1 r|Saturday night"},
	{"en", "on Wednesday", "", "2011-12-21 2011-12-21 1 r|on Wednesday"},
	{"en", "last Wednesday", "", "2011-12-14 2011-12-14 1 r|last Wednesday"},
	{"en", "two days ago", "", "2011-12-19 2011-12-19 1 r|two days ago"},
	{"en", "3 days ago", "", "2011-12-18 2011-12-18 1 r|3 days ago"},
	{"en", "a month ago", "", "2011-11-01 2011-11-30 4 r|a month ago"},
	{"en", "last month", "", "2011-11-01 2011-11-30 4 r|last month"},
	{"en", "last year", "", "2010-01-01 2010-12-31 5 r|last year"},
	{"en", "the following day", "2011-12-16", "2011-12-17 2011-12-17 1 r|the following day"},
	{"en", "two days later", "2011-12-16", "2011-12-18 2011-12-18 1 r|two days later"},
	{"en", "two days later", "", "  0 r|two days later"},
	{"en", "a day earlier", "", "2011-12-20 2011-12-20 1 r|a day earlier"},
	{"en", "on Saturday and Sunday morning", "",
		"2011-12-17 2011-12-18 2 r|on Saturday and Sunday morning"},
	{"en", "on 24 May this year", "", "2011-05-24 2011-05-24 1 f|on 24 May this year"},
	{"en", "from 2000 on 12 November", "", "2011-11-12 2011-11-12 1 i|on 12 November"},
	{"en", "since Saturday", "", "2011-12-17 2011-12-17 1 sincer|since Saturday"},
	/* years of other dates */
	{"en", "on December 25", "", "2010-12-25 2010-12-25 1 i|on December 25"},
	{"en", "on December 25", "2005-01-03", "2005-12-25 2005-12-25 1 i|on December 25"},
	/* Russian */
	{"ru", "16 декабря 2011 года", "", "2011-12-16 2011-12-16 1 f|16 декабря 2011 года"},
	{"ru", "16–17 декабря", "", "2011-12-16 2011-12-17 2 i|16–17 декабря"},
	{"ru", "с 16 по 18 декабря", "", "2011-12-16 2011-12-18 2 i|с 16 по 18 декабря"},
	{"ru", "в ночь на 17 декабря", "", "2011-12-16 2011-12-17 2 i|в ночь на 17 декабря"},
	{"ru", "в декабре 2011 года", "", "2011-12-01 2011-12-31 4 |в декабре 2011 года"},
	{"ru", "в 2008 году", "", "2008-01-01 2008-12-31 5 |в 2008 году"},
	{"ru", "вчера", "", "2011-12-20 2011-12-20 1 r|вчера"},
	{"ru", "в субботу", "", "2011-12-17 2011-12-17 1 r|в субботу"},
	{"ru", "на прошлой неделе", "", "2011-12-12 2011-12-18 3 r|на прошлой неделе"},
	{"ru", "в начале марта", "", "2011-03-01 2011-03-10 4 i|в начале марта"},
	{"ru", "21.03.2022 г", "", "2022-03-21 2022-03-21 1 f|21.03.2022 г"},
	{"ru", "на следующий день", "2011-12-16", "2011-12-17 2011-12-17 1 r|на следующий день"},
	{"ru", "в 2010-2011 годах", "", "2010-01-01 2011-12-31 5 |в 2010-2011 годах"},
	{"ru", "с мая по август 2011 года", "", "2011-05-01 2011-08-31 5 |с мая по август 2011 года"},
	{"ru", "неделю назад", "", "2011-12-12 2011-12-18 3 r|неделю назад"},
};

TEST(when_reads_each_row)
{
	GUARANTEE("when.h: A year that the words do not have is that of the last full date, else the latest");
	GUARANTEE("when.h: A weekday is the last one that is not after the report.");
	GUARANTEE("when.h: A number before words for people or units is no day and no year.");
	bool is_right = true;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct rig rig = {0};
		CHECK(rig_up(&rig, rows[i].language, rows[i].text));
		const char *got = read_first(&rig, WED, rows[i].last);
		if (strcmp(got, rows[i].expected) != 0) {
			test_note("%s: got %s, expected %s", rows[i].text, got, rows[i].expected);
			is_right = false;
		}
		arena_done(&rig.a);
	}
	CHECK(is_right);
}

TEST(when_without_an_anchor_takes_the_words_and_leaves_the_dates)
{
	static const char *const texts[] = {
		"yesterday", "on December 16", "last week", "two days ago", "on Saturday"};
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		struct rig rig = {0};
		struct when_anchor nothing = {0};
		struct when w;
		CHECK(rig_up(&rig, "en", texts[i]));
		CHECK(when_read(
			&rig.text, rig.lexicon, (struct token_range){0, rig.text.token_count}, &nothing, &w));
		CHECK_INT(w.taken, rig.text.token_count);
		CHECK_INT(w.precision, 0);
		CHECK(date_is_absent(w.from) && date_is_absent(w.to));
		arena_done(&rig.a);
	}
}

TEST(when_gives_days_in_order_with_the_precision_of_their_distance)
{
	GUARANTEE("when.h: The first day never lies behind the last, and the precision follows from their "
		  "distance.");
	static const char *const words[] = {"December", "May", "16", "31", "2011", "89", "-", "to", "last",
		"week", "early", "in", "the", "Saturday", "days", "ago", "two", ",", "of", "several", "past",
		"30.02.2011", "9999", "and", "mid"};
	for (size_t round = 0; round < 300; round++) {
		struct rig rig = {0};
		struct buf text = {0};
		for (size_t i = 0; i < 8; i++) {
			buf_add_text(&text, words[test_random_below(ARRAY_COUNT(words))]);
			buf_add_char(&text, ' ');
		}
		CHECK(rig_up(&rig, "en", text.s));
		struct when_anchor anchor = {.said = {2011, 12, 21}};
		for (uint32_t i = 0; i < rig.text.token_count; i++) {
			struct when w;
			struct token_range tokens = {i, rig.text.token_count};
			if (!when_read(&rig.text, rig.lexicon, tokens, &anchor, &w)) {
				continue;
			}
			CHECK(w.taken > 0 && i + w.taken <= rig.text.token_count);
			if (w.precision == 0) {
				CHECK(date_is_absent(w.from));
				continue;
			}
			int32_t days = date_first_day(w.to) - date_first_day(w.from) + 1;
			CHECK(days >= 1);
			CHECK_INT(w.precision,
				days == 1            ? 1
					: days < 7   ? 2
					: days == 7  ? 3
					: days <= 31 ? 4
						     : 5);
		}
		buf_done(&text);
		arena_done(&rig.a);
	}
}

static const struct {
	const char *language;
	const char *text;
	const char *place; /* NULL: no dateline */
	const char *date;
	const char *rest;
} datelines[] = {
	{"en", "SAN SALVADOR, 3 JAN 90 -- The army said", "SAN SALVADOR", "1990-01-03", "The"},
	{"en", "ALMATY, December 17 (Agency) - Police fired", "ALMATY", "2011-12-17", "Police"},
	{"en", "Moscow, Russia, Dec. 17, 2010 — Two men", "Moscow, Russia", "2010-12-17", "Two"},
	{"ru", "Алматы, 17 декабря. Полиция", "Алматы", "2011-12-17", "Полиция"},
	{"en", "In Aktau, December 17 was a holiday", NULL, NULL, NULL},
	{"en", "Police said, December 17", NULL, NULL, NULL},
	{"en", "Aktau", NULL, NULL, NULL},
};

TEST(dateline_is_a_place_a_date_and_a_mark)
{
	GUARANTEE("when.h: A dateline is a place in capitals or with capital letters, a date, and a mark;");
	for (size_t i = 0; i < ARRAY_COUNT(datelines); i++) {
		struct rig rig = {0};
		struct dateline line;
		CHECK(rig_up(&rig, datelines[i].language, datelines[i].text));
		test_note("%s", datelines[i].text);
		struct token_range all = {0, rig.text.token_count};
		bool is_found = when_dateline(&rig.text, rig.lexicon, all, day(WED), &line);
		CHECK(is_found == (datelines[i].place != NULL));
		if (is_found) {
			char date[DATE_TEXT_BYTES];
			CHECK_TEXT(text_of(&rig.text, line.place), bytes_of(datelines[i].place));
			CHECK_TEXT(bytes_of(date_text(line.when.from, date)), bytes_of(datelines[i].date));
			struct token_range next = {line.end, line.end + 1};
			CHECK_TEXT(text_of(&rig.text, next), bytes_of(datelines[i].rest));
		}
		arena_done(&rig.a);
	}
}

/* The days of each proposal of a text: "tried 2015-04-02 2015-04-02; killed - -". */
static const char *days_of(struct arena *a, const char *language, const char *text, struct date published)
{
	const struct reading_table *list;
	size_t count = reading_builtin(a, &list);
	struct reading_tables *tables;
	struct err e;
	if (reading_load(list, count, a, &tables, &e) != 0) {
		return arena_text(a, bytes_of(e.text));
	}
	struct reading r;
	struct buf out = {0};
	reading_read(tables, NULL,
		&(struct reading_document){
			.text = bytes_of(text), .published = published, .language = language},
		a, &r);
	for (size_t i = 0; i < r.proposal_count; i++) {
		char from[DATE_TEXT_BYTES];
		const struct proposal *p = &r.proposals[i];
		buf_printf(&out, "%s%s %s", i > 0 ? "; " : "", p->measure,
			p->date_precision == 0 ? "-" : date_text(p->from, from));
	}
	const char *days = arena_printf(a, "%.*s", BYTES_ARG(buf_bytes(&out)));
	buf_done(&out);
	return days;
}

TEST(a_day_without_a_year_lies_ahead_where_the_clause_says_so)
{
	GUARANTEE("when.h: A year that the words of what has still to come do not have is that of the next "
		  "such");
	GUARANTEE("when.h: A weekday of what has still to come is the next one.");
	/* The report is of Tuesday, 10 March 2015. */
	static const char *const plans[][3] = {
		{"en", "Two men will be sentenced on 5 May.", "sentenced 2015-05-05"},
		{"en", "On 2 April, a court will sentence two men.", "sentenced 2015-04-02"},
		{"en", "Two men will be sentenced on 5 January.", "sentenced 2016-01-05"},
		{"en", "Two men will be sentenced in May.", "sentenced 2015-05-01"},
		{"en", "Two men are to be hanged on 1 April.", "killed 2015-04-01"},
		{"en", "Two men will be hanged on Friday. Two were hanged on Friday.",
			"killed 2015-03-13; killed 2015-03-06"},
		/* what is over is not dated by it */
		{"en", "Two men were sentenced on 5 May.", "sentenced 2014-05-05"},
		{"en", "Three men were arrested on 3 May and will be sentenced on 5 May.",
			"arrested 2014-05-03; sentenced 2015-05-05"},
		{"en", "Their trial is scheduled for 2 April. Three men were killed.", "killed -"},
		{"en", "A hearing on the arrest of two men is set for 2 April.", "arrested -"},
		/* a crime, not the day of the trial */
		{"en", "Two men will be tried for the killing of 3 workers on 3 December.",
			"tried 2014-12-03; killed 2014-12-03"},
		{"en",
			"Two men will appeal. The verdict on the killing of 3 workers will be read on 3 "
			"March.",
			"killed 2015-03-03"},
		{"ru", "Двое мужчин будут осуждены 5 мая.", "convicted 2015-05-05"},
		{"ru", "Двое мужчин были осуждены 5 мая.", "convicted 2014-05-05"},
		{"ru", "Суд над убийцами состоится 2 апреля. Трое рабочих погибли.", "killed -"},
	};
	struct arena a = {0};
	for (size_t i = 0; i < ARRAY_COUNT(plans); i++) {
		const char *days = days_of(&a, plans[i][0], plans[i][1], day("2015-03-10"));
		test_note("%s", plans[i][1]);
		CHECK_TEXT(bytes_of(days), bytes_of(plans[i][2]));
	}
	/* Without the day of the report, from the last full date. */
	CHECK_TEXT(
		bytes_of(days_of(&a, "en",
			"Two men were arrested on 7 June 2012. They and two others will be tried on 3 April.",
			(struct date){0})),
		BYTES("arrested 2012-06-07; tried 2013-04-03"));
	arena_done(&a);
}
