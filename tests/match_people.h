/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Invented people for tests of matching: families whose members share father, grandfather and family name, many of whom
 * died on one day in one place, on two lists with errors and gaps; and the counts of patterns that blocking rules make.
 */
#ifndef TESTS_MATCH_PEOPLE_H
#define TESTS_MATCH_PEOPLE_H

#include "match/train.h"

enum {
	PEOPLE_FIELD_COUNT = 8,
	PEOPLE_RULE_COUNT = 6,
	PEOPLE_LEVEL_COUNT = 5, /* missing, different, close, exact on a common value, exact on a rare one */
};

struct people_options {
	size_t family_count;
	unsigned siblings_max; /* 1: nobody has kin on the lists */
	double coverage[2];    /* chance that a person is on each list */
	double close_p;        /* of a field that is written otherwise */
	double wrong_p;        /* of a field that is another value */
	double missing_p;
	double near_p;       /* that a sibling was born in the year of the one before */
	bool is_independent; /* lineages are drawn person by person instead */
	bool is_clustered;   /* people of one place of death have few family names and few days of death */
};

struct people_record {
	uint32_t person;
	uint32_t family;
	uint16_t value[PEOPLE_FIELD_COUNT]; /* 0: missing; the last bit: written otherwise */
};

struct people {
	struct people_record *record; /* of the first list, then of the second */
	size_t list_count[2];
	double same_count; /* people on both lists */
	uint16_t rare_from[PEOPLE_FIELD_COUNT];
};

extern const struct match_comparison people_comparison[PEOPLE_FIELD_COUNT];
/* The fields of each rule, bit i for field i. */
extern const uint32_t people_rule[PEOPLE_RULE_COUNT];

void people_make(struct people *p, struct arena *a, const struct people_options *o);

match_pattern people_compare(
	const struct people *p, const struct people_record *a, const struct people_record *b);

typedef void people_visit(void *context, const struct people_record *a, const struct people_record *b);

/* Calls visit for every pair of a rule, one record of each list; for every pair of any rule, once. */
void people_pairs(const struct people *p, uint32_t rule, people_visit *visit, void *context);
void people_candidates(const struct people *p, people_visit *visit, void *context);

/* The counts of patterns of a rule's pairs, of those of all rules, and of `count` random pairs. */
struct match_histogram people_rule_histogram(const struct people *p, struct arena *a, uint32_t rule);
struct match_histogram people_candidate_histogram(const struct people *p, struct arena *a);
struct match_histogram people_random_histogram(const struct people *p, struct arena *a, size_t count);

/* Sorts patterns and counts them. */
struct match_histogram people_histogram(struct arena *a, match_pattern *pattern, size_t count);

#endif
