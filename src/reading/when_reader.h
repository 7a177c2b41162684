/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to when*.c: stepping through the words of a date. */
#ifndef READING_WHEN_READER_H
#define READING_WHEN_READER_H

#include "reading/classes.h"
#include "reading/when.h"

struct when_reader {
	const struct text *text;
	const struct lexicon *lexicon;
	const struct when_anchor *anchor;
	uint32_t at;
	uint32_t end;
};

/* The longest phrase at r->at with a meaning of a class and, when it is given, a first attribute. Takes it. NULL: none. */
const struct meaning *when_word(struct when_reader *r, enum word_class word_class, const char *kind);

/* Takes a whole number of 1 … 4 ASCII digits with no other digits glued to it. digits receives how many. -1: none. */
int32_t when_number(struct when_reader *r, size_t *digits);

/* Takes a mark. glued: only one with no space before it. */
bool when_mark(struct when_reader *r, char mark, bool is_glued);

/* Takes "to", "and", "–" between two ends of a range. */
bool when_to(struct when_reader *r);

/* Whether a word for people or units comes next. */
bool when_counts(const struct when_reader *r);

/* The numbers of a value such as "-1" or "1..10 1..4". Returns how many, at most max. */
size_t when_numbers(const char *value, int32_t *numbers, size_t max);

/* Sets the dates of a range of days, and the precision. An end outside the years 1 … 9999 leaves it without. */
void when_days(struct when *w, int32_t from, int32_t to);

/* Days since 1970-01-01 of the first and last day of the month that is `months` after one. */
int32_t when_month_first(struct date month, int32_t months);
int32_t when_month_last(struct date month, int32_t months);

/* when_relative.c: "yesterday", "last week", "two days ago", "past 24 hours", "on Saturday". */
bool when_relative(struct when_reader *r, struct when *w);

/* when_calendar.c: what has a month or a year in it. has_lead: a preposition stands before it. */
bool when_calendar(struct when_reader *r, bool has_lead, struct when *w);

#endif
