/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* base/: memory, bytes, buffers, errors, dates, files, the job pool. CSV, JSON and INI: test_base_formats.c. */
#include "base/buf.h"
#include "base/date.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "test.h"

#include <math.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* How a child ended that ran `run`: its exit code, or 1000 + the signal. Its standard error is dropped. */
static int ending_of(void (*run)(void *context), void *context)
{
	fflush(stdout);
	pid_t child = fork();
	BUG_IF(child < 0);
	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, STDERR_FILENO);
		run(context);
		_exit(0);
	}
	int status;
	BUG_IF(waitpid(child, &status, 0) != child);
	return WIFSIGNALED(status) ? 1000 + WTERMSIG(status) : WEXITSTATUS(status);
}

enum { ABORTED = 1000 + SIGABRT };

/* ---- mem ---- */

static void broken_invariant(void *context)
{
	BUG_IF(context == NULL);
}

TEST(bug_if_aborts)
{
	CHECK_INT(ending_of(broken_invariant, NULL), ABORTED);
	CHECK_INT(ending_of(broken_invariant, &(char){'x'}), 0);
}

static void overflow_product(void *context)
{
	free(mem_realloc(NULL, *(size_t *)context, 4));
}

TEST(exhausted_memory_exits_with_its_own_code)
{
	size_t count = SIZE_MAX / 2;
	CHECK_INT(ending_of(overflow_product, &count), MEM_EXIT_CODE);
}

TEST(memory_of_zero_bytes_is_memory)
{
	void *a = mem_alloc(0);
	void *b = mem_calloc(0, 8);
	a = mem_realloc(a, 0, 8);
	CHECK(a && b);
	free(a);
	free(b);
}

TEST(arena_gives_aligned_separate_memory)
{
	struct arena a = {0};
	char *pieces[64];
	for (size_t i = 0; i < 64; i++) {
		size_t len = i * i * 40;
		pieces[i] = arena_alloc(&a, len);
		CHECK_INT((int64_t)((uintptr_t)pieces[i] % 16), 0);
		memset(pieces[i], (int)i, len);
	}
	for (size_t i = 0; i < 64; i++) {
		for (size_t k = 0; k < i * i * 40; k++) {
			CHECK(pieces[i][k] == (char)i);
		}
	}
	arena_done(&a);
	CHECK(a.newest == NULL && a.used_bytes == 0);
}

static void take(struct arena *a, size_t len)
{
	char *p = arena_alloc(a, len);
	p[len - 1] = 'x';
}

TEST(arena_counts_and_resets)
{
	struct arena a = {0};
	arena_reset(&a);
	arena_done(&a);
	take(&a, 1);
	take(&a, 200000);
	CHECK_INT((int64_t)a.used_bytes, 16 + 200000);
	arena_reset(&a);
	CHECK_INT((int64_t)a.used_bytes, 0);
	const int64_t *numbers = arena_calloc(&a, 1000, sizeof(*numbers));
	for (size_t i = 0; i < 1000; i++) {
		CHECK_INT(numbers[i], 0);
	}
	arena_done(&a);
}

TEST(an_array_of_the_arena_grows)
{
	struct arena a = {0};
	int64_t *numbers = NULL;
	size_t room = 0;
	for (size_t i = 0; i < 1000; i++) {
		numbers = arena_grow(&a, numbers, i, &room, sizeof(*numbers));
		numbers[i] = (int64_t)i;
	}
	CHECK(room >= 1000 && room < 2000);
	for (size_t i = 0; i < 1000; i++) {
		CHECK_INT(numbers[i], (int64_t)i);
	}
	arena_done(&a);
}

TEST(arena_copies_text)
{
	struct arena a = {0};
	struct bytes copy = arena_copy(&a, BYTES("Жаңаөзен"));
	CHECK_TEXT(copy, BYTES("Жаңаөзен"));
	CHECK(copy.s[copy.len] == '\0');
	CHECK_TEXT(arena_copy(&a, BYTES_NONE), BYTES(""));
	CHECK_TEXT(bytes_of(arena_text(&a, BYTES("seventeen"))), BYTES("seventeen"));
	CHECK_TEXT(bytes_of(arena_printf(&a, "%d of %s", 17, "seventy")), BYTES("17 of seventy"));
	arena_done(&a);
}

static void overfill(void *context)
{
	take(context, 33);
}

TEST(arena_over_its_ceiling_aborts)
{
	struct arena a = {.ceiling_bytes = 48};
	take(&a, 8);
	CHECK_INT(ending_of(overfill, &a), ABORTED);
	take(&a, 32);
	arena_done(&a);
}

/* ---- bytes ---- */

TEST(bytes_compare_orders_bytes)
{
	static const struct bytes ascending[] = {{NULL, 0}, {"", 0}, {"\0", 1}, {"a", 1}, {"a\0", 2},
		{"ab", 2}, {"b", 1}, {"\xD0\x96", 2}, {"\xFF", 1}};
	for (size_t i = 0; i < ARRAY_COUNT(ascending); i++) {
		for (size_t k = 0; k < ARRAY_COUNT(ascending); k++) {
			int order = bytes_compare(ascending[i], ascending[k]);
			CHECK_INT((order > 0) - (order < 0), (i > k) - (i < k));
		}
	}
	CHECK(bytes_equal(BYTES_NONE, BYTES("")));
	CHECK(!bytes_equal(BYTES("a"), BYTES("b")));
	CHECK(bytes_is(BYTES("ucdp"), "ucdp") && !bytes_is(BYTES("ucdp"), "ucd"));
	CHECK(bytes_of(NULL).s == NULL);
}

TEST(bytes_starts_and_ends)
{
	CHECK(bytes_starts(BYTES("priority:court"), "priority:"));
	CHECK(!bytes_starts(BYTES("prio"), "priority:"));
	CHECK(bytes_starts(BYTES_NONE, "") && !bytes_starts(BYTES_NONE, "a"));
	CHECK(bytes_ends(BYTES("a.jsonl"), ".jsonl"));
	CHECK(!bytes_ends(BYTES("jsonl"), ".jsonl"));
	CHECK(bytes_ends(BYTES_NONE, "") && !bytes_ends(BYTES_NONE, "a"));
}

TEST(bytes_find_gives_the_first_at_or_after)
{
	struct bytes text = BYTES("17 dead, 70 dead");
	CHECK_INT((int64_t)bytes_find(text, BYTES("dead"), 0), 3);
	CHECK_INT((int64_t)bytes_find(text, BYTES("dead"), 3), 3);
	CHECK_INT((int64_t)bytes_find(text, BYTES("dead"), 4), 12);
	CHECK(bytes_find(text, BYTES("dead"), 13) == SIZE_MAX);
	CHECK(bytes_find(text, BYTES("17"), 17) == SIZE_MAX);
	CHECK_INT((int64_t)bytes_find(text, BYTES(""), 16), 16);
	CHECK(bytes_find(BYTES_NONE, BYTES("x"), 0) == SIZE_MAX);
}

TEST(bytes_trim_takes_ascii_blanks_off)
{
	CHECK_TEXT(bytes_trim(BYTES(" \t\r\n a b \n")), BYTES("a b"));
	CHECK_TEXT(bytes_trim(BYTES(" \t ")), BYTES(""));
	CHECK_TEXT(bytes_trim(BYTES_NONE), BYTES_NONE);
	CHECK_TEXT(bytes_trim(BYTES("\xC2\xA0")), BYTES("\xC2\xA0"));
}

TEST(bytes_next_line_takes_lines)
{
	struct bytes rest = BYTES("one\ntwo\r\n\n\rthree\r");
	static const char *const lines[] = {"one", "two", "", "\rthree"};
	struct bytes line;
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		CHECK(bytes_next_line(&rest, &line));
		CHECK_TEXT(line, bytes_of(lines[i]));
	}
	CHECK(!bytes_next_line(&rest, &line));
}

TEST(bytes_int64_reads_whole_numbers_only)
{
	static const struct {
		const char *text;
		bool ok;
		int64_t value;
	} rows[] = {
		{"0", true, 0},
		{"-0", true, 0},
		{"0070", true, 70},
		{"9223372036854775807", true, INT64_MAX},
		{"-9223372036854775808", true, INT64_MIN},
		{"9223372036854775808", false, 0},
		{"-9223372036854775809", false, 0},
		{"92233720368547758070", false, 0},
		{"", false, 0},
		{"-", false, 0},
		{"+1", false, 0},
		{" 1", false, 0},
		{"1 ", false, 0},
		{"1.0", false, 0},
		{"1,000", false, 0},
		{"--1", false, 0},
		{"\xD9\xA1", false, 0},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		int64_t value = 42;
		CHECK_INT(bytes_int64(bytes_of(rows[i].text), &value), rows[i].ok);
		CHECK_INT(value, rows[i].ok ? rows[i].value : 42);
	}
	int64_t value = 42;
	CHECK(!bytes_int64(BYTES_NONE, &value) && value == 42);
}

/* ---- buf ---- */

TEST(fixed_decimals_read_back)
{
	GUARANTEE("buf.h: What is added reads back as value, to within half of the last decimal.");
	static const struct {
		double value;
		unsigned decimals;
		const char *text;
	} cases[] = {{0, 0, "0"}, {0, 2, "0.00"}, {-0.001, 2, "0.00"}, {-12.345, 2, "-12.35"},
		{7, 4, "7.0000"}, {0.999999, 4, "1.0000"}, {0.05, 1, "0.1"},
		{123456789.25, 2, "123456789.25"}, {-3, 0, "-3"}};
	for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
		struct buf b = {0};
		buf_add_fixed(&b, cases[i].value, cases[i].decimals);
		CHECK_TEXT(buf_bytes(&b), bytes_of(cases[i].text));
		buf_done(&b);
	}
	for (int i = 0; i < 100000; i++) {
		struct buf b = {0};
		unsigned decimals = (unsigned)test_random_below(7);
		double value = ((double)test_random() / 1e19 - 0.9) * 1e6;
		buf_add_fixed(&b, value, decimals);
		CHECK(fabs(strtod(b.s, NULL) - value) <= 0.5 * pow(10, -(double)decimals) + 1e-9);
		buf_done(&b);
	}
}

TEST(buf_grows_and_stays_terminated)
{
	struct buf b = {0};
	CHECK_TEXT(buf_bytes(&b), BYTES(""));
	buf_clear(&b);
	struct buf whole = {0};
	for (unsigned i = 0; i < 500; i++) {
		size_t before = b.len;
		buf_printf(&b, "%u,", i);
		buf_add_char(&b, '\0');
		buf_add_text(&b, "x");
		buf_add_bytes(&b, BYTES_NONE);
		CHECK_INT((int64_t)strlen(b.s + before), (int64_t)(b.len - before - 2));
		CHECK(b.s[b.len] == '\0' && b.len <= b.cap);
		buf_add(&whole, b.s + before, b.len - before);
	}
	CHECK(bytes_equal(buf_bytes(&b), buf_bytes(&whole)));
	buf_clear(&b);
	CHECK(b.len == 0 && b.s[0] == '\0');
	memcpy(buf_room(&b, 3), "abc", 4);
	b.len += 3;
	CHECK_TEXT(buf_bytes(&b), BYTES("abc"));
	buf_done(&b);
	buf_done(&whole);
	buf_done(&b);
	CHECK(b.s == NULL && b.len == 0 && b.cap == 0);
}

/* ---- err ---- */

TEST(err_set_without_err_gives_the_code)
{
	GUARANTEE("err.h: A null e is allowed: only the code is returned.");
	CHECK_INT(err_set(NULL, ERR_LIMIT, "%s", "x"), -ERR_LIMIT);
	errno = ENOSPC;
	CHECK_INT(err_errno(NULL, ERR_IO, "%s", "x"), -ERR_IO);
}

TEST(err_builds_sentences)
{
	struct err e = {0};
	CHECK_INT(err_set(&e, ERR_INPUT, "low %d is above high %d", 70, 17), -ERR_INPUT);
	CHECK_INT(err_context(&e, "row %d", 5), -ERR_INPUT);
	CHECK_TEXT(bytes_of(e.text), BYTES("row 5: low 70 is above high 17"));
	errno = ENOSPC;
	CHECK_INT(err_errno(&e, ERR_IO, "cannot write"), -ERR_IO);
	CHECK_TEXT(bytes_of(e.text), BYTES("cannot write: No space left on device"));
	CHECK_INT(err_exit_code(0), 0);
	CHECK_INT(err_exit_code(-ERR_IO), 10);
	CHECK_TEXT(bytes_of(err_name(-ERR_NOT_FOUND)), BYTES("NOT_FOUND"));
	CHECK_TEXT(bytes_of(err_name(0)), BYTES("NONE"));
}

/* Errors go into JSON, so a sentence that does not fit must not end in half a character. */
TEST(err_cuts_between_characters)
{
	struct buf long_text = {0};
	for (int i = 0; i < 300; i++) {
		buf_add_text(&long_text, "ң");
	}
	for (int shift = 0; shift < 3; shift++) {
		struct err e = {0};
		int rc = err_set(&e, ERR_INPUT, "%.*s%s", shift, "ab", long_text.s);
		rc = err_context(&e, "row");
		rc = err_context(&e, "%s", long_text.s);
		CHECK_INT(rc, -ERR_INPUT);
		size_t len = strlen(e.text);
		CHECK(len < sizeof(e.text) && len > sizeof(e.text) - 4);
		CHECK(bytes_ends(bytes_of(e.text), "ң"));
	}
	buf_done(&long_text);
}

/* ---- date ---- */

TEST(date_parse_takes_three_forms)
{
	static const struct {
		const char *text;
		bool ok;
	} rows[] = {
		{"2011", true},
		{"2011-12", true},
		{"2011-12-16", true},
		{"0001-01-01", true},
		{"9999-12-31", true},
		{"2012-02-29", true},
		{"2000-02-29", true},
		{"1900-02-29", false},
		{"2011-02-29", false},
		{"2011-13", false},
		{"2011-00", false},
		{"2011-12-00", false},
		{"2011-12-32", false},
		{"2011-11-31", false},
		{"0000", false},
		{"", false},
		{"11", false},
		{"2011-1", false},
		{"2011-1-01", false},
		{"2011/12", false},
		{"2011-12/16", false},
		{"-011", false},
		{"2011-12-16T00:00:00Z", false},
		{" 2011", false},
		{"201112", false},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct date d = {7, 7, 7};
		char text[DATE_TEXT_BYTES];
		CHECK_INT(date_parse(bytes_of(rows[i].text), &d), rows[i].ok);
		CHECK_TEXT(bytes_of(date_text(d, text)), bytes_of(rows[i].ok ? rows[i].text : "0007-07-07"));
	}
	struct date d = {7, 7, 7};
	CHECK(!date_parse(BYTES_NONE, &d));
	char text[DATE_TEXT_BYTES];
	CHECK_TEXT(bytes_of(date_text((struct date){0}, text)), BYTES(""));
}

TEST(date_knows_epoch_facts)
{
	static const struct {
		const char *text;
		int32_t first;
		int32_t last;
	} rows[] = {
		{"1970-01-01", 0, 0},
		{"1969-12-31", -1, -1},
		{"1970", 0, 364},
		{"2000-03-01", 11017, 11017},
		{"2000-02", 10988, 11016},
		{"2011-12-16", 15324, 15324}, /* date -u -d 2011-12-16 +%s is 1323993600 */
		{"2011-12", 15309, 15339},
		{"2012", 15340, 15705},
		{"0001-01-01", -719162, -719162},
		{"9999-12-31", 2932896, 2932896},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct date d;
		CHECK(date_parse(bytes_of(rows[i].text), &d));
		CHECK_INT(date_first_day(d), rows[i].first);
		CHECK_INT(date_last_day(d), rows[i].last);
	}
}

/* Every day of the calendar, walked with a calendar of its own. */
TEST(date_round_trips_every_day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int32_t day = -719162;
	for (int year = 1; year <= 9999; year++) {
		bool is_leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
		for (int month = 1; month <= 12; month++) {
			int length = lengths[month - 1] + (is_leap && month == 2 ? 1 : 0);
			struct date whole = {(int16_t)year, (int8_t)month, 0};
			CHECK(date_first_day(whole) == day && date_last_day(whole) == day + length - 1);
			for (int k = 1; k <= length; k++, day++) {
				struct date d = date_of_day(day);
				CHECK(d.year == year && d.month == month && d.day == k);
				CHECK(date_first_day(d) == day && date_last_day(d) == day);
			}
		}
	}
	CHECK_INT(day, 2932897);
}

static void date_of(void *day)
{
	(void)date_of_day(*(int32_t *)day);
}

TEST(date_of_a_day_outside_the_calendar_aborts)
{
	int32_t days[] = {DATE_DAY_MIN, -719163, 2932897, DATE_DAY_MAX};
	for (size_t i = 0; i < ARRAY_COUNT(days); i++) {
		CHECK_INT(ending_of(date_of, &days[i]), ABORTED);
	}
}

TEST(date_range_has_open_ends)
{
	struct date day = {2011, 12, 16};
	struct date month = {2011, 12, 0};
	CHECK(date_range_is_absent((struct date_range){0}));
	CHECK(!date_range_is_absent((struct date_range){.to = day}));
	CHECK_INT(date_range_first((struct date_range){.to = day}), DATE_DAY_MIN);
	CHECK_INT(date_range_last((struct date_range){.from = day}), DATE_DAY_MAX);
	CHECK_INT(date_range_first((struct date_range){day, month}), 15324);
	CHECK_INT(date_range_last((struct date_range){day, month}), 15339);
}

/* ---- file ---- */

static size_t entries_in(const char *folder)
{
	DIR *d = opendir(folder);
	BUG_IF(!d);
	size_t count = 0;
	for (const struct dirent *entry; (entry = readdir(d));) {
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	}
	closedir(d);
	return count;
}

struct replacement {
	const char *path;
	struct bytes content;
	rlim_t file_limit;
	int code;
};

/* Exits with 0 when the replacement fails with its code. */
static void replace_in_vain(void *context)
{
	struct replacement *r = context;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &(struct rlimit){r->file_limit, r->file_limit});
	struct err e = {0};
	int rc = file_replace(r->path, r->content, 0600, &e);
	_exit(rc == r->code && e.code == rc && e.text[0] != '\0' ? 0 : 1);
}

TEST(file_replace_that_fails_leaves_the_old)
{
	GUARANTEE("file.h: After any failure path holds the old content or all of the new");
	struct buf path = {0};
	const char *folder = test_folder();
	buf_printf(&path, "%s/key", folder);
	struct err e = {0};
	CHECK_OK(file_replace(path.s, BYTES("old"), 0600, &e), e);
	/* The write is cut short, then refused. */
	struct replacement full = {path.s, BYTES("new and longer"), 5, -ERR_IO};
	CHECK_INT(ending_of(replace_in_vain, &full), 0);
	/* The rename is refused. */
	struct replacement onto_folder = {folder, BYTES("new"), RLIM_INFINITY, -ERR_IO};
	CHECK_INT(ending_of(replace_in_vain, &onto_folder), 0);
	/* The folder is not there. */
	struct replacement nowhere = {"/nowhere/at/all", BYTES("new"), RLIM_INFINITY, -ERR_IO};
	CHECK_INT(ending_of(replace_in_vain, &nowhere), 0);
	struct bytes now = test_read_file(path.s);
	CHECK_TEXT(now, BYTES("old"));
	CHECK_INT((int64_t)entries_in(folder), 1);
	free((void *)(uintptr_t)now.s);
	buf_done(&path);
}

TEST(file_replace_replaces)
{
	struct buf path = {0};
	buf_printf(&path, "%s/file", test_folder());
	struct err e = {0};
	CHECK(!file_exists(path.s));
	CHECK_OK(file_replace(path.s, BYTES("one"), 0600, &e), e);
	CHECK_OK(file_replace(path.s, BYTES(""), 0640, &e), e);
	CHECK_OK(file_replace(path.s, BYTES("two\0three"), 0600, &e), e);
	struct stat s;
	CHECK(stat(path.s, &s) == 0 && (s.st_mode & 0777) == 0600);
	struct file_map m = {0};
	CHECK_OK(file_map(path.s, &m, &e), e);
	CHECK_TEXT(m.bytes, BYTES("two\0three"));
	file_unmap(&m);
	file_unmap(&m);
	CHECK(m.bytes.s == NULL);
	buf_done(&path);
}

TEST(only_regular_files_are_opened)
{
	GUARANTEE("file.h: A pipe without a writer is refused, not waited for.");
	struct buf path = {0};
	const char *folder = test_folder();
	buf_printf(&path, "%s/fifo", folder);
	CHECK(mkfifo(path.s, 0600) == 0);
	struct err e = {0};
	struct file_map m = {0};
	CHECK_INT(file_map("/nowhere/at/all", &m, &e), -ERR_NOT_FOUND);
	CHECK(strstr(e.text, "/nowhere/at/all"));
	CHECK_INT(file_map(folder, &m, &e), -ERR_INPUT);
	/* Their size reads as 0, and a pipe without a writer would be waited for. */
	CHECK_INT(file_map(path.s, &m, &e), -ERR_INPUT);
	CHECK_INT(file_map("/dev/zero", &m, &e), -ERR_INPUT);
	CHECK(m.bytes.s == NULL && m.address == NULL);
	struct buf out = {0};
	CHECK_INT(file_read(path.s, 100, &out, &e), -ERR_INPUT);
	CHECK_INT(file_read("/dev/zero", 100, &out, &e), -ERR_INPUT);
	CHECK(out.len == 0);
	buf_clear(&path);
	buf_printf(&path, "%s/empty", folder);
	CHECK_OK(file_replace(path.s, BYTES(""), 0600, &e), e);
	CHECK_OK(file_map(path.s, &m, &e), e);
	CHECK(m.bytes.s != NULL && m.bytes.len == 0);
	file_unmap(&m);
	buf_done(&path);
}

TEST(file_read_appends_up_to_its_limit)
{
	struct buf path = {0};
	struct buf out = {0};
	struct buf content = {0};
	buf_printf(&path, "%s/file", test_folder());
	for (int i = 0; i < 100000; i++) {
		buf_add_char(&content, (char)i);
	}
	struct err e = {0};
	CHECK_OK(file_replace(path.s, buf_bytes(&content), 0600, &e), e);
	buf_add_text(&out, "head");
	CHECK_OK(file_read(path.s, 100000, &out, &e), e);
	CHECK_INT((int64_t)out.len, 100004);
	CHECK(memcmp(out.s, "head", 4) == 0 && memcmp(out.s + 4, content.s, content.len) == 0);
	CHECK(out.s[out.len] == '\0');
	buf_clear(&out);
	CHECK_INT(file_read(path.s, 99999, &out, &e), -ERR_LIMIT);
	CHECK_INT(file_read("/nowhere/at/all", 1, &out, &e), -ERR_NOT_FOUND);
	CHECK_INT(file_read("/", 1, &out, &e), -ERR_INPUT);
	buf_done(&path);
	buf_done(&out);
	buf_done(&content);
}

TEST(file_window_ends_where_the_file_was_cut)
{
	GUARANTEE("file.h: A file that shrinks or fails while it is read is an error or an early end, never "
		  "a crash.");
	enum { WRITTEN = 9 << 20, CUT = 5 << 20, PIECE = 1 << 20 };
	struct buf path = {0};
	struct buf content = {0};
	struct file_window w;
	struct err e = {0};
	size_t taken = 0;
	buf_printf(&path, "%s/shrinks", test_folder());
	memset(buf_room(&content, WRITTEN), 'x', WRITTEN);
	content.len = WRITTEN;
	CHECK_OK(file_replace(path.s, buf_bytes(&content), 0600, &e), e);
	CHECK_OK(file_window_open(path.s, &w, &e), e);
	CHECK_INT(w.total, WRITTEN);
	CHECK_OK(file_window_fill(&w, PIECE, &e), e);
	CHECK_INT(truncate(path.s, CUT), 0);
	while (!w.is_end || w.rest.len > 0) {
		taken += w.rest.len;
		w.rest = BYTES_NONE;
		CHECK_OK(file_window_fill(&w, PIECE, &e), e);
	}
	CHECK_INT((int64_t)taken, CUT);
	file_window_close(&w);
	buf_done(&content);
	buf_done(&path);
}

TEST(file_window_keeps_what_was_not_taken)
{
	struct buf path = {0};
	struct buf content = {0};
	struct file_window w;
	struct err e = {0};
	buf_printf(&path, "%s/numbers", test_folder());
	for (int i = 0; i < 2000000; i++) {
		buf_printf(&content, "%d\n", i);
	}
	CHECK_OK(file_replace(path.s, buf_bytes(&content), 0600, &e), e);
	CHECK_OK(file_window_open(path.s, &w, &e), e);
	int64_t next = 0;
	struct bytes line;
	do {
		CHECK_OK(file_window_fill(&w, 100, &e), e);
		while ((w.is_end || w.rest.len >= 100) && bytes_next_line(&w.rest, &line)) {
			int64_t n;
			CHECK(bytes_int64(line, &n) && n == next);
			next++;
		}
	} while (!w.is_end || w.rest.len > 0);
	CHECK_INT(next, 2000000);
	file_window_close(&w);
	buf_done(&content);
	buf_done(&path);
}

TEST(file_sync_says_what_failed)
{
	struct err e = {0};
	CHECK_OK(file_sync_folder(test_folder(), &e), e);
	CHECK_INT(file_sync_folder("/nowhere", &e), -ERR_IO);
	CHECK_INT(file_sync(-1, "the vault", &e), -ERR_IO);
	CHECK(strstr(e.text, "the vault"));
	CHECK_INT(file_write_all(-1, BYTES("x"), &e), -ERR_IO);
	CHECK_OK(file_write_all(-1, BYTES(""), &e), e);
}

/* ---- pool ---- */

enum { JOBS = 5000 };

struct slots {
	double value[JOBS];
	unsigned runs[JOBS];
};

static void fill_slot(void *context, size_t i)
{
	struct slots *s = context;
	double x = 1;
	for (size_t k = 0; k < i % 97; k++) {
		x = x * 1.000001 + 1.0 / (double)(i + k + 1);
	}
	s->value[i] = x;
	s->runs[i]++;
}

TEST(pool_gives_the_same_digits_for_any_number_of_threads)
{
	double expected = 0;
	for (unsigned threads = 1; threads <= 8; threads++) {
		struct slots *s = mem_calloc(1, sizeof(*s));
		struct pool *p = pool_open(threads);
		pool_run(p, JOBS, fill_slot, s);
		pool_close(&p);
		CHECK(p == NULL);
		double sum = 0;
		for (size_t i = 0; i < JOBS; i++) {
			CHECK_INT(s->runs[i], 1);
			sum += s->value[i];
		}
		expected = threads == 1 ? sum : expected;
		CHECK(memcmp(&sum, &expected, sizeof(sum)) == 0);
		free(s);
	}
}

static void count_job(void *context, size_t i)
{
	unsigned char *done = context;
	done[i]++;
}

TEST(pool_start_and_wait_do_every_job_once)
{
	GUARANTEE("pool.h: Every job has been done once when pool_wait() returns.");
	for (unsigned threads = 1; threads <= 3; threads++) {
		struct pool *p = pool_open(threads);
		for (size_t round = 0; round < 200; round++) {
			unsigned char done[64] = {0};
			pool_start(p, round % 64, count_job, done);
			pool_wait(p);
			for (size_t i = 0; i < 64; i++) {
				CHECK_INT(done[i], i < round % 64 ? 1 : 0);
			}
		}
		pool_close(&p);
	}
}

static void count_one(void *context, size_t i)
{
	*(size_t *)context += i + 1;
}

TEST(pool_runs_again_and_again)
{
	struct slots *s = mem_calloc(1, sizeof(*s));
	struct pool *p = pool_open(3);
	for (unsigned round = 0; round < 3000; round++) {
		pool_run(p, round % 7, fill_slot, s);
	}
	unsigned total = 0;
	for (size_t i = 0; i < JOBS; i++) {
		total += s->runs[i];
	}
	CHECK_INT(total, 3000 / 7 * 21 + (0 + 1 + 2 + 3));
	pool_close(&p);
	pool_close(&p);
	free(s);
	size_t done = 0;
	struct pool *processors = pool_open(0);
	pool_run(processors, 1, count_one, &done);
	CHECK_INT((int64_t)done, 1);
	pool_close(&processors);
}
