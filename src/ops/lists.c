/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/lists.h"

#include "base/limits.h"
#include "crypto/hash.h"
#include "evidence/blob.h"
#include "ops/say.h"

#define ROLE(role, name, kind) {name, MATCH_KIND_##kind == MATCH_KIND_DATE},
const struct list_role lists_roles[MATCH_ROLE_COUNT] = {MATCH_ROLES(ROLE)};
#undef ROLE

int lists_read_map(struct op_call *call, const char *file, struct list_map *map, struct err *e)
{
	struct buf text = {0};
	if (!file) {
		list_map_guess(lists_roles, MATCH_ROLE_COUNT, map);
		return 0;
	}
	int rc = file_read(file, LIMIT_RECORD_BYTES, &text, e);
	if (rc == 0) {
		rc = list_map_parse(arena_copy(call->arena, buf_bytes(&text)), lists_roles, MATCH_ROLE_COUNT,
			call->arena, map, e);
		rc = rc == 0 ? 0 : err_context(e, "%s", file);
	}
	buf_done(&text);
	return rc;
}

/* ------- entries ------- */

static int read_entry(struct op_call *call, int64_t seq, struct lists_entry *list, struct err *e)
{
	const struct record_type *type;
	size_t unopened;
	int rc = vault_read(call->vault, seq, NULL, &type, &list->record, &unopened, e);
	if (rc != 0) {
		return rc;
	}
	list->seq = seq;
	list->id = json_get_view(list->record, "id");
	list->name = json_get_view(list->record, "name");
	list->evidence = json_get_view(list->record, "evidence");
	list->map = json_get_view(list->record, "map");
	if (!list->name.s || !list->evidence.s || !list->map.s) {
		lists_done(list);
		return err_set(e, ERR_INPUT,
			"part of the entry of this list is withheld, so that its rows cannot be read");
	}
	return 0;
}

static int find_by(struct op_call *call, const char *sql, struct bytes value, int64_t *seq, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(call->vault->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, value);
	rc = db_step(s, e);
	if (rc == 1) {
		*seq = db_int(s, 0);
	}
	db_reset(s);
	return rc < 0 ? rc : rc == 1 ? 0 : -ERR_NOT_FOUND;
}

int lists_find(struct op_call *call, const char *what, struct lists_entry *list, struct err *e)
{
	static const char by_id[] = "SELECT seq FROM list WHERE id = ?";
	static const char by_name[] =
		"SELECT seq FROM list t WHERE name = ? AND NOT EXISTS "
		"(SELECT 1 FROM list n WHERE n.replaces = t.id) ORDER BY seq DESC LIMIT 1";
	int64_t seq;
	*list = (struct lists_entry){0};
	int rc = find_by(call, by_id, bytes_of(what), &seq, e);
	if (rc == -ERR_NOT_FOUND) {
		rc = find_by(call, by_name, bytes_of(what), &seq, e);
	}
	if (rc == -ERR_NOT_FOUND) {
		return err_set(e, ERR_NOT_FOUND,
			"there is no list \"%s\"; \"recount list ls\" shows what is there", what);
	}
	return rc == 0 ? read_entry(call, seq, list, e) : rc;
}

int lists_find_by_evidence(
	struct op_call *call, struct bytes evidence, struct lists_entry *list, struct err *e)
{
	int64_t seq;
	*list = (struct lists_entry){0};
	int rc = find_by(
		call, "SELECT seq FROM list WHERE evidence = ? ORDER BY seq DESC LIMIT 1", evidence, &seq, e);
	return rc == 0 ? read_entry(call, seq, list, e) : rc;
}

void lists_done(struct lists_entry *list)
{
	json_decref(list->record);
	*list = (struct lists_entry){0};
}

/* ------- rows ------- */

int lists_open(struct op_call *call, const struct lists_entry *list, struct lists_rows *rows, struct err *e)
{
	struct hash digest;
	*rows = (struct lists_rows){0};
	int rc = hash_parse(list->evidence, &digest, e);
	if (rc == 0) {
		rc = blob_map(call->vault->path, &digest, &rows->bytes, e);
	}
	if (rc == 0) {
		struct bytes text = arena_copy(call->arena, list->map);
		rc = list_map_parse(text, lists_roles, MATCH_ROLE_COUNT, call->arena, &rows->map, e);
	}
	if (rc == 0) {
		rc = list_open(rows->bytes.bytes, list->name, &rows->map, &rows->reader, e);
	}
	if (rc == 0) {
		int64_t count = say_int(list->record, "rows");
		if ((int64_t)list_facts(rows->reader)->row_count != count) {
			rc = err_set(e, ERR_DAMAGED,
				"the entry says %lld rows, and the preserved file has %zu", (long long)count,
				list_facts(rows->reader)->row_count);
		}
	}
	if (rc != 0) {
		lists_close(rows);
	}
	return rc;
}

void lists_close(struct lists_rows *rows)
{
	list_close(&rows->reader);
	file_unmap(&rows->bytes);
}

void lists_put_row(struct json_writer *j, const struct list_map *map, const struct list_row *row)
{
	char hex[HASH_HEX_CHARS + 1];
	struct hash digest = hash_sha256(row->raw);
	size_t id = map->role_count + LIST_OWN_ID;
	hash_hex(&digest, hex);
	jw_object_begin(j);
	jw_put_int(j, "row", (int64_t)row->number);
	jw_put_int(j, "line", (int64_t)row->line);
	jw_put_string(j, "digest", bytes_of(hex));
	jw_put_string_if(j, "id", row->cells[id]);
	jw_key(j, "cells");
	jw_array_begin(j);
	for (size_t role = 0; role < map->column_count; role++) {
		if (role != id && row->cells[role].s) {
			jw_object_begin(j);
			jw_put_string(j, "role", bytes_of(list_map_role_name(map, role)));
			jw_put_string(j, "text", row->cells[role]);
			jw_object_end(j);
		}
	}
	jw_array_end(j);
	jw_object_end(j);
}

void lists_say_row(struct buf *out, const json_t *row)
{
	const json_t *cells = json_object_get(row, "cells");
	buf_printf(out, "row %lld", (long long)say_int(row, "row"));
	if (say_text(row, "id").s) {
		buf_add_text(out, ", id ");
		say_safe(out, say_text(row, "id"));
	}
	for (size_t i = 0; i < json_array_size(cells); i++) {
		const json_t *cell = json_array_get(cells, i);
		buf_add_text(out, i == 0 ? ": " : ", ");
		buf_add_bytes(out, say_text(cell, "role"));
		buf_add_char(out, ' ');
		say_safe(out, say_text(cell, "text"));
	}
}

int lists_put_rows(struct json_writer *j, struct list_reader *reader, const struct list_map *map,
	const uint32_t *numbers, size_t count, size_t limit, struct err *e)
{
	struct list_row row;
	size_t shown = count < limit ? count : limit;
	int rc = 1;
	list_rewind(reader);
	jw_array_begin(j);
	for (size_t at = 0; at < shown && (rc = list_next(reader, &row, e)) == 1;) {
		if (row.number == numbers[at]) {
			lists_put_row(j, map, &row);
			at++;
		}
	}
	jw_array_end(j);
	return rc < 0 ? rc : 0;
}
