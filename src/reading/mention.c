/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names of persons and organisations as they stand, with the role in front of them. */
#include "reading/line.h"

enum { MENTIONS_MAX = 65536, ROLE_PIECES_MAX = 10 };

static void add(struct work *w, struct mention m)
{
	if (w->mention_count == MENTIONS_MAX) {
		return;
	}
	w->mentions =
		arena_grow(w->out, w->mentions, w->mention_count, &w->mention_room, sizeof(*w->mentions));
	w->mentions[w->mention_count++] = m;
}

static bool ends_role(const struct piece *p)
{
	return p->kind == PIECE_MARK ? p->mark != '-' && p->mark != '\''
				     : p->kind == PIECE_NUMBER ||
			piece_has(p,
				CLASS_BIT(AUXILIARY) | CLASS_BIT(VERB) | CLASS_BIT(SAY) |
					CLASS_BIT(RELATIVE) | CLASS_BIT(BOUNDARY) | CLASS_BIT(ACT));
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

/* Words for a role that stand between commas behind the piece at i: ", head of the X,". */
static struct token_range role_behind(const struct line *line, uint32_t i)
{
	uint32_t first = i + 2;
	if (first >= line->count || line->pieces[i + 1].mark != ',') {
		return (struct token_range){0, 0};
	}
	first += piece_has(&line->pieces[first], CLASS_BIT(ARTICLE)) && first + 1 < line->count ? 1 : 0;
	uint32_t end = first;
	bool has_role = false;
	while (end < line->count && end - first < ROLE_PIECES_MAX && !ends_role(&line->pieces[end])) {
		bool is_start = end == first || line->pieces[end - 1].kind == PIECE_WORD;
		has_role = has_role ||
			(is_start &&
				piece_has(&line->pieces[end],
					CLASS_BIT(PERSON) | CLASS_BIT(TITLE) | CLASS_BIT(SOURCE)));
		end++;
	}
	bool is_closed =
		end == line->count || (line->pieces[end].kind == PIECE_MARK && line->pieces[end].mark != '(');
	return has_role && is_closed
		? (struct token_range){line->pieces[first].first, line->pieces[end - 1].end}
		: (struct token_range){0, 0};
}

/* The side whose name a piece is a part of; NULL: none. */
static const struct side *side_of(const struct line *line, const struct piece *p)
{
	for (uint32_t k = 0; k < line->side_count; k++) {
		const struct side *s = &line->sides[k];
		if (s->name.first < p->end && p->first < s->name.end) {
			return s;
		}
	}
	return NULL;
}

static void add_person_or_place(const struct line *line, struct work *work, uint32_t i)
{
	const struct piece *p = &line->pieces[i];
	uint32_t role = role_before(line, i);
	bool is_organisation = piece_has(p, CLASS_BIT(ORGANISATION));
	bool is_person = !is_organisation && (role < i || (p->at > 1 && !piece_has(p, CLASS_BIT(PLACE))));
	bool is_place = i > 0 && piece_has(&line->pieces[i - 1], CLASS_BIT(PREPOSITION)) && !is_organisation;
	struct mention m = {
		.kind = is_organisation ? MENTION_ORGANISATION
			: is_place      ? MENTION_PLACE
					: MENTION_PERSON,
		.name = document_span(work, line, (struct token_range){p->first, p->end}),
	};
	struct token_range words = role < i
		? (struct token_range){line->pieces[role].first, line->pieces[i - 1].end}
		: role_behind(line, i);
	if (words.first < words.end) {
		m.role = document_span(work, line, words);
	}
	if (is_organisation || is_place || is_person) {
		add(work, m);
	}
}

void line_mentions(const struct line *line, struct work *work)
{
	const struct side *last = NULL;
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *p = &line->pieces[i];
		const struct side *s = side_of(line, p);
		if (s && s != last) {
			add(work,
				(struct mention){.kind = MENTION_ORGANISATION,
					.name = document_span(work, line, s->name)});
		} else if (!s && p->kind == PIECE_NAME) {
			add_person_or_place(line, work, i);
		}
		last = s;
	}
}
