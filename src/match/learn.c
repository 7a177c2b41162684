/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/learn.h"
#include "base/random.h"
#include "match/histogram.h"

#include <math.h>

/* ------- the comparison space ------- */

static double pairs_of(double n)
{
	return n * (n - 1) / 2;
}

static double list_size(const struct match_table *t, size_t l)
{
	return (double)(t->list_start[l + 1] - t->list_start[l]);
}

double match_pair_space(const struct match_table *t)
{
	double pairs = pairs_of(t->record_count);
	for (size_t l = 0; l < t->list_count; l++) {
		pairs -= t->list[l].is_unique ? pairs_of(list_size(t, l)) : 0;
	}
	return pairs;
}

double match_same_max(const struct match_table *t)
{
	double max = 0;
	for (size_t l = 0; l < t->list_count; l++) {
		if (!t->list[l].is_unique) {
			return 0;
		}
		for (size_t other = 0; other < l; other++) {
			max += fmin(list_size(t, l), list_size(t, other));
		}
	}
	return max;
}

/* ------- what is compared ------- */

static enum match_part part_of(enum match_role role)
{
	switch (role) {
	case MATCH_GIVEN:
		return MATCH_PART_GIVEN;
	case MATCH_FATHER:
	case MATCH_GRANDFATHER:
	case MATCH_FAMILY:
		return MATCH_PART_LINEAGE;
	case MATCH_MOTHER:
	case MATCH_DEATH_DATE:
	case MATCH_DEATH_PLACE:
	case MATCH_BIRTH_PLACE:
	case MATCH_PLACE:
	case MATCH_ADDRESS:
	case MATCH_POSTCODE:
		return MATCH_PART_SHARED;
	case MATCH_BIRTH_DATE:
	case MATCH_AGE:
		return MATCH_PART_BIRTH;
	case MATCH_SEX:
	case MATCH_OCCUPATION:
	case MATCH_IDENTIFIER:
	case MATCH_OTHER_1:
	case MATCH_OTHER_2:
	case MATCH_OTHER_3:
	case MATCH_CATEGORY:
	case MATCH_ROLE_COUNT:
		break;
	}
	return MATCH_PART_OWN;
}

void match_model_comparisons(const struct match_comparer *c, struct match_comparison *out)
{
	for (size_t i = 0; i < c->count; i++) {
		enum match_role role = c->compared[i].role;
		out[i] = (struct match_comparison){.level_count = c->compared[i].level_count,
			.exact_from = match_exact_from(match_roles[role].kind),
			.part = part_of(role)};
		snprintf(out[i].name, sizeof(out[i].name), "%s", match_roles[role].name);
	}
}

/* ------- samples ------- */

struct learn_work {
	const struct match_comparer *comparer;
	const struct match_block_plan *plan;
	const size_t *jobs; /* of the rule in work */
	double share;
	uint64_t seed;
	struct match_tally *tallies; /* one a job */
};

struct learn_job {
	const struct match_comparer *comparer;
	struct match_tally *tally;
};

static void tally_pairs(void *context, const struct match_pair *pairs, size_t count)
{
	const struct learn_job *job = context;
	match_pattern pattern[MATCH_PAIR_BATCH];
	match_compare_pairs(job->comparer, pairs, count, pattern);
	for (size_t i = 0; i < count; i++) {
		match_tally_add(job->tally, pattern[i], 1);
	}
}

static void sample_job(void *context, size_t i)
{
	const struct learn_work *w = context;
	struct learn_job job = {w->comparer, &w->tallies[i]};
	match_block_sample(w->plan, w->jobs[i], w->share, w->seed, tally_pairs, &job);
}

/* A sample of the pairs of a rule. */
static struct match_tally sample_rule(struct learn_work *w, unsigned rule, struct arena *a, struct pool *pool)
{
	size_t all = match_block_job_count(w->plan);
	size_t *jobs = arena_calloc(a, all + 1, sizeof(*jobs));
	size_t count = 0;
	for (size_t j = 0; j < all; j++) {
		if (match_block_job_rule(w->plan, j) == rule) {
			jobs[count++] = j;
		}
	}
	uint64_t pairs = match_block_facts(w->plan, rule)->pair_count;
	w->jobs = jobs;
	w->share = pairs > MATCH_LEARN_PAIRS ? MATCH_LEARN_PAIRS / (double)pairs : 1;
	w->tallies = arena_calloc(a, count + 1, sizeof(*w->tallies));
	pool_run(pool, count, sample_job, w);
	struct match_tally sum = {0};
	for (size_t j = 0; j < count; j++) {
		match_tally_merge(&sum, &w->tallies[j]);
		match_tally_done(&w->tallies[j]);
	}
	return sum;
}

/* Pairs of the records of a list with those of later lists, and of these records with each other. */
struct space_part {
	uint64_t across;
	uint64_t within;
};

static struct space_part part_of_space(const struct match_table *t, size_t l)
{
	uint64_t size = t->list_start[l + 1] - t->list_start[l];
	uint64_t later = t->record_count - t->list_start[l + 1];
	bool has_own = size > 1 && !t->list[l].is_unique;
	return (struct space_part){size * later, has_own ? size * (size - 1) / 2 : 0};
}

/* A pair of the comparison space, which holds `space` pairs, each as likely as the others. */
static struct match_pair draw_pair(const struct match_table *t, uint64_t space, struct random *random)
{
	uint64_t at = random_below(random, space);
	size_t l = 0;
	struct space_part part = part_of_space(t, l);
	while (at >= part.across + part.within) {
		at -= part.across + part.within;
		part = part_of_space(t, ++l);
	}
	uint32_t start = t->list_start[l];
	uint32_t end = t->list_start[l + 1];
	if (at < part.across) {
		uint32_t later = t->record_count - end;
		return (struct match_pair){start + (uint32_t)(at / later), end + (uint32_t)(at % later)};
	}
	uint32_t a = (uint32_t)random_below(random, end - start);
	uint32_t b = (uint32_t)random_below(random, end - start - 1);
	return (struct match_pair){start + a, start + b + (b >= a)};
}

/* Pairs of the comparison space drawn with equal chances; none when it is empty. */
static struct match_tally sample_random(const struct match_comparer *c, uint64_t seed)
{
	struct match_tally tally = {0};
	struct random random;
	uint64_t space = 0;
	for (size_t l = 0; l < c->table->list_count; l++) {
		struct space_part part = part_of_space(c->table, l);
		space += part.across + part.within;
	}
	random_init(&random, &(struct random_place){.seed = seed});
	uint64_t wanted = space < MATCH_LEARN_RANDOM / 4 ? 4 * space : MATCH_LEARN_RANDOM;
	while (wanted > 0) {
		struct match_pair pairs[MATCH_PAIR_BATCH];
		size_t count = wanted < MATCH_PAIR_BATCH ? (size_t)wanted : MATCH_PAIR_BATCH;
		for (size_t i = 0; i < count; i++) {
			pairs[i] = draw_pair(c->table, space, &random);
		}
		tally_pairs(&(struct learn_job){c, &tally}, pairs, count);
		wanted -= count;
	}
	return tally;
}

/* ------- what is known beforehand ------- */

/* How often unrelated pairs have the same value of each rarity, from how frequent the values are. */
static double *known_unrelated(const struct match_comparer *c, struct arena *a)
{
	double *known = arena_calloc(a, (size_t)MATCH_COMPARISON_MAX * MATCH_LEVEL_COUNT, sizeof(*known));
	for (size_t i = 0; i < (size_t)MATCH_COMPARISON_MAX * MATCH_LEVEL_COUNT; i++) {
		known[i] = NAN;
	}
	for (size_t i = 0; i < c->count; i++) {
		const double *same_p = c->table->same_p[c->compared[i].role];
		unsigned from = match_exact_from(match_roles[c->compared[i].role].kind);
		for (unsigned rarity = 0; from + rarity < c->compared[i].level_count; rarity++) {
			known[i * MATCH_LEVEL_COUNT + from + rarity] = same_p[rarity];
		}
	}
	return known;
}

/* By chance not even one pair in a hundred comparison spaces would agree as much, and nothing is against it. */
static bool is_sure(const struct match_comparer *c, const double *known, double space, match_pattern pattern)
{
	double chance_log = log(space) + log(100);
	bool is_own = false;
	for (size_t i = 0; i < c->count; i++) {
		unsigned level = match_level(pattern, i);
		if (level == MATCH_LEVEL_DIFFERENT) {
			return false;
		}
		enum match_role role = c->compared[i].role;
		if (level >= match_exact_from(match_roles[role].kind)) {
			chance_log += log(fmax(known[i * MATCH_LEVEL_COUNT + level], 1e-9));
			is_own |= role == MATCH_GIVEN || role == MATCH_IDENTIFIER || role == MATCH_BIRTH_DATE;
		}
	}
	return is_own && chance_log < 0;
}

/* The most pairs of one rule that are sure; each rule says of its own sample. */
static double anchor_of(const struct match_comparer *c, const struct match_training *t)
{
	double anchor = 0;
	for (size_t s = 0; s < t->sample_count; s++) {
		double all = 0;
		double sure = 0;
		for (size_t i = 0; i < t->sample[s].pairs.count; i++) {
			const struct match_count *row = &t->sample[s].pairs.rows[i];
			all += row->count;
			sure += is_sure(c, t->known_u, t->pair_count, row->pattern) ? row->count : 0;
		}
		anchor = all > 0 ? fmax(anchor, sure / all * t->sample[s].pair_count) : anchor;
	}
	return anchor;
}

/* Only what tells lineage or a death in common can tell kin from the same person. */
static bool may_have_kin(const struct match_comparer *c)
{
	static const enum match_role telling[] = {
		MATCH_FATHER, MATCH_GRANDFATHER, MATCH_MOTHER, MATCH_DEATH_DATE, MATCH_DEATH_PLACE};
	bool may = false;
	for (size_t i = 0; i < ARRAY_COUNT(telling); i++) {
		may |= match_compared_at(c, telling[i]) != SIZE_MAX;
	}
	return may;
}

static uint32_t fixed_by(const struct match_comparer *c, const struct match_rule *rule)
{
	uint32_t fixed = 0;
	for (size_t i = 0; i < c->count; i++) {
		fixed |= match_rule_fixes(rule, c->compared[i].role) ? UINT32_C(1) << i : 0;
	}
	return fixed;
}

void match_learn(struct match_model *m, struct match_training_report *report, struct arena *a,
	const struct match_comparer *c, const struct match_block_plan *plan, const struct match_rule *rules,
	size_t rule_count, uint64_t seed, struct pool *pool)
{
	struct match_comparison comparison[MATCH_COMPARISON_MAX];
	match_model_comparisons(c, comparison);
	struct match_sample samples[MATCH_RULES_MAX];
	struct learn_work work = {.comparer = c, .plan = plan, .seed = seed};
	for (size_t r = 0; r < rule_count; r++) {
		struct match_tally tally = sample_rule(&work, (unsigned)r, a, pool);
		samples[r] = (struct match_sample){.pairs = match_tally_rows(&tally, a),
			.fixed = fixed_by(c, &rules[r]),
			.pair_count = (double)match_block_facts(plan, (unsigned)r)->pair_count};
		match_tally_done(&tally);
	}
	struct match_tally random = sample_random(c, seed);
	struct match_training training = {.comparison = comparison,
		.comparison_count = c->count,
		.sample = samples,
		.sample_count = rule_count,
		.random = match_tally_rows(&random, a),
		.known_u = known_unrelated(c, a),
		.pair_count = match_pair_space(c->table),
		.same_max = match_same_max(c->table),
		.is_without_kin = !may_have_kin(c)};
	training.anchor_count = anchor_of(c, &training);
	match_tally_done(&random);
	match_model_train(m, report, a, &training);
}
