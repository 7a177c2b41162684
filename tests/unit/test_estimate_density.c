/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sums over whole numbers, their mixtures, and functions of several numbers at a time. */
#include "estimate/mixture.h"
#include "estimate/special.h"
#include "test.h"

#include <math.h>

/* ------- functions ------- */

TEST(special_each_agrees_with_one)
{
	GUARANTEE("special.h: Within 1e-15 (relative) of exp().");
	GUARANTEE("special.h: Within 1e-15 (relative) of log1p().");
	for (int i = 0; i < 100000; i++) {
		double x[1] = {((double)test_random_below(1400000001) - 700000000) / 1e6};
		double expected = exp(x[0]);
		special_exp_each(x, 1);
		CHECK(fabs(x[0] / expected - 1) < 1e-15);
		double y[1] = {
			ldexp((double)test_random_below(1 << 30) / (1 << 29), -(int)test_random_below(60))};
		y[0] = i % 3 == 0 ? -0.45 * y[0] : i % 3 == 1 ? y[0] : 1 / (y[0] + 1e-15);
		expected = log1p(y[0]);
		special_log1p_each(y, 1);
		CHECK(fabs(y[0] - expected) <= 1e-15 * fabs(expected));
	}
}

/* ------- sums over whole numbers ------- */

enum { HILLS_END = 400000 };

static double two_hills(double m)
{
	double x = (m - 5000) / 300;
	double y = (m - 40000) / 9000;
	return exp(-x * x / 2) + 0.2 * exp(-y * y / 2) + 30 / ((m + 1) * (m + 1));
}

static void hills_at(void *context, struct density_call *call)
{
	(void)context;
	for (size_t j = 0; j < call->count; j++) {
		double value = two_hills(call->point[j]);
		call->top_log[j] = log(value) - (double)call->scale_log;
		if (call->value != NULL) {
			call->value[j] = value * exp(-(double)call->scale_log);
		}
	}
}

TEST(density_sums_as_number_by_number)
{
	GUARANTEE("density.h: Shares agree with those of all whole numbers, one by one, to 1e-9.");
	GUARANTEE("density.h: It undoes density_below().");
	struct arena a = {0};
	struct density d;
	density_build(&d, &a, &(struct density_function){.at = hills_at},
		&(struct density_range){0, HILLS_END, false, 1e-12});
	CHECK(d.piece_count < 60);
	double total = 0;
	for (int m = 0; m < HILLS_END; m++) {
		total += two_hills(m);
	}
	CHECK(fabs((double)d.total_log - log(total)) < 1e-9);
	double below = 0;
	for (int m = 0; m < HILLS_END; m++) {
		CHECK(fabs(density_below(&d, m) - below / total) < 1e-9);
		CHECK(fabs(density_of(&d, m) - two_hills(m) / total) < 1e-9);
		if (m % 997 == 0 && m < 60000) {
			CHECK_INT(density_quantile(&d, (below + two_hills(m) / 2) / total), m);
		}
		below += two_hills(m);
	}
	arena_done(&a);
}

TEST(mixture_finds_hills)
{
	struct arena a = {0};
	struct density d;
	density_build(&d, &a, &(struct density_function){.at = hills_at},
		&(struct density_range){0, HILLS_END, false, 1e-12});
	struct mixture x = {.count = 1, .part = {&d}, .share = {1}};
	struct mixture_hill hill[MIXTURE_MODES_MAX];
	CHECK_INT((int64_t)mixture_hills(&x, 1000, hill), 2);
	CHECK(hill[0].mode > 4900 && hill[0].mode < 5100);
	CHECK(hill[1].mode > 40000 && hill[1].mode < 44000);
	CHECK(fabs(hill[0].share - 0.15) < 0.02);
	CHECK_INT(mixture_mode(&x), 0);
	/* cut on the way up: the end is a top */
	density_build(&d, &a, &(struct density_function){.at = hills_at},
		&(struct density_range){20000, 30000, false, 1e-12});
	CHECK_INT((int64_t)mixture_hills(&x, 1000, hill), 1);
	CHECK_INT(hill[0].mode, 29999);
	CHECK_INT(mixture_mode(&x), 29999);
	arena_done(&a);
}

/* A wide term and, where it has become small, a narrow one between powers of two. */
struct needle {
	double power;
	double height;
};

static double needle_term_log(const struct needle *n, double m, bool is_wide)
{
	double x = (m - 200000) / 4;
	return is_wide ? -n->power * log(m + 300) : log(n->height) - x * x / 2;
}

static void needle_at(void *context, struct density_call *call)
{
	for (size_t j = 0; j < call->count; j++) {
		call->top_log[j] = -INFINITY;
	}
	double sum[DENSITY_POINTS] = {0};
	for (int k = 0; k < 2; k++) {
		double term[DENSITY_POINTS];
		double high = -INFINITY;
		for (size_t j = 0; j < DENSITY_POINTS; j++) {
			size_t at = j < call->count ? j : call->count - 1;
			term[j] = needle_term_log(context, call->point[at], k == 0) - (double)call->scale_log;
			high = fmax(high, term[j]);
			call->top_log[at] = fmax(call->top_log[at], term[j]);
			sum[j] += exp(term[j]);
		}
		if (call->value != NULL) {
			density_notice(call, term, high, &call->hidden_log, &call->is_rising);
		}
	}
	for (size_t j = 0; call->value != NULL && j < call->count; j++) {
		call->value[j] = sum[j];
	}
}

TEST(density_finds_what_hides_between_points)
{
	/* The second tail would have ended before the needle. */
	struct needle needles[] = {{2, 1e-5}, {6, 2.5e-16}};
	for (size_t i = 0; i < ARRAY_COUNT(needles); i++) {
		struct arena a = {0};
		struct density d;
		density_build(&d, &a,
			&(struct density_function){
				.at = needle_at, .context = &needles[i], .terms_log = log(2)},
			&(struct density_range){0, DENSITY_MAX, false, 1e-12});
		double wide = 0;
		double narrow = 0;
		for (int m = 0; m < 1000000; m++) {
			wide += exp(needle_term_log(&needles[i], m, true));
			narrow += exp(needle_term_log(&needles[i], m, false));
		}
		double share = density_below(&d, 201000) - density_below(&d, 199000);
		CHECK(narrow / (wide + narrow) > 0.02);
		CHECK(fabs(share - narrow / (wide + narrow)) < 1e-3);
		CHECK(!d.is_open);
		arena_done(&a);
	}
}
