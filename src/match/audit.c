/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/audit.h"

#include "base/mem.h"
#include "match/block_plan.h"

#include <math.h>

enum { REFINING_MINIMA = 2 }; /* that cut a band's crowds */

struct audit {
	const struct match_block_plan *plan; /* of the rules */
	struct match_block_plan *bands;      /* of the slice: its rules are the bands */
	const struct match_audit_slice *slice;
	uint32_t *list_start;      /* of the slice */
	uint64_t *mixed;           /* the features, mixed */
	struct match_audit *found; /* by job; sums of weights in its totals */
	double *square_total;      /* by job */
};

/* ------- minima ------- */

/* The least hash of the features of a record under one of the hash functions. */
static uint64_t minimum(const struct audit *a, size_t i, unsigned function)
{
	uint64_t addend = block_mix(a->slice->seed + 2 * (uint64_t)function);
	uint64_t factor = block_mix(addend) | 1;
	uint64_t least = UINT64_MAX;
	for (size_t f = a->slice->start[i]; f < a->slice->start[i + 1]; f++) {
		uint64_t hash = (a->mixed[f] ^ addend) * factor;
		least = hash < least ? hash : least;
	}
	return least;
}

/* The key of a band: its minima together; then more minima, for crowds. */
static uint64_t band_key(const void *context, unsigned band, unsigned depth, uint32_t i)
{
	const struct audit *a = context;
	if (a->slice->start[i] == a->slice->start[i + 1]) {
		return 0;
	}
	if (depth > 0) {
		return minimum(
			a, i, MATCH_AUDIT_BANDS * MATCH_AUDIT_ROWS_MAX + REFINING_MINIMA * band + depth);
	}
	uint64_t key = 0;
	for (unsigned row = 0; row < a->slice->rows; row++) {
		key = block_mix(key + minimum(a, i, band * MATCH_AUDIT_ROWS_MAX + row));
	}
	return key | 1;
}

/* Where the lists begin among the records of the slice. */
static uint32_t *list_starts(const struct match_block_input *rules, const struct match_audit_slice *slice)
{
	uint32_t *start = mem_calloc(rules->list_count + 1, sizeof(*start));
	for (size_t list = 0, i = 0; list <= rules->list_count; list++) {
		while (i < slice->record_count && slice->record[i] < rules->list_start[list]) {
			i++;
		}
		start[list] = (uint32_t)i;
	}
	return start;
}

static struct match_block_plan *open_bands(const struct audit *a, struct pool *pool)
{
	const struct match_block_input *rules = &a->plan->in;
	struct match_block_input in = {.record_count = (uint32_t)a->slice->record_count,
		.rule_count = MATCH_AUDIT_BANDS,
		.key = band_key,
		.context = a,
		.list_count = rules->list_count,
		.list_start = a->list_start,
		.list_is_unique = rules->list_is_unique,
		.only_list = rules->only_list,
		.refine_pairs = MATCH_BLOCK_REFINE_PAIRS,
		.skip_pairs = 10 * MATCH_BLOCK_REFINE_PAIRS};
	for (unsigned band = 0; band < MATCH_AUDIT_BANDS; band++) {
		in.refine_count[band] = REFINING_MINIMA;
	}
	return match_block_plan_open(&in, pool);
}

/* ------- pairs ------- */

static double jaccard(const struct match_audit_slice *s, size_t a, size_t b)
{
	size_t i = s->start[a];
	size_t j = s->start[b];
	size_t common = 0;
	while (i < s->start[a + 1] && j < s->start[b + 1]) {
		uint64_t x = s->feature[i];
		uint64_t y = s->feature[j];
		common += x == y;
		i += x <= y;
		j += y <= x;
	}
	size_t all = s->start[a + 1] - s->start[a] + s->start[b + 1] - s->start[b] - common;
	return (double)common / (double)all;
}

struct judging {
	const struct audit *audit;
	struct match_audit *found;
	double *square_total;
};

static void count_likely(struct judging *j, uint32_t a, uint32_t b, double weight)
{
	struct match_audit *found = j->found;
	uint32_t rules = match_block_rules_of(j->audit->plan, a, b);
	found->likely_count++;
	found->likely_total += weight;
	*j->square_total += weight * weight;
	if (rules != 0) {
		found->made_count++;
		found->made_total += weight;
	} else if (found->missed_count < MATCH_AUDIT_SHOWN) {
		found->missed[found->missed_count++] = (struct match_pair){a, b};
	}
	for (unsigned rule = 0; rule < MATCH_RULE_MAX; rule++) {
		found->made_by[rule] += rules >> rule & 1;
		found->made_only_by[rule] += rules == UINT32_C(1) << rule;
	}
}

static void judge(void *context, const struct match_pair *pairs, size_t count)
{
	struct judging *j = context;
	const struct match_audit_slice *slice = j->audit->slice;
	j->found->candidate_count += count;
	for (size_t i = 0; i < count; i++) {
		double s = jaccard(slice, pairs[i].a, pairs[i].b);
		uint32_t a = slice->record[pairs[i].a];
		uint32_t b = slice->record[pairs[i].b];
		if (s >= slice->likely_min && (!slice->is_likely || slice->is_likely(slice->context, a, b))) {
			double missed_p = pow(1 - pow(s, slice->rows), MATCH_AUDIT_BANDS);
			count_likely(j, a, b, 1 / (1 - missed_p));
		}
	}
}

static void run_job(void *context, size_t job)
{
	struct audit *a = context;
	struct judging j = {a, &a->found[job], &a->square_total[job]};
	match_block_walk(a->bands, job, judge, &j);
}

/* ------- the whole ------- */

static void add_found(struct match_audit *out, const struct match_audit *found)
{
	out->candidate_count += found->candidate_count;
	out->likely_count += found->likely_count;
	out->made_count += found->made_count;
	out->likely_total += found->likely_total;
	out->made_total += found->made_total;
	for (unsigned rule = 0; rule < MATCH_RULE_MAX; rule++) {
		out->made_by[rule] += found->made_by[rule];
		out->made_only_by[rule] += found->made_only_by[rule];
	}
	for (size_t i = 0; i < found->missed_count && out->missed_count < MATCH_AUDIT_SHOWN; i++) {
		out->missed[out->missed_count++] = found->missed[i];
	}
}

static void sum_up(const struct audit *a, struct match_audit *out)
{
	double squares = 0;
	for (size_t job = 0; job < match_block_job_count(a->bands); job++) {
		add_found(out, &a->found[job]);
		squares += a->square_total[job];
	}
	for (unsigned band = 0; band < MATCH_AUDIT_BANDS; band++) {
		out->skipped_pair_count += match_block_facts(a->bands, band)->skipped_pair_count;
	}
	out->recall_p = out->recall_low_p = out->recall_high_p = NAN;
	if (out->likely_count > 0) {
		double trials = out->likely_total * out->likely_total / squares;
		out->recall_p = out->made_total / out->likely_total;
		match_wilson(out->recall_p * trials, trials, &out->recall_low_p, &out->recall_high_p);
	}
}

void match_audit_run(const struct match_block_plan *plan, const struct match_audit_slice *slice,
	struct pool *pool, struct match_audit *out)
{
	BUG_IF(slice->record_count > MATCH_RECORD_MAX || slice->rows == 0 ||
		slice->rows > MATCH_AUDIT_ROWS_MAX);
	BUG_IF(!(slice->likely_min > 0 && slice->likely_min <= 1));
	memset(out, 0, sizeof(*out));
	struct audit a = {.plan = plan, .slice = slice};
	size_t features = slice->record_count ? slice->start[slice->record_count] : 0;
	a.mixed = mem_calloc(features + 1, sizeof(*a.mixed));
	for (size_t f = 0; f < features; f++) {
		a.mixed[f] = block_mix(slice->feature[f]);
	}
	a.list_start = list_starts(&plan->in, slice);
	a.bands = open_bands(&a, pool);
	size_t jobs = match_block_job_count(a.bands);
	a.found = mem_calloc(jobs + 1, sizeof(*a.found));
	a.square_total = mem_calloc(jobs + 1, sizeof(*a.square_total));
	block_run_jobs(pool, jobs, run_job, &a);
	sum_up(&a, out);
	free(a.square_total);
	free(a.found);
	free(a.list_start);
	match_block_plan_close(&a.bands);
	free(a.mixed);
}

void match_wilson(double made, double count, double *low_p, double *high_p)
{
	const double z = 1.959963984540054; /* the 97.5 % quantile of the normal distribution */
	double p = made / count;
	double middle = (p + z * z / (2 * count)) / (1 + z * z / count);
	double half = z * sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / (1 + z * z / count);
	*low_p = fmax(0, middle - half);
	*high_p = fmin(1, middle + half);
}

double match_pairs_at_least(const uint64_t *made_by, unsigned rule_count)
{
	double seen = 0;
	for (unsigned k = 1; k <= rule_count; k++) {
		seen += (double)made_by[k];
	}
	if (rule_count < 2 || made_by[1] == 0) {
		return seen;
	}
	double once = (double)made_by[1];
	double twice = (double)made_by[2];
	return seen + (1 - 1.0 / rule_count) * once * (once - 1) / (2 * (twice + 1));
}
