/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of a victim list, by a column map: delimited text, JSON, JSON Lines, a workbook of a spreadsheet (XLSX).
 *
 * Opening a list reads all of it once, so that what is wrong with any row is said before anything is done with the first:
 * every row is given, or opening fails and says why. Errors name lines and headers, never the content of a row.
 */
#ifndef INTAKE_LIST_ROWS_H
#define INTAKE_LIST_ROWS_H

#include "intake/list_date.h"
#include "intake/list_map.h"

enum list_format { LIST_DELIMITED, LIST_JSON_ARRAY, LIST_JSON_LINES, LIST_WORKBOOK, LIST_FORMAT_COUNT };
extern const char *const list_format_names[LIST_FORMAT_COUNT]; /* "delimited text", "JSON" … */

struct list_row {
	size_t number; /* from 1, of the rows that hold anything; with the list and its bytes it is the row's id */
	size_t line;      /* of the file, or row of the sheet, from 1 */
	struct bytes raw; /* its bytes as UTF-8, without a line end */
	/* By role of the map, trimmed; absent: the list has no such column, or nothing stands there. Dates as written. */
	const struct bytes *cells;
};

struct list_facts {
	struct bytes name; /* of the list */
	enum list_format format;
	char delimiter;
	size_t column_count;
	size_t row_count;
	size_t blank_count; /* rows in which no cell holds anything; they are passed over */
	bool is_unique;     /* each person once, as the map says */
	enum list_date_order date_order;
	struct date ages_on;      /* the day on which its ages were true; absent: not known */
	size_t unread_dates;      /* cells of dates in which no date could be read */
	size_t unread_dates_line; /* of the first of them */
	bool has[LIST_ROLES_MAX + LIST_OWN_COUNT]; /* by role: its cells can be other than absent */
	struct bytes headers[LIST_ROLES_MAX + LIST_OWN_COUNT]; /* by role: the header of its column */
};

struct list_reader;

/*
 * Opens a list.
 *
 * content   of the file; outlives the reader
 * name      of the list, for [list NAME]
 * map       outlives the reader
 * returns   0 and *out, for list_close(); ERR_INPUT: an empty list, a broken row, a header that [list NAME] names and the
 *           list lacks (the nearest is told), a needed header that stands twice, no column that names people; ERR_LIMIT;
 *           ERR_UNSUPPORTED: a format that is not read; ERR_IO
 *
 * ^ Every row of the file is given by list_next(), in order.
 */
int list_open(struct bytes content, struct bytes name, const struct list_map *map, struct list_reader **out,
	struct err *e) MUST_USE;

/* The same of the file at path, called by its name without folder and extension; errors begin with the path. */
int list_open_file(
	const char *path, const struct list_map *map, struct list_reader **out, struct err *e) MUST_USE;

void list_close(struct list_reader **r);

/* What was found on opening; lives as long as r. */
const struct list_facts *list_facts(const struct list_reader *r);

/* What a person should know of how the list was read: sentences, each with a line feed behind. */
struct bytes list_notes(const struct list_reader *r);

/*
 * The next row.
 *
 * row       lives until the next call
 * returns   1; 0: the end; an error only when the file changed meanwhile
 */
int list_next(struct list_reader *r, struct list_row *row, struct err *e) MUST_USE;

/* Back to the first row. */
void list_rewind(struct list_reader *r);

/*
 * Appends a map that says of this list alone what was used to read it, guessed or found.
 *
 * ^ Read by it, the list gives the same rows.
 */
void list_write_map(const struct list_reader *r, struct buf *out);

/*
 * Checks that each column that [columns] names is in one of the lists, and says in notes which list lacks which.
 *
 * returns   0; ERR_INPUT with the nearest header
 */
int list_check_columns(
	struct list_reader *const *readers, size_t count, struct buf *notes, struct err *e) MUST_USE;

#endif
