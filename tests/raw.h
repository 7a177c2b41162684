/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A vault's database as anybody else would use it: no defence, no format, no lock. What goes wrong ends the program. */
#ifndef TESTS_RAW_H
#define TESTS_RAW_H

#include <sqlite3.h>

/* The caller closes it with sqlite3_close(). */
sqlite3 *raw_open(const char *vault);

void raw_run(sqlite3 *raw, const char *sql);

/* Opens the database of a vault, runs sql and closes it. */
void raw_change(const char *vault, const char *sql);

#endif
