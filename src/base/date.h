/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dates as sources give them: a year, a month of a year, or a day, in the proleptic Gregorian calendar.
 * No clock here, no time zone.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/bytes.h"

/* year 0: absent. month 0: the whole year. day 0: the whole month. */
struct date {
	int16_t year; /* 1 … 9999 */
	int8_t month; /* 1 … 12 */
	int8_t day;   /* 1 … 31 */
};

/* Both ends belong to it; an absent end is unbounded. Both absent: no range. */
struct date_range {
	struct date from;
	struct date to;
};

enum { DATE_TEXT_BYTES = 11 };

/*
 * Reads "YYYY", "YYYY-MM" or "YYYY-MM-DD".
 *
 * returns   false, with *d untouched, when it is anything else or no such day exists
 */
bool date_parse(struct bytes text, struct date *d) MUST_USE;

/* Writes the same form; absent gives "". Returns out. */
char *date_text(struct date d, char out[DATE_TEXT_BYTES]);

bool date_is_absent(struct date d);
bool date_range_is_absent(struct date_range r);

/* Days since 1970-01-01 of the first and last day that d covers; d must not be absent. */
int32_t date_first_day(struct date d);
int32_t date_last_day(struct date d);

/* The day that a number of days since 1970-01-01 stands for; it must lie in the years 1 … 9999. */
struct date date_of_day(int32_t day);

enum { DATE_DAY_MIN = INT32_MIN, DATE_DAY_MAX = INT32_MAX };

/* First and last day of a range; an absent end gives DATE_DAY_MIN or DATE_DAY_MAX. */
int32_t date_range_first(struct date_range r);
int32_t date_range_last(struct date_range r);

#endif
