/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How many columns of a terminal text takes: none for marks and invisible characters, two for wide characters of East
 * Asia, else one.
 *
 * Source: Unicode Standard Annex 11, East Asian Width; emoji are wide as they are there.
 */
#ifndef TEXT_WIDTH_H
#define TEXT_WIDTH_H

#include "base/bytes.h"

/*
 * Columns of valid UTF-8 without control characters.
 *
 * ^ Marks take no column, and wide characters two.
 */
size_t width_of(struct bytes text) MUST_USE;

/*
 * The end of as much text from offset `at` on as fits into so many columns; marks stay with their letter.
 *
 * returns   an offset; at where not even one character fits
 */
size_t width_fit(struct bytes text, size_t at, size_t columns) MUST_USE;

#endif
