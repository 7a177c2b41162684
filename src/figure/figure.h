/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A figure: what the claims about an incident support as low, best and high, by a named rule, with every
 * reason.
 *
 * Pure: claims, decisions, places and a codebook in, the figure out. No clock, no file, no global; safe to
 * call from any thread. A number is never invented: each end rests on claims, on a sum of disjoint parts or
 * on a list of names, and says on which; an end that nothing supports is absent.
 *
 * Source: docs/methods/figures.md; the section numbers below are its.
 */
#ifndef FIGURE_FIGURE_H
#define FIGURE_FIGURE_H

#include "base/err.h"
#include "base/mem.h"
#include "figure/codebook.h"
#include "record/types.h"

/*
 * Everything that the vault knows; what does not concern the incident is passed over. Ids are unique in
 * each array.
 */
struct figure_input {
	const struct claim *claims;
	size_t claim_count;
	const struct decision *decisions;
	size_t decision_count;
	const struct place *places;
	size_t place_count;
	const struct incident *incidents;
	size_t incident_count;
	const struct source *sources;
	size_t source_count;
	const struct publication *publications;
	size_t publication_count;
	const struct codebook *codebook;
};

struct figure_request {
	struct bytes incident;
	struct bytes measure;
	struct bytes rule;          /* "gtd", "priority:official"; absent: the codebook's default rule */
	const struct scope *target; /* NULL: the incident's own */
};

/* What became of a candidate: used, or the first reason of section 6 that applies. */
enum figure_outcome {
	FIGURE_USED,
	FIGURE_REPLACED,
	FIGURE_SEALED,
	FIGURE_RETRACTED,
	FIGURE_NOT_ACCEPTED,
	FIGURE_MODE,
	FIGURE_DENIED,
	FIGURE_UNIT,
	FIGURE_SHARE,
	FIGURE_NO_NUMBER,
	FIGURE_EXCLUDED,
	FIGURE_RESTATES,
	FIGURE_PART,
	FIGURE_WIDER,
	FIGURE_EARLY,
	FIGURE_ADDITIONAL,
	FIGURE_UNCLEAR,
	FIGURE_SUPERSEDED,
	FIGURE_OUTCOME_COUNT
};

enum figure_state {
	FIGURE_CONFIRMED,
	FIGURE_PROVISIONAL,
	FIGURE_CONTESTED,
	FIGURE_PENDING,
	FIGURE_STATE_COUNT
};

/* Bits of struct figure_item.flags. */
enum figure_flag {
	/* The target states the dimension and the claim does not: taken as the same. */
	FIGURE_UNQUALIFIED_VICTIM_CLASS = 1 << 0,
	FIGURE_UNQUALIFIED_BY = 1 << 1,
	FIGURE_UNQUALIFIED_CAUSE = 1 << 2,
	FIGURE_UNQUALIFIED_PLACES = 1 << 3,
	FIGURE_UNQUALIFIED_WINDOW = 1 << 4,
	/* Neither as_of nor published: neither later nor earlier than any claim. */
	FIGURE_UNDATED = 1 << 5,
	/* Used, and so is a claim of the same originator with other numbers: neither date is later. */
	FIGURE_UNORDERED = 1 << 6,
	/* Used as N though it says "at least N". */
	FIGURE_READ_AS_N = 1 << 7,
	/* Its low is the codebook's number for a vague word. */
	FIGURE_FROM_VAGUE = 1 << 8,
	/* Decisions give it different relations; the one with the greatest id decided. */
	FIGURE_RELATION_CONFLICT = 1 << 9,
};

struct figure_number {
	bool has;
	int64_t n; /* people */
};

/* One candidate claim. */
struct figure_item {
	const struct claim *claim;
	enum figure_outcome outcome;
	struct bytes cause; /* id of the claim or decision that set it aside; absent when neither did */
	enum record_relation relation;  /* to the target scope, also of a claim set aside earlier */
	struct bytes relation_decision; /* the decision that gave the relation; absent: from the scope */
	unsigned flags;                 /* of enum figure_flag */
	struct bytes originator;        /* as joined; absent: nobody stands behind it */
	struct bytes named_originator;  /* as the claim or its source names it */
	enum record_class class;
	struct figure_number low; /* after the vague table */
	struct figure_number high;
	struct figure_number point;
	struct figure_number floor;   /* low, else point */
	struct figure_number value;   /* point, else low */
	struct figure_number divided; /* rule acled: its share of a wider total */
	bool has_period;
	int32_t first_day; /* of the as-of period, days since 1970-01-01 */
	int32_t last_day;
};

/* An end of the figure and what it rests on: claims, or the claims of a sum, or a list of names. */
struct figure_end {
	bool has;
	int64_t n;           /* people */
	const size_t *items; /* indexes into figure.items, ascending */
	size_t item_count;
	struct bytes decision; /* of kind parts, grade_best or named; absent when none was needed */
};

struct figure_range {
	struct figure_number low;
	struct figure_number best;
	struct figure_number high;
};

/* The range of one originator class. */
struct figure_class_range {
	enum record_class class;
	size_t used_count; /* at least 1 */
	struct figure_range range;
};

/* The sum of one parts decision; an end that not every part has is absent. */
struct figure_sum {
	struct bytes decision;
	bool is_formed;          /* false: a part cannot be counted */
	struct figure_range sum; /* best: the sum of values */
};

enum figure_check_kind {
	FIGURE_SUM_EQUALS_TOTAL, /* x the sum, y the total */
	FIGURE_SUM_DIFFERS,      /* x the sum, y the total */
	FIGURE_SUM_NOT_FORMED,   /* a: a part that cannot be counted */
	FIGURE_PART_ABOVE_TOTAL, /* x the part's low, y the total's high or point */
	FIGURE_BEST_UNDER_NAMED, /* x the best that was taken away, y the names */
	FIGURE_HIGH_UNDER_NAMED, /* x the high that was taken away, y the names */
	FIGURE_ORDER_BROKEN,     /* x > y, the ends named by pair */
	FIGURE_ORDER_BY_SUBTRACTION,
	FIGURE_CHECK_COUNT
};

enum figure_pair { FIGURE_LOW_BEST, FIGURE_BEST_HIGH, FIGURE_LOW_HIGH };

struct figure_check {
	enum figure_check_kind kind;
	struct bytes decision; /* parts, named or subtraction; absent when the claims say it themselves */
	struct bytes a;        /* the total of a sum; otherwise the part */
	struct bytes b;        /* the total of a part; absent: the figure's high */
	int64_t x;
	int64_t y;
	enum figure_pair pair; /* of the two checks of order */
};

enum figure_note_kind {
	FIGURE_NOTE_NO_CANDIDATE,     /* no claim is about this */
	FIGURE_NOTE_NONE_USED,        /* count candidates, all set aside */
	FIGURE_NOTE_NAMED_FLOOR,      /* the low is a list of count names: id the decision */
	FIGURE_NOTE_LOW_UNATTRIBUTED, /* nobody named stands behind the claims of this end */
	FIGURE_NOTE_BEST_UNATTRIBUTED,
	FIGURE_NOTE_HIGH_UNATTRIBUTED,
	FIGURE_NOTE_READ_AS_N,         /* count claims */
	FIGURE_NOTE_FROM_VAGUE,        /* count claims */
	FIGURE_NOTE_UNQUALIFIED,       /* count claims */
	FIGURE_NOTE_UNDATED,           /* count claims */
	FIGURE_NOTE_UNORDERED,         /* count claims */
	FIGURE_NOTE_SEALED,            /* count claims, all set aside */
	FIGURE_NOTE_DIVIDED,           /* best is a share of a wider total */
	FIGURE_NOTE_ACCUSED_ONLY,      /* rule gtd: no claim by a named originator that is not accused */
	FIGURE_NOTE_MAJORITY,          /* rule gtd: the latest disagree, most originators decided */
	FIGURE_NOTE_LOWEST_OF_TIED,    /* rule gtd */
	FIGURE_NOTE_TIE,               /* rule majority: no best */
	FIGURE_NOTE_NO_SHARED_VALUE,   /* rule two-source: no value has enough originators */
	FIGURE_NOTE_GRADED_NOT_USED,   /* rule ucdp: id the claim that was graded best but set aside */
	FIGURE_NOTE_SUM_OF_PARTS,      /* rule ucdp: best is the sum of decision id */
	FIGURE_NOTE_CONTRADICTION,     /* id and other: two claims whose intervals exclude each other */
	FIGURE_NOTE_PENDING,           /* id the decision; absent for rule pending without one */
	FIGURE_NOTE_RELATION_CONFLICT, /* id the claim, other the decision that decided */
	FIGURE_NOTE_GRADE_CONFLICT,    /* id the decision that decided */
	FIGURE_NOTE_PARTS_CONFLICT,    /* id the decision whose sum was taken */
	FIGURE_NOTE_COUNT
};

struct figure_note {
	enum figure_note_kind kind;
	struct bytes id;
	struct bytes other;
	int64_t count;
};

/* Originators that decisions declare to be one. */
struct figure_group {
	struct bytes name; /* the smallest member */
	const struct bytes *members;
	size_t member_count; /* at least 2 */
};

/* Two claims of one originator, of which the later counts. */
struct figure_supersession {
	size_t older; /* index into figure.items */
	size_t newer;
};

struct figure {
	struct bytes incident;
	struct bytes measure;
	struct bytes rule;
	struct bytes codebook_version;
	struct scope target;
	struct figure_end low;
	struct figure_end best;
	struct figure_end high;
	enum figure_state state;
	int64_t confirm_originators;   /* witnesses that a confirmed figure needs */
	const struct bytes *witnesses; /* originators behind the claims used */
	size_t witness_count;
	struct figure_number named; /* distinct named persons by a list */
	struct bytes named_decision;
	const struct figure_item *items; /* every candidate, by claim id in byte order */
	size_t item_count;
	size_t used_count;
	const struct figure_class_range
		*classes; /* rule range-by-source only, in the order of enum record_class */
	size_t class_count;
	const struct figure_sum *sums; /* by decision id */
	size_t sum_count;
	const struct figure_check *checks; /* by kind, decision, a, b, pair */
	size_t check_count;
	const struct figure_note *notes; /* by kind, id */
	size_t note_count;
	const struct figure_group *groups; /* by name */
	size_t group_count;
	const struct figure_supersession *supersessions; /* by older */
	size_t supersession_count;
};

/*
 * Computes a figure.
 *
 * in        as above; its codebook must not be NULL
 * a         owns the arrays of *out; the texts and claims of *out are those of `in`, which must live as long
 * returns   0; ERR_NOT_FOUND: no such incident; ERR_INPUT: no measure, an unknown rule, an incident without
 *           a target scope and none given, an id that occurs twice, decisions that revoke each other in a
 *           circle
 *
 * ^ The order of the input arrays changes nothing.
 * ^ Another copy of an account (same originator, same number and date) changes no end and no state.
 * ^ A claim that is set aside moves neither low nor high nor best, but for a part that a parts decision
 *   names and a total that rule acled divides.
 * ^ Every end that is present rests on at least one claim or decision.
 */
int figure_compute(const struct figure_input *in, const struct figure_request *request, struct arena *a,
	struct figure *out, struct err *e) MUST_USE;

#endif
