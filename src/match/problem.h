/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One component made ready for the search of clusters: its atoms and what speaks for two of them being together.
 *
 * An atom is a record, or several that a person said to be one. The worth of a partition is the sum over pairs of
 * records together of their log-odds; pairs that nothing is said about count as `uncompared_log`. So the worth of having
 * atoms i and j together is excess(i, j) + uncompared_log records(i) records(j), where the excess is the sum over the
 * pairs that something is said about of log-odds - uncompared_log, and only neighbours need to be kept.
 */
#ifndef MATCH_PROBLEM_H
#define MATCH_PROBLEM_H

#include "base/mem.h"
#include "match/component.h"

enum {
	/* Pairs that nothing is said about are asked for in components of up to so many records: 8,128 pairs. */
	MATCH_SCORED_MEMBERS_MAX = 128,
};

/* Log-odds of two records that no edge names, a below b; -INFINITY: never together. Called from any thread. */
typedef double match_score_fn(const void *context, uint32_t a, uint32_t b);

/* What holds for every component. */
struct match_setting {
	const uint32_t *list_start; /* list l has the records [list_start[l], list_start[l + 1]) */
	const bool *list_is_unique; /* nobody is twice on list l */
	size_t list_count;
	double uncompared_log; /* at most 0; MATCH_UNCOMPARED_LOG when nothing better is known */
	match_score_fn *score; /* NULL: every pair without an edge counts as uncompared_log */
	const void *context;   /* of score */
};

/*
 * A pair that no rule of blocking brought together counts as the likelihood ratio of just that: a rule misses two
 * records of one person with chance 1 - recall, and of two persons nearly always, ln(1 - 0.87) = -2. The prior
 * odds are left out: where a third record joins the two, they no longer apply. Who has audited the recall should
 * give its own value.
 */
#define MATCH_UNCOMPARED_LOG (-2.0)

/* Two records that a person's "yes" joins, directly or through others, and that must not be one. */
struct match_contradiction {
	uint32_t a;
	uint32_t b;
	bool is_list; /* both are on one list without duplicates; else an edge says never */
};

struct match_contradictions {
	struct match_contradiction *list;
	size_t count;
	size_t room;
};

struct match_problem {
	double uncompared_log;
	uint32_t member_count;
	const uint32_t *member; /* borrowed from the components */
	uint32_t *atom;         /* of each member */
	uint32_t count;         /* atoms, in the order of their first members */
	uint32_t *records;      /* in each atom */
	size_t *start;          /* count + 1 offsets into to and excess */
	uint32_t *to;           /* neighbours, ascending in each row */
	double *excess;         /* -INFINITY: never together */
	uint32_t *list_start;   /* count + 1 offsets into list */
	uint32_t *list;         /* lists without duplicates that the atom is on, ascending */
	uint64_t *lists;        /* the same as bits, list l at l mod 64 */
	bool are_lists_exact;   /* no two lists share a bit */
};

/*
 * Makes component k ready.
 *
 * a         owns the arrays
 * found     contradictions are added to it, in memory of `kept`
 *
 * The records of a group of "yes" that holds a contradiction are all left to the model: nothing in it is followed
 * until a person has resolved it.
 */
void match_problem_init(struct match_problem *p, struct arena *a, const struct match_components *c, size_t k,
	const struct match_setting *s, struct match_contradictions *found, struct arena *kept);

/*
 * Whether two atoms may not be together because of a list without duplicates.
 */
bool match_problem_shares_list(const struct match_problem *p, uint32_t i, uint32_t j);

/* The list of a record. */
uint32_t match_list_of(const struct match_setting *s, uint32_t record);

#endif
