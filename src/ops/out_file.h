/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Large files that are written row by row, and take their name only when all of them is written. */
#ifndef OPS_OUT_FILE_H
#define OPS_OUT_FILE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

enum { OUT_FILE_BYTES = 1 << 20 }; /* to be written at once */

struct out_file {
	struct buf buf; /* rows are added to it */
	int rc;         /* of what went wrong first; then there is no use in going on */
	const char *path;
	const char *temporary;
	int fd;
	struct err *e;
};

/*
 * Begins a file in a folder, under a name that nothing else has. What goes wrong is in f->rc.
 *
 * a         owns the names
 */
void out_file_open(struct out_file *f, struct arena *a, const char *folder, const char *name, struct err *e);

/* Writes what has come together when it is `least` bytes or more; between rows. */
void out_file_flush(struct out_file *f, size_t least);

/*
 * Writes the rest and gives the file its name.
 *
 * ^ After any failure the name is that of the old content, and no temporary file stays.
 */
int out_file_close(struct out_file *f) MUST_USE;

#endif
