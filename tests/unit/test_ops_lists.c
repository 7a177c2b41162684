/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Two editions of a list of victims, row by row. */
#include "test.h"

#include "ops/lists.h"

struct editions {
	struct list_map map;
	struct list_reader *before;
	struct list_reader *after;
	struct arena arena;
	struct lists_diff diff;
	struct err e;
};

static int compare(struct editions *s, struct bytes before, struct bytes after)
{
	*s = (struct editions){0};
	list_map_guess(lists_roles, MATCH_ROLE_COUNT, &s->map);
	int rc = list_open(before, BYTES("before"), &s->map, &s->before, &s->e);
	if (rc == 0) {
		rc = list_open(after, BYTES("after"), &s->map, &s->after, &s->e);
	}
	return rc != 0 ? rc : lists_compare(s->before, s->after, &s->map, &s->arena, &s->diff, &s->e);
}

static void close_editions(struct editions *s)
{
	list_close(&s->before);
	list_close(&s->after);
	arena_done(&s->arena);
}

static void add_numbers(struct buf *out, const char *word, const uint32_t *numbers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "%s%u ", word, numbers[i]);
	}
}

/* "-2 " removed, "+3 " added, "1>2 " changed. */
static bool differ(struct bytes before, struct bytes after, const char *expected)
{
	struct editions s;
	struct buf out = {0};
	if (compare(&s, before, after) == 0) {
		add_numbers(&out, "-", s.diff.removed, s.diff.removed_count);
		add_numbers(&out, "+", s.diff.added, s.diff.added_count);
		for (size_t i = 0; i < s.diff.changed_count; i++) {
			buf_printf(&out, "%u>%u ", s.diff.changed[i].before, s.diff.changed[i].after);
		}
	}
	bool is_same = s.e.code == 0 && bytes_is(out.s ? buf_bytes(&out) : BYTES(""), expected);
	if (!is_same) {
		test_note("%s%.*s", s.e.text, BYTES_ARG(buf_bytes(&out)));
	}
	buf_done(&out);
	close_editions(&s);
	return is_same;
}

TEST(rows_with_an_id_are_added_changed_or_removed)
{
	CHECK(differ(BYTES("id,name\n1,Aya\n2,Omar\n3,Li\n"), BYTES("id,name\n3,Li\n1,Aia\n4,Sam\n"),
		"-2 +3 1>2 "));
	CHECK(differ(BYTES("id,name\n1,Aya\n"), BYTES("id;name\n1;Aya\n"), ""));
	/* A column that one of them lacks is not compared. */
	CHECK(differ(BYTES("id,name,age\n1,Aya,3\n"), BYTES("id,name\n1,Aya\n"), ""));
	/* An id twice. */
	CHECK(differ(BYTES("id,name\n1,Aya\n1,Omar\n"), BYTES("id,name\n1,Omar\n1,Li\n1,Sam\n"), "+3 1>2 "));
	/* A row without its id is known by what stands in it. */
	CHECK(differ(BYTES("id,name\n,Aya\n2,Omar\n"), BYTES("id,name\n2,Omar\n,Aya\n,Li\n"), "+3 "));
}

TEST(rows_without_an_id_are_added_or_removed)
{
	CHECK(differ(BYTES("name\nAya\nOmar\nOmar\n"), BYTES("name\nOmar\nLi\nAya\n"), "-3 +2 "));
	CHECK(differ(BYTES("name,id\nAya,1\n"), BYTES("name\nAya\n"), ""));
}

TEST(every_row_of_two_editions_is_accounted_for)
{
	GUARANTEE("lists.h: Every row of the first list is in removed, in changed or the same; every row of "
		  "the second in "
		  "added, changed or the same.");
	for (unsigned round = 0; round < 200; round++) {
		struct buf lists[2] = {{0}};
		size_t counts[2];
		for (size_t l = 0; l < 2; l++) {
			counts[l] = 1 + test_random_below(12);
			buf_add_text(&lists[l], "id,name\n");
			for (size_t i = 0; i < counts[l]; i++) {
				buf_printf(&lists[l], "%u,%c\n", (unsigned)test_random_below(8),
					"abc"[test_random_below(3)]);
			}
		}
		struct editions s;
		CHECK_OK(compare(&s, buf_bytes(&lists[0]), buf_bytes(&lists[1])), s.e);
		CHECK_INT((int64_t)(counts[0] - s.diff.removed_count),
			(int64_t)(counts[1] - s.diff.added_count));
		CHECK(s.diff.removed_count + s.diff.changed_count <= counts[0]);
		CHECK(s.diff.added_count + s.diff.changed_count <= counts[1]);
		close_editions(&s);
		buf_done(&lists[0]);
		buf_done(&lists[1]);
	}
}
