/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The joint multigram model of a name in two scripts, for align.c and align_train.c.
 *
 * A pair of words, each with a sign for its beginning and one for its end, is made by drawing steps one after the other; a
 * step writes a chunk of 0 to 3 letters on the left and one of 0 to 2 on the right. The probability of a pair is the
 * sum over all ways of making it; that of a word alone is the same sum over all that could stand beside it.
 *
 * Source: Deligne and Bimbot, Inference of variable-length linguistic and acoustic units by multigrams (1997); Jiampojamarn,
 * Kondrak and Sherif, Applying many-to-many alignments and hidden Markov models to letter-to-phoneme conversion (2007),
 * section 3, algorithms 1 to 3.
 */
#ifndef MATCH_ALIGN_MODEL_H
#define MATCH_ALIGN_MODEL_H

#include "base/bytes.h"
#include "base/mem.h"
#include "match/align.h"

enum {
	ALIGN_LEFT_MAX = 3, /* letters of a chunk */
	ALIGN_RIGHT_MAX = 2,
	ALIGN_POINTS = 0x800, /* letters from here on are not in any model */
	ALIGN_CODES = 256,
	ALIGN_UNKNOWN = 0, /* codes of letters; those of real letters follow */
	ALIGN_BEGIN = 1,
	ALIGN_END = 2,
	ALIGN_NO_CHUNK = 0, /* ids of chunks; those of other chunks follow */
	ALIGN_EMPTY = 1,
	ALIGN_CHUNKS_MAX = UINT16_MAX,
	ALIGN_OPS_MAX = 1 << 22,
};

enum align_which { ALIGN_LEFT, ALIGN_RIGHT, ALIGN_SIDES };

/* The letters and chunks of one side. */
struct align_side {
	enum match_script script;
	unsigned chunk_max;           /* ALIGN_LEFT_MAX or ALIGN_RIGHT_MAX, or less */
	uint8_t code[ALIGN_POINTS];   /* of a letter */
	uint16_t letter[ALIGN_CODES]; /* of a code */
	unsigned letter_count;        /* codes in use */
	uint16_t *slot;               /* ids, hashed by the letters of the chunk; 0: free */
	size_t slot_count;            /* a power of 2 */
	uint32_t *letters;            /* of a chunk: codes, eight bits each */
	double *alone_p;              /* of a chunk: the sum of the steps that write it */
	size_t chunk_count;           /* ids in use */
};

/* A step: chunks left and right. Hashed by both; key 0: free. */
struct align_op {
	uint32_t key; /* id of the left chunk << 16 | id of the right one */
	float p;
};

struct align_model {
	struct align_side side[ALIGN_SIDES];
	struct align_op *op;
	uint64_t *partners; /* of a left chunk: which right ones it may stand with, bit id % 64 */
	size_t op_room;     /* a power of 2 */
	size_t op_count;
	bool is_symmetric; /* one script: the left side serves both, and (x, y) is as likely as (y, x) */
	double unseen_p;   /* the least probability of a step with one letter at most on each side */
	double apart_p;    /* the share of true pairs that are not written alike at all */
};

/* The ways through a pair: cell[i][j] for the first i letters on the left and j on the right. */
typedef double align_cells[MATCH_ALIGN_LETTERS + 1][MATCH_ALIGN_LETTERS + 1];

/* An empty model; of one script its chunks have two letters at most on both sides. align_model_done() frees; a zeroed one is fine. */
void align_model_init(struct align_model *m, enum match_script left, enum match_script right);
void align_model_done(struct align_model *m);

/* The code of a letter, which is made when there is room; ALIGN_UNKNOWN when there is none. */
uint8_t align_code_add(struct align_side *side, uint32_t letter);

/* The id of a chunk of len codes, and the same made when it is new; ALIGN_NO_CHUNK when there is none, or no room. */
uint16_t align_chunk(const struct align_side *side, const uint8_t *codes, size_t len);
uint16_t align_chunk_add(struct align_side *side, const uint8_t *codes, size_t len);

/* The place of a step; the free one, whose p is 0, where it would be when it is not in the model. */
static inline size_t align_op_at(const struct align_model *m, uint32_t key)
{
	size_t at = (key * UINT32_C(0x9E3779B1)) >> 7 & (m->op_room - 1);
	while (m->op[at].key != key && m->op[at].key != 0) {
		at = (at + 1) & (m->op_room - 1);
	}
	return at;
}

void align_op_add(struct align_model *m, uint32_t key, float p);

static inline uint32_t align_key(uint16_t left, uint16_t right)
{
	return (uint32_t)left << 16 | right;
}

/* Letters that a chunk has. */
size_t align_chunk_len(const struct align_side *side, uint16_t chunk);

/* The side that a word stands on. */
static inline const struct align_side *align_side(const struct align_model *m, enum align_which which)
{
	return &m->side[m->is_symmetric ? ALIGN_LEFT : which];
}

/* Sums the steps of each chunk into alone_p, and notes its partners. To be called when steps have changed. */
void align_model_sum(struct align_model *m);

/* Cuts a word into its codes, with the signs of beginning and end. Returns how many: 2 … MATCH_ALIGN_LETTERS. */
size_t align_codes(const struct align_side *side, struct bytes word, uint8_t codes[MATCH_ALIGN_LETTERS]);

/* Finds the chunks of a word and its probability alone. */
void align_word_set(
	const struct align_model *m, enum align_which which, struct bytes word, struct match_align_word *out);

/* Sets the probability of a word whose chunks are known. */
void align_word_sum(const struct align_model *m, enum align_which which, struct match_align_word *word);

/*
 * The chunk of len letters at a place of a word, and whether there is one. len 0 is ALIGN_EMPTY; one unknown letter is a
 * chunk, too, which no step has.
 */
static inline bool align_has_chunk(
	const struct match_align_word *word, size_t at, size_t len, uint16_t *chunk)
{
	if (at + len > word->len) {
		return false;
	}
	*chunk = len == 0 ? ALIGN_EMPTY : word->chunk[at][len - 1];
	return len <= 1 || *chunk != ALIGN_NO_CHUNK;
}

/* The probability of a step that writes two chunks; is_single: each has one letter at most. */
static inline double align_step_p(const struct align_model *m, uint16_t left, uint16_t right, bool is_single)
{
	double p = m->op[align_op_at(m, align_key(left, right))].p;
	return is_single && p < m->unseen_p ? m->unseen_p : p;
}

/* Steps that leave one side empty write one letter on the other. */
static inline bool align_is_step(size_t left_len, size_t right_len)
{
	return left_len + right_len == 1 || (left_len > 0 && right_len > 0);
}

/* The probability of a pair, with all cells on the way. */
double align_forward(const struct align_model *m, const struct match_align_word *left,
	const struct match_align_word *right, align_cells cells);

/* log((1 - apart) P(left, right) / (P(left) P(right)) + apart), of the probability that align_forward() gave. */
double align_ratio_log(const struct align_model *m, const struct match_align_word *left,
	const struct match_align_word *right, double p);

/*
 * Reads and writes the text of a model: docs/formats/align.md.
 *
 * m         zeroed; the caller's to end with align_model_done() also when reading fails
 * returns   0, or ERR_INPUT with the number of the line
 */
int align_text_read(struct bytes text, struct align_model *m, struct err *e) MUST_USE;
void align_text_write(const struct align_model *m, struct buf *out);

#endif
