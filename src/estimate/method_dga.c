/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/dga.h"
#include "estimate/method.h"

static const double *draw(const struct method_work *w, const struct dga_result *result)
{
	unsigned count = w->options->draw_count;
	if (count == 0) {
		return NULL;
	}
	struct random_place place = method_place(w, ESTIMATE_DGA);
	int64_t *whole = arena_calloc(w->a, count, sizeof(*whole));
	double *draws = arena_calloc(w->a, count, sizeof(*draws));
	dga_draw(result, true, &place, whole, count);
	for (unsigned i = 0; i < count; i++) {
		draws[i] = (double)whole[i];
	}
	return draws;
}

static void take(const struct method_work *w, const struct dga_result *result)
{
	struct estimate_entry *entry = &w->entries[ESTIMATE_DGA];
	double n = (double)result->total;
	double tail = (1 - w->options->level) / 2;
	entry->state = ESTIMATE_GIVEN;
	entry->total = (double)result->estimate_all.median;
	entry->low = n + (double)mixture_quantile(&result->all, tail);
	entry->high = n + (double)mixture_quantile(&result->all, 1 - tail);
	entry->diagnostics.complete_weight = result->complete_share;
	entry->diagnostics.cap_share = result->is_open ? 1 : result->last_share;
	for (; entry->mode_count < result->hill_count && entry->mode_count < MODES_MAX; entry->mode_count++) {
		const struct mixture_hill *hill = &result->hill[entry->mode_count];
		entry->modes[entry->mode_count] =
			(struct mode){.at = n + (double)hill->mode, .mass = hill->share};
	}
	entry->draws = draw(w, result);
}

void method_dga(const struct method_work *w)
{
	const struct dga_options options = {0};
	struct graph_tree tree;
	struct dga_result result;
	unsigned lists = w->table->list_count;
	w->entries[ESTIMATE_DGA].state = ESTIMATE_UNFIT;
	if (lists < DGA_LISTS_MIN || lists > DGA_LISTS_MAX) {
		return;
	}
	graph_tree_build(&tree, w->a, lists);
	if (dga_fit(&result, w->a, w->table, &tree, &options, w->options->pool, NULL) == 0) {
		take(w, &result);
	}
}
