/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * struct bytes: a view of somebody else's bytes. It never owns. Absent text is {NULL, 0}; empty text has a
 * non-NULL s.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include "base/base.h"

struct bytes {
	const char *s;
	size_t len;
};

#define BYTES_NONE ((struct bytes){NULL, 0})
/* For string literals only. */
#define BYTES(literal) ((struct bytes){("" literal), sizeof(literal) - 1})
/* For printf: "%.*s", BYTES_ARG(b). */
#define BYTES_ARG(b) (int)((b).len > INT32_MAX ? INT32_MAX : (b).len), (b).s ? (b).s : ""

/* A view of NUL-terminated text; NULL gives absent. */
struct bytes bytes_of(const char *s);

bool bytes_is(struct bytes b, const char *s);
bool bytes_equal(struct bytes a, struct bytes b);

/* Byte order, as memcmp; a prefix comes before what it begins. Absent comes before empty. */
int bytes_compare(struct bytes a, struct bytes b);

bool bytes_starts(struct bytes b, const char *prefix);
bool bytes_ends(struct bytes b, const char *suffix);

/* Offset of the first occurrence of needle at or after from; SIZE_MAX when there is none. */
size_t bytes_find(struct bytes b, struct bytes needle, size_t from);

/* b without ASCII space, tab, CR and LF at both ends. */
struct bytes bytes_trim(struct bytes b);

/*
 * Takes the next line off *rest: without its LF, and without a CR before that.
 *
 * returns   false when nothing is left; a last line without LF is returned
 */
bool bytes_next_line(struct bytes *rest, struct bytes *line);

/*
 * Reads a whole decimal number: optional '-', digits, nothing else.
 *
 * returns   false, with *value untouched, on anything else or on overflow
 */
bool bytes_int64(struct bytes b, int64_t *value) MUST_USE;

#endif
