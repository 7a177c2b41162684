/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match_people.h"

#include "test.h"

enum { GIVEN, FATHER, GRANDFATHER, FAMILY, DEATH_DATE, DEATH_PLACE, BIRTH_YEAR, SEX };

const struct match_comparison people_comparison[PEOPLE_FIELD_COUNT] = {
	{"given", PEOPLE_LEVEL_COUNT, 3, MATCH_PART_GIVEN},
	{"father", PEOPLE_LEVEL_COUNT, 3, MATCH_PART_LINEAGE},
	{"grandfather", PEOPLE_LEVEL_COUNT, 3, MATCH_PART_LINEAGE},
	{"family", PEOPLE_LEVEL_COUNT, 3, MATCH_PART_LINEAGE},
	{"death_date", PEOPLE_LEVEL_COUNT, 3, MATCH_PART_SHARED},
	{"death_place", PEOPLE_LEVEL_COUNT, 3, MATCH_PART_SHARED},
	{"birth_year", PEOPLE_LEVEL_COUNT, 3, MATCH_PART_BIRTH},
	{"sex", PEOPLE_LEVEL_COUNT, 3, MATCH_PART_OWN},
};

const uint32_t people_rule[PEOPLE_RULE_COUNT] = {
	1 << GIVEN | 1 << FATHER | 1 << FAMILY,
	1 << FATHER | 1 << GRANDFATHER | 1 << FAMILY,
	1 << DEATH_DATE | 1 << DEATH_PLACE,
	1 << GIVEN | 1 << GRANDFATHER | 1 << BIRTH_YEAR,
	1 << FAMILY | 1 << DEATH_DATE,
	1 << GIVEN | 1 << DEATH_DATE,
};

static const uint16_t value_count[PEOPLE_FIELD_COUNT] = {200, 200, 200, 500, 300, 60, 70, 2};

static double chance(void)
{
	return (double)test_random_below(1 << 30) / (1 << 30);
}

/* A value from 1 on, small ones more often. */
static uint16_t draw(unsigned field)
{
	double x = chance();
	return (uint16_t)(1 + x * x * value_count[field]);
}

static uint16_t write_value(const struct people_options *o, unsigned field, uint16_t value)
{
	if (chance() < o->missing_p) {
		return 0;
	}
	uint16_t written = chance() < o->wrong_p ? draw(field) : value;
	return (uint16_t)(written << 1 | (chance() < o->close_p));
}

static void write_record(
	const struct people_options *o, const struct people_record *person, struct people_record *out)
{
	*out = *person;
	for (unsigned field = 0; field < PEOPLE_FIELD_COUNT; field++) {
		out->value[field] = write_value(o, field, person->value[field]);
	}
}

/* Family name and day of death become one of a few of the place. */
static void cluster(struct people_record *person)
{
	unsigned place = person->value[DEATH_PLACE];
	person->value[FAMILY] = (uint16_t)(1 + (place * 7 + test_random_below(6)) % value_count[FAMILY]);
	person->value[DEATH_DATE] =
		(uint16_t)(1 + (place * 5 + test_random_below(4)) % value_count[DEATH_DATE]);
}

void people_make(struct people *p, struct arena *a, const struct people_options *o)
{
	size_t most = o->family_count * o->siblings_max;
	struct people_record *list[2] = {
		arena_calloc(a, most, sizeof(*list[0])), arena_calloc(a, most, sizeof(*list[1]))};
	uint32_t person_count = 0;
	*p = (struct people){0};
	for (uint32_t family = 0; family < o->family_count; family++) {
		struct people_record shared = {.family = family};
		bool died_together = chance() < 0.6;
		unsigned siblings = 1 + (unsigned)test_random_below(o->siblings_max);
		for (unsigned i = 0; i < siblings; i++) {
			struct people_record person = shared;
			person.person = person_count++;
			for (unsigned field = 0; field < PEOPLE_FIELD_COUNT; field++) {
				bool is_family = field >= FATHER && field <= FAMILY;
				bool is_death = field == DEATH_DATE || field == DEATH_PLACE;
				bool is_shared =
					(is_family && !o->is_independent) || (is_death && died_together);
				person.value[field] = i > 0 && is_shared ? shared.value[field] : draw(field);
			}
			if (i > 0 && o->near_p > 0 && chance() < o->near_p) {
				person.value[BIRTH_YEAR] = shared.value[BIRTH_YEAR];
			}
			if (o->is_clustered && i == 0) {
				cluster(&person);
			}
			shared = person;
			bool is_on[2] = {chance() < o->coverage[0], chance() < o->coverage[1]};
			for (unsigned k = 0; k < 2; k++) {
				if (is_on[k]) {
					write_record(o, &person, &list[k][p->list_count[k]++]);
				}
			}
			p->same_count += is_on[0] && is_on[1];
		}
	}
	p->record = arena_calloc(a, p->list_count[0] + p->list_count[1], sizeof(*p->record));
	memcpy(p->record, list[0], p->list_count[0] * sizeof(*p->record));
	memcpy(p->record + p->list_count[0], list[1], p->list_count[1] * sizeof(*p->record));
	for (unsigned field = 0; field < PEOPLE_FIELD_COUNT; field++) {
		p->rare_from[field] = (uint16_t)(1 + value_count[field] / 4);
	}
}

match_pattern people_compare(
	const struct people *p, const struct people_record *a, const struct people_record *b)
{
	match_pattern pattern = 0;
	for (unsigned field = 0; field < PEOPLE_FIELD_COUNT; field++) {
		unsigned x = a->value[field];
		unsigned y = b->value[field];
		unsigned level = MATCH_LEVEL_DIFFERENT;
		if (x == 0 || y == 0) {
			level = MATCH_LEVEL_MISSING;
		} else if (x == y) {
			level = x >> 1 < p->rare_from[field] ? 3 : 4;
		} else if (x >> 1 == y >> 1) {
			level = 2;
		}
		pattern |= match_pattern_of(field, level);
	}
	return pattern;
}

/* ------- blocks ------- */

struct keyed {
	uint64_t key;
	const struct people_record *record;
};

static int compare_keys(const void *a, const void *b)
{
	const struct keyed *x = a;
	const struct keyed *y = b;
	return x->key != y->key ? (x->key < y->key ? -1 : 1)
				: (x->record > y->record) - (x->record < y->record);
}

/* 0 where a field of the rule is missing. */
static uint64_t key_of(const struct people_record *r, uint32_t rule)
{
	uint64_t key = 1;
	for (unsigned field = 0; field < PEOPLE_FIELD_COUNT; field++) {
		if (rule >> field & 1) {
			key = r->value[field] == 0 ? 0 : key << 16 | r->value[field];
			if (key == 0) {
				return 0;
			}
		}
	}
	return key;
}

void people_pairs(const struct people *p, uint32_t rule, people_visit *visit, void *context)
{
	size_t count = p->list_count[0] + p->list_count[1];
	const struct people_record *second = p->record + p->list_count[0];
	struct keyed *k = mem_calloc(count, sizeof(*k));
	for (size_t i = 0; i < count; i++) {
		k[i] = (struct keyed){key_of(&p->record[i], rule), &p->record[i]};
	}
	qsort(k, count, sizeof(*k), compare_keys);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = i + 1; j < count && k[j].key == k[i].key; j++) {
			if (k[i].key != 0 && k[i].record < second && k[j].record >= second) {
				visit(context, k[i].record, k[j].record);
			}
		}
	}
	free(k);
}

struct candidates {
	people_visit *visit;
	void *context;
	size_t rule;
};

/* Passes on a pair that no earlier rule made. */
static void pass_new(void *context, const struct people_record *a, const struct people_record *b)
{
	const struct candidates *c = context;
	for (size_t i = 0; i < c->rule; i++) {
		uint64_t key = key_of(a, people_rule[i]);
		if (key != 0 && key == key_of(b, people_rule[i])) {
			return;
		}
	}
	c->visit(c->context, a, b);
}

void people_candidates(const struct people *p, people_visit *visit, void *context)
{
	for (size_t i = 0; i < PEOPLE_RULE_COUNT; i++) {
		people_pairs(p, people_rule[i], pass_new, &(struct candidates){visit, context, i});
	}
}

static int compare_patterns(const void *a, const void *b)
{
	const match_pattern *x = a;
	const match_pattern *y = b;
	return (*x > *y) - (*x < *y);
}

struct match_histogram people_histogram(struct arena *a, match_pattern *pattern, size_t count)
{
	struct match_count *rows = arena_calloc(a, count, sizeof(*rows));
	size_t row_count = 0;
	qsort(pattern, count, sizeof(*pattern), compare_patterns);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || pattern[i] != pattern[i - 1]) {
			rows[row_count++].pattern = pattern[i];
		}
		rows[row_count - 1].count++;
	}
	return (struct match_histogram){rows, row_count};
}

struct patterns {
	const struct people *people;
	match_pattern *pattern;
	size_t count;
	size_t room;
};

static void take(void *context, const struct people_record *a, const struct people_record *b)
{
	struct patterns *t = context;
	if (t->count == t->room) {
		t->room = t->room * 2 + 1024;
		t->pattern = mem_realloc(t->pattern, t->room, sizeof(*t->pattern));
	}
	t->pattern[t->count++] = people_compare(t->people, a, b);
}

struct match_histogram people_rule_histogram(const struct people *p, struct arena *a, uint32_t rule)
{
	struct patterns t = {.people = p};
	people_pairs(p, rule, take, &t);
	struct match_histogram h = people_histogram(a, t.pattern, t.count);
	free(t.pattern);
	return h;
}

struct match_histogram people_candidate_histogram(const struct people *p, struct arena *a)
{
	struct patterns t = {.people = p};
	people_candidates(p, take, &t);
	struct match_histogram h = people_histogram(a, t.pattern, t.count);
	free(t.pattern);
	return h;
}

struct match_histogram people_random_histogram(const struct people *p, struct arena *a, size_t count)
{
	struct patterns t = {.people = p};
	for (size_t i = 0; i < count && p->list_count[0] > 0 && p->list_count[1] > 0; i++) {
		const struct people_record *second = p->record + p->list_count[0];
		take(&t, &p->record[test_random_below(p->list_count[0])],
			&second[test_random_below(p->list_count[1])]);
	}
	struct match_histogram h = people_histogram(a, t.pattern, t.count);
	free(t.pattern);
	return h;
}
