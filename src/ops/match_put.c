/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The reply of matching. */
#include "ops/match.h"

#include <math.h>
#include <sys/resource.h>

enum { SCORE_BINS = 40, SCORE_LOG_MIN = -10, SCORE_LOG_MAX = 30 };

static void put_real(struct json_writer *j, const char *key, double value)
{
	jw_key(j, key);
	jw_real(j, value);
}

static void put_real_if(struct json_writer *j, const char *key, double value)
{
	if (isfinite(value)) {
		put_real(j, key, value);
	}
}

/* ------- what was read ------- */

static void put_lists(struct json_writer *j, const struct match_lists *lists)
{
	const struct match_table *t = lists->table;
	jw_key(j, "lists");
	jw_array_begin(j);
	for (size_t l = 0; l < lists->count; l++) {
		jw_object_begin(j);
		jw_put_string(j, "name", lists->name[l]);
		jw_put_int(j, "rows", t->list_start[l + 1] - t->list_start[l]);
		jw_put_bool(j, "is_unique", t->list[l].is_unique);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static void put_notes(struct json_writer *j, const struct match_work *w)
{
	struct bytes rest = buf_bytes(&w->lists.notes);
	struct bytes line;
	jw_key(j, "notes");
	jw_array_begin(j);
	while (bytes_next_line(&rest, &line)) {
		jw_string(j, line);
	}
	jw_array_end(j);
}

static void put_rules(struct json_writer *j, const struct match_work *w)
{
	size_t count;
	const struct match_rule *rules = match_run_rules(w->run, &count);
	struct buf text = {0};
	jw_key(j, "rules");
	jw_array_begin(j);
	for (size_t r = 0; r < count; r++) {
		const struct match_block_facts *facts =
			match_block_facts(match_run_plan(w->run), (unsigned)r);
		buf_clear(&text);
		match_rule_write(&rules[r], &text);
		jw_object_begin(j);
		jw_put_string(j, "rule", buf_bytes(&text));
		jw_put_int(j, "pairs", (int64_t)facts->pair_count);
		jw_put_int(j, "added", (int64_t)w->scored.new_pairs[r]);
		jw_put_int(j, "largest_block", (int64_t)facts->largest);
		jw_put_int(j, "refined", (int64_t)facts->refined_pair_count);
		jw_put_int(j, "skipped_blocks", (int64_t)facts->skipped_block_count);
		jw_put_int(j, "skipped", (int64_t)facts->skipped_pair_count);
		jw_object_end(j);
	}
	jw_array_end(j);
	buf_done(&text);
}

/* ------- the model ------- */

static void put_level(
	struct json_writer *j, const struct match_model *m, enum match_kind kind, size_t c, unsigned level)
{
	double same = m->level_p[MATCH_SAME][c][level];
	double unrelated = m->level_p[MATCH_UNRELATED][c][level];
	bool is_missing = level == MATCH_LEVEL_MISSING;
	jw_object_begin(j);
	jw_put_int(j, "level", level);
	jw_put_string(j, "code", bytes_of(match_level_code(kind, level)));
	jw_put_string(j, "words", bytes_of(match_level_words(kind, level)));
	put_real(j, "same", same);
	if (m->has_kin) {
		put_real(j, "kin", m->level_p[MATCH_KIN][c][level]);
	}
	if (m->has_near) {
		put_real(j, "near", m->level_p[MATCH_NEAR][c][level]);
	}
	put_real(j, "unrelated", unrelated);
	put_real(
		j, "weight", is_missing || !(same > 0 && unrelated > 0) ? 0 : log(same / unrelated) / log(2));
	jw_object_end(j);
}

static void put_model(struct json_writer *j, const struct match_work *w)
{
	const struct match_model *m = match_run_model(w->run);
	const struct match_comparer *comparer = match_run_comparer(w->run);
	jw_key(j, "prior");
	jw_object_begin(j);
	put_real(j, "same", m->prior_p[MATCH_SAME]);
	put_real(j, "kin", m->prior_p[MATCH_KIN]);
	put_real(j, "near", m->prior_p[MATCH_NEAR]);
	jw_object_end(j);
	jw_key(j, "comparisons");
	jw_array_begin(j);
	for (size_t c = 0; c < comparer->count; c++) {
		enum match_role role = comparer->compared[c].role;
		jw_object_begin(j);
		jw_put_string(j, "name", bytes_of(match_roles[role].name));
		jw_key(j, "levels");
		jw_array_begin(j);
		for (unsigned level = 0; level < comparer->compared[c].level_count; level++) {
			put_level(j, m, match_roles[role].kind, c, level);
		}
		jw_array_end(j);
		jw_object_end(j);
	}
	jw_array_end(j);
}

/* ------- what was found ------- */

/* How many kept pairs have log-odds in each bin. */
static void put_scores(struct json_writer *j, const struct match_work *w)
{
	const double width = (double)(SCORE_LOG_MAX - SCORE_LOG_MIN) / SCORE_BINS;
	int64_t bins[SCORE_BINS] = {0};
	for (size_t i = 0; i < w->result.edge_count; i++) {
		double at = ((double)w->result.edges[i].log_odds - SCORE_LOG_MIN) / width;
		bins[at < 0 ? 0 : at >= SCORE_BINS ? SCORE_BINS - 1 : (size_t)at]++;
	}
	jw_key(j, "scores");
	jw_array_begin(j);
	for (size_t b = 0; b < SCORE_BINS; b++) {
		jw_object_begin(j);
		put_real(j, "from", SCORE_LOG_MIN + width * (double)b);
		put_real(j, "to", SCORE_LOG_MIN + width * (double)(b + 1));
		jw_put_int(j, "pairs", bins[b]);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static struct bytes record_text(const struct match_work *w, uint32_t record)
{
	struct buf text = {0};
	struct bytes name = w->lists.name[match_table_list_of(w->lists.table, record)];
	buf_printf(&text, "%.*s ", BYTES_ARG(name));
	match_lists_put_id(&w->lists, record, &text);
	struct bytes copy = arena_copy(w->call->arena, buf_bytes(&text));
	buf_done(&text);
	return copy;
}

/* What stands against a person's "same". */
static const char *why(const struct match_work *w, const struct match_contradiction *c)
{
	const struct match_saying *said = match_said_of(&w->said, c->a, c->b);
	if (c->is_list) {
		return "both are on one list that holds each person once";
	}
	if (said && (said->answer == MATCH_ANSWER_DIFFERENT || said->answer == MATCH_ANSWER_KIN)) {
		return "another verdict says that they are two persons";
	}
	return "their known days of death are too far apart";
}

static void put_contradictions(struct json_writer *j, const struct match_work *w)
{
	const struct match_contradictions *found = &w->result.clusters.contradictions;
	jw_put_int(j, "verdicts", (int64_t)w->said.count);
	jw_key(j, "contradictions");
	jw_array_begin(j);
	for (size_t i = 0; i < found->count; i++) {
		jw_object_begin(j);
		jw_put_string(j, "a", record_text(w, found->list[i].a));
		jw_put_string(j, "b", record_text(w, found->list[i].b));
		jw_put_string(j, "why", bytes_of(why(w, &found->list[i])));
		jw_object_end(j);
	}
	jw_array_end(j);
}

static int64_t records_in_clusters(const struct match_clusters *c)
{
	uint32_t *size = mem_calloc((size_t)c->count + 1, sizeof(*size));
	int64_t in = 0;
	for (uint32_t r = 0; r < c->record_count; r++) {
		size[c->cluster[r]]++;
	}
	for (uint32_t k = 0; k < c->count; k++) {
		in += size[k] > 1 ? size[k] : 0;
	}
	free(size);
	return in;
}

/* ------- the audit ------- */

static void put_audit(struct json_writer *j, const struct match_work *w)
{
	const struct match_audit *audit = &w->audit;
	jw_key(j, "audit");
	jw_object_begin(j);
	jw_put_int(j, "slice", (int64_t)w->audit_slice);
	jw_put_int(j, "likely", (int64_t)audit->likely_count);
	jw_put_int(j, "made", (int64_t)audit->made_count);
	put_real_if(j, "recall", audit->recall_p);
	put_real_if(j, "low", audit->recall_low_p);
	put_real_if(j, "high", audit->recall_high_p);
	jw_key(j, "missed");
	jw_array_begin(j);
	for (size_t i = 0; i < audit->missed_count; i++) {
		jw_object_begin(j);
		jw_put_string(j, "a", record_text(w, audit->missed[i].a));
		jw_put_string(j, "b", record_text(w, audit->missed[i].b));
		jw_object_end(j);
	}
	jw_array_end(j);
	jw_object_end(j);
}

/* ------- against the truth ------- */

static void put_rate(struct json_writer *j, const char *key, struct match_rate rate)
{
	jw_key(j, key);
	jw_object_begin(j);
	put_real_if(j, "precision", rate.precision);
	put_real_if(j, "recall", rate.recall);
	put_real_if(j, "f1", rate.f1);
	jw_object_end(j);
}

/* Pairs that the engine itself takes for one person, before clusters are made. */
static struct match_rate rate_of_pairs(const struct match_work *w, uint64_t true_count)
{
	double found = 0;
	double right = 0;
	const uint32_t *truth = w->lists.truth;
	for (size_t i = 0; i < w->result.edge_count; i++) {
		const struct match_edge *edge = &w->result.edges[i];
		if (truth[edge->a] == UINT32_MAX || truth[edge->b] == UINT32_MAX) {
			continue;
		}
		bool is_same = truth[edge->a] == truth[edge->b];
		bool is_found = w->result.log_odds[i] > 0;
		found += is_found;
		right += is_found && is_same;
	}
	return (struct match_rate){
		right / found, right / (double)true_count, 2 * right / (found + (double)true_count)};
}

static void put_truth(struct json_writer *j, struct match_work *w)
{
	struct match_quality q;
	uint32_t record_count = w->lists.table->record_count;
	match_quality_measure(&q, w->result.clusters.cluster, w->lists.truth, record_count);
	struct match_rate pairs = rate_of_pairs(w, q.pairs_true);
	struct match_edge *edges = mem_realloc(NULL, w->result.edge_count + 1, sizeof(*edges));
	for (size_t i = 0; i < w->result.edge_count; i++) {
		edges[i] = (struct match_edge){
			w->result.edges[i].a, w->result.edges[i].b, w->result.log_odds[i]};
	}
	struct match_threshold best =
		match_quality_best_threshold(edges, w->result.edge_count, w->lists.truth, record_count);
	free(edges);
	jw_key(j, "truth");
	jw_object_begin(j);
	put_rate(j, "pairs", pairs);
	put_rate(j, "best_pairs", best.pair);
	put_real(j, "best_probability", 1 / (1 + exp(-best.log_odds)));
	uint64_t made = match_true_pairs_made(match_run_plan(w->run), w->lists.truth, record_count);
	put_real_if(j, "compared_recall", (double)made / (double)q.pairs_true);
	put_rate(j, "cluster_pairs", q.pair);
	put_rate(j, "clusters", q.cluster);
	put_rate(j, "b_cubed", q.b_cubed);
	jw_object_end(j);
}

/* ------- all ------- */

static void put_phases(struct json_writer *j, const struct match_work *w)
{
	struct rusage usage;
	jw_key(j, "phases");
	jw_array_begin(j);
	for (size_t i = 0; i < w->time_count; i++) {
		jw_object_begin(j);
		jw_put_string(j, "name", bytes_of(w->time[i].name));
		put_real(j, "seconds", round(w->time[i].seconds * 1000) / 1000);
		jw_object_end(j);
	}
	jw_array_end(j);
	bool is_known = getrusage(RUSAGE_SELF, &usage) == 0;
	put_real(j, "peak_mib", is_known ? round((double)usage.ru_maxrss / 1024 * 10) / 10 : 0);
}

static void put_files(struct json_writer *j, const struct match_work *w)
{
	static const char *const names[] = {"clusters.csv", "pairs.csv", "overlap.csv", "report.html",
		MATCH_REPLY_FILE, MATCH_MODEL_FILE, MATCH_KEEP_NAME};
	jw_key(j, "files");
	jw_array_begin(j);
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		jw_string(j, bytes_of(names[i]));
	}
	for (size_t k = 0; k < w->replicate_count; k++) {
		jw_string(j, bytes_of(arena_printf(w->call->arena, "overlap-%03zu.csv", k + 1)));
	}
	jw_array_end(j);
}

static void put_counts(struct json_writer *j, const struct match_work *w)
{
	jw_put_string(j, "folder", bytes_of(w->folder));
	jw_put_int(j, "records", w->lists.table->record_count);
	jw_put_int(j, "keyless", match_run_keyless_count(w->run));
	jw_put_int(j, "compared", (int64_t)w->scored.tally.total);
	jw_put_int(j, "kept", (int64_t)w->scored.pair_count);
}

void match_put_part_reply(struct match_work *w, const struct op_shard *shard, const char *name)
{
	struct json_writer *j = w->call->reply;
	jw_object_begin(j);
	jw_key(j, "shard");
	jw_object_begin(j);
	jw_put_int(j, "index", (int64_t)shard->index);
	jw_put_int(j, "of", (int64_t)shard->count);
	jw_object_end(j);
	put_counts(j, w);
	put_lists(j, &w->lists);
	put_notes(j, w);
	put_rules(j, w);
	put_phases(j, w);
	jw_key(j, "files");
	jw_array_begin(j);
	jw_string(j, bytes_of(name));
	jw_array_end(j);
	jw_object_end(j);
}

void match_put_reply(struct match_work *w, struct json_writer *j)
{
	jw_object_begin(j);
	put_counts(j, w);
	put_real(j, "same_expected", w->result.same_count);
	jw_put_int(j, "clusters", w->result.clusters.count);
	jw_put_int(j, "in_clusters", records_in_clusters(&w->result.clusters));
	put_lists(j, &w->lists);
	put_notes(j, w);
	put_rules(j, w);
	put_model(j, w);
	jw_put_int(j, "death_days", w->settings.death_apart_days);
	put_scores(j, w);
	put_contradictions(j, w);
	if (w->is_audited) {
		put_audit(j, w);
	}
	if (w->lists.truth) {
		put_truth(j, w);
	}
	if (w->recorded_as.s) {
		jw_put_string(j, "recorded_as", w->recorded_as);
		jw_put_int(j, "entry", w->entry);
	}
	put_phases(j, w);
	put_files(j, w);
	jw_object_end(j);
}
