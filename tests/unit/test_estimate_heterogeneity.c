/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Models of heterogeneity, Chao's bound among them, against Rcapture 1.4-4 (closedp.t), and when the bound is none. */
#include "estimate/heterogeneity.h"
#include "mse.h"
#include "test.h"

#include <math.h>

static struct cells cells_of(const char *name, struct arena *a)
{
	struct capture_table t = mse_table(test_data(), name, a);
	struct cells c;
	cells_init(&c, a, t.list_count);
	cells_set(&c, &t);
	return c;
}

TEST(heterogeneity_reproduces_chao_bounds)
{
	/* Mth, and its standard error; to half a unit. */
	const struct {
		const char *table;
		double total;
		double error;
	} rows[] = {{"mse/kosovo_4", 8591, 214}, {"mse/gaza_2024_3", 68575, 904},
		{"mse/korea_palembang_3", 142, 6}, {"mse/uk_modern_slavery_5", 13570, 821},
		{"mse/uk_modern_slavery_6", 12299, 687}, {"mse/new_orleans_8", 1206, 344},
		{"mse/new_orleans_5", 1294, 387}, {"mse/netherlands_5", 53714, 2490},
		{"mse/netherlands_6", 54368, 2533}, {"mse/western_us_5", 2201, 456},
		{"mse/australia_slavery_4", 1157, 138}, {"mse/scotland_pwid_2006_4", 22691, 947},
		{"mse/hiv_rome_4", 11701, 1031}, {"mse/madigan_york_5_congenital", 660, 21}};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct cells c = cells_of(rows[i].table, &a);
		struct fit f = heterogeneity_fit(&c, HETEROGENEITY_CHAO, true);
		CHECK_INT(f.code, FIT_OK);
		CHECK(fabs(f.total - rows[i].total) <= 0.5);
		CHECK(fabs(f.error - rows[i].error) <= 0.5);
		arena_done(&a);
	}
}

TEST(heterogeneity_models_span_a_wide_range_on_kosovo)
{
	struct arena a = {0};
	struct cells c = cells_of("mse/kosovo_4", &a);
	/* Independence is Mt. */
	struct model_space s;
	struct fit_room r;
	CHECK(model_space_init(&s, 4, 1));
	fit_room_init(&r, 4);
	struct fit independent = fit_model(&c, &s, 0, &r);
	struct fit mt = heterogeneity_fit(&c, HETEROGENEITY_NONE, true);
	CHECK(fabs(mt.total - independent.total) < 1e-5);
	CHECK(fabs(mt.error - independent.error) < 1e-5);
	CHECK(fabs(mt.aic - independent.aic) < 1e-7 && fabs(mt.bic - independent.bic) < 1e-7);
	/* The largest that Rcapture gives, Mth Gamma. */
	CHECK(fabs(heterogeneity_fit(&c, HETEROGENEITY_GAMMA, true).total - 18387) <= 0.5);
	double last = 0;
	for (int h = HETEROGENEITY_NONE; h < HETEROGENEITY_COUNT; h++) {
		struct fit one = heterogeneity_fit(&c, (enum heterogeneity)h, false);
		struct fit own = heterogeneity_fit(&c, (enum heterogeneity)h, true);
		CHECK(one.code == FIT_OK && own.code == FIT_OK);
		CHECK(own.deviance < one.deviance && own.parameter_count == one.parameter_count + 3);
		CHECK(own.total > last);
		last = own.total;
	}
	fit_room_done(&r);
	arena_done(&a);
}

TEST(heterogeneity_sets_negative_etas_to_zero)
{
	GUARANTEE("heterogeneity.h: No eta is negative; those above the most lists that anyone is on leave "
		  "at once, "
		  "then negative ones one by one, smallest order first.");
	struct arena a = {0};
	struct cells c = cells_of("mse/hiv_rome_4", &a);
	struct fit f = heterogeneity_fit(&c, HETEROGENEITY_CHAO, true);
	CHECK_INT(f.absent_count, 1);
	CHECK_INT(f.parameter_count, 6);
	/* With both gone the model is Mt. */
	c = cells_of("mse/uk_modern_slavery_5", &a);
	f = heterogeneity_fit(&c, HETEROGENEITY_CHAO, true);
	CHECK_INT(f.absent_count, 2);
	CHECK_INT(f.parameter_count, 7);
	/* Two lists say nothing of heterogeneity. */
	c = cells_of("mse/us_police_2003_2011_2", &a);
	CHECK_INT(heterogeneity_fit(&c, HETEROGENEITY_CHAO, true).code, FIT_MANY);
	CHECK_INT(heterogeneity_fit(&c, HETEROGENEITY_NONE, true).code, FIT_OK);
	arena_done(&a);
}

TEST(heterogeneity_tells_where_chao_is_no_bound)
{
	struct arena a = {0};
	struct dependence d[28];
	/*
	 * Gaza: hospital and survey lists avoid each other, so the "bound" lies above the published estimate of
	 * 64,260.
	 */
	struct cells c = cells_of("mse/gaza_2024_3", &a);
	CHECK(heterogeneity_dependence(&c, d));
	CHECK(d[0].first == 0 && d[0].second == 1);
	CHECK(fabs(d[0].odds_ratio - 197.0 * 1469 / (1173.0 * 351)) < 1e-12);
	CHECK(d[0].z < -3 && d[1].z > 3 && d[2].z > 3);
	c = cells_of("mse/kosovo_4", &a);
	CHECK(!heterogeneity_dependence(&c, d));
	/* Pairs that never share a third list with anyone say nothing, and that is not negative. */
	c = cells_of("mse/artificial_3", &a);
	CHECK(!heterogeneity_dependence(&c, d));
	CHECK(isnan(d[0].odds_ratio) && isnan(d[0].z));
	arena_done(&a);
}

TEST(heterogeneity_dependence_does_not_know_the_order_of_lists)
{
	GUARANTEE("heterogeneity.h: It depends on lists' order only in the order of the pairs.");
	struct arena a = {0};
	struct err e = {0};
	struct capture_table t = mse_table(test_data(), "mse/kosovo_4", &a);
	uint64_t turned[16];
	for (size_t i = 0; i < t.cell_count; i++) {
		turned[i] = (t.mask[i] << 1 & 14) | (t.mask[i] >> 3 & 1); /* list 4 becomes the first */
	}
	struct capture_table u;
	CHECK_OK(capture_table_build(&u, &a, 4, t.names, turned, t.count, t.cell_count, &e), e);
	struct cells c;
	struct dependence d[6];
	struct dependence v[6];
	cells_init(&c, &a, 4);
	cells_set(&c, &t);
	CHECK(!heterogeneity_dependence(&c, d));
	cells_set(&c, &u);
	CHECK(!heterogeneity_dependence(&c, v));
	const size_t place[] = {3, 4, 0, 5, 1, 2}; /* of 12, 13, 14, 23, 24, 34 */
	for (size_t i = 0; i < 6; i++) {
		CHECK(fabs(d[i].z - v[place[i]].z) < 1e-12);
	}
	arena_done(&a);
}

TEST(heterogeneity_without_a_maximum_has_no_number)
{
	GUARANTEE("heterogeneity.h: No number is given where the model has no maximum likelihood estimate.");
	struct arena a = {0};
	struct err e = {0};
	struct capture_table t;
	struct cells c;
	const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}};
	CHECK_OK(
		capture_table_build(&t, &a, 3, names, (uint64_t[]){1, 2, 4}, (int64_t[]){5, 6, 7}, 3, &e), e);
	cells_init(&c, &a, 3);
	cells_set(&c, &t);
	for (int h = HETEROGENEITY_NONE; h < HETEROGENEITY_COUNT; h++) {
		for (int by_list = 0; by_list < 2; by_list++) {
			struct fit f = heterogeneity_fit(&c, (enum heterogeneity)h, by_list == 1);
			CHECK(f.code == FIT_NONE || f.code == FIT_NEITHER);
			CHECK(isnan(f.total) && isnan(f.error) && isnan(f.aic));
		}
	}
	/* One overlap is enough for M0 and Mt, but not for a further column. */
	c = cells_of("mse/artificial_3", &a);
	CHECK_INT(heterogeneity_fit(&c, HETEROGENEITY_NONE, false).code, FIT_OK);
	CHECK_INT(heterogeneity_fit(&c, HETEROGENEITY_DARROCH, false).code, FIT_NONE);
	CHECK_INT(heterogeneity_fit(&c, HETEROGENEITY_GAMMA, true).code, FIT_NONE);
	arena_done(&a);
}
