/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_json.h"

#include "base/limits.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool list_json_is(struct bytes text, bool *is_array)
{
	size_t at = 0;
	while (at < text.len && is_blank(text.s[at])) {
		at++;
	}
	*is_array = at < text.len && text.s[at] == '[';
	return *is_array || (at < text.len && text.s[at] == '{');
}

void list_json_init(struct list_json *j, struct bytes text, bool is_array)
{
	*j = (struct list_json){.text = text, .is_array = is_array, .line = 1, .at_line = 1};
}

void list_json_done(struct list_json *j)
{
	json_decref(j->row);
	buf_done(&j->numbers);
	*j = (struct list_json){0};
}

static void skip_blanks(struct list_json *j)
{
	for (; j->at < j->text.len && is_blank(j->text.s[j->at]); j->at++) {
		j->at_line += j->text.s[j->at] == '\n';
	}
}

static char look(const struct list_json *j)
{
	return j->at < j->text.len ? j->text.s[j->at] : '\0';
}

static int broken(const struct list_json *j, const char *what, struct err *e)
{
	return err_set(e, ERR_INPUT, "line %zu: %s", j->at_line, what);
}

/* The end of the object that begins at from: behind its closing brace, or as far as it can be told. */
static size_t object_end(struct bytes text, size_t from)
{
	size_t depth = 0;
	bool in_string = false;
	size_t stop = text.len - from > LIMIT_RECORD_BYTES ? from + LIMIT_RECORD_BYTES + 1 : text.len;
	for (size_t i = from; i < stop; i++) {
		char c = text.s[i];
		if (in_string) {
			i += c == '\\';
			in_string = c != '"';
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if ((c == '}' || c == ']') && --depth == 0) {
			return i + 1;
		}
	}
	return stop;
}

/* Before a row: brackets and commas of the array. 1: a row follows; 0: the end. */
static int find_row(struct list_json *j, struct err *e)
{
	skip_blanks(j);
	if (!j->is_array) {
		return j->at < j->text.len;
	}
	if (!j->is_begun) {
		j->at++;
		skip_blanks(j);
	} else if (look(j) == ',') {
		j->at++;
		skip_blanks(j);
		if (look(j) == ']') {
			return broken(j, "a comma before the end of the list", e);
		}
	} else if (look(j) != ']') {
		return broken(j,
			j->at < j->text.len ? "a comma is missing between two rows"
					    : "the list is not closed",
			e);
	}
	j->is_begun = true;
	if (look(j) != ']') {
		return 1;
	}
	j->at++;
	skip_blanks(j);
	if (j->at < j->text.len) {
		return broken(j, "text behind the end of the list", e);
	}
	j->at = j->text.len;
	j->is_array = false; /* nothing is left */
	return 0;
}

/* jansson counts lines from the row's; the file's is what helps. */
static int not_json(const struct list_json *j, struct err *e, const struct err *why)
{
	const char *colon = strstr(why->text, ": ");
	return err_set(e, ERR_INPUT, "line %zu: not valid JSON%s", j->line, colon ? colon : "");
}

int list_json_next(struct list_json *j, struct err *e)
{
	struct err why = {0};
	json_decref(j->row);
	j->row = NULL;
	int rc = find_row(j, e);
	if (rc != 1) {
		return rc;
	}
	j->line = j->at_line;
	if (look(j) != '{') {
		return broken(j, "a row is an object in braces", e);
	}
	size_t end = object_end(j->text, j->at);
	j->raw = (struct bytes){j->text.s + j->at, end - j->at};
	if (j->raw.len > LIMIT_RECORD_BYTES) {
		return err_set(e, ERR_LIMIT, "line %zu: the row is longer than %d bytes", j->line,
			LIMIT_RECORD_BYTES);
	}
	if (json_parse(j->raw, &j->row, &why) != 0) {
		return not_json(j, e, &why);
	}
	for (; j->at < end; j->at++) {
		j->at_line += j->text.s[j->at] == '\n';
	}
	return 1;
}

/* Names that are known, in order, and an object of them in which they are found quickly. */
struct names {
	struct arena *a;
	struct bytes *list;
	size_t count;
	size_t room;
	json_t *known;
};

static int add_names(struct names *n, const json_t *row, size_t line, struct err *e)
{
	const char *name;
	json_t *value;
	json_object_foreach ((json_t *)(uintptr_t)row, name, value) {
		if (json_object_get(n->known, name)) {
			continue;
		}
		if (n->count == LIMIT_COLUMN_COUNT) {
			return err_set(e, ERR_LIMIT, "line %zu: more than %d names of members", line,
				LIMIT_COLUMN_COUNT);
		}
		n->list = arena_grow(n->a, n->list, n->count, &n->room, sizeof(*n->list));
		n->list[n->count++] = arena_copy(n->a, bytes_of(name));
		json_object_set_new(n->known, name, json_true());
	}
	return 0;
}

int list_json_names(struct list_json *j, struct arena *a, struct bytes **names, size_t *count, struct err *e)
{
	struct names n = {.a = a, .known = json_object()};
	struct bytes text = j->text;
	bool is_array = j->is_array;
	int rc;
	while ((rc = list_json_next(j, e)) == 1) {
		rc = add_names(&n, j->row, j->line, e);
		if (rc != 0) {
			break;
		}
	}
	list_json_done(j);
	list_json_init(j, text, is_array);
	json_decref(n.known);
	*names = n.list;
	*count = n.count;
	return rc;
}

bool list_json_is_blank(const struct list_json *j)
{
	const char *name;
	json_t *value;
	json_object_foreach (j->row, name, value) {
		bool is_empty = json_is_string(value) && bytes_trim(json_view(value)).len == 0;
		if (!is_empty && !json_is_null(value)) {
			return false;
		}
	}
	return true;
}

static void add_value(struct buf *out, const json_t *v)
{
	struct json_writer w;
	jw_init(&w, out);
	jw_value(&w, v);
}

void list_json_cells(struct list_json *j, const struct bytes *names, size_t count, struct bytes *cells)
{
	/* Offsets first: the buf may move while it grows. */
	buf_clear(&j->numbers);
	for (size_t i = 0; i < count; i++) {
		const json_t *v = names[i].s ? json_object_getn(j->row, names[i].s, names[i].len) : NULL;
		cells[i] = json_view(v);
		if (v && !json_is_string(v) && !json_is_null(v)) {
			size_t from = j->numbers.len;
			add_value(&j->numbers, v);
			cells[i] = (struct bytes){NULL, j->numbers.len - from};
		}
	}
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		if (!cells[i].s && cells[i].len > 0) {
			cells[i].s = j->numbers.s + at;
			at += cells[i].len;
		}
	}
}
