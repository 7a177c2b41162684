/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Training a model (model.h) from counts of patterns, with what guards it: unrelated pairs are known from random ones, the
 * number of matches has bounds from outside, and an estimate outside of them is refused and replaced by documented
 * defaults, with a sentence that says so.
 */
#ifndef MATCH_TRAIN_H
#define MATCH_TRAIN_H

#include "match/em.h"

enum { MATCH_NOTE_MAX = 8 };

struct match_training {
	const struct match_comparison *comparison;
	size_t comparison_count; /* 1 … MATCH_COMPARISON_MAX */
	const struct match_sample *sample;
	size_t sample_count;           /* 0 … MATCH_SAMPLE_MAX */
	struct match_histogram random; /* pairs drawn at random from the comparison space, by pattern */
	/* How often unrelated pairs that say something are at a level, where that is known; NAN elsewhere; by
	 * [comparison * MATCH_LEVEL_COUNT + level]. NULL: nowhere. */
	const double *known_u;
	double pair_count; /* of the whole comparison space, above 0 */
	double anchor_count; /* pairs that agree on everything important, so that hardly any is not the same; 0: not known */
	double same_max; /* no more pairs can be the same, as in lists without duplicates; 0: not known */
	bool missing_informs; /* that a value is missing says something; else it says nothing */
	bool is_without_kin;  /* two classes only */
	const struct match_model
		*towards;        /* of the same comparisons, to which this one is drawn; NULL: none */
	double towards_strength; /* in pairs at each level */
};

struct match_training_report {
	unsigned steps;
	bool has_converged;
	bool is_fallback;  /* levels are the defaults */
	double same_count; /* pairs of the comparison space that are the same person */
	double kin_count;
	double near_count;
	double log_likelihood;                               /* of the samples, against no match at all */
	double share_p[MATCH_SAMPLE_MAX][MATCH_CLASS_COUNT]; /* of the pairs of each sample */
	size_t note_count;
	const char *note
		[MATCH_NOTE_MAX]; /* sentences for people: what was not as it should be, and what was done */
};

/*
 * Trains a model.
 *
 * a         owns the notes, and the working memory until it is given back
 *
 * ^ Equal input gives equal digits.
 * ^ The prior of the same person is never over same_max / pair_count, nor under anchor_count / pair_count.
 * ^ Without any pairs the model has the defaults, and a note says so.
 */
void match_model_train(struct match_model *m, struct match_training_report *report, struct arena *a,
	const struct match_training *t);

/* Quantiles 2.5 % and 97.5 % over resamples. */
struct match_interval {
	double low;
	double high;
};

struct match_model_intervals {
	struct match_interval prior_p[MATCH_CLASS_COUNT];
	struct match_interval same_p[MATCH_COMPARISON_MAX]
				    [MATCH_LEVEL_COUNT]; /* level_p of the same person */
};

/*
 * How sure a training is: trains again on resamples of all counts (Poisson, with the counts as means). Pairs of a block
 * depend on each other, so the intervals are rather too short than too long.
 *
 * resample_count  2 … 10,000
 * seed            of random numbers (base/random.h)
 *
 * ^ Equal seeds give equal intervals.
 *
 * Source: Efron and Tibshirani, An introduction to the bootstrap (1993), section 13.3: percentiles.
 */
void match_model_bootstrap(struct match_model_intervals *out, const struct match_training *t,
	size_t resample_count, uint64_t seed);

/*
 * The prior again from the pairs that all rules together made, each once: what the model finds among them is what there
 * is. Pairs that were not compared count as unrelated.
 *
 * pair_count  of the whole comparison space
 * same_max    see struct match_training
 * returns     pairs that are expected to be the same person
 *
 * Source: the step of expectation and maximisation for the prior alone, over the whole comparison space.
 */
double match_model_fit_prior(
	struct match_model *m, struct match_histogram pairs, double pair_count, double same_max);

#endif
