/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How good matching is where the truth is not known: from a few pairs or persons, drawn at random and judged by people
 * who don't see the score.
 *
 * Pairs are drawn by strata of score, without replacement. Estimates are those of the design (each judged pair stands
 * for as many as its stratum has a pair drawn). Intervals come from beta distributions of the strata's shares and draws
 * of the pairs that were not judged, which does not break down where nearly all or none are one person. Of pairs that were
 * never compared this knows nothing: recall is that among the pairs that have a score.
 *
 * Sources: Cochran, Sampling techniques, 3rd ed. (1977), sections 5.5 (allocation) and 5A; Brown, Cai and DasGupta,
 * Interval estimation for a binomial proportion (2001), sections 3 and 4.1; of whole persons: Binette, York, Hickerson, Baek,
 * Madhavan and Jones, Estimating the performance of entity resolution algorithms (The American Statistician 77, 2023).
 */
#ifndef MATCH_CALIBRATE_H
#define MATCH_CALIBRATE_H

#include "match/component.h"

struct match_score_stratum {
	double from_log; /* pairs from this log-odds to below that of the next stratum */
	uint64_t count;
	double mean_p;         /* what the log-odds say */
	uint64_t sample_count; /* pairs to judge; judged ones */
	uint64_t yes_count;    /* of those, one person */
};

/*
 * Counts the pairs of each stratum, and says how many of each to judge: in proportion to count sqrt(p (1 - p)), and at
 * least MATCH_SAMPLE_MIN of each. Pairs below the first stratum, and those decided (infinite), are left aside.
 *
 * stratum   stratum_count strata with from_log ascending; the rest is filled in
 * total     about so many pairs in all
 *
 * ^ No stratum is asked for more pairs than it has.
 */
void match_calibrate_plan(const struct match_edge *edge, size_t edge_count,
	struct match_score_stratum *stratum, size_t stratum_count, uint64_t total);

enum { MATCH_SAMPLE_MIN = 10 };

/*
 * Draws the pairs of a plan.
 *
 * chosen    receives the places in `edge` of all sample_count pairs, in an order that says nothing about the score
 * returns   their number
 *
 * ^ The same pairs are drawn whatever the order of the edges.
 */
size_t match_calibrate_draw(const struct match_edge *edge, size_t edge_count,
	const struct match_score_stratum *stratum, size_t stratum_count, uint64_t seed, size_t *chosen);

struct match_estimate {
	double value; /* NAN where nothing was judged that tells it */
	double low;   /* 95 % interval */
	double high;
};

/* Taking pairs from the log-odds of a stratum on. */
struct match_calibration {
	double from_log;
	struct match_estimate precision;
	struct match_estimate recall;
};

/*
 * Precision and recall from each stratum on.
 *
 * stratum      judged: sample_count and yes_count are what was judged
 * calibration  receives stratum_count
 *
 * ^ 95 % intervals hold the truth in 90 to 99 of 100 simulations.
 */
void match_calibrate_pairs(const struct match_score_stratum *stratum, size_t stratum_count, uint64_t seed,
	struct match_calibration *calibration);

/*
 * The lowest threshold from which the estimated precision is at least `precision`, there and at all higher ones that
 * were judged.
 *
 * returns   its place in calibration, or count for none
 */
size_t match_calibrate_threshold(const struct match_calibration *calibration, size_t count, double precision);

/* A person drawn at random, all of whose records were found by hand. */
struct match_judged_person {
	double weight; /* 1 / chance of being drawn, up to a constant: 1 / records where records were drawn */
	uint64_t pairs_true;  /* of the person's records */
	uint64_t pairs_right; /* those that are in one cluster */
	double pairs_found;   /* half the sum over the records of the others in their clusters */
};

/*
 * Precision and recall of clusters from persons: ratios of weighted sums, with the bias taken off and the variance found
 * by leaving each person out in turn (jackknife). Intervals are normal on the logit where the value lies inside (0, 1).
 *
 * count     at least 2
 *
 * ^ 95 % intervals from persons hold the truth in 90 to 99 of 100 simulations.
 */
void match_calibrate_persons(const struct match_judged_person *person, size_t count,
	struct match_estimate *precision, struct match_estimate *recall);

#endif
