/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all operations of matching begin with: options, lists, rules, blocks, a model. */
#include "ops/handlers.h"
#include "ops/match.h"

#include <sys/stat.h>
#include <time.h>

enum { RULES_BYTES_MAX = 1 << 16 };

static double seconds_now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void match_work_time(struct match_work *w, const char *phase)
{
	double now = seconds_now();
	if (w->time_count < MATCH_TIMES_MAX) {
		w->time[w->time_count++] = (struct match_phase_time){phase, now - w->began};
	}
	w->began = now;
}

/* ------- options ------- */

static int read_rules(struct match_work *w, const char *path, struct err *e)
{
	struct buf text = {0};
	int rc = file_read(path, RULES_BYTES_MAX, &text, e);
	struct bytes rest = buf_bytes(&text);
	struct bytes line;
	for (unsigned number = 1; rc == 0 && bytes_next_line(&rest, &line); number++) {
		line = bytes_trim(line);
		if (line.len == 0 || line.s[0] == '#') {
			continue;
		}
		if (w->settings.rule_count == MATCH_RULES_MAX) {
			rc = err_set(e, ERR_LIMIT, "%s has more than %d rules", path, MATCH_RULES_MAX);
			break;
		}
		rc = match_rule_parse(line, &w->rules[w->settings.rule_count++], e);
		if (rc != 0) {
			err_context(e, "%s, line %u", path, number);
		}
	}
	buf_done(&text);
	if (rc == 0 && w->settings.rule_count == 0) {
		return err_set(e, ERR_INPUT, "%s has no rule", path);
	}
	w->settings.rules = w->rules;
	return rc;
}

/* Where the run is said to be, for progress. */
static void watch(void *context, enum match_phase phase, uint64_t done, uint64_t total)
{
	static const char *const doing[MATCH_PHASE_COUNT] = {
		"Finding blocks", "Learning", "Comparing pairs", "Finding clusters"};
	struct op_call *call = context;
	if (done == 0) {
		call->say(call->context, doing[phase]);
	}
	if (call->progress.step && total > 0) {
		call->progress.step(call->progress.context, (int64_t)done, (int64_t)total);
	}
}

static int read_options(struct match_work *w, struct err *e)
{
	struct op_call *call = w->call;
	int64_t threads;
	int64_t seed;
	int64_t apart;
	int64_t replicates;
	match_settings_init(&w->settings);
	int rc = op_int(call, "threads", 1, 1024, 0, &threads, e);
	if (rc == 0) {
		rc = op_int(call, "seed", 0, INT64_MAX, 1, &seed, e);
	}
	if (rc == 0) {
		rc = op_int(call, "death-days", -1, INT32_MAX, w->settings.death_apart_days, &apart, e);
	}
	if (rc == 0) {
		rc = op_int(call, "replicates", 0, 1000, 0, &replicates, e);
	}
	if (rc == 0 && op_text(call, "rules")) {
		rc = read_rules(w, op_text(call, "rules"), e);
	}
	if (rc == 0) {
		w->pool = pool_open((unsigned)threads);
		w->settings.pool = w->pool;
		w->aligner = match_aligner_builtin();
		w->settings.aligner = w->aligner;
		w->settings.seed = (uint64_t)seed;
		w->settings.death_apart_days = (int32_t)apart;
		w->settings.watch = watch;
		w->settings.watch_context = call;
		w->replicate_count = (size_t)replicates;
	}
	return rc;
}

/* ------- the folder ------- */

/* Makes the folder where what is found goes; one that is there may be written into. */
static int make_folder(struct match_work *w, struct err *e)
{
	w->folder = op_text(w->call, "output");
	if (!w->folder) {
		return err_set(e, ERR_USAGE, "say with --output FOLDER where the results are to go");
	}
	if (mkdir(w->folder, 0777) == 0) {
		return 0;
	}
	struct stat st;
	if (stat(w->folder, &st) == 0 && S_ISDIR(st.st_mode)) {
		return 0;
	}
	return err_errno(e, ERR_IO, "the folder %s cannot be made", w->folder);
}

int match_work_begin(struct match_work *w, struct op_call *call, struct err *e)
{
	*w = (struct match_work){.call = call, .began = seconds_now()};
	int rc = read_options(w, e);
	if (rc == 0) {
		rc = make_folder(w, e);
	}
	if (rc == 0) {
		rc = match_lists_read(call, &w->lists, e);
	}
	if (rc == 0 && w->lists.table->record_count < 2) {
		rc = err_set(e, ERR_INPUT, "there is only one row in all lists: nothing to match");
	}
	match_work_time(w, "read");
	if (rc == 0) {
		rc = match_run_open(&w->run, w->lists.table, &w->settings, e);
	}
	match_work_time(w, "block and train");
	return rc;
}

int match_work_finish(struct match_work *w, struct err *e)
{
	match_run_settle(w->run, &w->scored, NULL, 0, &w->result);
	match_work_time(w, "cluster");
	int rc = match_write_files(w, e);
	match_work_time(w, "write");
	if (rc == 0) {
		rc = match_write_report(w, e);
	}
	if (rc == 0) {
		match_put_reply(w, w->call->reply);
	}
	return rc;
}

void match_work_done(struct match_work *w)
{
	match_result_done(&w->result);
	match_scored_done(&w->scored);
	match_run_close(&w->run);
	match_lists_done(&w->lists);
	match_aligner_close(&w->aligner);
	pool_close(&w->pool);
}
