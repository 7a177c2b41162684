/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One token at a time, and the folded form of a word. */
#include "reading/token.h"

/* Cases tell something when each has this share of the letters looked at: one in 50 is too few. */
enum { CASE_LOOKED_AT_BYTES = 8192, CASE_SHARE = 50 };

enum sort { SORT_SPACE, SORT_LINE, SORT_LETTER, SORT_DIGIT, SORT_MARK };

struct code {
	uint32_t point;
	uint32_t len; /* bytes */
};

/* The character at a byte of valid UTF-8. */
static struct code code_at(struct bytes text, size_t at)
{
	const unsigned char *s = (const unsigned char *)text.s + at;
	if (s[0] < 0x80) {
		return (struct code){s[0], 1};
	}
	if (s[0] < 0xe0) {
		return (struct code){(uint32_t)(s[0] & 0x1f) << 6 | (s[1] & 0x3f), 2};
	}
	if (s[0] < 0xf0) {
		return (struct code){
			(uint32_t)(s[0] & 0x0f) << 12 | (uint32_t)(s[1] & 0x3f) << 6 | (s[2] & 0x3f), 3};
	}
	return (struct code){(uint32_t)(s[0] & 0x07) << 18 | (uint32_t)(s[1] & 0x3f) << 12 |
			(uint32_t)(s[2] & 0x3f) << 6 | (s[3] & 0x3f),
		4};
}

/* First digits of the scripts that write numbers in tens (Unicode 15, general category Nd, those in news). */
static const uint32_t zeros[] = {0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6,
	0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x17e0, 0x1810, 0xff10};

int token_digit(struct bytes text, size_t at, size_t *len)
{
	struct code c = code_at(text, at);
	*len = c.len;
	if (c.point < 0x80) {
		return c.point >= '0' && c.point <= '9' ? (int)(c.point - '0') : -1;
	}
	for (size_t i = 0; i < ARRAY_COUNT(zeros); i++) {
		if (c.point >= zeros[i] && c.point < zeros[i] + 10) {
			return (int)(c.point - zeros[i]);
		}
	}
	return -1;
}

/* Marks of other scripts, and the ASCII characters that they stand for. */
static const struct {
	uint32_t from;
	uint32_t to;
	char mark;
} marks[] = {
	{0x00a1, 0x00a1, 0},
	{0x00a2, 0x00a5, '$'},
	{0x00a6, 0x00a9, 0},
	{0x00ab, 0x00ab, '"'},
	{0x00ac, 0x00b4, 0},
	{0x00b6, 0x00b9, 0},
	{0x00bb, 0x00bb, '"'},
	{0x00bc, 0x00bf, 0},
	{0x00d7, 0x00d7, 0},
	{0x00f7, 0x00f7, 0},
	{0x058a, 0x058a, '-'},
	{0x05be, 0x05be, '-'},
	{0x060c, 0x060c, ','},
	{0x061b, 0x061b, ';'},
	{0x061f, 0x061f, '?'},
	{0x066a, 0x066a, '%'},
	{0x066b, 0x066d, ','},
	{0x06d4, 0x06d4, '.'},
	{0x0964, 0x0965, '.'},
	{0x2010, 0x2015, '-'},
	{0x2018, 0x201b, '\''},
	{0x201c, 0x201f, '"'},
	{0x2022, 0x2022, '*'},
	{0x2026, 0x2026, '.'},
	{0x2032, 0x2032, '\''},
	{0x2039, 0x203a, '"'},
	{0x2020, 0x206f, 0},
	{0x20a0, 0x20cf, '$'},
	{0x2116, 0x2116, '#'},
	{0x2190, 0x2bff, 0},
	{0x3001, 0x3001, ','},
	{0x3002, 0x3002, '.'},
	{0x3003, 0x3020, '"'},
	{0xff01, 0xff01, '!'},
	{0xff08, 0xff08, '('},
	{0xff09, 0xff09, ')'},
	{0xff0c, 0xff0c, ','},
	{0xff0e, 0xff0e, '.'},
	{0xff1a, 0xff1b, ';'},
	{0xff1f, 0xff1f, '?'},
	{0xfffd, 0xfffd, 0},
};

/* Latin with marks, Greek, Cyrillic and Armenian letters: `marks` has nothing between these. */
enum { LETTERS_FIRST = 0x100, LETTERS_LAST = 0x589 };

static bool is_wide_space(uint32_t c)
{
	return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200b) || c == 0x200e || c == 0x200f ||
		(c >= 0x2028 && c <= 0x202f) || (c >= 0x205f && c <= 0x2069) || c == 0x3000 || c == 0xfeff ||
		c == 0x61c;
}

static enum sort sort_wide(struct bytes text, size_t at, struct code c, char *mark)
{
	size_t len;
	if (c.point >= LETTERS_FIRST && c.point <= LETTERS_LAST) {
		return SORT_LETTER;
	}
	if (is_wide_space(c.point)) {
		return SORT_SPACE;
	}
	for (size_t i = 0; i < ARRAY_COUNT(marks) && marks[i].from <= c.point; i++) {
		if (c.point <= marks[i].to) {
			*mark = marks[i].mark;
			return SORT_MARK;
		}
	}
	return c.point > 0x600 && token_digit(text, at, &len) >= 0 ? SORT_DIGIT : SORT_LETTER;
}

enum { S = SORT_SPACE, N = SORT_LINE, L = SORT_LETTER, D = SORT_DIGIT, M = SORT_MARK };

/* clang-format off */
static const uint8_t ascii_sorts[0x80] = {
	S, S, S, S, S, S, S, S, S, S, N, S, N, S, S, S,
	S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
	S, M, M, M, M, M, M, M, M, M, M, M, M, M, M, M,
	D, D, D, D, D, D, D, D, D, D, M, M, M, M, M, M,
	M, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, M, M, M, M, M,
	M, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, M, M, M, M, S,
};
/* clang-format on */

/* A letter or digit of ASCII. */
static bool is_plain(unsigned char c)
{
	return c < 0x80 && (ascii_sorts[c] == SORT_LETTER || ascii_sorts[c] == SORT_DIGIT);
}

static inline enum sort sort_at(struct bytes text, size_t at, size_t *len, char *mark)
{
	unsigned char c = (unsigned char)text.s[at];
	if (c >= 0x80) {
		struct code code = code_at(text, at);
		*len = code.len;
		return sort_wide(text, at, code, mark);
	}
	*len = 1;
	if (ascii_sorts[c] == SORT_MARK) {
		*mark = (char)c;
	}
	return ascii_sorts[c];
}

static bool is_ascii_capital(unsigned char c)
{
	return c >= 'A' && c <= 'Z';
}

/* The small form of a capital letter; 0 for anything else. */
static uint32_t small_of(uint32_t c)
{
	if (c < 0x80) {
		return c >= 'A' && c <= 'Z' ? c + 0x20 : 0;
	}
	if ((c >= 0xc0 && c <= 0xde) || (c >= 0x410 && c <= 0x42f) || (c >= 0x391 && c <= 0x3a9)) {
		return c == 0xd7 ? 0 : c + 0x20;
	}
	if (c >= 0x400 && c <= 0x40f) {
		return c + 0x50;
	}
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x14a && c <= 0x177) || (c >= 0x460 && c <= 0x4bf) ||
		(c >= 0x4d0 && c <= 0x52f) || (c >= 0x1e00 && c <= 0x1eff)) {
		return c % 2 == 0 ? c + 1 : 0;
	}
	if ((c >= 0x139 && c <= 0x147) || (c >= 0x179 && c <= 0x17d) || (c >= 0x4c1 && c <= 0x4cd)) {
		return c % 2 == 1 ? c + 1 : 0;
	}
	return 0;
}

/* Letters U+00C0 … U+017F without accents; a space where there is no single letter. */
static const char plain_letters[] = "aaaaaa ceeeeiiii nooooo ouuuuy  aaaaaa ceeeeiiii nooooo ouuuuy y"
				    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkklllllllllln"
				    "nnnnnnnnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* How a character is written in a folded word. Returns its length; 0 leaves it out. */
static size_t fold_code(uint32_t c, char out[4])
{
	uint32_t small = small_of(c);
	c = small == 0 ? c : small;
	if (c >= 0xc0 && c < 0xc0 + sizeof(plain_letters) - 1 && plain_letters[c - 0xc0] != ' ') {
		out[0] = plain_letters[c - 0xc0];
		return 1;
	}
	if (c == 0xad || (c >= 0x300 && c <= 0x36f)) {
		return 0;
	}
	c = c == 0x451 ? 0x435 : c >= 0x2018 && c <= 0x201b ? '\'' : c;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t token_fold(struct bytes word, char folded[LEXICON_WORD_BYTES])
{
	size_t len = 0;
	for (size_t at = 0; at < word.len;) {
		unsigned char c = (unsigned char)word.s[at];
		if (c < 0x80) {
			if (len == LEXICON_WORD_BYTES) {
				return 0;
			}
			folded[len++] = (char)(is_ascii_capital(c) ? c + 0x20 : c);
			at++;
			continue;
		}
		struct code code = code_at(word, at);
		char out[4];
		size_t n = fold_code(code.point, out);
		if (len + n > LEXICON_WORD_BYTES) {
			return 0;
		}
		memcpy(folded + len, out, n);
		len += n;
		at += code.len;
	}
	return len;
}

static bool is_apostrophe(struct bytes text, size_t at, size_t *len)
{
	char mark = 0;
	return at < text.len && sort_at(text, at, len, &mark) == SORT_MARK && mark == '\'';
}

/* Behind the letters and digits from `at`. */
static size_t word_end(struct bytes text, size_t at)
{
	while (at < text.len) {
		size_t len;
		char mark;
		enum sort sort = sort_at(text, at, &len, &mark);
		if (sort != SORT_LETTER && sort != SORT_DIGIT) {
			break;
		}
		at += len;
	}
	return at;
}

/* A word takes an apostrophe with letters behind it ("didn't"), but the "'s" of a possessive is a word of its own. */
static size_t whole_word_end(struct bytes text, size_t at)
{
	at = word_end(text, at);
	size_t len;
	while (is_apostrophe(text, at, &len)) {
		size_t end = word_end(text, at + len);
		size_t letters = end - at - len;
		if (letters == 0 || (letters == 1 && (text.s[end - 1] | 0x20) == 's')) {
			break;
		}
		at = end;
	}
	return at;
}

/* Digits, with a comma or point between that has digits on both sides. */
static size_t number_end(struct bytes text, size_t at)
{
	size_t len;
	for (;;) {
		while (at < text.len && token_digit(text, at, &len) >= 0) {
			at += len;
		}
		char mark = 0;
		if (at >= text.len || sort_at(text, at, &len, &mark) != SORT_MARK ||
			(mark != ',' && mark != '.') || at + len >= text.len ||
			token_digit(text, at + len, &(size_t){0}) < 0) {
			return at;
		}
		at += len;
	}
}

static uint8_t case_flags(struct bytes word)
{
	size_t capitals = 0;
	size_t letters = 0;
	bool is_first_capital = false;
	for (size_t at = 0; at < word.len;) {
		struct code code = code_at(word, at);
		bool is_capital = small_of(code.point) != 0;
		is_first_capital = is_first_capital || (at == 0 && is_capital);
		capitals += is_capital;
		letters++;
		at += code.len;
	}
	if (letters >= 2 && capitals == letters) {
		return TOKEN_UPPER;
	}
	return is_first_capital ? TOKEN_CAPITAL : 0;
}

/* Most words are letters and digits of ASCII alone, and are read at one go. False: this one is not. */
static bool take_plain_word(struct bytes text, struct token *token, struct folded *folded)
{
	const char *s = text.s + token->start;
	size_t left = text.len - token->start;
	size_t room = left < sizeof(folded->s) ? left : sizeof(folded->s);
	size_t len = 0;
	size_t capitals = 0;
	for (; len < room && is_plain((unsigned char)s[len]); len++) {
		bool is_capital = is_ascii_capital((unsigned char)s[len]);
		folded->s[len] = (char)(s[len] + (is_capital ? 0x20 : 0));
		capitals += is_capital;
	}
	if (len < left && (len == room || (unsigned char)s[len] >= 0x80 || s[len] == '\'')) {
		return false;
	}
	folded->len = len;
	token->end = token->start + (uint32_t)len;
	token->flags |= capitals == len && len > 1      ? TOKEN_UPPER
		: is_ascii_capital((unsigned char)s[0]) ? TOKEN_CAPITAL
							: 0;
	return true;
}

static void take_word(struct bytes text, struct token *token, struct folded *folded)
{
	if (take_plain_word(text, token, folded)) {
		return;
	}
	token->end = (uint32_t)whole_word_end(text, token->start);
	struct bytes word = {text.s + token->start, token->end - token->start};
	token->flags |= case_flags(word);
	folded->len = token_fold(word, folded->s);
}

/* Passes spaces; returns the flags of the token behind them. */
static uint8_t skip_space(struct bytes text, size_t *at)
{
	size_t lines = 0;
	size_t from = *at;
	while (*at < text.len) {
		size_t len;
		char mark;
		enum sort sort = sort_at(text, *at, &len, &mark);
		if (sort != SORT_SPACE && sort != SORT_LINE) {
			break;
		}
		lines += sort == SORT_LINE;
		*at += len;
	}
	if (lines > 1 || from == 0) {
		return TOKEN_NEW_LINE | TOKEN_NEW_BLOCK;
	}
	return lines == 1 ? TOKEN_NEW_LINE : *at == from ? TOKEN_GLUED : 0;
}

bool token_next(struct bytes text, uint32_t *at, struct token *token, struct folded *folded)
{
	size_t start = *at;
	uint8_t flags = skip_space(text, &start);
	if (start >= text.len) {
		return false;
	}
	size_t len;
	char mark = 0;
	enum sort sort = sort_at(text, start, &len, &mark);
	size_t end = start + len;
	*token = (struct token){.start = (uint32_t)start, .kind = TOKEN_WORD, .flags = flags};
	if (sort == SORT_LETTER) {
		take_word(text, token, folded);
		*at = token->end;
		return true;
	}
	if (sort == SORT_DIGIT) {
		token->kind = TOKEN_NUMBER;
		end = number_end(text, start);
	} else if (mark == '\'' && flags & TOKEN_GLUED && end < text.len && (text.s[end] | 0x20) == 's' &&
		word_end(text, end) == end + 1) {
		end++;
	} else {
		token->kind = TOKEN_MARK;
		token->mark = mark;
	}
	token->end = (uint32_t)end;
	folded->len = token_fold((struct bytes){text.s + start, end - start}, folded->s);
	*at = token->end;
	return true;
}

void text_case(struct bytes text, bool *is_upper_case, bool *is_lower_case)
{
	size_t capitals = 0;
	size_t smalls = 0;
	size_t end = text.len < CASE_LOOKED_AT_BYTES ? text.len : CASE_LOOKED_AT_BYTES;
	for (size_t at = 0; at < end;) {
		size_t len;
		char mark;
		bool is_letter = sort_at(text, at, &len, &mark) == SORT_LETTER;
		unsigned char c = (unsigned char)text.s[at];
		bool is_capital = c < 0x80 ? is_ascii_capital(c) : small_of(code_at(text, at).point) != 0;
		capitals += is_capital;
		smalls += is_letter && !is_capital;
		at += len;
	}
	size_t least = (capitals + smalls) / CASE_SHARE;
	*is_upper_case = capitals > 20 && smalls <= least;
	*is_lower_case = smalls > 20 && capitals == 0;
}
