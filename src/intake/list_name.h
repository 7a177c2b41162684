/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whole names into parts. The parts are views into the cell; no letter is added, changed or lost. Pure.
 *
 * Words that only begin a name stay with what follows: Abd al-Rahman, Abu Ali, عبد الله, van der Berg. This is a division
 * for comparing, not knowledge of a person: the cell stays as it is in the list.
 */
#ifndef INTAKE_LIST_NAME_H
#define INTAKE_LIST_NAME_H

#include "intake/list_map.h"

/*
 * Divides a name.
 *
 * name      valid UTF-8
 * order     parts as they stand; count 0: given first, family last, father and grandfather between them if they are there
 * parts     by enum list_part; absent where the name is too short
 *
 * ^ Parts in the order in which they stand, with what is between them, are the name.
 * ^ "Berg, Anna" is the family Berg without an order.
 *
 * A name with more names than the order has parts: the surplus belongs to the last part but one, or with two parts to
 * the given name.
 */
void list_name_divide(
	struct bytes name, const enum list_part *order, size_t count, struct bytes parts[LIST_PART_COUNT]);

#endif
