/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dates as texts say them: "December 16, 2011", "on Saturday", "two days ago", "в ночь на 17 декабря". The words stand in
 * data/reading/LANGUAGE/date.txt; here is only their grammar.
 *
 * Source: UCDP GED codebook, phrases of time and date precision; docs/methods/reading.md.
 */
#ifndef READING_WHEN_H
#define READING_WHEN_H

#include "base/date.h"
#include "reading/token.h"

/* What dates without a year, and words such as "yesterday", count from. A zeroed date: unknown. */
struct when_anchor {
	struct date said; /* of the dateline, else of publication: a whole day */
	struct date
		last; /* the last full date of the same paragraph: a whole day. "The following day" counts from it */
	int16_t year;  /* the last that the document said; 0: none */
	bool is_ahead; /* what is dated has still to come: "will be sentenced on 5 May" */
};

struct when {
	struct date from; /* first and last day; zeroed when the anchor that they count from is unknown */
	struct date to;
	unsigned
		precision; /* UCDP: 1 a day, 2 up to six days, 3 a week, 4 a month, 5 longer; 0: zeroed dates */
	bool is_year_inferred; /* the year is not in the words */
	bool is_full;          /* day, month and year are in the words: the next `last` of the paragraph */
	bool is_relative;      /* counts from an anchor: "yesterday" */
	const char *
		sense; /* of the preposition: "at", "since", "until", "before", "after" or "as_of"; static or of the lexicon */
	uint32_t taken; /* tokens that the words are, 1 or more */
};

/*
 * Reads the date that begins at tokens.first, with its preposition when that is the first token, and goes no further than
 * tokens.end. Worth asking only where a number stands, or a phrase of the classes WHEN, MONTH, WEEKDAY, SEASON or NUMBER.
 *
 * lexicon: that of the text. Returns false, with *out untouched, when no date begins there.
 * ^ The first day never lies behind the last, and the precision follows from their distance.
 * ^ A year that the words do not have is that of the last full date, else the latest that is not after the report, else
 *   the last that the document said.
 * ^ A year that the words of what has still to come do not have is that of the next such day after the report, or after
 *   the last full date, unless that lies eleven months ahead.
 * ^ A weekday is the last one that is not after the report.
 * ^ A weekday of what has still to come is the next one.
 * ^ A number before words for people or units is no day and no year.
 */
bool when_read(const struct text *text, const struct lexicon *lexicon, struct token_range tokens,
	const struct when_anchor *anchor, struct when *out);

/* "SAN SALVADOR, 3 JAN 90 --", "ALMATY, December 17 (Agency) -", "Алматы, 17 декабря." at the beginning of a text. */
struct dateline {
	struct token_range place; /* its words */
	struct when when;
	uint32_t end; /* token behind it */
};

/*
 * Reads a dateline.
 *
 * tokens: a block's. published: to know its year by; zeroed: unknown
 * Returns false, with *out untouched, when the block begins otherwise.
 * ^ A dateline is a place in capitals or with capital letters, a date, and a mark; a sentence that only begins so is none.
 */
bool when_dateline(const struct text *text, const struct lexicon *lexicon, struct token_range tokens,
	struct date published, struct dateline *out);

#endif
