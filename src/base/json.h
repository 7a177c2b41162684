/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON in and out. Reading is jansson's: strict UTF-8, no duplicate keys, no trailing text, bounded depth.
 * Writing streams into a buf, compact, and misuse (a key in an array, a value without a key, an unclosed
 * object) is our mistake and aborts at once (model: git json-writer.h).
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"

#include <jansson.h>

/*
 * Parses one JSON value.
 *
 * text      the whole text; nothing may follow the value
 * returns   0 and *out (owned by the caller, json_decref), or ERR_INPUT with line and byte where it broke
 *
 * ^ Duplicate keys, bad UTF-8, trailing text and depth over LIMIT_JSON_DEPTH are refused.
 */
int json_parse(struct bytes text, json_t **out, struct err *e) MUST_USE;

/* The same, but of members with the same name the last one counts: for text that was put together from parts. */
int json_parse_joined(struct bytes text, json_t **out, struct err *e) MUST_USE;

/* The string of a JSON string as a view that lives as long as v; absent for NULL and for other kinds. */
struct bytes json_view(const json_t *v);

/* Member `key` of object as a view; absent when it is not there or is no string. */
struct bytes json_get_view(const json_t *object, const char *key);

struct json_writer {
	struct buf *out;
	unsigned depth;
	bool needs_comma;
	bool has_key;
	char stack[64]; /* '{' or '[' */
};

/* Starts writing one value at the end of out. */
void jw_init(struct json_writer *j, struct buf *out);

void jw_object_begin(struct json_writer *j);
void jw_object_end(struct json_writer *j);
void jw_array_begin(struct json_writer *j);
void jw_array_end(struct json_writer *j);
void jw_key(struct json_writer *j, const char *key);
void jw_string(struct json_writer *j, struct bytes s); /* valid UTF-8; absent text is written as null */
void jw_int(struct json_writer *j, int64_t n);
void jw_real(struct json_writer *j, double x); /* shortest form that reads back equal; must be finite */
void jw_bool(struct json_writer *j, bool b);
void jw_null(struct json_writer *j);
/* A value that is already JSON. */
void jw_raw(struct json_writer *j, struct bytes raw);
/* A parsed value, keys in the order in which they stood. */
void jw_value(struct json_writer *j, const json_t *v);

/* Key and value in one. The _if forms write nothing when the value is absent. */
void jw_put_string(struct json_writer *j, const char *key, struct bytes s);
void jw_put_string_if(struct json_writer *j, const char *key, struct bytes s);
void jw_put_int(struct json_writer *j, const char *key, int64_t n);
void jw_put_bool(struct json_writer *j, const char *key, bool b);

#endif
