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

/*
 * Opens a file for reading.
 *
 * fd        set to its descriptor, to be closed by the caller; -1 after a failure
 * returns   0; ERR_NOT_FOUND or ERR_IO; ERR_INPUT for a folder, a pipe or a device, whose size says nothing of
 *           their content
 *
 * ^ A pipe without a writer is refused, not waited for.
 */
int file_open(const char *path, int *fd, uint64_t *size_bytes, struct err *e) MUST_USE;

/* Maps path; fails as file_open(). */
int file_map(const char *path, struct file_map *m, struct err *e) MUST_USE;
void file_unmap(struct file_map *m);

/*
 * The bytes of a file in order, without holding all of them: take from the front of `rest`, then fill. Zeroed is valid
 * and empty.
 */
struct file_window {
	struct bytes rest; /* read and not yet taken */
	bool is_end;       /* nothing follows */
	int64_t total;     /* bytes of the file; 0 when a pipe does not say */
	int64_t done;      /* bytes read from it */
	int fd;
	const char *path;
	struct buf buf;
};

/* Opens path, or standard input for "-"; path must outlive *w. Errors as of file_map. */
int file_window_open(const char *path, struct file_window *w, struct err *e) MUST_USE;
/* A window on bytes that are there already; they must outlive *w. */
struct file_window file_window_of(struct bytes b);
void file_window_close(struct file_window *w);

/*
 * Reads on until rest has `wanted` bytes or the file ends. What was given out of rest before is not valid afterwards.
 *
 * ^ A file that shrinks or fails while it is read is an error or an early end, never a crash.
 */
int file_window_fill(struct file_window *w, size_t wanted, struct err *e) MUST_USE;

/* Appends the content of path, or of standard input for "-", to out. Fails as file_open(); more than limit bytes are
 * ERR_LIMIT. */
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
