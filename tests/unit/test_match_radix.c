/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sorting keys with their records, against the definition of sorted. */
#include "base/mem.h"
#include "match/radix.h"
#include "test.h"

/* Keys of several shapes; the records number the items. */
static uint64_t key_of_shape(unsigned shape)
{
	uint64_t r = test_random();
	const uint64_t shapes[] = {r, r & 0xff, r & 0xff00ff0000, r << 60 | (r & 3), (r & 1) << 63, 7,
		UINT64_MAX - (r & 0xffff), r % 1000 * UINT64_C(0x100000001)};
	return shapes[shape % ARRAY_COUNT(shapes)];
}

static bool is_sorted_and_stable(const struct match_keyed *items, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (items[i - 1].key > items[i].key ||
			(items[i - 1].key == items[i].key && items[i - 1].record >= items[i].record)) {
			return false;
		}
	}
	return true;
}

static uint64_t sum_of_keys(const struct match_keyed *items, size_t count, const uint64_t *key)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < count; i++) {
		sum += items[i].record < count && key[items[i].record] == items[i].key;
	}
	return sum;
}

static bool sorts(size_t count, unsigned shape, struct pool *pool)
{
	struct match_keyed *items = mem_alloc((count + 1) * sizeof(*items));
	struct match_keyed *scratch = mem_alloc((count + 1) * sizeof(*items));
	uint64_t *key = mem_alloc((count + 1) * sizeof(*key));
	for (size_t i = 0; i < count; i++) {
		key[i] = key_of_shape(shape);
		items[i] = (struct match_keyed){key[i], (uint32_t)i};
	}
	match_radix_sort(items, scratch, count, pool);
	/* Each item still has its key, and strictly ascending (key, record) means that no record is there twice. */
	bool ok = is_sorted_and_stable(items, count) && sum_of_keys(items, count, key) == count;
	free(items);
	free(scratch);
	free(key);
	return ok;
}

TEST(radix_sorts_keys_of_every_shape)
{
	GUARANTEE("radix.h: Items of equal keys keep their order.");
	for (unsigned shape = 0; shape < 8; shape++) {
		for (size_t count = 0; count < 70; count++) {
			CHECK(sorts(count, shape, NULL));
		}
		CHECK(sorts(1000, shape, NULL));
		CHECK(sorts(50000, shape, NULL));
	}
}

TEST(radix_sorts_the_same_with_any_number_of_threads)
{
	GUARANTEE("radix.h: The result is the same with any number of threads, and without a pool.");
	/* A stable order is the only one there is: sorted and stable with all of them means the same with all. */
	static const unsigned threads[] = {1, 2, 3, 8};
	for (size_t t = 0; t < ARRAY_COUNT(threads); t++) {
		struct pool *pool = pool_open(threads[t]);
		for (unsigned shape = 0; shape < 8; shape++) {
			CHECK(sorts(700001, shape, pool));
		}
		pool_close(&pool);
	}
	CHECK(sorts(700001, 0, NULL));
}
