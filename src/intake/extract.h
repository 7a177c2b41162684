/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The text of a document: what quotes refer to.
 *
 * Text is extracted once and frozen; its hash, and with it every offset, depends on the tool, its version and
 * its options, so all three are told. A document without text is no error: it is preserved without.
 *
 *   text/plain, text/csv,    valid UTF-8 is its own text; UTF-16 with a mark is converted; anything else is
 *   text/xml, JSON, mail     ERR_UNSUPPORTED with what to do, because a guessed encoding would be a false
 *                            quote
 *   text/html                visible text (intake/html.h), in a jailed child
 *   application/pdf          `pdftotext -enc UTF-8 -eol unix - -` in a jailed child; bidirectional embeddings
 *                            (U+202A-202E) left out, then text/normalize.h; pages are separated by FF.
 *                            Without -layout, because in reading order a sentence of a column stays whole
 *
 * Source: docs on PDF and right-to-left text in the dependencies page, section B5.
 */
#ifndef INTAKE_EXTRACT_H
#define INTAKE_EXTRACT_H

#include "base/buf.h"
#include "base/err.h"

enum {
	EXTRACT_TOOL_BYTES = 32,
	EXTRACT_OPTIONS_BYTES = 96,
	EXTRACT_REASON_BYTES = 512,
};

struct extract_info {
	bool has_text;                 /* text can be quoted */
	bool is_same;                  /* the document is its own text: nothing was appended to text */
	bool has_landlock;             /* a jailed child was used, and the kernel has Landlock */
	size_t page_count;             /* pages of a PDF; 0 for what has no pages */
	size_t unreadable_count;       /* U+FFFD in the text: bytes that had no meaning in the encoding */
	char tool[EXTRACT_TOOL_BYTES]; /* "none", "recount", "libxml2", "pdftotext"; empty: not tried */
	char tool_version[EXTRACT_TOOL_BYTES]; /* "22.12.0"; empty for "none" */
	char options[EXTRACT_OPTIONS_BYTES];   /* "-enc UTF-8 -eol unix", "charset=windows-1251 (declared)" */
	char reason[EXTRACT_REASON_BYTES];     /* why there is no text: a sentence; empty with text */
};

/*
 * Extracts the text of a document.
 *
 * type      from detect_media_type()
 * text      what was extracted is appended; nothing when info->is_same or without text
 * info      is overwritten
 * returns   0, also for a document without text; ERR_UNSUPPORTED for text in an unknown encoding; ERR_IO
 *
 * ^ Appended text is valid UTF-8.
 * ^ A damaged, hostile or endless document has no text and a reason, and is no error.
 */
int extract_text(struct bytes document, const char *type, struct buf *text, struct extract_info *info,
	struct err *e) MUST_USE;

#endif
