/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One character at a time: code points out of UTF-8, and into it. In the header, because they are called a letter.
 */
#ifndef TEXT_POINT_H
#define TEXT_POINT_H

#include "base/bytes.h"

enum { POINT_BYTES_MAX = 4, POINT_REPLACEMENT = 0xFFFD };

/*
 * The character at *at, which moves behind it.
 *
 * at        in [0, text.len)
 * returns   its code point; POINT_REPLACEMENT for a sequence that the end of the text cuts or that no character begins
 *
 * ^ It stays inside any bytes, well-formed or not.
 */
static inline uint32_t point_next(struct bytes text, size_t *at)
{
	const unsigned char *s = (const unsigned char *)text.s + *at;
	size_t left = text.len - *at;
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
	if (len > left || (s[0] >= 0x80 && s[0] < 0xC2) || s[0] > 0xF4) {
		(*at)++;
		return POINT_REPLACEMENT;
	}
	*at += len;
	switch (len) {
	case 1:
		return s[0];
	case 2:
		return (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
	case 3:
		return (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
	default:
		return (s[0] & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6 | (s[3] & 0x3Fu);
	}
}

/* Writes the character c as UTF-8. Returns how many bytes: 1 … 4. */
static inline size_t point_write(uint32_t c, char out[POINT_BYTES_MAX])
{
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xC0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xE0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3F));
		out[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	out[0] = (char)(0xF0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3F));
	out[2] = (char)(0x80 | (c >> 6 & 0x3F));
	out[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

#endif
