/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A second computation of figures, straight from docs/methods/figures.md sentence by sentence, with no
 * thought for speed. It shares the structs with the engine and nothing else.
 */
#ifndef TESTS_FIGURE_ORACLE_H
#define TESTS_FIGURE_ORACLE_H

#include "figure/figure.h"

struct oracle_item {
	const struct claim *claim;
	enum figure_outcome outcome;
	struct bytes cause;
	enum record_relation relation;
	struct bytes relation_decision;
	struct bytes originator;
	enum record_class class;
	unsigned unqualified; /* the five flags of that name */
};

struct oracle_figure {
	struct figure_range range;
	enum figure_state state;
	size_t witness_count;
	struct oracle_item *items; /* by claim id */
	size_t item_count;
	bool has_class[RECORD_CLASS_COUNT];
	struct figure_range classes[RECORD_CLASS_COUNT];
	struct figure_check *checks; /* by kind, decision, a, b, pair */
	size_t check_count;
};

/* The request must be one that figure_compute() accepts. */
void oracle_compute(const struct figure_input *in, const struct figure_request *request, struct arena *a,
	struct oracle_figure *out);

#endif
