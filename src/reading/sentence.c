/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A text cut into tokens, sentences and blocks. */
#include "reading/classes.h"
#include "reading/token.h"

/*
 * A longer stretch without an end of sentence is cut, so that what looks at pairs of words stays bounded. Sentences of
 * newspapers rarely pass 100 words.
 */
enum { SENTENCE_TOKENS_MAX = 256 };
/* Of most texts, with the space before it, or more: room for their tokens is made at once. */
enum { TOKEN_BYTES = 4 };

struct cutter {
	const struct lexicon *lexicon;
	struct arena *arena;
	struct text *out;
	size_t token_room;
	size_t sentence_room;
	uint32_t first; /* token that the open sentence begins with */
	uint32_t block;
	uint8_t begins_block; /* flags of a token that begins a block */
};

static void end_sentence(struct cutter *c, uint32_t end)
{
	struct text *t = c->out;
	if (end == c->first) {
		return;
	}
	t->sentences = arena_grow(
		c->arena, t->sentences, t->sentence_count, &c->sentence_room, sizeof(*t->sentences));
	t->sentences[t->sentence_count++] = (struct sentence){{c->first, end}, c->block};
	c->first = end;
}

static bool begins_like_sentence(const struct text *t, const struct token *token)
{
	return token->kind == TOKEN_NUMBER || t->is_lower_case ||
		token->flags & (TOKEN_CAPITAL | TOKEN_UPPER) ||
		(token->end - token->start == 1 && token->kind == TOKEN_WORD && t->is_upper_case) ||
		(token->kind == TOKEN_MARK && token->mark != ',' && token->mark != ';' &&
			token->mark != '-' && token->mark != '.');
}

static bool is_closing(const struct token *token)
{
	return token->kind == TOKEN_MARK && token->flags & TOKEN_GLUED &&
		(token->mark == '"' || token->mark == '\'' || token->mark == ')' || token->mark == ']');
}

/* Whether the point at a token ends an abbreviation or initial and not a sentence. */
static bool is_abbreviating(const struct cutter *c, uint32_t point)
{
	const struct token *word = point > c->first ? &c->out->tokens[point - 1] : NULL;
	if (!word || word->kind != TOKEN_WORD || !(c->out->tokens[point].flags & TOKEN_GLUED)) {
		return false;
	}
	if (word->end - word->start == 1) {
		return true;
	}
	return word->word && meaning_of(word->word->node.meanings, CLASS_ABBREVIATION);
}

/* Whether a sentence ends before the newest token. */
static bool ends_before(const struct cutter *c, uint32_t newest)
{
	const struct token *tokens = c->out->tokens;
	const struct token *next = &tokens[newest];
	uint32_t last = newest;
	while (last > c->first && is_closing(&tokens[last - 1])) {
		last--;
	}
	if (last == c->first) {
		return false;
	}
	const struct token *end = &tokens[--last];
	if (end->kind != TOKEN_MARK || (end->mark != '.' && end->mark != '!' && end->mark != '?')) {
		return false;
	}
	if (is_closing(next) || !begins_like_sentence(c->out, next)) {
		return false;
	}
	if (next->flags & TOKEN_GLUED) {
		return next->kind == TOKEN_WORD && last > c->first &&
			tokens[last - 1].end - tokens[last - 1].start > 2 && !c->out->is_upper_case;
	}
	return end->mark != '.' || !is_abbreviating(c, last);
}

/* The next token of the text. False: there is none. */
static bool take_token(struct cutter *c, uint32_t *at)
{
	struct text *t = c->out;
	struct folded folded;
	t->tokens = arena_grow(c->arena, t->tokens, t->token_count, &c->token_room, sizeof(*t->tokens));
	struct token *token = &t->tokens[t->token_count];
	if (!token_next(t->bytes, at, token, &folded)) {
		return false;
	}
	token->hash = lexicon_hash((struct bytes){folded.s, folded.len});
	if (token->mark != '-') {
		token->word = lexicon_word(c->lexicon, token->hash);
	}
	t->token_count++;
	return true;
}

/* Ends the open sentence before a token, when it ends there. */
static void cut_before(struct cutter *c, uint32_t newest)
{
	if (c->out->tokens[newest].flags & c->begins_block) {
		c->out->tokens[newest].flags |= TOKEN_NEW_BLOCK;
		end_sentence(c, newest);
		c->block++;
	} else if (ends_before(c, newest) || newest - c->first == SENTENCE_TOKENS_MAX) {
		end_sentence(c, newest);
	}
}

void text_cut(struct bytes bytes, bool has_whole_lines, const struct lexicon *lexicon, struct arena *a,
	struct text *out)
{
	*out = (struct text){.bytes = bytes};
	text_case(bytes, &out->is_upper_case, &out->is_lower_case);
	struct cutter c = {.lexicon = lexicon,
		.arena = a,
		.out = out,
		.token_room = bytes.len / TOKEN_BYTES,
		.begins_block = has_whole_lines ? TOKEN_NEW_LINE : TOKEN_NEW_BLOCK};
	out->tokens = arena_alloc(a, c.token_room * sizeof(*out->tokens));
	uint32_t at = 0;
	while (take_token(&c, &at)) {
		cut_before(&c, out->token_count - 1);
	}
	end_sentence(&c, out->token_count);
}

struct bytes text_of(const struct text *text, struct token_range range)
{
	if (range.first >= range.end) {
		return BYTES_NONE;
	}
	uint32_t start = text->tokens[range.first].start;
	return (struct bytes){text->bytes.s + start, text->tokens[range.end - 1].end - start};
}

bool token_is(const struct text *text, uint32_t token, const char *word)
{
	const struct token *t = &text->tokens[token];
	size_t len = strlen(word);
	if (t->end - t->start != len) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text->bytes.s[t->start + i];
		if ((c >= 'A' && c <= 'Z' ? c + 0x20 : c) != (unsigned char)word[i]) {
			return false;
		}
	}
	return true;
}
