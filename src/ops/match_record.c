/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A matching run as an entry of the journal. */
#include "base/limits.h"
#include "crypto/random.h"
#include "match/model_text.h"
#include "ops/match.h"

static void set(json_t *object, const char *key, json_t *value)
{
	if (!value || json_object_set_new(object, key, value) != 0) {
		mem_exhausted();
	}
}

static void set_text(json_t *object, const char *key, struct bytes text)
{
	set(object, key, json_stringn(text.s, text.len));
}

int match_record_check(const struct match_work *w, struct err *e)
{
	for (size_t l = 0; l < w->lists.count; l++) {
		if (!w->lists.id[l].s) {
			return err_set(e, ERR_INPUT,
				"%s is a file: add it with \"recount list add\", and match the list, so that "
				"the "
				"run can be worked again",
				w->lists.file[l]);
		}
	}
	return 0;
}

static int add_output(json_t *outputs, const struct match_work *w, const char *name, struct err *e)
{
	struct hash digest;
	uint64_t size;
	char hex[HASH_HEX_CHARS + 1];
	int rc = hash_file(arena_printf(w->call->arena, "%s/%s", w->folder, name), &digest, &size, e);
	if (rc == 0) {
		json_t *output = json_object();
		hash_hex(&digest, hex);
		set_text(output, "file", bytes_of(name));
		set_text(output, "digest", bytes_of(hex));
		json_array_append_new(outputs, output);
	}
	return rc;
}

const char *match_output_name(const struct match_work *w, size_t i)
{
	static const char *const names[] = {"clusters.csv", "pairs.csv", "overlap.csv"};
	if (i < ARRAY_COUNT(names)) {
		return names[i];
	}
	size_t k = i - ARRAY_COUNT(names);
	return k < w->replicate_count ? arena_printf(w->call->arena, "overlap-%03zu.csv", k + 1) : NULL;
}

int match_record_results(const struct match_work *w, json_t *record, struct err *e)
{
	json_t *outputs = json_array();
	struct buf model = {0};
	int rc = 0;
	const char *name;
	for (size_t i = 0; rc == 0 && (name = match_output_name(w, i)); i++) {
		rc = add_output(outputs, w, name, e);
	}
	match_model_write(match_run_model(w->run), &model);
	set(record, "records", json_integer(w->lists.table->record_count));
	set(record, "compared", json_integer((json_int_t)w->scored.tally.total));
	set(record, "kept", json_integer((json_int_t)w->scored.pair_count));
	set(record, "clusters", json_integer(w->result.clusters.count));
	set(record, "outputs", outputs);
	set_text(record, "model", buf_bytes(&model));
	buf_done(&model);
	return rc;
}

static int check_size(const json_t *record, struct err *e)
{
	struct buf text = {0};
	struct json_writer j;
	jw_init(&j, &text);
	jw_value(&j, record);
	size_t len = text.len;
	buf_done(&text);
	return len <= LIMIT_RECORD_BYTES
		? 0
		: err_set(e, ERR_LIMIT,
			  "model and verdicts of the run have %zu bytes, and a record at most %d", len,
			  LIMIT_RECORD_BYTES);
}

int match_record(struct match_work *w, struct err *e)
{
	struct op_call *call = w->call;
	const struct record_type *type = record_type_find(BYTES("match"));
	char name[LIMIT_ID_BYTES + 1];
	json_t *record = match_keep(w);
	random_id("match", name);
	set_text(record, "id", bytes_of(name));
	set_text(record, "program", bytes_of(call->version));
	if (call->now[0]) {
		set_text(record, "recorded_at", bytes_of(call->now));
	}
	int rc = match_record_results(w, record, e);
	if (rc == 0) {
		rc = check_size(record, e);
	}
	if (rc == 0) {
		rc = vault_check_record(call->vault, type, record, e);
	}
	if (rc == 0) {
		rc = vault_append_alone(call->vault, type, record, &w->entry, e);
	}
	w->recorded_as = rc == 0 ? arena_copy(call->arena, bytes_of(name)) : BYTES_NONE;
	json_decref(record);
	return rc;
}
