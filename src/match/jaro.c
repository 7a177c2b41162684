/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/jaro.h"

#if defined(__SSE2__) && !defined(MATCH_PORTABLE)
#include <emmintrin.h>
#endif

enum { PREFIX_MAX = 4, MASK_LETTERS = 64 };

static const double prefix_scale = 0.1;
static const double boost_min = 0.7;

/* ------- masks of equal letters ------- */

#if defined(__SSE2__) && !defined(MATCH_PORTABLE)
static inline uint64_t equal_in_step(const uint8_t *letters, uint8_t letter)
{
	__m128i step = _mm_loadu_si128((const __m128i *)(const void *)letters);
	return (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(step, _mm_set1_epi8((char)letter)));
}
#else
static inline uint64_t equal_in_step(const uint8_t *letters, uint8_t letter)
{
	uint64_t mask = 0;
	for (unsigned i = 0; i < MATCH_WORD_STEP; i++) {
		mask |= (uint64_t)(letters[i] == letter) << i;
	}
	return mask;
}
#endif

/* Bit i: the i-th letter is this one. The padding is never equal to a letter. */
static inline uint64_t equal_mask(const uint8_t *letters, unsigned steps, uint8_t letter)
{
	uint64_t mask = 0;
	for (unsigned i = 0; i < steps; i++) {
		mask |= equal_in_step(letters + MATCH_WORD_STEP * i, letter) << (MATCH_WORD_STEP * i);
	}
	return mask;
}

/* ------- Jaro ------- */

struct agreement {
	unsigned matched;
	unsigned displaced; /* places at which the sequences of matched letters differ */
};

static unsigned window_of(unsigned longer)
{
	return longer / 2 > 1 ? longer / 2 - 1 : 0;
}

static inline unsigned count_bits(uint64_t mask)
{
	mask -= mask >> 1 & UINT64_C(0x5555555555555555);
	mask = (mask & UINT64_C(0x3333333333333333)) + (mask >> 2 & UINT64_C(0x3333333333333333));
	mask = (mask + (mask >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
	return (unsigned)(mask * UINT64_C(0x0101010101010101) >> 56);
}

/* The places of b that are at most `window` away from place i of a. */
static inline uint64_t places_near(unsigned i, unsigned window, unsigned steps)
{
	uint64_t near = (UINT64_C(2) << 2 * window) - 1;
	if (steps * MATCH_WORD_STEP * 2 <= MASK_LETTERS) {
		return near << i >> window;
	}
	return i < window ? near >> (window - i) : near << (i - window);
}

/*
 * a is the shorter word; b has at most 16 `steps` letters. Taking the first free letter of a window that only moves
 * forward, both words give the same set of matched letters; so the shorter one leads.
 */
static inline struct agreement agree_by_masks(struct match_word a, struct match_word b, unsigned steps)
{
	unsigned window = window_of(b.len);
	uint64_t taken = 0;
	uint64_t taken_late = 0; /* not 0: some letter takes a place before one that is taken */
	uint64_t place[MASK_LETTERS];
	for (unsigned i = 0; i < a.len; i++) {
		uint64_t candidates =
			equal_mask(b.letter, steps, a.letter[i]) & places_near(i, window, steps) & ~taken;
		place[i] = candidates & (0 - candidates);
		taken_late |= taken & (0 - place[i]);
		taken |= place[i];
	}
	struct agreement result = {count_bits(taken), 0};
	for (unsigned i = 0; taken_late && i < a.len; i++) {
		if (place[i]) {
			result.displaced += b.letter[__builtin_ctzll(taken)] != a.letter[i];
			taken &= taken - 1;
		}
	}
	return result;
}

/* The same by the definition, for words of any length. */
static struct agreement agree_by_letters(struct match_word a, struct match_word b)
{
	unsigned window = window_of(b.len);
	uint8_t matched_letters[MATCH_WORD_MAX];
	bool is_taken[MATCH_WORD_MAX] = {false};
	struct agreement result = {0, 0};
	for (unsigned i = 0; i < a.len; i++) {
		unsigned from = i > window ? i - window : 0;
		unsigned to = i + window + 1 < b.len ? i + window + 1 : b.len;
		for (unsigned j = from; j < to; j++) {
			if (!is_taken[j] && b.letter[j] == a.letter[i]) {
				is_taken[j] = true;
				matched_letters[result.matched++] = a.letter[i];
				break;
			}
		}
	}
	unsigned k = 0;
	for (unsigned j = 0; j < b.len; j++) {
		if (is_taken[j]) {
			result.displaced += b.letter[j] != matched_letters[k++];
		}
	}
	return result;
}

static inline struct agreement agree(struct match_word a, struct match_word b)
{
	return b.len <= MATCH_WORD_STEP        ? agree_by_masks(a, b, 1)
		: b.len <= 2 * MATCH_WORD_STEP ? agree_by_masks(a, b, 2)
		: b.len <= MASK_LETTERS        ? agree_by_masks(a, b, 4)
					       : agree_by_letters(a, b);
}

double match_jaro(struct match_word a, struct match_word b)
{
	if (a.len > b.len) {
		struct match_word longer = a;
		a = b;
		b = longer;
	}
	BUG_IF(b.len > MATCH_WORD_MAX);
	if (a.len == 0) {
		return 0;
	}
	struct agreement same = agree(a, b);
	if (same.matched == 0) {
		return 0;
	}
	double m = same.matched;
	return (m / a.len + m / b.len + (m - same.displaced / 2) / m) / 3;
}

double match_jaro_winkler(struct match_word a, struct match_word b)
{
	double jaro = match_jaro(a, b);
	if (jaro <= boost_min) {
		return jaro;
	}
	unsigned shorter = a.len < b.len ? a.len : b.len;
	unsigned prefix = 0;
	bool is_same = true;
	for (unsigned i = 0; i < PREFIX_MAX; i++) {
		is_same &= i < shorter && a.letter[i] == b.letter[i];
		prefix += is_same;
	}
	return jaro + prefix_scale * prefix * (1 - jaro);
}

/* ------- Damerau ------- */

/*
 * Hyyro's bit vectors: bit i of a vector says something of row i + 1 of the column of distances; a.len is 1 … 64, and
 * a has at most 16 `steps` letters.
 */
static inline unsigned damerau_by_masks(struct match_word a, struct match_word b, unsigned steps)
{
	uint64_t last = UINT64_C(1) << (a.len - 1);
	uint64_t rises = UINT64_MAX; /* the distance is one more than in the row above */
	uint64_t falls = 0;
	uint64_t keeps = 0; /* it is that of the row above in the column before */
	uint64_t equal_before = 0;
	unsigned distance = a.len;
	for (unsigned j = 0; j < b.len; j++) {
		uint64_t equal = equal_mask(a.letter, steps, b.letter[j]);
		uint64_t exchanged = ((~keeps & equal) << 1) & equal_before;
		keeps = (((equal & rises) + rises) ^ rises) | equal | falls | exchanged;
		uint64_t rises_along = falls | ~(keeps | rises);
		uint64_t falls_along = keeps & rises;
		distance += (rises_along & last) != 0;
		distance -= (falls_along & last) != 0;
		rises_along = rises_along << 1 | 1;
		rises = falls_along << 1 | ~(keeps | rises_along);
		falls = rises_along & keeps;
		equal_before = equal;
	}
	return distance;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* The recurrence, by rows of which three are kept. */
static unsigned damerau_by_letters(struct match_word a, struct match_word b)
{
	uint16_t rows[3][MATCH_WORD_MAX + 1];
	for (unsigned j = 0; j <= b.len; j++) {
		rows[0][j] = (uint16_t)j;
	}
	for (unsigned i = 1; i <= a.len; i++) {
		const uint16_t *before = rows[(i + 1) % 3];
		const uint16_t *above = rows[(i + 2) % 3];
		uint16_t *row = rows[i % 3];
		row[0] = (uint16_t)i;
		for (unsigned j = 1; j <= b.len; j++) {
			bool is_equal = a.letter[i - 1] == b.letter[j - 1];
			unsigned d = least(above[j - 1] + !is_equal, least(above[j], row[j - 1]) + 1U);
			if (i > 1 && j > 1 && a.letter[i - 1] == b.letter[j - 2] &&
				a.letter[i - 2] == b.letter[j - 1]) {
				d = least(d, before[j - 2] + 1U);
			}
			row[j] = (uint16_t)d;
		}
	}
	return rows[a.len % 3][b.len];
}

unsigned match_damerau(struct match_word a, struct match_word b)
{
	if (a.len > b.len) {
		struct match_word longer = a;
		a = b;
		b = longer;
	}
	BUG_IF(b.len > MATCH_WORD_MAX);
	if (a.len == 0) {
		return b.len;
	}
	return a.len <= MATCH_WORD_STEP        ? damerau_by_masks(a, b, 1)
		: a.len <= 2 * MATCH_WORD_STEP ? damerau_by_masks(a, b, 2)
		: a.len <= MASK_LETTERS        ? damerau_by_masks(a, b, MASK_LETTERS / MATCH_WORD_STEP)
					       : damerau_by_letters(a, b);
}

bool match_is_one_slip(struct match_word a, struct match_word b)
{
	if (a.len > b.len) {
		struct match_word longer = a;
		a = b;
		b = longer;
	}
	if (b.len - a.len > 1) {
		return false;
	}
	uint32_t from = 0;
	while (from < a.len && a.letter[from] == b.letter[from]) {
		from++;
	}
	uint32_t behind = 0;
	while (behind < a.len - from && a.letter[a.len - 1 - behind] == b.letter[b.len - 1 - behind]) {
		behind++;
	}
	uint32_t a_left = a.len - from - behind;
	uint32_t b_left = b.len - from - behind;
	bool is_exchanged = a_left == 2 && b_left == 2 && a.letter[from] == b.letter[from + 1] &&
		a.letter[from + 1] == b.letter[from];
	return b_left <= 1 || is_exchanged;
}
