/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The audit of a run: which share of the likely pairs in a random slice of the records its rules make. audit.h finds the
 * pairs; here are the features by which it finds them, and the judgement of the model.
 *
 * Features of a record are pairs of neighbouring letters of its name, the consonants of each part of the name, its years
 * and dates, and its places. Pairs that are alike in none of these are not seen: the share is an upper bound.
 */
#ifndef MATCH_RECALL_H
#define MATCH_RECALL_H

#include "match/audit.h"
#include "match/match.h"

enum { MATCH_RECALL_SLICE = 50000 };

/*
 * Audits a run that was settled.
 *
 * out       receives the audit
 * returns   how many records the slice has: all, or MATCH_RECALL_SLICE drawn by the run's seed
 *
 * ^ The audit of a run is the same with any number of threads.
 */
size_t match_run_audit(const struct match_run *run, struct match_audit *out);

/*
 * Where the truth is known: how many pairs of one person some rule makes.
 *
 * truth     of each record, any number; UINT32_MAX: not known
 *
 * ^ Pairs of one person that no rule makes are not counted, all others once.
 */
uint64_t match_true_pairs_made(
	const struct match_block_plan *plan, const uint32_t *truth, uint32_t record_count);

#endif
