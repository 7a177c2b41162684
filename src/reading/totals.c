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
	bool is_update;
	bool is_additive;
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

/* What is left out of the answer: parts, and those who did it beside their victims. */
struct filter {
	const bool *is_dropped; /* one a proposal */
	bool with_parts;
	bool with_perpetrators;
};

static bool counts(const struct reading *r, size_t i, struct filter f)
{
	const struct proposal *p = &r->proposals[i];
	bool did_it = p->victim_class && strcmp(p->victim_class, "perpetrator") == 0;
	return !f.is_dropped[i] && is_told(p) && strcmp(p->unit, "people") == 0 &&
		(f.with_parts || p->relation != RELATION_PART) && (f.with_perpetrators || !did_it) &&
		p->relation != RELATION_REPETITION && !(isnan(p->low) && isnan(p->high));
}

/* Who was hurt and then died is no longer one of the injured. */
static void drop_the_dead(const struct reading *r, bool *is_dropped)
{
	for (size_t i = 0; i < r->proposal_count; i++) {
		const struct proposal *p = &r->proposals[i];
		if (p->relation == RELATION_UPDATE && strcmp(p->measure, r->proposals[p->related].measure) != 0) {
			is_dropped[p->related] = true;
		}
	}
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
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
		s.low += isnan(x->low) ? 0 : x->low;
		s.high += x->high;
		s.victim_class = same_text(s.victim_class, x->victim_class) ? s.victim_class : NULL;
		s.is_update = s.is_update || x->relation == RELATION_UPDATE || x->relation == RELATION_TOTAL;
		s.is_additive = s.is_additive || x->is_additive;
		s.is_usable = true;
	}
	return s;
}

static double best(double low, double high)
{
	return isnan(high) ? low : isnan(low) || low == 0 ? high : low;
}

/* Whether a statement is about others than those before it. */
static bool is_beside(const struct statement *before, const struct statement *s)
{
	return s->is_additive ||
		(before->victim_class && s->victim_class &&
			strcmp(before->victim_class, s->victim_class) != 0);
}

static struct reading_total total_of(
	const struct reading *r, const char *measure, struct filter f, struct arena *a)
{
	struct reading_total t = {.measure = measure, .low = NAN, .high = NAN};
	size_t *rests_on = arena_alloc(a, r->proposal_count * sizeof(*rests_on));
	struct statement last = {0};
	for (size_t i = 0; i < r->proposal_count;) {
		struct statement s = statement_at(r, i, f);
		i = s.end;
		if (!s.is_usable || !same_text(r->proposals[s.first].measure, measure)) {
			continue;
		}
		bool is_first = t.count == 0;
		bool adds = !is_first && !s.is_update && is_beside(&last, &s);
		if (!is_first && !adds && !s.is_update && best(s.low, s.high) <= best(t.low, t.high)) {
			continue;
		}
		if (!adds) {
			t.low = t.high = 0;
			t.count = 0;
		}
		t.low += s.low;
		t.high += s.high;
		for (size_t k = s.first; k < s.end; k++) {
			if (counts(r, k, f)) {
				rests_on[t.count++] = k;
			}
		}
		last = s;
	}
	t.rests_on = rests_on;
	return t;
}

void reading_totals(
	const struct reading *reading, struct arena *a, const struct reading_total **totals, size_t *count)
{
	bool *is_dropped = arena_calloc(a, reading->proposal_count + 1, sizeof(*is_dropped));
	drop_the_dead(reading, is_dropped);
	struct reading_total *found = arena_alloc(a, reading->proposal_count * sizeof(*found));
	*count = 0;
	for (size_t i = 0; i < reading->proposal_count; i++) {
		const char *measure = reading->proposals[i].measure;
		bool is_known = strcmp(reading->proposals[i].unit, "people") != 0;
		for (size_t k = 0; k < *count && !is_known; k++) {
			is_known = same_text(found[k].measure, measure);
		}
		if (!is_known) {
			const struct filter filters[] = {
				{is_dropped, false, false}, {is_dropped, false, true}, {is_dropped, true, true}};
			struct reading_total t = {0};
			for (size_t k = 0; k < ARRAY_COUNT(filters) && t.count == 0; k++) {
				t = total_of(reading, measure, filters[k], a);
			}
			found[(*count)++] = t;
		}
	}
	*totals = found;
}
