/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How proposals of one document stand to each other. */
#include "reading/line.h"

#include <math.h>
#include <strings.h>

/* Somebody who was hurt and whose death is told after that is looked for in so many sentences. */
enum { SENTENCES_TO_DEATH = 3, LOOK_BACK = 256, PARTS_REACH = 12 };
enum { SENTENCES_TO_BODIES = 2 }; /* between those who were taken and "their bodies" */
enum { SENTENCES_BESIDE = 8 };    /* beyond, a text only says again what it said, or a part of it */

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

static bool is_of_one_class(const struct proposal *a, const struct proposal *b)
{
	return !a->victim_class || !b->victim_class || strcmp(a->victim_class, b->victim_class) == 0;
}

/* Whether two acts say how many people the same thing was done to. */
static bool is_of_one_kind(const struct proposal *a, const struct proposal *b)
{
	return a->list != b->list && is_measure(a, b->measure) && strcmp(a->unit, b->unit) == 0 &&
		is_of_one_class(a, b);
}

static bool is_told_again(const struct proposal *before, const struct proposal *p)
{
	return is_same_number(before, p) && before->sentence != p->sentence && !isnan(p->low) &&
		!p->is_additive && before->relation != RELATION_PART && is_of_one_kind(before, p);
}

/* "Her son was also found dead": one person beside another, whose relative the first is. */
static bool is_relative_of(const struct work *w, size_t before, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	const struct proposal *b = &w->proposals[before];
	return w->victim_flags[i] & GROUP_OWNED && !(w->victim_flags[before] & GROUP_OWNED) &&
		is_of_one_kind(b, p) && p->low == 1 && b->low == 1 && b->relation == RELATION_NONE;
}

/* The last word of a span of the document. */
static struct bytes last_word(const struct work *w, struct span s)
{
	size_t from = s.end;
	while (from > s.start && w->document->text.s[from - 1] != ' ') {
		from--;
	}
	return (struct bytes){w->document->text.s + from, s.end - from};
}

/* "Gunmen killed nine people. Police killed all three gunmen": who did it is none of those whom he did it to. */
static bool is_doer_of(const struct work *w, size_t before, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	const struct proposal *b = &w->proposals[before];
	if (b->by.start == b->by.end || p->victims.start == p->victims.end || b->list == p->list ||
		b->relation != RELATION_NONE || !is_measure(p, b->measure)) {
		return false;
	}
	struct bytes doer = last_word(w, b->by);
	struct bytes victim = last_word(w, p->victims);
	return doer.len == victim.len && strncasecmp(doer.s, victim.s, doer.len) == 0;
}

/* "He later died": the one who was hurt before. */
static bool is_death_of(const struct work *w, size_t before, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	const struct proposal *b = &w->proposals[before];
	bool is_other =
		p->victim_class && (!b->victim_class || strcmp(p->victim_class, b->victim_class) != 0);
	bool is_doer = b->sentence == p->sentence && p->victims.start < b->victims.start;
	bool may_be = w->victim_flags[i] & (GROUP_PRONOUN | GROUP_DEFINITE) && p->low == 1 && p->high == 1 &&
		b->low == 1 && b->high == 1 && p->sentence - b->sentence <= SENTENCES_TO_DEATH &&
		b->relation == RELATION_NONE;
	bool is_relative = w->victim_flags[i] & GROUP_OWNED;
	return may_be && !is_other && !is_doer && !is_relative && is_measure(p, "killed") &&
		is_measure(b, "injured");
}

/* Those who fight are told apart: "two of the attackers" are none of three soldiers. */
static bool is_other_side(const struct proposal *a, const struct proposal *b)
{
	static const char *const sides[] = {
		"soldiers", "police", "security", "militants", "perpetrators", "suspects"};
	bool is_side = false;
	for (size_t i = 0; i < ARRAY_COUNT(sides) && a->victim_class && b->victim_class; i++) {
		is_side = is_side || strcmp(a->victim_class, sides[i]) == 0;
	}
	return is_side && !is_of_one_class(a, b);
}

/* "Two of them": of the nearest larger number before. */
static bool is_whole_of(const struct proposal *before, const struct proposal *p)
{
	return p->low < before->low && is_measure(before, p->measure) && before->relation != RELATION_PART &&
		!is_other_side(p, before);
}

static bool has_whole(const struct work *w, size_t i)
{
	for (size_t k = i; k > 0 && i - k < LOOK_BACK; k--) {
		if (is_whole_of(&w->proposals[k - 1], &w->proposals[i])) {
			return true;
		}
	}
	return false;
}

/* How many people an act is said of, in all its groups. */
static double people_of_act(const struct work *w, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	double sum = p->low;
	for (size_t k = i; k > 0 && w->proposals[k - 1].list == p->list; k--) {
		bool is_other = is_measure(p, w->proposals[k - 1].measure) &&
			w->proposals[k - 1].relation == RELATION_NONE;
		sum += is_other ? w->proposals[k - 1].low : 0;
	}
	return sum;
}

/* "Two of the injured died", "six were hurt; one of them died": some of those who were told to be alive are dead now. */
static bool is_now_dead(const struct work *w, size_t i)
{
	uint32_t flags = w->victim_flags[i];
	return is_measure(&w->proposals[i], "killed") &&
		(flags & GROUP_INJURED || (flags & GROUP_PARTITIVE && !has_whole(w, i)));
}

/*
 * "Five were shot, two of them fatally", "three were shot; one died", "six were shot, wounding four". was_alive:
 * is_now_dead().
 */
static bool is_some_of(const struct work *w, size_t before, size_t i, bool was_alive)
{
	const struct proposal *p = &w->proposals[i];
	const struct proposal *b = &w->proposals[before];
	uint32_t flags = w->victim_flags[i];
	bool is_open = w->victim_flags[before] & GROUP_OPEN;
	bool may_be = p->sentence - b->sentence <= SENTENCES_TO_DEATH && p->list != b->list &&
		!b->is_background && p->low > 0 && is_measure(b, "injured") &&
		p->low < people_of_act(w, before);
	bool has_noun = !(flags & (GROUP_ELIDED | GROUP_PARTITIVE | GROUP_PRONOUN | GROUP_DEFINITE));
	bool is_beside = p->is_additive || (has_noun && b->sentence == p->sentence);
	if (!may_be || !is_open) {
		return may_be && was_alive && is_of_one_class(b, p);
	}
	if (is_measure(p, "injured")) {
		bool is_rest = flags & GROUP_DEFINITE && flags & GROUP_ADDITIVE;
		return is_rest || (!is_beside && b->sentence == p->sentence);
	}
	return is_measure(p, "killed") && (flags & GROUP_PARTITIVE || !is_beside);
}

/* Two proposals of one sentence that other voices say. */
static bool has_other_voice(const struct proposal *a, const struct proposal *b)
{
	if (a->attribution_count == 0 || b->attribution_count == 0) {
		return a->attribution_count != b->attribution_count;
	}
	return a->attributions[a->attribution_count - 1].who.start !=
		b->attributions[b->attribution_count - 1].who.start;
}

/* "The group said that 15 died while the army said that four did": a word for saying stands between. */
static bool is_said_anew(const struct work *w, size_t before, size_t i)
{
	return w->sayings[i].at > 0 && w->sayings[i].at != w->sayings[before].at;
}

/* "The group claimed to have killed 15 soldiers. The army said that four died." */
static bool is_disputed(const struct work *w, size_t before, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	const struct proposal *b = &w->proposals[before];
	const struct saying *said = w->sayings;
	if (b->sentence + 1 != p->sentence) {
		return false;
	}
	bool is_claim = said[before].at > 0 && said[i].at > 0 &&
		(strcmp(said[before].verb, "claims") == 0 || strcmp(said[i].verb, "claims") == 0);
	bool is_known = !(w->victim_flags[i] & (GROUP_PARTITIVE | GROUP_DEFINITE | GROUP_OWNED));
	return is_claim && is_known && p->low < b->low && p->low > 0 &&
		(p->attribution_count == 0 || has_other_voice(b, p));
}

/* "The army said that 4 died; the rebels said 10": other voices in one sentence, or a claim that the next one disputes. */
static bool is_contrast(const struct work *w, size_t before, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	const struct proposal *b = &w->proposals[before];
	bool is_beside = b->sentence == p->sentence && (has_other_voice(b, p) || is_said_anew(w, before, i));
	return (is_beside || is_disputed(w, before, i)) && !p->is_additive && b->relation == RELATION_NONE &&
		!is_same_number(b, p) && !isnan(p->low) && !isnan(b->low) && is_of_one_kind(b, p);
}

/* "Two were killed there in 2012" behind what happened on a day. */
static bool is_of_other_year(const struct work *w, size_t i)
{
	enum { PRECISION_LONG = 5 };
	const struct proposal *p = &w->proposals[i];
	for (size_t k = i; p->date_precision == PRECISION_LONG && k > 0 && i - k < LOOK_BACK; k--) {
		const struct proposal *b = &w->proposals[k - 1];
		if (is_measure(p, b->measure) && b->sentence != p->sentence &&
			b->date_precision < PRECISION_LONG) {
			return true;
		}
	}
	return false;
}

/*
 * "A third was wounded and taken to hospital": the same words for the people. "A boy died after he fell": the one whom the act
 * before in the sentence is about, when nobody did it to him.
 */
static bool is_same_one(const struct work *w, size_t before, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	const struct proposal *b = &w->proposals[before];
	bool is_same_group = p->is_additive && p->victims.start == b->victims.start;
	bool is_his = w->victim_flags[i] & GROUP_PRONOUN && p->low == 1 && b->low == 1 &&
		b->by.start == b->by.end && p->victims.start > b->victims.start;
	return b->sentence == p->sentence && (is_same_group || is_his) && is_of_one_kind(b, p);
}

/* A toll that another voice puts lower, or in the same sentence, does not take the place of what was said before. */
static bool is_other_toll(const struct work *w, size_t before, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	const struct proposal *b = &w->proposals[before];
	bool is_beside = b->sentence == p->sentence && (has_other_voice(b, p) || is_said_anew(w, before, i));
	bool is_lower = b->attribution_count > 0 && has_other_voice(b, p) && p->low < b->low;
	return p->relation == RELATION_UPDATE && p->attribution_count > 0 && before != i &&
		(is_beside || is_lower);
}

static void relate_back(struct work *w, size_t i)
{
	struct proposal *p = &w->proposals[i];
	if (is_other_toll(w, p->related, i)) {
		p->relation = RELATION_CONTRAST;
	}
	bool is_open_part = p->relation == RELATION_PART && p->related == i;
	bool was_alive = is_now_dead(w, i);
	for (size_t k = i; k > 0 && i - k < LOOK_BACK && (is_open_part || p->relation == RELATION_NONE);
		k--) {
		const struct proposal *b = &w->proposals[k - 1];
		if (!is_open_part && b->sentence + SENTENCES_BESIDE < p->sentence && !is_same_number(b, p)) {
			continue;
		}
		bool is_some = is_some_of(w, k - 1, i, was_alive);
		if (is_some || (is_open_part && is_whole_of(b, p))) {
			bool is_new = is_some && !(w->victim_flags[k - 1] & GROUP_OPEN);
			p->is_additive = p->is_additive || is_new;
			p->victim_class = p->victim_class ? p->victim_class : b->victim_class;
			relate(w, i, RELATION_PART, b->relation == RELATION_REPETITION ? b->related : k - 1);
			is_open_part = false;
		} else if (is_open_part) {
			continue;
		} else if (is_relative_of(w, k - 1, i) || is_doer_of(w, k - 1, i)) {
			p->is_additive = true;
		} else if (is_told_again(b, p) || is_same_one(w, k - 1, i)) {
			relate(w, i, RELATION_REPETITION, k - 1);
		} else if (is_death_of(w, k - 1, i)) {
			relate(w, i, RELATION_UPDATE, k - 1);
		} else if (is_contrast(w, k - 1, i)) {
			relate(w, i, RELATION_CONTRAST, k - 1);
		}
	}
}

/* Whether a proposal may be one of the parts that make a whole: by itself, in another act. */
static bool may_be_part(const struct proposal *whole, const struct proposal *p)
{
	return is_measure(p, whole->measure) && p->list != whole->list && p->relation == RELATION_NONE &&
		p->low > 0 && p->low == p->high && strcmp(p->unit, "people") == 0 && !p->is_background &&
		(!whole->victim_class || is_of_one_class(whole, p));
}

/* A number that is the sum of two or more that follow it, or stand before it: they are its parts. */
static void find_parts(struct work *w, size_t i, bool is_behind)
{
	struct proposal *whole = &w->proposals[i];
	size_t parts[PARTS_REACH];
	size_t count = 0;
	double sum = 0;
	size_t reach = is_behind ? w->count - 1 - i : i;
	for (size_t step = 1; step <= reach && step <= PARTS_REACH && sum < whole->low; step++) {
		size_t k = is_behind ? i + step : i - step;
		if (!is_measure(&w->proposals[k], whole->measure)) {
			continue;
		}
		if (!may_be_part(whole, &w->proposals[k]) || (is_behind && w->proposals[k].is_additive)) {
			break;
		}
		sum += w->proposals[k].low;
		parts[count++] = k;
	}
	if (count < 2 || sum != whole->low) {
		return;
	}
	for (size_t k = 0; k < count; k++) {
		relate(w, parts[k], RELATION_PART, i);
	}
	whole->relation = RELATION_TOTAL;
}

/* "All were found dead", "their bodies": said of people whom a sentence before counts. */
static bool is_said_of_those_before(const struct work *w, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	uint32_t flags = w->victim_flags[i];
	bool is_all = strcmp(p->qualifier, record_qualifier_names[RECORD_ALL]) == 0 &&
		flags & (GROUP_ELIDED | GROUP_PARTITIVE);
	bool is_bodies = is_measure(p, "bodies") && flags & GROUP_OWNED && flags & GROUP_MANY;
	return isnan(p->low) && isnan(p->high) && ((is_all && is_measure(p, "killed")) || is_bodies);
}

/* Whether people who are told of may since have been found dead. */
static bool may_have_died(const struct proposal *p)
{
	static const char *const measures[] = {"abducted", "missing", "arrested", "detained", "attacked"};
	bool is_measure_of_living = false;
	for (size_t k = 0; k < ARRAY_COUNT(measures); k++) {
		is_measure_of_living = is_measure_of_living || is_measure(p, measures[k]);
	}
	return is_measure_of_living && p->low == p->high && isnan(p->point) && p->relation == RELATION_NONE &&
		strcmp(p->unit, "people") == 0;
}

/*
 * "Six men were abducted. All were found dead": takes the number of the nearest act of that kind, and its words into the
 * quote, so that the number stands in it.
 */
static void take_number_before(struct work *w, size_t i)
{
	struct proposal *p = &w->proposals[i];
	if (!is_said_of_those_before(w, i)) {
		return;
	}
	for (size_t k = i; k > 0 && w->proposals[k - 1].sentence + SENTENCES_TO_BODIES >= p->sentence; k--) {
		const struct proposal *b = &w->proposals[k - 1];
		if (may_have_died(b)) {
			p->low = b->low;
			p->high = b->high;
			p->qualifier = b->qualifier;
			p->as_stated = b->as_stated;
			p->victim_class = p->victim_class ? p->victim_class : b->victim_class;
			p->quote.start = b->quote.start < p->quote.start ? b->quote.start : p->quote.start;
			return;
		}
	}
}

void work_relate(struct work *work)
{
	for (size_t i = 0; i < work->count; i++) {
		struct proposal *p = &work->proposals[i];
		take_number_before(work, i);
		if (p->is_additive && is_beside_other_measure(work, i)) {
			p->is_additive = false;
		}
		p->is_background = p->is_background || is_of_other_year(work, i);
		relate_back(work, i);
	}
	for (size_t i = 0; i < work->count; i++) {
		for (int side = 0; side < 2 && work->proposals[i].relation == RELATION_NONE &&
			!isnan(work->proposals[i].low);
			side++) {
			find_parts(work, i, side == 0);
		}
	}
}
