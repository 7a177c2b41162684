/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The pairs of one shard as bytes, so that machines can share the comparing and one of them put it together.
 *
 *     {"format": "recount match part", "version": 1, "shard": 3, "of": 8,
 *      "made_from": [["list morgue", "1034 rows, 5e0c..."], ["rules", "given + family"], ...]}  and a line feed
 *     the number of rules, and for each the pairs that no rule before it made
 *     the number of patterns, and for each the pattern and its pairs, ascending by pattern
 *     the number of pairs, and for each a and b in 32 bits and the pattern, ascending by a and b
 *
 * Numbers are 64 bits, the lowest byte first. Whoever keeps a part adds a checksum.
 */
#ifndef MATCH_PART_H
#define MATCH_PART_H

#include "match/match.h"

enum { MATCH_PART_FACTS_MAX = 128 };

/* Something that all parts of a run have in common, in words: what it is, and its value. */
struct match_part_fact {
	struct bytes what;
	struct bytes value;
};

struct match_part_facts {
	size_t count;
	struct match_part_fact list[MATCH_PART_FACTS_MAX];
};

/* Adds a fact; both texts are the caller's. At most MATCH_PART_FACTS_MAX. */
void match_part_fact_add(struct match_part_facts *f, struct bytes what, struct bytes value);

struct match_part_head {
	uint32_t shard; /* from 0, below shard_count */
	uint32_t shard_count;
	struct match_part_facts made_from;
};

/* ------- writing ------- */

/* Appends everything before the pairs. */
void match_part_write_head(const struct match_part_head *head, const struct match_scored *scored,
	size_t rule_count, struct buf *out);

/* Appends pairs [from, to). */
void match_part_write_pairs(const struct match_scored *scored, size_t from, size_t to, struct buf *out);

/* ------- reading ------- */

/*
 * Reads the first line.
 *
 * head      its texts lie in a
 * rest      receives what follows, for match_part_take()
 * returns   0; ERR_INPUT: this is no part
 */
int match_part_read_head(struct match_part_head *head, struct bytes text, struct arena *a, struct bytes *rest,
	struct err *e) MUST_USE;

/*
 * The first fact in which parts differ.
 *
 * returns   the fact as b has it, or as a has it where b lacks it; NULL: they have the same facts
 */
const struct match_part_fact *match_part_difference(
	const struct match_part_facts *a, const struct match_part_facts *b);

/*
 * Adds the pairs of a part to those that are there. match_scored_sort() has to follow when all are there.
 *
 * comparer  of the run that the part was made from
 * returns   0; ERR_DAMAGED: more or less than a part has, pairs or patterns that such a run does not make; what was there
 *           is then as before, but for pairs and patterns of this part
 *
 * ^ What match_part_write_head() and match_part_write_pairs() wrote is read back the same.
 * ^ Every pair that is taken names two records of the table, and a pattern of levels that their comparisons have.
 */
int match_part_take(struct bytes rest, const struct match_comparer *comparer, size_t rule_count,
	struct match_scored *scored, struct err *e) MUST_USE;

#endif
