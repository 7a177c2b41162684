/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The audit of blocking on tables whose true pairs are known, and its statistics against published ones. */
#include "base/mem.h"
#include "match/audit.h"
#include "test.h"

#include <math.h>

enum { PAIRS = 3000, RECORDS = 2 * PAIRS, FEATURES = 24 };

/*
 * Records i and PAIRS + i are one person's: of the features of the one, `shared` are also the other's. The rule makes the pairs
 * for which i modulo 5 is not 0; the second rule makes every second pair.
 */
struct table {
	uint32_t record[RECORDS];
	size_t start[RECORDS + 1];
	uint64_t feature[RECORDS * FEATURES];
	uint32_t list_start[3];
	bool list_is_unique[2];
	struct match_audit_slice slice;
};

static uint64_t key_of(const void *context, unsigned rule, unsigned depth, uint32_t record)
{
	(void)context;
	uint32_t i = record % PAIRS;
	return rule == depth ? (i % 5 == 0 ? 0 : i + 1) : i % 2 == 0 ? i + 1 : 0;
}

static int compare_features(const void *a, const void *b)
{
	const uint64_t *x = a;
	const uint64_t *y = b;
	return (*x > *y) - (*x < *y);
}

static void make_table(struct table *t, unsigned shared)
{
	for (size_t r = 0; r < RECORDS; r++) {
		t->record[r] = (uint32_t)r;
		t->start[r + 1] = (r + 1) * FEATURES;
		uint64_t *feature = &t->feature[r * FEATURES];
		for (unsigned f = 0; f < FEATURES; f++) {
			feature[f] = r >= PAIRS && f < shared ? t->feature[(r - PAIRS) * FEATURES + f]
							      : test_random();
		}
	}
	for (size_t r = 0; r < RECORDS; r++) {
		qsort(&t->feature[r * FEATURES], FEATURES, sizeof(*t->feature), compare_features);
	}
	t->list_start[1] = PAIRS;
	t->list_start[2] = RECORDS;
	t->list_is_unique[0] = t->list_is_unique[1] = true;
	t->slice = (struct match_audit_slice){.record_count = RECORDS,
		.record = t->record,
		.start = t->start,
		.feature = t->feature,
		.rows = 3,
		.likely_min = 0.3,
		.seed = test_random()};
}

static struct match_block_plan *open_plan(const struct table *t, struct pool *pool)
{
	struct match_block_input in = {.record_count = RECORDS,
		.rule_count = 2,
		.key = key_of,
		.list_count = 2,
		.list_start = t->list_start,
		.list_is_unique = t->list_is_unique,
		.only_list = MATCH_LIST_ALL,
		.refine_pairs = MATCH_BLOCK_REFINE_PAIRS,
		.skip_pairs = MATCH_BLOCK_SKIP_PAIRS};
	return match_block_plan_open(&in, pool);
}

TEST(audit_finds_equal_records_and_says_what_rules_miss)
{
	GUARANTEE("audit.h: With features that are equal in the records of a pair and in no others, each "
		  "such pair is found.");
	static struct table t;
	make_table(&t, FEATURES);
	struct match_block_plan *p = open_plan(&t, NULL);
	struct match_audit a;
	match_audit_run(p, &t.slice, NULL, &a);
	CHECK_INT((int64_t)a.likely_count, PAIRS);
	CHECK_INT((int64_t)a.made_count, PAIRS * 9 / 10);
	CHECK_INT((int64_t)a.made_by[0], PAIRS * 4 / 5);
	CHECK_INT((int64_t)a.made_by[1], PAIRS / 2);
	CHECK_INT((int64_t)a.made_only_by[0], PAIRS * 4 / 10);
	CHECK_INT((int64_t)a.made_only_by[1], PAIRS / 10);
	CHECK(fabs(a.recall_p - 0.9) < 1e-12);
	CHECK(a.recall_low_p > 0.885 && a.recall_low_p < 0.9 && a.recall_high_p > 0.9 &&
		a.recall_high_p < 0.915);
	CHECK_INT((int64_t)a.missed_count, MATCH_AUDIT_SHOWN);
	for (size_t i = 0; i < a.missed_count; i++) {
		CHECK(a.missed[i].b == a.missed[i].a + PAIRS && a.missed[i].a % 10 == 5);
	}
	CHECK_INT((int64_t)a.skipped_pair_count, 0);
	match_block_plan_close(&p);
}

TEST(audit_weights_stand_for_pairs_that_were_not_found)
{
	static struct table t;
	/* 12 of 24 shared: similarity 1/3, found with chance 0.70 */
	make_table(&t, FEATURES / 2);
	struct match_block_plan *p = open_plan(&t, NULL);
	struct match_audit a;
	match_audit_run(p, &t.slice, NULL, &a);
	CHECK((double)a.likely_count > PAIRS * 0.66 && (double)a.likely_count < PAIRS * 0.74);
	CHECK(fabs(a.likely_total / PAIRS - 1) < 0.05);
	CHECK(fabs(a.recall_p - 0.9) < 0.03);
	/* More minima a band find fewer of them, and the weights still say how many there are. */
	t.slice.rows = 4;
	struct match_audit fewer;
	match_audit_run(p, &t.slice, NULL, &fewer);
	CHECK(fewer.likely_count < a.likely_count / 2 + a.likely_count / 4);
	CHECK(fabs(fewer.likely_total / PAIRS - 1) < 0.1);
	CHECK(fewer.recall_high_p - fewer.recall_low_p > a.recall_high_p - a.recall_low_p);
	match_block_plan_close(&p);
}

static bool is_even(const void *context, uint32_t a, uint32_t b)
{
	(void)context;
	return a % 2 == 0 && b % 2 == 0;
}

TEST(audit_counts_what_the_lists_allow_and_the_judge_takes)
{
	static struct table t;
	make_table(&t, FEATURES);
	/* One list of all, which has each person once, allows no pair. */
	t.list_start[1] = 0;
	struct match_block_plan *p = open_plan(&t, NULL);
	struct match_audit a;
	match_audit_run(p, &t.slice, NULL, &a);
	CHECK_INT((int64_t)a.candidate_count, 0);
	CHECK(isnan(a.recall_p));
	match_block_plan_close(&p);
	t.list_start[1] = PAIRS;
	p = open_plan(&t, NULL);
	t.slice.is_likely = is_even;
	match_audit_run(p, &t.slice, NULL, &a);
	CHECK_INT((int64_t)a.likely_count, PAIRS / 2);
	/* No record, and records without features, give no pairs. */
	t.slice.record_count = 0;
	match_audit_run(p, &t.slice, NULL, &a);
	CHECK_INT((int64_t)a.likely_count, 0);
	t.slice.record_count = RECORDS;
	t.slice.start = (size_t[RECORDS + 1]){0};
	match_audit_run(p, &t.slice, NULL, &a);
	CHECK_INT((int64_t)a.candidate_count, 0);
	match_block_plan_close(&p);
}

TEST(audit_is_the_same_with_any_number_of_threads)
{
	GUARANTEE("audit.h: The audit is the same with any number of threads.");
	static struct table t;
	make_table(&t, FEATURES / 2);
	static const unsigned threads[] = {0, 1, 2, 8};
	struct match_audit a[ARRAY_COUNT(threads)];
	for (size_t i = 0; i < ARRAY_COUNT(threads); i++) {
		struct pool *pool = threads[i] ? pool_open(threads[i]) : NULL;
		struct match_block_plan *p = open_plan(&t, pool);
		match_audit_run(p, &t.slice, pool, &a[i]);
		CHECK(memcmp(&a[i], &a[0], sizeof(a[0])) == 0);
		match_block_plan_close(&p);
		pool_close(&pool);
	}
}

TEST(audit_interval_is_that_of_wilson)
{
	GUARANTEE("audit.h: The interval of Wilson is that of the published examples.");
	/* Newcombe, Two-sided confidence intervals for the single proportion (1998), table I, method 3 */
	static const double rows[][4] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		double low, high;
		match_wilson(rows[i][0], rows[i][1], &low, &high);
		CHECK(fabs(low - rows[i][2]) < 5.1e-5 && fabs(high - rows[i][3]) < 5.1e-5);
	}
}

TEST(audit_bound_of_chao)
{
	GUARANTEE(
		"audit.h: Chao's bound is the number of pairs itself where none is made by one rule alone.");
	CHECK(match_pairs_at_least((uint64_t[]){9, 0, 5, 7}, 3) == 12);
	CHECK(match_pairs_at_least((uint64_t[]){9, 4}, 1) == 4);
	/* 17 + 2/3 · 10 · 9 / 12 */
	CHECK(fabs(match_pairs_at_least((uint64_t[]){0, 10, 5, 2}, 3) - 22) < 1e-12);
	/* Independent rules: the bound is about the truth; and pairs that differ make it too low, never too high. */
	uint64_t even[6] = {0};
	uint64_t uneven[6] = {0};
	for (unsigned i = 0; i < 100000; i++) {
		unsigned k = 0;
		unsigned l = 0;
		for (unsigned rule = 0; rule < 5; rule++) {
			k += test_random_below(10) < 4;
			l += test_random_below(10) < (i % 2 ? 7U : 1U);
		}
		even[k]++;
		uneven[l]++;
	}
	CHECK(fabs(match_pairs_at_least(even, 5) / 100000 - 1) < 0.02);
	double uneven_bound = match_pairs_at_least(uneven, 5);
	CHECK(uneven_bound < 100000 && uneven_bound > 100000 - (double)uneven[0]);
}
