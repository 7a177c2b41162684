/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * SHA-256: the one hash of the project. Anyone can check it with sha256sum.
 *
 * Nettle's implementation, because it uses the processor's own instructions: a journal entry takes seventeen
 * hashes, and libsodium's portable code took a fifth of an import (bench/results).
 *
 * Pure but for the functions that read files; safe to call from any thread.
 *
 * Source: FIPS 180-4.
 */
#ifndef CRYPTO_HASH_H
#define CRYPTO_HASH_H

#include "base/bytes.h"
#include "base/err.h"

enum { HASH_BYTES = 32, HASH_HEX_CHARS = 64 };

struct hash {
	unsigned char b[HASH_BYTES];
};

/* The hash of b. */
struct hash hash_sha256(struct bytes b);

bool hash_equal(const struct hash *a, const struct hash *b);

/* A hash in the making. */
struct hash_stream {
	_Alignas(16) unsigned char state[128];
};

/*
 * Hashing in pieces.
 *
 * ^ However a text is cut into pieces, the result is hash_sha256() of the whole.
 */
void hash_begin(struct hash_stream *s);
void hash_add(struct hash_stream *s, const void *piece, size_t len);
struct hash hash_end(struct hash_stream *s);

/* Writes 64 lower-case hex digits and a NUL. */
void hash_hex(const struct hash *h, char out[HASH_HEX_CHARS + 1]);

/*
 * Reads 64 lower-case hex digits.
 *
 * returns   0, or ERR_INPUT with *h untouched
 * ^ Upper case, other lengths and other characters are refused.
 */
int hash_parse(struct bytes hex, struct hash *h, struct err *e) MUST_USE;

/*
 * Hashes what is left to read from fd, or the file at path.
 *
 * len_bytes   set to how many bytes were read
 * returns     0; ERR_IO; for a path also what file_open() gives
 */
int hash_fd(int fd, struct hash *h, uint64_t *len_bytes, struct err *e) MUST_USE;
int hash_file(const char *path, struct hash *h, uint64_t *len_bytes, struct err *e) MUST_USE;

#endif
