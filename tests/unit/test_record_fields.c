/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fields: each kind with what it takes and what it refuses, references, ranges; and records as rows of cells. */
#include "fixture.h"
#include "test.h"

#include "base/limits.h"
#include "record/field.h"

static const char *const words[] = {"one", "two"};

static const struct field inner[] = {
	{.name = "low", .help = "low", .kind = FIELD_INT, .min = -5, .max = 10},
	{.name = "place", .help = "place", .kind = FIELD_REF, .of = "place"},
	{.name = "note", .help = "note", .kind = FIELD_TEXT},
	{0},
};

static const struct field items[] = {
	{.name = "source", .help = "source", .kind = FIELD_REF, .of = "source", .flags = FIELD_REQUIRED},
	{.name = "n", .help = "n", .kind = FIELD_INT, .max = 10},
	{0},
};

static const struct field fields[] = {
	{.name = "text", .help = "text", .kind = FIELD_TEXT},
	{.name = "word", .help = "word", .kind = FIELD_WORD, .names = words, .name_count = 2},
	{.name = "kind", .help = "kind", .kind = FIELD_WORD, .of = "place_kind"},
	{.name = "slug", .help = "slug", .kind = FIELD_SLUG},
	{.name = "ref", .help = "ref", .kind = FIELD_REF, .of = "*"},
	{.name = "hash", .help = "hash", .kind = FIELD_HASH},
	{.name = "date", .help = "date", .kind = FIELD_DATE},
	{.name = "range", .help = "range", .kind = FIELD_RANGE},
	{.name = "time", .help = "time", .kind = FIELD_TIME},
	{.name = "int", .help = "int", .kind = FIELD_INT, .min = 1, .max = 6},
	{.name = "real", .help = "real", .kind = FIELD_REAL, .min = -90, .max = 90},
	{.name = "bool", .help = "bool", .kind = FIELD_BOOL},
	{.name = "object", .help = "object", .kind = FIELD_OBJECT, .fields = inner},
	{.name = "objects", .help = "objects", .kind = FIELD_OBJECTS, .fields = items},
	{.name = "refs", .help = "refs", .kind = FIELD_REFS, .of = "claim"},
	{.name = "slugs", .help = "slugs", .kind = FIELD_SLUGS},
	{.name = "json", .help = "json", .kind = FIELD_JSON},
	{0},
};

static json_t *parsed(const char *text)
{
	json_t *v;
	struct err e = {0};
	if (json_parse(bytes_of(text), &v, &e) != 0) {
		test_note("%s: %s", text, e.text);
		BUG_IF(true);
	}
	return v;
}

static int check_text(const char *text, struct err *e)
{
	struct vocabulary vocabulary;
	vocabulary_init(&vocabulary);
	json_t *v = parsed(text);
	int rc = field_check(fields, v, &vocabulary, e);
	json_decref(v);
	vocabulary_done(&vocabulary);
	return rc;
}

TEST(what_fits_its_kind_is_taken)
{
	static const char *const good[] = {"{}", "{\"text\":\"ж\"}", "{\"word\":\"two\"}",
		"{\"kind\":\"town\"}", "{\"slug\":\"a.b_c-9\"}", "{\"ref\":\"x\"}",
		"{\"hash\":\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\"}",
		"{\"date\":\"2011\"}", "{\"date\":\"2011-12\"}", "{\"date\":\"2012-02-29\"}",
		"{\"range\":\"2011\"}", "{\"range\":{\"from\":\"2011\"}}", "{\"range\":{\"to\":\"2011\"}}",
		"{\"range\":{\"from\":\"2011-12-16\",\"to\":\"2011-12\"}}",
		"{\"time\":\"2011-12-16T23:59:59Z\"}", "{\"int\":1}", "{\"int\":6}", "{\"real\":90}",
		"{\"real\":-89.5}", "{\"bool\":false}", "{\"object\":{\"low\":-5}}",
		"{\"objects\":[{\"source\":\"s\"},{\"source\":\"t\",\"n\":10}]}", "{\"refs\":[\"a\"]}",
		"{\"slugs\":[\"a\",\"b\"]}", "{\"json\":{\"any\":[1,null]}}"};
	for (size_t i = 0; i < ARRAY_COUNT(good); i++) {
		struct err e = {0};
		CHECK_OK(check_text(good[i], &e), e);
	}
}

TEST(what_does_not_fit_is_refused_with_its_name_and_what_may_stand_there)
{
	static const struct {
		const char *record;
		const char *name;
		const char *expected;
	} rows[] = {
		{"[]", "", "expected an object"},
		{"{\"colour\":1}", "colour", "there is no field"},
		{"{\"text\":\"\"}", "text", "leave the field out"},
		{"{\"text\":5}", "text", "5 is not text"},
		{"{\"text\":null}", "text", "null is not text"},
		{"{\"word\":\"three\"}", "word", "one of one, two"},
		{"{\"kind\":\"planet\"}", "kind", "country, region"},
		{"{\"slug\":\"Up\"}", "slug", "an id"},
		{"{\"slug\":\"\"}", "slug", "an id"},
		{"{\"ref\":\"a b\"}", "ref", "an id"},
		{"{\"ref\":[\"a\"]}", "ref", "an id"},
		{"{\"hash\":\"0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef\"}", "hash",
			"SHA-256"},
		{"{\"hash\":\"01\"}", "hash", "SHA-256"},
		{"{\"date\":\"2011-02-29\"}", "date", "a date"},
		{"{\"date\":\"2011-13\"}", "date", "a date"},
		{"{\"date\":\"16.12.2011\"}", "date", "a date"},
		{"{\"date\":2011}", "date", "a date"},
		{"{\"range\":\"2011-02-30\"}", "range", "a date or"},
		{"{\"range\":{}}", "range", "a date or"},
		{"{\"range\":{\"from\":\"2012\",\"to\":\"2011\"}}", "range", "in that order"},
		{"{\"range\":{\"from\":\"2011\",\"until\":\"2012\"}}", "range", "a date or"},
		{"{\"range\":{\"from\":2011}}", "range", "a date or"},
		{"{\"time\":\"2011-12-16 08:30:00Z\"}", "time", "a time"},
		{"{\"time\":\"2011-12-16T24:00:00Z\"}", "time", "a time"},
		{"{\"time\":\"2011-12-16T08:60:00Z\"}", "time", "a time"},
		{"{\"time\":\"2011-02-30T08:00:00Z\"}", "time", "a time"},
		{"{\"int\":0}", "int", "a whole number from 1 to 6"},
		{"{\"int\":7}", "int", "a whole number from 1 to 6"},
		{"{\"int\":1.5}", "int", "a whole number"},
		{"{\"int\":\"3\"}", "int", "a whole number"},
		{"{\"real\":90.01}", "real", "a number from -90 to 90"},
		{"{\"real\":-91}", "real", "a number from -90 to 90"},
		{"{\"bool\":\"true\"}", "bool", "true or false"},
		{"{\"object\":[]}", "object", "expected an object"},
		{"{\"object\":{}}", "object", "at least one"},
		{"{\"object\":{\"low\":11}}", "object: low", "from -5 to 10"},
		{"{\"object\":{\"high\":1}}", "object", "there is no field \"high\""},
		{"{\"objects\":[]}", "objects", "at least one"},
		{"{\"objects\":{}}", "objects", "a list of objects"},
		{"{\"objects\":[{\"source\":\"s\"},{\"n\":1}]}", "objects 2", "\"source\" is missing"},
		{"{\"refs\":[]}", "refs", "at least one"},
		{"{\"refs\":[\"a\",7]}", "refs", "7 is not an id"},
		{"{\"slugs\":\"a\"}", "slugs", "a list of ids"},
		{"{\"json\":[1]}", "json", "an object"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err e = {0};
		int rc = check_text(rows[i].record, &e);
		bool is_told = strstr(e.text, rows[i].expected) && strstr(e.text, rows[i].name);
		if (rc != -ERR_INPUT || !is_told) {
			test_note("%s: %s", rows[i].record, e.text);
		}
		CHECK_INT(rc, -ERR_INPUT);
		CHECK(is_told);
	}
}

TEST(slugs_are_1_to_64_of_their_characters)
{
	char longest[LIMIT_ID_BYTES + 2];
	memset(longest, 'a', sizeof(longest));
	CHECK(field_is_slug((struct bytes){longest, LIMIT_ID_BYTES}));
	CHECK(!field_is_slug((struct bytes){longest, LIMIT_ID_BYTES + 1}));
	CHECK(!field_is_slug(BYTES("")));
	CHECK(!field_is_slug(BYTES("ж")));
	CHECK(!field_is_slug(BYTES("a\0")));
	CHECK(!field_is_slug(BYTES_NONE));
}

TEST(long_values_are_cut_between_characters)
{
	struct buf record = {0};
	struct err e = {0};
	for (int shift = 0; shift < 2; shift++) {
		buf_clear(&record);
		buf_printf(&record, "{\"word\":\"%s", shift ? "x" : "");
		for (int i = 0; i < 100; i++) {
			buf_add_text(&record, "ж");
		}
		buf_add_text(&record, "\"}");
		CHECK_INT(check_text(record.s, &e), -ERR_INPUT);
		json_t *v = json_string(e.text); /* NULL when it is no UTF-8 */
		CHECK(v != NULL);
		json_decref(v);
	}
	buf_done(&record);
}

struct seen {
	char text[512];
	int stop_at;
	int count;
};

static int see(void *context, const char *name, const char *of, struct bytes id)
{
	struct seen *seen = context;
	size_t len = strlen(seen->text);
	snprintf(seen->text + len, sizeof(seen->text) - len, "%s>%s=%.*s ", name, of, BYTES_ARG(id));
	return ++seen->count == seen->stop_at ? -7 : 0;
}

TEST(every_reference_is_visited)
{
	json_t *record =
		parsed("{\"ref\":\"r\",\"slug\":\"no\",\"slugs\":[\"no\"],\"object\":{\"place\":\"p\"},"
		       "\"objects\":[{\"source\":\"s\"},{\"source\":\"t\"}],\"refs\":[\"c\",\"d\"]}");
	struct seen seen = {.stop_at = 0};
	CHECK_INT(field_each_ref(fields, record, see, &seen), 0);
	CHECK_TEXT(bytes_of(seen.text),
		BYTES("ref>*=r place>place=p source>source=s source>source=t refs>claim=c refs>claim=d "));
	seen = (struct seen){.stop_at = 3};
	CHECK_INT(field_each_ref(fields, record, see, &seen), -7);
	CHECK_INT(seen.count, 3);
	json_decref(record);
}

TEST(members_are_written_in_the_order_of_the_table)
{
	json_t *record = parsed("{\"objects\":[{\"n\":1,\"source\":\"s\"}],\"object\":{\"note\":\"x\","
				"\"low\":1},\"text\":\"t\"}");
	struct buf out = {0};
	struct json_writer j;
	jw_init(&j, &out);
	field_write(fields, record, &j);
	CHECK_TEXT(buf_bytes(&out),
		BYTES("{\"text\":\"t\",\"object\":{\"low\":1,\"note\":\"x\"},"
		      "\"objects\":[{\"source\":\"s\",\"n\":1}]}"));
	buf_done(&out);
	json_decref(record);
}

TEST(ranges_are_text_and_back)
{
	static const struct {
		const char *json;
		const char *text;
	} rows[] = {
		{"\"2011\"", "2011"},
		{"\"2011-12-16\"", "2011-12-16"},
		{"{\"from\":\"2011-12-16\",\"to\":\"2011-12-17\"}", "2011-12-16/2011-12-17"},
		{"{\"from\":\"2011\"}", "2011/"},
		{"{\"to\":\"2011-12\"}", "/2011-12"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		json_t *v = parsed(rows[i].json);
		struct date_range r = field_range(v);
		CHECK_TEXT(field_range_text(r, &a), bytes_of(rows[i].text));
		struct date_range back = field_range_of_text(bytes_of(rows[i].text));
		CHECK_INT(date_range_first(back), date_range_first(r));
		CHECK_INT(date_range_last(back), date_range_last(r));
		json_decref(v);
		arena_done(&a);
	}
	CHECK(date_range_is_absent(field_range(NULL)));
	CHECK(date_range_is_absent(field_range_of_text(BYTES_NONE)));
	CHECK(date_range_is_absent(field_range_of_text(BYTES("2011/2012/2013"))));
	CHECK(date_range_is_absent(field_range_of_text(BYTES("soon"))));
}

/* Takes a record apart into cells and puts it together again. */
static json_t *by_cells(const struct field *all, const json_t *record, struct err *e)
{
	struct arena a = {0};
	const char **columns;
	size_t count = field_columns(all, &a, &columns);
	json_t *back = json_object();
	for (size_t i = 0; i < count; i++) {
		struct bytes cell = field_cell(all, record, columns[i], &a);
		if (cell.s && field_set_cell(all, back, columns[i], cell, e) != 0) {
			break;
		}
	}
	arena_done(&a);
	return back;
}

TEST(cells_give_back_the_record)
{
	for (const char *const *text = fixture_records; *text; text++) {
		struct arena a = {0};
		struct err e = {0};
		json_t *record = parsed(*text);
		const struct record_type *type = record_type_find(json_get_view(record, "type"));
		json_object_del(record, "type");
		json_t *back = by_cells(record_all_fields(type, &a), record, &e);
		bool is_equal = json_equal(record, back);
		if (!is_equal) {
			test_note("%s %s", *text, e.text);
		}
		json_decref(record);
		json_decref(back);
		arena_done(&a);
		CHECK(is_equal);
	}
}

TEST(cells_give_back_values_that_look_like_others)
{
	static const char *const records[] = {
		"{\"text\":\"true\"}",
		"{\"text\":\"[1]\"}",
		"{\"text\":\" spaces \"}",
		"{\"text\":\"2011/2012\"}",
		"{\"slug\":\"007\"}",
		"{\"real\":43.0}",
		"{\"real\":43}",
		"{\"real\":0.1}",
		"{\"range\":{\"from\":\"2011\",\"to\":\"2011\"}}",
		"{\"range\":{\"from\":\"2011\"}}",
		"{\"range\":{\"to\":\"2011\"}}",
		"{\"slugs\":[\"a\"],\"refs\":[\"b\",\"c\"]}",
		"{\"json\":{\"a\":[1,2.5,null,\"x\"]}}",
		"{\"bool\":true,\"int\":6}",
	};
	for (size_t i = 0; i < ARRAY_COUNT(records); i++) {
		struct err e = {0};
		json_t *record = parsed(records[i]);
		json_t *back = by_cells(fields, record, &e);
		bool is_equal = json_equal(record, back);
		if (!is_equal) {
			test_note("%s %s", records[i], e.text);
		}
		json_decref(record);
		json_decref(back);
		CHECK(is_equal);
	}
}

TEST(cells_as_a_person_types_them)
{
	json_t *record = json_object();
	struct err e = {0};
	CHECK_OK(field_set_cell(fields, record, "refs", BYTES("a, b ,c"), &e), e);
	CHECK_OK(field_set_cell(fields, record, "slugs", BYTES("[\"d\"]"), &e), e);
	CHECK_OK(field_set_cell(fields, record, "object.low", BYTES("3"), &e), e);
	CHECK_OK(field_set_cell(fields, record, "object.note", BYTES("n"), &e), e);
	CHECK_OK(field_set_cell(fields, record, "range", BYTES("2011-12-16/2011-12-17"), &e), e);
	json_t *expected = parsed(
		"{\"refs\":[\"a\",\"b\",\"c\"],\"slugs\":[\"d\"],\"object\":{\"low\":3,\"note\":\"n\"},"
		"\"range\":{\"from\":\"2011-12-16\",\"to\":\"2011-12-17\"}}");
	CHECK(json_equal(record, expected));
	CHECK_INT(json_integer_value(field_get(record, "object.low")), 3);
	CHECK(field_get(record, "object.high") == NULL && field_get(record, "text.low") == NULL);
	json_decref(record);
	json_decref(expected);
}

TEST(cells_that_cannot_be_read_are_refused)
{
	static const struct {
		const char *column;
		struct bytes cell;
		int code;
	} rows[] = {
		{"colour", {"x", 1}, ERR_NOT_FOUND},
		{"object.high", {"1", 1}, ERR_NOT_FOUND},
		{"text.low", {"1", 1}, ERR_NOT_FOUND},
		{"int", {"many", 4}, ERR_INPUT},
		{"int", {"1,000", 5}, ERR_INPUT},
		{"bool", {"yes", 3}, ERR_INPUT},
		{"objects", {"a", 1}, ERR_INPUT},
		{"refs", {"[\"a\"", 4}, ERR_INPUT},
		{"json", {"{", 1}, ERR_INPUT},
		{"text", {"\xff", 1}, ERR_INPUT},
		{"range", {"\xff", 1}, ERR_INPUT},
		{"range", {"2011/\xff", 6}, ERR_INPUT},
		{"refs", {"a,\xff", 3}, ERR_INPUT},
		{"int", {"\xff", 1}, ERR_INPUT},
		{"colour", {"\xff", 1}, ERR_INPUT},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		json_t *record = json_object();
		struct err e = {0};
		CHECK_INT(field_set_cell(fields, record, rows[i].column, rows[i].cell, &e), -rows[i].code);
		json_t *text = json_string(e.text); /* NULL when it is no UTF-8 */
		CHECK(text != NULL && json_object_size(record) == 0);
		json_decref(text);
		json_decref(record);
	}
}

TEST(a_column_inside_a_cell_that_is_no_object_is_refused)
{
	json_t *record = json_object();
	struct err e = {0};
	CHECK_OK(field_set_cell(fields, record, "object", BYTES("5"), &e), e);
	CHECK_INT(field_set_cell(fields, record, "object.low", BYTES("1"), &e), -ERR_INPUT);
	json_decref(record);
}

TEST(a_vocabulary_knows_its_words)
{
	struct vocabulary v;
	struct arena a = {0};
	vocabulary_init(&v);
	CHECK(vocabulary_has(&v, "measure", BYTES("killed")));
	CHECK(!vocabulary_has(&v, "measure", BYTES("wounded")));
	CHECK(!vocabulary_has(&v, "trend", BYTES("killed"))); /* a word of another section */
	CHECK_TEXT(vocabulary_label(&v, "trend", BYTES("rising")), BYTES("Rising"));
	CHECK_TEXT(vocabulary_list(&v, "trend", 8, &a), BYTES("rising, falling"));
	CHECK_TEXT(vocabulary_list(&v, "trend", 1, &a), BYTES("rising, …"));
	arena_done(&a);
	vocabulary_done(&v);
}
