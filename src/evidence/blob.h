/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Preserved files, named by the SHA-256 of their bytes: evidence/ab/cdef… They are written once and never again.
 *
 * A blob is acknowledged only after: temporary file, fsync, rename, fsync of the folder. A row that names a blob is
 * written after that, so that no row ever points to a blob that a power cut could take away.
 */
#ifndef EVIDENCE_BLOB_H
#define EVIDENCE_BLOB_H

#include "base/file.h"
#include "crypto/hash.h"

/* Writes "evidence/ab/cdef…" of a digest to out. */
enum { BLOB_PATH_BYTES = 76 };
void blob_path(const struct hash *digest, char out[BLOB_PATH_BYTES]);

struct blob_progress {
	void (*step)(void *context, uint64_t done_bytes, uint64_t total_bytes);
	void *context;
};

/*
 * Preserves the content of a file, or bytes.
 *
 * vault_path   folder of the vault
 * digest       set to the SHA-256
 * is_new       set to whether it was not there before
 * returns      0; ERR_NOT_FOUND or ERR_INPUT for a file that cannot be read; ERR_IO, and then nothing was kept
 *
 * ^ A blob whose bytes were damaged is whole again after the same bytes were put.
 * ^ After any failure no temporary file stays and no blob is half written.
 */
int blob_put_file(const char *vault_path, const char *file, const struct blob_progress *progress,
	struct hash *digest, uint64_t *size_bytes, bool *is_new, struct err *e) MUST_USE;
int blob_put_bytes(const char *vault_path, struct bytes content, struct hash *digest, bool *is_new,
	struct err *e) MUST_USE;

/* Maps a blob for reading; ERR_DAMAGED when it is missing. The content is not hashed here. */
int blob_map(const char *vault_path, const struct hash *digest, struct file_map *map, struct err *e) MUST_USE;

/* Reads a blob and compares its hash with its name. ERR_DAMAGED when it is missing or differs. */
int blob_check(
	const char *vault_path, const struct hash *digest, uint64_t *size_bytes, struct err *e) MUST_USE;

#endif
