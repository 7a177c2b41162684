/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* estimate replay: works a recorded estimate again and compares every number. */
#include "ops/estimate.h"
#include "ops/handlers.h"
#include "ops/lookup.h"
#include "ops/say.h"

static void put_value(struct json_writer *j, const char *key, const json_t *v)
{
	jw_key(j, key);
	if (v) {
		jw_value(j, v);
	} else {
		jw_null(j);
	}
}

static void put_difference(struct json_writer *j, const char *of, const json_t *row, const char *field,
	const json_t *recorded, const json_t *replayed)
{
	jw_object_begin(j);
	jw_put_string(j, "of", bytes_of(of));
	jw_put_string_if(j, "stratum", say_text(row, "stratum"));
	if (json_object_get(row, "replicate")) {
		jw_put_int(j, "replicate", say_int(row, "replicate"));
	}
	jw_put_string(j, "field", bytes_of(field));
	put_value(j, "recorded", recorded);
	put_value(j, "replayed", replayed);
	jw_object_end(j);
}

/* Members that differ, and those that only one of the two has. Either may be NULL. */
static size_t put_differences(
	struct json_writer *j, const char *of, const json_t *recorded, const json_t *replayed)
{
	const json_t *row = recorded ? recorded : replayed;
	size_t count = 0;
	const char *key;
	json_t *v;
	json_object_foreach ((json_t *)(uintptr_t)recorded, key, v) {
		const json_t *other = json_object_get(replayed, key);
		if (!other || !json_equal(v, (json_t *)(uintptr_t)other)) {
			put_difference(j, of, row, key, v, other);
			count++;
		}
	}
	json_object_foreach ((json_t *)(uintptr_t)replayed, key, v) {
		if (!json_object_get(recorded, key)) {
			put_difference(j, of, row, key, NULL, v);
			count++;
		}
	}
	return count;
}

static size_t put_rows(struct json_writer *j, const char *of, const json_t *recorded, const json_t *replayed)
{
	size_t count = 0;
	size_t a = json_array_size(recorded);
	size_t b = json_array_size(replayed);
	for (size_t i = 0; i < a || i < b; i++) {
		count += put_differences(j, of, json_array_get(recorded, i), json_array_get(replayed, i));
	}
	return count;
}

static int compare(struct op_call *call, const json_t *recorded, const json_t *replayed, struct err *e)
{
	struct json_writer *j = call->reply;
	bool is_same = bytes_equal(say_text(recorded, "reply_digest"), say_text(replayed, "reply_digest"));
	jw_key(j, "differences");
	jw_array_begin(j);
	size_t count = put_rows(
		j, "result", json_object_get(recorded, "results"), json_object_get(replayed, "results"));
	count += put_rows(
		j, "combined", json_object_get(recorded, "combined"), json_object_get(replayed, "combined"));
	count +=
		put_differences(j, "all", json_object_get(recorded, "all"), json_object_get(replayed, "all"));
	jw_array_end(j);
	jw_put_bool(j, "is_same", is_same && count == 0);
	if (is_same && count == 0) {
		return 0;
	}
	call->has_reply_despite_error = true;
	return err_set(e, ERR_DAMAGED, "the replay does not give what is recorded; what differs follows");
}

static int work_again(struct op_call *call, const json_t *record, json_t *replayed, struct err *e)
{
	struct estimate_input in;
	struct estimate_work work = {0};
	struct op_shard whole = {1, 1};
	int64_t threads;
	int rc = op_int(call, "threads", 1, 1024, 0, &threads, e);
	if (rc == 0) {
		rc = estimate_take_inputs(record, &in, call->arena, e);
	}
	if (rc == 0) {
		rc = estimate_take_options(record, &work.options, call->arena, e);
	}
	if (rc == 0) {
		rc = estimate_begin(call, &in, &work, e);
	}
	if (rc != 0) {
		return rc;
	}
	work.options.pool = pool_open((unsigned)threads);
	estimate_work_units(call, &in, &whole, &work);
	pool_close(&work.options.pool);
	return estimate_set_results(replayed, &work, e);
}

static int read_entry(struct op_call *call, int64_t *seq, json_t **record, struct err *e)
{
	const struct record_type *type;
	size_t unopened;
	int rc = lookup_entry(call, op_text(call, "entry"), seq, e);
	if (rc == 0) {
		rc = vault_read(call->vault, *seq, NULL, &type, record, &unopened, e);
	}
	if (rc == 0 && strcmp(type->name, "estimate") != 0) {
		json_decref(*record);
		return err_set(e, ERR_INPUT, "entry %lld is of type %s, and only an estimate is replayed",
			(long long)*seq, type->name);
	}
	return rc;
}

int op_estimate_replay(struct op_call *call, struct err *e)
{
	json_t *record;
	int64_t seq;
	int rc = read_entry(call, &seq, &record, e);
	if (rc != 0) {
		return rc;
	}
	json_t *replayed = json_object();
	rc = work_again(call, record, replayed, e);
	if (rc == 0) {
		jw_object_begin(call->reply);
		jw_put_string(call->reply, "id", json_get_view(record, "id"));
		jw_put_int(call->reply, "entry", seq);
		jw_put_string_if(call->reply, "recorded_at", say_text(record, "recorded_at"));
		jw_put_string(call->reply, "recorded_by", say_text(record, "program"));
		jw_put_string(call->reply, "replayed_by", bytes_of(call->version));
		jw_put_int(
			call->reply, "results", (int64_t)json_array_size(json_object_get(record, "results")));
		rc = compare(call, record, replayed, e);
		jw_object_end(call->reply);
	}
	json_decref(replayed);
	json_decref(record);
	return rc;
}

static void print_value(struct buf *out, const json_t *v)
{
	if (json_is_string(v)) {
		say_safe(out, json_view(v));
	} else if (json_is_integer(v)) {
		say_number(out, json_integer_value(v));
	} else if (json_is_real(v)) {
		buf_printf(out, "%.17g", json_real_value(v));
	} else {
		buf_add_text(out, "nothing");
	}
}

static void print_difference(struct buf *out, const json_t *d)
{
	const json_t *recorded = json_object_get(d, "recorded");
	const json_t *replayed = json_object_get(d, "replayed");
	buf_add_text(out, "  ");
	if (bytes_is(say_text(d, "of"), "all")) {
		buf_add_text(out, "all strata, ");
	}
	if (say_text(d, "stratum").s) {
		say_safe(out, say_text(d, "stratum"));
		buf_add_text(out, ", ");
	}
	if (json_object_get(d, "replicate")) {
		buf_printf(out, "replicate %lld, ", (long long)say_int(d, "replicate"));
	}
	say_safe(out, say_text(d, "field"));
	buf_add_text(out, ": recorded ");
	print_value(out, recorded);
	buf_add_text(out, ", replayed ");
	print_value(out, replayed);
	double was = json_number_value(recorded);
	if (json_is_number(recorded) && json_is_number(replayed) && was != 0) {
		buf_printf(out, " (%+.1e of it)", (json_number_value(replayed) - was) / was);
	}
	buf_add_char(out, '\n');
}

void op_estimate_replay_print(const json_t *reply, struct buf *out)
{
	const json_t *differences = json_object_get(reply, "differences");
	buf_add_text(out, "Estimate ");
	say_safe(out, say_text(reply, "id"));
	buf_printf(out, " (entry %lld), recorded by version ", (long long)say_int(reply, "entry"));
	say_safe(out, say_text(reply, "recorded_by"));
	buf_add_text(out, ", replayed by version ");
	say_safe(out, say_text(reply, "replayed_by"));
	buf_add_text(out, ".\n");
	for (size_t i = 0; i < json_array_size(differences); i++) {
		print_difference(out, json_array_get(differences, i));
	}
	if (say_is(reply, "is_same")) {
		buf_add_text(out, "The replay gives the same, to the last digit.\n");
	} else if (json_array_size(differences) == 0) {
		buf_add_text(out, "Every answer is the same; something that is shown beside them differs.\n");
	}
}
