/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "base/buf.h"
#include "base/mem.h"
#include "intake/detect.h"
#include "intake/extract.h"
#include "intake/html.h"
#include "intake/jail.h"
#include "intake/pdf.h"
#include "text/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* struct bytes in a static table. */
#define LITERAL(s) \
	{ \
		"" s, sizeof(s) - 1 \
	}

static const struct jail_limits small = {
	.wall_ms = 5000, .cpu_s = 5, .memory_bytes = 256 << 20, .output_bytes = 1 << 20};

static struct bytes fixture(const char *name)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/intake/%s", test_data(), name);
	return test_read_file(path);
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The jail. */

static int try_the_forbidden(const void *context, struct buf *out)
{
	(void)context;
	int ends[2];
	struct stat status;
	const struct {
		const char *what;
		bool is_done;
	} tries[] = {
		{"read a file", open("/etc/passwd", O_RDONLY) >= 0},
		{"write a file", open("/tmp/escaped", O_WRONLY | O_CREAT, 0600) >= 0},
		{"make a folder", mkdir("/tmp/escaped", 0700) == 0},
		{"remove a file", unlink("/tmp/escaped") == 0},
		{"open a socket", socket(AF_INET, SOCK_STREAM, 0) >= 0},
		{"open a local socket", socket(AF_UNIX, SOCK_STREAM, 0) >= 0},
		{"trace", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0},
		{"signal its parent", kill(getppid(), 0) == 0},
		{"fork", fork() >= 0},
		{"map code",
			mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
				MAP_FAILED},
		{"make a pipe", pipe(ends) == 0},
		{"use an inherited file", fstat(100, &status) == 0},
		{"start a program", execl("/bin/true", "true", (char *)NULL) == 0},
	};
	for (size_t i = 0; i < ARRAY_COUNT(tries); i++) {
		if (tries[i].is_done) {
			buf_printf(out, "%s; ", tries[i].what);
		}
	}
	return 0;
}

TEST(jail_function_can_do_nothing_but_compute)
{
	GUARANTEE("jail.h: The function can open no file and no socket, start no program, and make no memory "
		  "executable.");
	struct buf out = {0};
	struct jail_result result;
	struct err e = {0};
	int rc = dup2(STDERR_FILENO, 100) == 100
		? jail_function(try_the_forbidden, NULL, &small, &out, &result, &e)
		: 1;
	close(100);
	CHECK_OK(rc, e);
	test_note(result.has_landlock ? "this kernel has Landlock" : "this kernel has no Landlock");
	bool is_held = test_check_text(buf_bytes(&out), BYTES(""), __FILE__, __LINE__, "done in the jail");
	buf_done(&out);
	CHECK(is_held);
	CHECK_INT(result.end, JAIL_END_OK);
}

struct program_case {
	const char *const *argv;
	const char *input; /* NULL: nothing */
	struct jail_limits limits;
	struct buf out;
	struct jail_result result;
	int rc;
};

static void run_program(struct program_case *c)
{
	struct err e = {0};
	int fd = memfd_create("input", MFD_CLOEXEC);
	ssize_t len = c->input ? (ssize_t)strlen(c->input) : 0;
	BUG_IF(len > 0 && (write(fd, c->input, (size_t)len) != len || lseek(fd, 0, SEEK_SET) != 0));
	c->rc = jail_program(c->argv, fd, &c->limits, &c->out, &c->result, &e);
	if (c->rc != 0) {
		test_note("%s", e.text);
	}
	close(fd);
}

TEST(jail_program_runs_in_a_clean_environment)
{
	struct program_case c = {.argv = (const char *const[]){"env", NULL}, .limits = small};
	run_program(&c);
	bool is_right = c.rc == 0 && c.result.end == JAIL_END_OK &&
		test_check_text(buf_bytes(&c.out), BYTES("LC_ALL=C.UTF-8\nPATH=/usr/bin:/bin\n"), __FILE__,
			__LINE__, "environment");
	buf_done(&c.out);
	CHECK(is_right);
}

TEST(jail_program_cannot_read_what_is_not_its_own)
{
	struct program_case c = {.argv = (const char *const[]){"cat", "/etc/passwd", NULL}, .limits = small};
	run_program(&c);
	size_t len = c.out.len;
	buf_done(&c.out);
	CHECK_INT(c.rc, 0);
	if (!c.result.has_landlock) {
		test_skip("no Landlock: a program can read, though not write");
		return;
	}
	CHECK_INT(c.result.end, JAIL_END_STATUS);
	CHECK_INT((int64_t)len, 0);
	CHECK(bytes_find((struct bytes){c.result.errors, c.result.errors_len}, BYTES("ermission denied"),
		      0) != SIZE_MAX);
}

TEST(jail_program_cannot_write_or_connect)
{
	GUARANTEE("jail.h: The program cannot write a file or open a socket.");
	char path[256];
	snprintf(path, sizeof(path), "%s/escaped", test_folder());
	struct program_case write = {.argv = (const char *const[]){"touch", path, NULL}, .limits = small};
	run_program(&write);
	buf_done(&write.out);
	CHECK_INT(write.rc, 0);
	CHECK_INT(write.result.end, JAIL_END_STATUS);
	CHECK(access(path, F_OK) != 0);

	struct program_case copy = {
		.argv = (const char *const[]){"cp", "/usr/bin/true", path, NULL}, .limits = small};
	run_program(&copy);
	buf_done(&copy.out);
	CHECK_INT(copy.result.end, JAIL_END_STATUS);
	CHECK(access(path, F_OK) != 0);

	struct program_case socket = {.argv = (const char *const[]){"perl", NULL},
		.input = "socket(S, 2, 1, 0) or die $!",
		.limits = small};
	run_program(&socket);
	buf_done(&socket.out);
	CHECK_INT(socket.rc, 0);
	CHECK(socket.result.end != JAIL_END_OK);
	CHECK(bytes_find((struct bytes){socket.result.errors, socket.result.errors_len},
		      BYTES("not permitted"), 0) != SIZE_MAX);

	struct program_case other = {
		.argv = (const char *const[]){"env", "/usr/bin/true", NULL}, .limits = small};
	run_program(&other);
	buf_done(&other.out);
	CHECK(other.result.end != JAIL_END_OK);
}

/* Runs `check` in a child in which the kernel answers `error` to some system calls. Returns its exit status. */
static int without_calls(const int *calls, size_t count, int error, int (*check)(void))
{
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
		for (size_t i = 0; i < count; i++) {
			BUG_IF(seccomp_rule_add(filter, SCMP_ACT_ERRNO((unsigned)error), calls[i], 0) != 0);
		}
		BUG_IF(seccomp_load(filter) != 0);
		_exit(check());
	}
	int status = 0;
	BUG_IF(waitpid(pid, &status, 0) != pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int check_old_kernel(void)
{
	struct buf out = {0};
	struct jail_result result;
	struct err e;
	struct program_case write = {
		.argv = (const char *const[]){"touch", "/tmp/recount-escaped", NULL}, .limits = small};
	if (jail_function(try_the_forbidden, NULL, &small, &out, &result, &e) != 0 || result.has_landlock) {
		return 1;
	}
	if (result.end != JAIL_END_OK || out.len > 0) {
		return 2;
	}
	run_program(&write);
	return write.rc == 0 && write.result.end == JAIL_END_STATUS && !write.result.has_landlock ? 0 : 3;
}

static int check_refusal(void)
{
	struct buf text = {0};
	struct jail_result result;
	struct extract_info info;
	struct err e = {0};
	if (html_to_text(BYTES("<p>x"), "UTF-8", &small, &text, &result, &e) != -ERR_UNSUPPORTED) {
		return 1;
	}
	if (extract_text(BYTES("<p>x"), "text/html", &text, &info, &e) != 0 || info.has_text ||
		text.len > 0) {
		return 2;
	}
	if (!strstr(info.reason, "seccomp")) {
		return 3;
	}
	char type[DETECT_TYPE_BYTES];
	detect_media_type(BYTES("%PDF-1.4\n\xFF"), type);
	return strcmp(type, "application/pdf") == 0 ? 0 : 4;
}

TEST(jail_holds_on_a_kernel_without_landlock)
{
	static const int calls[] = {SCMP_SYS(landlock_create_ruleset)};
	CHECK_INT(without_calls(calls, ARRAY_COUNT(calls), ENOSYS, check_old_kernel), 0);
}

TEST(jail_refuses_on_a_system_without_seccomp)
{
	static const int calls[] = {SCMP_SYS(seccomp), SCMP_SYS(prctl)};
	CHECK_INT(without_calls(calls, ARRAY_COUNT(calls), EINVAL, check_refusal), 0);
}

static int wait_for_ever(const void *context, struct buf *out)
{
	(void)context;
	(void)out;
	for (volatile unsigned i = 0;; i++) {
	}
	return 0;
}

TEST(jail_kills_at_the_limit_of_time)
{
	GUARANTEE("jail.h: The program is killed at the limit of time.");
	struct jail_limits limits = small;
	limits.wall_ms = 200;
	struct buf out = {0};
	struct jail_result result;
	struct err e = {0};
	int64_t start_ms = now_ms();
	CHECK_OK(jail_function(wait_for_ever, NULL, &limits, &out, &result, &e), e);
	CHECK_INT(result.end, JAIL_END_TIMEOUT);
	CHECK(now_ms() - start_ms < 2000);

	limits.wall_ms = 10000;
	limits.cpu_s = 1;
	CHECK_OK(jail_function(wait_for_ever, NULL, &limits, &out, &result, &e), e);
	CHECK_INT(result.end, JAIL_END_SIGNAL);
	CHECK_INT(result.number, SIGXCPU);
	buf_done(&out);
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

TEST(jail_output_has_a_ceiling)
{
	GUARANTEE("jail.h: Output never exceeds the ceiling.");
	static const size_t ceilings[] = {0, 1, 1000, 65536, 1000000};
	for (size_t i = 0; i < ARRAY_COUNT(ceilings); i++) {
		struct program_case c = {.argv = (const char *const[]){"yes", NULL}, .limits = small};
		c.limits.output_bytes = ceilings[i];
		run_program(&c);
		size_t len = c.out.len;
		buf_done(&c.out);
		CHECK_INT(c.rc, 0);
		CHECK_INT(c.result.end, JAIL_END_OUTPUT);
		CHECK_INT((int64_t)len, (int64_t)ceilings[i]);
	}
	struct program_case exact = {.argv = (const char *const[]){"echo", "abc", NULL}, .limits = small};
	exact.limits.output_bytes = 4;
	run_program(&exact);
	bool is_right = exact.result.end == JAIL_END_OK && exact.out.len == 4;
	buf_done(&exact.out);
	CHECK(is_right);
}

static int take_memory(const void *context, struct buf *out)
{
	(void)context;
	(void)out;
	for (int i = 0; i < 64; i++) {
		char *p = mem_alloc(16 << 20);
		memset(p, 1, 16 << 20);
	}
	return 0;
}

static int crash(const void *context, struct buf *out)
{
	(void)context;
	buf_add_text(out, "half");
	raise(SIGABRT);
	__builtin_trap();
}

TEST(jail_contains_faults)
{
	struct buf out = {0};
	struct buf words = {0};
	struct jail_result result;
	struct err e = {0};
	CHECK_OK(jail_function(crash, NULL, &small, &out, &result, &e), e);
	CHECK(result.end == JAIL_END_SIGNAL || result.end == JAIL_END_STATUS);
	CHECK_INT((int64_t)out.len, 0);
	jail_describe(&result, &small, &words);
	CHECK(words.len > 0);
	buf_done(&out);
	buf_done(&words);
}

TEST(jail_bounds_memory)
{
	if (jail_has_sanitizer()) {
		test_skip("a sanitizer needs the address space");
		return;
	}
	struct jail_limits limits = small;
	limits.memory_bytes = 64 << 20;
	struct buf out = {0};
	struct buf words = {0};
	struct jail_result result;
	struct err e = {0};
	CHECK_OK(jail_function(take_memory, NULL, &limits, &out, &result, &e), e);
	CHECK_INT(result.end, JAIL_END_STATUS);
	CHECK_INT(result.number, MEM_EXIT_CODE);
	jail_describe(&result, &limits, &words);
	bool is_said = bytes_starts(buf_bytes(&words), "needed more than 64 MiB of memory");
	buf_done(&out);
	buf_done(&words);
	CHECK(is_said);
}

TEST(jail_names_a_missing_program)
{
	struct program_case c = {
		.argv = (const char *const[]){"recount-no-such-program", NULL}, .limits = small};
	run_program(&c);
	buf_done(&c.out);
	CHECK_INT(c.rc, -ERR_NOT_FOUND);
}

/* Types. */

TEST(detect_goes_by_content)
{
	GUARANTEE("detect.h: The name of a file has no influence.");
	static const struct {
		struct bytes content;
		const char *type;
	} rows[] = {
		{LITERAL(""), "application/x-empty"},
		{LITERAL("At least 17 people were killed.\n"), "text/plain"},
		{LITERAL("Погибли 17 человек.\n"), "text/plain"},
		{LITERAL("\xCF\xEE\xE3\xE8\xE1\xEB\xE8 17\r\n"), "text/plain"},
		{LITERAL("#include <stdio.h>\nint main(void)\n{\n\treturn 0;\n}\n"), "text/plain"},
		{LITERAL("<!DOCTYPE html><p>x"), "text/html"},
		{LITERAL(" \n<HTML\n>"), "text/html"},
		{LITERAL("\xEF\xBB\xBF<html><p>x"), "text/html"},
		{LITERAL("\xFF\xFE<\0h\0t\0m\0l\0>\0"), "text/html"},
		{LITERAL("<htmlx>"), "text/plain"},
		{LITERAL("%PDF-1.4\n%\xE2\xE3\n1 0 obj\n"), "application/pdf"},
		{LITERAL("%PDF-1.4\n1 0 obj\n"), "application/pdf"},
		{LITERAL("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0"), "image/png"},
		{LITERAL("\0\1\2\3\xFF\xFE\xFD"), "application/octet-stream"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		char type[DETECT_TYPE_BYTES];
		detect_media_type(rows[i].content, type);
		CHECK_TEXT(bytes_of(type), bytes_of(rows[i].type));
	}
}

TEST(detect_tells_when_a_name_disagrees)
{
	static const struct {
		const char *name;
		const char *type;
		const char *notice;
	} rows[] = {
		{"report.PDF", "text/html", "the name says .pdf, the content is text/html"},
		{"report.pdf", "application/pdf", ""},
		{"report", "text/html", ""},
		{"report.unknown", "text/html", ""},
		{"", "text/html", ""},
		{".", "text/html", ""},
		{"a.txt.jpeg", "text/plain", "the name says .jpeg, the content is text/plain"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf notice = {0};
		bool disagrees = detect_disagrees(bytes_of(rows[i].name), rows[i].type, &notice);
		bool is_right = test_check_text(
			buf_bytes(&notice), bytes_of(rows[i].notice), __FILE__, __LINE__, rows[i].name);
		buf_done(&notice);
		CHECK(is_right);
		CHECK(disagrees == (rows[i].notice[0] != '\0'));
	}
}

/* Web pages. */

TEST(html_sniff_finds_the_encoding)
{
	static const struct {
		struct bytes html;
		const char *name;
		enum html_charset_from from;
	} rows[] = {
		{LITERAL("\xEF\xBB\xBF<meta charset=koi8-r>"), "UTF-8", HTML_CHARSET_MARK},
		{LITERAL("\xFF\xFE<\0"), "UTF-16LE", HTML_CHARSET_MARK},
		{LITERAL("<meta charset=windows-1251>"), "windows-1251", HTML_CHARSET_DECLARED},
		{LITERAL("<META name=x content='charset = \"cp1251\"'>"), "windows-1251",
			HTML_CHARSET_DECLARED},
		{LITERAL("<meta charset='ISO-8859-1'/>"), "windows-1252", HTML_CHARSET_DECLARED},
		{LITERAL("<!-- <meta charset=koi8-r> --><p>"), "UTF-8", HTML_CHARSET_VALID},
		{LITERAL("<!--> <meta charset=koi8-r>"), "KOI8-R", HTML_CHARSET_DECLARED},
		{LITERAL("<meta charset=nonsense><meta charset=koi8-r>"), "KOI8-R", HTML_CHARSET_DECLARED},
		{LITERAL("<meta charset"), "UTF-8", HTML_CHARSET_VALID},
		{LITERAL("<meta charset="), "UTF-8", HTML_CHARSET_VALID},
		{LITERAL("<p>\xE9t\xE9"), "windows-1252", HTML_CHARSET_FALLBACK},
		{LITERAL(""), "UTF-8", HTML_CHARSET_VALID},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct html_charset charset = html_sniff(rows[i].html);
		CHECK_TEXT(bytes_of(charset.name), bytes_of(rows[i].name));
		CHECK_INT(charset.from, rows[i].from);
	}
}

static bool page_gives(const char *name)
{
	char html_name[64];
	char text_name[64];
	snprintf(html_name, sizeof(html_name), "%s.html", name);
	snprintf(text_name, sizeof(text_name), "%s.txt", name);
	struct bytes html = fixture(html_name);
	struct bytes expected = fixture(text_name);
	struct buf text = {0};
	struct extract_info info;
	struct err e = {0};
	bool is_right = extract_text(html, "text/html", &text, &info, &e) == 0 && info.has_text &&
		!info.is_same && test_check_text(buf_bytes(&text), expected, __FILE__, __LINE__, name);
	buf_done(&text);
	free((void *)(uintptr_t)html.s);
	free((void *)(uintptr_t)expected.s);
	return is_right;
}

TEST(html_gives_the_visible_text)
{
	CHECK(page_gives("page"));
	CHECK(page_gives("windows-1251"));
	CHECK(page_gives("arabic"));
	CHECK(page_gives("nested"));
	CHECK(page_gives("broken"));
}

static bool html_is(struct bytes html, struct bytes expected)
{
	struct buf text = {0};
	struct err e = {0};
	bool is_right = html_parse(html, html_sniff(html).name, &text, &e) == 0 &&
		test_check_text(buf_bytes(&text), expected, __FILE__, __LINE__, html.s);
	buf_done(&text);
	return is_right;
}

TEST(html_edges)
{
	CHECK(html_is(BYTES(""), BYTES("")));
	CHECK(html_is(BYTES(" \n "), BYTES("")));
	CHECK(html_is(BYTES("<p></p><br><br>"), BYTES("")));
	CHECK(html_is(BYTES("a\0b"),
		BYTES("a\uFFFD"
		      "b\n")));
	CHECK(html_is(
		BYTES("<meta charset=utf-8><p>a\xFF\xED\xA0\x80"), BYTES("a\uFFFD\uFFFD\uFFFD\uFFFD\n")));
	CHECK(html_is(BYTES("<pre>\r\na\r\n b\rc</pre>"), BYTES("a\n b\nc\n")));
	CHECK(html_is(BYTES("a<br>\n<br>b<hr>c"), BYTES("a\nb\nc\n")));
	CHECK(html_is(BYTES("<td>a<td>b"), BYTES("a\tb\n")));
	CHECK(html_is(BYTES("a </b> <script>x</script> b"), BYTES("a b\n")));
	CHECK(html_is(BYTES("<script>x</script"), BYTES("")));
	CHECK(html_is(BYTES("<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><p>&x;</p>y"),
		BYTES("]>\n&x;\ny\n")));
}

static struct buf repeated(const char *before, const char *what, size_t count, const char *after)
{
	struct buf b = {0};
	buf_add_text(&b, before);
	for (size_t i = 0; i < count; i++) {
		buf_add_text(&b, what);
	}
	buf_add_text(&b, after);
	return b;
}

TEST(html_depth_loses_no_text)
{
	GUARANTEE("html.h: Nesting without limit loses no text.");
	struct buf html = repeated("before", "<div>x<b>", 100000, "after");
	struct buf text = {0};
	struct err e = {0};
	int rc = html_parse(buf_bytes(&html), "UTF-8", &text, &e);
	size_t lines = 0;
	for (size_t i = 0; i < text.len; i++) {
		lines += text.s[i] == '\n' ? 1 : 0;
	}
	bool is_whole =
		bytes_starts(buf_bytes(&text), "before\nx\n") && bytes_ends(buf_bytes(&text), "xafter\n");
	buf_done(&html);
	buf_done(&text);
	CHECK_OK(rc, e);
	CHECK(is_whole);
	CHECK_INT((int64_t)lines, 100001);
}

TEST(html_reads_a_line_of_ten_megabytes)
{
	struct buf html = repeated("<p title='", "Жаңаөзен 17 ", 200000, "'>");
	struct buf words = repeated("", "Жаңаөзен 17 &amp; 64 ", 400000, "end");
	buf_add_bytes(&html, buf_bytes(&words));
	struct buf text = {0};
	struct jail_result result;
	struct err e = {0};
	int64_t start_ms = now_ms();
	int rc = html_to_text(buf_bytes(&html), "UTF-8", &JAIL_LIMITS_DOCUMENT, &text, &result, &e);
	test_note("%zu MiB in %lld ms", html.len >> 20, (long long)(now_ms() - start_ms));
	size_t expected = words.len - 400000 * strlen("amp;") + 1;
	size_t got = text.len;
	buf_done(&html);
	buf_done(&words);
	buf_done(&text);
	CHECK_OK(rc, e);
	CHECK_INT(result.end, JAIL_END_OK);
	CHECK_INT((int64_t)got, (int64_t)expected);
}

TEST(html_bomb_ends_at_a_limit)
{
	struct buf html = repeated("", "<b>", 300000, "x");
	struct buf ends = repeated("", "</i>", 300000, "");
	buf_add_bytes(&html, buf_bytes(&ends));
	struct jail_limits limits = small;
	limits.cpu_s = 1;
	struct buf text = {0};
	struct buf words = {0};
	struct jail_result result;
	struct err e = {0};
	int rc = html_to_text(buf_bytes(&html), "UTF-8", &limits, &text, &result, &e);
	jail_describe(&result, &limits, &words);
	test_note("the parser %s", words.s);
	buf_done(&html);
	buf_done(&ends);
	buf_done(&text);
	buf_done(&words);
	CHECK_OK(rc, e);
	CHECK(result.end == JAIL_END_SIGNAL || result.end == JAIL_END_TIMEOUT);
}

TEST(html_random_pages_give_valid_text_twice_the_same)
{
	GUARANTEE("html.h: The text is valid UTF-8.");
	GUARANTEE("html.h: The same bytes give the same text.");
	static const char *const pieces[] = {"<p>", "</p>", "<td>", "</td>", "<tr>", "<table>", "</table>",
		"<pre>", "</pre>", "<br>", " ", "\n", "\t", "text", "Жа", "\xC2\xA0", "\xC2", "\xA0", "\xFF",
		"&nbsp;", "&#", "&", "<", ">", "<!--", "-->", "<script>", "</script>", "<title>", "\r",
		"<meta charset=cp1251>", "<li>", "<b", "'", "\"", "=", "/", "\xC2\xAD", "<![CDATA[", "]]>",
		"<?x", "&lt;", "&#x202E;"};
	bool has_failed = false;
	struct buf html = {0};
	struct buf once = {0};
	struct buf twice = {0};
	for (int round = 0; round < 3000 && !has_failed; round++) {
		buf_clear(&html);
		buf_clear(&once);
		buf_clear(&twice);
		for (uint64_t n = test_random_below(50); n > 0; n--) {
			buf_add_text(&html, pieces[test_random_below(ARRAY_COUNT(pieces))]);
		}
		struct err e = {0};
		const char *charset = html_sniff(buf_bytes(&html)).name;
		has_failed = html_parse(buf_bytes(&html), charset, &once, &e) != 0 ||
			html_parse(buf_bytes(&html), charset, &twice, &e) != 0 ||
			!utf8_is_valid(buf_bytes(&once)) || !bytes_equal(buf_bytes(&once), buf_bytes(&twice));
		if (has_failed) {
			test_note("%s: %s", html.s, e.text);
		}
	}
	buf_done(&html);
	buf_done(&once);
	buf_done(&twice);
	CHECK(!has_failed);
}

/* Documents. */

struct extraction {
	struct buf text;
	struct extract_info info;
	struct err e;
	int rc;
};

static struct extraction extract(struct bytes document, const char *type)
{
	struct extraction x = {0};
	x.rc = extract_text(document, type, &x.text, &x.info, &x.e);
	return x;
}

TEST(extract_valid_text_is_its_own)
{
	struct extraction x = extract(BYTES("Погибли 17 человек.\n"), "text/plain");
	size_t len = x.text.len;
	buf_done(&x.text);
	CHECK_OK(x.rc, x.e);
	CHECK(x.info.has_text && x.info.is_same);
	CHECK_INT((int64_t)len, 0);
	CHECK_TEXT(bytes_of(x.info.tool), BYTES("none"));
}

TEST(extract_converts_marked_utf16)
{
	struct extraction x = extract(BYTES("\xFF\xFE\x16\x04"
					    "1\0"
					    "7\0"),
		"text/plain");
	bool is_right = test_check_text(buf_bytes(&x.text), BYTES("Ж17"), __FILE__, __LINE__, "text");
	buf_done(&x.text);
	CHECK_OK(x.rc, x.e);
	CHECK(is_right && x.info.has_text && !x.info.is_same);
	CHECK_TEXT(bytes_of(x.info.options), BYTES("charset=UTF-16LE (mark)"));
}

TEST(extract_refuses_to_guess_an_encoding)
{
	struct extraction x =
		extract(BYTES("\xCF\xEE\xE3\xE8\xE1\xEB\xE8 17 \xF7\xE5\xEB\xEE\xE2\xE5\xEA"), "text/plain");
	buf_done(&x.text);
	CHECK_INT(x.rc, -ERR_UNSUPPORTED);
	CHECK(strstr(x.e.text, "iconv -f") != NULL);
	test_note("%s", x.e.text);
}

TEST(extract_keeps_other_types_without_text)
{
	struct extraction x = extract(BYTES("\x89PNG"), "image/png");
	buf_done(&x.text);
	CHECK_OK(x.rc, x.e);
	CHECK(!x.info.has_text);
	CHECK_TEXT(bytes_of(x.info.reason), BYTES("No text is extracted from image/png."));
}

static struct extraction extract_fixture(const char *name)
{
	struct bytes document = fixture(name);
	struct extraction x = extract(document, "application/pdf");
	free((void *)(uintptr_t)document.s);
	return x;
}

static bool has_pdftotext(void)
{
	if (access("/usr/bin/pdftotext", X_OK) != 0) {
		test_skip("pdftotext is not installed");
		return false;
	}
	return true;
}

TEST(extract_reads_a_pdf)
{
	GUARANTEE("extract.h: Appended text is valid UTF-8.");
	if (!has_pdftotext()) {
		return;
	}
	struct extraction x = extract_fixture("two-pages.pdf");
	bool is_right = test_check_text(buf_bytes(&x.text),
		BYTES("At least 17 people were killed in Zhanaozen.\nThe akimat said 17², the hospital "
		      "64.\n\n"
		      "\fSecond page.\n\n\f"),
		__FILE__, __LINE__, "text");
	buf_done(&x.text);
	CHECK_OK(x.rc, x.e);
	CHECK(is_right && x.info.has_text && !x.info.is_same);
	CHECK_INT((int64_t)x.info.page_count, 2);
	CHECK_TEXT(bytes_of(x.info.tool), BYTES("pdftotext"));
	CHECK_TEXT(bytes_of(x.info.options), BYTES("-enc UTF-8 -eol unix"));
	CHECK(x.info.tool_version[0] >= '0' && x.info.tool_version[0] <= '9');
}

TEST(extract_strips_what_pdftotext_adds_to_arabic)
{
	GUARANTEE("pdf.h: The text is valid UTF-8 without U+202A-202E.");
	if (!has_pdftotext()) {
		return;
	}
	struct extraction x = extract_fixture("arabic.pdf");
	bool is_right = test_check_text(buf_bytes(&x.text), BYTES(" 3\u0642\u062A\u0644\u0644\u0627\n\n\f"),
		__FILE__, __LINE__, "text");
	buf_done(&x.text);
	CHECK_OK(x.rc, x.e);
	CHECK(is_right);
}

TEST(extract_says_that_a_scan_has_no_text)
{
	if (!has_pdftotext()) {
		return;
	}
	struct extraction x = extract_fixture("scan.pdf");
	size_t len = x.text.len;
	buf_done(&x.text);
	CHECK_OK(x.rc, x.e);
	CHECK(!x.info.has_text);
	CHECK_INT((int64_t)len, 0);
	CHECK_INT((int64_t)x.info.page_count, 1);
	CHECK(strstr(x.info.reason, "No page has a text layer") != NULL);
}

TEST(extract_survives_damaged_pdfs)
{
	GUARANTEE("extract.h: A damaged, hostile or endless document has no text and a reason, and is no "
		  "error.");
	if (!has_pdftotext()) {
		return;
	}
	struct extraction x = extract_fixture("truncated.pdf");
	buf_done(&x.text);
	CHECK_OK(x.rc, x.e);
	CHECK(!x.info.has_text);
	CHECK(strstr(x.info.reason, "pdftotext ended with status 1") != NULL);

	struct bytes whole = fixture("two-pages.pdf");
	bool has_failed = false;
	for (int round = 0; round < 40 && !has_failed; round++) {
		struct buf damaged = {0};
		buf_add_bytes(&damaged, whole);
		for (int i = 0; i < 10; i++) {
			damaged.s[test_random_below(damaged.len)] = (char)test_random_below(256);
		}
		x = extract(buf_bytes(&damaged), "application/pdf");
		has_failed = x.rc != 0 || x.info.has_text == (x.info.reason[0] != '\0') ||
			!utf8_is_valid(buf_bytes(&x.text));
		buf_done(&x.text);
		buf_done(&damaged);
	}
	free((void *)(uintptr_t)whole.s);
	CHECK(!has_failed);
}

/* Documents come from several people at once. */

static void *extract_often(void *pages)
{
	struct bytes html = *(const struct bytes *)pages;
	for (int i = 0; i < 20; i++) {
		struct extraction x = extract(html, "text/html");
		bool is_right = x.rc == 0 && x.info.has_text;
		buf_done(&x.text);
		if (!is_right) {
			return pages;
		}
	}
	return NULL;
}

TEST(extract_works_from_threads)
{
	if (jail_has_sanitizer()) {
		test_skip("a sanitizer's allocator cannot be used after a fork beside threads");
		return;
	}
	struct bytes html = fixture("windows-1251.html");
	pthread_t threads[4];
	bool has_failed = false;
	for (size_t i = 0; i < ARRAY_COUNT(threads); i++) {
		CHECK_INT(pthread_create(&threads[i], NULL, extract_often, &html), 0);
	}
	for (size_t i = 0; i < ARRAY_COUNT(threads); i++) {
		void *failed = NULL;
		pthread_join(threads[i], &failed);
		has_failed |= failed != NULL;
	}
	free((void *)(uintptr_t)html.s);
	CHECK(!has_failed);
}
