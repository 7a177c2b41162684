/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pairs of words that write one name, from the files wd_russian_80, wd_arabic_80 and wd_hebrew_80 (data/names/SOURCE.md): a
 * line is a Latin word, a tab, the letters of the other script with spaces between them, a tab, a count. Words are folded
 * as they are read.
 *
 * Pairs of other scripts are joined from these: two words that stand beside one Latin word are a pair, and so are two
 * Latin words that stand beside one word of another script.
 *
 * Models of Latin and Cyrillic also learn from the Kazakh names of routes.h, whose letters are in none of these files.
 */
#ifndef BENCH_MATCHING_PAIRS_H
#define BENCH_MATCHING_PAIRS_H

#include "base/err.h"
#include "base/mem.h"
#include "match/align_train.h"
#include "routes.h"

/* Parts 0 … 6 train, 7 tunes, 8 and 9 test. A pair of Latin words from different ones of these three is in none. */
enum { PAIR_PART_COUNT = 10, PAIR_PART_TUNE = 7, PAIR_PART_TEST = 8, PAIR_PART_NONE = 10 };

struct name_pair {
	struct match_align_pair names;
	unsigned part; /* by a hash of the Latin word */
};

struct name_pairs {
	struct name_pair *row;
	size_t count;
};

/* By enum match_script of the right side; the left one is Latin. None for Latin. */
struct pair_files {
	struct name_pairs file[MATCH_SCRIPT_OTHER];
	struct routes routes;
};

/*
 * Reads the three files of a folder.
 *
 * routes    the path of routes.tsv
 * returns   0, or a code when a file cannot be read or a line is not three columns; what is read lives as long as a
 */
int pairs_read(const char *folder, const char *routes, struct arena *a, struct pair_files *files,
	struct err *e) MUST_USE;

/* All pairs between two scripts, sorted by their words. They live as long as a. */
struct name_pairs pairs_between(
	const struct pair_files *files, enum match_script left, enum match_script right, struct arena *a);

/*
 * Trains the model of two scripts on the pairs of parts below `parts`, or PAIR_PART_COUNT + 1 for all, and on the Kazakh names that
 * are not held out, or all. That of one script
 * other than Latin, for which there are few pairs, is joined from its model with Latin.
 */
int pairs_train(const struct pair_files *files, enum match_script left, enum match_script right,
	unsigned parts, struct buf *model, struct match_align_report *report, struct err *e) MUST_USE;

/* The names of the scripts in file names and arguments. */
extern const char *const pair_scripts[MATCH_SCRIPT_OTHER];

#endif
