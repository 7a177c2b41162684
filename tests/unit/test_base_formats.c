/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* base/: CSV, JSON and INI. */
#include "base/csv.h"
#include "base/ini.h"
#include "base/json.h"
#include "base/limits.h"
#include "test.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static struct bytes repeated(struct buf *b, const char *piece, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_add_text(b, piece);
	}
	return buf_bytes(b);
}

/* ---- csv ---- */

/* Reads all rows and writes them as "a|b;c|~;": cells by |, rows by ;, absent as ~. Then the error, if any. */
static void csv_picture(struct bytes text, struct buf *out)
{
	struct csv_reader r;
	struct arena a = {0};
	struct err e = {0};
	struct bytes *cells;
	size_t count;
	int rc;
	csv_reader_init(&r, text);
	while ((rc = csv_next(&r, &a, &cells, &count, &e)) == 1) {
		for (size_t i = 0; i < count; i++) {
			buf_printf(
				out, "%s%.*s", i ? "|" : "", BYTES_ARG(cells[i].s ? cells[i] : BYTES("~")));
		}
		buf_add_char(out, ';');
		arena_reset(&a);
	}
	if (rc < 0) {
		buf_printf(out, "%s", e.text);
	}
	arena_done(&a);
}

TEST(csv_reads_rfc_4180)
{
	static const struct {
		const char *text;
		const char *rows;
	} rows[] = {
		{"", ""},
		{"a,b\r\nc,d\r\n", "a|b;c|d;"},
		{"a,b\nc,d", "a|b;c|d;"},
		{"\xEF\xBB\xBFid,type\n", "id|type;"},
		{"\xEF\xBB\xBF\"id\"\n", "id;"},
		{"a,,\"\"\n,", "a|~|;~|~;"},
		{"\"a,b\",\"say \"\"x\"\"\"\n", "a,b|say \"x\";"},
		{"\"one\r\ntwo\",b\n", "one\r\ntwo|b;"},
		{"\"\"\"\"\n", "\";"},
		{" a , b \n", " a | b ;"},
		{"a,b\n1\n1,2,3\n", "a|b;1;1|2|3;"},
		{"\"a\"", "a;"},
		/* Errors, with the line and the cell where they are. */
		{"a\n\"b,c\nd\n", "a;line 2, column 1: the quote that opens here is not closed"},
		{"a,\"b\"c\n", "line 1, column 2: text after the closing quote"},
		{"x\n\"1\n2\"\na,b\"c\n",
			"x;1\n2;line 4, column 2: a quote inside a cell that is not quoted; double it and "
			"quote the "
			"cell"},
		{"a, \"b\"\n",
			"line 1, column 2: a quote inside a cell that is not quoted; double it and quote the "
			"cell"},
		{"a,b\rc,d\r", "line 1, column 2: a carriage return without a line feed"},
		{"a\r", "line 1, column 1: a carriage return without a line feed"},
		{"\"a\"\rb\n", "line 1, column 1: text after the closing quote"},
	};
	struct buf picture = {0};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		buf_clear(&picture);
		csv_picture(bytes_of(rows[i].text), &picture);
		CHECK_TEXT(buf_bytes(&picture), bytes_of(rows[i].rows));
	}
	buf_clear(&picture);
	csv_picture(BYTES("a\nb,\"c\0\"\n"), &picture);
	CHECK_TEXT(buf_bytes(&picture), BYTES("a;line 2, column 2: a NUL byte"));
	buf_clear(&picture);
	csv_picture(BYTES_NONE, &picture);
	CHECK_TEXT(buf_bytes(&picture), BYTES(""));
	buf_done(&picture);
}

TEST(csv_skips_empty_lines_and_counts_them)
{
	GUARANTEE("csv.h: Rows that hold nothing at all (an empty line) are skipped.");
	struct csv_reader r;
	struct arena a = {0};
	struct err e = {0};
	struct bytes *cells;
	size_t count;
	csv_reader_init(&r, BYTES("\n\r\n\"a\nb\",c\r\n\n\nlast"));
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), 1);
	CHECK_INT((int64_t)r.line, 3);
	CHECK_TEXT(r.raw, BYTES("\"a\nb\",c"));
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), 1);
	CHECK_INT((int64_t)r.line, 7);
	CHECK_TEXT(r.raw, BYTES("last"));
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), 0);
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), 0);
	arena_done(&a);
}

TEST(csv_ends_after_an_error)
{
	GUARANTEE("csv.h: After an error the reader is at the end: where the next row begins");
	struct csv_reader r;
	struct arena a = {0};
	struct err e = {0};
	struct bytes *cells;
	size_t count;
	csv_reader_init(&r, BYTES("a\"\nb\n"));
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), -ERR_INPUT);
	CHECK_INT((int64_t)r.line, 1);
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), 0);
	arena_done(&a);
}

TEST(csv_keeps_its_limits)
{
	struct arena a = {.ceiling_bytes = 3 * (size_t)LIMIT_LINE_BYTES};
	struct buf text = {0};
	struct err e = {0};
	struct bytes *cells;
	size_t count;
	struct csv_reader r;
	csv_reader_init(&r, repeated(&text, ",", LIMIT_COLUMN_COUNT - 1));
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), 1);
	CHECK_INT((int64_t)count, LIMIT_COLUMN_COUNT);
	csv_reader_init(&r, repeated(&text, ",", 1));
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), -ERR_LIMIT);
	buf_clear(&text);
	csv_reader_init(&r, repeated(&text, "x", LIMIT_LINE_BYTES));
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), 1);
	csv_reader_init(&r, repeated(&text, "x", 1));
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), -ERR_LIMIT);
	/* A hostile cell is refused before it is copied: the arena's ceiling holds. */
	buf_clear(&text);
	buf_add_char(&text, '"');
	repeated(&text, "\"\"\"\"\"\"\"\"", LIMIT_LINE_BYTES);
	csv_reader_init(&r, repeated(&text, "\"", 1));
	CHECK_INT(csv_next(&r, &a, &cells, &count, &e), -ERR_LIMIT);
	buf_done(&text);
	arena_done(&a);
}

TEST(csv_knows_formulas)
{
	static const struct {
		const char *cell;
		bool is_formula;
	} rows[] = {
		{"=1+1", true},
		{"+1", false},
		{"-1", false},
		{"-1.5e3", false},
		{"+1-2", true},
		{"-", true},
		{"+", true},
		{"@SUM(A1)", true},
		{"\t=1", true},
		{"\r=1", true},
		{"-2+cmd", true},
		{"-1e999", true},
		{"", false},
		{"17", false},
		{"a=b", false},
		{"'=1", false},
		{"-inf", true},
		{"-0x10", true},
		{"-nan", true},
		{"=", true},
		{"-17 dead", true},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK_INT(csv_is_formula(bytes_of(rows[i].cell)), rows[i].is_formula);
	}
	CHECK(!csv_is_formula(BYTES_NONE));
}

static struct bytes random_cell(struct arena *a)
{
	static const char *const pieces[] = {"=", "+", "-", "@", "\t", "\r", "\n", "'", "\"", ",", "a", "1",
		".", "e", " ", "ң", ";", "\r\n", "''", "\"\"", "\xEF\xBB\xBF", "\xFF"};
	uint64_t count = test_random_below(9);
	if (count == 8) {
		return BYTES_NONE;
	}
	struct buf cell = {0};
	for (uint64_t i = 0; i < count; i++) {
		buf_add_text(&cell, pieces[test_random_below(ARRAY_COUNT(pieces))]);
	}
	struct bytes copy = arena_copy(a, buf_bytes(&cell));
	buf_done(&cell);
	return copy;
}

enum { TABLES = 4000, ROWS = 4, COLUMNS = 4 };

TEST(csv_round_trips_any_cell)
{
	GUARANTEE("csv.h: csv_cell_text() of what csv_next() reads back is the cell that was given.");
	struct arena a = {0};
	struct buf text = {0};
	struct err e = {0};
	for (unsigned table = 0; table < TABLES; table++) {
		struct bytes given[ROWS][COLUMNS];
		buf_clear(&text);
		for (size_t i = 0; i < ROWS * COLUMNS; i++) {
			given[i / COLUMNS][i % COLUMNS] = random_cell(&a);
			csv_add_cell(&text, given[i / COLUMNS][i % COLUMNS], i % COLUMNS == 0);
			if (i % COLUMNS == COLUMNS - 1) {
				csv_end_row(&text);
			}
		}
		/* A cell may begin with a byte order mark, but a file that begins with one has lost it. */
		if (bytes_starts(buf_bytes(&text), "\xEF\xBB\xBF")) {
			continue;
		}
		struct csv_reader r;
		csv_reader_init(&r, buf_bytes(&text));
		for (size_t row = 0; row < ROWS; row++) {
			struct bytes *cells;
			size_t count;
			CHECK_INT(csv_next(&r, &a, &cells, &count, &e), 1);
			CHECK_INT((int64_t)count, COLUMNS);
			for (size_t i = 0; i < COLUMNS; i++) {
				CHECK_TEXT(csv_cell_text(cells[i]), given[row][i]);
				CHECK((cells[i].s == NULL) == (given[row][i].s == NULL));
				CHECK(!csv_is_formula(cells[i]));
			}
		}
		struct bytes *cells;
		size_t count;
		CHECK_INT(csv_next(&r, &a, &cells, &count, &e), 0);
		arena_reset(&a);
	}
	arena_done(&a);
	buf_done(&text);
}

/* ---- json ---- */

TEST(json_parse_is_strict)
{
	GUARANTEE("json.h: Duplicate keys, bad UTF-8, trailing text and depth over LIMIT_JSON_DEPTH are "
		  "refused.");
	static const struct {
		const char *text;
		bool ok;
	} rows[] = {
		{"null", true},
		{" 17 ", true},
		{"\"\"", true},
		{"{}", true},
		{"[1,2]", true},
		{"{\"a\":{\"b\":1},\"b\":1}", true},
		{"9223372036854775807", true},
		{"\"\\u0436\"", true},
		{"{\"a\":1,\"a\":2}", false},
		{"{\"a\":1,\"\\u0061\":2}", false},
		{"\"\xFF\"", false},
		{"\"\xC0\x80\"", false},
		{"\"\xED\xA0\x80\"", false},
		{"\"\\ud800\"", false},
		{"\"\\u0000\"", false},
		{"{} x", false},
		{"{}{}", false},
		{"", false},
		{"[1,]", false},
		{"{a:1}", false},
		{"'a'", false},
		{"01", false},
		{"NaN", false},
		{"1e999", false},
		{"9223372036854775808", false},
		{"\xEF\xBB\xBF{}", false},
		{"[1", false},
		{"]", false},
		{"\"a\nb\"", false},
		{"/* */ 1", false},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		json_t *v = NULL;
		struct err e = {0};
		CHECK_INT(json_parse(bytes_of(rows[i].text), &v, &e), rows[i].ok ? 0 : -ERR_INPUT);
		CHECK((v != NULL) == rows[i].ok && (e.text[0] == '\0') == rows[i].ok);
		json_decref(v);
	}
	json_t *v = NULL;
	struct err e = {0};
	CHECK_INT(json_parse(BYTES_NONE, &v, &e), -ERR_INPUT);
	CHECK_INT(json_parse(BYTES("{}\0"), &v, &e), -ERR_INPUT);
}

TEST(json_parse_bounds_depth)
{
	struct buf text = {0};
	struct err e = {0};
	json_t *v = NULL;
	repeated(&text, "[", LIMIT_JSON_DEPTH);
	CHECK_OK(json_parse(repeated(&text, "]", LIMIT_JSON_DEPTH), &v, &e), e);
	json_decref(v);
	buf_clear(&text);
	repeated(&text, "[", LIMIT_JSON_DEPTH + 1);
	CHECK_INT(json_parse(repeated(&text, "]", LIMIT_JSON_DEPTH + 1), &v, &e), -ERR_INPUT);
	CHECK(strstr(e.text, "deeper"));
	buf_clear(&text);
	CHECK_INT(json_parse(repeated(&text, "{\"a\":[", 1000000), &v, &e), -ERR_INPUT);
	/* Brackets in strings are text. */
	buf_clear(&text);
	buf_add_text(&text, "\"\\\"");
	repeated(&text, "[", 100);
	CHECK_OK(json_parse(repeated(&text, "\"", 1), &v, &e), e);
	json_decref(v);
	buf_done(&text);
}

TEST(json_views_strings)
{
	json_t *v = NULL;
	struct err e = {0};
	CHECK_OK(json_parse(BYTES("{\"a\":\"ң\",\"b\":1,\"c\":\"\"}"), &v, &e), e);
	CHECK_TEXT(json_get_view(v, "a"), BYTES("ң"));
	CHECK(json_get_view(v, "b").s == NULL && json_get_view(v, "d").s == NULL);
	CHECK(json_get_view(v, "c").s != NULL && json_view(NULL).s == NULL && json_view(v).s == NULL);
	json_decref(v);
}

TEST(json_writer_writes_compact_json)
{
	struct buf out = {0};
	struct json_writer j;
	jw_init(&j, &out);
	jw_object_begin(&j);
	jw_put_string(&j, "quote\"", BYTES("a\"b\\c\n\t\r\x01\x7Fң/"));
	jw_put_string(&j, "absent", BYTES_NONE);
	jw_put_string_if(&j, "left out", BYTES_NONE);
	jw_put_string_if(&j, "empty", BYTES(""));
	jw_put_int(&j, "low", INT64_MIN);
	jw_put_bool(&j, "yes", true);
	jw_key(&j, "list");
	jw_array_begin(&j);
	jw_int(&j, 1);
	jw_null(&j);
	jw_bool(&j, false);
	jw_raw(&j, BYTES("[2]"));
	jw_object_begin(&j);
	jw_object_end(&j);
	jw_array_begin(&j);
	jw_array_end(&j);
	jw_array_end(&j);
	jw_object_end(&j);
	CHECK_TEXT(buf_bytes(&out),
		BYTES("{\"quote\\\"\":\"a\\\"b\\\\c\\n\\t\\r\\u0001\x7Fң/\",\"absent\":null,\"empty\":\"\","
		      "\"low\":-9223372036854775808,\"yes\":true,\"list\":[1,null,false,[2],{},[]]}"));
	buf_done(&out);
}

TEST(json_writer_keeps_every_number)
{
	static const struct {
		double x;
		const char *text;
	} rows[] = {{0, "0.0"}, {-0.0, "-0.0"}, {0.1, "0.1"}, {1e20, "1e+20"}, {17, "17.0"}, {1.0 / 3, NULL},
		{5e-324, NULL}, {1.7976931348623157e308, NULL}};
	struct buf out = {0};
	struct json_writer j;
	for (size_t i = 0; i < 20000; i++) {
		uint64_t bits = test_random();
		double x;
		memcpy(&x, &bits, sizeof(x));
		x = i < ARRAY_COUNT(rows) ? rows[i].x : x;
		if (!isfinite(x)) {
			continue;
		}
		buf_clear(&out);
		jw_init(&j, &out);
		jw_real(&j, x);
		double back = strtod(out.s, NULL);
		CHECK(memcmp(&back, &x, sizeof(x)) == 0);
		if (i < ARRAY_COUNT(rows) && rows[i].text) {
			CHECK_TEXT(buf_bytes(&out), bytes_of(rows[i].text));
		}
	}
	buf_done(&out);
}

static json_t *random_value(unsigned depth)
{
	static const char *const strings[] = {"", "a", "ң\n\"\\", "\x01", "17", "</script>"};
	uint64_t kind = test_random_below(depth > 0 ? 8 : 6);
	json_t *v;
	switch (kind) {
	case 0:
		return json_null();
	case 1:
		return json_boolean(test_random_below(2));
	case 2:
		return json_integer((int64_t)test_random());
	case 3:
		return json_real((double)(int64_t)test_random() / 1024);
	case 4:
	case 5:
		return json_string(strings[test_random_below(ARRAY_COUNT(strings))]);
	case 6:
		v = json_array();
		for (uint64_t i = test_random_below(4); i > 0; i--) {
			json_array_append_new(v, random_value(depth - 1));
		}
		return v;
	default:
		v = json_object();
		for (uint64_t i = test_random_below(4); i > 0; i--) {
			const char *key = strings[test_random_below(ARRAY_COUNT(strings))];
			json_object_set_new(v, key, random_value(depth - 1));
		}
		return v;
	}
}

TEST(json_round_trips_any_value)
{
	struct buf out = {0};
	struct err e = {0};
	for (unsigned i = 0; i < 5000; i++) {
		json_t *v = random_value(6);
		struct json_writer j;
		buf_clear(&out);
		jw_init(&j, &out);
		jw_value(&j, v);
		json_t *back = NULL;
		CHECK_OK(json_parse(buf_bytes(&out), &back, &e), e);
		CHECK(json_equal(v, back));
		char *theirs = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
		char *ours = json_dumps(back, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
		CHECK_TEXT(bytes_of(ours),
			bytes_of(theirs)); /* json_equal() does not look at the order of keys */
		free(theirs);
		free(ours);
		json_decref(v);
		json_decref(back);
	}
	buf_done(&out);
}

static void key_in_array(struct json_writer *j)
{
	jw_array_begin(j);
	jw_key(j, "a");
}

static void value_without_key(struct json_writer *j)
{
	jw_object_begin(j);
	jw_int(j, 1);
}

static void key_after_key(struct json_writer *j)
{
	jw_object_begin(j);
	jw_key(j, "a");
	jw_key(j, "b");
}

static void key_without_value(struct json_writer *j)
{
	jw_object_begin(j);
	jw_key(j, "a");
	jw_object_end(j);
}

static void crossed_brackets(struct json_writer *j)
{
	jw_object_begin(j);
	jw_array_end(j);
}

static void closed_too_often(struct json_writer *j)
{
	jw_array_begin(j);
	jw_array_end(j);
	jw_array_end(j);
}

static void second_value(struct json_writer *j)
{
	jw_int(j, 1);
	jw_int(j, 2);
}

static void key_at_the_top(struct json_writer *j)
{
	jw_key(j, "a");
}

static void not_a_number(struct json_writer *j)
{
	jw_real(j, NAN);
}

static void raw_nothing(struct json_writer *j)
{
	jw_raw(j, BYTES_NONE);
}

static void nested_too_deep(struct json_writer *j)
{
	for (int i = 0; i < 65; i++) {
		jw_array_begin(j);
	}
}

TEST(json_writer_misuse_aborts)
{
	static void (*const misuses[])(struct json_writer *) = {key_in_array, value_without_key,
		key_after_key, key_without_value, crossed_brackets, closed_too_often, second_value,
		key_at_the_top, not_a_number, raw_nothing, nested_too_deep};
	for (size_t i = 0; i < ARRAY_COUNT(misuses); i++) {
		fflush(stdout);
		pid_t child = fork();
		if (child == 0) {
			int null = open("/dev/null", O_WRONLY);
			dup2(null, STDERR_FILENO);
			struct buf out = {0};
			struct json_writer j;
			jw_init(&j, &out);
			misuses[i](&j);
			_exit(0);
		}
		int status;
		CHECK(waitpid(child, &status, 0) == child);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	}
}

/* ---- ini ---- */

TEST(ini_reads_sections_keys_and_values)
{
	struct arena a = {0};
	struct err e = {0};
	struct ini ini;
	struct bytes text =
		BYTES("\xEF\xBB\xBF# a comment\r\n[codebook]\r\nversion = 1\n"
		      "  a handful =  none # not a comment \n\n;x\n[ vague.acled ]\ntens=10\nempty =\n"
		      "[codebook]\nformula = a=b");
	CHECK_OK(ini_parse(text, &a, &ini, &e), e);
	CHECK_INT((int64_t)ini.count, 5);
	static const struct {
		const char *section;
		const char *key;
		const char *value;
		unsigned line;
	} rows[] = {
		{"codebook", "version", "1", 3},
		{"codebook", "a handful", "none # not a comment", 4},
		{"vague.acled", "tens", "10", 8},
		{"vague.acled", "empty", "", 9},
		{"codebook", "formula", "a=b", 11},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK_TEXT(ini.rows[i].section, bytes_of(rows[i].section));
		CHECK_TEXT(ini.rows[i].key, bytes_of(rows[i].key));
		CHECK_TEXT(ini.rows[i].value, bytes_of(rows[i].value));
		CHECK_INT(ini.rows[i].line, rows[i].line);
	}
	CHECK_OK(ini_parse(BYTES_NONE, &a, &ini, &e), e);
	CHECK_INT((int64_t)ini.count, 0);
	arena_done(&a);
}

TEST(ini_refuses_with_the_line)
{
	static const struct {
		const char *text;
		const char *error;
	} rows[] = {
		{"a = 1\n", "line 1: a key stands before the first [section]"},
		{"[a]\nb\n", "line 2: expected key = value"},
		{"[a]\n = b\n", "line 2: expected key = value"},
		{"\n[a\n", "line 2: a section reads [name]"},
		{"[]\n", "line 1: a section reads [name]"},
		{"[ ]\n", "line 1: a section reads [name]"},
		{"[a] # b\n", "line 1: a section reads [name]"},
		{"[", "line 1: a section reads [name]"},
		{"[a]\nb = 1\n[c]\nb = 1\n[a]\nb = 2\n", "line 6: \"b\" was set in line 2 already"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct ini ini = {NULL, 42};
		CHECK_INT(ini_parse(bytes_of(rows[i].text), &a, &ini, &e), -ERR_INPUT);
		CHECK_TEXT(bytes_of(e.text), bytes_of(rows[i].error));
		CHECK_INT((int64_t)ini.count, 42);
		arena_done(&a);
	}
}

TEST(ini_bounds_its_rows)
{
	struct arena a = {0};
	struct err e = {0};
	struct buf text = {0};
	struct ini ini;
	buf_add_text(&text, "[s]\n");
	for (int i = 0; i < LIMIT_INI_ROWS; i++) {
		buf_printf(&text, "k%d=\n", i);
	}
	CHECK_OK(ini_parse(buf_bytes(&text), &a, &ini, &e), e);
	CHECK_INT((int64_t)ini.count, LIMIT_INI_ROWS);
	buf_add_text(&text, "one more=\n");
	CHECK_INT(ini_parse(buf_bytes(&text), &a, &ini, &e), -ERR_LIMIT);
	buf_done(&text);
	arena_done(&a);
}
