/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether people of a message are a target of the MUC task: what the task document calls relevant, recent and specific,
 * told by plain features of how the message tells of them. Each feature has a weight in muc_weights.txt, which train.c
 * makes from the development halves; who wants to know why asks for the features.
 */
#ifndef BENCH_READING_MUC_JUDGE_H
#define BENCH_READING_MUC_JUDGE_H

#include "muc.h"
#include "split.h"

enum { MUC_FEATURES_MAX = 320 };

struct muc_features {
	struct bytes list[MUC_FEATURES_MAX]; /* "rule:killed.passive", "before:against" */
	size_t count;
};

/* Adds "kind:value", once; value: without spaces. */
void muc_feature_add(struct muc_features *f, struct arena *a, const char *kind, const char *value);

/* The least log odds of a target: of what is not sure, the half that is right brings more than the other costs. */
#define MUC_JUDGE_FLOOR (-1.1)

/*
 * Log odds that people with these features are a target.
 *
 * left_out: fold of the development half that the weights have not seen; SPLIT_FOLD_COUNT: they have seen all of it.
 */
double muc_judge(const struct muc_features *features, unsigned left_out);

#endif
