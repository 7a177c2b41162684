/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that are written row by row. */
#include "base/file.h"
#include "ops/out_file.h"
#include "test.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

static int64_t entries_of(const char *folder)
{
	DIR *dir = opendir(folder);
	BUG_IF(!dir);
	int64_t count = 0;
	while (readdir(dir)) {
		count++;
	}
	closedir(dir);
	return count - 2; /* . and .. */
}

static int write_rows(struct arena *a, const char *folder, const char *name, int rows, struct err *e)
{
	struct out_file f;
	out_file_open(&f, a, folder, name, e);
	for (int i = 0; i < rows; i++) {
		buf_printf(&f.buf, "row %d\n", i);
		out_file_flush(&f, 100);
	}
	return out_file_close(&f);
}

TEST(files_written_row_by_row_are_whole_or_not_there)
{
	GUARANTEE("out_file.h: After any failure the name is that of the old content, and no temporary file "
		  "stays.");
	struct arena a = {0};
	struct buf text = {0};
	struct err e = {0};
	const char *folder = arena_printf(&a, "%s/out", test_folder());
	BUG_IF(mkdir(folder, 0700) != 0);
	CHECK_INT(write_rows(&a, folder, "rows", 1000, &e), 0);
	CHECK_INT(write_rows(&a, folder, "rows", 2, &e), 0);
	CHECK_INT(entries_of(folder), 1);
	CHECK_INT(file_read(arena_printf(&a, "%s/rows", folder), 100, &text, &e), 0);
	CHECK_TEXT(buf_bytes(&text), BYTES("row 0\nrow 1\n"));
	/* A folder that holds something cannot be replaced by a file. */
	BUG_IF(mkdir(arena_printf(&a, "%s/taken", folder), 0700) != 0);
	CHECK_INT(write_rows(&a, folder, "taken", 2, &e), -ERR_IO);
	CHECK_INT(entries_of(folder), 2);
	CHECK_INT(write_rows(&a, arena_printf(&a, "%s/nowhere", folder), "rows", 2, &e), -ERR_IO);
	buf_done(&text);
	arena_done(&a);
}
