/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* list ls, show, rows, diff: looking at lists of victims. */
#include "crypto/hash.h"
#include "ops/handlers.h"
#include "ops/lists.h"
#include "ops/say.h"

/* ------- ls ------- */

int op_list_ls(struct op_call *call, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(call->vault->db,
		"SELECT seq, id, name, date, rows, edition_of, removed FROM list t WHERE NOT EXISTS (SELECT "
		"1 FROM "
		"list n WHERE n.replaces = t.id) ORDER BY seq",
		&s, e);
	if (rc != 0) {
		return rc;
	}
	jw_object_begin(call->reply);
	jw_key(call->reply, "lists");
	jw_array_begin(call->reply);
	while ((rc = db_step(s, e)) == 1) {
		jw_object_begin(call->reply);
		jw_put_int(call->reply, "entry", db_int(s, 0));
		jw_put_string(call->reply, "list", db_text(s, 1));
		jw_put_string_if(call->reply, "name", db_text(s, 2));
		jw_put_string_if(call->reply, "date", db_text(s, 3));
		jw_put_int(call->reply, "rows", db_int(s, 4));
		jw_put_string_if(call->reply, "edition_of", db_text(s, 5));
		if (db_text(s, 5).s) {
			jw_put_int(call->reply, "removed", db_int(s, 6));
		}
		jw_object_end(call->reply);
	}
	jw_array_end(call->reply);
	jw_object_end(call->reply);
	return rc;
}

void op_list_ls_print(const json_t *reply, struct buf *out)
{
	const json_t *lists = json_object_get(reply, "lists");
	for (size_t i = 0; i < json_array_size(lists); i++) {
		const json_t *list = json_array_get(lists, i);
		size_t from = out->len;
		say_safe(out, say_text(list, "name"));
		say_pad(out, from, 24);
		buf_add_bytes(out, say_text(list, "list"));
		buf_add_text(out, "  ");
		say_count(out, say_int(list, "rows"), "row", "rows");
		if (say_text(list, "date").s) {
			buf_printf(out, ", of %.*s", BYTES_ARG(say_text(list, "date")));
		}
		if (say_int(list, "removed") > 0) {
			buf_add_text(out, ", ");
			say_number(out, say_int(list, "removed"));
			buf_add_text(out, " removed since the edition before");
		}
		buf_add_char(out, '\n');
	}
	say_count(out, (int64_t)json_array_size(lists), "list", "lists");
	buf_add_text(out, ".\n");
}

/* ------- show ------- */

static void put_columns(struct json_writer *j, const struct lists_rows *rows)
{
	const struct list_facts *facts = list_facts(rows->reader);
	jw_key(j, "columns");
	jw_array_begin(j);
	for (size_t role = 0; role < rows->map.column_count; role++) {
		if (facts->headers[role].s) {
			jw_object_begin(j);
			jw_put_string(j, "role", bytes_of(list_map_role_name(&rows->map, role)));
			jw_put_string(j, "header", facts->headers[role]);
			jw_object_end(j);
		}
	}
	jw_array_end(j);
}

int op_list_show(struct op_call *call, struct err *e)
{
	struct lists_entry list;
	struct lists_rows rows = {0};
	int rc = lists_find(call, op_text(call, "list"), &list, e);
	if (rc == 0) {
		rc = lists_open(call, &list, &rows, e);
	}
	if (rc == 0) {
		const struct list_facts *facts = list_facts(rows.reader);
		struct json_writer *j = call->reply;
		jw_object_begin(j);
		jw_put_int(j, "entry", list.seq);
		jw_put_string(j, "list", list.id);
		jw_put_string(j, "name", list.name);
		jw_put_string_if(j, "date", say_text(list.record, "date"));
		jw_put_string(j, "evidence", list.evidence);
		jw_put_string(j, "format", bytes_of(list_format_names[facts->format]));
		jw_put_int(j, "rows", (int64_t)facts->row_count);
		jw_put_string(j, "rows_digest", say_text(list.record, "rows_digest"));
		jw_put_bool(j, "is_unique", facts->is_unique);
		jw_put_string_if(j, "edition_of", say_text(list.record, "edition_of"));
		put_columns(j, &rows);
		jw_put_string(j, "map", list.map);
		jw_object_end(j);
	}
	lists_close(&rows);
	lists_done(&list);
	return rc;
}

void op_list_show_print(const json_t *reply, struct buf *out)
{
	const json_t *columns = json_object_get(reply, "columns");
	say_row(out, "list", say_text(reply, "list"));
	say_row(out, "name", say_text(reply, "name"));
	say_row(out, "date", say_text(reply, "date"));
	say_row(out, "edition of", say_text(reply, "edition_of"));
	say_row(out, "evidence", say_text(reply, "evidence"));
	say_row(out, "format", say_text(reply, "format"));
	say_row_int(out, "rows", say_int(reply, "rows"));
	say_row(out, "each person",
		say_is(reply, "is_unique") ? BYTES("once") : BYTES("perhaps more than once"));
	for (size_t i = 0; i < json_array_size(columns); i++) {
		const json_t *column = json_array_get(columns, i);
		say_row(out, say_text(column, "role").s, say_text(column, "header"));
	}
}

/* ------- rows ------- */

static int put_wanted_rows(
	struct json_writer *j, struct lists_rows *rows, int64_t wanted, int64_t limit, struct err *e)
{
	struct list_row row;
	int64_t shown = 0;
	int rc = 1;
	jw_key(j, "rows");
	jw_array_begin(j);
	while (shown < limit && (rc = list_next(rows->reader, &row, e)) == 1) {
		if (wanted == 0 || (int64_t)row.number == wanted) {
			lists_put_row(j, &rows->map, &row);
			shown++;
		}
	}
	jw_array_end(j);
	return rc < 0 ? rc : 0;
}

int op_list_rows(struct op_call *call, struct err *e)
{
	struct lists_entry list = {0};
	struct lists_rows rows = {0};
	int64_t wanted;
	int64_t limit;
	int rc = op_int(call, "row", 1, UINT32_MAX, 0, &wanted, e);
	if (rc == 0) {
		rc = op_int(call, "limit", 1, INT32_MAX, 20, &limit, e);
	}
	if (rc == 0) {
		rc = lists_find(call, op_text(call, "list"), &list, e);
	}
	if (rc == 0) {
		rc = lists_open(call, &list, &rows, e);
	}
	if (rc == 0 && wanted > (int64_t)list_facts(rows.reader)->row_count) {
		rc = err_set(e, ERR_NOT_FOUND, "the list has %zu rows", list_facts(rows.reader)->row_count);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "list", list.id);
		jw_put_int(call->reply, "total", (int64_t)list_facts(rows.reader)->row_count);
		rc = put_wanted_rows(call->reply, &rows, wanted, wanted > 0 ? 1 : limit, e);
		jw_object_end(call->reply);
	}
	lists_close(&rows);
	lists_done(&list);
	return rc;
}

void op_list_rows_print(const json_t *reply, struct buf *out)
{
	const json_t *rows = json_object_get(reply, "rows");
	for (size_t i = 0; i < json_array_size(rows); i++) {
		lists_say_row(out, json_array_get(rows, i));
		buf_add_char(out, '\n');
	}
	if (json_array_size(rows) > 1 && (int64_t)json_array_size(rows) < say_int(reply, "total")) {
		say_number(out, (int64_t)json_array_size(rows));
		buf_add_text(out, " of ");
		say_count(out, say_int(reply, "total"), "row", "rows");
		buf_add_text(out, "; --limit N shows more.\n");
	}
}

/* ------- diff ------- */

static void put_changed(struct json_writer *j, const struct lists_diff *diff, size_t limit)
{
	jw_key(j, "changed_rows");
	jw_array_begin(j);
	for (size_t i = 0; i < diff->changed_count && i < limit; i++) {
		jw_object_begin(j);
		jw_put_int(j, "before", diff->changed[i].before);
		jw_put_int(j, "after", diff->changed[i].after);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static int put_diff(struct json_writer *j, struct lists_rows *before, struct lists_rows *after,
	const struct lists_diff *diff, size_t limit, struct err *e)
{
	jw_put_bool(j, "is_by_id", diff->is_by_id);
	jw_put_int(j, "added", (int64_t)diff->added_count);
	jw_put_int(j, "changed", (int64_t)diff->changed_count);
	jw_put_int(j, "removed", (int64_t)diff->removed_count);
	jw_key(j, "removed_rows");
	int rc =
		lists_put_rows(j, before->reader, &before->map, diff->removed, diff->removed_count, limit, e);
	put_changed(j, diff, limit);
	jw_key(j, "added_rows");
	struct err second = {0};
	int rc_added =
		lists_put_rows(j, after->reader, &after->map, diff->added, diff->added_count, limit, &second);
	return rc != 0 || rc_added == 0 ? rc : err_set(e, ERR_IO, "%s", second.text);
}

int op_list_diff(struct op_call *call, struct err *e)
{
	struct lists_entry first = {0};
	struct lists_entry second = {0};
	struct lists_rows before = {0};
	struct lists_rows after = {0};
	struct lists_diff diff;
	int64_t limit;
	int rc = op_int(call, "limit", 1, INT32_MAX, 1000, &limit, e);
	if (rc == 0) {
		rc = lists_find(call, op_text(call, "before"), &first, e);
	}
	if (rc == 0) {
		rc = lists_find(call, op_text(call, "after"), &second, e);
	}
	if (rc == 0) {
		rc = lists_open(call, &first, &before, e);
	}
	if (rc == 0) {
		rc = lists_open(call, &second, &after, e);
	}
	if (rc == 0) {
		rc = lists_compare(before.reader, after.reader, &before.map, call->arena, &diff, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "before", first.id);
		jw_put_string(call->reply, "after", second.id);
		rc = put_diff(call->reply, &before, &after, &diff, (size_t)limit, e);
		jw_object_end(call->reply);
	}
	lists_close(&before);
	lists_close(&after);
	lists_done(&first);
	lists_done(&second);
	return rc;
}

static void print_rows(const json_t *reply, const char *rows_key, const char *word, struct buf *out)
{
	const json_t *rows = json_object_get(reply, rows_key);
	for (size_t i = 0; i < json_array_size(rows); i++) {
		buf_printf(out, "%-9s", word);
		lists_say_row(out, json_array_get(rows, i));
		buf_add_char(out, '\n');
	}
}

void op_list_diff_print(const json_t *reply, struct buf *out)
{
	const json_t *changed = json_object_get(reply, "changed_rows");
	print_rows(reply, "removed_rows", "removed", out);
	for (size_t i = 0; i < json_array_size(changed); i++) {
		const json_t *pair = json_array_get(changed, i);
		buf_printf(out, "changed  row %lld is now row %lld\n", (long long)say_int(pair, "before"),
			(long long)say_int(pair, "after"));
	}
	print_rows(reply, "added_rows", "added", out);
	say_number(out, say_int(reply, "added"));
	buf_add_text(out, " added, ");
	say_number(out, say_int(reply, "changed"));
	buf_add_text(out, " changed, ");
	say_number(out, say_int(reply, "removed"));
	buf_add_text(out,
		say_is(reply, "is_by_id") ? " removed; rows are known by their own id.\n"
					  : " removed; rows are known by what stands in them.\n");
}
