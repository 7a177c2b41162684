/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Joint tables of the comparisons of lineage (model.h), and how counts become probabilities.
 *
 * A table has MATCH_JOINT_COUNT places. Those with all levels at 1 or above are cells; a place with a missing level (0) is
 * the margin over it, so the first one is the whole. Of fewer comparisons than MATCH_LINEAGE_MAX the rest is not used.
 */
#ifndef MATCH_JOINT_H
#define MATCH_JOINT_H

#include "match/model.h"

/* The shape of a table. */
struct match_joint_shape {
	size_t count; /* of comparisons of lineage */
	unsigned level_count[MATCH_LINEAGE_MAX];
	size_t place_count; /* in use: cells and margins, rising */
	uint16_t place[MATCH_JOINT_COUNT];
	size_t cell_count;
	uint16_t cell[MATCH_JOINT_COUNT];
};

/* Of each comparison of lineage, its levels' probabilities. */
struct match_margins {
	double p[MATCH_LINEAGE_MAX][MATCH_LEVEL_COUNT];
};

void match_joint_shape_init(struct match_joint_shape *shape, const struct match_model *m);

/* The level of the i-th comparison of lineage at a place. */
static inline unsigned match_joint_level(size_t place, size_t i)
{
	return (unsigned)(place >> (MATCH_LEVEL_BITS * i)) & MATCH_LEVEL_MAX;
}

/* What to keep of a place for the levels of some comparisons alone. kept: bit i for the i-th comparison of lineage. */
size_t match_joint_mask(const struct match_joint_shape *shape, unsigned kept);

/* Fills in all margins from the cells. */
void match_joint_margins(const struct match_joint_shape *shape, double *table);

/*
 * Moves counts of pairs that miss levels to the cells, in the proportions of p; counts that miss all are dropped. This is
 * the step of expectation for values missing at random.
 *
 * p         probabilities with margins
 */
void match_joint_complete(const struct match_joint_shape *shape, const double *p, double *count);

/*
 * Adds the cells of counts that come from blocks in which some levels were fixed by the rule, so that they say nothing of
 * how often these levels occur, only of the others given them: each slice of the fixed levels is filled up, or scaled
 * down, to its share under p.
 *
 * fixed     bit i: the i-th comparison of lineage is fixed
 */
void match_joint_add(const struct match_joint_shape *shape, const double *p, unsigned fixed,
	const double *count, double *sum);

/* The cells of the product of margins. */
void match_joint_product(
	const struct match_joint_shape *shape, const struct match_margins *margin, double *table);

/* Scales cells until their margins are those given, once for each comparison; p is a table with margins. */
void match_joint_rake(const struct match_joint_shape *shape, const struct match_margins *margin, double *p);

/*
 * The cells of a table from counts, each drawn to what is expected of it, with margins.
 */
void match_joint_estimate(const struct match_joint_shape *shape, const double *count, const double *expected,
	double strength, double *p);

/*
 * Probabilities from counts, each drawn to what is expected of it: with a count n of N and an expectation e, n / N has the
 * weight n + N e and e the weight k; then made to add up to 1. Where hardly any are expected and none are seen nothing
 * was learnt, and e stays however small it is; where many are seen, or many were expected, the count decides.
 *
 * count     from [first, end)
 * expected  all above 0, adding up to 1
 * strength  k, above 0
 *
 * ^ Without counts what is expected comes back.
 */
void match_estimate_p(
	const double *count, const double *expected, double strength, size_t first, size_t end, double *p);

/*
 * Makes p / u not fall from one level to the next in [first, end), by pooling neighbours. Of counts it is the maximum of the
 * likelihood under that order.
 *
 * Source: Robertson, Wright and Dykstra, Order restricted statistical inference (1988), chapter 1: pool adjacent violators.
 *
 * ^ The sum stays, and the ratio to u never falls.
 */
void match_order_p(const double *u, size_t first, size_t end, double *p);

/*
 * The same for the levels of a comparison: those below exact agreement, and those of it, each on their own, because a
 * common value that is equal may say less than a rare one that is close.
 */
void match_order_levels(const struct match_comparison *c, const double *u, double *p);

#endif
