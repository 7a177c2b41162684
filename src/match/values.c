/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/values.h"
#include "base/mem.h"
#include "match/fold.h"
#include "text/utf8.h"

enum { VALUES_FIRST_ROOM = 512 };

void match_values_done(struct match_values *v)
{
	match_dict_done(&v->dict);
	match_dict_done(&v->alphabet);
	buf_done(&v->letters);
	free(v->values);
	*v = (struct match_values){0};
}

static uint8_t letter_code(struct match_values *v, struct bytes character)
{
	if (v->alphabet.count < MATCH_ALPHABET_MAX) {
		return (uint8_t)match_dict_add(&v->alphabet, character);
	}
	uint32_t code = match_dict_find(&v->alphabet, character);
	return code > 0 ? (uint8_t)code : MATCH_ALPHABET_MAX + 1;
}

static struct match_value value_of(struct match_values *v, struct bytes folded)
{
	if (v->alphabet.count == 0) {
		uint32_t space = match_dict_add(&v->alphabet, BYTES(" "));
		BUG_IF(space != MATCH_LETTER_SPACE);
	}
	struct match_value value = {.script = (uint8_t)match_script_of(folded)};
	uint8_t letters[MATCH_LETTERS_MAX + MATCH_WORD_STEP] = {0};
	size_t tokens = 1;
	for (size_t at = 0; at < folded.len && value.letter_count < MATCH_LETTERS_MAX;) {
		size_t next = utf8_after(folded, at, 1);
		uint8_t letter = letter_code(v, (struct bytes){folded.s + at, next - at});
		letters[value.letter_count++] = letter;
		value.letter_set |= UINT32_C(1) << letter % 32;
		tokens += folded.s[at] == ' ';
		at = next;
	}
	value.token_count = (uint8_t)tokens;
	memcpy(value.slot, letters, sizeof(value.slot));
	if (value.letter_count > MATCH_SLOT_BYTES) {
		value.letters_at = v->letters.len;
		buf_add(&v->letters, letters, match_word_bytes(value.letter_count));
	}
	return value;
}

uint32_t match_values_add(struct match_values *v, struct bytes folded)
{
	uint32_t before = v->dict.count;
	uint32_t code = match_dict_add(&v->dict, folded);
	if (code <= before) {
		return code;
	}
	if (code >= v->room) {
		v->room = v->room > UINT32_MAX / 2 ? UINT32_MAX
			: v->room > 0              ? v->room * 2
						   : VALUES_FIRST_ROOM;
		v->values = mem_realloc(v->values, v->room, sizeof(*v->values));
		v->values[0] = (struct match_value){0};
	}
	v->values[code] = value_of(v, folded);
	v->scripts |=
		v->values[code].script == MATCH_SCRIPT_OTHER ? 0 : UINT32_C(1) << v->values[code].script;
	return code;
}
