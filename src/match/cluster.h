/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Clusters: which records are one person, so that the sum of the log-odds of all pairs of records put together is as
 * large as can be, and what must not be together is not.
 *
 * Sources: Bansal, Blum and Chawla, Correlation clustering (Machine Learning 56, 2004), with weights; the exact and
 * the approximate search are described in match/exact.h, match/assign.h, match/agglomerate.h and match/refine.h;
 * docs/methods/matching-clusters.md.
 */
#ifndef MATCH_CLUSTER_H
#define MATCH_CLUSTER_H

#include "base/pool.h"
#include "match/problem.h"

enum match_search {
	MATCH_SEARCH_EXACT,   /* nothing is better */
	MATCH_SEARCH_LOCAL,   /* no change of a few records is better */
	MATCH_SEARCH_STOPPED, /* the work allowed for a component of its size ran out */
	MATCH_SEARCH_COUNT
};

struct match_clusters {
	uint32_t record_count;
	uint32_t count;      /* of clusters, records alone too */
	uint32_t *cluster;   /* of each record, numbered by first record */
	float *membership_p; /* of each record */
	uint8_t *search;     /* enum match_search of each component */
	double *worth;       /* of each component, in nats */
	struct match_contradictions contradictions;
	struct arena kept;
};

/*
 * Finds clusters.
 *
 * components  made with floor_log 0: no cluster is better for a pair of negative worth
 * setting     lists without duplicates, the worth of pairs without an edge. Between two records an edge of finite
 *             log-odds is said once, besides any of -INFINITY and INFINITY
 * pool        runs parts of the components
 *
 * The membership of a record is the chance that it belongs where it is rather than with a neighbouring cluster or
 * alone, all other records staying: e^worth over the sum for all places that nothing forbids. Of two records alone in
 * a component it is the pair's probability. Records joined by a "yes" move together. A record in no component has 1.
 *
 * Contradictions are of a person's "yes" with a "no" or a list: see match_problem_init().
 *
 * ^ Two records of one list without duplicates, or with an edge of -INFINITY, are never together.
 * ^ Records that INFINITY joins are together unless that contradicts the former, which is reported.
 * ^ A component of up to MATCH_EXACT_MAX records has the best partition there is.
 * ^ So has a larger one of two lists without duplicates, unless the work runs out.
 * ^ Any number of threads and any order of edges give the same clusters.
 */
void match_clusters_init(struct match_clusters *m, uint32_t record_count,
	const struct match_components *components, const struct match_setting *setting, struct pool *pool);

/* Frees. A zeroed value is fine. */
void match_clusters_done(struct match_clusters *m);

/*
 * Numbers clusters by their first records.
 *
 * cluster   of each record: the first record of its cluster; receives its number
 * returns   how many there are
 */
uint32_t match_clusters_number(uint32_t *cluster, uint32_t record_count);

#endif
