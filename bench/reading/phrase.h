/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Phrases of a text against the phrases of an answer key: the part of scoring that a person did in 1992. */
#ifndef BENCH_READING_PHRASE_H
#define BENCH_READING_PHRASE_H

#include "base/bytes.h"

enum match { MATCH_NONE, MATCH_PARTIAL, MATCH_CORRECT };

/*
 * Compares an answer with one phrase of the key. Case, marks and articles do not count.
 *
 * MATCH_CORRECT: the same words; or the key's words stand in the answer and both have the same head, since keys leave out
 *   numbers and "unhelpful modifiers". The head is the last word before the first preposition.
 * MATCH_PARTIAL: the head of one is a word of the other.
 */
enum match phrase_match(struct bytes answer, struct bytes key);

/* The head of a phrase; empty when it has no word. A view into the text. */
struct bytes phrase_head(struct bytes text);

/* Whether each word of part is a word of whole, articles apart; no words are held by nothing. */
bool phrase_holds(struct bytes whole, struct bytes part);

/* Whether a and b are the same words in the same order, case, marks and articles apart. */
bool phrase_same(struct bytes a, struct bytes b);

#endif
