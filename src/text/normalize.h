/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bringing text that a PDF drew glyph by glyph back to the characters that a person would type.
 *
 * NFC for everything; NFKC only for the presentation forms (U+FB00-FDFF, U+FE70-FEFF), which are shapes of
 * letters and not characters of their own. NFKC of the whole would change what a document says: "17" with a
 * footnote mark, 17², would become 172, and № would become No.
 *
 * Source: Unicode Standard Annex 15; The Unicode Standard, section 9.2 (Arabic presentation forms).
 */
#ifndef TEXT_NORMALIZE_H
#define TEXT_NORMALIZE_H

#include "base/buf.h"

/*
 * Appends the normalised form of text to out.
 *
 * text      valid UTF-8
 *
 * ^ Applying it twice gives the same as once.
 * ^ Superscript digits stay superscript.
 */
void normalize_add(struct buf *out, struct bytes text);

/*
 * Appends the form of a short text, such as a heading, in which writings that differ by case or by compatibility only
 * are equal (NFKC_Casefold).
 *
 * text      valid UTF-8, at most 64 KiB
 */
void normalize_add_caseless(struct buf *out, struct bytes text);

#endif
