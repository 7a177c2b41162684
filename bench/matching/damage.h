/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What happens to text in any script (UTF-8) between a person and a list. Each changes `text` in place. */
#ifndef BENCH_MATCHING_DAMAGE_H
#define BENCH_MATCHING_DAMAGE_H

#include "base/buf.h"
#include "base/random.h"

/* A letter is lost, doubled, exchanged with the next, or becomes another letter of the same text. */
void damage_letter(struct buf *text, struct random *r);

/*
 * What the extraction of text from PDF files does to Arabic: two words glued, a word split, lam-alef reversed, a yeh lost,
 * the letters of a word spread by spaces. Text of which nothing of this can be done gets the first that can.
 */
void damage_extraction(struct buf *text, struct random *r);

/* Something that does not belong to a name: a number of a copy, a mark, words about the person. */
void damage_junk(struct buf *text, bool is_arabic, struct random *r);

#endif
