/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* import, export: records in and out. */
#include "base/csv.h"
#include "base/file.h"
#include "base/limits.h"
#include "intake/import.h"
#include "ops/handlers.h"
#include "ops/say.h"
#include "ops/visibility.h"

#include <fcntl.h>
#include <unistd.h>

enum { EXPORT_FLUSH_BYTES = 1 << 20 };

static int find_format(struct op_call *call, const char *file, bool *is_csv, struct err *e)
{
	const char *format = op_text(call, "format");
	struct bytes name = bytes_of(file);
	if (!format) {
		*is_csv = bytes_ends(name, ".csv") || bytes_ends(name, ".CSV");
		return 0;
	}
	*is_csv = strcmp(format, "csv") == 0;
	return *is_csv || strcmp(format, "jsonl") == 0
		? 0
		: err_set(e, ERR_USAGE, "--format: jsonl or csv, not \"%s\"", format);
}

static void reply_import(struct op_call *call, const char *file, const struct import_result *r)
{
	struct json_writer *j = call->reply;
	jw_object_begin(j);
	jw_put_string(j, "file", bytes_of(file));
	jw_put_int(j, "rows", r->row_count);
	jw_put_int(j, "added", r->added_count);
	jw_put_int(j, "unchanged", r->unchanged_count);
	jw_put_int(j, "skipped", r->skipped_count);
	jw_put_int(j, "refused", r->refused_count);
	jw_put_bool(j, "is_taken", r->is_taken && (r->added_count > 0 || r->refused_count == 0));
	jw_key(j, "problems");
	jw_array_begin(j);
	for (size_t i = 0; i < r->problem_count; i++) {
		jw_object_begin(j);
		jw_put_int(j, "line", (int64_t)r->problems[i].line);
		jw_put_string(j, "text", r->problems[i].text);
		jw_object_end(j);
	}
	jw_array_end(j);
	jw_object_end(j);
}

static int import_one(
	struct op_call *call, struct pool *pool, const char *file, bool *is_refused, struct err *e)
{
	struct import_settings settings = {
		.is_partial = op_has(call, "partial"),
		.is_dry_run = op_has(call, "dry-run"),
		.researcher = op_text(call, "researcher"),
		.now = call->now,
	};
	struct import_result result;
	struct file_window content = {.is_end = true};
	bool is_csv = false;
	int rc = find_format(call, file, &is_csv, e);
	settings.format = is_csv ? IMPORT_CSV : IMPORT_JSONL;
	if (rc == 0) {
		rc = file_window_open(file, &content, e);
	}
	if (rc == 0) {
		call->say(call->context, file);
		rc = import_records(
			call->vault, &content, &settings, pool, &call->progress, call->arena, &result, e);
	}
	if (rc == 0) {
		reply_import(call, file, &result);
		*is_refused = result.refused_count > 0 && !settings.is_partial;
	}
	file_window_close(&content);
	return rc;
}

int op_import(struct op_call *call, struct err *e)
{
	const char **files;
	size_t count = op_texts(call, "file", &files);
	int64_t threads;
	bool is_refused = false;
	int rc = op_int(call, "threads", 0, 64, 0, &threads, e);
	if (rc != 0) {
		return rc;
	}
	struct pool *pool = pool_open((unsigned)threads);
	jw_object_begin(call->reply);
	jw_key(call->reply, "files");
	jw_array_begin(call->reply);
	size_t i = 0;
	for (; i < count && rc == 0 && !is_refused; i++) {
		rc = import_one(call, pool, files[i], &is_refused, e);
	}
	jw_array_end(call->reply);
	jw_put_bool(call->reply, "is_complete", rc == 0 && !is_refused);
	jw_object_end(call->reply);
	pool_close(&pool);
	if (rc == 0 && is_refused) {
		/* The reply says which rows; the exit code that the file was not taken. */
		rc = err_set(e, ERR_INPUT,
			"nothing of %s was taken%s; mend the rows, or take the good ones with --partial",
			files[i - 1], i < count ? " and the files after it were not read" : "");
		call->has_reply_despite_error = true;
	}
	return rc;
}

void op_import_print(const json_t *reply, struct buf *out)
{
	const json_t *files = json_object_get(reply, "files");
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *file = json_array_get(files, i);
		const json_t *problems = json_object_get(file, "problems");
		say_safe(out, say_text(file, "file"));
		buf_add_text(out, ": ");
		say_count(out, say_int(file, "rows"), "row", "rows");
		buf_add_text(out, say_is(file, "is_taken") ? ", " : ", not taken: ");
		say_number(out, say_int(file, "added"));
		buf_add_text(out, say_is(file, "is_taken") ? " added" : " good");
		if (say_int(file, "unchanged") > 0) {
			buf_add_text(out, ", ");
			say_number(out, say_int(file, "unchanged"));
			buf_add_text(out, " unchanged");
		}
		if (say_int(file, "skipped") > 0) {
			buf_add_text(out, ", ");
			say_number(out, say_int(file, "skipped"));
			buf_add_text(out,
				" skipped (made by the program: files come in with add, codebooks with "
				"codebook set)");
		}
		if (say_int(file, "refused") > 0) {
			buf_add_text(out, ", ");
			say_number(out, say_int(file, "refused"));
			buf_add_text(out, " refused");
		}
		buf_add_char(out, '\n');
		for (size_t k = 0; k < json_array_size(problems); k++) {
			const json_t *problem = json_array_get(problems, k);
			buf_printf(out, "  line %lld: ", (long long)say_int(problem, "line"));
			say_safe(out, say_text(problem, "text"));
			buf_add_char(out, '\n');
		}
		if (say_int(file, "refused") > (int64_t)json_array_size(problems)) {
			buf_printf(out, "  … and %lld more\n",
				(long long)(say_int(file, "refused") - (int64_t)json_array_size(problems)));
		}
	}
}

/* Where an export goes: standard output, or a temporary file that takes its name when it is complete. */
struct export
{
	struct op_call *call;
	bool is_csv;
	const struct record_type *type; /* NULL: all types */
	const char **columns;
	size_t column_count;
	struct buf out;
	int fd;
	struct visibility visibility;
	bool is_public; /* leave out what is not */
	int64_t count;
	int64_t hidden_count; /* records that are not public: left out, or written all the same */
};

static int flush_if(struct export *x, size_t limit, struct err *e)
{
	if (x->out.len < limit) {
		return 0;
	}
	int rc = file_write_all(x->fd, buf_bytes(&x->out), e);
	buf_clear(&x->out);
	return rc;
}

static void add_csv_row(struct export *x, const struct record_type *type, const json_t *record)
{
	struct arena a = {0};
	const struct field *fields = fold_table_of(&x->call->vault->fold, type)->fields;
	csv_add_cell(&x->out, bytes_of(type->name), true);
	for (size_t i = 0; i < x->column_count; i++) {
		csv_add_cell(&x->out, field_cell(fields, record, x->columns[i], &a), false);
	}
	csv_end_row(&x->out);
	arena_done(&a);
}

static void add_json_row(struct export *x, const struct record_type *type, const json_t *record)
{
	struct json_writer j;
	jw_init(&j, &x->out);
	record_write(type, fold_table_of(&x->call->vault->fold, type)->fields, record, &j);
	buf_add_char(&x->out, '\n');
}

static void add_csv_header(struct export *x)
{
	x->column_count = field_columns(
		fold_table_of(&x->call->vault->fold, x->type)->fields, x->call->arena, &x->columns);
	if (op_has(x->call, "bom")) {
		buf_add_text(&x->out, "\xEF\xBB\xBF");
	}
	csv_add_cell(&x->out, BYTES("type"), true);
	for (size_t i = 0; i < x->column_count; i++) {
		csv_add_cell(&x->out, bytes_of(x->columns[i]), false);
	}
	csv_end_row(&x->out);
}

static void add_row(struct export *x, const struct record_type *type, const json_t *record)
{
	bool is_hidden = visibility_hides(&x->visibility, json_get_view(record, "id"));
	x->hidden_count += is_hidden;
	if (is_hidden && x->is_public) {
		return;
	}
	x->count++;
	if (x->is_csv) {
		add_csv_row(x, type, record);
	} else {
		add_json_row(x, type, record);
	}
}

static int export_rows(struct export *x, struct err *e)
{
	struct db_statement *s;
	struct arena a = {0};
	struct vault *v = x->call->vault;
	int64_t total;
	int rc = db_query_int(v->db, "SELECT max(seq) + 1 FROM entry", 0, &total, e);
	if (rc == 0) {
		rc = db_prepare(v->db, "SELECT seq, leaf, disclosures FROM entry ORDER BY seq", &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	while ((rc = db_step(s, e)) == 1) {
		const struct record_type *type;
		json_t *record;
		size_t unopened;
		rc = entry_read(db_text(s, 1), db_text(s, 2), NULL, &a, &type, &record, &unopened, e);
		if (rc != 0) {
			err_context(e, "entry %lld", (long long)db_int(s, 0));
			break;
		}
		if (!x->type || x->type == type) {
			add_row(x, type, record);
		}
		json_decref(record);
		arena_reset(&a);
		rc = flush_if(x, EXPORT_FLUSH_BYTES, e);
		if (rc != 0) {
			break;
		}
		x->call->progress.step(x->call->progress.context, db_int(s, 0), total);
	}
	db_reset(s);
	arena_done(&a);
	return rc != 0 ? rc : flush_if(x, 1, e);
}

/* Writes beside the target and renames, so that a failed export leaves the old file. */
static int export_to_file(struct export *x, const char *path, struct err *e)
{
	char *temporary = arena_printf(x->call->arena, "%s.XXXXXX", path);
	x->fd = mkostemp(temporary, O_CLOEXEC);
	if (x->fd < 0) {
		return err_errno(e, ERR_IO, "cannot write to %s", path);
	}
	int rc = export_rows(x, e);
	if (rc == 0) {
		rc = file_sync(x->fd, path, e);
	}
	if (close(x->fd) != 0 && rc == 0) {
		rc = err_errno(e, ERR_IO, "cannot finish %s", path);
	}
	if (rc == 0 && rename(temporary, path) != 0) {
		rc = err_errno(e, ERR_IO, "cannot rename to %s", path);
	}
	if (rc != 0) {
		unlink(temporary);
	}
	return rc;
}

static int export_all(struct export *x, const char *path, struct err *e)
{
	struct op_call *call = x->call;
	int rc = visibility_load(call->vault, call->arena, &x->visibility, e);
	if (rc != 0) {
		return rc;
	}
	call->say(call->context, "exporting");
	if (x->is_csv) {
		add_csv_header(x);
	}
	return path ? export_to_file(x, path, e) : export_rows(x, e);
}

static void say_hidden(struct buf *out, int64_t not_public, int64_t left_out)
{
	if (not_public > 0) {
		say_count(
			out, not_public, "of these records is not public", "of these records are not public");
		buf_add_text(out, "; --public leaves them out.");
	} else if (left_out > 0) {
		say_count(out, left_out, "record that is not public was", "records that are not public were");
		buf_add_text(out, " left out.");
	}
}

/* The content is on standard output, so the word of warning goes elsewhere. */
static void warn(const struct export *x)
{
	if (x->hidden_count > 0 && !x->is_public) {
		struct buf out = {0};
		say_hidden(&out, x->hidden_count, 0);
		x->call->notice = arena_text(x->call->arena, buf_bytes(&out));
		buf_done(&out);
	}
}

int op_export(struct op_call *call, struct err *e)
{
	const char *path = op_text(call, "output");
	const char *type = op_text(call, "type");
	struct export x = {.call = call, .fd = STDOUT_FILENO, .is_public = op_has(call, "public")};
	int rc = op_check_output(call, path, e);
	if (rc == 0) {
		rc = find_format(call, path ? path : "", &x.is_csv, e);
	}
	if (rc == 0 && type) {
		x.type = record_type_find(bytes_of(type));
		if (!x.type) {
			rc = err_set(
				e, ERR_INPUT, "there is no type \"%s\"; \"recount fields\" lists them", type);
		}
	}
	if (rc == 0 && x.is_csv && !x.type) {
		rc = err_set(e, ERR_USAGE,
			"a CSV file holds one type; say which with --type claim, --type source …");
	}
	if (rc == 0) {
		call->is_answered_on_stdout = !path;
		rc = export_all(&x, path, e);
	}
	buf_done(&x.out);
	if (rc == 0 && !path) {
		warn(&x);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_string_if(call->reply, "file", bytes_of(path));
		jw_put_int(call->reply, "records", x.count);
		if (x.hidden_count > 0) {
			jw_put_int(call->reply, x.is_public ? "left_out" : "not_public", x.hidden_count);
		}
		jw_object_end(call->reply);
	}
	return rc;
}

void op_export_print(const json_t *reply, struct buf *out)
{
	say_count(out, say_int(reply, "records"), "record", "records");
	buf_add_text(out, " written to ");
	say_safe(out, say_text(reply, "file"));
	buf_add_text(out, ".");
	if (say_int(reply, "not_public") + say_int(reply, "left_out") > 0) {
		buf_add_char(out, ' ');
		say_hidden(out, say_int(reply, "not_public"), say_int(reply, "left_out"));
	}
	buf_add_char(out, '\n');
}
