/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Random bytes for keys, salts and ids, from the kernel's generator. (Models draw from their own, seeded
 * one.)
 */
#ifndef CRYPTO_RANDOM_H
#define CRYPTO_RANDOM_H

#include "base/base.h"
#include "base/limits.h"

/*
 * Fills out with len bytes from getrandom(2). Cannot fail once crypto_init() has succeeded.
 *
 * Asking for 256 bytes at once costs little more than asking for 16: take what an entry needs in one call.
 */
void random_bytes(void *out, size_t len);

/*
 * Characters after the hyphen; 65 bits, so that a million ids of all offices collide with odds of 1 : 10^7.
 */
enum { RANDOM_ID_CHARS = 13 };

/*
 * Writes a new id, "claim-k3v7…": type, a hyphen, 13 characters of a-z2-7, and a NUL.
 *
 * type      [a-z]+, at most LIMIT_ID_BYTES - 14 characters
 * ^ The id has the type, a hyphen and 13 characters of a-z2-7.
 */
void random_id(const char *type, char out[LIMIT_ID_BYTES + 1]);

#endif
