/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Expectation and maximisation on counts of patterns: one run over the pairs of all blocking rules together. What is the
 * same for all rules is how often levels occur in a class; each rule has shares of the classes of its own, and says
 * nothing of the comparisons that it fixes. Unrelated pairs are known beforehand and stay.
 *
 * Sources: Dempster, Laird and Rubin (1977); Winkler (1988); Enamorado, Fifield and Imai, Using a probabilistic model to
 * assist merging of large-scale administrative records (2019), section on missing values. docs/methods/matching-model.md.
 */
#ifndef MATCH_EM_H
#define MATCH_EM_H

#include "base/mem.h"
#include "match/joint.h"

enum { MATCH_SAMPLE_MAX = 64 };

/* A pattern and how many pairs have it. */
struct match_count {
	match_pattern pattern;
	double count; /* not negative */
};

struct match_histogram {
	const struct match_count *rows;
	size_t count;
};

/* The pairs of one blocking rule. */
struct match_sample {
	struct match_histogram pairs; /* of whole blocks, perhaps not of all */
	uint32_t fixed;               /* bit i: the rule lets pairs in by comparison i */
	double pair_count;            /* of the whole rule; 0: all are in the histogram */
};

struct match_em_row {
	match_pattern pattern; /* of comparisons that are not lineage and not fixed */
	double count;
	uint16_t joint; /* levels of lineage */
	uint16_t given; /* those of them that the rule fixes */
};

struct match_em_sample {
	size_t from;
	size_t to;              /* of rows */
	uint32_t fixed;         /* bit i: comparison i */
	unsigned lineage_fixed; /* bit i: the i-th comparison of lineage */
	double count;
	double share_p[MATCH_CLASS_COUNT];
	double same_share_max; /* no more of its pairs can be the same person */
};

struct match_em {
	struct match_model *model;          /* its probabilities of same and kin are what is estimated */
	const struct match_model *expected; /* what they are drawn to, and the start */
	bool is_trained;                    /* expected is: also its joint table is what is expected */
	double strength;                    /* how strongly, in pairs at each level */
	bool may_move;                      /* else only shares are estimated */
	struct match_em_sample sample[MATCH_SAMPLE_MAX];
	size_t sample_count;
	struct match_em_row *row;
	struct match_joint_shape *shape;
	struct match_em_tables *tables;
};

/*
 * Takes the samples in.
 *
 * a         owns what em holds
 * m         has comparisons, unrelated probabilities, and a start for the others
 * expected  see struct match_em; may not be m
 *
 * Shares start at 1 % for each class but unrelated.
 */
void match_em_init(struct match_em *em, struct arena *a, struct match_model *m,
	const struct match_model *expected, const struct match_sample *sample, size_t sample_count);

/*
 * Runs until no probability moves by more than 1e-4, at most step_max steps.
 *
 * returns   the steps taken; step_max when it did not come to rest
 */
unsigned match_em_run(struct match_em *em, unsigned step_max);

/* ln of the likelihood of all samples, against all pairs being unrelated. */
double match_em_log_likelihood(struct match_em *em);

#endif
