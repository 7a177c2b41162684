/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The document's own answers. Every text here is invented. */
#include "base/buf.h"
#include "reading/reading.h"
#include "test.h"

#include <math.h>

static const struct reading_total *total(
	const struct reading_total *totals, size_t count, const char *measure)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(totals[i].measure, measure) == 0) {
			return &totals[i];
		}
	}
	return NULL;
}

static void write_end(struct buf *out, double n)
{
	if (isnan(n)) {
		buf_add_text(out, "-");
	} else {
		buf_printf(out, "%g", n);
	}
}

static void write_total(struct buf *out, const struct reading_total *t)
{
	if (!t || t->count == 0) {
		buf_add_text(out, "null");
		return;
	}
	write_end(out, t->low);
	buf_add_text(out, "..");
	write_end(out, t->high);
}

/* killed and injured of each text */
static const struct {
	const char *text;
	const char *answer;
} rows[] = {
	{"Two soldiers and a boy were killed and 5 people injured.", "3..3 5..5"},
	{"Five people were killed. Police said that five people were killed.", "5..5 null"},
	{"Five people were killed. Two of them were children.", "5..5 null"},
	{"Nine people, including two children, were killed.", "9..9 null"},
	{"Two soldiers were killed. A farmer was also killed.", "3..3 null"},
	{"Three people died. The death toll rose to 7.", "7..7 null"},
	{"At least 4 people died.", "4..- null"},
	{"Nothing happened in the town.", "null null"},
	{"Two men were killed. Last year 90 people were killed in the region.", "2..2 null"},
	{"He threatened to kill 40 people. One man was hurt.", "null 1..1"},
	{"A man was shot in the chest. He died at a hospital.", "1..1 null"},
	{"One man was killed and two others were injured. One man was killed.", "1..1 2..2"},
	{"The bombing killed 8 civilians; two attackers were also killed.", "8..8 null"},
	{"Dozens of people were killed.", "null null"},
	{"Nobody was killed.", "0..0 null"},
};

TEST(the_documents_own_answers)
{
	struct arena a = {0};
	const struct reading_table *tables_list;
	struct reading_tables *tables;
	struct err e = {0};
	size_t table_count = reading_builtin(&a, &tables_list);
	CHECK_OK(reading_load(tables_list, table_count, &a, &tables, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = {0};
		struct reading r;
		const struct reading_total *totals;
		size_t count;
		struct reading_document d = {.text = bytes_of(rows[i].text), .language = "en"};
		reading_read(tables, NULL, &d, &a, &r);
		reading_totals(&r, &a, &totals, &count);
		write_total(&out, total(totals, count, "killed"));
		buf_add_text(&out, " ");
		write_total(&out, total(totals, count, "injured"));
		if (!bytes_is(buf_bytes(&out), rows[i].answer)) {
			test_note("%s", rows[i].text);
		}
		CHECK_TEXT(buf_bytes(&out), bytes_of(rows[i].answer));
		buf_done(&out);
	}
	arena_done(&a);
}
