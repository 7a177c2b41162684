/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/em.h"

#include <math.h>

static const double SHARE_START = 0.01;
static const double MOVE_MIN = 1e-5;
static const double LENGTH_MAX = 16;
/* Kin are drawn to the same person in what kin share, in pairs at each level. */
static const double KIN_STRENGTH = 5;

enum { FIXED_COUNT = 1 << MATCH_LINEAGE_MAX, MOVING_COUNT = MATCH_UNRELATED };

/* A number for the same person and one for kin. */
struct duo {
	double of[MOVING_COUNT];
};

/* Class against unrelated as factors, and the counts that a step collects. */
struct match_em_tables {
	size_t byte_count;
	struct duo factor[MATCH_PATTERN_BYTES][MATCH_BYTE_COUNT];
	struct duo count[MATCH_PATTERN_BYTES][MATCH_BYTE_COUNT];
	struct duo joint_factor[MATCH_JOINT_COUNT];
	struct duo joint_inverse[MATCH_JOINT_COUNT];
	struct duo joint_count[FIXED_COUNT][MATCH_JOINT_COUNT];
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
	em->shape = arena_calloc(a, 1, sizeof(*em->shape));
	match_joint_shape_init(em->shape, m);
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

static void fill_class(struct match_em *em, enum match_class class)
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
			t->factor[i][both].of[class] =
				low[both & MATCH_LEVEL_MAX] * high[both >> MATCH_LEVEL_BITS];
		}
	}
	for (size_t i = 0; i < em->shape->place_count; i++) {
		size_t place = em->shape->place[i];
		t->joint_factor[place].of[class] =
			m->joint_p[class][place] / m->joint_p[MATCH_UNRELATED][place];
		t->joint_inverse[place].of[class] = 1 / t->joint_factor[place].of[class];
	}
}

static void fill_factors(struct match_em *em)
{
	for (enum match_class class = 0; class < MATCH_UNRELATED; class ++) {
		fill_class(em, class);
	}
}

/* How many times more often a row is so in the classes than among unrelated pairs, given what the rule fixes. */
static inline struct duo row_factor(const struct match_em_tables *t, const struct match_em_row *row)
{
	struct duo factor = t->joint_factor[row->joint];
	for (unsigned class = 0; class < MOVING_COUNT; class ++) {
		factor.of[class] *= t->joint_inverse[row->given].of[class];
	}
	for (size_t i = 0; i < t->byte_count; i++) {
		const struct duo *by = &t->factor[i][row->pattern >> (8 * i) & (MATCH_BYTE_COUNT - 1)];
		for (unsigned class = 0; class < MOVING_COUNT; class ++) {
			factor.of[class] *= by->of[class];
		}
	}
	return factor;
}

static inline void add_to(struct duo *sum, const struct duo *add)
{
	for (unsigned class = 0; class < MOVING_COUNT; class ++) {
		sum->of[class] += add->of[class];
	}
}

/* Takes the rows of a sample apart into classes, and collects; returns what is expected in them. */
static struct duo collect(
	struct match_em_tables *t, const struct match_em_sample *s, const struct match_em_row *rows)
{
	struct duo sum = {0};
	struct duo *joint_count = t->joint_count[s->lineage_fixed];
	for (const struct match_em_row *row = rows + s->from; row < rows + s->to; row++) {
		struct duo count = row_factor(t, row);
		double all = s->share_p[MATCH_UNRELATED];
		for (unsigned class = 0; class < MOVING_COUNT; class ++) {
			count.of[class] *= s->share_p[class];
			all += count.of[class];
		}
		for (unsigned class = 0; class < MOVING_COUNT; class ++) {
			count.of[class] *= row->count / all;
		}
		add_to(&sum, &count);
		add_to(&joint_count[row->joint], &count);
		for (size_t i = 0; i < t->byte_count; i++) {
			add_to(&t->count[i][row->pattern >> (8 * i) & (MATCH_BYTE_COUNT - 1)], &count);
		}
	}
	return sum;
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

/* One pass over all rows; returns how far shares moved. */
static double expect(struct match_em *em)
{
	struct match_em_tables *t = em->tables;
	double moved = 0;
	memset(t->count, 0, sizeof(t->count));
	for (size_t i = 0; i < em->sample_count; i++) {
		memset(t->joint_count[em->sample[i].lineage_fixed], 0, sizeof(t->joint_count[0]));
	}
	fill_factors(em);
	for (size_t i = 0; i < em->sample_count; i++) {
		struct duo sum = collect(t, &em->sample[i], em->row);
		moved = fmax(moved, share_sample(&em->sample[i], sum.of[MATCH_SAME], sum.of[MATCH_KIN]));
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
		count[both >> shift & MATCH_LEVEL_MAX] += t->count[comparison / 2][both].of[class];
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
	const struct match_joint_shape *shape = em->shape;
	double sum[MATCH_JOINT_COUNT] = {0};
	double product[MATCH_JOINT_COUNT];
	double *p = m->joint_p[class];
	const double *expected = product;
	double moved = 0;
	for (unsigned fixed = 0; fixed + 1 < 1U << shape->count; fixed++) {
		double count[MATCH_JOINT_COUNT];
		for (size_t i = 0; i < shape->place_count; i++) {
			count[shape->place[i]] = em->tables->joint_count[fixed][shape->place[i]].of[class];
		}
		match_joint_complete(shape, p, count);
		match_joint_add(shape, p, fixed, count, sum);
	}
	double strength = em->strength;
	if (em->is_trained && (class == MATCH_SAME || em->expected->has_kin)) {
		expected = em->expected->joint_p[class];
	} else if (class == MATCH_KIN) {
		expected = m->joint_p[MATCH_SAME];
		strength = KIN_STRENGTH;
	} else {
		expect_product(em, shape, sum, product);
	}
	match_joint_estimate(shape, sum, expected, strength, p);
	for (size_t i = 0; i < shape->count; i++) {
		double *margin = m->level_p[class][m->lineage[i]];
		for (size_t level = 1; level < shape->level_count[i]; level++) {
			double now = p[level << (MATCH_LEVEL_BITS * i)];
			moved = fmax(moved, fabs(now - margin[level]));
			margin[level] = now;
		}
	}
	return moved;
}

/* Is a comparison that is not lineage estimated in a class? */
static bool is_free(const struct match_comparison *c, enum match_class class)
{
	return c->part != MATCH_PART_LINEAGE && (class == MATCH_SAME || c->part == MATCH_PART_SHARED);
}

static double fit_class(struct match_em *em, enum match_class class)
{
	const struct match_model *m = em->model;
	double moved = m->lineage_count > 0 ? fit_joint(em, class) : 0;
	for (size_t i = 0; i < m->comparison_count; i++) {
		if (is_free(&m->comparison[i], class)) {
			moved = fmax(moved, fit_level(em, class, i));
		}
	}
	return moved;
}

/* One step; returns how far anything moved. */
static double step(struct match_em *em)
{
	double moved = expect(em);
	for (enum match_class class = 0; class < MATCH_UNRELATED && em->may_move; class ++) {
		if (class == MATCH_SAME || em->model->has_kin) {
			moved = fmax(moved, fit_class(em, class));
		}
	}
	return moved;
}

/* ------- longer steps ------- */

/* Everything that moves, as square roots in one row: then small probabilities count no more than large ones. */
struct flat {
	double *x;
	size_t count;
	bool is_back; /* from the row to the model */
};

static void pass_distribution(struct flat *f, double *p, const uint16_t *place, size_t count)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		double *x = &f->x[f->count++];
		if (f->is_back) {
			p[place[i]] = fmax(*x * *x, 1e-300);
		} else {
			*x = sqrt(p[place[i]]);
		}
		sum += p[place[i]];
	}
	for (size_t i = 0; i < count && f->is_back; i++) {
		p[place[i]] /= sum;
	}
}

static void pass_class(struct match_em *em, struct flat *f, enum match_class class)
{
	static const uint16_t level[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	struct match_model *m = em->model;
	for (size_t i = 0; i < m->comparison_count; i++) {
		if (is_free(&m->comparison[i], class)) {
			pass_distribution(f, m->level_p[class][i], level, m->comparison[i].level_count - 1);
		}
	}
	if (m->lineage_count > 0) {
		pass_distribution(f, m->joint_p[class], em->shape->cell, em->shape->cell_count);
		if (f->is_back) {
			match_joint_margins(em->shape, m->joint_p[class]);
		}
	}
}

static void pass_all(struct match_em *em, struct flat *f)
{
	static const uint16_t class_place[] = {MATCH_SAME, MATCH_KIN, MATCH_UNRELATED};
	f->count = 0;
	for (enum match_class class = 0; class < MATCH_UNRELATED && em->may_move; class ++) {
		if (class == MATCH_SAME || em->model->has_kin) {
			pass_class(em, f, class);
		}
	}
	for (size_t i = 0; i < em->sample_count; i++) {
		pass_distribution(f, em->sample[i].share_p, class_place, MATCH_CLASS_COUNT);
	}
}

/* Where two steps, from a to b to c, lead when they go on as they began; in c. Source: Varadhan and Roland, scheme S3. */
static void extrapolate(const double *a, const double *b, double *c, size_t count)
{
	double first = 0;
	double turn = 0;
	for (size_t i = 0; i < count; i++) {
		double r = b[i] - a[i];
		double v = c[i] - b[i] - r;
		first += r * r;
		turn += v * v;
	}
	double length = turn > 0 ? fmin(fmax(sqrt(first / turn), 1), LENGTH_MAX) : 1;
	for (size_t i = 0; i < count; i++) {
		double r = b[i] - a[i];
		double v = c[i] - b[i] - r;
		c[i] = a[i] + 2 * length * r + length * length * v;
	}
}

unsigned match_em_run(struct match_em *em, unsigned step_max)
{
	size_t room = MATCH_SAMPLE_MAX * MATCH_CLASS_COUNT +
		2 * (MATCH_COMPARISON_MAX * MATCH_LEVEL_COUNT + MATCH_JOINT_COUNT);
	struct flat at[3] = {{0}};
	unsigned taken = 0;
	double moved = INFINITY;
	for (unsigned i = 0; i < 3; i++) {
		at[i].x = mem_calloc(room, sizeof(double));
	}
	while (taken < step_max && moved > MOVE_MIN) {
		pass_all(em, &at[taken % 3]);
		if (taken % 3 == 2) {
			extrapolate(at[0].x, at[1].x, at[2].x, at[2].count);
			at[2].is_back = true;
			pass_all(em, &at[2]);
			at[2].is_back = false;
		}
		moved = step(em);
		taken++;
	}
	for (unsigned i = 0; i < 3; i++) {
		free(at[i].x);
	}
	return taken;
}

double match_em_log_likelihood(struct match_em *em)
{
	double sum = 0;
	fill_factors(em);
	for (size_t i = 0; i < em->sample_count; i++) {
		const struct match_em_sample *s = &em->sample[i];
		for (const struct match_em_row *row = em->row + s->from; row < em->row + s->to; row++) {
			struct duo factor = row_factor(em->tables, row);
			sum += row->count *
				log(s->share_p[MATCH_UNRELATED] +
					s->share_p[MATCH_SAME] * factor.of[MATCH_SAME] +
					s->share_p[MATCH_KIN] * factor.of[MATCH_KIN]);
		}
	}
	return sum;
}
