/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Estimates in closed form: two lists, and all lists without an interaction of the highest order.
 *
 * Each writes the number of people on no list as a product of the counts, so that its logarithm has the variance
 * sum of 1/count (delta method). Intervals are symmetric on that scale: they never go below the people documented.
 * Pure; safe from any thread.
 */
#ifndef ESTIMATE_CLOSED_H
#define ESTIMATE_CLOSED_H

#include "estimate/capture.h"

enum closed_code {
	CLOSED_FINE,
	CLOSED_LISTS,     /* not two lists, or fewer than two */
	CLOSED_ZERO_CELL, /* a pattern that the formula divides by, or takes the logarithm of, does not occur */
};

struct closed_estimate {
	enum closed_code code; /* the numbers are 0 unless it is CLOSED_FINE */
	double total;          /* N: people on any list and on none */
	double low;            /* of the interval */
	double high;
};

/*
 * Two lists of which a person's being on one changes the odds of being on the other by `odds_ratio`: with 1, the
 * estimate of Lincoln and Petersen.
 *
 *     n0 = odds_ratio n10 n01 / n11
 *
 * t           of two lists
 * odds_ratio  above 0; above 1: who is on one list is more likely to be on the other
 * level       of the interval, in (0, 1)
 *
 * Two lists say nothing of their dependence, so a single odds ratio is an assumption and a range of them the honest
 * answer: Lum and Ball, Estimating undocumented homicides with two lists and list dependence (HRDAG, 2015).
 */
struct closed_estimate closed_two_lists(const struct capture_table *t, double odds_ratio, double level);

/*
 * Chapman's nearly unbiased form of the same at odds ratio 1, with Seber's variance and Chao's interval.
 *
 *     N = (n1 + 1)(n2 + 1) / (n11 + 1) - 1
 *
 * ^ It is defined when the lists do not overlap.
 *
 * Sources: Chapman, Some properties of the hypergeometric distribution (1951); Seber, The effects of trap response on
 * tag recapture estimates, Biometrics 26 (1970); Chao, Biometrics 43 (1987) 783, section 3, for the interval.
 */
struct closed_estimate closed_chapman(const struct capture_table *t, double level);

/*
 * No interaction of the highest order: the model in which only the term of all lists together is missing.
 *
 *     log n0 = sum over patterns w of (-1)^(|w| + 1) log n_w, less log xi
 *
 * t         of two or more lists
 * xi        the factor by which the odds ratio of all lists together differs from "none", above 0; its line over
 *           0.5 … 2 shows how much the answer rests on that one assumption
 *
 * ^ With two lists, xi is one over the odds ratio of closed_two_lists().
 *
 * Source: Aleshin-Guendel, Sadinle and Wakefield, The central role of the identifying assumption in population size
 * estimation (arXiv 2101.09304), section 4.
 */
struct closed_estimate closed_no_highest(const struct capture_table *t, double xi, double level);

/* The points of the sensitivity line, ascending. */
enum { CLOSED_XI_COUNT = 5 };
extern const double closed_xi[CLOSED_XI_COUNT];

#endif
