/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Overlapping lists of invented victims, as separate files with columns, orders and scripts of their own: what the public
 * sets for record linkage lack. model.h says what each list is like, people.h who is on them.
 */
#ifndef BENCH_MATCHING_LISTS_H
#define BENCH_MATCHING_LISTS_H

#include "model.h"

/*
 * Writes the lists of a culture into a folder that is there: NAME.csv for each, and lists.map, which says what their columns
 * mean. The column `person` is the truth.
 *
 * persons   victims, about; a list reaches a part of them
 *
 * The same culture, persons and seed give the same bytes.
 */
int lists_write(
	const char *folder, enum culture_kind kind, uint64_t persons, uint64_t seed, struct err *e) MUST_USE;

#endif
