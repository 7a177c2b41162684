/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SQLite, the only home of <sqlite3.h>.
 *
 * A vault's database is opened once for writing (one connection writes and checkpoints, see docs/formats/vault.md)
 * and any number of times for reading. Every connection has foreign keys on, defensive mode on, trusted
 * schema off and double-quoted strings off; a writer uses WAL with synchronous=FULL.
 *
 * Running out of memory inside SQLite ends the process like any other (base/mem.h).
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/bytes.h"
#include "base/err.h"

struct db;
struct db_statement;

enum db_mode {
	DB_READ,
	DB_WRITE,
	DB_CREATE,
	DB_SCRATCH, /* a new file that need not survive: no journal, no sync */
};

struct db_settings {
	enum db_mode mode;
	bool is_synchronous_normal; /* for the test that shows that FULL is needed */
	bool is_immutable; /* a reader where nothing can be written: the caller makes sure that nobody writes meanwhile */
};

int db_open(const char *path, struct db_settings settings, struct db **out, struct err *e) MUST_USE;

/* Closes the connection and all its statements. A writer checkpoints the WAL into the database first. */
void db_close(struct db **db);

/* Runs statements that return no rows. */
int db_run(struct db *db, const char *sql, struct err *e) MUST_USE;

/*
 * A prepared statement, kept by the connection under the text of its SQL and given out again for the same text.
 * The caller uses it up with db_step() until it returns 0, or calls db_reset().
 */
int db_prepare(struct db *db, const char *sql, struct db_statement **out, struct err *e) MUST_USE;

/* Parameters count from 1. Text and blobs are views that must live until the statement was stepped. */
void db_bind_int(struct db_statement *s, int parameter, int64_t value);
void db_bind_real(struct db_statement *s, int parameter, double value);
void db_bind_text(struct db_statement *s, int parameter, struct bytes value); /* absent is NULL */
void db_bind_blob(struct db_statement *s, int parameter, struct bytes value);
void db_bind_null(struct db_statement *s, int parameter);

/* 1: a row; 0: done, and the statement is reset; negative: failed. */
int db_step(struct db_statement *s, struct err *e) MUST_USE;
void db_reset(struct db_statement *s);

/* Runs a statement that returns no row: step and reset. */
int db_finish(struct db_statement *s, struct err *e) MUST_USE;

/* Columns count from 0; views live until the next step. */
int64_t db_int(const struct db_statement *s, int column);
double db_real(const struct db_statement *s, int column);
struct bytes db_text(const struct db_statement *s, int column); /* NULL is absent */
int db_column_count(const struct db_statement *s);
const char *db_column_name(const struct db_statement *s, int column);
bool db_is_null(const struct db_statement *s, int column);

/* The first column of the first row of sql as a number; `otherwise` when there is no row or it is NULL. */
int db_query_int(struct db *db, const char *sql, int64_t otherwise, int64_t *out, struct err *e) MUST_USE;

/*
 * A transaction that writes. A commit that failed has rolled back, and nothing more is written on this connection:
 * db_begin() refuses, as only a new opening finds out what the disk holds.
 */
int db_begin(struct db *db, struct err *e) MUST_USE;

/*
 * A transaction that writes much: straight into the database under a rollback journal, as the WAL would write everything
 * twice. Only when no other process has the database open; otherwise it is a db_begin(). Others that open it meanwhile
 * are told to wait.
 *
 * ^ A power cut in such a transaction leaves what was there before, or all of it once db_commit() has returned 0.
 */
int db_begin_alone(struct db *db, struct err *e) MUST_USE;

int db_commit(struct db *db, struct err *e) MUST_USE;
void db_rollback(struct db *db);
bool db_is_in_transaction(const struct db *db);

/*
 * Feeds a canonical form of the rows of a query to `take`: for each value a type letter, its length and bytes. Two
 * queries with equal rows in equal order give equal bytes on any machine.
 */
int db_serialise(struct db *db, const char *sql, void (*take)(void *context, struct bytes part),
	void *context, struct err *e) MUST_USE;

/* Copies the whole database to a new file at path, durable when it returns 0; reports progress in pages. */
int db_copy(struct db *db, const char *path, void (*progress)(void *context, int64_t done, int64_t total),
	void *context, struct err *e) MUST_USE;

/* SQLite's own check of pages, indexes and foreign keys; ERR_DAMAGED with the first finding. */
int db_check(struct db *db, struct err *e) MUST_USE;

#endif
