/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which pairs a person should look at first: those whose answer is open and would change much.
 *
 * Both are taken from partitions drawn at random (match/partition.h). The gain of asking about a pair is the entropy of
 * its being together, times the mean effect over the partitions of the answer that the partition does not have:
 *
 *  - on clusters: pairs of records that would be joined, all those between the two clusters, or parted, those of one
 *    record with the rest of its cluster;
 *  - on overlaps: the sum of changes of the counts in the table of overlaps, 1 to 3.
 *
 * Source: entropy as in uncertainty sampling, Lewis and Gale, A sequential algorithm for training text classifiers (1994).
 */
#ifndef MATCH_REVIEW_H
#define MATCH_REVIEW_H

#include "match/component.h"
#include "match/overlap.h"

enum match_review_aim { MATCH_REVIEW_CLUSTERS, MATCH_REVIEW_OVERLAPS };

struct match_review {
	const struct match_edge *edge; /* borrowed */
	size_t edge_count;
	enum match_review_aim aim;
	uint32_t draw_count;
	uint32_t *together; /* draws in which the pair is together */
	double *effect;     /* sum over draws */
};

/* edge      each pair once; those with infinite log-odds are decided and never asked about */
void match_review_init(
	struct match_review *v, const struct match_edge *edge, size_t edge_count, enum match_review_aim aim);

/* Adds one partition; its strata are not used. */
void match_review_add(struct match_review *v, const struct match_overlap_input *draw);

struct match_question {
	size_t place; /* of the pair in edge */
	double together_p;
	double gain;
};

/*
 * The pairs that are worth asking about, those of the largest gain first, then by the records.
 *
 * question  receives up to room of them
 * returns   their number
 *
 * With k of K draws together the chance is taken to be (k + 1/2) / (K + 1): draws that agree don't prove anything.
 *
 * ^ Gains never rise along the list, and the order of the edges does not matter.
 */
size_t match_review_order(const struct match_review *v, struct match_question *question, size_t room);

/* Frees. A zeroed value is fine. */
void match_review_done(struct match_review *v);

#endif
