/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/closed.h"

#include "estimate/special.h"

#include <math.h>

const double closed_xi[CLOSED_XI_COUNT] = {0.5, 2.0 / 3, 1, 1.5, 2};

static struct closed_estimate none(enum closed_code code)
{
	return (struct closed_estimate){.code = code};
}

/* The estimate of n people and e^missing_log more, whose logarithm has the given standard error. */
static struct closed_estimate on_log_scale(double n, double missing_log, double error, double level)
{
	double reach = special_normal_quantile(0.5 + level / 2) * error;
	return (struct closed_estimate){
		.total = n + exp(missing_log),
		.low = n + exp(missing_log - reach),
		.high = n + exp(missing_log + reach),
	};
}

struct closed_estimate closed_two_lists(const struct capture_table *t, double odds_ratio, double level)
{
	return t->list_count == 2 ? closed_no_highest(t, 1 / odds_ratio, level) : none(CLOSED_LISTS);
}

struct closed_estimate closed_chapman(const struct capture_table *t, double level)
{
	if (t->list_count != 2) {
		return none(CLOSED_LISTS);
	}
	double both = (double)capture_count(t, 3);
	double first = (double)capture_count(t, 1);
	double second = (double)capture_count(t, 2);
	if (first == 0 || second == 0) {
		return none(CLOSED_ZERO_CELL);
	}
	double missing = first * second / (both + 1);
	double variance = (both + first + 1) * (both + second + 1) * first * second /
		((both + 1) * (both + 1) * (both + 2));
	return on_log_scale(
		(double)t->total, log(missing), sqrt(log1p(variance / (missing * missing))), level);
}

struct closed_estimate closed_no_highest(const struct capture_table *t, double xi, double level)
{
	BUG_IF(!(xi > 0));
	if (t->list_count < 2) {
		return none(CLOSED_LISTS);
	}
	if (t->cell_count < capture_all(t->list_count)) {
		return none(CLOSED_ZERO_CELL);
	}
	double missing_log = -log(xi);
	double variance = 0;
	for (size_t i = 0; i < t->cell_count; i++) {
		double count = (double)t->count[i];
		bool is_odd = __builtin_parityll(t->mask[i]) != 0;
		missing_log += is_odd ? log(count) : -log(count);
		variance += 1 / count;
	}
	return on_log_scale((double)t->total, missing_log, sqrt(variance), level);
}
