/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/date.h"

/* 0001-01-01 and 9999-12-31. */
enum { FIRST_DAY = -719162, LAST_DAY = 2932896 };

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

static bool digits(struct bytes text, size_t from, size_t count, int *value)
{
	int n = 0;
	for (size_t i = from; i < from + count; i++) {
		if (text.s[i] < '0' || text.s[i] > '9') {
			return false;
		}
		n = n * 10 + (text.s[i] - '0');
	}
	*value = n;
	return true;
}

bool date_parse(struct bytes text, struct date *d)
{
	int year = 0;
	int month = 0;
	int day = 0;
	if ((text.len != 4 && text.len != 7 && text.len != 10) || !digits(text, 0, 4, &year) || year < 1) {
		return false;
	}
	if (text.len >= 7 && (text.s[4] != '-' || !digits(text, 5, 2, &month) || month < 1 || month > 12)) {
		return false;
	}
	if (text.len == 10 &&
		(text.s[7] != '-' || !digits(text, 8, 2, &day) || day < 1 || day > month_days(year, month))) {
		return false;
	}
	*d = (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
	return true;
}

char *date_text(struct date d, char out[DATE_TEXT_BYTES])
{
	out[0] = '\0';
	if (d.day > 0) {
		snprintf(out, DATE_TEXT_BYTES, "%04u-%02u-%02u", (unsigned)d.year % 10000,
			(unsigned)d.month % 100, (unsigned)d.day % 100);
	} else if (d.month > 0) {
		snprintf(
			out, DATE_TEXT_BYTES, "%04u-%02u", (unsigned)d.year % 10000, (unsigned)d.month % 100);
	} else if (d.year > 0) {
		snprintf(out, DATE_TEXT_BYTES, "%04u", (unsigned)d.year % 10000);
	}
	return out;
}

bool date_is_absent(struct date d)
{
	return d.year == 0;
}

bool date_range_is_absent(struct date_range r)
{
	return date_is_absent(r.from) && date_is_absent(r.to);
}

/* Days from civil: years start in March so that the leap day is the last of its year. */
static int32_t day_number(int year, int month, int day)
{
	int y = year - (month <= 2 ? 1 : 0);
	int era = y / 400;
	int year_of_era = y - era * 400;
	int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

int32_t date_first_day(struct date d)
{
	BUG_IF(date_is_absent(d));
	return day_number(d.year, d.month > 0 ? d.month : 1, d.day > 0 ? d.day : 1);
}

int32_t date_last_day(struct date d)
{
	BUG_IF(date_is_absent(d));
	int month = d.month > 0 ? d.month : 12;
	return day_number(d.year, month, d.day > 0 ? d.day : month_days(d.year, month));
}

struct date date_of_day(int32_t day)
{
	BUG_IF(day < FIRST_DAY || day > LAST_DAY);
	int z = day + 719468;
	int era = z / 146097;
	int day_of_era = z - era * 146097;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int shifted = (5 * day_of_year + 2) / 153;
	int month = shifted + (shifted < 10 ? 3 : -9);
	int year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
	return (struct date){
		(int16_t)year, (int8_t)month, (int8_t)(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

int32_t date_range_first(struct date_range r)
{
	return date_is_absent(r.from) ? DATE_DAY_MIN : date_first_day(r.from);
}

int32_t date_range_last(struct date_range r)
{
	return date_is_absent(r.to) ? DATE_DAY_MAX : date_last_day(r.to);
}
