/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the programs that make weights read: lines cut at marks, and the words of tables. */
#ifndef BENCH_READING_TRAIN_TEXT_H
#define BENCH_READING_TRAIN_TEXT_H

#include "base/bytes.h"

enum { TRAIN_WORD_SLOTS = 1 << 17 };

/* Zeroed: no word. The words are views. */
struct train_words {
	struct bytes slots[TRAIN_WORD_SLOTS];
};

/* FNV-1a, 32 bits: where a table by text begins to look. */
uint32_t train_hash(struct bytes text);

/* Takes what stands before a mark, or all, off a text. */
struct bytes train_take(struct bytes *text, char mark);

/* Adds the words of a table: its lines, but sections and comments. text must outlive *words. */
void train_words_add(struct train_words *words, struct bytes text);

bool train_words_have(const struct train_words *words, struct bytes word);

#endif
