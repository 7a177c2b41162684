/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Private to src/figure/: what one computation carries from step to step, and the steps.
 *
 * Items are in the order of claim ids, so that whatever walks them in order is independent of arrival.
 */
#ifndef FIGURE_WORK_H
#define FIGURE_WORK_H

#include "figure/figure.h"
#include "figure/index.h"
#include "figure/rules.h"

/* What other records of ours say about one claim of the input. */
struct claim_marks {
	struct bytes replaced_by;
	struct bytes excluded_by;
	const struct decision *relation;
	bool has_relation_conflict;
};

/* What the engine knows about an item beyond what it shows. */
struct item_more {
	size_t at;  /* of its claim in input.claims */
	size_t who; /* its originator, as joined: an index into work.names; INDEX_NONE */
	bool is_wider_by_window_only;
	bool is_wider_by_places_only;
	bool in_set; /* the rule's current selection, for figure_rest() */
};

struct work {
	const struct figure_input *in;
	const struct codebook *codebook;
	const struct figure_rule *rule;
	enum record_class rule_class;
	const struct scope *target;
	struct figure *f;
	struct arena *out;    /* what the caller keeps */
	struct arena scratch; /* what ends with the computation */

	struct id_index claims;
	struct id_index decisions;
	struct id_index places;
	struct id_index incidents;
	struct id_index sources;
	struct id_index publications;

	const struct decision **counting; /* the decisions that count, by id */
	size_t counting_count;
	struct claim_marks *marks; /* one a claim of the input */
	size_t *item_of_claim;     /* one a claim of the input: an index into items or INDEX_NONE */

	size_t *place_within; /* one a place: the position of what it lies within, or INDEX_NONE */

	struct id_index names; /* of originators, each once */
	size_t *joined;        /* one a name: the smallest name of its group */
	bool *is_accused;      /* one a name, at the smallest of its group */
	size_t *source_root;   /* one a source: the source at the root of what it derives from */

	struct figure_item *items;
	struct item_more *more;
	size_t item_count;

	struct figure_check *checks;
	size_t check_count;
	size_t check_cap;
	struct figure_note *notes;
	size_t note_count;
	size_t note_cap;
	struct figure_sum *sums;
	size_t sum_count;
};

/* decision.c: section 1, second half. Fills counting and marks. returns 0 or ERR_INPUT */
int work_decisions(struct work *w, struct err *e) MUST_USE;

/* number.c: section 2. Fills low, high, point, floor, value and the flag of a vague word. */
void work_numbers(const struct work *w, const struct claim *c, struct figure_item *item);

/*
 * originator.c: section 3. Needs the items; fills names, joined, is_accused, groups, and the items'
 * originators.
 */
void work_originators(struct work *w);

/* time.c: section 4. */
void work_period(const struct claim *c, struct figure_item *item);
bool work_is_later(const struct figure_item *a, const struct figure_item *b);
/* Sets superseded items aside; every other outcome must be known. */
void work_supersede(struct work *w);
/* Flags used items of one originator whose numbers differ. */
void work_flag_unordered(struct work *w);

/* scope.c: section 5. Fills relation, relation_decision and flags of item i. */
void work_places(struct work *w);
void work_relation(struct work *w, size_t i, bool is_about_descendant);

/* outcome.c: section 6. */
/* The first reason, replaced … excluded, that applies to a claim of the input, else FIGURE_USED. */
enum figure_outcome work_bar(
	const struct work *w, size_t claim_at, const struct figure_item *numbers, struct bytes *cause);
void work_outcome(struct work *w, size_t i);

/* parts.c: section 8. Fills sums; runs before the rule. */
void work_sums(struct work *w);
/* True when the item may be a part or a total: no reason from replaced to excluded applies. */
bool work_is_countable(const struct work *w, size_t i);
/* The item of a claim, or INDEX_NONE. */
size_t work_item(const struct work *w, struct bytes claim);
/*
 * The countable items that a parts decision names, ascending, each once.
 *
 * uncountable   receives the smallest id of a named claim that is none of them, else absent
 */
const size_t *work_parts(struct work *w, const struct decision *d, size_t *count, struct bytes *uncountable);

/* checks.c: section 8. After the rule, in this order. */
void work_named(struct work *w);
void work_checks(struct work *w);

/* state.c: section 9. */
void work_state(struct work *w);

/* notes.c */
void work_note(
	struct work *w, enum figure_note_kind kind, struct bytes id, struct bytes other, int64_t count);
void work_notes(struct work *w);

/* rules.c: sets an end and the items it rests on, those of the set for which gives(item, n) is true. */
void work_rest(struct work *w, struct figure_end *end, int64_t n,
	bool (*gives)(const struct figure_item *item, int64_t n));

#endif
