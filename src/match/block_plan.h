/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The inside of a blocking plan, for block.c, which makes it, walk.c, which walks it, and audit.c. */
#ifndef MATCH_BLOCK_PLAN_H
#define MATCH_BLOCK_PLAN_H

#include "match/block.h"

enum { BLOCK_LANES = 4 }; /* numbers of blocks that are compared at once */

struct block_rule {
	uint32_t *record; /* [record_count]: of all blocks, block by block, ascending in each */
	uint32_t *start;  /* [block_count + 1]: where the block begins in it */
	uint32_t record_count;
	size_t block_count;
	size_t start_room;
	struct match_block_facts facts;
};

/* Places [from, to) of a rule's records: each stands for its pairs with partners behind it in its block. */
struct block_job {
	unsigned rule;
	uint32_t from;
	uint32_t to;
};

struct match_block_plan {
	struct match_block_input in;
	bool has_unique; /* some list is */
	unsigned stride; /* rules, rounded up to whole lanes */
	uint32_t *
		number; /* [record_count * stride]: the record's block by rule; block_none(record) where it is in none */
	struct block_rule rules[MATCH_RULE_MAX];
	struct block_job *jobs;
	size_t job_count;
	size_t job_room;
};

/* What a record has in place of a block. No two records have it in common, so that equal numbers mean a block of both. */
static inline uint32_t block_none(uint32_t record)
{
	return UINT32_C(1) << 31 | record;
}

/* A mixing of 64 bits in which each bit of the input changes half of the output (Stafford's variant 13). */
static inline uint64_t block_mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* pool_run(), or a loop where there is no pool. */
void block_run_jobs(struct pool *pool, size_t count, void (*run)(void *context, size_t i), void *context);

/* The pairs that the lists allow among records, which ascend. */
uint64_t block_pairs(const struct match_block_plan *p, const uint32_t *record, size_t count);

/* Cuts the work of a rule into jobs. */
void block_cut_jobs(struct match_block_plan *p, unsigned rule);

#endif
