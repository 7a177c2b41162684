/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/whole.h"
#include "match/rule.h"

enum {
	WHOLE_LETTERS_MAX = 96,
	/* Shorter names are the same by chance too often. */
	WHOLE_LETTERS_MIN = 8,
};

/* The letters of all parts of a name; returns how many, at most WHOLE_LETTERS_MAX. */
static uint32_t whole_letters(const struct match_table *t, uint32_t record, uint8_t out[WHOLE_LETTERS_MAX])
{
	uint32_t len = 0;
	for (size_t i = 0; i < MATCH_NAME_PART_COUNT; i++) {
		enum match_role role = match_name_parts[i];
		uint32_t code = match_code(t, record, role);
		struct match_word part =
			code > 0 ? match_values_word(t->values[role], code) : (struct match_word){0};
		for (uint32_t k = 0; k < part.len && len < WHOLE_LETTERS_MAX; k++) {
			out[len] = part.letter[k];
			len += part.letter[k] != MATCH_LETTER_SPACE;
		}
	}
	return len;
}

bool match_is_same_whole(const struct match_table *t, uint32_t a, uint32_t b)
{
	uint8_t x[WHOLE_LETTERS_MAX];
	uint8_t y[WHOLE_LETTERS_MAX];
	struct match_word p = {x, whole_letters(t, a, x)};
	struct match_word q = {y, whole_letters(t, b, y)};
	return p.len >= WHOLE_LETTERS_MIN && match_is_one_slip(p, q);
}

/* The same with a space behind each word. */
static uint32_t whole_words(const struct match_table *t, uint32_t record, uint8_t out[WHOLE_LETTERS_MAX])
{
	uint32_t len = 0;
	for (size_t i = 0; i < MATCH_NAME_PART_COUNT; i++) {
		enum match_role role = match_name_parts[i];
		uint32_t code = match_code(t, record, role);
		struct match_word part =
			code > 0 ? match_values_word(t->values[role], code) : (struct match_word){0};
		if (part.len > 0 && len + part.len < WHOLE_LETTERS_MAX) {
			memcpy(out + len, part.letter, part.len);
			len += part.len;
			out[len++] = MATCH_LETTER_SPACE;
		}
	}
	return len;
}

bool match_is_whole_begun(const struct match_table *t, uint32_t a, uint32_t b)
{
	uint8_t x[WHOLE_LETTERS_MAX];
	uint8_t y[WHOLE_LETTERS_MAX];
	uint32_t x_len = whole_words(t, a, x);
	uint32_t y_len = whole_words(t, b, y);
	uint32_t len = x_len < y_len ? x_len : y_len;
	return len >= WHOLE_LETTERS_MIN && memchr(x, MATCH_LETTER_SPACE, len - 1) != NULL &&
		memcmp(x, y, len) == 0;
}
