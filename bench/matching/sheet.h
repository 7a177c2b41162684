/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CSV files that are written in one go, row by row. Failures are kept, and told by sheet_close(). */
#ifndef BENCH_MATCHING_SHEET_H
#define BENCH_MATCHING_SHEET_H

#include "base/bytes.h"
#include "base/err.h"

#include <stdio.h>

/* Zeroed is valid and closed. */
struct sheet {
	FILE *file;
	bool is_in_row;
};

/* path      of the file that is written over, or "-" for standard output */
int sheet_open(struct sheet *s, const char *path, struct err *e) MUST_USE;

/* The next cell of the row; quoted where it must be. Absent is an empty cell. */
void sheet_cell(struct sheet *s, struct bytes value);
void sheet_number(struct sheet *s, uint64_t value);
void sheet_end_row(struct sheet *s);

/* Returns 0, or ERR_IO when something was not written. A closed sheet is fine. */
int sheet_close(struct sheet *s, struct err *e) MUST_USE;

#endif
