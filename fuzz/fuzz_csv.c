/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CSV: whatever is read can be written, and reads back the same; no cell written is a formula to a spreadsheet. */
#include "fuzz.h"

#include "base/csv.h"

/* Writes all rows that can be read, and returns how many. (A row of one absent cell is an empty line: never read.) */
static size_t rewrite(struct bytes text, struct buf *out)
{
	struct arena a = {0};
	struct csv_reader r;
	struct bytes *cells;
	size_t count;
	size_t rows = 0;
	csv_reader_init(&r, text);
	while (csv_next(&r, &a, &cells, &count, NULL) == 1) {
		BUG_IF(count == 0 || r.line == 0);
		for (size_t i = 0; i < count; i++) {
			csv_add_cell(out, csv_cell_text(cells[i]), i == 0);
		}
		csv_end_row(out);
		rows++;
		arena_reset(&a);
	}
	BUG_IF(csv_next(&r, &a, &cells, &count, NULL) != 0);
	arena_done(&a);
	return rows;
}

static void no_formula(struct bytes text)
{
	struct arena a = {0};
	struct csv_reader r;
	struct bytes *cells;
	size_t count;
	csv_reader_init(&r, text);
	while (csv_next(&r, &a, &cells, &count, NULL) == 1) {
		for (size_t i = 0; i < count; i++) {
			BUG_IF(csv_is_formula(cells[i]));
		}
	}
	arena_done(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A first row keeps a byte order mark of the data inside the second. */
	struct buf once = {0};
	struct buf twice = {0};
	buf_add_text(&once, "first\r\n");
	size_t rows = rewrite((struct bytes){(const char *)data, size}, &once);
	size_t again = rewrite(buf_bytes(&once), &twice);
	BUG_IF(again != rows + 1 || !bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	no_formula(buf_bytes(&once));
	buf_done(&once);
	buf_done(&twice);
	return 0;
}
