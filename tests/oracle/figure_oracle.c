/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure_oracle.h"

#define ENDLESS INT64_MAX

struct question {
	const struct figure_input *in;
	struct bytes incident;
	struct bytes measure;
	struct bytes rule;
	struct scope target;
	struct arena *a;
	struct oracle_figure *out;
};

/* Section 1. */

static const struct incident *incident_of(const struct question *q, struct bytes id)
{
	for (size_t i = 0; i < q->in->incident_count; i++) {
		if (id.s && bytes_equal(q->in->incidents[i].id, id)) {
			return &q->in->incidents[i];
		}
	}
	return NULL;
}

static bool is_descendant(const struct question *q, struct bytes about)
{
	const struct incident *incident = incident_of(q, about);
	for (size_t step = 0; incident && step <= q->in->incident_count; step++) {
		if (!incident->parent.s || bytes_equal(about, q->incident)) {
			return false;
		}
		if (bytes_equal(incident->parent, q->incident)) {
			return true;
		}
		incident = incident_of(q, incident->parent);
	}
	return false;
}

static bool is_candidate(const struct question *q, const struct claim *c)
{
	return bytes_is(c->property, "count") && bytes_equal(c->measure, q->measure) &&
		(bytes_equal(c->about, q->incident) || is_descendant(q, c->about));
}

static bool is_limited_away(const struct question *q, const struct decision *d)
{
	return (d->about.s && !bytes_equal(d->about, q->incident)) ||
		(d->measure.s && !bytes_equal(d->measure, q->measure)) ||
		(d->rule.s && !bytes_equal(d->rule, q->rule));
}

static bool counts(const struct question *q, const struct decision *d)
{
	if (is_limited_away(q, d)) {
		return false;
	}
	for (size_t i = 0; i < q->in->decision_count; i++) {
		const struct decision *r = &q->in->decisions[i];
		if (r->kind == RECORD_DECIDE_REVOKE && r->revokes.s && bytes_equal(r->revokes, d->id) &&
			counts(q, r)) {
			return false;
		}
	}
	return true;
}

static bool is_listed(const struct bytes *list, size_t count, struct bytes id)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_equal(list[i], id)) {
			return true;
		}
	}
	return false;
}

/* The counting decision of a kind with the greatest id; with a claim: of those that name it. */
static const struct decision *greatest(
	const struct question *q, enum record_decision_kind kind, const struct claim *c)
{
	const struct decision *found = NULL;
	for (size_t i = 0; i < q->in->decision_count; i++) {
		const struct decision *d = &q->in->decisions[i];
		if (d->kind == kind && counts(q, d) && (!c || is_listed(d->claims, d->claim_count, c->id)) &&
			(!found || bytes_compare(d->id, found->id) > 0)) {
			found = d;
		}
	}
	return found;
}

/* Section 2. */

struct numbers {
	struct figure_number low;
	struct figure_number high;
	struct figure_number point;
};

static const struct codebook_word *word_of(struct codebook_words table, struct bytes word)
{
	for (size_t i = 0; i < table.count; i++) {
		if (bytes_equal(table.words[i].word, word)) {
			return &table.words[i];
		}
	}
	return NULL;
}

static struct numbers numbers_of(const struct question *q, const struct claim *c)
{
	struct numbers n = {0};
	if (c->quantity.has_low) {
		n.low = (struct figure_number){true, c->quantity.low};
	} else if (c->quantity.vague.s) {
		const struct codebook_word *word = word_of(q->in->codebook->vague, c->quantity.vague);
		if (bytes_is(q->rule, "acled") && word_of(q->in->codebook->vague_acled, c->quantity.vague)) {
			word = word_of(q->in->codebook->vague_acled, c->quantity.vague);
		}
		if (word && word->has_number) {
			n.low = (struct figure_number){true, word->number};
		}
	}
	if (c->quantity.has_high) {
		n.high = (struct figure_number){true, c->quantity.high};
	}
	if (c->quantity.has_point) {
		n.point = (struct figure_number){true, c->quantity.point};
	}
	return n;
}

static struct figure_number floor_of(const struct question *q, const struct claim *c)
{
	struct numbers n = numbers_of(q, c);
	return n.low.has ? n.low : n.point;
}

static struct figure_number value_of(const struct question *q, const struct claim *c)
{
	struct numbers n = numbers_of(q, c);
	return n.point.has ? n.point : n.low;
}

static struct figure_number high_or_point(const struct question *q, const struct claim *c)
{
	struct numbers n = numbers_of(q, c);
	return n.high.has ? n.high : n.point;
}

static bool gives(const struct question *q, const struct claim *c, int64_t x)
{
	struct numbers n = numbers_of(q, c);
	return (n.low.has && n.low.n == x) || (n.high.has && n.high.n == x) ||
		(n.point.has && n.point.n == x);
}

/* Section 3. */

static const struct source *source_of(const struct question *q, struct bytes id)
{
	for (size_t i = 0; i < q->in->source_count; i++) {
		if (id.s && bytes_equal(q->in->sources[i].id, id)) {
			return &q->in->sources[i];
		}
	}
	return NULL;
}

static const struct source *root_of(const struct question *q, const struct source *s)
{
	const struct source **seen = arena_calloc(q->a, q->in->source_count + 1, sizeof(struct source *));
	size_t count = 0;
	for (;;) {
		seen[count++] = s;
		const struct source *next = NULL;
		for (size_t i = 0; i < s->derived_count; i++) {
			if (s->derived_from[i].kind != RECORD_UNPROVEN) {
				next = source_of(q, s->derived_from[i].source);
				break;
			}
		}
		if (!next) {
			return s;
		}
		for (size_t i = 0; i < count; i++) {
			if (seen[i] == next) {
				return s;
			}
		}
		s = next;
	}
}

static enum record_class class_of(const struct question *q, struct bytes publication)
{
	for (size_t i = 0; i < q->in->publication_count; i++) {
		if (!publication.s || !bytes_equal(q->in->publications[i].id, publication)) {
			continue;
		}
		struct bytes kind = q->in->publications[i].kind;
		if (bytes_is(kind, "government")) {
			return RECORD_CLASS_OFFICIAL;
		}
		if (bytes_is(kind, "company")) {
			return RECORD_CLASS_PARTY;
		}
		if (bytes_is(kind, "individual") || bytes_is(kind, "social_account")) {
			return RECORD_CLASS_RESIDENTS;
		}
		int same_word = record_word_index(record_class_names, RECORD_CLASS_COUNT, kind);
		return same_word < 0 ? RECORD_CLASS_UNATTRIBUTED : (enum record_class)same_word;
	}
	return RECORD_CLASS_UNATTRIBUTED;
}

/* The smallest id that decisions make one with name. */
static struct bytes joined(const struct question *q, struct bytes name)
{
	struct bytes *group = arena_calloc(q->a, 256, sizeof(*group));
	size_t count = 1;
	group[0] = name;
	bool has_grown = true;
	while (has_grown) {
		has_grown = false;
		for (size_t i = 0; i < q->in->decision_count; i++) {
			const struct decision *d = &q->in->decisions[i];
			if (d->kind != RECORD_DECIDE_SAME_ORIGINATOR || !counts(q, d)) {
				continue;
			}
			bool touches = false;
			for (size_t k = 0; k < d->originator_count; k++) {
				touches = touches || is_listed(group, count, d->originators[k]);
			}
			for (size_t k = 0; touches && k < d->originator_count; k++) {
				if (!is_listed(group, count, d->originators[k])) {
					BUG_IF(count == 256);
					group[count++] = d->originators[k];
					has_grown = true;
				}
			}
		}
	}
	struct bytes least = name;
	for (size_t i = 0; i < count; i++) {
		if (bytes_compare(group[i], least) < 0) {
			least = group[i];
		}
	}
	return least;
}

static void attribute(const struct question *q, struct oracle_item *item)
{
	const struct claim *c = item->claim;
	struct bytes name = BYTES_NONE;
	if (c->attribution_count > 0) {
		name = c->attribution[c->attribution_count - 1].originator;
		item->class = c->attribution[c->attribution_count - 1].class;
	} else {
		const struct source *s = source_of(q, c->source);
		name = s ? root_of(q, s)->publication : BYTES_NONE;
		item->class = class_of(q, name);
	}
	if (item->class != RECORD_CLASS_UNATTRIBUTED && name.s) {
		item->originator = joined(q, name);
	}
}

/* Section 4. */

struct period {
	bool has;
	int32_t first;
	int32_t last;
	int32_t last_covered; /* a year alone covers its 31 December, but compares by its 1 January */
};

static struct period period_of(const struct claim *c)
{
	struct date_range r = c->as_of;
	if (date_range_is_absent(r)) {
		r = c->published;
	}
	if (date_range_is_absent(r)) {
		return (struct period){0};
	}
	struct period p = {true, DATE_DAY_MIN, DATE_DAY_MAX, DATE_DAY_MAX};
	if (r.from.year != 0) {
		p.first = date_first_day(r.from);
	}
	if (r.to.year != 0) {
		p.last = date_last_day(r.to);
		p.last_covered = p.last;
	}
	if (r.from.year != 0 && r.from.year == r.to.year && r.from.month == 0 && r.to.month == 0) {
		p.last = p.first;
	}
	return p;
}

static bool is_later(const struct claim *a, const struct claim *b)
{
	struct period x = period_of(a);
	struct period y = period_of(b);
	return x.has && y.has && x.first > y.last;
}

/* Section 5. */

enum side { SIDE_SAME, SIDE_NARROWER, SIDE_WIDER, SIDE_UNCLEAR };

static enum side word_side(struct bytes claim, struct bytes target, unsigned flag, unsigned *flags)
{
	bool target_open = !target.s || bytes_is(target, "any");
	if (!claim.s) {
		if (target.s) {
			*flags |= flag;
		}
		return SIDE_SAME;
	}
	if (target.s && bytes_equal(claim, target)) {
		return SIDE_SAME;
	}
	if (target_open && bytes_is(claim, "any")) {
		return SIDE_SAME;
	}
	if (target_open) {
		return SIDE_NARROWER;
	}
	return bytes_is(claim, "any") ? SIDE_WIDER : SIDE_UNCLEAR;
}

static bool lies_in(const struct question *q, struct bytes place, struct bytes within)
{
	for (size_t step = 0; place.s && step <= q->in->place_count + 1; step++) {
		if (bytes_equal(place, within)) {
			return true;
		}
		struct bytes next = BYTES_NONE;
		for (size_t i = 0; i < q->in->place_count; i++) {
			if (bytes_equal(q->in->places[i].id, place)) {
				next = q->in->places[i].within;
			}
		}
		place = next;
	}
	return false;
}

static bool every_in_some(const struct question *q, const struct scope *a, const struct scope *b)
{
	size_t in = 0;
	for (size_t i = 0; i < a->place_count; i++) {
		for (size_t k = 0; k < b->place_count; k++) {
			if (lies_in(q, a->places[i], b->places[k])) {
				in++;
				break;
			}
		}
	}
	return in == a->place_count;
}

static enum side places_side(const struct question *q, const struct scope *claim, unsigned *flags)
{
	if (claim->place_count == 0) {
		if (q->target.place_count > 0) {
			*flags |= FIGURE_UNQUALIFIED_PLACES;
		}
		return SIDE_SAME;
	}
	if (q->target.place_count == 0) {
		return SIDE_NARROWER;
	}
	bool claim_in_target = every_in_some(q, claim, &q->target);
	bool target_in_claim = every_in_some(q, &q->target, claim);
	if (claim_in_target && target_in_claim) {
		return SIDE_SAME;
	}
	if (claim_in_target) {
		return SIDE_NARROWER;
	}
	if (target_in_claim) {
		return SIDE_WIDER;
	}
	return SIDE_UNCLEAR;
}

static enum side window_side(const struct question *q, const struct scope *claim, unsigned *flags)
{
	if (date_range_is_absent(claim->window)) {
		if (!date_range_is_absent(q->target.window)) {
			*flags |= FIGURE_UNQUALIFIED_WINDOW;
		}
		return SIDE_SAME;
	}
	if (date_range_is_absent(q->target.window)) {
		return SIDE_NARROWER;
	}
	int32_t cf = date_range_first(claim->window);
	int32_t cl = date_range_last(claim->window);
	int32_t tf = date_range_first(q->target.window);
	int32_t tl = date_range_last(q->target.window);
	if (cf == tf && cl == tl) {
		return SIDE_SAME;
	}
	if (cf >= tf && cl <= tl) {
		return SIDE_NARROWER;
	}
	if (cf <= tf && cl >= tl) {
		return SIDE_WIDER;
	}
	return SIDE_UNCLEAR;
}

enum dimension { VICTIM_CLASS, BY, CAUSE, PLACES, WINDOW, DIMENSION_COUNT };

static unsigned sides_of(const struct question *q, const struct claim *c, enum side sides[DIMENSION_COUNT])
{
	unsigned flags = 0;
	sides[VICTIM_CLASS] = word_side(
		c->scope.victim_class, q->target.victim_class, FIGURE_UNQUALIFIED_VICTIM_CLASS, &flags);
	sides[BY] = word_side(c->scope.by, q->target.by, FIGURE_UNQUALIFIED_BY, &flags);
	sides[CAUSE] = word_side(c->scope.cause, q->target.cause, FIGURE_UNQUALIFIED_CAUSE, &flags);
	sides[PLACES] = places_side(q, &c->scope, &flags);
	sides[WINDOW] = window_side(q, &c->scope, &flags);
	return flags;
}

static size_t count_sides(const enum side sides[DIMENSION_COUNT], enum side wanted)
{
	size_t count = 0;
	for (int i = 0; i < DIMENSION_COUNT; i++) {
		count += sides[i] == wanted ? 1 : 0;
	}
	return count;
}

static void relate(const struct question *q, struct oracle_item *item)
{
	const struct claim *c = item->claim;
	enum side sides[DIMENSION_COUNT];
	item->unqualified = sides_of(q, c, sides);
	const struct decision *d = greatest(q, RECORD_DECIDE_RELATION, c);
	if (d) {
		item->relation = d->relation;
		item->relation_decision = d->id;
		return;
	}
	if (c->additional) {
		item->relation = RECORD_ADDITIONAL;
		return;
	}
	size_t unclear = count_sides(sides, SIDE_UNCLEAR);
	size_t wider = count_sides(sides, SIDE_WIDER);
	size_t narrower = count_sides(sides, SIDE_NARROWER);
	if (unclear > 0 || (narrower > 0 && wider > 0)) {
		item->relation = RECORD_UNCLEAR;
	} else if (wider > 0) {
		item->relation = RECORD_WIDER;
	} else if (narrower > 0 || is_descendant(q, c->about)) {
		item->relation = RECORD_PART;
	} else {
		struct period p = period_of(c);
		bool has_end = q->target.window.to.year != 0;
		item->relation = p.has && has_end && p.last_covered < date_last_day(q->target.window.to)
			? RECORD_EARLY
			: RECORD_SAME;
	}
}

/* Section 6. */

static const struct claim *claim_of(const struct question *q, struct bytes id)
{
	for (size_t i = 0; i < q->in->claim_count; i++) {
		if (id.s && bytes_equal(q->in->claims[i].id, id)) {
			return &q->in->claims[i];
		}
	}
	return NULL;
}

static bool is_word(struct bytes b, const char *word)
{
	return !b.s || bytes_is(b, word);
}

/* The reasons from replaced to excluded. */
static enum figure_outcome early_reason(const struct question *q, const struct claim *c, struct bytes *cause)
{
	*cause = BYTES_NONE;
	for (size_t i = 0; i < q->in->claim_count; i++) {
		const struct claim *other = &q->in->claims[i];
		if (other->replaces.s && bytes_equal(other->replaces, c->id) &&
			(!cause->s || bytes_compare(other->id, *cause) < 0)) {
			*cause = other->id;
		}
	}
	if (cause->s) {
		return FIGURE_REPLACED;
	}
	if (c->sealed) {
		return FIGURE_SEALED;
	}
	if (c->status == RECORD_RETRACTED) {
		return FIGURE_RETRACTED;
	}
	if (c->status == RECORD_ISSUE || c->status == RECORD_WORK_NEEDED) {
		return FIGURE_NOT_ACCEPTED;
	}
	if (c->mode == RECORD_MODE_OPINION || c->mode == RECORD_MODE_PREDICTION ||
		c->mode == RECORD_MODE_UNDERTAKING) {
		return FIGURE_MODE;
	}
	if (c->mode == RECORD_MODE_DENIED || c->polarity == RECORD_DENIED ||
		c->polarity == RECORD_NOTHING_FOUND) {
		return FIGURE_DENIED;
	}
	if (!is_word(c->quantity.unit, "people") || !is_word(c->quantity.counting_unit, "individual")) {
		return FIGURE_UNIT;
	}
	if (c->quantity.has_percent) {
		*cause = c->quantity.of_claim;
		return FIGURE_SHARE;
	}
	struct numbers n = numbers_of(q, c);
	if (!n.low.has && !n.high.has && !n.point.has) {
		return FIGURE_NO_NUMBER;
	}
	const struct decision *d = greatest(q, RECORD_DECIDE_EXCLUDE, c);
	if (d) {
		*cause = d->id;
		return FIGURE_EXCLUDED;
	}
	return FIGURE_USED;
}

static void judge(const struct question *q, struct oracle_item *item)
{
	const struct claim *c = item->claim;
	item->outcome = early_reason(q, c, &item->cause);
	if (item->outcome != FIGURE_USED) {
		return;
	}
	const struct claim *same = claim_of(q, c->restates);
	if (same && is_candidate(q, same) && c->source.s && bytes_equal(c->source, same->source)) {
		item->outcome = FIGURE_RESTATES;
		item->cause = same->id;
		return;
	}
	static const enum figure_outcome outcomes[] = {
		[RECORD_SAME] = FIGURE_USED,
		[RECORD_PART] = FIGURE_PART,
		[RECORD_WIDER] = FIGURE_WIDER,
		[RECORD_EARLY] = FIGURE_EARLY,
		[RECORD_ADDITIONAL] = FIGURE_ADDITIONAL,
		[RECORD_UNCLEAR] = FIGURE_UNCLEAR,
	};
	item->outcome = outcomes[item->relation];
	if (item->outcome != FIGURE_USED) {
		item->cause = item->relation_decision;
	}
}

static bool same_originator(const struct oracle_item *a, const struct oracle_item *b)
{
	return a->originator.s && b->originator.s && bytes_equal(a->originator, b->originator);
}

static void supersede(struct oracle_figure *f)
{
	for (size_t i = 0; i < f->item_count; i++) {
		struct oracle_item *item = &f->items[i];
		const struct claim *latest = NULL;
		for (size_t k = 0; k < f->item_count && item->outcome == FIGURE_USED; k++) {
			const struct oracle_item *other = &f->items[k];
			bool got_this_far =
				other->outcome == FIGURE_USED || other->outcome == FIGURE_SUPERSEDED;
			if (!got_this_far || !same_originator(item, other) ||
				!is_later(other->claim, item->claim)) {
				continue;
			}
			int32_t first = period_of(other->claim).first;
			if (!latest || first > period_of(latest).first ||
				(first == period_of(latest).first &&
					bytes_compare(other->claim->id, latest->id) < 0)) {
				latest = other->claim;
			}
		}
		if (latest) {
			item->outcome = FIGURE_SUPERSEDED;
			item->cause = latest->id;
		}
	}
}

static bool is_used(const struct oracle_item *item)
{
	return item->outcome == FIGURE_USED;
}

/* Section 7. */

static void lower(struct figure_number *least, struct figure_number x)
{
	if (x.has && (!least->has || x.n < least->n)) {
		*least = x;
	}
}

static void raise(struct figure_number *most, struct figure_number x)
{
	if (x.has && (!most->has || x.n > most->n)) {
		*most = x;
	}
}

/* class -1: every class */
static struct figure_range range_of(const struct question *q, int class)
{
	const struct oracle_figure *f = q->out;
	struct figure_range range = {0};
	bool l_empty = true;
	bool h_empty = true;
	bool agree = true;
	struct figure_number v = {0};
	struct figure_number min_lp = {0};
	struct figure_number max_lhp = {0};
	for (size_t i = 0; i < f->item_count; i++) {
		if (!is_used(&f->items[i]) || (class >= 0 && (int)f->items[i].class != class)) {
			continue;
		}
		struct numbers n = numbers_of(q, f->items[i].claim);
		l_empty = l_empty && !n.low.has;
		h_empty = h_empty && !n.high.has;
		lower(&min_lp, n.low);
		lower(&min_lp, n.point);
		raise(&max_lhp, n.low);
		raise(&max_lhp, n.high);
		raise(&max_lhp, n.point);
		struct figure_number own = {0};
		if (n.point.has) {
			own = n.point;
		} else if (n.low.has && n.high.has && n.low.n == n.high.n) {
			own = n.low;
		}
		agree = agree && own.has && (!v.has || v.n == own.n);
		v = own;
	}
	if (l_empty && h_empty) {
		if (min_lp.has && min_lp.n == max_lhp.n) {
			range.best = min_lp;
		} else {
			range.low = min_lp;
			range.high = max_lhp;
		}
		return range;
	}
	if (!l_empty) {
		range.low = min_lp;
	}
	if (!h_empty) {
		range.high = max_lhp;
	}
	if (agree) {
		range.best = v;
	}
	return range;
}

/* Section 8, needed by rule ucdp. */

static const struct oracle_item *item_of(const struct question *q, struct bytes id)
{
	for (size_t i = 0; i < q->out->item_count; i++) {
		if (id.s && bytes_equal(q->out->items[i].claim->id, id)) {
			return &q->out->items[i];
		}
	}
	return NULL;
}

static bool may_be_summed(const struct oracle_item *item)
{
	switch (item->outcome) {
	case FIGURE_REPLACED:
	case FIGURE_SEALED:
	case FIGURE_RETRACTED:
	case FIGURE_NOT_ACCEPTED:
	case FIGURE_MODE:
	case FIGURE_DENIED:
	case FIGURE_UNIT:
	case FIGURE_SHARE:
	case FIGURE_NO_NUMBER:
	case FIGURE_EXCLUDED:
		return false;
	case FIGURE_USED:
	case FIGURE_RESTATES:
	case FIGURE_PART:
	case FIGURE_WIDER:
	case FIGURE_EARLY:
	case FIGURE_ADDITIONAL:
	case FIGURE_UNCLEAR:
	case FIGURE_SUPERSEDED:
	case FIGURE_OUTCOME_COUNT:
		break;
	}
	return true;
}

/* The least id that cannot be summed; absent when the sum is formed, or when there is nothing to sum. */
static struct bytes unsummable(const struct question *q, const struct decision *d)
{
	struct bytes found = BYTES_NONE;
	for (size_t i = 0; i < d->claim_count; i++) {
		const struct oracle_item *item = item_of(q, d->claims[i]);
		if ((!item || !may_be_summed(item)) && (!found.s || bytes_compare(d->claims[i], found) < 0)) {
			found = d->claims[i];
		}
	}
	return found;
}

static bool is_formed(const struct question *q, const struct decision *d)
{
	return d->claim_count > 0 && !unsummable(q, d).s;
}

static struct figure_number sum_of_values(const struct question *q, const struct decision *d)
{
	struct figure_number sum = {is_formed(q, d), 0};
	for (size_t i = 0; i < d->claim_count && sum.has; i++) {
		if (is_listed(d->claims, i, d->claims[i])) {
			continue;
		}
		struct figure_number value = value_of(q, item_of(q, d->claims[i])->claim);
		sum = (struct figure_number){value.has, value.has ? sum.n + value.n : 0};
	}
	return sum;
}

static struct figure_number ucdp_best(const struct question *q)
{
	const struct oracle_figure *f = q->out;
	const struct decision *graded = NULL;
	const struct decision *parts = NULL;
	for (size_t i = 0; i < q->in->decision_count; i++) {
		const struct decision *d = &q->in->decisions[i];
		if (!counts(q, d)) {
			continue;
		}
		if (d->kind == RECORD_DECIDE_GRADE_BEST && d->claim_count == 1 &&
			(!graded || bytes_compare(d->id, graded->id) > 0)) {
			graded = d;
		}
		if (d->kind == RECORD_DECIDE_PARTS && sum_of_values(q, d).has &&
			(!parts || bytes_compare(d->id, parts->id) > 0)) {
			parts = d;
		}
	}
	const struct oracle_item *named = graded ? item_of(q, graded->claims[0]) : NULL;
	if (named && is_used(named)) {
		return value_of(q, named->claim);
	}
	for (int grade = 1; grade <= 6; grade++) {
		const struct claim *only = NULL;
		size_t count = 0;
		for (size_t i = 0; i < f->item_count; i++) {
			if (is_used(&f->items[i]) && f->items[i].claim->credibility == grade) {
				only = f->items[i].claim;
				count++;
			}
		}
		if (count == 1) {
			return value_of(q, only);
		}
		if (count > 1) {
			break;
		}
	}
	return parts ? sum_of_values(q, parts) : (struct figure_number){0};
}

static int64_t places_in(const struct scope *s)
{
	int64_t count = 0;
	for (size_t i = 0; i < s->place_count; i++) {
		count += is_listed(s->places, i, s->places[i]) ? 0 : 1;
	}
	return count;
}

static struct figure_number divided(const struct question *q, const struct oracle_item *item)
{
	const struct claim *c = item->claim;
	enum side sides[DIMENSION_COUNT];
	sides_of(q, c, sides);
	bool one_wider =
		count_sides(sides, SIDE_WIDER) == 1 && count_sides(sides, SIDE_SAME) == DIMENSION_COUNT - 1;
	struct figure_number floor = floor_of(q, c);
	if (item->outcome != FIGURE_WIDER || item->relation_decision.s || !one_wider || !floor.has) {
		return (struct figure_number){0};
	}
	int64_t n = 0;
	int64_t m = 0;
	if (q->in->codebook->divide == CODEBOOK_DIVIDE_DAYS && sides[WINDOW] == SIDE_WIDER) {
		if (c->scope.window.from.year != 0 && c->scope.window.to.year != 0) {
			n = (int64_t)date_last_day(q->target.window.to) -
				date_first_day(q->target.window.from) + 1;
			m = (int64_t)date_last_day(c->scope.window.to) -
				date_first_day(c->scope.window.from) + 1;
		}
	} else if (q->in->codebook->divide == CODEBOOK_DIVIDE_PLACES && sides[PLACES] == SIDE_WIDER) {
		n = places_in(&q->target);
		m = places_in(&c->scope);
	}
	return m > n ? (struct figure_number){true, floor.n * n / m} : (struct figure_number){0};
}

static struct figure_number acled_best(const struct question *q)
{
	const struct oracle_figure *f = q->out;
	struct figure_number least = {0};
	bool any_used = false;
	for (size_t i = 0; i < f->item_count; i++) {
		if (is_used(&f->items[i])) {
			any_used = true;
			lower(&least, floor_of(q, f->items[i].claim));
		}
	}
	for (size_t i = 0; i < f->item_count && !any_used; i++) {
		lower(&least, divided(q, &f->items[i]));
	}
	return least;
}

static bool is_accused(const struct question *q, struct bytes originator)
{
	for (size_t i = 0; i < q->in->decision_count; i++) {
		const struct decision *d = &q->in->decisions[i];
		for (size_t k = 0; d->kind == RECORD_DECIDE_ACCUSED && k < d->originator_count; k++) {
			if (counts(q, d) && bytes_equal(joined(q, d->originators[k]), originator)) {
				return true;
			}
		}
	}
	return false;
}

static struct figure_number gtd_best(const struct question *q)
{
	const struct oracle_figure *f = q->out;
	const struct oracle_item **g = arena_calloc(q->a, f->item_count + 1, sizeof(struct oracle_item *));
	const struct oracle_item **kept = arena_calloc(q->a, f->item_count + 1, sizeof(struct oracle_item *));
	size_t count = 0;
	size_t kept_count = 0;
	for (size_t i = 0; i < f->item_count; i++) {
		const struct oracle_item *item = &f->items[i];
		if (is_used(item) && value_of(q, item->claim).has && item->originator.s &&
			!is_accused(q, item->originator)) {
			g[count++] = item;
		}
	}
	bool is_empty = count == 0;
	for (size_t i = 0; i < f->item_count && is_empty; i++) {
		if (is_used(&f->items[i]) && value_of(q, f->items[i].claim).has) {
			g[count++] = &f->items[i];
		}
	}
	for (size_t i = 0; i < count; i++) {
		bool is_latest = true;
		for (size_t k = 0; k < count; k++) {
			is_latest = is_latest && !is_later(g[k]->claim, g[i]->claim);
		}
		if (is_latest) {
			kept[kept_count++] = g[i];
		}
	}
	struct figure_number best = {0};
	size_t most = 0;
	for (size_t i = 0; i < kept_count; i++) {
		struct figure_number value = value_of(q, kept[i]->claim);
		size_t behind = 0;
		for (size_t k = 0; k < kept_count; k++) {
			bool is_new = value_of(q, kept[k]->claim).n == value.n;
			for (size_t j = 0; j < k; j++) {
				is_new = is_new &&
					!(value_of(q, kept[j]->claim).n == value.n &&
						same_originator(kept[j], kept[k]));
			}
			behind += is_new ? 1 : 0;
		}
		if (behind > most || (behind == most && value.n < best.n)) {
			most = behind;
			best = value;
		}
	}
	return best;
}

/* True for the first used item of its originator that satisfies x being given (x < 0: any). */
static bool is_first_giver(const struct question *q, size_t i, int64_t x)
{
	const struct oracle_figure *f = q->out;
	const struct oracle_item *item = &f->items[i];
	if (!is_used(item) || !item->originator.s || (x >= 0 && !gives(q, item->claim, x))) {
		return false;
	}
	for (size_t k = 0; k < i; k++) {
		if (is_used(&f->items[k]) && same_originator(&f->items[k], item) &&
			(x < 0 || gives(q, f->items[k].claim, x))) {
			return false;
		}
	}
	return true;
}

static void two_source(const struct question *q, struct figure_range *range)
{
	const struct oracle_figure *f = q->out;
	for (size_t i = 0; i < f->item_count; i++) {
		struct numbers n = numbers_of(q, f->items[i].claim);
		struct figure_number each[] = {n.low, n.high, n.point};
		for (size_t k = 0; k < 3; k++) {
			int64_t givers = 0;
			for (size_t j = 0; j < f->item_count && each[k].has; j++) {
				givers += is_first_giver(q, j, each[k].n) ? 1 : 0;
			}
			if (each[k].has && givers >= q->in->codebook->confirm_originators) {
				lower(&range->low, each[k]);
				raise(&range->high, each[k]);
			}
		}
	}
}

/* The value that every used claim with one of this item's originator gives. */
static struct figure_number vote_of(const struct question *q, const struct oracle_item *item)
{
	struct figure_number vote = {0};
	for (size_t i = 0; i < q->out->item_count; i++) {
		const struct oracle_item *other = &q->out->items[i];
		struct figure_number value = value_of(q, other->claim);
		if (!is_used(other) || !same_originator(item, other) || !value.has) {
			continue;
		}
		if (vote.has && vote.n != value.n) {
			return (struct figure_number){0};
		}
		vote = value;
	}
	return vote;
}

static struct figure_number majority_best(const struct question *q)
{
	struct figure_number best = {0};
	size_t most = 0;
	bool is_tie = false;
	for (size_t i = 0; i < q->out->item_count; i++) {
		struct figure_number vote = vote_of(q, &q->out->items[i]);
		if (!vote.has || !is_first_giver(q, i, -1)) {
			continue;
		}
		size_t votes = 0;
		for (size_t k = 0; k < q->out->item_count; k++) {
			struct figure_number other = vote_of(q, &q->out->items[k]);
			votes += is_first_giver(q, k, -1) && other.has && other.n == vote.n ? 1 : 0;
		}
		if (votes > most) {
			most = votes;
			best = vote;
			is_tie = false;
		} else if (votes == most && vote.n != best.n) {
			is_tie = true;
		}
	}
	return is_tie ? (struct figure_number){0} : best;
}

static void apply_rule(const struct question *q, struct figure_range *range)
{
	struct oracle_figure *f = q->out;
	if (bytes_is(q->rule, "range-by-source")) {
		*range = range_of(q, -1);
		for (int class = 0; class < RECORD_CLASS_COUNT; class ++) {
			f->classes[class] = range_of(q, class);
			for (size_t i = 0; i < f->item_count; i++) {
				f->has_class[class] = f->has_class[class] ||
					(is_used(&f->items[i]) && (int)f->items[i].class == class);
			}
		}
	} else if (bytes_starts(q->rule, "priority:")) {
		struct bytes word = {q->rule.s + 9, q->rule.len - 9};
		*range = range_of(q, record_word_index(record_class_names, RECORD_CLASS_COUNT, word));
	} else if (bytes_is(q->rule, "ucdp")) {
		for (size_t i = 0; i < f->item_count; i++) {
			if (is_used(&f->items[i])) {
				struct numbers n = numbers_of(q, f->items[i].claim);
				lower(&range->low, floor_of(q, f->items[i].claim));
				raise(&range->high, n.low);
				raise(&range->high, n.high);
				raise(&range->high, n.point);
			}
		}
		range->best = ucdp_best(q);
	} else if (bytes_is(q->rule, "acled")) {
		range->best = acled_best(q);
	} else if (bytes_is(q->rule, "gtd")) {
		range->best = gtd_best(q);
	} else if (bytes_is(q->rule, "two-source")) {
		two_source(q, range);
	} else if (bytes_is(q->rule, "majority")) {
		range->best = majority_best(q);
	} else {
		BUG_IF(!bytes_is(q->rule, "pending"));
	}
}

/* Section 8, checks. */

static void add_check(struct oracle_figure *f, struct figure_check check)
{
	f->checks[f->check_count++] = check;
}

static void part_above(
	struct question *q, const struct claim *part, const struct claim *total, struct bytes decision)
{
	struct figure_number low = numbers_of(q, part).low;
	struct figure_number top = high_or_point(q, total);
	if (low.has && top.has && low.n > top.n) {
		add_check(q->out,
			(struct figure_check){
				FIGURE_PART_ABOVE_TOTAL, decision, part->id, total->id, low.n, top.n, 0});
	}
}

static void check_parts(struct question *q, const struct decision *d)
{
	if (!is_formed(q, d)) {
		add_check(q->out,
			(struct figure_check){
				FIGURE_SUM_NOT_FORMED, d->id, unsummable(q, d), BYTES_NONE, 0, 0, 0});
	}
	const struct oracle_item *total = item_of(q, d->total);
	if (!total || !may_be_summed(total)) {
		return;
	}
	struct figure_number sum = sum_of_values(q, d);
	struct figure_number stated = value_of(q, total->claim);
	if (sum.has && stated.has) {
		add_check(q->out,
			(struct figure_check){
				sum.n == stated.n ? FIGURE_SUM_EQUALS_TOTAL : FIGURE_SUM_DIFFERS, d->id,
				total->claim->id, BYTES_NONE, sum.n, stated.n, 0});
	}
	for (size_t i = 0; i < d->claim_count; i++) {
		const struct oracle_item *part = item_of(q, d->claims[i]);
		if (part && may_be_summed(part) && !is_listed(d->claims, i, d->claims[i])) {
			part_above(q, part->claim, total->claim, d->id);
		}
	}
}

static void name_floor(struct question *q)
{
	const struct decision *most = NULL;
	for (size_t i = 0; i < q->in->decision_count; i++) {
		const struct decision *d = &q->in->decisions[i];
		if (d->kind == RECORD_DECIDE_NAMED && d->list_count >= 0 && counts(q, d) &&
			(!most || d->list_count > most->list_count ||
				(d->list_count == most->list_count && bytes_compare(d->id, most->id) > 0))) {
			most = d;
		}
	}
	if (!most || bytes_is(q->rule, "pending")) {
		return;
	}
	struct figure_range *range = &q->out->range;
	int64_t n = most->list_count;
	if (!range->low.has || range->low.n < n) {
		range->low = (struct figure_number){true, n};
	}
	if (range->best.has && range->best.n < n) {
		add_check(q->out,
			(struct figure_check){FIGURE_BEST_UNDER_NAMED, most->id, BYTES_NONE, BYTES_NONE,
				range->best.n, n, 0});
		range->best = (struct figure_number){0};
	}
	if (range->high.has && range->high.n < n) {
		add_check(q->out,
			(struct figure_check){FIGURE_HIGH_UNDER_NAMED, most->id, BYTES_NONE, BYTES_NONE,
				range->high.n, n, 0});
		range->high = (struct figure_number){0};
	}
}

static void check_pair(
	struct question *q, struct figure_number under, struct figure_number over, enum figure_pair pair)
{
	const struct decision *d = greatest(q, RECORD_DECIDE_SUBTRACTION, NULL);
	if (under.has && over.has && under.n > over.n) {
		add_check(q->out,
			(struct figure_check){d ? FIGURE_ORDER_BY_SUBTRACTION : FIGURE_ORDER_BROKEN,
				d ? d->id : BYTES_NONE, BYTES_NONE, BYTES_NONE, under.n, over.n, pair});
	}
}

static bool comes_before(const struct figure_check *x, const struct figure_check *y)
{
	if (x->kind != y->kind) {
		return x->kind < y->kind;
	}
	if (bytes_compare(x->decision, y->decision) != 0) {
		return bytes_compare(x->decision, y->decision) < 0;
	}
	if (bytes_compare(x->a, y->a) != 0) {
		return bytes_compare(x->a, y->a) < 0;
	}
	if (bytes_compare(x->b, y->b) != 0) {
		return bytes_compare(x->b, y->b) < 0;
	}
	return x->pair < y->pair;
}

static void check_arithmetic(struct question *q)
{
	struct oracle_figure *f = q->out;
	f->checks = arena_calloc(q->a, 4096, sizeof(*f->checks));
	name_floor(q);
	for (size_t i = 0; i < q->in->decision_count; i++) {
		const struct decision *d = &q->in->decisions[i];
		if (d->kind == RECORD_DECIDE_PARTS && counts(q, d)) {
			check_parts(q, d);
		}
	}
	for (size_t i = 0; i < f->item_count; i++) {
		const struct claim *c = f->items[i].claim;
		const struct claim *whole = claim_of(q, c->quantity.of_claim);
		struct bytes cause;
		if (whole && may_be_summed(&f->items[i]) && early_reason(q, whole, &cause) == FIGURE_USED) {
			part_above(q, c, whole, BYTES_NONE);
		}
		struct figure_number low = numbers_of(q, c).low;
		if (f->items[i].outcome == FIGURE_PART && low.has && f->range.high.has &&
			low.n > f->range.high.n) {
			add_check(f,
				(struct figure_check){FIGURE_PART_ABOVE_TOTAL, BYTES_NONE, c->id, BYTES_NONE,
					low.n, f->range.high.n, 0});
		}
	}
	check_pair(q, f->range.low, f->range.best, FIGURE_LOW_BEST);
	check_pair(q, f->range.best, f->range.high, FIGURE_BEST_HIGH);
	check_pair(q, f->range.low, f->range.high, FIGURE_LOW_HIGH);
	for (size_t i = 0; i < f->check_count; i++) {
		for (size_t k = i + 1; k < f->check_count; k++) {
			if (comes_before(&f->checks[k], &f->checks[i])) {
				struct figure_check swap = f->checks[i];
				f->checks[i] = f->checks[k];
				f->checks[k] = swap;
			}
		}
	}
}

/* Section 9. */

static bool contradict(const struct question *q, const struct claim *a, const struct claim *b)
{
	struct numbers x = numbers_of(q, a);
	struct numbers y = numbers_of(q, b);
	return (x.high.has ? x.high.n : ENDLESS) < (y.low.has ? y.low.n : 0) ||
		(y.high.has ? y.high.n : ENDLESS) < (x.low.has ? x.low.n : 0);
}

static void find_state(struct question *q)
{
	struct oracle_figure *f = q->out;
	bool is_contested = false;
	for (size_t i = 0; i < f->item_count; i++) {
		f->witness_count += is_first_giver(q, i, -1) ? 1 : 0;
		for (size_t k = 0; k < f->item_count; k++) {
			const struct oracle_item *a = &f->items[i];
			const struct oracle_item *b = &f->items[k];
			is_contested = is_contested ||
				(is_used(a) && is_used(b) && a->originator.s && b->originator.s &&
					!same_originator(a, b) && contradict(q, a->claim, b->claim));
		}
	}
	if (greatest(q, RECORD_DECIDE_PENDING, NULL) || bytes_is(q->rule, "pending")) {
		f->state = FIGURE_PENDING;
	} else if ((int64_t)f->witness_count < q->in->codebook->confirm_originators) {
		f->state = FIGURE_PROVISIONAL;
	} else {
		f->state = is_contested ? FIGURE_CONTESTED : FIGURE_CONFIRMED;
	}
}

void oracle_compute(const struct figure_input *in, const struct figure_request *request, struct arena *a,
	struct oracle_figure *out)
{
	*out = (struct oracle_figure){0};
	struct question q = {.in = in,
		.incident = request->incident,
		.measure = request->measure,
		.rule = request->rule,
		.a = a,
		.out = out};
	q.rule = q.rule.s ? q.rule : in->codebook->default_rule;
	q.target = request->target ? *request->target : incident_of(&q, q.incident)->target;
	out->items = arena_calloc(a, in->claim_count + 1, sizeof(*out->items));
	for (size_t i = 0; i < in->claim_count; i++) {
		if (is_candidate(&q, &in->claims[i])) {
			size_t k = out->item_count++;
			for (; k > 0 && bytes_compare(out->items[k - 1].claim->id, in->claims[i].id) > 0;
				k--) {
				out->items[k] = out->items[k - 1];
			}
			out->items[k] = (struct oracle_item){.claim = &in->claims[i]};
		}
	}
	for (size_t i = 0; i < out->item_count; i++) {
		attribute(&q, &out->items[i]);
		relate(&q, &out->items[i]);
		judge(&q, &out->items[i]);
	}
	supersede(out);
	apply_rule(&q, &out->range);
	check_arithmetic(&q);
	find_state(&q);
}
