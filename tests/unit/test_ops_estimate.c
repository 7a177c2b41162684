/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Estimates in a vault: what is kept of them, and what a replay says. */
#include "fixture.h"
#include "test.h"

#include "ops/estimate.h"
#include "ops/handlers.h"

static void say_nothing(void *context, const char *doing)
{
	(void)context;
	(void)doing;
}

/* Calls an operation; *reply is set when it gave one. */
static int run(struct vault *v, const char *name, const struct op_value *values, size_t count, json_t **reply,
	struct err *e)
{
	size_t used;
	const char *words[] = {"estimate", name};
	struct arena a = {0};
	struct buf text = {0};
	struct json_writer j;
	jw_init(&j, &text);
	struct op_call call = {.op = op_find(words, name ? 2 : 1, &used),
		.values = values,
		.value_count = count,
		.vault = v,
		.vault_path = v->path,
		.arena = &a,
		.reply = &j,
		.progress = fixture_progress,
		.say = say_nothing,
		.now = "2020-01-02T03:04:05Z",
		.version = "1.2.3"};
	int rc = call.op->run(&call, e);
	struct err ignored = {0};
	*reply = NULL;
	if (rc == 0 || call.has_reply_despite_error) {
		BUG_IF(json_parse(buf_bytes(&text), reply, &ignored) != 0);
	}
	buf_done(&text);
	arena_done(&a);
	return rc;
}

static const struct op_arg args[] = {{"table", "T", OP_POSITIONAL, "h"}, {"strata", "C", 0, "h"},
	{"fast", NULL, OP_SWITCH, "h"}, {"record", NULL, OP_SWITCH, "h"}, {"entry", "E", OP_POSITIONAL, "h"},
	{"method", "M", 0, "h"}, {"count", "C", 0, "h"}};
enum { TABLE, STRATA, FAST, RECORD, ENTRY, METHOD, COUNT };

/* Records the estimate of a table with strata `town`, and reads the record back. */
static json_t *record_of(struct vault *v, const char *table)
{
	const char *path = fixture_file(test_folder(), "deaths.csv", bytes_of(table));
	const struct op_value values[] = {{&args[TABLE], path}, {&args[STRATA], "town, count"},
		{&args[FAST], NULL}, {&args[RECORD], NULL}, {&args[METHOD], "bic"}, {&args[COUNT], "people"}};
	const struct record_type *type;
	json_t *reply;
	json_t *record;
	size_t unopened;
	struct err e = {0};
	BUG_IF(run(v, NULL, values, ARRAY_COUNT(values), &reply, &e) != 0);
	BUG_IF(vault_read(v, json_integer_value(json_object_get(reply, "entry")), NULL, &type, &record,
		       &unopened, &e) != 0);
	BUG_IF(strcmp(type->name, "estimate") != 0);
	json_decref(reply);
	return record;
}

/* Names that need quotes, a column that is called count, a stratum of six, and one that looks like a formula. */
static const char table[] = "town,count,\"A, of us\",B,=C,people\n"
			    "=1+1,x,1,0,0,50\n=1+1,x,0,1,0,40\n=1+1,x,0,0,1,30\n=1+1,x,1,1,0,9\n"
			    "=1+1,x,1,0,1,8\n=1+1,x,0,1,1,7\n=1+1,x,1,1,1,3\n"
			    "Hill,x,1,0,0,4\nHill,x,0,1,1,2\n";

static int replay(struct vault *v, const char *id, json_t **reply, struct err *e)
{
	const struct op_value values[] = {{&args[ENTRY], id}};
	return run(v, "replay", values, ARRAY_COUNT(values), reply, e);
}

TEST(a_record_holds_of_few_people_nothing_but_their_number)
{
	GUARANTEE("estimate.h: Of tables of so few people that they could be recognised the record holds "
		  "nothing "
		  "but their number.");
	struct vault *v = fixture_open(fixture_vault(), true);
	json_t *record = record_of(v, table);
	const json_t *few = json_array_get(json_object_get(record, "results"), 1);
	struct bytes kept = json_get_view(json_array_get(json_object_get(record, "inputs"), 0), "table");
	CHECK_INT(json_integer_value(json_object_get(few, "documented")), 6);
	CHECK(!json_object_get(few, "digest"));
	CHECK_TEXT(json_get_view(few, "refused"), BYTES("few_people"));
	CHECK_TEXT(kept,
		BYTES("town,count,\"A, of us\",B,'=C,count.\r\n"
		      "'=1+1,x,1,0,0,50\r\n'=1+1,x,0,1,0,40\r\n'=1+1,x,1,1,0,9\r\n'=1+1,x,0,0,1,30\r\n"
		      "'=1+1,x,1,0,1,8\r\n'=1+1,x,0,1,1,7\r\n'=1+1,x,1,1,1,3\r\nHill,x,1,0,0,0\r\n"));
	json_decref(record);
	vault_close(&v);
}

TEST(a_replay_gives_the_results_of_the_record)
{
	GUARANTEE("estimate.h: Working them gives the results of the record.");
	struct vault *v = fixture_open(fixture_vault(), true);
	json_t *record = record_of(v, table);
	json_t *reply;
	struct err e = {0};
	CHECK_OK(replay(v, json_get_view(record, "id").s, &reply, &e), e);
	CHECK(json_is_true(json_object_get(reply, "is_same")));
	CHECK_INT((int64_t)json_array_size(json_object_get(reply, "differences")), 0);
	json_decref(reply);
	json_decref(record);
	vault_close(&v);
}

/* Appends the record with another id and one member of an object in it changed. */
static void add_changed(
	struct vault *v, json_t *record, const char *id, json_t *in, const char *key, json_t *value)
{
	const struct record_type *type = record_type_find(BYTES("estimate"));
	struct err e = {0};
	json_object_set_new(record, "id", json_string(id));
	json_object_set_new(in, key, value);
	CHECK_OK(vault_check_record(v, type, record, &e), e);
	CHECK_OK(vault_append_alone(v, type, record, NULL, &e), e);
}

TEST(a_replay_names_each_number_that_differs)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	json_t *record = record_of(v, table);
	json_t *first = json_array_get(json_object_get(record, "results"), 0);
	json_t *reply;
	struct buf shown = {0};
	struct err e = {0};
	double low = json_number_value(json_object_get(first, "low"));
	add_changed(v, record, "changed", first, "low", json_real(low / 2));
	CHECK_INT(replay(v, "changed", &reply, &e), -ERR_DAMAGED);
	const json_t *difference = json_array_get(json_object_get(reply, "differences"), 0);
	CHECK(json_is_false(json_object_get(reply, "is_same")));
	CHECK_INT((int64_t)json_array_size(json_object_get(reply, "differences")), 1);
	CHECK_TEXT(json_get_view(difference, "stratum"), BYTES("town =1+1, count x"));
	CHECK_TEXT(json_get_view(difference, "field"), BYTES("low"));
	CHECK(json_number_value(json_object_get(difference, "recorded")) == low / 2);
	CHECK(json_number_value(json_object_get(difference, "replayed")) == low);
	op_estimate_replay_print(reply, &shown);
	CHECK(bytes_find(buf_bytes(&shown), BYTES("town =1+1, count x, replicate 1, low: recorded "), 0) !=
		SIZE_MAX);
	CHECK(bytes_find(buf_bytes(&shown), BYTES("(+1.0e+00 of it)\n"), 0) != SIZE_MAX);
	buf_done(&shown);
	json_decref(reply);
	json_decref(record);
	vault_close(&v);
}

TEST(a_replay_tells_when_only_what_stands_beside_the_answers_differs)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	json_t *record = record_of(v, table);
	json_t *reply;
	struct buf shown = {0};
	struct err e = {0};
	add_changed(v, record, "changed", record, "reply_digest", json_string(FIXTURE_TEXT));
	CHECK_INT(replay(v, "changed", &reply, &e), -ERR_DAMAGED);
	CHECK_INT((int64_t)json_array_size(json_object_get(reply, "differences")), 0);
	op_estimate_replay_print(reply, &shown);
	CHECK(bytes_find(buf_bytes(&shown), BYTES("Every answer is the same;"), 0) != SIZE_MAX);
	buf_done(&shown);
	json_decref(reply);
	json_decref(record);
	vault_close(&v);
}

TEST(tables_that_do_not_fit_their_results_are_told)
{
	static const struct {
		const char *table;
		int code;
		const char *expected;
	} rows[] = {
		{"town,count,A\n", -ERR_DAMAGED, "the tables of the entry cannot be read"},
		{"\"town", -ERR_DAMAGED, "the tables of the entry cannot be read"},
		{"town,count,A,B,n\nHill,x,1,1,20\n", -ERR_DAMAGED, "are not those of its tables"},
		{"town,count,A,B,n\nHill,x,1,7,20\n", -ERR_INPUT, "neither 0 nor 1"},
	};
	struct vault *v = fixture_open(fixture_vault(), true);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		json_t *record = record_of(v, table);
		json_t *input = json_array_get(json_object_get(record, "inputs"), 0);
		char id[16];
		json_t *reply;
		struct err e = {0};
		snprintf(id, sizeof(id), "changed-%zu", i);
		add_changed(v, record, id, input, "table", json_string(rows[i].table));
		CHECK_INT(replay(v, id, &reply, &e), rows[i].code);
		test_note("%s", e.text);
		CHECK(!reply && strstr(e.text, rows[i].expected));
		json_decref(record);
	}
	vault_close(&v);
}
