/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include <ftw.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	struct test *first;
	struct test **last;
	bool has_failed;
	const char *skipped;
	uint64_t seed;
	uint64_t random;
	char folder[64];
	unsigned folder_count;
	char shared[4096];
} state = {.last = NULL};

void test_register(struct test *t)
{
	if (!state.last) {
		state.last = &state.first;
	}
	*state.last = t;
	state.last = &t->next;
}

void test_note(const char *format, ...)
{
	va_list args;
	char text[4096];
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	printf("# ");
	for (const char *s = text; *s; s++) {
		printf("%c%s", *s, *s == '\n' ? "# " : "");
	}
	printf("\n");
}

bool test_check(bool ok, const char *file, int line, const char *what)
{
	if (!ok) {
		printf("# %s:%d: failed: %s\n", file, line, what);
		state.has_failed = true;
	}
	return ok;
}

bool test_check_int(int64_t got, int64_t expected, const char *file, int line, const char *what)
{
	if (got != expected) {
		printf("# %s:%d: %s is %lld, expected %lld\n", file, line, what, (long long)got,
			(long long)expected);
		state.has_failed = true;
	}
	return got == expected;
}

bool test_check_text(struct bytes got, struct bytes expected, const char *file, int line, const char *what)
{
	bool ok = bytes_equal(got, expected);
	if (!ok) {
		printf("# %s:%d: %s is \"%.*s\", expected \"%.*s\"\n", file, line, what, BYTES_ARG(got),
			BYTES_ARG(expected));
		state.has_failed = true;
	}
	return ok;
}

void test_skip(const char *why)
{
	state.skipped = why;
}

const char *test_data(void)
{
	const char *folder = getenv("RECOUNT_TEST_DATA");
	return folder ? folder : "tests/data";
}

const char *test_shared_data(void)
{
	const char *folder = getenv("RECOUNT_SHARED_DATA");
	struct stat s;
	return folder && stat(folder, &s) == 0 && S_ISDIR(s.st_mode) ? folder : NULL;
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at)
{
	(void)s;
	(void)kind;
	(void)at;
	return remove(path);
}

static void remove_folder(void)
{
	if (state.folder[0]) {
		nftw(state.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
}

const char *test_folder(void)
{
	static char path[128];
	if (!state.folder[0]) {
		snprintf(state.folder, sizeof(state.folder), "%s", "/tmp/recount-test-XXXXXX");
		BUG_IF(!mkdtemp(state.folder));
		atexit(remove_folder);
	}
	snprintf(path, sizeof(path), "%s/%u", state.folder, state.folder_count++);
	BUG_IF(mkdir(path, 0700) != 0);
	return path;
}

struct bytes test_read_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		printf("# cannot read %s\n", path);
		state.has_failed = true;
		return (struct bytes){calloc(1, 1), 0};
	}
	size_t len = 0;
	size_t cap = 1 << 16;
	char *s = malloc(cap);
	size_t got;
	while (s && (got = fread(s + len, 1, cap - len - 1, f)) > 0) {
		len += got;
		if (cap - len < 2) {
			cap *= 2;
			s = realloc(s, cap);
		}
	}
	fclose(f);
	BUG_IF(!s);
	s[len] = '\0';
	return (struct bytes){s, len};
}

uint64_t test_random(void)
{
	state.random ^= state.random >> 12;
	state.random ^= state.random << 25;
	state.random ^= state.random >> 27;
	return state.random * UINT64_C(2685821657736338717);
}

uint64_t test_random_below(uint64_t n)
{
	return (test_random() >> 11) % n;
}

static void run_one(struct test *t, unsigned number, unsigned *failed)
{
	state.has_failed = false;
	state.skipped = NULL;
	state.random = state.seed;
	t->run();
	if (state.has_failed) {
		(*failed)++;
		printf("not ok %u - %s\n# seed %llu (set RECOUNT_TEST_SEED to repeat)\n", number, t->name,
			(unsigned long long)state.seed);
	} else if (state.skipped) {
		printf("ok %u - %s # SKIP %s\n", number, t->name, state.skipped);
	} else {
		printf("ok %u - %s\n", number, t->name);
	}
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const char *seed = getenv("RECOUNT_TEST_SEED");
	state.seed = seed ? strtoull(seed, NULL, 10) : 20111216;
	unsigned number = 0;
	unsigned failed = 0;
	for (struct test *t = state.first; t; t = t->next) {
		if (argc < 2 || strstr(t->name, argv[1])) {
			run_one(t, ++number, &failed);
		}
	}
	printf("1..%u\n", number);
	return failed > 0 || number == 0 ? 1 : 0;
}
