/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The records of all lists as rows of codes: what the whole engine works on.
 *
 * A record is its number, from 0, in the order of the lists and of the rows in each. A row has one code a column, a
 * column for each role that any list has. A code of 0 says that the list does not tell. Names share one pool of
 * values, so do places; a date is its own code (match_date_code), an age is completed years + 1.
 */
#ifndef MATCH_TABLE_H
#define MATCH_TABLE_H

#include "base/date.h"
#include "match/schema.h"
#include "match/values.h"

enum {
	MATCH_RECORDS_MAX = 0x7ffffffd, /* the blocks keep one bit of a record's number */
	MATCH_LISTS_MAX = 64,           /* the lists of one estimate are bits of a word */
	MATCH_NO_COLUMN = 255,
	/* Classes of rarity, from very frequent to rare: a value has class i while its share is above 8^-(i + 2). */
	MATCH_RARITY_COUNT = 4,
};

struct match_list {
	bool is_unique;       /* it holds each person once */
	int32_t known_on_day; /* when the ages in it were true: days since 1970-01-01; INT32_MIN: not known */
};

/* What a row says. Roles of dates have a date, all others a cell; absent where it does not say. */
struct match_row {
	struct bytes cell[MATCH_ROLE_COUNT];
	struct date date[MATCH_ROLE_COUNT];
};

struct match_table {
	size_t list_count;
	struct match_list list[MATCH_LISTS_MAX];
	uint32_t list_start[MATCH_LISTS_MAX +
		1]; /* records of list l are [list_start[l], list_start[l + 1]) */
	uint32_t record_count;
	size_t column_count;
	enum match_role role[MATCH_ROLE_COUNT];              /* of a column */
	uint8_t column[MATCH_ROLE_COUNT];                    /* of a role, or MATCH_NO_COLUMN */
	uint32_t *codes;                                     /* record_count x column_count */
	const struct match_values *values[MATCH_ROLE_COUNT]; /* of a role; NULL for dates and ages */
	/* How likely two records of the table, taken at random, have the same value, for each class of rarity. */
	double same_p[MATCH_ROLE_COUNT][MATCH_RARITY_COUNT];
	const uint8_t *rarity[MATCH_ROLE_COUNT]; /* by code; NULL for ages */
};

/* ------- building ------- */

struct match_builder;

/*
 * Begins a table.
 *
 * has_role   by enum match_role: which columns there are
 */
struct match_builder *match_builder_open(const bool has_role[MATCH_ROLE_COUNT]) MUST_USE;
void match_builder_close(struct match_builder **b);

/* Begins the next list. At most MATCH_LISTS_MAX. */
void match_builder_list(struct match_builder *b, const struct match_list *list);

/*
 * Adds a row to the list that was begun last.
 *
 * row       only read during the call; roles that the table has no column for are not looked at
 *
 * ^ A cell that can't be read as an age says nothing, and is counted; the row stays.
 */
void match_builder_row(struct match_builder *b, const struct match_row *row);

/*
 * Finishes the table: without it there is no rarity.
 *
 * unread_ages   receives the count; may be NULL
 */
void match_builder_finish(struct match_builder *b, uint64_t *unread_ages);

/* The table, which the builder owns: what is in it so far, or all of it. */
const struct match_table *match_builder_table(const struct match_builder *b);

/* ------- reading ------- */

/* The row of a record. */
static inline const uint32_t *match_row_of(const struct match_table *t, uint32_t record)
{
	return t->codes + (size_t)record * t->column_count;
}

/* The code of a role in a record; 0 where the table has no such column. */
static inline uint32_t match_code(const struct match_table *t, uint32_t record, enum match_role role)
{
	return t->column[role] == MATCH_NO_COLUMN ? 0 : match_row_of(t, record)[t->column[role]];
}

/* The list of a record. */
size_t match_table_list_of(const struct match_table *t, uint32_t record);

/* A date as a code, 1 … MATCH_DATE_CODE_MAX, and back. Absent is 0. */
enum { MATCH_DATE_CODE_MAX = 9999 << 9 | 12 << 5 | 31 };
uint32_t match_date_code(struct date d);
struct date match_date_of(uint32_t code);

#endif
