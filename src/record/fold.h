/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The fold: from the entries of the journal to the tables of the register. All of these tables are derived; they can
 * be dropped and made again from the entries, byte for byte.
 *
 *     id(id, type, seq)         every record
 *     node(level, i, hash)      inner nodes of the Merkle tree, one in 256 entries
 *     one table a type, and the further tables that types name
 */
#ifndef RECORD_FOLD_H
#define RECORD_FOLD_H

#include "crypto/hash.h"
#include "db/db.h"
#include "record/type.h"

/* The tables' columns and statements, made once from the types. Zeroed is valid to fold_done(). */
struct fold_column {
	size_t member;             /* index in fields of the member that it is, or in which it lies */
	const struct field *inner; /* the member of that object; NULL: it is no object */
};

struct fold_table {
	const struct record_type *type;
	const struct field *fields; /* head, own, tail */
	struct fold_column *columns;
	size_t column_count;
	char *create;
	char *insert;
};

struct fold {
	struct arena arena;
	struct fold_table *tables;
	size_t table_count;
	struct buf texts; /* working memory of fold_record() */
};

void fold_init(struct fold *f);
void fold_done(struct fold *f);

const struct fold_table *fold_table_of(const struct fold *f, const struct record_type *type);

/* Makes, or drops, all derived tables. Dropping takes tables that are not there for dropped. */
int fold_create_tables(const struct fold *f, struct db *db, struct err *e) MUST_USE;
int fold_drop_tables(const struct fold *f, struct db *db, struct err *e) MUST_USE;

/* Inserts the rows of one record (without what is sealed). */
int fold_record(struct fold *f, struct db *db, int64_t seq, const struct record_type *type,
	const json_t *record, struct err *e) MUST_USE;

/*
 * SHA-256 over all rows of all derived tables, each table in the order of its key.
 *
 * ^ Equal journals give equal digests, whichever way the tables came about.
 */
int fold_digest(const struct fold *f, struct db *db, struct hash *digest, struct err *e) MUST_USE;

#endif
