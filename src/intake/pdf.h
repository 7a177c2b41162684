/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The text of a PDF, through poppler's pdftotext in a jailed child.
 *
 * Of the tools tried it alone gave Arabic and Persian lines in logical order. It reads the document from
 * standard input and has no need of the file system but for libraries and fonts.
 */
#ifndef INTAKE_PDF_H
#define INTAKE_PDF_H

#include "base/buf.h"
#include "base/err.h"
#include "intake/jail.h"

#define PDF_TOOL_OPTIONS "-enc UTF-8 -eol unix"

/*
 * Appends the text of a PDF: FF after every page, bidirectional embeddings left out, normalised.
 *
 * returns   0 when pdftotext has run: text holds only when result->end is JAIL_END_OK; ERR_NOT_FOUND, naming
 *           the package to install, without pdftotext; else as jail_program()
 *
 * ^ The text is valid UTF-8 without U+202A-202E.
 */
int pdf_text(struct bytes pdf, const struct jail_limits *limits, struct buf *text, struct jail_result *result,
	struct err *e) MUST_USE;

/* Writes the version of pdftotext and a NUL; "unknown" when it does not say. */
void pdf_tool_version(char *version, size_t cap);

#endif
