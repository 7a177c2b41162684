/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From clusters to a table of overlaps: for each set of lists how many clusters are on just these. It is what
 * `recount estimate` reads; several partitions give its replicates.
 */
#ifndef MATCH_OVERLAP_H
#define MATCH_OVERLAP_H

#include "base/buf.h"
#include "base/bytes.h"

/* As many lists as a capture table may have. */
enum { MATCH_OVERLAP_LISTS_MAX = 64 };

struct match_overlap_input {
	uint32_t record_count;
	const uint32_t *cluster; /* of each record, below cluster_count */
	uint32_t cluster_count;
	const uint32_t *list_start; /* list l has the records [list_start[l], list_start[l + 1]) */
	size_t list_count;          /* 1 … MATCH_OVERLAP_LISTS_MAX */
	const uint32_t *stratum;    /* of each record, 0: not known; NULL: no strata */
};

struct match_overlap_row {
	uint32_t stratum;
	uint64_t lists; /* bit l: list l */
	uint32_t count; /* clusters; 0 only for a stratum without any */
};

struct match_overlap {
	struct match_overlap_row *row; /* ascending by stratum, then by lists */
	size_t count;
};

/*
 * Counts clusters.
 *
 * A cluster's stratum is the one that most of its records have, those not known left aside; among equally many the one
 * that comes first in the order of lists. It is 0 where no record knows.
 *
 * ^ Counts add up to the number of clusters, and each cluster is on a list.
 * ^ Every stratum that a record has is in the table, also when no cluster is in it: partitions of the same records have the
 *   same strata.
 * ^ The stratum of a cluster is that of most of its records, the first one where several have as many.
 */
void match_overlap_init(struct match_overlap *o, const struct match_overlap_input *in);

/* Frees. A zeroed value is fine. */
void match_overlap_done(struct match_overlap *o);

/*
 * Writes a table as CSV: [stratum,] a column of 0 and 1 for each list, count.
 *
 * list_name      in[list_count], unequal, and none of them "count"
 * stratum_title  the column's name; absent: no such column
 * stratum_name   by number of stratum; not read when there is no column
 *
 * ^ `recount estimate` reads the table back with the same counts.
 */
void match_overlap_write(const struct match_overlap *o, size_t list_count, const struct bytes *list_name,
	struct bytes stratum_title, const struct bytes *stratum_name, struct buf *out);

#endif
