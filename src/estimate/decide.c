/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/decide.h"

#include <math.h>

const struct decide_rule decide_rules[DECIDE_REASON_COUNT] = {
#define DECIDE_RULE(name, stable, scope, threshold) [DECIDE_##name] = {stable, scope, threshold},
	DECIDE_RULES(DECIDE_RULE)
#undef DECIDE_RULE
};

static void add(struct decide_findings *out, enum decide_reason reason, double value, uint64_t lists)
{
	out->list[out->count++] = (struct decide_finding){reason, value, lists};
}

/* NAN is on no side. */
static void add_above(struct decide_findings *out, enum decide_reason reason, double value, uint64_t lists)
{
	if (value > decide_rules[reason].threshold) {
		add(out, reason, value, lists);
	}
}

static void add_below(struct decide_findings *out, enum decide_reason reason, double value)
{
	if (value < decide_rules[reason].threshold) {
		add(out, reason, value, 0);
	}
}

/* The lists outside of the largest part of the graph. */
static uint64_t outside_largest(const struct facts *f)
{
	uint64_t largest = 0;
	for (unsigned part = 0; part < f->component_count; part++) {
		uint64_t lists = 0;
		for (unsigned j = 0; j < f->list_count; j++) {
			lists |= f->component[j] == part ? UINT64_C(1) << j : 0;
		}
		if (__builtin_popcountll(lists) > __builtin_popcountll(largest)) {
			largest = lists;
		}
	}
	return f->used & ~largest;
}

void decide_table(struct decide_findings *out, const struct facts *f, const struct decide_declared *declared)
{
	unsigned lists = (unsigned)__builtin_popcountll(f->used);
	unsigned islands = (unsigned)__builtin_popcountll(f->islands);
	bool are_two_enough = lists == 2 && declared->dependence;
	out->count = 0;
	add_below(out, DECIDE_FEW_PEOPLE, (double)f->total);
	if (out->count > 0) {
		return;
	}
	if (!are_two_enough) {
		add_below(out, DECIDE_FEW_LISTS, lists);
	}
	add_above(out, DECIDE_ISLANDS, islands, f->islands);
	if (f->component_count > islands + 1) {
		add_above(out, DECIDE_DISCONNECTED, f->component_count, outside_largest(f));
	}
}

struct decide_diagnostics decide_no_diagnostics(void)
{
	return (struct decide_diagnostics){
		.rhat = NAN, .tail_ess = NAN, .cap_share = NAN, .complete_weight = NAN};
}

void decide_method(struct decide_findings *out, const struct decide_diagnostics *d)
{
	out->count = 0;
	add_above(out, DECIDE_NO_MAXIMUM, d->has_no_maximum, 0);
	add_above(out, DECIDE_NOT_IDENTIFIABLE, d->is_not_identifiable, 0);
	add_above(out, DECIDE_NO_BOUND, d->is_no_bound, 0);
	add_above(out, DECIDE_RHAT, d->rhat, 0);
	add_below(out, DECIDE_TAIL_ESS, d->tail_ess);
	add_above(out, DECIDE_STARTS_DISAGREE, d->starts_disagree, 0);
	add_above(out, DECIDE_CAP, d->cap_share, 0);
	add_above(out, DECIDE_COMPLETE_GRAPH, d->complete_weight, 0);
}

void decide_stratum(struct decide_findings *out, const struct decide_agreement *agreement,
	const struct decide_declared *declared)
{
	out->count = 0;
	if (!declared->assumption && agreement->smallest > 0) {
		add_above(out, DECIDE_SPREAD, agreement->largest / agreement->smallest, 0);
	}
	if (agreement->tested > 0) {
		add_above(out, DECIDE_INCONSISTENT, (double)agreement->missed / (double)agreement->tested, 0);
	}
}

bool decide_has(const struct decide_findings *f, enum decide_reason reason)
{
	for (size_t i = 0; i < f->count; i++) {
		if (f->list[i].reason == reason) {
			return true;
		}
	}
	return false;
}
