/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether an estimate may be said: the reasons to refuse one, each with the number that caused it.
 *
 * A reason speaks against the table (nothing can be estimated from it), against one method (another may still do), or
 * against the stratum (the methods contradict each other, or what is known). What is refused stays in totals as
 * documented only.
 *
 * Source: docs/methods/estimation.md, "When it refuses"; the thresholds are this program's proposal.
 */
#ifndef ESTIMATE_DECIDE_H
#define ESTIMATE_DECIDE_H

#include "estimate/facts.h"

enum decide_scope { DECIDE_TABLE, DECIDE_METHOD, DECIDE_STRATUM };

/* X(name, stable name, scope, threshold): refused when the number is on the wrong side of the threshold. */
#define DECIDE_RULES(X) \
	/* n below it: single people could be recognised */ \
	X(FEW_PEOPLE, "few_people", DECIDE_TABLE, 10) \
	/* lists that hold somebody below it */ \
	X(FEW_LISTS, "few_lists", DECIDE_TABLE, 3) \
	/* lists that overlap no other above it */ \
	X(ISLANDS, "islands", DECIDE_TABLE, 0) \
	/* parts of the overlap graph above it */ \
	X(DISCONNECTED, "disconnected", DECIDE_TABLE, 1) \
	/* log-linear: 1 where the likelihood has no maximum; 1 where two sets of parameters fit alike */ \
	X(NO_MAXIMUM, "no_maximum", DECIDE_METHOD, 0) \
	X(NOT_IDENTIFIABLE, "not_identifiable", DECIDE_METHOD, 0) \
	/* a lower bound: 1 where two lists clearly avoid each other, so that it bounds nothing */ \
	X(NO_BOUND, "no_bound", DECIDE_METHOD, 0) \
	/* draws: the largest split R-hat above it */ \
	X(RHAT, "rhat", DECIDE_METHOD, 1.01) \
	/* draws: the effective size in the tails below it */ \
	X(TAIL_ESS, "tail_ess", DECIDE_METHOD, 400) \
	/* draws: 1 where chains that started apart were not brought together in the time given */ \
	X(STARTS_DISAGREE, "starts_disagree", DECIDE_METHOD, 0) \
	/* posterior mass at a cap, or in the last 1 % of a grid, above it */ \
	X(CAP, "cap", DECIDE_METHOD, 0.01) \
	/* graphs: the weight of the complete graph, which says nothing of N, above it */ \
	X(COMPLETE_GRAPH, "complete_graph", DECIDE_METHOD, 0.10) \
	/* the largest estimate of a method over the smallest, above it, with no assumption declared */ \
	X(SPREAD, "spread", DECIDE_STRATUM, 2) \
	/* the share of lists whose known size is not found from the others, above it */ \
	X(INCONSISTENT, "inconsistent", DECIDE_STRATUM, 0.5)

enum decide_reason {
#define DECIDE_ENUM(name, stable, scope, threshold) DECIDE_##name,
	DECIDE_RULES(DECIDE_ENUM)
#undef DECIDE_ENUM
		DECIDE_REASON_COUNT
};

struct decide_rule {
	const char *name;
	enum decide_scope scope;
	double threshold;
};

extern const struct decide_rule decide_rules[DECIDE_REASON_COUNT];

/* One reason to refuse. */
struct decide_finding {
	enum decide_reason reason;
	double value;   /* that is on the wrong side of the rule's threshold */
	uint64_t lists; /* that it is about; 0 where it is about none of them alone */
};

struct decide_findings {
	struct decide_finding list[DECIDE_REASON_COUNT]; /* in the order of the rules */
	size_t count;
};

/* What the user declares beside the data. */
struct decide_declared {
	bool assumption; /* an assumption on which one method rests: methods need not agree */
	bool dependence; /* a range for the dependence of two lists: two are enough */
};

/*
 * Reasons against the table. Lists that hold nobody are no lists here.
 *
 * ^ Of fewer than ten people nothing else is said.
 */
void decide_table(struct decide_findings *out, const struct facts *f, const struct decide_declared *declared);

/* What a method says of its own work; NAN, or false, where a number does not apply to it. */
struct decide_diagnostics {
	bool has_no_maximum;
	bool is_not_identifiable;
	bool starts_disagree;
	bool is_no_bound;
	double rhat;
	double tail_ess;
	double cap_share;
	double complete_weight;
};

/* Of which nothing applies. */
struct decide_diagnostics decide_no_diagnostics(void);

/*
 * Reasons against a method.
 *
 * ^ What sits exactly on a threshold is not refused.
 */
void decide_method(struct decide_findings *out, const struct decide_diagnostics *d);

/* What methods that were not refused give together. */
struct decide_agreement {
	double smallest; /* of their estimates of N */
	double largest;
	size_t tested; /* lists whose known size was estimated from the others */
	size_t missed; /* of these, whose size is outside of the interval */
};

void decide_stratum(struct decide_findings *out, const struct decide_agreement *agreement,
	const struct decide_declared *declared);

/* Is this one among them? */
bool decide_has(const struct decide_findings *f, enum decide_reason reason);

#endif
