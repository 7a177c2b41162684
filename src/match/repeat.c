/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/repeat.h"
#include "base/mem.h"
#include "match/dict.h"

size_t match_repeat_keys(
	struct match_keyed *items, struct match_keyed *scratch, size_t count, struct pool *pool)
{
	size_t repeats = 0;
	match_radix_sort(items, scratch, count, pool);
	for (size_t i = 1; i < count; i++) {
		repeats += items[i].key == items[i - 1].key;
	}
	return repeats;
}

static bool has_name(const struct match_table *t, uint32_t record)
{
	for (size_t c = 0; c < t->column_count; c++) {
		if (match_roles[t->role[c]].kind == MATCH_KIND_NAME && match_row_of(t, record)[c] > 0) {
			return true;
		}
	}
	return false;
}

static uint64_t hash_row(const struct match_table *t, uint32_t record)
{
	uint64_t hash = 0;
	for (size_t c = 0; c < t->column_count; c++) {
		hash = match_hash_join(hash, match_row_of(t, record)[c]);
	}
	return hash;
}

size_t match_repeat_rows(const struct match_table *t, size_t list, struct pool *pool)
{
	size_t room = t->list_start[list + 1] - t->list_start[list] + (size_t)1;
	struct match_keyed *items = mem_calloc(room, sizeof(*items));
	struct match_keyed *scratch = mem_calloc(room, sizeof(*scratch));
	size_t count = 0;
	for (uint32_t r = t->list_start[list]; r < t->list_start[list + 1]; r++) {
		if (has_name(t, r)) {
			items[count++] = (struct match_keyed){hash_row(t, r), r};
		}
	}
	size_t repeats = match_repeat_keys(items, scratch, count, pool);
	free(items);
	free(scratch);
	return repeats;
}
