/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A linear axis of people from 0, with round ticks. Never logarithmic, never cut.
 */
#ifndef VIEW_AXIS_H
#define VIEW_AXIS_H

#include "base/base.h"

/* Ticks at 0, step, 2 step, … max. */
struct axis {
	int64_t step;
	int64_t max;
};

/*
 * The axis that holds every number from 0 to highest.
 *
 * highest   the greatest number that is drawn, at least 0
 *
 * ^ The step is 1, 2 or 5 times a power of ten, at most 8 steps reach max, and max is at or above highest
 *   and 1.
 */
struct axis axis_of(int64_t highest);

/*
 * Where n stands, in percent of the width of the drawing, margins included.
 *
 * ^ Equal differences of n are equal distances.
 */
double axis_percent(const struct axis *axis, int64_t n);

#endif
