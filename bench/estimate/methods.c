/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "methods.h"

#include "estimate/dga.h"

static int fit_dga(
	struct method_answer *answer, const struct capture_table *t, bool with_complete, struct err *e)
{
	struct arena a = {0};
	struct graph_tree tree;
	struct dga_result r;
	graph_tree_build(&tree, &a, t->list_count);
	int rc = dga_fit(&r, &a, t, &tree, &(struct dga_options){0}, NULL, e);
	if (rc == 0) {
		const struct dga_estimate *x = with_complete ? &r.estimate_all : &r.estimate_incomplete;
		*answer = (struct method_answer){(double)x->median, (double)x->low, (double)x->high,
			with_complete && r.complete_share > 0.1};
	}
	arena_done(&a);
	return rc;
}

static int fit_dga_all(struct method_answer *answer, const struct capture_table *t, struct err *e)
{
	return fit_dga(answer, t, true, e);
}

static int fit_dga_incomplete(struct method_answer *answer, const struct capture_table *t, struct err *e)
{
	return fit_dga(answer, t, false, e);
}

const struct method methods[] = {
	{"dga", DGA_LISTS_MIN, DGA_LISTS_MAX, fit_dga_all},
	{"dga-incomplete", DGA_LISTS_MIN, DGA_LISTS_MAX, fit_dga_incomplete},
};
const size_t method_count = ARRAY_COUNT(methods);
