/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Partitions drawn at random, as probable as the log-odds of their pairs say: how far who is the same person is
 * uncertain, handed on to what is computed from it.
 *
 * Inside a component a partition has probability proportional to e^worth (match/problem.h) among those that keep to the
 * conflicts and in which each cluster hangs together by edges. Up to MATCH_EXACT_MAX atoms draws are exact and
 * independent. Beyond, each replicate is a chain of its own from all records alone: sweeps of Gibbs sampling, atom by
 * atom, and in blocks, where up to four neighbouring atoms are anchors, and their clusters are drawn anew among all
 * partitions that give each cluster an anchor (so that going back is as possible as going there). The larger a component,
 * the fewer atoms a block has, and what a chain may do in all is limited in proportion to its atoms and edges: a chain that
 * reaches the limit stops where it is.
 *
 * What is drawn is as good as the log-odds: they should be calibrated, and the worth counts each pair as if it were
 * independent of the others in its cluster, which makes clusters of three and more surer than they are.
 *
 * Sources: Geman and Geman, Stochastic relaxation, Gibbs distributions (1984); blocked Gibbs as in Jensen, Kong and
 * Kjaerulff (1995); handing on of matching errors: Sadinle, Bayesian propagation of record linkage uncertainty into
 * population size estimation of human rights violations (Annals of Applied Statistics 12, 2018).
 */
#ifndef MATCH_PARTITION_H
#define MATCH_PARTITION_H

#include "base/pool.h"
#include "match/problem.h"

struct match_partition_plan {
	uint64_t seed;
	uint32_t replicate_first; /* number of the first one */
	uint32_t replicate_count;
	unsigned sweeps; /* of a component that is not drawn exactly; 0: MATCH_PARTITION_SWEEPS */
};

enum { MATCH_PARTITION_SWEEPS = 60 };

struct match_partition_report {
	size_t exact_count; /* components */
	size_t chain_count;
	size_t stopped_count; /* chains that a limit of work cut short; they have had fewer sweeps */
};

/*
 * Draws partitions.
 *
 * components  made with a low floor_log, so that pairs that are probably two persons can be together too
 * plan        replicates are named by number: any of them can be drawn again, alone or with others
 * cluster     receives replicate_count rows of record_count numbers of clusters, numbered by first record
 *
 * ^ A replicate depends on its number and the seed, and neither on the others nor on threads.
 * ^ In small components and by chains, two records are together as often as the enumeration of all partitions says.
 * ^ No draw breaks a list without duplicates, a "no", or a "yes" that contradicts neither.
 */
void match_partition_draw(const struct match_components *components, const struct match_setting *setting,
	const struct match_partition_plan *plan, struct pool *pool, uint32_t record_count, uint32_t *cluster,
	struct match_partition_report *report);

#endif
