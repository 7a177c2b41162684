/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The people of a message: everybody it names, describes or counts, whether something was done to them or not. Mentions
 * that seem to mean the same people are one: the name in full and the surname, "six priests" and "the priests".
 */
#ifndef BENCH_READING_MUC_PEOPLE_H
#define BENCH_READING_MUC_PEOPLE_H

#include "muc_judge.h"
#include "score.h"

enum { PERSON_ACTS_MAX = 24, PERSON_HEADS_MAX = 6 };

struct muc_person {
	struct bytes words; /* the name in full, else the first description */
	bool is_named;
	double low; /* as in a proposal: 1 and 1 for one person, both NAN for "the peasants" */
	double high;
	double point;
	const char *qualifier;
	const char *victim_class; /* NULL: unsaid */
	uint32_t first;           /* sentence of the first mention */
	uint32_t mention_count;
	struct bytes heads[PERSON_HEADS_MAX]; /* of the words that the document has for them */
	size_t head_count;
	const struct proposal *acts[PERSON_ACTS_MAX]; /* that were done to them */
	size_t act_count;
	struct muc_features *features;
	double odds;    /* log odds that they are a target */
	bool is_target; /* of the task */
};

struct muc_people {
	struct muc_person *list; /* in the order of their first mentions */
	size_t count;
};

/* Owned by the arena. */
void muc_people_of(const struct reader *reader, const struct muc_message *message,
	const struct reading *reading, struct arena *a, struct muc_people *out);

/* Judges who is a target; left_out: as in muc_judge(). */
void muc_people_judge(struct muc_people *people, unsigned left_out);

#endif
