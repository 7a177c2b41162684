/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/histogram.h"
#include "match/dict.h"

enum { TALLY_FIRST_SLOTS = 256 };

void match_tally_done(struct match_tally *t)
{
	free(t->slots);
	*t = (struct match_tally){0};
}

static struct match_count *slot_of(const struct match_tally *t, match_pattern pattern)
{
	size_t mask = t->slot_count - 1;
	size_t at = match_hash_join(pattern, 0) & mask;
	while (t->slots[at].count > 0 && t->slots[at].pattern != pattern) {
		at = (at + 1) & mask;
	}
	return &t->slots[at];
}

static void grow(struct match_tally *t)
{
	struct match_tally old = *t;
	t->slot_count = old.slot_count > 0 ? old.slot_count * 2 : TALLY_FIRST_SLOTS;
	t->slots = mem_calloc(t->slot_count, sizeof(*t->slots));
	for (size_t i = 0; i < old.slot_count; i++) {
		if (old.slots[i].count > 0) {
			*slot_of(t, old.slots[i].pattern) = old.slots[i];
		}
	}
	free(old.slots);
}

void match_tally_add(struct match_tally *t, match_pattern pattern, double count)
{
	if (!(count > 0)) {
		return;
	}
	if (t->used * 2 >= t->slot_count) {
		grow(t);
	}
	struct match_count *slot = slot_of(t, pattern);
	t->used += slot->count > 0 ? 0 : 1;
	slot->pattern = pattern;
	slot->count += count;
	t->total += count;
}

void match_tally_merge(struct match_tally *into, const struct match_tally *from)
{
	for (size_t i = 0; i < from->slot_count; i++) {
		match_tally_add(into, from->slots[i].pattern, from->slots[i].count);
	}
}

static int compare_rows(const void *a, const void *b)
{
	match_pattern x = ((const struct match_count *)a)->pattern;
	match_pattern y = ((const struct match_count *)b)->pattern;
	return (x > y) - (x < y);
}

struct match_histogram match_tally_rows(const struct match_tally *t, struct arena *a)
{
	struct match_count *rows = arena_calloc(a, t->used + 1, sizeof(*rows));
	size_t count = 0;
	for (size_t i = 0; i < t->slot_count; i++) {
		if (t->slots[i].count > 0) {
			rows[count++] = t->slots[i];
		}
	}
	qsort(rows, count, sizeof(*rows), compare_rows);
	return (struct match_histogram){rows, count};
}
