/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to bind.c, subject.c, doer.c, list.c and each.c: an act whose people are looked for, and the lists that people stand in. */
#ifndef READING_BIND_H
#define READING_BIND_H

#include "reading/line.h"

/* Pieces that a phrase, an apposition or the words before a cue may have. */
enum { PHRASE_REACH = 6 };

/* Pieces that a subject may stand before its verb. */
enum { SUBJECT_REACH = 40 };

struct binder {
	struct line *line;
	struct binding binding;
	uint32_t at;        /* piece of the act */
	bool takes_objects; /* of another act: "shot X and Y dead" */
	bool has_commas;    /* a list goes on without "and": "Killed: 3 soldiers, 2 civilians" */
};

static inline struct group *group_at(const struct line *line, uint32_t i)
{
	const struct piece *p = piece_at(line, i);
	return p->kind == PIECE_GROUP ? &line->groups[p->at] : NULL;
}

static inline const struct act *act_at(const struct line *line, uint32_t i)
{
	const struct piece *p = piece_at(line, i);
	return p->kind == PIECE_ACT ? &line->acts[p->at] : NULL;
}

static inline bool is_joint(const struct piece *p)
{
	return is_mark(p, ',') || (p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(CONJUNCTION)));
}

static inline bool is_people(const struct group *g)
{
	return g && !(g->flags & GROUP_THING) && !(g->flags & GROUP_ORGANISATION);
}

static inline bool is_passive(const struct act *act)
{
	return act->has_be && (act->form == FORM_PAST || act->form == FORM_PARTICIPLE);
}

/* A finite verb or the like: what ends a list of people that it is no part of. */
static inline bool is_verbal(const struct piece *p)
{
	return p->kind == PIECE_ACT ||
		(p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(AUXILIARY) | CLASS_BIT(VERB)));
}

static inline bool binding_has(const struct binding *x, uint32_t group)
{
	for (uint32_t k = 0; k < x->count; k++) {
		if (x->groups[k] == group) {
			return true;
		}
	}
	return false;
}

/* subject.c: adds the subject of the act: the nearest group before it that is no object and stands behind no preposition. */
bool bind_subject(struct binder *b);

/* doer.c: sets the group of who did the act, when there is one. */
void bind_doer(struct binder *b);

/* Adds the group at i. */
void list_add(struct binder *b, uint32_t i, bool is_part);

/* Behind a prepositional phrase, an apposition or brackets at i; i when there is none. */
uint32_t list_skip_phrase(const struct line *line, uint32_t i);

/* Going left over brackets: the piece before them, or i. */
uint32_t list_before_brackets(const struct line *line, uint32_t i);

bool list_follows_preposition(const struct line *line, uint32_t i);

/* Whether the group at i is the object of an active act before it: right behind it or in its list. */
bool list_is_object(const struct line *line, uint32_t i);

/* Adds the group at i and those coordinated behind it. Returns the piece behind the list. */
uint32_t list_right(struct binder *b, uint32_t i, bool is_part);

/* Adds the list that ends with the group at i; what stands behind "including" is part of what stands before it. */
bool list_left(struct binder *b, uint32_t i);

#endif
