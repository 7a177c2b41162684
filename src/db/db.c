/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "db/db.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#define DISK_FULL "the disk is full while %s; nothing unfinished was kept"

enum { STATEMENT_MAX = 256, COPY_PAGES = 256 };

struct db_statement {
	sqlite3_stmt *stmt;
	struct db *db;
	const char *sql; /* the key: pointer and text */
};

struct db {
	sqlite3 *handle;
	enum db_mode mode;
	bool is_synchronous_normal;
	bool is_wal_named; /* the name of the WAL is durable */
	bool is_alone;     /* in a transaction without the WAL */
	bool is_suspect;   /* a commit failed: what the disk holds is known only after the next opening */
	struct db_statement statements[STATEMENT_MAX];
	int statement_count;
};

/* Turns SQLite's failure into ours. */
static int failed(sqlite3 *handle, int code, const char *doing, struct err *e)
{
	switch (code & 0xff) {
	case SQLITE_NOMEM:
		mem_exhausted();
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return err_set(
			e, ERR_BUSY, "the vault is in use by another process while %s; try again", doing);
	case SQLITE_FULL:
		return err_set(e, ERR_IO, DISK_FULL, doing);
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
		/* For some files, such as its shared memory, SQLite does not tell a full disk from a broken one. */
		if (sqlite3_system_errno(handle) == ENOSPC) {
			return err_set(e, ERR_IO, DISK_FULL, doing);
		}
		return err_set(e, ERR_IO, "the disk failed while %s: %s", doing, sqlite3_errmsg(handle));
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return err_set(e, ERR_DAMAGED,
			"the database is damaged (%s, while %s); restore it from a backup",
			sqlite3_errmsg(handle), doing);
	default:
		return err_set(e, ERR_DAMAGED, "the database answered \"%s\" while %s",
			sqlite3_errmsg(handle), doing);
	}
}

/*
 * A checkpoint costs three syncs, and one that SQLite makes of its own accord delays the append that meets it. So it
 * waits until the WAL has 64 MiB; what is left is done when the vault is closed.
 */
static int use_wal(struct db *db, struct err *e)
{
	int rc = db_run(db, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=8192", e);
	if (rc != 0) {
		return rc;
	}
	return db_run(
		db, db->is_synchronous_normal ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL", e);
}

static int configure(struct db *db, struct db_settings settings, struct err *e)
{
	/* Defensive mode would refuse the scratch database its journal_mode=OFF without a word. */
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, settings.mode != DB_SCRATCH, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
	sqlite3_busy_timeout(db->handle, 2000);
	int rc = db_run(db,
		"PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA "
		"temp_store=MEMORY;"
		"PRAGMA cache_size=-65536",
		e);
	if (rc != 0 || settings.mode == DB_READ) {
		return rc;
	}
	/* An entry takes 1.4 KB: pages of 4 KB would stand a third empty. Only a new database takes the size. */
	rc = db_run(db, "PRAGMA page_size=8192", e);
	if (rc != 0) {
		return rc;
	}
	if (settings.mode == DB_SCRATCH) {
		return db_run(db,
			"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA locking_mode=EXCLUSIVE", e);
	}
	return use_wal(db, e);
}

/* A new database is its owner's alone; SQLite gives its side files the same permissions. */
static int create_private(const char *path, struct err *e)
{
	if (strcmp(path, ":memory:") == 0) {
		return 0;
	}
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		return err_errno(e, ERR_IO, "cannot make %s", path);
	}
	close(fd);
	return 0;
}

static bool is_beside(const char *path, const char *ending)
{
	struct buf name = {0};
	struct stat s;
	buf_printf(&name, "%s%s", path, ending);
	bool is_there = stat(name.s, &s) == 0 && s.st_size > 0;
	buf_done(&name);
	return is_there;
}

/* Whether a log of changes waits beside the database, which an immutable reader would not see. */
static bool has_log(const char *path)
{
	return is_beside(path, "-wal") || is_beside(path, "-journal");
}

/*
 * A transaction under a rollback journal that was cut off is taken back by the first who opens the database to write;
 * a reader cannot. Whether that worked, the reader's own opening finds out.
 */
static void take_back_cut_off(const char *path)
{
	sqlite3 *handle;
	if (sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
		sqlite3_busy_timeout(handle, 2000);
		sqlite3_exec(handle, "SELECT 1 FROM sqlite_schema", NULL, NULL, NULL);
	}
	sqlite3_close(handle);
}

/* The path as a URI that tells SQLite that nothing will change, so that it needs no side files. */
static void add_immutable_uri(struct buf *out, const char *path)
{
	buf_add_text(out, "file:");
	for (; *path; path++) {
		if (strchr("%?#", *path)) {
			buf_printf(out, "%%%02X", (unsigned char)*path);
		} else {
			buf_add_char(out, *path);
		}
	}
	buf_add_text(out, "?immutable=1");
}

int db_open(const char *path, struct db_settings settings, struct db **out, struct err *e)
{
	int flags = SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOMUTEX |
		(settings.mode == DB_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
		(settings.mode == DB_CREATE || settings.mode == DB_SCRATCH ? SQLITE_OPEN_CREATE : 0);
	struct db *db = mem_calloc(1, sizeof(*db));
	db->mode = settings.mode;
	db->is_synchronous_normal = settings.is_synchronous_normal;
	bool is_new = settings.mode == DB_CREATE || settings.mode == DB_SCRATCH;
	if (is_new && create_private(path, e) != 0) {
		free(db);
		*out = NULL;
		return -ERR_IO;
	}
	struct buf uri = {0};
	if (settings.mode == DB_READ && is_beside(path, "-journal")) {
		take_back_cut_off(path);
	}
	if (settings.is_immutable && !has_log(path)) {
		add_immutable_uri(&uri, path);
		flags |= SQLITE_OPEN_URI;
	}
	/* Nobody asks SQLite how much memory it has; counting it locks each allocation. Refused from the second time on. */
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	int code = sqlite3_open_v2(uri.s ? uri.s : path, &db->handle, flags, NULL);
	buf_done(&uri);
	int rc = 0;
	if (!db->handle || code == SQLITE_NOMEM) {
		mem_exhausted();
	}
	if (code != SQLITE_OK) {
		rc = err_set(e, ERR_IO, "cannot open %s: %s", path, sqlite3_errmsg(db->handle));
	} else {
		sqlite3_extended_result_codes(db->handle, 1);
		rc = configure(db, settings, e);
	}
	if (rc != 0) {
		db_close(&db);
	}
	*out = db;
	return rc;
}

void db_close(struct db **db)
{
	if (!*db) {
		return;
	}
	for (int i = 0; i < (*db)->statement_count; i++) {
		sqlite3_finalize((*db)->statements[i].stmt);
	}
	int code = sqlite3_close((*db)->handle);
	BUG_IF(code != SQLITE_OK);
	free(*db);
	*db = NULL;
}

int db_run(struct db *db, const char *sql, struct err *e)
{
	int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
	return code == SQLITE_OK ? 0 : failed(db->handle, code, "running a statement", e);
}

int db_prepare(struct db *db, const char *sql, struct db_statement **out, struct err *e)
{
	for (int i = 0; i < db->statement_count; i++) {
		if (strcmp(db->statements[i].sql, sql) == 0) {
			*out = &db->statements[i];
			BUG_IF(sqlite3_stmt_busy((*out)->stmt));
			return 0;
		}
	}
	BUG_IF(db->statement_count == STATEMENT_MAX);
	struct db_statement *s = &db->statements[db->statement_count];
	int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &s->stmt, NULL);
	if (code != SQLITE_OK) {
		return failed(db->handle, code, "preparing a statement", e);
	}
	s->db = db;
	s->sql = sqlite3_sql(s->stmt);
	db->statement_count++;
	*out = s;
	return 0;
}

/* Binding fails only for a wrong index (our mistake) or exhausted memory. */
static void bound(int code)
{
	if (code == SQLITE_NOMEM) {
		mem_exhausted();
	}
	BUG_IF(code != SQLITE_OK);
}

void db_bind_int(struct db_statement *s, int parameter, int64_t value)
{
	bound(sqlite3_bind_int64(s->stmt, parameter, value));
}

void db_bind_real(struct db_statement *s, int parameter, double value)
{
	bound(sqlite3_bind_double(s->stmt, parameter, value));
}

void db_bind_text(struct db_statement *s, int parameter, struct bytes value)
{
	if (!value.s) {
		db_bind_null(s, parameter);
		return;
	}
	bound(sqlite3_bind_text64(s->stmt, parameter, value.s, value.len, SQLITE_STATIC, SQLITE_UTF8));
}

void db_bind_blob(struct db_statement *s, int parameter, struct bytes value)
{
	bound(sqlite3_bind_blob64(s->stmt, parameter, value.s, value.len, SQLITE_STATIC));
}

void db_bind_null(struct db_statement *s, int parameter)
{
	bound(sqlite3_bind_null(s->stmt, parameter));
}

int db_step(struct db_statement *s, struct err *e)
{
	int code = sqlite3_step(s->stmt);
	if (code == SQLITE_ROW) {
		return 1;
	}
	if (code == SQLITE_DONE) {
		sqlite3_reset(s->stmt);
		return 0;
	}
	int rc = failed(s->db->handle, code, "reading or writing", e);
	sqlite3_reset(s->stmt);
	return rc;
}

void db_reset(struct db_statement *s)
{
	sqlite3_reset(s->stmt);
}

int db_finish(struct db_statement *s, struct err *e)
{
	int rc = db_step(s, e);
	BUG_IF(rc > 0);
	return rc;
}

int64_t db_int(const struct db_statement *s, int column)
{
	return sqlite3_column_int64(s->stmt, column);
}

double db_real(const struct db_statement *s, int column)
{
	return sqlite3_column_double(s->stmt, column);
}

struct bytes db_text(const struct db_statement *s, int column)
{
	if (sqlite3_column_type(s->stmt, column) == SQLITE_NULL) {
		return BYTES_NONE;
	}
	const void *text = sqlite3_column_blob(s->stmt, column);
	size_t len = (size_t)sqlite3_column_bytes(s->stmt, column);
	return (struct bytes){text ? text : "", len};
}

int db_column_count(const struct db_statement *s)
{
	return sqlite3_column_count(s->stmt);
}

const char *db_column_name(const struct db_statement *s, int column)
{
	return sqlite3_column_name(s->stmt, column);
}

bool db_is_null(const struct db_statement *s, int column)
{
	return sqlite3_column_type(s->stmt, column) == SQLITE_NULL;
}

int db_query_int(struct db *db, const char *sql, int64_t otherwise, int64_t *out, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	rc = db_step(s, e);
	if (rc < 0) {
		return rc;
	}
	*out = rc == 1 && !db_is_null(s, 0) ? db_int(s, 0) : otherwise;
	db_reset(s);
	return 0;
}

/*
 * The WAL is made by the first transaction. SQLite syncs the folder too, but does not look at whether that worked, and a
 * WAL without a name is lost in a power cut with all that was committed to it.
 */
static int make_wal_durable(struct db *db, struct err *e)
{
	if (db->is_wal_named || db->mode == DB_SCRATCH) {
		return 0;
	}
	int rc = file_sync_name(sqlite3_db_filename(db->handle, "main"), e);
	db->is_wal_named = rc == 0;
	return rc;
}

int db_begin(struct db *db, struct err *e)
{
	if (db->is_suspect) {
		return err_set(e, ERR_IO, "the disk failed before; nothing more is written to the vault");
	}
	int rc = db_run(db, "BEGIN IMMEDIATE", e);
	if (rc == 0) {
		rc = make_wal_durable(db, e);
		if (rc != 0) {
			db_rollback(db);
		}
	}
	return rc;
}

static bool leave_wal(struct db *db)
{
	sqlite3_stmt *s;
	bool has_left =
		sqlite3_prepare_v2(db->handle, "PRAGMA journal_mode=DELETE", -1, &s, NULL) == SQLITE_OK &&
		sqlite3_step(s) == SQLITE_ROW &&
		strcmp((const char *)sqlite3_column_text(s, 0), "delete") == 0;
	sqlite3_finalize(s);
	return has_left;
}

/* As make_wal_durable, for the rollback journal, which is made by the first write. */
static int make_journal_durable(struct db *db, struct err *e)
{
	char sql[64];
	int64_t version;
	int rc = db_query_int(db, "PRAGMA user_version", 0, &version, e);
	if (rc == 0) {
		snprintf(sql, sizeof(sql), "PRAGMA user_version=%lld", (long long)version);
		rc = db_run(db, sql, e);
	}
	return rc == 0 ? file_sync_name(sqlite3_db_filename(db->handle, "main"), e) : rc;
}

int db_begin_alone(struct db *db, struct err *e)
{
	if (db->is_suspect || !leave_wal(db)) {
		return db_begin(db, e);
	}
	db->is_alone = true;
	db->is_wal_named = true;
	int rc = db_run(db, "PRAGMA synchronous=EXTRA", e);
	if (rc == 0) {
		rc = db_begin(db, e);
	}
	if (rc == 0) {
		rc = make_journal_durable(db, e);
	}
	if (rc != 0) {
		db_rollback(db);
	}
	return rc;
}

/* Should this fail, the next to open the database does it. */
static void return_to_wal(struct db *db)
{
	struct err ignored = {0};
	if (db->is_alone) {
		db->is_alone = false;
		db->is_wal_named = false;
		(void)use_wal(db, &ignored);
	}
}

int db_commit(struct db *db, struct err *e)
{
	int rc = db_run(db, "COMMIT", e);
	if (rc != 0) {
		db->is_suspect = true;
		db_rollback(db);
	}
	return_to_wal(db);
	return rc;
}

void db_rollback(struct db *db)
{
	for (int i = 0; i < db->statement_count; i++) {
		sqlite3_reset(db->statements[i].stmt);
	}
	if (db_is_in_transaction(db)) {
		sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
	}
	return_to_wal(db);
}

bool db_is_in_transaction(const struct db *db)
{
	return sqlite3_get_autocommit(db->handle) == 0;
}

static void add_value(sqlite3_stmt *stmt, int column, struct buf *row)
{
	static const char letters[] = "?irtbn"; /* indexed by SQLite's type codes 1 … 5 */
	int type = sqlite3_column_type(stmt, column);
	if (type == SQLITE_NULL) {
		buf_add_bytes(row, BYTES("n;"));
	} else if (type == SQLITE_INTEGER) {
		buf_printf(row, "i%lld;", (long long)sqlite3_column_int64(stmt, column));
	} else if (type == SQLITE_FLOAT) {
		buf_printf(row, "r%a;", sqlite3_column_double(stmt, column));
	} else {
		const char *body = sqlite3_column_blob(stmt, column);
		size_t len = (size_t)sqlite3_column_bytes(stmt, column);
		buf_printf(row, "%c%zu:", letters[type], len);
		buf_add_bytes(row, (struct bytes){body, len});
	}
}

int db_serialise(struct db *db, const char *sql, void (*take)(void *context, struct bytes part),
	void *context, struct err *e)
{
	struct db_statement *s;
	struct buf row = {0};
	int rc = db_prepare(db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	int columns = db_column_count(s);
	while ((rc = db_step(s, e)) == 1) {
		buf_clear(&row);
		for (int i = 0; i < columns; i++) {
			add_value(s->stmt, i, &row);
		}
		buf_add_char(&row, '\n');
		take(context, buf_bytes(&row));
	}
	buf_done(&row);
	return rc;
}

static int copy_pages(struct db *db, struct db *target,
	void (*progress)(void *context, int64_t done, int64_t total), void *context, struct err *e)
{
	sqlite3_backup *backup = sqlite3_backup_init(target->handle, "main", db->handle, "main");
	if (!backup) {
		return failed(target->handle, sqlite3_errcode(target->handle), "starting the copy", e);
	}
	int code;
	do {
		code = sqlite3_backup_step(backup, COPY_PAGES);
		int total = sqlite3_backup_pagecount(backup);
		progress(context, total - sqlite3_backup_remaining(backup), total);
	} while (code == SQLITE_OK);
	sqlite3_backup_finish(backup);
	return code == SQLITE_DONE ? 0 : failed(target->handle, code, "copying the database", e);
}

int db_copy(struct db *db, const char *path, void (*progress)(void *context, int64_t done, int64_t total),
	void *context, struct err *e)
{
	struct db *target;
	int rc = db_open(path, (struct db_settings){.mode = DB_CREATE}, &target, e);
	if (rc != 0) {
		return rc;
	}
	rc = copy_pages(db, target, progress, context, e);
	db_close(&target);
	return rc;
}

int db_check(struct db *db, struct err *e)
{
	static const char *const checks[] = {"PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"};
	for (size_t i = 0; i < ARRAY_COUNT(checks); i++) {
		struct db_statement *s;
		int rc = db_prepare(db, checks[i], &s, e);
		if (rc != 0) {
			return rc;
		}
		rc = db_step(s, e);
		if (rc < 0) {
			return rc;
		}
		if (rc == 1 && !bytes_is(db_text(s, 0), "ok")) {
			err_set(e, ERR_DAMAGED, "the database does not pass its own check: %.*s",
				BYTES_ARG(db_text(s, 0)));
			db_reset(s);
			return e->code;
		}
		db_reset(s);
	}
	return 0;
}
