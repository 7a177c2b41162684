/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dates that count from the report, or from the last full date. */
#include "reading/when_reader.h"

/* 1970-01-01 was a Thursday. Monday is 1, as in the tables. */
static int32_t weekday_of(int32_t day)
{
	return ((day + 3) % 7 + 7) % 7 + 1;
}

static int32_t monday_of(int32_t day)
{
	return day - weekday_of(day) + 1;
}

/* A unit of time, as the tables name them. */
enum unit { UNIT_HOUR, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR, UNIT_WEEKEND, UNIT_COUNT };

static const char *const unit_words[UNIT_COUNT] = {"hour", "day", "week", "month", "year", "weekend"};

static enum unit unit_of(const char *word)
{
	enum unit unit = UNIT_HOUR;
	while (unit < UNIT_COUNT && (!word || strcmp(word, unit_words[unit]) != 0)) {
		unit++;
	}
	return unit;
}

/* The whole unit that lies `offset` after the one of the anchor. */
static void whole_unit(struct when *w, struct date anchor, enum unit unit, int32_t offset)
{
	int32_t day = date_first_day(anchor);
	switch (unit) {
	case UNIT_HOUR:
		when_days(w, day + (offset - 23) / 24, day);
		break;
	case UNIT_DAY:
		when_days(w, day + offset, day + offset);
		break;
	case UNIT_WEEK:
		when_days(w, monday_of(day) + 7 * offset, monday_of(day) + 7 * offset + 6);
		break;
	case UNIT_MONTH:
		when_days(w, when_month_first(anchor, offset), when_month_last(anchor, offset));
		break;
	case UNIT_YEAR:
		anchor.month = 1;
		when_days(
			w, when_month_first(anchor, 12 * offset), when_month_last(anchor, 12 * offset + 11));
		break;
	case UNIT_WEEKEND:
		when_days(w, monday_of(day) + 7 * offset + 5, monday_of(day) + 7 * offset + 6);
		break;
	case UNIT_COUNT:
		break;
	}
}

/* From `count` units before the anchor up to it. */
static void past_units(struct when *w, struct date anchor, enum unit unit, int32_t count)
{
	int32_t day = date_first_day(anchor);
	struct when before = {0};
	switch (unit) {
	case UNIT_HOUR:
		when_days(w, day - (count + 23) / 24, day);
		break;
	case UNIT_DAY:
	case UNIT_WEEK:
		when_days(w, day - count * (unit == UNIT_WEEK ? 7 : 1), day);
		break;
	case UNIT_MONTH:
	case UNIT_YEAR:
	case UNIT_WEEKEND:
	case UNIT_COUNT:
		whole_unit(&before, anchor, unit, -count);
		if (before.precision > 0) {
			when_days(w, date_first_day(before.from), day);
		}
		break;
	}
}

/* A number in digits or words, or "several". -1: none. */
static int32_t take_count(struct when_reader *r)
{
	size_t digits;
	when_word(r, CLASS_ARTICLE, NULL);
	int32_t number = when_number(r, &digits);
	if (number >= 0) {
		return number;
	}
	const struct meaning *m = when_word(r, CLASS_WHEN, "few");
	m = m ? m : when_word(r, CLASS_NUMBER, NULL);
	when_word(r, CLASS_WHEN_LINK, "of");
	return m && m->number >= 1 && m->number <= 9999 ? (int32_t)m->number : -1;
}

/* What "a day earlier" and "two days later" count from: the day that is told of. Only what lies before it may lie before
 * the report instead; after the report nothing can have happened. */
static struct date told_of(const struct when_anchor *anchor, double way)
{
	return date_is_absent(anchor->last) && way < 0 ? anchor->said : anchor->last;
}

/* "two days ago", "several weeks ago", "two days earlier", "неделю назад". */
static bool read_ago(struct when_reader *r, struct when *w)
{
	struct when_reader ahead = *r;
	int32_t count = take_count(&ahead);
	const struct meaning *unit = when_word(&ahead, CLASS_WHEN_LINK, "unit");
	const struct meaning *ago = unit ? when_word(&ahead, CLASS_WHEN_LINK, "ago") : NULL;
	if (!ago) {
		return false;
	}
	bool is_from_last = ago->attributes[1] && strcmp(ago->attributes[1], "last") == 0;
	struct date anchor = is_from_last ? told_of(r->anchor, ago->number) : r->anchor->said;
	if (!date_is_absent(anchor)) {
		whole_unit(w, anchor, unit_of(unit->value), (int32_t)ago->number * (count < 0 ? 1 : count));
	}
	r->at = ahead.at;
	return true;
}

/* "in the past 24 hours", "over the last three weeks". */
static bool read_past(struct when_reader *r, struct when *w)
{
	struct when_reader ahead = *r;
	if (!when_word(&ahead, CLASS_WHEN, "past")) {
		return false;
	}
	int32_t count = take_count(&ahead);
	const struct meaning *unit = when_word(&ahead, CLASS_WHEN_LINK, "unit");
	if (!unit) {
		return false;
	}
	if (!date_is_absent(r->anchor->said)) {
		past_units(w, r->anchor->said, unit_of(unit->value), count < 0 ? 1 : count);
	}
	r->at = ahead.at;
	return true;
}

/* "yesterday", "last night", "recently": days around the report. */
static bool read_day(struct when_reader *r, struct when *w)
{
	const struct meaning *m = when_word(r, CLASS_WHEN, "day");
	int32_t days[2];
	size_t count = m ? when_numbers(m->value, days, 2) : 0;
	if (count == 0) {
		return false;
	}
	if (!date_is_absent(r->anchor->said)) {
		int32_t said = date_first_day(r->anchor->said);
		when_days(w, said + days[0], said + days[count - 1]);
	}
	return true;
}

/* "the following day": after the last full date. */
static bool read_next(struct when_reader *r, struct when *w)
{
	const struct meaning *m = when_word(r, CLASS_WHEN, "next");
	if (!m) {
		return false;
	}
	struct date anchor = told_of(r->anchor, m->number);
	if (!date_is_absent(anchor)) {
		whole_unit(w, anchor, UNIT_DAY, (int32_t)m->number);
	}
	return true;
}

/* "last week", "this month", "over the weekend": [when whole UNIT]. */
static bool read_whole(struct when_reader *r, struct when *w)
{
	const struct meaning *m = when_word(r, CLASS_WHEN, "whole");
	if (!m) {
		return false;
	}
	if (!date_is_absent(r->anchor->said)) {
		enum unit unit = unit_of(m->attributes[1]);
		/* "The weekend" is that of this week only when the report is of it. */
		int32_t day = date_first_day(r->anchor->said);
		int32_t early = unit == UNIT_WEEKEND && m->number > -1 && weekday_of(day) < 6 ? 1 : 0;
		whole_unit(w, r->anchor->said, unit, (int32_t)m->number - early);
	}
	return true;
}

/* "… and Sunday morning". Returns how many days that is behind the first. */
static int32_t take_second_weekday(struct when_reader *r, int32_t first)
{
	struct when_reader ahead = *r;
	const struct meaning *second = when_to(&ahead) ? when_word(&ahead, CLASS_WEEKDAY, NULL) : NULL;
	if (!second || !(second->number >= 1 && second->number <= 7)) {
		return 0;
	}
	when_word(&ahead, CLASS_WHEN_LINK, "tail");
	r->at = ahead.at;
	return ((int32_t)second->number - first + 7) % 7;
}

/* "Saturday", "last Saturday", "next Saturday", "Saturday night". */
static bool read_weekday(struct when_reader *r, struct when *w)
{
	struct when_reader ahead = *r;
	const struct meaning *turn = when_word(&ahead, CLASS_WHEN, "turn");
	const struct meaning *weekday = when_word(&ahead, CLASS_WEEKDAY, NULL);
	if (!weekday || !(weekday->number >= 1 && weekday->number <= 7)) {
		return false;
	}
	when_word(&ahead, CLASS_WHEN_LINK, "tail");
	int32_t more = take_second_weekday(&ahead, (int32_t)weekday->number);
	struct when_reader behind = ahead;
	struct when calendar = {0};
	when_mark(&behind, ',', false);
	if (!turn && when_calendar(&behind, false, &calendar)) {
		return false; /* "Saturday, December 17": the date says it */
	}
	if (!date_is_absent(r->anchor->said)) {
		int32_t said = date_first_day(r->anchor->said);
		int32_t back = (weekday_of(said) - (int32_t)weekday->number + 7) % 7;
		int32_t way = turn ? (int32_t)turn->number : 0;
		bool is_next = way > 0 || (r->anchor->is_ahead && !turn && back > 0);
		int32_t day = said - back + (is_next ? 7 : way < 0 && back == 0 ? -7 : 0);
		when_days(w, day, day + more);
	}
	r->at = ahead.at;
	return true;
}

bool when_relative(struct when_reader *r, struct when *w)
{
	bool is_found = read_ago(r, w) || read_past(r, w) || read_day(r, w) || read_next(r, w) ||
		read_whole(r, w) || read_weekday(r, w);
	w->is_relative = is_found;
	return is_found;
}
