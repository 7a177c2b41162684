/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where verdicts are written: a table of them, or the journal. */
#include "base/csv.h"
#include "base/limits.h"
#include "crypto/random.h"
#include "ops/match.h"

#include <fcntl.h>
#include <unistd.h>

static const char *const header[] = {"list_a", "row_a", "list_b", "row_b", "verdict", "by", "at"};

/* ------- a table ------- */

static int append_text(const char *path, struct bytes text, struct err *e)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0) {
		return err_errno(e, ERR_IO, "%s cannot be written", path);
	}
	int rc = file_write_all(fd, text, e);
	if (rc == 0) {
		rc = file_sync(fd, path, e);
	}
	close(fd);
	return rc == 0 ? 0 : err_context(e, "%s", path);
}

int match_pen_table(
	struct match_pen *pen, struct op_call *call, const char *path, struct bytes text, struct err *e)
{
	*pen = (struct match_pen){.call = call, .path = path};
	struct csv_reader reader;
	if (text.len == 0) {
		struct buf line = {0};
		pen->columns = arena_calloc(call->arena, ARRAY_COUNT(header), sizeof(*pen->columns));
		pen->column_count = ARRAY_COUNT(header);
		for (size_t i = 0; i < ARRAY_COUNT(header); i++) {
			pen->columns[i] = bytes_of(header[i]);
			csv_add_cell(&line, pen->columns[i], i == 0);
		}
		csv_end_row(&line);
		pen->before = arena_copy(call->arena, buf_bytes(&line));
		buf_done(&line);
		return 0;
	}
	csv_reader_init(&reader, text);
	int rc = csv_next(&reader, call->arena, &pen->columns, &pen->column_count, e);
	pen->before = text.s[text.len - 1] == '\n' ? BYTES_NONE : BYTES("\r\n");
	return rc < 0 ? err_context(e, "%s", path) : 0;
}

static int append_row(struct match_pen *pen, const struct bytes cells[], struct err *e)
{
	struct buf text = {0};
	buf_add_bytes(&text, pen->before);
	for (size_t c = 0; c < pen->column_count; c++) {
		size_t i = 0;
		while (i < ARRAY_COUNT(header) && !bytes_is(pen->columns[c], header[i])) {
			i++;
		}
		csv_add_cell(&text, i < ARRAY_COUNT(header) ? cells[i] : BYTES_NONE, c == 0);
	}
	csv_end_row(&text);
	int rc = append_text(pen->path, buf_bytes(&text), e);
	if (rc == 0) {
		pen->before = BYTES_NONE;
	}
	buf_done(&text);
	return rc;
}

static struct bytes name_of(const struct match_work *w, uint32_t record)
{
	struct buf name = {0};
	match_lists_put_row_name(&w->lists, record, &name);
	struct bytes copy = arena_copy(w->call->arena, buf_bytes(&name));
	buf_done(&name);
	return copy;
}

static int write_row(struct match_pen *pen, const struct match_work *w, uint32_t a, uint32_t b,
	enum match_answer answer, struct err *e)
{
	const struct match_table *t = w->lists.table;
	const char *by = op_text(pen->call, "researcher");
	struct bytes cells[ARRAY_COUNT(header)] = {w->lists.name[match_table_list_of(t, a)], name_of(w, a),
		w->lists.name[match_table_list_of(t, b)], name_of(w, b), bytes_of(match_answer_names[answer]),
		by ? bytes_of(by) : BYTES_NONE, bytes_of(pen->call->now)};
	return append_row(pen, cells, e);
}

/* ------- the journal ------- */

static void set_text(json_t *object, const char *key, struct bytes text)
{
	if (text.len > 0 && json_object_set_new(object, key, json_stringn(text.s, text.len)) != 0) {
		mem_exhausted();
	}
}

/* Appends a decision; the record is given back. */
static int append_decision(struct op_call *call, json_t *record, const char **id, struct err *e)
{
	const struct record_type *type = record_type_find(BYTES("decision"));
	const char *by = op_text(call, "researcher");
	char name[LIMIT_ID_BYTES + 1];
	random_id("decision", name);
	*id = arena_text(call->arena, bytes_of(name));
	set_text(record, "id", bytes_of(name));
	set_text(record, "researcher", by ? bytes_of(by) : BYTES_NONE);
	set_text(record, "recorded_at", bytes_of(call->now));
	int rc = vault_check_record(call->vault, type, record, e);
	if (rc == 0) {
		rc = vault_append_alone(call->vault, type, record, NULL, e);
	}
	json_decref(record);
	return rc;
}

static int decide(struct match_pen *pen, const struct match_work *w, const struct match_shown *a,
	const struct match_shown *b, enum match_answer answer, struct err *e)
{
	const struct match_table *t = w->lists.table;
	json_t *pair = json_object();
	json_t *record = json_object();
	set_text(pair, "list_a", w->lists.id[match_table_list_of(t, a->record)]);
	json_object_set_new(pair, "row_a", json_integer((json_int_t)a->number));
	set_text(pair, "digest_a", bytes_of(a->digest));
	set_text(pair, "list_b", w->lists.id[match_table_list_of(t, b->record)]);
	json_object_set_new(pair, "row_b", json_integer((json_int_t)b->number));
	set_text(pair, "digest_b", bytes_of(b->digest));
	set_text(pair, "verdict", bytes_of(match_answer_names[answer]));
	set_text(record, "kind", BYTES("match"));
	set_text(record, "reason", BYTES("Both rows were compared by a person."));
	json_object_set_new(record, "pair", pair);
	return append_decision(pen->call, record, &pen->decision, e);
}

int match_pen_revoke(struct op_call *call, const char *decision, struct err *e)
{
	const char *id;
	json_t *record = json_object();
	set_text(record, "kind", BYTES("revoke"));
	set_text(record, "reason", BYTES("The verdict was taken back."));
	set_text(record, "revokes", bytes_of(decision));
	return append_decision(call, record, &id, e);
}

/* ------- both ------- */

int match_pen_write(struct match_pen *pen, const struct match_work *w, const struct match_shown *a,
	const struct match_shown *b, enum match_answer answer, struct err *e)
{
	return pen->path ? write_row(pen, w, a->record, b->record, answer, e)
			 : decide(pen, w, a, b, answer, e);
}

int match_pen_take_back(struct match_pen *pen, const struct match_work *w, uint32_t a, uint32_t b,
	const char *decision, struct err *e)
{
	return pen->path ? write_row(pen, w, a, b, MATCH_ANSWER_OPEN, e)
			 : match_pen_revoke(pen->call, decision, e);
}

/* ------- the last one ------- */

struct last_row {
	struct bytes cell[ARRAY_COUNT(header)];
};

/* Whether a later row takes back this one. */
static bool is_taken_back(const struct last_row *rows, size_t count, size_t at)
{
	for (size_t i = at + 1; i < count; i++) {
		bool is_pair = true;
		bool is_turned = true;
		for (size_t c = 0; c < 4; c++) {
			is_pair = is_pair && bytes_equal(rows[i].cell[c], rows[at].cell[c]);
			is_turned = is_turned && bytes_equal(rows[i].cell[c], rows[at].cell[(c + 2) % 4]);
		}
		if ((is_pair || is_turned) && bytes_is(rows[i].cell[4], "open")) {
			return true;
		}
	}
	return false;
}

static int read_rows(
	struct match_pen *pen, struct bytes text, struct last_row **rows, size_t *count, struct err *e)
{
	struct csv_reader reader;
	struct bytes *cells;
	size_t cell_count;
	size_t room = 0;
	csv_reader_init(&reader, text);
	int rc = csv_next(&reader, pen->call->arena, &cells, &cell_count, e);
	while (rc == 1 && (rc = csv_next(&reader, pen->call->arena, &cells, &cell_count, e)) == 1) {
		*rows = arena_grow(pen->call->arena, *rows, *count, &room, sizeof(**rows));
		struct last_row *row = &(*rows)[(*count)++];
		*row = (struct last_row){0};
		for (size_t c = 0; c < pen->column_count && c < cell_count; c++) {
			for (size_t i = 0; i < ARRAY_COUNT(header); i++) {
				if (bytes_is(pen->columns[c], header[i])) {
					row->cell[i] = csv_cell_text(cells[c]);
				}
			}
		}
	}
	return rc;
}

int match_pen_undo(struct match_pen *pen, struct bytes text, struct bytes pair[4], struct err *e)
{
	struct last_row *rows = NULL;
	size_t count = 0;
	int rc = read_rows(pen, text, &rows, &count, e);
	if (rc < 0) {
		return err_context(e, "%s", pen->path);
	}
	for (size_t i = count; i-- > 0;) {
		struct bytes verdict = rows[i].cell[4];
		if (verdict.len > 0 && !bytes_is(verdict, "open") && !is_taken_back(rows, count, i)) {
			memcpy(pair, rows[i].cell, 4 * sizeof(*pair));
			rows[i].cell[4] = BYTES("open");
			rows[i].cell[6] = bytes_of(pen->call->now);
			return append_row(pen, rows[i].cell, e);
		}
	}
	return err_set(e, ERR_NOT_FOUND, "%s has no verdict that could be taken back", pen->path);
}
