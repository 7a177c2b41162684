/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rows of delimited text (RFC 4180 with any delimiter), as fast as they can be looked at: cells are views into the text.
 *
 * base/csv.h reads our own exchange files and is strict. Lists come from elsewhere: a quote inside a cell that does not
 * begin with one is a character like others here, as in every spreadsheet.
 */
#ifndef INTAKE_LIST_CELLS_H
#define INTAKE_LIST_CELLS_H

#include "base/err.h"
#include "base/mem.h"

struct list_cells {
	struct bytes rest;
	char delimiter;
	size_t line; /* of the file, on which the row starts, from 1 */
	size_t next_line;
	struct bytes raw; /* bytes of the row without its line end */
	size_t count;
	struct bytes *cells;
	bool *is_doubled; /* the cell holds doubled quotes: list_cells_text() */
	bool is_stop[256];
};

/* Starts at the beginning of text, which outlives c. */
void list_cells_init(struct list_cells *c, struct bytes text, char delimiter);
void list_cells_done(struct list_cells *c);

/* Goes on from a place that an earlier row left in rest and next_line. */
void list_cells_seek(struct list_cells *c, struct bytes rest, size_t next_line);

/*
 * Reads the next row into cells.
 *
 * returns   1: a row; 0: the end; ERR_INPUT: an unclosed quote, text after a closing quote, a CR without LF, a NUL;
 *           ERR_LIMIT: more than LIMIT_COLUMN_COUNT cells or LIMIT_LINE_BYTES; each with the line
 *
 * ^ Lines with nothing in them are passed over.
 * ^ Cells joined by the delimiter, with the quotes that they had, are the bytes of the row.
 */
int list_cells_next(struct list_cells *c, struct err *e) MUST_USE;

/* The text of a cell: itself, or with doubled quotes made single, in the arena. */
struct bytes list_cells_text(const struct list_cells *c, size_t i, struct arena *a);

/*
 * The delimiter of a text: the one of , ; | and tab that divides its first line into the most cells.
 *
 * returns   ',' when none divides it
 */
char list_cells_delimiter(struct bytes text);

#endif
