/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A key at rest, sealed by a passphrase, as one line of JSON:
 *
 *     {"v":1,"purpose":"log key","kdf":"argon2id13","ops":3,"mem":268435456,
 *      "salt":"…","nonce":"…","box":"…"}
 *
 * The passphrase is stretched with Argon2id; the key is encrypted with XChaCha20-Poly1305, the purpose as
 * additional data. The parameters travel in the file, so that old files open after the defaults have risen,
 * and files below the floor do not open at all.
 *
 * Source: RFC 9106 (Argon2id), draft-irtf-cfrg-xchacha-03.
 */
#ifndef CRYPTO_KEYFILE_H
#define CRYPTO_KEYFILE_H

#include "base/buf.h"
#include "base/err.h"
#include "crypto/secret.h"

/* How hard guessing is made. */
struct keyfile_settings {
	uint64_t ops;     /* passes over the memory, in [2, 16]; default 3 */
	size_t mem_bytes; /* in [64 MiB, 1 GiB]; default 256 MiB, about a second on a small laptop */
};

/* The default, and the floor: a tenth of a second, for tests and the demonstration. */
struct keyfile_settings keyfile_default_settings(void);
struct keyfile_settings keyfile_lowest_settings(void);

/*
 * Appends the key file of content, ending in a newline, to out.
 *
 * content      the key, 1 to 4096 bytes
 * purpose      printable ASCII without quotes; must be named again to open
 * returns      0; ERR_LIMIT when the memory for stretching is not there
 */
int keyfile_seal(const struct secret *content, const char *purpose, const struct secret *passphrase,
	const struct keyfile_settings *settings, struct buf *out, struct err *e) MUST_USE;

/*
 * Opens a key file.
 *
 * content      empty; on success the caller's
 * returns      0; ERR_FORBIDDEN for a wrong passphrase; ERR_INPUT for a text that is no key file, for
 *              another purpose and for parameters outside the ranges above; ERR_LIMIT as above
 * ^ A key file opens with its passphrase and purpose only.
 * ^ Parameters below the floor are refused before any work is done.
 * ^ A key file with any character changed does not open.
 */
int keyfile_open(struct bytes text, const char *purpose, const struct secret *passphrase,
	struct secret *content, struct err *e) MUST_USE;

#endif
