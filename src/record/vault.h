/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A vault: one folder that holds the journal, the register, the evidence and the keys.
 *
 *     vault.db        SQLite: entries, checkpoints (enduring), register tables (derived)
 *     evidence/       preserved files by SHA-256 (module evidence)
 *     keys/           sealed keys and the verifier key (record/keys.h)
 *     codebook.ini    a copy of the codebook in force, for reading
 *     lock            held by the one process that writes
 *
 * One process writes at a time; any number read. Everything that is appended between vault_begin() and
 * vault_commit() becomes durable together or not at all.
 */
#ifndef RECORD_VAULT_H
#define RECORD_VAULT_H

#include "db/db.h"
#include "journal/checkpoint.h"
#include "journal/tree.h"
#include "record/entry.h"
#include "record/fold.h"
#include "record/keys.h"

struct vault {
	char *path;
	struct db *db;
	struct vocabulary vocabulary;
	struct fold fold;
	struct tree tree;       /* over all entries, also uncommitted ones */
	struct tree tree_saved; /* as it was at vault_begin() */
	struct note_key log;
	struct seal_public box;
	struct entry entry; /* working memory of vault_append() */
	int lock_fd; /* held alone by a writer; shared by a reader of a folder that it may not write in; else -1 */
};

struct vault_settings {
	bool is_writer;
	bool is_synchronous_normal; /* for the test that shows that FULL is needed */
	bool without_register;      /* for rebuild: the derived tables may be missing */
};

/*
 * Makes a new vault at path, which must not exist or be an empty folder, and its first entry, of type key.
 *
 * ^ After a failure there is nothing at path that was not there before.
 */
int vault_create(const char *path, const struct secret *passphrase, const struct keyfile_settings *settings,
	struct err *e) MUST_USE;

/*
 * Opens a vault.
 *
 * returns   0 and *out, to be given to vault_close(); ERR_NOT_FOUND when there is no vault; ERR_BUSY when another
 *           process writes; ERR_DAMAGED; ERR_UNSUPPORTED when a newer program made it
 */
int vault_open(const char *path, struct vault_settings settings, struct vault **out, struct err *e) MUST_USE;
void vault_close(struct vault **v);

/* One transaction. A failed vault_commit() has rolled back. */
int vault_begin(struct vault *v, struct err *e) MUST_USE;
/* The same for much at once: see db_begin_alone(). */
int vault_begin_alone(struct vault *v, struct err *e) MUST_USE;
int vault_commit(struct vault *v, struct err *e) MUST_USE;
void vault_rollback(struct vault *v);

/*
 * Checks a record by itself: fields and the rules of its type. Reads nothing but constants of the vault, so that many
 * threads may check at once.
 *
 * record    without "type"
 * returns   0 or ERR_INPUT
 */
int vault_check_shape(
	const struct vault *v, const struct record_type *type, const json_t *record, struct err *e) MUST_USE;

/* How the type of an id is found: in the vault, or there and among records that are about to be appended. */
struct vault_lookup {
	int (*find)(void *context, struct bytes id, const struct record_type **type, struct err *e);
	void *context;
};

/* Checks that everything a record refers to exists and is of the right type. returns 0, ERR_INPUT, or lookup's failure. */
int vault_check_refs(const struct vault *v, const struct record_type *type, const json_t *record,
	const struct vault_lookup *lookup, struct err *e) MUST_USE;

/* Checks that what the record replaces is not replaced already: corrections form a chain. returns 0 or ERR_CHANGED. */
int vault_check_replaces(
	struct vault *v, const struct record_type *type, const json_t *record, struct err *e) MUST_USE;

/*
 * All checks of one record: shape, references, and that its id is free. Quotes are checked by intake.
 *
 * returns   0; ERR_INPUT; ERR_CHANGED when the id is taken
 */
int vault_check_record(
	struct vault *v, const struct record_type *type, const json_t *record, struct err *e) MUST_USE;

/*
 * Appends the entry of a record that passed vault_check_record(), and its rows in the register. Only in a transaction.
 *
 * seq       set to its number in the journal; may be NULL
 */
int vault_append(struct vault *v, const struct record_type *type, json_t *record, int64_t *seq,
	struct err *e) MUST_USE;

/* The same in a transaction of its own: after a failure nothing of it is kept. */
int vault_append_alone(struct vault *v, const struct record_type *type, json_t *record, int64_t *seq,
	struct err *e) MUST_USE;

/* vault_append() of an entry that is already composed (import composes ahead, in another thread). */
int vault_append_entry(struct vault *v, const struct record_type *type, const json_t *unsealed,
	const struct entry *entry, int64_t *seq, struct err *e) MUST_USE;

/* Entry and type of an id. ERR_NOT_FOUND when there is none. */
int vault_find(struct vault *v, struct bytes id, int64_t *seq, const struct record_type **type,
	struct err *e) MUST_USE;

/*
 * Reads the record of an entry.
 *
 * record    the caller's
 */
int vault_read(struct vault *v, int64_t seq, const struct leaf_opener *opener,
	const struct record_type **type, json_t **record, size_t *unopened, struct err *e) MUST_USE;

/* Leaf of an entry, appended to out. */
int vault_read_leaf(struct vault *v, int64_t seq, struct buf *out, struct err *e) MUST_USE;

/* Reads tree nodes; context is the vault. */
struct tree_reader vault_tree_reader(struct vault *v);

/*
 * Signs the head of the journal and keeps the checkpoint; signing the same head again keeps the old one. The root is
 * computed from the leaves, not from what is derived of them.
 *
 * ^ Nothing is signed with another key than the journal's, or when the entries do not continue the last head.
 * note      receives the checkpoint
 */
int vault_sign(struct vault *v, const struct secret *seed, struct buf *note, struct err *e) MUST_USE;

/*
 * Opens a new log: a new signing key with a name of its own, which a key entry announces. The old signing key is put
 * aside as keys/log.key.old. After a restore this is what keeps an old backup from contradicting newer heads.
 */
int vault_replace_log_key(struct vault *v, const struct secret *passphrase,
	const struct keyfile_settings *settings, const char *reason, struct err *e) MUST_USE;

/* The newest checkpoint: its size, -1 when there is none, and its note, appended to out (may be NULL). */
int vault_last_checkpoint(struct vault *v, int64_t *size, struct buf *out, struct err *e) MUST_USE;

#endif
