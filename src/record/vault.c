/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/vault.h"

#include "base/file.h"
#include "crypto/base64.h"
#include "crypto/random.h"
#include "record/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define VAULT_FORMAT "1"

static char *path_in(const char *path, const char *name)
{
	struct buf b = {0};
	buf_printf(&b, "%s/%s", path, name);
	return b.s;
}

static struct vault *new_handle(const char *path)
{
	struct vault *v = mem_calloc(1, sizeof(*v));
	struct buf copy = {0};
	buf_add_text(&copy, path);
	v->path = copy.s;
	v->lock_fd = -1;
	vocabulary_init(&v->vocabulary);
	fold_init(&v->fold);
	return v;
}

void vault_close(struct vault **v)
{
	if (!*v) {
		return;
	}
	if ((*v)->db) {
		vault_rollback(*v);
	}
	db_close(&(*v)->db);
	if ((*v)->lock_fd >= 0) {
		close((*v)->lock_fd);
	}
	entry_done(&(*v)->entry);
	fold_done(&(*v)->fold);
	vocabulary_done(&(*v)->vocabulary);
	free((*v)->path);
	free(*v);
	*v = NULL;
}

static int take_lock(struct vault *v, struct err *e)
{
	char *path = path_in(v->path, "lock");
	int rc = 0;
	v->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (v->lock_fd < 0) {
		rc = err_errno(e, ERR_IO, "cannot open %s", path);
	} else if (flock(v->lock_fd, LOCK_EX | LOCK_NB) != 0) {
		rc = err_set(
			e, ERR_BUSY, "another recount is writing to %s; wait until it has finished", v->path);
	}
	free(path);
	return rc;
}

/*
 * A reader that may not write in the folder gets no side files from SQLite. It reads without them, and holds the lock
 * together with other readers, so that nobody writes meanwhile. False when somebody does, or may not be kept out.
 */
static bool share_lock(struct vault *v)
{
	char *path = path_in(v->path, "lock");
	bool is_ours = true;
	v->lock_fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (v->lock_fd < 0) {
		is_ours = errno == ENOENT; /* a copy that nobody ever wrote to */
	} else if (flock(v->lock_fd, LOCK_SH | LOCK_NB) != 0) {
		is_ours = false;
	}
	free(path);
	return is_ours;
}

static int get_setting(struct vault *v, const char *name, struct buf *out, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(v->db, "SELECT value FROM vault WHERE name = ?", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, bytes_of(name));
	rc = db_step(s, e);
	if (rc == 1) {
		buf_add_bytes(out, db_text(s, 0));
	} else if (rc == 0) {
		rc = err_set(
			e, ERR_DAMAGED, "%s does not say its %s; it is no vault, or damaged", v->path, name);
	}
	db_reset(s);
	return rc < 0 ? rc : 0;
}

static int set_setting(struct vault *v, const char *name, const char *value, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(v->db, "INSERT OR REPLACE INTO vault VALUES(?, ?)", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, bytes_of(name));
	db_bind_text(s, 2, bytes_of(value));
	return db_finish(s, e);
}

static int check_format(struct vault *v, struct err *e)
{
	struct buf format = {0};
	int rc = get_setting(v, "format", &format, e);
	if (rc == 0 && !bytes_is(buf_bytes(&format), VAULT_FORMAT)) {
		rc = err_set(e, ERR_UNSUPPORTED,
			"%s has format %s and this program knows format " VAULT_FORMAT
			"; use a newer program",
			v->path, format.s);
	}
	buf_done(&format);
	return rc;
}

/* Reads the key entry that is in force. */
static int load_keys(struct vault *v, struct err *e)
{
	const struct record_type *type;
	json_t *record = NULL;
	size_t unopened;
	struct buf number = {0};
	int64_t seq = 0;
	int rc = get_setting(v, "key_entry", &number, e);
	if (rc == 0 && !bytes_int64(buf_bytes(&number), &seq)) {
		rc = err_set(e, ERR_DAMAGED, "%s does not say which key is in force", v->path);
	}
	if (rc == 0) {
		rc = vault_read(v, seq, NULL, &type, &record, &unopened, e);
	}
	if (rc == 0 && strcmp(type->name, "key") != 0) {
		rc = err_set(
			e, ERR_DAMAGED, "entry %lld does not name the key of the journal", (long long)seq);
	}
	if (rc == 0) {
		rc = note_key_parse(json_get_view(record, "verifier"), &v->log, e);
	}
	if (rc == 0) {
		rc = base64_decode_exact(
			BASE64_STANDARD, json_get_view(record, "box"), v->box.b, sizeof(v->box.b), e);
	}
	json_decref(record);
	buf_done(&number);
	return rc;
}

static int load_tree(struct vault *v, struct err *e)
{
	int64_t size;
	int rc = db_query_int(v->db, "SELECT max(seq) + 1 FROM entry", 0, &size, e);
	struct tree_reader reader = vault_tree_reader(v);
	return rc != 0 ? rc : tree_load(&v->tree, (uint64_t)size, &reader, e);
}

static int find_database(const char *path, const char *file, struct err *e)
{
	struct stat s;
	if (stat(file, &s) == 0) {
		return S_ISREG(s.st_mode)
			? 0
			: err_set(e, ERR_DAMAGED, "%s is no ordinary file; restore it from a backup", file);
	}
	return errno == ENOENT || errno == ENOTDIR
		? err_set(e, ERR_NOT_FOUND,
			  "there is no vault at %s; make one with \"recount init %s\", or name another with "
			  "--vault",
			  path, path)
		: err_errno(e, ERR_IO, "cannot look into the vault %s", path);
}

int vault_open(const char *path, struct vault_settings settings, struct vault **out, struct err *e)
{
	struct vault *v = new_handle(path);
	char *file = path_in(path, "vault.db");
	int rc = find_database(path, file, e);
	if (rc == 0 && settings.is_writer) {
		rc = take_lock(v, e);
	}
	if (rc == 0) {
		struct db_settings db = {.mode = settings.is_writer ? DB_WRITE : DB_READ,
			.is_synchronous_normal = settings.is_synchronous_normal,
			.is_immutable = !settings.is_writer && access(path, W_OK) != 0 && share_lock(v)};
		rc = db_open(file, db, &v->db, e);
	}
	if (rc == 0) {
		rc = check_format(v, e);
	}
	if (rc == 0) {
		unsigned parts = (settings.without_register ? 0 : SCHEMA_REGISTER) |
			(settings.is_writer ? SCHEMA_CODE : 0);
		rc = schema_check(&v->fold, v->db, parts, e) == 0 ? 0 : err_context(e, "%s", path);
	}
	if (rc == 0) {
		rc = load_keys(v, e);
	}
	if (rc == 0 && settings.is_writer && !settings.without_register) {
		rc = load_tree(v, e);
	}
	free(file);
	if (rc != 0) {
		vault_close(&v);
	}
	*out = v;
	return rc;
}

/* Appends a key entry and puts it in force. */
static int append_key(struct vault *v, const struct keys_public *keys, const char *reason, struct err *e)
{
	struct buf verifier = {0};
	struct buf box = {0};
	char id[LIMIT_ID_BYTES + 1];
	char number[24];
	int64_t seq;
	note_key_write(&keys->log, &verifier);
	base64_encode(
		BASE64_STANDARD, (struct bytes){(const char *)keys->vault.b, sizeof(keys->vault.b)}, &box);
	random_id("key", id);
	json_t *record = json_pack(
		"{s:s, s:s, s:s, s:s}", "id", id, "verifier", verifier.s, "box", box.s, "reason", reason);
	if (!record) {
		mem_exhausted();
	}
	int rc = vault_append(v, record_type_find(BYTES("key")), record, &seq, e);
	if (rc == 0) {
		snprintf(number, sizeof(number), "%lld", (long long)seq);
		rc = set_setting(v, "key_entry", number, e);
	}
	json_decref(record);
	buf_done(&verifier);
	buf_done(&box);
	return rc;
}

int vault_replace_log_key(struct vault *v, const struct secret *passphrase,
	const struct keyfile_settings *settings, const char *reason, struct err *e)
{
	struct keys_public keys = {.vault = v->box};
	char origin[KEYS_ORIGIN_BYTES];
	keys_new_origin(origin);
	int rc = keys_replace_log(v->path, origin, passphrase, settings, &keys.log, e);
	if (rc == 0) {
		rc = vault_begin(v, e);
	}
	if (rc == 0) {
		rc = append_key(v, &keys, reason, e);
		if (rc == 0) {
			rc = vault_commit(v, e);
		} else {
			vault_rollback(v);
		}
	}
	if (rc == 0) {
		v->log = keys.log;
	}
	return rc;
}

static int create_database(struct vault *v, const struct keys_public *keys, struct err *e)
{
	char *file = path_in(v->path, "vault.db");
	int rc = db_open(file, (struct db_settings){.mode = DB_CREATE}, &v->db, e);
	free(file);
	if (rc == 0) {
		rc = vault_begin(v, e);
	}
	if (rc == 0) {
		rc = schema_create(&v->fold, v->db, e);
	}
	if (rc == 0) {
		rc = set_setting(v, "format", VAULT_FORMAT, e);
	}
	if (rc == 0) {
		rc = append_key(v, keys, "first key of the vault", e);
	}
	return rc == 0 ? vault_commit(v, e) : rc;
}

static int make_folder(const char *path, bool *is_ours, struct err *e)
{
	*is_ours = mkdir(path, 0700) == 0;
	if (*is_ours || (errno == EEXIST && rmdir(path) == 0 && mkdir(path, 0700) == 0)) {
		*is_ours = true;
		return 0;
	}
	if (errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR) {
		return err_set(e, ERR_CHANGED,
			"%s is there already and not empty; choose another name for the vault", path);
	}
	return err_errno(e, ERR_IO, "cannot make the folder %s", path);
}

static void remove_vault(const char *path)
{
	static const char *const files[] = {"vault.db", "vault.db-wal", "vault.db-shm", "vault.db-journal",
		"lock", "keys/log.key", "keys/vault.key", "keys/log.vkey", "keys", "evidence"};
	for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
		char *file = path_in(path, files[i]);
		(void)remove(file);
		free(file);
	}
	(void)rmdir(path);
}

int vault_create(const char *path, const struct secret *passphrase, const struct keyfile_settings *settings,
	struct err *e)
{
	struct keys_public keys;
	bool is_ours = false;
	char origin[KEYS_ORIGIN_BYTES];
	keys_new_origin(origin);

	int rc = make_folder(path, &is_ours, e);
	struct vault *v = rc == 0 ? new_handle(path) : NULL;
	char *evidence = path_in(path, "evidence");
	if (rc == 0 && mkdir(evidence, 0700) != 0) {
		rc = err_errno(e, ERR_IO, "cannot make the folder %s", evidence);
	}
	if (rc == 0) {
		rc = keys_create(path, origin, passphrase, settings, &keys, e);
	}
	if (rc == 0) {
		rc = create_database(v, &keys, e);
	}
	if (rc == 0) {
		rc = file_sync_folder(path, e);
	}
	if (rc == 0) {
		rc = file_sync_name(path, e);
	}
	vault_close(&v);
	if (rc != 0 && is_ours) {
		remove_vault(path);
	}
	free(evidence);
	return rc;
}

int vault_begin(struct vault *v, struct err *e)
{
	v->tree_saved = v->tree;
	return db_begin(v->db, e);
}

int vault_begin_alone(struct vault *v, struct err *e)
{
	v->tree_saved = v->tree;
	return db_begin_alone(v->db, e);
}

int vault_commit(struct vault *v, struct err *e)
{
	int rc = db_commit(v->db, e);
	if (rc != 0) {
		v->tree = v->tree_saved;
	}
	return rc;
}

void vault_rollback(struct vault *v)
{
	if (db_is_in_transaction(v->db)) {
		db_rollback(v->db);
		v->tree = v->tree_saved;
	}
}

int vault_last_checkpoint(struct vault *v, int64_t *size, struct buf *out, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(v->db, "SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1", &s, e);
	if (rc != 0) {
		return rc;
	}
	rc = db_step(s, e);
	*size = rc == 1 ? db_int(s, 0) : -1;
	if (rc == 1 && out) {
		buf_add_bytes(out, db_text(s, 1));
	}
	db_reset(s);
	return rc < 0 ? rc : 0;
}

/* The root of the last head, whichever key signed it. Absent when there is none: *size is -1. */
static int last_root(struct vault *v, int64_t *size, struct hash *root, struct err *e)
{
	struct buf text = {0};
	struct note note;
	struct checkpoint head;
	int rc = vault_last_checkpoint(v, size, &text, e);
	if (rc == 0 && *size >= 0) {
		rc = note_parse(buf_bytes(&text), &note, e);
		if (rc == 0) {
			rc = checkpoint_parse(note.text, &head, e);
		}
		if (rc == 0) {
			*root = head.root;
		}
	}
	buf_done(&text);
	return rc;
}

/*
 * What is signed can never be taken back, so the root is computed from the leaves themselves, and they must continue
 * the last head.
 */
static int root_of_leaves(struct vault *v, struct hash *root, struct err *e)
{
	struct db_statement *s;
	struct tree tree = {0};
	struct hash completed[TREE_LEVEL_COUNT];
	struct hash last;
	int64_t last_size;
	int rc = last_root(v, &last_size, &last, e);
	if (rc == 0) {
		rc = db_prepare(v->db, "SELECT leaf FROM entry ORDER BY seq", &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	while ((rc = db_step(s, e)) == 1) {
		struct hash leaf = tree_leaf(db_text(s, 0));
		(void)tree_append(&tree, &leaf, completed);
		if ((int64_t)tree.size != last_size) {
			continue;
		}
		*root = tree_root(&tree);
		if (!hash_equal(root, &last)) {
			rc = err_set(e, ERR_DAMAGED,
				"the entries do not give the root that was signed last; nothing is signed");
			break;
		}
	}
	db_reset(s);
	*root = tree_root(&tree);
	struct hash kept = tree_root(&v->tree);
	if (rc == 0 && (tree.size != v->tree.size || !hash_equal(root, &kept))) {
		rc = err_set(e, ERR_DAMAGED,
			"the register does not fit the journal; run \"recount rebuild\" and sign again");
	}
	return rc;
}

static int keep_checkpoint(struct vault *v, struct bytes note, struct err *e)
{
	struct db_statement *s;
	int rc = vault_begin(v, e);
	if (rc == 0) {
		rc = db_prepare(v->db, "INSERT INTO checkpoint VALUES(?, ?)", &s, e);
	}
	if (rc == 0) {
		db_bind_int(s, 1, (int64_t)v->tree.size);
		db_bind_text(s, 2, note);
		rc = db_finish(s, e);
	}
	if (rc == 0) {
		return vault_commit(v, e);
	}
	vault_rollback(v);
	return rc;
}

int vault_sign(struct vault *v, const struct secret *seed, struct buf *note, struct err *e)
{
	int64_t signed_size;
	struct hash root;
	struct sign_public own;
	sign_public_of(seed, &own);
	if (memcmp(own.b, v->log.public.b, sizeof(own.b)) != 0) {
		return err_set(e, ERR_DAMAGED,
			"keys/log.key is not the key of this journal; put the right one back from a backup");
	}
	int rc = vault_last_checkpoint(v, &signed_size, NULL, e);
	if (rc == 0 && signed_size > (int64_t)v->tree.size) {
		rc = err_set(e, ERR_DAMAGED,
			"a head over %lld entries was signed, and the journal has only %lld",
			(long long)signed_size, (long long)v->tree.size);
	}
	if (rc == 0) {
		rc = root_of_leaves(v, &root, e);
	}
	if (rc != 0 || signed_size == (int64_t)v->tree.size) {
		return rc != 0 ? rc : vault_last_checkpoint(v, &signed_size, note, e);
	}
	size_t start = note->len;
	checkpoint_sign(v->tree.size, &root, &v->log, seed, note);
	return keep_checkpoint(v, (struct bytes){note->s + start, note->len - start}, e);
}
