/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text in older encodings: the names that documents give to them, conversion to UTF-8, and a guess as a hint.
 *
 * Source: WHATWG Encoding Standard, section 4.2 (names and labels); conversion tables of ICU.
 */
#ifndef TEXT_CHARSET_H
#define TEXT_CHARSET_H

#include "base/buf.h"
#include "base/err.h"

/*
 * The encoding that a label in a document means: "latin1" means windows-1252, as in every browser.
 *
 * label     as written in the document, any case, spaces around it
 * returns   a static name that charset_convert() knows ("windows-1251"); NULL for an unknown label
 */
const char *charset_of_label(struct bytes label) MUST_USE;

/*
 * The encoding that a byte order mark at the front announces, and the length of the mark.
 *
 * returns   "UTF-8", "UTF-16LE" or "UTF-16BE", static; NULL without a mark, with *mark_len 0
 */
const char *charset_of_mark(struct bytes b, size_t *mark_len) MUST_USE;

/* Loads the tables of ICU that all conversions share: to be called before a fork whose child converts. */
void charset_prepare(void);

/*
 * Appends text to out as UTF-8.
 *
 * charset   a name from charset_of_label() or charset_of_mark()
 * returns   0; ERR_UNSUPPORTED when this build of ICU lacks the encoding
 *
 * ^ The result is valid UTF-8, and bytes that mean nothing in the encoding become U+FFFD.
 */
int charset_convert(struct bytes text, const char *charset, struct buf *out, struct err *e) MUST_USE;

enum { CHARSET_NAME_BYTES = 64 };

/*
 * Guesses the encoding of text from its statistics: a hint for a person, wrong on short text.
 *
 * name      receives a name and a NUL; empty when there is no guess
 * returns   confidence in [0, 100]
 */
int charset_guess(struct bytes text, char name[CHARSET_NAME_BYTES]);

#endif
