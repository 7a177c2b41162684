/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/estimate.h"

#include "base/random.h"
#include "estimate/method.h"

#include <math.h>

const char *const estimate_method_names[ESTIMATE_METHOD_COUNT] = {
#define ESTIMATE_NAME(name, stable, counts) [ESTIMATE_##name] = stable,
	ESTIMATE_METHODS(ESTIMATE_NAME)
#undef ESTIMATE_NAME
};

static const bool must_agree[ESTIMATE_METHOD_COUNT] = {
#define ESTIMATE_COUNTS(name, stable, counts) [ESTIMATE_##name] = counts,
	ESTIMATE_METHODS(ESTIMATE_COUNTS)
#undef ESTIMATE_COUNTS
};

/* ------- methods ------- */

struct random_place method_place(const struct method_work *w, enum estimate_method method)
{
	return (struct random_place){.seed = w->options->seed,
		.stratum = w->stratum,
		.replicate = w->options->replicate,
		.chain = method};
}

const double *method_normal_draws(
	const struct method_work *w, enum estimate_method method, double missing_log, double error)
{
	unsigned count = w->options->draw_count;
	if (count == 0) {
		return NULL;
	}
	struct random r;
	struct random_place place = method_place(w, method);
	double *draws = arena_calloc(w->a, count, sizeof(*draws));
	random_init(&r, &place);
	for (unsigned i = 0; i < count; i++) {
		draws[i] = (double)w->table->total + exp(missing_log + error * random_normal(&r));
	}
	return draws;
}

/* FNV-1a of the canonical text: what random numbers are keyed by. */
static uint64_t table_key(const struct capture_table *t)
{
	struct buf text = {0};
	uint64_t key = UINT64_C(0xCBF29CE484222325);
	capture_table_write(t, &text);
	for (size_t i = 0; i < text.len; i++) {
		key = (key ^ (unsigned char)text.s[i]) * UINT64_C(0x100000001B3);
	}
	buf_done(&text);
	return key;
}

static void work_methods(struct estimate *out, struct arena *a, const struct estimate_options *options,
	struct method_models *models)
{
	struct method_work w = {
		.table = &out->table,
		.options = options,
		.stratum = table_key(&out->table),
		.a = a,
		.entries = out->entries,
		.published = &out->published,
	};
	method_chao(&w);
	method_closed(&w);
	method_dga(&w);
	method_latent(&w);
	method_loglinear(&w, models);
	for (size_t m = 0; m < ESTIMATE_METHOD_COUNT; m++) {
		struct estimate_entry *entry = &out->entries[m];
		if (entry->state == ESTIMATE_GIVEN) {
			decide_method(&entry->findings, &entry->diagnostics);
			entry->state = entry->findings.count > 0 ? ESTIMATE_REFUSED : ESTIMATE_GIVEN;
		}
	}
}

/* ------- the answer ------- */

static void agree(struct estimate *e)
{
	struct decide_agreement *agreement = &e->agreement;
	for (size_t m = 0; m < ESTIMATE_METHOD_COUNT; m++) {
		double total = e->entries[m].total;
		if (must_agree[m] && e->entries[m].state == ESTIMATE_GIVEN && total > 0) {
			agreement->smallest =
				fmin(agreement->smallest > 0 ? agreement->smallest : total, total);
			agreement->largest = fmax(agreement->largest, total);
		}
	}
	for (size_t i = 0; i < e->within_count; i++) {
		const struct estimate_probe *probe = &e->within[i];
		if (!isnan(probe->total)) {
			agreement->tested++;
			agreement->missed += !(probe->low <= probe->known && probe->known <= probe->high);
		}
	}
}

static void choose(struct estimate *e, const struct estimate_options *options)
{
	e->answer = options->answer;
	for (size_t m = 0; e->answer == ESTIMATE_METHOD_COUNT && m < ESTIMATE_METHOD_COUNT; m++) {
		if (must_agree[m] && e->entries[m].state == ESTIMATE_GIVEN) {
			e->answer = (enum estimate_method)m;
		}
	}
	bool is_given = e->answer < ESTIMATE_METHOD_COUNT && e->entries[e->answer].state == ESTIMATE_GIVEN;
	e->may_be_said = is_given && e->against_stratum.count == 0;
}

void estimate_stratum(struct estimate *out, struct arena *a, const struct capture_table *t,
	const struct estimate_options *options)
{
	struct method_models models = {0};
	*out = (struct estimate){.table = *t, .answer = options->answer, .published = {NAN, NAN, NAN}};
	for (size_t m = 0; m < ESTIMATE_METHOD_COUNT; m++) {
		out->entries[m] = (struct estimate_entry){
			.total = NAN, .low = NAN, .high = NAN, .diagnostics = decide_no_diagnostics()};
	}
	facts_count(&out->facts, a, t);
	decide_table(&out->against_table, &out->facts, &options->declared);
	if (out->against_table.count > 0) {
		return;
	}
	capture_table_keep(&out->table, a, t, out->facts.used);
	work_methods(out, a, options, &models);
	for (size_t i = 0; out->table.list_count > 2 && i < CLOSED_XI_COUNT; i++) {
		out->line[i] = closed_no_highest(&out->table, closed_xi[i], options->level);
	}
	probe_tables(out, a, options, &models);
	agree(out);
	decide_stratum(&out->against_stratum, &out->agreement, &options->declared);
	choose(out, options);
}
