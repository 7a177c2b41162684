/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The claim ladder: every candidate of a figure, one a row, written and drawn side by side in one table.
 *
 * A bracket with hard ends runs from the lowest to the highest number that a claim gives, open where it gives
 * none; a dot is one number. The figure's own range is the bar on top and the band behind. Nothing here is a
 * probability: no shading, no middle.
 */
#ifndef VIEW_LADDER_H
#define VIEW_LADDER_H

#include "view/page.h"

/*
 * The order of the rows: by the end of the period for which a claim speaks, undated ones last.
 *
 * a         owns the result
 * returns   f->item_count candidates
 */
const struct figure_item **ladder_order(const struct figure *f, struct arena *a);

/* Appends the table, with its legend. */
void ladder_add(struct page *p, const struct figure *f);

#endif
