/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/hash.h"
#include "ops/lists.h"

enum { KEY_BYTES = 16 };

/* A row: what it is known by, and what stands in it. */
struct diff_row {
	unsigned char key[KEY_BYTES];
	unsigned char content[KEY_BYTES];
	uint32_t number;
	bool is_matched;
};

/* The columns that are compared: those that both lists have. */
struct columns {
	const struct list_map *map;
	bool is_compared[LIST_ROLES_MAX + LIST_OWN_COUNT];
	size_t id; /* role of the own id */
	bool is_by_id;
};

static void settle_columns(
	const struct list_reader *before, const struct list_reader *after, struct columns *c)
{
	c->id = c->map->role_count + LIST_OWN_ID;
	for (size_t role = 0; role < c->map->column_count; role++) {
		c->is_compared[role] = list_facts(before)->has[role] && list_facts(after)->has[role];
	}
	c->is_by_id = c->is_compared[c->id];
}

static void add_cell(struct hash_stream *s, size_t role, struct bytes cell)
{
	uint64_t head[2] = {role, cell.len};
	hash_add(s, head, sizeof(head));
	hash_add(s, cell.s, cell.len);
}

static void make_entry(const struct columns *c, const struct list_row *row, struct diff_row *entry)
{
	struct hash_stream s;
	hash_begin(&s);
	for (size_t role = 0; role < c->map->column_count; role++) {
		if (c->is_compared[role] && row->cells[role].s) {
			add_cell(&s, role, row->cells[role]);
		}
	}
	struct hash content = hash_end(&s);
	struct hash key = content;
	if (c->is_by_id && row->cells[c->id].s) {
		hash_begin(&s);
		add_cell(&s, SIZE_MAX, row->cells[c->id]);
		key = hash_end(&s);
	}
	memcpy(entry->key, key.b, KEY_BYTES);
	memcpy(entry->content, content.b, KEY_BYTES);
	entry->number = (uint32_t)row->number;
}

static int compare_entries(const void *a, const void *b)
{
	const struct diff_row *x = a;
	const struct diff_row *y = b;
	int order = memcmp(x->key, y->key, KEY_BYTES);
	order = order != 0 ? order : memcmp(x->content, y->content, KEY_BYTES);
	return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static int read_entries(const struct columns *c, struct list_reader *reader, struct arena *a,
	struct diff_row **entries, struct err *e)
{
	size_t count = list_facts(reader)->row_count;
	struct list_row row;
	int rc = 0;
	list_rewind(reader);
	*entries = arena_calloc(a, count, sizeof(**entries));
	for (size_t i = 0; i < count; i++) {
		rc = list_next(reader, &row, e);
		if (rc != 1) {
			return rc < 0 ? rc : err_set(e, ERR_IO, "the list became shorter while it was read");
		}
		make_entry(c, &row, &(*entries)[i]);
	}
	qsort(*entries, count, sizeof(**entries), compare_entries);
	return 0;
}

/* Marks rows that are the same in both lists. */
static void match_same(
	struct diff_row *before, size_t before_count, struct diff_row *after, size_t after_count)
{
	for (size_t i = 0, k = 0; i < before_count && k < after_count;) {
		int order = memcmp(before[i].key, after[k].key, KEY_BYTES);
		order = order != 0 ? order : memcmp(before[i].content, after[k].content, KEY_BYTES);
		if (order == 0) {
			before[i].is_matched = true;
			after[k].is_matched = true;
		}
		i += order <= 0;
		k += order >= 0;
	}
}

/* The next row from i on that is not the same in both. */
static size_t next_open(const struct diff_row *entries, size_t i, size_t count)
{
	while (i < count && entries[i].is_matched) {
		i++;
	}
	return i;
}

/* Rows of one key that are left are a change; those of a key that one list lacks are new or gone. */
static void match_changed(struct diff_row *before, size_t before_count, struct diff_row *after,
	size_t after_count, struct lists_diff *diff)
{
	size_t i = next_open(before, 0, before_count);
	size_t k = next_open(after, 0, after_count);
	while (i < before_count || k < after_count) {
		int order = i == before_count ? 1
			: k == after_count    ? -1
					      : memcmp(before[i].key, after[k].key, KEY_BYTES);
		if (order == 0) {
			diff->changed[diff->changed_count++] =
				(struct lists_pair){before[i].number, after[k].number};
		} else if (order < 0) {
			diff->removed[diff->removed_count++] = before[i].number;
		} else {
			diff->added[diff->added_count++] = after[k].number;
		}
		i = order <= 0 ? next_open(before, i + 1, before_count) : i;
		k = order >= 0 ? next_open(after, k + 1, after_count) : k;
	}
}

int lists_compare(struct list_reader *before, struct list_reader *after, const struct list_map *map,
	struct arena *a, struct lists_diff *diff, struct err *e)
{
	struct arena work = {0};
	struct columns c = {.map = map};
	struct diff_row *old = NULL;
	struct diff_row *new = NULL;
	size_t old_count = list_facts(before)->row_count;
	size_t new_count = list_facts(after)->row_count;
	settle_columns(before, after, &c);
	*diff = (struct lists_diff){.is_by_id = c.is_by_id};
	int rc = read_entries(&c, before, &work, &old, e);
	if (rc == 0) {
		rc = read_entries(&c, after, &work, &new, e);
	}
	if (rc == 0) {
		diff->added = arena_calloc(a, new_count, sizeof(*diff->added));
		diff->removed = arena_calloc(a, old_count, sizeof(*diff->removed));
		diff->changed = arena_calloc(a, old_count, sizeof(*diff->changed));
		match_same(old, old_count, new, new_count);
		match_changed(old, old_count, new, new_count, diff);
		qsort(diff->added, diff->added_count, sizeof(*diff->added), compare_numbers);
		qsort(diff->removed, diff->removed_count, sizeof(*diff->removed), compare_numbers);
		/* A pair begins with the number of its row before. */
		qsort(diff->changed, diff->changed_count, sizeof(*diff->changed), compare_numbers);
	}
	arena_done(&work);
	return rc;
}
