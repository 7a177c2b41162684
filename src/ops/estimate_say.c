/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sentences about estimates: what each assumes, why it is refused, what would help. */
#include "ops/estimate.h"
#include "ops/say.h"

#include <math.h>

void estimate_say_assumption(struct buf *out, const struct estimate *e, enum estimate_method method,
	const struct estimate_options *options)
{
	const struct estimate_entry *entry = &e->entries[method];
	switch (method) {
	case ESTIMATE_BIC:
	case ESTIMATE_AIC:
	case ESTIMATE_STEPWISE:
		buf_printf(out,
			"Lists depend on each other only as the model %.*s says, for people on no "
			"list as for all others.",
			BYTES_ARG(entry->model));
		break;
	case ESTIMATE_DGA:
		buf_add_text(out,
			"Lists that are not joined in one of the decomposable graphs are independent "
			"given the others; which graph, is averaged over.");
		break;
	case ESTIMATE_CHAO:
		buf_add_text(out,
			"Nobody is less likely to be on one list for being on another: then it is a "
			"lower bound.");
		break;
	case ESTIMATE_LATENT:
		buf_add_text(out,
			"People are of a few kinds, and among people of one kind the lists are "
			"independent.");
		break;
	case ESTIMATE_NO_HIGHEST:
		buf_add_text(out,
			"Lists depend on each other in any way but one: what all of them have in common.");
		break;
	case ESTIMATE_TWO_LISTS:
		buf_printf(out, "Being on one list multiplies the odds of being on the other by %g to %g.",
			options->odds_low, options->odds_high);
		break;
	case ESTIMATE_METHOD_COUNT:
		break;
	}
}

static void say_lists(struct buf *out, const struct facts *f, const struct bytes *names, uint64_t lists)
{
	bool is_first = true;
	for (unsigned j = 0; j < f->list_count; j++) {
		if (lists >> j & 1) {
			bool is_last = (lists >> j) == 1;
			buf_add_text(out, is_first ? "" : is_last ? " and " : ", ");
			buf_add_bytes(out, names[j]);
			is_first = false;
		}
	}
}

/* Reasons against the table name lists of the table as it was given. */
void estimate_say_reason(struct buf *out, const struct estimate *e, const struct decide_finding *finding)
{
	const double value = finding->value;
	const double threshold = decide_rules[finding->reason].threshold;
	switch (finding->reason) {
	case DECIDE_FEW_PEOPLE:
		buf_printf(out, "Fewer than %g people are documented: single people could be recognised.",
			threshold);
		break;
	case DECIDE_FEW_LISTS:
		buf_printf(out,
			"%g %s people; with fewer than %g nothing shows how lists depend on each other.",
			value, value == 1 ? "list holds" : "lists hold", threshold);
		break;
	case DECIDE_ISLANDS:
		buf_add_text(out, "Nobody on ");
		say_lists(out, &e->facts, e->table.names, finding->lists);
		buf_add_text(out, " is on any other list, so nothing shows how many people it misses.");
		break;
	case DECIDE_DISCONNECTED:
		buf_printf(out, "The lists fall into %g parts that share nobody: ", value);
		say_lists(out, &e->facts, e->table.names, finding->lists);
		buf_add_text(out, " stand apart from the rest.");
		break;
	case DECIDE_NO_MAXIMUM:
		buf_add_text(out,
			"The likelihood of the model has no maximum: too few people are on several lists.");
		break;
	case DECIDE_NOT_IDENTIFIABLE:
		buf_add_text(out, "Different numbers of people fit the table equally well under the model.");
		break;
	case DECIDE_NO_BOUND:
		buf_add_text(out, "Two lists clearly avoid each other, so that it is no lower bound.");
		break;
	case DECIDE_RHAT:
		buf_printf(out, "The chains do not agree: split R-hat is %.3f, above %g.", value, threshold);
		break;
	case DECIDE_TAIL_ESS:
		buf_printf(out, "The ends of the interval rest on %.0f effective draws, fewer than %g.",
			value, threshold);
		break;
	case DECIDE_STARTS_DISAGREE:
		buf_add_text(out,
			"Chains that started apart were not brought together; how likely each of their "
			"answers is, is not known.");
		break;
	case DECIDE_CAP:
		buf_printf(out,
			"%.1f %% of the posterior lies at the end of its range, more than %g %%: the range "
			"decides.",
			100 * value, 100 * threshold);
		break;
	case DECIDE_COMPLETE_GRAPH:
		buf_printf(out,
			"%.0f %% of the weight, more than %g %%, lies on the graph that joins all lists, "
			"which "
			"says nothing of who is missing.",
			100 * value, 100 * threshold);
		break;
	case DECIDE_SPREAD:
		buf_printf(out, "Methods differ by a factor of %.1f, from ", value);
		say_number(out, llround(e->agreement.smallest));
		buf_add_text(out, " to ");
		say_number(out, llround(e->agreement.largest));
		buf_add_text(out, ".");
		break;
	case DECIDE_INCONSISTENT:
		buf_printf(out, "Of %zu %s whose size is known, %zu %s not found from the other lists.",
			e->agreement.tested, e->agreement.tested == 1 ? "list" : "lists", e->agreement.missed,
			e->agreement.missed == 1 ? "was" : "were");
		break;
	case DECIDE_REASON_COUNT:
		break;
	}
}

void estimate_say_help(struct buf *out, const struct decide_finding *finding)
{
	switch (finding->reason) {
	case DECIDE_FEW_PEOPLE:
		buf_add_text(out, "Put strata together.");
		break;
	case DECIDE_FEW_LISTS:
		buf_add_text(out,
			finding->value == 2 ? "Find another list, or say in which range the dependence of "
					      "the two lies: --odds-ratio 1:3."
					    : "Find more lists.");
		break;
	case DECIDE_ISLANDS:
	case DECIDE_DISCONNECTED:
		buf_add_text(out,
			"Merge such lists with others of their kind, or leave them out by naming the rest "
			"with --lists.");
		break;
	case DECIDE_NO_MAXIMUM:
	case DECIDE_NOT_IDENTIFIABLE:
		buf_add_text(out, "Merge small lists, put strata together, or take another method.");
		break;
	case DECIDE_NO_BOUND:
	case DECIDE_RHAT:
	case DECIDE_TAIL_ESS:
	case DECIDE_STARTS_DISAGREE:
	case DECIDE_CAP:
		buf_add_text(out, "Take another method, or merge lists of one kind.");
		break;
	case DECIDE_COMPLETE_GRAPH:
		buf_add_text(out, "More lists, or another method whose assumption can be defended.");
		break;
	case DECIDE_SPREAD:
		buf_add_text(out, "Name the method whose assumption you can defend: --method.");
		break;
	case DECIDE_INCONSISTENT:
		buf_add_text(out,
			"Look for lists that copy each other or see different people; merge or divide them.");
		break;
	case DECIDE_REASON_COUNT:
		break;
	}
}

void estimate_say_linkage(struct buf *out, size_t partitions)
{
	if (partitions == 0) {
		buf_add_text(out,
			"Who is the same person was taken for certain: how uncertain that is, is not in the "
			"interval. \"recount match --replicates 20\" draws partitions for that.");
		return;
	}
	buf_printf(out,
		"Counted in the most probable partition of the lists into persons and in %zu drawn %s: how "
		"uncertain it is who is the same person is in the interval.",
		partitions, partitions == 1 ? "one" : "ones");
}
