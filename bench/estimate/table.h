/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Capture tables of files for the programs of this folder: a 0/1 column a list, then a column `count`. */
#ifndef BENCH_ESTIMATE_TABLE_H
#define BENCH_ESTIMATE_TABLE_H

#include "estimate/capture.h"

/* Reads a table; `a` owns it. Fails as file_read(), csv_next() or capture_table_build(). */
int table_read(struct capture_table *t, struct arena *a, const char *path, struct err *e) MUST_USE;

#endif
