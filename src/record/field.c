/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/field.h"

#include "base/limits.h"
#include "record/types.h"
#include "text/utf8.h"

/* Of a value that is refused, so many characters are shown. */
enum { SHOWN_CHARS = 60 };

const char *const field_group_names[GROUP_COUNT] = {
	"what", "where", "when", "said", "cited", "coding", "handling", "made"};

bool field_is_slug(struct bytes id)
{
	if (id.len == 0 || id.len > LIMIT_ID_BYTES) {
		return false;
	}
	for (size_t i = 0; i < id.len; i++) {
		char c = id.s[i];
		bool is_ok =
			(c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
		if (!is_ok) {
			return false;
		}
	}
	return true;
}

const struct field *field_find(const struct field *fields, const char *name)
{
	for (; fields->name; fields++) {
		if (strcmp(fields->name, name) == 0) {
			return fields;
		}
	}
	return NULL;
}

int field_sort(
	const struct field *fields, const json_t *object, json_t *values[FIELD_COUNT_MAX], struct err *e)
{
	size_t count = 0;
	while (fields[count].name) {
		count++;
	}
	BUG_IF(count > FIELD_COUNT_MAX);
	memset(values, 0, count * sizeof(values[0]));
	const char *key;
	json_t *v;
	/* Members mostly stand in the order of the table: the search goes on where the last one was found. */
	size_t next = 0;
	json_object_foreach ((json_t *)(uintptr_t)object, key, v) {
		size_t tried = 0;
		while (tried < count && strcmp(fields[next].name, key) != 0) {
			next = next + 1 < count ? next + 1 : 0;
			tried++;
		}
		if (tried == count) {
			size_t len = utf8_after(bytes_of(key), 0, SHOWN_CHARS);
			return err_set(e, ERR_INPUT, "there is no field \"%.*s\" here", (int)len, key);
		}
		values[next] = v;
	}
	return 0;
}

json_t *field_get(const json_t *object, const char *dotted)
{
	const char *dot;
	while (object && (dot = strchr(dotted, '.')) != NULL) {
		char head[64];
		size_t len = (size_t)(dot - dotted);
		BUG_IF(len >= sizeof(head));
		memcpy(head, dotted, len);
		head[len] = '\0';
		object = json_object_get(object, head);
		dotted = dot + 1;
	}
	return json_object_get(object, dotted);
}

static bool is_hash(struct bytes text)
{
	bool is_ok = text.len == 64;
	for (size_t i = 0; i < text.len && is_ok; i++) {
		is_ok = (text.s[i] >= '0' && text.s[i] <= '9') || (text.s[i] >= 'a' && text.s[i] <= 'f');
	}
	return is_ok;
}

static bool is_time(struct bytes text)
{
	static const char form[] = "dddd-dd-ddTdd:dd:ddZ";
	struct date day;
	if (text.len != sizeof(form) - 1 || !date_parse((struct bytes){text.s, 10}, &day)) {
		return false;
	}
	for (size_t i = 0; i < text.len; i++) {
		bool is_digit = text.s[i] >= '0' && text.s[i] <= '9';
		if (form[i] == 'd' ? !is_digit : text.s[i] != form[i]) {
			return false;
		}
	}
	return memcmp(text.s + 11, "24", 2) < 0 && text.s[14] < '6' && text.s[17] < '6';
}

static bool is_range(const json_t *v)
{
	struct date d = {0};
	if (json_is_string(v)) {
		return date_parse(json_view(v), &d);
	}
	size_t known = 0;
	struct date_range r = {{0}, {0}};
	const json_t *from = json_object_get(v, "from");
	const json_t *to = json_object_get(v, "to");
	if (from) {
		known++;
		if (!date_parse(json_view(from), &r.from)) {
			return false;
		}
	}
	if (to) {
		known++;
		if (!date_parse(json_view(to), &r.to)) {
			return false;
		}
	}
	return known > 0 && known == json_object_size(v) &&
		(known < 2 || date_first_day(r.from) <= date_last_day(r.to));
}

static int refuse(const struct field *f, const json_t *v, const char *expected, struct err *e)
{
	char *shown = json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT);
	if (!shown) {
		mem_exhausted();
	}
	size_t len = utf8_after(bytes_of(shown), 0, SHOWN_CHARS);
	err_set(e, ERR_INPUT, "%s: %.*s%s is not %s", f->name, (int)len, shown, shown[len] ? "…" : "",
		expected);
	free(shown);
	return -ERR_INPUT;
}

static int check_word(
	const struct field *f, const json_t *v, const struct vocabulary *vocabulary, struct err *e)
{
	struct bytes word = json_view(v);
	bool is_known = word.s &&
		(f->names ? record_word_index(f->names, f->name_count, word) >= 0
			  : !vocabulary || vocabulary_has(vocabulary, f->of, word));
	if (is_known) {
		return 0;
	}
	struct arena a = {0};
	struct buf words = {0};
	buf_add_text(&words, "one of ");
	if (f->names) {
		for (int i = 0; i < f->name_count; i++) {
			buf_printf(&words, "%s%s", i > 0 ? ", " : "", f->names[i]);
		}
	} else if (vocabulary) {
		buf_add_bytes(&words, vocabulary_list(vocabulary, f->of, 24, &a));
	}
	refuse(f, v, words.s, e);
	buf_done(&words);
	arena_done(&a);
	return -ERR_INPUT;
}

static int check_slugs(const struct field *f, const json_t *v, struct err *e)
{
	if (!json_is_array(v) || json_array_size(v) == 0) {
		return refuse(f, v, "a list of ids with at least one", e);
	}
	for (size_t i = 0; i < json_array_size(v); i++) {
		if (!field_is_slug(json_view(json_array_get(v, i)))) {
			return refuse(f, json_array_get(v, i), "an id ([a-z0-9._-], at most 64)", e);
		}
	}
	return 0;
}

static int check_objects(
	const struct field *f, const json_t *v, const struct vocabulary *vocabulary, struct err *e)
{
	if (!json_is_array(v) || json_array_size(v) == 0) {
		return refuse(f, v, "a list of objects with at least one", e);
	}
	for (size_t i = 0; i < json_array_size(v); i++) {
		if (field_check(f->fields, json_array_get(v, i), vocabulary, e) != 0) {
			return err_context(e, "%s %zu", f->name, i + 1);
		}
	}
	return 0;
}

static int check_number(const struct field *f, const json_t *v, struct err *e)
{
	char expected[96];
	snprintf(expected, sizeof(expected), "a %snumber from %lld to %lld",
		f->kind == FIELD_INT ? "whole " : "", (long long)f->min, (long long)f->max);
	bool is_ok = f->kind == FIELD_INT ? json_is_integer(v) : json_is_number(v);
	if (is_ok && json_is_integer(v)) {
		is_ok = json_integer_value(v) >= f->min && json_integer_value(v) <= f->max;
	} else if (is_ok) {
		is_ok = json_real_value(v) >= (double)f->min && json_real_value(v) <= (double)f->max;
	}
	return is_ok ? 0 : refuse(f, v, expected, e);
}

static int check_value(
	const struct field *f, const json_t *v, const struct vocabulary *vocabulary, struct err *e)
{
	struct bytes text = json_view(v);
	struct date day;
	switch (f->kind) {
	case FIELD_TEXT:
		return text.len > 0 ? 0 : refuse(f, v, "text (leave the field out when there is none)", e);
	case FIELD_WORD:
		return check_word(f, v, vocabulary, e);
	case FIELD_SLUG:
	case FIELD_REF:
		return field_is_slug(text) ? 0 : refuse(f, v, "an id ([a-z0-9._-], at most 64)", e);
	case FIELD_HASH:
		return is_hash(text) ? 0 : refuse(f, v, "a SHA-256 of 64 lowercase hexadecimal digits", e);
	case FIELD_DATE:
		return date_parse(text, &day) ? 0 : refuse(f, v, "a date (YYYY, YYYY-MM or YYYY-MM-DD)", e);
	case FIELD_RANGE:
		return is_range(v)
			? 0
			: refuse(f, v, "a date or {\"from\": date, \"to\": date} in that order", e);
	case FIELD_TIME:
		return is_time(text) ? 0 : refuse(f, v, "a time (YYYY-MM-DDThh:mm:ssZ)", e);
	case FIELD_INT:
	case FIELD_REAL:
		return check_number(f, v, e);
	case FIELD_BOOL:
		return json_is_boolean(v) ? 0 : refuse(f, v, "true or false", e);
	case FIELD_OBJECT:
		if (json_is_object(v) && json_object_size(v) == 0) {
			return refuse(f, v, "an object with at least one field", e);
		}
		return field_check(f->fields, v, vocabulary, e) == 0 ? 0 : err_context(e, "%s", f->name);
	case FIELD_OBJECTS:
		return check_objects(f, v, vocabulary, e);
	case FIELD_REFS:
	case FIELD_SLUGS:
		return check_slugs(f, v, e);
	case FIELD_JSON:
		return json_is_object(v) ? 0 : refuse(f, v, "an object", e);
	}
	BUG_IF(true);
}

int field_check(
	const struct field *fields, const json_t *object, const struct vocabulary *vocabulary, struct err *e)
{
	json_t *values[FIELD_COUNT_MAX];
	if (!json_is_object(object)) {
		return err_set(e, ERR_INPUT, "expected an object {…}");
	}
	int rc = field_sort(fields, object, values, e);
	for (size_t i = 0; rc == 0 && fields[i].name; i++) {
		if (values[i]) {
			rc = check_value(&fields[i], values[i], vocabulary, e);
		} else if (vocabulary && (fields[i].flags & FIELD_REQUIRED)) {
			rc = err_set(e, ERR_INPUT, "the field \"%s\" is missing (%s)", fields[i].name,
				fields[i].help);
		}
	}
	return rc;
}

static int visit_list(const struct field *f, const json_t *list,
	int (*visit)(void *context, const char *name, const char *of, struct bytes id), void *context)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);
		int rc = f->kind == FIELD_OBJECTS ? field_each_ref(f->fields, item, visit, context)
						  : visit(context, f->name, f->of, json_view(item));
		if (rc != 0) {
			return rc;
		}
	}
	return 0;
}

int field_each_ref(const struct field *fields, const json_t *object,
	int (*visit)(void *context, const char *name, const char *of, struct bytes id), void *context)
{
	json_t *values[FIELD_COUNT_MAX];
	int rc = field_sort(fields, object, values, NULL);
	for (size_t i = 0; rc == 0 && fields[i].name; i++) {
		const struct field *f = &fields[i];
		bool is_list = f->kind == FIELD_REFS || f->kind == FIELD_OBJECTS;
		if (!values[i]) {
			continue;
		}
		if (f->kind == FIELD_REF) {
			rc = visit(context, f->name, f->of, json_view(values[i]));
		} else if (f->kind == FIELD_OBJECT) {
			rc = field_each_ref(f->fields, values[i], visit, context);
		} else if (is_list) {
			rc = visit_list(f, values[i], visit, context);
		}
	}
	return rc;
}

static void write_value(const struct field *f, const json_t *v, struct json_writer *j)
{
	if (f->kind == FIELD_OBJECT) {
		field_write(f->fields, v, j);
	} else if (f->kind == FIELD_OBJECTS) {
		jw_array_begin(j);
		for (size_t i = 0; i < json_array_size(v); i++) {
			field_write(f->fields, json_array_get(v, i), j);
		}
		jw_array_end(j);
	} else {
		jw_value(j, v);
	}
}

void field_write(const struct field *fields, const json_t *object, struct json_writer *j)
{
	jw_object_begin(j);
	for (const struct field *f = fields; f->name; f++) {
		const json_t *v = json_object_get(object, f->name);
		if (v) {
			jw_key(j, f->name);
			write_value(f, v, j);
		}
	}
	jw_object_end(j);
}

struct date_range field_range(const json_t *v)
{
	struct date_range r = {{0}, {0}};
	bool is_ok = true;
	if (json_is_string(v)) {
		is_ok = date_parse(json_view(v), &r.from);
		r.to = r.from;
	} else if (json_is_object(v)) {
		const json_t *from = json_object_get(v, "from");
		const json_t *to = json_object_get(v, "to");
		is_ok = (!from || date_parse(json_view(from), &r.from)) &&
			(!to || date_parse(json_view(to), &r.to));
	}
	BUG_IF(!is_ok);
	return r;
}

void field_range_add(struct date_range r, struct buf *out)
{
	char from[DATE_TEXT_BYTES];
	char to[DATE_TEXT_BYTES];
	date_text(r.from, from);
	date_text(r.to, to);
	buf_add_text(out, from);
	if (strcmp(from, to) != 0) {
		buf_add_char(out, '/');
		buf_add_text(out, to);
	}
}

struct bytes field_range_text(struct date_range r, struct arena *a)
{
	struct buf text = {0};
	if (date_range_is_absent(r)) {
		return BYTES_NONE;
	}
	field_range_add(r, &text);
	struct bytes copy = arena_copy(a, buf_bytes(&text));
	buf_done(&text);
	return copy;
}

struct date_range field_range_of_text(struct bytes text)
{
	struct date_range r = {{0}, {0}};
	if (text.len == 0) {
		return r;
	}
	size_t slash = bytes_find(text, BYTES("/"), 0);
	bool is_ok;
	if (slash == SIZE_MAX) {
		is_ok = date_parse(text, &r.from);
		r.to = r.from;
	} else {
		struct bytes from = {text.s, slash};
		struct bytes to = {text.s + slash + 1, text.len - slash - 1};
		is_ok = (from.len == 0 || date_parse(from, &r.from)) &&
			(to.len == 0 || date_parse(to, &r.to));
	}
	return is_ok ? r : (struct date_range){{0}, {0}};
}
