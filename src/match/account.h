/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Why a pair has the chance that it has, step by step: the prior, the weight of each comparison, what kin and near take
 * away. Pure.
 *
 *     log-odds = prior + steps - rivals
 *
 * Each step is against unrelated people, so that it can be said in words: "29 times more often among the same person".
 * That kin and near explain the same agreement is the last step.
 *
 * Source: the waterfall of Fellegi-Sunter weights; docs/methods/matching-model.md, section 1.
 */
#ifndef MATCH_ACCOUNT_H
#define MATCH_ACCOUNT_H

#include "match/model.h"

/* A comparison, or those of lineage as one. */
struct match_account_step {
	size_t comparison_count;
	size_t comparison[MATCH_LINEAGE_MAX];
	double weight_log;
};

struct match_account {
	double prior_log; /* ln of the odds before anything is compared */
	size_t step_count;
	struct match_account_step step[MATCH_COMPARISON_MAX]; /* in the order of the comparisons */
	double rivals_log;                                    /* above or about 0 */
	double log_odds;
	double p[MATCH_CLASS_COUNT];
};

/*
 * Accounts for a pattern.
 *
 * ^ Prior and steps less rivals are the log-odds, and those are of the chance of the same person.
 * ^ Lineage is one step.
 */
void match_account_init(struct match_account *account, const struct match_model *m, match_pattern pattern);

/* The likeliest class; of several the first. */
enum match_class match_likeliest(const double p[MATCH_CLASS_COUNT]);

/* "same", "kin", "near", "unrelated". */
extern const char *const match_class_names[MATCH_CLASS_COUNT];

#endif
