/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of a matching run: clusters, pairs, overlaps of the lists, and sampled overlaps for estimates. */
#include "base/csv.h"
#include "match/account.h"
#include "match/overlap.h"
#include "match/posteriors.h"
#include "ops/match.h"
#include "ops/out_file.h"

#include <errno.h>
#include <math.h>
#include <unistd.h>

/* Records times partitions that are drawn at once: what a component needs is then made ready once for all of them. */
enum { DRAWN_CELLS_MAX = 1 << 25 };

/* ------- clusters ------- */

static void add_record(
	struct out_file *f, const struct match_lists *lists, uint32_t record, struct buf *id, bool is_first)
{
	buf_clear(id);
	match_lists_put_id(lists, record, id);
	csv_add_cell(&f->buf, lists->name[match_table_list_of(lists->table, record)], is_first);
	csv_add_cell(&f->buf, buf_bytes(id), false);
}

static int write_clusters(struct match_work *w, struct err *e)
{
	struct out_file f;
	struct buf id = {0};
	const struct match_clusters *clusters = &w->result.clusters;
	out_file_open(&f, w->call->arena, w->folder, "clusters.csv", e);
	buf_add_text(&f.buf, "list,row,cluster,probability\n");
	for (uint32_t r = 0; r < clusters->record_count && f.rc == 0; r++) {
		add_record(&f, &w->lists, r, &id, true);
		buf_add_char(&f.buf, ',');
		buf_add_fixed(&f.buf, clusters->cluster[r] + 1.0, 0);
		buf_add_char(&f.buf, ',');
		buf_add_fixed(&f.buf, (double)clusters->membership_p[r], 4);
		buf_add_char(&f.buf, '\n');
		out_file_flush(&f, OUT_FILE_BYTES);
	}
	buf_done(&id);
	return out_file_close(&f);
}

/* ------- pairs ------- */

/* More than any weight of a learned model; one that is given may rule a level out. */
#define WEIGHT_MAX 9999.0

/* Writes pairs.csv. */
struct pair_pen {
	struct out_file file;
	struct match_posteriors *posteriors;
	double prior_log;
	struct buf id;
};

static void add_pair(struct pair_pen *pen, const struct match_work *w, size_t i)
{
	struct buf *out = &pen->file.buf;
	const struct match_compared_pair *pair = &w->scored.pairs[i];
	const struct match_comparer *comparer = match_run_comparer(w->run);
	add_record(&pen->file, &w->lists, pair->a, &pen->id, true);
	add_record(&pen->file, &w->lists, pair->b, &pen->id, false);
	buf_add_char(out, ',');
	double weight = ((double)w->result.edges[i].log_odds - pen->prior_log) / log(2);
	buf_add_fixed(out, fmax(fmin(weight, WEIGHT_MAX), -WEIGHT_MAX), 2);
	buf_add_char(out, ',');
	buf_add_fixed(out, match_result_p(&w->result, i), 6);
	buf_add_char(out, ',');
	buf_add_text(
		out, match_class_names[match_likeliest(match_posteriors_of(pen->posteriors, pair->pattern))]);
	bool is_vetoed = match_died_apart(w->lists.table, w->settings.death_apart_days, pair->a, pair->b);
	buf_add_text(out, is_vetoed ? "," MATCH_VETO_DEATH : ",");
	for (size_t c = 0; c < comparer->count; c++) {
		enum match_kind kind = match_roles[comparer->compared[c].role].kind;
		buf_add_char(out, ',');
		buf_add_text(out, match_level_code(kind, match_level(pair->pattern, c)));
	}
	buf_add_char(out, '\n');
}

static int write_pairs(struct match_work *w, struct err *e)
{
	const struct match_comparer *comparer = match_run_comparer(w->run);
	double prior = match_run_model(w->run)->prior_p[MATCH_SAME];
	struct pair_pen pen = {.posteriors = match_posteriors_open(match_run_model(w->run)),
		.prior_log = log(prior) - log1p(-prior)};
	out_file_open(&pen.file, w->call->arena, w->folder, "pairs.csv", e);
	buf_add_text(&pen.file.buf, "list_a,row_a,list_b,row_b,weight,probability,class,veto");
	for (size_t c = 0; c < comparer->count; c++) {
		buf_printf(&pen.file.buf, ",%s", match_roles[comparer->compared[c].role].name);
	}
	buf_add_char(&pen.file.buf, '\n');
	for (size_t i = 0; i < w->scored.pair_count && pen.file.rc == 0; i++) {
		add_pair(&pen, w, i);
		out_file_flush(&pen.file, OUT_FILE_BYTES);
	}
	buf_done(&pen.id);
	match_posteriors_close(&pen.posteriors);
	return out_file_close(&pen.file);
}

/* ------- overlaps ------- */

static int write_overlap(struct match_work *w, const char *name, const uint32_t *cluster,
	uint32_t cluster_count, struct err *e)
{
	const struct match_table *t = w->lists.table;
	struct match_overlap overlap;
	struct out_file f;
	match_overlap_init(&overlap,
		&(struct match_overlap_input){.record_count = t->record_count,
			.cluster = cluster,
			.cluster_count = cluster_count,
			.list_start = t->list_start,
			.list_count = t->list_count,
			.stratum = w->strata.of_record});
	out_file_open(&f, w->call->arena, w->folder, name, e);
	match_overlap_write(&overlap, t->list_count, w->lists.name,
		w->strata.of_record ? BYTES(MATCH_STRATUM_TITLE) : BYTES_NONE, w->strata.name, &f.buf);
	match_overlap_done(&overlap);
	return out_file_close(&f);
}

static uint32_t count_clusters(const uint32_t *cluster, uint32_t record_count)
{
	uint32_t count = 0;
	for (uint32_t r = 0; r < record_count; r++) {
		count = cluster[r] >= count ? cluster[r] + 1 : count;
	}
	return count;
}

/* Draws partitions [first, first + count) into rows of `cluster`. */
static void draw(struct match_work *w, const struct match_problem_view *view, uint32_t first, uint32_t count,
	uint32_t *cluster)
{
	struct match_partition_plan plan = {
		.seed = w->settings.seed, .replicate_first = first, .replicate_count = count};
	struct match_partition_report report;
	match_partition_draw(&view->components, &view->setting, &plan, w->pool, w->lists.table->record_count,
		cluster, &report);
	w->drawn.exact_count += report.exact_count;
	w->drawn.chain_count += report.chain_count;
	w->drawn.stopped_count += report.stopped_count;
}

uint32_t match_draw_partition(
	struct match_work *w, const struct match_problem_view *view, uint32_t number, uint32_t *cluster)
{
	draw(w, view, number, 1, cluster);
	return count_clusters(cluster, w->lists.table->record_count);
}

static int write_replicates(struct match_work *w, struct err *e)
{
	size_t record_count = w->lists.table->record_count;
	size_t at_once = record_count < DRAWN_CELLS_MAX ? DRAWN_CELLS_MAX / record_count : 1;
	at_once = at_once < w->replicate_count ? at_once : w->replicate_count;
	uint32_t *cluster = mem_calloc(at_once, record_count * sizeof(*cluster));
	struct match_problem_view view;
	match_run_view(w->run, &w->result, log(MATCH_DRAWN_P_MIN), &view);
	int rc = 0;
	for (size_t k = 0; k < w->replicate_count && rc == 0; k++) {
		size_t left = w->replicate_count - k;
		const uint32_t *row = cluster + k % at_once * record_count;
		if (k % at_once == 0) {
			draw(w, &view, (uint32_t)k, (uint32_t)(left < at_once ? left : at_once), cluster);
		}
		rc = write_overlap(w, arena_printf(w->call->arena, "overlap-%03zu.csv", k + 1), row,
			count_clusters(row, (uint32_t)record_count), e);
	}
	match_problem_view_done(&view);
	free(cluster);
	return rc;
}

/* Takes away tables of partitions that an earlier run drew: estimate --from would take them for ours. */
static int remove_old_replicates(const struct match_work *w, struct err *e)
{
	for (size_t k = w->replicate_count + 1;; k++) {
		const char *path = arena_printf(w->call->arena, "%s/overlap-%03zu.csv", w->folder, k);
		if (unlink(path) != 0) {
			return errno == ENOENT ? 0 : err_errno(e, ERR_IO, "%s cannot be removed", path);
		}
	}
}

int match_write_files(struct match_work *w, struct err *e)
{
	int rc = write_clusters(w, e);
	if (rc == 0) {
		rc = write_pairs(w, e);
	}
	if (rc == 0) {
		rc = write_overlap(w, "overlap.csv", w->result.clusters.cluster, w->result.clusters.count, e);
	}
	if (rc == 0 && w->replicate_count > 0) {
		rc = write_replicates(w, e);
	}
	if (rc == 0) {
		rc = remove_old_replicates(w, e);
	}
	return rc == 0 ? match_keep_write(w, e) : rc;
}
