/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The distinct values of a column, or of all columns that share a pool: each folded text once, with what comparing it
 * needs, made once. Two texts are equal when their codes are.
 *
 * Letters are kept as 8-bit codes, given to the characters of the pool in the order of first sight, so that one byte
 * is one letter in every script; the first 16 of a value stand in a slot that one vector register holds.
 */
#ifndef MATCH_VALUES_H
#define MATCH_VALUES_H

#include "match/dict.h"
#include "match/jaro.h"

enum {
	MATCH_SLOT_BYTES = MATCH_WORD_STEP,
	/* Letters of a value that are compared; of more, only the first ones. */
	MATCH_LETTERS_MAX = 240,
	MATCH_LETTER_SPACE = 1,
	/* Characters with a letter code of their own; all others of a pool share the last. */
	MATCH_ALPHABET_MAX = 254,
};

struct match_value {
	uint8_t slot[MATCH_SLOT_BYTES]; /* letter codes, zeros behind them */
	uint64_t letters_at;  /* of more letters than the slot holds, in struct match_values.letters */
	uint8_t letter_count; /* 1 … MATCH_LETTERS_MAX */
	uint8_t script;       /* enum match_script */
	uint8_t token_count;  /* 1 … 255 */
	uint32_t letter_set;  /* bit of each letter code modulo 32 */
};

/* A zeroed pool is valid and empty. */
struct match_values {
	struct match_dict dict;     /* folded texts */
	struct match_value *values; /* by code; values[0] is of no text */
	uint32_t room;
	struct buf letters;
	struct match_dict alphabet; /* characters by letter code */
	uint32_t scripts;           /* of all values: a bit for each enum match_script but OTHER */
};

void match_values_done(struct match_values *v);

/*
 * The code of a folded text, which is added when it is new.
 *
 * folded    of match_fold_name(); empty text has code 0
 *
 * ^ Equal texts have one code and the same letters; texts that differ in a letter with a code of its own have
 *   different letters.
 */
uint32_t match_values_add(struct match_values *v, struct bytes folded);

/* The letters of a value in [1, dict.count], padded as match/jaro.h wants them; a view of the pool. */
static inline struct match_word match_values_word(const struct match_values *v, uint32_t code)
{
	const struct match_value *value = &v->values[code];
	bool is_short = value->letter_count <= MATCH_SLOT_BYTES;
	return (struct match_word){is_short ? value->slot : (const uint8_t *)v->letters.s + value->letters_at,
		value->letter_count};
}

#endif
