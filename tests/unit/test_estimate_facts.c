/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a table holds, and the tables near it. */
#include "estimate/facts.h"
#include "estimate/variant.h"
#include "test.h"

#include <limits.h>

static const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}, {"E", 1}, {"F", 1}, {"G", 1}};

static struct capture_table table(
	struct arena *a, unsigned lists, const uint64_t *masks, const int64_t *counts, size_t count)
{
	struct capture_table t = {0};
	BUG_IF(capture_table_build(&t, a, lists, names, masks, counts, count, NULL) != 0);
	return t;
}

/* A, B and C overlap in a triangle, D hangs on C; E and F overlap each other only; G is empty. */
static struct capture_table two_parts(struct arena *a)
{
	static const uint64_t masks[] = {1, 2, 3, 4, 5, 6, 12, 8, 16, 32, 48};
	static const int64_t counts[] = {10, 20, 3, 9, 2, 1, 4, 6, 8, 7, 2};
	return table(a, 7, masks, counts, ARRAY_COUNT(masks));
}

TEST(facts_of_a_table_in_two_parts)
{
	struct arena a = {0};
	struct facts f;
	struct capture_table t = two_parts(&a);
	facts_count(&f, &a, &t);
	CHECK_INT(f.total, 72);
	CHECK_INT(f.on_one_list, 60);
	CHECK_INT((int64_t)f.cells_occupied, 11);
	CHECK_INT((int64_t)f.cells_possible, 127);
	CHECK_INT(f.list_size[2], 16);
	CHECK_INT(f.overlap[2 * 7 + 3], 4);
	CHECK_INT(f.overlap[3 * 7 + 2], 4);
	CHECK_INT(f.pair_count, 15);
	CHECK_INT(f.pairs_without, 10);
	CHECK_INT(f.component_count, 2);
	CHECK_INT(f.component[3], 0);
	CHECK_INT(f.component[5], 1);
	CHECK(f.component[6] == UINT_MAX);
	CHECK_INT(f.triples, 1);
	CHECK_INT(f.smallest, 5);
	CHECK_INT((int64_t)f.used, 63);
	CHECK_INT((int64_t)f.islands, 0);
	arena_done(&a);
}

TEST(facts_do_not_mind_the_order_of_lists)
{
	GUARANTEE("facts.h: The order of the lists changes only the order of what is said of each.");
	struct arena a = {0};
	struct facts f;
	struct facts turned;
	struct capture_table t = two_parts(&a);
	uint64_t masks[16];
	for (size_t i = 0; i < t.cell_count; i++) {
		masks[i] = 0;
		for (unsigned j = 0; j < 7; j++) {
			masks[i] |= (t.mask[i] >> j & 1) << (6 - j);
		}
	}
	struct capture_table other = table(&a, 7, masks, t.count, t.cell_count);
	facts_count(&f, &a, &t);
	facts_count(&turned, &a, &other);
	CHECK(f.total == turned.total && f.on_one_list == turned.on_one_list);
	CHECK(f.pairs_without == turned.pairs_without && f.triples == turned.triples);
	CHECK(f.component_count == turned.component_count && f.pair_count == turned.pair_count);
	for (unsigned j = 0; j < 7; j++) {
		CHECK_INT(f.list_size[j], turned.list_size[6 - j]);
	}
	arena_done(&a);
}

TEST(facts_find_a_list_that_overlaps_nobody)
{
	struct arena a = {0};
	struct facts f;
	struct capture_table t =
		table(&a, 3, (const uint64_t[]){1, 2, 3, 4}, (const int64_t[]){5, 6, 2, 30}, 4);
	facts_count(&f, &a, &t);
	CHECK_INT((int64_t)f.islands, 4);
	CHECK_INT(f.component_count, 2);
	CHECK_INT(f.triples, 0);
	arena_done(&a);
}

TEST(facts_of_nobody)
{
	struct arena a = {0};
	struct facts f;
	struct capture_table t = table(&a, 3, NULL, NULL, 0);
	facts_count(&f, &a, &t);
	CHECK_INT(f.total, 0);
	CHECK_INT(f.pair_count, 0);
	CHECK_INT(f.component_count, 0);
	arena_done(&a);
}

TEST(facts_of_sixty_four_lists)
{
	struct arena a = {0};
	struct facts f;
	struct bytes many[64];
	for (size_t j = 0; j < 64; j++) {
		many[j] = BYTES("L");
	}
	const uint64_t everybody[] = {UINT64_MAX};
	struct capture_table t;
	struct err e = {0};
	CHECK_OK(capture_table_build(&t, &a, 64, many, everybody, (const int64_t[]){3}, 1, &e), e);
	facts_count(&f, &a, &t);
	CHECK(f.cells_possible == UINT64_MAX);
	CHECK_INT(f.triples, 64 * 63 * 62 / 6);
	CHECK_INT(f.component_count, 1);
	arena_done(&a);
}

TEST(variants_move_one_person)
{
	struct arena a = {0};
	struct capture_table t = two_parts(&a);
	struct capture_table v = {0};
	CHECK(variant_of_pair(&v, &a, &t, 1, 0, 1));
	CHECK_INT(capture_count(&v, 3), 4);
	CHECK_INT(v.total, t.total + 1);
	CHECK(variant_of_pair(&v, &a, &t, 1, 2, -1));
	CHECK_INT(capture_count(&v, 6), 0);
	CHECK_INT((int64_t)v.cell_count, (int64_t)t.cell_count - 1);
	CHECK(variant_of_pair(&v, &a, &t, 0, 6, 1));
	CHECK_INT(capture_count(&v, 65), 1);
	CHECK(!variant_of_pair(&v, &a, &t, 0, 6, -1));
	CHECK_INT(capture_count(&v, 65), 1);
	arena_done(&a);
}

TEST(variants_leave_out_a_list_or_look_within_it)
{
	struct arena a = {0};
	struct capture_table v;
	struct capture_table t = table(
		&a, 3, (const uint64_t[]){1, 2, 3, 4, 5, 6, 7}, (const int64_t[]){10, 20, 3, 9, 2, 1, 5}, 7);
	variant_without(&v, &a, &t, 0);
	CHECK_INT(v.list_count, 2);
	CHECK_TEXT(v.names[0], bytes_of("B"));
	CHECK_INT(v.total, t.total - 10);
	CHECK_INT(capture_count(&v, 1), 23);
	variant_within(&v, &a, &t, 0);
	CHECK_INT(v.list_count, 2);
	CHECK_INT(v.total, 10);
	CHECK_INT(capture_count(&v, 1), 3);
	CHECK_INT(capture_count(&v, 2), 2);
	CHECK_INT(capture_count(&v, 3), 5);
	arena_done(&a);
}
