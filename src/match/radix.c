/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/radix.h"

#include "base/mem.h"

enum {
	KEY_BITS = 64,
	FIRST_BITS = 10, /* of items that no cache holds: as many open pages as a second-level TLB does */
	FIRST_DIGITS = 1 << FIRST_BITS,
	FIRST_ITEMS = 1 << 18,
	DIGITS_MAX = 1 << 12, /* their counts fill half of a first-level cache */
	BUCKET_BITS = 2,      /* other items are dealt to buckets of about 4, which insertion sorts fastest */
	INSERTION_MAX = 32,   /* fewer items are in order before their digits are counted */
	SLICE_ITEMS = 1 << 18, /* worth the start of a job */
	SLICE_COUNT_MAX = 16,
};

/* The first deal: by slices of the items, each the work of one job. */
struct deal {
	const struct match_keyed *from;
	struct match_keyed *to;
	size_t count;
	size_t slice_count;
	unsigned shift;                   /* the digit is (key >> shift) mod FIRST_DIGITS */
	uint64_t *varying;                /* by slice: bits in which some key differs from the first of all */
	uint32_t (*place)[FIRST_DIGITS];  /* by slice: the items of a digit, then where the next one goes */
	uint32_t start[FIRST_DIGITS + 1]; /* of each digit */
	struct match_keyed *home;         /* where the sorted items shall be: `from` */
};

static uint64_t varying_bits(uint64_t key, const struct match_keyed *items, size_t count)
{
	uint64_t bits = 0;
	for (size_t i = 0; i < count; i++) {
		bits |= items[i].key ^ key;
	}
	return bits;
}

/* The place of the lowest bit of a digit of so many bits that begins with the highest varying one. */
static unsigned shift_for(uint64_t varying, unsigned bits)
{
	unsigned top = KEY_BITS - (unsigned)__builtin_clzll(varying);
	return top > bits ? top - bits : 0;
}

static unsigned digit_bits(size_t count)
{
	if (count > FIRST_ITEMS) {
		return FIRST_BITS;
	}
	unsigned bits = KEY_BITS - 1 - (unsigned)__builtin_clzll(count) - BUCKET_BITS;
	return 1U << bits < DIGITS_MAX ? bits : (unsigned)__builtin_ctz(DIGITS_MAX);
}

static void count_digits(
	const struct match_keyed *items, size_t count, unsigned shift, unsigned digits, uint32_t *place)
{
	memset(place, 0, digits * sizeof(*place));
	for (size_t i = 0; i < count; i++) {
		place[items[i].key >> shift & (digits - 1)]++;
	}
}

static void deal_digits(const struct match_keyed *items, size_t count, unsigned shift, unsigned digits,
	uint32_t *place, struct match_keyed *to)
{
	for (size_t i = 0; i < count; i++) {
		to[place[items[i].key >> shift & (digits - 1)]++] = items[i];
	}
}

static void insertion_sort(struct match_keyed *items, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct match_keyed item = items[i];
		size_t j = i;
		for (; j > 0 && items[j - 1].key > item.key; j--) {
			items[j] = items[j - 1];
		}
		items[j] = item;
	}
}

/* Sorts the items of a bucket, from its highest varying digit down; they shall be in `other` unless is_home. */
static void sort_bucket(struct match_keyed *items, struct match_keyed *other, size_t count, bool is_home)
{
	uint64_t varying = 0;
	if (count <= INSERTION_MAX) {
		insertion_sort(items, count);
	} else {
		varying = varying_bits(items[0].key, items, count);
	}
	if (varying == 0) {
		if (!is_home) {
			memcpy(other, items, count * sizeof(*items));
		}
		return;
	}
	unsigned bits = digit_bits(count);
	unsigned digits = 1U << bits;
	unsigned shift = shift_for(varying, bits);
	uint32_t place[DIGITS_MAX];
	count_digits(items, count, shift, digits, place);
	uint32_t next = 0;
	for (unsigned digit = 0; digit < digits; digit++) {
		uint32_t of_digit = place[digit];
		place[digit] = next;
		next += of_digit;
	}
	deal_digits(items, count, shift, digits, place, other);
	uint32_t start = 0;
	for (unsigned digit = 0; digit < digits; digit++) {
		if (place[digit] > start) {
			sort_bucket(other + start, items + start, place[digit] - start, !is_home);
		}
		start = place[digit];
	}
}

/* ------- the first deal ------- */

static size_t slice_start(const struct deal *d, size_t slice)
{
	return d->count * slice / d->slice_count;
}

static void find_varying(void *context, size_t slice)
{
	struct deal *d = context;
	size_t from = slice_start(d, slice);
	d->varying[slice] = varying_bits(d->from[0].key, d->from + from, slice_start(d, slice + 1) - from);
}

static void count_slice(void *context, size_t slice)
{
	struct deal *d = context;
	size_t from = slice_start(d, slice);
	count_digits(
		d->from + from, slice_start(d, slice + 1) - from, d->shift, FIRST_DIGITS, d->place[slice]);
}

static void deal_slice(void *context, size_t slice)
{
	struct deal *d = context;
	size_t from = slice_start(d, slice);
	deal_digits(d->from + from, slice_start(d, slice + 1) - from, d->shift, FIRST_DIGITS, d->place[slice],
		d->to);
}

static void sort_digit(void *context, size_t digit)
{
	struct deal *d = context;
	uint32_t start = d->start[digit];
	sort_bucket(d->to + start, d->home + start, d->start[digit + 1] - start, false);
}

/* Counts become places: digit by digit, and for one digit slice by slice, which keeps the order. */
static void find_places(struct deal *d)
{
	uint32_t next = 0;
	for (size_t digit = 0; digit < FIRST_DIGITS; digit++) {
		d->start[digit] = next;
		for (size_t slice = 0; slice < d->slice_count; slice++) {
			uint32_t count = d->place[slice][digit];
			d->place[slice][digit] = next;
			next += count;
		}
	}
	d->start[FIRST_DIGITS] = next;
}

static void deal_and_sort(struct deal *d, struct pool *pool)
{
	pool_run(pool, d->slice_count, find_varying, d);
	uint64_t varying = 0;
	for (size_t slice = 0; slice < d->slice_count; slice++) {
		varying |= d->varying[slice];
	}
	if (varying == 0) {
		return;
	}
	d->shift = shift_for(varying, FIRST_BITS);
	pool_run(pool, d->slice_count, count_slice, d);
	find_places(d);
	pool_run(pool, d->slice_count, deal_slice, d);
	pool_run(pool, FIRST_DIGITS, sort_digit, d);
}

void match_radix_sort(struct match_keyed *items, struct match_keyed *scratch, size_t count, struct pool *pool)
{
	BUG_IF(count > UINT32_MAX);
	size_t slices = count / SLICE_ITEMS;
	if (!pool || slices < 2) {
		sort_bucket(items, scratch, count, true);
		return;
	}
	struct deal *d = mem_calloc(1, sizeof(*d));
	d->from = d->home = items;
	d->to = scratch;
	d->count = count;
	d->slice_count = slices < SLICE_COUNT_MAX ? slices : SLICE_COUNT_MAX;
	d->varying = mem_calloc(d->slice_count, sizeof(*d->varying));
	d->place = mem_calloc(d->slice_count, sizeof(*d->place));
	deal_and_sort(d, pool);
	free(d->place);
	free(d->varying);
	free(d);
}
