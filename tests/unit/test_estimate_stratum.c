/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One stratum by all methods: what published tables give, what is said of them and what is refused. */
#include "estimate/estimate.h"
#include "estimate/method.h"
#include "estimate/strata.h"
#include "test.h"

#include <math.h>

static const struct estimate_options defaults = {
	.level = 0.95, .answer = ESTIMATE_METHOD_COUNT, .seed = 1, .draw_count = 200};

static struct capture_table load(struct arena *a, const char *name)
{
	struct strata s;
	struct err e = {0};
	char path[4096];
	snprintf(path, sizeof(path), "%s/mse/%s.csv", test_data(), name);
	struct bytes text = test_read_file(path);
	BUG_IF(strata_read(&s, a, text, &(struct strata_request){0}, &e) != 0);
	free((void *)text.s);
	return s.list[0].table;
}

static struct estimate work(struct arena *a, const char *name, const struct estimate_options *options)
{
	struct estimate e;
	struct capture_table *t = arena_calloc(a, 1, sizeof(*t));
	*t = load(a, name);
	estimate_stratum(&e, a, t, options);
	return e;
}

/* R 4.2.2, Rcapture 1.4-4 and SparseMSE 2.0.1 (docs/methods/estimation.md). */
TEST(loglinear_methods_give_the_reference_numbers)
{
	static const struct {
		const char *table;
		enum estimate_method method;
		double total;
		double tolerance; /* of the last digit that is known */
		const char *model;
		unsigned order; /* of the models the reference chose among */
	} rows[] = {
		{"kosovo_4", ESTIMATE_DGA, 12595, 0.1, NULL, 0},
		{"kosovo_4", ESTIMATE_CHAO, 8591, 0.5, NULL, 0},
		{"kosovo_4", ESTIMATE_BIC, 10356.519, 0.001, "[123,14,34]", 0},
		{"kosovo_4", ESTIMATE_STEPWISE, 14341.7, 0.05, NULL, 0},
		{"kosovo_4", ESTIMATE_AIC, 12741, 0.5, NULL, 0},
		{"gaza_2024_3", ESTIMATE_BIC, 64696.07, 0.01, NULL, 0},
		{"madigan_york_5_congenital", ESTIMATE_BIC, 620.470, 0.001, "[12,13,45]", 2},
		{"madigan_york_5_congenital", ESTIMATE_AIC, 634.5, 0.05, NULL, 2},
		{"new_orleans_5", ESTIMATE_STEPWISE, 1034.15, 0.005, "[1,2,3,4,5]", 0},
		{"western_us_5", ESTIMATE_BIC, 2483.384, 0.001, "[15,2,3,4]", 2},
		{"western_us_5", ESTIMATE_AIC, 2308, 0.5, NULL, 2},
		{"netherlands_5", ESTIMATE_BIC, 48012.726, 0.001, NULL, 2},
		{"netherlands_5", ESTIMATE_STEPWISE, 121522, 0.5, NULL, 2},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct estimate_options options = defaults;
		options.order = rows[i].order;
		struct estimate e = work(&a, rows[i].table, &options);
		const struct estimate_entry *entry = &e.entries[rows[i].method];
		test_note(
			"%s by %s: %.3f", rows[i].table, estimate_method_names[rows[i].method], entry->total);
		CHECK_INT(entry->state, ESTIMATE_GIVEN);
		CHECK(fabs(entry->total - rows[i].total) < rows[i].tolerance);
		CHECK(!rows[i].model || bytes_is(entry->model, rows[i].model));
		arena_done(&a);
	}
}

/* A model of pairs fits the Dutch lists less well than one with three lists in common, which says three times as much. */
TEST(all_models_of_five_lists_are_chosen_among)
{
	struct arena a = {0};
	struct estimate e = work(&a, "netherlands_5", &defaults);
	CHECK_TEXT(e.entries[ESTIMATE_BIC].model, bytes_of("[135,12,24,34]"));
	CHECK(e.entries[ESTIMATE_BIC].total > 148788 && e.entries[ESTIMATE_BIC].total < 148790);
	arena_done(&a);
}

TEST(tables_of_which_an_estimate_is_said)
{
	static const char *const tables[] = {"kosovo_4", "madigan_york_3_spina_bifida",
		"madigan_york_5_congenital", "new_orleans_5", "western_us_5", "korea_palembang_3"};
	for (size_t i = 0; i < ARRAY_COUNT(tables); i++) {
		struct arena a = {0};
		struct estimate e = work(&a, tables[i], &defaults);
		test_note("%s", tables[i]);
		CHECK(e.may_be_said);
		CHECK(e.entries[e.answer].low > (double)e.table.total &&
			e.entries[e.answer].low < e.entries[e.answer].total &&
			e.entries[e.answer].total < e.entries[e.answer].high);
		arena_done(&a);
	}
}

TEST(netherlands_is_refused_because_methods_contradict_each_other)
{
	struct arena a = {0};
	struct estimate e = work(&a, "netherlands_5", &defaults);
	CHECK(!e.may_be_said);
	CHECK(decide_has(&e.against_stratum, DECIDE_SPREAD));
	struct estimate_options options = defaults;
	options.answer = ESTIMATE_BIC;
	options.declared.assumption = true;
	e = work(&a, "netherlands_5", &options);
	CHECK(e.may_be_said && e.answer == ESTIMATE_BIC);
	arena_done(&a);
}

/* Of three lists 76 % of the weight is on the graph with all edges; the others still answer. */
TEST(graphs_are_refused_on_gaza_and_the_answer_is_another_method)
{
	struct arena a = {0};
	struct estimate e = work(&a, "gaza_2024_3", &defaults);
	CHECK_INT(e.entries[ESTIMATE_DGA].state, ESTIMATE_REFUSED);
	CHECK(decide_has(&e.entries[ESTIMATE_DGA].findings, DECIDE_COMPLETE_GRAPH));
	CHECK_INT(e.entries[ESTIMATE_CHAO].state, ESTIMATE_REFUSED);
	CHECK(decide_has(&e.entries[ESTIMATE_CHAO].findings, DECIDE_NO_BOUND));
	CHECK(e.may_be_said && e.answer == ESTIMATE_BIC);
	struct estimate_options options = defaults;
	options.answer = ESTIMATE_DGA;
	e = work(&a, "gaza_2024_3", &options);
	CHECK(!e.may_be_said);
	arena_done(&a);
}

TEST(a_refused_table_is_not_worked)
{
	GUARANTEE("estimate.h: Where the table is refused, no method is worked.");
	struct arena a = {0};
	struct estimate e = work(&a, "artificial_3", &defaults);
	CHECK(!e.may_be_said && decide_has(&e.against_table, DECIDE_ISLANDS));
	for (size_t m = 0; m < ESTIMATE_METHOD_COUNT; m++) {
		CHECK_INT(e.entries[m].state, ESTIMATE_UNASKED);
		CHECK(isnan(e.entries[m].total));
	}
	arena_done(&a);
}

TEST(two_lists_answer_only_with_a_declared_range)
{
	struct arena a = {0};
	struct estimate e = work(&a, "us_police_2003_2011_2", &defaults);
	CHECK(!e.may_be_said && decide_has(&e.against_table, DECIDE_FEW_LISTS));
	struct estimate_options options = defaults;
	options.declared.dependence = true;
	options.odds_low = 1;
	options.odds_high = 3;
	e = work(&a, "us_police_2003_2011_2", &options);
	CHECK(e.may_be_said && e.answer == ESTIMATE_TWO_LISTS);
	CHECK(isnan(e.entries[e.answer].total));
	CHECK_INT(lround(e.entries[e.answer].low), 7137);
	CHECK(e.entries[e.answer].high > 11000);
	arena_done(&a);
}

static bool same(const double *x, const double *y, size_t count)
{
	return memcmp(x, y, count * sizeof(*x)) == 0;
}

TEST(threads_make_no_difference)
{
	GUARANTEE("estimate.h: The result is the same for any number of threads.");
	struct arena a = {0};
	struct estimate_options options = defaults;
	struct estimate alone = work(&a, "kosovo_4", &options);
	options.pool = pool_open(3);
	struct estimate together = work(&a, "kosovo_4", &options);
	pool_close(&options.pool);
	CHECK_INT(alone.answer, together.answer);
	for (size_t m = 0; m < ESTIMATE_METHOD_COUNT; m++) {
		const struct estimate_entry *x = &alone.entries[m];
		const struct estimate_entry *y = &together.entries[m];
		CHECK(same(&x->total, &y->total, 1) && same(&x->low, &y->low, 1) &&
			same(&x->high, &y->high, 1));
		CHECK(!x->draws == !y->draws);
		CHECK(!x->draws || same(x->draws, y->draws, options.draw_count));
	}
	for (size_t i = 0; i < alone.pair_count; i++) {
		CHECK(same(&alone.pairs[i].total, &together.pairs[i].total, 1));
	}
	arena_done(&a);
}

TEST(draws_have_the_spread_of_the_estimate)
{
	struct arena a = {0};
	struct estimate_options options = defaults;
	options.draw_count = 20000;
	struct estimate e = work(&a, "kosovo_4", &options);
	const struct estimate_entry *entry = &e.entries[ESTIMATE_BIC];
	unsigned below = 0;
	for (unsigned i = 0; i < options.draw_count; i++) {
		CHECK(entry->draws[i] > (double)e.table.total);
		below += entry->draws[i] < entry->total;
	}
	CHECK(below > 9700 && below < 10300);
	arena_done(&a);
}

TEST(the_probe_is_the_method_bic)
{
	GUARANTEE("method.h: It is the estimate of the method \"bic\" for the same table.");
	static const char *const tables[] = {"kosovo_4", "gaza_2024_3", "new_orleans_5"};
	for (size_t i = 0; i < ARRAY_COUNT(tables); i++) {
		struct arena a = {0};
		struct estimate_probe probe;
		struct estimate e = work(&a, tables[i], &defaults);
		method_probe(&e.table, NULL, &defaults, &a, &probe);
		CHECK(same(&probe.total, &e.entries[ESTIMATE_BIC].total, 1));
		arena_done(&a);
	}
}

/* One person more on exactly C and D is the other published table of New Orleans: 981.43 instead of 1,034.15. */
TEST(one_person_moves_new_orleans)
{
	struct arena a = {0};
	struct estimate e = work(&a, "new_orleans_5", &defaults);
	double moved = 0;
	CHECK_INT((int64_t)e.pair_count, 20);
	for (size_t i = 0; i < e.pair_count; i++) {
		const struct estimate_probe *p = &e.pairs[i];
		if (bytes_is(e.table.names[p->list], "C") && bytes_is(e.table.names[p->other], "D") &&
			p->change > 0) {
			moved = p->total;
		}
	}
	CHECK(fabs(moved - 981.43) < 0.01);
	arena_done(&a);
}

/* LCMCR 0.4.14 on the same table: 10,467 (9,085 to 13,528). */
TEST(latent_class_stands_beside_the_others)
{
	struct arena a = {0};
	struct estimate_options options = defaults;
	options.is_latent = true;
	options.pool = pool_open(0);
	struct estimate e = work(&a, "kosovo_4", &options);
	const struct estimate_entry *entry = &e.entries[ESTIMATE_LATENT];
	pool_close(&options.pool);
	CHECK_INT(entry->state, ESTIMATE_GIVEN);
	CHECK(fabs(entry->total - 10467) < 150);
	CHECK(fabs(entry->low - 9085) < 100 && fabs(entry->high - 13850) < 600);
	CHECK(entry->diagnostics.rhat <= 1.01 && entry->diagnostics.tail_ess >= 400);
	CHECK(entry->draws && entry->draws[0] > 4400);
	arena_done(&a);
}

/* The rule of the Lancet's analysis of Gaza: all eight models of three lists, averaged by AIC. */
TEST(the_published_average_stands_beside_the_answer)
{
	struct arena a = {0};
	struct estimate e = work(&a, "gaza_2024_3", &defaults);
	CHECK(e.published.low > 29271 && e.published.low < e.published.total &&
		e.published.total < e.published.high);
	CHECK(fabs(e.published.total - e.entries[ESTIMATE_AIC].total) < 100);
	e = work(&a, "artificial_3", &defaults);
	CHECK(isnan(e.published.total));
	arena_done(&a);
}

TEST(a_list_without_people_is_left_out)
{
	struct arena a = {0};
	struct capture_table t;
	struct err err = {0};
	struct estimate e;
	struct capture_table k = load(&a, "kosovo_4");
	const struct bytes names[] = {
		BYTES("EXH"), BYTES("ABA"), BYTES("OSCE"), BYTES("HRW"), BYTES("NOBODY")};
	CHECK_OK(capture_table_build(&t, &a, 5, names, k.mask, k.count, k.cell_count, &err), err);
	estimate_stratum(&e, &a, &t, &defaults);
	CHECK_INT(e.table.list_count, 4);
	CHECK_INT(e.facts.list_count, 5);
	CHECK(fabs(e.entries[ESTIMATE_BIC].total - 10356.519) < 0.001);
	arena_done(&a);
}

/* Counts of 10^12 are counts. */
TEST(large_counts_are_worked)
{
	struct arena a = {0};
	struct capture_table t;
	struct err err = {0};
	struct estimate e;
	struct capture_table k = load(&a, "kosovo_4");
	int64_t *counts = arena_calloc(&a, k.cell_count, sizeof(*counts));
	for (size_t i = 0; i < k.cell_count; i++) {
		counts[i] = k.count[i] * 200000000;
	}
	CHECK_OK(capture_table_build(&t, &a, 4, k.names, k.mask, counts, k.cell_count, &err), err);
	estimate_stratum(&e, &a, &t, &defaults);
	const struct estimate_entry *n = &e.entries[ESTIMATE_NO_HIGHEST];
	CHECK(fabs(n->total / 2e8 - 16941.88) < 0.01);
	CHECK(n->low > (double)t.total && n->high > n->low);
	arena_done(&a);
}
