/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Names: runs of capitalised words that no table has, and what follows a title. Where capitals tell nothing only titles
 * help.
 */
#include "reading/line.h"

enum { NAME_WORDS_MAX = 6 };

static bool has_capitals(const struct line *line)
{
	return !line->text->is_upper_case && !line->text->is_lower_case;
}

static bool is_capital(const struct piece *p)
{
	return p->kind == PIECE_WORD && p->flags & (TOKEN_CAPITAL | TOKEN_UPPER);
}

/* A word that may be a part of a name. */
static bool is_name_word(const struct line *line, const struct piece *p)
{
	if (p->kind != PIECE_WORD || p->end - p->first != 1) {
		return false;
	}
	return has_capitals(line) ? is_capital(p) && (p->classes & ~(CLASS_BIT(ABBREVIATION) | SIDE_CLASSES)) == 0
				  : piece_is_plain(p) && (line->text->tokens[p->first].word == 0 || p->classes != 0);
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
			(words > 0 && has_capitals(line) && is_capital(p) && p->end - p->first == 1 &&
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

void line_names(struct line *line)
{
	struct piece *out = arena_alloc(line->arena, line->count * sizeof(*out));
	uint32_t kept = 0;
	for (uint32_t at = 0; at < line->count;) {
		const struct piece *p = &line->pieces[at];
		bool follows_title = kept > 0 && piece_has(&out[kept - 1], CLASS_BIT(TITLE));
		bool may_begin = has_capitals(line) ? is_name_word(line, p) || is_initial(line, at)
						    : follows_title && is_name_word(line, p);
		uint32_t end = may_begin ? name_end(line, at) : at;
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
