/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records as rows of columns: objects are opened up, lists are JSON in a cell. Declared in record/field.h. */
#include "base/limits.h"
#include "record/field.h"
#include "text/utf8.h"

static size_t leaf_count(const struct field *fields)
{
	size_t count = 0;
	for (const struct field *f = fields; f->name; f++) {
		count += f->kind == FIELD_OBJECT ? leaf_count(f->fields) : 1;
	}
	return count;
}

static void add_columns(
	const struct field *fields, const char *prefix, struct arena *a, const char **names, size_t *count)
{
	for (const struct field *f = fields; f->name; f++) {
		const char *name = prefix[0] ? arena_printf(a, "%s.%s", prefix, f->name) : f->name;
		if (f->kind == FIELD_OBJECT) {
			add_columns(f->fields, name, a, names, count);
		} else {
			names[(*count)++] = name;
		}
	}
}

size_t field_columns(const struct field *fields, struct arena *a, const char ***names)
{
	size_t count = 0;
	*names = arena_calloc(a, leaf_count(fields), sizeof(**names));
	add_columns(fields, "", a, *names, &count);
	return count;
}

static const struct field *find_dotted(const struct field *fields, const char *column)
{
	const char *dot = strchr(column, '.');
	if (!dot) {
		return field_find(fields, column);
	}
	for (const struct field *f = fields; f->name; f++) {
		size_t len = strlen(f->name);
		if (f->kind == FIELD_OBJECT && len == (size_t)(dot - column) &&
			memcmp(f->name, column, len) == 0) {
			return find_dotted(f->fields, dot + 1);
		}
	}
	return NULL;
}

void field_add_cell(const struct field *field, const json_t *v, struct buf *out)
{
	struct json_writer j;
	if (field->kind == FIELD_RANGE) {
		field_range_add(field_range(v), out);
	} else if (json_is_string(v)) {
		buf_add_bytes(out, json_view(v));
	} else {
		jw_init(&j, out);
		jw_value(&j, v);
	}
}

/* A range given by its ends keeps both, also when they are equal, so that reading the cell gives the same object. */
static struct bytes range_cell(const json_t *v, struct arena *a)
{
	struct bytes from = json_get_view(v, "from");
	struct bytes to = json_get_view(v, "to");
	return bytes_of(arena_printf(a, "%.*s/%.*s", BYTES_ARG(from), BYTES_ARG(to)));
}

struct bytes field_cell(const struct field *fields, const json_t *object, const char *column, struct arena *a)
{
	const struct field *f = find_dotted(fields, column);
	const json_t *v = field_get(object, column);
	if (!f || !v) {
		return BYTES_NONE;
	}
	if (json_is_string(v)) {
		return json_view(v);
	}
	if (f->kind == FIELD_RANGE) {
		return range_cell(v, a);
	}
	struct buf out = {0};
	field_add_cell(f, v, &out);
	struct bytes cell = arena_copy(a, buf_bytes(&out));
	buf_done(&out);
	return cell;
}

/* "a/b", "a/" and "/b" become the object form, so that field_check() sees what is wrong with either end. */
static json_t *range_of_cell(struct bytes cell)
{
	size_t slash = bytes_find(cell, BYTES("/"), 0);
	if (slash == SIZE_MAX) {
		return json_stringn_nocheck(cell.s, cell.len);
	}
	json_t *range = json_object();
	struct bytes ends[] = {{cell.s, slash}, {cell.s + slash + 1, cell.len - slash - 1}};
	for (int i = 0; i < 2; i++) {
		if (ends[i].len > 0) {
			json_object_set_new(
				range, i == 0 ? "from" : "to", json_stringn_nocheck(ends[i].s, ends[i].len));
		}
	}
	return range;
}

/* "a, b" for a list of ids, as a person types it. */
static json_t *list_of_cell(struct bytes cell)
{
	json_t *list = json_array();
	while (cell.len > 0) {
		size_t comma = bytes_find(cell, BYTES(","), 0);
		size_t len = comma == SIZE_MAX ? cell.len : comma;
		struct bytes item = bytes_trim((struct bytes){cell.s, len});
		json_array_append_new(list, json_stringn_nocheck(item.s, item.len));
		len += comma == SIZE_MAX ? 0 : 1;
		cell = (struct bytes){cell.s + len, cell.len - len};
	}
	return list;
}

/* What stands in a cell may be secret and is not repeated. */
static int refuse_cell(const struct field *f, struct err *e)
{
	bool is_number = f->kind == FIELD_INT || f->kind == FIELD_REAL;
	return err_set(e, ERR_INPUT, "%s: the cell is not %s", f->name,
		is_number                       ? "a number"
			: f->kind == FIELD_BOOL ? "true or false"
						: "JSON");
}

static int value_of_cell(const struct field *f, struct bytes cell, json_t **v, struct err *e)
{
	bool is_list = f->kind == FIELD_REFS || f->kind == FIELD_SLUGS;
	if (is_list && !bytes_starts(cell, "[")) {
		*v = list_of_cell(cell);
		return 0;
	}
	switch (f->kind) {
	case FIELD_INT:
	case FIELD_REAL:
	case FIELD_BOOL:
	case FIELD_OBJECT:
	case FIELD_OBJECTS:
	case FIELD_REFS:
	case FIELD_SLUGS:
	case FIELD_JSON:
		if (json_parse(cell, v, e) != 0) {
			return refuse_cell(f, e);
		}
		return 0;
	case FIELD_RANGE:
		*v = range_of_cell(cell);
		break;
	case FIELD_TEXT:
	case FIELD_WORD:
	case FIELD_SLUG:
	case FIELD_REF:
	case FIELD_HASH:
	case FIELD_DATE:
	case FIELD_TIME:
		*v = json_stringn_nocheck(cell.s, cell.len);
		break;
	}
	if (!*v) {
		mem_exhausted();
	}
	return 0;
}

/* The member of that name, an object, made when it is absent; NULL when it is something else. */
static json_t *object_member(json_t *object, const char *column, size_t len)
{
	char name[LIMIT_ID_BYTES];
	BUG_IF(len >= sizeof(name));
	memcpy(name, column, len);
	name[len] = '\0';
	json_t *inner = json_object_get(object, name);
	if (!inner) {
		inner = json_object();
		json_object_set_new(object, name, inner);
	}
	return json_is_object(inner) ? inner : NULL;
}

int field_set_cell(
	const struct field *fields, json_t *object, const char *column, struct bytes cell, struct err *e)
{
	if (!utf8_is_valid(cell)) {
		return err_set(e, ERR_INPUT, "%s: the cell is not valid UTF-8", column);
	}
	const struct field *f = find_dotted(fields, column);
	if (!f) {
		size_t len = utf8_after(bytes_of(column), 0, 60);
		return err_set(e, ERR_NOT_FOUND, "there is no column \"%.*s\"", (int)len, column);
	}
	json_t *v = NULL;
	int rc = value_of_cell(f, cell, &v, e);
	if (rc != 0) {
		return rc;
	}
	const char *dot;
	while ((dot = strchr(column, '.')) != NULL) {
		object = object_member(object, column, (size_t)(dot - column));
		if (!object) {
			json_decref(v);
			return err_set(e, ERR_INPUT, "%s: what stands for the whole is no object", f->name);
		}
		column = dot + 1;
	}
	if (json_object_set_new(object, column, v) != 0) {
		mem_exhausted();
	}
	return 0;
}
