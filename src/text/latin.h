/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names of any script in plain Latin letters, for comparing: what a clerk would write down who hears the name read out.
 * Not a transliteration that can be undone.
 *
 * Cyrillic, Greek, Armenian, Georgian, Arabic and Hebrew letters, Hangul and marked Latin letters are replaced one by one;
 * everything else goes through the transforms of ICU (Han by Mandarin readings).
 *
 * Sources: letters as in the BGN/PCGN romanisations, simplified; Hangul: Revised Romanization of Korean (2000); ICU
 * transforms Any-Latin and Latin-ASCII.
 */
#ifndef TEXT_LATIN_H
#define TEXT_LATIN_H

#include "base/buf.h"

/* For one thread at a time. */
struct latin;

struct latin *latin_open(void) MUST_USE;

/* Frees *l and sets it to NULL; NULL is fine. */
void latin_close(struct latin **l);

/*
 * Appends a word in the letters a to z. Digits stay; Han characters are words of their own, with one space between them.
 *
 * word      UTF-8 without spaces
 *
 * ^ Appends nothing but a to z, 0 to 9 and single spaces between them, whatever the bytes are.
 */
void latin_add_word(struct latin *l, struct bytes word, struct buf *out);

/*
 * Whether a character's script leaves vowels to the reader, or has more of them than are said: Arabic, Hebrew, the scripts of
 * India, Thai, Lao, Burmese, Khmer, Ethiopic, and katakana, in which foreign names are written.
 */
bool latin_is_vague(uint32_t c);

#endif
