/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/rebuild.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#define SCRATCH_PREFIX ".scratch-"

enum { PROGRESS_EVERY = 4096 };

/* Where the fold goes: the vault's own database, or a scratch one. */
struct target {
	struct vault *v;
	struct db *db;
	struct tree tree;
	struct arena arena;
};

static int fold_one(struct target *t, int64_t seq, struct db_statement *s, struct err *e)
{
	const struct record_type *type;
	json_t *record;
	size_t unopened;
	if (db_int(s, 0) != seq) {
		return err_set(e, ERR_DAMAGED, "entry %lld is missing from the journal", (long long)seq);
	}
	int rc = entry_read(db_text(s, 1), db_text(s, 2), NULL, &t->arena, &type, &record, &unopened, e);
	if (rc != 0) {
		return err_context(e, "entry %lld", (long long)seq);
	}
	rc = record_grow_tree(t->db, &t->tree, db_text(s, 1), e);
	if (rc == 0) {
		rc = fold_record(&t->v->fold, t->db, seq, type, record, e);
	}
	json_decref(record);
	return rc;
}

static int fold_all(struct target *t, const struct record_progress *progress, struct err *e)
{
	struct db_statement *s;
	int64_t total;
	int rc = db_query_int(t->v->db, "SELECT max(seq) + 1 FROM entry", 0, &total, e);
	if (rc == 0) {
		rc = db_prepare(t->v->db, "SELECT seq, leaf, disclosures FROM entry ORDER BY seq", &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	for (int64_t seq = 0; (rc = db_step(s, e)) == 1; seq++) {
		rc = fold_one(t, seq, s, e);
		if (rc != 0) {
			break;
		}
		arena_reset(&t->arena);
		if (seq % PROGRESS_EVERY == 0) {
			progress->step(progress->context, seq, total);
		}
	}
	db_reset(s);
	arena_done(&t->arena);
	return rc;
}

int record_rebuild(
	struct vault *v, const struct record_progress *progress, struct hash *digest, struct err *e)
{
	struct target t = {.v = v, .db = v->db};
	int rc = vault_begin(v, e);
	if (rc != 0) {
		return rc;
	}
	rc = fold_drop_tables(&v->fold, v->db, e);
	if (rc == 0) {
		rc = fold_create_tables(&v->fold, v->db, e);
	}
	if (rc == 0) {
		rc = fold_all(&t, progress, e);
	}
	if (rc == 0) {
		rc = fold_digest(&v->fold, v->db, digest, e);
	}
	if (rc != 0) {
		vault_rollback(v);
		return rc;
	}
	v->tree = t.tree;
	return vault_commit(v, e);
}

/* SQLite refuses a database whose file has lost its name, so the name goes when the database is closed. */
static char *scratch_path(const struct vault *v)
{
	struct buf path = {0};
	buf_printf(&path, "%s/" SCRATCH_PREFIX "%ld", v->path, (long)getpid());
	return path.s;
}

/* Takes away what processes left that were killed while they compared. */
static void remove_stale(const struct vault *v)
{
	DIR *folder = opendir(v->path);
	const struct dirent *entry;
	while (folder && (entry = readdir(folder)) != NULL) {
		int64_t pid;
		struct bytes name = bytes_of(entry->d_name);
		if (!bytes_starts(name, SCRATCH_PREFIX)) {
			continue;
		}
		size_t prefix = sizeof(SCRATCH_PREFIX) - 1;
		if (bytes_int64((struct bytes){name.s + prefix, name.len - prefix}, &pid) &&
			kill((pid_t)pid, 0) != 0 && errno == ESRCH) {
			unlinkat(dirfd(folder), entry->d_name, 0);
		}
	}
	if (folder) {
		closedir(folder);
	}
}

int record_check_register(struct vault *v, const struct record_progress *progress, struct err *e)
{
	struct target t = {.v = v};
	struct hash expected;
	struct hash found;
	char *path = scratch_path(v);
	remove_stale(v);
	int rc = db_open(path, (struct db_settings){.mode = DB_SCRATCH}, &t.db, e);
	if (rc == 0) {
		rc = fold_create_tables(&v->fold, t.db, e);
	}
	if (rc == 0) {
		rc = db_begin(t.db, e);
	}
	if (rc == 0) {
		rc = fold_all(&t, progress, e);
	}
	if (rc == 0) {
		rc = fold_digest(&v->fold, t.db, &expected, e);
	}
	if (rc == 0) {
		rc = fold_digest(&v->fold, v->db, &found, e);
	}
	if (rc == 0 && !hash_equal(&expected, &found)) {
		rc = err_set(e, ERR_DAMAGED,
			"the register is not what the journal gives; \"recount rebuild\" makes it again");
	}
	db_close(&t.db);
	unlink(path);
	free(path);
	return rc;
}
