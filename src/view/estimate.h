/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The page of an estimate: in words what is documented, estimated and assumed, or why nothing can be said; then overlaps
 * of the lists, the posterior as quantile dots, and all methods and near tables on one axis.
 *
 * Pure. The page loads nothing from anywhere, has no script, and prints.
 */
#ifndef VIEW_ESTIMATE_H
#define VIEW_ESTIMATE_H

#include "base/buf.h"
#include "base/json.h"

/*
 * Appends the page to out.
 *
 * reply     of the operation estimate, of the shape in its row
 * program   "recount 0.1.0"
 * made_at   as it shall be shown
 *
 * ^ The page of an estimate names no address that a browser would load.
 * ^ The page of an estimate is well-formed, whatever the names of lists hold.
 * ^ Of a method that was refused no number is on the page.
 */
void estimate_page_write(const json_t *reply, struct bytes program, struct bytes made_at, struct buf *out);

#endif
