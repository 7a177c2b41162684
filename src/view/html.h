/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writing HTML: everything that did not come from this program goes through these functions.
 *
 * What a source wrote may hold markup, control characters and bidirectional controls. Markup is escaped, what
 * is hidden is made visible (text/safe.h), and each piece stands in an element of its own direction.
 *
 * Source: WHATWG HTML, sections 13.1.2.3 (attribute values) and 4.5.24 (bdi).
 */
#ifndef VIEW_HTML_H
#define VIEW_HTML_H

#include "base/buf.h"

/*
 * Appends text, to stand between tags or in a quoted attribute value.
 *
 * text      any bytes, also ones that are not UTF-8; absent gives nothing
 *
 * ^ No output holds < > " ' or an & that does not begin one of our five references.
 * ^ Bidirectional controls, control characters and bytes that are not UTF-8 come out as visible words.
 */
void html_text(struct buf *out, struct bytes text);

/* The same, with its line breaks kept. */
void html_lines(struct buf *out, struct bytes text);

/* Appends the text in a <bdi>. language: BCP 47, absent when unknown. */
void html_bdi(struct buf *out, struct bytes text, struct bytes language);

/*
 * Appends an address: a link when it is http or https, otherwise its text.
 *
 * ^ No other scheme becomes a link.
 */
void html_address(struct buf *out, struct bytes url);

/* Appends ` id="PREFIX-NAME"` and ` href="#PREFIX-NAME"`. */
void html_id(struct buf *out, const char *prefix, struct bytes name);
void html_href(struct buf *out, const char *prefix, struct bytes name);

/*
 * Appends text as a quoted CSS string.
 *
 * ^ Nothing in the text ends the string, the rule or the style element.
 */
void html_css_string(struct buf *out, struct bytes text);

#endif
