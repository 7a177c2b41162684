/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/import.h"

#include "base/limits.h"
#include "crypto/random.h"
#include "intake/idmap.h"
#include "intake/quote.h"
#include "intake/row_reader.h"
#include "text/utf8.h"

/*
 * Rows are worked on in batches, four at a time, like a line of workers: while the oldest is appended and the third
 * checked against the vault by this thread, the rows of the second are composed and those of the newest parsed by the
 * pool. A batch is small enough for the processor's cache; a job takes several rows, so that taking it costs little.
 */
enum { LARGE_BYTES = 32 << 20 }; /* a file from which on the vault is taken alone */
enum { BATCH_ROWS = 32, BATCH_COUNT = 4, JOB_ROWS = 4, BATCH_JOBS = BATCH_ROWS / JOB_ROWS };

enum row_state { ROW_GOOD, ROW_UNCHANGED, ROW_SKIPPED, ROW_REFUSED };

struct row {
	struct raw_row raw;
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

	struct row_reader reader;

	struct batch batches[BATCH_COUNT];
	struct batch *parsing; /* the newest */
	struct batch *resolving;
	struct batch *composing;
	struct batch *appending; /* the oldest */
	int64_t first_seq;       /* entries from here on are of this import */
};

static void refuse(struct row *row)
{
	row->state = ROW_REFUSED;
}

/* ------- reading: serial ------- */

static int read_batch(struct import *in, struct batch *batch, struct err *e)
{
	arena_reset(&batch->arena);
	batch->count = 0;
	int rc = row_reader_advance(&in->reader, e);
	for (int more = rc == 0; more && batch->count < BATCH_ROWS; batch->count += more != 0) {
		struct row *row = &batch->rows[batch->count];
		*row = (struct row){.entry = row->entry, .done = {row->record, row->unsealed}};
		more = row_reader_next(&in->reader, &batch->arena, &row->raw, &row->err);
		if (more < 0) {
			refuse(row);
		}
	}
	return rc;
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

/* What was exported has been completed since it came in, so that it may be as long as a line. */
static int object_of_jsonl(struct row *row)
{
	int rc = json_parse(row->raw.text, &row->record, &row->err);
	if (rc == 0 && !json_is_object(row->record)) {
		rc = err_set(&row->err, ERR_INPUT, "expected a JSON object {…}");
	}
	if (rc == 0 && row->raw.text.len > LIMIT_RECORD_BYTES &&
		!json_object_get(row->record, "recorded_at")) {
		rc = err_set(&row->err, ERR_LIMIT, "the record is longer than %d bytes", LIMIT_RECORD_BYTES);
	}
	return rc;
}

static int object_of_csv(const struct import *in, struct row *row)
{
	struct bytes type_name = BYTES_NONE;
	row->record = json_object();
	if (row->raw.cell_count > in->reader.column_count) {
		return err_set(&row->err, ERR_INPUT, "the row has %zu cells and the header %zu",
			row->raw.cell_count, in->reader.column_count);
	}
	for (size_t i = 0; i < row->raw.cell_count; i++) {
		if (strcmp(in->reader.columns[i], "type") == 0) {
			type_name = row->raw.cells[i];
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
	for (size_t i = 0; i < row->raw.cell_count && rc == 0; i++) {
		if (row->raw.cells[i].s && strcmp(in->reader.columns[i], "type") != 0) {
			rc = field_set_cell(fields, row->record, in->reader.columns[i],
				csv_cell_text(row->raw.cells[i]), &row->err);
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

/* A row before `end` that replaces the same record. */
static const struct row *find_replacing(const struct batch *batch, const struct row *end)
{
	struct bytes old = json_get_view(end->record, "replaces");
	for (const struct row *row = batch->rows; row < batch->rows + batch->count && row != end; row++) {
		if (row->state == ROW_GOOD && row->type == end->type &&
			bytes_equal(json_get_view(row->record, "replaces"), old)) {
			return row;
		}
	}
	return NULL;
}

/* What the vault says of the record that is replaced, and the rows that are on their way there. */
static int check_replaces(struct import *in, struct row *row)
{
	const struct batch *const waiting[] = {in->appending, in->composing, in->resolving};
	int rc = vault_check_replaces(in->v, row->type, row->record, &row->err);
	bool is_replacing = json_object_get(row->record, "replaces") != NULL;
	for (size_t b = 0; b < ARRAY_COUNT(waiting) && rc == 0 && is_replacing; b++) {
		const struct row *other = find_replacing(waiting[b], row);
		if (other) {
			rc = err_set(&row->err, ERR_CHANGED,
				"replaces: line %zu replaces that record already", other->raw.line);
		}
	}
	return rc;
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
	rc = check_replaces(in, row);
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
		result->problems[result->problem_count++] = (struct import_problem){
			row->raw.line, arena_copy(in->problems, bytes_of(row->err.text))};
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

static void remember_ids(struct import *in, const struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct row *row = &batch->rows[i];
		if (row->state == ROW_GOOD) {
			idmap_add(&in->ids, json_get_view(row->record, "id"), row->type);
		}
	}
}

/* Keeps the table of ids small; the ids of rows that are not in the vault yet go back into it. */
static void forget_ids(struct import *in)
{
	if (idmap_trim(&in->ids)) {
		remember_ids(in, in->appending);
		remember_ids(in, in->composing);
	}
}

/* One round: every batch goes one step on, and the oldest becomes the newest. */
static int run_round(struct import *in, struct err *e)
{
	int rc = read_batch(in, in->parsing, e);
	pool_start(in->pool, (size_t)2 * BATCH_JOBS, run_job, in);
	if (rc == 0) {
		rc = resolve_batch(in, in->resolving, e);
	}
	if (rc == 0) {
		rc = append_batch(in, in->appending, e);
	}
	pool_wait(in->pool);
	struct batch *oldest = in->appending;
	oldest->count = 0;
	in->appending = in->composing;
	in->composing = in->resolving;
	in->resolving = in->parsing;
	in->parsing = oldest;
	forget_ids(in);
	return rc;
}

static int run(struct import *in, const struct record_progress *progress, struct err *e)
{
	const struct file_window *content = in->reader.content;
	int rc;
	do {
		rc = run_round(in, e);
		progress->step(progress->context, content->done - (int64_t)content->rest.len, content->total);
	} while (rc == 0 && in->appending->count + in->composing->count + in->resolving->count > 0);
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

int import_records(struct vault *v, struct file_window *content, const struct import_settings *settings,
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
	in->texts.vault = v;
	in->parsing = &in->batches[0];
	in->resolving = &in->batches[1];
	in->composing = &in->batches[2];
	in->appending = &in->batches[3];
	in->first_seq = (int64_t)v->tree.size;
	idmap_init(&in->ids, v);
	int rc = row_reader_init(&in->reader, content, settings->format == IMPORT_CSV, a, e);
	if (rc == 0) {
		rc = content->total >= LARGE_BYTES ? vault_begin_alone(v, e) : vault_begin(v, e);
	}
	if (rc == 0) {
		rc = run(in, progress, e);
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
