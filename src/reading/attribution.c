/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose words a sentence is: "X said", "according to X". */
#include "reading/line.h"

enum { WHO_REACH = 12 };

static bool ends_who(const struct piece *p)
{
	return (p->kind == PIECE_MARK && p->mark != '.' && p->mark != '\'' && p->mark != '-') ||
		(p->kind == PIECE_WORD &&
			piece_has(p,
				CLASS_BIT(VERB) | CLASS_BIT(AUXILIARY) | CLASS_BIT(BOUNDARY) |
					CLASS_BIT(RELATIVE) | CLASS_BIT(SAY) | CLASS_BIT(ACT)));
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
		if (!say || line->pieces[i].kind != PIECE_WORD) {
			continue;
		}
		uint32_t to = i + 1;
		while (to < line->count && to - i < WHO_REACH && !ends_who(&line->pieces[to])) {
			to++;
		}
		uint32_t from = i;
		while (from > 0 && i - from < WHO_REACH && !ends_who(&line->pieces[from - 1])) {
			from--;
		}
		if (say->attributes[1] || from == i || !is_who(line, from, i)) {
			add(line, i + 1, to, say, line->pieces[i].first);
		} else {
			add(line, from, i, say, line->pieces[i].first);
		}
	}
}
