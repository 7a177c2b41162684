/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How proposals of one document stand to each other. */
#include "reading/line.h"

#include <math.h>

/* Somebody who was hurt and whose death is told after that is looked for in so many sentences. */
enum { SENTENCES_TO_DEATH = 3, LOOK_BACK = 256 };

static bool is_measure(const struct proposal *p, const char *measure)
{
	return strcmp(p->measure, measure) == 0;
}

static bool is_same_number(const struct proposal *a, const struct proposal *b)
{
	return a->low == b->low && (a->high == b->high || (isnan(a->high) && isnan(b->high)));
}

/* "two others were injured" beside two who died says nothing of other injured. */
static bool is_beside_other_measure(const struct work *w, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	for (size_t k = i; k > 0 && w->proposals[k - 1].sentence == p->sentence; k--) {
		if (strcmp(w->proposals[k - 1].measure, p->measure) != 0) {
			return true;
		}
	}
	return false;
}

static void relate(struct work *w, size_t i, enum reading_relation relation, size_t to)
{
	w->proposals[i].relation = relation;
	w->proposals[i].related = to;
}

static bool is_told_again(const struct proposal *before, const struct proposal *p)
{
	bool may_be_same = !before->victim_class || !p->victim_class ||
		strcmp(before->victim_class, p->victim_class) == 0;
	return may_be_same && before->list != p->list && before->sentence != p->sentence &&
		is_measure(p, before->measure) && strcmp(before->unit, p->unit) == 0 &&
		is_same_number(before, p) && before->relation != RELATION_PART;
}

/* "He later died": the one who was hurt before. */
static bool is_death_of(const struct work *w, size_t before, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	const struct proposal *b = &w->proposals[before];
	bool is_other =
		p->victim_class && (!b->victim_class || strcmp(p->victim_class, b->victim_class) != 0);
	return !is_other && w->victim_flags[i] & (GROUP_PRONOUN | GROUP_DEFINITE) &&
		is_measure(p, "killed") && is_measure(b, "injured") && p->low == 1 && p->high == 1 &&
		b->low == 1 && b->high == 1 && p->sentence - b->sentence <= SENTENCES_TO_DEATH &&
		b->relation == RELATION_NONE;
}

void work_relate(struct work *work)
{
	for (size_t i = 0; i < work->count; i++) {
		struct proposal *p = &work->proposals[i];
		if (p->is_additive && is_beside_other_measure(work, i)) {
			p->is_additive = false;
		}
		for (size_t k = i; k > 0 && i - k < LOOK_BACK && p->relation == RELATION_NONE; k--) {
			if (!p->is_additive && !isnan(p->low) && is_told_again(&work->proposals[k - 1], p)) {
				relate(work, i, RELATION_REPETITION, k - 1);
			} else if (is_death_of(work, k - 1, i)) {
				relate(work, i, RELATION_UPDATE, k - 1);
			}
		}
	}
}
