/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How alike two words are letter by letter: Jaro, Jaro-Winkler, and the restricted Damerau-Levenshtein distance.
 *
 * A word is an array of letter codes 1 … 255, followed by zeros up to the next multiple of MATCH_WORD_STEP bytes, and has at
 * most MATCH_WORD_MAX letters. Words of up to 16 letters take about the time of one cache miss; up to 64, the masks of
 * equal letters still fit one machine word; longer ones are compared by the definitions.
 * Pure: no allocation, safe to call from any thread. The portable code, taken where there is no SSE2, gives the same bits.
 *
 * Sources: Jaro, Advances in record-linkage methodology (1989), section 3; Winkler, String comparator metrics and enhanced
 * decision rules (1990), section 3, with the constants of his program strcmp95.c; Hyyro, A bit-vector algorithm for
 * computing Levenshtein and Damerau edit distances (2003), figure 5.
 */
#ifndef MATCH_JARO_H
#define MATCH_JARO_H

#include "base/base.h"

enum {
	MATCH_WORD_STEP = 16,  /* a register of SSE2 */
	MATCH_WORD_MAX = 1024, /* letters: an address of several lines; the caller cuts off the rest */
};

struct match_word {
	const uint8_t *letter; /* of any alignment, padded with zeros as said above; borrowed */
	uint32_t len;
};

/* Bytes that a word of len letters takes with its padding. */
static inline size_t match_word_bytes(size_t len)
{
	return (len + MATCH_WORD_STEP - 1) / MATCH_WORD_STEP * MATCH_WORD_STEP;
}

/*
 * Jaro's similarity: (m / |a| + m / |b| + (m - t) / m) / 3, where m letters of a have an equal letter of b that no earlier
 * one took and that lies at most max(|a|, |b|) / 2 - 1 places away, the first such one, and t is half the number of
 * places, rounded down, at which the two sequences of these letters differ.
 *
 * returns   0 … 1; 0 when no letter is matched, so also when a word is empty: it is missing
 *
 * ^ Jaro is symmetric, to the last bit.
 * ^ Jaro is 1 for equal words, and below 1 for others.
 */
double match_jaro(struct match_word a, struct match_word b);

/*
 * Jaro's similarity j, raised by 0.1 p (1 - j) where p letters, at most 4, are the same at the beginning. As in Winkler's
 * program and in the peers, it is raised only where j is above 0.7; below, it is j.
 *
 * ^ Jaro-Winkler gives the published examples: MARTHA and MARHTA 0.9611, DWAYNE and DUANE 0.84, DIXON and DICKSONX 0.8133.
 * ^ Jaro-Winkler of words of every length is that of the definition, to the last bit.
 */
double match_jaro_winkler(struct match_word a, struct match_word b);

/*
 * The restricted Damerau-Levenshtein distance (optimal string alignment): the least number of letters inserted, dropped,
 * replaced, or exchanged with their neighbour, no part being edited twice.
 *
 * returns   0 … the length of the longer word
 *
 * ^ Damerau distances of words of every length are those of the recurrence.
 */
unsigned match_damerau(struct match_word a, struct match_word b);

/*
 * Is at most one letter inserted, dropped, replaced, or exchanged with its neighbour? Needs no padding.
 *
 * ^ It is one slip just where the Damerau distance is at most 1.
 */
bool match_is_one_slip(struct match_word a, struct match_word b);

#endif
