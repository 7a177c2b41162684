/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/em.h"

#include <math.h>

static const double SHARE_START = 0.01;
static const double MOVE_MIN = 1e-4;
static const double LENGTH_MAX = 16;
/* How strongly kin are drawn to the same person in what kin share, and near to unrelated. */
static const double KIN_STRENGTH = 5;
static const double NEAR_STRENGTH = 10;

enum { FIXED_COUNT = 1 << MATCH_LINEAGE_MAX };

/* A number for each class but unrelated. */
struct trio {
	double of[MATCH_UNRELATED];
};

struct match_em_tables {
	size_t byte_count;
	/* Of one sample: classes against unrelated as factors, and the counts that a step collects. */
	struct trio factor[MATCH_PATTERN_BYTES][MATCH_BYTE_COUNT];
	struct trio count[MATCH_PATTERN_BYTES][MATCH_BYTE_COUNT];
	struct trio joint_factor[MATCH_JOINT_COUNT];
	struct trio joint_inverse[MATCH_JOINT_COUNT];
	/* Of all samples: by comparison and level, and by what of lineage was fixed. */
	struct trio level_count[MATCH_COMPARISON_MAX][MATCH_LEVEL_COUNT];
	struct trio joint_count[FIXED_COUNT][MATCH_JOINT_COUNT];
};

/* ------- samples ------- */

static bool has_class(const struct match_model *m, enum match_class which)
{
	return (which != MATCH_KIN || m->has_kin) && (which != MATCH_NEAR || m->has_near);
}

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
	*s = (struct match_em_sample){.from = *row_count, .fixed = sample->fixed, .same_share_max = 1};
	s->lineage_fixed = lineage_fixed(m, sample->fixed);
	match_pattern mask = mask_of(m, sample->fixed);
	size_t joint_mask = match_joint_mask(em->shape, s->lineage_fixed);
	for (size_t i = 0; i < sample->pairs.count; i++) {
		const struct match_count *pair = &sample->pairs.rows[i];
		unsigned joint = match_model_joint(m, pair->pattern);
		em->row[(*row_count)++] = (struct match_em_row){
			pair->pattern & mask, pair->count, (uint16_t)joint, (uint16_t)(joint & joint_mask)};
		s->count += pair->count;
	}
	s->to = *row_count;
	s->share_p[MATCH_UNRELATED] = 1;
	for (enum match_class which = 0; which < MATCH_UNRELATED; which++) {
		s->share_p[which] = has_class(m, which) ? SHARE_START : 0;
		s->share_p[MATCH_UNRELATED] -= s->share_p[which];
	}
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

/* How many times more often something is missing, or is not, in p than in u. */
static double missing_factor(const struct match_model *m, const double *p, const double *u, bool is_missing)
{
	if (!m->missing_informs) {
		return 1;
	}
	return is_missing ? p[0] / u[0] : (1 - p[0]) / (1 - u[0]);
}

/* The factors of a comparison that is not lineage, by level. */
static void level_factors(const struct match_em *em, const struct match_em_sample *s, enum match_class which,
	size_t i, double factor[MATCH_LEVEL_COUNT])
{
	const struct match_model *m = em->model;
	bool is_used = i < m->comparison_count && m->comparison[i].part != MATCH_PART_LINEAGE &&
		!(s->fixed >> i & 1);
	for (unsigned level = 0; level < MATCH_LEVEL_COUNT; level++) {
		factor[level] = 1;
		if (is_used && level < m->comparison[i].level_count) {
			const double *p = m->level_p[which][i];
			const double *u = m->level_p[MATCH_UNRELATED][i];
			factor[level] = missing_factor(m, p, u, level == MATCH_LEVEL_MISSING);
			factor[level] *= level == MATCH_LEVEL_MISSING ? 1 : p[level] / u[level];
		}
	}
}

static void joint_factors(struct match_em *em, const struct match_em_sample *s, enum match_class which)
{
	const struct match_model *m = em->model;
	struct match_em_tables *t = em->tables;
	for (size_t i = 0; i < em->shape->place_count; i++) {
		size_t place = em->shape->place[i];
		double factor = m->joint_p[which][place] / m->joint_p[MATCH_UNRELATED][place];
		t->joint_inverse[place].of[which] = 1 / factor;
		for (size_t k = 0; k < em->shape->count && m->missing_informs; k++) {
			size_t c = m->lineage[k];
			bool is_missing = match_joint_level(place, k) == MATCH_LEVEL_MISSING;
			if (!(s->lineage_fixed >> k & 1)) {
				factor *= missing_factor(
					m, m->level_p[which][c], m->level_p[MATCH_UNRELATED][c], is_missing);
			}
		}
		t->joint_factor[place].of[which] = factor;
	}
}

static void fill_factors(struct match_em *em, const struct match_em_sample *s)
{
	struct match_em_tables *t = em->tables;
	for (enum match_class which = 0; which < MATCH_UNRELATED; which++) {
		for (size_t i = 0; i < t->byte_count; i++) {
			double low[MATCH_LEVEL_COUNT];
			double high[MATCH_LEVEL_COUNT];
			level_factors(em, s, which, 2 * i, low);
			level_factors(em, s, which, 2 * i + 1, high);
			for (unsigned both = 0; both < MATCH_BYTE_COUNT; both++) {
				t->factor[i][both].of[which] =
					low[both & MATCH_LEVEL_MAX] * high[both >> MATCH_LEVEL_BITS];
			}
		}
		joint_factors(em, s, which);
	}
}

/* Share and probability of a row in each class, against unrelated, given what the rule fixes. */
static inline struct trio row_weight(
	const struct match_em_tables *t, const struct match_em_sample *s, const struct match_em_row *row)
{
	struct trio weight = t->joint_factor[row->joint];
	for (unsigned which = 0; which < MATCH_UNRELATED; which++) {
		weight.of[which] *= s->share_p[which] * t->joint_inverse[row->given].of[which];
	}
	for (size_t i = 0; i < t->byte_count; i++) {
		const struct trio *by = &t->factor[i][row->pattern >> (8 * i) & (MATCH_BYTE_COUNT - 1)];
		for (unsigned which = 0; which < MATCH_UNRELATED; which++) {
			weight.of[which] *= by->of[which];
		}
	}
	return weight;
}

/* The sum over all classes. */
static inline double sum_of(const struct match_em_sample *s, const struct trio *weight)
{
	return weight->of[MATCH_SAME] + weight->of[MATCH_KIN] + weight->of[MATCH_NEAR] +
		s->share_p[MATCH_UNRELATED];
}

static inline void add_to(struct trio *sum, const struct trio *add)
{
	for (unsigned which = 0; which < MATCH_UNRELATED; which++) {
		sum->of[which] += add->of[which];
	}
}

/* Takes the rows of a sample apart into classes, and collects; returns what is expected in them. */
static struct trio collect(struct match_em *em, const struct match_em_sample *s)
{
	struct match_em_tables *t = em->tables;
	struct trio sum = {0};
	struct trio *joint_count = t->joint_count[s->lineage_fixed];
	memset(t->count, 0, sizeof(t->count));
	for (const struct match_em_row *row = em->row + s->from; row < em->row + s->to; row++) {
		struct trio count = row_weight(t, s, row);
		double scale = row->count / sum_of(s, &count);
		for (unsigned which = 0; which < MATCH_UNRELATED; which++) {
			count.of[which] *= scale;
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
static double share_sample(struct match_em_sample *s, const struct trio *sum)
{
	double moved = 0;
	double rest = 1;
	for (enum match_class which = 0; which < MATCH_UNRELATED && s->count > 0; which++) {
		double most = which == MATCH_SAME ? s->same_share_max : 1;
		double share = fmin(sum->of[which] / s->count, most);
		moved = fmax(moved, which == MATCH_NEAR ? 0 : fabs(share - s->share_p[which]));
		s->share_p[which] = share;
		rest -= share;
	}
	s->share_p[MATCH_UNRELATED] = fmax(rest, 1e-12);
	return moved;
}

/* Adds the counts of the sample by level to the sums over samples. */
static void add_levels(struct match_em *em, const struct match_em_sample *s)
{
	const struct match_model *m = em->model;
	struct match_em_tables *t = em->tables;
	for (size_t c = 0; c < m->comparison_count; c++) {
		if (s->fixed >> c & 1 || m->comparison[c].part == MATCH_PART_LINEAGE) {
			continue;
		}
		for (unsigned both = 0; both < MATCH_BYTE_COUNT; both++) {
			unsigned level = c % 2 == 0 ? both & MATCH_LEVEL_MAX : both >> MATCH_LEVEL_BITS;
			add_to(&t->level_count[c][level], &t->count[c / 2][both]);
		}
	}
}

/* One pass over all rows; returns how far shares moved. */
static double expect(struct match_em *em)
{
	struct match_em_tables *t = em->tables;
	double moved = 0;
	memset(t->level_count, 0, sizeof(t->level_count));
	for (size_t i = 0; i < em->sample_count; i++) {
		memset(t->joint_count[em->sample[i].lineage_fixed], 0, sizeof(t->joint_count[0]));
	}
	for (size_t i = 0; i < em->sample_count; i++) {
		struct match_em_sample *s = &em->sample[i];
		fill_factors(em, s);
		struct trio sum = collect(em, s);
		moved = fmax(moved, share_sample(s, &sum));
		add_levels(em, s);
	}
	return moved;
}

/* ------- maximisation ------- */

static double difference(const double *a, const double *b, size_t count)
{
	double most = 0;
	for (size_t i = 0; i < count; i++) {
		most = fmax(most, fabs(a[i] - b[i]));
	}
	return most;
}

/* How often a comparison is missing in a class. */
static void fit_missing(
	struct match_em *em, enum match_class which, size_t comparison, double missing, double all)
{
	double expected = em->model->level_p[MATCH_UNRELATED][comparison][MATCH_LEVEL_MISSING];
	double p = (missing + em->strength * expected) / (all + em->strength);
	em->model->level_p[which][comparison][MATCH_LEVEL_MISSING] = fmin(fmax(p, 1e-6), 1 - 1e-6);
}

/* What the levels of a class are drawn to, and how strongly. */
struct drawn {
	enum match_class to;
	bool is_to_model; /* else to what was expected beforehand */
	double strength;
};

static struct drawn drawn_of(const struct match_em *em, enum match_class which)
{
	bool is_expected = which == MATCH_SAME || (em->is_trained && has_class(em->expected, which));
	if (is_expected) {
		return (struct drawn){which, false, em->strength};
	}
	return which == MATCH_KIN ? (struct drawn){MATCH_SAME, true, KIN_STRENGTH}
				  : (struct drawn){MATCH_UNRELATED, true, NEAR_STRENGTH};
}

/* One comparison in one class; returns how far it moved. */
static double fit_level(struct match_em *em, enum match_class which, size_t comparison)
{
	struct match_model *m = em->model;
	size_t level_count = m->comparison[comparison].level_count;
	struct drawn d = drawn_of(em, which);
	/* Siblings are a year or more apart and sometimes twins: their levels have no order. */
	bool is_birth_of_kin = which == MATCH_KIN && m->comparison[comparison].part == MATCH_PART_BIRTH;
	if (is_birth_of_kin && d.is_to_model) {
		d.to = MATCH_UNRELATED;
	}
	double count[MATCH_LEVEL_COUNT];
	double before[MATCH_LEVEL_COUNT];
	double all = 0;
	double *p = m->level_p[which][comparison];
	for (size_t level = 0; level < level_count; level++) {
		count[level] = em->tables->level_count[comparison][level].of[which];
		all += count[level];
	}
	memcpy(before, p, sizeof(before));
	match_estimate_p(count, (d.is_to_model ? m : em->expected)->level_p[d.to][comparison], d.strength, 1,
		level_count, p);
	if (!is_birth_of_kin) {
		match_order_levels(&m->comparison[comparison], m->level_p[MATCH_UNRELATED][comparison], p);
	}
	fit_missing(em, which, comparison, count[MATCH_LEVEL_MISSING], all);
	return difference(p, before, level_count);
}

/* The margins of counts in one class, drawn to those of others. */
static void fit_margins(const struct match_em *em, double *count, const struct match_model *expected,
	const struct drawn *d, struct match_margins *margin)
{
	const struct match_model *m = em->model;
	const struct match_joint_shape *shape = em->shape;
	match_joint_margins(shape, count);
	for (size_t i = 0; i < shape->count; i++) {
		double of_level[MATCH_LEVEL_COUNT] = {0};
		size_t c = m->lineage[i];
		for (size_t level = 1; level < shape->level_count[i]; level++) {
			of_level[level] = count[level << (MATCH_LEVEL_BITS * i)];
		}
		match_estimate_p(of_level, expected->level_p[d->to][c], d->strength, 1, shape->level_count[i],
			margin->p[i]);
		match_order_levels(&m->comparison[c], m->level_p[MATCH_UNRELATED][c], margin->p[i]);
	}
}

/* How often each comparison of lineage is missing, from the samples that do not fix it. */
static void fit_joint_missing(struct match_em *em, enum match_class which)
{
	const struct match_joint_shape *shape = em->shape;
	for (size_t i = 0; i < shape->count; i++) {
		double missing = 0;
		double all = 0;
		for (unsigned fixed = 0; fixed < 1U << shape->count; fixed++) {
			for (size_t k = 0; k < shape->place_count && !(fixed >> i & 1); k++) {
				size_t place = shape->place[k];
				double count = em->tables->joint_count[fixed][place].of[which];
				all += count;
				missing += match_joint_level(place, i) == MATCH_LEVEL_MISSING ? count : 0;
			}
		}
		fit_missing(em, which, em->model->lineage[i], missing, all);
	}
}

/* The cells of all samples together, gaps completed and fixed levels made up for. */
static void sum_joint(struct match_em *em, enum match_class which, double sum[MATCH_JOINT_COUNT])
{
	const struct match_joint_shape *shape = em->shape;
	const double *p = em->model->joint_p[which];
	memset(sum, 0, MATCH_JOINT_COUNT * sizeof(*sum));
	for (unsigned fixed = 0; fixed + 1 < 1U << shape->count; fixed++) {
		double count[MATCH_JOINT_COUNT];
		for (size_t i = 0; i < shape->place_count; i++) {
			count[shape->place[i]] = em->tables->joint_count[fixed][shape->place[i]].of[which];
		}
		match_joint_complete(shape, p, count);
		match_joint_add(shape, p, fixed, count, sum);
	}
}

/*
 * Lineage in one class; returns how far its margins moved. Of near only the margins are estimated: what binds lineage
 * together beyond that is kinship.
 */
static double fit_joint(struct match_em *em, enum match_class which)
{
	struct match_model *m = em->model;
	const struct match_joint_shape *shape = em->shape;
	struct drawn d = drawn_of(em, which);
	struct match_margins margin;
	double sum[MATCH_JOINT_COUNT];
	double product[MATCH_JOINT_COUNT];
	double *p = m->joint_p[which];
	double moved = 0;
	fit_joint_missing(em, which);
	sum_joint(em, which, sum);
	if (which == MATCH_NEAR) {
		fit_margins(em, sum, d.is_to_model ? m : em->expected, &d, &margin);
		match_joint_rake(shape, &margin, p);
	} else if (which == MATCH_SAME && !em->is_trained) {
		fit_margins(em, sum, em->expected, &d, &margin);
		match_joint_product(shape, &margin, product);
		match_joint_estimate(shape, sum, product, d.strength, p);
	} else if (which == MATCH_SAME) {
		match_joint_estimate(shape, sum, em->expected->joint_p[MATCH_SAME], d.strength, p);
	} else {
		memcpy(p, m->joint_p[MATCH_SAME], sizeof(m->joint_p[MATCH_SAME]));
	}
	for (size_t i = 0; i < shape->count; i++) {
		double *of_level = m->level_p[which][m->lineage[i]];
		for (size_t level = 1; level < shape->level_count[i]; level++) {
			double now = p[level << (MATCH_LEVEL_BITS * i)];
			moved = fmax(moved, fabs(now - of_level[level]));
			of_level[level] = now;
		}
	}
	return moved;
}

/* Is a comparison that is not lineage estimated in a class? */
static bool is_free(const struct match_comparison *c, enum match_class which)
{
	return c->part != MATCH_PART_LINEAGE &&
		(which == MATCH_SAME || c->part == MATCH_PART_SHARED ||
			(which == MATCH_KIN && c->part == MATCH_PART_BIRTH));
}

static double fit_class(struct match_em *em, enum match_class which)
{
	const struct match_model *m = em->model;
	double moved = m->lineage_count > 0 ? fit_joint(em, which) : 0;
	for (size_t i = 0; i < m->comparison_count; i++) {
		if (is_free(&m->comparison[i], which)) {
			moved = fmax(moved, fit_level(em, which, i));
		}
	}
	return moved;
}

/* One step; returns how far anything moved. Where near hardly differ from unrelated, they may drift, and are not waited for. */
static double step(struct match_em *em)
{
	double moved = expect(em);
	for (enum match_class which = 0; which < MATCH_UNRELATED && em->may_move; which++) {
		if (has_class(em->model, which)) {
			double of_class = fit_class(em, which);
			moved = fmax(moved, which == MATCH_NEAR ? 0 : of_class);
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

static void pass_class(struct match_em *em, struct flat *f, enum match_class which)
{
	static const uint16_t level[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	struct match_model *m = em->model;
	for (size_t i = 0; i < m->comparison_count; i++) {
		if (is_free(&m->comparison[i], which)) {
			pass_distribution(f, m->level_p[which][i], level, m->comparison[i].level_count - 1);
		}
	}
	if (m->lineage_count > 0) {
		pass_distribution(f, m->joint_p[which], em->shape->cell, em->shape->cell_count);
		if (f->is_back) {
			match_joint_margins(em->shape, m->joint_p[which]);
		}
	}
}

static void pass_all(struct match_em *em, struct flat *f)
{
	static const uint16_t class_place[] = {MATCH_SAME, MATCH_KIN, MATCH_NEAR, MATCH_UNRELATED};
	f->count = 0;
	for (enum match_class which = 0; which < MATCH_UNRELATED && em->may_move; which++) {
		if (has_class(em->model, which)) {
			pass_class(em, f, which);
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
		MATCH_UNRELATED * (MATCH_COMPARISON_MAX * MATCH_LEVEL_COUNT + MATCH_JOINT_COUNT);
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
	for (size_t i = 0; i < em->sample_count; i++) {
		const struct match_em_sample *s = &em->sample[i];
		fill_factors(em, s);
		for (const struct match_em_row *row = em->row + s->from; row < em->row + s->to; row++) {
			struct trio weight = row_weight(em->tables, s, row);
			sum += row->count * log(sum_of(s, &weight));
		}
	}
	return sum;
}
