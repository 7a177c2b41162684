/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A matching run: a table of records in; which of them are one person out, with the odds of every pair that may be.
 *
 *     match_run_open()     rules, keys, blocks, and a model learned from samples of the blocks
 *     match_run_score()    compares every pair of the rules and keeps those worth keeping. By shards, if wanted
 *     match_run_settle()   odds, and clusters under what is known of the lists and what persons decided
 *
 * Each step gives the same for any number of threads, and the pairs of all shards together are those of a single run.
 * Method: docs/methods/matching.md.
 */
#ifndef MATCH_MATCH_H
#define MATCH_MATCH_H

#include "match/cluster.h"
#include "match/histogram.h"
#include "match/learn.h"

enum match_phase {
	MATCH_PHASE_BLOCK,
	MATCH_PHASE_TRAIN,
	MATCH_PHASE_SCORE,
	MATCH_PHASE_CLUSTER,
	MATCH_PHASE_COUNT
};

/* A person's word on two records. It outranks the model. */
struct match_verdict {
	uint32_t a;
	uint32_t b;
	bool is_same;
};

struct match_settings {
	const struct match_aligner *aligner; /* NULL: names in different scripts are never alike */
	const struct match_rule *rules;      /* NULL: match_rules_default() */
	size_t rule_count;
	/* Its weights are used, and its prior until pairs were compared; NULL: a model is learned. */
	const struct match_model *model;
	struct pool *pool;
	uint64_t seed;
	size_t only_list; /* only pairs with a record of this list; MATCH_LIST_ALL: all */
	/* Known days of death further apart than this are of two persons, unless a digit or the order explains it;
	   -1: no such rule. */
	int32_t death_apart_days;
	double keep_p; /* pairs that look less likely than this are counted and not kept; in (0, 1) */
	/* Called from the calling thread between pieces of work; may be NULL. total 0: not known. */
	void (*watch)(void *context, enum match_phase phase, uint64_t done, uint64_t total);
	void *watch_context;
};

/* Defaults: rules and model of its own, all lists, 31 days, keep_p 0.001; the pool is the caller's to set. */
void match_settings_init(struct match_settings *s);

struct match_run;

/*
 * Begins a run.
 *
 * t         borrowed while the run is open, as all that s points to
 * returns   0; ERR_INPUT: no two records can be one person, a rule needs a column that no list has, no rule can be
 *           used, or the given model weighs other comparisons than those of the table
 */
int match_run_open(struct match_run **run, const struct match_table *t, const struct match_settings *s,
	struct err *e) MUST_USE;
void match_run_close(struct match_run **run);

const struct match_comparer *match_run_comparer(const struct match_run *run);
const struct match_rule *match_run_rules(const struct match_run *run, size_t *count);
const struct match_block_plan *match_run_plan(const struct match_run *run);
/* Records that lack what any rule needs, so that they are compared with none. */
uint32_t match_run_keyless_count(const struct match_run *run);
const struct match_model *match_run_model(const struct match_run *run);
uint64_t match_run_seed(const struct match_run *run);
struct pool *match_run_pool(const struct match_run *run);

/* The log-odds of two records as the model sees them, compared or not; -INFINITY when they died apart. From any thread. */
double match_run_log_odds(const struct match_run *run, uint32_t a, uint32_t b);

/* Of learning; NULL when the model was given. */
const struct match_training_report *match_run_report(const struct match_run *run);

/* A pair that was compared and kept. */
struct match_compared_pair {
	uint32_t a; /* below b */
	uint32_t b;
	match_pattern pattern;
};

/* What a run, or a shard of it, has compared. A zeroed value is valid and empty. */
struct match_scored {
	struct match_compared_pair *pairs; /* by a and b, ascending */
	size_t pair_count;
	size_t pair_room;
	struct match_tally tally;            /* of all pairs that were compared, kept or not */
	uint64_t new_pairs[MATCH_RULES_MAX]; /* of each rule: pairs that no rule before it made */
};

void match_scored_done(struct match_scored *s);

/* Room for more pairs behind those that are there, which the caller fills and counts. */
struct match_compared_pair *match_scored_room(struct match_scored *s, size_t count);

/* Puts the pairs in order after pairs of several shards were added. */
void match_scored_sort(struct match_scored *s, struct pool *pool);

/*
 * Compares the pairs of shard i of n.
 *
 * scored    receives the pairs; zeroed, or of another shard, to which these are added
 *
 * ^ The shards together give what a single run gives.
 * ^ Any number of threads gives the same.
 */
void match_run_score(
	struct match_run *run, uint32_t shard, uint32_t shard_count, struct match_scored *scored);

/* What a run says in the end. A zeroed value is valid to match_result_done(). */
struct match_result {
	struct match_edge *edges; /* of scored->pairs, and in their order: what the model makes of them */
	size_t edge_count;
	float *log_odds; /* of edges: what is left of theirs beside their competitors (match/compete.h) */
	const struct match_verdict *verdicts; /* the caller's */
	size_t verdict_count;
	struct match_clusters clusters;
	double same_count; /* pairs of the same person that the model expects among all that were compared */
};

/*
 * Fits the prior to all that was compared, gives odds to the pairs, and finds clusters.
 *
 * scored    of all shards
 * verdicts  outrank the model; contradictions among them are in the result
 */
void match_run_settle(struct match_run *run, const struct match_scored *scored,
	const struct match_verdict *verdicts, size_t verdict_count, struct match_result *result);

void match_result_done(struct match_result *r);

/* What the model makes of two records; NULL: they were not compared, or not kept. */
const struct match_edge *match_result_edge(const struct match_result *r, uint32_t a, uint32_t b);

/*
 * The components of a result and what holds for them, as match_clusters_init() and match_partition_draw() want them.
 * Zeroed is valid to match_problem_view_done(); it must not move while it is in use.
 */
struct match_problem_view {
	struct match_components components;
	struct match_setting setting;
};

/*
 * floor_log   log-odds from which on a pair joins a component
 */
void match_run_view(const struct match_run *run, const struct match_result *result, double floor_log,
	struct match_problem_view *view);
void match_problem_view_done(struct match_problem_view *view);

/* The chance that pair i of a result is one person. */
double match_result_p(const struct match_result *r, size_t i);

/*
 * Two records that are known to have died on days more than apart_days apart, and not by a digit or the order of day and
 * month: two persons, whatever else agrees. apart_days -1: no such rule.
 */
bool match_died_apart(const struct match_table *t, int32_t apart_days, uint32_t a, uint32_t b);

#endif
