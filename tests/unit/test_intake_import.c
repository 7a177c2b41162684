/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Quotes, adding files, and importing records. */
#include "fixture.h"
#include "test.h"

#include "base/file.h"
#include "base/limits.h"
#include "base/pool.h"
#include "intake/add.h"
#include "intake/idmap.h"
#include "intake/import.h"
#include "intake/quote.h"

#include <sys/stat.h>
#include <unistd.h>

#define NOW "2026-01-01T00:00:00Z"

/* "killed" stands once, "people" twice; bytes and characters differ from the third line on. */
#define DOCUMENT \
	"At least 16 people were killed in the town.\n" \
	"On Saturday 64 people were hurt.\n" \
	"Қалада 17 адам қаза тапты.\n" \
	"That is all.\n"

struct names {
	char evidence[HASH_HEX_CHARS + 1];
	char text[HASH_HEX_CHARS + 1];
	char picture[HASH_HEX_CHARS + 1]; /* evidence without text */
};
static struct names names;

static void add(struct vault *v, const char *name, struct bytes content, char evidence[HASH_HEX_CHARS + 1],
	char text[HASH_HEX_CHARS + 1])
{
	struct add_result r;
	struct err e = {0};
	struct add_request request = {.file = fixture_file(test_folder(), name, content), .now = NOW};
	if (add_file(v, &request, NULL, &r, &e) != 0) {
		test_note("%s", e.text);
		BUG_IF(true);
	}
	snprintf(evidence, HASH_HEX_CHARS + 1, "%s", r.evidence);
	snprintf(text, HASH_HEX_CHARS + 1, "%s", r.text);
}

/* A copy of a vault with the document, a file without text, a source and an incident. */
static const char *prepared_vault(void)
{
	static const char *first;
	if (!first) {
		static const char *const records[] = {
			"{\"type\":\"source\",\"id\":\"s\",\"title\":\"T\",\"seen\":\"seen\",\"recorded_at\":"
			"\"" NOW "\"}",
			"{\"type\":\"incident\",\"id\":\"event\",\"label\":\"L\",\"recorded_at\":\"" NOW
			"\"}",
			"{\"type\":\"place\",\"id\":\"town\",\"label\":\"L\",\"recorded_at\":\"" NOW "\"}",
		};
		char none[HASH_HEX_CHARS + 1];
		first = fixture_vault();
		struct vault *v = fixture_open(first, true);
		struct err e = {0};
		add(v, "note.txt", BYTES(DOCUMENT), names.evidence, names.text);
		add(v, "picture.bin", BYTES("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), names.picture, none);
		BUG_IF(none[0]);
		for (size_t i = 0; i < ARRAY_COUNT(records); i++) {
			BUG_IF(fixture_add(v, records[i], &e) != 0);
		}
		vault_close(&v);
	}
	return fixture_copy(first);
}

/* Text of a test with E, T and P in place of the hashes of evidence, text and picture. */
static char *with_hashes(const char *text)
{
	struct buf out = {0};
	for (; *text; text++) {
		if (text[0] == '@' && text[1] == 'E') {
			buf_add_text(&out, names.evidence);
			text++;
		} else if (text[0] == '@' && text[1] == 'T') {
			buf_add_text(&out, names.text);
			text++;
		} else if (text[0] == '@' && text[1] == 'P') {
			buf_add_text(&out, names.picture);
			text++;
		} else {
			buf_add_char(&out, *text);
		}
	}
	return out.s;
}

static json_t *parsed(const char *text)
{
	json_t *v;
	struct err e = {0};
	char *full = with_hashes(text);
	if (json_parse(bytes_of(full), &v, &e) != 0) {
		test_note("%s: %s", full, e.text);
		BUG_IF(true);
	}
	free(full);
	return v;
}

/* ------- quotes ------- */

static const struct {
	const char *citation;
	const char *filled; /* NULL: refused */
	const char *said;
} quotes[] = {
	{"{\"evidence\":\"@E\",\"exact\":\"were killed\"}",
		"{\"evidence\":\"@E\",\"text\":\"@T\",\"exact\":\"were killed\",\"prefix\":\"At least 16 "
		"people \",\"suffix\":"
		"\" in the town.\\nOn Saturday 64 "
		"peo\",\"byte_start\":19,\"byte_end\":30,\"char_start\":19,\"char_end\":30}",
		NULL},
	{"{\"evidence\":\"@E\",\"exact\":\"17 адам\",\"prefix\":\"Қалада \",\"suffix\":\" қаза\"}",
		"{\"evidence\":\"@E\",\"text\":\"@T\",\"exact\":\"17 адам\",\"prefix\":\"Қалада "
		"\",\"suffix\":\" қаза\","
		"\"byte_start\":90,\"byte_end\":101,\"char_start\":84,\"char_end\":91}",
		NULL},
	{"{\"evidence\":\"@E\",\"byte_start\":12,\"byte_end\":18}",
		"{\"evidence\":\"@E\",\"text\":\"@T\",\"exact\":\"people\",\"prefix\":\"At least 16 "
		"\",\"suffix\":"
		"\" were killed in the town.\\nOn "
		"Sat\",\"byte_start\":12,\"byte_end\":18,\"char_start\":12,\"char_end\":18}",
		NULL},
	{"{\"evidence\":\"@E\",\"exact\":\"people\",\"byte_start\":59,\"suffix\":\" were hurt\"}",
		"{\"evidence\":\"@E\",\"text\":\"@T\",\"exact\":\"people\",\"prefix\":\"led in the "
		"town.\\nOn Saturday 64 \","
		"\"suffix\":\" were "
		"hurt\",\"byte_start\":59,\"byte_end\":65,\"char_start\":59,\"char_end\":65}",
		NULL},
	{"{\"evidence\":\"@E\",\"exact\":\"people\",\"prefix\":\"64 \"}",
		"{\"evidence\":\"@E\",\"text\":\"@T\",\"exact\":\"people\",\"prefix\":\"64 \",\"suffix\":\" "
		"were hurt.\\nҚалада 17 "
		"адам қаза \",\"byte_start\":59,\"byte_end\":65,\"char_start\":59,\"char_end\":65}",
		NULL},
	{"{\"evidence\":\"@P\",\"locator\":{\"kind\":\"page\",\"value\":\"1\"}}",
		"{\"evidence\":\"@P\",\"locator\":{\"kind\":\"page\",\"value\":\"1\"}}", NULL},
	{"{\"evidence\":\"@E\"}", NULL, "give the words, or byte_start and byte_end"},
	{"{\"evidence\":\"@E\",\"byte_end\":18}", NULL, "give the words"},
	{"{\"evidence\":\"@E\",\"exact\":\"were wounded\"}", NULL, "does not stand in the text"},
	{"{\"evidence\":\"@E\",\"exact\":\"were  killed\"}", NULL, "does not stand in the text"},
	{"{\"evidence\":\"@E\",\"exact\":\"people\"}", NULL, "stand 2 times"},
	{"{\"evidence\":\"@E\",\"exact\":\"people\",\"prefix\":\"17 \"}", NULL, "does not stand"},
	{"{\"evidence\":\"@E\",\"exact\":\"\"}", NULL, "exact"},
	{"{\"evidence\":\"@E\",\"exact\":\"people\",\"byte_start\":13}", NULL,
		"at bytes 13 to 19 stands \"eople \", not these words"},
	{"{\"evidence\":\"@E\",\"exact\":\"people\",\"byte_start\":12,\"byte_end\":17}", NULL,
		"not these words"},
	{"{\"evidence\":\"@E\",\"byte_start\":18,\"byte_end\":12}", NULL, "does not lie in the text"},
	{"{\"evidence\":\"@E\",\"byte_start\":12,\"byte_end\":12}", NULL, "does not lie in the text"},
	{"{\"evidence\":\"@E\",\"byte_start\":0,\"byte_end\":9999}", NULL, "does not lie in the text"},
	{"{\"evidence\":\"@E\",\"exact\":\"people\",\"byte_start\":9999}", NULL, "does not lie in the text"},
	{"{\"evidence\":\"@E\",\"byte_start\":78,\"byte_end\":83}", NULL, "cuts a character in two"},
	{"{\"evidence\":\"@E\",\"byte_start\":77,\"byte_end\":82}", NULL, "cuts a character in two"},
	{"{\"evidence\":\"@E\",\"byte_start\":12,\"byte_end\":18,\"prefix\":\"17 \"}", NULL,
		"other words stand before byte 12"},
	{"{\"evidence\":\"@E\",\"byte_start\":12,\"byte_end\":18,\"suffix\":\" hurt\"}", NULL,
		"other words stand after byte 18"},
	{"{\"evidence\":\"@E\",\"byte_start\":12,\"byte_end\":18,\"char_start\":13}", NULL,
		"char_start: 13 is given, and it is 12"},
	{"{\"evidence\":\"@E\",\"exact\":\"were killed\",\"byte_end\":29}", NULL,
		"byte_end: 29 is given, and it is 30"},
	{"{\"evidence\":\"@E\",\"exact\":\"were killed\",\"char_end\":31}", NULL,
		"char_end: 31 is given, and it is 30"},
	{"{\"evidence\":\"@E\",\"exact\":\"were killed\",\"text\":\"@P\"}", NULL,
		"the frozen text of this evidence is"},
	{"{\"evidence\":\"@P\"}", NULL, "say where in it the claim stands"},
	{"{\"evidence\":\"@P\",\"exact\":\"x\",\"locator\":{\"kind\":\"page\",\"value\":\"1\"}}", NULL,
		"no text to quote from"},
};

TEST(quotes_are_checked_and_filled_in)
{
	GUARANTEE("quote.h: A citation that passes has exact equal to the bytes of the text between "
		  "byte_start and byte_end.");
	GUARANTEE("quote.h: A citation that passed passes again unchanged.");
	struct vault *v = fixture_open(prepared_vault(), false);
	struct quote_texts texts = {.vault = v};
	bool is_ok = true;
	for (size_t i = 0; i < ARRAY_COUNT(quotes); i++) {
		struct err e = {0};
		json_t *citation = parsed(quotes[i].citation);
		int rc = quote_check(&texts, citation, &e);
		if (quotes[i].filled) {
			json_t *expected = parsed(quotes[i].filled);
			bool is_filled = rc == 0 && json_equal(citation, expected);
			is_filled = is_filled && quote_check(&texts, citation, &e) == 0 &&
				json_equal(citation, expected);
			if (!is_filled) {
				char *shown = json_dumps(citation, 0);
				test_note("%s: %s %s", quotes[i].citation, e.text, shown);
				free(shown);
			}
			is_ok = is_ok && is_filled;
			json_decref(expected);
		} else if (rc != -ERR_INPUT || !strstr(e.text, quotes[i].said)) {
			test_note("%s: %d %s", quotes[i].citation, rc, e.text);
			is_ok = false;
		}
		json_decref(citation);
	}
	quote_texts_done(&texts);
	vault_close(&v);
	CHECK(is_ok);
}

/* Every place of the text that begins and ends at a character, by its bytes and by its words. */
TEST(every_place_can_be_quoted)
{
	GUARANTEE("quote.h: A citation that passes has exact equal to the bytes of the text between "
		  "byte_start and byte_end.");
	struct vault *v = fixture_open(prepared_vault(), false);
	struct quote_texts texts = {.vault = v};
	struct bytes document = BYTES(DOCUMENT);
	size_t passed = 0;
	for (size_t start = 0; start < document.len; start++) {
		for (size_t end = start + 1; end <= document.len; end += 3) {
			struct err e = {0};
			json_t *citation = json_pack("{s:s, s:i, s:i}", "evidence", names.evidence,
				"byte_start", (int)start, "byte_end", (int)end);
			if (quote_check(&texts, citation, &e) == 0) {
				struct bytes exact = json_get_view(citation, "exact");
				CHECK_TEXT(exact, ((struct bytes){document.s + start, end - start}));
				json_t *before = json_deep_copy(citation);
				CHECK_OK(quote_check(&texts, citation, &e), e);
				CHECK(json_equal(before, citation));
				json_decref(before);
				passed++;
			}
			json_decref(citation);
		}
	}
	quote_texts_done(&texts);
	vault_close(&v);
	CHECK(passed > 2000);
}

TEST(a_text_that_is_gone_is_damage)
{
	const char *path = prepared_vault();
	struct vault *v = fixture_open(path, false);
	struct quote_texts texts = {.vault = v};
	struct err e = {0};
	char blob[512];
	snprintf(blob, sizeof(blob), "%s/evidence/%.2s/%s", path, names.text, names.text + 2);
	CHECK(unlink(blob) == 0);
	json_t *citation = parsed("{\"evidence\":\"@E\",\"exact\":\"were killed\"}");
	CHECK_INT(quote_check(&texts, citation, &e), -ERR_DAMAGED);
	json_decref(citation);
	quote_texts_done(&texts);
	vault_close(&v);
}

/* ------- adding files ------- */

TEST(the_same_bytes_are_added_once)
{
	GUARANTEE("add.h: Adding the same bytes twice changes nothing and says so.");
	struct vault *v = fixture_open(prepared_vault(), true);
	struct add_result r;
	struct err e = {0};
	struct hash before = tree_root(&v->tree);
	struct add_request request = {.file = fixture_file(test_folder(), "other name.txt", BYTES(DOCUMENT)),
		.now = "2027-01-01T00:00:00Z",
		.role = "working"};
	CHECK_OK(add_file(v, &request, NULL, &r, &e), e);
	CHECK(!r.is_new);
	CHECK_TEXT(bytes_of(r.evidence), bytes_of(names.evidence));
	CHECK_INT(r.seq, 1);
	struct hash after = tree_root(&v->tree);
	CHECK(hash_equal(&before, &after));
	vault_close(&v);
}

/* As if the program that takes text out of such a file had been missing when it was added. */
TEST(text_that_was_missing_is_added_later)
{
	GUARANTEE("add.h: Adding bytes again whose text could not be taken out then, and can now, adds their "
		  "text.");
	struct vault *v = fixture_open(fixture_vault(), true);
	struct err e = {0};
	struct add_result first;
	struct add_result again;
	struct add_request request = {
		.file = fixture_file(test_folder(), "late.txt", BYTES("16 people were killed.\n")),
		.now = NOW};
	CHECK_OK(add_file(v, &request, NULL, &first, &e), e);
	CHECK_INT((int64_t)v->tree.size, 4);
	CHECK_OK(db_run(v->db, "DELETE FROM text", &e), e);
	CHECK_OK(add_file(v, &request, NULL, &again, &e), e);
	CHECK(!again.is_new && again.seq == 1 && strcmp(again.text, first.text) == 0);
	CHECK_INT((int64_t)v->tree.size, 5);
	CHECK_OK(add_file(v, &request, NULL, &again, &e), e);
	CHECK(!again.is_new && !again.text[0]);
	CHECK_INT((int64_t)v->tree.size, 5);
	vault_close(&v);
}

TEST(an_added_file_has_evidence_custody_and_text)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	struct add_result r;
	struct err e = {0};
	struct add_request request = {.file = fixture_file(test_folder(), "a note.txt", BYTES("Қала\n")),
		.role = "transcript",
		.collector = "A. Collector",
		.collected_from = "an archive",
		.collected_at = "2020-01-01T00:00:00Z",
		.received_from = "B. Giver",
		.risk_note = "none",
		.visibility = "restricted",
		.researcher = "ann",
		.now = NOW};
	CHECK_OK(add_file(v, &request, NULL, &r, &e), e);
	CHECK(r.is_new && r.seq == 1 && r.size_bytes == 9 && r.characters == 5 && !r.notice[0]);
	CHECK_TEXT(bytes_of(r.media_type), BYTES("text/plain"));
	static const char *const types[] = {"evidence", "custody", "text"};
	static const char *const parts[] = {"A. Collector", "B. Giver", "\"characters\": 5"};
	for (int i = 0; i < 3; i++) {
		const struct record_type *type;
		json_t *record;
		size_t unopened;
		CHECK_OK(vault_read(v, i + 1, NULL, &type, &record, &unopened, &e), e);
		CHECK_TEXT(bytes_of(type->name), bytes_of(types[i]));
		char *shown = json_dumps(record, 0);
		CHECK(strstr(shown, parts[i]) && strstr(shown, "restricted") && strstr(shown, "ann") &&
			strstr(shown, NOW));
		free(shown);
		json_decref(record);
	}
	vault_close(&v);
}

TEST(a_request_that_is_wrong_adds_nothing)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	const char *file = fixture_file(test_folder(), "new.txt", BYTES("new"));
	const struct {
		struct add_request request;
		int code;
	} rows[] = {
		{{.file = "/nowhere/x.txt", .now = NOW}, ERR_NOT_FOUND},
		{{.file = test_folder(), .now = NOW}, ERR_INPUT},
		{{.file = file, .now = NOW, .role = "best"}, ERR_INPUT},
		{{.file = file, .now = NOW, .visibility = "hidden"}, ERR_INPUT},
		{{.file = file, .now = NOW, .collected_at = "yesterday"}, ERR_INPUT},
		{{.file = file, .now = NOW, .of = "0123"}, ERR_INPUT},
	};
	struct hash before = tree_root(&v->tree);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct add_result r;
		struct err e = {0};
		CHECK_INT(add_file(v, &rows[i].request, NULL, &r, &e), -rows[i].code);
		CHECK(!db_is_in_transaction(v->db));
		struct hash after = tree_root(&v->tree);
		CHECK(hash_equal(&before, &after));
	}
	struct add_result r;
	struct err e = {0};
	struct add_request good = {.file = file, .now = NOW};
	CHECK_OK(add_file(v, &good, NULL, &r, &e), e); /* the bytes that stayed do no harm */
	CHECK(r.is_new);
	vault_close(&v);
}

/* ------- import ------- */

struct run {
	struct import_result result;
	struct arena a;
	struct err e;
	int rc;
};

static void import_with(struct vault *v, struct bytes content, struct import_settings settings,
	unsigned threads, struct run *run)
{
	struct pool *pool = pool_open(threads);
	*run = (struct run){0};
	struct file_window window = file_window_of(content);
	settings.now = NOW;
	run->rc = import_records(
		v, &window, &settings, pool, &fixture_progress, &run->a, &run->result, &run->e);
	pool_close(&pool);
}

static void import_text(struct vault *v, const char *text, enum import_format format, struct run *run)
{
	char *full = with_hashes(text);
	import_with(v, bytes_of(full), (struct import_settings){.format = format}, 1, run);
	free(full);
}

static bool says(const struct run *run, size_t line, const char *part)
{
	for (size_t i = 0; i < run->result.problem_count; i++) {
		struct bytes text = run->result.problems[i].text;
		if (run->result.problems[i].line == line && bytes_find(text, bytes_of(part), 0) != SIZE_MAX) {
			return true;
		}
	}
	return false;
}

static void show_problems(const struct run *run)
{
	test_note("code %d %s, %lld added, %lld refused", run->rc, run->e.text,
		(long long)run->result.added_count, (long long)run->result.refused_count);
	for (size_t i = 0; i < run->result.problem_count; i++) {
		test_note("  line %zu: %.*s", run->result.problems[i].line,
			BYTES_ARG(run->result.problems[i].text));
	}
}

#define CLAIM(id, rest) \
	"{\"type\":\"claim\",\"id\":\"" id \
	"\",\"about\":\"event\",\"property\":\"count\",\"measure\":\"killed\",\"quantity\":" \
	"{\"qualifier\":\"at_least\",\"low\":16},\"citations\":[{\"source\":\"s\",\"evidence\":\"@E\"," \
	"\"exact\":\"At least " \
	"16 people\"}]" rest "}\n"
#define GOOD "{\"type\":\"place\",\"id\":\"good\",\"label\":\"Good\"}\n"

/* One bad row after a good one; none of the file may be taken. */
static const struct {
	const char *rows;
	const char *said;
	enum import_format format;
	size_t line;
} bad[] = {
	{GOOD "not json\n", "", IMPORT_JSONL, 2},
	{GOOD "[1]\n", "object", IMPORT_JSONL, 2},
	{GOOD "{\"type\":\"place\",\"id\":\"a\",\"id\":\"b\",\"label\":\"l\"}\n", "", IMPORT_JSONL, 2},
	{GOOD "{\"id\":\"a\"}\n", "type: the field is missing", IMPORT_JSONL, 2},
	{GOOD "{\"type\":\"ufo\",\"id\":\"a\"}\n", "there is no type \"ufo\"", IMPORT_JSONL, 2},
	{GOOD "{\"type\":5,\"id\":\"a\"}\n", "type", IMPORT_JSONL, 2},
	{GOOD "\n\n" CLAIM("c", ",\"colour\":\"red\""), "no field \"colour\"", IMPORT_JSONL, 4},
	{GOOD CLAIM("c", ",\"places\":[\"atlantis\"]"), "no place has the id \"atlantis\"", IMPORT_JSONL, 2},
	{GOOD CLAIM("c", ",\"restates\":\"event\""), "is of type incident, and type claim is needed",
		IMPORT_JSONL, 2},
	{GOOD CLAIM("c", ",\"restates\":\"later\"") CLAIM("later", ""), "it must come first", IMPORT_JSONL,
		2},
	{GOOD CLAIM("c", ",\"restates\":\"c\""), "it must come first", IMPORT_JSONL, 2},
	{GOOD CLAIM("c", ",\"as_of\":\"2011-02-30\""), "a date", IMPORT_JSONL, 2},
	{GOOD CLAIM("C 1", ""), "an id", IMPORT_JSONL, 2},
	{GOOD "{\"type\":\"incident\",\"id\":\"event\",\"label\":\"Changed\"}\n",
		"there already, with other content (type incident)", IMPORT_JSONL, 2},
	{GOOD "{\"type\":\"place\",\"id\":\"event\",\"label\":\"L\"}\n", "with other content (type incident)",
		IMPORT_JSONL, 2},
	{GOOD "{\"type\":\"place\",\"id\":\"good\",\"label\":\"Good\"}\n", "stands twice", IMPORT_JSONL, 2},
	{GOOD "{\"type\":\"place\",\"id\":\"p\",\"label\":\"\\ud800\"}\n", "", IMPORT_JSONL, 2},
	{GOOD "{\"type\":\"claim\",\"id\":\"c\",\"about\":\"event\",\"property\":\"count\",\"measure\":"
	      "\"killed\",\"quantity\":"
	      "{\"qualifier\":\"between\",\"low\":9,\"high\":3},\"citations\":[{\"source\":\"s\","
	      "\"evidence\":\"@E\"}]}\n",
		"low 9 is above high 3", IMPORT_JSONL, 2},
	{GOOD "{\"type\":\"claim\",\"id\":\"c\",\"about\":\"event\",\"property\":\"name\",\"citations\":[{"
	      "\"source\":\"s\","
	      "\"evidence\":\"@E\",\"exact\":\"nothing of the kind\"}]}\n",
		"citations 1: exact: \"nothing of the kind\" does not stand", IMPORT_JSONL, 2},
	{GOOD "{\"type\":\"claim\",\"id\":\"c\",\"about\":\"event\",\"property\":\"name\",\"citations\":[{"
	      "\"source\":\"s\","
	      "\"evidence\":\"@E\",\"byte_start\":1,\"byte_end\":9999}]}\n",
		"does not lie in the text", IMPORT_JSONL, 2},
	{"type,id,label\nplace,good,Good\nufo,a,b\n", "there is no type \"ufo\"", IMPORT_CSV, 3},
	{"type,id,label\nplace,good,Good\n,a,b\n", "there is no type", IMPORT_CSV, 3},
	{"type,id,label\nplace,good,Good\nplace,a,b,c\n", "4 cells and the header 3", IMPORT_CSV, 3},
	{"type,id,label\nplace,good,Good\nplace,a,\"b\n", "quote", IMPORT_CSV, 3},
	{"type,id,label\nplace,good,Good\nplace,a,b\"c\n", "quote", IMPORT_CSV, 3},
	{"type,id,label,colour\nplace,good,Good,\nplace,a,b,red\n", "no column \"colour\"", IMPORT_CSV, 3},
	{"type,id,label,coordinates.lat,coordinates.lon\nplace,good,Good,1,2\nplace,a,b,north,2\n",
		"is not a number", IMPORT_CSV, 3},
	{"type,id,label,coordinates.lat\nplace,good,Good,\nplace,a,b,1\n", "\"lon\" is missing", IMPORT_CSV,
		3},
	{"type,id,label,coordinates,coordinates.lat\nplace,good,Good,,\nplace,a,b,5,1\n", "no object",
		IMPORT_CSV, 3},
	{"type,id,label\nplace,good,Good\nplace,a,\xff\n", "UTF-8", IMPORT_CSV, 3},
};

TEST(one_bad_row_takes_the_file_back)
{
	GUARANTEE("import.h: Without is_partial a file with a bad row changes nothing.");
	struct vault *v = fixture_open(prepared_vault(), true);
	struct hash before = tree_root(&v->tree);
	bool is_ok = true;
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		struct run run;
		import_text(v, bad[i].rows, bad[i].format, &run);
		struct hash after = tree_root(&v->tree);
		int64_t seq;
		const struct record_type *type;
		struct err ignored = {0};
		bool is_refused = run.rc == 0 && !run.result.is_taken && run.result.refused_count > 0 &&
			says(&run, bad[i].line, bad[i].said) && hash_equal(&before, &after) &&
			!db_is_in_transaction(v->db) &&
			vault_find(v, BYTES("good"), &seq, &type, &ignored) != 0;
		if (!is_refused) {
			test_note("%s", bad[i].rows);
			show_problems(&run);
		}
		is_ok = is_ok && is_refused;
		arena_done(&run.a);
	}
	vault_close(&v);
	CHECK(is_ok);
}

TEST(a_bad_header_is_refused)
{
	static const struct {
		const char *text;
		const char *said;
	} rows[] = {
		{"", "the file is empty"},
		{"id,label\na,b\n", "a column \"type\" is needed"},
		{"type,id,label,id\nplace,a,b,c\n", "\"id\" stands twice"},
		{"type,\"id\nplace,a\n", "line 1"},
		{"type,id,\xff\nplace,a,b\n", "UTF-8"},
	};
	struct vault *v = fixture_open(prepared_vault(), true);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct run run;
		import_text(v, rows[i].text, IMPORT_CSV, &run);
		bool is_refused =
			run.rc == -ERR_INPUT && strstr(run.e.text, rows[i].said) && !run.result.is_taken;
		if (!is_refused) {
			show_problems(&run);
		}
		arena_done(&run.a);
		CHECK(is_refused);
	}
	vault_close(&v);
}

TEST(good_rows_are_taken_in_either_form)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	import_text(v,
		"\xEF\xBB\xBFtype,id,label,within,coordinates.lat,coordinates.lon\r\nplace,oblast,Oblast,,,"
		"\r\n"
		"place,city,\"The, \"\"city\"\"\",oblast,43.34,52.86\r\n",
		IMPORT_CSV, &run);
	CHECK(run.rc == 0 && run.result.is_taken && run.result.added_count == 2 && run.result.row_count == 2);
	arena_done(&run.a);
	import_text(v,
		CLAIM("c1", ",\"places\":[\"city\"]")
			CLAIM("c2", ",\"restates\":\"c1\"") "{\"type\":\"place\",\"label\":\"L\"}",
		IMPORT_JSONL, &run);
	show_problems(&run);
	CHECK(run.rc == 0 && run.result.is_taken && run.result.added_count == 3);
	arena_done(&run.a);
	const struct record_type *type;
	json_t *record;
	size_t unopened;
	int64_t seq;
	struct err e = {0};
	CHECK_OK(vault_find(v, BYTES("city"), &seq, &type, &e), e);
	CHECK_OK(vault_read(v, seq, NULL, &type, &record, &unopened, &e), e);
	CHECK_TEXT(json_get_view(record, "label"), BYTES("The, \"city\""));
	CHECK_TEXT(json_get_view(record, "recorded_at"), BYTES(NOW));
	json_decref(record);
	vault_close(&v);
}

TEST(partial_takes_the_good_rows)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	char *text = with_hashes(GOOD "broken\n" CLAIM("c1", "") CLAIM("c2", ",\"restates\":\"nobody\"")
			CLAIM("c3", ",\"restates\":\"c2\"") CLAIM("c4", ",\"restates\":\"c1\""));
	import_with(v, bytes_of(text), (struct import_settings){.is_partial = true}, 1, &run);
	CHECK(run.rc == 0 && run.result.is_taken);
	CHECK_INT(run.result.row_count, 6);
	CHECK_INT(run.result.added_count, 3);
	CHECK_INT(run.result.refused_count, 3);
	CHECK(says(&run, 2, "") && says(&run, 4, "nobody") && says(&run, 5, "c2"));
	arena_done(&run.a);
	import_with(v, bytes_of(text), (struct import_settings){.is_partial = true}, 1, &run);
	CHECK_INT(run.result.added_count, 0);
	CHECK_INT(run.result.unchanged_count, 3);
	CHECK_INT(run.result.refused_count, 3);
	arena_done(&run.a);
	free(text);
	vault_close(&v);
}

TEST(a_dry_run_keeps_nothing)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	struct hash before = tree_root(&v->tree);
	import_with(v, BYTES(GOOD), (struct import_settings){.is_dry_run = true}, 1, &run);
	CHECK(run.rc == 0 && !run.result.is_taken && run.result.added_count == 1);
	struct hash after = tree_root(&v->tree);
	CHECK(hash_equal(&before, &after));
	arena_done(&run.a);
	vault_close(&v);
}

TEST(only_the_first_problems_are_told)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	struct buf text = {0};
	for (int i = 0; i < 100; i++) {
		buf_add_text(&text, "{}\n");
	}
	import_with(v, buf_bytes(&text), (struct import_settings){0}, 1, &run);
	CHECK_INT(run.result.refused_count, 100);
	CHECK_INT((int64_t)run.result.problem_count, LIMIT_ERRORS_SHOWN);
	CHECK_INT((int64_t)run.result.problems[LIMIT_ERRORS_SHOWN - 1].line, LIMIT_ERRORS_SHOWN);
	arena_done(&run.a);
	buf_done(&text);
	vault_close(&v);
}

/* Rows that only the program makes, with the bytes in this vault and without. */
TEST(records_of_bytes_that_are_not_here_are_skipped)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	import_text(v,
		"{\"type\":\"evidence\",\"id\":\"" FIXTURE_EVIDENCE
		"\",\"size\":1,\"media_type\":\"text/plain\",\"role\":\"working\"}\n" GOOD,
		IMPORT_JSONL, &run);
	CHECK(run.rc == 0 && run.result.is_taken && run.result.skipped_count == 1 &&
		run.result.added_count == 1);
	arena_done(&run.a);
	vault_close(&v);
}

/* The whole journal as JSON Lines, as an export writes it. */
static struct buf exported(struct vault *v)
{
	struct buf out = {0};
	struct err e = {0};
	for (int64_t seq = 0; seq < (int64_t)v->tree.size; seq++) {
		const struct record_type *type;
		json_t *record;
		size_t unopened;
		BUG_IF(vault_read(v, seq, NULL, &type, &record, &unopened, &e) != 0);
		json_object_set_new(record, "type", json_string(type->name));
		char *line = json_dumps(record, JSON_COMPACT);
		buf_printf(&out, "%s\n", line);
		free(line);
		json_decref(record);
	}
	return out;
}

TEST(what_was_exported_changes_nothing)
{
	GUARANTEE("import.h: Importing what was exported changes nothing.");
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	import_text(v,
		CLAIM("c1", ",\"researcher\":\"ann\",\"window\":{\"from\":\"2011\",\"to\":\"2011\"}")
			CLAIM("c2", ",\"restates\":\"c1\",\"quantity\":null") GOOD,
		IMPORT_JSONL, &run);
	CHECK(!run.result.is_taken); /* a field that is null is no field */
	arena_done(&run.a);
	import_text(v,
		CLAIM("c1", ",\"researcher\":\"ann\",\"window\":{\"from\":\"2011\",\"to\":\"2011\"}") CLAIM(
			"c2",
			",\"restates\":\"c1\"") "{\"type\":\"place\",\"id\":\"r\",\"label\":\"L\","
						"\"coordinates\":{\"lat\":43.0,\"lon\":52}}\n"
						"{\"type\":\"source\",\"id\":\"sealed\",\"title\":\"T\","
						"\"author\":\"Secret\",\"seen\":\"seen\",\"seal\":[\"said\"]}"
						"\n"
						"{\"type\":\"place\",\"id\":\"sealed-2\",\"label\":"
						"\"Secret\",\"kind\":\"site\",\"seal\":[\"what\",\"where\"],"
						"\"within\":\"town\"}\n"
						"{\"type\":\"claim\",\"id\":\"sealed-3\",\"about\":\"event\","
						"\"property\":\"count\",\"measure\":\"killed\","
						"\"quantity\":{\"qualifier\":\"at_least\",\"low\":16},"
						"\"citations\":[{\"source\":\"s\",\"evidence\":\"@E\","
						"\"exact\":\"were "
						"killed\"}],\"seal\":[\"cited\",\"what\"]}\n",
		IMPORT_JSONL, &run);
	show_problems(&run);
	CHECK(run.result.is_taken && run.result.added_count == 6);
	arena_done(&run.a);

	struct hash before = tree_root(&v->tree);
	struct buf text = exported(v);
	CHECK(!strstr(text.s, "Secret"));
	import_with(v, buf_bytes(&text), (struct import_settings){.researcher = "somebody"}, 1, &run);
	struct hash after = tree_root(&v->tree);
	show_problems(&run);
	CHECK_INT(run.result.refused_count, 0);
	CHECK_INT(run.result.added_count, 0);
	CHECK_INT(run.result.unchanged_count, (int64_t)v->tree.size);
	CHECK(hash_equal(&before, &after));
	arena_done(&run.a);
	buf_done(&text);
	vault_close(&v);
}

/* An export of a record that is partly sealed is not enough to make that record anew. */
TEST(what_is_sealed_elsewhere_cannot_be_taken)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	import_text(v, GOOD "{\"type\":\"place\",\"id\":\"x\",\"seal\":[\"what\"]}\n", IMPORT_JSONL, &run);
	CHECK(!run.result.is_taken && run.result.refused_count == 1);
	CHECK(says(&run, 2, "sealed"));
	arena_done(&run.a);
	vault_close(&v);
}

/* Many rows, some bad, in several batches; everything but random salts and ids has to be the same. */
static struct buf many_rows(bool with_bad)
{
	struct buf text = {0};
	for (int i = 0; i < 3000; i++) {
		if (with_bad && i % 700 == 3) {
			buf_add_text(&text, "{\"type\":\"place\"}\n");
		}
		buf_printf(&text,
			"{\"type\":\"claim\",\"id\":\"c-%d\",\"about\":\"event\",\"property\":\"count\","
			"\"measure\":\"killed\","
			"\"quantity\":{\"qualifier\":\"at_least\",\"low\":%d},\"citations\":[{\"source\":"
			"\"s\",\"evidence\":\"%s\","
			"\"exact\":\"were killed\"}]%s%d\"}\n",
			i, i, names.evidence, i > 0 ? ",\"restates\":\"c-" : ",\"note\":\"",
			i > 0 ? i - 1 : 0);
	}
	return text;
}

TEST(threads_change_nothing)
{
	GUARANTEE("import.h: The number of threads changes nothing but the time.");
	static const unsigned threads[] = {1, 2, 5};
	struct buf first = {0};
	for (int with_bad = 0; with_bad < 2; with_bad++) {
		buf_clear(&first);
		for (size_t i = 0; i < ARRAY_COUNT(threads); i++) {
			struct vault *v = fixture_open(prepared_vault(), true);
			struct run run;
			struct buf text = many_rows(with_bad);
			import_with(v, buf_bytes(&text), (struct import_settings){.is_partial = true},
				threads[i], &run);
			struct buf out = exported(v);
			buf_printf(&out, "%d %s", run.rc, run.e.text);
			for (size_t k = 0; k < run.result.problem_count; k++) {
				buf_printf(&out, "%zu %.*s\n", run.result.problems[k].line,
					BYTES_ARG(run.result.problems[k].text));
			}
			CHECK_INT(run.result.added_count, 3000);
			CHECK_INT(run.result.refused_count, with_bad ? 5 : 0);
			if (i == 0) {
				buf_add_bytes(&first, buf_bytes(&out));
			} else {
				CHECK(bytes_equal(buf_bytes(&out), buf_bytes(&first)));
			}
			arena_done(&run.a);
			buf_done(&text);
			buf_done(&out);
			vault_close(&v);
		}
	}
	buf_done(&first);
}

/* Two rows with so many others between them: the second is refused, and the reason says what. */
static void check_told(const char *first, const char *second, int between, const char *reason)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	struct buf text = {0};
	buf_add_text(&text, first);
	for (int i = 0; i < between; i++) {
		buf_printf(&text, "{\"type\":\"place\",\"id\":\"p-%d\",\"label\":\"L\"}\n", i);
	}
	size_t line = 1;
	for (size_t i = 0; i < text.len; i++) {
		line += text.s[i] == '\n';
	}
	buf_add_text(&text, second);
	import_with(v, buf_bytes(&text), (struct import_settings){0}, 2, &run);
	bool is_told = !run.result.is_taken && run.result.refused_count == 1 && says(&run, line, reason);
	if (!is_told) {
		test_note("with %d rows between", between);
		show_problems(&run);
	}
	arena_done(&run.a);
	buf_done(&text);
	vault_close(&v);
	CHECK(is_told);
}

/* Near and far apart the same answer, however the rows fall into batches. */
TEST(an_id_that_stands_twice_is_told_at_any_distance)
{
	static const int between[] = {0, 99, 126, 127, 128, 254, 255, 256, 510, 511, 512, 1999};
	for (size_t i = 0; i < ARRAY_COUNT(between); i++) {
		check_told(GOOD, GOOD, between[i], "stands twice in this file");
	}
}

TEST(two_rows_that_replace_one_record_are_told_at_any_distance)
{
#define REPLACING(id) "{\"type\":\"place\",\"id\":\"" id "\",\"label\":\"L\",\"replaces\":\"good\"}\n"
	static const int between[] = {0, 30, 31, 32, 63, 95, 126, 127, 199};
	for (size_t i = 0; i < ARRAY_COUNT(between); i++) {
		check_told(GOOD REPLACING("new-0"), REPLACING("new-1"), between[i], "replaces");
	}
#undef REPLACING
}

/* first, so many blank lines, second: as a file, since the window on one moves. */
static struct run import_with_a_gap(struct vault *v, enum import_format format, struct bytes first,
	const char *blank, size_t blank_count, struct bytes second)
{
	struct buf text = {0};
	struct buf path = {0};
	buf_add_bytes(&text, first);
	for (size_t i = 0; i < blank_count; i++) {
		buf_add_text(&text, blank);
	}
	buf_add_bytes(&text, second);
	buf_printf(&path, "%s/gap", test_folder());
	struct run run = {0};
	struct file_window window = {0};
	run.rc = file_replace(path.s, buf_bytes(&text), 0600, &run.e);
	if (run.rc == 0) {
		run.rc = file_window_open(path.s, &window, &run.e);
	}
	if (run.rc == 0) {
		struct pool *pool = pool_open(1);
		struct import_settings settings = {.format = format, .now = NOW};
		run.rc = import_records(
			v, &window, &settings, pool, &fixture_progress, &run.a, &run.result, &run.e);
		pool_close(&pool);
	}
	file_window_close(&window);
	buf_done(&text);
	buf_done(&path);
	return run;
}

TEST(blank_lines_of_any_number_lose_no_row)
{
	GUARANTEE("row_reader.h: Lines with nothing in them are passed over, however many.");
	static const char line[] = "{\"type\":\"place\",\"id\":\"p-1\",\"label\":\"L\"}\n";
	static const char lines[] =
		"{\"type\":\"place\",\"id\":\"p-2\",\"label\":\"L\"}\n{\"type\":\"elephant\"}";
	static const struct {
		enum import_format format;
		const char *first;
		const char *blank;
		const char *second;
	} rows[] = {
		{IMPORT_JSONL, line, "\n", lines},
		{IMPORT_JSONL, line, " \t \r\n", lines},
		{IMPORT_CSV, "type,id,label\r\nplace,p-1,L\r\n", "\r\n", "place,p-2,L\r\nelephant,p-3,L"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		/* Sizes around the window's, so that its end falls on each byte of a blank line. */
		for (size_t more = 0; more < 3; more++) {
			struct vault *v = fixture_open(prepared_vault(), true);
			size_t blank_len = strlen(rows[i].blank);
			size_t count = ((size_t)3 * LIMIT_LINE_BYTES + more) / blank_len + more;
			struct run run = import_with_a_gap(v, rows[i].format, bytes_of(rows[i].first),
				rows[i].blank, count, bytes_of(rows[i].second));
			size_t last_line = count + 3 + (rows[i].format == IMPORT_CSV);
			bool ok = run.rc == 0 && run.result.row_count == 3 && run.result.refused_count == 1 &&
				says(&run, last_line, "there is no type");
			if (!ok) {
				test_note("row %zu, %zu blank lines", i, count);
				show_problems(&run);
			}
			arena_done(&run.a);
			vault_close(&v);
			CHECK(ok);
		}
	}
}

TEST(a_record_at_the_limit_comes_in_again_after_its_export)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	struct buf row = {0};
	buf_add_text(&row, "{\"type\":\"place\",\"id\":\"long\",\"label\":\"");
	while (row.len < LIMIT_RECORD_BYTES - 2) {
		buf_add_char(&row, 'x');
	}
	buf_add_text(&row, "\"}");
	import_with(v, buf_bytes(&row), (struct import_settings){0}, 1, &run);
	bool is_taken = run.result.is_taken;
	show_problems(&run);
	arena_done(&run.a);
	struct buf text = exported(v);
	import_with(v, buf_bytes(&text), (struct import_settings){0}, 1, &run);
	bool is_unchanged = run.result.is_taken && run.result.refused_count == 0;
	show_problems(&run);
	arena_done(&run.a);
	buf_clear(&row);
	buf_add_text(&row, "{\"type\":\"place\",\"id\":\"longer\",\"label\":\"");
	while (row.len < LIMIT_RECORD_BYTES) {
		buf_add_char(&row, 'x');
	}
	buf_add_text(&row, "\"}");
	import_with(v, buf_bytes(&row), (struct import_settings){0}, 1, &run);
	bool is_refused = run.result.refused_count == 1 && says(&run, 1, "longer than");
	arena_done(&run.a);
	buf_done(&text);
	buf_done(&row);
	vault_close(&v);
	CHECK(is_taken);
	CHECK(is_unchanged);
	CHECK(is_refused);
}

/* More ids than the table in front of the vault holds. */
TEST(more_ids_than_are_kept_at_hand)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	struct run run;
	struct buf text = {0};
	for (int i = 0; i < 20000; i++) {
		buf_printf(&text,
			"{\"type\":\"place\",\"id\":\"p-%d\",\"label\":\"L\",\"within\":\"%s%d\"}\n", i,
			i > 0 ? "p-" : "town", i / 2);
		if (i == 0) {
			buf_clear(&text);
			buf_add_text(&text, "{\"type\":\"place\",\"id\":\"p-0\",\"label\":\"L\"}\n");
		}
	}
	buf_add_text(&text, "{\"type\":\"place\",\"id\":\"p-5\",\"label\":\"L\"}\n");
	import_with(v, buf_bytes(&text), (struct import_settings){.is_partial = true}, 2, &run);
	show_problems(&run);
	CHECK_INT(run.result.added_count, 20000);
	CHECK(says(&run, 20001, "stands twice"));
	arena_done(&run.a);
	buf_done(&text);
	vault_close(&v);
}

TEST(error_sentences_are_utf8)
{
	struct vault *v = fixture_open(prepared_vault(), true);
	for (int shift = 0; shift < 4; shift++) {
		struct run run;
		struct buf text = {0};
		for (int field = 0; field < 3; field++) {
			static const char *const heads[] = {"{\"type\":\"",
				"{\"type\":\"place\",\"label\":\"L\",\"kind\":\"", "{\"type\":\"place\",\""};
			static const char *const tails[] = {"\"}\n", "\"}\n", "\":1}\n"};
			buf_printf(&text, "%s%.*s", heads[field], shift, "xyz");
			for (int i = 0; i < 300; i++) {
				buf_add_text(&text, i % 2 ? "ж" : "中");
			}
			buf_add_text(&text, tails[field]);
		}
		import_with(v, buf_bytes(&text), (struct import_settings){0}, 1, &run);
		CHECK_INT((int64_t)run.result.problem_count, 3);
		for (size_t i = 0; i < run.result.problem_count; i++) {
			json_t *as_json =
				json_stringn(run.result.problems[i].text.s, run.result.problems[i].text.len);
			if (!as_json) {
				show_problems(&run);
			}
			CHECK(as_json);
			json_decref(as_json);
		}
		arena_done(&run.a);
		buf_done(&text);
	}
	vault_close(&v);
}

TEST(an_error_does_not_quote_what_is_to_be_sealed)
{
	static const char *const rows[] = {
		"{\"type\":\"source\",\"id\":\"x\",\"title\":\"T\",\"seen\":\"seen\",\"publication\":"
		"\"secret-paper\",\"seal\":"
		"[\"said\"]}\n",
		"{\"type\":\"source\",\"id\":\"x\",\"title\":\"T\",\"seen\":\"seen\",\"published\":\"secret "
		"day\",\"seal\":"
		"[\"when\"]}\n",
		"{\"type\":\"place\",\"id\":\"x\",\"label\":\"L\",\"kind\":\"secret "
		"kind\",\"seal\":[\"what\"]}\n",
		"{\"type\":\"claim\",\"id\":\"x\",\"about\":\"event\",\"property\":\"name\",\"seal\":["
		"\"cited\"],\"citations\":[{"
		"\"source\":\"s\",\"evidence\":\"@E\",\"exact\":\"secret words\"}]}\n",
		"{\"type\":\"claim\",\"id\":\"x\",\"about\":\"event\",\"property\":\"name\",\"seal\":["
		"\"cited\"],\"citations\":[{"
		"\"source\":\"secret-source\",\"evidence\":\"@E\",\"exact\":\"were killed\"}]}\n",
	};
	struct vault *v = fixture_open(prepared_vault(), true);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct run run;
		import_text(v, rows[i], IMPORT_JSONL, &run);
		CHECK_INT(run.result.refused_count, 1);
		if (says(&run, 1, "secret")) {
			show_problems(&run);
		}
		CHECK(!says(&run, 1, "secret"));
		arena_done(&run.a);
	}
	vault_close(&v);
}

TEST(ids_are_found_in_the_file_and_in_the_vault)
{
	struct vault *v = fixture_open(prepared_vault(), false);
	struct idmap map;
	const struct record_type *type;
	struct err e = {0};
	idmap_init(&map, v);
	struct vault_lookup lookup = idmap_lookup(&map);
	CHECK_OK(lookup.find(lookup.context, BYTES("event"), &type, &e), e);
	CHECK_TEXT(bytes_of(type->name), BYTES("incident"));
	CHECK_INT(lookup.find(lookup.context, BYTES("new"), &type, &e), -ERR_NOT_FOUND);
	idmap_add(&map, BYTES("new"), record_type_find(BYTES("claim")));
	CHECK_OK(lookup.find(lookup.context, BYTES("new"), &type, &e), e);
	CHECK_TEXT(bytes_of(type->name), BYTES("claim"));
	idmap_done(&map);
	vault_close(&v);
}
