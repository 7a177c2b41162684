/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Blocking rules: which pairs are worth comparing. A rule is a conjunction; two records are a pair of it when all its
 * parts agree. A pair that no rule makes is never compared.
 *
 *     given + family
 *     given:3 + family:3 + birth_date:year
 *     family + birth_date:month_day
 *     name:sound + death_place
 *
 * A part is a role and what is taken of its value:
 *     given          the value
 *     given:3        its first 3 letters, spaces left out
 *     given:-3       its last 3
 *     given:sound    its consonants, the same in all scripts (match/skeleton.h)
 *     given:word     its first word
 *     birth_date:year, :month (with the year), :month_day (without)
 *     name           all parts of the name in order, written together
 *     name:4, name:-4, name:set (words in any order), name:sound (consonants of the words in any
 *                    order), name:end (consonants of the last word)
 */
#ifndef MATCH_RULE_H
#define MATCH_RULE_H

#include "base/err.h"
#include "match/table.h"

enum {
	MATCH_RULES_MAX = 32,
	MATCH_NAME_PART_COUNT = 4,
	MATCH_RULE_PARTS_MAX = 8,
	/* The part is of the whole name. */
	MATCH_RULE_NAME = MATCH_ROLE_COUNT,
};

enum match_take {
	MATCH_TAKE_ALL,
	MATCH_TAKE_FIRST,
	MATCH_TAKE_LAST,
	MATCH_TAKE_SOUND,
	MATCH_TAKE_WORD,
	MATCH_TAKE_YEAR,
	MATCH_TAKE_MONTH,
	MATCH_TAKE_MONTH_DAY,
	MATCH_TAKE_SET,
	MATCH_TAKE_END,
};

struct match_rule_part {
	unsigned role; /* enum match_role, or MATCH_RULE_NAME */
	enum match_take take;
	unsigned letters; /* of MATCH_TAKE_FIRST and MATCH_TAKE_LAST */
};

struct match_rule {
	struct match_rule_part part[MATCH_RULE_PARTS_MAX];
	size_t part_count;
};

/* What a whole name consists of, in order. */
extern const enum match_role match_name_parts[MATCH_NAME_PART_COUNT];

/*
 * Reads one rule.
 *
 * returns   0; ERR_INPUT with what is wrong: an unknown role, a taking that the role's kind does not have, no part
 *
 * ^ Writing what was read gives a rule that reads the same.
 */
int match_rule_parse(struct bytes text, struct match_rule *rule, struct err *e) MUST_USE;

/* Writes a rule as above. */
void match_rule_write(const struct match_rule *rule, struct buf *out);

/* Does the table have all columns of the rule? */
bool match_rule_applies(const struct match_rule *rule, const struct match_table *t);

/* Is a comparison of this role sure to agree in all pairs of the rule? */
bool match_rule_fixes(const struct match_rule *rule, enum match_role role);

/*
 * The rules for a table when nobody names others: many that ask for little each, so that a record with several errors
 * is still found. A rule that would make too many pairs of this table gives way to a stricter one.
 *
 * rules     receives at most MATCH_RULES_MAX rules; returns how many
 *
 * ^ Each of them applies to the table.
 */
size_t match_rules_default(const struct match_table *t, struct match_rule rules[MATCH_RULES_MAX]);

#endif
