/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_date.h"

#include <ctype.h>
#include <strings.h>

enum { GROUP_MAX = 3 };

/* One number, or a month by its name. */
struct group {
	unsigned value;
	unsigned digits; /* 0: a month's name */
};

/* Digit at the front of s and its length in bytes: ASCII, Arabic-Indic (U+0660) or Persian (U+06F0); -1 for none. */
static int digit_at(struct bytes s, size_t *len)
{
	const unsigned char *c = (const unsigned char *)s.s;
	*len = 1;
	if (s.len > 0 && c[0] >= '0' && c[0] <= '9') {
		return c[0] - '0';
	}
	*len = 2;
	if (s.len > 1 && c[0] == 0xD9 && c[1] >= 0xA0 && c[1] <= 0xA9) {
		return c[1] - 0xA0;
	}
	if (s.len > 1 && c[0] == 0xDB && c[1] >= 0xB0 && c[1] <= 0xB9) {
		return c[1] - 0xB0;
	}
	return -1;
}

static bool take_number(struct bytes *rest, struct group *g)
{
	size_t len;
	int digit;
	*g = (struct group){0};
	while ((digit = digit_at(*rest, &len)) >= 0) {
		if (++g->digits > 8) {
			return false;
		}
		g->value = g->value * 10 + (unsigned)digit;
		*rest = (struct bytes){rest->s + len, rest->len - len};
	}
	return g->digits > 0;
}

static bool take_month(struct bytes *rest, struct group *g)
{
	static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july",
		"august", "september", "october", "november", "december"};
	size_t len = 0;
	while (len < rest->len && isalpha((unsigned char)rest->s[len])) {
		len++;
	}
	for (unsigned m = 0; m < ARRAY_COUNT(months) && len >= 3; m++) {
		if (len <= strlen(months[m]) && strncasecmp(rest->s, months[m], len) == 0) {
			*g = (struct group){.value = m + 1};
			*rest = (struct bytes){rest->s + len, rest->len - len};
			return true;
		}
	}
	return false;
}

static void skip_separators(struct bytes *rest)
{
	while (rest->len > 0 && strchr("-/., ", rest->s[0])) {
		*rest = (struct bytes){rest->s + 1, rest->len - 1};
	}
}

/* A time behind a date: "T08:30:00Z", "8:30". */
static bool is_time(struct bytes rest)
{
	size_t from = rest.len > 0 && rest.s[0] == 'T';
	size_t at = from;
	while (at < rest.len && isdigit((unsigned char)rest.s[at])) {
		at++;
	}
	if (at == from || at > from + 2 || at == rest.len || rest.s[at] != ':') {
		return false;
	}
	while (at < rest.len && (isdigit((unsigned char)rest.s[at]) || strchr(":.+-Z APMapm", rest.s[at]))) {
		at++;
	}
	return at == rest.len;
}

/* The numbers of a date; 0 when it is none. */
static size_t take_groups(struct bytes cell, struct group groups[GROUP_MAX])
{
	struct bytes rest = bytes_trim(cell);
	size_t count = 0;
	while (rest.len > 0 && count < GROUP_MAX) {
		if (!take_number(&rest, &groups[count]) && !take_month(&rest, &groups[count])) {
			return 0;
		}
		count++;
		if (rest.len > 0 && !strchr("-/., T", rest.s[0])) {
			return 0;
		}
		skip_separators(&rest);
		if (is_time(rest)) {
			return count;
		}
	}
	return rest.len == 0 ? count : 0;
}

static bool is_year(struct group g)
{
	return g.digits == 4;
}

static void put_number(char *text, size_t digits, unsigned number)
{
	for (; digits > 0; digits--, number /= 10) {
		text[digits - 1] = (char)('0' + number % 10);
	}
}

static bool set(unsigned year, unsigned month, unsigned day, struct date *d)
{
	char text[] = "YYYY-MM-DD";
	if (day > 31 || month > 12 || year > 9999) {
		return false;
	}
	put_number(text, 4, year);
	put_number(text + 5, 2, month);
	put_number(text + 8, 2, day);
	return date_parse((struct bytes){text, month == 0 ? 4 : day == 0 ? 7 : 10}, d);
}

/* Year, month, day in this order; a month and day of 00 are unknown. */
static bool set_year_first(struct group year, struct group month, struct group day, struct date *d)
{
	if (month.value == 0 && day.value > 0) {
		return false;
	}
	return set(year.value, month.value, day.value, d);
}

/* Three groups, the year last. */
static bool set_year_last(const struct group *g, enum list_date_order order, struct date *d)
{
	if (g[0].digits == 0) {
		return set(g[2].value, g[0].value, g[1].value, d);
	}
	if (g[1].digits == 0 || order == LIST_DATE_DMY) {
		return g[1].value > 0 && set(g[2].value, g[1].value, g[0].value, d);
	}
	if (order == LIST_DATE_MDY || g[0].value == g[1].value) {
		return g[0].value > 0 && set(g[2].value, g[0].value, g[1].value, d);
	}
	if (order == LIST_DATE_YMD) {
		return false;
	}
	if (g[0].value > 12) {
		return g[1].value > 0 && set(g[2].value, g[1].value, g[0].value, d);
	}
	return g[1].value > 12 && g[0].value > 0 && set(g[2].value, g[0].value, g[1].value, d);
}

static bool read_groups(const struct group *g, size_t count, enum list_date_order order, struct date *d)
{
	if (count == 1) {
		return is_year(g[0])
			? set(g[0].value, 0, 0, d)
			: g[0].digits == 8 && g[0].value / 100 % 100 > 0 && g[0].value % 100 > 0 &&
				set(g[0].value / 10000, g[0].value / 100 % 100, g[0].value % 100, d);
	}
	if (count == 2) {
		size_t year = is_year(g[0]) ? 0 : 1;
		return is_year(g[year]) && !is_year(g[1 - year]) && g[1 - year].digits <= 2 &&
			set(g[year].value, g[1 - year].value, 0, d);
	}
	if (count != 3 || g[1].digits > 2) {
		return false;
	}
	if (is_year(g[0])) {
		return g[2].digits <= 2 && g[2].digits > 0 && set_year_first(g[0], g[1], g[2], d);
	}
	return is_year(g[2]) && g[0].digits <= 2 && (g[0].digits > 0 || g[1].digits > 0) &&
		set_year_last(g, order, d);
}

/* Written as most lists do, 2009-12-31: there is one way to read it, and a short one. */
static bool is_iso_day(struct bytes cell)
{
	return cell.len == 10 && cell.s[4] == '-' && cell.s[7] == '-';
}

bool list_date_read(struct bytes cell, enum list_date_order order, struct date *d)
{
	struct group groups[GROUP_MAX];
	if (is_iso_day(cell) && date_parse(cell, d)) {
		return true;
	}
	size_t count = take_groups(cell, groups);
	return count > 0 && read_groups(groups, count, order, d);
}

static void count_sign(size_t *count, size_t *first_line, size_t line)
{
	if ((*count)++ == 0) {
		*first_line = line;
	}
}

void list_date_count(struct list_date_signs *signs, struct bytes cell, size_t line)
{
	struct group groups[GROUP_MAX];
	struct date dmy;
	struct date mdy;
	bool is_plain = is_iso_day(cell) && date_parse(cell, &dmy);
	if (is_plain || bytes_trim(cell).len == 0) {
		return;
	}
	size_t count = take_groups(cell, groups);
	bool is_dmy = count > 0 && read_groups(groups, count, LIST_DATE_DMY, &dmy);
	if (is_dmy && is_year(groups[0])) {
		return;
	}
	bool is_mdy = count > 0 && read_groups(groups, count, LIST_DATE_MDY, &mdy);
	if (!is_dmy && !is_mdy) {
		count_sign(&signs->unread, &signs->unread_line, line);
	} else if (!is_mdy) {
		count_sign(&signs->day_first, &signs->day_first_line, line);
	} else if (!is_dmy) {
		count_sign(&signs->month_first, &signs->month_first_line, line);
	} else if (dmy.month != mdy.month || dmy.day != mdy.day) {
		count_sign(&signs->either, &signs->either_line, line);
	}
}

int list_date_decide(const struct list_date_signs *signs, enum list_date_order *order, struct err *e)
{
	if (signs->day_first > 0 && signs->month_first > 0) {
		return err_set(e, ERR_INPUT,
			"in line %zu the day comes first, in line %zu the month: say date_order = dmy or mdy "
			"in the map, "
			"and the dates that do not fit count as unknown",
			signs->day_first_line, signs->month_first_line);
	}
	if (signs->either > 0 && signs->day_first + signs->month_first == 0) {
		return err_set(e, ERR_INPUT,
			"nothing says whether the day or the month comes first in dates such as that in line "
			"%zu: say "
			"date_order = dmy or mdy in the map",
			signs->either_line);
	}
	*order = signs->day_first > 0    ? LIST_DATE_DMY
		: signs->month_first > 0 ? LIST_DATE_MDY
					 : LIST_DATE_UNKNOWN;
	return 0;
}
