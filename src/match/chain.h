/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One chain of partitions of a component: see match/partition.h. */
#ifndef MATCH_CHAIN_H
#define MATCH_CHAIN_H

#include "match/exact.h"
#include "match/grouping.h"

/*
 * Runs sweeps; each gives every atom a new cluster once alone and once as an anchor.
 *
 * place     scratch: UINT32_MAX for each atom, and so again afterwards
 * work_max  g->work from which on nothing more is drawn. The draws of blocks are not in it: they have a limit of their
 *           own, as blocks are smaller where there are more of them
 * returns   whether all sweeps were done
 *
 * ^ Work ends with the atom that reaches work_max.
 */
bool match_chain_run(struct match_grouping *g, struct match_exact *x, uint32_t *place, struct random *r,
	unsigned sweeps, uint64_t work_max);

#endif
