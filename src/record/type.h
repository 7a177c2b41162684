/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Record types: what an entry of the journal can be about.
 *
 * A type is one file, type_NAME.c, with a table of fields and, where it needs them, rules across fields and rows of further
 * tables; and its line in the list in type.c. Validation, the SQL table, the fold, import, export and help follow from
 * the table.
 *
 * The fold is a function of the entry alone: it only inserts rows, keyed by the entry's sequence number, so that a
 * rebuild gives the same rows in any vault that holds the same journal.
 */
#ifndef RECORD_TYPE_H
#define RECORD_TYPE_H

#include "record/field.h"

struct db;

struct record_type {
	const char *name;
	const char *help; /* one line */
	const struct field *fields;

	/* Only the program makes such records, with what they stand for (bytes, keys, a methodology that was read): nobody adds
	 * or imports one by hand. */
	bool is_made_by_program;

	/* Rules that no single field can state. NULL: none. */
	int (*check)(const json_t *record, struct err *e);

	/* Tables and indexes beside the type's own, as SQL; each table's name in more_tables. NULL: none. */
	const char *more_schema;
	const char *const *more_tables;
	int (*fold)(struct db *db, int64_t seq, const json_t *record, struct err *e);
};

/* Every type, in the order in which their tables are digested; ends with NULL. */
extern const struct record_type *const record_types[];

/* The type of that name, or NULL. */
const struct record_type *record_type_find(struct bytes name);

/* Fields that every record has besides its own: before them id, after them visibility and the rest. */
extern const struct field record_head_fields[];
extern const struct field record_tail_fields[];

/*
 * The whole table of a type: head, own, tail, as one array that lives as long as `a`.
 */
const struct field *record_all_fields(const struct record_type *type, struct arena *a);

/* Writes a record as the exchange format has it: "type" first, then its members in the order of `fields`. */
void record_write(const struct record_type *type, const struct field *fields, const json_t *record,
	struct json_writer *j);

#endif
