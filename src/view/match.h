/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The page of a matching run: in words what was found, what was not compared and what the threshold means; then overlaps of
 * the lists, weights, scores, thresholds, example pairs step by step, the clusters least sure of, rules of blocking, kin,
 * contradictions and how long it took.
 *
 * Pure. The page loads nothing from anywhere, has no script, and prints. Every chart has its numbers in a table, and none
 * needs colour.
 */
#ifndef VIEW_MATCH_H
#define VIEW_MATCH_H

#include "base/buf.h"
#include "base/json.h"

/*
 * Appends the page to out.
 *
 * reply     of the operation match, of the shape in its row
 * details   {patterns: [{on: text, people: int}], lists: [{name: text, people: int}],
 *           thresholds: [{from: number, pairs: int, precision?: number, recall?: number, true_precision?: number,
 *           true_recall?: number}], classes: {same: int, kin: int, near: int, unrelated: int},
 *           examples: [{kind: text, a: {list: text, row: text}, b: the same, account: MATCH_ACCOUNT_SHAPE}],
 *           clusters: [{cluster: int, least: number, rows: [{list: text, row: text, is_in: bool}],
 *           pairs: [{a: int, b: int, probability: number}]}]}
 * program   "recount 0.1.0"
 * made_at   as it shall be shown
 *
 * ^ The page of a matching run names no address that a browser would load.
 * ^ The page of a matching run is well-formed, whatever lists and rows are called.
 * ^ What stands in the rows is on the page only where the details hold it.
 */
void match_page_write(const json_t *reply, const json_t *details, struct bytes program, struct bytes made_at,
	struct buf *out);

#endif
