/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The test harness: TEST(name) { CHECK(…); } registers itself; main prints TAP.
 *
 *     build/tests/unit_base            runs everything
 *     build/tests/unit_base arena      runs the tests whose names contain "arena"
 *
 * A guarantee marked ^ in a header is named by a test with GUARANTEE("file.h: the sentence").
 */
#ifndef TESTS_TEST_H
#define TESTS_TEST_H

#include "base/base.h"
#include "base/bytes.h"
#include "base/err.h"

struct test {
	const char *name;
	const char *file;
	void (*run)(void);
	struct test *next;
};

void test_register(struct test *t);
bool test_check(bool ok, const char *file, int line, const char *what) MUST_USE;
bool test_check_int(int64_t got, int64_t expected, const char *file, int line, const char *what) MUST_USE;
bool test_check_text(
	struct bytes got, struct bytes expected, const char *file, int line, const char *what) MUST_USE;

/* Says why a test could not run here, and counts it as skipped. */
void test_skip(const char *why);

/* A printf-style note in the TAP output. */
void test_note(const char *format, ...) PRINTF_LIKE(1, 2);

/* The folder of development data, or NULL when it is not there. */
const char *test_shared_data(void);
/* The folder tests/data of the project. */
const char *test_data(void);
/* A new empty folder that is removed when the program ends. */
const char *test_folder(void);
/* Reads a whole file; the memory is the caller's. A missing file fails the test and gives empty. */
struct bytes test_read_file(const char *path);

/* Seeded random numbers for property tests (xorshift64*); the seed is printed when a test fails. */
uint64_t test_random(void);
/* A number in [0, n). */
uint64_t test_random_below(uint64_t n);

#define TEST(test_name) \
	static void test_name(void); \
	__attribute__((constructor)) static void register_##test_name(void) \
	{ \
		static struct test t = {#test_name, __FILE__, test_name, NULL}; \
		test_register(&t); \
	} \
	static void test_name(void)

/* A failed check ends the test function. */
#define CHECK(cond) \
	do { \
		if (!test_check((cond), __FILE__, __LINE__, #cond)) { \
			return; \
		} \
	} while (0)
#define CHECK_INT(got, expected) \
	do { \
		if (!test_check_int((got), (expected), __FILE__, __LINE__, #got)) { \
			return; \
		} \
	} while (0)
#define CHECK_TEXT(got, expected) \
	do { \
		if (!test_check_text((got), (expected), __FILE__, __LINE__, #got)) { \
			return; \
		} \
	} while (0)
#define CHECK_OK(call, e) \
	do { \
		if ((call) != 0) { \
			test_note("%s", (e).text); \
			if (!test_check(false, __FILE__, __LINE__, #call)) { \
				return; \
			} \
		} \
	} while (0)
#define GUARANTEE(sentence) ((void)(sentence))

#endif
