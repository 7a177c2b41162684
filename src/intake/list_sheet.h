/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The XML of a workbook (XLSX), without its ZIP: which part is a sheet, and a sheet as delimited text. Runs in a jailed
 * child; pure but for libxml2.
 *
 * Source: ECMA-376 part 1, sections 18.2 (workbook), 18.3 (sheets), 18.4 (shared strings), 18.8 (styles), 18.17.4 (dates).
 */
#ifndef INTAKE_LIST_SHEET_H
#define INTAKE_LIST_SHEET_H

#include "base/buf.h"
#include "base/err.h"

struct list_workbook {
	struct buf part; /* path of the sheet in the ZIP: "xl/worksheets/sheet1.xml" */
	bool is_1904;    /* days count from 1904 */
};

/*
 * Finds the part of a sheet.
 *
 * workbook    xl/workbook.xml
 * relations   xl/_rels/workbook.xml.rels
 * name        of the sheet; absent: the only one that is not hidden
 * found       its buf is the caller's to free
 * returns     0; ERR_INPUT: no valid XML, a document type, no such sheet, several and none named
 */
int list_sheet_find(struct bytes workbook, struct bytes relations, struct bytes name,
	struct list_workbook *found, struct err *e) MUST_USE;

/*
 * Appends a sheet as text: see list_xlsx.h.
 *
 * strings     xl/sharedStrings.xml, absent when there is none
 * styles      xl/styles.xml, likewise
 * returns     0; ERR_INPUT: no valid XML, a document type, a cell that is nowhere or of an unknown string; ERR_LIMIT: more
 *             than LIMIT_COLUMN_COUNT columns, or the text longer than LIMIT_LIST_BYTES
 *
 * ^ The text is valid UTF-8, and every row has as many cells.
 */
int list_sheet_text(struct bytes sheet, struct bytes strings, struct bytes styles, bool is_1904,
	struct buf *out, struct err *e) MUST_USE;

#endif
