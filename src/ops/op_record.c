/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record add, claim add, cite, fields: records by hand. */
#include "base/limits.h"
#include "crypto/random.h"
#include "intake/quote.h"
#include "ops/handlers.h"
#include "ops/lookup.h"
#include "ops/say.h"

/* Sets members from words "name=value". */
static int set_fields(struct op_call *call, const struct field *fields, json_t *record, struct err *e)
{
	const char **words;
	size_t count = op_texts(call, "field=value", &words);
	for (size_t i = 0; i < count; i++) {
		const char *equals = strchr(words[i], '=');
		if (!equals || equals == words[i]) {
			return err_set(
				e, ERR_USAGE, "\"%s\": expected field=value, as in measure=killed", words[i]);
		}
		char *name = arena_text(call->arena, (struct bytes){words[i], (size_t)(equals - words[i])});
		for (size_t k = 0; k < i; k++) {
			if (strncmp(words[k], words[i], (size_t)(equals - words[i]) + 1) == 0) {
				return err_set(e, ERR_USAGE, "the field %s is given twice", name);
			}
		}
		int rc = field_set_cell(fields, record, name, bytes_of(equals + 1), e);
		if (rc != 0) {
			return rc;
		}
	}
	return 0;
}

static void set_default(json_t *record, const char *name, const char *value)
{
	if (value && !json_object_get(record, name) &&
		json_object_set_new(record, name, json_string(value)) != 0) {
		mem_exhausted();
	}
}

/* Checks and appends one record in a transaction of its own, and replies. */
static int append(struct op_call *call, const struct record_type *type, json_t *record, struct err *e)
{
	struct quote_texts texts = {.vault = call->vault};
	int64_t seq;
	if (!json_object_get(record, "id")) {
		char id[LIMIT_ID_BYTES + 1];
		random_id(type->name, id);
		set_default(record, "id", id);
	}
	set_default(record, "researcher", op_text(call, "researcher"));
	set_default(record, "recorded_at", call->now);
	int rc = vault_check_record(call->vault, type, record, e);
	if (rc == 0) {
		rc = quote_check_record(&texts, record, e);
	}
	if (rc == 0) {
		rc = vault_append_alone(call->vault, type, record, &seq, e);
	}
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "type", bytes_of(type->name));
		jw_put_string(call->reply, "id", json_get_view(record, "id"));
		jw_put_int(call->reply, "entry", seq);
		jw_object_end(call->reply);
	}
	quote_texts_done(&texts);
	return rc;
}

int op_record_add(struct op_call *call, struct err *e)
{
	const char *name = op_text(call, "type");
	const struct record_type *type = record_type_find(bytes_of(name));
	if (!type) {
		return err_set(e, ERR_INPUT, "there is no type \"%s\"; \"recount fields\" lists them", name);
	}
	if (type->is_made_by_program) {
		return err_set(e, ERR_INPUT,
			"records of type %s are made by the program: see \"recount help\" on add, codebook "
			"set, estimate and checkpoint",
			name);
	}
	json_t *record = json_object();
	int rc = set_fields(call, fold_table_of(&call->vault->fold, type)->fields, record, e);
	if (rc == 0) {
		rc = append(call, type, record, e);
	}
	json_decref(record);
	return rc;
}

void op_record_add_print(const json_t *reply, struct buf *out)
{
	buf_add_text(out, "Added ");
	say_safe(out, say_text(reply, "type"));
	buf_add_char(out, ' ');
	say_safe(out, say_text(reply, "id"));
	buf_printf(out, " (entry %lld).\n", (long long)say_int(reply, "entry"));
}

static int parse_bytes(const char *text, json_t *citation, struct err *e)
{
	const char *colon = strchr(text, ':');
	int64_t start;
	int64_t end;
	if (!colon || !bytes_int64((struct bytes){text, (size_t)(colon - text)}, &start) ||
		!bytes_int64(bytes_of(colon + 1), &end) || start < 0 || end <= start) {
		return err_set(e, ERR_USAGE, "--bytes: \"%s\" is not START:END, as in 219:302", text);
	}
	json_object_set_new(citation, "byte_start", json_integer(start));
	json_object_set_new(citation, "byte_end", json_integer(end));
	return 0;
}

/* A citation from --source, --evidence, --quote and --bytes. */
static int make_citation(struct op_call *call, json_t **out, struct err *e)
{
	const char *evidence = op_text(call, "evidence");
	const char *bytes = op_text(call, "bytes");
	struct bytes id;
	*out = json_object();
	set_default(*out, "source", op_text(call, "source"));
	set_default(*out, "exact", op_text(call, "quote"));
	int rc = evidence ? lookup_evidence(call, evidence, &id, e) : 0;
	if (rc == 0 && evidence) {
		set_default(*out, "evidence", id.s);
	}
	return rc == 0 && bytes ? parse_bytes(bytes, *out, e) : rc;
}

int op_claim_add(struct op_call *call, struct err *e)
{
	const struct record_type *type = record_type_find(BYTES("claim"));
	json_t *record = json_object();
	json_t *citation = NULL;
	bool has_citation = op_has(call, "source") || op_has(call, "evidence") || op_has(call, "quote") ||
		op_has(call, "bytes");
	int rc = set_fields(call, fold_table_of(&call->vault->fold, type)->fields, record, e);
	if (rc == 0 && has_citation && json_object_get(record, "citations")) {
		rc = err_set(e, ERR_USAGE,
			"give either --source, --evidence and --quote, or citations=…, not both");
	}
	if (rc == 0 && has_citation) {
		rc = make_citation(call, &citation, e);
		json_object_set_new(record, "citations", json_pack("[O]", citation));
	}
	if (rc == 0) {
		rc = append(call, type, record, e);
	}
	json_decref(citation);
	json_decref(record);
	return rc;
}

void op_claim_add_print(const json_t *reply, struct buf *out)
{
	op_record_add_print(reply, out);
}

int op_cite(struct op_call *call, struct err *e)
{
	struct quote_texts texts = {.vault = call->vault};
	json_t *citation;
	int rc = make_citation(call, &citation, e);
	if (rc == 0) {
		rc = quote_check(&texts, citation, e);
	}
	if (rc == 0) {
		jw_value(call->reply, citation);
	}
	json_decref(citation);
	quote_texts_done(&texts);
	return rc;
}

void op_cite_print(const json_t *reply, struct buf *out)
{
	say_row(out, "before", say_text(reply, "prefix"));
	say_row(out, "exact", say_text(reply, "exact"));
	say_row(out, "after", say_text(reply, "suffix"));
	buf_printf(out, "  bytes         %lld to %lld\n  characters    %lld to %lld\n",
		(long long)say_int(reply, "byte_start"), (long long)say_int(reply, "byte_end"),
		(long long)say_int(reply, "char_start"), (long long)say_int(reply, "char_end"));
	say_row(out, "evidence", say_text(reply, "evidence"));
	say_row(out, "text", say_text(reply, "text"));
}

static void reply_field(struct op_call *call, const struct field *f, const char *prefix)
{
	static const char *const kinds[] = {
		[FIELD_TEXT] = "text",
		[FIELD_WORD] = "word",
		[FIELD_SLUG] = "id of our choosing",
		[FIELD_REF] = "id of",
		[FIELD_HASH] = "SHA-256",
		[FIELD_DATE] = "date",
		[FIELD_RANGE] = "date or range",
		[FIELD_TIME] = "time",
		[FIELD_INT] = "whole number",
		[FIELD_REAL] = "number",
		[FIELD_BOOL] = "true or false",
		[FIELD_OBJECT] = "object",
		[FIELD_OBJECTS] = "list of objects",
		[FIELD_REFS] = "list of ids of",
		[FIELD_SLUGS] = "list of ids",
		[FIELD_JSON] = "object",
	};
	struct json_writer *j = call->reply;
	struct buf kind = {0};
	struct buf words = {0};
	buf_add_text(&kind, kinds[f->kind]);
	if (f->kind == FIELD_REF || f->kind == FIELD_REFS) {
		buf_printf(&kind, " %s", strcmp(f->of, "*") == 0 ? "any record" : f->of);
	}
	for (int i = 0; f->names && i < f->name_count; i++) {
		buf_printf(&words, "%s%s", i > 0 ? ", " : "", f->names[i]);
	}
	if (f->kind == FIELD_WORD && !f->names) {
		buf_add_bytes(&words, vocabulary_list(&call->vault->vocabulary, f->of, 200, call->arena));
	}
	jw_object_begin(j);
	jw_put_string(j, "name", bytes_of(arena_printf(call->arena, "%s%s", prefix, f->name)));
	jw_put_string(j, "kind", buf_bytes(&kind));
	jw_put_bool(j, "is_required", (f->flags & FIELD_REQUIRED) != 0);
	jw_put_string(j, "help", bytes_of(f->help));
	jw_put_string_if(j, "words", words.len > 0 ? buf_bytes(&words) : BYTES_NONE);
	jw_object_end(j);
	buf_done(&kind);
	buf_done(&words);
}

static void reply_fields(struct op_call *call, const struct field *fields, const char *prefix)
{
	for (const struct field *f = fields; f->name; f++) {
		reply_field(call, f, prefix);
		if (f->kind == FIELD_OBJECT || f->kind == FIELD_OBJECTS) {
			const char *mark = f->kind == FIELD_OBJECTS ? "[]." : ".";
			reply_fields(
				call, f->fields, arena_printf(call->arena, "%s%s%s", prefix, f->name, mark));
		}
	}
}

int op_fields(struct op_call *call, struct err *e)
{
	const char *name = op_text(call, "type");
	const struct record_type *type = name ? record_type_find(bytes_of(name)) : NULL;
	if (name && !type) {
		return err_set(e, ERR_INPUT, "there is no type \"%s\"; \"recount fields\" lists them", name);
	}
	struct vault constants = {0};
	vocabulary_init(&constants.vocabulary);
	call->vault = &constants;
	jw_object_begin(call->reply);
	jw_key(call->reply, "types");
	jw_array_begin(call->reply);
	for (const struct record_type *const *t = record_types; *t; t++) {
		if (type && type != *t) {
			continue;
		}
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "type", bytes_of((*t)->name));
		jw_put_string(call->reply, "help", bytes_of((*t)->help));
		if (type) {
			jw_key(call->reply, "fields");
			jw_array_begin(call->reply);
			reply_fields(call, record_all_fields(*t, call->arena), "");
			jw_array_end(call->reply);
		}
		jw_object_end(call->reply);
	}
	jw_array_end(call->reply);
	jw_object_end(call->reply);
	vocabulary_done(&constants.vocabulary);
	call->vault = NULL;
	return 0;
}

static void print_field(const json_t *f, struct buf *out)
{
	size_t from = out->len;
	buf_add_text(out, say_is(f, "is_required") ? "* " : "  ");
	buf_add_bytes(out, say_text(f, "name"));
	say_pad(out, from, 28);
	buf_add_char(out, ' ');
	from = out->len;
	buf_add_bytes(out, say_text(f, "kind"));
	say_pad(out, from, 22);
	buf_add_char(out, ' ');
	buf_add_bytes(out, say_text(f, "help"));
	if (say_text(f, "words").s) {
		buf_printf(out, "\n%*s= %.*s", 28, "", BYTES_ARG(say_text(f, "words")));
	}
	buf_add_char(out, '\n');
}

void op_fields_print(const json_t *reply, struct buf *out)
{
	const json_t *types = json_object_get(reply, "types");
	for (size_t i = 0; i < json_array_size(types); i++) {
		const json_t *type = json_array_get(types, i);
		const json_t *fields = json_object_get(type, "fields");
		size_t from = out->len;
		buf_add_bytes(out, say_text(type, "type"));
		say_pad(out, from, 14);
		buf_add_bytes(out, say_text(type, "help"));
		buf_add_text(out, fields ? "\n(* = required)\n\n" : "\n");
		for (size_t k = 0; k < json_array_size(fields); k++) {
			print_field(json_array_get(fields, k), out);
		}
	}
}
