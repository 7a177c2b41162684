/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Victim lists in the vault: finding one, reading its rows again from the preserved bytes, comparing two.
 *
 * A list is named by its id, or by its name, which means its newest edition.
 */
#ifndef OPS_LISTS_H
#define OPS_LISTS_H

#include "base/file.h"
#include "intake/list_rows.h"
#include "match/schema.h"
#include "ops/op.h"

/* What a column of a list can be: the roles of match/schema.h, in their order. */
extern const struct list_role lists_roles[MATCH_ROLE_COUNT];

/*
 * Reads the map in a file, or one that guesses when file is NULL. It lives as long as the call.
 *
 * returns   0; ERR_INPUT, ERR_NOT_FOUND, ERR_IO, the sentence beginning with the file
 */
int lists_read_map(struct op_call *call, const char *file, struct list_map *map, struct err *e) MUST_USE;

/* One list of the vault; its text lives as long as the call. */
struct lists_entry {
	struct bytes id;
	struct bytes name;
	struct bytes evidence;
	struct bytes map;
	int64_t seq;
	json_t *record; /* lives until lists_done() */
};

/* Finds a list by id or name; ERR_NOT_FOUND, ERR_INPUT when part of the entry is withheld. */
int lists_find(struct op_call *call, const char *what, struct lists_entry *list, struct err *e) MUST_USE;

/* The newest list read from that evidence; ERR_NOT_FOUND when there is none. */
int lists_find_by_evidence(
	struct op_call *call, struct bytes evidence, struct lists_entry *list, struct err *e) MUST_USE;
void lists_done(struct lists_entry *list);

/* The rows of preserved bytes. Zeroed is valid to lists_close(); it must not move while it is open. */
struct lists_rows {
	struct list_map map;
	struct file_map bytes;
	struct list_reader *reader;
};

/* Opens the rows of a list of the vault by the map of its entry. Errors of list_open(), and ERR_DAMAGED. */
int lists_open(struct op_call *call, const struct lists_entry *list, struct lists_rows *rows,
	struct err *e) MUST_USE;
void lists_close(struct lists_rows *rows);

/* Row number, line, digest, own id and cells, as an object. */
void lists_put_row(struct json_writer *j, const struct list_map *map, const struct list_row *row);
#define LISTS_ROW_SHAPE "{row: int, line: int, digest: text, id?: text, cells: [{role: text, text: text}]}"

/* "row 3, id 17: given Aya, family Nasser" from such an object. */
void lists_say_row(struct buf *out, const json_t *row);

/* ------- two editions ------- */

struct lists_pair {
	uint32_t before; /* row numbers */
	uint32_t after;
};

/* Numbers of rows in their order. */
struct lists_diff {
	uint32_t *added; /* of the second list */
	size_t added_count;
	uint32_t *removed; /* of the first */
	size_t removed_count;
	struct lists_pair *changed; /* by before */
	size_t changed_count;
	bool is_by_id; /* rows were known by an id of their own */
};

/*
 * Compares two lists by the columns that both have. Rows are known by their own id where both lists have one, else by what
 * stands in them, so that then none is changed. Several rows with one id are compared in their order.
 *
 * a         owns the result
 * returns   0; errors of list_next()
 *
 * ^ Every row of the first list is in removed, in changed or the same; every row of the second in added, changed or the
 *   same.
 */
int lists_compare(struct list_reader *before, struct list_reader *after, const struct list_map *map,
	struct arena *a, struct lists_diff *diff, struct err *e) MUST_USE;

/* Writes the rows of these numbers, at most limit, as an array. The reader ends anywhere. */
int lists_put_rows(struct json_writer *j, struct list_reader *reader, const struct list_map *map,
	const uint32_t *numbers, size_t count, size_t limit, struct err *e) MUST_USE;

#endif
