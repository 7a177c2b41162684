/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Log-linear fits, their choice and their intervals, against figures of R packages: Rcapture 1.4-4 (BIC and AIC over
 * all models, profile intervals) and SparseMSE 2.0.1 (stepwise). A tolerance is half a unit of the last digit of the
 * figure.
 */
#include "base/csv.h"
#include "estimate/profile.h"
#include "estimate/stepwise.h"
#include "mse.h"
#include "test.h"

#include <math.h>

/* A table, and the space of all its models (of pairs only, for five lists and more). */
struct study {
	struct arena a;
	struct capture_table t;
	struct cells c;
	struct model_space s;
	struct fit_room r;
};

static void study_set(struct study *u, struct capture_table t)
{
	u->t = t;
	cells_init(&u->c, &u->a, t.list_count);
	cells_set(&u->c, &t);
	fit_room_init(&u->r, t.list_count);
	BUG_IF(!model_space_init(&u->s, t.list_count, t.list_count < 5 ? t.list_count - 1 : 2));
}

static void study_open(struct study *u, const char *name)
{
	*u = (struct study){0};
	study_set(u, mse_table(test_data(), name, &u->a));
}

static void study_done(struct study *u)
{
	fit_room_done(&u->r);
	arena_done(&u->a);
}

static struct rank_entry best(struct study *u, enum rank_criterion by)
{
	size_t count;
	const model_set *models = model_enumerate(&u->s, &u->a, &count);
	return rank_best(&u->c, &u->s, models, count, by, &u->r);
}

static bool is_within(double got, double expected, double tolerance, const char *what)
{
	if (fabs(got - expected) <= tolerance) {
		return true;
	}
	test_note("%s: %.6f is not %.6f", what, got, expected);
	return false;
}

TEST(fit_reproduces_the_published_choices)
{
	const struct {
		const char *table;
		const char *model;
		double bic;
		double bic_tolerance;
		double aic;
		double aic_tolerance;
		double low;
		double high;
	} rows[] = {
		{"mse/kosovo_4", "[123,14,34]", 10356.519, 5e-4, 12741, 0.5, 8994, 12110},
		{"mse/gaza_2024_3", "[12,13,23]", 64696.07, 5e-3, 64696.07, 5e-3, 58212, 72335},
		{"mse/korea_palembang_3", "[12,23]", 157.17, 5e-3, 157.17, 5e-3, 129, 226},
		{"mse/uk_modern_slavery_5", NULL, 22991.331, 5e-4, 11175, 0.5, 17991, 30142},
		{"mse/netherlands_5", NULL, 48012.726, 5e-4, 46331, 0.5, 42185, 55075},
		{"mse/western_us_5", "[15,2,3,4]", 2483.384, 5e-4, 2308, 0.5, 1681, 3928},
		{"mse/scotland_pwid_2006_4", NULL, 34828, 0.5, 34828, 0.5, 29623, 41455},
		{"mse/hiv_rome_4", "[1,2,3,4]", 11124.6, 0.05, 12318, 0.5, 9532, 13114},
		{"mse/madigan_york_5_congenital", "[12,13,45]", 620.470, 5e-4, 634.5, 0.05, 593, 652},
		/* The published AIC choice has no estimate: see below. */
		{"mse/australia_slavery_4", NULL, 6496, 0.5, NAN, 0, 3130, 17580},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct study u;
		study_open(&u, rows[i].table);
		struct rank_entry e = best(&u, RANK_BIC);
		CHECK(is_within(e.fit.total, rows[i].bic, rows[i].bic_tolerance, rows[i].table));
		struct buf name = {0};
		model_write(&u.s, e.model, &name);
		CHECK(rows[i].model == NULL || bytes_equal(buf_bytes(&name), bytes_of(rows[i].model)));
		buf_done(&name);
		struct profile p = profile_interval(&u.c, &u.s, e.model, 0.95, &u.r);
		CHECK_INT(p.code, FIT_OK);
		CHECK(is_within(p.low, rows[i].low, 0.5, rows[i].table));
		CHECK(is_within(p.high, rows[i].high, 0.5, rows[i].table));
		if (!isnan(rows[i].aic)) {
			double total = best(&u, RANK_AIC).fit.total;
			CHECK(is_within(total, rows[i].aic, rows[i].aic_tolerance, rows[i].table));
		}
		study_done(&u);
	}
}

TEST(rank_goes_through_all_pairs_of_six_lists)
{
	struct study u;
	study_open(&u, "mse/uk_modern_slavery_6");
	CHECK(is_within(best(&u, RANK_BIC).fit.total, 12350, 0.5, "N")); /* a prototype of the design */
	study_done(&u);
}

TEST(fit_refuses_the_aic_choice_of_rcapture_on_australia)
{
	GUARANTEE("fit.h: No number is given where the estimate does not exist or is not the only one.");
	struct study u;
	study_open(&u, "mse/australia_slavery_4");
	model_set m = 0;
	for (unsigned i = 0; i < u.s.interaction_count; i++) {
		unsigned term = u.s.interaction[i];
		m |= (model_set)(term == 3 || (term & ~14U) == 0) << i; /* AB, and all within BCD */
	}
	struct fit f = fit_model(&u.c, &u.s, m, &u.r);
	CHECK_INT(f.code, FIT_NONE);
	CHECK(isnan(f.total) && isnan(f.missing) && isnan(f.aic) && isnan(f.bic) && isnan(f.error));
	CHECK(isnan(profile_interval(&u.c, &u.s, m, 0.95, &u.r).high));
	/* What iteration alone would have called an estimate, with the smallest AIC of all. */
	f = fit_unchecked(&u.c, &u.s, m, &u.r);
	CHECK(is_within(f.total, 2440, 0.5, "unchecked"));
	CHECK(f.aic < best(&u, RANK_AIC).fit.aic);
	study_done(&u);
}

TEST(fit_agrees_with_closed_forms)
{
	struct study u;
	study_open(&u, "mse/gaza_2024_3");
	/*
	 * Without the highest interaction the fit is exact: ln n_0 is a signed sum of ln n_w, its variance the sum of
	 * 1 / n_w.
	 */
	double missing_log = 0;
	double variance = 0;
	for (size_t i = 0; i < u.t.cell_count; i++) {
		double y = (double)u.t.count[i];
		missing_log += (__builtin_popcountll(u.t.mask[i]) % 2 == 1 ? 1 : -1) * log(y);
		variance += 1 / y;
	}
	struct fit f = fit_model(&u.c, &u.s, 7, &u.r);
	double missing = exp(missing_log);
	CHECK(is_within(f.missing, missing, 1e-8 * missing, "n_0"));
	CHECK(is_within(f.missing_log_variance, variance, 1e-7 * variance, "variance"));
	CHECK(is_within(f.error, sqrt(missing + missing * missing * variance), 1e-3, "error"));
	CHECK(is_within(f.deviance, 0, 1e-7, "deviance"));
	CHECK_INT(f.parameter_count, 7);
	CHECK(is_within(f.aic, 14 - 2 * u.c.saturated_log, 1e-6, "AIC"));
	CHECK(is_within(f.bic, 7 * log(29271) - 2 * u.c.saturated_log, 1e-6, "BIC"));
	struct interval limits = fit_interval(&u.c, &f, 0.95);
	CHECK(is_within(limits.low, 29271 + missing * exp(-1.959963984540054 * sqrt(variance)), 1e-3, "low"));
	CHECK(is_within(
		limits.high, 29271 + missing * exp(1.959963984540054 * sqrt(variance)), 1e-3, "high"));
	study_done(&u);
}

TEST(fit_counts_terms_at_minus_infinity)
{
	/*
	 * With AC at minus infinity and BC too, A and C, B and C never meet: 40 people A, 30 B, 20 C, 6 both A and B.
	 */
	struct study u;
	study_open(&u, "mse/artificial_3");
	struct fit f = fit_model(&u.c, &u.s, 2, &u.r);
	CHECK_INT(f.code, FIT_OK);
	CHECK_INT(f.absent_count, 1);
	CHECK_INT(f.parameter_count, 5);
	struct fit other = fit_model(&u.c, &u.s, 0, &u.r);
	CHECK_INT(other.absent_count, 0);
	CHECK_INT(other.parameter_count, 4);
	/*
	 * A and B independent, given both or either not C; C's people are on no other list. n_0 = 40 · 30 / 6 of
	 * them.
	 */
	f = fit_model(&u.c, &u.s, 6, &u.r);
	CHECK_INT(f.absent_count, 2);
	CHECK(is_within(f.missing, 200, 1e-6, "n_0"));
	study_done(&u);
}

TEST(fit_works_on_counts_of_any_size)
{
	struct study u;
	study_open(&u, "mse/kosovo_4");
	struct rank_entry e = best(&u, RANK_BIC);
	int64_t count[16];
	for (size_t i = 0; i < u.t.cell_count; i++) {
		count[i] = u.t.count[i] * INT64_C(100000000000);
	}
	cells_set_counts(&u.c, &u.t, count);
	struct fit f = fit_model(&u.c, &u.s, e.model, &u.r);
	CHECK(is_within(f.total / 1e11, e.fit.total, 1e-4, "N"));
	CHECK_INT(profile_interval(&u.c, &u.s, e.model, 0.95, &u.r).code, FIT_OK);
	study_done(&u);
}

TEST(fit_finds_the_largest_error)
{
	struct study u;
	study_open(&u, "mse/gaza_2024_3");
	fit_model(&u.c, &u.s, 7, &u.r);
	/* The intercept alone leans on all seven counts. */
	double variance = 0;
	for (size_t i = 0; i < u.t.cell_count; i++) {
		variance += 1 / (double)u.t.count[i];
	}
	CHECK(is_within(fit_largest_error(&u.r), sqrt(variance), 1e-7, "error"));
	study_done(&u);
}

static bool is_same(const struct rank_entry *a, const struct rank_entry *b)
{
	return a->model == b->model && a->fit.code == b->fit.code &&
		memcmp(&a->fit.total, &b->fit.total, sizeof(a->fit.total)) == 0;
}

TEST(rank_puts_models_in_one_order)
{
	GUARANTEE("rank.h: The order is that of the criterion, then of the model; the number of threads "
		  "makes no difference.");
	GUARANTEE("rank.h: It is the first of rank_models().");
	struct study u;
	study_open(&u, "mse/western_us_5");
	CHECK(model_space_init(&u.s, 5, 3));
	size_t count;
	const model_set *models = model_enumerate(&u.s, &u.a, &count);
	for (int by = 0; by < RANK_CRITERION_COUNT; by++) {
		struct pool *pool = pool_open(3);
		struct rank_entry *one =
			rank_models(&u.c, &u.s, models, count, (enum rank_criterion)by, NULL, &u.a);
		struct rank_entry *three =
			rank_models(&u.c, &u.s, models, count, (enum rank_criterion)by, pool, &u.a);
		pool_close(&pool);
		CHECK(is_same(&one[0], &three[0]));
		for (size_t i = 1; i < count; i++) {
			CHECK(is_same(&one[i], &three[i]));
			double before = rank_value((enum rank_criterion)by, &one[i - 1].fit);
			double here = rank_value((enum rank_criterion)by, &one[i].fit);
			CHECK(before < here || (before == here && one[i - 1].model < one[i].model));
		}
		struct rank_entry first = rank_best(&u.c, &u.s, models, count, (enum rank_criterion)by, &u.r);
		CHECK(is_same(&first, &one[0]));
	}
	study_done(&u);
}

TEST(stepwise_reproduces_the_published_estimates)
{
	GUARANTEE("stepwise.h: Interactions that would leave no estimate are passed over, those with the "
		  "next p-value tried.");
	/* SparseMSE 2.0.1; the tables of 186 people MultipleSystemsEstimation 1.2.0. */
	const struct {
		const char *table;
		double total;
		double tolerance;
	} rows[] = {{"mse/new_orleans_8", 1183.6923, 5e-5}, {"mse/new_orleans_8_n186", 1110.4881, 5e-5},
		{"mse/new_orleans_5", 1034.1511, 5e-5}, {"mse/new_orleans_5_n186", 981.43137, 5e-6},
		{"mse/western_us_5", 2483.3839, 5e-5}, {"mse/uk_modern_slavery_6", 11417.991, 5e-4},
		{"mse/uk_modern_slavery_5", 11312.99, 5e-3}, {"mse/netherlands_5", 121521.61, 5e-3},
		{"mse/netherlands_6", 111139.37, 5e-3}, {"mse/kosovo_4", 14341.7, 0.05},
		{"mse/gaza_2024_3", 79671, 0.5}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct study u;
		study_open(&u, rows[i].table);
		CHECK(model_space_init(&u.s, u.t.list_count, 2));
		struct rank_entry e = stepwise_choose(&u.c, &u.s, STEPWISE_THRESHOLD_P, &u.r);
		CHECK_INT(e.fit.code, FIT_OK);
		CHECK(is_within(e.fit.total, rows[i].total, rows[i].tolerance, rows[i].table));
		study_done(&u);
	}
}

/* Reads a file of tests/oracle/resamples_sparsemse.R; checks each row and returns how many there are. */
static size_t compare_resamples(struct study *u, const char *file)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/mse/%s", test_data(), file);
	struct bytes text = test_read_file(path);
	struct csv_reader reader;
	struct bytes *cell;
	struct arena a = {0};
	size_t cells;
	size_t rows = 0;
	csv_reader_init(&reader, text);
	BUG_IF(csv_next(&reader, &u->a, &cell, &cells, NULL) != 1 || cells != u->t.cell_count + 1);
	uint64_t mask[64];
	for (size_t i = 0; i + 1 < cells; i++) {
		mask[i] = 0;
		for (size_t j = 0; j < cell[i].len; j++) {
			mask[i] |= (uint64_t)(cell[i].s[j] == '1') << j;
		}
	}
	while (csv_next(&reader, &a, &cell, &cells, NULL) == 1) {
		struct capture_table t;
		int64_t count[64];
		for (size_t i = 0; i + 1 < cells; i++) {
			count[i] = strtoll(arena_text(&a, cell[i]), NULL, 10);
		}
		double expected = strtod(arena_text(&a, cell[cells - 1]), NULL);
		BUG_IF(capture_table_build(
			       &t, &a, u->t.list_count, u->t.names, mask, count, cells - 1, NULL) != 0);
		cells_set(&u->c, &t);
		double got = stepwise_choose(&u->c, &u->s, STEPWISE_THRESHOLD_P, &u->r).fit.total;
		rows += is_within(got, expected, 1e-6 * expected, file);
		arena_reset(&a);
	}
	arena_done(&a);
	free((char *)text.s);
	return rows;
}

TEST(stepwise_agrees_with_sparsemse_on_resamples)
{
	struct study u;
	study_open(&u, "mse/uk_modern_slavery_5");
	CHECK_INT((int64_t)compare_resamples(&u, "uk_modern_slavery_5_resamples.csv"), 40);
	study_done(&u);
	study_open(&u, "mse/new_orleans_5");
	CHECK_INT((int64_t)compare_resamples(&u, "new_orleans_5_resamples.csv"), 40);
	study_done(&u);
}

TEST(stepwise_of_lists_that_share_nobody_has_no_estimate)
{
	struct study u = {0};
	struct capture_table t;
	struct err e = {0};
	const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}};
	CHECK_OK(capture_table_build(&t, &u.a, 3, names, (uint64_t[]){1, 2, 4}, (int64_t[]){5, 6, 7}, 3, &e),
		e);
	study_set(&u, t);
	CHECK_INT(stepwise_choose(&u.c, &u.s, STEPWISE_THRESHOLD_P, &u.r).fit.code, FIT_NONE);
	study_done(&u);
}

TEST(profile_limits_are_as_likely_as_the_level_says)
{
	GUARANTEE("profile.h: Both limits are as much less likely than the total as the level says.");
	struct study u;
	study_open(&u, "mse/korea_palembang_3");
	const double levels[] = {0.5, 0.95, 0.999};
	const double half[] = {
		0.2274682115597862, 1.9207294103470573, 5.413783085}; /* chi-square quantiles / 2 */
	for (size_t i = 0; i < ARRAY_COUNT(levels); i++) {
		struct profile p = profile_interval(&u.c, &u.s, 5, levels[i], &u.r);
		double slope;
		double top = profile_likelihood(&u.c, &u.r, p.total - u.c.total, &slope);
		CHECK(is_within(slope, 0, 1e-9, "slope"));
		double low = profile_likelihood(&u.c, &u.r, p.low - u.c.total, &slope);
		CHECK(is_within(top - low, half[i], 1e-7, "low"));
		/* The slope is the derivative. */
		double next = profile_likelihood(&u.c, &u.r, p.low - u.c.total + 1e-4, &slope);
		CHECK(is_within((next - low) / 1e-4, slope, 1e-4, "slope at the low limit"));
		double high = profile_likelihood(&u.c, &u.r, p.high - u.c.total, &slope);
		CHECK(is_within(top - high, half[i], 1e-7, "high"));
	}
	study_done(&u);
}

TEST(profile_limit_may_be_everyone_counted)
{
	/* Two thirds of everyone are on both lists: nobody missing is as likely as can be. */
	struct study u = {0};
	struct capture_table t;
	struct err e = {0};
	const struct bytes names[] = {{"A", 1}, {"B", 1}};
	CHECK_OK(capture_table_build(&t, &u.a, 2, names, (uint64_t[]){1, 2, 3}, (int64_t[]){1, 1, 40}, 3, &e),
		e);
	study_set(&u, t);
	struct profile p = profile_interval(&u.c, &u.s, 0, 0.95, &u.r);
	CHECK_INT(p.code, FIT_OK);
	CHECK(p.low == 42);
	CHECK(p.high > 42 && isfinite(p.high));
	study_done(&u);
}
