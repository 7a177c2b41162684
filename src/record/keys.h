/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The keys of a vault, in its folder keys/:
 *
 *     log.key     Ed25519 seed that signs checkpoints, sealed by the passphrase
 *     vault.key   X25519 key that opens sealed groups, sealed by the passphrase
 *     log.vkey    verifier key of the log as text: what outsiders need
 *
 * Appending needs none of them but the public half of the vault key, which is also an entry of the journal.
 */
#ifndef RECORD_KEYS_H
#define RECORD_KEYS_H

#include "crypto/keyfile.h"
#include "crypto/seal.h"
#include "journal/note.h"

struct keys_public {
	struct note_key log;
	struct seal_public vault;
};

/* A new name for a log, random so that it says nothing of the office: 32 hexadecimal digits and ".log.invalid". */
enum { KEYS_ORIGIN_BYTES = 48 };
void keys_new_origin(char origin[KEYS_ORIGIN_BYTES]);

/*
 * Makes new keys in the folder of a vault.
 *
 * origin    name of the log
 */
int keys_create(const char *vault_path, const char *origin, const struct secret *passphrase,
	const struct keyfile_settings *settings, struct keys_public *public, struct err *e) MUST_USE;

/* Makes a new signing key; the old one becomes keys/log.key.old. */
int keys_replace_log(const char *vault_path, const char *origin, const struct secret *passphrase,
	const struct keyfile_settings *settings, struct note_key *log, struct err *e) MUST_USE;

/* Opens a sealed key: "log" or "vault". ERR_FORBIDDEN for a wrong passphrase. */
int keys_open(const char *vault_path, const char *name, const struct secret *passphrase, struct secret *key,
	struct err *e) MUST_USE;

#endif
