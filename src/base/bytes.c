/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/bytes.h"

struct bytes bytes_of(const char *s)
{
	return (struct bytes){s, s ? strlen(s) : 0};
}

bool bytes_is(struct bytes b, const char *s)
{
	return bytes_equal(b, bytes_of(s));
}

bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.s, b.s, a.len) == 0);
}

int bytes_compare(struct bytes a, struct bytes b)
{
	size_t common = a.len < b.len ? a.len : b.len;
	int order = common > 0 ? memcmp(a.s, b.s, common) : 0;
	if (order != 0) {
		return order;
	}
	if (a.len != b.len) {
		return a.len < b.len ? -1 : 1;
	}
	return (a.s != NULL) - (b.s != NULL);
}

bool bytes_starts(struct bytes b, const char *prefix)
{
	size_t len = strlen(prefix);
	return b.len >= len && (len == 0 || memcmp(b.s, prefix, len) == 0);
}

bool bytes_ends(struct bytes b, const char *suffix)
{
	size_t len = strlen(suffix);
	return b.len >= len && (len == 0 || memcmp(b.s + b.len - len, suffix, len) == 0);
}

size_t bytes_find(struct bytes b, struct bytes needle, size_t from)
{
	if (from > b.len || needle.len > b.len - from) {
		return SIZE_MAX;
	}
	if (needle.len == 0) {
		return from;
	}
	const char *at = memmem(b.s + from, b.len - from, needle.s, needle.len);
	return at ? (size_t)(at - b.s) : SIZE_MAX;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct bytes bytes_trim(struct bytes b)
{
	while (b.len > 0 && is_blank(b.s[0])) {
		b.s++;
		b.len--;
	}
	while (b.len > 0 && is_blank(b.s[b.len - 1])) {
		b.len--;
	}
	return b;
}

bool bytes_next_line(struct bytes *rest, struct bytes *line)
{
	if (rest->len == 0) {
		return false;
	}
	const char *end = memchr(rest->s, '\n', rest->len);
	size_t taken = end ? (size_t)(end - rest->s) + 1 : rest->len;
	*line = (struct bytes){rest->s, end ? taken - 1 : taken};
	if (line->len > 0 && line->s[line->len - 1] == '\r') {
		line->len--;
	}
	rest->s += taken;
	rest->len -= taken;
	return true;
}

bool bytes_int64(struct bytes b, int64_t *value)
{
	size_t i = b.len > 0 && b.s[0] == '-' ? 1 : 0;
	if (i == b.len) {
		return false;
	}
	int64_t n = 0;
	for (; i < b.len; i++) {
		if (b.s[i] < '0' || b.s[i] > '9') {
			return false;
		}
		if (__builtin_mul_overflow(n, 10, &n) || __builtin_sub_overflow(n, b.s[i] - '0', &n)) {
			return false;
		}
	}
	if (b.s[0] != '-' && __builtin_sub_overflow((int64_t)0, n, &n)) {
		return false;
	}
	*value = n;
	return true;
}
