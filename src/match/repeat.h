/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows that stand on a list more than once, word for word. */
#ifndef MATCH_REPEAT_H
#define MATCH_REPEAT_H

#include "match/radix.h"
#include "match/table.h"

/*
 * How many items have a key that an earlier one has.
 *
 * items     put into order
 * scratch   of the same count
 */
size_t match_repeat_keys(
	struct match_keyed *items, struct match_keyed *scratch, size_t count, struct pool *pool);

/*
 * How many rows of a list name somebody and say in every column what an earlier row of it says. On a list that holds
 * each person once there should be none.
 *
 * ^ Rows without any part of a name are no repeats.
 */
size_t match_repeat_rows(const struct match_table *t, size_t list, struct pool *pool);

#endif
