/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/exist.h"

/*
 * Rows of whole numbers. Each row may be multiplied by any positive number, and is kept free of common factors.
 * `failed` is set when a number would outgrow 63 bits.
 */
struct rows {
	size_t count;
	size_t width;
	int64_t *x;
	bool failed;
};

static struct rows rows_new(struct arena *a, size_t count, size_t width)
{
	return (struct rows){count, width, arena_calloc(a, count * width, sizeof(int64_t)), false};
}

static int64_t *row_of(const struct rows *r, size_t i)
{
	return r->x + i * r->width;
}

/* Whole numbers between -INT64_MAX and INT64_MAX; else 0, and the rows have failed. */
static int64_t multiply(struct rows *r, int64_t a, int64_t b)
{
	int64_t product;
	bool is_over = __builtin_mul_overflow(a, b, &product) || product == INT64_MIN;
	r->failed |= is_over;
	return is_over ? 0 : product;
}

static int64_t add(struct rows *r, int64_t a, int64_t b)
{
	int64_t sum;
	bool is_over = __builtin_add_overflow(a, b, &sum) || sum == INT64_MIN;
	r->failed |= is_over;
	return is_over ? 0 : sum;
}

static int64_t gcd(int64_t a, int64_t b)
{
	while (b != 0) {
		int64_t rest = a % b;
		a = b;
		b = rest;
	}
	return a < 0 ? -a : a;
}

static void row_reduce(int64_t *row, size_t width)
{
	int64_t common = 0;
	for (size_t j = 0; j < width && common != 1; j++) {
		common = gcd(common, row[j]);
	}
	if (common > 1) {
		for (size_t j = 0; j < width; j++) {
			row[j] /= common;
		}
	}
}

/*
 * Makes column j of `row` 0 by a positive multiple of it less a multiple of `pivot`, whose element there is positive.
 */
static void row_clear(struct rows *r, int64_t *row, const int64_t *pivot, size_t j)
{
	int64_t common = gcd(pivot[j], row[j]);
	int64_t of_row = pivot[j] / common;
	int64_t of_pivot = row[j] / common;
	if (of_pivot == 0) {
		return;
	}
	for (size_t k = 0; k < r->width; k++) {
		row[k] = add(r, multiply(r, row[k], of_row), -multiply(r, pivot[k], of_pivot));
	}
	row_reduce(row, r->width);
}

static void row_swap(struct rows *r, size_t i, size_t k)
{
	for (size_t j = 0; i != k && j < r->width; j++) {
		int64_t x = row_of(r, i)[j];
		row_of(r, i)[j] = row_of(r, k)[j];
		row_of(r, k)[j] = x;
	}
}

static void row_negate(int64_t *row, size_t width)
{
	for (size_t j = 0; j < width; j++) {
		row[j] = -row[j];
	}
}

/*
 * Reduced echelon form. pivot[i] receives the column of the i-th row's first element, which is positive and alone in
 * its column. Returns the rank.
 */
static size_t rows_reduce(struct rows *r, size_t *pivot)
{
	size_t rank = 0;
	for (size_t j = 0; j < r->width && rank < r->count && !r->failed; j++) {
		size_t i = rank;
		while (i < r->count && row_of(r, i)[j] == 0) {
			i++;
		}
		if (i == r->count) {
			continue;
		}
		row_swap(r, i, rank);
		int64_t *row = row_of(r, rank);
		if (row[j] < 0) {
			row_negate(row, r->width);
		}
		for (size_t k = 0; k < r->count && !r->failed; k++) {
			if (k != rank) {
				row_clear(r, row_of(r, k), row, j);
			}
		}
		pivot[rank++] = j;
	}
	return rank;
}

/* ------- the null space of the patterns with people ------- */

static bool is_within(unsigned term, unsigned pattern)
{
	return (term & ~pattern) == 0;
}

/* Whether the rank modulo 2 of the rows with people is full; the rank over the rationals is never less. */
static bool is_full_modulo_2(const struct cells *c, const struct design *d)
{
	uint64_t pivot[MODEL_TERMS_MAX] = {0};
	unsigned rank = 0;
	for (size_t k = 0; k < d->cell_count && rank < d->term_count; k++) {
		if (c->count[d->cell[k]] == 0) {
			continue;
		}
		uint64_t row = 0;
		for (unsigned i = 0; i < d->term_count; i++) {
			row |= (uint64_t)is_within(d->term[i], d->cell[k]) << i;
		}
		while (row != 0 && pivot[__builtin_ctzll(row)] != 0) {
			row ^= pivot[__builtin_ctzll(row)];
		}
		if (row != 0) {
			pivot[__builtin_ctzll(row)] = row;
			rank++;
		}
	}
	return rank == d->term_count;
}

static struct rows populated_rows(const struct exist_design *d, struct arena *a)
{
	struct rows r = rows_new(a, d->row_count, d->column_count);
	r.count = 0;
	for (size_t k = 0; k < d->row_count; k++) {
		if (d->has_people[k]) {
			memcpy(row_of(&r, r.count++), d->x + k * r.width, r.width * sizeof(*r.x));
		}
	}
	return r;
}

/* A basis of the null space of reduced rows: a row for each column without a pivot. */
static struct rows null_space(struct rows *r, const size_t *pivot, size_t rank, struct arena *a)
{
	struct rows basis = rows_new(a, r->width - rank, r->width);
	size_t n = 0;
	size_t next = 0;
	for (size_t loose = 0; loose < r->width; loose++) {
		if (next < rank && pivot[next] == loose) {
			next++;
			continue;
		}
		int64_t *z = row_of(&basis, n++);
		z[loose] = 1;
		for (size_t i = 0; i < rank; i++) {
			/* Scales z so that this row's pivot divides what it must cancel. */
			int64_t lead = row_of(r, i)[pivot[i]];
			int64_t value = row_of(r, i)[loose];
			int64_t common = gcd(lead, value);
			for (size_t j = 0; j < r->width; j++) {
				z[j] = multiply(&basis, z[j], lead / common);
			}
			z[pivot[i]] = -multiply(&basis, z[loose] / (lead / common), value / common);
			row_reduce(z, r->width);
		}
	}
	return basis;
}

/* ------- directions of the patterns without people ------- */

static bool is_new_direction(const struct rows *r, const int64_t *row)
{
	bool is_zero = true;
	for (size_t j = 0; j < r->width; j++) {
		is_zero &= row[j] == 0;
	}
	for (size_t i = 0; !is_zero && i < r->count; i++) {
		if (memcmp(row_of(r, i), row, r->width * sizeof(*row)) == 0) {
			return false;
		}
	}
	return !is_zero;
}

/* The distinct rows of C, free of common factors, without the zero row, which any multiple of leaves 0. */
static struct rows directions(const struct exist_design *d, const struct rows *basis, struct arena *a)
{
	struct rows r = rows_new(a, d->row_count, basis->count);
	r.count = 0;
	for (size_t k = 0; k < d->row_count; k++) {
		if (d->has_people[k]) {
			continue;
		}
		int64_t *row = row_of(&r, r.count);
		for (size_t b = 0; b < basis->count; b++) {
			row[b] = 0;
			for (size_t i = 0; i < d->column_count; i++) {
				int64_t x = d->x[k * d->column_count + i];
				row[b] = add(&r, row[b], multiply(&r, x, row_of(basis, b)[i]));
			}
		}
		row_reduce(row, r.width);
		r.count += is_new_direction(&r, row);
	}
	return r;
}

/* ------- a positive combination that is 0 ------- */

/*
 * The tableau of "sum of (1 + u_i) direction_i = 0, u >= 0": an equation for each coordinate, its right side last and
 * not negative, and below them their sum, which is the infeasibility to be brought to 0.
 */
static struct rows combination_tableau(const struct rows *direction, struct arena *a)
{
	size_t m = direction->width;
	size_t n = direction->count;
	struct rows t = rows_new(a, m + 1, n + 1);
	t.failed = direction->failed;
	int64_t *last = row_of(&t, m);
	for (size_t i = 0; i < m; i++) {
		int64_t *row = row_of(&t, i);
		for (size_t j = 0; j < n; j++) {
			row[j] = row_of(direction, j)[i];
			row[n] = add(&t, row[n], -row[j]);
		}
		if (row[n] < 0) {
			row_negate(row, t.width);
		}
		for (size_t j = 0; j <= n; j++) {
			last[j] = add(&t, last[j], row[j]);
		}
	}
	return t;
}

/* The equation that leaves when variable j enters: least ratio, ties to the smallest basic variable (Bland's rule). */
static size_t leaving_row(struct rows *t, const size_t *basic, size_t j)
{
	size_t best = SIZE_MAX;
	for (size_t i = 0; i + 1 < t->count; i++) {
		const int64_t *row = row_of(t, i);
		if (row[j] <= 0) {
			continue;
		}
		if (best != SIZE_MAX) {
			const int64_t *other = row_of(t, best);
			int64_t ours = multiply(t, row[t->width - 1], other[j]);
			int64_t theirs = multiply(t, other[t->width - 1], row[j]);
			if (ours > theirs || (ours == theirs && basic[i] > basic[best])) {
				continue;
			}
		}
		best = i;
	}
	return best;
}

/* Phase one of the simplex method, in whole numbers. */
static bool has_positive_combination(struct rows *t, struct arena *a)
{
	size_t m = t->count - 1;
	size_t n = t->width - 1;
	size_t *basic = arena_calloc(a, m, sizeof(*basic));
	for (size_t i = 0; i < m; i++) {
		basic[i] = n + i; /* artificial */
	}
	const int64_t *last = row_of(t, m);
	while (!t->failed && last[n] > 0) {
		size_t j = 0;
		while (j < n && last[j] <= 0) {
			j++;
		}
		if (j == n) {
			return false;
		}
		size_t leaving = leaving_row(t, basic, j);
		BUG_IF(leaving == SIZE_MAX);
		for (size_t i = 0; i <= m && !t->failed; i++) {
			if (i != leaving) {
				row_clear(t, row_of(t, i), row_of(t, leaving), j);
			}
		}
		basic[leaving] = j;
	}
	return !t->failed;
}

enum exist_code exist_check_design(const struct exist_design *d, struct arena *a)
{
	size_t pivot[MODEL_TERMS_MAX];
	BUG_IF(d->column_count > MODEL_TERMS_MAX);
	struct rows populated = populated_rows(d, a);
	size_t rank = rows_reduce(&populated, pivot);
	if (populated.failed) {
		return EXIST_UNDECIDED;
	}
	struct rows basis = null_space(&populated, pivot, rank, a);
	struct rows direction = directions(d, &basis, a);
	struct rows tableau = combination_tableau(&direction, a);
	bool exists = has_positive_combination(&tableau, a);
	bool is_one = rows_reduce(&direction, pivot) == basis.count;
	if (basis.failed || tableau.failed || direction.failed) {
		return EXIST_UNDECIDED;
	}
	return (exists ? EXIST_YES : EXIST_NONE) + (is_one ? EXIST_YES : EXIST_MANY);
}

enum exist_code exist_check(const struct cells *c, const struct design *d, struct arena *a)
{
	if (is_full_modulo_2(c, d)) {
		return EXIST_YES;
	}
	int64_t *x = arena_calloc(a, d->cell_count * d->term_count, sizeof(*x));
	bool *has_people = arena_calloc(a, d->cell_count, sizeof(*has_people));
	for (size_t k = 0; k < d->cell_count; k++) {
		has_people[k] = c->count[d->cell[k]] > 0;
		for (unsigned i = 0; i < d->term_count; i++) {
			x[k * d->term_count + i] = is_within(d->term[i], d->cell[k]);
		}
	}
	return exist_check_design(&(struct exist_design){x, has_people, d->cell_count, d->term_count}, a);
}
