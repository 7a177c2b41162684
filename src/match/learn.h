/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a model is learned from: samples of the blocks of each rule, random pairs, and how frequent values are.
 * train.h does the learning.
 */
#ifndef MATCH_LEARN_H
#define MATCH_LEARN_H

#include "match/block.h"
#include "match/compare.h"
#include "match/key.h"
#include "match/train.h"

enum {
	MATCH_LEARN_PAIRS = 100000,  /* of each rule, about */
	MATCH_LEARN_RANDOM = 200000, /* pairs drawn at random */
};

/* The pairs that two records of the table can make, where the lists allow it. */
double match_pair_space(const struct match_table *t);

/* At most so many pairs of it are of the same person, because lists hold each person once; 0: not known. */
double match_same_max(const struct match_table *t);

/* The comparisons of a comparer as the model sees them; out has room for MATCH_COMPARISON_MAX. */
void match_model_comparisons(const struct match_comparer *c, struct match_comparison *out);

/*
 * Learns a model for a table.
 *
 * plan      of the rules, in their order
 * a         owns the notes of the report
 *
 * ^ The model is the same with any number of threads.
 */
void match_learn(struct match_model *m, struct match_training_report *report, struct arena *a,
	const struct match_comparer *c, const struct match_block_plan *plan, const struct match_rule *rules,
	size_t rule_count, uint64_t seed, struct pool *pool);

#endif
