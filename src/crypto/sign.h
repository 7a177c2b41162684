/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ed25519 signatures.
 *
 * Verifiers in the wild differ on odd public keys. A key is therefore checked once, when it is registered,
 * by a rule that leaves no odd key over which they could differ.
 *
 * Source: RFC 8032; github.com/C2SP/CCTV ed25519 for the odd keys.
 */
#ifndef CRYPTO_SIGN_H
#define CRYPTO_SIGN_H

#include "base/bytes.h"
#include "base/err.h"
#include "crypto/secret.h"

enum { SIGN_PUBLIC_BYTES = 32, SIGN_SEED_BYTES = 32, SIGN_SIGNATURE_BYTES = 64 };

struct sign_public {
	unsigned char b[SIGN_PUBLIC_BYTES];
};

struct signature {
	unsigned char b[SIGN_SIGNATURE_BYTES];
};

/*
 * Makes a new key.
 *
 * seed      empty; set to the 32-byte private key of RFC 8032, the caller's
 */
void sign_keygen(struct secret *seed, struct sign_public *key);

/* The public key that belongs to a seed of SIGN_SEED_BYTES. */
void sign_public_of(const struct secret *seed, struct sign_public *key);

/* Signs text. The same seed and text give the same signature. */
void sign_text(const struct secret *seed, struct bytes text, struct signature *signature);

/*
 * ^ True for what sign_text() made with the key's seed, and false after any bit of key, text or signature is
 * changed.
 */
bool sign_verify(
	const struct sign_public *key, struct bytes text, const struct signature *signature) MUST_USE;

/*
 * Checks a public key before it is trusted for the first time.
 *
 * returns   0, or ERR_INPUT
 * ^ Keys that are no point, not canonical, of small order or of mixed order are refused.
 */
int sign_check_public(const struct sign_public *key, struct err *e) MUST_USE;

#endif
