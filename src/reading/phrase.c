/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The longest phrases of the tables. */
#include "reading/line.h"

/* A cue for other people than before opens the sentence: "In a separate attack", "Elsewhere". */
enum { ADDITIVE_CUE_REACH = 3 };

const char *const reading_class_names[CLASS_COUNT + 1] = {
#define READING_CLASS_NAME(name, word) word,
	READING_CLASSES(READING_CLASS_NAME)
#undef READING_CLASS_NAME
};

/* What tells names apart (name.c) says nothing else of a word. */
static uint64_t classes_of(const struct meaning *list)
{
	return list ? list->classes & ~(CLASS_BIT(COMMON) | CLASS_BIT(GIVEN)) : 0;
}

static bool is_joining_hyphen(const struct token *tokens, uint32_t at, uint32_t end)
{
	return tokens[at].mark == '-' && tokens[at].flags & TOKEN_GLUED && at + 1 < end &&
		tokens[at + 1].flags & TOKEN_GLUED;
}

/* The longest phrase that begins at a token; its end, or `at` when there is none. */
static uint32_t longest(const struct line *line, uint32_t at, const struct meaning **meanings)
{
	const struct token *tokens = line->text->tokens;
	uint32_t best = at;
	const struct lexicon_node *node = lexicon_step(line->lexicon, NULL, tokens[at].word);
	uint32_t i = at + 1;
	while (node) {
		if (node->meanings) {
			best = i;
			*meanings = node->meanings;
		}
		if (node->steps == 0) {
			break;
		}
		if (i < line->tokens.end && is_joining_hyphen(tokens, i, line->tokens.end)) {
			i++;
		}
		if (i >= line->tokens.end || tokens[i].flags & TOKEN_NEW_BLOCK) {
			break;
		}
		node = lexicon_step(line->lexicon, node, tokens[i++].word);
	}
	return best;
}

/* "shot | at least five", not "shot at | least": a phrase gives its last word to the qualifier of a number. */
static uint32_t without_qualifier(
	const struct line *line, uint32_t at, uint32_t end, const struct meaning **meanings)
{
	const struct meaning *behind = NULL;
	const struct meaning *rest = NULL;
	struct line shorter = *line;
	shorter.tokens.end = end - 1;
	bool crosses = longest(line, end - 1, &behind) > end && behind->classes & CLASS_BIT(QUALIFIER);
	if (!crosses || longest(&shorter, at, &rest) != end - 1) {
		return end;
	}
	*meanings = rest;
	return end - 1;
}

/* What a piece says of its whole sentence. */
static void note_cues(struct line *line, const struct piece *p)
{
	line->classes |= p->classes;
	line->has_dates = line->has_dates || p->kind == PIECE_NUMBER;
	if (piece_has(p, CLASS_BIT(RELATION)) && line->count <= ADDITIVE_CUE_REACH) {
		line->is_additive =
			line->is_additive || strcmp(piece_attribute(p, CLASS_RELATION), "additive") == 0;
	}
}

void line_begin(struct line *line, const struct text *text, const struct lexicon *lexicon,
	const struct sentence *sentence, struct arena *a)
{
	uint32_t room = sentence->tokens.end - sentence->tokens.first;
	*line = (struct line){.text = text, .lexicon = lexicon, .arena = a, .tokens = sentence->tokens};
	line->pieces = arena_alloc(a, room * sizeof(*line->pieces));
	for (uint32_t at = sentence->tokens.first; at < sentence->tokens.end;) {
		const struct token *token = &text->tokens[at];
		const struct meaning *meanings = NULL;
		uint32_t end = longest(line, at, &meanings);
		end = end == at ? at + 1 : end > at + 1 ? without_qualifier(line, at, end, &meanings) : end;
		enum piece_kind kind = token->kind == TOKEN_MARK ? PIECE_MARK
			: token->kind == TOKEN_NUMBER            ? PIECE_NUMBER
								 : PIECE_WORD;
		line->pieces[line->count++] = (struct piece){
			at, end, (uint8_t)kind, token->mark, token->flags, classes_of(meanings), meanings, 0};
		note_cues(line, &line->pieces[line->count - 1]);
		at = end;
	}
	line->has_acts =
		line_has(line, CLASS_BIT(ACT) | CLASS_BIT(TOLL) | CLASS_BIT(SHARE) | CLASS_BIT(AGAIN));
	line->has_dates = line->has_dates || line_has(line, CLASS_BIT(MONTH));
	line->is_background = line_has(line, CLASS_BIT(BACKGROUND));
}

const char *piece_attribute(const struct piece *p, enum word_class class)
{
	const struct meaning *m = meaning_of(p->meanings, class);
	return m && m->attributes[0] ? m->attributes[0] : "";
}

bool piece_is_ahead(const struct piece *p)
{
	return p->classes & (CLASS_BIT(AHEAD) | CLASS_BIT(AUXILIARY)) &&
		(piece_has(p, CLASS_BIT(AHEAD)) ||
			strcmp(piece_attribute(p, CLASS_AUXILIARY), "future") == 0);
}

bool piece_is_preposition(const struct piece *p, const char *section)
{
	return p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(PREPOSITION)) &&
		strcmp(piece_attribute(p, CLASS_PREPOSITION), section) == 0;
}

bool piece_is_possessive(const struct line *line, const struct piece *p)
{
	return p->kind == PIECE_WORD && p->flags & TOKEN_GLUED &&
		text_of(line->text, (struct token_range){p->first, p->end}).s[0] == '\'';
}

struct span line_span(const struct line *line, struct token_range range)
{
	if (range.first >= range.end) {
		return (struct span){0, 0};
	}
	return (struct span){line->text->tokens[range.first].start, line->text->tokens[range.end - 1].end};
}
