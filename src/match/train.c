/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/train.h"

#include "base/random.h"

#include <math.h>

enum { STEP_MAX = 500, PRIOR_STEP_MAX = 100 };

/* Of the same person, before anything is learnt: different, close, exact. */
static const double DEFAULT_DIFFERENT_P = 0.06;
static const double DEFAULT_CLOSE_P = 0.14;
static const double DEFAULT_MISSING_P = 0.1;
/* How strongly probabilities are drawn to what is expected of them, in pairs at each level. */
static const double STRENGTH = 1;
/* Kin agree exactly on the given name this many times as often as unrelated people. */
static const double KIN_GIVEN = 0.25;
/* Fewer pairs of kin than this, or less of a gain of ln likelihood, are no evidence of kin. */
static const double KIN_COUNT_MIN = 20;
static const double KIN_GAIN_MIN = 20;
/* More pairs that are the same than this many for each one that agrees on everything are not believed. */
static const double ANCHOR_FACTOR_MAX = 100;
/* No estimate of a prior is nearer to the ends than this many pairs. */
static const double PAIR_LEAST = 0.5;

/* ------- notes ------- */

static void note(struct match_training_report *report, const char *text)
{
	if (report->note_count < MATCH_NOTE_MAX) {
		report->note[report->note_count++] = text;
	}
}

/* ------- unrelated pairs ------- */

/* How often each level occurs among random pairs that say something; at 0 how often nothing is said. */
static void fit_unrelated(struct match_model *m, const struct match_training *t, size_t comparison)
{
	size_t level_count = m->comparison[comparison].level_count;
	double count[MATCH_LEVEL_COUNT] = {0};
	double expected[MATCH_LEVEL_COUNT];
	double total = 0;
	double known_sum = 0;
	double open_sum = 0;
	double *u = m->level_p[MATCH_UNRELATED][comparison];
	for (size_t i = 0; i < t->random.count; i++) {
		count[match_level(t->random.rows[i].pattern, comparison)] += t->random.rows[i].count;
		total += t->random.rows[i].count;
	}
	for (size_t level = 1; level < level_count; level++) {
		expected[level] = level == MATCH_LEVEL_DIFFERENT ? 1.0 : 0.01;
	}
	match_estimate_p(count, expected, STRENGTH, 1, level_count, u);
	for (size_t level = 1; level < level_count && t->known_u != NULL; level++) {
		double known = t->known_u[comparison * MATCH_LEVEL_COUNT + level];
		known_sum += isnan(known) ? 0 : known;
		open_sum += isnan(known) ? u[level] : 0;
	}
	for (size_t level = 1; level < level_count && t->known_u != NULL; level++) {
		double known = t->known_u[comparison * MATCH_LEVEL_COUNT + level];
		u[level] = isnan(known) ? u[level] * fmax(1 - known_sum, 0) / open_sum : known;
		u[level] = fmax(u[level], 1e-12);
	}
	u[MATCH_LEVEL_MISSING] = total > 0 ? (count[0] + DEFAULT_MISSING_P) / (total + 1) : DEFAULT_MISSING_P;
}

static void fit_unrelated_joint(struct match_model *m, const struct match_training *t)
{
	struct match_joint_shape shape;
	match_joint_shape_init(&shape, m);
	struct match_margins margin = {0};
	double count[MATCH_JOINT_COUNT] = {0};
	double *p = m->joint_p[MATCH_UNRELATED];
	double product[MATCH_JOINT_COUNT] = {0};
	for (size_t i = 0; i < shape.count; i++) {
		memcpy(margin.p[i], m->level_p[MATCH_UNRELATED][m->lineage[i]], sizeof(margin.p[i]));
	}
	match_joint_product(&shape, &margin, product);
	memcpy(p, product, sizeof(product));
	match_joint_margins(&shape, p);
	for (size_t i = 0; i < t->random.count; i++) {
		count[match_model_joint(m, t->random.rows[i].pattern)] += t->random.rows[i].count;
	}
	match_joint_complete(&shape, p, count);
	match_joint_estimate(&shape, count, product, STRENGTH, p);
	for (size_t i = 0; i < shape.count; i++) {
		for (size_t level = 1; level < shape.level_count[i]; level++) {
			m->level_p[MATCH_UNRELATED][m->lineage[i]][level] =
				p[level << (MATCH_LEVEL_BITS * i)];
		}
	}
}

/* ------- before anything is learnt ------- */

/* Of the same person: mostly exact, the rest close, little different. */
static void default_same(struct match_model *m, size_t comparison)
{
	const struct match_comparison *c = &m->comparison[comparison];
	double *p = m->level_p[MATCH_SAME][comparison];
	unsigned exact_count = c->level_count - c->exact_from;
	unsigned close_count = c->exact_from - 2;
	double exact = 1 - DEFAULT_DIFFERENT_P - (close_count > 0 ? DEFAULT_CLOSE_P : 0);
	double close = 1 - DEFAULT_DIFFERENT_P - (exact_count > 0 ? exact : 0);
	for (unsigned level = 2; level < c->level_count; level++) {
		bool is_exact = level >= c->exact_from;
		p[level] = is_exact ? exact / exact_count : close / close_count;
	}
	p[MATCH_LEVEL_DIFFERENT] = c->level_count > 2 ? DEFAULT_DIFFERENT_P : 1;
	p[MATCH_LEVEL_MISSING] = m->level_p[MATCH_UNRELATED][comparison][MATCH_LEVEL_MISSING];
	match_order_levels(c, m->level_p[MATCH_UNRELATED][comparison], p);
}

/* Of kin, given those of the same person and of unrelated people. */
static void default_kin(struct match_model *m, size_t comparison)
{
	const struct match_comparison *c = &m->comparison[comparison];
	bool is_shared = c->part == MATCH_PART_SHARED || c->part == MATCH_PART_LINEAGE;
	double *p = m->level_p[MATCH_KIN][comparison];
	double sum = 0;
	memcpy(p, m->level_p[is_shared ? MATCH_SAME : MATCH_UNRELATED][comparison], sizeof(m->level_p[0][0]));
	for (unsigned level = 1; level < c->level_count; level++) {
		bool is_rarer = c->part == MATCH_PART_GIVEN && level >= c->exact_from;
		p[level] *= is_rarer ? KIN_GIVEN : 1;
		sum += p[level];
	}
	for (unsigned level = 1; level < c->level_count; level++) {
		p[level] /= sum;
	}
}

/* Of near, half as of the same person in what strangers of one place and clan share. */
static void default_near(struct match_model *m, size_t comparison)
{
	const struct match_comparison *c = &m->comparison[comparison];
	bool is_shared = c->part == MATCH_PART_SHARED || c->part == MATCH_PART_LINEAGE;
	double *p = m->level_p[MATCH_NEAR][comparison];
	for (unsigned level = 0; level < c->level_count; level++) {
		double u = m->level_p[MATCH_UNRELATED][comparison][level];
		p[level] = is_shared ? (m->level_p[MATCH_SAME][comparison][level] + u) / 2 : u;
	}
}

static void default_joint(struct match_model *m)
{
	struct match_joint_shape shape;
	match_joint_shape_init(&shape, m);
	struct match_margins margin = {0};
	for (size_t i = 0; i < shape.count; i++) {
		memcpy(margin.p[i], m->level_p[MATCH_SAME][m->lineage[i]], sizeof(margin.p[i]));
	}
	match_joint_product(&shape, &margin, m->joint_p[MATCH_SAME]);
	match_joint_margins(&shape, m->joint_p[MATCH_SAME]);
	memcpy(m->joint_p[MATCH_KIN], m->joint_p[MATCH_SAME], sizeof(m->joint_p[MATCH_KIN]));
	for (size_t i = 0; i < shape.count; i++) {
		memcpy(margin.p[i], m->level_p[MATCH_NEAR][m->lineage[i]], sizeof(margin.p[i]));
	}
	memcpy(m->joint_p[MATCH_NEAR], m->joint_p[MATCH_UNRELATED], sizeof(m->joint_p[MATCH_NEAR]));
	match_joint_rake(&shape, &margin, m->joint_p[MATCH_NEAR]);
}

static void take_comparisons(struct match_model *m, const struct match_training *t)
{
	bool has_given = false;
	bool has_shared = false;
	BUG_IF(t->comparison_count == 0 || t->comparison_count > MATCH_COMPARISON_MAX ||
		!(t->pair_count > 0));
	m->comparison_count = t->comparison_count;
	for (size_t i = 0; i < t->comparison_count; i++) {
		const struct match_comparison *c = &t->comparison[i];
		BUG_IF(c->level_count < 2 || c->level_count > MATCH_LEVEL_COUNT);
		BUG_IF(c->exact_from < 2 || c->exact_from > c->level_count);
		m->comparison[i] = *c;
		has_given |= c->part == MATCH_PART_GIVEN;
		has_shared |= c->part == MATCH_PART_SHARED || c->part == MATCH_PART_LINEAGE;
		if (c->part == MATCH_PART_LINEAGE) {
			BUG_IF(m->lineage_count == MATCH_LINEAGE_MAX);
			m->lineage[m->lineage_count++] = i;
		}
	}
	m->has_kin = has_given && m->lineage_count > 0 && !t->is_without_kin;
	m->has_near = has_given && has_shared;
	m->missing_informs = t->missing_informs;
}

static void start(struct match_model *m, const struct match_training *t)
{
	memset(m, 0, sizeof(*m));
	take_comparisons(m, t);
	for (size_t i = 0; i < m->comparison_count; i++) {
		fit_unrelated(m, t, i);
	}
	fit_unrelated_joint(m, t);
	for (size_t i = 0; i < m->comparison_count; i++) {
		default_same(m, i);
		default_kin(m, i);
		default_near(m, i);
	}
	default_joint(m);
}

/* ------- the number of matches ------- */

/* Does every pair of a class fall into the blocks of a sample? The share that does, as far as levels tell. */
static double recall_of(
	const struct match_model *m, enum match_class class, const struct match_sample *sample)
{
	double recall = 1;
	for (size_t i = 0; i < m->comparison_count; i++) {
		double seen = 0;
		uint32_t levels = 0;
		if (!(sample->fixed >> i & 1)) {
			continue;
		}
		for (size_t k = 0; k < sample->pairs.count; k++) {
			levels |= UINT32_C(1) << match_level(sample->pairs.rows[k].pattern, i);
		}
		for (unsigned level = 1; level < m->comparison[i].level_count; level++) {
			seen += (levels >> level & 1) ? m->level_p[class][i][level] : 0;
		}
		bool has_missing = levels & 1;
		recall *= has_missing ? 1 : seen * (1 - m->level_p[class][i][MATCH_LEVEL_MISSING]);
	}
	return recall;
}

/* Pairs of a class in the comparison space: those found in all samples, over the shares of them that samples see. */
static double count_class(const struct match_em *em, const struct match_training *t, enum match_class class)
{
	double found = 0;
	double seen = 0;
	for (size_t i = 0; i < em->sample_count; i++) {
		const struct match_em_sample *s = &em->sample[i];
		double pairs = t->sample[i].pair_count > 0 ? t->sample[i].pair_count : s->count;
		if (s->count > 0) {
			found += s->share_p[class] * pairs;
			seen += recall_of(em->model, class, &t->sample[i]);
		}
	}
	return seen > 0 ? found / seen : 0;
}

static double bounded(double count, const struct match_training *t)
{
	double low = fmax(t->anchor_count, PAIR_LEAST);
	double high = t->same_max > 0 ? t->same_max : t->pair_count;
	return fmin(fmax(count, low), fmin(high, t->pair_count));
}

static void set_prior(struct match_model *m, double same, double kin, double near, double pair_count)
{
	m->prior_p[MATCH_SAME] = same / pair_count;
	m->prior_p[MATCH_KIN] = m->has_kin ? kin / pair_count : 0;
	m->prior_p[MATCH_NEAR] = m->has_near ? near / pair_count : 0;
	double rest = 1 - m->prior_p[MATCH_SAME] - m->prior_p[MATCH_KIN] - m->prior_p[MATCH_NEAR];
	m->prior_p[MATCH_UNRELATED] = fmax(rest, PAIR_LEAST / pair_count);
}

/* ------- training ------- */

static void limit_shares(struct match_em *em, const struct match_training *t)
{
	for (size_t i = 0; i < em->sample_count && t->same_max > 0; i++) {
		double pairs = t->sample[i].pair_count > 0 ? t->sample[i].pair_count : em->sample[i].count;
		em->sample[i].same_share_max = pairs > 0 ? fmin(t->same_max / pairs, 1) : 1;
	}
}

struct attempt {
	unsigned steps;
	double same_count;
	double kin_count;
	double near_count;
	double kin_found; /* in the samples' histograms */
	double log_likelihood;
};

static struct attempt attempt(struct match_em *em, struct arena *a, struct match_model *m,
	const struct match_model *expected, const struct match_training *t, bool may_move)
{
	struct attempt got = {0};
	match_em_init(em, a, m, expected, t->sample, t->sample_count);
	em->is_trained = t->towards != NULL;
	em->strength = em->is_trained ? t->towards_strength : STRENGTH;
	em->may_move = may_move;
	limit_shares(em, t);
	got.steps = match_em_run(em, STEP_MAX);
	got.log_likelihood = match_em_log_likelihood(em);
	got.same_count = count_class(em, t, MATCH_SAME);
	for (size_t i = 0; i < em->sample_count && m->has_kin; i++) {
		got.kin_found += em->sample[i].share_p[MATCH_KIN] * em->sample[i].count;
	}
	got.kin_count = m->has_kin ? count_class(em, t, MATCH_KIN) : 0;
	got.near_count = m->has_near ? count_class(em, t, MATCH_NEAR) : 0;
	return got;
}

/* Is the number of matches one that can be? */
static bool is_possible(struct attempt got, const struct match_training *t)
{
	bool is_over = t->same_max > 0 && got.same_count > 2 * t->same_max;
	bool is_far = t->anchor_count > 0 && got.same_count > ANCHOR_FACTOR_MAX * t->anchor_count;
	return !is_over && !is_far;
}

static double sample_pairs(const struct match_training *t)
{
	double sum = 0;
	for (size_t i = 0; i < t->sample_count; i++) {
		for (size_t k = 0; k < t->sample[i].pairs.count; k++) {
			sum += t->sample[i].pairs.rows[k].count;
		}
	}
	return sum;
}

void match_model_train(struct match_model *m, struct match_training_report *report, struct arena *a,
	const struct match_training *t)
{
	struct match_model *first = arena_calloc(a, 1, sizeof(*first));
	struct match_em *em = arena_calloc(a, 1, sizeof(*em));
	memset(report, 0, sizeof(*report));
	start(m, t);
	*first = *m;
	const struct match_model *expected = t->towards != NULL ? t->towards : first;
	BUG_IF(expected->comparison_count != m->comparison_count);
	if (sample_pairs(t) <= 0) {
		note(report, "No blocking rule made pairs to learn from, so the default weights are used.");
		report->is_fallback = true;
	}
	struct attempt got = attempt(em, a, m, expected, t, true);
	if (m->has_kin) {
		struct match_model *two = arena_calloc(a, 1, sizeof(*two));
		struct match_em *em_two = arena_calloc(a, 1, sizeof(*em_two));
		*two = *first;
		two->has_kin = false;
		struct attempt plain = attempt(em_two, a, two, expected, t, true);
		double gain = got.log_likelihood - plain.log_likelihood;
		if (got.kin_found < KIN_COUNT_MIN || gain < KIN_GAIN_MIN) {
			*m = *two;
			*em = *em_two;
			em->model = m;
			got = plain;
		}
	}
	if (!is_possible(got, t)) {
		note(report,
			arena_printf(a,
				"Learning found %.0f pairs that are the same person, where at most %.0f can "
				"be "
				"and %.0f agree on everything; the default weights are used instead.",
				got.same_count, t->same_max > 0 ? t->same_max : t->pair_count,
				t->anchor_count));
		report->is_fallback = true;
		*m = *first;
		got = attempt(em, a, m, expected, t, false);
	}
	report->steps = got.steps;
	report->has_converged = got.steps < STEP_MAX;
	if (!report->has_converged) {
		note(report, arena_printf(a, "Learning did not come to rest in %u steps.", got.steps));
	}
	report->same_count = bounded(got.same_count, t);
	report->kin_count = got.kin_count;
	report->near_count = got.near_count;
	report->log_likelihood = got.log_likelihood;
	if (report->same_count < got.same_count) {
		note(report,
			arena_printf(a,
				"Learning found %.0f pairs that are the same person; at most %.0f can be, "
				"and that is taken.",
				got.same_count, report->same_count));
	}
	for (size_t i = 0; i < em->sample_count; i++) {
		memcpy(report->share_p[i], em->sample[i].share_p, sizeof(report->share_p[i]));
	}
	set_prior(m, report->same_count, report->kin_count, report->near_count, t->pair_count);
}

/* ------- resamples ------- */

static struct match_histogram resample(struct arena *a, struct match_histogram from, struct random *random)
{
	struct match_count *rows = arena_calloc(a, from.count, sizeof(*rows));
	for (size_t i = 0; i < from.count; i++) {
		rows[i].pattern = from.rows[i].pattern;
		rows[i].count = (double)random_poisson(random, from.rows[i].count);
	}
	return (struct match_histogram){rows, from.count};
}

static int compare_numbers(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;
	return (*x > *y) - (*x < *y);
}

/* Of count numbers, which are sorted; every `stride`-th from x on. */
static struct match_interval interval_of(const double *x, size_t stride, size_t count, double *sorted)
{
	for (size_t i = 0; i < count; i++) {
		sorted[i] = x[i * stride];
	}
	qsort(sorted, count, sizeof(*sorted), compare_numbers);
	size_t cut = (size_t)(0.025 * (double)count);
	return (struct match_interval){sorted[cut], sorted[count - 1 - cut]};
}

/* What a resample gives. */
enum { DRAWN_COUNT = MATCH_CLASS_COUNT + MATCH_COMPARISON_MAX * MATCH_LEVEL_COUNT };

/* Trains on one resample; x receives DRAWN_COUNT numbers. */
static void train_resample(double *x, const struct match_training *t, uint64_t seed, size_t replicate)
{
	struct arena a = {0};
	struct random random;
	struct match_training_report report;
	struct match_sample sample[MATCH_SAMPLE_MAX];
	struct match_training again = *t;
	struct match_model *m = arena_calloc(&a, 1, sizeof(*m));
	random_init(&random, &(struct random_place){.seed = seed, .replicate = (uint32_t)replicate});
	for (size_t i = 0; i < t->sample_count; i++) {
		sample[i] = t->sample[i];
		sample[i].pairs = resample(&a, t->sample[i].pairs, &random);
	}
	again.sample = sample;
	again.random = resample(&a, t->random, &random);
	match_model_train(m, &report, &a, &again);
	memcpy(x, m->prior_p, sizeof(m->prior_p));
	memcpy(x + MATCH_CLASS_COUNT, m->level_p[MATCH_SAME], sizeof(m->level_p[MATCH_SAME]));
	arena_done(&a);
}

void match_model_bootstrap(struct match_model_intervals *out, const struct match_training *t,
	size_t resample_count, uint64_t seed)
{
	BUG_IF(resample_count < 2 || resample_count > 10000 || t->sample_count > MATCH_SAMPLE_MAX);
	double *x = mem_calloc(resample_count, DRAWN_COUNT * sizeof(*x));
	double *sorted = mem_calloc(resample_count, sizeof(*sorted));
	for (size_t i = 0; i < resample_count; i++) {
		train_resample(x + i * DRAWN_COUNT, t, seed, i);
	}
	for (size_t k = 0; k < DRAWN_COUNT; k++) {
		struct match_interval interval = interval_of(x + k, DRAWN_COUNT, resample_count, sorted);
		if (k < MATCH_CLASS_COUNT) {
			out->prior_p[k] = interval;
		} else {
			size_t at = k - MATCH_CLASS_COUNT;
			out->same_p[at / MATCH_LEVEL_COUNT][at % MATCH_LEVEL_COUNT] = interval;
		}
	}
	free(x);
	free(sorted);
}

/* ------- the prior alone ------- */

double match_model_fit_prior(
	struct match_model *m, struct match_histogram pairs, double pair_count, double same_max)
{
	double same = m->prior_p[MATCH_SAME] * pair_count;
	for (unsigned step = 0; step < PRIOR_STEP_MAX; step++) {
		double before = same;
		double kin = 0;
		double near = 0;
		same = 0;
		for (size_t i = 0; i < pairs.count; i++) {
			double p[MATCH_CLASS_COUNT];
			match_model_posterior(m, pairs.rows[i].pattern, p);
			same += p[MATCH_SAME] * pairs.rows[i].count;
			kin += p[MATCH_KIN] * pairs.rows[i].count;
			near += p[MATCH_NEAR] * pairs.rows[i].count;
		}
		same = fmax(same, PAIR_LEAST);
		same = same_max > 0 ? fmin(same, same_max) : same;
		set_prior(m, same, fmax(kin, PAIR_LEAST), fmax(near, PAIR_LEAST), pair_count);
		if (fabs(same - before) < 1e-6 * same) {
			break;
		}
	}
	return same;
}
