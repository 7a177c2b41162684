/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An estimate as a record of the journal, and the tables and options of such a record. Tables are kept as CSV of patterns
 * and counts; of a table of so few people that they could be recognised only their number is kept.
 */
#include "base/csv.h"
#include "base/limits.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "ops/estimate.h"
#include "ops/say.h"

/* ------- results ------- */

static void copy_member(json_t *to, const json_t *from, const char *key)
{
	json_t *v = json_object_get(from, key);
	if (v && json_object_set(to, key, v) != 0) {
		mem_exhausted();
	}
}

static void copy_members(json_t *to, const json_t *from, const char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		copy_member(to, from, keys[i]);
	}
}

static void set_text(json_t *to, const char *key, struct bytes text)
{
	if (text.len > 0 && json_object_set_new(to, key, json_stringn(text.s, text.len)) != 0) {
		mem_exhausted();
	}
}

/* "age 0-14, sex female"; nothing where there is only one stratum. */
static void set_stratum(json_t *to, const struct estimate_work *work, size_t s)
{
	struct buf text = {0};
	for (size_t i = 0; i < work->column_count; i++) {
		struct bytes value = work->values[s * work->column_count + i];
		buf_printf(&text, "%s%.*s %.*s", i > 0 ? ", " : "", BYTES_ARG(work->columns[i]),
			BYTES_ARG(value));
	}
	set_text(to, "stratum", buf_bytes(&text));
	buf_done(&text);
}

static void set_refusals(json_t *to, const json_t *run)
{
	const json_t *refusals = json_object_get(run, "refusals");
	struct buf codes = {0};
	struct buf why = {0};
	for (size_t i = 0; i < json_array_size(refusals); i++) {
		const json_t *refusal = json_array_get(refusals, i);
		buf_add_text(&codes, i > 0 ? ", " : "");
		buf_add_bytes(&codes, say_text(refusal, "code"));
		buf_add_text(&why, i > 0 ? " " : "");
		buf_add_bytes(&why, say_text(refusal, "reason"));
	}
	set_text(to, "refused", buf_bytes(&codes));
	set_text(to, "why", buf_bytes(&why));
	buf_done(&codes);
	buf_done(&why);
}

static json_t *result_of(const struct estimate_work *work, size_t s, size_t replicate, const json_t *run)
{
	static const char *const of_run[] = {"documented", "digest"};
	static const char *const of_answer[] = {"method", "total", "low", "high", "assumption"};
	json_t *result = json_object();
	const json_t *answer = json_object_get(run, "answer");
	set_stratum(result, work, s);
	json_object_set_new(result, "replicate", json_integer((int64_t)replicate + 1));
	copy_members(result, run, of_run, ARRAY_COUNT(of_run));
	copy_members(result, answer, of_answer, ARRAY_COUNT(of_answer));
	if (!answer) {
		set_refusals(result, run);
	}
	return result;
}

static const char *const bounds[] = {"total", "low", "high"};

static json_t *results_of(const struct estimate_work *work, const json_t *strata)
{
	json_t *results = json_array();
	for (size_t r = 0; r < work->replicate_count; r++) {
		for (size_t s = 0; s < work->stratum_count; s++) {
			const json_t *runs = json_object_get(json_array_get(strata, s), "runs");
			json_array_append_new(results, result_of(work, s, r, json_array_get(runs, r)));
		}
	}
	return results;
}

static json_t *combined_of(const struct estimate_work *work, const json_t *strata)
{
	json_t *list = json_array();
	for (size_t s = 0; s < work->stratum_count; s++) {
		const json_t *combined = json_object_get(json_array_get(strata, s), "combined");
		const json_t *estimate = json_object_get(combined, "estimate");
		if (estimate) {
			json_t *row = json_object();
			set_stratum(row, work, s);
			copy_members(row, estimate, bounds, ARRAY_COUNT(bounds));
			json_array_append_new(list, row);
		}
	}
	return list;
}

static json_t *all_of(const json_t *total)
{
	static const char *const keys[] = {"documented", "estimated_strata", "documented_only"};
	json_t *all = json_object();
	copy_members(all, total, keys, ARRAY_COUNT(keys));
	copy_members(all, json_object_get(total, "estimate"), bounds, ARRAY_COUNT(bounds));
	return all;
}

/* A member that holds nothing is left out, as in every record. */
static void set_if_any(json_t *to, const char *key, json_t *v)
{
	bool is_any = json_is_array(v) ? json_array_size(v) > 0 : json_object_size(v) > 0;
	if (is_any) {
		json_object_set_new(to, key, v);
	} else {
		json_decref(v);
	}
}

int estimate_set_results(json_t *record, const struct estimate_work *work, struct err *e)
{
	struct buf text = {0};
	struct json_writer j;
	json_t *reply = NULL;
	char hex[HASH_HEX_CHARS + 1];
	jw_init(&j, &text);
	jw_object_begin(&j);
	estimate_put_results(&j, work);
	jw_object_end(&j);
	int rc = json_parse(buf_bytes(&text), &reply, e);
	if (rc == 0) {
		struct hash digest = hash_sha256(buf_bytes(&text));
		const json_t *strata = json_object_get(reply, "strata");
		hash_hex(&digest, hex);
		json_object_set_new(record, "results", results_of(work, strata));
		set_if_any(record, "combined", combined_of(work, strata));
		set_if_any(record, "all", all_of(json_object_get(reply, "total")));
		set_text(record, "reply_digest", bytes_of(hex));
	}
	json_decref(reply);
	buf_done(&text);
	return rc;
}

/* ------- tables into a record ------- */

static bool is_withheld(const json_t *result)
{
	return bytes_is(say_text(result, "refused"), decide_rules[DECIDE_FEW_PEOPLE].name);
}

/* "count", longer where a column is called so already. */
static struct bytes count_name(const struct estimate_input *in, struct arena *a)
{
	const struct strata *s = &in->strata[0];
	char *name = arena_text(a, BYTES("count"));
	bool is_taken = true;
	while (is_taken) {
		is_taken = false;
		for (size_t i = 0; i < in->request.column_count; i++) {
			is_taken = is_taken || bytes_is(in->request.columns[i], name);
		}
		for (size_t i = 0; i < s->list_count; i++) {
			is_taken = is_taken || bytes_is(s->names[i], name);
		}
		name = is_taken ? arena_printf(a, "%s.", name) : name;
	}
	return bytes_of(name);
}

static void add_pattern(const struct estimate_input *in, const struct stratum *s, uint64_t mask,
	int64_t count, struct buf *out)
{
	char digits[24];
	for (size_t i = 0; i < in->request.column_count; i++) {
		csv_add_cell(out, s->values[i], i == 0);
	}
	for (unsigned k = 0; k < s->table.list_count; k++) {
		csv_add_cell(out, mask >> k & 1 ? BYTES("1") : BYTES("0"),
			in->request.column_count == 0 && k == 0);
	}
	snprintf(digits, sizeof(digits), "%lld", (long long)count);
	csv_add_cell(out, bytes_of(digits), false);
	csv_end_row(out);
}

static void add_table(const struct estimate_input *in, size_t replicate, const json_t *results,
	struct bytes counts, struct buf *out)
{
	const struct strata *first = &in->strata[0];
	for (size_t i = 0; i < in->request.column_count; i++) {
		csv_add_cell(out, in->request.columns[i], i == 0);
	}
	for (unsigned k = 0; k < first->list_count; k++) {
		csv_add_cell(out, first->names[k], in->request.column_count == 0 && k == 0);
	}
	csv_add_cell(out, counts, false);
	csv_end_row(out);
	for (size_t i = 0; i < first->count; i++) {
		const struct stratum *s = estimate_find_stratum(in, replicate, i);
		if (is_withheld(json_array_get(results, replicate * first->count + i))) {
			add_pattern(in, s, 1, 0, out);
			continue;
		}
		for (size_t c = 0; c < s->table.cell_count; c++) {
			add_pattern(in, s, s->table.mask[c], s->table.count[c], out);
		}
	}
}

/* The last part of a path: where a file lay is nobody's business. */
static struct bytes base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return bytes_of(slash && slash[1] ? slash + 1 : path);
}

static void set_inputs(json_t *record, const struct estimate_input *in, struct arena *a)
{
	const json_t *results = json_object_get(record, "results");
	json_t *inputs = json_array();
	struct bytes counts = count_name(in, a);
	for (size_t r = 0; r < in->count; r++) {
		struct buf table = {0};
		json_t *input = json_object();
		add_table(in, r, results, counts, &table);
		set_text(input, "file", base_name(in->files[r]));
		set_text(input, "table", buf_bytes(&table));
		json_array_append_new(inputs, input);
		buf_done(&table);
	}
	json_object_set_new(record, "inputs", inputs);
	json_object_set_new(record, "strata_columns", json_integer((int64_t)in->request.column_count));
	json_object_set_new(record, "left_out", json_integer(in->strata[0].left_out));
}

static int set_options(
	json_t *record, const struct op_call *call, const struct estimate_options *options, struct err *e)
{
	int64_t level;
	int rc = op_int(call, "level", 50, 99, 95, &level, e);
	if (rc != 0) {
		return rc;
	}
	json_object_set_new(record, "level", json_integer(level));
	json_object_set_new(record, "seed", json_integer((int64_t)options->seed));
	set_text(record, "method", bytes_of(op_text(call, "method")));
	set_text(record, "odds_ratio", bytes_of(op_text(call, "odds-ratio")));
	if (options->order > 0) {
		json_object_set_new(record, "interactions", json_integer(options->order));
	}
	if (!options->is_latent) {
		json_object_set_new(record, "fast", json_true());
	}
	return 0;
}

static int check_size(const json_t *record, struct err *e)
{
	struct buf text = {0};
	struct json_writer j;
	jw_init(&j, &text);
	jw_value(&j, record);
	size_t len = text.len;
	buf_done(&text);
	return len <= LIMIT_RECORD_BYTES ? 0
					 : err_set(e, ERR_LIMIT,
						   "the tables and answers have %zu bytes, and a record at "
						   "most %d; record them in parts",
						   len, LIMIT_RECORD_BYTES);
}

int estimate_record(struct op_call *call, const struct estimate_input *in, const struct estimate_work *work,
	struct bytes *id, int64_t *seq, struct err *e)
{
	const struct record_type *type = record_type_find(BYTES("estimate"));
	json_t *record = json_object();
	char name[LIMIT_ID_BYTES + 1];
	random_id("estimate", name);
	*id = arena_copy(call->arena, bytes_of(name));
	set_text(record, "id", *id);
	set_text(record, "program", bytes_of(call->version));
	set_text(record, "recorded_at", bytes_of(call->now));
	int rc = estimate_set_results(record, work, e);
	if (rc == 0) {
		set_inputs(record, in, call->arena);
		rc = set_options(record, call, &work->options, e);
	}
	if (rc == 0) {
		rc = check_size(record, e);
	}
	if (rc == 0) {
		rc = vault_check_record(call->vault, type, record, e);
	}
	if (rc == 0) {
		rc = vault_append_alone(call->vault, type, record, seq, e);
	}
	json_decref(record);
	return rc;
}

/* ------- a record into tables and options ------- */

/* Names stand in the first row: columns, lists, the count. */
static int take_names(
	const json_t *record, struct bytes table, struct estimate_input *in, struct arena *a, struct err *e)
{
	struct csv_reader reader;
	struct bytes *cells;
	size_t count;
	size_t columns = (size_t)say_int(record, "strata_columns");
	csv_reader_init(&reader, table);
	int rc = csv_next(&reader, a, &cells, &count, e);
	if (rc != 1 || count < 2 || columns > count - 2) {
		return err_set(e, ERR_DAMAGED, "the tables of the entry cannot be read");
	}
	for (size_t i = 0; i < count; i++) {
		cells[i] = csv_cell_text(cells[i]);
	}
	in->request = (struct strata_request){.columns = cells,
		.column_count = columns,
		.lists = cells + columns,
		.list_count = count - columns - 1,
		.count = cells[count - 1]};
	return 0;
}

/* In place of people who were withheld: any table of as many gives the same refusal and nothing else. */
static int stand_in(
	const struct strata *s, struct arena *a, int64_t people, struct capture_table *t, struct err *e)
{
	uint64_t mask = 1;
	return capture_table_build(t, a, s->list_count, s->names, &mask, &people, 1, e);
}

static int fill_withheld(const json_t *results, size_t from, struct strata *s, struct arena *a, struct err *e)
{
	struct stratum *list = arena_calloc(a, s->count, sizeof(*list));
	memcpy(list, s->list, s->count * sizeof(*list));
	s->list = list;
	for (size_t i = 0; i < s->count; i++) {
		const json_t *result = json_array_get(results, from + i);
		if (is_withheld(result)) {
			int rc = stand_in(s, a, say_int(result, "documented"), &list[i].table, e);
			if (rc != 0) {
				return rc;
			}
		}
	}
	return 0;
}

static int take_table(struct estimate_input *in, size_t i, struct bytes table, const json_t *results,
	struct arena *a, struct err *e)
{
	int rc = strata_read(&in->strata[i], a, table, &in->request, e);
	size_t count = rc == 0 ? in->strata[0].count : 0;
	if (rc == 0 && (in->strata[i].count != count || json_array_size(results) != count * in->count)) {
		return err_set(e, ERR_DAMAGED, "the results of the entry are not those of its tables");
	}
	return rc == 0 ? fill_withheld(results, i * count, &in->strata[i], a, e) : rc;
}

int estimate_take_inputs(const json_t *record, struct estimate_input *in, struct arena *a, struct err *e)
{
	const json_t *inputs = json_object_get(record, "inputs");
	int rc = 0;
	*in = (struct estimate_input){.count = json_array_size(inputs)};
	if (in->count == 0) {
		return err_set(
			e, ERR_INPUT, "the tables of this entry are withheld, so that it cannot be replayed");
	}
	in->files = arena_calloc(a, in->count, sizeof(*in->files));
	in->strata = arena_calloc(a, in->count, sizeof(*in->strata));
	for (size_t i = 0; rc == 0 && i < in->count; i++) {
		const json_t *input = json_array_get(inputs, i);
		struct bytes table = say_text(input, "table");
		in->files[i] = arena_text(a, say_text(input, "file"));
		rc = i == 0 ? take_names(record, table, in, a, e) : 0;
		if (rc == 0) {
			rc = take_table(in, i, table, json_object_get(record, "results"), a, e);
		}
	}
	return rc;
}

int estimate_take_options(
	const json_t *record, struct estimate_options *options, struct arena *a, struct err *e)
{
	struct bytes method = say_text(record, "method");
	struct bytes odds = say_text(record, "odds_ratio");
	*options = (struct estimate_options){.answer = ESTIMATE_METHOD_COUNT,
		.draw_count = ESTIMATE_DRAWS,
		.level = (double)say_int(record, "level") / 100,
		.seed = (uint64_t)say_int(record, "seed"),
		.order = (unsigned)say_int(record, "interactions"),
		.is_latent = !say_is(record, "fast")};
	int rc = method.s ? estimate_read_method(arena_text(a, method), options, e) : 0;
	return rc == 0 && odds.s ? estimate_read_odds(arena_text(a, odds), options, e) : rc;
}
