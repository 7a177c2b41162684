/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/match.h"
#include "base/mem.h"
#include "match/compete.h"
#include "match/radix.h"

#include <math.h>

enum {
	JOBS_A_WAVE = 64, /* between two calls of watch */
	/* Pairs of 100 records: what more people than that share says little, and a year more finds nearly all. */
	REFINE_PAIRS = 4950,
	/* Pairs of 4,000 records that agree on all that refines: so many are rows that say next to nothing. */
	SKIP_PAIRS = 7998000,
	SCORED_FIRST_ROOM = 1024,
	CHUNK_PAIRS = 1 << 16, /* of which one job finds the odds */
};

struct match_run {
	struct match_settings settings;
	const struct match_table *table;
	struct match_comparer comparer;
	struct match_rule rules[MATCH_RULES_MAX];
	size_t rule_count;
	bool is_unique[MATCH_LISTS_MAX]; /* of each list */
	struct match_keys *keys;
	uint32_t keyless_count;
	struct match_block_plan *plan;
	struct match_model *model;
	struct match_training_report report;
	struct match_scorer *scorer;
	struct arena kept;
};

void match_settings_init(struct match_settings *s)
{
	*s = (struct match_settings){.only_list = MATCH_LIST_ALL, .death_apart_days = 31, .keep_p = 0.001};
}

static void watch(const struct match_run *run, enum match_phase phase, uint64_t done, uint64_t total)
{
	if (run->settings.watch) {
		run->settings.watch(run->settings.watch_context, phase, done, total);
	}
}

/* ------- opening ------- */

static int take_rules(struct match_run *run, struct err *e)
{
	const struct match_settings *s = &run->settings;
	if (!s->rules) {
		run->rule_count = match_rules_default(run->table, run->rules);
		if (run->rule_count == 0) {
			return err_set(e, ERR_INPUT,
				"the lists have no columns from which rules of blocking can be made; name at "
				"least a given and a family name, or a name and a date");
		}
		return 0;
	}
	for (size_t r = 0; r < s->rule_count; r++) {
		if (!match_rule_applies(&s->rules[r], run->table)) {
			struct buf text = {0};
			match_rule_write(&s->rules[r], &text);
			int rc = err_set(
				e, ERR_INPUT, "the rule \"%s\" needs a column that no list has", text.s);
			buf_done(&text);
			return rc;
		}
		run->rules[run->rule_count++] = s->rules[r];
	}
	return 0;
}

static uint64_t key(const void *context, unsigned rule, unsigned depth, uint32_t record)
{
	return match_key(context, rule, depth, record);
}

static void find_blocks(struct match_run *run)
{
	const struct match_table *t = run->table;
	watch(run, MATCH_PHASE_BLOCK, 0, 0);
	run->keys = match_keys_open(run->rules, run->rule_count, t);
	struct match_block_input in = {.record_count = t->record_count,
		.rule_count = (unsigned)run->rule_count,
		.key = key,
		.context = run->keys,
		.list_count = t->list_count,
		.list_start = t->list_start,
		.list_is_unique = run->is_unique,
		.only_list = run->settings.only_list,
		.refine_pairs = REFINE_PAIRS,
		.skip_pairs = SKIP_PAIRS};
	for (size_t r = 0; r < run->rule_count; r++) {
		in.refine_count[r] = match_key_refine_count(run->keys, (unsigned)r);
	}
	run->plan = match_block_plan_open(&in, run->settings.pool);
	run->keyless_count = match_key_none_count(run->keys, (unsigned)run->rule_count);
	match_keys_close(&run->keys);
}

static bool is_among(const struct match_comparison *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

static bool has_same_levels(const struct match_comparison *a, const struct match_comparison *b)
{
	return strcmp(a->name, b->name) == 0 && a->level_count == b->level_count &&
		a->exact_from == b->exact_from && a->part == b->part;
}

/* A given model must weigh what is compared here, no more and no less. */
static int check_model(const struct match_run *run, struct err *e)
{
	const struct match_model *m = run->settings.model;
	struct match_comparison here[MATCH_COMPARISON_MAX];
	size_t count = run->comparer.count;
	match_model_comparisons(&run->comparer, here);
	for (size_t i = 0; i < count; i++) {
		if (!is_among(m->comparison, m->comparison_count, here[i].name)) {
			return err_set(e, ERR_INPUT,
				"the model has no weights of %s, for which a list has a column: leave it out "
				"of "
				"the column map, or learn a new model",
				here[i].name);
		}
	}
	for (size_t i = 0; i < m->comparison_count; i++) {
		if (!is_among(here, count, m->comparison[i].name)) {
			return err_set(e, ERR_INPUT,
				"the model has weights of %s, for which no list has a column: learn a new "
				"model",
				m->comparison[i].name);
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (!has_same_levels(&here[i], &m->comparison[i])) {
			return err_set(e, ERR_INPUT,
				"the model weighs other levels of %s than this version: learn a new model",
				here[i].name);
		}
	}
	return 0;
}

int match_run_open(
	struct match_run **out, const struct match_table *t, const struct match_settings *s, struct err *e)
{
	BUG_IF(!(s->keep_p > 0 && s->keep_p < 1));
	if (!(match_pair_space(t) > 0)) {
		return err_set(e, ERR_INPUT,
			"there are no two rows that can be one person: one list alone, which holds each "
			"person "
			"once");
	}
	struct match_run *run = mem_calloc(1, sizeof(*run));
	run->settings = *s;
	run->table = t;
	for (size_t l = 0; l < t->list_count; l++) {
		run->is_unique[l] = t->list[l].is_unique;
	}
	size_t left_out = match_comparer_init(&run->comparer, t, s->aligner);
	int rc = take_rules(run, e);
	if (rc == 0 && left_out > 0) {
		rc = err_set(e, ERR_INPUT,
			"%zu columns are too many to compare: at most %d are, leave some out of the map",
			run->comparer.count + left_out, MATCH_COMPARISON_MAX);
	}
	if (rc == 0 && s->model) {
		rc = check_model(run, e);
	}
	if (rc != 0) {
		match_run_close(&run);
		return rc;
	}
	find_blocks(run);
	watch(run, MATCH_PHASE_TRAIN, 0, 0);
	run->model = mem_alloc(sizeof(*run->model));
	if (s->model) {
		*run->model = *s->model;
	} else {
		match_learn(run->model, &run->report, &run->kept, &run->comparer, run->plan, run->rules,
			run->rule_count, s->seed, s->pool);
	}
	run->scorer = mem_alloc(sizeof(*run->scorer));
	match_scorer_init(run->scorer, run->model);
	*out = run;
	return 0;
}

void match_run_close(struct match_run **run)
{
	if (!*run) {
		return;
	}
	match_block_plan_close(&(*run)->plan);
	match_keys_close(&(*run)->keys);
	free((*run)->model);
	free((*run)->scorer);
	arena_done(&(*run)->kept);
	free(*run);
	*run = NULL;
}

const struct match_comparer *match_run_comparer(const struct match_run *run)
{
	return &run->comparer;
}

const struct match_rule *match_run_rules(const struct match_run *run, size_t *count)
{
	*count = run->rule_count;
	return run->rules;
}

const struct match_block_plan *match_run_plan(const struct match_run *run)
{
	return run->plan;
}

uint32_t match_run_keyless_count(const struct match_run *run)
{
	return run->keyless_count;
}

const struct match_model *match_run_model(const struct match_run *run)
{
	return run->model;
}

uint64_t match_run_seed(const struct match_run *run)
{
	return run->settings.seed;
}

struct pool *match_run_pool(const struct match_run *run)
{
	return run->settings.pool;
}

const struct match_training_report *match_run_report(const struct match_run *run)
{
	return run->settings.model ? NULL : &run->report;
}

/* ------- scoring ------- */

struct score_job {
	const struct match_run *run;
	float keep_log;
	struct match_compared_pair *pairs;
	size_t count;
	size_t room;
	struct match_tally tally;
	uint64_t seen;
};

struct score_wave {
	size_t first; /* number of its first job within the shard */
	uint32_t shard;
	uint32_t shard_count;
	struct score_job jobs[JOBS_A_WAVE];
};

static double log_odds_of(const struct match_scorer *scorer, match_pattern pattern)
{
	return match_score_log_odds(match_scorer_score(scorer, pattern));
}

static void keep(struct score_job *job, struct match_pair pair, match_pattern pattern)
{
	if (job->count == job->room) {
		job->room = job->room > 0 ? job->room * 2 : SCORED_FIRST_ROOM;
		job->pairs = mem_realloc(job->pairs, job->room, sizeof(*job->pairs));
	}
	job->pairs[job->count++] = (struct match_compared_pair){pair.a, pair.b, pattern};
}

static void score_pairs(void *context, const struct match_pair *pairs, size_t count)
{
	struct score_job *job = context;
	match_pattern pattern[MATCH_PAIR_BATCH];
	match_compare_pairs(&job->run->comparer, pairs, count, pattern);
	for (size_t i = 0; i < count; i++) {
		match_tally_add(&job->tally, pattern[i], 1);
		if (match_scorer_score(job->run->scorer, pattern[i]).log_odds[MATCH_SAME] >= job->keep_log) {
			keep(job, pairs[i], pattern[i]);
		}
	}
}

static void score_job(void *context, size_t i)
{
	struct score_wave *wave = context;
	struct score_job *job = &wave->jobs[i];
	size_t number = wave->shard + (wave->first + i) * wave->shard_count;
	job->seen = match_block_walk(job->run->plan, number, score_pairs, job);
}

struct match_compared_pair *match_scored_room(struct match_scored *scored, size_t count)
{
	size_t wanted = scored->pair_count + count;
	if (wanted > scored->pair_room) {
		scored->pair_room = wanted > 2 * scored->pair_room ? wanted : 2 * scored->pair_room;
		scored->pairs = mem_realloc(scored->pairs, scored->pair_room, sizeof(*scored->pairs));
	}
	return scored->pairs + scored->pair_count;
}

static void add_pairs(struct match_scored *scored, const struct score_job *job)
{
	struct match_compared_pair *room = match_scored_room(scored, job->count);
	if (job->count > 0) {
		memcpy(room, job->pairs, job->count * sizeof(*job->pairs));
	}
	scored->pair_count += job->count;
}

void match_scored_sort(struct match_scored *scored, struct pool *pool)
{
	size_t count = scored->pair_count;
	if (count == 0) {
		return;
	}
	struct match_keyed *items = mem_realloc(NULL, count, sizeof(*items));
	struct match_keyed *scratch = mem_realloc(NULL, count, sizeof(*scratch));
	for (size_t i = 0; i < count; i++) {
		const struct match_compared_pair *pair = &scored->pairs[i];
		items[i] = (struct match_keyed){(uint64_t)pair->a << 32 | pair->b, (uint32_t)i};
	}
	match_radix_sort(items, scratch, count, pool);
	free(scratch);
	struct match_compared_pair *sorted = mem_realloc(NULL, count, sizeof(*sorted));
	for (size_t i = 0; i < count; i++) {
		sorted[i] = scored->pairs[items[i].record];
	}
	free(items);
	free(scored->pairs);
	scored->pairs = sorted;
	scored->pair_room = count;
}

void match_run_score(struct match_run *run, uint32_t shard, uint32_t shard_count, struct match_scored *scored)
{
	size_t all = match_block_job_count(run->plan);
	size_t jobs = all > shard ? (all - shard + shard_count - 1) / shard_count : 0;
	double keep_log = log(run->settings.keep_p) - log1p(-run->settings.keep_p);
	struct score_wave *wave = mem_alloc(sizeof(*wave));
	for (size_t first = 0; first < jobs; first += JOBS_A_WAVE) {
		size_t count = jobs - first < JOBS_A_WAVE ? jobs - first : JOBS_A_WAVE;
		*wave = (struct score_wave){.first = first, .shard = shard, .shard_count = shard_count};
		for (size_t i = 0; i < count; i++) {
			wave->jobs[i] = (struct score_job){.run = run, .keep_log = (float)keep_log};
		}
		pool_run(run->settings.pool, count, score_job, wave);
		for (size_t i = 0; i < count; i++) {
			struct score_job *job = &wave->jobs[i];
			add_pairs(scored, job);
			match_tally_merge(&scored->tally, &job->tally);
			scored->new_pairs[match_block_job_rule(
				run->plan, shard + (first + i) * shard_count)] += job->seen;
			match_tally_done(&job->tally);
			free(job->pairs);
		}
		watch(run, MATCH_PHASE_SCORE, first + count, jobs);
	}
	free(wave);
	match_scored_sort(scored, run->settings.pool);
}

void match_scored_done(struct match_scored *s)
{
	free(s->pairs);
	match_tally_done(&s->tally);
	*s = (struct match_scored){0};
}

/* ------- settling ------- */

double match_result_p(const struct match_result *r, size_t i)
{
	return 1 / (1 + exp(-(double)r->log_odds[i]));
}

bool match_died_apart(const struct match_table *t, int32_t apart_days, uint32_t a, uint32_t b)
{
	if (apart_days < 0) {
		return false;
	}
	uint32_t x = match_code(t, a, MATCH_DEATH_DATE);
	uint32_t y = match_code(t, b, MATCH_DEATH_DATE);
	if (x == 0 || y == 0 || x == y || match_date_of(x).day == 0 || match_date_of(y).day == 0) {
		return false;
	}
	unsigned level = match_date_level(t->rarity[MATCH_DEATH_DATE], x, y);
	int32_t apart = date_first_day(match_date_of(x)) - date_first_day(match_date_of(y));
	return level != MATCH_DATE_DIGIT && level != MATCH_DATE_SWAPPED && abs(apart) > apart_days;
}

static bool died_apart(const struct match_run *run, uint32_t a, uint32_t b)
{
	return match_died_apart(run->table, run->settings.death_apart_days, a, b);
}

/* Log-odds of two records that no rule brought together. */
double match_run_log_odds(const struct match_run *run, uint32_t a, uint32_t b)
{
	if (died_apart(run, a, b)) {
		return -INFINITY;
	}
	return log_odds_of(run->scorer, match_compare(&run->comparer, a, b));
}

static double score_of(const void *context, uint32_t a, uint32_t b)
{
	return match_run_log_odds(context, a, b);
}

void match_run_view(const struct match_run *run, const struct match_result *result, double floor_log,
	struct match_problem_view *view)
{
	const struct match_table *t = run->table;
	size_t count = result->edge_count + result->verdict_count;
	struct match_edge *edges = mem_realloc(NULL, count + 1, sizeof(*edges));
	for (size_t i = 0; i < result->edge_count; i++) {
		edges[i] = result->edges[i];
		if (died_apart(run, edges[i].a, edges[i].b)) {
			edges[i].log_odds = -INFINITY;
		}
	}
	for (size_t v = 0; v < result->verdict_count; v++) {
		const struct match_verdict *verdict = &result->verdicts[v];
		const struct match_edge *said_of = match_result_edge(result, verdict->a, verdict->b);
		if (said_of && verdict->is_same) {
			/* no rule of days says otherwise */
			edges[said_of - result->edges] = *said_of;
		}
		edges[result->edge_count + v] =
			(struct match_edge){verdict->a, verdict->b, verdict->is_same ? INFINITY : -INFINITY};
	}
	match_components_init(&view->components, t->record_count, edges, count, floor_log);
	free(edges);
	view->setting = (struct match_setting){.list_start = t->list_start,
		.list_is_unique = run->is_unique,
		.list_count = t->list_count,
		.uncompared_log = MATCH_UNCOMPARED_LOG,
		.score = score_of,
		.context = run};
}

void match_problem_view_done(struct match_problem_view *view)
{
	match_components_done(&view->components);
	*view = (struct match_problem_view){0};
}

struct weighing {
	const struct match_scorer *scorer;
	const struct match_scored *scored;
	struct match_edge *edges;
};

static void weigh_chunk(void *context, size_t chunk)
{
	const struct weighing *w = context;
	size_t from = chunk * CHUNK_PAIRS;
	size_t left = w->scored->pair_count - from;
	size_t to = from + (left < CHUNK_PAIRS ? left : CHUNK_PAIRS);
	for (size_t i = from; i < to; i++) {
		const struct match_compared_pair *pair = &w->scored->pairs[i];
		w->edges[i] =
			(struct match_edge){pair->a, pair->b, (float)log_odds_of(w->scorer, pair->pattern)};
	}
}

void match_run_settle(struct match_run *run, const struct match_scored *scored,
	const struct match_verdict *verdicts, size_t verdict_count, struct match_result *result)
{
	*result = (struct match_result){
		.edge_count = scored->pair_count, .verdicts = verdicts, .verdict_count = verdict_count};
	watch(run, MATCH_PHASE_CLUSTER, 0, 0);
	struct arena a = {0};
	result->same_count = match_model_fit_prior(run->model, match_tally_rows(&scored->tally, &a),
		match_pair_space(run->table), match_same_max(run->table));
	match_scorer_init(run->scorer, run->model);
	arena_done(&a);
	result->edges = mem_realloc(NULL, scored->pair_count + 1, sizeof(*result->edges));
	pool_run(run->settings.pool, (scored->pair_count + CHUNK_PAIRS - 1) / CHUNK_PAIRS, weigh_chunk,
		&(struct weighing){run->scorer, scored, result->edges});
	result->log_odds = mem_realloc(NULL, scored->pair_count + 1, sizeof(*result->log_odds));
	match_compete(result->edges, result->edge_count, run->table->list_start, run->is_unique,
		run->table->list_count, result->log_odds);
	struct match_problem_view view;
	match_run_view(run, result, 0, &view);
	match_clusters_init(&result->clusters, run->table->record_count, &view.components, &view.setting,
		run->settings.pool);
	match_problem_view_done(&view);
}

void match_result_done(struct match_result *r)
{
	free(r->edges);
	free(r->log_odds);
	match_clusters_done(&r->clusters);
	*r = (struct match_result){0};
}

const struct match_edge *match_result_edge(const struct match_result *r, uint32_t a, uint32_t b)
{
	uint32_t low = a < b ? a : b;
	uint32_t high = a < b ? b : a;
	size_t from = 0;
	size_t to = r->edge_count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct match_edge *edge = &r->edges[middle];
		if (edge->a < low || (edge->a == low && edge->b < high)) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	bool is_found = from < r->edge_count && r->edges[from].a == low && r->edges[from].b == high;
	return is_found ? &r->edges[from] : NULL;
}
