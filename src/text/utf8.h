/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * UTF-8: strict validation, and the way between byte offsets and character offsets.
 *
 * A character is a Unicode code point, as in the text position selector of the W3C Web Annotation model. The
 * first three functions take any bytes; all others take well-formed text. Byte offsets are in [0, len],
 * character offsets in [0, utf8_count()]. Safe from any thread.
 *
 * Source: The Unicode Standard, section 3.9, table 3-7 (well-formed UTF-8 byte sequences).
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include "base/buf.h"

/*
 * Finds the first byte that does not belong to well-formed UTF-8.
 *
 * returns   offset of the first byte of the first ill-formed sequence; SIZE_MAX when all is well-formed
 *
 * ^ Overlong forms, surrogates and code points over U+10FFFF are refused.
 * ^ Everything before the returned offset is well-formed.
 */
size_t utf8_invalid_at(struct bytes b) MUST_USE;

bool utf8_is_valid(struct bytes b) MUST_USE;

/*
 * Appends b to out, with U+FFFD for every byte that does not belong to well-formed UTF-8.
 *
 * ^ Well-formed text is unchanged, and the result is always well-formed.
 */
void utf8_repair(struct buf *out, struct bytes b);

/* Characters in the text. */
size_t utf8_count(struct bytes text) MUST_USE;

/*
 * Whether a character begins or the text ends at a byte offset.
 *
 * at        any number; an offset past the end is no boundary
 */
bool utf8_is_boundary(struct bytes text, size_t at) MUST_USE;

/*
 * The byte offset `count` characters after, or before, the boundary `at`.
 *
 * returns   a boundary; the end, or 0, when fewer characters are there
 *
 * ^ A step forward and the same step back return to where they began, unless an end of the text stopped them.
 */
size_t utf8_after(struct bytes text, size_t at, size_t count) MUST_USE;
size_t utf8_before(struct bytes text, size_t at, size_t count) MUST_USE;

/*
 * Offsets of many quotes in one text. The index keeps the character offset of every 4,096th byte, so that a
 * look-up reads at most 4 KiB. A zeroed index is valid to utf8_index_done().
 */
struct utf8_index {
	struct bytes text;      /* a view: the text stays the caller's and outlives the index */
	uint64_t *chars_before; /* characters that begin before byte i * 4096 */
	size_t count;
};

void utf8_index_init(struct utf8_index *index, struct bytes text);
void utf8_index_done(struct utf8_index *index);

/*
 * The character offset of a byte offset in [0, len], and the byte offset of a character offset.
 *
 * returns   for an offset inside a character: the offset of the next one; for a character offset past the
 *           end: the length in bytes
 *
 * ^ At every boundary, utf8_index_byte() undoes utf8_index_char().
 */
size_t utf8_index_char(const struct utf8_index *index, size_t byte_offset) MUST_USE;
size_t utf8_index_byte(const struct utf8_index *index, size_t char_offset) MUST_USE;

#endif
