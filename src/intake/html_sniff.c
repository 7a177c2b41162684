/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/html.h"
#include "text/charset.h"
#include "text/utf8.h"

#include <strings.h>

/* Browsers look at the first 1,024 bytes; saved pages often begin with a long comment. */
enum { PRESCAN_BYTES = 8192 };

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Offset of word in b at or after from, any case; SIZE_MAX when it is not there. */
static size_t find_word(struct bytes b, const char *word, size_t from)
{
	size_t len = strlen(word);
	for (size_t i = from; i + len <= b.len; i++) {
		if (strncasecmp(b.s + i, word, len) == 0) {
			return i;
		}
	}
	return SIZE_MAX;
}

/* The value after "charset" and "=" in the inside of a meta tag; absent when there is none. */
static struct bytes value_of_charset(struct bytes tag)
{
	size_t at = find_word(tag, "charset", 0);
	if (at == SIZE_MAX) {
		return BYTES_NONE;
	}
	at += strlen("charset");
	while (at < tag.len && is_space(tag.s[at])) {
		at++;
	}
	if (at == tag.len || tag.s[at] != '=') {
		return BYTES_NONE;
	}
	at++;
	while (at < tag.len && (is_space(tag.s[at]) || tag.s[at] == '"' || tag.s[at] == '\'')) {
		at++;
	}
	size_t end = at;
	while (end < tag.len && !is_space(tag.s[end]) && !strchr("\"';/>", tag.s[end])) {
		end++;
	}
	return (struct bytes){tag.s + at, end - at};
}

/* The encoding that a meta element outside comments names; NULL when none does. */
static const char *declared_charset(struct bytes html)
{
	struct bytes head = {html.s, html.len < PRESCAN_BYTES ? html.len : PRESCAN_BYTES};
	size_t at = 0;
	while ((at = bytes_find(head, BYTES("<"), at)) != SIZE_MAX) {
		if (bytes_starts((struct bytes){head.s + at, head.len - at}, "<!--")) {
			at = bytes_find(head, BYTES("-->"), at + 2);
			if (at == SIZE_MAX) {
				return NULL;
			}
			continue;
		}
		size_t end = bytes_find(head, BYTES(">"), at);
		end = end == SIZE_MAX ? head.len : end;
		if (end - at > 5 && strncasecmp(head.s + at, "<meta", 5) == 0) {
			struct bytes value = value_of_charset((struct bytes){head.s + at, end - at});
			const char *charset = value.s ? charset_of_label(value) : NULL;
			if (charset) {
				return charset;
			}
		}
		at++;
	}
	return NULL;
}

struct html_charset html_sniff(struct bytes html)
{
	size_t mark_len;
	const char *name = charset_of_mark(html, &mark_len);
	if (name) {
		return (struct html_charset){name, HTML_CHARSET_MARK};
	}
	name = declared_charset(html);
	if (name) {
		return (struct html_charset){name, HTML_CHARSET_DECLARED};
	}
	if (utf8_is_valid(html)) {
		return (struct html_charset){"UTF-8", HTML_CHARSET_VALID};
	}
	return (struct html_charset){"windows-1252", HTML_CHARSET_FALLBACK};
}
