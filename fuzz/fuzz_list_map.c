/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A column map, and behind a NUL a list that is read by it: it is refused with a sentence, or every row comes, twice the
 * same, also by the map that was used.
 */
#include "fuzz.h"

#include "intake/list_name.h"
#include "intake/list_rows.h"
#include "text/charset.h"

static const struct list_role roles[] = {
	{"given", false}, {"father", false}, {"grandfather", false}, {"family", false}, {"death_date", true}};

static size_t count_rows(struct list_reader *r, struct buf *cells)
{
	struct list_row row;
	size_t count = 0;
	buf_clear(cells);
	while (list_next(r, &row, NULL) == 1) {
		count++;
		BUG_IF(row.number != count);
		for (size_t i = 0; i < ARRAY_COUNT(roles) + LIST_OWN_COUNT; i++) {
			buf_add_bytes(cells, row.cells[i]);
			buf_add_char(cells, '\n');
		}
	}
	return count;
}

static void read_again(struct list_reader *r, struct bytes content, struct bytes cells)
{
	struct arena a = {0};
	struct list_map map;
	struct list_reader *again;
	struct buf used = {0};
	struct buf other = {0};
	list_write_map(r, &used);
	BUG_IF(list_map_parse(buf_bytes(&used), roles, ARRAY_COUNT(roles), &a, &map, NULL) != 0);
	BUG_IF(list_open(content, BYTES("x"), &map, &again, NULL) != 0);
	count_rows(again, &other);
	BUG_IF(!bytes_equal(buf_bytes(&other), cells));
	list_close(&again);
	buf_done(&used);
	buf_done(&other);
	arena_done(&a);
}

/* What needs a jailed child is left out: it would be fuzzing the kernel. */
static bool needs_jail(const struct list_map *map, struct bytes content)
{
	struct list_settings s;
	size_t mark_len;
	const char *mark = charset_of_mark(content, &mark_len);
	list_map_settings(map, BYTES("x"), &s);
	return s.encoding || (mark && mark_len == 2) || bytes_starts(content, "PK\x03\x04");
}

static void read_list(const struct list_map *map, struct bytes content)
{
	struct list_reader *r = NULL;
	struct buf cells = {0};
	struct buf again = {0};
	struct err e = {0};
	int rc = list_open(content, BYTES("x"), map, &r, &e);
	BUG_IF(rc != 0 && e.text[0] == '\0');
	if (rc == 0) {
		BUG_IF(count_rows(r, &cells) != list_facts(r)->row_count);
		list_rewind(r);
		count_rows(r, &again);
		BUG_IF(!bytes_equal(buf_bytes(&cells), buf_bytes(&again)));
		read_again(r, content, buf_bytes(&cells));
	}
	list_close(&r);
	buf_done(&cells);
	buf_done(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	const char *nul = size > 0 ? memchr(s, '\0', size) : NULL;
	struct bytes text = {s, nul ? (size_t)(nul - s) : size};
	struct bytes content = {s + text.len + 1, nul ? size - text.len - 1 : 0};
	struct arena a = {0};
	struct list_map map;
	int rc = 0;
	if (text.len == 0) {
		list_map_guess(roles, ARRAY_COUNT(roles), &map);
	} else {
		rc = list_map_parse(text, roles, ARRAY_COUNT(roles), &a, &map, NULL);
	}
	if (rc == 0 && nul && !needs_jail(&map, content)) {
		read_list(&map, content);
	}
	arena_done(&a);
	return 0;
}
