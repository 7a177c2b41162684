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
 * highest   the greatest number that is drawn, at least 0
 * returns   ^ a step of 1, 2 or 5 times a power of ten, at most 8 of them, and max at or above highest and 1
 */
struct axis axis_of(int64_t highest);

/* Where n stands between the margins of the drawing, in percent of its width; at least 0.001 percent exact. */
double axis_percent(const struct axis *axis, int64_t n);

#endif
