/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names: runs of capitalised words that no table has, and what follows a title. Where capitals tell nothing, words that no
 * table has are names when a given name begins them, or when they stand beside a role.
 */
#include "reading/line.h"

enum { NAME_WORDS_MAX = 6 };

static bool is_capital(const struct piece *p)
{
	return p->kind == PIECE_WORD && p->flags & (TOKEN_CAPITAL | TOKEN_UPPER);
}

/* Whether a table of given names has the word: at the beginning of a name, or within it ("de la"). */
static bool is_given(const struct piece *p)
{
	return p->kind == PIECE_WORD && meaning_of(p->meanings, CLASS_GIVEN) != NULL;
}

static bool is_particle(const struct piece *p)
{
	return is_given(p) && strcmp(piece_attribute(p, CLASS_GIVEN), "particle") == 0;
}

/* Whether it begins no person's name: "de", "san". */
static bool is_no_beginning(const struct piece *p)
{
	return is_given(p) && piece_attribute(p, CLASS_GIVEN)[0] != 0;
}

/* A word that may be a part of a name. */
static bool is_name_word(const struct line *line, const struct piece *p)
{
	if (p->kind != PIECE_WORD || p->end - p->first != 1) {
		return false;
	}
	if (text_has_capitals(line->text)) {
		return is_capital(p) && (p->classes & ~(CLASS_BIT(ABBREVIATION) | SIDE_CLASSES)) == 0;
	}
	bool is_known = p->meanings != NULL || line->text->tokens[p->first].word != NULL;
	return p->classes == 0 && (is_given(p) || !is_known);
}

/* "J." within a name. */
static bool is_initial(const struct line *line, uint32_t at)
{
	const struct piece *p = &line->pieces[at];
	return at + 1 < line->count && p->kind == PIECE_WORD && p->flags & TOKEN_CAPITAL &&
		line->text->tokens[p->first].end - line->text->tokens[p->first].start == 1 &&
		p[1].mark == '.' && p[1].flags & TOKEN_GLUED;
}

static uint32_t name_end(const struct line *line, uint32_t at)
{
	uint32_t end = at;
	for (uint32_t words = 0; end < line->count && words < NAME_WORDS_MAX; words++) {
		const struct piece *p = &line->pieces[end];
		if (words > 0 && p->flags & TOKEN_NEW_BLOCK) {
			break;
		}
		if (is_initial(line, end) && (words == 0 || end + 2 < line->count)) {
			end += 2;
		} else if (words > 0 && is_capital(p) && piece_has(p, CLASS_BIT(ABBREVIATION)) &&
			end + 2 < line->count && p[1].mark == '.') {
			end += 2;
		} else if (is_name_word(line, p) ||
			(words > 0 && text_has_capitals(line->text) && is_capital(p) &&
				p->end - p->first == 1 &&
				piece_has(p, CLASS_BIT(ORGANISATION) | CLASS_BIT(PLACE)))) {
			end++;
		} else if (words > 0 && p->kind == PIECE_MARK && p->mark == '-' && p->flags & TOKEN_GLUED &&
			end + 1 < line->count && p[1].flags & TOKEN_GLUED && is_name_word(line, &p[1])) {
			end += 2;
		} else {
			break;
		}
	}
	return end;
}

/* The bit that stands for a word in the memory of names: FNV-1a over its bytes. */
static uint64_t *memory_of(const struct line *line, const struct piece *p, uint64_t *bit)
{
	struct bytes word = text_of(line->text, (struct token_range){p->first, p->first + 1});
	uint32_t hash = 2166136261U;
	for (size_t i = 0; i < word.len; i++) {
		hash = (hash ^ (unsigned char)word.s[i]) * 16777619U;
	}
	*bit = UINT64_C(1) << (hash >> 6) % 64;
	return &line->names->bits[(hash >> 12) % ARRAY_COUNT(line->names->bits)];
}

static bool is_remembered(const struct line *line, const struct piece *p)
{
	uint64_t bit;
	const uint64_t *memory = memory_of(line, p, &bit);
	return (*memory & bit) != 0;
}

/* Keeps the surnames of a name. */
static void remember(const struct line *line, uint32_t at, uint32_t end)
{
	for (uint32_t i = at + 1; i < end; i++) {
		if (line->pieces[i].kind == PIECE_WORD && !is_given(&line->pieces[i])) {
			uint64_t bit;
			uint64_t *memory = memory_of(line, &line->pieces[i], &bit);
			*memory |= bit;
		}
	}
}

/* Whether a name may stand behind the pieces so far: "Mayor", "the magistrate,". */
static bool follows_role(const struct piece *out, uint32_t kept)
{
	kept -= kept > 1 && out[kept - 1].mark == ',' ? 1 : 0;
	return kept > 0 && out[kept - 1].kind == PIECE_WORD && piece_has(&out[kept - 1], CLASS_BIT(PERSON));
}

/* Where capitals tell nothing: the end of the name at a piece, or `at`. */
static uint32_t caseless_name_end(
	const struct line *line, const struct piece *out, uint32_t kept, uint32_t at)
{
	const struct piece *p = &line->pieces[at];
	if (!is_name_word(line, p) || is_no_beginning(p)) {
		return at;
	}
	uint32_t end = name_end(line, at);
	while (end > at && is_particle(&line->pieces[end - 1])) {
		end--;
	}
	bool follows_title = kept > 0 && piece_has(&out[kept - 1], CLASS_BIT(TITLE));
	bool is_place = kept > 0 && piece_has(&out[kept - 1], CLASS_BIT(PREPOSITION));
	bool is_victim = is_place && kept > 1 && piece_has(&out[kept - 2], CLASS_BIT(ACT));
	bool is_full = end - at > 1 && (is_victim || is_given(p) || follows_role(out, kept) || !is_place);
	if (is_full) {
		remember(line, at, end);
	}
	return follows_title || is_full || is_remembered(line, p) ? end : at;
}

void line_names(struct line *line)
{
	struct piece *out = arena_alloc(line->arena, line->count * sizeof(*out));
	uint32_t kept = 0;
	for (uint32_t at = 0; at < line->count;) {
		const struct piece *p = &line->pieces[at];
		bool may_begin =
			text_has_capitals(line->text) && (is_name_word(line, p) || is_initial(line, at));
		uint32_t end = may_begin                ? name_end(line, at)
			: text_has_capitals(line->text) ? at
							: caseless_name_end(line, out, kept, at);
		if (end == at) {
			out[kept++] = line->pieces[at++];
			continue;
		}
		uint64_t classes = 0;
		for (uint32_t i = at; i < end; i++) {
			classes |= line->pieces[i].classes & (CLASS_BIT(ORGANISATION) | CLASS_BIT(PLACE));
		}
		out[kept++] = (struct piece){p->first, line->pieces[end - 1].end, PIECE_NAME, 0, p->flags,
			classes, NULL, end - at};
		at = end;
	}
	line->pieces = out;
	line->count = kept;
}
