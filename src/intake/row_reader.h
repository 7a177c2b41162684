/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The rows of an import, JSON Lines or CSV, read through a window on the file.
 *
 * Rows point into the window, so that it moves only between batches: row_reader_advance(), then rows until there is none
 * that is sure to be whole.
 */
#ifndef INTAKE_ROW_READER_H
#define INTAKE_ROW_READER_H

#include "base/csv.h"
#include "base/file.h"

struct row_reader {
	struct file_window *content;
	bool is_csv;
	size_t line; /* JSON Lines */
	struct csv_reader csv;
	const char **columns; /* CSV: the names in the first row */
	size_t column_count;
};

struct raw_row {
	size_t line;         /* of the file, from 1 */
	struct bytes text;   /* JSON Lines */
	struct bytes *cells; /* CSV */
	size_t cell_count;
};

/*
 * Reads what stands before the first row: a byte order mark, and the columns of a CSV file.
 *
 * a         owns the columns
 * returns   0; ERR_INPUT: a CSV file without a row, a column named twice, none named "type"; ERR_IO
 */
int row_reader_init(struct row_reader *r, struct file_window *content, bool is_csv, struct arena *a,
	struct err *e) MUST_USE;

/*
 * Moves the window to the next row. What rows pointed to before is not valid afterwards.
 *
 * ^ Lines with nothing in them are passed over, however many.
 */
int row_reader_advance(struct row_reader *r, struct err *e) MUST_USE;

/*
 * Takes the next row.
 *
 * a         owns the cells
 * returns   1: a row; 0: no more that is sure to be whole in the window; ERR_INPUT, ERR_LIMIT: this row is broken, and
 *           the reader is at the end, since where the next one begins can't be known. row->line is set in each case
 *           but 0
 */
int row_reader_next(struct row_reader *r, struct arena *a, struct raw_row *row, struct err *e) MUST_USE;

#endif
