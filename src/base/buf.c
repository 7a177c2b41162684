/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/buf.h"

#include "base/mem.h"

#include <math.h>
#include <stdarg.h>

static void grow(struct buf *b, size_t needed)
{
	size_t cap = b->cap < 64 ? 64 : b->cap + b->cap / 2;
	b->cap = cap < needed ? needed : cap;
	b->s = mem_realloc(b->s, b->cap + 1, 1);
	b->s[b->len] = '\0';
}

void buf_add_fixed(struct buf *b, double value, unsigned decimals)
{
	static const double scales[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
	char text[32];
	BUG_IF(decimals >= ARRAY_COUNT(scales) || !(fabs(value) <= 1e12));
	uint64_t digits = (uint64_t)llround(fabs(value) * scales[decimals]);
	bool is_negative = value < 0 && digits > 0;
	size_t at = sizeof(text);
	for (unsigned place = 0; digits > 0 || place <= decimals; place++) {
		if (place == decimals && decimals > 0) {
			text[--at] = '.';
		}
		text[--at] = (char)('0' + digits % 10);
		digits /= 10;
	}
	if (is_negative) {
		text[--at] = '-';
	}
	buf_add(b, text + at, sizeof(text) - at);
}

char *buf_room(struct buf *b, size_t len)
{
	BUG_IF(len > SIZE_MAX / 4 || b->len > SIZE_MAX / 4);
	if (!b->s || b->len + len > b->cap) {
		grow(b, b->len + len);
	}
	return b->s + b->len;
}

void buf_add(struct buf *b, const void *s, size_t len)
{
	char *to = buf_room(b, len);
	if (len > 0) {
		memcpy(to, s, len);
	}
	b->len += len;
	b->s[b->len] = '\0';
}

void buf_add_bytes(struct buf *b, struct bytes add)
{
	buf_add(b, add.s, add.len);
}

void buf_add_text(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_add_char(struct buf *b, char c)
{
	if (!b->s || b->len == b->cap) {
		grow(b, b->len + 1);
	}
	b->s[b->len++] = c;
	b->s[b->len] = '\0';
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;
	va_list again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	BUG_IF(len < 0);
	char *to = buf_room(b, (size_t)len);
	vsnprintf(to, (size_t)len + 1, format, again);
	va_end(again);
	b->len += (size_t)len;
}

struct bytes buf_bytes(const struct buf *b)
{
	return (struct bytes){b->s ? b->s : "", b->len};
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->s) {
		b->s[0] = '\0';
	}
}

void buf_done(struct buf *b)
{
	free(b->s);
	*b = (struct buf){0};
}
