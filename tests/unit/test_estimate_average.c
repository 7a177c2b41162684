/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Averages of models by AIC, and the published rule for the deaths in Gaza. */
#include "estimate/average.h"
#include "mse.h"
#include "test.h"

#include <math.h>

static struct average average_of(const struct capture_table *t, bool backwards)
{
	struct arena a = {0};
	struct cells c;
	struct model_space s;
	size_t count;
	cells_init(&c, &a, 3);
	cells_set(&c, t);
	BUG_IF(!model_space_init(&s, 3, 2));
	const model_set *models = model_enumerate(&s, &a, &count);
	struct rank_entry *e = rank_models(&c, &s, models, count, RANK_AIC, NULL, &a);
	for (size_t i = 0; backwards && i < count / 2; i++) {
		struct rank_entry other = e[i];
		e[i] = e[count - 1 - i];
		e[count - 1 - i] = other;
	}
	struct average v = average_models(&c, e, count, AVERAGE_RATIO_MOST, AVERAGE_Z);
	arena_done(&a);
	return v;
}

static struct strata gaza(struct arena *a)
{
	const struct bytes columns[] = {BYTES("age"), BYTES("sex")};
	return mse_strata(test_data(), "mse/gaza_2024_3_by_age_sex", columns, 2, a);
}

static bool is_unknown(struct bytes value)
{
	return bytes_equal(value, BYTES("NA"));
}

static bool is_near(double got, double expected, double tolerance)
{
	if (fabs(got - expected) <= tolerance) {
		return true;
	}
	test_note("%.4f is not %.4f", got, expected);
	return false;
}

TEST(average_agrees_with_numpy_on_each_stratum)
{
	GUARANTEE("average.h: The order of the entries makes no difference but of rounding.");
	/* tests/oracle/average_numpy.py */
	const double expected[][3] = {{5735.3635, 4906.6552, 7232.4586}, {5159.5493, 4856.6330, 5623.8036},
		{3514.9350, 3305.4698, 3847.1272}, {8190.8645, 7458.6463, 9254.1012},
		{2883.3397, 2464.8911, 3751.8663}, {6354.4661, 5755.7045, 7289.1346},
		{1550.5833, 1311.2237, 2239.2744}, {2083.5724, 1981.7559, 2261.3690},
		{1548.9826, 1249.2485, 2451.4287}, {2443.4279, 1977.5395, 3473.1666}};
	struct arena a = {0};
	struct strata s = gaza(&a);
	size_t n = 0;
	for (size_t i = 0; i < s.count; i++) {
		if (is_unknown(s.list[i].values[0]) || is_unknown(s.list[i].values[1])) {
			continue;
		}
		struct average v = average_of(&s.list[i].table, false);
		struct average turned = average_of(&s.list[i].table, true);
		CHECK_INT((int64_t)v.model_count, 8);
		CHECK(is_near(v.total, expected[n][0], 1e-3));
		CHECK(is_near(v.low, expected[n][1], 1e-3));
		CHECK(is_near(v.high, expected[n][2], 1e-3));
		CHECK(is_near(v.total, turned.total, 1e-8) && is_near(v.low, turned.low, 1e-8));
		n++;
	}
	CHECK_INT((int64_t)n, ARRAY_COUNT(expected));
	arena_done(&a);
}

/*
 * Adds people of unknown age or sex to the ten known strata that they may belong to, in proportion to the people there,
 * whole people by the largest remainder.
 */
static void share_out(struct strata *s, const struct stratum *of, int64_t counts[][8])
{
	for (size_t k = 0; k < of->table.cell_count; k++) {
		double share[64] = {0};
		double sum = 0;
		for (size_t i = 0; i < s->count; i++) {
			const struct stratum *to = &s->list[i];
			bool may = !is_unknown(to->values[0]) && !is_unknown(to->values[1]) &&
				(is_unknown(of->values[0]) || bytes_equal(of->values[0], to->values[0])) &&
				(is_unknown(of->values[1]) || bytes_equal(of->values[1], to->values[1]));
			share[i] = may ? (double)to->table.total : 0;
			sum += share[i];
		}
		int64_t left = of->table.count[k];
		for (size_t i = 0; i < s->count; i++) {
			share[i] *= (double)of->table.count[k] / sum;
			counts[i][of->table.mask[k]] += (int64_t)share[i];
			left -= (int64_t)share[i];
			share[i] -= floor(share[i]);
		}
		for (; left > 0; left--) {
			size_t largest = 0;
			for (size_t i = 1; i < s->count; i++) {
				largest = share[i] > share[largest] ? i : largest;
			}
			counts[largest][of->table.mask[k]]++;
			share[largest] = 0;
		}
	}
}

TEST(average_reproduces_the_sum_over_strata)
{
	/*
	 * Published 64,260 (55,298-78,525): medians over imputations of age, sex and month. The published rule with
	 * age and sex alone filled in once gave 64,727 (55,376-79,822). Filled in at random 60 times, the three have
	 * standard deviations of 197, 229 and 270; three of these are allowed.
	 */
	struct arena a = {0};
	struct strata s = gaza(&a);
	int64_t counts[64][8] = {0};
	double total = 0;
	double low = 0;
	double high = 0;
	int64_t listed = 0;
	CHECK(s.count <= 64);
	for (size_t i = 0; i < s.count; i++) {
		if (is_unknown(s.list[i].values[0]) || is_unknown(s.list[i].values[1])) {
			share_out(&s, &s.list[i], counts);
			continue;
		}
		for (size_t k = 0; k < s.list[i].table.cell_count; k++) {
			counts[i][s.list[i].table.mask[k]] += s.list[i].table.count[k];
		}
	}
	for (size_t i = 0; i < s.count; i++) {
		struct capture_table t;
		struct err e = {0};
		CHECK_OK(capture_table_build(
				 &t, &a, 3, s.names, (uint64_t[]){1, 2, 3, 4, 5, 6, 7}, counts[i] + 1, 7, &e),
			e);
		if (t.total > 0) {
			struct average v = average_of(&t, false);
			listed += t.total;
			total += v.total;
			low += v.low;
			high += v.high;
		}
	}
	CHECK_INT(listed, 29271);
	test_note("%.0f (%.0f-%.0f)", total, low, high);
	CHECK(is_near(total, 64727, 3 * 197));
	CHECK(is_near(low, 55376, 3 * 229));
	CHECK(is_near(high, 79822, 3 * 270));
	arena_done(&a);
}

TEST(average_leaves_out_what_is_not_plausible)
{
	struct arena a = {0};
	struct err e = {0};
	struct capture_table t;
	const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}};
	/* Lists that hardly overlap: more than five unlisted for one listed, whatever the model. */
	CHECK_OK(capture_table_build(&t, &a, 3, names, (uint64_t[]){1, 2, 3, 4, 5, 6, 7},
			 (int64_t[]){400, 400, 2, 400, 2, 2, 1}, 7, &e),
		e);
	struct average v = average_of(&t, false);
	CHECK_INT((int64_t)v.implausible, 8);
	CHECK_INT((int64_t)v.model_count, 0);
	CHECK(isnan(v.total) && isnan(v.low) && isnan(v.high));
	/* Models without an estimate take no part either. */
	t = mse_table(test_data(), "mse/artificial_3", &a);
	v = average_of(&t, false);
	CHECK_INT((int64_t)v.without, 4);
	CHECK_INT((int64_t)v.model_count + (int64_t)v.implausible, 4);
	arena_done(&a);
}
