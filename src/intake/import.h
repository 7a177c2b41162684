/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Importing records from JSON Lines or CSV (docs/formats/claim.md).
 *
 * Every row is checked before it is appended, all rows of a file go into one transaction, and one bad row takes the
 * whole file back, unless the person asked for the good rows only. Either way every bad row is reported.
 */
#ifndef INTAKE_IMPORT_H
#define INTAKE_IMPORT_H

#include "base/file.h"
#include "base/pool.h"
#include "record/rebuild.h"
#include "record/vault.h"

enum import_format { IMPORT_JSONL, IMPORT_CSV };

struct import_settings {
	enum import_format format;
	bool is_partial;        /* take the good rows and report the rest */
	bool is_dry_run;        /* check only */
	const char *researcher; /* for rows without one; may be NULL */
	const char *now;        /* recorded_at for rows without one */
};

/* One refused row. */
struct import_problem {
	size_t line;       /* of the file, from 1 */
	struct bytes text; /* column and reason */
};

struct import_result {
	int64_t row_count;
	int64_t added_count;
	int64_t unchanged_count; /* the same record was there */
	int64_t skipped_count;   /* evidence, text, custody and key rows of bytes that are not here */
	int64_t refused_count;
	bool is_taken; /* something was kept: false after a refusal without is_partial, or in a dry run */
	struct import_problem *problems; /* the first LIMIT_ERRORS_SHOWN */
	size_t problem_count;
};

/*
 * Imports.
 *
 * content   the file, from its first byte; what is read of it is taken
 * a         owns the problems
 * returns   0, also when rows were refused (see the result); another failure (disk, damage), and then nothing was kept
 *
 * ^ Without is_partial a file with a bad row changes nothing.
 * ^ Importing what was exported changes nothing.
 * ^ The number of threads changes nothing but the time.
 */
int import_records(struct vault *v, struct file_window *content, const struct import_settings *settings,
	struct pool *pool, const struct record_progress *progress, struct arena *a,
	struct import_result *result, struct err *e) MUST_USE;

#endif
