/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/rebuild.h"

#include "base/pool.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#define SCRATCH_PREFIX ".scratch-"

enum {
	PROGRESS_EVERY = 4096,
	/* Entries that are read together by the pool, while those before them are folded and those after them fetched; few
	 * enough for the cache. */
	BATCH_ENTRIES = 32,
	JOB_ENTRIES = 4,
};

/* An entry on its way from the journal to the register. */
struct slot {
	int64_t seq;
	struct bytes leaf;
	struct bytes disclosures;
	const struct record_type *type;
	json_t *record;
	json_t *done; /* the record before; given back where the next is made, which keeps memory in its thread */
	struct err err;
};

struct batch {
	struct slot slots[BATCH_ENTRIES];
	size_t count;
	struct arena copies;
	struct arena working[BATCH_ENTRIES / JOB_ENTRIES];
};

/* Where the fold goes: the vault's own database, or a scratch one. */
struct target {
	struct vault *v;
	struct db *db;
	struct pool *pool;
	struct tree tree;
	struct batch batches[3];
	struct batch *fetching; /* the newest */
	struct batch *reading;
	struct batch *folding; /* the oldest */
	bool has_more;         /* entries that were not fetched yet */
};

/* Copies the next entries out of the database. */
static int fetch_batch(struct target *t, struct db_statement *s, struct err *e)
{
	struct batch *batch = t->fetching;
	int rc = 0;
	arena_reset(&batch->copies);
	batch->count = 0;
	while (t->has_more && batch->count < BATCH_ENTRIES) {
		rc = db_step(s, e);
		if (rc != 1) {
			t->has_more = false;
			break;
		}
		struct slot *slot = &batch->slots[batch->count++];
		*slot = (struct slot){.done = slot->record,
			.seq = db_int(s, 0),
			.leaf = arena_copy(&batch->copies, db_text(s, 1)),
			.disclosures = arena_copy(&batch->copies, db_text(s, 2))};
	}
	return rc < 0 ? rc : 0;
}

static void read_job(void *context, size_t i)
{
	struct target *t = context;
	struct batch *batch = t->reading;
	size_t end = (i + 1) * JOB_ENTRIES < batch->count ? (i + 1) * JOB_ENTRIES : batch->count;
	for (size_t k = i * JOB_ENTRIES; k < end; k++) {
		struct slot *slot = &batch->slots[k];
		size_t unopened;
		json_decref(slot->done);
		slot->done = NULL;
		if (entry_read(slot->leaf, slot->disclosures, NULL, &batch->working[i], &slot->type,
			    &slot->record, &unopened, &slot->err) != 0) {
			slot->record = NULL;
		}
	}
	arena_reset(&batch->working[i]);
}

static int fold_slot(struct target *t, const struct slot *slot, struct err *e)
{
	if (slot->seq != (int64_t)t->tree.size) {
		return err_set(
			e, ERR_DAMAGED, "entry %lld is missing from the journal", (long long)t->tree.size);
	}
	if (!slot->record) {
		*e = slot->err;
		return err_context(e, "entry %lld", (long long)slot->seq);
	}
	int rc = record_grow_tree(t->db, &t->tree, slot->leaf, e);
	return rc != 0 ? rc : fold_record(&t->v->fold, t->db, slot->seq, slot->type, slot->record, e);
}

static int fold_batch(struct target *t, struct err *e)
{
	int rc = 0;
	for (size_t i = 0; i < t->folding->count && rc == 0; i++) {
		rc = fold_slot(t, &t->folding->slots[i], e);
	}
	return rc;
}

/* One round: every batch goes one step on, and the oldest becomes the newest. The pool reads, this thread does the rest. */
static int fold_round(struct target *t, struct db_statement *s, struct err *e)
{
	pool_start(t->pool, BATCH_ENTRIES / JOB_ENTRIES, read_job, t);
	int rc = fold_batch(t, e);
	if (rc == 0) {
		rc = fetch_batch(t, s, e);
	}
	pool_wait(t->pool);
	struct batch *folded = t->folding;
	folded->count = 0;
	t->folding = t->reading;
	t->reading = t->fetching;
	t->fetching = folded;
	return rc;
}

static void release(struct target *t)
{
	for (size_t b = 0; b < ARRAY_COUNT(t->batches); b++) {
		for (size_t i = 0; i < BATCH_ENTRIES; i++) {
			json_decref(t->batches[b].slots[i].record);
			json_decref(t->batches[b].slots[i].done);
		}
		arena_done(&t->batches[b].copies);
		for (size_t i = 0; i < ARRAY_COUNT(t->batches[b].working); i++) {
			arena_done(&t->batches[b].working[i]);
		}
	}
}

static int fold_all(struct target *t, const struct record_progress *progress, struct err *e)
{
	struct db_statement *s;
	int64_t total;
	t->has_more = true;
	t->fetching = &t->batches[0];
	t->reading = &t->batches[1];
	t->folding = &t->batches[2];
	int rc = db_query_int(t->v->db, "SELECT max(seq) + 1 FROM entry", 0, &total, e);
	if (rc == 0) {
		rc = db_prepare(t->v->db, "SELECT seq, leaf, disclosures FROM entry ORDER BY seq", &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	t->pool = pool_open(0);
	do {
		rc = fold_round(t, s, e);
		if (t->tree.size % PROGRESS_EVERY < BATCH_ENTRIES) {
			progress->step(progress->context, (int64_t)t->tree.size, total);
		}
	} while (rc == 0 && t->folding->count + t->reading->count > 0);
	pool_close(&t->pool);
	db_reset(s);
	release(t);
	return rc;
}

static int rebuild(
	struct target *t, const struct record_progress *progress, struct hash *digest, struct err *e)
{
	struct vault *v = t->v;
	int rc = fold_drop_tables(&v->fold, v->db, e);
	if (rc == 0) {
		rc = fold_create_tables(&v->fold, v->db, e);
	}
	if (rc == 0) {
		rc = fold_all(t, progress, e);
	}
	if (rc == 0 && digest) {
		rc = fold_digest(&v->fold, v->db, digest, e);
	}
	return rc;
}

int record_rebuild(
	struct vault *v, const struct record_progress *progress, struct hash *digest, struct err *e)
{
	struct target t = {.v = v, .db = v->db};
	/* The pages of the old register take the new one: zeros in between would write everything twice. */
	int rc = db_run(v->db, "PRAGMA secure_delete=OFF", e);
	if (rc == 0) {
		rc = vault_begin(v, e);
	}
	if (rc != 0) {
		return rc;
	}
	rc = rebuild(&t, progress, digest, e);
	if (rc != 0) {
		vault_rollback(v);
	} else {
		v->tree = t.tree;
		rc = vault_commit(v, e);
	}
	struct err ignored = {0};
	int restored = db_run(v->db, "PRAGMA secure_delete=ON", rc == 0 ? e : &ignored);
	return rc != 0 ? rc : restored;
}

/* SQLite refuses a database whose file has lost its name, so the name goes when the database is closed. */
static char *scratch_path(const struct vault *v)
{
	struct buf path = {0};
	if (access(v->path, W_OK) == 0) {
		buf_printf(&path, "%s/" SCRATCH_PREFIX "%ld", v->path, (long)getpid());
	} else {
		buf_add_text(&path, ":memory:"); /* on a read-only medium */
	}
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
