/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The benchmark set: one list of invented people, most of them on it more than once, of any length. Rows are made one by
 * one from their number, so that the set is written as fast as it is made, and none of it is held.
 */
#ifndef BENCH_MATCHING_BENCHMARK_H
#define BENCH_MATCHING_BENCHMARK_H

#include "sheet.h"

#include "base/mem.h"

enum {
	BENCHMARK_BLOCK_PERSONS = 395,  /* persons who share … */
	BENCHMARK_BLOCK_RECORDS = 1000, /* … so many records, one to six each */
};

/*
 * Writes the set: id, person, given, family, birth_date, place, sex, occupation. `person` is the truth.
 *
 * count     records, up to 2^30; pools of names grow with its square root
 * seed      another seed gives other names, people and errors
 *
 * Of the records, 8 % have no date of birth; of the names 15 % have an error of writing; of the dates 5 % have day and
 * month exchanged and 4 % another year; 15 % name another place, 10 % another occupation, 1 % the other sex.
 *
 * The same count and seed give the same bytes.
 */
int benchmark_write(const char *path, uint64_t count, uint64_t seed, struct err *e) MUST_USE;

#endif
