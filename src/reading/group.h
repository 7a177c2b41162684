/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Private to group.c and group_name.c: a group of people that is taken off the pieces of a line. */
#ifndef READING_GROUP_H
#define READING_GROUP_H

#include "reading/line.h"

struct group_reader {
	struct line *line;
	uint32_t at; /* piece behind what was taken */
	struct group group;
};

static inline const struct piece *peek(const struct group_reader *r, uint32_t ahead)
{
	static const struct piece nothing = {.kind = PIECE_MARK};
	return r->at + ahead < r->line->count ? &r->line->pieces[r->at + ahead] : &nothing;
}

static inline const struct number *number_at(const struct group_reader *r, const struct piece *p)
{
	return p->kind == PIECE_NUMBER ? &r->line->numbers[p->at] : NULL;
}

/* A name with what stands around it: "President X", "X, 32,". False, with nothing taken, when there is none. */
bool group_take_name(struct group_reader *r);

/* The name and the ages behind a noun for people: "the mayor X, 32,", "brothers, 14 and 16,". */
void group_take_name_and_ages(struct group_reader *r);

#endif
