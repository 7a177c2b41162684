/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The texts and answer keys of MUC-3 and MUC-4 (1991, 1992): messages, templates with numbered slots, and the official
 * score of templates against templates. Slot numbers and fills are those of the task document (template-doc-part1.v7).
 */
#ifndef BENCH_READING_MUC_H
#define BENCH_READING_MUC_H

#include "base/date.h"
#include "base/err.h"
#include "base/mem.h"
#include "phrase.h"

enum muc_slot {
	MUC_ID = 0,
	MUC_TEMPLATE = 1,
	MUC_DATE = 2,
	MUC_LOCATION = 3,
	MUC_TYPE = 4,
	MUC_STAGE = 5,
	MUC_INSTRUMENT = 6,
	MUC_INSTRUMENT_TYPE = 7,
	MUC_CATEGORY = 8,
	MUC_INDIVIDUAL = 9,
	MUC_ORGANIZATION = 10,
	MUC_CONFIDENCE = 11,
	MUC_THING = 12,
	MUC_THING_TYPE = 13,
	MUC_THING_NUMBER = 14,
	MUC_THING_NATION = 15,
	MUC_THING_EFFECT = 16,
	MUC_THING_TOTAL = 17,
	MUC_NAME = 18,
	MUC_DESCRIPTION = 19,
	MUC_HUMAN_TYPE = 20,
	MUC_NUMBER = 21,
	MUC_NATION = 22,
	MUC_EFFECT = 23,
	MUC_TOTAL = 24,
	MUC_SLOT_COUNT = 25
};

/* One text of a file that holds many. */
struct muc_message {
	struct bytes id;   /* "DEV-MUC3-0001" */
	struct bytes text; /* behind the line of the id; ends before the next message */
};

/* Cuts a file into its messages. Views into the file; the list is owned by the arena. */
size_t muc_messages(struct bytes file, struct arena *a, const struct muc_message **out);

/* What stands before "--" in the first line of a text: "ROME (ITALY), 11 JAN 90 (EFE) -- [TEXT] …". */
struct muc_dateline {
	struct bytes city;    /* empty when there is none */
	struct bytes country; /* empty unless the line has it */
	struct date date;     /* absent when the line says NO DATE */
};

struct muc_dateline muc_dateline(struct bytes text);

/* "JANFEB…DEC": three letters a month. */
extern const char muc_months[];

/* Takes "3 JAN 90" off the front of text; false when it begins otherwise. */
bool muc_take_date(struct bytes *text, struct date *date);

/* One fill of a slot, as `? VALUE / VALUE: "STRING" / "STRING"`. An answer has one value and at most one referent. */
struct muc_fill {
	bool is_optional;           /* "?": no answer is right, too */
	const struct bytes *values; /* without quotation marks; any of them is right */
	size_t value_count;
	const struct bytes *referents; /* whom or what the value is said of; a quoted "-" is a referent */
	size_t referent_count;
};

enum { MUC_FILLS_MAX = 64 };

struct muc_fills {
	struct muc_fill *list;
	size_t count;
};

void muc_fills_add(struct muc_fills *fills, struct muc_fill fill, struct arena *a);

struct muc_template {
	struct bytes message;
	bool is_optional;
	struct muc_fills slots[MUC_SLOT_COUNT]; /* none where the file has "-" or "*" */
};

struct muc_templates {
	struct muc_template *list; /* in the order of the file; templates of a message stand together */
	size_t count;
};

/* Reads a key (or answers in the same form). Messages without a template (all "*") give none. -ERR_INPUT with the line. */
int muc_key_read(struct bytes file, struct arena *a, struct muc_templates *out, struct err *e) MUST_USE;

/* The key as an answer that is right: each fill with the first of its alternatives. */
struct muc_templates muc_key_answer(struct muc_templates key, struct arena *a);

/* How an answered fill stands to one of the key, from the worst to the best. */
enum muc_fit {
	MUC_FIT_NONE,
	MUC_FIT_VALUE,    /* the value is right, said of another referent or of none: partial */
	MUC_FIT_REFERENT, /* another value for the same referent: incorrect */
	MUC_FIT_PARTIAL,
	MUC_FIT_CORRECT
};

/* Compares one answered fill with one of the key; muc_fit.c says how for each kind of slot. */
enum muc_fit muc_fit(enum muc_slot slot, const struct muc_fill *answer, const struct muc_fill *key);

struct muc_tally {
	unsigned correct;
	unsigned partial;
	unsigned incorrect;
	unsigned spurious;
	unsigned missing;
};

struct muc_report {
	struct muc_tally templates;               /* the row template-id */
	struct muc_tally matched[MUC_SLOT_COUNT]; /* inside mapped templates */
	unsigned missing[MUC_SLOT_COUNT];  /* fills of the key's templates that nothing was mapped to */
	unsigned spurious[MUC_SLOT_COUNT]; /* fills of answered templates that were mapped to none */
};

/*
 * Maps answered templates to those of the key and adds the counts of one message to a report.
 *
 * A template without its like in the key counts as spurious with all its fills; one of the key as missing, unless optional.
 * The counts of an official row relate as: possible = cor + par + inc + mis, actual = cor + par + inc + spu.
 */
void muc_score(const struct muc_template *answers, size_t answer_count, const struct muc_template *keys,
	size_t key_count, struct muc_report *report);

void muc_report_add(struct muc_report *to, const struct muc_report *from);

/* Slot rows as the official tables have them: ALL TEMPLATES, spurious and missing ones counted. */
struct muc_tally muc_report_slot(const struct muc_report *report, enum muc_slot slot);

/* Whole percents as the official scorer rounded them: cut after a tenth, then half to even. -1 when of nothing. */
int muc_recall(struct muc_tally t);
int muc_precision(struct muc_tally t);
/* Of the rounded percents, as in the official tables; NAN where one is missing or both are 0. */
double muc_f(struct muc_tally t);

/* Name of a slot in the official table: "hum-tgt-num"; NULL for those that are not scored. */
const char *muc_slot_name(enum muc_slot slot);

#endif
