/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The document's own answers. What one act says of its groups is a statement; a later statement adds to the answer only
 * with a cue, takes its place when it updates it, and is else the same people told again.
 */
#include "reading/reading.h"

#include <math.h>

struct statement {
	double low;
	double high;
	const char *victim_class; /* NULL: unsaid or mixed */
	size_t first;             /* proposals first … end - 1 have it */
	size_t end;
	bool has_low; /* a group of it has a least number */
	bool is_update;
	bool is_additive;
	bool is_contrast;
	bool is_usable;
};

static bool is_told(const struct proposal *p)
{
	switch (p->modality) {
	case MODALITY_FACT:
	case MODALITY_REPORTED:
	case MODALITY_ALLEGED:
	case MODALITY_ESTIMATE:
		return !p->is_background;
	case MODALITY_DENIED:
	case MODALITY_THREATENED:
	case MODALITY_HYPOTHETICAL:
	case MODALITY_FUTURE:
	case MODALITY_OPINION:
		break;
	}
	return false;
}

/* What the answer may rest on. */
struct filter {
	const bool *is_dropped; /* one a proposal */
	bool with_parts;
	bool with_perpetrators; /* of the unarmed, too */
	bool with_stand_ins;    /* bodies that were found, "no casualties" */
};

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_perpetrator(const struct proposal *p)
{
	return same_text(p->victim_class, "perpetrators");
}

static bool is_armed(const char *class)
{
	return same_text(class, "soldiers") || same_text(class, "police") || same_text(class, "security") ||
		same_text(class, "militants");
}

/* "Three soldiers and the bomber were killed": a fight, in which those who attack count as those who are attacked. */
static bool is_of_fight(const struct reading *r, const char *measure)
{
	for (size_t i = 0; i < r->proposal_count; i++) {
		const struct proposal *p = &r->proposals[i];
		if (is_armed(p->victim_class) && strcmp(p->measure, measure) == 0 && is_told(p) &&
			p->relation != RELATION_PART && p->high != 0) {
			return true;
		}
	}
	return false;
}

/* Some of those of another measure: "two were shot; one died". */
static bool is_of_other_measure(const struct reading *r, const struct proposal *p)
{
	return p->relation == RELATION_PART && !same_text(r->proposals[p->related].measure, p->measure);
}

/* "They killed two of the attackers": of a side whose number nobody tells. */
static bool is_part_of_unsaid(const struct proposal *p, size_t i)
{
	return p->related == i && (is_armed(p->victim_class) || is_perpetrator(p));
}

static bool counts(const struct reading *r, size_t i, struct filter f)
{
	const struct proposal *p = &r->proposals[i];
	return !f.is_dropped[i] && is_told(p) && strcmp(p->unit, "people") == 0 &&
		(f.with_parts || p->relation != RELATION_PART || is_of_other_measure(r, p) ||
			is_part_of_unsaid(p, i)) &&
		(f.with_perpetrators || !is_perpetrator(p)) && p->relation != RELATION_REPETITION &&
		!(isnan(p->low) && isnan(p->high));
}

/* Whether a proposal answers for a measure. */
static bool answers(const struct proposal *p, const char *measure, bool with_stand_ins)
{
	bool is_killed = strcmp(measure, "killed") == 0;
	bool is_stand_in = (is_killed && strcmp(p->measure, "bodies") == 0) ||
		((is_killed || strcmp(measure, "injured") == 0) && strcmp(p->measure, "casualties") == 0 &&
			p->high == 0);
	return same_text(p->measure, measure) || (with_stand_ins && is_stand_in);
}

/* Who was hurt and then died is no longer one of the injured. */
static void drop_the_dead(const struct reading *r, bool *is_dropped)
{
	for (size_t i = 0; i < r->proposal_count; i++) {
		const struct proposal *p = &r->proposals[i];
		if (p->relation == RELATION_UPDATE &&
			strcmp(p->measure, r->proposals[p->related].measure) != 0) {
			is_dropped[p->related] = true;
		}
	}
}

/* The statement that begins at a proposal: the sum over the groups of its act. */
static struct statement statement_at(const struct reading *r, size_t first, struct filter f)
{
	const struct proposal *p = r->proposals;
	struct statement s = {.victim_class = p[first].victim_class, .first = first, .end = first};
	for (; s.end < r->proposal_count && p[s.end].list == p[first].list &&
		same_text(p[s.end].measure, p[first].measure);
		s.end++) {
		const struct proposal *x = &p[s.end];
		if (!counts(r, s.end, f)) {
			continue;
		}
		s.has_low = s.has_low || !isnan(x->low);
		s.low += isnan(x->low) ? 0 : x->low;
		s.high += x->high;
		s.victim_class = same_text(s.victim_class, x->victim_class) ? s.victim_class : NULL;
		bool is_new = x->relation == RELATION_UPDATE &&
			same_text(x->measure, r->proposals[x->related].measure);
		s.is_update = s.is_update || is_new || x->relation == RELATION_TOTAL;
		s.is_additive = s.is_additive || x->is_additive;
		s.is_contrast = s.is_contrast || x->relation == RELATION_CONTRAST;
		s.is_usable = true;
	}
	return s;
}

static double best(double low, double high)
{
	return isnan(high) ? low : isnan(low) || low == 0 ? high : low;
}

/* Two acts of one sentence are about different people, unless they name the same. */
static bool is_in_one_breath(
	const struct reading *r, const struct statement *before, const struct statement *s)
{
	if (r->proposals[before->first].sentence != r->proposals[s->first].sentence) {
		return false;
	}
	for (size_t i = before->first; i < before->end; i++) {
		for (size_t k = s->first; k < s->end; k++) {
			const struct span a = r->proposals[i].victims;
			const struct span b = r->proposals[k].victims;
			if (a.start == a.end || b.start == b.end || (a.start < b.end && b.start < a.end)) {
				return false;
			}
		}
	}
	return true;
}

/* Whether a statement is about others than those before it. */
static bool is_beside(const struct reading *r, const struct statement *before, const struct statement *s)
{
	bool is_other_class =
		before->victim_class && s->victim_class && strcmp(before->victim_class, s->victim_class) != 0;
	return s->is_additive || is_other_class || is_in_one_breath(r, before, s);
}

struct answer {
	struct reading_total total;
	size_t *rests_on;
	bool has_low; /* some voice gives a least number */
	struct statement last;
};

static void take_statement(
	const struct reading *r, const struct statement *s, struct filter f, struct answer *x)
{
	struct reading_total *t = &x->total;
	bool is_first = t->count == 0;
	bool is_other_voice = !is_first && s->is_contrast;
	bool adds = !is_first && !is_other_voice && !s->is_update && is_beside(r, &x->last, s);
	if (!is_first && !adds && !is_other_voice && !s->is_update &&
		best(s->low, s->high) <= best(t->low, t->high)) {
		return;
	}
	if (is_other_voice) {
		t->low = !s->has_low ? t->low : x->has_low ? fmin(t->low, s->low) : s->low;
		t->high = isnan(t->high) || isnan(s->high) ? NAN : fmax(t->high, s->high);
	} else if (adds) {
		t->low += s->low;
		t->high += s->high;
	} else {
		t->low = s->low;
		t->high = s->high;
		t->count = 0;
	}
	for (size_t k = s->first; k < s->end; k++) {
		if (counts(r, k, f)) {
			x->rests_on[t->count++] = k;
		}
	}
	x->has_low = (x->has_low && (adds || is_other_voice)) || s->has_low;
	x->last = *s;
}

static struct reading_total total_with(
	const struct reading *r, const char *measure, struct filter f, struct arena *a)
{
	struct answer x = {.total = {.measure = measure, .low = NAN, .high = NAN}};
	x.rests_on = arena_alloc(a, r->proposal_count * sizeof(*x.rests_on));
	for (size_t i = 0; i < r->proposal_count;) {
		struct statement s = statement_at(r, i, f);
		if (s.is_usable && answers(&r->proposals[i], measure, f.with_stand_ins)) {
			take_statement(r, &s, f, &x);
		}
		i = s.end;
	}
	x.total.rests_on = x.rests_on;
	return x.total;
}

static struct reading_total total_of(
	const struct reading *r, const char *measure, const bool *is_dropped, struct arena *a)
{
	const struct filter filters[] = {
		{is_dropped, false, is_of_fight(r, measure), false},
		{is_dropped, false, true, false},
		{is_dropped, true, true, false},
		{is_dropped, true, true, true},
	};
	struct reading_total t = {0};
	for (size_t k = 0; k < ARRAY_COUNT(filters) && t.count == 0; k++) {
		t = total_with(r, measure, filters[k], a);
	}
	return t;
}

/* "Five were shot, two of them fatally": three were injured. */
static void take_off_the_dead(
	const struct reading *r, const struct reading_total *dead, struct reading_total *t, struct arena *a)
{
	bool *is_counted = arena_calloc(a, r->proposal_count + 1, sizeof(*is_counted));
	double sum = 0;
	for (size_t i = 0; i < t->count; i++) {
		is_counted[t->rests_on[i]] = true;
	}
	for (size_t i = 0; i < dead->count; i++) {
		const struct proposal *p = &r->proposals[dead->rests_on[i]];
		bool is_of_these = is_of_other_measure(r, p) && is_counted[p->related];
		sum += is_of_these && !isnan(p->low) ? p->low : 0;
	}
	if (sum < t->low) {
		t->low -= sum;
		t->high -= sum;
	}
}

/* "Two soldiers died in the first blast, the third caused no casualties": that nobody was hurt is said of a part. */
static void drop_nobody_beside_the_dead(
	const struct reading *r, const struct reading_total *dead, struct reading_total *t)
{
	bool is_stand_in = t->count > 0 && strcmp(r->proposals[t->rests_on[0]].measure, "casualties") == 0;
	if (is_stand_in && best(dead->low, dead->high) > 0) {
		*t = (struct reading_total){.measure = t->measure, .low = NAN, .high = NAN};
	}
}

static bool is_answered(const struct reading_total *totals, size_t count, const char *measure)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(totals[i].measure, measure) == 0) {
			return true;
		}
	}
	return false;
}

void reading_totals(
	const struct reading *reading, struct arena *a, const struct reading_total **totals, size_t *count)
{
	bool *is_dropped = arena_calloc(a, reading->proposal_count + 1, sizeof(*is_dropped));
	drop_the_dead(reading, is_dropped);
	struct reading_total *found = arena_alloc(a, (reading->proposal_count + 2) * sizeof(*found));
	found[0] = total_of(reading, "killed", is_dropped, a);
	found[1] = total_of(reading, "injured", is_dropped, a);
	take_off_the_dead(reading, &found[0], &found[1], a);
	drop_nobody_beside_the_dead(reading, &found[0], &found[1]);
	*count = 2;
	for (size_t i = 0; i < reading->proposal_count; i++) {
		const struct proposal *p = &reading->proposals[i];
		if (strcmp(p->unit, "people") == 0 && !is_answered(found, *count, p->measure)) {
			found[(*count)++] = total_of(reading, p->measure, is_dropped, a);
		}
	}
	*totals = found;
}
