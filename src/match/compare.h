/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Two records to a pattern: which comparisons a table allows, and their levels for a pair.
 */
#ifndef MATCH_COMPARE_H
#define MATCH_COMPARE_H

#include "match/similar.h"

struct match_compared {
	enum match_role role;
	unsigned level_count;
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
 */
match_pattern match_compare(const struct match_comparer *c, uint32_t a, uint32_t b);

/* The place of a role among the comparisons; SIZE_MAX when it is not compared. */
size_t match_compared_at(const struct match_comparer *c, enum match_role role);

/* The first level of a kind at which both values are the same; one level a class of rarity follows. */
unsigned match_exact_from(enum match_kind kind);

/* A level as one word, for tables: "same4" of a rare value, "near+" of rare ones; static. */
const char *match_level_code(enum match_kind kind, unsigned level);

/* What a level says, in words: "the same, rare"; static. */
const char *match_level_words(enum match_kind kind, unsigned level);

#endif
