/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/html.h"

#include "text/safe.h"

static void add_escaped(struct buf *out, struct bytes text, enum safe_lines lines)
{
	struct buf safe = {0};
	safe_add(&safe, text, lines);
	for (size_t i = 0; i < safe.len; i++) {
		switch (safe.s[i]) {
		case '<':
			buf_add_text(out, "&lt;");
			break;
		case '>':
			buf_add_text(out, "&gt;");
			break;
		case '&':
			buf_add_text(out, "&amp;");
			break;
		case '"':
			buf_add_text(out, "&quot;");
			break;
		case '\'':
			buf_add_text(out, "&#39;");
			break;
		default:
			buf_add_char(out, safe.s[i]);
		}
	}
	buf_done(&safe);
}

void html_text(struct buf *out, struct bytes text)
{
	add_escaped(out, text, SAFE_ONE_LINE);
}

void html_lines(struct buf *out, struct bytes text)
{
	add_escaped(out, text, SAFE_KEEP_LINES);
}

void html_bdi(struct buf *out, struct bytes text, struct bytes language)
{
	buf_add_text(out, "<bdi");
	if (language.len > 0) {
		buf_add_text(out, " lang=\"");
		html_text(out, language);
		buf_add_char(out, '"');
	}
	buf_add_char(out, '>');
	html_text(out, text);
	buf_add_text(out, "</bdi>");
}

void html_address(struct buf *out, struct bytes url)
{
	bool is_link = bytes_starts(url, "https://") || bytes_starts(url, "http://");
	if (is_link) {
		buf_add_text(out, "<a rel=\"noreferrer noopener\" href=\"");
		html_text(out, url);
		buf_add_text(out, "\">");
	}
	buf_add_text(out, "<bdi class=\"address\">");
	html_text(out, url);
	buf_add_text(out, is_link ? "</bdi></a>" : "</bdi>");
}

static void add_anchor(struct buf *out, const char *before, const char *prefix, struct bytes name)
{
	buf_printf(out, "%s%s-", before, prefix);
	html_text(out, name);
	buf_add_char(out, '"');
}

void html_id(struct buf *out, const char *prefix, struct bytes name)
{
	add_anchor(out, " id=\"", prefix, name);
}

void html_href(struct buf *out, const char *prefix, struct bytes name)
{
	add_anchor(out, " href=\"#", prefix, name);
}

void html_css_string(struct buf *out, struct bytes text)
{
	struct buf safe = {0};
	safe_add(&safe, text, SAFE_ONE_LINE);
	buf_add_char(out, '"');
	for (size_t i = 0; i < safe.len; i++) {
		unsigned char c = (unsigned char)safe.s[i];
		bool is_plain = c >= 0x80 || c == ' ' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			(c >= 'a' && c <= 'z');
		if (is_plain) {
			buf_add_char(out, (char)c);
		} else {
			buf_printf(out, "\\%06x", c);
		}
	}
	buf_add_char(out, '"');
	buf_done(&safe);
}
