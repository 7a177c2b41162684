/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Expected failures: a bad row, a full disk, a missing id. (Our own mistakes are BUG_IF, exhausted memory exits.)
 *
 * A function that can fail returns 0 or a negative code and takes `struct err *` last. The sentence is written
 * where the cause is known; callers may put context in front of it:
 *
 *     return err_context(e, "row %zu of %s", row, file);
 *
 * The text says what is wrong and, where it helps, what to do. It never holds the content of a sealed field.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/base.h"

/* X(name, http, exit, text): the one table of codes. `exit` is the exit code of the program. */
#define ERR_TABLE(X) \
	X(USAGE, 400, 1, "the command was not understood") \
	X(INPUT, 400, 2, "the input is not valid") \
	X(FORBIDDEN, 403, 3, "you may not do this") \
	X(NOT_FOUND, 404, 4, "there is no such thing") \
	X(CHANGED, 409, 5, "someone else changed this meanwhile") \
	X(DAMAGED, 500, 6, "what is stored does not verify") \
	X(BUSY, 423, 7, "another process is writing") \
	X(LIMIT, 413, 8, "a limit was reached") \
	X(UNSUPPORTED, 415, 9, "this kind of file is not supported") \
	X(IO, 500, 10, "reading or writing failed")

enum err_code {
	ERR_NONE = 0,
#define ERR_ENUM(name, http, exit, text) ERR_##name,
	ERR_TABLE(ERR_ENUM)
#undef ERR_ENUM
		ERR_CODE_COUNT
};

struct err {
	int code;       /* 0, or the negative of an enum err_code */
	char text[512]; /* cut between characters when the sentence is longer */
};

/*
 * Records a failure.
 *
 * code      one of enum err_code
 * format    a complete sentence
 * returns   -code, so that `return err_set(…)` reads well
 *
 * ^ A null e is allowed: only the code is returned.
 */
int err_set(struct err *e, enum err_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* The same with ": " and the system's words for errno behind it. Out of memory does not return. */
int err_errno(struct err *e, enum err_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Puts "context: " in front of the sentence; e must not be null. Returns e->code. */
int err_context(struct err *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* Exit code and stable name ("INPUT") of a returned code; 0 and "NONE" for 0. */
int err_exit_code(int code);
const char *err_name(int code);

#endif
