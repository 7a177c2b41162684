/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* backup, restore: a complete copy that was read back, and a vault made from one. */
#include "base/file.h"
#include "evidence/blob.h"
#include "journal/checkpoint.h"
#include "ops/handlers.h"
#include "ops/say.h"
#include "record/check.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SMALL_FILE_BYTES_MAX = 1 << 20 };

static void step(void *context, int64_t done, int64_t total)
{
	struct op_call *call = context;
	call->progress.step(call->progress.context, done, total);
}

/* Copies a small file when it is there. */
static int copy_small(struct op_call *call, const char *from, const char *to, const char *name, unsigned mode,
	struct err *e)
{
	struct buf content = {0};
	char *source = arena_printf(call->arena, "%s/%s", from, name);
	char *target = arena_printf(call->arena, "%s/%s", to, name);
	int rc = 0;
	if (file_exists(source)) {
		rc = file_read(source, SMALL_FILE_BYTES_MAX, &content, e);
		if (rc == 0) {
			rc = file_replace(target, buf_bytes(&content), mode, e);
		}
	}
	buf_done(&content);
	return rc;
}

/* Copies every preserved file and text; the copy's hash must be the name under which it goes. */
static int copy_evidence(
	struct op_call *call, struct vault *from, const char *to, int64_t *files, struct err *e)
{
	struct db_statement *s;
	int64_t total;
	int rc = db_query_int(from->db,
		"SELECT (SELECT count(*) FROM evidence) + (SELECT count(*) FROM text)", 0, &total, e);
	if (rc == 0) {
		rc = db_prepare(from->db, "SELECT id FROM evidence UNION SELECT digest FROM text", &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	*files = 0;
	while ((rc = db_step(s, e)) == 1) {
		struct hash wanted;
		struct hash found;
		char name[BLOB_PATH_BYTES];
		uint64_t size;
		bool is_new;
		rc = hash_parse(db_text(s, 0), &wanted, e);
		if (rc != 0) {
			break;
		}
		blob_path(&wanted, name);
		const char *path = arena_printf(call->arena, "%s/%s", from->path, name);
		rc = blob_put_file(to, path, NULL, &found, &size, &is_new, e);
		if (rc == 0 && !hash_equal(&wanted, &found)) {
			rc = err_set(
				e, ERR_DAMAGED, "the bytes of %s are not those that were preserved", path);
		}
		if (rc != 0) {
			break;
		}
		step(call, ++*files, total);
	}
	db_reset(s);
	return rc;
}

static int make_folders(struct op_call *call, const char *to, struct err *e)
{
	const char *const folders[] = {
		to, arena_printf(call->arena, "%s/evidence", to), arena_printf(call->arena, "%s/keys", to)};
	for (size_t i = 0; i < ARRAY_COUNT(folders); i++) {
		if (mkdir(folders[i], 0700) != 0) {
			return err_errno(e, ERR_IO, "cannot make the folder %s", folders[i]);
		}
	}
	return 0;
}

/* A copy that was killed leaves its folder, and one that is running has it. */
static int check_absent(const char *temporary, struct err *e)
{
	return file_exists(temporary)
		? err_set(e, ERR_CHANGED,
			  "%s is there already, left by a copy that was cut off, unless one is running: "
			  "remove it and try again",
			  temporary)
		: 0;
}

static int copy_vault(struct op_call *call, struct vault *from, const char *to, int64_t *files, struct err *e)
{
	static const struct {
		const char *name;
		unsigned mode;
	} small[] = {{"keys/log.key", 0600}, {"keys/vault.key", 0600}, {"keys/log.key.old", 0600},
		{"keys/log.vkey", 0644}, {"codebook.ini", 0644}};
	if (!file_exists(arena_printf(call->arena, "%s/keys/log.key", from->path)) ||
		!file_exists(arena_printf(call->arena, "%s/keys/vault.key", from->path))) {
		return err_set(e, ERR_DAMAGED, "%s/keys lacks log.key or vault.key; put them back first",
			from->path);
	}
	int rc = make_folders(call, to, e);
	if (rc != 0) {
		return rc;
	}
	call->say(call->context, "copying the database");
	rc = db_copy(from->db, arena_printf(call->arena, "%s/vault.db", to), step, call, e);
	if (rc == 0) {
		call->say(call->context, "copying the evidence");
		rc = copy_evidence(call, from, to, files, e);
	}
	for (size_t i = 0; i < ARRAY_COUNT(small) && rc == 0; i++) {
		rc = copy_small(call, from->path, to, small[i].name, small[i].mode, e);
	}
	return rc == 0 ? file_sync_folder(to, e) : rc;
}

/*
 * Reads a copy back: its journal, and SQLite's own check. A copy of ours is opened as its writer, so that closing it
 * leaves no side files.
 */
static int verify_copy(struct op_call *call, const char *path, bool is_ours, const struct check_trust *trust,
	struct check_result *result, struct err *e)
{
	struct vault *copy;
	int rc = vault_open(path, (struct vault_settings){.is_writer = is_ours}, &copy, e);
	if (rc == 0) {
		call->say(call->context, "reading the copy back");
		rc = check_journal_trusting(copy, NULL, trust, &call->progress, result, e);
	}
	if (rc == 0) {
		rc = db_check(copy->db, e);
	}
	if (rc == 0) {
		rc = record_check_register(copy, &call->progress, e);
	}
	vault_close(&copy);
	return rc;
}

/* Gives a complete folder its name, durably. */
static int give_name(const char *temporary, const char *target, struct err *e)
{
	if (rename(temporary, target) != 0) {
		return err_errno(e, ERR_IO, "cannot rename %s", temporary);
	}
	return file_sync_name(target, e);
}

int op_backup(struct op_call *call, struct err *e)
{
	const char *target = op_text(call, "folder");
	const char *temporary = arena_printf(call->arena, "%s.incomplete", target);
	struct check_result result;
	int64_t files;
	if (file_exists(target)) {
		return err_set(e, ERR_CHANGED, "%s is there already; choose another name", target);
	}
	int rc = check_absent(temporary, e);
	if (rc != 0) {
		return rc;
	}
	rc = copy_vault(call, call->vault, temporary, &files, e);
	if (rc == 0) {
		rc = verify_copy(call, temporary, true, NULL, &result, e);
	}
	if (rc == 0) {
		rc = give_name(temporary, target, e);
	}
	if (rc != 0) {
		return err_context(e, "the backup is not complete (what there is of it is in %s)", temporary);
	}
	jw_object_begin(call->reply);
	jw_put_string(call->reply, "backup", bytes_of(target));
	jw_put_int(call->reply, "entries", result.entry_count);
	jw_put_int(call->reply, "signed_entries", result.signed_size);
	jw_put_int(call->reply, "files", files);
	jw_object_end(call->reply);
	return 0;
}

void op_backup_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out, "Backup written to ");
	say_safe(out, say_text(reply, "backup"));
	buf_add_text(out, " and read back: ");
	say_count(out, say_int(reply, "entries"), "entry", "entries");
	buf_add_text(out, ", ");
	say_count(out, say_int(reply, "files"), "file", "files");
	buf_add_text(
		out, ".\nIt holds the sealed keys too; whoever has it and the passphrase has everything.\n");
}

/* Before anything is copied: the backup verifies, continues the head that somebody else kept, and its key opens. */
static int examine_backup(struct op_call *call, const char *backup, const char *head_path,
	struct secret *passphrase, struct check_result *result, struct err *e)
{
	struct buf head = {0};
	struct secret opened = {0};
	struct check_trust trust = {0};
	int rc = head_path ? file_read(head_path, SMALL_FILE_BYTES_MAX, &head, e) : 0;
	if (rc == 0 && head_path) {
		trust.head = buf_bytes(&head);
	}
	if (rc == 0) {
		rc = verify_copy(call, backup, false, &trust, result, e);
	}
	if (rc == 0 && !head_path) {
		rc = call->ask(call->context, false, passphrase, e);
		if (rc == 0) {
			rc = keys_open(backup, "log", passphrase, &opened, e);
		}
	} else if (rc != 0 && head_path) {
		err_context(e,
			"the backup does not continue what was signed, or is damaged; find a newer one, or "
			"go on under "
			"a new log key without --head");
	}
	secret_done(&opened);
	buf_done(&head);
	return rc;
}

/* Under a name that no vault has, so that a restore that is cut short leaves nothing that could sign. */
static int make_restored(struct op_call *call, const char *backup, const char *temporary,
	const struct secret *passphrase, int64_t *files, struct err *e)
{
	struct vault *from = NULL;
	struct vault *v = NULL;
	struct keyfile_settings settings =
		op_has(call, "quick-key") ? keyfile_lowest_settings() : keyfile_default_settings();
	int rc = vault_open(backup, (struct vault_settings){0}, &from, e);
	if (rc == 0) {
		rc = copy_vault(call, from, temporary, files, e);
	}
	if (rc == 0 && passphrase->b) {
		rc = vault_open(temporary, (struct vault_settings){.is_writer = true}, &v, e);
		if (rc == 0) {
			rc = vault_replace_log_key(v, passphrase, &settings,
				"restored from a backup; the log goes on under this key", e);
		}
	}
	vault_close(&from);
	vault_close(&v);
	return rc;
}

static int reply_restored(struct op_call *call, int64_t files, bool is_new_log, struct err *e)
{
	struct vault *v;
	int64_t size;
	int rc = vault_open(call->vault_path, (struct vault_settings){0}, &v, e);
	if (rc != 0) {
		return rc;
	}
	rc = db_query_int(v->db, "SELECT max(seq) + 1 FROM entry", 0, &size, e);
	jw_object_begin(call->reply);
	jw_put_string(call->reply, "vault", bytes_of(call->vault_path));
	jw_put_int(call->reply, "entries", size);
	jw_put_int(call->reply, "files", files);
	jw_put_bool(call->reply, "is_new_log", is_new_log);
	jw_put_string(call->reply, "origin", bytes_of(v->log.name));
	jw_object_end(call->reply);
	vault_close(&v);
	return rc;
}

int op_restore(struct op_call *call, struct err *e)
{
	const char *backup = op_text(call, "backup");
	const char *head = op_text(call, "head");
	const char *temporary = arena_printf(call->arena, "%s.incomplete", call->vault_path);
	struct secret passphrase = {0};
	struct check_result result;
	int64_t files = 0;
	if (file_exists(call->vault_path)) {
		return err_set(e, ERR_CHANGED, "%s is there already; name a new vault with --vault",
			call->vault_path);
	}
	int rc = check_absent(temporary, e);
	if (rc == 0) {
		rc = examine_backup(call, backup, head, &passphrase, &result, e);
	}
	if (rc == 0) {
		rc = make_restored(call, backup, temporary, &passphrase, &files, e);
		if (rc == 0) {
			rc = give_name(temporary, call->vault_path, e);
		}
		if (rc != 0) {
			err_context(e,
				"not restored (what was copied is in %s; remove it before trying again)",
				temporary);
		}
	}
	secret_done(&passphrase);
	return rc == 0 ? reply_restored(call, files, !head, e) : rc;
}

void op_restore_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out, "Restored to ");
	say_safe(out, say_text(reply, "vault"));
	buf_add_text(out, ": ");
	say_count(out, say_int(reply, "entries"), "entry", "entries");
	buf_add_text(out, ", ");
	say_count(out, say_int(reply, "files"), "file", "files");
	buf_add_text(out, ".\n");
	say_row(out, "log", say_text(reply, "origin"));
	if (say_is(reply, "is_new_log")) {
		buf_add_text(out,
			"\nThe log goes on under a new key, because a backup cannot know whether newer heads "
			"were signed.\n"
			"Give the new verifier key (keys/log.vkey) to those who check your work.\n");
	}
}
