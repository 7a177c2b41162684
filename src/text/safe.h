/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A form of text that is safe to show on a terminal and in one line of a log.
 *
 * Text of documents is somebody else's: control characters can rewrite what a terminal shows, and
 * bidirectional controls can make a sentence read as its opposite. Here both become visible.
 *
 * Source: Unicode Technical Report 36, section 2; Boucher and Anderson, "Trojan Source" (2021).
 */
#ifndef TEXT_SAFE_H
#define TEXT_SAFE_H

#include "base/buf.h"

enum safe_lines {
	SAFE_KEEP_LINES, /* LF, CR before LF, and tab stay */
	SAFE_ONE_LINE,   /* LF, CR and tab become a space each, CR LF one space */
};

/*
 * Appends the safe form of text to out.
 *
 * text      any bytes, also ones that are not UTF-8
 *
 * Control characters (U+0000-001F, U+007F-009F), line and paragraph separators (U+2028, U+2029) and
 * bidirectional controls (U+061C, U+200E, U+200F, U+202A-202E, U+2066-2069) become <U+202E>; a byte that is
 * not UTF-8 becomes <0xFF>. All else stays as it is.
 *
 * ^ The result is valid UTF-8 without control characters, except LF, CR LF and tab when lines are kept.
 */
void safe_add(struct buf *out, struct bytes text, enum safe_lines lines);

#endif
