/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/capture.h"

#include <inttypes.h>
#include <stdlib.h>

struct cell {
	uint64_t mask;
	int64_t count;
};

uint64_t capture_all(unsigned list_count)
{
	return list_count >= 64 ? UINT64_MAX : (UINT64_C(1) << list_count) - 1;
}

static int compare_cells(const void *a, const void *b)
{
	uint64_t x = ((const struct cell *)a)->mask;
	uint64_t y = ((const struct cell *)b)->mask;
	return (x > y) - (x < y);
}

/* Sorts the cells, adds up those of one pattern and leaves out the empty ones. */
static void set_cells(struct capture_table *t, struct arena *a, struct cell *cells, size_t count)
{
	qsort(cells, count, sizeof(*cells), compare_cells);
	uint64_t *masks = arena_calloc(a, count, sizeof(*masks));
	int64_t *counts = arena_calloc(a, count, sizeof(*counts));
	size_t n = 0;
	t->total = 0;
	for (size_t i = 0; i < count; i++) {
		if (cells[i].count == 0) {
			continue;
		}
		if (n == 0 || masks[n - 1] != cells[i].mask) {
			masks[n++] = cells[i].mask;
		}
		counts[n - 1] += cells[i].count;
		t->total += cells[i].count;
	}
	t->mask = masks;
	t->count = counts;
	t->cell_count = n;
}

static int check_cell(unsigned list_count, uint64_t mask, int64_t count, int64_t room, struct err *e)
{
	if (mask == 0) {
		return err_set(e, ERR_INPUT,
			"the pattern of people on no list is given; their number is what is to be estimated");
	}
	if ((mask & ~capture_all(list_count)) != 0) {
		return err_set(
			e, ERR_INPUT, "a pattern names a list beyond the %u that there are", list_count);
	}
	if (count < 0) {
		return err_set(e, ERR_INPUT, "the count %" PRId64 " is negative", count);
	}
	if (count > room) {
		return err_set(e, ERR_INPUT, "the counts add up to more than %" PRId64, CAPTURE_TOTAL_MAX);
	}
	return 0;
}

int capture_table_build(struct capture_table *t, struct arena *a, unsigned list_count,
	const struct bytes *names, const uint64_t *mask, const int64_t *count, size_t cell_count,
	struct err *e)
{
	if (list_count == 0 || list_count > CAPTURE_LISTS_MAX) {
		return err_set(e, ERR_INPUT, "%u lists; between 1 and %d can be worked on", list_count,
			CAPTURE_LISTS_MAX);
	}
	struct cell *cells = arena_calloc(a, cell_count, sizeof(*cells));
	int64_t room = CAPTURE_TOTAL_MAX;
	for (size_t i = 0; i < cell_count; i++) {
		int rc = check_cell(list_count, mask[i], count[i], room, e);
		if (rc != 0) {
			return rc;
		}
		cells[i] = (struct cell){mask[i], count[i]};
		room -= count[i];
	}
	*t = (struct capture_table){.list_count = list_count, .names = names};
	set_cells(t, a, cells, cell_count);
	return 0;
}

int64_t capture_count(const struct capture_table *t, uint64_t mask)
{
	size_t from = 0;
	size_t to = t->cell_count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (t->mask[middle] == mask) {
			return t->count[middle];
		}
		if (t->mask[middle] < mask) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return 0;
}

int64_t capture_margin(const struct capture_table *t, uint64_t on, uint64_t off)
{
	int64_t sum = 0;
	for (size_t i = 0; i < t->cell_count; i++) {
		if ((t->mask[i] & on) == on && (t->mask[i] & off) == 0) {
			sum += t->count[i];
		}
	}
	return sum;
}

int64_t *capture_dense(const struct capture_table *t, struct arena *a)
{
	BUG_IF(t->list_count > 16);
	int64_t *counts = arena_calloc(a, (size_t)1 << t->list_count, sizeof(*counts));
	for (size_t i = 0; i < t->cell_count; i++) {
		counts[t->mask[i]] = t->count[i];
	}
	return counts;
}

/* The bits of `mask` that `keep` has, moved together. */
static uint64_t squeeze(uint64_t mask, uint64_t keep)
{
	uint64_t out = 0;
	unsigned to = 0;
	for (unsigned j = 0; j < CAPTURE_LISTS_MAX; j++) {
		if (keep >> j & 1) {
			out |= (mask >> j & 1) << to++;
		}
	}
	return out;
}

void capture_table_keep(
	struct capture_table *out, struct arena *a, const struct capture_table *t, uint64_t keep)
{
	BUG_IF(keep == 0 || (keep & ~capture_all(t->list_count)) != 0);
	struct bytes *names = arena_calloc(a, t->list_count, sizeof(*names));
	struct cell *cells = arena_calloc(a, t->cell_count, sizeof(*cells));
	*out = (struct capture_table){.names = names};
	for (unsigned j = 0; j < t->list_count; j++) {
		if (keep >> j & 1) {
			names[out->list_count++] = t->names[j];
		}
	}
	size_t n = 0;
	for (size_t i = 0; i < t->cell_count; i++) {
		if ((t->mask[i] & keep) != 0) {
			cells[n++] = (struct cell){squeeze(t->mask[i], keep), t->count[i]};
		}
	}
	set_cells(out, a, cells, n);
}

void capture_table_write(const struct capture_table *t, struct buf *out)
{
	buf_printf(out, "lists %u\n", t->list_count);
	for (size_t i = 0; i < t->cell_count; i++) {
		buf_printf(out, "%" PRIu64 " %" PRId64 "\n", t->mask[i], t->count[i]);
	}
}
