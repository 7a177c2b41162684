/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all operations of matching begin with: options, lists, rules, blocks, a model. */
#include "match/model_text.h"
#include "ops/handlers.h"
#include "ops/match.h"

#include <sys/stat.h>
#include <time.h>

enum {
	RULES_BYTES_MAX = 1 << 16,
	MODEL_BYTES_MAX = 1 << 24,
	VERDICTS_BYTES_MAX = 1 << 28, /* of a few million verdicts */
	REPLICATES_MAX = 1000,
};

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

static int read_rules(struct match_work *w, struct err *e)
{
	const struct match_request *request = w->request;
	struct bytes rest = request->rules;
	struct bytes line;
	for (unsigned number = 1; bytes_next_line(&rest, &line); number++) {
		line = bytes_trim(line);
		if (line.len == 0 || line.s[0] == '#') {
			continue;
		}
		if (w->settings.rule_count == MATCH_RULES_MAX) {
			return err_set(e, ERR_LIMIT, "%s has more than the %d rules that one run takes",
				request->rules_name, MATCH_RULES_MAX);
		}
		int rc = match_rule_parse(line, &w->rules[w->settings.rule_count++], e);
		if (rc != 0) {
			return err_context(e, "%s, line %u", request->rules_name, number);
		}
	}
	if (w->settings.rule_count == 0) {
		return err_set(e, ERR_INPUT, "%s has no rule; write one a line, for example given + family",
			request->rules_name);
	}
	w->settings.rules = w->rules;
	return 0;
}

/* The text of a small file that an option names; absent when it was not given. */
static int read_text(struct op_call *call, const char *option, size_t max, const char **name,
	struct bytes *text, struct err *e)
{
	struct buf buf = {0};
	*name = op_text(call, option);
	*text = BYTES_NONE;
	int rc = *name ? file_read(*name, max, &buf, e) : 0;
	if (rc == 0 && *name) {
		*text = arena_copy(call->arena, buf.s ? buf_bytes(&buf) : BYTES(""));
	}
	buf_done(&buf);
	return rc;
}

int match_request_read(struct op_call *call, struct match_request *request, struct err *e)
{
	struct match_settings defaults;
	*request = (struct match_request){.map = op_text(call, "map"),
		.truth = op_text(call, "truth"),
		.only = op_text(call, "only"),
		.strata = op_text(call, "strata")};
	match_settings_init(&defaults);
	request->list_count = op_texts(call, "list", &request->list);
	int rc = op_int(call, "seed", 0, INT64_MAX, 1, &request->seed, e);
	if (rc == 0) {
		rc = op_int(call, "death-days", -1, INT32_MAX, defaults.death_apart_days,
			&request->death_days, e);
	}
	if (rc == 0) {
		rc = op_int(call, "replicates", 0, REPLICATES_MAX, 0, &request->replicates, e);
	}
	if (rc == 0) {
		rc = read_text(call, "rules", RULES_BYTES_MAX, &request->rules_name, &request->rules, e);
	}
	if (rc == 0) {
		rc = read_text(call, "model", MODEL_BYTES_MAX, &request->model_name, &request->model, e);
	}
	if (rc == 0) {
		rc = read_text(
			call, "verdicts", VERDICTS_BYTES_MAX, &request->verdicts_name, &request->verdicts, e);
	}
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

static int take_model(struct match_work *w, struct err *e)
{
	w->model = mem_alloc(sizeof(*w->model));
	int rc = match_model_read(w->model, w->request->model, e);
	if (rc != 0) {
		err_context(e, "%s", w->request->model_name);
	}
	w->settings.model = w->model;
	return rc;
}

static int take_options(struct match_work *w, struct err *e)
{
	int64_t threads;
	match_settings_init(&w->settings);
	int rc = op_int(w->call, "threads", 1, 1024, 0, &threads, e);
	if (rc == 0 && w->request->rules.s) {
		rc = read_rules(w, e);
	}
	if (rc == 0 && w->request->model.s) {
		rc = take_model(w, e);
	}
	if (rc == 0) {
		w->pool = pool_open((unsigned)threads);
		w->settings.pool = w->pool;
		w->aligner = match_aligner_builtin();
		w->settings.aligner = w->aligner;
		w->settings.seed = (uint64_t)w->request->seed;
		w->settings.death_apart_days = (int32_t)w->request->death_days;
		w->settings.watch = watch;
		w->settings.watch_context = w->call;
		w->replicate_count = (size_t)w->request->replicates;
	}
	return rc;
}

/* The list whose pairs alone are compared. */
static int choose_list(struct match_work *w, struct err *e)
{
	const char *only = w->request->only;
	for (size_t l = 0; only && l < w->lists.count; l++) {
		bool is_file = w->lists.file[l] && strcmp(w->lists.file[l], only) == 0;
		if (is_file || bytes_is(w->lists.name[l], only) || bytes_is(w->lists.id[l], only)) {
			w->settings.only_list = l;
			return 0;
		}
	}
	return only ? err_set(e, ERR_USAGE, "\"%s\" is none of the lists that are matched", only) : 0;
}

/* What binds the clusters: who is not sure says nothing. */
static void bind_verdicts(struct match_work *w)
{
	w->verdicts = arena_calloc(w->call->arena, w->said.count, sizeof(*w->verdicts));
	for (size_t i = 0; i < w->said.count; i++) {
		const struct match_saying *s = &w->said.list[i];
		if (s->answer != MATCH_ANSWER_UNSURE) {
			w->verdicts[w->verdict_count++] =
				(struct match_verdict){s->a, s->b, s->answer == MATCH_ANSWER_SAME};
		}
	}
}

static int take_verdicts(struct match_work *w, struct err *e)
{
	const struct match_request *request = w->request;
	bool has_kept = false;
	for (size_t l = 0; l < w->lists.count; l++) {
		has_kept |= w->lists.id[l].s != NULL;
	}
	bool is_journal = w->call->vault && has_kept && !request->is_replay;
	int rc = 0;
	if (request->said.s && !is_journal) {
		rc = match_keep_said(&w->said, w->lists.table, request->said, e);
	}
	if (rc == 0 && is_journal) {
		rc = match_said_read_vault(w->call, &w->lists, &w->said, e);
	}
	if (rc == 0 && request->verdicts.s) {
		rc = match_said_read(
			&w->said, &w->lists, request->verdicts, request->verdicts_name, false, e);
	}
	if (rc == 0) {
		match_said_settle(&w->said);
		bind_verdicts(w);
	}
	return rc;
}

/* ------- the folder ------- */

int match_folder(const struct op_call *call, const char **folder, struct err *e)
{
	*folder = op_text(call, "output");
	return *folder ? 0 : err_set(e, ERR_USAGE, "say with --output FOLDER where the results are to go");
}

/* Makes the folder where what is found goes; one that is there may be written into. */
static int make_folder(struct match_work *w, struct err *e)
{
	if (mkdir(w->folder, 0777) == 0) {
		return 0;
	}
	struct stat st;
	if (stat(w->folder, &st) != 0) {
		return err_errno(e, ERR_IO, "the folder %s cannot be made", w->folder);
	}
	return S_ISDIR(st.st_mode) ? 0
				   : err_set(e, ERR_IO, "%s is a file; the results need a folder", w->folder);
}

int match_work_begin(struct match_work *w, struct op_call *call, const struct match_request *request,
	const char *folder, struct err *e)
{
	*w = (struct match_work){.call = call, .request = request, .folder = folder, .began = seconds_now()};
	int rc = take_options(w, e);
	if (rc == 0 && folder) {
		rc = make_folder(w, e);
	}
	if (rc == 0) {
		rc = match_lists_read(call, request, &w->lists, e);
	}
	if (rc == 0) {
		rc = choose_list(w, e);
	}
	if (rc == 0) {
		rc = take_verdicts(w, e);
	}
	if (rc == 0 && request->strata) {
		rc = match_strata_find(&w->strata, &w->lists, request->strata, call->arena, e);
	}
	if (rc == 0 && w->lists.table->record_count < 2) {
		rc = err_set(e, ERR_INPUT,
			"the lists have only one row together: there is nothing to match it with");
	}
	if (rc == 0) {
		match_notes_of_lists(w);
	}
	match_work_time(w, "read");
	if (rc == 0) {
		rc = match_run_open(&w->run, w->lists.table, &w->settings, e);
	}
	if (rc == 0) {
		match_notes_of_run(w);
	}
	match_work_time(w, "block and train");
	return rc;
}

static void settle(struct match_work *w)
{
	match_run_settle(w->run, &w->scored, w->verdicts, w->verdict_count, &w->result);
	match_work_time(w, "cluster");
}

void match_work_run(struct match_work *w)
{
	match_run_score(w->run, 0, 1, &w->scored);
	match_work_time(w, "score");
	settle(w);
}

int match_work_finish(struct match_work *w, struct err *e)
{
	settle(w);
	if (op_has(w->call, "audit")) {
		w->audit_slice = match_run_audit(w->run, &w->audit);
		w->is_audited = true;
		match_work_time(w, "audit");
	}
	int rc = match_write_files(w, e);
	match_notes_of_draws(w);
	match_work_time(w, "write");
	if (rc == 0) {
		rc = match_write_report(w, e);
	}
	if (rc == 0 && op_has(w->call, "record")) {
		rc = match_record(w, e);
	}
	if (rc == 0) {
		match_put_reply(w, w->call->reply);
	}
	return rc;
}

void match_work_done(struct match_work *w)
{
	match_said_done(&w->said);
	match_strata_done(&w->strata);
	match_result_done(&w->result);
	match_scored_done(&w->scored);
	match_run_close(&w->run);
	free(w->model);
	match_lists_done(&w->lists);
	match_aligner_close(&w->aligner);
	pool_close(&w->pool);
}
