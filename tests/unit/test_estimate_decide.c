/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Each refusal, and beside it what comes near and must not be refused. */
#include "estimate/decide.h"
#include "test.h"

#include <math.h>

static const struct bytes names[] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}, {"E", 1}, {"F", 1}, {"G", 1}};
static const struct decide_declared nothing;

/* Reasons against a table of the patterns, `each` people on each. */
static struct decide_findings of_table(unsigned lists, const uint64_t *masks, size_t count, int64_t each,
	const struct decide_declared *declared)
{
	struct arena a = {0};
	struct capture_table t;
	struct facts f;
	struct decide_findings found;
	int64_t counts[16];
	for (size_t i = 0; i < count; i++) {
		counts[i] = each;
	}
	BUG_IF(capture_table_build(&t, &a, lists, names, masks, counts, count, NULL) != 0);
	facts_count(&f, &a, &t);
	decide_table(&found, &f, declared);
	arena_done(&a);
	return found;
}

static bool is_only(const struct decide_findings *f, enum decide_reason reason, double value, uint64_t lists)
{
	return f->count == 1 && f->list[0].reason == reason && f->list[0].value == value &&
		f->list[0].lists == lists;
}

TEST(fewer_than_ten_people_are_refused_and_ten_are_not)
{
	GUARANTEE("decide.h: Of fewer than ten people nothing else is said.");
	const uint64_t masks[] = {1, 2, 4, 3, 6};
	const uint64_t islands[] = {1, 2, 4};
	struct decide_findings f = of_table(3, islands, 3, 3, &nothing);
	CHECK(is_only(&f, DECIDE_FEW_PEOPLE, 9, 0));
	f = of_table(3, masks, 5, 1, &nothing);
	CHECK(is_only(&f, DECIDE_FEW_PEOPLE, 5, 0));
	f = of_table(3, masks, 5, 2, &nothing);
	CHECK_INT((int64_t)f.count, 0);
}

TEST(two_lists_are_refused_unless_their_dependence_is_declared)
{
	const struct decide_declared dependence = {.dependence = true};
	const uint64_t masks[] = {1, 2, 3};
	struct decide_findings f = of_table(2, masks, 3, 10, &nothing);
	CHECK(is_only(&f, DECIDE_FEW_LISTS, 2, 0));
	f = of_table(2, masks, 3, 10, &dependence);
	CHECK_INT((int64_t)f.count, 0);
	f = of_table(1, masks, 1, 10, &dependence);
	CHECK(decide_has(&f, DECIDE_FEW_LISTS));
	f = of_table(2, masks, 2, 10, &dependence);
	CHECK(is_only(&f, DECIDE_ISLANDS, 2, 3));
}

TEST(a_list_that_holds_nobody_is_no_list)
{
	const uint64_t two[] = {1, 2, 3};
	const uint64_t three[] = {1, 2, 3, 8, 9};
	struct decide_findings f = of_table(4, two, 3, 10, &nothing);
	CHECK(is_only(&f, DECIDE_FEW_LISTS, 2, 0));
	f = of_table(4, three, 5, 10, &nothing);
	CHECK_INT((int64_t)f.count, 0);
}

TEST(an_island_is_refused_and_one_shared_person_is_a_bridge)
{
	const uint64_t island[] = {1, 2, 4, 3, 6, 8};
	const uint64_t bridge[] = {1, 2, 4, 3, 6, 8, 9};
	struct decide_findings f = of_table(4, island, 6, 10, &nothing);
	CHECK(is_only(&f, DECIDE_ISLANDS, 1, 8));
	f = of_table(4, bridge, 7, 10, &nothing);
	CHECK_INT((int64_t)f.count, 0);
}

TEST(two_parts_are_refused_and_a_chain_is_not)
{
	const uint64_t parts[] = {1, 2, 4, 3, 6, 8, 16, 24};
	const uint64_t chain[] = {1, 2, 4, 3, 6, 8, 16, 24, 12};
	struct decide_findings f = of_table(5, parts, 8, 10, &nothing);
	CHECK(is_only(&f, DECIDE_DISCONNECTED, 2, 24));
	f = of_table(5, chain, 9, 10, &nothing);
	CHECK_INT((int64_t)f.count, 0);
}

static struct decide_findings of_method(struct decide_diagnostics d)
{
	struct decide_findings f;
	decide_method(&f, &d);
	return f;
}

TEST(a_method_without_anything_against_it_passes)
{
	CHECK_INT((int64_t)of_method(decide_no_diagnostics()).count, 0);
}

TEST(a_model_without_maximum_or_identification_is_refused)
{
	struct decide_diagnostics d = decide_no_diagnostics();
	d.has_no_maximum = true;
	struct decide_findings f = of_method(d);
	CHECK(is_only(&f, DECIDE_NO_MAXIMUM, 1, 0));
	d.is_not_identifiable = true;
	f = of_method(d);
	CHECK(f.count == 2 && decide_has(&f, DECIDE_NOT_IDENTIFIABLE));
}

TEST(a_bound_is_none_where_lists_avoid_each_other)
{
	struct decide_diagnostics d = decide_no_diagnostics();
	d.is_no_bound = true;
	struct decide_findings f = of_method(d);
	CHECK(is_only(&f, DECIDE_NO_BOUND, 1, 0));
}

TEST(methods_are_refused_past_their_thresholds_and_not_on_them)
{
	GUARANTEE("decide.h: What sits exactly on a threshold is not refused.");
	static const struct {
		enum decide_reason reason;
		size_t offset;
		double past;
	} rows[] = {
		{DECIDE_RHAT, offsetof(struct decide_diagnostics, rhat), 1.0101},
		{DECIDE_TAIL_ESS, offsetof(struct decide_diagnostics, tail_ess), 399.9},
		{DECIDE_CAP, offsetof(struct decide_diagnostics, cap_share), 0.0101},
		{DECIDE_COMPLETE_GRAPH, offsetof(struct decide_diagnostics, complete_weight), 0.1001},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct decide_diagnostics d = decide_no_diagnostics();
		memcpy((char *)&d + rows[i].offset, &rows[i].past, sizeof(double));
		struct decide_findings f = of_method(d);
		CHECK(is_only(&f, rows[i].reason, rows[i].past, 0));
		memcpy((char *)&d + rows[i].offset, &decide_rules[rows[i].reason].threshold, sizeof(double));
		CHECK_INT((int64_t)of_method(d).count, 0);
	}
}

TEST(chains_that_hold_to_different_modes_are_refused)
{
	struct decide_diagnostics d = decide_no_diagnostics();
	d.rhat = 1.005;
	d.tail_ess = 500;
	CHECK_INT((int64_t)of_method(d).count, 0);
	d.starts_disagree = true;
	struct decide_findings f = of_method(d);
	CHECK(is_only(&f, DECIDE_STARTS_DISAGREE, 1, 0));
}

TEST(methods_that_differ_by_more_than_two_need_an_assumption)
{
	const struct decide_declared assumption = {.assumption = true};
	struct decide_findings f;
	decide_stratum(&f, &(struct decide_agreement){.smallest = 100, .largest = 201}, &nothing);
	CHECK(is_only(&f, DECIDE_SPREAD, 2.01, 0));
	decide_stratum(&f, &(struct decide_agreement){.smallest = 100, .largest = 200}, &nothing);
	CHECK_INT((int64_t)f.count, 0);
	decide_stratum(&f, &(struct decide_agreement){.smallest = 100, .largest = 900}, &assumption);
	CHECK_INT((int64_t)f.count, 0);
}

TEST(lists_that_are_mostly_not_found_are_refused_and_half_of_them_are_not)
{
	struct decide_findings f;
	decide_stratum(&f, &(struct decide_agreement){.tested = 5, .missed = 3}, &nothing);
	CHECK(is_only(&f, DECIDE_INCONSISTENT, 0.6, 0));
	decide_stratum(&f, &(struct decide_agreement){.tested = 4, .missed = 2}, &nothing);
	CHECK_INT((int64_t)f.count, 0);
	decide_stratum(&f, &(struct decide_agreement){.tested = 0}, &nothing);
	CHECK_INT((int64_t)f.count, 0);
}
