/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The vault: making, opening, the one writer, appending, signing, and its keys. */
#include "fixture.h"
#include "test.h"

#include "base/file.h"

#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *path_in(const char *folder, const char *name)
{
	static char path[512];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static size_t count_items(const char *folder)
{
	size_t count = 0;
	DIR *dir = opendir(folder);
	while (dir && readdir(dir)) {
		count++;
	}
	if (dir) {
		closedir(dir);
	}
	return count > 2 ? count - 2 : 0; /* . and .. */
}

static int create(const char *path, struct err *e)
{
	struct secret passphrase = {0};
	struct keyfile_settings settings = keyfile_lowest_settings();
	fixture_passphrase(&passphrase);
	int rc = vault_create(path, &passphrase, &settings, e);
	secret_done(&passphrase);
	return rc;
}

TEST(a_new_vault_holds_its_keys_and_one_entry)
{
	const char *path = fixture_vault();
	struct vault *v = fixture_open(path, false);
	const struct record_type *type;
	json_t *record;
	size_t unopened;
	struct err e = {0};
	struct buf verifier = {0};
	CHECK_OK(vault_read(v, 0, NULL, &type, &record, &unopened, &e), e);
	CHECK_TEXT(bytes_of(type->name), BYTES("key"));
	note_key_write(&v->log, &verifier);
	CHECK_TEXT(json_get_view(record, "verifier"), buf_bytes(&verifier));
	buf_add_char(&verifier, '\n');
	struct bytes vkey = test_read_file(path_in(path, "keys/log.vkey"));
	CHECK_TEXT(vkey, buf_bytes(&verifier));
	free((char *)(uintptr_t)vkey.s);
	json_decref(record);
	CHECK_INT(vault_read(v, 1, NULL, &type, &record, &unopened, &e), -ERR_NOT_FOUND);
	vault_close(&v);
	CHECK(v == NULL);
	vault_close(&v);
	struct stat s;
	CHECK(stat(path, &s) == 0 && (s.st_mode & 0777) == 0700);
	CHECK(stat(path_in(path, "keys/log.key"), &s) == 0 && (s.st_mode & 0777) == 0600);
	CHECK(stat(path_in(path, "keys/vault.key"), &s) == 0 && (s.st_mode & 0777) == 0600);
	buf_done(&verifier);
}

TEST(a_vault_is_not_made_over_something)
{
	GUARANTEE("vault.h: After a failure there is nothing at path that was not there before.");
	struct err e = {0};
	const char *folder = fixture_vault();
	struct bytes before = test_read_file(path_in(folder, "vault.db"));
	CHECK_INT(create(folder, &e), -ERR_CHANGED); /* a vault */
	struct bytes after = test_read_file(path_in(folder, "vault.db"));
	CHECK(bytes_equal(before, after));
	free((char *)(uintptr_t)before.s);
	free((char *)(uintptr_t)after.s);

	char other[256];
	snprintf(other, sizeof(other), "%s", test_folder());
	(void)fixture_file(other, "mine.txt", BYTES("mine"));
	CHECK_INT(create(other, &e), -ERR_CHANGED); /* a folder with a file in it */
	CHECK_INT((int64_t)count_items(other), 1);
	CHECK_INT(create(path_in(other, "mine.txt"), &e), -ERR_CHANGED); /* a file */
	CHECK_INT(create(path_in(other, "no/such/folder"), &e), -ERR_IO);
	CHECK_INT((int64_t)count_items(other), 1);
}

/* The disk fills up at every size there is on the way; each time nothing may stay. */
TEST(a_vault_that_cannot_be_made_leaves_nothing)
{
	GUARANTEE("vault.h: After a failure there is nothing at path that was not there before.");
	char folder[256];
	char path[300];
	snprintf(folder, sizeof(folder), "%s", test_folder());
	snprintf(path, sizeof(path), "%s/vault", folder);
	struct rlimit old;
	void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
	BUG_IF(getrlimit(RLIMIT_FSIZE, &old) != 0);
	static const rlim_t sizes[] = {0, 8, 250, 5000, 40000};
	for (size_t i = 0; i < ARRAY_COUNT(sizes); i++) {
		struct err e = {0};
		struct rlimit small = {sizes[i], old.rlim_max};
		BUG_IF(setrlimit(RLIMIT_FSIZE, &small) != 0);
		int rc = create(path, &e);
		BUG_IF(setrlimit(RLIMIT_FSIZE, &old) != 0);
		size_t left = count_items(folder);
		if (rc == 0 || left != 0) {
			signal(SIGXFSZ, handler);
			test_note("at %lu bytes: %d %s", (unsigned long)sizes[i], rc, e.text);
		}
		CHECK(rc != 0);
		CHECK_INT((int64_t)left, 0);
	}
	signal(SIGXFSZ, handler);
	struct err e = {0};
	CHECK_OK(create(path, &e), e); /* and an empty folder that is there is taken */
}

TEST(an_empty_folder_is_taken)
{
	struct err e = {0};
	char path[256];
	snprintf(path, sizeof(path), "%s", test_folder());
	CHECK_OK(create(path, &e), e);
	struct vault *v = fixture_open(path, true);
	vault_close(&v);
}

static int try_open(const char *path, bool is_writer, struct err *e)
{
	struct vault *v = NULL;
	int rc = vault_open(path, (struct vault_settings){.is_writer = is_writer}, &v, e);
	BUG_IF(rc != 0 && v != NULL);
	vault_close(&v);
	return rc;
}

TEST(one_writer_and_any_number_of_readers)
{
	const char *path = fixture_vault();
	struct err e = {0};
	struct vault *writer = fixture_open(path, true);
	CHECK_INT(try_open(path, true, &e), -ERR_BUSY);
	CHECK(strstr(e.text, "another recount is writing"));
	struct vault *reader = fixture_open(path, false);
	struct vault *second = fixture_open(path, false);
	CHECK_OK(fixture_add(writer, fixture_records[0], &e), e);
	int64_t seq;
	const struct record_type *type;
	CHECK_OK(vault_find(reader, BYTES("hrw"), &seq, &type, &e), e);
	CHECK_INT(seq, 1);
	CHECK(db_run(reader->db, "INSERT INTO vault VALUES('a', 'b')", &e) != 0); /* a reader cannot write */
	vault_close(&reader);
	vault_close(&second);

	/* another process is as much another writer */
	pid_t child = fork();
	if (child == 0) {
		struct err ignored = {0};
		_exit(try_open(path, true, &ignored) == -ERR_BUSY ? 0 : 1);
	}
	int status = -1;
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0);
	vault_close(&writer);
	CHECK_OK(try_open(path, true, &e), e);
}

TEST(what_is_no_vault_is_refused)
{
	struct err e = {0};
	char path[256];
	snprintf(path, sizeof(path), "%s", test_folder());
	CHECK_INT(try_open(path, false, &e), -ERR_NOT_FOUND);
	CHECK(strstr(e.text, "recount init"));
	(void)fixture_file(
		path, "vault.db", BYTES("no database, whatever its name says about it, but some text\n"));
	CHECK_INT(try_open(path, false, &e), -ERR_DAMAGED);
	(void)fixture_file(path, "vault.db", BYTES(""));
	CHECK_INT(try_open(path, false, &e), -ERR_DAMAGED);
}

TEST(a_vault_of_a_newer_program_is_refused)
{
	const char *path = fixture_vault();
	struct vault *v = fixture_open(path, true);
	struct err e = {0};
	CHECK_OK(db_run(v->db, "UPDATE vault SET value = '2' WHERE name = 'format'", &e), e);
	vault_close(&v);
	CHECK_INT(try_open(path, false, &e), -ERR_UNSUPPORTED);
	CHECK(strstr(e.text, "newer program"));
}

TEST(entries_are_never_changed_or_deleted)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	struct err e = {0};
	fixture_sign(v);
	CHECK(db_run(v->db, "UPDATE entry SET leaf = 'x'", &e) != 0 && strstr(e.text, "never changed"));
	CHECK(db_run(v->db, "DELETE FROM entry", &e) != 0 && strstr(e.text, "never deleted"));
	CHECK(db_run(v->db, "INSERT INTO entry VALUES(7, 'x', 'y')", &e) != 0 &&
		strstr(e.text, "without gaps"));
	CHECK(db_run(v->db, "UPDATE checkpoint SET note = 'x'", &e) != 0 && strstr(e.text, "never changed"));
	CHECK(db_run(v->db, "DELETE FROM checkpoint", &e) != 0 && strstr(e.text, "never deleted"));
	vault_close(&v);
}

TEST(appended_records_are_read_back_and_found)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	struct err e = {0};
	fixture_fill(v);
	for (int64_t i = 0; fixture_records[i]; i++) {
		const struct record_type *type;
		const struct record_type *found;
		json_t *record;
		json_t *expected;
		size_t unopened;
		int64_t seq;
		CHECK_OK(vault_read(v, i + 1, NULL, &type, &record, &unopened, &e), e);
		BUG_IF(json_parse(bytes_of(fixture_records[i]), &expected, &e) != 0);
		CHECK_TEXT(json_get_view(expected, "type"), bytes_of(type->name));
		json_object_del(expected, "type");
		CHECK(json_equal(record, expected));
		CHECK_OK(vault_find(v, json_get_view(record, "id"), &seq, &found, &e), e);
		CHECK(seq == i + 1 && found == type);
		json_decref(record);
		json_decref(expected);
	}
	vault_close(&v);
}

TEST(a_rollback_takes_everything_back)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	struct err e = {0};
	struct hash before = tree_root(&v->tree);
	json_t *record = json_pack("{s:s, s:s}", "id", "gone", "name", "Gone");
	const struct record_type *type = record_type_find(BYTES("publication"));
	int64_t seq;
	CHECK_OK(vault_begin(v, &e), e);
	CHECK_OK(vault_append(v, type, record, &seq, &e), e);
	CHECK_INT(seq, 1);
	vault_rollback(v);
	struct hash after = tree_root(&v->tree);
	CHECK(hash_equal(&before, &after) && v->tree.size == 1);
	CHECK_INT(vault_find(v, BYTES("gone"), &seq, &type, &e), -ERR_NOT_FOUND);

	/* the same id is free again, and gets the same number */
	type = record_type_find(BYTES("publication"));
	CHECK_OK(vault_begin(v, &e), e);
	CHECK_OK(vault_append(v, type, record, &seq, &e), e);
	CHECK_OK(vault_commit(v, &e), e);
	CHECK_INT(seq, 1);
	json_decref(record);

	/* an id that is taken: the append fails, and the rollback keeps what was there */
	record = json_pack("{s:s, s:s}", "id", "gone", "name", "Other");
	CHECK_OK(vault_begin(v, &e), e);
	CHECK(vault_append(v, type, record, &seq, &e) != 0);
	vault_rollback(v);
	CHECK_INT((int64_t)v->tree.size, 2);
	json_decref(record);
	struct hash in_memory = tree_root(&v->tree);
	char path[256];
	snprintf(path, sizeof(path), "%s", v->path);
	vault_close(&v);
	v = fixture_open(path, true);
	struct hash loaded = tree_root(&v->tree);
	CHECK(hash_equal(&loaded, &in_memory));
	vault_close(&v);
}

TEST(closing_in_a_transaction_rolls_back)
{
	const char *path = fixture_vault();
	struct vault *v = fixture_open(path, true);
	struct err e = {0};
	json_t *record = json_pack("{s:s, s:s}", "id", "gone", "name", "Gone");
	CHECK_OK(vault_begin(v, &e), e);
	CHECK_OK(vault_append(v, record_type_find(BYTES("publication")), record, NULL, &e), e);
	json_decref(record);
	vault_close(&v);
	v = fixture_open(path, true);
	CHECK_INT((int64_t)v->tree.size, 1);
	vault_close(&v);
}

/* Over 256 entries, so that stored nodes of the tree are read back. */
TEST(the_tree_is_loaded_as_it_was_left)
{
	const char *path = fixture_vault();
	struct vault *v = fixture_open(path, true);
	struct err e = {0};
	const struct record_type *type = record_type_find(BYTES("publication"));
	CHECK_OK(vault_begin(v, &e), e);
	for (int i = 0; i < 700; i++) {
		char id[32];
		snprintf(id, sizeof(id), "p-%d", i);
		json_t *record = json_pack("{s:s, s:s}", "id", id, "name", "N");
		CHECK_OK(vault_append(v, type, record, NULL, &e), e);
		json_decref(record);
	}
	CHECK_OK(vault_commit(v, &e), e);
	struct tree before = v->tree;
	vault_close(&v);
	v = fixture_open(path, true);
	struct hash a = tree_root(&before);
	struct hash b = tree_root(&v->tree);
	CHECK(v->tree.size == 701 && hash_equal(&a, &b));

	/* and proofs from the stored nodes verify */
	struct tree_reader reader = vault_tree_reader(v);
	static const uint64_t entries[] = {0, 1, 255, 256, 511, 512, 700};
	for (size_t i = 0; i < ARRAY_COUNT(entries); i++) {
		struct tree_proof proof;
		struct buf leaf = {0};
		CHECK_OK(tree_inclusion(&reader, entries[i], 701, &proof, &e), e);
		CHECK_OK(vault_read_leaf(v, (int64_t)entries[i], &leaf, &e), e);
		struct hash h = tree_leaf(buf_bytes(&leaf));
		CHECK_OK(tree_check_inclusion(&h, entries[i], 701, &a, proof.hash, proof.count, &e), e);
		buf_done(&leaf);
	}
	vault_close(&v);
}

TEST(heads_are_signed_and_kept)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	struct err e = {0};
	int64_t size;
	struct buf first = {0};
	struct buf again = {0};
	struct checkpoint head;
	CHECK_OK(vault_last_checkpoint(v, &size, NULL, &e), e);
	CHECK_INT(size, -1);
	fixture_sign(v);
	CHECK_OK(vault_last_checkpoint(v, &size, &first, &e), e);
	CHECK_INT(size, 1);
	fixture_sign(v); /* the same head: the old one stays */
	CHECK_OK(vault_last_checkpoint(v, &size, &again, &e), e);
	CHECK_TEXT(buf_bytes(&again), buf_bytes(&first));
	CHECK_OK(checkpoint_open(buf_bytes(&first), &v->log, &head, &e), e);
	struct hash root = tree_root(&v->tree);
	CHECK(head.size == 1 && hash_equal(&head.root, &root));
	CHECK_OK(fixture_add(v, fixture_records[0], &e), e);
	fixture_sign(v);
	CHECK_OK(vault_last_checkpoint(v, &size, NULL, &e), e);
	CHECK_INT(size, 2);
	buf_done(&first);
	buf_done(&again);
	vault_close(&v);
}

TEST(keys_open_with_the_passphrase_only)
{
	const char *path = fixture_vault();
	struct secret right = {0};
	struct secret wrong = {0};
	struct secret key = {0};
	struct err e = {0};
	fixture_passphrase(&right);
	secret_init(&wrong, 5);
	memcpy(wrong.b, "wrong", 5);
	CHECK_INT(keys_open(path, "log", &wrong, &key, &e), -ERR_FORBIDDEN);
	CHECK_INT(keys_open(path, "vault", &wrong, &key, &e), -ERR_FORBIDDEN);
	CHECK(key.len == 0);
	CHECK_OK(keys_open(path, "log", &right, &key, &e), e);
	CHECK_INT((int64_t)key.len, SIGN_SEED_BYTES);
	secret_done(&key);
	CHECK_OK(keys_open(path, "vault", &right, &key, &e), e);
	CHECK_INT((int64_t)key.len, SEAL_SECRET_BYTES);
	secret_done(&key);

	/* one key is not taken for the other */
	struct bytes vault_key = test_read_file(path_in(path, "keys/vault.key"));
	CHECK_OK(file_replace(path_in(path, "keys/log.key"), vault_key, 0600, &e), e);
	free((char *)(uintptr_t)vault_key.s);
	CHECK(keys_open(path, "log", &right, &key, &e) != 0);
	CHECK_INT(keys_open(test_folder(), "log", &right, &key, &e), -ERR_NOT_FOUND);
	secret_done(&right);
	secret_done(&wrong);
}

TEST(a_log_has_a_name_that_says_nothing)
{
	char a[KEYS_ORIGIN_BYTES];
	char b[KEYS_ORIGIN_BYTES];
	(void)fixture_vault();
	keys_new_origin(a);
	keys_new_origin(b);
	CHECK(strcmp(a, b) != 0);
	CHECK(strlen(a) == KEYS_ORIGIN_BYTES - 4 && strcmp(a + 32, ".log.invalid") == 0);
	CHECK(strspn(a, "0123456789abcdef") == 32);
}

TEST(a_new_log_key_is_announced_and_put_in_force)
{
	const char *path = fixture_vault();
	struct vault *v = fixture_open(path, true);
	struct secret passphrase = {0};
	struct keyfile_settings settings = keyfile_lowest_settings();
	struct note_key old = v->log;
	struct seal_public box = v->box;
	struct err e = {0};
	fixture_sign(v);
	fixture_passphrase(&passphrase);
	CHECK_OK(vault_replace_log_key(v, &passphrase, &settings, "restored", &e), e);
	CHECK(strcmp(v->log.name, old.name) != 0 && v->log.id != old.id);
	CHECK(memcmp(v->box.b, box.b, sizeof(box.b)) == 0); /* what is sealed stays readable */
	fixture_sign(v);
	struct note_key new = v->log;
	vault_close(&v);
	CHECK(file_exists(path_in(path, "keys/log.key.old")));
	v = fixture_open(path, false);
	CHECK(strcmp(v->log.name, new.name) == 0);
	int64_t size;
	struct buf note = {0};
	struct checkpoint head;
	CHECK_OK(vault_last_checkpoint(v, &size, &note, &e), e);
	CHECK_INT(size, 2);
	CHECK_OK(checkpoint_open(buf_bytes(&note), &new, &head, &e), e);
	CHECK(checkpoint_open(buf_bytes(&note), &old, &head, &e) != 0);
	buf_done(&note);
	secret_done(&passphrase);
	vault_close(&v);
}

static int sign_with(struct vault *v, const struct secret *seed, struct err *e)
{
	struct buf note = {0};
	int rc = vault_sign(v, seed, &note, e);
	buf_done(&note);
	return rc;
}

TEST(nothing_is_signed_that_contradicts_the_journal)
{
	GUARANTEE("vault.h: Nothing is signed with another key than the journal's");
	const char *path = fixture_vault();
	struct vault *v = fixture_open(path, true);
	struct secret passphrase = {0};
	struct secret own = {0};
	struct secret other = {0};
	struct sign_public public;
	struct err e = {0};
	int64_t size;
	fixture_passphrase(&passphrase);
	CHECK_OK(keys_open(path, "log", &passphrase, &own, &e), e);
	sign_keygen(&other, &public);
	CHECK_INT(sign_with(v, &other, &e), -ERR_DAMAGED);
	CHECK(strstr(e.text, "not the key of this journal"));
	CHECK_OK(vault_last_checkpoint(v, &size, NULL, &e), e);
	CHECK_INT(size, -1);

	CHECK_OK(fixture_add(v, fixture_records[0], &e), e);
	CHECK_OK(sign_with(v, &own, &e), e);
	CHECK_OK(fixture_add(v, fixture_records[1], &e), e);
	CHECK_OK(db_run(v->db,
			 "DROP TRIGGER entry_is_never_changed; UPDATE entry SET leaf = replace(leaf, "
			 "'publication',"
			 " 'publicatiom') WHERE seq = 1",
			 &e),
		e);
	CHECK_INT(sign_with(v, &own, &e), -ERR_DAMAGED);
	CHECK_OK(vault_last_checkpoint(v, &size, NULL, &e), e);
	CHECK_INT(size, 2);
	secret_done(&passphrase);
	secret_done(&own);
	secret_done(&other);
	vault_close(&v);
}
