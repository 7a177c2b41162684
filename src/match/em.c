/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/em.h"

#include "match/joint.h"

#include <math.h>

static const double SHARE_START = 0.01;
static const double MOVE_MIN = 1e-5;
/* Kin are drawn to the same person in what kin share, in pairs at each level. */
static const double KIN_STRENGTH = 5;

enum { FIXED_COUNT = 1 << MATCH_LINEAGE_MAX, MOVING_COUNT = MATCH_UNRELATED };

/* Class against unrelated as factors, and the counts that a step collects. */
struct match_em_tables {
	size_t byte_count;
	double factor[MOVING_COUNT][MATCH_PATTERN_BYTES][MATCH_BYTE_COUNT];
	double count[MOVING_COUNT][MATCH_PATTERN_BYTES][MATCH_BYTE_COUNT];
	double joint_factor[MOVING_COUNT][MATCH_JOINT_COUNT];
	double joint_inverse[MOVING_COUNT][MATCH_JOINT_COUNT];
	double joint_count[MOVING_COUNT][FIXED_COUNT][MATCH_JOINT_COUNT];
};

/* ------- samples ------- */

static match_pattern mask_of(const struct match_model *m, uint32_t fixed)
{
	match_pattern mask = 0;
	for (size_t i = 0; i < m->comparison_count; i++) {
		if (m->comparison[i].part != MATCH_PART_LINEAGE && !(fixed >> i & 1)) {
			mask |= match_pattern_of(i, MATCH_LEVEL_MAX);
		}
	}
	return mask;
}

static unsigned lineage_fixed(const struct match_model *m, uint32_t fixed)
{
	unsigned bits = 0;
	for (size_t i = 0; i < m->lineage_count; i++) {
		bits |= (unsigned)(fixed >> m->lineage[i] & 1) << i;
	}
	return bits;
}

static void add_sample(struct match_em *em, const struct match_sample *sample, size_t *row_count)
{
	const struct match_model *m = em->model;
	struct match_em_sample *s = &em->sample[em->sample_count++];
	*s = (struct match_em_sample){.from = *row_count, .same_share_max = 1};
	s->lineage_fixed = lineage_fixed(m, sample->fixed);
	match_pattern mask = mask_of(m, sample->fixed);
	unsigned joint_mask = 0;
	for (size_t i = 0; i < m->lineage_count; i++) {
		joint_mask |= (s->lineage_fixed >> i & 1) * (unsigned)MATCH_LEVEL_MAX
			<< (MATCH_LEVEL_BITS * i);
	}
	for (size_t i = 0; i < sample->pairs.count; i++) {
		const struct match_count *pair = &sample->pairs.rows[i];
		unsigned joint = match_model_joint(m, pair->pattern);
		em->row[(*row_count)++] = (struct match_em_row){
			pair->pattern & mask, pair->count, (uint16_t)joint, (uint16_t)(joint & joint_mask)};
		s->count += pair->count;
	}
	s->to = *row_count;
	s->share_p[MATCH_SAME] = SHARE_START;
	s->share_p[MATCH_KIN] = m->has_kin ? SHARE_START : 0;
	s->share_p[MATCH_UNRELATED] = 1 - s->share_p[MATCH_SAME] - s->share_p[MATCH_KIN];
}

void match_em_init(struct match_em *em, struct arena *a, struct match_model *m,
	const struct match_model *expected, const struct match_sample *sample, size_t sample_count)
{
	BUG_IF(sample_count > MATCH_SAMPLE_MAX);
	*em = (struct match_em){.model = m, .expected = expected, .strength = 1, .may_move = true};
	size_t row_count = 0;
	for (size_t i = 0; i < sample_count; i++) {
		row_count += sample[i].pairs.count;
	}
	em->row = arena_calloc(a, row_count, sizeof(*em->row));
	em->tables = arena_calloc(a, 1, sizeof(*em->tables));
	em->tables->byte_count = (m->comparison_count + 1) / 2;
	row_count = 0;
	for (size_t i = 0; i < sample_count; i++) {
		add_sample(em, &sample[i], &row_count);
	}
}

/* ------- expectation ------- */

static double level_factor(const struct match_model *m, enum match_class class, size_t i, unsigned level)
{
	bool is_asked = i < m->comparison_count && level < m->comparison[i].level_count;
	bool is_told = level != MATCH_LEVEL_MISSING || m->missing_informs;
	if (!is_asked || !is_told || m->comparison[i].part == MATCH_PART_LINEAGE) {
		return 1;
	}
	return exp(match_model_weight(m, class, MATCH_UNRELATED, i, level));
}

static void fill_factors(struct match_em *em, enum match_class class)
{
	const struct match_model *m = em->model;
	struct match_em_tables *t = em->tables;
	for (size_t i = 0; i < t->byte_count; i++) {
		double low[MATCH_LEVEL_COUNT];
		double high[MATCH_LEVEL_COUNT];
		for (unsigned level = 0; level < MATCH_LEVEL_COUNT; level++) {
			low[level] = level_factor(m, class, 2 * i, level);
			high[level] = level_factor(m, class, 2 * i + 1, level);
		}
		for (unsigned both = 0; both < MATCH_BYTE_COUNT; both++) {
			t->factor[class][i][both] =
				low[both & MATCH_LEVEL_MAX] * high[both >> MATCH_LEVEL_BITS];
		}
	}
	for (size_t place = 0; place < MATCH_JOINT_COUNT; place++) {
		double p = m->joint_p[class][place];
		double u = m->joint_p[MATCH_UNRELATED][place];
		bool is_asked = p > 0 && u > 0;
		t->joint_factor[class][place] = is_asked ? p / u : 1;
		t->joint_inverse[class][place] = is_asked ? u / p : 1;
	}
}

/* How many times more often a row is so in a class than among unrelated pairs, given what the rule fixes. */
static double row_factor(
	const struct match_em_tables *t, enum match_class class, const struct match_em_row *row)
{
	double factor = t->joint_factor[class][row->joint] * t->joint_inverse[class][row->given];
	for (size_t i = 0; i < t->byte_count; i++) {
		factor *= t->factor[class][i][row->pattern >> (8 * i) & (MATCH_BYTE_COUNT - 1)];
	}
	return factor;
}

static void collect(struct match_em_tables *t, enum match_class class, const struct match_em_sample *s,
	const struct match_em_row *row, double count)
{
	t->joint_count[class][s->lineage_fixed][row->joint] += count;
	for (size_t i = 0; i < t->byte_count; i++) {
		t->count[class][i][row->pattern >> (8 * i) & (MATCH_BYTE_COUNT - 1)] += count;
	}
}

/* Shares of a sample from what was expected in it; returns how far they moved. */
static double share_sample(struct match_em_sample *s, double same, double kin)
{
	double before = s->share_p[MATCH_SAME];
	double kin_before = s->share_p[MATCH_KIN];
	if (s->count <= 0) {
		return 0;
	}
	s->share_p[MATCH_SAME] = fmin(same / s->count, s->same_share_max);
	s->share_p[MATCH_KIN] = kin / s->count;
	s->share_p[MATCH_UNRELATED] = fmax(1 - s->share_p[MATCH_SAME] - s->share_p[MATCH_KIN], 1e-12);
	return fmax(fabs(s->share_p[MATCH_SAME] - before), fabs(s->share_p[MATCH_KIN] - kin_before));
}

/* One pass over all rows. */
static double expect(struct match_em *em)
{
	struct match_em_tables *t = em->tables;
	bool has_kin = em->model->has_kin;
	double moved = 0;
	memset(t->count, 0, sizeof(t->count));
	memset(t->joint_count, 0, sizeof(t->joint_count));
	fill_factors(em, MATCH_SAME);
	if (has_kin) {
		fill_factors(em, MATCH_KIN);
	}
	for (size_t i = 0; i < em->sample_count; i++) {
		struct match_em_sample *s = &em->sample[i];
		double same_sum = 0;
		double kin_sum = 0;
		for (const struct match_em_row *row = em->row + s->from; row < em->row + s->to; row++) {
			double same = s->share_p[MATCH_SAME] * row_factor(t, MATCH_SAME, row);
			double kin = has_kin ? s->share_p[MATCH_KIN] * row_factor(t, MATCH_KIN, row) : 0;
			double each = row->count / (same + kin + s->share_p[MATCH_UNRELATED]);
			same_sum += same * each;
			collect(t, MATCH_SAME, s, row, same * each);
			if (has_kin) {
				kin_sum += kin * each;
				collect(t, MATCH_KIN, s, row, kin * each);
			}
		}
		moved = fmax(moved, share_sample(s, same_sum, kin_sum));
	}
	return moved;
}

/* ------- maximisation ------- */

static void level_counts(const struct match_em_tables *t, enum match_class class, size_t comparison,
	double count[MATCH_LEVEL_COUNT])
{
	unsigned shift = comparison % 2 == 0 ? 0 : MATCH_LEVEL_BITS;
	memset(count, 0, MATCH_LEVEL_COUNT * sizeof(*count));
	for (unsigned both = 0; both < MATCH_BYTE_COUNT; both++) {
		count[both >> shift & MATCH_LEVEL_MAX] += t->count[class][comparison / 2][both];
	}
}

static double difference(const double *a, const double *b, size_t count)
{
	double most = 0;
	for (size_t i = 0; i < count; i++) {
		most = fmax(most, fabs(a[i] - b[i]));
	}
	return most;
}

/* One comparison in one class; returns how far it moved. */
static double fit_level(struct match_em *em, enum match_class class, size_t comparison)
{
	struct match_model *m = em->model;
	size_t level_count = m->comparison[comparison].level_count;
	double count[MATCH_LEVEL_COUNT];
	double before[MATCH_LEVEL_COUNT];
	double *p = m->level_p[class][comparison];
	const double *u = m->level_p[MATCH_UNRELATED][comparison];
	const double *expected = em->expected->level_p[class][comparison];
	double strength = em->strength;
	if (class == MATCH_KIN && !(em->is_trained && em->expected->has_kin)) {
		expected = m->level_p[MATCH_SAME][comparison];
		strength = KIN_STRENGTH;
	}
	memcpy(before, p, sizeof(before));
	level_counts(em->tables, class, comparison, count);
	match_estimate_p(count, expected, strength, 1, level_count, p);
	match_order_levels(&m->comparison[comparison], u, p);
	return difference(p + 1, before + 1, level_count - 1);
}

/* What is expected of a joint table: the product of the margins of its counts. */
static void expect_product(
	const struct match_em *em, const struct match_joint_shape *shape, double *count, double *expected)
{
	const struct match_model *m = em->model;
	struct match_margins margin = {0};
	match_joint_margins(shape, count);
	for (size_t i = 0; i < shape->count; i++) {
		double of_level[MATCH_LEVEL_COUNT] = {0};
		size_t c = m->lineage[i];
		for (size_t level = 1; level < shape->level_count[i]; level++) {
			of_level[level] = count[level << (MATCH_LEVEL_BITS * i)];
		}
		match_estimate_p(of_level, em->expected->level_p[MATCH_SAME][c], em->strength, 1,
			shape->level_count[i], margin.p[i]);
		match_order_levels(&m->comparison[c], m->level_p[MATCH_UNRELATED][c], margin.p[i]);
	}
	match_joint_product(shape, &margin, expected);
}

/* Lineage in one class; returns how far its margins moved. */
static double fit_joint(struct match_em *em, enum match_class class)
{
	struct match_model *m = em->model;
	struct match_joint_shape shape = match_joint_shape_of(m);
	double sum[MATCH_JOINT_COUNT] = {0};
	double product[MATCH_JOINT_COUNT] = {0};
	double *p = m->joint_p[class];
	const double *expected = product;
	double moved = 0;
	for (unsigned fixed = 0; fixed + 1 < 1U << shape.count || fixed == 0; fixed++) {
		double *count = em->tables->joint_count[class][fixed];
		match_joint_complete(&shape, p, count);
		match_joint_add(&shape, p, fixed, count, sum);
	}
	double strength = em->strength;
	if (em->is_trained && (class == MATCH_SAME || em->expected->has_kin)) {
		expected = em->expected->joint_p[class];
	} else if (class == MATCH_KIN) {
		expected = m->joint_p[MATCH_SAME];
		strength = KIN_STRENGTH;
	} else {
		expect_product(em, &shape, sum, product);
	}
	match_joint_estimate(&shape, sum, expected, strength, p);
	for (size_t i = 0; i < shape.count; i++) {
		double *margin = m->level_p[class][m->lineage[i]];
		for (size_t level = 1; level < shape.level_count[i]; level++) {
			double now = p[level << (MATCH_LEVEL_BITS * i)];
			moved = fmax(moved, fabs(now - margin[level]));
			margin[level] = now;
		}
	}
	return moved;
}

static double fit_class(struct match_em *em, enum match_class class)
{
	const struct match_model *m = em->model;
	double moved = m->lineage_count > 0 ? fit_joint(em, class) : 0;
	for (size_t i = 0; i < m->comparison_count; i++) {
		bool is_single = m->comparison[i].part != MATCH_PART_LINEAGE;
		bool is_free = class == MATCH_SAME || m->comparison[i].part == MATCH_PART_SHARED;
		if (is_single && is_free) {
			moved = fmax(moved, fit_level(em, class, i));
		}
	}
	return moved;
}

unsigned match_em_run(struct match_em *em, unsigned step_max)
{
	unsigned step = 0;
	double moved = INFINITY;
	while (step < step_max && moved > MOVE_MIN) {
		moved = expect(em);
		if (em->may_move) {
			moved = fmax(moved, fit_class(em, MATCH_SAME));
			if (em->model->has_kin) {
				moved = fmax(moved, fit_class(em, MATCH_KIN));
			}
		}
		step++;
	}
	return step;
}

double match_em_log_likelihood(struct match_em *em)
{
	double sum = 0;
	fill_factors(em, MATCH_SAME);
	if (em->model->has_kin) {
		fill_factors(em, MATCH_KIN);
	}
	for (size_t i = 0; i < em->sample_count; i++) {
		const struct match_em_sample *s = &em->sample[i];
		for (const struct match_em_row *row = em->row + s->from; row < em->row + s->to; row++) {
			double p = s->share_p[MATCH_UNRELATED] +
				s->share_p[MATCH_SAME] * row_factor(em->tables, MATCH_SAME, row);
			if (em->model->has_kin) {
				p += s->share_p[MATCH_KIN] * row_factor(em->tables, MATCH_KIN, row);
			}
			sum += row->count * log(p);
		}
	}
	return sum;
}
