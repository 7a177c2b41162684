/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/block.h"

#include "base/mem.h"
#include "match/block_plan.h"
#include "match/radix.h"

enum {
	CHUNK_RECORDS = 1 << 16, /* of which one job makes the keys */
	CHUNK_BLOCKS = 1 << 14,  /* of which one job writes the numbers */
};

/* Finding the blocks of one rule. */
struct search {
	struct match_block_plan *plan;
	unsigned rule;
	struct block_rule *found;
	struct match_keyed *items; /* [record_count] */
	struct match_keyed *scratch;
	size_t *chunk_count; /* items of each chunk of records */
};

void block_run_jobs(struct pool *pool, size_t count, void (*run)(void *context, size_t i), void *context)
{
	if (pool) {
		pool_run(pool, count, run, context);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		run(context, i);
	}
}

/* ------- keys ------- */

static void make_chunk(void *context, size_t chunk)
{
	struct search *s = context;
	const struct match_block_input *in = &s->plan->in;
	size_t from = chunk * CHUNK_RECORDS;
	size_t to = from + CHUNK_RECORDS < in->record_count ? from + CHUNK_RECORDS : in->record_count;
	size_t count = 0;
	for (size_t r = from; r < to; r++) {
		uint64_t key = in->key(in->context, s->rule, 0, (uint32_t)r);
		if (key != 0) {
			s->items[from + count++] = (struct match_keyed){key, (uint32_t)r};
		}
	}
	s->chunk_count[chunk] = count;
}

/* The keys of all records that have one. Returns their number. */
static size_t make_keys(struct search *s, struct pool *pool)
{
	size_t chunks = (s->plan->in.record_count + (size_t)CHUNK_RECORDS - 1) / CHUNK_RECORDS;
	block_run_jobs(pool, chunks, make_chunk, s);
	size_t count = 0;
	for (size_t chunk = 0; chunk < chunks; chunk++) {
		memmove(s->items + count, s->items + chunk * CHUNK_RECORDS,
			s->chunk_count[chunk] * sizeof(*s->items));
		count += s->chunk_count[chunk];
	}
	return count;
}

/* ------- blocks ------- */

/* Keeps the ones with the most pairs; of equal ones, the first. */
static void show_large(struct match_block_large *shown, struct match_block_large block)
{
	size_t i = MATCH_BLOCK_SHOWN;
	for (; i > 0 && shown[i - 1].pair_count < block.pair_count; i--) {
		if (i < MATCH_BLOCK_SHOWN) {
			shown[i] = shown[i - 1];
		}
	}
	if (i < MATCH_BLOCK_SHOWN) {
		shown[i] = block;
	}
}

static void skip_block(struct match_block_facts *facts, struct match_block_large block)
{
	facts->skipped_block_count++;
	facts->skipped_record_count += block.record_count;
	facts->skipped_pair_count += block.pair_count;
	show_large(facts->skipped, block);
}

static void add_block(struct search *s, struct match_block_large block)
{
	struct block_rule *found = s->found;
	found->facts.pair_count += block.pair_count;
	if (found->facts.largest < block.record_count) {
		found->facts.largest = block.record_count;
	}
	if (found->block_count + 2 > found->start_room) {
		found->start_room *= 2;
		found->start = mem_realloc(found->start, found->start_room, sizeof(*found->start));
	}
	found->record_count += block.record_count;
	found->start[++found->block_count] = found->record_count;
}

static uint64_t take_blocks(struct search *s, struct match_keyed *items, size_t count, unsigned depth);

/* Cuts a block by the next key of the rule. */
static void refine(
	struct search *s, struct match_keyed *items, struct match_block_large block, unsigned depth)
{
	const struct match_block_input *in = &s->plan->in;
	struct match_block_facts *facts = &s->found->facts;
	for (size_t i = 0; i < block.record_count; i++) {
		items[i].key = in->key(in->context, s->rule, depth, items[i].record);
	}
	match_radix_sort(items, s->scratch, block.record_count, NULL);
	facts->refined_pair_count += block.pair_count - take_blocks(s, items, block.record_count, depth);
}

/* Takes records of one key for a block, or refines or skips them. Returns their pairs. */
static uint64_t take_block(struct search *s, struct match_keyed *items, size_t count, unsigned depth)
{
	const struct match_block_input *in = &s->plan->in;
	uint32_t *record = s->found->record + s->found->record_count;
	for (size_t i = 0; i < count; i++) {
		record[i] = items[i].record;
	}
	struct match_block_large block = {record[0], (uint32_t)count, block_pairs(s->plan, record, count)};
	if (block.pair_count > in->refine_pairs && depth < in->refine_count[s->rule]) {
		if (depth == 0) {
			s->found->facts.refined_block_count++;
			show_large(s->found->facts.refined, block);
		}
		refine(s, items, block, depth + 1);
	} else if (block.pair_count > in->skip_pairs) {
		skip_block(&s->found->facts, block);
	} else if (block.pair_count > 0) {
		add_block(s, block);
	}
	return block.pair_count;
}

/* Takes the runs of equal keys of sorted items. Returns the pairs with equal keys. */
static uint64_t take_blocks(struct search *s, struct match_keyed *items, size_t count, unsigned depth)
{
	uint64_t pairs = 0;
	for (size_t from = 0, to; from < count; from = to) {
		for (to = from + 1; to < count && items[to].key == items[from].key; to++) {
		}
		if (to - from > 1) {
			pairs += take_block(s, items + from, to - from, depth);
		}
	}
	return pairs;
}

/* Tells the records the numbers of their blocks. */
static void number_chunk(void *context, size_t chunk)
{
	struct search *s = context;
	struct match_block_plan *plan = s->plan;
	const struct block_rule *found = s->found;
	size_t from = chunk * CHUNK_BLOCKS;
	size_t to = from + CHUNK_BLOCKS < found->block_count ? from + CHUNK_BLOCKS : found->block_count;
	uint32_t *number = plan->number + s->rule;
	for (size_t block = from; block < to; block++) {
		for (uint32_t i = found->start[block]; i < found->start[block + 1]; i++) {
			number[(size_t)found->record[i] * plan->stride] = (uint32_t)block;
		}
	}
}

static void find_blocks(struct search *s, struct pool *pool)
{
	size_t count = make_keys(s, pool);
	struct block_rule *found = s->found;
	found->record = mem_alloc((count ? count : 1) * sizeof(*found->record));
	found->start_room = 1024;
	found->start = mem_alloc(found->start_room * sizeof(*found->start));
	found->start[0] = 0;
	found->facts.record_count = count;
	match_radix_sort(s->items, s->scratch, count, pool);
	found->facts.key_pair_count = take_blocks(s, s->items, count, 0);
	found->facts.block_count = found->block_count;
	found->facts.block_record_count = found->record_count;
	found->record = mem_realloc(found->record, found->record_count + 1, sizeof(*found->record));
	found->start = mem_realloc(found->start, found->block_count + 1, sizeof(*found->start));
	block_run_jobs(pool, (found->block_count + CHUNK_BLOCKS - 1) / CHUNK_BLOCKS, number_chunk, s);
}

/* ------- the plan ------- */

static void clear_chunk(void *context, size_t chunk)
{
	struct match_block_plan *p = context;
	size_t from = chunk * CHUNK_RECORDS;
	size_t to = from + CHUNK_RECORDS < p->in.record_count ? from + CHUNK_RECORDS : p->in.record_count;
	for (size_t r = from; r < to; r++) {
		for (unsigned rule = 0; rule < p->stride; rule++) {
			p->number[r * p->stride + rule] = block_none((uint32_t)r);
		}
	}
}

static void check_input(const struct match_block_input *in)
{
	BUG_IF(in->record_count > MATCH_RECORD_MAX || in->rule_count == 0 || in->rule_count > MATCH_RULE_MAX);
	BUG_IF(in->list_count == 0 || in->list_start[0] != 0 ||
		in->list_start[in->list_count] != in->record_count);
	BUG_IF(in->only_list != MATCH_LIST_ALL && in->only_list >= in->list_count);
	BUG_IF(in->skip_pairs < in->refine_pairs);
	for (size_t list = 0; list < in->list_count; list++) {
		BUG_IF(in->list_start[list] > in->list_start[list + 1]);
	}
}

struct match_block_plan *match_block_plan_open(const struct match_block_input *in, struct pool *pool)
{
	check_input(in);
	struct match_block_plan *p = mem_calloc(1, sizeof(*p));
	p->in = *in;
	for (size_t list = 0; list < in->list_count; list++) {
		p->has_unique |= in->list_is_unique[list];
	}
	p->stride = (in->rule_count + BLOCK_LANES - 1) / BLOCK_LANES * BLOCK_LANES;
	size_t room = (size_t)in->record_count + 1;
	p->number = mem_alloc(room * p->stride * sizeof(*p->number));
	block_run_jobs(pool, room / CHUNK_RECORDS + 1, clear_chunk, p);
	struct search s = {.plan = p,
		.items = mem_alloc(room * sizeof(*s.items)),
		.scratch = mem_alloc(room * sizeof(*s.scratch)),
		.chunk_count = mem_calloc(room / CHUNK_RECORDS + 1, sizeof(*s.chunk_count))};
	for (s.rule = 0; s.rule < in->rule_count; s.rule++) {
		s.found = &p->rules[s.rule];
		find_blocks(&s, pool);
		block_cut_jobs(p, s.rule);
	}
	free(s.items);
	free(s.scratch);
	free(s.chunk_count);
	return p;
}

void match_block_plan_close(struct match_block_plan **p)
{
	if (!*p) {
		return;
	}
	for (unsigned rule = 0; rule < MATCH_RULE_MAX; rule++) {
		free((*p)->rules[rule].record);
		free((*p)->rules[rule].start);
	}
	free((*p)->number);
	free((*p)->jobs);
	free(*p);
	*p = NULL;
}

const struct match_block_facts *match_block_facts(const struct match_block_plan *p, unsigned rule)
{
	BUG_IF(rule >= p->in.rule_count);
	return &p->rules[rule].facts;
}

uint32_t match_block_rules_of(const struct match_block_plan *p, uint32_t a, uint32_t b)
{
	uint32_t pair[2] = {a < b ? a : b, a < b ? b : a};
	if (a == b || block_pairs(p, pair, 2) == 0) {
		return 0;
	}
	const uint32_t *of_a = p->number + (size_t)a * p->stride;
	const uint32_t *of_b = p->number + (size_t)b * p->stride;
	uint32_t rules = 0;
	for (unsigned rule = 0; rule < p->in.rule_count; rule++) {
		rules |= (uint32_t)(of_a[rule] == of_b[rule]) << rule;
	}
	return rules;
}
