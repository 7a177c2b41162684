/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CSV (RFC 4180): comma, double quotes, CRLF or LF, quoted line breaks, an optional UTF-8 byte order mark.
 *
 * The reader works on one text in memory (a mapped file) and never copies more than a row. The writer keeps
 * spreadsheets from taking a cell for a formula: see csv_add_cell.
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

struct csv_reader {
	struct bytes rest;
	size_t line; /* line of the file on which the current row starts, from 1 */
	size_t next_line;
	struct bytes raw; /* bytes of the current row without its line end */
};

/* Starts at the beginning of text; a byte order mark is skipped. */
void csv_reader_init(struct csv_reader *r, struct bytes text);

/* Goes over rows that hold nothing at all; r->rest is then empty or begins with one that does. */
void csv_skip_empty_rows(struct csv_reader *r);

/*
 * Reads the next row.
 *
 * a         owns the cells; reset it between rows
 * cells     receives an array of *count cells; a quoted empty cell is "", an unquoted one is absent
 * returns   1: a row; 0: the end; ERR_INPUT: an unclosed quote, text after a closing quote, a quote or a lone CR inside
 *           an unquoted cell, or a NUL, with the line where the row begins and the number of the cell; ERR_LIMIT: more
 *           than LIMIT_COLUMN_COUNT cells or LIMIT_LINE_BYTES
 *
 * ^ Rows that hold nothing at all (an empty line) are skipped.
 * ^ After an error the reader is at the end: where the next row begins can't be told from a broken one.
 */
int csv_next(
	struct csv_reader *r, struct arena *a, struct bytes **cells, size_t *count, struct err *e) MUST_USE;

/* True when a spreadsheet may take the cell for a formula: it starts with = + - @ tab or CR and is no number. */
bool csv_is_formula(struct bytes cell);

/*
 * Appends one cell, with quotes where they are needed, and a comma before it unless it is the first of its row.
 * A cell that is a formula, or that begins with an apostrophe before one, gets an apostrophe in front.
 *
 * A row of one absent cell is an empty line, and cells hold no NUL: neither would be read back.
 *
 * ^ csv_cell_text() of what csv_next() reads back is the cell that was given.
 */
void csv_add_cell(struct buf *out, struct bytes cell, bool is_first);
void csv_end_row(struct buf *out);

/* Takes off the apostrophe that csv_add_cell() put in front. */
struct bytes csv_cell_text(struct bytes cell);

#endif
