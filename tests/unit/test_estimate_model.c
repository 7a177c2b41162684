/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Log-linear models as sets, and whether a table has an estimate for them. */
#include "estimate/exist.h"
#include "estimate/lattice.h"
#include "estimate/matrix.h"
#include "mse.h"
#include "test.h"

#include <math.h>

/* ------- sums and systems ------- */

TEST(lattice_sums_over_subsets_and_supersets)
{
	enum { LISTS = 4, SIZE = 1 << LISTS };
	double below[SIZE];
	double above[SIZE];
	int64_t counts[SIZE];
	for (unsigned s = 0; s < SIZE; s++) {
		below[s] = above[s] = s * s + 1;
		counts[s] = s * s + 1;
	}
	lattice_sum_subsets(below, LISTS);
	lattice_sum_supersets(above, LISTS);
	lattice_count_supersets(counts, LISTS);
	for (unsigned s = 0; s < SIZE; s++) {
		double within = 0;
		int64_t around = 0;
		for (unsigned t = 0; t < SIZE; t++) {
			within += (t & ~s) == 0 ? t * t + 1 : 0;
			around += (s & ~t) == 0 ? t * t + 1 : 0;
		}
		CHECK(below[s] == within && above[s] == (double)around);
		CHECK_INT(counts[s], around);
	}
}

TEST(matrix_solves_what_it_factored)
{
	GUARANTEE("matrix.h: What was factored, times the solution, is the right side.");
	enum { N = 3 };
	const double whole[N][N] = {{4, 2, -1}, {2, 5, 0.5}, {-1, 0.5, 3}};
	const double right[N] = {1, -2, 0.25};
	double a[N * N];
	double x[N];
	memcpy(a, whole, sizeof(a));
	memcpy(x, right, sizeof(x));
	CHECK(matrix_factor(a, N));
	matrix_solve(a, N, x);
	for (size_t i = 0; i < N; i++) {
		double sum = 0;
		for (size_t j = 0; j < N; j++) {
			sum += whole[i][j] * x[j];
		}
		CHECK(fabs(sum - right[i]) < 1e-14);
	}
	/* Of the inverse: (5 · 3 - 0.5²) / det. */
	double determinant = 4 * (15 - 0.25) - 2 * (6 + 0.5) - (1 + 5);
	double scratch[N];
	CHECK(fabs(matrix_inverse_diagonal(a, N, 0, scratch) - 14.75 / determinant) < 1e-15);
	double singular[] = {1, 1, 0, 1};
	CHECK(!matrix_factor(singular, 2));
}

/* ------- models ------- */

TEST(model_spaces_have_known_sizes)
{
	GUARANTEE("model.h: There are 8, 113 and 6,893 for 3, 4 and 5 lists, and 2^(J(J-1)/2) with pairs "
		  "only.");
	const struct {
		unsigned lists;
		unsigned order;
		size_t count;
	} rows[] = {{1, 1, 1}, {2, 1, 1}, {3, 2, 8}, {4, 3, 113}, {5, 4, 6893}, {3, 9, 8}, {4, 2, 64},
		{5, 2, 1024}, {6, 2, 32768}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct model_space s;
		size_t count = 0;
		CHECK(model_space_init(&s, rows[i].lists, rows[i].order));
		const model_set *models = model_enumerate(&s, &a, &count);
		CHECK_INT((int64_t)count, (int64_t)rows[i].count);
		CHECK(models[0] == 0);
		for (size_t k = 0; k < count; k++) {
			CHECK(model_is_hierarchical(&s, models[k]));
		}
		arena_done(&a);
	}
	struct model_space s;
	CHECK(!model_space_init(&s, 0, 1));
	CHECK(!model_space_init(&s, MODEL_LISTS_MAX + 1, 2));
	CHECK(!model_space_init(&s, 7, 4));
	CHECK(model_space_init(&s, 7, 3));
	CHECK(model_space_init(&s, MODEL_LISTS_MAX, 2));
}

TEST(model_names_are_their_largest_terms)
{
	struct model_space s;
	CHECK(model_space_init(&s, 4, 3));
	const struct {
		model_set model;
		const char *name;
	} rows[] = {{0, "[1,2,3,4]"}, {1, "[12,3,4]"}, {63, "[12,13,14,23,24,34]"},
		{64 + 1 + 2 + 8 + 4 + 32, "[123,14,34]"}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf name = {0};
		model_write(&s, rows[i].model, &name);
		CHECK(model_is_hierarchical(&s, rows[i].model));
		CHECK_TEXT(buf_bytes(&name), bytes_of(rows[i].name));
		buf_done(&name);
	}
	CHECK(!model_is_hierarchical(&s, 64));
}

/* ------- what is left to estimate ------- */

TEST(design_leaves_out_terms_with_nobody)
{
	GUARANTEE("design.h: A term nobody is on leaves, with every pattern that contains it.");
	struct arena a = {0};
	struct capture_table t = mse_table(test_data(), "mse/artificial_3", &a);
	struct cells c;
	struct design d;
	struct model_space s;
	cells_init(&c, &a, 3);
	cells_set(&c, &t);
	design_init(&d, &a, 3);
	CHECK(model_space_init(&s, 3, 2));
	design_set(&d, &c, &s, 1 | 2); /* AB, where there are people, and AC, where there are none */
	CHECK_INT(d.term_count, 5);
	CHECK_INT(d.absent_count, 1);
	const unsigned kept[] = {1, 2, 3, 4, 6};
	CHECK_INT((int64_t)d.cell_count, ARRAY_COUNT(kept));
	for (size_t i = 0; i < ARRAY_COUNT(kept); i++) {
		CHECK_INT(d.cell[i], kept[i]);
	}
	arena_done(&a);
}

/* ------- existence ------- */

static enum exist_code check(const struct cells *c, const struct model_space *s, model_set m)
{
	struct arena a = {0};
	struct design d;
	design_init(&d, &a, s->list_count);
	design_set(&d, c, s, m);
	enum exist_code code = exist_check(c, &d, &a);
	arena_done(&a);
	return code;
}

TEST(exist_codes_of_a_table_with_one_overlap)
{
	GUARANTEE("exist.h: It is that of the published programs for each of the eight pairwise models of a "
		  "table with one overlap.");
	GUARANTEE("exist.h: It depends only on which patterns have people.");
	/*
	 * Interactions AB, AC, BC are bits 1, 2, 4. Asserted by MultipleSystemsEstimation 1.2.0,
	 * test-artificial-identifiability.R
	 */
	const enum exist_code expected[8] = {
		EXIST_YES, EXIST_NONE, EXIST_YES, EXIST_NONE, EXIST_YES, EXIST_NONE, EXIST_YES, EXIST_MANY};
	struct arena a = {0};
	struct capture_table t = mse_table(test_data(), "mse/artificial_3", &a);
	struct model_space s;
	struct cells c;
	CHECK(model_space_init(&s, 3, 2));
	cells_init(&c, &a, 3);
	const int64_t other[] = {1, 1000000000000, 7, 2};
	for (model_set m = 0; m < 8; m++) {
		cells_set(&c, &t);
		CHECK_INT(check(&c, &s, m), expected[m]);
		cells_set_counts(&c, &t, other);
		CHECK_INT(check(&c, &s, m), expected[m]);
	}
	arena_done(&a);
}

TEST(exist_agrees_with_a_linear_program)
{
	/* Models with code 0, 1, 2, 3, by SciPy 1.17.1: tests/oracle/exist_scipy.py. */
	const struct {
		const char *table;
		size_t count[4];
	} rows[] = {{"mse/korea_palembang_3", {6, 2, 0, 0}}, {"mse/australia_slavery_4", {92, 21, 0, 0}},
		{"mse/hiv_rome_4", {111, 1, 1, 0}}, {"mse/western_us_5", {3375, 3374, 0, 144}},
		{"mse/new_orleans_5", {6327, 340, 226, 0}}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct capture_table t = mse_table(test_data(), rows[i].table, &a);
		struct model_space s;
		struct cells c;
		size_t model_count;
		size_t count[EXIST_CODE_COUNT] = {0};
		CHECK(model_space_init(&s, t.list_count, t.list_count - 1));
		cells_init(&c, &a, t.list_count);
		cells_set(&c, &t);
		const model_set *models = model_enumerate(&s, &a, &model_count);
		for (size_t k = 0; k < model_count; k++) {
			count[check(&c, &s, models[k])]++;
		}
		for (size_t k = 0; k < 4; k++) {
			CHECK_INT((int64_t)count[k], (int64_t)rows[i].count[k]);
		}
		arena_done(&a);
	}
}

TEST(exist_refuses_lists_that_share_nobody)
{
	struct arena a = {0};
	struct capture_table t = {0};
	struct err e = {0};
	const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}};
	CHECK_OK(
		capture_table_build(&t, &a, 3, names, (uint64_t[]){1, 2, 4}, (int64_t[]){5, 6, 7}, 3, &e), e);
	struct model_space s;
	struct cells c;
	CHECK(model_space_init(&s, 3, 2));
	cells_init(&c, &a, 3);
	cells_set(&c, &t);
	CHECK_INT(check(&c, &s, 0), EXIST_NONE);
	CHECK_INT(check(&c, &s, 7), EXIST_MANY);
	cells_set_counts(&c, &t, (int64_t[]){0, 0, 0});
	CHECK_INT(check(&c, &s, 0), EXIST_MANY);
	arena_done(&a);
}

TEST(exist_decides_sparse_tables_of_ten_lists)
{
	enum { LISTS = MODEL_LISTS_MAX, PATTERNS = 20 };
	static const struct bytes names[LISTS] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}, {"E", 1}, {"F", 1},
		{"G", 1}, {"H", 1}, {"I", 1}, {"J", 1}};
	size_t count[EXIST_CODE_COUNT] = {0};
	for (int round = 0; round < 60; round++) {
		struct arena a = {0};
		struct err e = {0};
		struct capture_table t;
		uint64_t mask[PATTERNS];
		int64_t people[PATTERNS];
		for (size_t i = 0; i < PATTERNS; i++) {
			mask[i] = UINT64_C(1) << test_random_below(LISTS) |
				UINT64_C(1) << test_random_below(LISTS) |
				UINT64_C(1) << test_random_below(LISTS);
			people[i] = 1;
		}
		CHECK_OK(capture_table_build(&t, &a, LISTS, names, mask, people, PATTERNS, &e), e);
		struct model_space s;
		struct cells c;
		CHECK(model_space_init(&s, LISTS, 2));
		cells_init(&c, &a, LISTS);
		cells_set(&c, &t);
		model_set m = test_random() & (((model_set)1 << s.interaction_count) - 1);
		count[check(&c, &s, m)]++;
		arena_done(&a);
	}
	test_note("codes: %zu %zu %zu %zu", count[0], count[1], count[2], count[3]);
	CHECK_INT((int64_t)count[EXIST_UNDECIDED], 0);
	CHECK(count[EXIST_YES] > 0 && count[EXIST_NONE] > 0);
}
