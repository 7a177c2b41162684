/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Blocking against the definition: groups of equal keys and all pairs, on thousands of small random tables. */
#include "base/mem.h"
#include "match/block.h"
#include "test.h"

enum { TABLES = 4000, RECORDS = 60, DEPTHS = 3, LISTS = 5 };

/* ------- a small table, and what its rules make by the definition ------- */

struct table {
	struct match_block_input in;
	uint64_t key[MATCH_RULE_MAX][DEPTHS][RECORDS];
	uint32_t list_start[LISTS + 1];
	bool list_is_unique[LISTS];
};

static uint64_t key_in_table(const void *context, unsigned rule, unsigned depth, uint32_t record)
{
	const struct table *t = context;
	return t->key[rule][depth][record];
}

static void make_lists(struct table *t)
{
	struct match_block_input *in = &t->in;
	in->list_count = 1 + test_random_below(LISTS);
	for (size_t list = 1; list < in->list_count; list++) {
		uint32_t before = t->list_start[list - 1];
		t->list_start[list] = before + (uint32_t)test_random_below(in->record_count - before + 1);
	}
	t->list_start[in->list_count] = in->record_count;
	for (size_t list = 0; list < in->list_count; list++) {
		t->list_is_unique[list] = test_random_below(2) == 0;
	}
	in->list_start = t->list_start;
	in->list_is_unique = t->list_is_unique;
	in->only_list = test_random_below(3) == 0 ? test_random_below(in->list_count) : MATCH_LIST_ALL;
}

static void make_table(struct table *t)
{
	memset(t, 0, sizeof(*t));
	struct match_block_input *in = &t->in;
	in->record_count = (uint32_t)test_random_below(RECORDS + 1);
	in->rule_count = 1 + (unsigned)test_random_below(test_random_below(8) == 0 ? MATCH_RULE_MAX : 6);
	in->key = key_in_table;
	in->context = t;
	in->refine_pairs = test_random_below(2) == 0 ? 1 + test_random_below(12) : MATCH_BLOCK_REFINE_PAIRS;
	in->skip_pairs = in->refine_pairs + test_random_below(12);
	for (unsigned rule = 0; rule < in->rule_count; rule++) {
		in->refine_count[rule] = (unsigned)test_random_below(DEPTHS);
		for (unsigned depth = 0; depth < DEPTHS; depth++) {
			uint64_t values = 1 + test_random_below(depth == 0 ? 20 : 4);
			for (uint32_t r = 0; r < in->record_count; r++) {
				t->key[rule][depth][r] =
					test_random_below(values) * UINT64_C(0x9e3779b97f4a7c15);
			}
		}
	}
	make_lists(t);
}

static size_t list_of(const struct match_block_input *in, uint32_t record)
{
	size_t list = 0;
	while (in->list_start[list + 1] <= record) {
		list++;
	}
	return list;
}

static bool is_allowed(const struct match_block_input *in, uint32_t a, uint32_t b)
{
	size_t list_a = list_of(in, a);
	size_t list_b = list_of(in, b);
	return (list_a != list_b || !in->list_is_unique[list_a]) &&
		(in->only_list == MATCH_LIST_ALL || list_a == in->only_list || list_b == in->only_list);
}

struct expected {
	uint32_t block[MATCH_RULE_MAX][RECORDS]; /* 0: none */
	uint32_t block_count;
	uint64_t pairs[MATCH_RULE_MAX];
	uint64_t refined[MATCH_RULE_MAX];
	uint64_t skipped[MATCH_RULE_MAX];
};

static uint64_t allowed_pairs(const struct match_block_input *in, const uint32_t *record, size_t count)
{
	uint64_t pairs = 0;
	for (size_t i = 0; i < count; i++) {
		for (size_t j = i + 1; j < count; j++) {
			pairs += is_allowed(in, record[i], record[j]);
		}
	}
	return pairs;
}

static uint64_t group(const struct table *t, struct expected *x, unsigned rule, unsigned depth,
	const uint32_t *record, size_t count);

/* What becomes of records of one key. Returns their pairs. */
static uint64_t decide(const struct table *t, struct expected *x, unsigned rule, unsigned depth,
	const uint32_t *record, size_t count)
{
	uint64_t pairs = allowed_pairs(&t->in, record, count);
	if (pairs > t->in.refine_pairs && depth < t->in.refine_count[rule]) {
		x->refined[rule] += pairs - group(t, x, rule, depth + 1, record, count);
	} else if (pairs > t->in.skip_pairs) {
		x->skipped[rule] += pairs;
	} else {
		x->pairs[rule] += pairs;
		x->block_count++;
		for (size_t i = 0; i < count; i++) {
			x->block[rule][record[i]] = x->block_count;
		}
	}
	return pairs;
}

static uint64_t group(const struct table *t, struct expected *x, unsigned rule, unsigned depth,
	const uint32_t *record, size_t count)
{
	bool is_done[RECORDS] = {false};
	uint64_t pairs = 0;
	for (size_t i = 0; i < count; i++) {
		uint64_t key = t->key[rule][depth][record[i]];
		uint32_t same[RECORDS];
		size_t same_count = 0;
		bool is_first = !is_done[i] && (depth > 0 || key != 0);
		for (size_t j = i; is_first && j < count; j++) {
			if (t->key[rule][depth][record[j]] == key) {
				same[same_count++] = record[j];
				is_done[j] = true;
			}
		}
		pairs += same_count > 0 ? decide(t, x, rule, depth, same, same_count) : 0;
	}
	return pairs;
}

static void expect(const struct table *t, struct expected *x)
{
	uint32_t all[RECORDS];
	for (uint32_t r = 0; r < t->in.record_count; r++) {
		all[r] = r;
	}
	memset(x, 0, sizeof(*x));
	for (unsigned rule = 0; rule < t->in.rule_count; rule++) {
		group(t, x, rule, 0, all, t->in.record_count);
	}
}

static uint32_t expected_rules(const struct table *t, const struct expected *x, uint32_t a, uint32_t b)
{
	uint32_t rules = 0;
	for (unsigned rule = 0; rule < t->in.rule_count && is_allowed(&t->in, a, b); rule++) {
		rules |= (uint32_t)(x->block[rule][a] != 0 && x->block[rule][a] == x->block[rule][b]) << rule;
	}
	return rules;
}

/* ------- what the walk gives ------- */

struct seen {
	unsigned rule;
	bool is_wrong;
	uint64_t by_batch;
	uint32_t times[RECORDS][RECORDS];
	uint32_t rules[RECORDS][RECORDS]; /* as bits */
};

static void see(void *context, const struct match_pair *pairs, size_t count)
{
	struct seen *s = context;
	s->is_wrong |= count == 0 || count > MATCH_PAIR_BATCH;
	s->by_batch += count;
	for (size_t i = 0; i < count; i++) {
		s->is_wrong |= pairs[i].a >= pairs[i].b;
		s->times[pairs[i].a][pairs[i].b]++;
		s->rules[pairs[i].a][pairs[i].b] |= UINT32_C(1) << s->rule;
	}
}

/* Walks the jobs of share i of n. */
static bool walk_share(const struct match_block_plan *p, size_t i, size_t n, struct seen *s)
{
	uint64_t pairs = s->by_batch;
	for (size_t job = i; job < match_block_job_count(p); job += n) {
		s->rule = match_block_job_rule(p, job);
		uint64_t of_job = match_block_walk(p, job, see, s);
		if (of_job != match_block_walk(p, job, NULL, NULL)) {
			return false;
		}
		pairs += of_job;
	}
	return pairs == s->by_batch && !s->is_wrong;
}

static bool is_as_expected(const struct table *t, const struct expected *x, const struct match_block_plan *p,
	const struct seen *s)
{
	for (uint32_t a = 0; a < t->in.record_count; a++) {
		for (uint32_t b = a + 1; b < t->in.record_count; b++) {
			uint32_t rules = expected_rules(t, x, a, b);
			uint32_t first = rules & (0 - rules);
			if (match_block_rules_of(p, a, b) != rules ||
				match_block_rules_of(p, b, a) != rules || s->times[a][b] != (rules != 0) ||
				s->rules[a][b] != first) {
				test_note("records %u and %u: rules %x, seen %u times by %x", a, b, rules,
					s->times[a][b], s->rules[a][b]);
				return false;
			}
		}
	}
	return true;
}

static bool has_facts(const struct table *t, const struct expected *x, const struct match_block_plan *p)
{
	for (unsigned rule = 0; rule < t->in.rule_count; rule++) {
		const struct match_block_facts *f = match_block_facts(p, rule);
		uint64_t shown = 0;
		for (size_t i = 0; i < MATCH_BLOCK_SHOWN; i++) {
			shown += f->skipped[i].pair_count;
		}
		if (f->pair_count != x->pairs[rule] || f->refined_pair_count != x->refined[rule] ||
			f->skipped_pair_count != x->skipped[rule] ||
			f->key_pair_count != f->pair_count + f->refined_pair_count + f->skipped_pair_count ||
			(f->skipped_block_count <= MATCH_BLOCK_SHOWN) != (shown == f->skipped_pair_count)) {
			return false;
		}
	}
	return true;
}

TEST(block_walk_gives_each_pair_once_at_its_first_rule)
{
	GUARANTEE("block.h: The jobs give each pair that some rule makes exactly once, at the first rule "
		  "that makes it.");
	GUARANTEE("block.h: No pair lies within a list that has each person once.");
	GUARANTEE("block.h: With only_list, each pair has a record of that list, and none is missing.");
	GUARANTEE("block.h: Every pair with equal keys is compared, put into different blocks by refinement, "
		  "or counted");
	static struct table t;
	static struct expected x;
	static struct seen s;
	struct pool *pool = pool_open(3);
	for (unsigned i = 0; i < TABLES; i++) {
		make_table(&t);
		expect(&t, &x);
		memset(&s, 0, sizeof(s));
		struct match_block_plan *p = match_block_plan_open(&t.in, i % 2 ? pool : NULL);
		CHECK(walk_share(p, 0, 1, &s));
		CHECK(is_as_expected(&t, &x, p, &s));
		CHECK(has_facts(&t, &x, p));
		match_block_plan_close(&p);
	}
	pool_close(&pool);
}

TEST(block_shares_add_up_to_the_whole)
{
	GUARANTEE("block.h: Jobs taken by their number modulo n are n shares whose union is the whole walk.");
	static struct table t;
	static struct expected x;
	static struct seen s;
	for (unsigned i = 0; i < TABLES / 10; i++) {
		make_table(&t);
		expect(&t, &x);
		memset(&s, 0, sizeof(s));
		size_t shares = 1 + test_random_below(5);
		/* Each share by a plan of its own, as on another machine. */
		for (size_t share = shares; share-- > 0;) {
			struct match_block_plan *p = match_block_plan_open(&t.in, NULL);
			CHECK(walk_share(p, share, shares, &s));
			match_block_plan_close(&p);
		}
		struct match_block_plan *p = match_block_plan_open(&t.in, NULL);
		CHECK(is_as_expected(&t, &x, p, &s));
		match_block_plan_close(&p);
	}
}

static bool is_part(const struct seen *small, const struct seen *large)
{
	for (uint32_t a = 0; a < RECORDS; a++) {
		for (uint32_t b = 0; b < RECORDS; b++) {
			if (small->times[a][b] > large->times[a][b] || large->times[a][b] > 1) {
				return false;
			}
		}
	}
	return true;
}

TEST(block_samples_grow_with_their_share)
{
	GUARANTEE("block.h: A share of 1 gives every pair of the rule; a smaller one gives a part of the "
		  "pairs of any");
	static struct table t;
	static struct seen s[3];
	static const double shares[] = {0.2, 0.7, 1};
	uint64_t taken[3] = {0, 0, 0};
	for (unsigned i = 0; i < TABLES / 10; i++) {
		make_table(&t);
		struct match_block_plan *p = match_block_plan_open(&t.in, NULL);
		uint64_t seed = test_random();
		for (size_t job = 0; job < match_block_job_count(p); job++) {
			unsigned rule = match_block_job_rule(p, job);
			memset(s, 0, sizeof(s));
			for (size_t k = 0; k < 3; k++) {
				taken[k] += match_block_sample(p, job, shares[k], seed, see, &s[k]);
			}
			CHECK_INT((int64_t)s[2].by_batch, (int64_t)match_block_facts(p, rule)->pair_count);
			CHECK(is_part(&s[0], &s[1]) && is_part(&s[1], &s[2]));
			CHECK_INT((int64_t)match_block_sample(p, job, 0, seed, see, &s[0]), 0);
		}
		match_block_plan_close(&p);
	}
	CHECK(taken[0] > taken[2] / 10 && taken[0] < taken[2] * 3 / 10);
	CHECK(taken[1] > taken[2] * 6 / 10 && taken[1] < taken[2] * 8 / 10);
}

/* ------- larger tables, whose blocks are cut into jobs ------- */

/* Keys by arithmetic: blocks of 3 sizes. */
static uint64_t key_by_number(const void *context, unsigned rule, unsigned depth, uint32_t record)
{
	uint32_t records = *(const uint32_t *)context;
	if (depth > 0) {
		return record % 7;
	}
	return rule == 0    ? 1 + record / (records / 2 + 1)
		: rule == 1 ? 1 + record % 1000
			    : record / 3 * UINT64_C(0x9e3779b97f4a7c15);
}

struct trace {
	uint64_t hash;
	uint64_t pairs;
	const struct match_block_plan *plan;
	uint8_t *is_seen; /* NULL, or one byte a pair of records */
	uint32_t records;
	bool is_twice;
};

static void trace(void *context, const struct match_pair *pairs, size_t count)
{
	struct trace *t = context;
	for (size_t i = 0; i < count; i++) {
		t->hash = (t->hash ^ pairs[i].a) * UINT64_C(0x100000001b3);
		t->hash = (t->hash ^ pairs[i].b) * UINT64_C(0x100000001b3);
		if (t->is_seen) {
			uint8_t *seen = &t->is_seen[(size_t)pairs[i].a * t->records + pairs[i].b];
			t->is_twice |= *seen != 0;
			*seen = 1;
		}
	}
	t->pairs += count;
}

static struct match_block_input numbered(uint32_t *records, const uint32_t *list_start, const bool *is_unique)
{
	struct match_block_input in = {.record_count = *records,
		.rule_count = 3,
		.key = key_by_number,
		.context = records,
		.refine_count = {1, 1, 1},
		.list_count = 1,
		.list_start = list_start,
		.list_is_unique = is_unique,
		.only_list = MATCH_LIST_ALL,
		.refine_pairs = UINT64_MAX,
		.skip_pairs = UINT64_MAX};
	return in;
}

TEST(block_large_blocks_are_cut_into_jobs)
{
	uint32_t records = 4000;
	bool is_unique = false;
	struct match_block_input in = numbered(&records, (const uint32_t[]){0, records}, &is_unique);
	struct match_block_plan *p = match_block_plan_open(&in, NULL);
	struct trace t = {.plan = p, .records = records};
	t.is_seen = mem_calloc((size_t)records * records, 1);
	CHECK(match_block_job_count(p) >= 5);
	for (size_t job = 0; job < match_block_job_count(p); job++) {
		uint64_t before = t.pairs;
		match_block_walk(p, job, trace, &t);
		CHECK(t.pairs - before < 2 << 20);
	}
	uint64_t made = 0;
	for (uint32_t a = 0; a < records; a++) {
		for (uint32_t b = a + 1; b < records; b++) {
			made += match_block_rules_of(p, a, b) != 0;
		}
	}
	CHECK(!t.is_twice);
	CHECK_INT((int64_t)t.pairs, (int64_t)made);
	free(t.is_seen);
	match_block_plan_close(&p);
}

TEST(block_plan_is_the_same_with_any_number_of_threads)
{
	GUARANTEE("block.h: A plan and its walk are the same with any number of threads.");
	uint32_t records = 600000;
	bool is_unique[] = {false, true};
	uint32_t list_start[] = {0, 10000, records};
	struct match_block_input in = numbered(&records, list_start, is_unique);
	in.list_count = 2;
	in.refine_pairs = MATCH_BLOCK_REFINE_PAIRS;
	in.skip_pairs = MATCH_BLOCK_SKIP_PAIRS;
	in.only_list = 0;
	static const unsigned threads[] = {0, 1, 2, 3, 8};
	uint64_t hash[ARRAY_COUNT(threads)];
	for (size_t i = 0; i < ARRAY_COUNT(threads); i++) {
		struct pool *pool = threads[i] ? pool_open(threads[i]) : NULL;
		struct match_block_plan *p = match_block_plan_open(&in, pool);
		struct trace t = {.plan = p};
		for (size_t job = 0; job < match_block_job_count(p); job++) {
			if (match_block_job_rule(p, job) > 0) {
				match_block_walk(p, job, trace, &t);
			}
		}
		hash[i] = t.hash ^ t.pairs ^ match_block_job_count(p);
		CHECK(t.pairs > 0);
		CHECK(hash[i] == hash[0]);
		match_block_plan_close(&p);
		pool_close(&pool);
	}
}

/* With lists that have each person once, one block of everybody costs what its pairs across lists cost. */
TEST(block_unique_lists_cost_no_square)
{
	uint32_t records = 3000000;
	bool is_unique[] = {true, true};
	uint32_t list_start[] = {0, records - 1, records};
	struct match_block_input in = numbered(&records, list_start, is_unique);
	in.list_count = 2;
	in.rule_count = 1;
	in.refine_pairs = MATCH_BLOCK_REFINE_PAIRS;
	in.skip_pairs = MATCH_BLOCK_SKIP_PAIRS;
	in.refine_count[0] = 0;
	struct match_block_plan *p = match_block_plan_open(&in, NULL);
	uint64_t pairs = 0;
	for (size_t job = 0; job < match_block_job_count(p); job++) {
		pairs += match_block_walk(p, job, NULL, NULL);
	}
	/* The last record meets the others of its half; the square would take minutes. */
	CHECK_INT((int64_t)pairs, (int64_t)records / 2 - 2);
	CHECK_INT((int64_t)match_block_facts(p, 0)->block_count, 1);
	CHECK_INT((int64_t)match_block_facts(p, 0)->pair_count, (int64_t)pairs);
	match_block_plan_close(&p);
}

TEST(block_shows_what_it_skips)
{
	uint32_t records = 60000;
	bool is_unique = false;
	struct match_block_input in = numbered(&records, (const uint32_t[]){0, records}, &is_unique);
	in.refine_pairs = 1000;
	in.skip_pairs = 2000;
	in.refine_count[0] = 0;
	struct match_block_plan *p = match_block_plan_open(&in, NULL);
	const struct match_block_facts *f = match_block_facts(p, 0);
	CHECK_INT((int64_t)f->skipped_block_count, 2);
	CHECK_INT((int64_t)f->skipped_record_count, 60000);
	CHECK_INT(f->skipped[0].record, 0);
	CHECK_INT(f->skipped[0].record_count, 30001);
	CHECK_INT((int64_t)f->skipped[0].pair_count, INT64_C(30001) * 30000 / 2);
	CHECK_INT(f->skipped[1].record, 30001);
	CHECK_INT(f->skipped[2].record_count, 0);
	CHECK_INT((int64_t)f->block_count, 0);
	/* Blocks of 60 are cut into 7: 1,770 pairs are over the first limit. */
	f = match_block_facts(p, 1);
	CHECK_INT((int64_t)f->refined_block_count, 1000);
	CHECK_INT(f->refined[0].record_count, 60);
	CHECK_INT((int64_t)f->skipped_block_count, 0);
	CHECK(f->pair_count < f->key_pair_count / 6);
	match_block_plan_close(&p);
}
