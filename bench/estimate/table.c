/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "table.h"

#include "base/csv.h"
#include "base/file.h"

#include <stdlib.h>

enum { CELLS_MAX = 4096, FILE_BYTES_MAX = 1 << 20 };

struct rows {
	uint64_t mask[CELLS_MAX];
	int64_t count[CELLS_MAX];
	size_t row_count;
	struct bytes *names;
	size_t columns;
};

static int read_rows(struct rows *rows, struct arena *a, struct bytes text, struct err *e)
{
	struct csv_reader r;
	csv_reader_init(&r, text);
	for (;;) {
		struct bytes *cells;
		size_t count;
		int rc = csv_next(&r, a, &cells, &count, e);
		if (rc <= 0) {
			return rc;
		}
		if (rows->names == NULL) {
			rows->names = cells;
			rows->columns = count;
			continue;
		}
		if (count != rows->columns || count < 2 || rows->row_count == CELLS_MAX) {
			return err_set(e, ERR_INPUT, "line %zu has %zu columns", r.line, count);
		}
		uint64_t mask = 0;
		for (size_t j = 0; j + 1 < count; j++) {
			mask |= (uint64_t)(cells[j].len == 1 && cells[j].s[0] == '1') << j;
		}
		rows->mask[rows->row_count] = mask;
		rows->count[rows->row_count++] = strtoll(arena_text(a, cells[count - 1]), NULL, 10);
	}
}

int table_read(struct capture_table *t, struct arena *a, const char *path, struct err *e)
{
	struct buf text = {0};
	struct rows *rows = arena_calloc(a, 1, sizeof(*rows));
	int rc = file_read(path, FILE_BYTES_MAX, &text, e);
	if (rc == 0) {
		rc = read_rows(rows, a, arena_copy(a, buf_bytes(&text)), e);
	}
	if (rc == 0) {
		unsigned lists = rows->columns > 0 ? (unsigned)rows->columns - 1 : 0;
		rc = capture_table_build(
			t, a, lists, rows->names, rows->mask, rows->count, rows->row_count, e);
	}
	buf_done(&text);
	return rc;
}
