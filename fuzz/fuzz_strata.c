/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Capture tables: whatever is read is a table of people on lists, and nobody is lost between file and strata. */
#include "fuzz.h"

#include "estimate/strata.h"

static int64_t check_table(const struct capture_table *t)
{
	int64_t sum = 0;
	for (size_t i = 0; i < t->cell_count; i++) {
		BUG_IF(t->mask[i] == 0 || (t->mask[i] & ~capture_all(t->list_count)) != 0);
		BUG_IF(t->count[i] <= 0 || (i > 0 && t->mask[i - 1] >= t->mask[i]));
		sum += t->count[i];
	}
	BUG_IF(sum != t->total);
	return sum;
}

static void read(struct bytes text, const struct strata_request *request)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	if (strata_read(&s, &a, text, request, &e) == 0) {
		int64_t sum = 0;
		BUG_IF(s.count == 0 || s.row_count == 0 || s.list_count == 0);
		for (size_t i = 0; i < s.count; i++) {
			sum += check_table(&s.list[i].table);
		}
		BUG_IF(s.is_per_person && sum != (int64_t)s.row_count);
		BUG_IF(s.left_out < 0 || (request->list_count == 0 && s.left_out != 0));
	} else {
		BUG_IF(e.text[0] == '\0');
	}
	arena_done(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct bytes columns[] = {BYTES("s")};
	const struct bytes text = {(const char *)data, size};
	read(text, &(struct strata_request){0});
	read(text, &(struct strata_request){.columns = columns, .column_count = 1});
	read(text, &(struct strata_request){.lists = columns, .list_count = 1, .count = BYTES("n")});
	return 0;
}
