/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/row_reader.h"

#include "base/limits.h"
#include "text/utf8.h"

/* With so many bytes in the window the next row is whole, or too long. */
enum { ROW_MAX_BYTES = LIMIT_LINE_BYTES + 2 };

static void skip_blank_lines(struct row_reader *r)
{
	struct file_window *content = r->content;
	if (r->is_csv) {
		r->csv.rest = content->rest;
		csv_skip_empty_rows(&r->csv);
		content->rest = r->csv.rest;
		return;
	}
	struct bytes rest = content->rest;
	struct bytes line;
	while (bytes_next_line(&rest, &line) && line.len <= LIMIT_LINE_BYTES && bytes_trim(line).len == 0) {
		bool is_whole = rest.s[-1] == '\n' || content->is_end;
		if (!is_whole) {
			break;
		}
		content->rest = rest;
		r->line++;
	}
}

static bool has_whole_row(const struct row_reader *r)
{
	return r->content->rest.len >= ROW_MAX_BYTES || (r->content->is_end && r->content->rest.len > 0);
}

int row_reader_advance(struct row_reader *r, struct err *e)
{
	int rc;
	do {
		rc = file_window_fill(r->content, ROW_MAX_BYTES, e);
		skip_blank_lines(r);
	} while (rc == 0 && !r->content->is_end && !has_whole_row(r));
	return rc;
}

static void end(struct row_reader *r)
{
	r->content->rest = BYTES_NONE;
	r->content->is_end = true;
}

static int next_line(struct row_reader *r, struct raw_row *row, struct err *e)
{
	struct bytes line = BYTES_NONE;
	(void)bytes_next_line(&r->content->rest, &line);
	*row = (struct raw_row){.line = ++r->line, .text = bytes_trim(line)};
	if (line.len > LIMIT_LINE_BYTES) {
		end(r);
		return err_set(e, ERR_LIMIT,
			"the line is longer than %d bytes; the file was read up to here only",
			LIMIT_LINE_BYTES);
	}
	return 1;
}

/* "line 3, column 2: …": the report says the line itself. */
static void drop_line_number(struct err *e)
{
	const char *rest = strstr(e->text, ", ");
	if (rest && strncmp(e->text, "line ", 5) == 0) {
		memmove(e->text, rest + 2, strlen(rest + 2) + 1);
	}
}

static int next_csv_row(struct row_reader *r, struct arena *a, struct raw_row *row, struct err *e)
{
	*row = (struct raw_row){0};
	r->csv.rest = r->content->rest;
	int rc = csv_next(&r->csv, a, &row->cells, &row->cell_count, e);
	row->line = r->csv.line;
	r->content->rest = r->csv.rest;
	if (rc < 0) {
		drop_line_number(e);
		end(r);
	}
	return rc;
}

int row_reader_next(struct row_reader *r, struct arena *a, struct raw_row *row, struct err *e)
{
	if (!has_whole_row(r)) {
		return 0;
	}
	int rc = r->is_csv ? next_csv_row(r, a, row, e) : next_line(r, row, e);
	skip_blank_lines(r);
	return rc;
}

static int read_columns(struct row_reader *r, struct arena *a, struct err *e)
{
	struct bytes *cells;
	r->csv.rest = r->content->rest;
	int rc = csv_next(&r->csv, a, &cells, &r->column_count, e);
	r->content->rest = r->csv.rest;
	if (rc < 0) {
		return rc;
	}
	if (rc == 0) {
		return err_set(e, ERR_INPUT, "the file is empty; the first row names the columns");
	}
	size_t line = r->csv.line;
	r->columns = arena_calloc(a, r->column_count, sizeof(*r->columns));
	bool has_type = false;
	for (size_t i = 0; i < r->column_count; i++) {
		if (!utf8_is_valid(cells[i])) {
			return err_set(e, ERR_INPUT, "line %zu: the name of column %zu is not valid UTF-8",
				line, i + 1);
		}
		r->columns[i] = arena_text(a, csv_cell_text(cells[i]));
		has_type = has_type || strcmp(r->columns[i], "type") == 0;
		for (size_t k = 0; k < i; k++) {
			if (strcmp(r->columns[i], r->columns[k]) == 0) {
				return err_set(e, ERR_INPUT, "line %zu: the column \"%.60s\" stands twice",
					line, r->columns[i]);
			}
		}
	}
	return has_type ? 0
			: err_set(e, ERR_INPUT,
				  "line %zu: a column \"type\" is needed (claim, source, place, …)", line);
}

int row_reader_init(
	struct row_reader *r, struct file_window *content, bool is_csv, struct arena *a, struct err *e)
{
	*r = (struct row_reader){.content = content, .is_csv = is_csv};
	int rc = file_window_fill(content, ROW_MAX_BYTES, e);
	if (rc != 0) {
		return rc;
	}
	csv_reader_init(&r->csv, content->rest);
	content->rest = r->csv.rest;
	rc = row_reader_advance(r, e);
	return rc == 0 && is_csv ? read_columns(r, a, e) : rc;
}
