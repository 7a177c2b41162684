/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The rules: how the used claims become low, best and high. One row is one rule.
 *
 * Source: docs/methods/figures.md, section 7.
 */
#ifndef FIGURE_RULES_H
#define FIGURE_RULES_H

#include "record/types.h"

struct work;

struct figure_rule {
	const char *name; /* "gtd"; "priority" takes a class after a colon */
	const char *from; /* whose practice it follows */
	const char *line; /* what it does, one sentence */
	bool takes_class;
	bool reads_at_least_as_n;
	void (*run)(struct work *w);
};

extern const struct figure_rule figure_rules[];
extern const size_t figure_rule_count;

/*
 * The rule of a name as a user gives it: "gtd", "priority:official".
 *
 * class     receives the class of a rule that takes one; otherwise RECORD_CLASS_COUNT
 * returns   a row of figure_rules, or NULL
 */
const struct figure_rule *figure_rule_find(struct bytes name, enum record_class *class);

#endif
