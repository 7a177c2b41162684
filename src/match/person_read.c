/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading a full name: words out of text, titles dropped, particles joined. */
#include "match/person_matcher.h"

#include "text/point.h"

enum { WORDS_MAX = 24, WORD_BYTES_MAX = 256 };

/* A word of the text, before it is known what it is. */
struct word {
	struct bytes raw;
	struct bytes letters; /* in raw: without an article */
	struct bytes latin;   /* in m->latin_text */
	const struct person_word *known;
	bool has_dot;
	bool is_lower; /* does not begin with a capital */
	bool is_initial;
	bool is_vague;
};

struct words {
	struct word at[WORDS_MAX];
	size_t count;
	size_t comma; /* words before the first comma; 0: none */
	bool is_family_first;
	bool is_spaced; /* in Hangul: as foreign names are written, with more than one syllable before the first gap */
};

enum kind { LETTER, GAP, COMMA, NOTHING };

/* What a character does in a name. NOTHING: apostrophes and invisible characters, which words go on behind. */
static enum kind kind_of(uint32_t c)
{
	if (c < 0x80) {
		bool is_letter = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
		return is_letter ? LETTER : c == ',' ? COMMA : c == '\'' || c == '`' ? NOTHING : GAP;
	}
	switch (c) {
	case 0xAD:
	case 0xB4:
	case 0x2BB:
	case 0x2BC:
	case 0x2BE:
	case 0x2BF:
	case 0x2B9:
	case 0x2BA:
	case 0x2C8:
	case 0x5F3:
	case 0x5F4:
	case 0x640:
	case 0x2018:
	case 0x2019:
	case 0x201B:
	case 0x2032:
	case 0x2033:
	case 0x55A:
		return NOTHING;
	case 0x60C:
	case 0xFF0C:
	case 0x3001:
		return COMMA;
	case 0xAB:
	case 0xBB:
	case 0xB7:
	case 0xA0:
	case 0x5BE:
	case 0x30FB:
	case 0xFF65:
	case POINT_REPLACEMENT:
		return GAP;
	default:
		break;
	}
	if (c >= 0x200B && c <= 0x200F) {
		return NOTHING;
	}
	if (c >= 0x2000 && c < 0x2070) {
		return c >= 0x202A && c <= 0x202E ? NOTHING : GAP;
	}
	return (c >= 0x3000 && c < 0x3040 && c != 0x3005) ? GAP : LETTER;
}

/* An apostrophe behind a Hebrew letter is a geresh, which makes another sound of it. */
enum { GERESH = 0x5F3 };
static bool is_hebrew(uint32_t c)
{
	return c >= 0x5D0 && c < 0x5EB;
}

static bool is_east_asian(uint32_t c)
{
	return (c >= 0x3400 && c < 0xA000) || (c >= 0xAC00 && c < 0xD7A4) || (c >= 0xF900 && c < 0xFB00) ||
		(c >= 0x20000 && c < 0x32000);
}

static bool is_hangul(uint32_t c)
{
	return c >= 0xAC00 && c < 0xD7A4;
}

/* A Korean name is one word of a syllable for the family and one or two, rarely three, for the given name. */
enum { HANGUL_BYTES = 3, KOREAN_SYLLABLES = 4 };

/* Whether a gap stands behind more than one syllable. */
static bool is_spaced_name(struct bytes raw)
{
	raw = bytes_trim(raw);
	for (size_t at = 0; at < raw.len;) {
		size_t here = at;
		if (kind_of(point_next(raw, &at)) == GAP) {
			return here > HANGUL_BYTES;
		}
	}
	return false;
}

static void add_word(struct person_matcher *m, struct words *words, struct word word)
{
	if (words->count < WORDS_MAX && word.latin.len > 0) {
		word.known = person_word_spelled(m->words, word.latin, word.is_vague);
		words->at[words->count++] = word;
	}
}

/* The Arabic article is written together with its word: اَل is a word of its own when enough remains. */
static bool has_article(struct bytes letters)
{
	return letters.len >= 10 && (bytes_starts(letters, "ال") || bytes_starts(letters, "ٱل"));
}

/* One written word: its letters in Latin, at the spaces between syllables cut into words. */
static void read_word(struct person_matcher *m, struct words *words, struct word word, struct bytes letters,
	size_t points, uint32_t first)
{
	word.is_vague = latin_is_vague(first) ||
		(is_hangul(first) && (words->is_spaced || points > KOREAN_SYLLABLES));
	word.is_lower = (first >= 'a' && first <= 'z') || first >= 0x530;
	word.letters = word.raw;
	if (has_article(letters)) {
		struct word article = word;
		article.latin = BYTES("al");
		add_word(m, words, article);
		letters = (struct bytes){letters.s + 4, letters.len - 4};
		if (has_article(word.raw)) {
			word.letters = (struct bytes){word.raw.s + 4, word.raw.len - 4};
		}
	}
	bool is_asian = is_east_asian(first);
	words->is_family_first = words->is_family_first || (is_asian && !word.is_vague);
	bool is_vowel = first < 0x80 && strchr("aeiou", (int)first);
	word.is_initial =
		points == 1 && !is_asian && !(first >= '0' && first <= '9') && (word.has_dot || !is_vowel);
	struct buf *text = &m->latin_text;
	if (text->cap - text->len < 4 * WORD_BYTES_MAX) {
		return; /* longer than any name */
	}
	size_t from = text->len;
	if (is_hangul(first) && !words->is_spaced && points > 1 && points <= KOREAN_SYLLABLES) {
		latin_add_word(m->latin, (struct bytes){letters.s, HANGUL_BYTES}, text);
		buf_add_char(text, ' ');
		letters = (struct bytes){letters.s + HANGUL_BYTES, letters.len - HANGUL_BYTES};
	}
	latin_add_word(m->latin, letters, text);
	struct bytes rest = {text->s + from, text->len - from};
	while (rest.len > 0) {
		const char *space = memchr(rest.s, ' ', rest.len);
		size_t len = space ? (size_t)(space - rest.s) : rest.len;
		word.latin = (struct bytes){rest.s, len};
		add_word(m, words, word);
		rest = (struct bytes){rest.s + len + (space != NULL), rest.len - len - (space != NULL)};
	}
}

static void read_words(struct person_matcher *m, struct bytes raw, struct words *words)
{
	char letters[WORD_BYTES_MAX];
	size_t at = 0;
	words->is_spaced = is_spaced_name(raw);
	buf_clear(&m->latin_text);
	while (at < raw.len) {
		size_t from = at;
		size_t len = 0;
		size_t points = 0;
		size_t to = at;
		uint32_t first = 0;
		uint32_t last = 0;
		enum kind kind = LETTER;
		while (at < raw.len) {
			size_t here = at;
			uint32_t c = point_next(raw, &at);
			kind = kind_of(c);
			bool is_inner_quote = c == '"' && points > 0 && at < raw.len &&
				(uint8_t)raw.s[at] >= 0xD7 && (uint8_t)raw.s[at] <= 0xD7;
			if (kind == LETTER && len + POINT_BYTES_MAX <= sizeof(letters)) {
				first = points++ ? first : c;
				last = c;
				memcpy(letters + len, raw.s + here, at - here);
				len += at - here;
			} else if (kind == NOTHING && is_hebrew(last) &&
				len + POINT_BYTES_MAX <= sizeof(letters)) {
				len += point_write(GERESH, letters + len);
			} else if ((kind == GAP && !is_inner_quote) || kind == COMMA) {
				break;
			}
			to = at;
		}
		if (points > 0) {
			struct word word = {.raw = {raw.s + from, to - from},
				.has_dot = to < raw.len && raw.s[to] == '.'};
			read_word(m, words, word, (struct bytes){letters, len}, points, first);
		}
		if (kind == COMMA && words->comma == 0) {
			words->comma = words->count;
		}
	}
}

static bool is_class(const struct word *word, unsigned class)
{
	return word->known && (word->known->classes & class);
}

static void drop(struct words *words, size_t from, size_t count)
{
	memmove(words->at + from, words->at + from + count,
		(words->count - from - count) * sizeof(words->at[0]));
	words->count -= count;
	words->comma = words->comma > from ? (words->comma > from + count ? words->comma - count : from)
					   : words->comma;
}

/* Words of a title that the name begins with, an article before it among them; 0: none that may be dropped. */
static size_t title_at_front(const struct words *words)
{
	size_t at = words->count > 1 && words->at[0].is_vague && is_class(&words->at[0], PERSON_WORD_ARTICLE);
	bool is_title = words->count > at + 1 && is_class(&words->at[at], PERSON_WORD_TITLE);
	return is_title && (words->count > at + 2 || words->at[at].has_dot) ? at + 1 : 0;
}

/* Drops titles before the name and honorifics behind it, and takes what says senior or junior. */
static void drop_titles(struct words *words, struct person_name *out)
{
	size_t title;
	while ((title = title_at_front(words)) > 0) {
		drop(words, 0, title);
	}
	/* "Smith, Dr. John" */
	while (words->comma > 0 && words->count > words->comma + 1 &&
		is_class(&words->at[words->comma], PERSON_WORD_TITLE)) {
		drop(words, words->comma, 1);
	}
	for (size_t i = words->count; i-- > 1 && words->count > 2;) {
		struct word *word = &words->at[i];
		bool is_behind = i + 1 == words->count || i + 1 == words->comma;
		if (is_behind && is_class(word, PERSON_WORD_GENERATION) &&
			!(word->is_initial && word->has_dot)) {
			out->generation = word->known->generation;
			drop(words, i, 1);
		} else if (is_behind && is_class(word, PERSON_WORD_HONORIFIC)) {
			drop(words, i, 1);
		}
	}
}

/* "Family, Given": the part behind the comma first. */
static void turn_at_comma(struct words *words)
{
	struct word turned[WORDS_MAX];
	size_t behind = words->count - words->comma;
	if (words->comma > 0 && behind > 0) {
		memcpy(turned, words->at + words->comma, behind * sizeof(turned[0]));
		memcpy(turned + behind, words->at, words->comma * sizeof(turned[0]));
		memcpy(words->at, turned, words->count * sizeof(turned[0]));
	}
}

static bool is_joined(const struct words *words, size_t i)
{
	const struct word *word = &words->at[i];
	if (i + 1 == words->count || (word->is_initial && (word->has_dot || !word->is_lower))) {
		return false;
	}
	return is_class(word, PERSON_WORD_ARTICLE | PERSON_WORD_KUNYA) ||
		(is_class(word, PERSON_WORD_PARTICLE) && (i > 0 || words->count > 2) &&
			!(i == 0 && !word->is_lower));
}

/* The folded form, of a word that is whole in raw and of a script that is aligned. */
static void fold_token(struct person_matcher *m, const struct word *word, struct person_token *token)
{
	if (!m->aligner || word->letters.len == 0) {
		return;
	}
	buf_clear(&m->folded);
	match_fold_name(word->letters, &m->folded);
	token->script = match_script_of(buf_bytes(&m->folded));
	bool is_word = m->folded.len > 0 && m->folded.len <= sizeof(token->folded) &&
		!memchr(m->folded.s, ' ', m->folded.len);
	if (is_word && token->script != MATCH_SCRIPT_OTHER) {
		memcpy(token->folded, m->folded.s, m->folded.len);
		token->folded_len = (uint8_t)m->folded.len;
	}
}

static void add_token(struct person_matcher *m, struct person_name *out, const struct word *word,
	const struct sounds *before, bool is_kunya)
{
	struct person_token *token = &out->tokens[out->count++];
	*token = (struct person_token){.raw = word->raw,
		.has_particle = before->count > 0,
		.is_initial = word->is_initial,
		.is_vague = word->is_vague,
		.is_kunya = is_kunya};
	fold_token(m, word, token);
	sound_of(word->latin, &token->bare);
	token->whole = *before;
	sound_join(&token->whole, &token->bare);
	token->known = person_word_sounding(m->words, &token->whole);
	if (!token->known) {
		token->known = person_word_sounding(m->words, &token->bare);
	}
}

void person_name_read(struct person_matcher *m, struct bytes raw, struct person_name *out)
{
	struct words words = {.count = 0};
	struct sounds before = {.count = 0};
	bool is_kunya = false;
	*out = (struct person_name){.count = 0};
	read_words(m, raw, &words);
	drop_titles(&words, out);
	out->is_order_known = words.is_family_first || (words.comma > 0 && words.comma < words.count);
	turn_at_comma(&words);
	for (size_t i = 0; i < words.count && out->count < PERSON_TOKEN_MAX; i++) {
		if (is_joined(&words, i)) {
			struct sounds particle;
			sound_of(words.at[i].latin, &particle);
			sound_join(&before, &particle);
			is_kunya = is_kunya || is_class(&words.at[i], PERSON_WORD_KUNYA);
		} else {
			add_token(m, out, &words.at[i], &before, is_kunya);
			before.count = 0;
			is_kunya = false;
		}
	}
}
