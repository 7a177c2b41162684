/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names and ages of the people of a group. */
#include "reading/group.h"

#include <math.h>

enum { AGE_MAX = 110 };

static bool is_nationality(const struct piece *p)
{
	for (const struct meaning *m = meaning_of(p->meanings, CLASS_FACTION); m;
		m = meaning_of(m->next, CLASS_FACTION)) {
		if (strcmp(m->attributes[0], "nationality") == 0) {
			return true;
		}
	}
	return false;
}

/* A name with the title or nationality in front of it: "President X". */
static bool take_name(struct group_reader *r)
{
	uint32_t ahead = 0;
	while (ahead < 3 && peek(r, ahead)->kind == PIECE_WORD &&
		(piece_has(peek(r, ahead), CLASS_BIT(TITLE)) || is_nationality(peek(r, ahead)))) {
		ahead += peek(r, ahead + 1)->mark == '.' ? 2 : 1;
	}
	const struct piece *p = peek(r, ahead);
	if (p->kind != PIECE_NAME) {
		return false;
	}
	bool has_title = ahead > 0 && !is_nationality(peek(r, ahead - 1));
	if (piece_has(p, CLASS_BIT(ORGANISATION) | CLASS_BIT(PLACE)) ||
		(!has_title && p->at == 1 && p->flags & TOKEN_UPPER && !r->line->text->is_upper_case)) {
		r->group.flags |= GROUP_ORGANISATION;
	}
	r->group.flags |= GROUP_NAMED;
	r->group.number.low = r->group.number.high = 1;
	r->group.name = (struct token_range){p->first, p->end};
	r->at += ahead + 1;
	return true;
}

/* "the mayor X", "a magistrate, X Y, …": the name of the person that a noun stands for. */
static void take_name_of_role(struct group_reader *r)
{
	bool has_comma = peek(r, 0)->mark == ',' && !(r->group.flags & GROUP_NAMED);
	struct group_reader name = *r;
	name.at += has_comma ? 1 : 0;
	if (r->group.number.low != 1 || r->group.number.high != 1 || !take_name(&name) ||
		name.group.flags & GROUP_ORGANISATION) {
		return;
	}
	const struct piece *behind = peek(&name, 0);
	bool is_closed =
		behind->kind == PIECE_MARK || piece_has(behind, CLASS_BIT(ACT) | CLASS_BIT(AUXILIARY));
	bool is_full = r->line->pieces[name.at - 1].at > 1;
	if (!has_comma || (is_closed && is_full)) {
		r->at = name.at;
		r->group.flags |= GROUP_NAMED;
		r->group.name = name.group.name;
	}
}

/* ", 32," behind a person. */
static void take_age(struct group_reader *r)
{
	const struct number *n = number_at(r, peek(r, 1));
	if (peek(r, 0)->mark == ',' && n &&
		(n->kind == NUMBER_AGE || (n->kind == NUMBER_COUNT && n->low <= AGE_MAX)) &&
		n->qualifier == RECORD_EXACT && r->group.number.low == 1 && r->group.number.high == 1 &&
		(peek(r, 2)->kind == PIECE_MARK && peek(r, 2)->mark != '-')) {
		r->at += 2;
	}
}

/* ", both 25," and ", 19 and 24," behind so many people; they say how many when nothing else does: "brothers, 14 and 16,". */
static void take_ages(struct group_reader *r)
{
	struct group *g = &r->group;
	bool is_unsaid = g->flags & GROUP_MANY && !(g->flags & GROUP_NUMBERED);
	double people = is_unsaid ? INFINITY : g->number.high;
	const struct number *share = number_at(r, peek(r, 1));
	bool is_all = share && share->kind == NUMBER_SHARE && share->low != 0;
	uint32_t ahead = is_all ? 2 : 1;
	double count = 0;
	const struct number *n;
	while (people > 1 && peek(r, 0)->mark == ',' && (n = number_at(r, peek(r, ahead))) != NULL &&
		(n->kind == NUMBER_AGE || n->kind == NUMBER_COUNT) && n->low == n->high &&
		n->low <= AGE_MAX) {
		count++;
		ahead++;
		const struct piece *next = peek(r, ahead);
		bool is_more = number_at(r, peek(r, ahead + 1)) != NULL && count < people;
		if (!is_more || (next->mark != ',' && !piece_has(next, CLASS_BIT(CONJUNCTION)))) {
			break;
		}
		ahead++;
	}
	if (peek(r, ahead)->kind != PIECE_MARK || count == 0) {
		return;
	}
	if (is_unsaid && !is_all && count > 1) {
		g->number.low = g->number.high = count;
		g->flags = (g->flags & ~(uint32_t)GROUP_MANY) | GROUP_NUMBERED;
		people = count;
	}
	r->at += count == (is_all ? 1 : people) ? ahead : 0;
}

bool group_take_name(struct group_reader *r)
{
	bool is_taken = take_name(r);
	if (is_taken) {
		take_age(r);
	}
	return is_taken;
}

void group_take_name_and_ages(struct group_reader *r)
{
	take_name_of_role(r);
	take_age(r);
	take_ages(r);
}
