/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A sheet of a workbook (XLSX: Office Open XML) as delimited text, made in a jailed child from the ZIP (libarchive) and its
 * XML (libxml2).
 *
 * Each row of the sheet that has a cell is a row of text: its number in the sheet, then its cells up to the width of the
 * widest row, with commas, and quotes where they are needed. Numbers stand as the file holds them; a number that its
 * format shows as a date is that date, YYYY-MM-DD. Of a formula its last result is taken; formats, comments and macros are
 * not read.
 *
 * Source: ECMA-376 part 1, sections 18.2 (workbook), 18.3 (sheets), 18.4 (shared strings), 18.8 (styles), 18.17.4 (dates).
 */
#ifndef INTAKE_LIST_XLSX_H
#define INTAKE_LIST_XLSX_H

#include "base/buf.h"
#include "base/err.h"

/*
 * Appends the text of a sheet.
 *
 * sheet     its name; absent: the only one that is not hidden
 * returns   0; ERR_INPUT: a damaged file, no such sheet or several and none named (their names are told); ERR_LIMIT: larger
 *           unpacked than LIMIT_LIST_BYTES; ERR_IO; ERR_UNSUPPORTED without a jail
 *
 * ^ The text is valid UTF-8.
 */
int list_xlsx_text(struct bytes content, struct bytes sheet, struct buf *out, struct err *e) MUST_USE;

#endif
