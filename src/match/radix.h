/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sorting of keys with their records, byte by byte from the last: stable, and the same for any number of threads.
 *
 * Source: Knuth, The art of computer programming, volume 3, section 5.2.5, algorithm R.
 */
#ifndef MATCH_RADIX_H
#define MATCH_RADIX_H

#include "base/base.h"
#include "base/pool.h"

/* 12 bytes, not 16: sorting is as fast as memory, and tables have tens of millions of them. */
struct match_keyed {
	uint64_t key;
	uint32_t record;
} __attribute__((packed, aligned(4)));

/*
 * Sorts by key; items of equal keys keep their order. Bytes that are the same in all keys cost nothing.
 *
 * items     sorted in place
 * scratch   of the same count; what it holds afterwards is undefined
 * pool      NULL: this thread only
 *
 * ^ Items of equal keys keep their order.
 * ^ The result is the same with any number of threads, and without a pool.
 */
void match_radix_sort(
	struct match_keyed *items, struct match_keyed *scratch, size_t count, struct pool *pool);

#endif
