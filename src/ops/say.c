/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/say.h"

#include "text/safe.h"
#include "text/utf8.h"

enum { NAME_WIDTH = 14 };

void say_pad(struct buf *out, size_t from, size_t width)
{
	size_t shown = utf8_count((struct bytes){out->s + from, out->len - from});
	if (shown >= width && width > 0) {
		buf_add_char(out, ' ');
	}
	for (; shown < width; shown++) {
		buf_add_char(out, ' ');
	}
}

void say_row(struct buf *out, const char *name, struct bytes value)
{
	if (!value.s) {
		return;
	}
	buf_add_text(out, "  ");
	size_t from = out->len;
	buf_add_text(out, name);
	say_pad(out, from, NAME_WIDTH);
	say_safe(out, value);
	buf_add_char(out, '\n');
}

void say_row_int(struct buf *out, const char *name, int64_t value)
{
	struct buf number = {0};
	say_number(&number, value);
	say_row(out, name, buf_bytes(&number));
	buf_done(&number);
}

struct bytes say_text(const json_t *reply, const char *key)
{
	return json_get_view(reply, key);
}

int64_t say_int(const json_t *reply, const char *key)
{
	return json_integer_value(json_object_get(reply, key));
}

bool say_is(const json_t *reply, const char *key)
{
	return json_is_true(json_object_get(reply, key));
}

void say_safe(struct buf *out, struct bytes text)
{
	safe_add(out, text, SAFE_ONE_LINE);
}

void say_number(struct buf *out, int64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%lld", (long long)(n < 0 ? -n : n));
	if (n < 0) {
		buf_add_char(out, '-');
	}
	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0) {
			buf_add_char(out, ',');
		}
		buf_add_char(out, digits[i]);
	}
}

void say_count(struct buf *out, int64_t n, const char *one, const char *many)
{
	say_number(out, n);
	buf_printf(out, " %s", n == 1 ? one : many);
}
