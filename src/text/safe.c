/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text/safe.h"

#include "text/utf8.h"

#include <unicode/utf8.h>

static bool is_hidden(UChar32 c)
{
	return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
		(c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static bool is_line_end(struct bytes text, size_t at)
{
	return text.s[at] == '\n' || (text.s[at] == '\r' && at + 1 < text.len && text.s[at + 1] == '\n');
}

/* Appends the well-formed text[from, to). */
static void add_valid(struct buf *out, struct bytes text, size_t from, size_t to, enum safe_lines lines)
{
	size_t shown = from;
	size_t at = from;
	while (at < to) {
		size_t start = at;
		UChar32 c;
		U8_NEXT_UNSAFE(text.s, at, c);
		if (!is_hidden(c)) {
			continue;
		}
		if (lines == SAFE_KEEP_LINES && (c == '\t' || is_line_end(text, start))) {
			continue;
		}
		buf_add(out, text.s + shown, start - shown);
		shown = at;
		if (lines == SAFE_ONE_LINE && (c == '\t' || c == '\n' || c == '\r')) {
			if (c != '\r' || !is_line_end(text, start)) {
				buf_add_char(out, ' ');
			}
		} else {
			buf_printf(out, "<U+%04X>", (unsigned)c);
		}
	}
	buf_add(out, text.s + shown, to - shown);
}

void safe_add(struct buf *out, struct bytes text, enum safe_lines lines)
{
	size_t at = 0;
	while (at < text.len) {
		size_t bad = utf8_invalid_at((struct bytes){text.s + at, text.len - at});
		size_t stop = bad == SIZE_MAX ? text.len : at + bad;
		add_valid(out, text, at, stop, lines);
		at = stop;
		if (at < text.len) {
			buf_printf(out, "<0x%02X>", (unsigned char)text.s[at]);
			at++;
		}
	}
}
