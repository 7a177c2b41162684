/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/out_file.h"

#include "base/file.h"
#include "crypto/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

void out_file_open(struct out_file *f, struct arena *a, const char *folder, const char *name, struct err *e)
{
	char id[LIMIT_ID_BYTES + 1];
	random_id("tmp", id); /* processes on several machines may write into one folder */
	*f = (struct out_file){.path = arena_printf(a, "%s/%s", folder, name), .e = e};
	f->temporary = arena_printf(a, "%s/.%s.%s", folder, name, id);
	f->fd = open(f->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	f->rc = f->fd < 0 ? err_errno(e, ERR_IO, "%s cannot be written", f->path) : 0;
}

void out_file_flush(struct out_file *f, size_t least)
{
	if (f->buf.len < least) {
		return;
	}
	if (f->rc == 0) {
		f->rc = file_write_all(f->fd, buf_bytes(&f->buf), f->e);
		if (f->rc != 0) {
			err_context(f->e, "%s", f->path);
		}
	}
	buf_clear(&f->buf);
}

int out_file_close(struct out_file *f)
{
	out_file_flush(f, 0);
	if (f->rc == 0) {
		f->rc = file_sync(f->fd, f->path, f->e);
	}
	if (f->fd >= 0) {
		close(f->fd);
	}
	if (f->rc == 0 && rename(f->temporary, f->path) != 0) {
		f->rc = err_errno(f->e, ERR_IO, "%s cannot be written", f->path);
	}
	if (f->rc != 0 && f->fd >= 0) {
		unlink(f->temporary);
	}
	buf_done(&f->buf);
	return f->rc;
}
