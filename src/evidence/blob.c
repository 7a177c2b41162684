/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "evidence/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BYTES = 1 << 18 };

void blob_path(const struct hash *digest, char out[BLOB_PATH_BYTES])
{
	char hex[HASH_HEX_CHARS + 1];
	hash_hex(digest, hex);
	snprintf(out, BLOB_PATH_BYTES, "evidence/%.2s/%s", hex, hex + 2);
}

static char *blob_full_path(const char *vault_path, const struct hash *digest)
{
	char name[BLOB_PATH_BYTES];
	struct buf path = {0};
	blob_path(digest, name);
	buf_printf(&path, "%s/%s", vault_path, name);
	return path.s;
}

/*
 * A temporary file in evidence/, so that the rename stays on one file system. Its name is always the same, as one process
 * writes: what a killed one left is replaced.
 */
static int temporary_file(const char *vault_path, struct buf *path, int *fd, struct err *e)
{
	buf_printf(path, "%s/evidence/.new", vault_path);
	unlink(path->s);
	*fd = open(path->s, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	return *fd >= 0 ? 0 : err_errno(e, ERR_IO, "cannot make a file in %s/evidence", vault_path);
}

/* Syncs the name of the folder also when it was there: an earlier process may have died before it did. */
static int make_folder_of(const char *target, struct err *e)
{
	struct buf folder = {0};
	int rc = 0;
	buf_add(&folder, target, (size_t)(strrchr(target, '/') - target));
	if (mkdir(folder.s, 0700) != 0 && errno != EEXIST) {
		rc = err_errno(e, ERR_IO, "cannot make the folder %s", folder.s);
	} else {
		rc = file_sync_name(folder.s, e);
	}
	buf_done(&folder);
	return rc;
}

/* Moves a complete, synced temporary file to its name. */
static int place(
	const char *vault_path, const char *temporary, const struct hash *digest, bool *is_new, struct err *e)
{
	char *target = blob_full_path(vault_path, digest);
	struct buf folder = {0};
	buf_add(&folder, target, (size_t)(strrchr(target, '/') - target));
	struct hash there;
	uint64_t size;
	*is_new = !file_exists(target);
	int rc = 0;
	/* What stands there may have been damaged since; then the good bytes take its place. */
	bool is_good = !*is_new && hash_file(target, &there, &size, NULL) == 0 && hash_equal(&there, digest);
	if (is_good) {
		rc = unlink(temporary) == 0 ? 0 : err_errno(e, ERR_IO, "cannot remove %s", temporary);
	} else {
		rc = make_folder_of(target, e);
		if (rc == 0 && (chmod(temporary, 0400) != 0 || rename(temporary, target) != 0)) {
			rc = err_errno(e, ERR_IO, "cannot rename to %s", target);
		}
	}
	/* Also when it was there: an earlier process may have died between rename and sync. */
	if (rc == 0) {
		rc = file_sync_folder(folder.s, e);
	}
	buf_done(&folder);
	free(target);
	return rc;
}

/* Copies from `in` to `out`, hashing. */
static int copy(const char *file, int in, int out, uint64_t total, const struct blob_progress *progress,
	struct hash *digest, uint64_t *size_bytes, struct err *e)
{
	struct hash_stream stream;
	struct buf piece = {0};
	uint64_t done = 0;
	int rc = 0;
	hash_begin(&stream);
	for (;;) {
		ssize_t got = read(in, buf_room(&piece, COPY_BYTES), COPY_BYTES);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			rc = err_errno(e, ERR_IO, "cannot read %s", file);
		}
		if (got <= 0) {
			break;
		}
		hash_add(&stream, piece.s, (size_t)got);
		rc = file_write_all(out, (struct bytes){piece.s, (size_t)got}, e);
		if (rc != 0) {
			break;
		}
		done += (uint64_t)got;
		if (progress) {
			progress->step(progress->context, done, total > done ? total : done);
		}
	}
	*digest = hash_end(&stream);
	*size_bytes = done;
	buf_done(&piece);
	return rc;
}

int blob_put_file(const char *vault_path, const char *file, const struct blob_progress *progress,
	struct hash *digest, uint64_t *size_bytes, bool *is_new, struct err *e)
{
	int in = -1;
	int out = -1;
	uint64_t expected = 0;
	struct buf temporary = {0};
	int rc = file_open(file, &in, &expected, e);
	if (rc == 0) {
		rc = temporary_file(vault_path, &temporary, &out, e);
	}
	if (rc == 0) {
		rc = copy(file, in, out, expected, progress, digest, size_bytes, e);
	}
	if (rc == 0) {
		rc = file_sync(out, "the preserved file", e);
	}
	if (out >= 0 && close(out) != 0 && rc == 0) {
		rc = err_errno(e, ERR_IO, "cannot finish the preserved file");
	}
	if (rc == 0) {
		rc = place(vault_path, temporary.s, digest, is_new, e);
	}
	if (rc != 0 && out >= 0) {
		unlink(temporary.s);
	}
	if (in >= 0) {
		close(in);
	}
	buf_done(&temporary);
	return rc;
}

int blob_put_bytes(
	const char *vault_path, struct bytes content, struct hash *digest, bool *is_new, struct err *e)
{
	int out = -1;
	struct buf temporary = {0};
	*digest = hash_sha256(content);
	int rc = temporary_file(vault_path, &temporary, &out, e);
	if (rc == 0) {
		rc = file_write_all(out, content, e);
	}
	if (rc == 0) {
		rc = file_sync(out, "the preserved text", e);
	}
	if (out >= 0 && close(out) != 0 && rc == 0) {
		rc = err_errno(e, ERR_IO, "cannot finish the preserved text");
	}
	if (rc == 0) {
		rc = place(vault_path, temporary.s, digest, is_new, e);
	}
	if (rc != 0 && out >= 0) {
		unlink(temporary.s);
	}
	buf_done(&temporary);
	return rc;
}

/* What stands in place of a blob, and is none, is damage. */
static int not_preserved(int rc, const char *path, struct err *e)
{
	if (rc == -ERR_NOT_FOUND) {
		return err_set(
			e, ERR_DAMAGED, "the preserved file %s is missing; restore it from a backup", path);
	}
	return rc == -ERR_INPUT ? err_set(e, ERR_DAMAGED,
					  "in place of the preserved file %s is something else; restore it "
					  "from a backup",
					  path)
				: rc;
}

int blob_map(const char *vault_path, const struct hash *digest, struct file_map *map, struct err *e)
{
	char *path = blob_full_path(vault_path, digest);
	int rc = file_map(path, map, e);
	rc = not_preserved(rc, path, e);
	free(path);
	return rc;
}

int blob_check(const char *vault_path, const struct hash *digest, uint64_t *size_bytes, struct err *e)
{
	char *path = blob_full_path(vault_path, digest);
	struct hash found;
	int rc = hash_file(path, &found, size_bytes, e);
	rc = not_preserved(rc, path, e);
	if (rc == 0 && !hash_equal(&found, digest)) {
		rc = err_set(e, ERR_DAMAGED,
			"the bytes of %s are not those that were preserved; restore it from a backup", path);
	}
	free(path);
	return rc;
}
