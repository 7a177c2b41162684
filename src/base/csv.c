/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv.h"

#include "base/limits.h"

#include <errno.h>
#include <math.h>

void csv_reader_init(struct csv_reader *r, struct bytes text)
{
	if (bytes_starts(text, "\xEF\xBB\xBF")) {
		text.s += 3;
		text.len -= 3;
	}
	*r = (struct csv_reader){.rest = text, .line = 1, .next_line = 1};
}

static int broken(const struct csv_reader *r, size_t column, const char *what, struct err *e)
{
	return err_set(e, ERR_INPUT, "line %zu, column %zu: %s", r->line, column, what);
}

static int too_long(const struct csv_reader *r, struct err *e)
{
	return err_set(
		e, ERR_LIMIT, "the row at line %zu is longer than %d bytes", r->line, LIMIT_LINE_BYTES);
}

/* Reads a quoted cell whose opening quote is at *at; leaves *at behind the closing one. */
static int quoted_cell(
	struct csv_reader *r, struct arena *a, size_t *at, size_t column, struct bytes *cell, struct err *e)
{
	struct bytes text = r->rest;
	size_t from = *at + 1;
	size_t doubled = 0;
	size_t i = from;
	for (;; i++) {
		if (i >= text.len) {
			return text.len > LIMIT_LINE_BYTES
				? too_long(r, e)
				: broken(r, column, "the quote that opens here is not closed", e);
		}
		if (text.s[i] == '"') {
			if (i + 1 < text.len && text.s[i + 1] == '"') {
				doubled++;
				i++;
			} else {
				break;
			}
		} else if (text.s[i] == '\n') {
			r->next_line++;
		}
	}
	if (i > LIMIT_LINE_BYTES) {
		return too_long(r, e);
	}
	struct bytes raw = {text.s + from, i - from};
	if (doubled > 0) {
		char *out = arena_alloc(a, raw.len - doubled + 1);
		size_t len = 0;
		for (size_t k = 0; k < raw.len; k++) {
			out[len++] = raw.s[k];
			k += raw.s[k] == '"';
		}
		raw = (struct bytes){out, len};
	}
	*cell = raw;
	*at = i + 1;
	return 0;
}

static int plain_cell(struct csv_reader *r, size_t *at, size_t column, struct bytes *cell, struct err *e)
{
	struct bytes text = r->rest;
	size_t i = *at;
	for (; i < text.len && text.s[i] != ',' && text.s[i] != '\n' && text.s[i] != '\r'; i++) {
		if (text.s[i] == '"') {
			return broken(r, column,
				"a quote inside a cell that is not quoted; double it and quote the cell", e);
		}
	}
	*cell = i > *at ? (struct bytes){text.s + *at, i - *at} : BYTES_NONE;
	*at = i;
	return 0;
}

/* Length of the line end at offset at: 1, 2, or 0 when the row goes on. The end of the text ends the row. */
static size_t line_end(struct bytes text, size_t at)
{
	if (at < text.len && text.s[at] == '\n') {
		return 1;
	}
	if (at + 1 < text.len && text.s[at] == '\r' && text.s[at + 1] == '\n') {
		return 2;
	}
	return 0;
}

static int read_row(struct csv_reader *r, struct arena *a, struct bytes **cells, size_t *count, struct err *e)
{
	size_t cap = 32;
	size_t n = 0;
	size_t at = 0;
	struct bytes *row = arena_calloc(a, cap, sizeof(*row));
	for (;;) {
		if (n == LIMIT_COLUMN_COUNT) {
			return err_set(e, ERR_LIMIT, "line %zu has more than %d columns", r->line,
				LIMIT_COLUMN_COUNT);
		}
		if (n == cap) {
			struct bytes *grown = arena_calloc(a, cap * 2, sizeof(*row));
			memcpy(grown, row, cap * sizeof(*row));
			row = grown;
			cap *= 2;
		}
		bool is_quoted = at < r->rest.len && r->rest.s[at] == '"';
		int rc = is_quoted ? quoted_cell(r, a, &at, n + 1, &row[n], e)
				   : plain_cell(r, &at, n + 1, &row[n], e);
		if (rc != 0) {
			return rc;
		}
		if (row[n].len > 0 && memchr(row[n].s, '\0', row[n].len)) {
			return broken(r, n + 1, "a NUL byte", e);
		}
		if (at > LIMIT_LINE_BYTES) {
			return too_long(r, e);
		}
		n++;
		size_t end = line_end(r->rest, at);
		if (end > 0 || at >= r->rest.len) {
			r->raw = (struct bytes){r->rest.s, at};
			r->rest.s += at + end;
			r->rest.len -= at + end;
			break;
		}
		if (r->rest.s[at] != ',') {
			return broken(r, n,
				is_quoted ? "text after the closing quote"
					  : "a carriage return without a line feed",
				e);
		}
		at++;
	}
	r->next_line++;
	*cells = row;
	*count = n;
	return 1;
}

void csv_skip_empty_rows(struct csv_reader *r)
{
	for (size_t end = line_end(r->rest, 0); end > 0; end = line_end(r->rest, 0)) {
		r->rest.s += end;
		r->rest.len -= end;
		r->next_line++;
	}
}

int csv_next(struct csv_reader *r, struct arena *a, struct bytes **cells, size_t *count, struct err *e)
{
	csv_skip_empty_rows(r);
	if (r->rest.len == 0) {
		return 0;
	}
	r->line = r->next_line;
	int rc = read_row(r, a, cells, count, e);
	if (rc < 0) {
		/* Where the next row begins can't be told from a broken one. */
		r->rest.len = 0;
	}
	return rc;
}

static bool is_number(struct bytes cell)
{
	char text[64];
	if (cell.len == 0 || cell.len >= sizeof(text)) {
		return false;
	}
	for (size_t i = 0; i < cell.len; i++) {
		if (!strchr("0123456789+-.eE", cell.s[i])) {
			return false;
		}
	}
	memcpy(text, cell.s, cell.len);
	text[cell.len] = '\0';
	char *end;
	double x = strtod(text, &end);
	return *end == '\0' && isfinite(x);
}

bool csv_is_formula(struct bytes cell)
{
	return cell.len > 0 && memchr("=+-@\t\r", cell.s[0], 6) && !is_number(cell);
}

/* An apostrophe, any number of them, and then what would be a formula without them. */
static bool hides_formula(struct bytes cell)
{
	while (cell.len > 0 && cell.s[0] == '\'') {
		cell.s++;
		cell.len--;
	}
	return csv_is_formula(cell);
}

void csv_add_cell(struct buf *out, struct bytes cell, bool is_first)
{
	if (!is_first) {
		buf_add_char(out, ',');
	}
	if (!cell.s) {
		return;
	}
	bool needs_quotes = cell.len == 0;
	for (size_t i = 0; i < cell.len && !needs_quotes; i++) {
		needs_quotes = strchr(",\"\r\n", cell.s[i]) != NULL;
	}
	const char *apostrophe = hides_formula(cell) ? "'" : "";
	if (!needs_quotes) {
		buf_add_text(out, apostrophe);
		buf_add_bytes(out, cell);
		return;
	}
	buf_add_char(out, '"');
	buf_add_text(out, apostrophe);
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.s[i] == '"') {
			buf_add_char(out, '"');
		}
		buf_add_char(out, cell.s[i]);
	}
	buf_add_char(out, '"');
}

void csv_end_row(struct buf *out)
{
	buf_add_text(out, "\r\n");
}

struct bytes csv_cell_text(struct bytes cell)
{
	if (cell.len > 1 && cell.s[0] == '\'' && hides_formula(cell)) {
		cell.s++;
		cell.len--;
	}
	return cell;
}
