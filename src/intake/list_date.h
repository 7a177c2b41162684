/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dates as lists write them: 2009-12-31, 31.12.2009, 12/31/2009, 31 Dec 2009, December 2009, 20091231, 2009, with Arabic
 * digits or a time behind them. Pure.
 *
 * Whether 3/4/2009 is in March or April the writing does not say: the order is known for a whole list. Years of two
 * digits are not read, because the century would be a guess.
 */
#ifndef INTAKE_LIST_DATE_H
#define INTAKE_LIST_DATE_H

#include "base/date.h"
#include "intake/list_map.h"

/*
 * Reads a date.
 *
 * order     of a date of three numbers that ends with the year; LIST_DATE_UNKNOWN: only what can be read in one way
 * returns   false, with *d untouched, when it is none, or could be two
 *
 * ^ A date whose year comes first is read alike in every order.
 */
bool list_date_read(struct bytes cell, enum list_date_order order, struct date *d) MUST_USE;

/* What the dates of a list say of their order. Zeroed: nothing yet. */
struct list_date_signs {
	size_t day_first;      /* 31/12/2009 */
	size_t month_first;    /* 12/31/2009 */
	size_t either;         /* 3/4/2009 */
	size_t unread;         /* not empty, and no date in any order */
	size_t day_first_line; /* of the first of each */
	size_t month_first_line;
	size_t either_line;
	size_t unread_line;
};

/* Counts one cell; an empty one is none. line: of the file. */
void list_date_count(struct list_date_signs *signs, struct bytes cell, size_t line);

/*
 * The order that the signs tell.
 *
 * order     LIST_DATE_UNKNOWN when no date needs one
 * returns   0; ERR_INPUT with lines: dates of both orders, or nothing but dates that could be either
 */
int list_date_decide(
	const struct list_date_signs *signs, enum list_date_order *order, struct err *e) MUST_USE;

#endif
