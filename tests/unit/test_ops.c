/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of operations: shapes, and that each row is sane and in the help. */
#include "test.h"

#include "cli/help.h"
#include "cli/options.h"
#include "ops/op.h"
#include "ops/say.h"
#include "ops/shape.h"

static bool fits(const char *shape, const char *text)
{
	json_t *value;
	struct err e = {0};
	BUG_IF(json_parse(bytes_of(text), &value, &e) != 0);
	int rc = shape_check(shape, value, &e);
	json_decref(value);
	return rc == 0;
}

TEST(a_shape_names_every_member_and_its_kind)
{
	GUARANTEE("shape.h: A member that the shape does not name, and one that it names and that is "
		  "missing, are found.");
	static const struct {
		const char *shape;
		const char *value;
		bool is_fit;
	} rows[] = {
		{"{a: int}", "{\"a\":1}", true},
		{"{a: int}", "{}", false},
		{"{a: int}", "{\"a\":1,\"b\":2}", false},
		{"{a: int}", "{\"a\":1.0}", false},
		{"{a: int}", "{\"a\":\"1\"}", false},
		{"{a: int}", "{\"a\":null}", false},
		{"{a: int | null}", "{\"a\":null}", true},
		{"{a: int | null}", "{\"a\":3}", true},
		{"{a: int | null}", "{\"a\":\"x\"}", false},
		{"{a: int | null}", "{}", false},
		{"{a?: int}", "{}", true},
		{"{a?: int}", "{\"a\":\"x\"}", false},
		{"{a?: int, b: text}", "{\"b\":\"x\"}", true},
		{"{a?: int, b: text}", "{\"a\":1}", false},
		{"{a: number}", "{\"a\":1}", true},
		{"{a: number}", "{\"a\":1.5}", true},
		{"{a: bool}", "{\"a\":true}", true},
		{"{a: bool}", "{\"a\":0}", false},
		{"{a: any}", "{\"a\":[1,{\"b\":2}]}", true},
		{"[text]", "[]", true},
		{"[text]", "[\"a\",\"b\"]", true},
		{"[text]", "[\"a\",2]", false},
		{"[text]", "{}", false},
		{"[text]", "[null]", false},
		{"{a: [{b: int, c?: [text]}], d: bool}",
			"{\"a\":[{\"b\":1},{\"b\":2,\"c\":[\"x\"]}],\"d\":false}", true},
		{"{a: [{b: int, c?: [text]}], d: bool}", "{\"a\":[{\"b\":1},{\"c\":[\"x\"]}],\"d\":false}",
			false},
		{"{a: [{b: int, c?: [text]}], d: bool}", "{\"a\":[{\"b\":1,\"e\":1}],\"d\":false}", false},
		{"{a: [{b: int, c?: [text]}], d: bool}", "{\"a\":[{\"b\":1,\"c\":[5]}],\"d\":false}", false},
		{"{a: {b: {c: int}}}", "{\"a\":{\"b\":{\"c\":1}}}", true},
		{"{a: {b: {c: int}}}", "{\"a\":{\"b\":{}}}", false},
		{"{a: {b: int} | null}", "{\"a\":null}", true},
		{"{}", "{}", true},
		{"{}", "{\"a\":1}", false},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		bool is_fit = fits(rows[i].shape, rows[i].value);
		if (is_fit != rows[i].is_fit) {
			test_note("%s %s", rows[i].shape, rows[i].value);
		}
		CHECK(is_fit == rows[i].is_fit);
	}
}

TEST(a_shape_says_where_a_value_differs)
{
	json_t *value;
	struct err e = {0};
	CHECK_OK(json_parse(BYTES("{\"files\":[{\"n\":1},{\"n\":\"x\"}]}"), &value, &e), e);
	CHECK_INT(shape_check("{files: [{n: int}]}", value, &e), -ERR_INPUT);
	CHECK_TEXT(bytes_of(e.text), BYTES("files: [1]: n: is no int"));
	json_decref(value);
}

static size_t word_count(const char *name)
{
	size_t count = 1;
	for (; *name; name++) {
		count += *name == ' ';
	}
	return count;
}

static bool is_name(const char *name)
{
	return strspn(name, "abcdefghijklmnopqrstuvwxyz-= ") == strlen(name) && name[0] != '-' &&
		name[0] != '\0';
}

TEST(each_row_is_whole)
{
	for (const struct op *op = op_table; op->name; op++) {
		struct err e = {0};
		test_note("%s", op->name);
		CHECK(is_name(op->name) && word_count(op->name) <= 2);
		CHECK(op->summary && op->summary[strlen(op->summary) - 1] == '.');
		CHECK(op->run && op->print && op->args && op->examples && op->examples[0]);
		CHECK(!op->about || op->about[strlen(op->about) - 1] == '.');
		CHECK(op->shape && op->shape[0] == '{');
		json_t *empty = json_array(); /* only to walk over the shape: a broken one aborts */
		CHECK(shape_check(op->shape, empty, &e) != 0);
		json_decref(empty);
		for (const char *const *example = op->examples; *example; example++) {
			CHECK(strncmp(*example, "recount ", 8) == 0 && strstr(*example, op->name));
		}
		CHECK(!((op->flags & OP_WRITES) && (op->flags & OP_NO_VAULT)));
	}
}

TEST(the_arguments_of_each_row_can_be_told_apart)
{
	for (const struct op *op = op_table; op->name; op++) {
		bool has_many = false;
		bool has_optional = false;
		for (const struct op_arg *arg = op->args; arg->name; arg++) {
			bool is_positional = arg->flags & OP_POSITIONAL;
			CHECK(is_name(arg->name) && arg->help && arg->help[0]);
			CHECK((arg->value != NULL) == !(arg->flags & OP_SWITCH));
			CHECK(!is_positional || !(arg->flags & (OP_SWITCH | OP_LETTER)));
			CHECK(is_positional || !(arg->flags & OP_REQUIRED)); /* options are optional */
			CHECK(!is_positional || !has_many); /* nothing can stand behind "all the rest" */
			CHECK(!is_positional || !has_optional || !(arg->flags & OP_REQUIRED));
			has_many = has_many || (is_positional && (arg->flags & OP_MANY));
			has_optional = has_optional || (is_positional && !(arg->flags & OP_REQUIRED));
			for (const struct op_arg *other = op->args; other != arg; other++) {
				CHECK(strcmp(other->name, arg->name) != 0);
				CHECK(!(other->flags & arg->flags & OP_LETTER) ||
					other->name[0] != arg->name[0]);
			}
			for (const struct op_arg *other = options_global; other->name; other++) {
				bool is_own_vault =
					strcmp(op->name, "init") == 0 && strcmp(arg->name, "vault") == 0;
				CHECK(is_own_vault || strcmp(other->name, arg->name) != 0);
				CHECK(!(other->flags & arg->flags & OP_LETTER) ||
					other->name[0] != arg->name[0]);
			}
		}
	}
}

TEST(each_row_is_found_by_its_words)
{
	static const char *const none[] = {"claim", "adds"};
	size_t used;
	for (const struct op *op = op_table; op->name; op++) {
		char copy[64];
		const char *words[3] = {copy, "extra", "extra"};
		snprintf(copy, sizeof(copy), "%s", op->name);
		char *space = strchr(copy, ' ');
		if (space) {
			*space = '\0';
			words[1] = space + 1;
		}
		CHECK(op_find(words, 3, &used) == op);
		CHECK_INT((int64_t)used, (int64_t)word_count(op->name));
		/* "read" without "accept" is another row or none. */
		CHECK(op_find(words, used - 1, &used) != op);
		for (const struct op *other = op_table; other != op; other++) {
			CHECK(strcmp(other->name, op->name) != 0);
		}
	}
	CHECK(op_find(none, 2, &used) == NULL);
	CHECK(op_find(none, 0, &used) == NULL);
}

TEST(the_help_names_every_command)
{
	struct buf overview = {0};
	struct buf man = {0};
	struct buf completion = {0};
	help_overview(&overview);
	help_man(&man, "1.2.3");
	help_completion(&completion);
	for (const struct op *op = op_table; op->name; op++) {
		char line[128];
		struct buf command = {0};
		snprintf(line, sizeof(line), "\n  %-15s %s\n", op->name, op->summary);
		if (!strstr(overview.s, line)) {
			test_note("%s is in no group of the overview", op->name);
		}
		CHECK(strstr(overview.s, line));
		snprintf(line, sizeof(line), ".SS %s\n", op->name);
		CHECK(strstr(man.s, line));
		snprintf(line, sizeof(line), "\t*\" %s \"*)", op->name);
		CHECK(strstr(completion.s, line));
		help_command(op, &command);
		CHECK(strstr(command.s, op->summary) && strstr(command.s, op->examples[0]));
		for (const struct op_arg *arg = op->args; arg->name; arg++) {
			CHECK(strstr(command.s, arg->help));
			CHECK(arg->flags & OP_POSITIONAL ? strstr(command.s, arg->value)
							 : strstr(command.s, arg->name));
		}
		buf_done(&command);
	}
	buf_done(&overview);
	buf_done(&man);
	buf_done(&completion);
}

TEST(values_are_found_by_the_name_of_their_argument)
{
	static const struct op_arg args[] = {{"file", "FILE", OP_POSITIONAL | OP_MANY, "h"},
		{"limit", "N", 0, "h"}, {"all", NULL, OP_SWITCH, "h"}, {"none", "N", 0, "h"}, {0}};
	static const struct op_value values[] = {
		{&args[0], "a"}, {&args[1], "12"}, {&args[0], "b"}, {&args[2], NULL}};
	struct arena a = {0};
	struct op_call call = {
		.values = values, .value_count = ARRAY_COUNT(values), .arena = &a, .vault_path = "v"};
	const char **files;
	int64_t n;
	struct err e = {0};
	CHECK_TEXT(bytes_of(op_text(&call, "file")), BYTES("a"));
	CHECK(op_text(&call, "none") == NULL && op_text(&call, "all") == NULL);
	CHECK(op_has(&call, "all") && op_has(&call, "limit") && !op_has(&call, "none"));
	CHECK_INT((int64_t)op_texts(&call, "file", &files), 2);
	CHECK_TEXT(bytes_of(files[1]), BYTES("b"));
	CHECK_OK(op_int(&call, "limit", 1, 12, 5, &n, &e), e);
	CHECK_INT(n, 12);
	CHECK_OK(op_int(&call, "none", 1, 12, 5, &n, &e), e);
	CHECK_INT(n, 5);
	CHECK_INT(op_int(&call, "limit", 1, 11, 5, &n, &e), -ERR_USAGE);
	CHECK_INT(op_int(&call, "file", 1, 11, 5, &n, &e), -ERR_USAGE);
	CHECK_TEXT(bytes_of(op_vault_file(&call, "codebook.ini")), BYTES("v/codebook.ini"));
	arena_done(&a);
}

TEST(numbers_and_text_as_a_terminal_shows_them)
{
	static const struct {
		int64_t n;
		const char *text;
	} rows[] = {
		{0, "0"}, {999, "999"}, {1000, "1,000"}, {-1234567, "-1,234,567"}, {1000000, "1,000,000"}};
	struct buf out = {0};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		buf_clear(&out);
		say_number(&out, rows[i].n);
		CHECK_TEXT(buf_bytes(&out), bytes_of(rows[i].text));
	}
	buf_clear(&out);
	say_count(&out, 1, "entry", "entries");
	buf_add_text(&out, ", ");
	say_count(&out, 2000, "entry", "entries");
	CHECK_TEXT(buf_bytes(&out), BYTES("1 entry, 2,000 entries"));
	buf_clear(&out);
	say_safe(&out, BYTES("a\nb\x1b[31mc\u202e\xff"));
	CHECK(!memchr(out.s, '\n', out.len) && !memchr(out.s, 0x1b, out.len) && strstr(out.s, "<U+202E>"));
	buf_clear(&out);
	buf_add_text(&out, "жол");
	say_pad(&out, 0, 5);
	CHECK_TEXT(buf_bytes(&out), BYTES("жол  "));
	buf_clear(&out);
	say_row(&out, "name", BYTES_NONE);
	CHECK_INT((int64_t)out.len, 0);
	buf_done(&out);
}

/* ------- the command line ------- */

/* Parses words; the options live in the arena. */
static int parse(const char *const *words, struct arena *a, struct options *o, struct err *e)
{
	int count = 0;
	char **argv = arena_calloc(a, 32, sizeof(*argv));
	argv[count++] = arena_text(a, BYTES("recount"));
	for (; *words; words++) {
		argv[count++] = arena_text(a, bytes_of(*words));
	}
	return options_parse(count, argv, a, o, e);
}

TEST(commands_and_options_are_read)
{
	struct arena a = {0};
	struct options o;
	struct err e = {0};
	const char *words[] = {"--vault", "v", "claim", "add", "about=x", "--json", "--source", "s",
		"property=name", "-q", "--passphrase-fd=3", NULL};
	CHECK_OK(parse(words, &a, &o, &e), e);
	CHECK(o.op && strcmp(o.op->name, "claim add") == 0);
	CHECK_TEXT(bytes_of(o.vault), BYTES("v"));
	CHECK(o.is_json && o.is_quiet && o.passphrase_fd == 3 && !o.wants_help);
	CHECK_INT((int64_t)o.value_count, 3);
	const char *letters[] = {"report", "x", "-o", "page.html", "--", NULL};
	CHECK_OK(parse(letters, &a, &o, &e), e);
	CHECK_INT((int64_t)o.value_count, 2);
	const char *minus[] = {"import", "-", NULL}; /* standard input */
	CHECK_OK(parse(minus, &a, &o, &e), e);
	CHECK_TEXT(bytes_of(o.values[0].text), BYTES("-"));
	const char *dashed[] = {"show", "--", "--odd-id", NULL};
	CHECK_OK(parse(dashed, &a, &o, &e), e);
	CHECK_TEXT(bytes_of(o.values[0].text), BYTES("--odd-id"));
	const char *nothing[] = {NULL};
	CHECK_OK(parse(nothing, &a, &o, &e), e);
	CHECK(!o.op);
	arena_done(&a);
}

TEST(what_may_be_repeated_can_be)
{
	struct arena a = {0};
	struct options o;
	struct err e = {0};
	const char *words[] = {
		"add", "x", "y", "--seal", "said", "--seal", "where", "--json", "--json", NULL};
	CHECK_OK(parse(words, &a, &o, &e), e);
	CHECK_INT((int64_t)o.value_count, 4);
	arena_done(&a);
}

TEST(json_is_known_of_a_command_line_that_is_not_understood)
{
	static const char *const rows[][6] = {
		{"--json", "figur"},
		{"figur", "--json"},
		{"log", "--colour", "--json"},
		{"show", "\xff", "--json"},
		{"--rule", "--json"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct options o;
		struct err e = {0};
		CHECK_INT(parse(rows[i], &a, &o, &e), -ERR_USAGE);
		CHECK(o.is_json);
		arena_done(&a);
	}
}

TEST(a_clock_that_is_wrong_gives_no_time)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} rows[] = {
		{0, ""},
		{-1, ""},
		{INT64_C(946684799), ""},
		{INT64_C(946684800), "2000-01-01T00:00:00Z"},
		{INT64_C(1709210096), "2024-02-29T12:34:56Z"},
		{INT64_C(253402300799), "9999-12-31T23:59:59Z"},
		{INT64_C(253402300800), ""},
		{INT64_MAX, ""},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		char text[OP_TIME_BYTES];
		struct err e = {0};
		CHECK_INT(op_time_text(rows[i].seconds, text, &e), rows[i].text[0] ? 0 : -ERR_INPUT);
		CHECK_TEXT(bytes_of(text), bytes_of(rows[i].text));
	}
}

TEST(wrong_words_are_told)
{
	static const struct {
		const char *words[6];
		const char *said;
	} rows[] = {
		{{"figur", "x"}, "did you mean \"figure\""},
		{{"frobnicate"}, "there is no command \"frobnicate\""},
		{{"claim"}, "needs a second word"},
		{{"codebook"}, "needs a second word"},
		{{"figure"}, "INCIDENT is missing"},
		{{"figure", "x", "y"}, "one word too many"},
		{{"figure", "x", "--colour"}, "there is no option"},
		{{"figure", "x", "--rule"}, "needs a value"},
		{{"log", "--passphrase-fd", "three"}, "no file descriptor"},
		{{"show", "\xff"}, "not valid UTF-8"},
		{{"figure", "x", "--rule", "gtd", "--rule=ucdp"}, "--rule is given twice"},
		{{"report", "x", "-o", "a", "-ob"}, "--output is given twice"},
		{{"--vault", "a", "log", "--vault", "b"}, "--vault is given twice"},
		{{"log", "--passphrase-fd=3", "--passphrase-fd=4"}, "--passphrase-fd is given twice"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct options o;
		struct err e = {0};
		int rc = parse(rows[i].words, &a, &o, &e);
		if (rc == 0 || !strstr(e.text, rows[i].said)) {
			test_note("%s: %s", rows[i].words[0], e.text);
		}
		CHECK_INT(rc, -ERR_USAGE);
		CHECK(strstr(e.text, rows[i].said));
		arena_done(&a);
	}
}
