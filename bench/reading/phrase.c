/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "phrase.h"

#include <strings.h>

enum { WORDS_MAX = 64 };

struct phrase {
	struct bytes words[WORDS_MAX];
	size_t count;
	size_t head; /* meaningless in an empty phrase */
};

static bool is_word_byte(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		(unsigned char)c >= 0x80;
}

static bool word_is(struct bytes word, struct bytes other)
{
	return word.len == other.len && strncasecmp(word.s, other.s, word.len) == 0;
}

static bool is_one_of(struct bytes word, const char *const *list)
{
	for (; *list != NULL; list++) {
		if (word_is(word, bytes_of(*list))) {
			return true;
		}
	}
	return false;
}

static struct phrase phrase_of(struct bytes text)
{
	static const char *const articles[] = {"the", "a", "an", NULL};
	static const char *const prepositions[] = {"of", "in", "from", "for", "at", "on", "by", "with", "to",
		"who", "whose", "which", "that", "near", "including", "belonging", "working", NULL};
	struct phrase p = {0};
	size_t i = 0;
	bool has_head = false;
	while (i < text.len && p.count < WORDS_MAX) {
		size_t start = i;
		while (i < text.len && (is_word_byte(text.s[i]) || (text.s[i] == '\'' && i > start))) {
			i++;
		}
		struct bytes word = {text.s + start, i - start};
		if (word.len > 0 && !is_one_of(word, articles)) {
			if (p.count > 0 && !has_head && is_one_of(word, prepositions)) {
				has_head = true;
				p.head = p.count - 1;
			}
			p.words[p.count++] = word;
		}
		i += i == start;
	}
	if (!has_head && p.count > 0) {
		p.head = p.count - 1;
	}
	return p;
}

static bool starts_at(const struct phrase *whole, size_t at, const struct phrase *part)
{
	for (size_t i = 0; i < part->count; i++) {
		if (at + i >= whole->count || !word_is(whole->words[at + i], part->words[i])) {
			return false;
		}
	}
	return true;
}

static bool holds_word(const struct phrase *p, struct bytes word)
{
	for (size_t i = 0; i < p->count; i++) {
		if (word_is(p->words[i], word)) {
			return true;
		}
	}
	return false;
}

enum match phrase_match(struct bytes answer_text, struct bytes key_text)
{
	struct phrase answer = phrase_of(answer_text);
	struct phrase key = phrase_of(key_text);
	if (answer.count == 0 || key.count == 0) {
		return answer.count == key.count ? MATCH_CORRECT : MATCH_NONE;
	}
	bool has_same_head = word_is(answer.words[answer.head], key.words[key.head]);
	for (size_t at = 0; has_same_head && at < answer.count; at++) {
		if (starts_at(&answer, at, &key)) {
			return MATCH_CORRECT;
		}
	}
	bool is_shared =
		holds_word(&key, answer.words[answer.head]) || holds_word(&answer, key.words[key.head]);
	return is_shared ? MATCH_PARTIAL : MATCH_NONE;
}

struct bytes phrase_head(struct bytes text)
{
	struct phrase p = phrase_of(text);
	return p.count > 0 ? p.words[p.head] : BYTES_NONE;
}

bool phrase_holds(struct bytes whole_text, struct bytes part_text)
{
	struct phrase whole = phrase_of(whole_text);
	struct phrase part = phrase_of(part_text);
	for (size_t i = 0; i < part.count; i++) {
		if (!holds_word(&whole, part.words[i])) {
			return false;
		}
	}
	return part.count > 0;
}

bool phrase_same(struct bytes a_text, struct bytes b_text)
{
	struct phrase a = phrase_of(a_text);
	struct phrase b = phrase_of(b_text);
	return a.count == b.count && starts_at(&a, 0, &b);
}
