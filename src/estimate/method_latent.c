/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/draws.h"
#include "estimate/latent.h"
#include "estimate/method.h"

#include <math.h>

/* options.draw_count of the draws of all chains, evenly spaced; chain after chain, so in no order that says anything. */
static const double *thin(const struct method_work *w, const struct latent_result *result)
{
	size_t count = w->options->draw_count;
	size_t all = result->chain_count * result->length;
	if (count == 0 || all == 0) {
		return NULL;
	}
	double *draws = arena_calloc(w->a, count, sizeof(*draws));
	for (size_t i = 0; i < count; i++) {
		draws[i] = result->total[i * all / count];
	}
	return draws;
}

static void take(const struct method_work *w, const struct latent_result *result)
{
	struct estimate_entry *entry = &w->entries[ESTIMATE_LATENT];
	size_t all = result->chain_count * result->length;
	double *sorted = arena_calloc(w->a, all + 1, sizeof(*sorted));
	double tail = (1 - w->options->level) / 2;
	entry->state = ESTIMATE_GIVEN;
	entry->diagnostics.rhat = fmax(result->rhat, result->rhat_split);
	entry->diagnostics.tail_ess = result->tail;
	entry->diagnostics.cap_share = result->cap_share;
	entry->diagnostics.starts_disagree = result->state != LATENT_CONVERGED;
	for (; entry->mode_count < result->mode_count; entry->mode_count++) {
		const struct mode *mode = &result->modes[entry->mode_count];
		entry->modes[entry->mode_count] = (struct mode){.at = exp(mode->at),
			.low = exp(mode->low),
			.high = exp(mode->high),
			.mass = mode->mass};
	}
	if (all == 0) {
		return;
	}
	memcpy(sorted, result->total, all * sizeof(*sorted));
	draws_sort(sorted, all);
	entry->total = draws_quantile(sorted, all, 0.5, DRAWS_TYPE_7);
	entry->low = draws_quantile(sorted, all, tail, DRAWS_TYPE_7);
	entry->high = draws_quantile(sorted, all, 1 - tail, DRAWS_TYPE_7);
	entry->draws = thin(w, result);
}

void method_latent(const struct method_work *w)
{
	struct latent_options options;
	struct latent_result result;
	if (!w->options->is_latent) {
		return;
	}
	w->entries[ESTIMATE_LATENT].state = ESTIMATE_UNFIT;
	if (w->table->list_count < 3) {
		return;
	}
	latent_options_default(&options);
	options.seed = w->options->seed;
	options.stratum = w->stratum;
	options.replicate = w->options->replicate;
	latent_run(&result, w->a, w->table, &options, w->options->pool, NULL);
	if (result.state != LATENT_STOPPED) {
		take(w, &result);
	}
}
