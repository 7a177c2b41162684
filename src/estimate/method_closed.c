/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/method.h"
#include "estimate/special.h"

#include <math.h>

static void no_highest(const struct method_work *w)
{
	struct estimate_entry *entry = &w->entries[ESTIMATE_NO_HIGHEST];
	struct closed_estimate n = closed_no_highest(w->table, 1, w->options->level);
	if (n.code != CLOSED_FINE || w->table->list_count < 3) {
		entry->state = ESTIMATE_UNFIT;
		return;
	}
	double missing = n.total - (double)w->table->total;
	double reach = special_normal_quantile(0.5 + w->options->level / 2);
	entry->state = ESTIMATE_GIVEN;
	entry->total = n.total;
	entry->low = n.low;
	entry->high = n.high;
	entry->draws = method_normal_draws(w, ESTIMATE_NO_HIGHEST, log(missing),
		log((n.high - (double)w->table->total) / missing) / reach);
}

/* Between the ends of a declared range no estimate is better than another: there is no total. */
static void two_lists(const struct method_work *w)
{
	const struct estimate_options *options = w->options;
	struct estimate_entry *entry = &w->entries[ESTIMATE_TWO_LISTS];
	entry->state = ESTIMATE_UNFIT;
	if (!options->declared.dependence) {
		return;
	}
	struct closed_estimate low = closed_two_lists(w->table, options->odds_low, options->level);
	struct closed_estimate high = closed_two_lists(w->table, options->odds_high, options->level);
	if (low.code == CLOSED_FINE) {
		entry->state = ESTIMATE_GIVEN;
		entry->low = low.low;
		entry->high = high.high;
	}
}

void method_closed(const struct method_work *w)
{
	no_highest(w);
	two_lists(w);
}
