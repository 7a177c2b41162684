/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents a line, dockets and decisions on proposals. The texts are invented. */
#include "test.h"

#include "fixture.h"
#include "intake/add.h"
#include "proposal/docket.h"
#include "proposal/lines.h"
#include "proposal/proposal.h"
#include "record/vocabulary.h"

#include <fcntl.h>
#include <unistd.h>

static const char note[] =
	"At least 16 people were killed in Shetpe, police said. Doctors counted 64 injured.\n";

static bool open_reader(struct reader *r)
{
	struct err e = {0};
	int rc = reader_open(r, &(struct reader_sources){.has_builtin_gazetteer = true}, &e);
	if (rc != 0) {
		test_note("%s", e.text);
	}
	return rc == 0;
}

/* ------- lines ------- */

/* Answers to lines that stand in a file. */
static int read_lines(struct bytes input, unsigned threads, struct buf *out, struct lines_result *result)
{
	struct err e = {0};
	struct reader reader;
	const char *in_path = fixture_file(test_folder(), "in.jsonl", input);
	const char *out_path = fixture_file(test_folder(), "out.jsonl", BYTES(""));
	int in = open(in_path, O_RDONLY | O_CLOEXEC);
	int to = open(out_path, O_WRONLY | O_CLOEXEC);
	int rc = open_reader(&reader) ? 0 : -1;
	struct lines_settings settings = {.reader = &reader, .has_totals = true, .threads = threads};
	rc = rc == 0 ? lines_read(in, to, &settings, result, &e) : rc;
	close(in);
	close(to);
	rc = rc == 0 ? file_read(out_path, (size_t)1 << 30, out, &e) : rc;
	reader_done(&reader);
	return rc;
}

TEST(lines_are_answered_in_order)
{
	GUARANTEE("lines.h: The answers stand in the order of the lines and do not depend on the number of "
		  "threads.");
	GUARANTEE("proposal.h: The same reading gives the same bytes.");
	struct buf input = {0};
	struct buf one = {0};
	struct buf four = {0};
	struct lines_result result;
	for (int i = 0; i < 1000; i++) {
		buf_printf(&input, "{\"id\":%d,\"text\":\"%d people were killed.%.*s\"}\n", i, i + 1, i % 50,
			"                                                  ");
	}
	CHECK_INT(read_lines(buf_bytes(&input), 1, &one, &result), 0);
	CHECK_INT((int64_t)result.count, 1000);
	CHECK_INT((int64_t)result.refused, 0);
	CHECK_INT(read_lines(buf_bytes(&input), 4, &four, &result), 0);
	CHECK(bytes_equal(buf_bytes(&one), buf_bytes(&four)));
	struct bytes rest = buf_bytes(&one);
	struct bytes line;
	for (int i = 0; bytes_next_line(&rest, &line); i++) {
		char head[32];
		snprintf(head, sizeof(head), "{\"id\":%d,", i);
		CHECK(bytes_starts(line, head));
	}
	buf_done(&input);
	buf_done(&one);
	buf_done(&four);
}

TEST(lines_that_are_no_documents)
{
	GUARANTEE("lines.h: A line that is no document is answered with its number and the reason, and the "
		  "others go on.");
	static const char input[] =
		"\xEF\xBB\xBF{\"id\":1,\"text\":\"x\"}\r\n\n   \nno JSON\n{\"id\":2,\"text\":\"\\ud800\"}\n"
		"{\"id\":3,\"text\":3}\n{\"id\":4,\"text\":\"x\",\"date\":4}\n{\"id\":5,\"text\":\"\"}";
	struct buf out = {0};
	struct lines_result result;
	CHECK_INT(read_lines(bytes_of(input), 2, &out, &result), 0);
	CHECK_INT((int64_t)result.count, 6);
	CHECK_INT((int64_t)result.refused, 4);
	struct bytes rest = buf_bytes(&out);
	struct bytes line;
	static const char *const beginnings[] = {"{\"id\":1,", "{\"id\":null,\"line\":4,\"error\":\"INPUT\"",
		"{\"id\":null,\"line\":5,", "{\"id\":3,\"line\":6,", "{\"id\":4,\"line\":7,", "{\"id\":5,"};
	for (size_t i = 0; i < ARRAY_COUNT(beginnings); i++) {
		CHECK(bytes_next_line(&rest, &line) && bytes_starts(line, beginnings[i]));
	}
	buf_done(&out);
}

TEST(lines_of_any_length)
{
	struct buf input = {0};
	struct buf out = {0};
	struct lines_result result;
	/* 10 MB in one line, then one that is longer than any may be, then a short one. */
	buf_add_text(&input, "{\"id\":1,\"text\":\"");
	for (size_t i = 0; i < 1000000; i++) {
		buf_add_text(&input, "16 killed ");
	}
	buf_add_text(&input, "\"}\n");
	memset(buf_room(&input, LIMIT_DOCUMENT_LINE_BYTES + 100), 'x', LIMIT_DOCUMENT_LINE_BYTES + 100);
	input.len += LIMIT_DOCUMENT_LINE_BYTES + 100;
	buf_add_text(&input, "\n{\"id\":3,\"text\":\"x\"}\n");
	CHECK_INT(read_lines(buf_bytes(&input), 2, &out, &result), 0);
	CHECK_INT((int64_t)result.count, 3);
	CHECK_INT((int64_t)result.refused, 1);
	CHECK(strstr(out.s, "{\"id\":null,\"line\":2,\"error\":\"LIMIT\""));
	CHECK(strstr(out.s, "\n{\"id\":3,"));
	buf_done(&input);
	buf_done(&out);
}

/* ------- words ------- */

/* What the tables say instead of a class of victims. */
static bool is_no_class(struct bytes word)
{
	return bytes_is(word, "-") || bytes_is(word, "body") || bytes_is(word, "self");
}

TEST(every_victim_class_of_the_tables_is_in_the_vocabulary)
{
	struct arena a = {0};
	struct vocabulary vocabulary;
	const struct reading_table *tables;
	size_t count = reading_builtin(&a, &tables);
	size_t seen = 0;
	vocabulary_init(&vocabulary);
	for (size_t i = 0; i < count; i++) {
		struct bytes rest = tables[i].text;
		struct bytes line;
		while (bytes_next_line(&rest, &line)) {
			if (!bytes_starts(line, "[person ")) {
				continue;
			}
			struct bytes word = {line.s + strlen("[person "), 0};
			word.len = bytes_find(line, BYTES(" "), strlen("[person ")) - strlen("[person ");
			if (!is_no_class(word)) {
				CHECK(vocabulary_has(&vocabulary, "victim_class", word));
				seen++;
			}
		}
	}
	CHECK(seen > 0);
	vocabulary_done(&vocabulary);
	arena_done(&a);
}

/* ------- dockets ------- */

/* A vault with the note, its source and an incident. */
struct desk {
	struct vault *vault;
	struct reader reader;
	struct reader_hints hints;
	char evidence[HASH_HEX_CHARS + 1];
};

static bool open_desk(struct desk *desk)
{
	struct err e = {0};
	struct add_result result;
	*desk = (struct desk){.vault = fixture_open(fixture_copy(fixture_vault()), true)};
	struct add_request request = {.file = fixture_file(test_folder(), "note.txt", bytes_of(note)),
		.now = "2026-01-01T00:00:00Z"};
	bool is_ok = open_reader(&desk->reader) && add_file(desk->vault, &request, NULL, &result, &e) == 0 &&
		fixture_add(desk->vault,
			"{\"type\":\"source\",\"id\":\"s\",\"title\":\"T\",\"seen\":\"seen\"}", &e) == 0 &&
		fixture_add(desk->vault, "{\"type\":\"incident\",\"id\":\"event\",\"label\":\"E\"}", &e) == 0;
	if (!is_ok) {
		test_note("%s", e.text);
	}
	snprintf(desk->evidence, sizeof(desk->evidence), "%s", result.evidence);
	return is_ok;
}

static void close_desk(struct desk *desk)
{
	reader_done(&desk->reader);
	vault_close(&desk->vault);
}

static int open_docket(struct desk *desk, struct docket *d, struct err *e)
{
	return docket_open(d, desk->vault, &desk->reader, &desk->hints, bytes_of(desk->evidence), "s", e);
}

static const struct docket_act act = {.now = "2026-01-01T00:00:00Z", .reason = "of no use"};

TEST(docket_accepts_with_the_exact_bytes)
{
	GUARANTEE("claim.h: The citation of a claim made from a proposal has the bytes of its quote.");
	struct desk desk;
	struct docket d;
	struct docket_entry entry;
	struct err e = {0};
	json_t *record;
	const struct record_type *type;
	size_t unopened;
	CHECK(open_desk(&desk));
	CHECK_OK(open_docket(&desk, &d, &e), e);
	CHECK_INT((int64_t)d.reading.proposal_count, 2);
	CHECK_OK(docket_accept(&d, 0, &act, &entry, &e), e);
	CHECK_OK(vault_read(desk.vault, entry.seq, NULL, &type, &record, &unopened, &e), e);
	const json_t *citation = json_array_get(json_object_get(record, "citations"), 0);
	CHECK_TEXT(json_get_view(citation, "exact"), BYTES("At least 16 people were killed in Shetpe"));
	CHECK_INT(json_integer_value(json_object_get(citation, "byte_start")), 0);
	CHECK_INT(json_integer_value(json_object_get(citation, "byte_end")), 40);
	json_decref(record);
	CHECK_INT(docket_accept(&d, 0, &act, &entry, &e), -ERR_CHANGED);
	CHECK_INT(docket_reject(&d, 0, &act, &entry, &e), -ERR_CHANGED);
	docket_done(&d);
	close_desk(&desk);
}

TEST(docket_keeps_what_was_decided)
{
	GUARANTEE("docket.h: A rejected proposal stays rejected when the document is read again.");
	struct desk desk;
	struct docket d;
	struct docket_entry entry;
	struct docket_last last;
	struct err e = {0};
	CHECK(open_desk(&desk));
	CHECK_INT(docket_find_last(desk.vault, &last, &e), -ERR_NOT_FOUND);
	CHECK_OK(open_docket(&desk, &d, &e), e);
	CHECK_OK(docket_reject(&d, 1, &act, &entry, &e), e);
	docket_done(&d);
	for (int round = 0; round < 2; round++) {
		CHECK_OK(open_docket(&desk, &d, &e), e);
		CHECK_INT(d.states[0].status, DOCKET_OPEN);
		CHECK_INT(d.states[1].status, DOCKET_REJECTED);
		CHECK_TEXT(d.states[1].record, bytes_of(entry.id));
		CHECK_TEXT(d.states[1].reason, BYTES("of no use"));
		docket_done(&d);
		CHECK_OK(record_rebuild(desk.vault, &fixture_progress, NULL, &e), e);
	}
	CHECK_OK(docket_find_last(desk.vault, &last, &e), e);
	CHECK_TEXT(bytes_of(last.id), bytes_of(entry.id));
	CHECK_OK(docket_take_back(desk.vault, last.id, last.is_claim, &act, &entry, &e), e);
	CHECK_OK(open_docket(&desk, &d, &e), e);
	CHECK_INT(d.states[1].status, DOCKET_OPEN);
	docket_done(&d);
	close_desk(&desk);
}

TEST(docket_records_all_or_nothing)
{
	GUARANTEE("docket.h: Nothing is recorded when a decision fails.");
	static const struct claim_edit wrong[] = {{"quantity.low", "minus one"}, {"colour", "red"},
		{"about", "nowhere"}, {"citations", "[]"}, {"quantity.high", "7"}};
	struct desk desk;
	struct docket d;
	struct docket_entry entry;
	struct err e = {0};
	int64_t before;
	int64_t after;
	CHECK(open_desk(&desk));
	CHECK_OK(db_query_int(desk.vault->db, "SELECT count(*) FROM entry", 0, &before, &e), e);
	CHECK_OK(open_docket(&desk, &d, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
		struct docket_act edit = act;
		edit.edits = &wrong[i];
		edit.edit_count = 1;
		CHECK(docket_accept(&d, 0, &edit, &entry, &e) != 0);
		CHECK_INT(d.states[0].status, DOCKET_OPEN);
	}
	CHECK_INT(docket_reopen(&d, 0, &act, &entry, &e), -ERR_NOT_FOUND);
	docket_done(&d);
	CHECK_OK(db_query_int(desk.vault->db, "SELECT count(*) FROM entry", 0, &after, &e), e);
	CHECK_INT(after, before);
	close_desk(&desk);
}

/* ------- models ------- */

static bool is_same_reading(const struct reading *a, const struct reading *b)
{
	bool is_same = a->proposal_count == b->proposal_count;
	for (size_t i = 0; is_same && i < a->proposal_count; i++) {
		is_same = a->proposals[i].quote.start == b->proposals[i].quote.start &&
			a->proposals[i].quote.end == b->proposals[i].quote.end &&
			strcmp(a->proposals[i].rule, b->proposals[i].rule) == 0;
	}
	return is_same;
}

TEST(reader_ask_without_an_answer_is_our_own_reading)
{
	GUARANTEE("reader.h: Without a model that answers, the reading is what reader_read() gives.");
	struct reader reader;
	struct reader_hints hints = {0};
	struct arena a = {0};
	struct reading own;
	struct reading asked;
	struct reader_answer answer;
	struct model_settings silent = {.adapter = MODEL_COMMAND,
		.command = "/bin/false",
		.name = "silent",
		.keep = test_folder(),
		.timeout_s = 5,
		.reply_bytes = 1000,
		.text_bytes = 1000};
	CHECK(open_reader(&reader));
	reader_read(&reader, bytes_of(note), &hints, &a, &own);
	CHECK_INT((int64_t)own.proposal_count, 2);
	reader_ask(&reader, bytes_of(note), &hints, &a, &asked, &answer);
	CHECK(!answer.name && is_same_reading(&own, &asked));
	reader.model = &silent;
	reader_ask(&reader, bytes_of(note), &hints, &a, &asked, &answer);
	CHECK(answer.trouble && is_same_reading(&own, &asked));
	arena_done(&a);
	reader_done(&reader);
}
