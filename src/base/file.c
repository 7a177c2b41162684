/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/file.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int open_regular(const char *path, int *fd, struct stat *s, struct err *e)
{
	/* O_NONBLOCK: a pipe without a writer is refused below, not waited for. */
	*fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0) {
		return err_errno(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot open %s", path);
	}
	if (fstat(*fd, s) != 0) {
		int rc = err_errno(e, ERR_IO, "cannot look at %s", path);
		close(*fd);
		return rc;
	}
	if (S_ISDIR(s->st_mode)) {
		close(*fd);
		return err_set(e, ERR_INPUT, "%s is a folder, not a file", path);
	}
	if (!S_ISREG(s->st_mode)) {
		close(*fd);
		return err_set(
			e, ERR_INPUT, "%s is a pipe or a device; save its content to a file first", path);
	}
	return 0;
}

int file_map(const char *path, struct file_map *m, struct err *e)
{
	int fd;
	struct stat s;
	int rc = open_regular(path, &fd, &s, e);
	if (rc != 0) {
		return rc;
	}
	if (s.st_size > 0) {
		void *address = mmap(NULL, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (address == MAP_FAILED) {
			rc = err_errno(e, ERR_IO, "cannot map %s", path);
		} else {
			*m = (struct file_map){{address, (size_t)s.st_size}, address};
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

void file_map_forget(const struct file_map *m, size_t done)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	if (m->address && done <= m->bytes.len && done >= page) {
		(void)madvise(m->address, done / page * page, MADV_DONTNEED);
	}
}

int file_read(const char *path, size_t limit, struct buf *out, struct err *e)
{
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		return err_errno(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot open %s", path);
	}
	int rc = 0;
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

static int write_temporary(const char *temporary, struct bytes content, unsigned mode, struct err *e)
{
	int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0) {
		return err_errno(e, ERR_IO, "cannot create %s", temporary);
	}
	int rc = file_write_all(fd, content, e);
	if (rc == 0) {
		rc = file_sync(fd, temporary, e);
	}
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
	int rc = write_temporary(temporary.s, content, mode, e);
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
