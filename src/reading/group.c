/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Groups of people: [number] words noun; one person by article, name or pronoun; a number whose noun is left out.
 */
#include "reading/group.h"

#include <math.h>

/* Words between a number and its noun: "two previous long-serving deputy regional party secretaries". */
enum { MODIFIERS_MAX = 7, UNLISTED_WORDS_MAX = 3 };

static const uint64_t ends_group = CLASS_BIT(VERB) | CLASS_BIT(AUXILIARY) | CLASS_BIT(PREPOSITION) |
	CLASS_BIT(CONJUNCTION) | CLASS_BIT(BOUNDARY) | CLASS_BIT(RELATIVE) | CLASS_BIT(TO) |
	CLASS_BIT(ARTICLE) | CLASS_BIT(DETERMINER) | CLASS_BIT(SAY) | CLASS_BIT(INCLUDING) |
	CLASS_BIT(NEGATION) | CLASS_BIT(BACKGROUND) | CLASS_BIT(GUARD) | CLASS_BIT(LIGHT) | CLASS_BIT(TOLL) |
	CLASS_BIT(EACH) | CLASS_BIT(RECIPROCAL);

static bool is_act_before_noun(const struct group_reader *r, uint32_t ahead)
{
	const struct piece *p = peek(r, ahead);
	const char *form = "";
	for (const struct meaning *m = meaning_of(p->meanings, CLASS_ACT); m;
		m = meaning_of(m->next, CLASS_ACT)) {
		form = m->attributes[1];
		if (strcmp(form, "past") == 0 || strcmp(form, "state") == 0 ||
			strcmp(form, "participle") == 0) {
			const struct number *n = number_at(r, peek(r, ahead + 1));
			uint32_t age = n && n->kind == NUMBER_AGE ? 1 : 0;
			return piece_has(peek(r, ahead + 1 + age), CLASS_BIT(PERSON));
		}
	}
	return false;
}

/* Whether a piece may stand between a number and its noun. */
static bool is_modifier(const struct group_reader *r, uint32_t ahead)
{
	const struct piece *p = peek(r, ahead);
	if (p->kind == PIECE_MARK && p->mark == '#') {
		return (peek(r, ahead + 1)->flags & TOKEN_GLUED) != 0;
	}
	if (p->kind == PIECE_MARK) {
		return (p->mark == '-' || p->mark == '"') && p->flags & TOKEN_GLUED &&
			(peek(r, ahead + 1)->flags & TOKEN_GLUED || p->mark == '"') &&
			peek(r, ahead + 1)->kind != PIECE_MARK;
	}
	if (p->kind == PIECE_NUMBER) {
		const struct number *n = number_at(r, p);
		return n->kind == NUMBER_AGE || (n->kind == NUMBER_OTHER && ahead > 0);
	}
	if (p->kind == PIECE_NAME || piece_is_possessive(r->line, p) || piece_has(p, CLASS_BIT(HEDGE))) {
		return true;
	}
	if (piece_has(p, CLASS_BIT(ACT))) {
		bool has_front = r->group.flags & (GROUP_NUMBERED | GROUP_ONE | GROUP_DEFINITE);
		return (has_front || ahead > 0) && is_act_before_noun(r, ahead);
	}
	return !piece_has(p, ends_group | CLASS_BIT(PRONOUN) | CLASS_BIT(OTHERS));
}

/* "a man shot a dog": no shot of a man. */
static bool is_past(const struct piece *p)
{
	const struct meaning *act = meaning_of(p->meanings, CLASS_ACT);
	return act && strcmp(act->attributes[1], "past") == 0;
}

static bool takes_over(const struct piece *p)
{
	return p->kind == PIECE_WORD && !piece_has(p, CLASS_BIT(PERSON) | CLASS_BIT(VERB)) && !is_past(p) &&
		piece_has(p,
			CLASS_BIT(THING) | CLASS_BIT(EVENT) | CLASS_BIT(CAUSE) | CLASS_BIT(PLACE) |
				CLASS_BIT(UNIT));
}

static const struct meaning *person_here(const struct group_reader *r, uint32_t ahead)
{
	const struct piece *p = peek(r, ahead);
	return p->kind == PIECE_WORD ? meaning_of(p->meanings, CLASS_PERSON) : NULL;
}

/* Whether a noun has a word behind class and number of its section: "oblique", "injured". */
static bool is_case(const struct meaning *noun, const char *word)
{
	return noun->attributes[2] && strcmp(noun->attributes[2], word) == 0;
}

/* Whether a noun may be in a case: one form may stand for several. */
static bool may_be_case(const struct meaning *noun, const char *word)
{
	while (noun && !is_case(noun, word)) {
		noun = meaning_of(noun->next, CLASS_PERSON);
	}
	return noun != NULL;
}

/* Behind the complements of a noun that ends before `ahead`: "workers (of) the company X". */
static uint32_t complements_end(const struct group_reader *r, uint32_t ahead)
{
	uint32_t end = ahead;
	uint32_t unknown = 0;
	for (uint32_t i = ahead; i < ahead + MODIFIERS_MAX && unknown <= 1; i++) {
		const struct piece *p = peek(r, i);
		const struct meaning *person = person_here(r, i);
		if (p->flags & TOKEN_NEW_BLOCK || piece_has(p, ends_group | CLASS_BIT(ACT))) {
			break;
		}
		if (p->kind == PIECE_NAME || (person && may_be_case(person, "oblique")) ||
			(!person && (takes_over(p) || piece_has(p, CLASS_BIT(ORGANISATION)))) ||
			(p->mark == '"' && end == i && end > ahead)) {
			end = i + 1;
		} else if (p->kind == PIECE_WORD && piece_is_plain(p)) {
			unknown++;
		} else if (person || p->kind != PIECE_MARK ||
			(p->mark != '"' && !(p->mark == '-' && p->flags & TOKEN_GLUED))) {
			break;
		}
	}
	return end;
}

/* The first noun for people with its complements. Returns it, with *ahead behind them; NULL when there is none. */
static const struct meaning *find_head(const struct group_reader *r, uint32_t *ahead)
{
	*ahead = 0;
	for (uint32_t i = 0; i < MODIFIERS_MAX; i++) {
		const struct meaning *person = person_here(r, i);
		if (person) {
			*ahead = is_case(person, "agent") ? i + 1 : complements_end(r, i + 1);
			return person;
		}
		if (takes_over(peek(r, i)) || peek(r, i)->kind == PIECE_NAME || !is_modifier(r, i) ||
			piece_has(peek(r, i), CLASS_BIT(MONTH) | CLASS_BIT(WEEKDAY) | CLASS_BIT(WHEN))) {
			break;
		}
	}
	return NULL;
}

/* "Taliban key commander": a noun for a body of people before a word and the noun that it stands with. */
static bool leads_to_noun(const struct group_reader *r, const struct meaning *noun, uint32_t ahead)
{
	const struct piece *p = peek(r, ahead);
	return strcmp(noun->attributes[1], "any") == 0 && p->kind == PIECE_WORD && piece_is_plain(p) &&
		person_here(r, ahead + 1);
}

/* Passes modifiers up to the last noun for people. Returns it, with *ahead behind it; NULL when there is none. */
static const struct meaning *find_noun(struct group_reader *r, uint32_t *ahead)
{
	if (r->line->grammar & GRAMMAR_HEAD_FIRST) {
		return find_head(r, ahead);
	}
	const struct meaning *noun = NULL;
	uint32_t end = 0;
	for (uint32_t i = 0; i < MODIFIERS_MAX; i++) {
		const struct meaning *person = person_here(r, i);
		if (person) {
			noun = person;
			end = i + 1;
		} else if (noun && takes_over(peek(r, i))) {
			noun = NULL;
			end = i + 1;
		} else if (!is_modifier(r, i) ||
			(noun && !piece_is_possessive(r->line, peek(r, i)) && !leads_to_noun(r, noun, i))) {
			break;
		}
	}
	*ahead = end;
	return noun;
}

static void set_noun(struct group_reader *r, const struct meaning *noun)
{
	struct group *g = &r->group;
	bool is_several = g->flags & GROUP_NUMBERED && !(g->number.low == 1 && g->number.high == 1);
	const struct meaning *next = meaning_of(noun->next, CLASS_PERSON);
	while (is_several && next && noun->attributes[2] && strcmp(noun->attributes[1], "one") == 0) {
		noun = next;
		next = meaning_of(noun->next, CLASS_PERSON);
	}
	if (strcmp(noun->attributes[0], "-") != 0) {
		g->victim_class = noun->attributes[0];
	}
	g->flags |= is_case(noun, "injured") ? GROUP_INJURED : 0;
	g->flags |= is_case(noun, "oblique") ? GROUP_OBLIQUE : 0;
	g->flags |= is_case(noun, "agent") ? GROUP_AGENT : 0;
	if (g->flags & GROUP_NUMBERED) {
		return;
	}
	if (!isnan(noun->number)) {
		g->number.low = g->number.high = noun->number;
		g->flags |= GROUP_NUMBERED;
	} else if (strcmp(noun->attributes[1], "one") == 0) {
		g->number.low = g->number.high = 1;
	} else {
		g->flags |= GROUP_MANY;
	}
}

/* "all four" */
static bool is_share_of(const struct number *share, const struct number *count)
{
	return share->kind == NUMBER_SHARE && isnan(share->low) && count->kind == NUMBER_COUNT;
}

/* Articles, determiners and the number. */
static void take_front(struct group_reader *r)
{
	struct group *g = &r->group;
	for (uint32_t i = 0; i < 3; i++) {
		const struct piece *p = peek(r, 0);
		const struct number *n = number_at(r, p);
		if (piece_has(p, CLASS_BIT(ARTICLE) | CLASS_BIT(DETERMINER))) {
			enum word_class class =
				piece_has(p, CLASS_BIT(ARTICLE)) ? CLASS_ARTICLE : CLASS_DETERMINER;
			bool is_one = strcmp(piece_attribute(p, class), "one") == 0;
			g->flags |= is_one ? GROUP_ONE : GROUP_DEFINITE;
			g->flags |= strcmp(piece_attribute(p, class), "owned") == 0 ? GROUP_OWNED : 0;
			g->flags |=
				piece_has(p, CLASS_BIT(RELATION) | CLASS_BIT(OTHERS)) ? GROUP_ADDITIVE : 0;
		} else if (n && (!(g->flags & GROUP_NUMBERED) || is_share_of(&g->number, n)) &&
			(n->kind == NUMBER_COUNT || n->kind == NUMBER_SHARE)) {
			g->number = *n;
			g->flags |= GROUP_NUMBERED | (n->is_additive ? GROUP_ADDITIVE : 0);
		} else {
			return;
		}
		r->at++;
	}
}

/* "bodies (of) five men", "people fifteen": a number behind its noun. */
static void take_number_behind(struct group_reader *r, const struct meaning *noun)
{
	struct group *g = &r->group;
	const struct number *n = number_at(r, peek(r, 0));
	bool is_body = strcmp(noun->attributes[0], "body") == 0;
	bool is_about = is_case(noun, "inverts");
	if (!(r->line->grammar & GRAMMAR_HEAD_FIRST) || g->flags & GROUP_NUMBERED || !n ||
		n->kind != NUMBER_COUNT || !(is_body || is_about)) {
		return;
	}
	g->number = *n;
	g->flags = (g->flags & ~(uint32_t)GROUP_MANY) | GROUP_NUMBERED;
	r->at++;
	uint32_t ahead;
	if (is_body && find_head(r, &ahead)) {
		r->at += ahead;
	} else if (is_about && n->qualifier == RECORD_EXACT) {
		g->number.qualifier = RECORD_APPROXIMATELY;
		g->number.point = n->low;
	}
}

static bool is_state(const struct piece *p)
{
	const struct meaning *act = meaning_of(p->meanings, CLASS_ACT);
	while (act && strcmp(act->attributes[1], "state") != 0) {
		act = meaning_of(act->next, CLASS_ACT);
	}
	return act != NULL;
}

/* "two of the five men", "one of them", "two of the five injured": the rest of it. */
static bool take_partitive(struct group_reader *r)
{
	if (!(r->group.flags & GROUP_NUMBERED) || !piece_is_preposition(peek(r, 0), "of")) {
		return false;
	}
	const struct piece *p = peek(r, 1);
	uint32_t ahead = 1;
	struct group_reader owned = *r;
	owned.at += 2;
	uint32_t behind;
	bool is_owner = piece_has(p, CLASS_BIT(DETERMINER)) && find_noun(&owned, &behind);
	if (piece_has(p, CLASS_BIT(PRONOUN)) && !is_owner) {
		r->at += 2;
		r->group.flags |= GROUP_PARTITIVE;
		return true;
	}
	ahead += piece_has(p, CLASS_BIT(ARTICLE) | CLASS_BIT(DETERMINER)) ? 1 : 0;
	const struct number *n = number_at(r, peek(r, ahead));
	ahead += n && n->kind == NUMBER_COUNT ? 1 : 0;
	uint32_t start = r->at;
	r->at += ahead;
	const struct meaning *noun = find_noun(r, &behind);
	if (!noun && is_state(peek(r, 0)) &&
		(r->line->grammar & GRAMMAR_HEAD_FIRST || (n && n->kind == NUMBER_COUNT))) {
		r->at++;
		r->group.flags |= GROUP_PARTITIVE;
		return true;
	}
	if (!noun) {
		r->at = start;
		return false;
	}
	r->at += behind;
	r->group.flags |= is_owner ? 0 : GROUP_PARTITIVE;
	set_noun(r, noun);
	return true;
}

/* A number before words that no table has as people or things: "8 Xs and 2 civilians". */
static void take_unlisted(struct group_reader *r)
{
	struct group *g = &r->group;
	uint32_t words = 0;
	uint32_t end = 0;
	while (end < MODIFIERS_MAX && is_modifier(r, end) && !(peek(r, end)->flags & TOKEN_NEW_BLOCK)) {
		const struct piece *p = peek(r, end);
		words += p->kind == PIECE_WORD || p->kind == PIECE_NAME ? 1 : 0;
		end++;
	}
	const struct piece *last = end > 0 ? peek(r, end - 1) : NULL;
	for (uint32_t i = 0; r->line->grammar & GRAMMAR_HEAD_FIRST && i < end; i++) {
		if (takes_over(peek(r, i))) {
			last = peek(r, i);
			end = i + 1;
		}
	}
	if (!last) {
		g->flags |= GROUP_ELIDED;
	} else if (takes_over(last)) {
		g->flags |= GROUP_THING;
		g->unit = piece_has(last, CLASS_BIT(THING)) ? piece_attribute(last, CLASS_THING) : "events";
	} else {
		g->flags |= words <= UNLISTED_WORDS_MAX ? GROUP_UNLISTED : GROUP_THING;
	}
	r->at += end;
}

static bool take_pronoun(struct group_reader *r)
{
	const struct piece *p = peek(r, 0);
	if (!piece_has(p, CLASS_BIT(PRONOUN)) || p->kind != PIECE_WORD) {
		return false;
	}
	struct group_reader next = *r;
	uint32_t behind;
	next.at++;
	const struct number *n = number_at(&next, peek(&next, 0));
	next.at += n && n->kind == NUMBER_COUNT ? 1 : 0;
	bool is_owner = find_noun(&next, &behind) || piece_has(peek(&next, 0), CLASS_BIT(THING));
	if (piece_has(p, CLASS_BIT(DETERMINER)) && is_owner) {
		return false;
	}
	bool is_one = strcmp(piece_attribute(p, CLASS_PRONOUN), "one") == 0;
	r->group.flags |= GROUP_PRONOUN | (is_one ? 0 : GROUP_MANY);
	r->group.number.low = r->group.number.high = is_one ? 1 : NAN;
	r->at++;
	return true;
}

static bool take_group(struct group_reader *r);

/* "the bodies of five men": the number is behind. */
static void take_bodies(struct group_reader *r)
{
	struct group_reader inner = *r;
	inner.at++;
	inner.at += piece_has(peek(r, 1), CLASS_BIT(ACT)) && is_act_before_noun(r, 1) ? 1 : 0;
	if (!piece_is_preposition(peek(r, 0), "of") || !take_group(&inner)) {
		return;
	}
	if (r->group.flags & GROUP_NUMBERED) {
		r->at = inner.at;
	} else if (!(inner.group.flags & (GROUP_THING | GROUP_ORGANISATION))) {
		r->at = inner.at;
		r->group.number = inner.group.number;
		r->group.flags = (r->group.flags & ~(uint32_t)GROUP_MANY) |
			(inner.group.flags & (GROUP_NUMBERED | GROUP_MANY | GROUP_NAMED));
	}
}

/* A noun behind what was taken; NULL when there is none. */
static const struct meaning *take_noun(struct group_reader *r)
{
	uint32_t ahead;
	const struct meaning *noun = find_noun(r, &ahead);
	if (noun) {
		set_noun(r, noun);
		r->at += ahead;
	}
	return noun;
}

/* "two of them (soldiers)", "three of whom", "22 others", "other people". start: piece of the group's front. */
static bool take_rest(struct group_reader *r, uint32_t start)
{
	struct group *g = &r->group;
	bool is_numbered = g->flags & GROUP_NUMBERED;
	if (is_numbered && piece_has(peek(r, 0), CLASS_BIT(INCLUDING))) {
		g->flags |= GROUP_PARTITIVE | GROUP_ELIDED;
	} else if (piece_has(peek(r, 0), CLASS_BIT(OTHERS)) && (is_numbered || r->at == start)) {
		g->flags |= GROUP_ADDITIVE | (is_numbered ? 0 : GROUP_MANY);
	} else {
		return false;
	}
	r->at++;
	(void)take_noun(r);
	return true;
}

/* "a third person": beside those before. */
static bool is_next_in_order(const struct group_reader *r, uint32_t start)
{
	for (uint32_t i = start; i < r->at; i++) {
		const struct piece *p = &r->line->pieces[i];
		const struct number *n = number_at(r, p);
		if ((piece_has(p, CLASS_BIT(ORDINAL)) || (n && n->kind == NUMBER_OTHER)) &&
			!token_is(r->line->text, p->first, "first")) {
			return true;
		}
	}
	return false;
}

/* Words for people, with the name, number or age that stands behind them. */
static bool take_people(struct group_reader *r, uint32_t start)
{
	struct group *g = &r->group;
	const struct meaning *noun = take_noun(r);
	if (!noun) {
		return false;
	}
	if (g->victim_class && strcmp(g->victim_class, "body") == 0) {
		take_bodies(r);
	}
	take_number_behind(r, noun);
	g->flags |= g->flags & GROUP_ONE && is_next_in_order(r, start) ? GROUP_ADDITIVE : 0;
	const struct piece *last = r->at > start ? &r->line->pieces[r->at - 1] : NULL;
	if (g->number.low == 1 && last && last->kind == PIECE_NAME && last->at >= 2) {
		g->flags |= GROUP_NAMED;
		g->name = (struct token_range){last->first, last->end};
	}
	group_take_name_and_ages(r);
	return true;
}

/* Whether "another", "a third" or "the other" in front of a piece stands alone. */
static bool ends_alone(const struct piece *p)
{
	return p->kind == PIECE_MARK ? p->mark != '-' && p->mark != '"'
				     : !piece_is_preposition(p, "of") &&
			piece_has(p,
				CLASS_BIT(ACT) | CLASS_BIT(AUXILIARY) | CLASS_BIT(VERB) |
					CLASS_BIT(PREPOSITION) | CLASS_BIT(CONJUNCTION));
}

/* A number, age, "another" or "a third" whose noun is left out or unknown. */
static bool take_without_noun(struct group_reader *r, uint32_t start)
{
	struct group *g = &r->group;
	const struct number *age = number_at(r, peek(r, 0));
	bool is_numbered = g->flags & GROUP_NUMBERED;
	const struct piece *front = &r->line->pieces[start];
	bool is_another = g->flags & GROUP_ONE || piece_has(front, CLASS_BIT(OTHERS));
	if (is_another && r->at == start + 1 && piece_has(front, CLASS_BIT(DETERMINER)) &&
		ends_alone(peek(r, 0))) {
		g->flags |= GROUP_ELIDED | GROUP_ADDITIVE;
	} else if (age && age->kind == NUMBER_AGE && !age->unit && r->at > start && !takes_over(peek(r, 1))) {
		r->at++;
	} else {
		bool is_both_names = g->number.kind == NUMBER_SHARE && g->number.low == 2 &&
			peek(r, 0)->kind == PIECE_NAME && piece_has(peek(r, 1), CLASS_BIT(CONJUNCTION));
		if (is_numbered && !is_both_names) {
			take_unlisted(r);
		}
		return is_numbered && !is_both_names;
	}
	if (!is_numbered) {
		g->number.low = g->number.high = 1;
	}
	return true;
}

static bool take_group(struct group_reader *r)
{
	uint32_t start = r->at;
	r->group = (struct group){.number = {.low = NAN, .high = NAN, .point = NAN}};
	if (take_pronoun(r)) {
		return true;
	}
	take_front(r);
	if (take_partitive(r) || take_rest(r, start) || take_people(r, start) ||
		take_without_noun(r, start)) {
		return true;
	}
	r->at = start;
	return group_take_name(r);
}

void line_groups(struct line *line)
{
	struct piece *out = arena_alloc(line->arena, line->count * sizeof(*out));
	line->groups = arena_alloc(line->arena, line->count * sizeof(*line->groups));
	struct group_reader r = {.line = line};
	uint32_t kept = 0;
	while (r.at < line->count) {
		uint32_t start = r.at;
		const struct piece *p = &line->pieces[start];
		if (p->kind == PIECE_MARK ||
			(piece_has(p, ends_group) &&
				!piece_has(
					p, CLASS_BIT(ARTICLE) | CLASS_BIT(DETERMINER) | CLASS_BIT(PERSON))) ||
			!take_group(&r)) {
			out[kept++] = line->pieces[start];
			r.at = start + 1;
			continue;
		}
		r.group.tokens = (struct token_range){p->first, line->pieces[r.at - 1].end};
		uint64_t classes = r.group.flags & GROUP_ADDITIVE ? CLASS_BIT(RELATION) : 0;
		out[kept++] = (struct piece){r.group.tokens.first, r.group.tokens.end, PIECE_GROUP, 0,
			p->flags, classes, NULL, line->group_count};
		line->groups[line->group_count++] = r.group;
	}
	line->pieces = out;
	line->count = kept;
}
