/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * struct buf: bytes that grow and are owned. A zeroed buf is valid and empty; s is NULL or NUL-terminated.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/bytes.h"

struct buf {
	char *s;
	size_t len;
	size_t cap; /* room, not counting the NUL */
};

/* Appends. */
void buf_add(struct buf *b, const void *s, size_t len);
void buf_add_bytes(struct buf *b, struct bytes add);
void buf_add_text(struct buf *b, const char *s);
void buf_add_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);

/*
 * A number with so many decimals, as printf's %.*f but for halves, and many times faster: for tables with millions of rows.
 *
 * value      finite, within 10^12 of 0
 * decimals   0 … 6
 *
 * ^ What is added reads back as value, to within half of the last decimal.
 */
void buf_add_fixed(struct buf *b, double value, unsigned decimals);

/* Makes room for len more bytes, and returns where they go; the caller then adds to len. */
char *buf_room(struct buf *b, size_t len) MUST_USE;

/* What is in it, as a view that the next change ends. */
struct bytes buf_bytes(const struct buf *b);

/* Empties but keeps the memory. */
void buf_clear(struct buf *b);

/* Frees. A zeroed buf is fine, and the buf is zeroed after. */
void buf_done(struct buf *b);

#endif
