/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parts of the page of a matching run, private to view/. */
#ifndef VIEW_MATCH_PAGE_H
#define VIEW_MATCH_PAGE_H

#include "view/estimate_page.h"

/* "97.3 %"; near 0 and 100 with as many digits as it takes not to say these; a dash for NAN. */
void match_add_percent(struct buf *out, double p);

/* "list 17", each of its own direction. */
void match_add_row(struct buf *out, const json_t *row);

/* ------- charts, view/match_draw.c ------- */

/* How many kept pairs have which weight of evidence, and where the threshold is. */
void match_add_scores(struct buf *out, const json_t *reply);

/* Precision and recall over the threshold. */
void match_add_thresholds(struct buf *out, const json_t *details);

/* Rows as circles, pairs as lines between them. */
void match_add_cluster(struct buf *out, const json_t *cluster, size_t number);

/* ------- weights, view/match_weights.c ------- */

/* Every level of every comparison: how often among the same and among unrelated people, and its weight. */
void match_add_weights(struct buf *out, const json_t *reply);

/* A pair, step by step from the prior to its probability. */
void match_add_waterfall(struct buf *out, const json_t *example);

#endif
