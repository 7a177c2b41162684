/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A document as words, marks and numbers, each at its bytes of the original. Nothing is rewritten: what a table is asked
 * for is the word's folded form, what is quoted are the bytes of the document.
 */
#ifndef READING_TOKEN_H
#define READING_TOKEN_H

#include "base/mem.h"
#include "reading/lexicon.h"

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK };

enum token_flag {
	TOKEN_CAPITAL = 1,  /* begins with a capital letter, others follow in lower case */
	TOKEN_UPPER = 2,    /* two or more letters, all capitals */
	TOKEN_GLUED = 4,    /* no space before it */
	TOKEN_NEW_LINE = 8, /* a line break before it */
	TOKEN_NEW_BLOCK =
		16, /* a block begins with it: an empty line stands before it, or the line is whole */
};

struct token {
	uint32_t start;                  /* bytes in the document, from 0 */
	uint32_t end;                    /* behind the last byte */
	uint64_t hash;                   /* lexicon_hash() of the folded form: the same for the same word */
	const struct lexicon_word *word; /* NULL when no table has it */
	uint8_t kind;                    /* enum token_kind */
	uint8_t flags;                   /* enum token_flag */
	char mark; /* of a TOKEN_MARK: the ASCII character it stands for (’ is ', – and — are -, « is "); else 0 */
};

/* Whether a phrase of one of the classes begins with the token; classes: bits. */
static inline bool token_leads(const struct token *token, uint64_t classes)
{
	return token->word && (token->word->leads & classes) != 0;
}

/* Tokens first … end - 1 of a document. */
struct token_range {
	uint32_t first;
	uint32_t end;
};

struct sentence {
	struct token_range tokens;
	uint32_t block; /* number of the paragraph, heading or list item, from 0 */
};

/* A document cut into tokens and sentences. Owned by the arena that it was made in. */
struct text {
	struct bytes bytes; /* the document; valid UTF-8 */
	struct token *tokens;
	uint32_t token_count;
	struct sentence *sentences;
	uint32_t sentence_count;
	bool is_upper_case; /* capitals tell nothing: nearly all letters are capitals */
	bool is_lower_case; /* capitals tell nothing: there are none */
};

/* Whether capitals tell names from other words. */
static inline bool text_has_capitals(const struct text *text)
{
	return !text->is_upper_case && !text->is_lower_case;
}

/*
 * The form that tables know a word by: lower case, Latin accents and stress marks taken off. len is 0 when it is longer
 * than LEXICON_WORD_BYTES.
 */
struct folded {
	size_t len;
	char s[LEXICON_WORD_BYTES];
};

/*
 * Takes the next token off a text.
 *
 * at: byte to begin at; receives the byte behind the token. Its hash and word stay 0.
 * Returns false when no token is left.
 */
bool token_next(struct bytes text, uint32_t *at, struct token *token, struct folded *folded);

/* The value of the digit at a byte, in any script; -1 when there is none. len: receives the character's bytes. */
int token_digit(struct bytes text, size_t at, size_t *len);

/* The folded form of a word. Returns its length, 0 when it is longer than LEXICON_WORD_BYTES. */
size_t token_fold(struct bytes word, char folded[LEXICON_WORD_BYTES]);

/*
 * Cuts a document into tokens, sentences and blocks.
 *
 * bytes: valid UTF-8 of less than 2^32 bytes; it must outlive *out. a: holds what is made.
 * has_whole_lines: each line is a block; else an empty line parts blocks, since lines may be wrapped
 * ^ token_ranges_rise: tokens do not overlap, and follow one another.
 * ^ token_time_is_linear: the work grows with the length, whatever the text (no sentence end, no space, 10 MB lines).
 */
void text_cut(struct bytes bytes, bool has_whole_lines, const struct lexicon *lexicon, struct arena *a,
	struct text *out);

/* Whether capitals tell nothing: too few letters of the text's beginning are of one of the two cases. */
void text_case(struct bytes text, bool *is_upper_case, bool *is_lower_case);

/* Whether a token is this word; word: small ASCII letters. */
bool token_is(const struct text *text, uint32_t token, const char *word);

/* The bytes of tokens first … end - 1, as they stand in the document. */
struct bytes text_of(const struct text *text, struct token_range range);

#endif
