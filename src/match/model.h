/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The model of Fellegi and Sunter with three classes of pairs: the same person, kin, unrelated. How often each level of
 * each comparison occurs in each which; the weight of a pattern is what follows from that.
 *
 * Kin are what separates lists of war dead from other lists: siblings who died together share father, grandfather, family
 * name, day and place of death, and differ in little but the given name. The comparisons of lineage are one joint
 * comparison, because among the same as among kin they agree together or not at all. Near are strangers whom more than
 * chance makes alike: of one clan, of one village, dead on one day. Without a class for them they would pass for the same.
 *
 * Sources: Fellegi and Sunter, A theory for record linkage (1969); Winkler, Using the EM algorithm for weight computation
 * in the Fellegi-Sunter model of record linkage (1988); docs/methods/matching-model.md.
 */
#ifndef MATCH_MODEL_H
#define MATCH_MODEL_H

#include "match/pattern.h"

enum match_class { MATCH_SAME, MATCH_KIN, MATCH_NEAR, MATCH_UNRELATED, MATCH_CLASS_COUNT };

/* What kin have to do with a comparison. */
enum match_part {
	MATCH_PART_OWN,   /* a person's own (sex, identifier): kin agree on it as often as unrelated people */
	MATCH_PART_GIVEN, /* the given name: as among unrelated people, but siblings hardly ever share it */
	MATCH_PART_LINEAGE, /* father, grandfather, family: as among the same person; at most MATCH_LINEAGE_MAX */
	MATCH_PART_BIRTH,  /* birth and age: kin are nearer than unrelated people, strangers are not */
	MATCH_PART_SHARED, /* day and place of death, address: kin may well share it */
	MATCH_PART_COUNT
};

enum {
	MATCH_LEVEL_COUNT = MATCH_LEVEL_MAX + 1,
	MATCH_LINEAGE_MAX = 3,
	MATCH_JOINT_COUNT = 1 << (MATCH_LINEAGE_MAX * MATCH_LEVEL_BITS),
	MATCH_COMPARISON_NAME_MAX = 31,
};

struct match_comparison {
	char name[MATCH_COMPARISON_NAME_MAX + 1]; /* a to z, 0 to 9 and _ */
	unsigned level_count; /* 2 … MATCH_LEVEL_COUNT, with those of missing and different */
	unsigned exact_from;  /* levels from this one on are exact agreement; level_count: none is */
	enum match_part part;
};

struct match_model {
	size_t comparison_count;
	struct match_comparison comparison[MATCH_COMPARISON_MAX];
	size_t lineage_count;
	size_t lineage[MATCH_LINEAGE_MAX]; /* the comparisons of lineage, in order */
	bool has_kin;                      /* else the prior of kin is 0 */
	bool has_near;                     /* else that of near is */
	bool missing_informs;              /* else a missing level says nothing */
	double prior_p[MATCH_CLASS_COUNT]; /* of a pair of the whole comparison space */
	/*
	 * How often a comparison is at a level in a which, among pairs that are not missing it; at MATCH_LEVEL_MISSING how
	 * often it is missing. For lineage these are the margins of the joint table.
	 */
	double level_p[MATCH_CLASS_COUNT][MATCH_COMPARISON_MAX][MATCH_LEVEL_COUNT];
	/* By match_model_joint(); where a level is missing: the sum over it. */
	double joint_p[MATCH_CLASS_COUNT][MATCH_JOINT_COUNT];
};

/* The levels of lineage of a pattern as one number: the i-th comparison of lineage has bits [4i, 4i + 4). */
static inline unsigned match_model_joint(const struct match_model *m, match_pattern pattern)
{
	unsigned joint = 0;
	for (size_t i = 0; i < m->lineage_count; i++) {
		joint |= match_level(pattern, m->lineage[i]) << (MATCH_LEVEL_BITS * i);
	}
	return joint;
}

/*
 * ln of prior and probability of a pattern together, for each class. What is missing has probability 1, unless that it is
 * missing informs. A class that does not occur has -INFINITY.
 *
 * pattern   levels below level_count of its comparison, else it is our mistake
 *
 * ^ A pattern with everything missing has the prior.
 */
void match_model_log(const struct match_model *m, match_pattern pattern, double log_p[MATCH_CLASS_COUNT]);

/*
 * The chance of each which, given a pattern. They add up to 1.
 *
 * ^ The chances of the classes add up to 1.
 */
void match_model_posterior(const struct match_model *m, match_pattern pattern, double p[MATCH_CLASS_COUNT]);

/*
 * The weight of a step of the waterfall: ln of how many times more often it is so in class `of` than in class `against`.
 * A pattern's steps are the weight of each comparison that is not lineage, and that of lineage as one; exp() of a weight
 * reads as "29 times more often among the same".
 *
 * comparison   not one of lineage, for match_model_weight()
 *
 * ^ The steps of a pattern add up to the difference of match_model_log(), less that of the priors.
 */
double match_model_weight(const struct match_model *m, enum match_class of, enum match_class against,
	size_t comparison, unsigned level);
double match_model_lineage_weight(
	const struct match_model *m, enum match_class of, enum match_class against, match_pattern pattern);

/*
 * The model as tables for scoring many patterns: two comparisons are one look-up, lineage is one.
 */
enum { MATCH_PATTERN_BYTES = 8, MATCH_BYTE_COUNT = 256 };

struct match_scorer {
	size_t byte_count; /* of a pattern that are in use */
	size_t lineage_count;
	unsigned lineage_shift[MATCH_LINEAGE_MAX];
	/* [..][which]: ln of probability against unrelated; the priors are in joint. The fourth is not used. */
	float byte[MATCH_PATTERN_BYTES][MATCH_BYTE_COUNT][4];
	float joint[MATCH_JOINT_COUNT][4];
};

void match_scorer_init(struct match_scorer *s, const struct match_model *m);

/* What a scorer makes of a pattern: ln of the odds against unrelated, priors included. */
struct match_score {
	float log_odds[MATCH_CLASS_COUNT]; /* -INFINITY for a class that does not occur; of unrelated 0 */
};

/*
 * ^ A score is that of match_model_log() to 1e-3.
 */
static inline struct match_score match_scorer_score(const struct match_scorer *s, match_pattern pattern)
{
	unsigned joint = 0;
	for (size_t i = 0; i < s->lineage_count; i++) {
		joint |= (unsigned)(pattern >> s->lineage_shift[i] & MATCH_LEVEL_MAX)
			<< (MATCH_LEVEL_BITS * i);
	}
	struct match_score score;
	memcpy(score.log_odds, s->joint[joint], sizeof(score.log_odds));
	for (size_t i = 0; i < s->byte_count; i++) {
		const float *add = s->byte[i][pattern >> (8 * i) & (MATCH_BYTE_COUNT - 1)];
		for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
			score.log_odds[which] += add[which];
		}
	}
	return score;
}

/* The ln of the odds of the same person against all other classes together. */
double match_score_log_odds(struct match_score score);

#endif
