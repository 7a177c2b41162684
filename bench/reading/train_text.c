/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "train_text.h"

uint32_t train_hash(struct bytes text)
{
	uint32_t hash = 2166136261U;
	for (size_t i = 0; i < text.len; i++) {
		hash = (hash ^ (unsigned char)text.s[i]) * 16777619U;
	}
	return hash;
}

struct bytes train_take(struct bytes *text, char mark)
{
	const char *at = text->len > 0 ? memchr(text->s, mark, text->len) : NULL;
	size_t len = at != NULL ? (size_t)(at - text->s) : text->len;
	struct bytes part = {text->s, len};
	size_t next = at != NULL ? len + 1 : len;
	*text = (struct bytes){text->s + next, text->len - next};
	return part;
}

/* The slot of a word; an empty one when it is new. */
static uint32_t slot_of(const struct train_words *words, struct bytes word)
{
	uint32_t slot = train_hash(word) % TRAIN_WORD_SLOTS;
	while (words->slots[slot].len > 0 && !bytes_equal(words->slots[slot], word)) {
		slot = (slot + 1) % TRAIN_WORD_SLOTS;
	}
	return slot;
}

void train_words_add(struct train_words *words, struct bytes text)
{
	while (text.len > 0) {
		struct bytes line = bytes_trim(train_take(&text, '\n'));
		if (line.len > 0 && line.s[0] != '#' && line.s[0] != '[') {
			words->slots[slot_of(words, line)] = line;
		}
	}
}

bool train_words_have(const struct train_words *words, struct bytes word)
{
	return words->slots[slot_of(words, word)].len > 0;
}
