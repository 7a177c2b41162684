/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading capture tables from CSV: a column of 0 and 1 for each list, and a column of counts or one row a person. The
 * values of further columns divide the rows into strata, each a table of its own.
 *
 * The order of rows makes no difference to a table; strata stand in the order in which they first occur.
 */
#ifndef ESTIMATE_STRATA_H
#define ESTIMATE_STRATA_H

#include "estimate/capture.h"

/* More strata than this are a mistaken choice of columns. */
enum { STRATA_MAX = 100000 };

struct strata_request {
	const struct bytes *columns; /* that divide the rows */
	size_t column_count;
	const struct bytes *lists; /* columns that are lists; none: all that are nothing else */
	size_t list_count;
	struct bytes count; /* column of counts; absent: "count", in any case of letters, if there is one */
};

struct stratum {
	const struct bytes *values; /* of the request's columns */
	struct capture_table table;
};

struct strata {
	const struct stratum *list;
	size_t count;              /* at least 1 */
	const struct bytes *names; /* of the lists */
	unsigned list_count;
	size_t row_count;
	size_t repeated; /* rows with a pattern that their stratum had before; 0 when a row is a person */
	int64_t left_out; /* people on none of the lists that were named, where other columns are there: they fall out */
	bool is_per_person; /* there is no column of counts */
};

/*
 * Reads a table.
 *
 * text      the whole file; what is kept of it is copied
 * a         owns the result
 * returns   0; ERR_INPUT with line and column: no header, names that are missing or twice or not there or no
 *           UTF-8, two columns of counts, a value of a stratum that is no UTF-8, no list or more
 *           than CAPTURE_LISTS_MAX, a cell of a list that is not 0 or 1, a count that is no whole number or negative,
 *           a person on no list (unless only some columns were named as lists), a row of another length, no row, broken CSV; ERR_LIMIT: more than STRATA_MAX strata
 *
 * ^ The order of rows changes no table.
 */
int strata_read(struct strata *s, struct arena *a, struct bytes text, const struct strata_request *request,
	struct err *e) MUST_USE;

#endif
