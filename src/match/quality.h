/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How good clusters are where the truth is known.
 *
 * Sources: pairs and clusters: Christen, Data matching (2012), section 7.2; B-cubed: Bagga and Baldwin, Entity-based
 * cross-document coreferencing (1998).
 */
#ifndef MATCH_QUALITY_H
#define MATCH_QUALITY_H

#include "match/component.h"

/* Shares; NAN where there is nothing to have a share of. */
struct match_rate {
	double precision;
	double recall;
	double f1; /* 2 true / (2 true + false + missed) */
};

struct match_quality {
	uint64_t pairs_true; /* pairs of records together in both */
	uint64_t pairs_found;
	uint64_t pairs_right;   /* in the truth */
	uint32_t clusters_true; /* clusters with the same records in both */
	uint32_t clusters_found;
	uint32_t clusters_right;
	struct match_rate pair;
	struct match_rate cluster; /* whole clusters, those of one record too */
	struct match_rate b_cubed; /* mean over records of the share of its cluster that is right, or found */
};

/*
 * Compares clusters with the truth.
 *
 * found, truth   number of each record's cluster and person, any below record_count; UINT32_MAX in `truth`: not known,
 *                the record is left out of everything
 *
 * In time n log n.
 *
 * ^ Pairs, clusters and B-cubed are those of the definitions, counted pair by pair.
 */
void match_quality_measure(
	struct match_quality *q, const uint32_t *found, const uint32_t *truth, uint32_t record_count);

/* How good it would be to take every pair from a threshold on for one person. */
struct match_threshold {
	double log_odds; /* pairs of at least this */
	struct match_rate pair;
};

/*
 * The threshold of the best F1 of pairs, the highest of several; recall counts pairs that no edge names too.
 *
 * edge      put into the order of log-odds, highest first; each pair once
 *
 * ^ No other threshold has a better F1 of pairs.
 */
struct match_threshold match_quality_best_threshold(
	struct match_edge *edge, size_t edge_count, const uint32_t *truth, uint32_t record_count);

#endif
