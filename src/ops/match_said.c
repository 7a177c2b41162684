/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What persons said of pairs of rows, and tables of it. */
#include "base/csv.h"
#include "ops/match.h"
#include "text/utf8.h"

const char *const match_answer_names[MATCH_ANSWER_COUNT] = {"same", "different", "kin", "unsure", "open"};

/* ------- what was said ------- */

void match_said_add(struct match_said *said, uint32_t a, uint32_t b, enum match_answer answer)
{
	if (said->count == said->room) {
		said->room = said->room > 0 ? said->room * 2 : 64;
		said->list = mem_realloc(said->list, said->room, sizeof(*said->list));
	}
	said->list[said->count] = (struct match_saying){
		.a = a < b ? a : b, .b = a < b ? b : a, .answer = answer, .order = said->count};
	said->count++;
}

static int compare_pairs(const void *x, const void *y)
{
	const struct match_saying *a = x;
	const struct match_saying *b = y;
	return a->a != b->a ? (a->a > b->a) - (a->a < b->a) : (a->b > b->b) - (a->b < b->b);
}

static int compare_sayings(const void *x, const void *y)
{
	const struct match_saying *a = x;
	const struct match_saying *b = y;
	int order = compare_pairs(x, y);
	return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

void match_said_settle(struct match_said *said)
{
	size_t kept = 0;
	if (said->count > 0) {
		qsort(said->list, said->count, sizeof(*said->list), compare_sayings);
	}
	for (size_t i = 0; i < said->count; i++) {
		bool is_last = i + 1 == said->count || compare_pairs(&said->list[i], &said->list[i + 1]) != 0;
		if (is_last && said->list[i].answer != MATCH_ANSWER_OPEN) {
			said->list[kept++] = said->list[i];
		}
	}
	said->count = kept;
}

const struct match_saying *match_said_of(const struct match_said *said, uint32_t a, uint32_t b)
{
	struct match_saying wanted = {.a = a < b ? a : b, .b = a < b ? b : a};
	return said->count > 0 ? bsearch(&wanted, said->list, said->count, sizeof(*said->list), compare_pairs)
			       : NULL;
}

void match_said_done(struct match_said *said)
{
	free(said->list);
	*said = (struct match_said){0};
}

/* ------- names of rows ------- */

static struct bytes own_id(const struct match_lists *lists, uint32_t record)
{
	if (!lists->id_end) {
		return BYTES_NONE;
	}
	uint64_t start = lists->id_end[record];
	return (struct bytes){lists->ids.s + start, (size_t)(lists->id_end[record + 1] - start)};
}

void match_lists_put_row_name(const struct match_lists *lists, uint32_t record, struct buf *out)
{
	size_t l = match_table_list_of(lists->table, record);
	struct bytes id = own_id(lists, record);
	size_t count = 0;
	for (uint32_t r = lists->table->list_start[l]; id.len > 0 && r < lists->table->list_start[l + 1];
		r++) {
		count += bytes_equal(own_id(lists, r), id);
	}
	/* A bare number could be the id of another row, as could an id that begins like this. */
	bool has_name = count == 1 && id.s[0] != '#';
	if (lists->id_end && !has_name) {
		buf_printf(out, "#%u", record - lists->table->list_start[l] + 1);
	} else {
		match_lists_put_id(lists, record, out);
	}
}

/* Rows by their own ids: those that a table asks for. */
struct wanted_rows {
	struct match_dict names; /* list and id */
	uint32_t *record;        /* of each: the first with that id */
	uint32_t *count;         /* rows with that id */
	struct buf key;
};

static struct bytes key_of(struct buf *key, size_t list, struct bytes id)
{
	buf_clear(key);
	buf_add_char(key, (char)(list + 1));
	buf_add_bytes(key, id);
	return buf_bytes(key);
}

static void find_wanted(struct wanted_rows *w, const struct match_lists *lists)
{
	const struct match_table *t = lists->table;
	w->record = mem_calloc((size_t)w->names.count + 1, sizeof(*w->record));
	w->count = mem_calloc((size_t)w->names.count + 1, sizeof(*w->count));
	for (size_t l = 0; lists->id_end && l < t->list_count; l++) {
		for (uint32_t r = t->list_start[l]; r < t->list_start[l + 1]; r++) {
			uint32_t code = match_dict_find(&w->names, key_of(&w->key, l, own_id(lists, r)));
			if (w->count[code]++ == 0) {
				w->record[code] = r;
			}
		}
	}
}

static void wanted_done(struct wanted_rows *w)
{
	match_dict_done(&w->names);
	free(w->record);
	free(w->count);
	buf_done(&w->key);
}

/* "#12", and "12" of a row without an id of its own, is the twelfth row of the list. */
static bool find_by_number(const struct match_lists *lists, size_t l, struct bytes name, uint32_t *record)
{
	const struct match_table *t = lists->table;
	bool is_number = name.len > 1 && name.s[0] == '#';
	uint64_t number = 0;
	for (size_t i = is_number; i < name.len; i++) {
		if (name.s[i] < '0' || name.s[i] > '9' || number > MATCH_RECORDS_MAX) {
			return false;
		}
		number = number * 10 + (uint64_t)(name.s[i] - '0');
	}
	if (number == 0 || number > t->list_start[l + 1] - t->list_start[l]) {
		return false;
	}
	*record = t->list_start[l] + (uint32_t)number - 1;
	return is_number || own_id(lists, *record).len == 0;
}

static int find_row(const struct match_lists *lists, struct wanted_rows *w, size_t l, struct bytes name,
	uint32_t *record, struct err *e)
{
	if (bytes_starts(name, "#") && find_by_number(lists, l, name, record)) {
		return 0;
	}
	uint32_t code = match_dict_find(&w->names, key_of(&w->key, l, name));
	if (code > 0 && w->count[code] == 1) {
		*record = w->record[code];
		return 0;
	}
	if (code > 0 && w->count[code] > 1) {
		return err_set(e, ERR_INPUT,
			"%u rows of %.*s have the id \"%.*s\"; write #N for the N-th row of the list",
			w->count[code], BYTES_ARG(lists->name[l]), BYTES_ARG(name));
	}
	return find_by_number(lists, l, name, record) ? 0
						      : err_set(e, ERR_INPUT, "%.*s has no row \"%.*s\"",
								BYTES_ARG(lists->name[l]), BYTES_ARG(name));
}

/* ------- tables ------- */

enum { LIST_A, ROW_A, LIST_B, ROW_B, VERDICT, COLUMN_COUNT };

static const char *const columns[COLUMN_COUNT] = {"list_a", "row_a", "list_b", "row_b", "verdict"};

struct said_row {
	size_t line;
	size_t list[2];
	struct bytes row[2];
	enum match_answer answer;
};

struct said_table {
	struct arena *a;
	bool with_unjudged;
	size_t at[COLUMN_COUNT];
	struct said_row *rows;
	size_t count;
	size_t room;
};

static int read_header(struct said_table *t, struct csv_reader *reader, const char *name, struct err *e)
{
	struct bytes *cells;
	size_t count = 0;
	int rc = csv_next(reader, t->a, &cells, &count, e);
	if (rc < 0) {
		return rc;
	}
	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		for (t->at[c] = 0; t->at[c] < count && !bytes_is(cells[t->at[c]], columns[c]);) {
			t->at[c]++;
		}
		if (t->at[c] == count) {
			return err_set(e, ERR_INPUT, "%s has no column \"%s\"", name, columns[c]);
		}
	}
	return 0;
}

static int find_list(const struct match_lists *lists, struct bytes name, size_t *l, struct err *e)
{
	for (*l = 0; *l < lists->count; ++*l) {
		if (bytes_equal(lists->name[*l], name)) {
			return 0;
		}
	}
	return err_set(e, ERR_INPUT, "\"%.*s\" is none of the lists that are matched", BYTES_ARG(name));
}

static int find_answer(struct bytes word, enum match_answer *answer, struct err *e)
{
	for (size_t i = 0; i < MATCH_ANSWER_COUNT; i++) {
		if (bytes_is(word, match_answer_names[i])) {
			*answer = (enum match_answer)i;
			return 0;
		}
	}
	return err_set(e, ERR_INPUT,
		"a verdict is same, different, kin, unsure, or open for one that is taken back; \"%.*s\" is "
		"none",
		BYTES_ARG(word));
}

static int read_row(struct said_table *t, const struct match_lists *lists, const struct bytes *cells,
	size_t count, size_t line, struct err *e)
{
	struct bytes cell[COLUMN_COUNT];
	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		cell[c] = t->at[c] < count ? bytes_trim(csv_cell_text(cells[t->at[c]])) : BYTES_NONE;
	}
	if (cell[VERDICT].len == 0 && !t->with_unjudged) {
		return 0;
	}
	if (t->count == t->room) {
		t->room = t->room > 0 ? t->room * 2 : 64;
		t->rows = mem_realloc(t->rows, t->room, sizeof(*t->rows));
	}
	struct said_row *row = &t->rows[t->count++];
	row->line = line;
	row->row[0] = cell[ROW_A];
	row->row[1] = cell[ROW_B];
	int rc = find_list(lists, cell[LIST_A], &row->list[0], e);
	if (rc == 0) {
		rc = find_list(lists, cell[LIST_B], &row->list[1], e);
	}
	if (cell[VERDICT].len == 0) {
		row->answer = MATCH_ANSWER_OPEN;
		return rc;
	}
	return rc == 0 ? find_answer(cell[VERDICT], &row->answer, e) : rc;
}

static int read_table(struct said_table *t, const struct match_lists *lists, struct bytes table,
	const char *name, struct err *e)
{
	struct csv_reader reader;
	struct bytes *cells;
	size_t count;
	if (utf8_invalid_at(table) != SIZE_MAX) {
		return err_set(e, ERR_INPUT, "%s is no text in UTF-8", name);
	}
	csv_reader_init(&reader, table);
	int rc = read_header(t, &reader, name, e);
	if (rc != 0) {
		return rc;
	}
	while ((rc = csv_next(&reader, t->a, &cells, &count, e)) == 1) {
		rc = read_row(t, lists, cells, count, reader.line, e);
		if (rc != 0) {
			return err_context(e, "%s, line %zu", name, reader.line);
		}
	}
	return rc == 0 ? 0 : err_context(e, "%s", name);
}

static int add_rows(struct match_said *said, const struct match_lists *lists, const struct said_table *t,
	const char *name, struct err *e)
{
	struct wanted_rows wanted = {0};
	int rc = 0;
	for (size_t i = 0; i < 2 * t->count; i++) {
		const struct said_row *row = &t->rows[i / 2];
		match_dict_add(&wanted.names, key_of(&wanted.key, row->list[i % 2], row->row[i % 2]));
	}
	find_wanted(&wanted, lists);
	for (size_t i = 0; i < t->count && rc == 0; i++) {
		const struct said_row *row = &t->rows[i];
		uint32_t record[2];
		for (size_t side = 0; side < 2 && rc == 0; side++) {
			rc = find_row(lists, &wanted, row->list[side], row->row[side], &record[side], e);
		}
		if (rc == 0 && record[0] == record[1]) {
			rc = err_set(e, ERR_INPUT, "a verdict is on two rows, and both are one here");
		}
		if (rc == 0) {
			match_said_add(said, record[0], record[1], row->answer);
		} else {
			err_context(e, "%s, line %zu", name, row->line);
		}
	}
	wanted_done(&wanted);
	return rc;
}

int match_said_read(struct match_said *said, const struct match_lists *lists, struct bytes table,
	const char *name, bool with_unjudged, struct err *e)
{
	struct arena a = {0};
	struct said_table t = {.a = &a, .with_unjudged = with_unjudged};
	int rc = read_table(&t, lists, table, name, e);
	if (rc == 0) {
		rc = add_rows(said, lists, &t, name, e);
	}
	free(t.rows);
	arena_done(&a);
	return rc;
}
