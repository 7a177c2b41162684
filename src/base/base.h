/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The first include of every file: the compiler's attributes, the two kinds of assertion, and the
 * functions that nobody may call.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(string, first) __attribute__((format(printf, string, first)))
#define NORETURN __attribute__((noreturn))
#define UNUSED __attribute__((unused))

#define ARRAY_COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Our mistake: says where and aborts. Always compiled in; SQLite's atomic commit protects the data. */
#define BUG_IF(cond) \
	do { \
		if (cond) { \
			base_bug(__FILE__, __LINE__, #cond); \
		} \
	} while (0)

void base_bug(const char *file, int line, const char *what) NORETURN;

/* Functions with no bound, no thread safety or a hidden locale. Each has a better twin in base/. */
#define BANNED(name) name##_is_banned_see_base_h
#undef strcpy
#define strcpy BANNED(strcpy)
#undef strcat
#define strcat BANNED(strcat)
#undef strtok
#define strtok BANNED(strtok)
#undef sprintf
#define sprintf BANNED(sprintf)
#undef vsprintf
#define vsprintf BANNED(vsprintf)
#undef gmtime
#define gmtime BANNED(gmtime)
#undef localtime
#define localtime BANNED(localtime)
#undef atoi
#define atoi BANNED(atoi)
#undef rand
#define rand BANNED(rand)

#endif
