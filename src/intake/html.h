/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The visible text of a web page.
 *
 * The page is decoded to UTF-8 first, then libxml2's HTML parser gives its events (no tree, so that depth
 * costs nothing); nothing is fetched and no external entity is loaded. The rules of the text:
 *   - title first where it stands; nothing of script, style, template, noscript, iframe, object, svg;
 *   - a block element, a list item, a table row and <br> end the line; there are no empty lines outside
 *     <pre>;
 *   - cells of a row are separated by a tab (a cell of more than one line stands alone);
 *   - runs of white space become one space, and a no-break space is white space; <pre> keeps its own;
 *   - soft hyphens are left out; entities are decoded; alternative texts of images and form fields are not
 *     text.
 *
 * Source: WHATWG HTML, sections 13.2.3.2 (prescan for an encoding) and 15.3 (rendering: hidden, block).
 */
#ifndef INTAKE_HTML_H
#define INTAKE_HTML_H

#include "base/buf.h"
#include "base/err.h"
#include "intake/jail.h"

enum html_charset_from {
	HTML_CHARSET_MARK,     /* a byte order mark */
	HTML_CHARSET_DECLARED, /* a meta element */
	HTML_CHARSET_VALID,    /* none, and the bytes are valid UTF-8 */
	HTML_CHARSET_FALLBACK, /* none: windows-1252, as browsers do */
	HTML_CHARSET_COUNT
};

struct html_charset {
	const char *name; /* static */
	enum html_charset_from from;
};

/* Finds the encoding of a page: the first of the reasons above that applies. */
struct html_charset html_sniff(struct bytes html) MUST_USE;

/*
 * Appends the visible text of the page to text, in this process: for a jailed child and for the fuzzer.
 *
 * charset   a name from html_sniff()
 * returns   0; ERR_UNSUPPORTED for an encoding that ICU lacks; ERR_LIMIT for a page of 1 GiB or more once
 *           decoded; ERR_INPUT when the parser stopped before the end of the page
 *
 * ^ The text is valid UTF-8.
 * ^ The same bytes give the same text.
 * ^ Nesting without limit loses no text.
 */
int html_parse(struct bytes html, const char *charset, struct buf *text, struct err *e) MUST_USE;

/*
 * Appends the visible text of the page to text, parsed in a jailed child.
 *
 * returns   0 when the child has run: text holds only when result->end is JAIL_END_OK; else as
 *           jail_function()
 */
int html_to_text(struct bytes html, const char *charset, const struct jail_limits *limits, struct buf *text,
	struct jail_result *result, struct err *e) MUST_USE;

/* The version of libxml2 that this program was built with: "2.9.14". */
const char *html_tool_version(void);

#endif
