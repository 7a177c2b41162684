/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The capture tables of tests/data/mse, for tests and benches of estimation. */
#ifndef TESTS_MSE_H
#define TESTS_MSE_H

#include "estimate/strata.h"

/*
 * Reads tests/data/mse/NAME.csv, divided by the given columns. What goes wrong here is a fault of the test's
 * surroundings: it is printed and ends the program.
 *
 * folder    that holds the tables
 */
struct strata mse_strata(const char *folder, const char *name, const struct bytes *columns,
	size_t column_count, struct arena *a);

/* A table that is not divided. */
struct capture_table mse_table(const char *folder, const char *name, struct arena *a);

#endif
