/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether somebody that an act was done to is a target of the MUC task: what the task document calls relevant, recent and
 * specific, told by plain features of the proposal and its sentence. Each feature has a weight in muc_weights.txt, which
 * train.c makes from the development halves; who wants to know why asks for the features.
 */
#ifndef BENCH_READING_MUC_JUDGE_H
#define BENCH_READING_MUC_JUDGE_H

#include "muc.h"
#include "reading/reading.h"

enum { MUC_FEATURES_MAX = 160 };

struct muc_features {
	struct bytes list[MUC_FEATURES_MAX]; /* "measure:killed", "word:clash" */
	size_t count;
};

/* What is known of a proposal of a message. The texts are owned by the arena. */
void muc_features_of(const struct muc_message *message, const struct reading *reading,
	const struct proposal *p, struct arena *a, struct muc_features *out);

/*
 * The least sum of weights of a target. Below 0, where the training draws its line: of what is not sure, the one half that is
 * right brings more than the other costs.
 */
enum { MUC_JUDGE_FLOOR = -12 };

/* Sum of the weights of the features. */
double muc_judge(const struct muc_features *features);

#endif
