/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "db/db.h"

#include <unistd.h>

static const char *new_path(void)
{
	static char path[256];
	snprintf(path, sizeof(path), "%s/test.db", test_folder());
	return path;
}

static struct db *open_mode(const char *path, enum db_mode mode)
{
	struct db *db;
	struct err e = {0};
	if (db_open(path, (struct db_settings){.mode = mode}, &db, &e) != 0) {
		test_note("%s", e.text);
		BUG_IF(true);
	}
	return db;
}

static struct db *new_db(void)
{
	struct db *db = open_mode(new_path(), DB_CREATE);
	struct err e = {0};
	BUG_IF(db_run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, a ANY, b ANY) STRICT", &e) != 0);
	return db;
}

static void take(void *context, struct bytes part)
{
	buf_add_bytes(context, part);
}

/* The canonical form of a query's rows; the caller's. */
static struct buf serialised(struct db *db, const char *sql)
{
	struct buf out = {0};
	struct err e = {0};
	BUG_IF(db_serialise(db, sql, take, &out, &e) != 0);
	return out;
}

static bool is_equally_serialised(struct db *a, const char *sql_a, struct db *b, const char *sql_b)
{
	struct buf x = serialised(a, sql_a);
	struct buf y = serialised(b, sql_b);
	bool is_equal = bytes_equal(buf_bytes(&x), buf_bytes(&y));
	buf_done(&x);
	buf_done(&y);
	return is_equal;
}

TEST(values_come_back_as_they_were_bound)
{
	struct db *db = new_db();
	struct db_statement *s;
	struct err e = {0};
	CHECK_OK(db_prepare(db, "SELECT ?, ?, ?, ?, ?, ?, ?", &s, &e), e);
	db_bind_int(s, 1, INT64_MIN);
	db_bind_real(s, 2, 0.1);
	db_bind_text(s, 3, BYTES("жол"));
	db_bind_text(s, 4, BYTES(""));
	db_bind_text(s, 5, BYTES_NONE);
	db_bind_blob(s, 6, BYTES("a\0b"));
	db_bind_null(s, 7);
	CHECK_INT(db_step(s, &e), 1);
	CHECK_INT(db_column_count(s), 7);
	CHECK(db_int(s, 0) == INT64_MIN);
	CHECK(db_real(s, 1) == 0.1);
	CHECK_TEXT(db_text(s, 2), BYTES("жол"));
	CHECK(db_text(s, 3).s != NULL && db_text(s, 3).len == 0 && !db_is_null(s, 3));
	CHECK(db_text(s, 4).s == NULL && db_is_null(s, 4));
	CHECK_TEXT(db_text(s, 5), BYTES("a\0b"));
	CHECK(db_is_null(s, 6));
	CHECK_INT(db_step(s, &e), 0);
	db_close(&db);
	CHECK(db == NULL);
	db_close(&db);
}

TEST(the_same_sql_gives_the_same_statement)
{
	struct db *db = new_db();
	struct db_statement *a;
	struct db_statement *b;
	struct err e = {0};
	char sql[] = "SELECT id FROM t WHERE a = ?";
	char copy[] = "SELECT id FROM t WHERE a = ?";
	CHECK_OK(db_prepare(db, sql, &a, &e), e);
	sql[0] = '\0'; /* the connection keeps the text itself */
	CHECK_OK(db_prepare(db, copy, &b, &e), e);
	CHECK(a == b);
	db_close(&db);
}

TEST(query_int_knows_no_row_and_null)
{
	struct db *db = new_db();
	struct err e = {0};
	int64_t n = 0;
	CHECK_OK(db_query_int(db, "SELECT max(id) FROM t", -7, &n, &e), e);
	CHECK_INT(n, -7);
	CHECK_OK(db_query_int(db, "SELECT id FROM t", -8, &n, &e), e);
	CHECK_INT(n, -8);
	CHECK_OK(db_query_int(db, "SELECT 41 + 1", 0, &n, &e), e);
	CHECK_INT(n, 42);
	db_close(&db);
}

TEST(a_failed_statement_says_so)
{
	struct db *db = new_db();
	struct db_statement *s;
	struct err e = {0};
	CHECK_INT(db_run(db, "SELEC 1", &e), -ERR_DAMAGED);
	CHECK_INT(db_prepare(db, "SELECT * FROM absent_table", &s, &e), -ERR_DAMAGED);
	CHECK(bytes_find(bytes_of(e.text), BYTES("no such table"), 0) != SIZE_MAX);
	CHECK_OK(db_run(db, "INSERT INTO t VALUES(1, 2, 3)", &e), e);
	CHECK_OK(db_prepare(db, "INSERT INTO t VALUES(1, 2, 3)", &s, &e), e);
	CHECK_INT(db_finish(s, &e), -ERR_DAMAGED);
	/* and the statement can be used again */
	CHECK_OK(db_run(db, "DELETE FROM t", &e), e);
	CHECK_OK(db_finish(s, &e), e);
	db_close(&db);
}

TEST(a_text_in_double_quotes_is_no_string)
{
	struct db *db = new_db();
	struct db_statement *s;
	struct err e = {0};
	CHECK_INT(db_prepare(db, "SELECT \"not a column\"", &s, &e), -ERR_DAMAGED);
	db_close(&db);
}

TEST(a_transaction_is_whole_or_not_there)
{
	struct db *db = new_db();
	struct db_statement *s;
	struct err e = {0};
	int64_t n;
	CHECK_OK(db_begin(db, &e), e);
	CHECK(db_is_in_transaction(db));
	CHECK_OK(db_run(db, "INSERT INTO t VALUES(1, 2, 3)", &e), e);
	CHECK_OK(db_commit(db, &e), e);
	CHECK_OK(db_begin(db, &e), e);
	CHECK_OK(db_run(db, "INSERT INTO t VALUES(2, 2, 3), (3, 3, 3)", &e), e);
	CHECK_OK(db_prepare(db, "SELECT id FROM t ORDER BY id", &s, &e), e);
	CHECK_INT(db_step(s, &e), 1); /* left half read: rollback resets it */
	db_rollback(db);
	CHECK(!db_is_in_transaction(db));
	CHECK_OK(db_query_int(db, "SELECT count(*) FROM t", 0, &n, &e), e);
	CHECK_INT(n, 1);
	db_rollback(db); /* harmless without a transaction */
	db_close(&db);
}

TEST(one_connection_writes_and_the_others_are_told_so)
{
	const char *path = new_path();
	struct db *first = open_mode(path, DB_CREATE);
	struct err e = {0};
	CHECK_OK(db_run(first, "CREATE TABLE t(id INTEGER PRIMARY KEY) STRICT", &e), e);
	struct db *second = open_mode(path, DB_WRITE);
	struct db *reader = open_mode(path, DB_READ);
	int64_t n;
	CHECK_OK(db_begin(first, &e), e);
	CHECK_OK(db_run(first, "INSERT INTO t VALUES(1)", &e), e);
	CHECK_OK(db_query_int(reader, "SELECT count(*) FROM t", -1, &n, &e), e);
	CHECK_INT(n, 0); /* readers see what was committed */
	CHECK_INT(db_begin(second, &e), -ERR_BUSY);
	CHECK_OK(db_commit(first, &e), e);
	CHECK_OK(db_query_int(reader, "SELECT count(*) FROM t", -1, &n, &e), e);
	CHECK_INT(n, 1);
	CHECK_INT(db_run(reader, "INSERT INTO t VALUES(2)", &e), -ERR_IO);
	db_close(&first);
	db_close(&second);
	db_close(&reader);
}

TEST(serialised_rows_are_equal_exactly_when_the_values_are)
{
	/* the last two are the same number */
	static const char *const values[] = {"SELECT 1", "SELECT 1.0", "SELECT '1'", "SELECT x'31'",
		"SELECT NULL", "SELECT ''", "SELECT x''", "SELECT '1' || char(0)", "SELECT -1",
		"SELECT 9223372036854775807", "SELECT 9.3e18", "SELECT 'ab', 'c'", "SELECT 'a', 'bc'",
		"SELECT 'ab' UNION ALL SELECT 'c'", "SELECT 0.1", "SELECT 0.1000000000000000056"};
	enum { COUNT = ARRAY_COUNT(values) };
	struct db *db = new_db();
	for (size_t i = 0; i < COUNT; i++) {
		for (size_t k = 0; k < COUNT; k++) {
			bool should_be_equal = i == k || (i >= COUNT - 2 && k >= COUNT - 2);
			if (is_equally_serialised(db, values[i], db, values[k]) != should_be_equal) {
				test_note("%s and %s", values[i], values[k]);
				CHECK(false);
			}
		}
	}
	db_close(&db);
}

static void count_pages(void *context, int64_t done, int64_t total)
{
	int64_t *last = context;
	BUG_IF(done > total || done < *last);
	*last = done;
}

TEST(a_copy_holds_the_same)
{
	struct db *db = new_db();
	struct err e = {0};
	int64_t pages = 0;
	char path[256];
	CHECK_OK(db_run(db,
			 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
			 " INSERT INTO t SELECT i, hex(i), randomblob(500) FROM n",
			 &e),
		e);
	snprintf(path, sizeof(path), "%s/copy.db", test_folder());
	CHECK_OK(db_copy(db, path, count_pages, &pages, &e), e);
	CHECK(pages > 256); /* so that it took more than one step */
	struct db *copy = open_mode(path, DB_READ);
	static const char all[] = "SELECT * FROM t ORDER BY id";
	CHECK(is_equally_serialised(db, all, copy, all));
	CHECK_OK(db_check(copy, &e), e);
	db_close(&copy);
	CHECK(db_copy(db, "/nowhere/copy.db", count_pages, &pages, &e) != 0);
	db_close(&db);
}

TEST(a_broken_index_and_a_missing_parent_are_found)
{
	struct db *db = new_db();
	struct err e = {0};
	CHECK_OK(db_run(db,
			 "CREATE TABLE parent(id INTEGER PRIMARY KEY) STRICT;"
			 "CREATE TABLE child(p INTEGER REFERENCES parent(id)) STRICT;",
			 &e),
		e);
	CHECK_OK(db_check(db, &e), e);
	CHECK(db_run(db, "INSERT INTO child VALUES(1)", &e) != 0); /* foreign keys are on */
	CHECK_OK(db_run(db, "PRAGMA foreign_keys=OFF; INSERT INTO child VALUES(1)", &e), e);
	CHECK_INT(db_check(db, &e), -ERR_DAMAGED);
	db_close(&db);
}

TEST(what_is_no_database_is_refused)
{
	char path[256];
	struct db *db;
	struct err e = {0};
	snprintf(path, sizeof(path), "%s/not.db", test_folder());
	CHECK_OK(file_replace(path, BYTES("this is a text and no database at all, whatever it is called\n"),
			 0600, &e),
		e);
	CHECK_INT(db_open(path, (struct db_settings){.mode = DB_WRITE}, &db, &e), -ERR_DAMAGED);
	CHECK(db == NULL);
	CHECK_INT(db_open("/nowhere/x.db", (struct db_settings){.mode = DB_CREATE}, &db, &e), -ERR_IO);
	CHECK(db == NULL);
}

TEST(a_writer_leaves_no_log_behind)
{
	char path[300];
	const char *main = new_path();
	snprintf(path, sizeof(path), "%s-wal", main);
	struct db *db = open_mode(main, DB_CREATE);
	struct err e = {0};
	CHECK_OK(db_run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY) STRICT", &e), e);
	CHECK(file_exists(path));
	db_close(&db);
	CHECK(!file_exists(path));
}

TEST(settings_that_keep_the_data_are_on)
{
	static const struct {
		enum db_mode mode;
		bool is_normal;
		int synchronous;
		const char *journal;
	} rows[] = {{DB_CREATE, false, 2, "wal"}, {DB_WRITE, false, 2, "wal"}, {DB_WRITE, true, 1, "wal"},
		{DB_SCRATCH, false, 0, NULL}};
	const char *path = new_path();
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct db *db;
		struct db_statement *s;
		struct err e = {0};
		int64_t n;
		char scratch[256];
		snprintf(scratch, sizeof(scratch), "%s/scratch.db", test_folder());
		struct db_settings settings = {
			.mode = rows[i].mode, .is_synchronous_normal = rows[i].is_normal};
		CHECK_OK(db_open(rows[i].mode == DB_SCRATCH ? scratch : path, settings, &db, &e), e);
		CHECK_OK(db_query_int(db, "PRAGMA synchronous", -1, &n, &e), e);
		CHECK_INT(n, rows[i].synchronous);
		CHECK_OK(db_query_int(db, "PRAGMA foreign_keys", -1, &n, &e), e);
		CHECK_INT(n, 1);
		CHECK_OK(db_query_int(db, "PRAGMA trusted_schema", -1, &n, &e), e);
		CHECK_INT(n, 0);
		CHECK_OK(db_prepare(db, "PRAGMA journal_mode", &s, &e), e);
		CHECK_INT(db_step(s, &e), 1);
		CHECK(!rows[i].journal || bytes_is(db_text(s, 0), rows[i].journal));
		db_reset(s);
		db_close(&db);
	}
}

static bool has_journal_mode(struct db *db, const char *mode)
{
	struct db_statement *s;
	struct err e = {0};
	if (db_prepare(db, "PRAGMA journal_mode", &s, &e) != 0) {
		return false;
	}
	bool is_it = db_step(s, &e) == 1 && bytes_is(db_text(s, 0), mode);
	db_reset(s);
	return is_it;
}

TEST(a_transaction_alone_leaves_the_wal_and_comes_back)
{
	const char *path = new_path();
	struct db *db = open_mode(path, DB_CREATE);
	struct err e = {0};
	int64_t n;
	CHECK_OK(db_run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY) STRICT", &e), e);
	CHECK_OK(db_begin_alone(db, &e), e);
	CHECK(has_journal_mode(db, "delete"));
	CHECK_OK(db_run(db, "INSERT INTO t VALUES(1)", &e), e);
	CHECK_OK(db_commit(db, &e), e);
	CHECK(has_journal_mode(db, "wal"));
	CHECK_OK(db_begin_alone(db, &e), e);
	CHECK_OK(db_run(db, "INSERT INTO t VALUES(2)", &e), e);
	db_rollback(db);
	CHECK(has_journal_mode(db, "wal"));
	CHECK_OK(db_query_int(db, "PRAGMA synchronous", -1, &n, &e), e);
	CHECK_INT(n, 2);
	CHECK_OK(db_query_int(db, "SELECT max(id) FROM t", -1, &n, &e), e);
	CHECK_INT(n, 1);
	db_close(&db);
}

TEST(a_transaction_alone_keeps_the_wal_while_others_read)
{
	const char *path = new_path();
	struct db *db = open_mode(path, DB_CREATE);
	struct err e = {0};
	int64_t n;
	CHECK_OK(db_run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY) STRICT", &e), e);
	struct db *reader = open_mode(path, DB_READ);
	CHECK_OK(db_query_int(reader, "SELECT count(*) FROM t", -1, &n, &e), e);
	CHECK_OK(db_begin_alone(db, &e), e);
	CHECK(has_journal_mode(db, "wal"));
	CHECK_OK(db_run(db, "INSERT INTO t VALUES(1)", &e), e);
	CHECK_OK(db_query_int(reader, "SELECT count(*) FROM t", -1, &n, &e), e);
	CHECK_INT(n, 0);
	CHECK_OK(db_commit(db, &e), e);
	db_close(&reader);
	db_close(&db);
}

static void copy_file(const char *from, const char *to)
{
	struct buf content = {0};
	struct err e = {0};
	CHECK_OK(file_read(from, 1 << 24, &content, &e), e);
	CHECK_OK(file_replace(to, buf_bytes(&content), 0600, &e), e);
	buf_done(&content);
}

TEST(a_reader_takes_back_what_was_cut_off)
{
	enum { ROWS = 10000 };
	char journal[300];
	char copy[300];
	char copy_journal[320];
	const char *path = new_path();
	struct db *db = open_mode(path, DB_CREATE);
	struct err e = {0};
	int64_t n;
	snprintf(journal, sizeof(journal), "%s-journal", path);
	snprintf(copy, sizeof(copy), "%s/cut.db", test_folder());
	snprintf(copy_journal, sizeof(copy_journal), "%s-journal", copy);
	CHECK_OK(db_run(db, "CREATE TABLE t(id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT", &e), e);
	CHECK_OK(db_run(db, "INSERT INTO t VALUES(0, 'before')", &e), e);
	CHECK_OK(db_begin_alone(db, &e), e);
	CHECK_OK(db_run(db, "PRAGMA cache_size=16", &e), e);
	for (int i = 1; i <= ROWS; i++) {
		char sql[100];
		snprintf(sql, sizeof(sql), "INSERT INTO t VALUES(%d, printf('%%0500d', 1))", i);
		CHECK_OK(db_run(db, sql, &e), e);
	}
	copy_file(path, copy);
	copy_file(journal, copy_journal);
	CHECK_OK(db_commit(db, &e), e);
	db_close(&db);
	db = open_mode(copy, DB_READ);
	CHECK_OK(db_query_int(db, "SELECT count(*) FROM t", -1, &n, &e), e);
	CHECK_INT(n, 1);
	db_close(&db);
	CHECK(!file_exists(copy_journal));
}
