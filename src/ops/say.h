/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Small helpers for turning replies into text for a terminal. */
#ifndef OPS_SAY_H
#define OPS_SAY_H

#include "base/json.h"

/* A line "  name      value", the names padded to 14; nothing when value is absent. */
void say_row(struct buf *out, const char *name, struct bytes value);
void say_row_int(struct buf *out, const char *name, int64_t value);

/* A member of a reply. */
struct bytes say_text(const json_t *reply, const char *key);
int64_t say_int(const json_t *reply, const char *key);
bool say_is(const json_t *reply, const char *key);

/* Text of somebody else, safe for a terminal, on one line. */
void say_safe(struct buf *out, struct bytes text);

/* Pads what was added since `from` with spaces to `width` characters, counting code points; with one at least. */
void say_pad(struct buf *out, size_t from, size_t width);

/* "1 entry", "2 entries". */
void say_count(struct buf *out, int64_t n, const char *one, const char *many);

/* 12345 as "12,345". */
void say_number(struct buf *out, int64_t n);

#endif
