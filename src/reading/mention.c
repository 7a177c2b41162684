/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names of persons and organisations as they stand, with the role in front of them. */
#include "reading/line.h"

enum { MENTIONS_MAX = 65536 };

static void add(struct work *w, struct mention m)
{
	if (w->mention_count == MENTIONS_MAX) {
		return;
	}
	if (w->mention_count == w->mention_room) {
		w->mention_room = w->mention_room == 0 ? 32 : 2 * w->mention_room;
		struct mention *grown = arena_alloc(w->out, w->mention_room * sizeof(*grown));
		if (w->mention_count != 0) {
			memcpy(grown, w->mentions, w->mention_count * sizeof(*grown));
		}
		w->mentions = grown;
	}
	w->mentions[w->mention_count++] = m;
}

static struct span shifted(const struct work *w, struct span s)
{
	return (struct span){s.start + w->base, s.end + w->base};
}

/* Words for a role that stand before the piece at i: "the human rights lawyer X". */
static uint32_t role_before(const struct line *line, uint32_t i)
{
	uint32_t first = i;
	while (first > 0 && line->pieces[first - 1].kind == PIECE_WORD &&
		piece_has(&line->pieces[first - 1], CLASS_BIT(PERSON) | CLASS_BIT(TITLE))) {
		first--;
	}
	return first;
}

void line_mentions(const struct line *line, struct work *work)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *p = &line->pieces[i];
		if (p->kind != PIECE_NAME) {
			continue;
		}
		uint32_t role = role_before(line, i);
		bool is_organisation = piece_has(p, CLASS_BIT(ORGANISATION));
		bool is_person = !is_organisation && (role < i || (p->at > 1 && !piece_has(p, CLASS_BIT(PLACE))));
		bool is_place = i > 0 && piece_has(&line->pieces[i - 1], CLASS_BIT(PREPOSITION)) && !is_organisation;
		struct mention m = {
			.kind = is_organisation ? MENTION_ORGANISATION : is_place ? MENTION_PLACE : MENTION_PERSON,
			.name = shifted(work, line_span(line, (struct token_range){p->first, p->end})),
		};
		if (role < i) {
			struct token_range words = {line->pieces[role].first, line->pieces[i - 1].end};
			m.role = shifted(work, line_span(line, words));
		}
		if (is_organisation || is_place || is_person) {
			add(work, m);
		}
	}
}
