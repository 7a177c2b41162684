/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * INI files: codebooks, vocabularies, column maps.
 *
 *     [section]
 *     a key = value
 *     # a comment
 *     ; another
 *
 * Keys may hold spaces; a value runs to the end of its line, trimmed, whatever it holds. Bytes are not looked at:
 * the caller checks that text from outside is UTF-8. A byte order mark is skipped. A key outside a section, a
 * repeated key, an unclosed bracket or a line without '=' is an error with its line number.
 */
#ifndef BASE_INI_H
#define BASE_INI_H

#include "base/err.h"
#include "base/mem.h"

struct ini_row {
	struct bytes section;
	struct bytes key;
	struct bytes value;
	unsigned line; /* from 1 */
};

struct ini {
	struct ini_row *rows; /* in the order of the file */
	size_t count;
};

/*
 * Parses text into *out.
 *
 * a         the arena that owns the rows; the views point into text, which must live as long
 * returns   0, ERR_INPUT, or ERR_LIMIT over LIMIT_INI_ROWS rows
 */
int ini_parse(struct bytes text, struct arena *a, struct ini *out, struct err *e) MUST_USE;

#endif
