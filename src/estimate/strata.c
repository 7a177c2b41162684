/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/strata.h"

#include "base/csv.h"
#include "text/utf8.h"

#include <inttypes.h>

enum part { PART_LIST, PART_COUNT, PART_STRATUM, PART_OTHER };

struct column {
	struct bytes name;
	enum part part;
	unsigned place; /* of a list: its number; of a stratum's column: its place in the request */
};

/* One row that was read, of stratum number `stratum`. */
struct row {
	uint64_t mask;
	int64_t count;
	size_t stratum;
};

struct reader {
	const struct strata_request *request;
	struct arena *a;
	struct arena row_arena;
	struct csv_reader csv;
	struct column *columns;
	size_t column_count;
	struct bytes *names; /* of lists */
	unsigned list_count;
	bool has_count;
	bool has_other; /* columns that are nothing, perhaps lists that nobody wants */
	int64_t left_out;
	int64_t room;      /* people who may still come */
	struct buf rows;   /* of struct row */
	struct buf values; /* of struct bytes: column_count values for each stratum */
	size_t stratum_count;
	size_t *slots; /* open addressing: number of a stratum + 1, 0 for none */
	size_t slot_count;
};

static bool is_count_name(struct bytes name)
{
	static const char count[] = "count";
	if (name.len != sizeof(count) - 1) {
		return false;
	}
	for (size_t i = 0; i < name.len; i++) {
		if ((name.s[i] | 0x20) != count[i]) {
			return false;
		}
	}
	return true;
}

/* ------- the header ------- */

static int find_column(struct reader *r, struct bytes name, struct column **found, struct err *e)
{
	struct buf there = {0};
	for (size_t i = 0; i < r->column_count; i++) {
		if (bytes_equal(r->columns[i].name, name)) {
			*found = &r->columns[i];
			return 0;
		}
	}
	for (size_t i = 0; i < r->column_count && there.len < 200; i++) {
		buf_printf(&there, "%s\"%.*s\"", i > 0 ? ", " : "", BYTES_ARG(r->columns[i].name));
	}
	int rc = err_set(e, ERR_INPUT, "there is no column \"%.*s\"; there are %.*s", BYTES_ARG(name),
		BYTES_ARG(buf_bytes(&there)));
	buf_done(&there);
	return rc;
}

static int claim_columns(
	struct reader *r, const struct bytes *names, size_t count, enum part part, struct err *e)
{
	for (size_t i = 0; i < count; i++) {
		struct column *column = NULL;
		int rc = find_column(r, names[i], &column, e);
		if (rc != 0) {
			return rc;
		}
		if (column->part != PART_OTHER) {
			return err_set(e, ERR_INPUT,
				"the column \"%.*s\" is named for two purposes, or twice",
				BYTES_ARG(names[i]));
		}
		column->part = part;
		column->place = (unsigned)i;
	}
	return 0;
}

static int claim_count(struct reader *r, struct err *e)
{
	if (r->request->count.s) {
		r->has_count = true;
		return claim_columns(r, &r->request->count, 1, PART_COUNT, e);
	}
	for (size_t i = 0; i < r->column_count; i++) {
		if (!is_count_name(r->columns[i].name) || r->columns[i].part != PART_OTHER) {
			continue;
		}
		if (r->has_count) {
			return err_set(e, ERR_INPUT,
				"line %zu: more than one column is called count; name the one that is meant "
				"(--count), and the lists (--lists)",
				r->csv.line);
		}
		r->columns[i].part = PART_COUNT;
		r->has_count = true;
	}
	return 0;
}

/* Numbers the lists in the order in which they stand in the file. */
static int number_lists(struct reader *r, struct err *e)
{
	size_t count = 0;
	bool is_named = r->request->list_count > 0;
	r->names = arena_calloc(r->a, r->column_count, sizeof(*r->names));
	for (size_t i = 0; i < r->column_count; i++) {
		struct column *column = &r->columns[i];
		if (!is_named && column->part == PART_OTHER) {
			column->part = PART_LIST;
		}
		r->has_other = r->has_other || column->part == PART_OTHER;
		if (column->part == PART_LIST) {
			column->place = (unsigned)count;
			r->names[count++] = column->name;
		}
	}
	if (count == 0 || count > CAPTURE_LISTS_MAX) {
		return err_set(e, ERR_INPUT, "%zu columns are lists; between 1 and %d can be worked on%s",
			count, CAPTURE_LISTS_MAX,
			is_named ? "" : " (columns that are no lists are told apart by naming the lists)");
	}
	r->list_count = (unsigned)count;
	return 0;
}

static int read_header(struct reader *r, struct err *e)
{
	struct bytes *cells;
	int rc = csv_next(&r->csv, &r->row_arena, &cells, &r->column_count, e);
	if (rc < 0) {
		return rc;
	}
	if (rc == 0) {
		return err_set(e, ERR_INPUT, "the table is empty; its first row names the columns");
	}
	r->columns = arena_calloc(r->a, r->column_count, sizeof(*r->columns));
	for (size_t i = 0; i < r->column_count; i++) {
		struct bytes name = bytes_trim(csv_cell_text(cells[i]));
		if (name.len == 0 || !utf8_is_valid(name)) {
			return err_set(e, ERR_INPUT,
				name.len == 0 ? "line %zu: column %zu has no name"
					      : "line %zu: the name of column %zu is not valid UTF-8",
				r->csv.line, i + 1);
		}
		for (size_t j = 0; j < i; j++) {
			if (bytes_equal(r->columns[j].name, name)) {
				return err_set(e, ERR_INPUT,
					"line %zu: columns %zu and %zu are both called \"%.*s\"", r->csv.line,
					j + 1, i + 1, BYTES_ARG(name));
			}
		}
		r->columns[i] = (struct column){.name = arena_copy(r->a, name), .part = PART_OTHER};
	}
	const struct strata_request *request = r->request;
	rc = claim_columns(r, request->columns, request->column_count, PART_STRATUM, e);
	if (rc == 0) {
		rc = claim_columns(r, request->lists, request->list_count, PART_LIST, e);
	}
	if (rc == 0) {
		rc = claim_count(r, e);
	}
	return rc == 0 ? number_lists(r, e) : rc;
}

/* ------- strata ------- */

/* NULL where no column divides the rows. */
static const struct bytes *values_of(const struct reader *r, size_t stratum)
{
	const struct bytes *values = (const struct bytes *)r->values.s;
	return values ? values + stratum * r->request->column_count : NULL;
}

static uint64_t hash_values(const struct bytes *values, size_t count)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325); /* FNV-1a */
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k <= values[i].len; k++) {
			unsigned char c = k < values[i].len ? (unsigned char)values[i].s[k] : 0;
			hash = (hash ^ c) * UINT64_C(0x100000001B3);
		}
	}
	return hash ^ hash >> 29;
}

/* The slot of the stratum with these values, or the empty one where it belongs. */
static size_t find_slot(const struct reader *r, const struct bytes *values)
{
	size_t count = r->request->column_count;
	size_t slot = hash_values(values, count) & (r->slot_count - 1);
	for (; r->slots[slot] != 0; slot = (slot + 1) & (r->slot_count - 1)) {
		const struct bytes *there = values_of(r, r->slots[slot] - 1);
		size_t i = 0;
		while (i < count && bytes_equal(there[i], values[i])) {
			i++;
		}
		if (i == count) {
			break;
		}
	}
	return slot;
}

static void grow_slots(struct reader *r)
{
	free(r->slots);
	r->slot_count = r->slot_count == 0 ? 64 : 2 * r->slot_count;
	r->slots = mem_calloc(r->slot_count, sizeof(*r->slots));
	for (size_t i = 0; i < r->stratum_count; i++) {
		r->slots[find_slot(r, values_of(r, i))] = i + 1;
	}
}

/* The number of the stratum with these values; a new one when there was none. */
static int find_stratum(struct reader *r, const struct bytes *values, size_t *stratum, struct err *e)
{
	if (2 * r->stratum_count >= r->slot_count) {
		grow_slots(r);
	}
	size_t slot = find_slot(r, values);
	if (r->slots[slot] == 0) {
		if (r->stratum_count == STRATA_MAX) {
			return err_set(e, ERR_LIMIT,
				"line %zu: more than %d strata; their columns need fewer values", r->csv.line,
				STRATA_MAX);
		}
		for (size_t i = 0; i < r->request->column_count; i++) {
			struct bytes value = arena_copy(r->a, values[i]);
			buf_add(&r->values, &value, sizeof(value));
		}
		r->slots[slot] = ++r->stratum_count;
	}
	*stratum = r->slots[slot] - 1;
	return 0;
}

/* ------- rows ------- */

static int read_mark(
	struct reader *r, const struct column *column, struct bytes cell, uint64_t *mask, struct err *e)
{
	if (bytes_is(cell, "1")) {
		*mask |= UINT64_C(1) << column->place;
		return 0;
	}
	if (bytes_is(cell, "0")) {
		return 0;
	}
	return err_set(e, ERR_INPUT,
		"line %zu, column \"%.*s\": \"%.*s\" is neither 0 nor 1; if it is no list, say which columns "
		"are",
		r->csv.line, BYTES_ARG(column->name), BYTES_ARG(cell));
}

static int read_value(
	struct reader *r, const struct column *column, struct bytes cell, struct bytes *values, struct err *e)
{
	if (!utf8_is_valid(cell)) {
		return err_set(e, ERR_INPUT, "line %zu, column \"%.*s\": the cell is not valid UTF-8",
			r->csv.line, BYTES_ARG(column->name));
	}
	values[column->place] = cell;
	return 0;
}

static int read_count(
	struct reader *r, const struct column *column, struct bytes cell, int64_t *count, struct err *e)
{
	if (!bytes_int64(cell, count)) {
		return err_set(e, ERR_INPUT,
			"line %zu, column \"%.*s\": \"%.*s\" is not a whole number of people", r->csv.line,
			BYTES_ARG(column->name), BYTES_ARG(cell));
	}
	if (*count < 0 || *count > CAPTURE_TOTAL_MAX) {
		return err_set(e, ERR_INPUT, "line %zu, column \"%.*s\": %" PRId64 " people is %s",
			r->csv.line, BYTES_ARG(column->name), *count,
			*count < 0 ? "less than none" : "more than can be counted exactly");
	}
	return 0;
}

static int read_cells(struct reader *r, const struct bytes *cells, struct row *row, struct err *e)
{
	struct bytes *values = arena_calloc(&r->row_arena, r->request->column_count + 1, sizeof(*values));
	int rc = 0;
	*row = (struct row){.count = 1};
	for (size_t i = 0; i < r->column_count && rc == 0; i++) {
		const struct column *column = &r->columns[i];
		struct bytes cell = bytes_trim(csv_cell_text(cells[i]));
		switch (column->part) {
		case PART_LIST:
			rc = read_mark(r, column, cell, &row->mask, e);
			break;
		case PART_COUNT:
			rc = read_count(r, column, cell, &row->count, e);
			break;
		case PART_STRATUM:
			rc = read_value(r, column, cell, values, e);
			break;
		case PART_OTHER:
			break;
		}
	}
	if (rc == 0 && row->count > r->room) {
		rc = err_set(e, ERR_INPUT, "line %zu: the counts add up to more than %" PRId64, r->csv.line,
			CAPTURE_TOTAL_MAX);
	}
	r->room -= row->count;
	if (rc == 0 && row->mask == 0 && !r->has_other) {
		rc = err_set(e, ERR_INPUT,
			"line %zu: %s on no list; their number is what is to be estimated, so leave the row "
			"out",
			r->csv.line, r->has_count ? "this is the pattern of people" : "this person is");
	}
	return rc == 0 && row->mask != 0 ? find_stratum(r, values, &row->stratum, e) : rc;
}

static int read_rows(struct reader *r, struct err *e)
{
	struct bytes *cells;
	size_t count;
	int rc;
	for (;;) {
		arena_reset(&r->row_arena);
		rc = csv_next(&r->csv, &r->row_arena, &cells, &count, e);
		if (rc <= 0) {
			break;
		}
		if (count != r->column_count) {
			return err_set(e, ERR_INPUT, "line %zu: %zu cells; the header has %zu", r->csv.line,
				count, r->column_count);
		}
		struct row row;
		rc = read_cells(r, cells, &row, e);
		if (rc != 0) {
			return rc;
		}
		if (row.mask == 0) {
			r->left_out += row.count;
		} else {
			buf_add(&r->rows, &row, sizeof(row));
		}
	}
	if (rc == 0 && r->rows.len == 0) {
		rc = err_set(e, ERR_INPUT,
			r->left_out > 0 ? "nobody is on any of the lists that are named"
					: "the table has a header and no rows");
	}
	return rc;
}

/* ------- tables ------- */

/* Rows of one stratum that stand together, as a table. */
static int build(
	struct reader *r, const struct row *rows, size_t count, struct capture_table *t, struct err *e)
{
	struct arena a = {0};
	uint64_t *masks = arena_calloc(&a, count, sizeof(*masks));
	int64_t *counts = arena_calloc(&a, count, sizeof(*counts));
	for (size_t i = 0; i < count; i++) {
		masks[i] = rows[i].mask;
		counts[i] = rows[i].count;
	}
	int rc = capture_table_build(t, r->a, r->list_count, r->names, masks, counts, count, e);
	arena_done(&a);
	return rc;
}

static int compare_rows(const void *a, const void *b)
{
	const struct row *x = a;
	const struct row *y = b;
	if (x->stratum != y->stratum) {
		return x->stratum < y->stratum ? -1 : 1;
	}
	return (x->mask > y->mask) - (x->mask < y->mask);
}

static int build_strata(struct reader *r, struct strata *s, struct err *e)
{
	struct row *rows = (struct row *)r->rows.s;
	struct stratum *list = arena_calloc(r->a, r->stratum_count, sizeof(*list));
	struct bytes *values = arena_calloc(r->a, r->values.len + 1, 1);
	if (r->values.len > 0) {
		memcpy(values, r->values.s, r->values.len);
	}
	*s = (struct strata){
		.list = list,
		.count = r->stratum_count,
		.names = r->names,
		.list_count = r->list_count,
		.row_count = r->rows.len / sizeof(*rows),
		.left_out = r->left_out,
		.is_per_person = !r->has_count,
	};
	qsort(rows, s->row_count, sizeof(*rows), compare_rows);
	size_t from = 0;
	for (size_t i = 0; i < s->count; i++) {
		size_t to = from + 1;
		while (to < s->row_count && rows[to].stratum == i) {
			s->repeated += !s->is_per_person && rows[to].mask == rows[to - 1].mask;
			to++;
		}
		list[i].values = values + i * r->request->column_count;
		int rc = build(r, rows + from, to - from, &list[i].table, e);
		if (rc != 0) {
			return rc;
		}
		from = to;
	}
	return 0;
}

int strata_read(struct strata *s, struct arena *a, struct bytes text, const struct strata_request *request,
	struct err *e)
{
	struct reader r = {.request = request, .a = a, .room = CAPTURE_TOTAL_MAX};
	csv_reader_init(&r.csv, text);
	int rc = read_header(&r, e);
	if (rc == 0) {
		rc = read_rows(&r, e);
	}
	if (rc == 0) {
		rc = build_strata(&r, s, e);
	}
	arena_done(&r.row_arena);
	buf_done(&r.rows);
	buf_done(&r.values);
	free(r.slots);
	return rc;
}
