/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The result of comparing two records: a level for each comparison, packed into one number, so that equal patterns are
 * equal numbers and the model works on counts of patterns.
 *
 * Source: Fellegi and Sunter, A theory for record linkage (1969), section 2: the comparison vector.
 */
#ifndef MATCH_PATTERN_H
#define MATCH_PATTERN_H

#include "base/base.h"

enum {
	MATCH_COMPARISON_MAX = 16,
	MATCH_LEVEL_BITS = 4,
	MATCH_LEVEL_MAX = (1 << MATCH_LEVEL_BITS) - 1,
	MATCH_LEVEL_MISSING = 0,   /* one side, or both, does not say */
	MATCH_LEVEL_DIFFERENT = 1, /* both say, and nothing is alike; higher levels are more alike */
};

/* Comparison i has bits [4i, 4i + 4). */
typedef uint64_t match_pattern;

/* The level of comparison i: 0 … MATCH_LEVEL_MAX. */
static inline unsigned match_level(match_pattern pattern, size_t i)
{
	return (unsigned)(pattern >> (MATCH_LEVEL_BITS * i)) & MATCH_LEVEL_MAX;
}

/* The pattern of comparison i alone at a level; patterns of different comparisons are joined by |. */
static inline match_pattern match_pattern_of(size_t i, unsigned level)
{
	return (match_pattern)level << (MATCH_LEVEL_BITS * i);
}

#endif
