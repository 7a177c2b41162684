/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Hierarchical log-linear models of lists, as bit sets.
 *
 * log mu_w is the sum of alpha_t over the terms t of the model that lie within the capture pattern w. The intercept and
 * the main effect of every list are in every model; a model is the set of its interactions: terms of two or more
 * lists, never all of them. With a term all its subsets are in it (hierarchy).
 *
 * A space lists the interactions that models may have; bit i of a model stands for its i-th.
 *
 * Source: Fienberg, The multiple recapture census (1972); Bishop, Fienberg and Holland, Discrete multivariate analysis
 * (1975), chapter 6.
 */
#ifndef ESTIMATE_MODEL_H
#define ESTIMATE_MODEL_H

#include "base/buf.h"
#include "base/mem.h"

enum {
	MODEL_LISTS_MAX = 10,
	MODEL_INTERACTIONS_MAX = 56, /* all of 6 lists, triples of 7, pairs of 10 */
	MODEL_TERMS_MAX = 64 /* with intercept and main effects: rows of the design matrix fit a word */
};

typedef uint64_t model_set;

struct model_space {
	unsigned list_count;
	unsigned order_max; /* lists in the largest interaction */
	unsigned interaction_count;
	uint16_t interaction
		[MODEL_INTERACTIONS_MAX]; /* masks: small ones first, then in the order of their lists */
	model_set parts[MODEL_INTERACTIONS_MAX]; /* the interactions one list smaller within each */
};

/*
 * The space of models with interactions of at most order_max lists.
 *
 * order_max     1 (independence only) … list_count - 1; what is above counts as that
 * returns       false when there are too many lists or interactions (the enums above)
 */
bool model_space_init(struct model_space *s, unsigned list_count, unsigned order_max) MUST_USE;

bool model_is_hierarchical(const struct model_space *s, model_set m);

/*
 * All hierarchical models of a space, each once, the one without interactions first.
 *
 * returns   *count models that live as long as `a`
 *
 * ^ There are 8, 113 and 6,893 for 3, 4 and 5 lists, and 2^(J(J-1)/2) with pairs only.
 */
const model_set *model_enumerate(const struct model_space *s, struct arena *a, size_t *count) MUST_USE;

/*
 * Appends the model's name: its largest terms, largest first, each as the numbers of its lists, as "[123,14,34]". The
 * tenth list is written as A.
 */
void model_write(const struct model_space *s, model_set m, struct buf *out);

#endif
