/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/axis.h"

/* Room for half a symbol on the left, and for the arrow of "at least" on the right. */
static const double left_percent = 3;
static const double right_percent = 88;

enum { AXIS_STEP_COUNT = 8 };

struct axis axis_of(int64_t highest)
{
	int64_t top = highest > 1 ? highest : 1;
	static const int64_t factors[] = {1, 2, 5};
	int64_t power = 1;
	for (size_t i = 0;; i = (i + 1) % ARRAY_COUNT(factors)) {
		int64_t step = power * factors[i];
		int64_t count = (top + step - 1) / step;
		if (count <= AXIS_STEP_COUNT) {
			return (struct axis){step, step * count};
		}
		if (factors[i] == 5) {
			power *= 10;
		}
	}
}

double axis_percent(const struct axis *axis, int64_t n)
{
	return left_percent + (right_percent - left_percent) * (double)n / (double)axis->max;
}
