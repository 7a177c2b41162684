/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Blocking: which pairs of records are compared at all.
 *
 * A rule gives each record a key; the records of one key are a block, and the rule makes the pairs within its blocks. A block
 * with too many pairs is refined: cut by further keys of its rule, one after the other. What is still too large then is not
 * compared by this rule, and is counted and shown. The rules have an order; a pair belongs to the first rule that makes it.
 *
 * Lists are ranges of records. Within a list that has each person once no pair is made, and finding that out costs nothing a
 * pair. A run can also be of one list against all others, which costs what these pairs cost.
 *
 * A plan holds 4 bytes a record and rule, rounded up to 4 rules, and 4 to 6 bytes a record that is in some block of a rule:
 * at most 2.9 GB for 24 million records and 12 rules, and 0.6 GB more while it is made.
 *
 * Source: docs/methods/matching-blocking.md.
 */
#ifndef MATCH_BLOCK_H
#define MATCH_BLOCK_H

#include "base/base.h"
#include "base/pool.h"

enum {
	MATCH_RULE_MAX = 32,    /* a set of rules is one word; practice has 3 to 15 */
	MATCH_BLOCK_SHOWN = 8,  /* large blocks that are kept as examples */
	MATCH_PAIR_BATCH = 512, /* pairs handed over at once: 4 KB, so that they stay in the first cache */
	/* Pairs of 1,000 records: with larger blocks a rule could cost more than 500 comparisons a record. */
	MATCH_BLOCK_REFINE_PAIRS = 499500,
	/* Pairs of 20,000 records: some seconds of one processor. */
	MATCH_BLOCK_SKIP_PAIRS = 199990000,
};

/* One bit of a number tells records from blocks. */
#define MATCH_RECORD_MAX (UINT32_MAX / 2 - 1)
#define MATCH_LIST_ALL SIZE_MAX

struct match_block_input {
	uint32_t record_count; /* at most MATCH_RECORD_MAX */
	unsigned rule_count;   /* 1 … MATCH_RULE_MAX */
	/*
	 * The key of a record under a rule: at depth 0 the rule's own, 0 where the record has none; at depth 1 …
	 * refine_count[rule] those that refine large blocks, where the records with 0 are a block like any other. Called from
	 * the threads of the pool.
	 */
	uint64_t (*key)(const void *context, unsigned rule, unsigned depth, uint32_t record);
	const void *context;
	unsigned refine_count[MATCH_RULE_MAX];
	size_t list_count;          /* at least 1 */
	const uint32_t *list_start; /* [list_count + 1], from 0 to record_count, ascending */
	const bool *list_is_unique; /* [list_count]: it has each person once */
	size_t only_list;           /* only pairs with a record of this list; MATCH_LIST_ALL: all */
	uint64_t refine_pairs;      /* blocks with more pairs are refined, while there are keys for it */
	uint64_t skip_pairs;        /* those with still more are not compared; at least refine_pairs */
};

struct match_block_large {
	uint32_t record; /* the first one: its values explain the block */
	uint32_t record_count;
	uint64_t pair_count;
};

/* What is known of a rule before anything is compared. Pairs are those that the lists allow. */
struct match_block_facts {
	uint64_t record_count; /* records with a key */
	uint64_t
		key_pair_count; /* pairs with equal keys = pair_count + refined_pair_count + skipped_pair_count */
	uint64_t block_count;         /* blocks with a pair to compare */
	uint64_t block_record_count;  /* records in them */
	uint64_t largest;             /* records of the largest */
	uint64_t pair_count;          /* pairs in them: what this rule alone would compare */
	uint64_t refined_block_count; /* blocks that were cut by further keys, each counted once */
	uint64_t refined_pair_count;  /* pairs that this put into different blocks */
	uint64_t skipped_block_count; /* blocks too large after that */
	uint64_t skipped_record_count;
	uint64_t skipped_pair_count;
	struct match_block_large
		refined[MATCH_BLOCK_SHOWN]; /* those with the most pairs first; record_count 0: no more */
	struct match_block_large skipped[MATCH_BLOCK_SHOWN];
};

struct match_pair {
	uint32_t a; /* a < b */
	uint32_t b;
};

/* Takes a batch of 1 … MATCH_PAIR_BATCH pairs; neighbours share their records, so that these are in the cache. */
typedef void match_pair_visit(void *context, const struct match_pair *pairs, size_t count);

struct match_block_plan;

/*
 * Finds the blocks of all rules.
 *
 * in        copied; its arrays are borrowed while the plan is open; key() is not called afterwards
 * pool      NULL: this thread only
 * returns   the caller closes it
 *
 * ^ A plan and its walk are the same with any number of threads.
 * ^ Every pair with equal keys is compared, put into different blocks by refinement, or counted as skipped.
 */
struct match_block_plan *match_block_plan_open(
	const struct match_block_input *in, struct pool *pool) MUST_USE;
void match_block_plan_close(struct match_block_plan **p);

const struct match_block_facts *match_block_facts(const struct match_block_plan *p, unsigned rule);

/* The rules that make a pair that the lists allow, as bits; the lowest one is the rule the pair belongs to. */
uint32_t match_block_rules_of(const struct match_block_plan *p, uint32_t a, uint32_t b);

/*
 * The work, cut into jobs of about equal pairs, rule after rule. Jobs depend on the plan alone. Share i of n of the work, on
 * machines that each have the plan, is the jobs whose number is i modulo n.
 */
size_t match_block_job_count(const struct match_block_plan *p);
unsigned match_block_job_rule(const struct match_block_plan *p, size_t job);

/*
 * Hands over the pairs of a job that no earlier rule makes, in an order that depends on the plan alone.
 *
 * visit     NULL: only counts them, for the yield of a rule
 * returns   the number of pairs
 *
 * ^ The jobs give each pair that some rule makes exactly once, at the first rule that makes it.
 * ^ No pair lies within a list that has each person once.
 * ^ With only_list, each pair has a record of that list, and none is missing.
 * ^ Jobs taken by their number modulo n are n shares whose union is the whole walk.
 */
uint64_t match_block_walk(
	const struct match_block_plan *p, size_t job, match_pair_visit *visit, void *context);

/*
 * The same for a sample, to train on: of each block, each record with all its partners behind it is taken with chance
 * `share`, and pairs of earlier rules are not left out.
 *
 * share     0 … 1
 *
 * ^ A share of 1 gives every pair of the rule; a smaller one gives a part of the pairs of any larger one.
 */
uint64_t match_block_sample(const struct match_block_plan *p, size_t job, double share, uint64_t seed,
	match_pair_visit *visit, void *context);

#endif
