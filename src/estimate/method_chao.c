/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/heterogeneity.h"
#include "estimate/method.h"
#include "estimate/model.h"

/* A lower bound, as long as no two lists avoid each other. */
void method_chao(const struct method_work *w)
{
	struct estimate_entry *entry = &w->entries[ESTIMATE_CHAO];
	unsigned lists = w->table->list_count;
	struct cells cells;
	entry->state = ESTIMATE_UNFIT;
	if (lists < 3 || lists > MODEL_LISTS_MAX) {
		return;
	}
	struct dependence *pairs = arena_calloc(w->a, (size_t)lists * lists, sizeof(*pairs));
	cells_init(&cells, w->a, lists);
	cells_set(&cells, w->table);
	struct fit fit = heterogeneity_fit(&cells, HETEROGENEITY_CHAO, true);
	if (fit.code != FIT_OK) {
		return;
	}
	struct interval interval = fit_interval(&cells, &fit, w->options->level);
	entry->state = ESTIMATE_GIVEN;
	entry->total = fit.total;
	entry->low = interval.low;
	entry->high = interval.high;
	entry->diagnostics.is_no_bound = heterogeneity_dependence(&cells, pairs);
}
