/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc_people.h"

#include "muc_context.h"

#include <math.h>

enum { PEOPLE_MAX = 1024 };

struct finder {
	struct bytes text;
	const struct reading *reading;
	struct arena *a;
	struct muc_people *people;
};

static struct bytes words(const struct finder *f, struct span s)
{
	return (struct bytes){f->text.s + s.start, s.end - s.start};
}

static bool overlaps(struct span a, struct span b)
{
	return a.start < b.end && b.start < a.end;
}

/* Whether an act was done to the people of a mention. */
static bool is_victim(const struct proposal *p, struct span mention)
{
	for (size_t i = 0; i < p->person_count; i++) {
		if (overlaps(p->persons[i], mention)) {
			return true;
		}
	}
	return p->person_count < 2 && overlaps(p->victims, mention);
}

/* The longest name of the document that has these words: who is named by a surname was named in full. */
static struct bytes full_name(const struct finder *f, struct bytes name)
{
	struct bytes full = name;
	for (size_t i = 0; i < f->reading->mention_count; i++) {
		const struct mention *m = &f->reading->mentions[i];
		struct bytes other = words(f, m->name);
		if (m->kind != MENTION_ORGANISATION && other.len > full.len && phrase_holds(other, name)) {
			full = other;
		}
	}
	return full;
}

static bool has_head(const struct muc_person *p, struct bytes head)
{
	for (size_t i = 0; i < p->head_count; i++) {
		if (phrase_same(p->heads[i], head)) {
			return true;
		}
	}
	return false;
}

static bool is_one(const struct muc_person *p)
{
	return p->low == 1 && p->high == 1;
}

static bool is_unsaid(const struct muc_person *p)
{
	return isnan(p->low) && isnan(p->high);
}

static bool is_number(const struct muc_person *a, const struct muc_person *b)
{
	return (isnan(a->low) ? isnan(b->low) : a->low == b->low) &&
		(isnan(a->high) ? isnan(b->high) : a->high == b->high);
}

/* Whether a new mention means people that were told of before. */
static bool is_same(const struct muc_person *known, const struct muc_person *new, const struct muc_mention *m)
{
	if (m->is_other) {
		return false;
	}
	if (new->is_named) {
		return known->is_named &&
			(phrase_holds(known->words, new->words) || phrase_holds(new->words, known->words));
	}
	bool is_like = has_head(known, m->head);
	if (is_one(new)) {
		return is_one(known) && is_like && m->is_definite;
	}
	if (is_unsaid(new)) {
		return is_like && !is_one(known);
	}
	bool is_plain = m->head.len == 0 || phrase_same(m->head, BYTES("people")) ||
		phrase_same(m->head, BYTES("persons"));
	return is_number(known, new) && (is_like || is_plain || known->head_count == 0);
}

static bool is_same_class(const struct muc_person *a, const struct muc_person *b)
{
	return a->victim_class != NULL && b->victim_class != NULL &&
		strcmp(a->victim_class, b->victim_class) == 0 && strcmp(a->victim_class, "body") != 0;
}

/* Whether words for people stand for those who were told of before in other words: "the clergyman". */
static bool is_again(
	const struct muc_person *known, const struct muc_person *new, const struct muc_mention *m)
{
	if (new->is_named || !m->is_definite || m->is_other || m->is_owned || known->act_count == 0) {
		return false;
	}
	return is_same_class(known, new) && (is_unsaid(new) ? !is_one(known) : is_one(new) && is_one(known));
}

static struct muc_person *person_of(
	struct finder *f, const struct muc_person *new, const struct muc_mention *m)
{
	for (size_t i = f->people->count; i > 0; i--) {
		if (is_same(&f->people->list[i - 1], new, m)) {
			return &f->people->list[i - 1];
		}
	}
	for (size_t i = f->people->count; i > 0; i--) {
		if (is_again(&f->people->list[i - 1], new, m)) {
			return &f->people->list[i - 1];
		}
	}
	if (f->people->count == PEOPLE_MAX) {
		return NULL;
	}
	struct muc_person *p = &f->people->list[f->people->count++];
	*p = *new;
	p->features = arena_calloc(f->a, 1, sizeof(*p->features));
	return p;
}

static void add_acts(struct finder *f, struct muc_person *person, struct span mention)
{
	for (size_t i = 0; i < f->reading->proposal_count; i++) {
		const struct proposal *p = &f->reading->proposals[i];
		if (is_victim(p, mention) && person->act_count < PERSON_ACTS_MAX) {
			person->acts[person->act_count++] = p;
		}
	}
}

/* Not nobody, and not a number alone that no act was done to. */
static bool is_somebody(const struct finder *f, const struct muc_mention *m)
{
	bool is_told = m->head.len > 0 || m->name.start < m->name.end;
	for (size_t i = 0; !is_told && i < f->reading->proposal_count; i++) {
		is_told = is_victim(&f->reading->proposals[i], m->words);
	}
	return is_told && !(m->high <= 0);
}

/* Adds a mention to the people it means, who are new when nobody fits. */
static void add_mention(struct finder *f, const struct muc_mention *m)
{
	bool is_named = m->name.start < m->name.end;
	struct muc_person new = {.words = is_named ? full_name(f, words(f, m->name)) : words(f, m->words),
		.is_named = is_named,
		.low = m->low,
		.high = m->high,
		.point = m->point,
		.qualifier = m->qualifier,
		.victim_class = m->victim_class,
		.first = m->sentence};
	struct muc_person *p = person_of(f, &new, m);
	if (p == NULL) {
		return;
	}
	if (m->head.len > 0 && p->head_count < PERSON_HEADS_MAX && !has_head(p, m->head)) {
		p->heads[p->head_count++] = m->head;
	}
	p->victim_class = p->victim_class != NULL ? p->victim_class : m->victim_class;
	p->mention_count++;
	add_acts(f, p, m->words);
	for (size_t i = 0; i < m->features->count; i++) {
		struct bytes feature = m->features->list[i];
		size_t k = 0;
		while (k < p->features->count && !bytes_equal(p->features->list[k], feature)) {
			k++;
		}
		if (k == p->features->count && k < MUC_FEATURES_MAX) {
			p->features->list[p->features->count++] = feature;
		}
	}
}

static const char *size_kind(size_t n)
{
	return n < 2 ? "1" : n < 3 ? "2" : n < 5 ? "3" : n < 9 ? "5" : n < 17 ? "9" : "17";
}

static const char *number_kind(const struct muc_person *p)
{
	double n = isnan(p->point) ? isnan(p->low) ? p->high : p->low : p->point;
	return isnan(n)   ? "some"
		: n == 0  ? "none"
		: n == 1  ? "one"
		: n < 4   ? "few"
		: n < 13  ? "several"
		: n < 100 ? "many"
			  : "hundred";
}

static const char *age(const struct proposal *p, struct date said)
{
	if (date_is_absent(p->to) || date_is_absent(said)) {
		return "unsaid";
	}
	int32_t days = date_last_day(said) - date_last_day(p->to);
	return days < 0 ? "later" : days <= 7 ? "week" : days <= 62 ? "recent" : "old";
}

static const char *country_kind(const struct gazetteer_place *place)
{
	/* Section 1, 4): the countries of interest. */
	static const char *const countries[] = {"SV", "GT", "HN", "AR", "BO", "CL", "CO", "EC", "PE"};
	for (size_t i = 0; place != NULL && i < ARRAY_COUNT(countries); i++) {
		if (strncmp(place->country, countries[i], 2) == 0) {
			return "home";
		}
	}
	return place != NULL ? "abroad" : "unsaid";
}

static void add_act_features(
	struct muc_person *person, const struct proposal *p, struct date said, struct arena *a)
{
	struct muc_features *f = person->features;
	muc_feature_add(f, a, "rule", p->rule);
	muc_feature_add(f, a, "measure", p->measure);
	muc_feature_add(f, a, "age", age(p, said));
	muc_feature_add(f, a, "country", country_kind(p->place_found));
	muc_feature_add(f, a, "modality", arena_printf(a, "%d", (int)p->modality));
	muc_feature_add(f, a, "relation", arena_printf(a, "%d", (int)p->relation));
	muc_feature_add(f, a, "background", p->is_background ? "yes" : "no");
	muc_feature_add(f, a, "by", p->by.end > p->by.start ? "yes" : "no");
	muc_feature_add(f, a, "responsible", arena_printf(a, "%d", (int)p->responsibility));
}

/* What was done and how the people are mentioned, each with what kind of people they are. */
static void add_pairs(struct finder *f, struct muc_person *p)
{
	const char *number = number_kind(p);
	const char *class = p->victim_class != NULL ? p->victim_class : "unsaid";
	const char *name = p->is_named ? "named" : "unnamed";
	size_t count = p->features->count;
	for (size_t i = 0; i < count; i++) {
		struct bytes feature = p->features->list[i];
		if (bytes_starts(feature, "rule:") || bytes_starts(feature, "measure:") ||
			bytes_starts(feature, "front:")) {
			const char *text = arena_text(f->a, feature);
			muc_feature_add(
				p->features, f->a, "with_number", arena_printf(f->a, "%s/%s", text, number));
			muc_feature_add(
				p->features, f->a, "with_class", arena_printf(f->a, "%s/%s", text, class));
			muc_feature_add(
				p->features, f->a, "with_name", arena_printf(f->a, "%s/%s", text, name));
			muc_feature_add(p->features, f->a, "with_first",
				arena_printf(f->a, "%s/%s", text, size_kind(p->first)));
		}
	}
}

static void add_features(struct finder *f, struct muc_person *p, struct date said)
{
	struct muc_features *out = p->features;
	muc_feature_add(out, f->a, "bias", "1");
	muc_feature_add(out, f->a, "number", number_kind(p));
	muc_feature_add(out, f->a, "named", p->is_named ? "yes" : "no");
	muc_feature_add(out, f->a, "class", p->victim_class != NULL ? p->victim_class : "unsaid");
	muc_feature_add(out, f->a, "first", size_kind(p->first));
	muc_feature_add(out, f->a, "mentions", size_kind(p->mention_count));
	muc_feature_add(out, f->a, "acts", size_kind(p->act_count + 1));
	muc_feature_add(out, f->a, "proposals", size_kind(f->reading->proposal_count));
	for (size_t i = 0; i < p->act_count; i++) {
		add_act_features(p, p->acts[i], said, f->a);
	}
	add_pairs(f, p);
}

void muc_people_of(const struct reader *reader, const struct muc_message *message,
	const struct reading *reading, struct arena *a, struct muc_people *out)
{
	struct muc_mention *mentions;
	size_t count = muc_mentions_of(reader, message, a, &mentions);
	*out = (struct muc_people){arena_calloc(a, PEOPLE_MAX, sizeof(*out->list)), 0};
	struct finder f = {message->text, reading, a, out};
	for (size_t i = 0; i < count; i++) {
		if (is_somebody(&f, &mentions[i])) {
			add_mention(&f, &mentions[i]);
		}
	}
	for (size_t i = 0; i < out->count; i++) {
		add_features(&f, &out->list[i], muc_dateline(message->text).date);
	}
}

void muc_people_judge(struct muc_people *people, unsigned left_out)
{
	for (size_t i = 0; i < people->count; i++) {
		struct muc_person *p = &people->list[i];
		p->odds = muc_judge(p->features, left_out);
		p->is_target = p->odds > MUC_JUDGE_FLOOR;
	}
}
