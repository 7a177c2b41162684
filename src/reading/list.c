/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists of people: coordination, appositions and parts. */
#include "reading/bind.h"

void list_add(struct binder *b, uint32_t i, bool is_part)
{
	if (b->binding.count < BINDING_GROUPS_MAX) {
		b->binding.is_part[b->binding.count] = is_part;
		b->binding.groups[b->binding.count++] = piece_at(b->line, i)->at;
	}
}

uint32_t list_skip_phrase(const struct line *line, uint32_t i)
{
	uint32_t start = i;
	if (is_mark(piece_at(line, i), '(') || is_mark(piece_at(line, i), '[')) {
		char close = is_mark(piece_at(line, i), '(') ? ')' : ']';
		while (i < line->count && !is_mark(piece_at(line, i), close)) {
			i++;
		}
		return i < line->count ? i + 1 : start;
	}
	if (piece_at(line, i)->kind != PIECE_WORD || !piece_has(piece_at(line, i), CLASS_BIT(PREPOSITION))) {
		return start;
	}
	for (i++; i < line->count && i - start <= PHRASE_REACH; i++) {
		const struct piece *p = piece_at(line, i);
		bool is_end = p->kind == PIECE_MARK && p->mark != '\'';
		if (is_joint(p) || is_verbal(p) || is_end ||
			piece_has(p, CLASS_BIT(BOUNDARY) | CLASS_BIT(RELATIVE) | CLASS_BIT(INCLUDING))) {
			break;
		}
	}
	return i;
}

/* Whether the group at i has a verb of its own behind it. */
static bool has_own_verb(const struct line *line, uint32_t i)
{
	uint32_t next = list_skip_phrase(line, i + 1);
	const struct piece *p = piece_at(line, next);
	const struct act *act = act_at(line, next);
	if (act && act->form == FORM_ING && !act->has_be) {
		return false;
	}
	return is_verbal(p) || (act_at(line, i + 1) && act_at(line, i + 1)->form != FORM_ING);
}

/* Whether the group at i only says again who the one before the comma is: "X, the head of Y". */
static bool is_apposition(const struct line *line, const struct group *last, uint32_t i)
{
	const struct group *g = group_at(line, i);
	if (g->flags & (GROUP_NUMBERED | GROUP_ADDITIVE)) {
		return false;
	}
	uint32_t next = list_skip_phrase(line, i + 1);
	bool goes_on = is_joint(piece_at(line, next));
	bool is_relative = g->flags & GROUP_OWNED && !(last->flags & GROUP_NAMED);
	return !(g->flags & GROUP_NAMED) && !is_relative && (last->flags & GROUP_NAMED || !goes_on);
}

static bool is_bare(const struct group *g)
{
	return g->number.low == 1 &&
		!(g->flags & (GROUP_NUMBERED | GROUP_NAMED | GROUP_DEFINITE | GROUP_ONE | GROUP_PRONOUN));
}

uint32_t list_right(struct binder *b, uint32_t i, bool is_part)
{
	struct line *line = b->line;
	const struct group *last = group_at(line, i);
	const struct group *name = group_at(line, i + 1);
	if (last->flags & GROUP_MANY && !(last->flags & GROUP_NUMBERED) && name &&
		name->flags & GROUP_NAMED) {
		last = name; /* "the engineers X, Y and Z" */
		i++;
	}
	bool was_apposition = false;
	list_add(b, i, is_part);
	uint32_t end = i + 1;
	for (;;) {
		uint32_t next = list_skip_phrase(line, end);
		bool is_phrase = next > end && piece_at(line, end)->kind == PIECE_WORD;
		uint32_t joint = next;
		bool has_conjunction = false;
		while (is_joint(piece_at(line, joint))) {
			has_conjunction = has_conjunction || piece_at(line, joint)->kind == PIECE_WORD;
			joint++;
		}
		struct group *g = group_at(line, joint);
		bool is_other_act = line->grammar & GRAMMAR_FREE_ORDER && group_at(line, joint + 1) &&
			has_own_verb(line, joint + 1);
		if (piece_has(piece_at(line, joint), CLASS_BIT(INCLUDING)) &&
			is_people(group_at(line, joint + 1)) && !is_part && !is_other_act) {
			end = list_right(b, joint + 1, true);
			last = group_at(line, end - 1) ? group_at(line, end - 1) : last;
			continue;
		}
		const struct group *names =
			is_mark(piece_at(line, next), ':') ? group_at(line, next + 1) : NULL;
		if (names && names->flags & GROUP_NAMED && last->flags & GROUP_NUMBERED && !is_part) {
			return list_right(b, next + 1, true);
		}
		if (joint == next || !g || !is_people(g) || has_own_verb(line, joint) ||
			(is_phrase && g->flags & GROUP_NAMED && !(g->flags & GROUP_NUMBERED) &&
				!(was_apposition && has_conjunction)) ||
			(g->flags & GROUP_PRONOUN && !has_conjunction)) {
			return end;
		}
		was_apposition =
			has_conjunction ? was_apposition && is_bare(g) : is_apposition(line, last, joint);
		bool is_trailing = !has_conjunction && !b->has_commas && g->flags & GROUP_NUMBERED &&
			!(g->flags & GROUP_ADDITIVE) &&
			!is_joint(piece_at(line, list_skip_phrase(line, joint + 1)));
		if (!was_apposition) {
			bool is_some_of_them = !has_conjunction && g->flags & GROUP_PARTITIVE;
			bool is_others =
				has_conjunction && g->flags & GROUP_NUMBERED && g->flags & GROUP_ADDITIVE;
			list_add(b, joint, (is_part && !is_others) || is_trailing || is_some_of_them);
			last = g;
		}
		end = joint + 1;
	}
}

uint32_t list_before_brackets(const struct line *line, uint32_t i)
{
	const struct piece *p = piece_at(line, i);
	if (!is_mark(p, ')') && !is_mark(p, ']')) {
		return i;
	}
	char open = is_mark(p, ')') ? '(' : '[';
	for (uint32_t j = i; j > 0; j--) {
		if (is_mark(piece_at(line, j - 1), open)) {
			return j >= 2 ? j - 2 : i;
		}
	}
	return i;
}

bool list_follows_preposition(const struct line *line, uint32_t i)
{
	if (i == 0) {
		return false;
	}
	const struct group *g = group_at(line, i);
	uint32_t words = g && g->flags & GROUP_NAMED && !(g->flags & GROUP_NUMBERED) ? 2 : 0;
	while (i > 1 && words > 0 && piece_at(line, i - 1)->kind == PIECE_WORD &&
		piece_is_plain(piece_at(line, i - 1))) {
		i--;
		words--;
	}
	uint64_t nouns = CLASS_BIT(PLACE) | CLASS_BIT(ORGANISATION) | CLASS_BIT(THING) | CLASS_BIT(EVENT);
	if (line->grammar & GRAMMAR_HEAD_FIRST && i > 1 && words > 0 &&
		piece_at(line, i - 1)->kind == PIECE_WORD && piece_has(piece_at(line, i - 1), nouns)) {
		i--;
	}
	const struct piece *p = piece_at(line, i - 1);
	return p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(PREPOSITION)) &&
		!piece_has(p, CLASS_BIT(CONJUNCTION) | CLASS_BIT(INCLUDING));
}

bool list_is_object(const struct line *line, uint32_t i)
{
	const struct group *g = group_at(line, i);
	if (g && g->flags & GROUP_OBJECT) {
		return true;
	}
	const struct act *act = i > 0 ? act_at(line, i - 1) : NULL;
	if (line->grammar & GRAMMAR_FREE_ORDER) {
		return act && act->form != FORM_NOUN && act->form != FORM_STATE;
	}
	return act && act->role == ROLE_OBJECT && !is_passive(act) && act->form != FORM_NOUN &&
		act->form != FORM_STATE;
}

/* "Soldier, 6 militants killed", "33 rebels, 4 police killed": headlines have no "and". joint: the piece of the comma. */
static bool is_headline(const struct line *line, uint32_t i, uint32_t joint)
{
	const struct group *g = group_at(line, i);
	const struct group *before = joint > 0 ? group_at(line, joint - 1) : NULL;
	bool begins = joint == 1 || (joint > 1 && is_mark(piece_at(line, joint - 2), ':'));
	bool is_counted = before && before->flags & GROUP_NUMBERED && before->number.kind == NUMBER_COUNT &&
		g->flags & GROUP_NUMBERED;
	return begins && joint + 1 == i && before && (is_counted || is_bare(before)) &&
		(g->flags & GROUP_NUMBERED || is_bare(g)) && act_at(line, i + 1);
}

/* The group that is coordinated before the one at i; UINT32_MAX when none is. */
static uint32_t coordinated_before(const struct binder *b, uint32_t i, bool needs_conjunction)
{
	const struct line *line = b->line;
	uint32_t joint = i;
	bool has_conjunction = false;
	while (joint > 0 && is_joint(piece_at(line, joint - 1))) {
		joint--;
		has_conjunction = has_conjunction || piece_at(line, joint)->kind == PIECE_WORD;
	}
	if (joint == i || joint == 0 ||
		(needs_conjunction && !has_conjunction && !is_headline(line, i, joint))) {
		return UINT32_MAX;
	}
	uint32_t j = list_before_brackets(line, joint - 1);
	bool has_preposition = false;
	for (uint32_t steps = 0; steps <= PHRASE_REACH; steps++, j--) {
		const struct piece *p = piece_at(line, j);
		struct group *g = group_at(line, j);
		if (g && is_people(g) && !list_follows_preposition(line, j) &&
			(steps == 0 || has_preposition)) {
			return list_is_object(line, j) && !b->takes_objects ? UINT32_MAX : j;
		}
		if (is_verbal(p) || p->kind == PIECE_MARK || j == 0 ||
			piece_has(p,
				CLASS_BIT(BOUNDARY) | CLASS_BIT(CONJUNCTION) | CLASS_BIT(RELATIVE) |
					CLASS_BIT(INCLUDING))) {
			return UINT32_MAX;
		}
		has_preposition = has_preposition || piece_has(p, CLASS_BIT(PREPOSITION));
	}
	return UINT32_MAX;
}

static void reverse(struct binding *x, uint32_t from)
{
	for (uint32_t i = from, j = x->count; i + 1 < j; i++, j--) {
		uint32_t group = x->groups[i];
		bool is_part = x->is_part[i];
		x->groups[i] = x->groups[j - 1];
		x->is_part[i] = x->is_part[j - 1];
		x->groups[j - 1] = group;
		x->is_part[j - 1] = is_part;
	}
}

/* Adds the group at i and those coordinated before it. Returns the first piece of the list. */
static uint32_t coordinated_left(struct binder *b, uint32_t i)
{
	uint32_t from = b->binding.count;
	list_add(b, i, false);
	uint32_t before;
	while ((before = coordinated_before(b, i, b->binding.count == from + 1)) != UINT32_MAX) {
		i = before;
		list_add(b, i, false);
	}
	reverse(&b->binding, from);
	return i;
}

/* The group that the cue at i takes parts of: before it, and no verb between. UINT32_MAX when there is none. */
static uint32_t whole_before(const struct line *line, uint32_t i)
{
	for (uint32_t k = i; k > 0 && i - k < PHRASE_REACH; k--) {
		const struct group *g = group_at(line, k - 1);
		if (g && is_people(g) && !list_follows_preposition(line, k - 1)) {
			return k - 1;
		}
		if (is_verbal(piece_at(line, k - 1))) {
			break;
		}
	}
	return UINT32_MAX;
}

/*
 * Those of whom the group at i only says who they are: "X, a magistrate, was killed", "one of them, a girl, died", "five
 * people, all women, died", "X and Y, members of Z, died". Itself when there are none.
 */
static uint32_t people_before(const struct line *line, uint32_t i)
{
	const struct group *g = group_at(line, i);
	const struct group *before = i >= 2 ? group_at(line, i - 2) : NULL;
	bool is_several = g->flags & GROUP_MANY && i >= 4 && is_joint(piece_at(line, i - 3));
	bool is_one = (g->number.low == 1 || is_several) && !(g->flags & (GROUP_NUMBERED | GROUP_PRONOUN));
	bool is_share = g->number.kind == NUMBER_SHARE && g->flags & GROUP_NUMBERED;
	if (!(is_one || is_share) || !is_mark(piece_at(line, i - 1), ',') || !is_people(before)) {
		return i;
	}
	if (is_share) {
		return before->number.kind == NUMBER_COUNT && before->flags & GROUP_NUMBERED ? i - 2 : i;
	}
	bool is_some_of_them = before->flags & GROUP_PARTITIVE && before->number.high == 1;
	bool is_named = before->flags & GROUP_NAMED && !(g->flags & GROUP_NAMED);
	return is_some_of_them || is_named ? i - 2 : i;
}

bool list_left(struct binder *b, uint32_t i)
{
	i = people_before(b->line, i);
	uint32_t from = b->binding.count;
	uint32_t first = coordinated_left(b, i);
	const struct group *g = group_at(b->line, first);
	if (g->flags & GROUP_PARTITIVE && first >= 2 && is_mark(piece_at(b->line, first - 1), ',') &&
		is_people(group_at(b->line, first - 2)) && !list_is_object(b->line, first - 2)) {
		b->binding.is_part[from] = true;
		return list_left(b, first - 2);
	}
	if (first == 0 || !piece_has(piece_at(b->line, first - 1), CLASS_BIT(INCLUDING))) {
		return true;
	}
	uint32_t base = whole_before(b->line, first - 1);
	if (base == UINT32_MAX || list_is_object(b->line, base)) {
		b->binding.count = from;
		list_add(b, i, base == UINT32_MAX && first == i);
		return true;
	}
	for (uint32_t x = from; x < b->binding.count; x++) {
		const struct group *part = &b->line->groups[b->binding.groups[x]];
		b->binding.is_part[x] = x == from || !(part->flags & GROUP_ADDITIVE);
	}
	return list_left(b, base);
}
