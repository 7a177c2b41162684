/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dates that have a month or a year in them. */
#include "reading/when_reader.h"

/* Years that a number alone can be; and where two digits begin to mean the century of the twentieth. */
enum { YEAR_FIRST = 1900, YEAR_LAST = 2100, SHORT_YEAR_FIRST = 32 };
/* What has still to come is told without its year when it is sooner than this; else the day is that of something past,
 * such as the crime in "will be tried for the killing of 3 March". */
enum { SOON_MONTHS = 11 };

/* A day of a calendar as far as the words say it. 0: not said. */
struct said {
	int32_t year;
	int32_t month;
	int32_t day;
};

static bool is_month(int32_t month)
{
	return month >= 1 && month <= 12;
}

static bool is_day_of(int32_t year, int32_t month, int32_t day)
{
	if (!is_month(month) || day < 1 || year < 1 || year > 9999) {
		return false;
	}
	struct date whole = {(int16_t)year, (int8_t)month, 0};
	return day <= date_last_day(whole) - date_first_day(whole) + 1;
}

/* ---- pieces ---- */

static int32_t take_month(struct when_reader *r)
{
	uint32_t from = r->at;
	const struct meaning *m = when_word(r, CLASS_MONTH, NULL);
	int32_t month = m && m->number >= 1 && m->number <= 12 ? (int32_t)m->number : 0;
	if (month == 0) {
		r->at = from;
		return 0;
	}
	/* The full stop of "Dec."; that of a sentence has a space and a capital behind it, and no number. */
	struct when_reader ahead = *r;
	size_t digits;
	if (when_mark(&ahead, '.', true) && when_number(&ahead, &digits) >= 0) {
		r->at++;
	}
	return month;
}

/* "16", "16th", "the 16th of" */
static int32_t take_day(struct when_reader *r)
{
	struct when_reader ahead = *r;
	size_t digits;
	when_word(&ahead, CLASS_ARTICLE, NULL);
	int32_t day = when_number(&ahead, &digits);
	if (day < 1 || day > 31 || digits > 2) {
		return 0;
	}
	if (ahead.at < ahead.end && ahead.text->tokens[ahead.at].flags & TOKEN_GLUED &&
		ahead.text->tokens[ahead.at].kind == TOKEN_WORD &&
		!when_word(&ahead, CLASS_WHEN_LINK, "th")) {
		return 0;
	}
	struct when_reader clock = ahead;
	if (when_mark(&clock, ':', true) && clock.at < clock.end &&
		clock.text->tokens[clock.at].flags & TOKEN_GLUED) {
		return 0;
	}
	*r = ahead;
	return day;
}

/* "this year", "last year" behind a day or month. */
static int32_t take_year_phrase(struct when_reader *r)
{
	struct when_reader ahead = *r;
	when_mark(&ahead, ',', false);
	when_word(&ahead, CLASS_WHEN_LINK, "of");
	const struct meaning *m = when_word(&ahead, CLASS_WHEN, "whole");
	if (!m || !m->attributes[1] || strcmp(m->attributes[1], "year") != 0 ||
		date_is_absent(r->anchor->said)) {
		return 0;
	}
	*r = ahead;
	return r->anchor->said.year + (int32_t)m->number;
}

/*
 * "2011", ", 2011", "of 2011", "2011 года", "'11", "89". Returns 0 when there is none.
 *
 * is_behind_month: then four digits are a year even before people: "on 3 March 2011 soldiers …".
 */
static int32_t take_year(struct when_reader *r, bool is_behind_month)
{
	struct when_reader ahead = *r;
	size_t digits = 0;
	bool is_apart = when_mark(&ahead, ',', false) || when_word(&ahead, CLASS_WHEN_LINK, "of");
	bool is_cut = !is_apart && when_mark(&ahead, '\'', false);
	int32_t year = when_number(&ahead, &digits);
	bool is_glued_word = ahead.at < ahead.end && ahead.text->tokens[ahead.at].flags & TOKEN_GLUED &&
		ahead.text->tokens[ahead.at].kind == TOKEN_WORD;
	bool is_long = digits == 4 && year >= YEAR_FIRST && year <= YEAR_LAST;
	bool is_short = digits == 2 && !is_apart && (is_cut || year >= SHORT_YEAR_FIRST);
	bool has_word = when_word(&ahead, CLASS_WHEN_LINK, "yearword") != NULL;
	if (is_glued_word || !(is_long || is_short) ||
		(!has_word && !(is_long && is_behind_month) && when_counts(&ahead))) {
		return take_year_phrase(r);
	}
	*r = ahead;
	return is_long ? year : year >= SHORT_YEAR_FIRST ? 1900 + year : 2000 + year;
}

/* ---- years that are not said ---- */

/* Whether a month and day come later in a year than a whole day; a month alone, than its month. */
static bool is_later_in_year(const struct said *s, struct date day)
{
	return s->month > day.month || (s->month == day.month && s->day > day.day);
}

/* The year in which what has still to come is next. 0: the report is unknown, or it is not soon. */
static int32_t next_year_of(const struct when_anchor *anchor, const struct said *s)
{
	struct date from = date_is_absent(anchor->said) ? anchor->last : anchor->said;
	if (!anchor->is_ahead || date_is_absent(from)) {
		return 0;
	}
	bool is_over = s->month < from.month || (s->month == from.month && s->day > 0 && s->day < from.day);
	int32_t months = s->month - from.month + (is_over ? 12 : 0);
	return months < SOON_MONTHS ? from.year + is_over : 0;
}

static void infer_year(const struct when_reader *r, struct said *s, struct when *w)
{
	w->is_year_inferred = s->year == 0;
	if (s->year != 0) {
		return;
	}
	struct date said = r->anchor->said;
	s->year = next_year_of(r->anchor, s);
	if (s->year != 0) {
		return;
	}
	if (!date_is_absent(r->anchor->last)) {
		s->year = r->anchor->last.year;
	} else if (!date_is_absent(said)) {
		s->year = said.year - is_later_in_year(s, said);
	} else {
		s->year = r->anchor->year;
	}
}

/* ---- numeric dates ---- */

/* Reads three groups of digits with one separator, from the bytes: how tokens cut them depends on the separator. */
static size_t split_numeric(struct bytes b, int32_t parts[3], size_t lens[3], char *separator)
{
	size_t at = 0;
	for (size_t i = 0; i < 3; i++) {
		size_t start = at;
		for (parts[i] = 0; at < b.len && at - start < 4 && b.s[at] >= '0' && b.s[at] <= '9'; at++) {
			parts[i] = parts[i] * 10 + (b.s[at] - '0');
		}
		lens[i] = at - start;
		if (lens[i] == 0 || (i < 2 && at == b.len)) {
			return 0;
		}
		if (i == 0) {
			*separator = b.s[at];
		}
		if (i < 2 && (b.s[at] != *separator || !strchr("-./", *separator) || *separator == '\0')) {
			return 0;
		}
		at += i < 2;
	}
	return at < b.len && b.s[at] >= '0' && b.s[at] <= '9' ? 0 : at;
}

static void set_day(struct when *w, int32_t year, int32_t month, int32_t day)
{
	int32_t number = date_first_day((struct date){(int16_t)year, (int8_t)month, (int8_t)day});
	when_days(w, number, number);
	w->is_full = true;
}

/* "03/04/2011" may be either day: both ends of what it may mean. */
static void set_either(struct when *w, int32_t year, int32_t a, int32_t b)
{
	int32_t x = date_first_day((struct date){(int16_t)year, (int8_t)a, (int8_t)b});
	int32_t y = date_first_day((struct date){(int16_t)year, (int8_t)b, (int8_t)a});
	when_days(w, x < y ? x : y, x < y ? y : x);
}

static bool numeric_day(const int32_t p[3], const size_t lens[3], char separator, struct when *w)
{
	if (lens[0] == 4 && lens[2] <= 2 && is_day_of(p[0], p[1], p[2])) {
		set_day(w, p[0], p[1], p[2]);
		return true;
	}
	int32_t year = lens[2] == 4 ? p[2] : p[2] >= SHORT_YEAR_FIRST ? 1900 + p[2] : 2000 + p[2];
	if ((lens[2] != 4 && lens[2] != 2) || lens[0] > 2 || lens[1] > 2) {
		return false;
	}
	bool may_be_day_first = is_day_of(year, p[1], p[0]);
	bool may_be_month_first = separator == '/' && is_day_of(year, p[0], p[1]);
	if (may_be_day_first && may_be_month_first && p[0] != p[1]) {
		set_either(w, year, p[0], p[1]);
	} else if (may_be_day_first) {
		set_day(w, year, p[1], p[0]);
	} else if (may_be_month_first) {
		set_day(w, year, p[0], p[1]);
	}
	return may_be_day_first || may_be_month_first;
}

static bool read_numeric(struct when_reader *r, struct when *w)
{
	const struct token *tokens = r->text->tokens;
	if (r->at >= r->end || tokens[r->at].kind != TOKEN_NUMBER) {
		return false;
	}
	uint32_t start = tokens[r->at].start;
	struct bytes b = {r->text->bytes.s + start, tokens[r->end - 1].end - start};
	int32_t parts[3];
	size_t lens[3];
	char separator = '\0';
	size_t len = split_numeric(b, parts, lens, &separator);
	if (len == 0 || !numeric_day(parts, lens, separator, w)) {
		return false;
	}
	while (r->at < r->end && tokens[r->at].end <= start + len) {
		r->at++;
	}
	when_word(r, CLASS_WHEN_LINK, "yearword");
	return true;
}

/* ---- days of months ---- */

/* One end of a range: "16 December 2011", "December 16, 2011", "16". */
static bool take_end(struct when_reader *r, struct said *s)
{
	struct when_reader ahead = *r;
	*s = (struct said){0, 0, 0};
	s->day = take_day(&ahead);
	if (s->day > 0) {
		when_word(&ahead, CLASS_WHEN_LINK, "of");
		s->month = take_month(&ahead);
		if (s->month == 0) {
			/* "December 16 people": no day. The word "of" is given back. */
			ahead = *r;
			take_day(&ahead);
			if (when_counts(&ahead)) {
				return false;
			}
		}
	} else {
		s->month = take_month(&ahead);
		when_word(&ahead, CLASS_ARTICLE, NULL);
		struct when_reader before_day = ahead;
		s->day = s->month > 0 ? take_day(&ahead) : 0;
		if (s->day > 0 && when_counts(&ahead)) {
			ahead = before_day;
			s->day = 0;
		}
	}
	if (s->day == 0 && s->month == 0) {
		return false;
	}
	s->year = s->month > 0 ? take_year(&ahead, true) : 0;
	*r = ahead;
	return true;
}

/* The second end lends the first what it lacks, and the other way round. */
static void share(struct said *a, struct said *b)
{
	a->month = a->month > 0 ? a->month : b->month;
	b->month = b->month > 0 ? b->month : a->month;
	a->year = a->year > 0 ? a->year : b->year > 0 && a->month > b->month ? b->year - 1 : b->year;
	b->year = b->year > 0 ? b->year : a->year > 0 && b->month < a->month ? a->year + 1 : a->year;
}

static void set_range(struct when *w, const struct said *a, const struct said *b)
{
	if (!is_day_of(a->year, a->month, a->day > 0 ? a->day : 1) ||
		!is_day_of(b->year, b->month, b->day > 0 ? b->day : 1)) {
		return;
	}
	when_days(w, date_first_day((struct date){(int16_t)a->year, (int8_t)a->month, (int8_t)a->day}),
		date_last_day((struct date){(int16_t)b->year, (int8_t)b->month, (int8_t)b->day}));
}

/* Behind a first end: "- 17", "to January 2". A day alone is one only when the first end has a day, too. */
static bool take_second(struct when_reader *r, const struct said *first, struct said *second)
{
	struct when_reader ahead = *r;
	if (!when_to(&ahead) || !take_end(&ahead, second)) {
		return false;
	}
	second->year = second->month > 0 ? second->year : take_year(&ahead, false);
	if ((first->day == 0) != (second->day == 0) ||
		(first->month > 0 && second->month == 0 && second->day <= first->day)) {
		return false;
	}
	*r = ahead;
	return true;
}

/* "в ночь на 17 декабря": the night before is meant, too. */
static bool take_eve(struct when_reader *r)
{
	return when_word(r, CLASS_WHEN, "eve");
}

static bool read_days(struct when_reader *r, bool has_lead, struct when *w)
{
	struct when_reader ahead = *r;
	struct said a;
	struct said b;
	bool is_eve = take_eve(&ahead);
	if (!take_end(&ahead, &a)) {
		return false;
	}
	bool is_range = take_second(&ahead, &a, &b);
	if (!is_range) {
		b = a;
	}
	share(&a, &b);
	/* A month alone is a date only where something says so: "May" is a name and a verb. */
	if (a.month == 0 || (a.day == 0 && a.year == 0 && !has_lead)) {
		return false;
	}
	infer_year(r, &a, w);
	b.year = b.year > 0 || a.year == 0 ? b.year : a.year + (b.month < a.month);
	w->sense = is_range ? "at" : w->sense;
	w->is_full = !w->is_year_inferred && a.day > 0 && !is_range && !is_eve;
	set_range(w, &a, &b);
	if (is_eve && a.day > 0 && w->precision > 0) {
		when_days(w, date_first_day(w->from) - 1, date_last_day(w->to));
	}
	when_word(&ahead, CLASS_WHEN_LINK, "tail");
	*r = ahead;
	return true;
}

/* ---- parts of months and years, seasons ---- */

/* "early March", "mid-2011", "в конце декабря 2011 года" */
static bool read_part(struct when_reader *r, struct when *w)
{
	struct when_reader ahead = *r;
	const struct meaning *part = when_word(&ahead, CLASS_WHEN, "part");
	int32_t p[4];
	if (!part || when_numbers(part->value, p, 4) != 4) {
		return false;
	}
	when_mark(&ahead, '-', true);
	struct said s = {0, 0, 0};
	s.month = take_month(&ahead);
	s.year = take_year(&ahead, s.month > 0);
	if (s.month == 0 && s.year == 0) {
		return false;
	}
	if (s.month > 0) {
		s.day = p[0];
		infer_year(r, &s, w);
		struct date month = {(int16_t)s.year, (int8_t)s.month, 0};
		if (s.year > 0) {
			int32_t first = date_first_day(month);
			int32_t last = date_last_day(month);
			when_days(w, first + p[0] - 1, first + p[1] - 1 < last ? first + p[1] - 1 : last);
		}
	} else {
		struct date year = {(int16_t)s.year, 1, 0};
		when_days(w, when_month_first(year, p[2] - 1), when_month_last(year, p[3] - 1));
	}
	*r = ahead;
	return true;
}

/* "summer of 2014", "winter 2011": that of January. "last summer" is not said often enough. */
static bool read_season(struct when_reader *r, struct when *w)
{
	struct when_reader ahead = *r;
	when_word(&ahead, CLASS_ARTICLE, NULL);
	const struct meaning *season = when_word(&ahead, CLASS_SEASON, NULL);
	int32_t months[2];
	int32_t year = season && when_numbers(season->value, months, 2) == 2 ? take_year(&ahead, false) : 0;
	if (year == 0) {
		return false;
	}
	struct date january = {(int16_t)year, 1, 0};
	int32_t before = months[0] > months[1] ? 12 : 0;
	when_days(w, when_month_first(january, months[0] - 1 - before),
		when_month_last(january, months[1] - 1));
	*r = ahead;
	return true;
}

/* "in 2008", "в 2011 году", "between 2008 and 2010". */
static bool read_year(struct when_reader *r, struct when *w)
{
	struct when_reader ahead = *r;
	struct when_reader first = ahead;
	size_t digits;
	int32_t from = when_number(&first, &digits) >= 0 && digits == 4 ? take_year(&ahead, false) : 0;
	if (from == 0) {
		return false;
	}
	struct when_reader second = ahead;
	int32_t to = when_to(&second) ? take_year(&second, false) : 0;
	if (to > from) {
		ahead = second;
	} else {
		to = from;
	}
	/* "From 2000 on 12 November": a time of the day. */
	struct when_reader behind = ahead;
	if (when_word(&behind, CLASS_WHEN, "in") && take_day(&behind) > 0) {
		return false;
	}
	when_days(w, date_first_day((struct date){(int16_t)from, 0, 0}),
		date_last_day((struct date){(int16_t)to, 0, 0}));
	*r = ahead;
	return true;
}

bool when_calendar(struct when_reader *r, bool has_lead, struct when *w)
{
	struct when_reader from = *r;
	if (when_word(&from, CLASS_WEEKDAY, NULL)) {
		when_mark(&from, ',', false);
	} else {
		from = *r;
	}
	bool is_found = read_numeric(&from, w) || read_days(&from, has_lead, w) || read_part(&from, w) ||
		read_season(&from, w) || (has_lead && read_year(&from, w));
	if (is_found) {
		*r = from;
	}
	return is_found;
}
