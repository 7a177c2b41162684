/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Parts of the page of an estimate, private to view/. */
#ifndef VIEW_ESTIMATE_PAGE_H
#define VIEW_ESTIMATE_PAGE_H

#include "base/json.h"
#include "view/axis.h"
#include "view/html.h"

/* A number of a reply; NAN where there is none. */
double estimate_number(const json_t *object, const char *key);

/* "12,345", or a dash for NAN. */
void estimate_add_number(struct buf *out, double x);

/* The lists and their most frequent overlaps: a column a pattern, a dot for each list that it is on. */
void estimate_add_overlaps(struct buf *out, const json_t *run);

/* Fifty dots, each standing for two chances in a hundred. */
void estimate_add_dots(struct buf *out, const json_t *dots, double documented);

/* All methods and near tables, one a row, on one axis. */
void estimate_add_ladder(struct buf *out, const json_t *run);

#endif
