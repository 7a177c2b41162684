/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Binds each act to the groups that it was done to: by voice, position, coordination and relative clauses. */
#include "reading/bind.h"

#include <math.h>

/* The object right behind the act. */
static bool object(struct binder *b)
{
	uint32_t i = b->at + 1;
	const struct line *line = b->line;
	while (piece_at(line, i)->kind == PIECE_WORD && piece_is_plain(piece_at(line, i)) && i - b->at <= 2) {
		i++;
	}
	struct group *g = group_at(line, i);
	if (!g || g->flags & (GROUP_THING | GROUP_ORGANISATION)) {
		return false;
	}
	(void)list_right(b, i, false);
	return true;
}

/* "X's death", "the three climbers' murder" */
static bool possessive(struct binder *b)
{
	const struct line *line = b->line;
	const struct piece *p = piece_at(line, b->at - 1);
	uint32_t first = line->pieces[b->at].first;
	struct bytes mark = text_of(line->text, (struct token_range){first - 1, first});
	bool is_own = b->at > 0 && first > line->tokens.first && mark.s[0] == '\'';
	uint32_t i = p->kind == PIECE_GROUP ? b->at - 1 : b->at - 2;
	const struct group *g = b->at >= 2 ? group_at(line, i) : NULL;
	if (!is_own || !is_people(g) || !(g->flags & (GROUP_NAMED | GROUP_NUMBERED))) {
		return false;
	}
	b->binding.pattern = "possessive";
	list_add(b, i, false);
	return true;
}

/* Behind a noun for an act: the piece of its "of", over words of when and where: "the murder on 3 May of X". */
static uint32_t of_behind(const struct line *line, uint32_t at)
{
	uint32_t i = at + 1;
	bool is_scope =
		piece_has(piece_at(line, i), CLASS_BIT(PREPOSITION) | CLASS_BIT(WHEN) | CLASS_BIT(WEEKDAY));
	for (; is_scope && i < line->count && i - at <= PHRASE_REACH; i++) {
		const struct piece *p = piece_at(line, i);
		if (is_verbal(p) || p->kind == PIECE_MARK || is_joint(p) || is_people(group_at(line, i))) {
			break;
		}
		if (piece_is_preposition(p, "of") && is_people(group_at(line, i + 1))) {
			return i;
		}
	}
	return at + 1;
}

/* "three deaths", "the arrest of four officials", "accusations against two mayors", "X's death". */
static bool nominal(struct binder *b)
{
	const struct line *line = b->line;
	const struct act *act = act_at(line, b->at);
	struct group *before = b->at > 0 ? group_at(line, b->at - 1) : NULL;
	uint32_t i = act->role == ROLE_AGAINST ? b->at + 1 : of_behind(line, b->at);
	bool is_of = piece_is_preposition(piece_at(line, i), "of") || act->role == ROLE_AGAINST;
	i += act->role == ROLE_AGAINST ? 0 : 1;
	if (line->grammar & GRAMMAR_GENITIVE) {
		i = order_behind(line, b->at, true);
		is_of = i != UINT32_MAX;
	}
	if (is_of && group_at(line, i) && is_people(group_at(line, i))) {
		b->binding.pattern = "of";
		(void)list_right(b, i, false);
		return true;
	}
	if (before && before->flags & GROUP_NUMBERED && !(before->flags & GROUP_PARTITIVE)) {
		b->binding.pattern = "count";
		list_add(b, b->at - 1, false);
		return true;
	}
	return possessive(b);
}

/* "five were killed in X and three in Y", "one was shot in the arm, two more in the leg": a number before words of its own. */
static uint32_t add_elsewhere(struct binder *b, uint32_t i)
{
	const struct line *line = b->line;
	for (;;) {
		uint32_t joint = i;
		while (is_joint(piece_at(line, joint))) {
			joint++;
		}
		const struct group *g = group_at(line, joint);
		uint32_t end = list_skip_phrase(line, joint + 1);
		bool is_in = piece_is_preposition(piece_at(line, joint + 1), "in");
		uint32_t kinds = (i > b->at + 1 ? GROUP_ELIDED : 0) | (is_in ? GROUP_ADDITIVE : 0);
		if (joint == i || !g || !(g->flags & kinds) || g->flags & GROUP_PARTITIVE ||
			g->number.kind != NUMBER_COUNT || end == joint + 1 ||
			is_verbal(piece_at(line, end))) {
			return i;
		}
		list_add(b, joint, false);
		i = end;
	}
}

/* Behind a verb whose victims stand before it: "was tried alongside X and Y", "were killed, including two children". */
static bool behind_verb(struct binder *b)
{
	const struct line *line = b->line;
	uint32_t i = list_skip_phrase(line, b->at + 1);
	i = add_elsewhere(b, i);
	i += is_mark(piece_at(line, i), ',') ? 1 : 0;
	const struct piece *p = piece_at(line, i);
	if (!is_people(group_at(line, i + 1))) {
		return true;
	}
	if (p->kind == PIECE_WORD && strcmp(piece_attribute(p, CLASS_CONJUNCTION), "with") == 0) {
		(void)list_right(b, i + 1, false);
	} else if (piece_has(p, CLASS_BIT(INCLUDING))) {
		(void)list_right(b, i + 1, true);
	}
	return true;
}

/* The group right before the act, or with only a phrase between: "shot a man of Y dead". UINT32_MAX: none. */
static uint32_t group_before(const struct binder *b)
{
	for (uint32_t i = b->at; i > 0 && b->at - i <= PHRASE_REACH; i--) {
		bool is_next = i == b->at || list_skip_phrase(b->line, i) == b->at;
		const struct group *g = group_at(b->line, i - 1);
		bool is_place = g && g->flags & GROUP_NAMED && list_follows_preposition(b->line, i - 1);
		bool is_agent = i > 1 && piece_is_preposition(piece_at(b->line, i - 2), "by");
		if (is_next && is_people(g) && !is_place && !is_agent) {
			return i - 1;
		}
	}
	return UINT32_MAX;
}

/* Whether the act has an object that is no people: "police fired tear gas". */
static bool has_things_behind(const struct binder *b)
{
	const struct piece *p = piece_at(b->line, b->at + 1);
	return p->kind != PIECE_MARK &&
		!piece_has(p,
			CLASS_BIT(PREPOSITION) | CLASS_BIT(CONJUNCTION) | CLASS_BIT(BOUNDARY) |
				CLASS_BIT(RELATIVE) | CLASS_BIT(TO));
}

/* Where order is free: whom the act is about stands right before it, or behind it, or farther before it. */
static bool free_order(struct binder *b)
{
	const struct line *line = b->line;
	const struct act *act = act_at(line, b->at);
	bool is_active = act->role == ROLE_OBJECT && act->form == FORM_BASE;
	b->binding.pattern = act->form == FORM_STATE ? "state"
		: is_active                          ? "object"
		: act->role == ROLE_OBJECT           ? "passive"
						     : "subject";
	uint32_t before = b->at - (b->at > 0 ? 1 : 0);
	const struct act *state = act->form != FORM_STATE ? act_at(line, before) : NULL;
	before -= state && state->form == FORM_STATE && before > 0 ? 1 : 0; /* "17 detained were released" */
	const struct group *left = before < b->at ? group_at(line, before) : NULL;
	left = is_people(left) ? left : NULL;
	bool is_counted = left && left->flags & GROUP_NUMBERED;
	if (act->form == FORM_STATE && is_counted) {
		list_add(b, before, false);
		return left->number.kind != NUMBER_SHARE;
	}
	uint32_t behind = order_behind(line, b->at, is_active);
	const struct group *right = group_at(line, behind);
	bool is_right_counted = right && right->flags & GROUP_NUMBERED;
	if (act->form == FORM_STATE) {
		if (is_right_counted) {
			(void)list_right(b, behind, false);
		}
		return is_right_counted;
	}
	bool is_left = left && !(left->flags & GROUP_AGENT) && !list_follows_preposition(line, before) &&
		(is_active ? is_counted || left->flags & GROUP_OBLIQUE : group_is_subject(left));
	if (is_left && !(is_right_counted || (is_active && right))) {
		return list_left(b, before);
	}
	if (right) {
		(void)list_right(b, behind, false);
		return true;
	}
	return !is_active && bind_subject(b);
}

/* "Two men shot each other": the piece behind the act, or before what it left them in. UINT32_MAX: there is none. */
static uint32_t reciprocal(const struct binder *b)
{
	bool is_state = act_at(b->line, b->at)->form == FORM_STATE;
	uint32_t i = is_state ? b->at - 1 : b->at + 1;
	return b->at > 0 && piece_has(piece_at(b->line, i), CLASS_BIT(RECIPROCAL)) ? i : UINT32_MAX;
}

/* "Two men shot each other dead": whom a state behind "each other" is said of, the subject of the verb before. */
static bool subject_of_each_other(struct binder *b, uint32_t each_other)
{
	struct binder verb = *b;
	verb.at = each_other < b->at && each_other > 0 ? each_other - 1 : b->at;
	bool is_found = bind_subject(&verb);
	b->binding = verb.binding;
	b->binding.pattern = "subject";
	return is_found;
}

/* What the verb's voice says. */
static bool verbal(struct binder *b)
{
	const struct line *line = b->line;
	const struct act *act = act_at(line, b->at);
	struct group *left = b->at > 0 ? group_at(line, b->at - 1) : NULL;
	uint32_t each_other = reciprocal(b);
	if (each_other != UINT32_MAX) {
		return subject_of_each_other(b, each_other);
	}
	if (line->grammar & GRAMMAR_FREE_ORDER) {
		return free_order(b);
	}
	if (act->role == ROLE_SUBJECT || act->form == FORM_STATE) {
		b->binding.pattern = act->form == FORM_STATE ? "state" : "subject";
		if (act->form == FORM_STATE && !act->has_be) {
			uint32_t before = group_before(b);
			b->takes_objects = true;
			return before != UINT32_MAX && list_left(b, before) && behind_verb(b);
		}
		return bind_subject(b) && behind_verb(b);
	}
	if (is_passive(act) || act->form == FORM_PARTICIPLE) {
		b->binding.pattern = "passive";
		return bind_subject(b) && behind_verb(b);
	}
	b->binding.pattern = "object";
	if (object(b)) {
		return true;
	}
	bool is_sharing =
		is_joint(piece_at(line, b->at + 1)) && act_at(line, b->at + 2) && group_at(line, b->at + 3);
	if (act->form != FORM_PAST || act->has_have || act->has_to || is_sharing ||
		(left && left->flags & GROUP_PRONOUN)) {
		return false;
	}
	if (left && !(left->flags & (GROUP_NUMBERED | GROUP_ONE)) && has_things_behind(b)) {
		return false;
	}
	b->binding.pattern = "reduced";
	bool is_of_things = left && left->flags & GROUP_THING && !list_follows_preposition(line, b->at - 1);
	return !is_of_things && bind_subject(b) && behind_verb(b);
}

/* "Killed: 3", "Fatalities: 4 soldiers, 2 civilians", "The dead were nine men and two boys" */
static bool field(struct binder *b)
{
	const struct line *line = b->line;
	const struct group *before = b->at > 0 ? group_at(line, b->at - 1) : NULL;
	bool has_colon = is_mark(piece_at(line, b->at + 1), ':');
	uint32_t first = b->at + (has_colon ? 2 : 1);
	const struct group *g = group_at(line, first);
	if ((!has_colon && act_at(line, b->at)->form != FORM_FIELD) || !is_people(g) ||
		isnan(g->number.low) || (before && before->flags & GROUP_NUMBERED)) {
		return false;
	}
	b->binding.pattern = "field";
	b->has_commas = true;
	uint32_t end = list_right(b, first, false);
	if (piece_at(line, end)->kind != PIECE_MARK) {
		b->binding.count = 0;
		return false;
	}
	return true;
}

/*
 * "Three people, two soldiers and a boy, were killed", "two men, X and Y": what adds up to the first group says who they
 * are.
 */
static void find_sum(struct binder *b)
{
	const struct line *line = b->line;
	struct binding *x = &b->binding;
	const struct group *whole = x->count > 2 ? &line->groups[x->groups[0]] : NULL;
	double sum = 0;
	bool are_names = true;
	for (uint32_t k = 1; k < x->count; k++) {
		const struct group *g = &line->groups[x->groups[k]];
		sum += x->is_part[k] ? 0 : g->number.low;
		are_names = are_names && g->flags & GROUP_NAMED;
	}
	bool is_closed = b->at >= 2 && is_mark(piece_at(line, b->at - 1), ',') &&
		piece_at(line, b->at - 2)->kind == PIECE_GROUP;
	bool is_sum = whole && sum == whole->number.low &&
		(are_names || (!whole->victim_class && (is_closed || sum > 2)));
	for (uint32_t k = 1; k < x->count && is_sum; k++) {
		x->is_part[k] = true;
	}
}

/* "Both the driver and his guard": "both" tells the list, not how many drivers. */
static void share_both(struct binder *b)
{
	const struct binding *x = &b->binding;
	struct group *first = x->count == 2 ? &b->line->groups[x->groups[0]] : NULL;
	if (first && first->number.kind == NUMBER_SHARE && first->number.low == 2 &&
		!(first->flags & (GROUP_MANY | GROUP_PARTITIVE | GROUP_ELIDED))) {
		first->number.low = first->number.high = 1;
	}
}

/* Whether one of [light] stands before the people: "sent two boys to hospital". */
static bool is_taken(const struct binder *b)
{
	for (uint32_t i = b->at; i > 1; i--) {
		if (piece_at(b->line, i - 1)->kind == PIECE_GROUP &&
			piece_at(b->line, i - 1)->at == b->binding.groups[0]) {
			return piece_has(piece_at(b->line, i - 2), CLASS_BIT(LIGHT));
		}
	}
	return false;
}

/* Whether a section of the tables is for these people. have: their class, or NULL. */
static bool is_asked(const struct binder *b, const char *only, const char *have)
{
	if (!only || strcmp(only, "fatal") == 0) {
		return true;
	}
	const struct group *first = b->binding.count > 0 ? &b->line->groups[b->binding.groups[0]] : NULL;
	if (strcmp(only, "listed") == 0) {
		return first && !(first->flags & (GROUP_UNLISTED | GROUP_NAMED));
	}
	return strcmp(only, "taken") == 0 ? first && is_taken(b) : have && strcmp(only, have) == 0;
}

/* The measure for these people: a section of the tables may ask for a class of victims. */
static bool choose_measure(struct binder *b)
{
	const struct act *act = act_at(b->line, b->at);
	for (const struct meaning *m = act->meanings; m; m = meaning_of(m->next, CLASS_ACT)) {
		uint32_t whole = 0;
		while (whole + 1 < b->binding.count && b->binding.is_part[whole]) {
			whole++;
		}
		const char *have =
			b->binding.count > 0 ? b->line->groups[b->binding.groups[whole]].victim_class : NULL;
		if (is_asked(b, m->attributes[3], have)) {
			b->binding.measure = m->attributes[0];
			return true;
		}
	}
	return false;
}

/* Acts that share an object: "killed or wounded 20 people". */
static void share_objects(struct line *line)
{
	for (uint32_t i = line->count; i > 2; i--) {
		const struct act *act = act_at(line, i - 3);
		const struct act *next = act_at(line, i - 1);
		if (!act || !next || !is_joint(piece_at(line, i - 2)) || act->role != ROLE_OBJECT ||
			next->role != ROLE_OBJECT) {
			continue;
		}
		struct binding *from = NULL;
		bool has_own = false;
		for (uint32_t k = 0; k < line->binding_count; k++) {
			has_own = has_own || line->bindings[k].act == piece_at(line, i - 3)->at;
			from = line->bindings[k].act == piece_at(line, i - 1)->at ? &line->bindings[k] : from;
		}
		if (!has_own && from && strcmp(from->pattern, "object") == 0) {
			struct binding shared = *from;
			shared.act = piece_at(line, i - 3)->at;
			shared.measure = act->measure;
			line->bindings[line->binding_count++] = shared;
		}
	}
}

/* The clause of an act: from a boundary before it to one behind it. */
static struct token_range clause_of(const struct line *line, const struct binder *b)
{
	uint32_t first = piece_at(line, b->at)->first;
	uint32_t end = piece_at(line, b->at)->end;
	for (uint32_t k = 0; k < b->binding.count; k++) {
		const struct group *g = &line->groups[b->binding.groups[k]];
		first = g->tokens.first < first ? g->tokens.first : first;
		end = g->tokens.end > end ? g->tokens.end : end;
	}
	const struct group *by = b->binding.agent != UINT32_MAX ? &line->groups[b->binding.agent] : NULL;
	first = by && by->tokens.first < first ? by->tokens.first : first;
	bool is_noun = line->acts[b->binding.act].form == FORM_NOUN;
	uint32_t i = b->at;
	while (i > 0 && piece_at(line, i)->first > first) {
		i--;
	}
	while (i > 0) {
		const struct piece *p = piece_at(line, i - 1);
		if (p->kind == PIECE_ACT || is_mark(p, ',') || is_mark(p, ';') || is_mark(p, '(') ||
			is_mark(p, '[') || is_mark(p, ')') || is_mark(p, ']') || is_mark(p, '"') ||
			(p->kind == PIECE_WORD &&
				piece_has(p, CLASS_BIT(BOUNDARY) | CLASS_BIT(CONJUNCTION)) && !is_noun)) {
			break;
		}
		i--;
		first = p->first;
	}
	for (i = b->at; i < line->count && piece_at(line, i)->first < end; i++) {
	}
	while (i < line->count) {
		const struct piece *p = piece_at(line, i);
		if (p->kind == PIECE_MARK && p->mark != '\'' && p->mark != '-') {
			break;
		}
		if (p->kind == PIECE_WORD &&
			(piece_has(p, CLASS_BIT(BOUNDARY) | CLASS_BIT(RELATIVE)) ||
				(piece_has(p, CLASS_BIT(CONJUNCTION)) &&
					(is_verbal(piece_at(line, i + 1)) ||
						is_verbal(piece_at(line, i + 2)))))) {
			break;
		}
		end = p->end;
		i++;
	}
	return (struct token_range){first, end};
}

static bool is_bound(const struct line *line, const char *measure, uint32_t group)
{
	for (uint32_t k = 0; k < line->binding_count; k++) {
		const struct binding *b = &line->bindings[k];
		if (strcmp(b->measure, measure) == 0 && binding_has(b, group)) {
			return true;
		}
	}
	return false;
}

/* Whether an act is not said of one of its groups: nobody is both dead and hurt, unless it is "nobody". */
static bool is_misled(const struct line *line, const struct binding *b, uint32_t group)
{
	const struct group *g = &line->groups[group];
	bool is_body = g->victim_class && strcmp(g->victim_class, "body") == 0;
	if (strcmp(b->measure, "injured") == 0) {
		return is_body || (g->number.high != 0 && is_bound(line, "killed", group));
	}
	return strcmp(b->measure, "bodies") == 0 && !is_body && is_bound(line, "injured", group);
}

/* "shot X dead", "stabbed X to death", "found 7 bodies and 22 wounded". */
static void part_dead_and_injured(struct line *line)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < line->binding_count; i++) {
		struct binding *b = &line->bindings[i];
		uint32_t before = b->count;
		uint32_t count = 0;
		for (uint32_t k = 0; k < before; k++) {
			if (!is_misled(line, b, b->groups[k])) {
				b->is_part[count] = b->is_part[k];
				b->groups[count++] = b->groups[k];
			}
		}
		b->count = count;
		if (before == 0 || count > 0) {
			line->bindings[kept++] = *b;
		}
	}
	line->binding_count = kept;
}

/* Groups behind the act are its objects: of an active verb, or of a list that goes on without nouns. */
static void keep(struct line *line, const struct binding *b)
{
	line->bindings[line->binding_count++] = *b;
	bool is_active = strcmp(b->pattern, "object") == 0;
	for (uint32_t k = 0; k < b->count; k++) {
		struct group *g = &line->groups[b->groups[k]];
		bool is_elsewhere = k > 0 && g->flags & GROUP_ELIDED && !b->is_part[k] &&
			g->tokens.first >= line->acts[b->act].tokens.end;
		g->flags |= is_active || is_elsewhere ? GROUP_OBJECT : 0;
	}
}

void line_bind(struct line *line)
{
	line->bindings = arena_alloc(line->arena, (2 * line->act_count + 1) * sizeof(*line->bindings));
	for (uint32_t i = 0; i < line->count; i++) {
		const struct act *act = act_at(line, i);
		if (!act || act->is_negated) {
			continue;
		}
		struct binder b = {
			.line = line, .at = i, .binding = {.act = piece_at(line, i)->at, .pattern = "event"}};
		bool is_found = act->role == ROLE_EVENT || act->role == ROLE_EVENTS || field(&b) ||
			(act->form == FORM_NOUN ? nominal(&b) : act->form != FORM_FIELD && verbal(&b));
		is_found = is_found || strcmp(act->measure, "sentenced") == 0; /* for a term */
		if (is_found && choose_measure(&b)) {
			bind_doer(&b);
			share_both(&b);
			find_sum(&b);
			b.binding.clause = clause_of(line, &b);
			keep(line, &b.binding);
		}
	}
	part_dead_and_injured(line);
	share_objects(line);
}
