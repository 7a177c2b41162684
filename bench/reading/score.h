/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Scores of the reading module against annotated texts. Each scorer reads one set, writes what a person wants to see
 * (counts, misses) to a stream, and adds its figures to a list, from which the table, the history and the tests are made.
 */
#ifndef BENCH_READING_SCORE_H
#define BENCH_READING_SCORE_H

#include "muc.h"
#include "reading/reading.h"
#include "split.h"

struct reader {
	struct arena arena;
	struct reading_tables *tables;
	struct gazetteer *gazetteer;
};

/* Loads the tables and the gazetteer that are built in. reader_done() also after a failure. */
int reader_init(struct reader *r, struct err *e) MUST_USE;
void reader_done(struct reader *r);

/* One number of a score: "muc-dev", "development", "hum-tgt-num", "F", 60.6. The texts must outlive it. */
struct figure {
	const char *set;
	const char *part;  /* a half, or "all" */
	const char *group; /* figures of a group stand on one line of the table */
	const char *name;
	double value; /* NAN: of nothing */
};

enum { FIGURES_MAX = 512 };

struct figures {
	struct figure list[FIGURES_MAX];
	size_t count;
};

void figures_add(struct figures *f, struct figure one);
/* NAN when it is not there. */
double figures_find(
	const struct figures *f, const char *set, const char *part, const char *group, const char *name);
/* Part of whole in percent; NAN of nothing. */
double figures_percent(unsigned part, unsigned whole);
/* One line a group: in columns for a person, or as the lines of history.txt with what stands before each. */
void figures_print(const struct figures *f, const char *before, FILE *out);

/*
 * Claims of one annotated text: CSV with the columns of zhanaozen/globalsecurity.gold.csv.
 *
 * A row is found by a proposal of its measure and interval that overlaps half of some occurrence of its quote.
 * A decoy fails when a proposal that counts people overlaps it.
 */
int score_claims(const char *set, struct bytes text, const struct reading *reading, struct bytes gold,
	FILE *details, struct figures *out, struct err *e) MUST_USE;

/*
 * Killed and injured of short texts about one incident each: a JSON array of objects with Description, Dead and Injured.
 * By half, of rows whose number stands in the text and of all.
 */
int score_incidents(const struct reader *r, const char *set, struct bytes json, FILE *details,
	struct figures *out, struct err *e) MUST_USE;

/* The number of a total as the text states it ("more than 5" is 5, "as many as 60" is 60); NAN when there is none. */
double incident_stated(const struct reading *reading, const struct reading_total *total);

/* Whether number stands in text as digits or, below 100, as words. 0 does as "0" or "zero". */
bool incident_has_number(struct bytes text, int64_t number);

struct incident_count {
	unsigned rows;
	unsigned positive; /* the right number is not 0 */
	unsigned answered; /* the answer is not 0 */
	unsigned right;    /* the same, and not 0 */
	unsigned zero;     /* both 0, or the right one 0 and no answer */
	unsigned abstained;
};

/* Counts one row; answer: NAN when there is none. */
void incident_count_add(struct incident_count *c, int64_t gold, double answer);

/*
 * MUC messages against their keys, by half and all; the development half also by fold.
 *
 * texts, keys   files of messages and files of templates; every message of a text has its templates in one of the keys
 */
int score_muc(const struct reader *r, const char *set, const struct bytes *texts, size_t text_count,
	const struct bytes *keys, size_t key_count, FILE *details, struct figures *out,
	struct err *e) MUST_USE;

/* Writes the slot rows of a report in the form of official_slot_scores.csv. */
void muc_report_print(const struct muc_report *report, const char *set, const char *system, FILE *out);

struct muc_people;

/*
 * Templates for a message from what was read in it, of the people that are targets: at most `max`.
 *
 * left_out: as of muc_perpetrator_judge()
 */
size_t muc_templates_of(const struct reader *reader, const struct muc_message *message,
	const struct reading *reading, const struct muc_people *people, unsigned left_out, struct arena *a,
	struct muc_template *out, size_t max);

/* Runs all sets that the data folder has, saying which are not there. */
int score_all(
	const struct reader *r, const char *data, FILE *details, struct figures *out, struct err *e) MUST_USE;

#endif
