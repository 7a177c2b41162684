/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a capture table holds, before anything is estimated: how much the lists overlap decides what can be.
 *
 * Two lists overlap when somebody is on both. Lists that hold nobody count as lists but have no part in the graph.
 */
#ifndef ESTIMATE_FACTS_H
#define ESTIMATE_FACTS_H

#include "estimate/capture.h"

struct facts {
	unsigned list_count;      /* J */
	int64_t total;            /* n */
	size_t cells_occupied;    /* patterns that occur */
	uint64_t cells_possible;  /* 2^J - 1 */
	int64_t on_one_list;      /* people on a single list */
	const int64_t *list_size; /* people on list j, J numbers */
	const int64_t *overlap; /* people on lists i and j at [i * J + j]; on the diagonal the list's size */
	unsigned pair_count;    /* of lists that hold somebody */
	unsigned pairs_without; /* of these, without overlap */
	unsigned component_count;  /* of the graph in which overlapping lists are joined */
	const unsigned *component; /* of list j, from 0 by the lowest list; UINT_MAX for an empty list */
	unsigned triples;          /* of lists each two of which overlap */
	unsigned smallest;         /* the list that holds the fewest people but somebody; the first of them */
	uint64_t used;             /* lists that hold somebody */
	uint64_t islands;          /* of these, those that overlap no other */
};

/*
 * Counts.
 *
 * t         any table, also one that is empty
 * a         owns what the result points to
 *
 * ^ The order of the lists changes only the order of what is said of each.
 */
void facts_count(struct facts *f, struct arena *a, const struct capture_table *t);

#endif
