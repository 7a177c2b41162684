/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a score is worth: a map from scores to the chance of being the same person that never falls, fitted to pairs that
 * people have judged.
 *
 * Sources: Robertson, Wright and Dykstra, Order restricted statistical inference (1988), chapter 1, pool adjacent
 * violators; Zadrozny and Elkan, Transforming classifier scores into accurate multiclass probability estimates (2002);
 * the interval of a step is Wilson's (1927) with Kish's effective number of pairs.
 */
#ifndef MATCH_ISOTONIC_H
#define MATCH_ISOTONIC_H

#include "base/mem.h"

/* A pair that was judged. */
struct match_judged {
	double score;  /* a number; higher is more alike */
	double weight; /* pairs that it stands for, above 0: one over its chance of being drawn */
	bool is_same;
};

/* Scores of [from, the next one's from) have chance p. */
struct match_step {
	double from;
	double p;
	double low; /* an interval of 95 % for p */
	double high;
	double count; /* effective number of judged pairs */
};

struct match_isotonic {
	size_t count; /* 0: nothing was judged */
	struct match_step *step;
};

/*
 * Fits the map.
 *
 * a         owns the steps
 * judged    count pairs, in any order; not changed
 *
 * ^ p never falls from one step to the next.
 * ^ Over all judged pairs the mean of p is the share of the same, by weight.
 * ^ The order of the judged pairs does not matter.
 */
void match_isotonic_fit(
	struct match_isotonic *map, struct arena *a, const struct match_judged *judged, size_t count);

/*
 * The step of a score: below the first one the first, from there on the last that is not above it. NULL when nothing was
 * judged.
 */
const struct match_step *match_isotonic_at(const struct match_isotonic *map, double score);

#endif
