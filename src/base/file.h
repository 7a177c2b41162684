/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files: reading whole ones, mapping large ones, and replacing one so that a power cut leaves the old or the
 * new content, never a mixture.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"
#include "base/err.h"

/* A read-only view of a file's bytes. Zeroed is valid and empty. */
struct file_map {
	struct bytes bytes;
	void *address;
};

/* Maps path. Returns 0; ERR_NOT_FOUND or ERR_IO, with the path in the sentence. A folder, a pipe or a
 * device is refused with ERR_INPUT (their size says nothing of their content). */
int file_map(const char *path, struct file_map *m, struct err *e) MUST_USE;
void file_unmap(struct file_map *m);

/* Says that the first `done` bytes of a map will not be read again soon, so that they need not stay in memory. */
void file_map_forget(const struct file_map *m, size_t done);

/* Appends the content of path, or of standard input for "-", to out; more than limit bytes are ERR_LIMIT. */
int file_read(const char *path, size_t limit, struct buf *out, struct err *e) MUST_USE;

/* Writes all of b to fd, going on after short writes and interruptions. */
int file_write_all(int fd, struct bytes b, struct err *e) MUST_USE;

/*
 * Writes content to path through a temporary file beside it: write, fsync, rename, fsync of the folder.
 *
 * mode      permission bits of the new file, less the umask
 *
 * ^ After any failure path holds the old content or all of the new, and no temporary file stays.
 */
int file_replace(const char *path, struct bytes content, unsigned mode, struct err *e) MUST_USE;

/* fsync of an open file, or of a folder by path. A failure is never retried (the page may be gone). */
int file_sync(int fd, const char *what, struct err *e) MUST_USE;
int file_sync_folder(const char *path, struct err *e) MUST_USE;
/* fsync of the folder that path lies in, which makes its name durable. */
int file_sync_name(const char *path, struct err *e) MUST_USE;

bool file_exists(const char *path);

#endif
