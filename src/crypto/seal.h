/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sealing to a public key: anyone can seal, only the holder of the secret key can open. A sealed box says
 * nothing about its content but the length, and nothing about who sealed it.
 *
 * Source: libsodium's sealed boxes (X25519, XSalsa20-Poly1305).
 */
#ifndef CRYPTO_SEAL_H
#define CRYPTO_SEAL_H

#include "base/buf.h"
#include "base/err.h"
#include "crypto/secret.h"

enum { SEAL_PUBLIC_BYTES = 32, SEAL_SECRET_BYTES = 32, SEAL_OVERHEAD_BYTES = 48 };

struct seal_public {
	unsigned char b[SEAL_PUBLIC_BYTES];
};

/* Makes a new key pair. `key` is empty before, and the caller's after. */
void seal_keygen(struct secret *key, struct seal_public *public);

/* The public key that belongs to a secret key of SEAL_SECRET_BYTES. */
void seal_public_of(const struct secret *key, struct seal_public *public);

/*
 * Appends the sealed box of text to out: SEAL_OVERHEAD_BYTES longer than text.
 *
 * returns   0, or ERR_INPUT for a public key that is no point to seal to
 * ^ Two boxes of the same text differ.
 */
int seal_box(const struct seal_public *public, struct bytes text, struct buf *out, struct err *e) MUST_USE;

/*
 * Appends the content of a box to out.
 *
 * returns   0, or ERR_DAMAGED with out as it was
 * ^ A box sealed to another key, and a box with any bit changed, are refused.
 */
int seal_open(const struct seal_public *public, const struct secret *key, struct bytes box, struct buf *out,
	struct err *e) MUST_USE;

#endif
