/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The claims of a figure by who stands behind them. */
#ifndef VIEW_GROUP_H
#define VIEW_GROUP_H

#include "base/mem.h"
#include "figure/figure.h"

struct item_group {
	const struct figure_item *
		*items; /* of one originator, or of none; in the order in which they were given */
	size_t count;   /* at least 1 */
};

/*
 * Groups items by their originator.
 *
 * group_count   set to the number of groups
 * returns       the groups in the order of the first item of each; they live as long as `a`
 */
struct item_group *group_by_originator(
	struct arena *a, const struct figure_item **items, size_t count, size_t *group_count) MUST_USE;

#endif
