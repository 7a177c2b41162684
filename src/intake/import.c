/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/import.h"

#include "base/csv.h"
#include "base/limits.h"
#include "crypto/random.h"
#include "intake/idmap.h"
#include "intake/quote.h"
#include "text/utf8.h"

/*
 * Rows are worked on in batches, three at a time, like a line of workers: while the first is appended by this thread,
 * the rows of the second are composed and those of the third parsed by the pool. A batch is small enough for the
 * processor's cache; a job takes several rows, so that taking it costs little.
 */
enum { BATCH_ROWS = 32, BATCH_COUNT = 3, JOB_ROWS = 4, BATCH_JOBS = BATCH_ROWS / JOB_ROWS };

enum row_state { ROW_GOOD, ROW_UNCHANGED, ROW_SKIPPED, ROW_REFUSED };

struct row {
	size_t line;
	struct bytes raw;    /* JSON Lines */
	struct bytes *cells; /* CSV */
	size_t cell_count;
	json_t *record;
	const struct record_type *type;
	json_t *unsealed;
	json_t *done
		[2]; /* what stood here before; given back where the next is made, which keeps memory in its thread */
	struct entry entry;
	enum row_state state;
	bool is_stripped; /* without what is sealed, and so not whole: it can only be what is there already */
	struct err err;
};

struct batch {
	struct row rows[BATCH_ROWS];
	size_t count;
	struct arena arena; /* cells of CSV rows */
};

struct import {
	struct vault *v;
	const struct import_settings *settings;
	struct pool *pool;
	struct import_result *result;
	struct arena *problems;
	struct idmap ids;
	struct quote_texts texts;

	struct bytes rest; /* JSON Lines */
	size_t line;
	struct csv_reader csv;
	const char **columns;
	size_t column_count;

	struct batch batches[BATCH_COUNT];
	struct batch *parsing; /* the newest */
	struct batch *composing;
	struct batch *appending; /* the oldest */
	int64_t first_seq;       /* entries from here on are of this import */
};

static void refuse(struct row *row)
{
	row->state = ROW_REFUSED;
}

/* ------- reading: serial ------- */

static int read_jsonl_row(struct import *in, struct row *row)
{
	struct bytes line;
	while (bytes_next_line(&in->rest, &line)) {
		in->line++;
		line = bytes_trim(line);
		if (line.len > 0) {
			row->line = in->line;
			row->raw = line;
			return 1;
		}
	}
	return 0;
}

/* "line 3, column 2: …": the report says the line itself. */
static void drop_line_number(struct err *e)
{
	const char *rest = strstr(e->text, ", ");
	if (rest && strncmp(e->text, "line ", 5) == 0) {
		memmove(e->text, rest + 2, strlen(rest + 2) + 1);
	}
}

/* A broken CSV row ends the file: where the next row begins can no longer be known. */
static int read_csv_row(struct import *in, struct batch *batch, struct row *row)
{
	int rc = csv_next(&in->csv, &batch->arena, &row->cells, &row->cell_count, &row->err);
	row->line = in->csv.line;
	if (rc < 0) {
		drop_line_number(&row->err);
		in->csv.rest = BYTES_NONE;
		refuse(row);
		return 1;
	}
	return rc;
}

static void read_batch(struct import *in, struct batch *batch)
{
	arena_reset(&batch->arena);
	batch->count = 0;
	while (batch->count < BATCH_ROWS) {
		struct row *row = &batch->rows[batch->count];
		*row = (struct row){.entry = row->entry, .done = {row->record, row->unsealed}};
		int more = in->settings->format == IMPORT_CSV ? read_csv_row(in, batch, row)
							      : read_jsonl_row(in, row);
		if (!more) {
			break;
		}
		batch->count++;
	}
}

/* ------- parsing and checking each row by itself: in parallel ------- */

static int type_of(const json_t *record, const struct record_type **type, struct err *e)
{
	struct bytes name = json_get_view(record, "type");
	*type = name.s ? record_type_find(name) : NULL;
	if (!name.s) {
		return err_set(e, ERR_INPUT, "type: the field is missing (claim, source, place, …)");
	}
	return *type ? 0
		     : err_set(e, ERR_INPUT, "type: there is no type \"%.*s\"", (int)utf8_after(name, 0, 40),
			       name.s);
}

static int object_of_jsonl(struct row *row)
{
	if (row->raw.len > LIMIT_RECORD_BYTES) {
		return err_set(
			&row->err, ERR_LIMIT, "the record is longer than %d bytes", LIMIT_RECORD_BYTES);
	}
	int rc = json_parse(row->raw, &row->record, &row->err);
	if (rc == 0 && !json_is_object(row->record)) {
		rc = err_set(&row->err, ERR_INPUT, "expected a JSON object {…}");
	}
	return rc;
}

static int object_of_csv(const struct import *in, struct row *row)
{
	struct bytes type_name = BYTES_NONE;
	row->record = json_object();
	if (row->cell_count > in->column_count) {
		return err_set(&row->err, ERR_INPUT, "the row has %zu cells and the header %zu",
			row->cell_count, in->column_count);
	}
	for (size_t i = 0; i < row->cell_count; i++) {
		if (strcmp(in->columns[i], "type") == 0) {
			type_name = row->cells[i];
		}
	}
	const struct record_type *type = type_name.s ? record_type_find(type_name) : NULL;
	if (!type) {
		bool can_show = type_name.s && utf8_is_valid(type_name);
		return err_set(&row->err, ERR_INPUT, "type: there is no type \"%.*s\"",
			can_show ? (int)utf8_after(type_name, 0, 40) : 0, type_name.s);
	}
	json_object_set_new(row->record, "type", json_string(type->name));
	const struct field *fields = fold_table_of(&in->v->fold, type)->fields;
	int rc = 0;
	for (size_t i = 0; i < row->cell_count && rc == 0; i++) {
		if (row->cells[i].s && strcmp(in->columns[i], "type") != 0) {
			rc = field_set_cell(
				fields, row->record, in->columns[i], csv_cell_text(row->cells[i]), &row->err);
		}
	}
	return rc;
}

static void set_default(json_t *record, const char *name, const char *value)
{
	if (value && !json_object_get(record, name) &&
		json_object_set_new_nocheck(record, name, json_string_nocheck(value)) != 0) {
		mem_exhausted();
	}
}

static void parse_row(const struct import *in, struct row *row)
{
	json_decref(row->done[0]);
	json_decref(row->done[1]);
	row->done[0] = row->done[1] = NULL;
	if (row->state == ROW_REFUSED) {
		return;
	}
	int rc = in->settings->format == IMPORT_CSV ? object_of_csv(in, row) : object_of_jsonl(row);
	if (rc == 0) {
		rc = type_of(row->record, &row->type, &row->err);
	}
	if (rc == 0) {
		json_object_del(row->record, "type");
		if (!json_object_get(row->record, "id")) {
			char id[LIMIT_ID_BYTES + 1];
			random_id(row->type->name, id);
			set_default(row->record, "id", id);
		}
		rc = vault_check_shape(in->v, row->type, row->record, &row->err);
	}
	if (rc != 0 && row->type &&
		entry_is_stripped(fold_table_of(&in->v->fold, row->type)->fields, row->record)) {
		row->is_stripped = true;
	} else if (rc != 0) {
		refuse(row);
	}
}

/* ------- checking against the vault: serial ------- */

/* The id is taken: the row is either what is there already, or a change that must be said as one. */
static int compare_with_vault(struct import *in, struct row *row, int64_t seq)
{
	const struct record_type *type;
	json_t *there;
	size_t unopened;
	int rc = vault_read(in->v, seq, NULL, &type, &there, &unopened, &row->err);
	if (rc != 0) {
		return rc;
	}
	const json_t *time = json_object_get(there, "recorded_at");
	const json_t *researcher = json_object_get(there, "researcher");
	if (time) {
		set_default(row->record, "recorded_at", json_string_value(time));
	}
	if (researcher) {
		set_default(row->record, "researcher", json_string_value(researcher));
	}
	bool is_same = type == row->type && json_equal(there, row->record);
	json_decref(there);
	row->state = is_same ? ROW_UNCHANGED : ROW_REFUSED;
	if (!is_same && unopened > 0) {
		(void)err_set(&row->err, ERR_CHANGED,
			"id: it is there already (type %s), partly sealed, so that the two cannot be "
			"compared",
			type->name);
	} else if (!is_same) {
		(void)err_set(&row->err, ERR_CHANGED,
			"id: it is there already, with other content (type %s); to correct that record, give "
			"a "
			"new id and say \"replaces\"",
			type->name);
	}
	return 0;
}

static int resolve_stripped(struct import *in, struct row *row)
{
	struct bytes id = json_get_view(row->record, "id");
	const struct record_type *type;
	struct err ignored = {0};
	int64_t seq;
	int rc = vault_find(in->v, id, &seq, &type, &ignored);
	if (rc == 0) {
		return compare_with_vault(in, row, seq);
	}
	return rc == -ERR_NOT_FOUND
		? err_set(&row->err, ERR_INPUT, "seal: what is sealed of this record is not in this file")
		: err_set(&row->err, (enum err_code) - rc, "%s", ignored.text);
}

static int resolve_row(struct import *in, struct row *row)
{
	if (row->is_stripped) {
		return resolve_stripped(in, row);
	}
	struct vault_lookup lookup = idmap_lookup(&in->ids);
	struct bytes id = json_get_view(row->record, "id");
	const struct record_type *type;
	struct err ignored = {0};
	int64_t seq;
	if (row->type->is_made_by_program && vault_find(in->v, id, &seq, &type, &ignored) == -ERR_NOT_FOUND) {
		row->state = ROW_SKIPPED;
		return 0;
	}
	int rc = vault_check_refs(in->v, row->type, row->record, &lookup, &row->err);
	if (rc == 0) {
		rc = quote_check_record(&in->texts, row->record, &row->err);
	}
	if (rc != 0) {
		return rc;
	}
	rc = lookup.find(lookup.context, id, &type, &ignored);
	if (rc == 0 && (vault_find(in->v, id, &seq, &type, &ignored) != 0 || seq >= in->first_seq)) {
		return err_set(&row->err, ERR_INPUT, "id: \"%.*s\" stands twice in this file", BYTES_ARG(id));
	}
	if (rc == 0) {
		return compare_with_vault(in, row, seq);
	}
	if (rc != -ERR_NOT_FOUND) {
		return err_set(&row->err, (enum err_code) - rc, "%s", ignored.text);
	}
	rc = vault_check_replaces(in->v, row->type, row->record, &row->err);
	if (rc != 0) {
		return rc;
	}
	set_default(row->record, "recorded_at", in->settings->now);
	set_default(row->record, "researcher", in->settings->researcher);
	idmap_add(&in->ids, id, row->type);
	return 0;
}

/* A failure of the disk or of the vault ends the import; a failure of the row refuses the row. */
static bool is_of_the_row(int rc)
{
	return rc == -ERR_INPUT || rc == -ERR_CHANGED || rc == -ERR_LIMIT;
}

static int resolve_batch(struct import *in, struct batch *batch, struct err *e)
{
	for (size_t i = 0; i < batch->count; i++) {
		struct row *row = &batch->rows[i];
		int rc = row->state == ROW_GOOD ? resolve_row(in, row) : 0;
		if (rc != 0 && !is_of_the_row(rc)) {
			*e = row->err;
			return rc;
		}
		if (rc != 0) {
			refuse(row);
		}
	}
	return 0;
}

/* ------- composing: in parallel ------- */

static void compose_row(const struct import *in, struct row *row)
{
	if (row->state != ROW_GOOD) {
		return;
	}
	const struct field *fields = fold_table_of(&in->v->fold, row->type)->fields;
	int rc = entry_compose(row->type, fields, row->record, &in->v->box, &row->entry, &row->err);
	if (rc != 0) {
		refuse(row);
		return;
	}
	row->unsealed = entry_unsealed_part(fields, row->record);
}

/* ------- appending: serial ------- */

static void report(struct import *in, const struct row *row)
{
	struct import_result *result = in->result;
	if (result->problem_count < LIMIT_ERRORS_SHOWN) {
		result->problems[result->problem_count++] =
			(struct import_problem){row->line, arena_copy(in->problems, bytes_of(row->err.text))};
	}
}

static int append_batch(struct import *in, struct batch *batch, struct err *e)
{
	struct import_result *result = in->result;
	int rc = 0;
	for (size_t i = 0; i < batch->count && rc == 0; i++) {
		struct row *row = &batch->rows[i];
		result->row_count++;
		result->unchanged_count += row->state == ROW_UNCHANGED;
		result->skipped_count += row->state == ROW_SKIPPED;
		if (row->state == ROW_REFUSED) {
			result->refused_count++;
			report(in, row);
		} else if (row->state == ROW_GOOD) {
			result->added_count++;
			rc = vault_append_entry(in->v, row->type, row->unsealed, &row->entry, NULL, e);
		}
	}
	return rc;
}

/* One job of a round: the first BATCH_JOBS compose, the others parse. */
static void run_job(void *context, size_t i)
{
	const struct import *in = context;
	bool is_parsing = i >= BATCH_JOBS;
	struct batch *batch = is_parsing ? in->parsing : in->composing;
	size_t from = i % BATCH_JOBS * JOB_ROWS;
	for (size_t k = from; k < from + JOB_ROWS && k < batch->count; k++) {
		if (is_parsing) {
			parse_row(in, &batch->rows[k]);
		} else {
			compose_row(in, &batch->rows[k]);
		}
	}
}

/* Keeps the table of ids small; the ids of rows that are not in the vault yet go back into it. */
static void forget_ids(struct import *in)
{
	if (idmap_trim(&in->ids)) {
		for (size_t i = 0; i < in->appending->count; i++) {
			const struct row *row = &in->appending->rows[i];
			if (row->state == ROW_GOOD) {
				idmap_add(&in->ids, json_get_view(row->record, "id"), row->type);
			}
		}
	}
}

/* One round: every batch goes one step on, and the oldest becomes the newest. */
static int run_round(struct import *in, struct err *e)
{
	read_batch(in, in->parsing);
	int rc = resolve_batch(in, in->composing, e);
	if (rc != 0) {
		return rc;
	}
	pool_start(in->pool, (size_t)2 * BATCH_JOBS, run_job, in);
	rc = append_batch(in, in->appending, e);
	pool_wait(in->pool);
	struct batch *oldest = in->appending;
	oldest->count = 0;
	in->appending = in->composing;
	in->composing = in->parsing;
	in->parsing = oldest;
	forget_ids(in);
	return rc;
}

static int read_header(struct import *in, struct err *e)
{
	struct bytes *cells;
	csv_reader_init(&in->csv, in->rest);
	int rc = csv_next(&in->csv, in->problems, &cells, &in->column_count, e);
	if (rc < 0) {
		return rc;
	}
	if (rc == 0) {
		return err_set(e, ERR_INPUT, "the file is empty; the first row names the columns");
	}
	in->columns = arena_calloc(in->problems, in->column_count, sizeof(*in->columns));
	bool has_type = false;
	for (size_t i = 0; i < in->column_count; i++) {
		if (!utf8_is_valid(cells[i])) {
			return err_set(
				e, ERR_INPUT, "line 1: the name of column %zu is not valid UTF-8", i + 1);
		}
		in->columns[i] = arena_text(in->problems, csv_cell_text(cells[i]));
		has_type = has_type || strcmp(in->columns[i], "type") == 0;
		for (size_t k = 0; k < i; k++) {
			if (strcmp(in->columns[i], in->columns[k]) == 0) {
				return err_set(e, ERR_INPUT, "line 1: the column \"%.60s\" stands twice",
					in->columns[i]);
			}
		}
	}
	return has_type
		? 0
		: err_set(e, ERR_INPUT, "line 1: a column \"type\" is needed (claim, source, place, …)");
}

static int run(struct import *in, int64_t total, const struct record_progress *progress, struct err *e)
{
	int rc;
	do {
		rc = run_round(in, e);
		struct bytes rest = in->settings->format == IMPORT_CSV ? in->csv.rest : in->rest;
		progress->step(progress->context, total - (int64_t)rest.len, total);
	} while (rc == 0 && in->appending->count + in->composing->count > 0);
	return rc;
}

static void release(struct import *in)
{
	for (size_t b = 0; b < BATCH_COUNT; b++) {
		for (size_t i = 0; i < BATCH_ROWS; i++) {
			json_decref(in->batches[b].rows[i].record);
			json_decref(in->batches[b].rows[i].unsealed);
			json_decref(in->batches[b].rows[i].done[0]);
			json_decref(in->batches[b].rows[i].done[1]);
			entry_done(&in->batches[b].rows[i].entry);
		}
		arena_done(&in->batches[b].arena);
	}
	quote_texts_done(&in->texts);
	idmap_done(&in->ids);
	free(in);
}

int import_records(struct vault *v, struct bytes content, const struct import_settings *settings,
	struct pool *pool, const struct record_progress *progress, struct arena *a,
	struct import_result *result, struct err *e)
{
	*result = (struct import_result){
		.problems = arena_calloc(a, LIMIT_ERRORS_SHOWN, sizeof(struct import_problem))};
	struct import *in = mem_calloc(1, sizeof(*in));
	in->v = v;
	in->settings = settings;
	in->pool = pool;
	in->result = result;
	in->problems = a;
	in->rest = content;
	in->texts.vault = v;
	in->parsing = &in->batches[0];
	in->composing = &in->batches[1];
	in->appending = &in->batches[2];
	in->first_seq = (int64_t)v->tree.size;
	idmap_init(&in->ids, v);
	int rc = settings->format == IMPORT_CSV ? read_header(in, e) : 0;
	if (rc == 0) {
		rc = vault_begin(v, e);
	}
	if (rc == 0) {
		rc = run(in, (int64_t)content.len, progress, e);
		bool keep = rc == 0 && !settings->is_dry_run &&
			(result->refused_count == 0 || settings->is_partial);
		if (keep) {
			rc = vault_commit(v, e);
			result->is_taken = rc == 0;
		} else {
			vault_rollback(v);
		}
	}
	release(in);
	return rc;
}
