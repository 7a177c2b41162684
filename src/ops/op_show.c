/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* show, log, list: looking at what is there. */
#include "crypto/hash.h"
#include "evidence/blob.h"
#include "journal/tree.h"
#include "ops/handlers.h"
#include "ops/lookup.h"
#include "ops/say.h"
#include "ops/sealed.h"

static int reply_custody(struct op_call *call, struct bytes evidence, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(call->vault->db,
		"SELECT action, at, \"from\", \"to\", result, seq FROM custody WHERE evidence = ? ORDER BY "
		"seq",
		&s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, evidence);
	jw_key(call->reply, "custody");
	jw_array_begin(call->reply);
	while ((rc = db_step(s, e)) == 1) {
		jw_object_begin(call->reply);
		jw_put_string_if(call->reply, "action", db_text(s, 0));
		jw_put_string_if(call->reply, "at", db_text(s, 1));
		jw_put_string_if(call->reply, "from", db_text(s, 2));
		jw_put_string_if(call->reply, "to", db_text(s, 3));
		jw_put_string_if(call->reply, "result", db_text(s, 4));
		jw_put_int(call->reply, "entry", db_int(s, 5));
		jw_object_end(call->reply);
	}
	jw_array_end(call->reply);
	return rc;
}

/* What belongs to evidence: where its bytes are, its frozen text, its custody. */
static int reply_evidence(struct op_call *call, struct bytes id, struct err *e)
{
	struct hash digest;
	char path[BLOB_PATH_BYTES];
	struct db_statement *s;
	int rc = hash_parse(id, &digest, e);
	if (rc == 0) {
		blob_path(&digest, path);
		jw_put_string(call->reply, "path", bytes_of(path));
		rc = db_prepare(call->vault->db,
			"SELECT digest FROM text WHERE evidence = ? ORDER BY seq DESC LIMIT 1", &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, id);
	rc = db_step(s, e);
	if (rc == 1) {
		rc = hash_parse(db_text(s, 0), &digest, e);
		blob_path(&digest, path);
		jw_put_string(call->reply, "text_path", bytes_of(path));
	}
	db_reset(s);
	return rc < 0 ? rc : reply_custody(call, id, e);
}

static int reply_replaced_by(
	struct op_call *call, const struct record_type *type, struct bytes id, struct err *e)
{
	struct db_statement *s;
	const char *sql = arena_printf(
		call->arena, "SELECT id FROM \"%s\" WHERE replaces = ? ORDER BY seq DESC", type->name);
	int rc = db_prepare(call->vault->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, id);
	rc = db_step(s, e);
	if (rc == 1) {
		jw_put_string(call->reply, "replaced_by", db_text(s, 0));
	}
	db_reset(s);
	return rc < 0 ? rc : 0;
}

int op_show(struct op_call *call, struct err *e)
{
	const struct record_type *type;
	json_t *record;
	struct sealed_key key = {0};
	struct buf leaf = {0};
	char hex[HASH_HEX_CHARS + 1];
	size_t unopened;
	int64_t seq;
	int rc = lookup_entry(call, op_text(call, "what"), &seq, e);
	if (rc == 0 && op_has(call, "unseal")) {
		rc = sealed_key_open(&key, call, e);
	}
	if (rc == 0) {
		rc = vault_read(
			call->vault, seq, key.is_open ? &key.opener : NULL, &type, &record, &unopened, e);
	}
	sealed_key_done(&key);
	if (rc != 0) {
		return rc;
	}
	rc = vault_read_leaf(call->vault, seq, &leaf, e);
	struct hash leaf_hash = tree_leaf(buf_bytes(&leaf));
	hash_hex(&leaf_hash, hex);
	jw_object_begin(call->reply);
	jw_put_int(call->reply, "entry", seq);
	jw_put_string(call->reply, "leaf_hash", bytes_of(hex));
	jw_put_int(call->reply, "sealed_groups", (int64_t)unopened);
	jw_key(call->reply, "record");
	record_write(type, fold_table_of(&call->vault->fold, type)->fields, record, call->reply);
	if (rc == 0) {
		rc = reply_replaced_by(call, type, json_get_view(record, "id"), e);
	}
	if (rc == 0 && strcmp(type->name, "evidence") == 0) {
		rc = reply_evidence(call, json_get_view(record, "id"), e);
	}
	jw_object_end(call->reply);
	json_decref(record);
	buf_done(&leaf);
	return rc;
}

/* "quantity  low 16, high 16": scalars of objects on one line; lists one line each. */
static void print_value(struct buf *out, const json_t *v)
{
	if (json_is_string(v)) {
		say_safe(out, json_view(v));
	} else if (json_is_object(v)) {
		const char *key;
		json_t *member;
		bool is_first = true;
		json_object_foreach ((json_t *)(uintptr_t)v, key, member) {
			buf_printf(out, "%s%s ", is_first ? "" : ", ", key);
			print_value(out, member);
			is_first = false;
		}
	} else if (json_is_array(v)) {
		for (size_t i = 0; i < json_array_size(v); i++) {
			buf_add_text(out, i > 0 ? "; " : "");
			print_value(out, json_array_get(v, i));
		}
	} else if (json_is_boolean(v)) {
		buf_add_text(out, json_is_true(v) ? "yes" : "no");
	} else if (json_is_integer(v)) {
		buf_printf(out, "%lld", (long long)json_integer_value(v));
	} else {
		buf_printf(out, "%g", json_real_value(v));
	}
}

void op_show_print(const json_t *reply, struct buf *out)
{
	const json_t *record = json_object_get(reply, "record");
	const json_t *custody = json_object_get(reply, "custody");
	const char *key;
	json_t *v;
	json_object_foreach ((json_t *)(uintptr_t)record, key, v) {
		struct buf value = {0};
		print_value(&value, v);
		say_row(out, key, buf_bytes(&value));
		buf_done(&value);
	}
	say_row_int(out, "entry", say_int(reply, "entry"));
	say_row(out, "leaf hash", say_text(reply, "leaf_hash"));
	say_row(out, "replaced by", say_text(reply, "replaced_by"));
	say_row(out, "file", say_text(reply, "path"));
	say_row(out, "text", say_text(reply, "text_path"));
	if (say_int(reply, "sealed_groups") > 0) {
		say_row(out, "sealed",
			BYTES("part of this record is sealed; --unseal opens it with the passphrase"));
	}
	for (size_t i = 0; i < json_array_size(custody); i++) {
		struct buf value = {0};
		print_value(&value, json_array_get(custody, i));
		say_row(out, "custody", buf_bytes(&value));
		buf_done(&value);
	}
}

int op_log(struct op_call *call, struct err *e)
{
	struct db_statement *s;
	int64_t limit;
	int64_t signed_size;
	int64_t size;
	int rc = op_int(call, "limit", 1, 1000000, 20, &limit, e);
	if (rc == 0) {
		rc = vault_last_checkpoint(call->vault, &signed_size, NULL, e);
	}
	if (rc == 0) {
		rc = db_query_int(call->vault->db, "SELECT max(seq) + 1 FROM entry", 0, &size, e);
	}
	if (rc == 0) {
		rc = db_prepare(call->vault->db,
			"SELECT seq, type, id FROM (SELECT seq, type, id FROM id ORDER BY seq DESC LIMIT ?) "
			"ORDER BY seq",
			&s, e);
	}
	if (rc != 0) {
		return rc;
	}
	db_bind_int(s, 1, limit);
	jw_object_begin(call->reply);
	jw_put_int(call->reply, "entries", size);
	jw_put_int(call->reply, "signed_entries", signed_size > 0 ? signed_size : 0);
	jw_key(call->reply, "log");
	jw_array_begin(call->reply);
	while ((rc = db_step(s, e)) == 1) {
		jw_object_begin(call->reply);
		jw_put_int(call->reply, "entry", db_int(s, 0));
		jw_put_string(call->reply, "type", db_text(s, 1));
		jw_put_string(call->reply, "id", db_text(s, 2));
		jw_put_bool(call->reply, "is_signed", db_int(s, 0) < signed_size);
		jw_object_end(call->reply);
	}
	jw_array_end(call->reply);
	jw_object_end(call->reply);
	return rc;
}

void op_log_print(const json_t *reply, struct buf *out)
{
	const json_t *log = json_object_get(reply, "log");
	for (size_t i = 0; i < json_array_size(log); i++) {
		const json_t *row = json_array_get(log, i);
		size_t from = out->len;
		buf_printf(out, "%8lld  ", (long long)say_int(row, "entry"));
		buf_add_bytes(out, say_text(row, "type"));
		say_pad(out, from, 24);
		buf_add_bytes(out, say_text(row, "id"));
		buf_add_text(out, say_is(row, "is_signed") ? "\n" : "   (after the last signed head)\n");
	}
	say_count(out, say_int(reply, "entries"), "entry", "entries");
	buf_add_text(out, ", of which ");
	say_number(out, say_int(reply, "signed_entries"));
	buf_add_text(out, " are under a signed head.\n");
}

/* What one row of a list says beside the id. */
static const char *list_label(const char *type)
{
	static const struct {
		const char *type;
		const char *sql;
	} labels[] = {
		{"publication", "name"},
		{"source", "title"},
		{"evidence", "coalesce(file_name, '') || '  ' || media_type || '  ' || size || ' bytes'"},
		{"text", "evidence || '  ' || tool"},
		{"custody", "action || '  ' || at"},
		{"place", "label"},
		{"incident", "label"},
		{"claim",
			"about || '  ' || property || coalesce('  ' || measure, '') || coalesce('  ' || "
			"quantity_qualifier, '')"
			" || coalesce('  ' || coalesce(quantity_point, quantity_low, quantity_high), '')"},
		{"decision", "kind || '  ' || reason"},
		{"codebook", "'version ' || version"},
		{"key", "verifier"},
		{"list", "name || coalesce('  ' || date, '') || '  ' || rows || ' rows'"},
		{"match", "records || ' rows  ' || clusters || ' persons'"},
		{"estimate",
			"json_extract(inputs, '$[0].file') || coalesce('  ' || coalesce(all_documented, "
			"json_extract(results, '$[0].documented')) || ' documented', '')"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(labels); i++) {
		if (strcmp(labels[i].type, type) == 0) {
			return labels[i].sql;
		}
	}
	return "''";
}

int op_list(struct op_call *call, struct err *e)
{
	const char *name = op_text(call, "type");
	const struct record_type *type = record_type_find(bytes_of(name));
	struct db_statement *s;
	int64_t limit;
	int64_t total;
	if (!type) {
		return err_set(e, ERR_INPUT, "there is no type \"%s\"; \"recount fields\" lists them", name);
	}
	int rc = op_int(call, "limit", 1, 1000000, 1000, &limit, e);
	if (rc == 0) {
		rc = db_query_int(call->vault->db,
			arena_printf(call->arena, "SELECT count(*) FROM \"%s\"", type->name), 0, &total, e);
	}
	if (rc == 0) {
		const char *sql = arena_printf(call->arena,
			"SELECT seq, id, %s, EXISTS (SELECT 1 FROM \"%s\" n WHERE n.replaces = t.id) FROM "
			"\"%s\" t"
			" ORDER BY seq LIMIT ?",
			list_label(type->name), type->name, type->name);
		rc = db_prepare(call->vault->db, sql, &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	db_bind_int(s, 1, limit);
	jw_object_begin(call->reply);
	jw_put_string(call->reply, "type", bytes_of(type->name));
	jw_put_int(call->reply, "total", total);
	jw_key(call->reply, "records");
	jw_array_begin(call->reply);
	while ((rc = db_step(s, e)) == 1) {
		jw_object_begin(call->reply);
		jw_put_int(call->reply, "entry", db_int(s, 0));
		jw_put_string(call->reply, "id", db_text(s, 1));
		jw_put_string_if(call->reply, "label", db_text(s, 2));
		jw_put_bool(call->reply, "is_replaced", db_int(s, 3) != 0);
		jw_object_end(call->reply);
	}
	jw_array_end(call->reply);
	jw_object_end(call->reply);
	return rc;
}

void op_list_print(const json_t *reply, struct buf *out)
{
	const json_t *records = json_object_get(reply, "records");
	for (size_t i = 0; i < json_array_size(records); i++) {
		const json_t *row = json_array_get(records, i);
		size_t from = out->len;
		say_safe(out, say_text(row, "id"));
		say_pad(out, from, 28);
		buf_add_text(out, "  ");
		say_safe(out, say_text(row, "label"));
		buf_add_text(out, say_is(row, "is_replaced") ? "  (replaced)\n" : "\n");
	}
	bool is_cut = (int64_t)json_array_size(records) < say_int(reply, "total");
	if (is_cut) {
		say_number(out, (int64_t)json_array_size(records));
		buf_add_text(out, " of ");
	}
	say_count(out, say_int(reply, "total"), "record", "records");
	buf_add_text(out, is_cut ? "; --limit N shows more.\n" : ".\n");
}
