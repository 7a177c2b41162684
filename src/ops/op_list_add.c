/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* list add: a list of victims in, or its next edition. */
#include "base/limits.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "evidence/blob.h"
#include "intake/add.h"
#include "ops/handlers.h"
#include "ops/lists.h"
#include "ops/say.h"

/* Removed rows that are written out; their number is always told. */
enum { REMOVED_SHOWN = 1000 };

struct adding {
	const char *file;
	struct list_map map;
	struct lists_entry edition; /* before this one; record NULL: none */
	struct lists_entry same;    /* of the same bytes; record NULL: none */
	struct lists_rows before;
	struct lists_rows rows;
	struct add_result added;
	struct lists_diff diff;
	struct buf used_map;
	char digest[HASH_HEX_CHARS + 1];
	struct bytes name;
};

static int choose_map(struct op_call *call, struct adding *a, struct err *e)
{
	const char *sheet = op_text(call, "sheet");
	int rc;
	if (op_text(call, "map") || !a->edition.record) {
		rc = lists_read_map(call, op_text(call, "map"), &a->map, e);
	} else {
		rc = list_map_parse(arena_copy(call->arena, a->edition.map), lists_roles, MATCH_ROLE_COUNT,
			call->arena, &a->map, e);
	}
	a->map.sheet = sheet ? bytes_of(sheet) : BYTES_NONE;
	return rc;
}

static struct bytes choose_name(struct op_call *call, const struct adding *a)
{
	const char *name = op_text(call, "name");
	if (name) {
		return bytes_of(name);
	}
	return a->edition.record ? a->edition.name : list_name_of_path(a->file);
}

/* The rows of bytes that are mapped, by the map that the person gave. */
static int open_rows(struct adding *a, struct err *e)
{
	int rc = list_open(a->rows.bytes.bytes, list_name_of_path(a->file), &a->map, &a->rows.reader, e);
	if (rc == 0) {
		struct buf unsaid = {0};
		rc = list_check_columns(&a->rows.reader, 1, &unsaid, e);
		buf_done(&unsaid);
	}
	return rc == 0 ? 0 : err_context(e, "%s", a->file);
}

/* Nothing is preserved of a list that cannot be read. */
static int check_file(struct adding *a, struct err *e)
{
	int rc = file_map(a->file, &a->rows.bytes, e);
	if (rc == 0) {
		rc = open_rows(a, e);
	}
	lists_close(&a->rows);
	return rc;
}

static int preserve(struct op_call *call, struct adding *a, struct err *e)
{
	struct add_request request = {
		.file = a->file,
		.visibility = op_text(call, "visibility"),
		.researcher = op_text(call, "researcher"),
		.now = call->now,
	};
	struct hash digest;
	int rc = add_file(call->vault, &request, NULL, &a->added, e);
	if (rc == 0) {
		rc = hash_parse(bytes_of(a->added.evidence), &digest, e);
	}
	if (rc == 0) {
		rc = blob_map(call->vault->path, &digest, &a->rows.bytes, e);
	}
	return rc == 0 ? open_rows(a, e) : rc;
}

static int hash_rows(struct adding *a, struct err *e)
{
	struct hash_stream s;
	struct list_row row;
	int rc;
	hash_begin(&s);
	while ((rc = list_next(a->rows.reader, &row, e)) == 1) {
		hash_add(&s, row.raw.s, row.raw.len);
		hash_add(&s, "\n", 1);
	}
	struct hash digest = hash_end(&s);
	hash_hex(&digest, a->digest);
	return rc;
}

/* ------- the entry ------- */

static void set_text(json_t *record, const char *key, struct bytes text)
{
	if (text.len > 0 && json_object_set_new(record, key, json_stringn(text.s, text.len)) != 0) {
		mem_exhausted();
	}
}

static void set_count(json_t *record, const char *key, size_t count)
{
	json_object_set_new(record, key, json_integer((json_int_t)count));
}

static json_t *compose(struct op_call *call, const struct adding *a, struct bytes id)
{
	const char *visibility = op_text(call, "visibility");
	json_t *record = json_object();
	set_text(record, "id", id);
	set_text(record, "name", a->name);
	set_count(record, "rows", list_facts(a->rows.reader)->row_count);
	set_text(record, "rows_digest", bytes_of(a->digest));
	if (a->edition.record) {
		set_count(record, "added", a->diff.added_count);
		set_count(record, "changed", a->diff.changed_count);
		set_count(record, "removed", a->diff.removed_count);
		set_text(record, "edition_of", a->edition.id);
	}
	set_text(record, "date", bytes_of(op_text(call, "date")));
	set_text(record, "evidence", bytes_of(a->added.evidence));
	set_text(record, "map", buf_bytes(&a->used_map));
	if (visibility) {
		json_object_set_new(record, "visibility", json_pack("{s:s}", "level", visibility));
	}
	set_text(record, "researcher", bytes_of(op_text(call, "researcher")));
	set_text(record, "recorded_at", bytes_of(call->now));
	/* The same bytes by another map: what was read of them before is corrected. */
	set_text(record, "replaces", a->same.record ? a->same.id : BYTES_NONE);
	return record;
}

static int append(struct op_call *call, const struct adding *a, struct bytes *id, int64_t *seq, struct err *e)
{
	const struct record_type *type = record_type_find(BYTES("list"));
	char name[LIMIT_ID_BYTES + 1];
	random_id("list", name);
	*id = arena_copy(call->arena, bytes_of(name));
	json_t *record = compose(call, a, *id);
	int rc = vault_check_record(call->vault, type, record, e);
	if (rc == 0) {
		rc = vault_append_alone(call->vault, type, record, seq, e);
	}
	json_decref(record);
	return rc;
}

/* ------- the reply ------- */

static void put_notes(struct json_writer *j, struct bytes notes)
{
	struct bytes note;
	jw_key(j, "notes");
	jw_array_begin(j);
	while (bytes_next_line(&notes, &note)) {
		jw_string(j, note);
	}
	jw_array_end(j);
}

static int put_edition(struct json_writer *j, struct adding *a, struct err *e)
{
	jw_key(j, "edition");
	jw_object_begin(j);
	jw_put_string(j, "of", a->edition.id);
	jw_put_bool(j, "is_by_id", a->diff.is_by_id);
	jw_put_int(j, "added", (int64_t)a->diff.added_count);
	jw_put_int(j, "changed", (int64_t)a->diff.changed_count);
	jw_put_int(j, "removed", (int64_t)a->diff.removed_count);
	jw_key(j, "removed_rows");
	int rc = lists_put_rows(j, a->before.reader, &a->before.map, a->diff.removed, a->diff.removed_count,
		REMOVED_SHOWN, e);
	jw_object_end(j);
	return rc;
}

static int reply(
	struct json_writer *j, struct adding *a, struct bytes id, int64_t seq, bool is_new, struct err *e)
{
	const struct list_facts *facts = list_facts(a->rows.reader);
	int rc = 0;
	jw_object_begin(j);
	jw_put_string(j, "file", bytes_of(a->file));
	jw_put_string(j, "list", id);
	jw_put_string(j, "name", a->name);
	jw_put_bool(j, "is_new", is_new);
	jw_put_int(j, "entry", seq);
	jw_put_string(j, "evidence", bytes_of(a->added.evidence));
	jw_put_string(j, "format", bytes_of(list_format_names[facts->format]));
	jw_put_int(j, "rows", (int64_t)facts->row_count);
	put_notes(j, list_notes(a->rows.reader));
	if (is_new && a->edition.record) {
		rc = put_edition(j, a, e);
	}
	jw_object_end(j);
	return rc;
}

/* ------- the operation ------- */

static int compare_editions(struct op_call *call, struct adding *a, struct err *e)
{
	int rc = lists_open(call, &a->edition, &a->before, e);
	return rc != 0 ? rc
		       : lists_compare(a->before.reader, a->rows.reader, &a->map, call->arena, &a->diff, e);
}

static int is_there_already(struct op_call *call, struct adding *a, bool *is_there, struct err *e)
{
	int rc = lists_find_by_evidence(call, bytes_of(a->added.evidence), &a->same, e);
	*is_there = rc == 0 && bytes_equal(a->same.map, buf_bytes(&a->used_map));
	return rc == -ERR_NOT_FOUND ? 0 : rc;
}

static int add(struct op_call *call, struct adding *a, struct err *e)
{
	struct bytes id;
	int64_t seq;
	bool is_there = false;
	int rc = check_file(a, e);
	if (rc == 0) {
		rc = preserve(call, a, e);
	}
	if (rc == 0) {
		list_write_map(a->rows.reader, &a->used_map);
		rc = is_there_already(call, a, &is_there, e);
	}
	if (rc != 0) {
		return rc;
	}
	if (is_there) {
		a->name = a->same.name;
		return reply(call->reply, a, a->same.id, a->same.seq, false, e);
	}
	a->name = choose_name(call, a);
	rc = hash_rows(a, e);
	if (rc == 0 && a->edition.record) {
		rc = compare_editions(call, a, e);
	}
	if (rc == 0) {
		rc = append(call, a, &id, &seq, e);
	}
	return rc == 0 ? reply(call->reply, a, id, seq, true, e) : rc;
}

int op_list_add(struct op_call *call, struct err *e)
{
	const char *edition_of = op_text(call, "edition-of");
	struct adding a = {.file = op_text(call, "file")};
	int rc = edition_of ? lists_find(call, edition_of, &a.edition, e) : 0;
	if (rc == 0) {
		rc = choose_map(call, &a, e);
	}
	if (rc == 0) {
		call->say(call->context, a.file);
		rc = add(call, &a, e);
	}
	lists_close(&a.before);
	lists_close(&a.rows);
	lists_done(&a.edition);
	lists_done(&a.same);
	buf_done(&a.used_map);
	return rc;
}

static void print_edition(const json_t *edition, struct buf *out)
{
	if (!edition) {
		return;
	}
	buf_add_text(out, "  against the edition before: ");
	say_number(out, say_int(edition, "added"));
	buf_add_text(out, " added, ");
	say_number(out, say_int(edition, "changed"));
	buf_add_text(out, " changed, ");
	say_number(out, say_int(edition, "removed"));
	buf_add_text(out, " removed\n");
	const json_t *rows = json_object_get(edition, "removed_rows");
	for (size_t i = 0; i < json_array_size(rows); i++) {
		buf_add_text(out, "  removed  ");
		lists_say_row(out, json_array_get(rows, i));
		buf_add_char(out, '\n');
	}
}

void op_list_add_print(const json_t *reply, struct buf *out)
{
	const json_t *notes = json_object_get(reply, "notes");
	say_safe(out, say_text(reply, "file"));
	buf_printf(out, ": %s (entry %lld)\n",
		say_is(reply, "is_new") ? "added as a list"
					: "this list is here already; nothing was changed",
		(long long)say_int(reply, "entry"));
	say_row(out, "list", say_text(reply, "list"));
	say_row(out, "name", say_text(reply, "name"));
	say_row(out, "format", say_text(reply, "format"));
	say_row_int(out, "rows", say_int(reply, "rows"));
	for (size_t i = 0; i < json_array_size(notes); i++) {
		say_row(out, "note", json_view(json_array_get(notes, i)));
	}
	print_edition(json_object_get(reply, "edition"), out);
}
