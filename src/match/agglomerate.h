/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A first partition of a component: the two clusters whose joining is worth most are joined, again and again, while it
 * is worth anything.
 *
 * Because all pairs between two clusters count, one strong pair does not chain what the other pairs keep apart.
 *
 * Source: greedy additive edge contraction, Keuper and others, Efficient decomposition of image and mesh graphs by
 * lifted multicuts (ICCV 2015), section 4.1, here with a worth for pairs without an edge.
 */
#ifndef MATCH_AGGLOMERATE_H
#define MATCH_AGGLOMERATE_H

#include "match/problem.h"

/*
 * a           scratch
 * cluster     receives for each atom a number below the number of atoms
 * work_max    steps after which no more is joined
 * returns     whether it came to its end
 *
 * ^ Clusters keep to the conflicts, also when the work has run out.
 */
bool match_agglomerate(const struct match_problem *p, struct arena *a, uint64_t work_max, uint32_t *cluster);

#endif
