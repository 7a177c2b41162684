/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pairs against each other: where a list holds each person once, at most one of the pairs of a record with that list is
 * right, so each takes away from the others.
 */
#ifndef MATCH_COMPETE_H
#define MATCH_COMPETE_H

#include "match/component.h"

/*
 * The odds that each pair is one person, given that its records have only one counterpart in a list that holds each
 * person once:
 *
 *     o(a, b) / (1 + sum of o(a, y) + sum of o(x, b))
 *
 * o being the odds of the pair alone, y the other records of b's list where that list holds each person once, x those of a's where that one
 * does. Exact for a record with its candidates in one list; that of two records with candidates on both sides takes
 * their competitors as going elsewhere.
 *
 * edges        by a and b, each pair once, finite
 * list_start   list l has the records [list_start[l], list_start[l + 1]); at most 64 lists
 * log_odds     receives edge_count logarithms of odds
 *
 * ^ Without lists that hold each person once they are the odds of the pair alone.
 * ^ The chances of a record's pairs with one list that holds each person once add up to at most 1.
 *
 * Source: Bayes' rule over hypotheses that exclude each other.
 */
void match_compete(const struct match_edge *edges, size_t edge_count, const uint32_t *list_start,
	const bool *list_is_unique, size_t list_count, float *log_odds);

#endif
