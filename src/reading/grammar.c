/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a language's tables say of its sentences, and the search for groups where the order of words is free. */
#include "reading/line.h"

enum { ORDER_REACH = 14 };

/* Whether the tables have a phrase in a section [grammar]. */
static bool has_switch(const struct lexicon *lexicon, const char *phrase)
{
	struct bytes text = bytes_of(phrase);
	const struct lexicon_node *node = NULL;
	uint32_t at = 0;
	struct token token;
	struct folded folded;
	while (token_next(text, &at, &token, &folded)) {
		uint64_t hash = lexicon_hash((struct bytes){folded.s, folded.len});
		node = lexicon_step(lexicon, node, lexicon_word(lexicon, hash));
		if (!node) {
			return false;
		}
	}
	return node && meaning_of(node->meanings, CLASS_GRAMMAR);
}

unsigned grammar_of(const struct lexicon *lexicon)
{
	static const struct {
		const char *phrase;
		enum grammar grammar;
	} switches[] = {
		{"complements behind the noun", GRAMMAR_HEAD_FIRST},
		{"free order", GRAMMAR_FREE_ORDER},
		{"bare complements", GRAMMAR_GENITIVE},
	};
	unsigned grammar = 0;
	for (size_t i = 0; i < ARRAY_COUNT(switches); i++) {
		grammar |= has_switch(lexicon, switches[i].phrase) ? switches[i].grammar : 0;
	}
	return grammar;
}

/* Ends the search behind an act: another clause or another act. */
static bool ends_search(const struct piece *p)
{
	if (p->kind == PIECE_MARK) {
		return p->mark != '-' && p->mark != '"' && p->mark != '\'';
	}
	return p->kind == PIECE_ACT ||
		(p->kind == PIECE_WORD &&
			piece_has(p,
				CLASS_BIT(VERB) | CLASS_BIT(BOUNDARY) | CLASS_BIT(CONJUNCTION) |
					CLASS_BIT(RELATIVE) | CLASS_BIT(INCLUDING) | CLASS_BIT(SAY) |
					CLASS_BIT(TOLL)));
}

/* Whether the group before piece `next` has a verb of its own there, over a dash. */
static bool has_verb_at(const struct line *line, uint32_t next)
{
	next += next < line->count && line->pieces[next].mark == '-' ? 1 : 0;
	const struct piece *p = next < line->count ? &line->pieces[next] : NULL;
	return p && p->kind == PIECE_ACT && line->acts[p->at].form != FORM_NOUN &&
		line->acts[p->at].form != FORM_STATE;
}

bool group_is_subject(const struct group *g)
{
	bool is_other = (g->flags & (GROUP_THING | GROUP_ORGANISATION | GROUP_AGENT)) != 0;
	return !is_other && (g->flags & GROUP_NUMBERED || !(g->flags & GROUP_OBLIQUE));
}

uint32_t order_behind(const struct line *line, uint32_t at, bool is_object)
{
	bool is_phrase = false; /* within a prepositional phrase: what stands there may be part of it */
	bool follows_preposition = false;
	for (uint32_t i = at + 1; i < line->count && i - at < ORDER_REACH; i++) {
		const struct piece *p = &line->pieces[i];
		if (ends_search(p)) {
			break;
		}
		const struct group *g = p->kind == PIECE_GROUP ? &line->groups[p->at] : NULL;
		bool is_numbered = g && g->flags & GROUP_NUMBERED;
		bool is_oblique = g && g->flags & GROUP_OBLIQUE;
		bool is_nominative = g && !is_oblique && !(g->flags & (GROUP_NAMED | GROUP_PRONOUN));
		bool fits = g && !(g->flags & (GROUP_THING | GROUP_ORGANISATION | GROUP_AGENT)) &&
			!follows_preposition &&
			(is_numbered || (!is_phrase && (is_oblique == is_object || g->flags & GROUP_NAMED)) ||
				(is_phrase && is_nominative && !is_object));
		if (fits) {
			return has_verb_at(line, i + 1) ? UINT32_MAX : i;
		}
		follows_preposition = p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(PREPOSITION));
		is_phrase = is_phrase || follows_preposition;
	}
	return UINT32_MAX;
}
