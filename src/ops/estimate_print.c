/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The reply of estimate for people: words first, then what they rest on. */
#include "ops/handlers.h"
#include "ops/say.h"

#include <math.h>

#define MODE_SHARE_MIN 0.02

static double number(const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	return json_is_number(v) ? json_number_value(v) : NAN;
}

static void say_whole(struct buf *out, double x)
{
	if (isnan(x)) {
		buf_add_text(out, "-");
	} else if (x < 1e15) {
		say_number(out, llround(x));
	} else {
		buf_printf(out, "%.3g", x);
	}
}

static void say_interval(struct buf *out, const json_t *v)
{
	say_whole(out, number(v, "low"));
	buf_add_text(out, " to ");
	say_whole(out, number(v, "high"));
}

/* Two digits, as many as such a share deserves. */
static void say_share(struct buf *out, double share)
{
	buf_printf(out, share < 0.095 ? "%.1f %%" : "%.0f %%", 100 * share);
}

static int level_percent(const json_t *reply)
{
	return (int)lround(100 * number(reply, "level"));
}

/* ------- the answer ------- */

static void say_documented(struct buf *out, const json_t *run)
{
	buf_add_text(out, "  Documented: ");
	say_count(out, say_int(run, "documented"), "person.\n", "people.\n");
}

static void say_estimate(struct buf *out, const json_t *estimate, double documented, int level)
{
	double low = number(estimate, "low");
	double high = number(estimate, "high");
	buf_add_text(out, "  Estimated: ");
	if (!isnan(number(estimate, "total"))) {
		say_whole(out, number(estimate, "total"));
		buf_printf(out, " people, listed or not (%d %% interval ", level);
		say_interval(out, estimate);
		buf_add_text(out, ").\n");
	} else {
		say_interval(out, estimate);
		buf_add_text(out, " people, listed or not, over the range that was declared.\n");
	}
	buf_add_text(out, "  So ");
	say_share(out, documented / high);
	buf_add_text(out, " to ");
	say_share(out, fmin(1, documented / low));
	buf_add_text(out, " of them are documented. This is a model's result, not a count.\n");
}

static void say_wrapped_sentence(struct buf *out, const char *before, struct bytes text)
{
	buf_printf(out, "  %s", before);
	say_safe(out, text);
	buf_add_char(out, '\n');
}

static void say_refusals(struct buf *out, const json_t *run)
{
	const json_t *refusals = json_object_get(run, "refusals");
	buf_add_text(out, "  No estimate can be said.\n");
	for (size_t i = 0; i < json_array_size(refusals); i++) {
		const json_t *r = json_array_get(refusals, i);
		say_wrapped_sentence(out, "Why: ", say_text(r, "reason"));
		say_wrapped_sentence(out, "What would help: ", say_text(r, "help"));
	}
	if (json_array_size(refusals) == 0) {
		buf_add_text(
			out, "  Why: no method applies to this table, or each was refused; see below.\n");
	}
}

/* ------- what it rests on ------- */

static void say_model_key(struct buf *out, const json_t *run)
{
	const json_t *lists = json_object_get(run, "lists");
	unsigned number_of_list = 0;
	buf_add_text(out, "  In models: ");
	for (size_t i = 0; i < json_array_size(lists); i++) {
		const json_t *list = json_array_get(lists, i);
		if (say_int(list, "people") > 0) {
			buf_printf(out, "%s%u ", number_of_list > 0 ? ", " : "", number_of_list + 1);
			number_of_list++;
			say_safe(out, say_text(list, "name"));
		}
	}
	buf_add_text(out, ".\n");
}

static void say_method(struct buf *out, const json_t *m, const char *answer)
{
	struct buf cell = {0};
	size_t from = out->len;
	bool is_answer = answer && bytes_is(say_text(m, "method"), answer);
	buf_printf(out, "  %s %.*s", is_answer ? ">" : " ", BYTES_ARG(say_text(m, "method")));
	say_pad(out, from, 15);
	say_whole(&cell, number(m, "total"));
	buf_printf(out, "%12s  ", cell.s);
	buf_clear(&cell);
	say_interval(&cell, m);
	from = out->len;
	buf_add_bytes(out, buf_bytes(&cell));
	if (say_text(m, "model").s) {
		say_pad(out, from, 24);
		buf_add_bytes(out, say_text(m, "model"));
	}
	buf_add_char(out, '\n');
	buf_done(&cell);
}

/* Hills of a posterior that are worth a word. */
static void say_modes(struct buf *out, const json_t *m)
{
	const json_t *modes = json_object_get(m, "modes");
	size_t shown = 0;
	for (size_t i = 0; i < json_array_size(modes); i++) {
		shown += number(json_array_get(modes, i), "share") >= MODE_SHARE_MIN ? 1 : 0;
	}
	if (shown < 2) {
		return;
	}
	buf_printf(out, "  %.*s has %zu modes: ", BYTES_ARG(say_text(m, "method")), shown);
	for (size_t i = 0, n = 0; i < json_array_size(modes); i++) {
		const json_t *mode = json_array_get(modes, i);
		if (number(mode, "share") >= MODE_SHARE_MIN) {
			buf_add_text(out, n++ > 0 ? ", near " : "near ");
			say_whole(out, number(mode, "at"));
			buf_add_text(out, " (");
			say_share(out, number(mode, "share"));
			buf_add_text(out, ")");
		}
	}
	buf_add_text(out, ".\n");
}

static void say_methods(struct buf *out, const json_t *run)
{
	const json_t *methods = json_object_get(run, "methods");
	struct bytes answer = say_text(json_object_get(run, "answer"), "method");
	bool has_model = false;
	if (json_array_size(methods) == 0) {
		return;
	}
	buf_add_text(out, "\n  method            people  interval                model\n");
	for (size_t i = 0; i < json_array_size(methods); i++) {
		const json_t *m = json_array_get(methods, i);
		has_model = has_model || say_text(m, "model").s;
		if (bytes_is(say_text(m, "state"), "given")) {
			say_method(out, m, answer.s);
		} else if (bytes_is(say_text(m, "state"), "refused")) {
			const json_t *first = json_array_get(json_object_get(m, "refusals"), 0);
			size_t from = out->len;
			buf_printf(out, "    %.*s", BYTES_ARG(say_text(m, "method")));
			say_pad(out, from, 17);
			buf_add_text(out, "refused: ");
			say_safe(out, say_text(first, "reason"));
			buf_add_char(out, '\n');
		}
	}
	if (has_model) {
		say_model_key(out, run);
	}
	for (size_t i = 0; i < json_array_size(methods); i++) {
		say_modes(out, json_array_get(methods, i));
	}
	if (!isnan(number(run, "spread"))) {
		buf_printf(out, "  The largest is %.1f times the smallest (aic and chao are not counted).\n",
			number(run, "spread"));
	}
}

static void say_line(struct buf *out, const json_t *run)
{
	const json_t *line = json_object_get(run, "line");
	if (json_array_size(line) == 0) {
		return;
	}
	buf_add_text(out, "\n  If what all lists have in common multiplies the odds by xi, nhoi gives\n");
	for (size_t i = 0; i < json_array_size(line); i++) {
		const json_t *point = json_array_get(line, i);
		buf_printf(out, "    xi %-5.3g ", number(point, "xi"));
		say_whole(out, number(point, "total"));
		buf_add_char(out, '\n');
	}
}

static void say_pairs(struct buf *out, const json_t *run)
{
	const json_t *pairs = json_object_get(run, "pairs");
	double low = INFINITY;
	double high = 0;
	const json_t *at_low = NULL;
	const json_t *at_high = NULL;
	for (size_t i = 0; i < json_array_size(pairs); i++) {
		const json_t *p = json_array_get(pairs, i);
		double total = number(p, "total");
		at_low = total < low ? p : at_low;
		low = fmin(low, total);
		at_high = total > high ? p : at_high;
		high = fmax(high, total);
	}
	if (!at_low || !at_high) {
		return;
	}
	const json_t *ends[] = {at_low, at_high};
	buf_add_text(out, "\n  With one person more or fewer on a single pair of lists, bic gives ");
	for (size_t i = 0; i < 2; i++) {
		buf_add_text(out, i == 0 ? "" : " to ");
		say_whole(out, number(ends[i], "total"));
		buf_printf(out, " (one %s on ", say_int(ends[i], "change") > 0 ? "more" : "fewer");
		say_safe(out, say_text(ends[i], "list"));
		buf_add_text(out, " and ");
		say_safe(out, say_text(ends[i], "other"));
		buf_add_text(out, ")");
	}
	buf_add_text(out, ".\n");
}

static void say_without(struct buf *out, const json_t *run)
{
	const json_t *without = json_object_get(run, "without");
	bool has_any = false;
	for (size_t i = 0; i < json_array_size(without); i++) {
		const json_t *p = json_array_get(without, i);
		if (!isnan(number(p, "total"))) {
			buf_add_text(out, has_any ? ", " : "  Without a list bic gives ");
			say_whole(out, number(p, "total"));
			buf_add_text(out, " without ");
			say_safe(out, say_text(p, "list"));
			has_any = true;
		}
	}
	buf_add_text(out, has_any ? ".\n" : "");
}

static void say_within(struct buf *out, const json_t *run)
{
	const json_t *within = json_object_get(run, "within");
	size_t tested = 0;
	size_t found = 0;
	for (size_t i = 0; i < json_array_size(within); i++) {
		const json_t *p = json_array_get(within, i);
		double known = number(p, "known");
		tested += isnan(number(p, "total")) ? 0 : 1;
		found += number(p, "low") <= known && known <= number(p, "high");
	}
	if (tested > 0) {
		buf_printf(out, "  Of %zu lists whose size is known, the others find %zu.\n", tested, found);
	}
}

static void say_facts(struct buf *out, const json_t *run)
{
	const json_t *facts = json_object_get(run, "facts");
	const json_t *lists = json_object_get(run, "lists");
	if (!facts) {
		return;
	}
	buf_add_text(out, "\n  Lists: ");
	for (size_t i = 0; i < json_array_size(lists); i++) {
		const json_t *list = json_array_get(lists, i);
		buf_add_text(out, i > 0 ? ", " : "");
		say_safe(out, say_text(list, "name"));
		buf_add_char(out, ' ');
		say_number(out, say_int(list, "people"));
	}
	buf_printf(out, ".\n  %lld of %.0f patterns occur; ", (long long)say_int(facts, "patterns"),
		number(facts, "patterns_possible"));
	say_number(out, say_int(facts, "on_one_list"));
	buf_printf(out,
		" people are on one list only; %lld of %lld pairs of lists share nobody; "
		"%lld triples overlap.\n",
		(long long)say_int(facts, "pairs_without_overlap"), (long long)say_int(facts, "pairs"),
		(long long)say_int(facts, "overlapping_triples"));
}

/* ------- strata ------- */

static void say_name(struct buf *out, const json_t *reply, const json_t *stratum)
{
	const json_t *columns = json_object_get(reply, "columns");
	const json_t *values = json_object_get(stratum, "values");
	if (json_array_size(columns) == 0) {
		say_safe(out, json_view(json_array_get(json_object_get(reply, "files"), 0)));
	}
	for (size_t i = 0; i < json_array_size(columns); i++) {
		buf_add_text(out, i > 0 ? ", " : "");
		say_safe(out, json_view(json_array_get(columns, i)));
		buf_add_char(out, ' ');
		say_safe(out, json_view(json_array_get(values, i)));
	}
	buf_add_char(out, '\n');
}

static void say_answer(struct buf *out, const json_t *reply, const json_t *stratum)
{
	const json_t *runs = json_object_get(stratum, "runs");
	const json_t *run = json_array_get(runs, 0);
	const json_t *answer = json_object_get(run, "answer");
	const json_t *combined = json_object_get(json_object_get(stratum, "combined"), "estimate");
	bool is_refused = !answer || (json_array_size(runs) > 1 && !combined);
	say_documented(out, run);
	if (is_refused) {
		for (size_t i = 0; answer && i < json_array_size(runs); i++) {
			run = say_is(json_array_get(runs, i), "may_be_said") ? run : json_array_get(runs, i);
		}
		say_refusals(out, run);
		return;
	}
	say_estimate(
		out, combined ? combined : answer, (double)say_int(run, "documented"), level_percent(reply));
	if (combined) {
		buf_printf(out, "  From %zu replicates by Rubin's rules.\n", json_array_size(runs));
	}
	say_wrapped_sentence(out, "It assumes: ", say_text(answer, "assumption"));
}

static void say_details(struct buf *out, const json_t *stratum)
{
	const json_t *run = json_array_get(json_object_get(stratum, "runs"), 0);
	say_methods(out, run);
	say_line(out, run);
	say_pairs(out, run);
	say_without(out, run);
	say_within(out, run);
	say_facts(out, run);
}

static void say_total(struct buf *out, const json_t *reply, const json_t *total)
{
	const json_t *estimate = json_object_get(total, "estimate");
	const json_t *sum = json_object_get(total, "sum_of_bounds");
	const json_t *published = json_object_get(total, "by_published_rule");
	buf_add_text(out, "\nAll strata\n");
	say_documented(out, total);
	if (!estimate) {
		buf_add_text(out, "  No stratum could be estimated.\n");
		return;
	}
	say_estimate(out, estimate, (double)say_int(total, "documented"), level_percent(reply));
	buf_printf(out, "  %lld of %lld strata are estimated", (long long)say_int(total, "estimated_strata"),
		(long long)say_int(total, "strata"));
	if (say_int(total, "documented_only") > 0) {
		buf_add_text(out, "; ");
		say_number(out, say_int(total, "documented_only"));
		buf_add_text(
			out, " people of the others count as documented only, so that the whole is too low");
	}
	buf_add_text(out, ".\n  Adding up bounds, as is sometimes published, would say ");
	say_interval(out, sum);
	buf_add_text(out,
		": wider than its level, and not used.\n  The rule published for Gaza (averages by AIC, "
		"bounds "
		"added up) would say ");
	say_whole(out, number(published, "total"));
	buf_add_text(out, " (");
	say_interval(out, published);
	buf_add_text(out, ").\n");
}

void op_estimate_print(const json_t *reply, struct buf *out)
{
	const json_t *strata = json_object_get(reply, "strata");
	size_t count = json_array_size(strata);
	for (size_t i = 0; i < count; i++) {
		const json_t *stratum = json_array_get(strata, i);
		buf_add_text(out, i > 0 ? "\n" : "");
		say_name(out, reply, stratum);
		say_answer(out, reply, stratum);
		if (count == 1) {
			say_details(out, stratum);
		}
	}
	if (say_int(reply, "repeated") > 0) {
		buf_add_text(out, "\n  ");
		say_count(out, say_int(reply, "repeated"), "row repeats", "rows repeat");
		buf_add_text(out, " a pattern of its stratum; such rows were added up.\n");
	}
	if (say_int(reply, "left_out") > 0) {
		buf_add_text(out, "\n  ");
		say_count(out, say_int(reply, "left_out"), "person is", "people are");
		buf_add_text(out, " on none of the lists that are named, and left out.\n");
	}
	if (json_object_get(reply, "total")) {
		say_total(out, reply, json_object_get(reply, "total"));
	}
	if (json_object_get(reply, "linkage")) {
		buf_add_char(out, '\n');
		say_wrapped_sentence(out, "", say_text(json_object_get(reply, "linkage"), "words"));
	}
	if (say_text(reply, "recorded_as").s) {
		buf_add_text(out, "\n  Recorded as ");
		say_safe(out, say_text(reply, "recorded_as"));
		buf_printf(out, " (entry %lld).\n", (long long)say_int(reply, "entry"));
	}
}
