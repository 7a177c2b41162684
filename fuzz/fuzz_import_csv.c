/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Records as CSV: each row becomes a record by its header, or is refused; then as fuzz_jsonl.c. */
#include "fuzz.h"
#include "record.h"

#include "base/csv.h"

static void check_row(struct constants *c, const struct record_type *type, const char *const *columns,
	const struct bytes *cells, size_t count)
{
	const struct field *fields = fold_table_of(&c->vault.fold, type)->fields;
	json_t *record = json_object();
	struct err e = {0};
	int rc = 0;
	for (size_t i = 0; i < count && rc == 0; i++) {
		if (cells[i].s && strcmp(columns[i], "type") != 0) {
			rc = field_set_cell(fields, record, columns[i], csv_cell_text(cells[i]), &e);
		}
	}
	if (rc != 0) {
		check_refusal(rc, &e);
	} else {
		check_record(c, type, record);
	}
	json_decref(record);
}

static const struct record_type *type_of_row(
	const char *const *columns, const struct bytes *cells, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(columns[i], "type") == 0) {
			return record_type_find(cells[i]);
		}
	}
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = {0};
	struct csv_reader r;
	struct bytes *cells;
	size_t column_count;
	size_t count;
	csv_reader_init(&r, (struct bytes){(const char *)data, size});
	if (csv_next(&r, &a, &cells, &column_count, NULL) == 1) {
		const char **columns = arena_calloc(&a, column_count, sizeof(*columns));
		bool is_valid = true;
		for (size_t i = 0; i < column_count; i++) {
			is_valid = is_valid && utf8_is_valid(cells[i]);
			columns[i] = arena_text(&a, csv_cell_text(cells[i]));
		}
		while (is_valid && csv_next(&r, &a, &cells, &count, NULL) == 1) {
			const struct record_type *type =
				count <= column_count ? type_of_row(columns, cells, count) : NULL;
			if (type) {
				check_row(constants(), type, columns, cells, count);
			}
		}
	}
	arena_done(&a);
	return 0;
}
