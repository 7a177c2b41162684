/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int file_open(const char *path, int *fd, uint64_t *size_bytes, struct err *e)
{
	struct stat s;
	int rc = 0;
	/* O_NONBLOCK: a pipe without a writer is refused below, not waited for. */
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (*fd < 0) {
		return err_errno(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot open %s", path);
	}
	if (fstat(*fd, &s) != 0) {
		rc = err_errno(e, ERR_IO, "cannot look at %s", path);
	} else if (S_ISDIR(s.st_mode)) {
		rc = err_set(e, ERR_INPUT, "%s is a folder, not a file", path);
	} else if (!S_ISREG(s.st_mode)) {
		rc = err_set(
			e, ERR_INPUT, "%s is a pipe or a device; save its content to a file first", path);
	}
	if (rc != 0) {
		close(*fd);
		*fd = -1;
		return rc;
	}
	*size_bytes = (uint64_t)s.st_size;
	return 0;
}

int file_map(const char *path, struct file_map *m, struct err *e)
{
	int fd;
	uint64_t size_bytes;
	int rc = file_open(path, &fd, &size_bytes, e);
	if (rc != 0) {
		return rc;
	}
	if (size_bytes > 0) {
		void *address = mmap(NULL, (size_t)size_bytes, PROT_READ, MAP_PRIVATE, fd, 0);
		if (address == MAP_FAILED) {
			rc = err_errno(e, ERR_IO, "cannot map %s", path);
		} else {
			*m = (struct file_map){{address, (size_t)size_bytes}, address};
		}
	} else {
		*m = (struct file_map){BYTES(""), NULL};
	}
	close(fd);
	return rc;
}

void file_unmap(struct file_map *m)
{
	if (m->address) {
		munmap(m->address, m->bytes.len);
	}
	*m = (struct file_map){0};
}

int file_window_open(const char *path, struct file_window *w, struct err *e)
{
	uint64_t size_bytes = 0;
	*w = (struct file_window){.path = path};
	if (strcmp(path, "-") == 0) {
		w->fd = STDIN_FILENO;
		return 0;
	}
	int rc = file_open(path, &w->fd, &size_bytes, e);
	w->total = (int64_t)size_bytes;
	w->is_end = rc != 0;
	return rc;
}

struct file_window file_window_of(struct bytes b)
{
	return (struct file_window){
		.rest = b, .is_end = true, .total = (int64_t)b.len, .done = (int64_t)b.len};
}

void file_window_close(struct file_window *w)
{
	if (w->path && w->fd > STDIN_FILENO) {
		close(w->fd);
	}
	buf_done(&w->buf);
	*w = (struct file_window){.is_end = true};
}

int file_window_fill(struct file_window *w, size_t wanted, struct err *e)
{
	enum { READ_BYTES = 4 << 20 };
	if (w->is_end || w->rest.len >= wanted) {
		return 0;
	}
	if (w->rest.len > 0) {
		memmove(w->buf.s, w->rest.s, w->rest.len);
	}
	w->buf.len = w->rest.len;
	while (!w->is_end && w->buf.len < wanted) {
		ssize_t got = read(w->fd, buf_room(&w->buf, READ_BYTES), READ_BYTES);
		if (got < 0 && errno != EINTR) {
			return err_errno(e, ERR_IO, "cannot read %s", w->path);
		}
		w->is_end = got == 0;
		w->buf.len += got > 0 ? (size_t)got : 0;
		w->done += got > 0 ? got : 0;
	}
	w->rest = buf_bytes(&w->buf);
	return 0;
}

int file_read(const char *path, size_t limit, struct buf *out, struct err *e)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = STDIN_FILENO;
	uint64_t size_bytes;
	int rc = is_stdin ? 0 : file_open(path, &fd, &size_bytes, e);
	if (rc != 0) {
		return rc;
	}
	size_t start = out->len;
	for (;;) {
		char *to = buf_room(out, 65536);
		ssize_t got = read(fd, to, 65536);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			rc = err_errno(e, ERR_IO, "cannot read %s", path);
			break;
		}
		if (got == 0) {
			break;
		}
		out->len += (size_t)got;
		out->s[out->len] = '\0';
		if (out->len - start > limit) {
			rc = err_set(e, ERR_LIMIT, "%s is larger than %zu bytes", path, limit);
			break;
		}
	}
	if (!is_stdin) {
		close(fd);
	}
	return rc;
}

int file_write_all(int fd, struct bytes b, struct err *e)
{
	while (b.len > 0) {
		ssize_t done = write(fd, b.s, b.len);
		if (done < 0 && errno == EINTR) {
			continue;
		}
		if (done < 0) {
			return err_errno(e, ERR_IO, "cannot write");
		}
		b.s += done;
		b.len -= (size_t)done;
	}
	return 0;
}

int file_sync(int fd, const char *what, struct err *e)
{
	if (fsync(fd) != 0) {
		return err_errno(e, ERR_IO, "cannot make %s durable", what);
	}
	return 0;
}

int file_sync_folder(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return err_errno(e, ERR_IO, "cannot open the folder %s", path);
	}
	int rc = file_sync(fd, path, e);
	close(fd);
	return rc;
}

static char *folder_of(const char *path)
{
	size_t len = strlen(path);
	while (len > 1 && path[len - 1] == '/') {
		len--;
	}
	const char *slash = memrchr(path, '/', len);
	char *folder = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
	if (!folder) {
		mem_exhausted();
	}
	return folder;
}

int file_sync_name(const char *path, struct err *e)
{
	char *folder = folder_of(path);
	int rc = file_sync_folder(folder, e);
	free(folder);
	return rc;
}

static int write_temporary(
	const char *temporary, const char *path, struct bytes content, unsigned mode, struct err *e)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0) {
		return err_errno(e, ERR_IO, "cannot create %s", temporary);
	}
	int rc = file_write_all(fd, content, e);
	rc = rc == 0 ? file_sync(fd, temporary, e) : err_context(e, "%s", path);
	if (close(fd) != 0 && rc == 0) {
		rc = err_errno(e, ERR_IO, "cannot finish %s", temporary);
	}
	return rc;
}

int file_replace(const char *path, struct bytes content, unsigned mode, struct err *e)
{
	struct buf temporary = {0};
	buf_printf(&temporary, "%s.%ld.tmp", path, (long)getpid());
	unlink(temporary.s);
	int rc = write_temporary(temporary.s, path, content, mode, e);
	if (rc == 0 && rename(temporary.s, path) != 0) {
		rc = err_errno(e, ERR_IO, "cannot rename to %s", path);
	}
	if (rc == 0) {
		rc = file_sync_name(path, e);
	} else {
		unlink(temporary.s);
	}
	buf_done(&temporary);
	return rc;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}
