/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Words in Latin letters as sequences of sounds, and how far two of them are apart.
 *
 * Spellings of many languages come together: sh, sch and sz are one sound, as are ou and oo, qu before e, and k; letters
 * that languages read differently (c, j, y) are near to each of their readings. The costs are set by hand; where a trained
 * alignment knows both scripts (match/align.h), it says more.
 * Pure; safe from any thread once made.
 *
 * Source: weighted edit distance with transpositions, Damerau (1964); classes and costs are ours,
 * docs/methods/matching-full-names.md#sounds.
 */
#ifndef MATCH_SOUND_H
#define MATCH_SOUND_H

#include "base/bytes.h"

enum { SOUND_COUNT = 32, SOUND_MAX = 40 };

/* A word; what is longer than SOUND_MAX sounds is cut. */
struct sounds {
	uint8_t at[SOUND_MAX]; /* 1 … SOUND_COUNT - 1 */
	uint8_t count;
};

/* Which vowels count. */
enum sound_writing {
	SOUND_WRITTEN, /* both sides write their vowels */
	SOUND_VAGUE,   /* a side leaves out short vowels, and has letters that are read two ways */
	SOUND_WRITING_COUNT
};

/* Costs in hundredths of a consonant: a row for each sound, 0 is "nothing". */
struct sound_costs {
	uint8_t change[SOUND_WRITING_COUNT][SOUND_COUNT][SOUND_COUNT];
	uint8_t weight[SOUND_WRITING_COUNT][SOUND_COUNT]; /* what a sound adds to the length of a word */
};

void sound_costs_init(struct sound_costs *costs);

/*
 * The sounds of a word.
 *
 * latin     a to z and 0 to 9, as latin_add_word() gives them; other bytes are passed over
 */
void sound_of(struct bytes latin, struct sounds *out);

/* Puts b behind a; what does not fit is cut. */
void sound_join(struct sounds *a, const struct sounds *b);

bool sound_equal(const struct sounds *a, const struct sounds *b);

/* A sound's number, from the letter that stands for it: a to z, and S C Z J X G T for sh ch zh dzh kh gh ts; 0: none. */
uint8_t sound_number(char letter);

/* Its letter, for showing and for tables. */
char sound_letter(uint8_t number);

/*
 * How alike two words are: 1 for the same sounds, less for more that would have to change, at least 0.
 *
 * ^ Symmetric, and 1 for a word with itself.
 * ^ Jones is nearer to Johns than to James.
 */
double sound_alike(const struct sound_costs *costs, const struct sounds *a, const struct sounds *b,
	enum sound_writing w);

#endif
