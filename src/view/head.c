/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/head.h"

#include "view/html.h"

/* style.css and estimate.css, built in. */
extern const char view_style[];
extern const char view_style_end[];
extern const char view_estimate_style[];
extern const char view_estimate_style_end[];

struct bytes head_estimate_style(void)
{
	return (struct bytes){view_estimate_style, (size_t)(view_estimate_style_end - view_estimate_style)};
}

void head_write(struct buf *out, const char *title, struct bytes subject, const struct bytes *style,
	size_t style_count)
{
	buf_add_text(out,
		"<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
		"'unsafe-inline'; base-uri 'none'; form-action 'none'\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		"<meta name=\"referrer\" content=\"no-referrer\"/>\n"
		"<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>");
	buf_add_text(out, title);
	html_text(out, subject);
	buf_add_text(out, "</title>\n<style>\n");
	buf_add(out, view_style, (size_t)(view_style_end - view_style));
	for (size_t i = 0; i < style_count; i++) {
		buf_add_bytes(out, style[i]);
	}
	buf_add_text(out, "</style>\n</head>\n");
}
