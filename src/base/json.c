/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"

#include "base/limits.h"
#include "base/mem.h"

#include <math.h>

/* jansson calls some failed allocations bad input and keeps quiet about others: with this none fails. */
__attribute__((constructor)) static void use_own_memory(void)
{
	json_set_alloc_funcs(mem_alloc, free);
}

/* Depth is counted on the text, because jansson's own bound is far higher than any record needs. */
static bool is_too_deep(struct bytes text)
{
	int depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		if (in_string) {
			if (c == '\\') {
				i++;
			} else if (c == '"') {
				in_string = false;
			}
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > LIMIT_JSON_DEPTH) {
				return true;
			}
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

static int parse(struct bytes text, size_t flags, json_t **out, struct err *e)
{
	if (is_too_deep(text)) {
		return err_set(e, ERR_INPUT, "JSON is nested deeper than %d levels", LIMIT_JSON_DEPTH);
	}
	json_error_t why;
	json_t *v = json_loadb(text.s ? text.s : "", text.len, flags | JSON_DECODE_ANY, &why);
	if (!v) {
		/* jansson goes on with what stands there, which may be secret. */
		char *near = strstr(why.text, " near ");
		if (near) {
			*near = '\0';
		}
		return err_set(e, ERR_INPUT, "not valid JSON at line %d, byte %d: %s", why.line, why.position,
			why.text);
	}
	*out = v;
	return 0;
}

int json_parse(struct bytes text, json_t **out, struct err *e)
{
	return parse(text, JSON_REJECT_DUPLICATES, out, e);
}

int json_parse_joined(struct bytes text, json_t **out, struct err *e)
{
	return parse(text, 0, out, e);
}

struct bytes json_view(const json_t *v)
{
	if (!json_is_string(v)) {
		return BYTES_NONE;
	}
	return (struct bytes){json_string_value(v), json_string_length(v)};
}

struct bytes json_get_view(const json_t *object, const char *key)
{
	return json_view(json_object_get(object, key));
}

void jw_init(struct json_writer *j, struct buf *out)
{
	*j = (struct json_writer){.out = out};
}

static void before_value(struct json_writer *j)
{
	bool in_object = j->depth > 0 && j->stack[j->depth - 1] == '{';
	BUG_IF(in_object != j->has_key);
	BUG_IF(j->depth == 0 && j->needs_comma);
	if (!in_object && j->needs_comma) {
		buf_add_char(j->out, ',');
	}
	j->has_key = false;
	j->needs_comma = true;
}

static void open_with(struct json_writer *j, char bracket)
{
	before_value(j);
	BUG_IF(j->depth >= sizeof(j->stack));
	j->stack[j->depth++] = bracket;
	j->needs_comma = false;
	buf_add_char(j->out, bracket);
}

static void close_with(struct json_writer *j, char bracket, char closing)
{
	BUG_IF(j->depth == 0 || j->stack[j->depth - 1] != bracket || j->has_key);
	j->depth--;
	j->needs_comma = true;
	buf_add_char(j->out, closing);
}

void jw_object_begin(struct json_writer *j)
{
	open_with(j, '{');
}

void jw_object_end(struct json_writer *j)
{
	close_with(j, '{', '}');
}

void jw_array_begin(struct json_writer *j)
{
	open_with(j, '[');
}

void jw_array_end(struct json_writer *j)
{
	close_with(j, '[', ']');
}

/* What stands behind the backslash; 0: no escape is needed, 'u': \u00XX. */
static char escape_of(unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		return (char)c;
	case '\n':
		return 'n';
	case '\r':
		return 'r';
	case '\t':
		return 't';
	default:
		return c < 0x20 ? 'u' : '\0';
	}
}

static void add_escaped(struct buf *out, struct bytes s)
{
	char *to = buf_room(out, s.len * 6 + 2);
	*to++ = '"';
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.s[i];
		char escape = c > '\\' ? '\0' : escape_of(c);
		if (escape == '\0') {
			*to++ = (char)c;
			continue;
		}
		*to++ = '\\';
		*to++ = escape;
		if (escape == 'u') {
			to += snprintf(to, 5, "%04x", c);
		}
	}
	*to++ = '"';
	*to = '\0';
	out->len = (size_t)(to - out->s);
}

void jw_key(struct json_writer *j, const char *key)
{
	BUG_IF(j->depth == 0 || j->stack[j->depth - 1] != '{' || j->has_key);
	if (j->needs_comma) {
		buf_add_char(j->out, ',');
	}
	add_escaped(j->out, bytes_of(key));
	buf_add_char(j->out, ':');
	j->has_key = true;
}

void jw_string(struct json_writer *j, struct bytes s)
{
	if (!s.s) {
		jw_null(j);
		return;
	}
	before_value(j);
	add_escaped(j->out, s);
}

void jw_int(struct json_writer *j, int64_t n)
{
	char digits[24];
	size_t at = sizeof(digits);
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (n < 0) {
		digits[--at] = '-';
	}
	before_value(j);
	buf_add(j->out, digits + at, sizeof(digits) - at);
}

void jw_real(struct json_writer *j, double x)
{
	BUG_IF(!isfinite(x));
	before_value(j);
	char text[40];
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, x);
		if (strtod(text, NULL) == x) {
			break;
		}
	}
	buf_add_text(j->out, text);
	if (!strpbrk(text, ".e")) {
		buf_add_text(j->out, ".0");
	}
}

void jw_bool(struct json_writer *j, bool b)
{
	jw_raw(j, b ? BYTES("true") : BYTES("false"));
}

void jw_null(struct json_writer *j)
{
	jw_raw(j, BYTES("null"));
}

void jw_raw(struct json_writer *j, struct bytes raw)
{
	BUG_IF(raw.len == 0);
	before_value(j);
	buf_add_bytes(j->out, raw);
}

static void write_object(struct json_writer *j, const json_t *v)
{
	jw_object_begin(j);
	const char *key;
	json_t *member;
	json_object_foreach ((json_t *)(uintptr_t)v, key, member) {
		jw_key(j, key);
		jw_value(j, member);
	}
	jw_object_end(j);
}

void jw_value(struct json_writer *j, const json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		write_object(j, v);
		break;
	case JSON_ARRAY:
		jw_array_begin(j);
		for (size_t i = 0; i < json_array_size(v); i++) {
			jw_value(j, json_array_get(v, i));
		}
		jw_array_end(j);
		break;
	case JSON_STRING:
		jw_string(j, json_view(v));
		break;
	case JSON_INTEGER:
		jw_int(j, json_integer_value(v));
		break;
	case JSON_REAL:
		jw_real(j, json_real_value(v));
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		jw_bool(j, json_is_true(v));
		break;
	case JSON_NULL:
		jw_null(j);
		break;
	}
}

void jw_put_string(struct json_writer *j, const char *key, struct bytes s)
{
	jw_key(j, key);
	jw_string(j, s);
}

void jw_put_string_if(struct json_writer *j, const char *key, struct bytes s)
{
	if (s.s) {
		jw_put_string(j, key, s);
	}
}

void jw_put_int(struct json_writer *j, const char *key, int64_t n)
{
	jw_key(j, key);
	jw_int(j, n);
}

void jw_put_bool(struct json_writer *j, const char *key, bool b)
{
	jw_key(j, key);
	jw_bool(j, b);
}
