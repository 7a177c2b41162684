/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose words a sentence is: "X said", "according to X". */
#include "reading/line.h"

enum { WHO_REACH = 12, BRACKET_REACH = 6 };

static bool ends_who(const struct piece *p)
{
	return (p->kind == PIECE_MARK && p->mark != '.' && p->mark != '\'' && p->mark != '-') ||
		(p->kind == PIECE_WORD &&
			piece_has(p,
				CLASS_BIT(VERB) | CLASS_BIT(AUXILIARY) | CLASS_BIT(BOUNDARY) |
					CLASS_BIT(RELATIVE) | CLASS_BIT(SAY) | CLASS_BIT(ACT)));
}

/* The piece that a source's words before `from` begin with: one piece farther, or brackets ("a group (ABC) said"); `from`
 * when they end there. */
static uint32_t before_brackets(const struct line *line, uint32_t from)
{
	const struct piece *p = &line->pieces[from - 1];
	if (p->kind == PIECE_MARK && (p->mark == ')' || p->mark == ']')) {
		for (uint32_t i = from - 1; i > 0 && from - i <= BRACKET_REACH; i--) {
			char mark = line->pieces[i - 1].kind == PIECE_MARK ? line->pieces[i - 1].mark : 0;
			if (mark == '(' || mark == '[') {
				return i - 1;
			}
		}
	}
	return ends_who(p) ? from : from - 1;
}

/* The class of the source that pieces from … to - 1 name, the last one decides; NULL when none does. */
static const char *source_class(const struct line *line, uint32_t from, uint32_t to)
{
	for (uint32_t i = to; i > from; i--) {
		if (piece_has(&line->pieces[i - 1], CLASS_BIT(SOURCE))) {
			return piece_attribute(&line->pieces[i - 1], CLASS_SOURCE);
		}
	}
	return NULL;
}

static bool is_who(const struct line *line, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const struct piece *p = &line->pieces[i];
		if (p->kind == PIECE_NAME ||
			piece_has(p, CLASS_BIT(SOURCE) | CLASS_BIT(PERSON) | CLASS_BIT(PRONOUN))) {
			return true;
		}
	}
	return false;
}

static void add(struct line *line, uint32_t from, uint32_t to, const struct meaning *say, uint32_t said_at)
{
	while (to > from && line->pieces[to - 1].kind == PIECE_MARK) {
		to--;
	}
	if (line->attribution_count == LINE_ATTRIBUTIONS_MAX || from >= to || !is_who(line, from, to)) {
		return;
	}
	const char *class = source_class(line, from, to);
	const char *verb = say->attributes[0];
	bool is_doubting = strcmp(verb, "claims") == 0 || strcmp(verb, "alleges") == 0;
	line->said_at[line->attribution_count] = said_at;
	line->attributions[line->attribution_count++] = (struct attribution){
		.who = line_span(
			line, (struct token_range){line->pieces[from].first, line->pieces[to - 1].end}),
		.class_name = class ? class : "unattributed",
		.verb = verb,
		.hedge = is_doubting ? 2 : 1,
	};
}

void line_attributions(struct line *line)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const struct meaning *say = meaning_of(line->pieces[i].meanings, CLASS_SAY);
		bool is_adjective =
			i > 0 && piece_has(&line->pieces[i - 1], CLASS_BIT(ARTICLE) | CLASS_BIT(DETERMINER));
		if (!say || line->pieces[i].kind != PIECE_WORD || is_adjective) {
			continue;
		}
		uint32_t to = i + 1;
		while (to < line->count && to - i < WHO_REACH && !ends_who(&line->pieces[to])) {
			to++;
		}
		uint32_t from = i;
		while (from > 0 && i - from < WHO_REACH && before_brackets(line, from) < from) {
			from = before_brackets(line, from);
		}
		if (say->attributes[1] || from == i || !is_who(line, from, i)) {
			add(line, i + 1, to, say, line->pieces[i].first);
		} else {
			add(line, from, i, say, line->pieces[i].first);
		}
	}
}
