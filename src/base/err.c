/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/err.h"

#include "base/mem.h"

#include <errno.h>
#include <stdarg.h>

static const struct {
	const char *name;
	int exit;
} codes[] = {{"NONE", 0},
#define ERR_ROW(name, http, exit, text) {#name, exit},
	ERR_TABLE(ERR_ROW)
#undef ERR_ROW
};

/*
 * Takes a character that the end of the text cut off. Sentences end up in JSON, which must be UTF-8.
 *
 * len       what snprintf() returned for the whole text
 */
static void drop_half_character(struct err *e, int len)
{
	if (len < (int)sizeof(e->text)) {
		return;
	}
	size_t at = sizeof(e->text) - 1;
	size_t continuing = 0;
	while (at > 0 && continuing < 3 && ((unsigned char)e->text[at - 1] & 0xC0) == 0x80) {
		at--;
		continuing++;
	}
	unsigned char lead = at > 0 ? (unsigned char)e->text[at - 1] : 0;
	size_t wanted = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
	if (continuing < wanted) {
		e->text[at - 1] = '\0';
	}
}

int err_set(struct err *e, enum err_code code, const char *format, ...)
{
	if (e) {
		va_list args;
		va_start(args, format);
		drop_half_character(e, vsnprintf(e->text, sizeof(e->text), format, args));
		va_end(args);
		e->code = -(int)code;
	}
	return -(int)code;
}

int err_errno(struct err *e, enum err_code code, const char *format, ...)
{
	int number = errno;
	if (number == ENOMEM) {
		mem_exhausted();
	}
	if (e) {
		char why[128];
		const char *words = strerror_r(number, why, sizeof(why));
		va_list args;
		va_start(args, format);
		int len = vsnprintf(e->text, sizeof(e->text), format, args);
		va_end(args);
		drop_half_character(e, len);
		if (len >= 0 && (size_t)len < sizeof(e->text)) {
			snprintf(e->text + len, sizeof(e->text) - (size_t)len, ": %s", words);
		}
		e->code = -(int)code;
	}
	return -(int)code;
}

int err_context(struct err *e, const char *format, ...)
{
	struct err inner = *e;
	va_list args;
	va_start(args, format);
	int len = vsnprintf(e->text, sizeof(e->text), format, args);
	va_end(args);
	if (len >= 0 && (size_t)len < sizeof(e->text)) {
		len += snprintf(e->text + len, sizeof(e->text) - (size_t)len, ": %s", inner.text);
	}
	drop_half_character(e, len);
	return e->code;
}

int err_exit_code(int code)
{
	BUG_IF(code > 0 || -code >= (int)ARRAY_COUNT(codes));
	return codes[-code].exit;
}

const char *err_name(int code)
{
	BUG_IF(code > 0 || -code >= (int)ARRAY_COUNT(codes));
	return codes[-code].name;
}
