/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who did an act, by voice and position, or by case where the order of words is free. */
#include "reading/bind.h"

/* By case: beside a passive verb who did it has a case of its own; an active one has a subject. */
static void free_doer(struct binder *b, const struct act *act)
{
	const struct line *line = b->line;
	bool is_active = strcmp(b->binding.pattern, "object") == 0;
	if (act->role != ROLE_OBJECT || act->form == FORM_NOUN || act->form == FORM_STATE) {
		return;
	}
	uint32_t first = b->at > PHRASE_REACH ? b->at - PHRASE_REACH : 0;
	for (uint32_t i = first; i < line->count && i <= b->at + PHRASE_REACH; i++) {
		const struct group *g = group_at(line, i);
		if (g && !list_follows_preposition(line, i) &&
			!binding_has(&b->binding, piece_at(line, i)->at) &&
			(is_active ? group_is_subject(g) && i < b->at && !list_is_object(line, i)
				   : (g->flags & GROUP_AGENT) != 0)) {
			b->binding.agent = piece_at(line, i)->at;
		}
	}
}

void bind_doer(struct binder *b)
{
	const struct line *line = b->line;
	b->binding.agent = UINT32_MAX;
	const struct act *act = act_at(line, b->at);
	if (line->grammar & GRAMMAR_FREE_ORDER) {
		free_doer(b, act);
		return;
	}
	if (is_passive(act) || (act->form == FORM_PAST && strcmp(b->binding.pattern, "object") != 0)) {
		for (uint32_t i = b->at + 1; i < line->count && i - b->at < PHRASE_REACH + 2; i++) {
			if (piece_is_preposition(piece_at(line, i), "by") && group_at(line, i + 1)) {
				b->binding.agent = piece_at(line, i + 1)->at;
				return;
			}
		}
		return;
	}
	if (act->role != ROLE_OBJECT || act->form == FORM_NOUN) {
		return;
	}
	for (uint32_t i = b->at; i > 0 && b->at - i < SUBJECT_REACH; i--) {
		struct group *g = group_at(line, i - 1);
		if (g && !(g->flags & GROUP_THING) && !list_follows_preposition(line, i - 1) &&
			!list_is_object(line, i - 1)) {
			b->binding.agent = piece_at(line, i - 1)->at;
			return;
		}
		if (piece_has(piece_at(line, i - 1), CLASS_BIT(BOUNDARY) | CLASS_BIT(SAY))) {
			return;
		}
	}
}
