/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is left of one character when writing is put aside: its case, its marks, and its form (presentation forms, full
 * width, ligatures).
 *
 * Source: Unicode Standard Annex 15 (NFKC), Unicode Standard section 5.18 and Unicode Standard Annex 31, table of
 * NFKC_Casefold; general categories and scripts of the Unicode Character Database.
 */
#ifndef TEXT_LETTER_H
#define TEXT_LETTER_H

#include "base/base.h"

/* The longest mapping, of U+FDFA, has 18 characters (Unicode Standard Annex 15, table 8). */
enum { LETTER_FOLD_MAX = 32 };

/*
 * Folds a character.
 *
 * c         any number; what is no character is a space
 * out       receives letters and digits without case, and ' ' for anything that is neither
 * returns   how many, 0 … LETTER_FOLD_MAX; 0 for what is invisible or only a mark on another letter
 *
 * ^ Vowel signs that are letters of their script, as in Devanagari, are kept; accents, harakat and niqqud are not.
 */
size_t letter_fold(uint32_t c, uint32_t out[LETTER_FOLD_MAX]) MUST_USE;

#endif
