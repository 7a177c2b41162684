/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Tables that differ a little from the one that was observed. How far an estimate moves from one to the other is what
 * it rests on.
 */
#ifndef ESTIMATE_VARIANT_H
#define ESTIMATE_VARIANT_H

#include "estimate/capture.h"

/*
 * One person more or fewer on exactly two lists. In New Orleans one person moves the estimate from 1,184 to 1,110.
 *
 * i, j      two different lists
 * change    1 or -1
 * a         owns what is new in *out
 * returns   false, with *out untouched, where nobody is on exactly these two and one fewer is asked for
 */
bool variant_of_pair(struct capture_table *out, struct arena *a, const struct capture_table *t, unsigned i,
	unsigned j, int change) MUST_USE;

/*
 * Without one list: who was on it alone falls out.
 *
 * t         of two or more lists
 */
void variant_without(
	struct capture_table *out, struct arena *a, const struct capture_table *t, unsigned list);

/*
 * The people on one list, as the others know them. How many the list holds is known, so that it can be told whether a
 * method finds that number from the others.
 *
 * t         of two or more lists
 *
 * Source: Binette and Steorts, On the reliability of multiple systems estimation for the quantification of modern
 * slavery (arXiv 2112.01594), section 4: internal consistency.
 */
void variant_within(struct capture_table *out, struct arena *a, const struct capture_table *t, unsigned list);

#endif
