/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/keys.h"

#include "base/file.h"
#include "crypto/random.h"

#include <errno.h>
#include <sys/stat.h>

enum { KEY_FILE_BYTES_MAX = 16384 };

static int write_key(const char *vault_path, const char *name, const struct secret *key,
	const struct secret *passphrase, const struct keyfile_settings *settings, struct err *e)
{
	struct buf path = {0};
	struct buf text = {0};
	char purpose[32];
	snprintf(purpose, sizeof(purpose), "%s key", name);
	buf_printf(&path, "%s/keys/%s.key", vault_path, name);
	int rc = keyfile_seal(key, purpose, passphrase, settings, &text, e);
	if (rc == 0) {
		rc = file_replace(path.s, buf_bytes(&text), 0600, e);
	}
	buf_done(&path);
	buf_done(&text);
	return rc;
}

static int write_verifier(const char *vault_path, const struct note_key *log, struct err *e)
{
	struct buf path = {0};
	struct buf text = {0};
	buf_printf(&path, "%s/keys/log.vkey", vault_path);
	note_key_write(log, &text);
	buf_add_char(&text, '\n');
	int rc = file_replace(path.s, buf_bytes(&text), 0644, e);
	buf_done(&path);
	buf_done(&text);
	return rc;
}

void keys_new_origin(char origin[KEYS_ORIGIN_BYTES])
{
	unsigned char random[16];
	random_bytes(random, sizeof(random));
	for (size_t i = 0; i < sizeof(random); i++) {
		snprintf(origin + 2 * i, 3, "%02x", random[i]);
	}
	snprintf(origin + 2 * sizeof(random), KEYS_ORIGIN_BYTES - 2 * sizeof(random), ".log.invalid");
}

int keys_create(const char *vault_path, const char *origin, const struct secret *passphrase,
	const struct keyfile_settings *settings, struct keys_public *public, struct err *e)
{
	struct secret log = {0};
	struct secret vault = {0};
	struct sign_public verifier;
	struct buf folder = {0};
	buf_printf(&folder, "%s/keys", vault_path);
	sign_keygen(&log, &verifier);
	seal_keygen(&vault, &public->vault);
	int rc = note_key_init(&public->log, bytes_of(origin), &verifier, e);
	if (rc == 0 && mkdir(folder.s, 0700) != 0) {
		rc = err_errno(e, ERR_IO, "cannot make the folder %s", folder.s);
	}
	if (rc == 0) {
		rc = write_key(vault_path, "log", &log, passphrase, settings, e);
	}
	if (rc == 0) {
		rc = write_key(vault_path, "vault", &vault, passphrase, settings, e);
	}
	if (rc == 0) {
		rc = write_verifier(vault_path, &public->log, e);
	}
	secret_done(&log);
	secret_done(&vault);
	buf_done(&folder);
	return rc;
}

static int put_old_key_aside(const char *vault_path, struct err *e)
{
	struct buf from = {0};
	struct buf to = {0};
	buf_printf(&from, "%s/keys/log.key", vault_path);
	buf_printf(&to, "%s/keys/log.key.old", vault_path);
	int rc = rename(from.s, to.s) == 0 ? 0 : err_errno(e, ERR_IO, "cannot rename %s", from.s);
	buf_done(&from);
	buf_done(&to);
	return rc;
}

int keys_replace_log(const char *vault_path, const char *origin, const struct secret *passphrase,
	const struct keyfile_settings *settings, struct note_key *log, struct err *e)
{
	struct secret seed = {0};
	struct sign_public verifier;
	sign_keygen(&seed, &verifier);
	int rc = note_key_init(log, bytes_of(origin), &verifier, e);
	if (rc == 0) {
		rc = put_old_key_aside(vault_path, e);
	}
	if (rc == 0) {
		rc = write_key(vault_path, "log", &seed, passphrase, settings, e);
	}
	if (rc == 0) {
		rc = write_verifier(vault_path, log, e);
	}
	secret_done(&seed);
	return rc;
}

int keys_open(const char *vault_path, const char *name, const struct secret *passphrase, struct secret *key,
	struct err *e)
{
	struct buf path = {0};
	struct buf text = {0};
	char purpose[32];
	snprintf(purpose, sizeof(purpose), "%s key", name);
	buf_printf(&path, "%s/keys/%s.key", vault_path, name);
	int rc = file_read(path.s, KEY_FILE_BYTES_MAX, &text, e);
	if (rc == 0) {
		rc = keyfile_open(buf_bytes(&text), purpose, passphrase, key, e);
	}
	buf_done(&path);
	buf_done(&text);
	return rc;
}
