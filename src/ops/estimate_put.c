/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The reply of estimate: one run, the shard of a run, strata and replicates put together. */
#include "crypto/hash.h"
#include "estimate/draws.h"
#include "ops/estimate.h"

#include <math.h>

enum { DOTS = 50 };

static void put_number(struct json_writer *j, const char *key, double x)
{
	if (isfinite(x)) {
		jw_key(j, key);
		jw_real(j, x);
	}
}

static void put_bounds(struct json_writer *j, const char *key, double total, double low, double high)
{
	jw_key(j, key);
	jw_object_begin(j);
	put_number(j, "total", total);
	put_number(j, "low", low);
	put_number(j, "high", high);
	jw_object_end(j);
}

/* ------- one run ------- */

static void put_findings(struct json_writer *j, const char *key, const struct estimate *e,
	const struct decide_findings *findings)
{
	struct buf words = {0};
	jw_key(j, key);
	jw_array_begin(j);
	for (size_t i = 0; i < findings->count; i++) {
		jw_object_begin(j);
		jw_put_string(j, "code", bytes_of(decide_rules[findings->list[i].reason].name));
		estimate_say_reason(&words, e, &findings->list[i]);
		jw_put_string(j, "reason", buf_bytes(&words));
		buf_clear(&words);
		estimate_say_help(&words, &findings->list[i]);
		jw_put_string(j, "help", buf_bytes(&words));
		buf_clear(&words);
		jw_object_end(j);
	}
	jw_array_end(j);
	buf_done(&words);
}

static void put_digest(struct json_writer *j, const struct capture_table *t)
{
	struct buf text = {0};
	struct hash digest;
	char hex[HASH_HEX_CHARS + 1];
	capture_table_write(t, &text);
	digest = hash_sha256(buf_bytes(&text));
	hash_hex(&digest, hex);
	jw_put_string(j, "digest", bytes_of(hex));
	buf_done(&text);
}

static void put_patterns(struct json_writer *j, const struct capture_table *t)
{
	jw_key(j, "patterns");
	jw_array_begin(j);
	for (size_t i = 0; i < t->cell_count; i++) {
		char on[CAPTURE_LISTS_MAX];
		for (unsigned k = 0; k < t->list_count; k++) {
			on[k] = t->mask[i] >> k & 1 ? '1' : '0';
		}
		jw_object_begin(j);
		jw_put_string(j, "on", (struct bytes){on, t->list_count});
		jw_put_int(j, "people", t->count[i]);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static void put_lists(struct json_writer *j, const struct estimate *e, const struct capture_table *given)
{
	const struct facts *f = &e->facts;
	jw_key(j, "lists");
	jw_array_begin(j);
	for (unsigned k = 0; k < f->list_count; k++) {
		jw_object_begin(j);
		jw_put_string(j, "name", given->names[k]);
		jw_put_int(j, "people", f->list_size[k]);
		jw_key(j, "overlaps");
		jw_array_begin(j);
		for (unsigned i = 0; i < f->list_count; i++) {
			jw_int(j, f->overlap[k * f->list_count + i]);
		}
		jw_array_end(j);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static void put_facts(struct json_writer *j, const struct estimate *e)
{
	const struct facts *f = &e->facts;
	jw_key(j, "facts");
	jw_object_begin(j);
	jw_put_int(j, "patterns", (int64_t)f->cells_occupied);
	put_number(j, "patterns_possible", (double)f->cells_possible);
	jw_put_int(j, "on_one_list", f->on_one_list);
	jw_put_int(j, "pairs", f->pair_count);
	jw_put_int(j, "pairs_without_overlap", f->pairs_without);
	jw_put_int(j, "parts", f->component_count);
	jw_put_int(j, "overlapping_triples", f->triples);
	jw_object_end(j);
}

static void put_draws_summary(struct json_writer *j, const struct estimate_entry *entry, unsigned count)
{
	struct arena a = {0};
	if (!entry->draws) {
		return;
	}
	double *sorted = arena_calloc(&a, count, sizeof(*sorted));
	memcpy(sorted, entry->draws, count * sizeof(*sorted));
	draws_sort(sorted, count);
	jw_key(j, "dots");
	jw_array_begin(j);
	for (int i = 0; i < DOTS; i++) {
		jw_real(j, draws_quantile(sorted, count, (i + 0.5) / DOTS, DRAWS_TYPE_7));
	}
	jw_array_end(j);
	arena_done(&a);
}

static void put_diagnostics(struct json_writer *j, const struct estimate_entry *entry)
{
	put_number(j, "rhat", entry->diagnostics.rhat);
	put_number(j, "tail_ess", entry->diagnostics.tail_ess);
	put_number(j, "cap_share", entry->diagnostics.cap_share);
	put_number(j, "complete_graph_share", entry->diagnostics.complete_weight);
	if (entry->mode_count > 1) {
		jw_key(j, "modes");
		jw_array_begin(j);
		for (size_t i = 0; i < entry->mode_count; i++) {
			jw_object_begin(j);
			put_number(j, "at", entry->modes[i].at);
			put_number(j, "share", entry->modes[i].mass);
			jw_object_end(j);
		}
		jw_array_end(j);
	}
}

/* Of a refused method no number is said. */
static void put_method(struct json_writer *j, const struct estimate *e, enum estimate_method method,
	const struct estimate_options *options)
{
	static const char *const states[] = {[ESTIMATE_UNASKED] = "unasked",
		[ESTIMATE_UNFIT] = "unfit",
		[ESTIMATE_REFUSED] = "refused",
		[ESTIMATE_GIVEN] = "given"};
	const struct estimate_entry *entry = &e->entries[method];
	struct buf words = {0};
	jw_object_begin(j);
	jw_put_string(j, "method", bytes_of(estimate_method_names[method]));
	jw_put_string(j, "state", bytes_of(states[entry->state]));
	if (entry->state == ESTIMATE_GIVEN) {
		put_number(j, "total", entry->total);
		put_number(j, "low", entry->low);
		put_number(j, "high", entry->high);
		put_draws_summary(j, entry, options->draw_count);
	}
	if (entry->state == ESTIMATE_GIVEN || entry->state == ESTIMATE_REFUSED) {
		jw_put_string_if(j, "model", entry->model);
		estimate_say_assumption(&words, e, method, options);
		jw_put_string(j, "assumption", buf_bytes(&words));
		put_diagnostics(j, entry);
	}
	put_findings(j, "refusals", e, &entry->findings);
	jw_object_end(j);
	buf_done(&words);
}

static void put_probes(struct json_writer *j, const char *key, const struct estimate *e,
	const struct estimate_probe *probes, size_t count)
{
	jw_key(j, key);
	jw_array_begin(j);
	for (size_t i = 0; i < count; i++) {
		const struct estimate_probe *p = &probes[i];
		jw_object_begin(j);
		jw_put_string(j, "list", e->table.names[p->list]);
		if (p->change != 0) {
			jw_put_string(j, "other", e->table.names[p->other]);
			jw_put_int(j, "change", p->change);
		}
		if (p->known > 0) {
			jw_put_int(j, "known", (int64_t)p->known);
		}
		put_number(j, "total", p->total);
		put_number(j, "low", p->low);
		put_number(j, "high", p->high);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static void put_line(struct json_writer *j, const struct estimate *e)
{
	jw_key(j, "line");
	jw_array_begin(j);
	for (size_t i = 0; i < CLOSED_XI_COUNT && e->table.list_count > 2 && e->against_table.count == 0;
		i++) {
		if (e->line[i].code == CLOSED_FINE) {
			jw_object_begin(j);
			put_number(j, "xi", closed_xi[i]);
			put_number(j, "total", e->line[i].total);
			jw_object_end(j);
		}
	}
	jw_array_end(j);
}

static void put_answer(
	struct json_writer *j, const struct estimate *e, const struct estimate_options *options)
{
	const struct estimate_entry *entry = &e->entries[e->answer];
	struct buf words = {0};
	jw_key(j, "answer");
	jw_object_begin(j);
	jw_put_string(j, "method", bytes_of(estimate_method_names[e->answer]));
	put_number(j, "total", entry->total);
	put_number(j, "low", entry->low);
	put_number(j, "high", entry->high);
	estimate_say_assumption(&words, e, e->answer, options);
	jw_put_string(j, "assumption", buf_bytes(&words));
	jw_object_end(j);
	buf_done(&words);
}

static void put_refusals(struct json_writer *j, const struct estimate *e)
{
	const struct decide_findings *findings = &e->against_table;
	if (findings->count == 0) {
		findings = &e->against_stratum;
	}
	if (findings->count == 0 && !e->may_be_said && e->answer < ESTIMATE_METHOD_COUNT) {
		findings = &e->entries[e->answer].findings;
	}
	put_findings(j, "refusals", e, findings);
}

void estimate_put_run(struct json_writer *j, const struct estimate *e, const struct capture_table *given,
	const struct estimate_options *options)
{
	jw_object_begin(j);
	jw_put_int(j, "documented", e->facts.total);
	jw_put_bool(j, "may_be_said", e->may_be_said);
	if (e->may_be_said) {
		put_answer(j, e, options);
	}
	put_refusals(j, e);
	/* Where people could be recognised, nothing but their number is said: of so few a digest is soon guessed too. */
	if (!decide_has(&e->against_table, DECIDE_FEW_PEOPLE)) {
		put_digest(j, given);
		put_facts(j, e);
		put_lists(j, e, given);
		put_patterns(j, given);
	}
	jw_key(j, "methods");
	jw_array_begin(j);
	for (size_t m = 0; m < ESTIMATE_METHOD_COUNT && e->against_table.count == 0; m++) {
		put_method(j, e, (enum estimate_method)m, options);
	}
	jw_array_end(j);
	if (e->agreement.smallest > 0) {
		put_number(j, "spread", e->agreement.largest / e->agreement.smallest);
	}
	if (!isnan(e->published.total)) {
		put_bounds(j, "by_published_rule", e->published.total, e->published.low, e->published.high);
	}
	put_line(j, e);
	put_probes(j, "pairs", e, e->pairs, e->pair_count);
	put_probes(j, "without", e, e->without, e->without_count);
	put_probes(j, "within", e, e->within, e->within_count);
	jw_object_end(j);
}

/* ------- strata and replicates ------- */

static void put_rule(struct json_writer *j, const char *key, const struct combine_replicate *replicates,
	size_t count, enum combine_rule rule, double level)
{
	struct combine_result r = combine_replicates(replicates, count, rule, level);
	if (r.is_defined) {
		put_bounds(j, key, r.total, r.low, r.high);
	}
}

/* One interval of several replicates by Rubin's rules, with the other rules beside it. */
static void put_combined(
	struct json_writer *j, const struct combine_replicate *replicates, size_t count, double level)
{
	if (count == 1) {
		put_rule(j, "estimate", replicates, count, COMBINE_POOLED, level);
		return;
	}
	put_rule(j, "estimate", replicates, count, COMBINE_RUBIN, level);
	put_rule(j, "by_verdata_rule", replicates, count, COMBINE_VERDATA, level);
	put_rule(j, "pooled", replicates, count, COMBINE_POOLED, level);
}

/* A stratum counts as estimated when it may be said of it in every replicate. */
static bool is_estimated(const struct estimate_work *work, size_t stratum)
{
	for (size_t r = 0; r < work->replicate_count; r++) {
		const struct estimate_unit *unit = &work->units[r * work->stratum_count + stratum];
		if (!unit->may_be_said || !unit->draws) {
			return false;
		}
	}
	return true;
}

static void put_stratum(struct json_writer *j, const struct estimate_work *work, size_t s)
{
	struct arena a = {0};
	struct combine_replicate *replicates = arena_calloc(&a, work->replicate_count, sizeof(*replicates));
	jw_object_begin(j);
	jw_key(j, "values");
	jw_array_begin(j);
	for (size_t i = 0; i < work->column_count; i++) {
		jw_string(j, work->values[s * work->column_count + i]);
	}
	jw_array_end(j);
	jw_key(j, "runs");
	jw_array_begin(j);
	for (size_t r = 0; r < work->replicate_count; r++) {
		const struct estimate_unit *unit = &work->units[r * work->stratum_count + s];
		replicates[r] =
			(struct combine_replicate){unit->draws, ESTIMATE_DRAWS, (double)unit->documented};
		jw_raw(j, unit->run);
	}
	jw_array_end(j);
	if (work->replicate_count > 1 && is_estimated(work, s)) {
		jw_key(j, "combined");
		jw_object_begin(j);
		put_combined(j, replicates, work->replicate_count, work->options.level);
		jw_object_end(j);
	}
	jw_object_end(j);
	arena_done(&a);
}

/* The draws of one replicate's total; strata that are not estimated count as documented. */
static struct combine_replicate add_strata(
	const struct estimate_work *work, size_t replicate, struct arena *a)
{
	const double **draws = arena_calloc(a, work->stratum_count, sizeof(*draws));
	double *sum = arena_calloc(a, ESTIMATE_DRAWS, sizeof(*sum));
	size_t count = 0;
	double only_documented = 0;
	double documented = 0;
	for (size_t s = 0; s < work->stratum_count; s++) {
		const struct estimate_unit *unit = &work->units[replicate * work->stratum_count + s];
		documented += (double)unit->documented;
		if (is_estimated(work, s)) {
			draws[count++] = unit->draws;
		} else {
			only_documented += (double)unit->documented;
		}
	}
	combine_strata(draws, count, ESTIMATE_DRAWS, only_documented, sum);
	return (struct combine_replicate){sum, ESTIMATE_DRAWS, documented};
}

/* Strata that have no such bounds count as documented. */
static void put_sum(
	struct json_writer *j, const char *key, const struct estimate_work *work, bool is_published)
{
	struct arena a = {0};
	size_t count = work->stratum_count * work->replicate_count;
	struct combine_bounds *bounds = arena_calloc(&a, count, sizeof(*bounds));
	for (size_t i = 0; i < count; i++) {
		const struct estimate_unit *unit = &work->units[i];
		double n = (double)unit->documented;
		bool is_there = is_published ? !isnan(unit->published.total)
					     : is_estimated(work, i % work->stratum_count);
		bounds[i] = !is_there  ? (struct combine_bounds){n, n, n}
			: is_published ? unit->published
				       : unit->bounds;
	}
	struct combine_bounds sum = combine_published(bounds, work->replicate_count, work->stratum_count);
	put_bounds(j, key, sum.total, sum.low, sum.high);
	arena_done(&a);
}

static void put_total(struct json_writer *j, const struct estimate_work *work)
{
	struct arena a = {0};
	struct combine_replicate *replicates = arena_calloc(&a, work->replicate_count, sizeof(*replicates));
	size_t estimated = 0;
	int64_t documented = 0;
	int64_t only_documented = 0;
	for (size_t s = 0; s < work->stratum_count; s++) {
		estimated += is_estimated(work, s);
		documented += work->units[s].documented;
		only_documented += is_estimated(work, s) ? 0 : work->units[s].documented;
	}
	for (size_t r = 0; r < work->replicate_count; r++) {
		replicates[r] = add_strata(work, r, &a);
	}
	jw_key(j, "total");
	jw_object_begin(j);
	jw_put_int(j, "documented", documented);
	jw_put_int(j, "strata", (int64_t)work->stratum_count);
	jw_put_int(j, "estimated_strata", (int64_t)estimated);
	jw_put_int(j, "documented_only", only_documented);
	if (estimated > 0) {
		put_combined(j, replicates, work->replicate_count, work->options.level);
		put_sum(j, "sum_of_bounds", work, false);
	}
	put_sum(j, "by_published_rule", work, true);
	jw_object_end(j);
	arena_done(&a);
}

static void put_linkage(struct json_writer *j, size_t partitions)
{
	struct buf words = {0};
	estimate_say_linkage(&words, partitions);
	jw_key(j, "linkage");
	jw_object_begin(j);
	jw_put_int(j, "partitions", (int64_t)partitions);
	jw_put_string(j, "words", buf_bytes(&words));
	jw_object_end(j);
	buf_done(&words);
}

void estimate_put_settings(struct json_writer *j, const struct estimate_work *work)
{
	jw_key(j, "files");
	jw_array_begin(j);
	for (size_t i = 0; i < work->replicate_count; i++) {
		jw_string(j, bytes_of(work->files[i]));
	}
	jw_array_end(j);
	jw_key(j, "columns");
	jw_array_begin(j);
	for (size_t i = 0; i < work->column_count; i++) {
		jw_string(j, work->columns[i]);
	}
	jw_array_end(j);
	put_number(j, "level", work->options.level);
	jw_put_int(j, "seed", (int64_t)work->options.seed);
	jw_put_int(j, "rows", work->rows);
	jw_put_int(j, "repeated", work->repeated);
	jw_put_int(j, "left_out", work->left_out);
	jw_put_string(j, "settings", work->settings);
	if (work->is_of_match) {
		put_linkage(j, work->replicate_count - 1);
	}
}

void estimate_put_results(struct json_writer *j, const struct estimate_work *work)
{
	jw_key(j, "strata");
	jw_array_begin(j);
	for (size_t s = 0; s < work->stratum_count; s++) {
		put_stratum(j, work, s);
	}
	jw_array_end(j);
	if (work->stratum_count > 1) {
		put_total(j, work);
	}
}

void estimate_put_reply(struct json_writer *j, const struct estimate_work *work)
{
	jw_object_begin(j);
	estimate_put_settings(j, work);
	estimate_put_results(j, work);
	if (work->recorded_as.s) {
		jw_put_string(j, "recorded_as", work->recorded_as);
		jw_put_int(j, "entry", work->entry);
	}
	jw_object_end(j);
}
