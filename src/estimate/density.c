/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/density.h"

#include <float.h>
#include <math.h>

enum {
	RULES_MAX = 192, /* lengths of pieces: by doubling, up to the last piece, and their halves */
	SCAN_MAX = 66,
};

/* Shares below e^this are left out: 1e-13. */
static const double negligible_log = -30;
/* The range ends where a falling tail has less than this. */
static const double tail_share = 1e-9;
/* A tail falls at least as m^-(1 + this). */
static const double tail_power = 0.4;
/* Where numbers of one size have more than e^this, pieces begin short. */
static const double busy_log = -9;
/* Error of a piece, as a share of all. */
static const double tolerance = 1e-10;

/* ------- the rule ------- */

/*
 * Eigenvalues of the symmetric tridiagonal matrix with diagonal d and e beside it (e[i] between i and i + 1), by implicit
 * QL steps; z: in the first components of the unit vectors, out those of the eigenvectors.
 */
static void tridiagonal_solve(double *d, double *e, double *z, size_t n)
{
	for (size_t l = 0; l < n; l++) {
		for (;;) {
			size_t m = l;
			while (m + 1 < n && fabs(e[m]) > DBL_EPSILON * (fabs(d[m]) + fabs(d[m + 1]))) {
				m++;
			}
			if (m == l) {
				break;
			}
			double g = (d[l + 1] - d[l]) / (2 * e[l]);
			g = d[m] - d[l] + e[l] / (g + copysign(sqrt(g * g + 1), g));
			double s = 1;
			double c = 1;
			double p = 0;
			for (size_t i = m; i-- > l;) {
				double f = s * e[i];
				double b = c * e[i];
				double r = sqrt(f * f + g * g);
				e[i + 1] = r;
				s = f / r;
				c = g / r;
				g = d[i + 1] - p;
				r = (d[i] - g) * s + 2 * c * b;
				p = s * r;
				d[i + 1] = g + p;
				g = c * r - b;
				f = z[i + 1];
				z[i + 1] = s * z[i] + c * f;
				z[i] = c * z[i] - s * f;
			}
			d[l] -= p;
			e[l] = g;
			e[m] = 0;
		}
	}
}

/* Sorts the points, and makes them and their weights as symmetric as they are. */
static void rule_order(struct density_rule *r)
{
	for (size_t i = 1; i < DENSITY_POINTS; i++) {
		for (size_t j = i; j > 0 && r->u[j - 1] > r->u[j]; j--) {
			double u = r->u[j];
			double weight = r->weight[j];
			r->u[j] = r->u[j - 1];
			r->weight[j] = r->weight[j - 1];
			r->u[j - 1] = u;
			r->weight[j - 1] = weight;
		}
	}
	for (size_t i = 0, j = DENSITY_POINTS - 1; i < j; i++, j--) {
		double u = (r->u[j] - r->u[i]) / 2;
		double weight = (r->weight[i] + r->weight[j]) / 2;
		r->u[i] = -u;
		r->u[j] = u;
		r->weight[i] = r->weight[j] = weight;
	}
}

static void rule_init(struct density_rule *r, int64_t count)
{
	*r = (struct density_rule){.count = count};
	double n = (double)count;
	double off[DENSITY_POINTS];
	double first[DENSITY_POINTS] = {1};
	r->square[0] = 1;
	for (size_t k = 1; k < DENSITY_POINTS; k++) {
		double i = (double)k;
		r->b[k] = i * i * (1 - i * i / (n * n)) / (4 * i * i - 1);
		r->square[k] = r->square[k - 1] * r->b[k];
		off[k - 1] = sqrt(r->b[k]);
	}
	off[DENSITY_POINTS - 1] = 0;
	tridiagonal_solve(r->u, off, first, DENSITY_POINTS);
	for (size_t j = 0; j < DENSITY_POINTS; j++) {
		r->weight[j] = first[j] * first[j];
	}
	rule_order(r);
}

/* p[0](u) … p[DENSITY_POINTS - 1](u) */
static void polynomials(const struct density_rule *r, double u, double *p)
{
	p[0] = 1;
	p[1] = u;
	for (size_t k = 1; k + 1 < DENSITY_POINTS; k++) {
		p[k + 1] = u * p[k] - r->b[k] * p[k - 1];
	}
}

static double value_at(const struct density_piece *piece, double u)
{
	double p[DENSITY_POINTS];
	polynomials(piece->rule, u, p);
	double sum = 0;
	for (size_t k = 0; k < DENSITY_POINTS; k++) {
		sum += piece->c[k] * p[k];
	}
	return sum;
}

/*
 * The sum over the first `taken` numbers of a piece with a rule. The sum of p[k] over the first q of n numbers is
 *
 *     n/2 (P[k+1](u) - P[k-1](u) k (k+1) (n+1-k) (n-k) / ((4k²-1) n²)) / (k+1),   u = 2q/n - 1,
 *
 * with P the polynomials that are to n + 1 numbers what p are to n: it is orthogonal to all of degree below k - 1, as
 * summation by parts shows, and 0 at both ends.
 */
static double sum_of_first(const struct density_piece *piece, int64_t taken)
{
	double n = (double)piece->count;
	double u = 2 * (double)taken / n - 1;
	double sum = piece->c[0] * (u + 1);
	double before = 1; /* P[k-1] */
	double here = u;   /* P[k] */
	for (size_t k = 1; k < DENSITY_POINTS; k++) {
		double i = (double)k;
		double odd = (4 * i * i - 1) * n * n;
		double next = u * here - before * i * i * ((n + 1) * (n + 1) - i * i) / odd;
		double end = i * (i + 1) * (n + 1 - i) * (n - i) / odd;
		sum += piece->c[k] * (next - end * before) / (i + 1);
		before = here;
		here = next;
	}
	return sum * n / 2;
}

/* ------- building ------- */

/* The function at the first number, the powers of 2 and the last number of the range. */
struct scan {
	double point[SCAN_MAX];
	double top_log[SCAN_MAX];
	size_t count;
};

struct builder {
	struct arena *arena;
	const struct density_function *f;
	const struct density_range *range;
	struct density_rule *rules[RULES_MAX];
	size_t rule_count;
	struct density_piece *piece;
	size_t piece_count;
	size_t piece_cap;
	struct scan scan;
	long double scale_log;
	bool is_tail; /* after the last piece there is next to nothing */
	double above; /* a value so far above the scale that all is to begin anew; else 0 */
};

static const struct density_rule *rule_of(struct builder *b, int64_t count)
{
	for (size_t i = 0; i < b->rule_count; i++) {
		if (b->rules[i]->count == count) {
			return b->rules[i];
		}
	}
	struct density_rule *r = arena_alloc(b->arena, sizeof(*r));
	rule_init(r, count);
	if (b->rule_count < RULES_MAX) {
		b->rules[b->rule_count++] = r;
	}
	return r;
}

static void keep(struct builder *b, const struct density_piece *piece)
{
	if (b->piece_count == b->piece_cap) {
		size_t cap = b->piece_cap == 0 ? 64 : b->piece_cap * 2;
		struct density_piece *more = arena_calloc(b->arena, cap, sizeof(*more));
		for (size_t i = 0; i < b->piece_count; i++) {
			more[i] = b->piece[i];
		}
		b->piece = more;
		b->piece_cap = cap;
	}
	b->piece[b->piece_count++] = *piece;
}

static double point_of(int64_t from, int64_t count, double u)
{
	return (double)from + ((double)(count - 1) + u * (double)count) / 2;
}

struct sample {
	double top_log[DENSITY_POINTS];
	double value[DENSITY_POINTS];
	double highest_log;
	double rise; /* greatest difference of neighbours */
	double hidden_log;
	bool is_falling; /* at the last point, as a tail does */
};

static void ask(struct builder *b, const struct density_piece *piece, struct sample *s)
{
	double point[DENSITY_POINTS];
	double weight[DENSITY_POINTS];
	size_t count = piece->rule != NULL ? DENSITY_POINTS : (size_t)piece->count;
	for (size_t j = 0; j < count; j++) {
		point[j] = piece->rule != NULL ? point_of(piece->from, piece->count, piece->rule->u[j])
					       : (double)(piece->from + (int64_t)j);
		weight[j] = piece->rule != NULL ? piece->rule->weight[j] * (double)piece->count : 1;
	}
	size_t last = count - 1;
	struct density_call call = {.point = point,
		.count = count,
		.scale_log = b->scale_log,
		.top_log = s->top_log,
		.value = s->value,
		.weight = weight,
		.piece_count = (double)piece->count,
		.steps = piece->rule != NULL ? (point[last] - point[0]) / (point[1] - point[0]) : 0,
		.fall_log = last > 0 ? log(point[last] / point[last - 1]) : 0,
		.hidden_log = -INFINITY};
	b->f->at(b->f->context, &call);
	s->hidden_log = call.hidden_log;
	s->is_falling = !call.is_rising && last > 0 &&
		s->value[last] <= s->value[last - 1] * exp(-(1 + tail_power) * call.fall_log);
	s->highest_log = -INFINITY;
	s->rise = 0;
	for (size_t j = 0; j < count; j++) {
		s->highest_log = fmax(s->highest_log, s->top_log[j]);
		s->rise = j == 0 ? 0 : fmax(s->rise, fabs(s->top_log[j] - s->top_log[j - 1]));
	}
}

/* Fills the coefficients of a piece with a rule; returns the size of the last ones, as a sum over the piece. */
static double expand(struct density_piece *piece, const double *value)
{
	const struct density_rule *r = piece->rule;
	for (size_t k = 0; k < DENSITY_POINTS; k++) {
		piece->c[k] = 0;
	}
	for (size_t j = 0; j < DENSITY_POINTS; j++) {
		double p[DENSITY_POINTS];
		polynomials(r, r->u[j], p);
		for (size_t k = 0; k < DENSITY_POINTS; k++) {
			piece->c[k] += r->weight[j] * value[j] * p[k];
		}
	}
	for (size_t k = 0; k < DENSITY_POINTS; k++) {
		piece->c[k] /= r->square[k];
	}
	enum { LAST = DENSITY_POINTS - 1 };
	piece->share = piece->c[0] * (double)piece->count;
	return (double)piece->count *
		fmax(fabs(piece->c[LAST]) * sqrt(r->square[LAST]),
			fabs(piece->c[LAST - 1]) * sqrt(r->square[LAST - 1]));
}

static void take_singles(struct density_piece *piece, const struct sample *s)
{
	piece->share = 0;
	for (int64_t j = 0; j < piece->count; j++) {
		piece->c[j] = s->value[j];
		piece->share += s->value[j];
	}
}

/* Adds the piece, in parts where it is not seen well enough. */
static void add_piece(struct builder *b, int64_t from, int64_t count)
{
	struct density_piece piece = {
		.from = from, .count = count, .rule = count > DENSITY_POINTS ? rule_of(b, count) : NULL};
	struct sample s = {0};
	ask(b, &piece, &s);
	if (s.highest_log > 50) {
		b->above = fmax(b->above, s.highest_log);
	}
	if (b->above > 0) {
		return;
	}
	double room_log = log((double)count) + b->f->terms_log;
	bool is_nothing = fmax(s.highest_log + s.rise, s.hidden_log) + room_log < negligible_log;
	if (piece.rule == NULL) {
		take_singles(&piece, &s);
	} else if (!is_nothing) {
		double error = expand(&piece, s.value);
		bool is_good = error < fmax(tolerance, b->range->noise * piece.share);
		bool is_hidden = s.hidden_log + room_log > negligible_log;
		if (s.rise > DENSITY_RISE_MAX || is_hidden || !is_good) {
			add_piece(b, from, count / 2);
			add_piece(b, from + count / 2, count - count / 2);
			return;
		}
	}
	if (b->f->accept != NULL) {
		b->f->accept(b->f->context);
	}
	b->is_tail = s.is_falling &&
		s.value[(piece.rule != NULL ? DENSITY_POINTS : piece.count) - 1] * (double)(from + count) <
			tail_share * tail_power;
	keep(b, &piece);
}

/* How much numbers of the size of a point of the scan have, by the scan. */
static double size_log(const struct builder *b, size_t i)
{
	return b->scan.top_log[i] + log(b->scan.point[i] + 1) - (double)b->scale_log;
}

/* Where the next piece ends: numbers from DENSITY_SINGLE_BELOW on by half a power of 2, or two of them where it is quiet. */
static int64_t next_break(const struct builder *b, int64_t at)
{
	if (at < DENSITY_SINGLE_BELOW || b->range->is_each) {
		return (at / DENSITY_POINTS + 1) * DENSITY_POINTS;
	}
	int64_t low = DENSITY_SINGLE_BELOW;
	while (low <= at / 2) {
		low *= 2;
	}
	bool is_busy = false;
	for (size_t i = 0; i < b->scan.count; i++) {
		double x = b->scan.point[i];
		is_busy = is_busy || (x >= (double)low && x <= 2 * (double)low && size_log(b, i) > busy_log);
	}
	if (is_busy) {
		return at < low + low / 2 ? low + low / 2 : 2 * low;
	}
	return low < DENSITY_MAX / 4 ? 4 * low : DENSITY_MAX + 1;
}

/* Whether the end was reached before the range's. */
static bool fill(struct builder *b)
{
	const struct density_range *r = b->range;
	b->above = 0;
	b->piece_count = 0;
	if (b->f->begin != NULL) {
		b->f->begin(b->f->context);
	}
	bool is_done = false;
	for (int64_t at = r->from; at < r->to && b->above <= 0 && !is_done;) {
		int64_t next = next_break(b, at);
		next = next < r->to ? next : r->to;
		add_piece(b, at, next - at);
		at = next;
		is_done = b->is_tail && !r->is_each;
	}
	return is_done;
}

/* ------- finding out where the distribution is ------- */

static void tops(struct builder *b, const double *point, size_t count, double *top_log)
{
	for (size_t i = 0; i < count; i += DENSITY_POINTS) {
		b->f->at(b->f->context,
			&(struct density_call){.point = point + i,
				.count = count - i < DENSITY_POINTS ? count - i : DENSITY_POINTS,
				.scale_log = b->scale_log,
				.top_log = top_log + i});
	}
}

static void scan_range(struct builder *b)
{
	struct scan *s = &b->scan;
	s->point[s->count++] = (double)b->range->from;
	for (int64_t m = 1; m < b->range->to - 1; m *= 2) {
		if (m > b->range->from) {
			s->point[s->count++] = (double)m;
		}
	}
	if (b->range->to - 1 > b->range->from) {
		s->point[s->count++] = (double)(b->range->to - 1);
	}
	tops(b, s->point, s->count, s->top_log);
}

static size_t highest(const double *x, size_t count)
{
	size_t at = 0;
	for (size_t i = 1; i < count; i++) {
		at = x[i] > x[at] ? i : at;
	}
	return at;
}

/* Puts the scale to about the sum over the peak on which the highest point of the scan is. */
static void set_scale(struct builder *b)
{
	const struct scan *s = &b->scan;
	size_t best = highest(s->top_log, s->count);
	double low = s->point[best == 0 ? 0 : best - 1];
	double high = s->point[best + 1 < s->count ? best + 1 : best];
	b->scale_log = s->top_log[best];
	for (;;) {
		double point[DENSITY_POINTS];
		double top_log[DENSITY_POINTS];
		double step = (high - low) / (DENSITY_POINTS - 1);
		for (size_t j = 0; j < DENSITY_POINTS; j++) {
			point[j] = low + (double)j * step;
		}
		tops(b, point, DENSITY_POINTS, top_log);
		size_t top = highest(top_log, DENSITY_POINTS);
		double width = 0;
		for (size_t j = 0; j < DENSITY_POINTS; j++) {
			width += top_log[j] > top_log[top] - 1 ? step : 0;
		}
		b->scale_log += top_log[top];
		if (width > 3 * step || step <= 1) {
			b->scale_log += log(fmax(width, 1));
			return;
		}
		low = point[top == 0 ? 0 : top - 1];
		high = point[top + 1 < DENSITY_POINTS ? top + 1 : top];
	}
}

static void finish(struct density *d, const struct builder *b)
{
	double total = 0;
	for (size_t i = 0; i < b->piece_count; i++) {
		total += b->piece[i].share;
	}
	BUG_IF(!(total > 0));
	double before = 0;
	for (size_t i = 0; i < b->piece_count; i++) {
		struct density_piece *p = &b->piece[i];
		p->share /= total;
		p->before = before;
		before += p->share;
		for (size_t k = 0; k < DENSITY_POINTS; k++) {
			p->c[k] /= total;
		}
	}
	d->piece = b->piece;
	d->piece_count = b->piece_count;
	d->total_log = b->scale_log + logl(total);
}

void density_build(struct density *d, struct arena *a, const struct density_function *f,
	const struct density_range *range)
{
	BUG_IF(range->from < 0 || range->to <= range->from || range->to > DENSITY_MAX + 1);
	struct builder b = {.arena = a, .f = f, .range = range};
	*d = (struct density){0};
	scan_range(&b);
	set_scale(&b);
	do {
		b.scale_log += b.above;
		d->is_open = !fill(&b);
	} while (b.above > 0);
	finish(d, &b);
}

/* ------- asking ------- */

int64_t density_end(const struct density *d)
{
	const struct density_piece *last = &d->piece[d->piece_count - 1];
	return last->from + last->count;
}

/* The sum over the first `taken` numbers of a piece. */
static double piece_below(const struct density_piece *p, int64_t taken)
{
	if (p->rule != NULL) {
		return sum_of_first(p, taken);
	}
	double sum = 0;
	for (int64_t j = 0; j < taken; j++) {
		sum += p->c[j];
	}
	return sum;
}

static const struct density_piece *piece_with(const struct density *d, int64_t m)
{
	size_t from = 0;
	size_t to = d->piece_count;
	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;
		if (d->piece[middle].from <= m) {
			from = middle;
		} else {
			to = middle;
		}
	}
	return &d->piece[from];
}

double density_below(const struct density *d, int64_t m)
{
	if (m <= d->piece[0].from) {
		return 0;
	}
	if (m >= density_end(d)) {
		return 1;
	}
	const struct density_piece *p = piece_with(d, m);
	return p->before + piece_below(p, m - p->from);
}

double density_of(const struct density *d, int64_t m)
{
	if (m < d->piece[0].from || m >= density_end(d)) {
		return 0;
	}
	const struct density_piece *p = piece_with(d, m);
	if (p->rule == NULL) {
		return p->c[m - p->from];
	}
	return value_at(p, (2 * (double)(m - p->from) + 1) / (double)p->count - 1);
}

int64_t density_quantile(const struct density *d, double p)
{
	BUG_IF(!(p >= 0 && p <= 1));
	size_t from = 0;
	size_t to = d->piece_count - 1;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (d->piece[middle].before + d->piece[middle].share < p) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	const struct density_piece *piece = &d->piece[from];
	int64_t low = 0; /* so many numbers are too few, or none */
	int64_t high = piece->count;
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;
		if (piece->before + piece_below(piece, middle) < p) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return piece->from + high - 1;
}

double density_mean(const struct density *d, double (*g)(void *context, double m), void *context)
{
	double sum = 0;
	for (size_t i = 0; i < d->piece_count; i++) {
		const struct density_piece *p = &d->piece[i];
		for (size_t j = 0; p->rule == NULL && j < (size_t)p->count; j++) {
			sum += p->c[j] * g(context, (double)p->from + (double)j);
		}
		for (size_t j = 0; p->rule != NULL && j < DENSITY_POINTS; j++) {
			double u = p->rule->u[j];
			sum += p->rule->weight[j] * (double)p->count * value_at(p, u) *
				g(context, point_of(p->from, p->count, u));
		}
	}
	return sum;
}

size_t density_points(const struct density *d, int64_t *out)
{
	size_t count = 0;
	for (size_t i = 0; i < d->piece_count; i++) {
		const struct density_piece *p = &d->piece[i];
		for (size_t j = 0; p->rule == NULL && (int64_t)j < p->count; j++) {
			out[count++] = p->from + (int64_t)j;
		}
		for (size_t j = 0; p->rule != NULL && j < DENSITY_POINTS; j++) {
			out[count++] = (int64_t)point_of(p->from, p->count, p->rule->u[j]);
		}
		if (p->rule != NULL) {
			out[count++] = p->from;
			out[count++] = p->from + p->count - 1;
		}
	}
	return count;
}
