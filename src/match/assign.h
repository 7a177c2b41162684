/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The best partition of the records of two lists without duplicates: each is alone or with one of the other list, which
 * is the assignment problem, on the pairs that are worth something.
 *
 * One list's records are placed one after the other. Each goes the cheapest way to a free record of the other list, or
 * to one of its own list that is then alone, over those that are placed already; prices of records keep the costs of
 * steps at 0 or above, so that Dijkstra's search finds the way and reaches no farther than it must.
 *
 * Source: shortest augmenting paths, Jonker and Volgenant, A shortest augmenting path algorithm for dense and sparse
 * linear assignment problems (Computing 38, 1987); prices as in Edmonds and Karp, Theoretical improvements in algorithmic
 * efficiency for network flow problems (JACM 19, 1972).
 */
#ifndef MATCH_ASSIGN_H
#define MATCH_ASSIGN_H

#include "match/problem.h"

/* Whether each atom is one record on a list without duplicates, and there are at most two of these lists. */
bool match_is_assignment(const struct match_problem *p);

/*
 * Finds the best partition.
 *
 * p         an assignment
 * a         scratch
 * work_max  steps after which it gives up
 * cluster   receives for each atom the first atom of its cluster, when it has not given up
 * returns   whether it has not
 *
 * ^ No partition that keeps to the conflicts is worth more, and the result keeps to them.
 */
bool match_assign(const struct match_problem *p, struct arena *a, uint64_t work_max, uint32_t *cluster);

#endif
