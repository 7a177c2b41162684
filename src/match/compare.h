/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Two records to a pattern: which comparisons a table allows, and their levels for a pair.
 */
#ifndef MATCH_COMPARE_H
#define MATCH_COMPARE_H

#include "match/block.h"
#include "match/similar.h"

/* A comparison: what of the table it needs is here, because there is one for each pair and role. */
struct match_compared {
	enum match_role role;
	enum match_kind kind;
	unsigned level_count;
	size_t column;
	const struct match_values *values; /* NULL for dates and ages */
	const uint8_t *rarity;             /* by code; NULL for ages */
};

struct match_comparer {
	const struct match_table *table;
	const struct match_aligner *aligner; /* NULL: names in different scripts are different */
	size_t count;
	struct match_compared compared[MATCH_COMPARISON_MAX];
};

/*
 * Says what is compared: every role that the table has, in the order of enum match_role. An age is compared by the
 * comparison of the birth date where there is one.
 *
 * c         receives views of the table and the aligner, which must live as long
 * returns   how many roles are not compared because there are more than MATCH_COMPARISON_MAX: the last ones
 */
size_t match_comparer_init(
	struct match_comparer *c, const struct match_table *table, const struct match_aligner *aligner);

/*
 * The pattern of two records.
 *
 * ^ The order makes no difference.
 * ^ A given and a family name that stand in each other's place are near, not different.
 * ^ Parts of a name that disagree only because words moved between them are near.
 */
match_pattern match_compare(const struct match_comparer *c, uint32_t a, uint32_t b);

/*
 * The patterns of many pairs: faster than one by one, because what the next ones need is fetched meanwhile.
 *
 * patterns   [count], in the order of the pairs
 */
void match_compare_pairs(const struct match_comparer *c, const struct match_pair *pairs, size_t count,
	match_pattern *patterns);

/* The place of a role among the comparisons; SIZE_MAX when it is not compared. */
size_t match_compared_at(const struct match_comparer *c, enum match_role role);

/* How many levels a kind has, with those of missing and different. */
unsigned match_level_count(enum match_kind kind);

/* The first level of a kind at which both values are the same; one level a class of rarity follows. */
unsigned match_exact_from(enum match_kind kind);

/* A level as one word, for tables: "same4" of a rare value, "near+" of rare ones; static. */
const char *match_level_code(enum match_kind kind, unsigned level);

/* What a level says, in words: "the same, rare"; static. */
const char *match_level_words(enum match_kind kind, unsigned level);

#endif
