/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of JSON: an array of objects, or JSON Lines. Members are cells: text as it is, numbers as digits, true and false as
 * words, null as nothing, lists and objects as JSON.
 */
#ifndef INTAKE_LIST_JSON_H
#define INTAKE_LIST_JSON_H

#include "base/json.h"
#include "base/mem.h"

struct list_json {
	struct bytes text;
	size_t at;      /* of the next byte */
	size_t line;    /* of the file, on which the current row starts, from 1 */
	size_t at_line; /* line of `at` */
	bool is_array;
	bool is_begun;
	struct bytes raw; /* bytes of the row's object */
	json_t *row;
	struct buf numbers; /* of cells of this row that are no text */
};

/* Whether text begins as JSON; is_array: with a bracket. */
bool list_json_is(struct bytes text, bool *is_array);

/* Starts at the beginning of text, which outlives j. */
void list_json_init(struct list_json *j, struct bytes text, bool is_array);
void list_json_done(struct list_json *j);

/*
 * Reads the next row.
 *
 * returns   1; 0: the end; ERR_INPUT with the line: no valid JSON, no object, a name twice, text behind the array;
 *           ERR_LIMIT: a row of more than LIMIT_RECORD_BYTES
 */
int list_json_next(struct list_json *j, struct err *e) MUST_USE;

/*
 * The names of members in the order in which they come up in any row. Reads the whole text from its beginning, and leaves
 * j there.
 *
 * a         owns them
 */
int list_json_names(
	struct list_json *j, struct arena *a, struct bytes **names, size_t *count, struct err *e) MUST_USE;

/* Whether no member of the row holds anything. */
bool list_json_is_blank(const struct list_json *j);

/*
 * The cells of the row; names[i] absent gives an absent cell. They live until the next row.
 */
void list_json_cells(struct list_json *j, const struct bytes *names, size_t count, struct bytes *cells);

#endif
