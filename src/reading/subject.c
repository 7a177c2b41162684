/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The subject of an act, in languages that tell it by its place. */
#include "reading/bind.h"

/* Pieces that words between commas may have. */
enum { ASIDE_REACH = 10 };

/* What another binding of the same subject has. */
static bool share_victims(struct binder *b, uint32_t act)
{
	for (uint32_t i = b->line->binding_count; i > 0; i--) {
		const struct binding *other = &b->line->bindings[i - 1];
		if (other->act == act && other->count > 0) {
			memcpy(b->binding.groups, other->groups, sizeof(other->groups));
			memcpy(b->binding.is_part, other->is_part, sizeof(other->is_part));
			b->binding.count = other->count;
			return true;
		}
	}
	return false;
}

/* "85 percent of the men": the people of a share are counted by nobody. */
static bool is_of_share(const struct line *line, uint32_t i)
{
	const struct piece *p = i >= 2 ? piece_at(line, i - 2) : NULL;
	return p && p->kind == PIECE_NUMBER && line->numbers[p->at].kind == NUMBER_PERCENT &&
		list_follows_preposition(line, i);
}

/* "who is believed to have been the watchman": says who the subject is. */
static bool is_predicate(const struct line *line, uint32_t i)
{
	const struct piece *p = i > 1 ? piece_at(line, i - 1) : NULL;
	return p && p->kind == PIECE_WORD && strcmp(piece_attribute(p, CLASS_AUXILIARY), "be") == 0 &&
		!(line->grammar & GRAMMAR_FREE_ORDER) &&
		is_mark(piece_at(line, list_skip_phrase(line, i + 1)), ',');
}

/* "the funeral of the priests, who were killed": whom the relative clause of the act at `at` is about. */
static bool is_antecedent(const struct line *line, uint32_t i, uint32_t at)
{
	uint32_t k = i + 1;
	k += is_mark(piece_at(line, k), ',') ? 1 : 0;
	if (!piece_has(piece_at(line, k), CLASS_BIT(RELATIVE))) {
		return false;
	}
	for (k++; k < at; k++) {
		if (is_verbal(piece_at(line, k)) || piece_at(line, k)->kind == PIECE_GROUP) {
			return false;
		}
	}
	return true;
}

/*
 * "Nineteen villagers, most of them women and children, were killed": the group of whom the words between the commas before
 * an act say who they are. UINT32_MAX: there are no such words.
 */
static uint32_t before_aside(const struct line *line, uint32_t at)
{
	if (at < 2 || !is_mark(piece_at(line, at - 1), ',')) {
		return UINT32_MAX;
	}
	for (uint32_t i = at - 2; i >= 2 && at - i <= ASIDE_REACH && !is_verbal(piece_at(line, i)); i--) {
		const struct group *g = group_at(line, i);
		bool is_share = g && g->number.kind == NUMBER_SHARE;
		uint32_t comma = i - (piece_has(piece_at(line, i - 1), CLASS_BIT(QUALIFIER)) ? 2 : 1);
		if (is_share && comma > 0 && is_mark(piece_at(line, comma), ',') &&
			is_people(group_at(line, comma - 1))) {
			return comma - 1;
		}
	}
	return UINT32_MAX;
}

bool bind_subject(struct binder *b)
{
	const struct line *line = b->line;
	const struct act *act = act_at(line, b->at);
	bool is_finite = act->has_be || act->has_have || act->role == ROLE_SUBJECT;
	uint32_t fallback = UINT32_MAX;
	bool has_relative = false;
	uint32_t described = before_aside(line, b->at);
	if (described != UINT32_MAX) {
		return list_left(b, described);
	}
	for (uint32_t i = b->at; i > 0 && b->at - i < SUBJECT_REACH; i--) {
		uint32_t j = list_before_brackets(line, i - 1);
		i = j + 1;
		const struct piece *p = piece_at(line, j);
		const struct act *other = act_at(line, j);
		if (p->kind == PIECE_MARK && (p->mark == ';' || p->mark == ':')) {
			break;
		}
		if (p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(BOUNDARY)) && fallback != UINT32_MAX) {
			break;
		}
		if (p->kind == PIECE_NUMBER && line->numbers[p->at].kind == NUMBER_PERCENT) {
			return false; /* "of 60 men 85 percent": the people of a share are counted by nobody */
		}
		has_relative = has_relative || piece_has(p, CLASS_BIT(RELATIVE));
		struct group *g = group_at(line, j);
		if (g && is_people(g)) {
			bool is_free = (line->grammar & GRAMMAR_FREE_ORDER) != 0;
			if (is_free && (list_follows_preposition(line, j) || !group_is_subject(g))) {
				continue;
			}
			if (is_of_share(line, j)) {
				return false;
			}
			if (is_predicate(line, j)) {
				continue;
			}
			if (!is_free && is_antecedent(line, j, b->at)) {
				return list_left(b, j);
			}
			if (j + 1 == b->at && !is_finite) {
				return list_left(b, j);
			}
			if (list_follows_preposition(line, j)) {
				fallback = fallback == UINT32_MAX ? j : fallback;
			} else if (!list_is_object(line, j) || has_relative || j + 1 == b->at) {
				return list_left(b, j);
			}
			continue;
		}
		if (other) {
			if (other->role == ROLE_SUBJECT || is_passive(other) || other->form == FORM_STATE) {
				bool is_beside =
					line->grammar & GRAMMAR_FREE_ORDER && other->form == FORM_STATE;
				bool is_found = share_victims(b, p->at);
				if (is_found || !is_beside) {
					return is_found;
				}
			}
			is_finite = is_finite && other->form != FORM_NOUN;
		} else if (!is_finite && is_verbal(p)) {
			break;
		}
	}
	return fallback != UINT32_MAX && list_left(b, fallback);
}
