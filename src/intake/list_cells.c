/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_cells.h"

#include "base/limits.h"

void list_cells_init(struct list_cells *c, struct bytes text, char delimiter)
{
	*c = (struct list_cells){.rest = text, .delimiter = delimiter, .line = 1, .next_line = 1};
	c->cells = mem_calloc(LIMIT_COLUMN_COUNT, sizeof(*c->cells));
	c->is_doubled = mem_calloc(LIMIT_COLUMN_COUNT, sizeof(*c->is_doubled));
	c->is_stop[(unsigned char)delimiter] = true;
	c->is_stop['\n'] = true;
	c->is_stop['\r'] = true;
	c->is_stop['\0'] = true;
}

void list_cells_done(struct list_cells *c)
{
	free(c->cells);
	free(c->is_doubled);
	*c = (struct list_cells){0};
}

void list_cells_seek(struct list_cells *c, struct bytes rest, size_t next_line)
{
	c->rest = rest;
	c->next_line = next_line;
}

static int broken(const struct list_cells *c, const char *what, struct err *e)
{
	return err_set(e, ERR_INPUT, "line %zu, column %zu: %s", c->line, c->count + 1, what);
}

static int too_long(const struct list_cells *c, struct err *e)
{
	return err_set(e, ERR_LIMIT, "line %zu: the row is longer than %d bytes; is a quote left open?",
		c->line, LIMIT_LINE_BYTES);
}

/* The cell whose opening quote is at *at; leaves *at behind the closing one. */
static int quoted_cell(struct list_cells *c, size_t *at, struct err *e)
{
	struct bytes text = c->rest;
	size_t from = *at + 1;
	size_t limit = text.len - from > LIMIT_LINE_BYTES ? from + LIMIT_LINE_BYTES : text.len;
	for (size_t i = from; i < limit; i++) {
		char s = text.s[i];
		if (s == '\n') {
			c->next_line++;
		} else if (s == '\0') {
			return broken(c, "a NUL byte", e);
		} else if (s == '"' && i + 1 < text.len && text.s[i + 1] == '"') {
			c->is_doubled[c->count] = true;
			i++;
		} else if (s == '"') {
			c->cells[c->count] = (struct bytes){text.s + from, i - from};
			*at = i + 1;
			return 0;
		}
	}
	return limit < text.len ? too_long(c, e) : broken(c, "the quote that opens here is not closed", e);
}

static void plain_cell(struct list_cells *c, size_t *at)
{
	const char *s = c->rest.s;
	size_t len = c->rest.len;
	size_t from = *at;
	size_t i = from;
	while (i < len && !c->is_stop[(unsigned char)s[i]]) {
		i++;
	}
	c->cells[c->count] = i > from ? (struct bytes){s + from, i - from} : BYTES_NONE;
	*at = i;
}

/* Length of the line end at offset at: 1, 2, or 0 for none. */
static size_t line_end(struct bytes text, size_t at)
{
	if (text.s[at] == '\n') {
		return 1;
	}
	return text.s[at] == '\r' && at + 1 < text.len && text.s[at + 1] == '\n' ? 2 : 0;
}

static int bad_end_of_cell(const struct list_cells *c, size_t at, bool is_quoted, struct err *e)
{
	struct list_cells of_cell = *c;
	of_cell.count--;
	if (c->rest.s[at] == '\0') {
		return broken(&of_cell, "a NUL byte", e);
	}
	if (c->rest.s[at] == '\r') {
		return broken(&of_cell,
			"a carriage return without a line feed; save the file with usual line ends", e);
	}
	BUG_IF(!is_quoted);
	return broken(&of_cell, "text after the closing quote", e);
}

static int read_row(struct list_cells *c, struct err *e)
{
	struct bytes text = c->rest;
	size_t at = 0;
	size_t end = 0;
	for (;;) {
		if (c->count == LIMIT_COLUMN_COUNT) {
			return err_set(
				e, ERR_LIMIT, "line %zu: more than %d columns", c->line, LIMIT_COLUMN_COUNT);
		}
		bool is_quoted = at < text.len && text.s[at] == '"';
		c->is_doubled[c->count] = false;
		int rc = 0;
		if (is_quoted) {
			rc = quoted_cell(c, &at, e);
		} else {
			plain_cell(c, &at);
		}
		if (rc != 0) {
			return rc;
		}
		c->count++;
		if (at > LIMIT_LINE_BYTES) {
			return too_long(c, e);
		}
		if (at == text.len || (end = line_end(text, at)) > 0) {
			break;
		}
		if (text.s[at] != c->delimiter) {
			return bad_end_of_cell(c, at, is_quoted, e);
		}
		at++;
	}
	c->raw = (struct bytes){text.s, at};
	c->rest = (struct bytes){text.s + at + end, text.len - at - end};
	c->next_line++;
	return 1;
}

int list_cells_next(struct list_cells *c, struct err *e)
{
	size_t end;
	while (c->rest.len > 0 && (end = line_end(c->rest, 0)) > 0) {
		c->rest = (struct bytes){c->rest.s + end, c->rest.len - end};
		c->next_line++;
	}
	if (c->rest.len == 0) {
		return 0;
	}
	c->line = c->next_line;
	c->count = 0;
	return read_row(c, e);
}

struct bytes list_cells_text(const struct list_cells *c, size_t i, struct arena *a)
{
	struct bytes cell = c->cells[i];
	if (!c->is_doubled[i]) {
		return cell;
	}
	char *text = arena_alloc(a, cell.len);
	size_t len = 0;
	for (size_t k = 0; k < cell.len; k++) {
		text[len++] = cell.s[k];
		k += cell.s[k] == '"';
	}
	return (struct bytes){text, len};
}

static size_t count_cells(struct bytes text, char delimiter)
{
	struct list_cells c;
	list_cells_init(&c, text, delimiter);
	size_t count = list_cells_next(&c, NULL) == 1 ? c.count : 0;
	list_cells_done(&c);
	return count;
}

char list_cells_delimiter(struct bytes text)
{
	static const char delimiters[] = {',', ';', '\t', '|'};
	char best = ',';
	size_t most = 1;
	for (size_t i = 0; i < ARRAY_COUNT(delimiters); i++) {
		size_t count = count_cells(text, delimiters[i]);
		if (count > most) {
			most = count;
			best = delimiters[i];
		}
	}
	return best;
}
