/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Putting estimates together: strata that add up to a whole, and replicates of one data set.
 *
 * Strata are added draw by draw, never bound by bound: the ends of two intervals are not reached together, and a sum of
 * bounds is wider than the interval of the sum. A replicate is one completed copy of the data, from filling in missing
 * fields or from one draw of who is the same person; what differs between replicates is uncertainty of its own.
 */
#ifndef ESTIMATE_COMBINE_H
#define ESTIMATE_COMBINE_H

#include "base/mem.h"

/*
 * The draws of a whole of independent strata: draw i is the sum of the draws i of all strata.
 *
 * draws       of N, stratum_count arrays of length numbers
 * documented  people of strata that have no estimate; they count as documented only
 * out         receives length numbers
 */
void combine_strata(
	const double *const *draws, size_t stratum_count, size_t length, double documented, double *out);

struct combine_replicate {
	const double *draws; /* of N, none below `documented` */
	size_t count;        /* at least 2 */
	double documented;   /* n of this replicate */
};

enum combine_rule {
	/* Rubin, Multiple imputation for nonresponse in surveys (1987), equations 3.1.2 … 3.1.6, on log n0. */
	COMBINE_RUBIN,
	/* The R package verdata 1.0.2: the same with other degrees of freedom, and rounded. For comparison only. */
	COMBINE_VERDATA,
	/* The draws of all replicates together. */
	COMBINE_POOLED,
};

struct combine_result {
	bool is_defined; /* else every number is 0: fewer than two replicates for the first two rules, or none */
	double documented; /* mean over replicates */
	double total;
	double low;
	double high;
	double within;  /* mean variance of log n0 within a replicate */
	double between; /* variance of the replicates' means of log n0 */
	double degrees; /* of freedom of Student's t; INFINITY where replicates do not differ */
};

/*
 * One interval from the draws of several replicates.
 *
 * level     of the interval, in (0, 1)
 *
 * ^ With the stored draws of verdata's 20 replicates: 1,593 (1,266 to 2,148) by its rule.
 * ^ The order of the replicates makes no difference beyond rounding.
 */
struct combine_result combine_replicates(
	const struct combine_replicate *list, size_t count, enum combine_rule rule, double level);

/* An estimate and the ends of its interval. */
struct combine_bounds {
	double total;
	double low;
	double high;
};

/*
 * As in Jamaluddine and others (Lancet 405, 2025): estimates and both ends are summed over strata, and the median of
 * the sums is taken over imputations. The interval is wider than its level, and leaves out how imputations differ; it
 * is here so that what was published can be shown beside what should be.
 *
 * bounds    of stratum s in imputation m at [m * stratum_count + s]; at least one of each
 */
struct combine_bounds combine_published(
	const struct combine_bounds *bounds, size_t imputation_count, size_t stratum_count);

#endif
