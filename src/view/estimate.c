/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/estimate.h"

#include "view/estimate_page.h"
#include "view/head.h"

#include <math.h>

/* A table's file without its folders: a page is passed on, and where a file lay is nobody's business. */
static struct bytes file_of(const json_t *reply, size_t i)
{
	struct bytes path = json_view(json_array_get(json_object_get(reply, "files"), i));
	for (size_t k = path.len; k > 0; k--) {
		if (path.s[k - 1] == '/') {
			return (struct bytes){path.s + k, path.len - k};
		}
	}
	return path;
}

static void add_name(struct buf *out, const json_t *reply, const json_t *stratum)
{
	const json_t *columns = json_object_get(reply, "columns");
	const json_t *values = json_object_get(stratum, "values");
	for (size_t i = 0; i < json_array_size(columns); i++) {
		buf_add_text(out, i > 0 ? ", " : "");
		html_text(out, json_view(json_array_get(columns, i)));
		buf_add_char(out, ' ');
		html_bdi(out, json_view(json_array_get(values, i)), BYTES_NONE);
	}
	if (json_array_size(columns) == 0) {
		html_bdi(out, file_of(reply, 0), BYTES_NONE);
	}
}

/* ------- words ------- */

static void add_interval(struct buf *out, const json_t *estimate)
{
	if (isnan(estimate_number(estimate, "low"))) {
		buf_add_text(out, "–");
		return;
	}
	estimate_add_number(out, estimate_number(estimate, "low"));
	buf_add_text(out, " to ");
	estimate_add_number(out, estimate_number(estimate, "high"));
}

/* estimate: NULL where nothing can be said. */
static void add_sentence(
	struct buf *out, const json_t *reply, double documented, const json_t *estimate, const char *style)
{
	buf_printf(out, "<p class=\"%s\">Documented: ", style);
	estimate_add_number(out, documented);
	buf_add_text(out, " people. ");
	if (!estimate) {
		buf_add_text(out, "No estimate can be said.</p>\n");
		return;
	}
	buf_add_text(out, "Estimated total: ");
	add_interval(out, estimate);
	buf_printf(out, ".</p>\n<p class=\"rule-words\">%.0f %% interval",
		100 * estimate_number(reply, "level"));
	if (!isnan(estimate_number(estimate, "total"))) {
		buf_add_text(out, ", estimate ");
		estimate_add_number(out, estimate_number(estimate, "total"));
	}
	buf_add_text(out,
		". The second number includes people nobody has listed yet; it is a model's result, not a "
		"count, and is never added to documented figures.</p>\n");
}

static void add_refusals(struct buf *out, const json_t *run)
{
	const json_t *refusals = json_object_get(run, "refusals");
	buf_add_text(out, "<ul class=\"notes\">\n");
	for (size_t i = 0; i < json_array_size(refusals); i++) {
		const json_t *r = json_array_get(refusals, i);
		buf_add_text(out, "<li>");
		html_text(out, json_get_view(r, "reason"));
		buf_add_text(out, " <span class=\"by\">What would help: ");
		html_text(out, json_get_view(r, "help"));
		buf_add_text(out, "</span></li>\n");
	}
	if (json_array_size(refusals) == 0) {
		buf_add_text(out, "<li>No method applies to this table, or each was refused.</li>\n");
	}
	buf_add_text(out, "</ul>\n");
}

/* The combined estimate of replicates, else the answer of the only run; NULL: none. */
static const json_t *answer_of(const json_t *stratum)
{
	const json_t *runs = json_object_get(stratum, "runs");
	if (json_array_size(runs) > 1) {
		return json_object_get(json_object_get(stratum, "combined"), "estimate");
	}
	return json_object_get(json_array_get(runs, 0), "answer");
}

/* ------- one stratum ------- */

static void add_item(struct buf *out, const char *name, double x, const char *means)
{
	if (!isnan(x)) {
		buf_printf(out, "<li>%s: ", name);
		if (x < 0.0005) {
			buf_add_text(out, "under 0.001");
		} else {
			buf_printf(out, "%.4g", x);
		}
		buf_printf(out, " <span class=\"by\">%s</span></li>\n", means);
	}
}

static void add_modes(struct buf *out, const json_t *m)
{
	const json_t *modes = json_object_get(m, "modes");
	buf_add_text(out, json_array_size(modes) > 1 ? "<li>More than one mode: " : "");
	for (size_t i = 0; i < json_array_size(modes); i++) {
		buf_add_text(out, i > 0 ? ", near " : "near ");
		estimate_add_number(out, estimate_number(json_array_get(modes, i), "at"));
		buf_printf(out, " (%.0f %%)", 100 * estimate_number(json_array_get(modes, i), "share"));
	}
	buf_add_text(out,
		json_array_size(modes) > 1 ? " <span class=\"by\">the counts fit several answers; the "
					     "interval spans them</span></li>\n"
					   : "");
}

static void add_diagnostics(struct buf *out, const json_t *run)
{
	const json_t *methods = json_object_get(run, "methods");
	for (size_t i = 0; i < json_array_size(methods); i++) {
		const json_t *m = json_array_get(methods, i);
		struct buf items = {0};
		add_item(&items, "Split R-hat", estimate_number(m, "rhat"),
			"chains that started apart agree up to 1.01");
		add_item(&items, "Effective draws in the tails", estimate_number(m, "tail_ess"),
			"at least 400 hold up the ends of the interval");
		add_item(&items, "Share at the end of the range", estimate_number(m, "cap_share"),
			"above 0.01 the range would decide, not the data");
		add_item(&items, "Weight of the graph with all edges",
			estimate_number(m, "complete_graph_share"),
			"that graph says nothing of who is missing; above 0.1 it is refused");
		if (bytes_is(json_get_view(m, "state"), "given")) {
			add_modes(&items, m);
		}
		if (items.len > 0) {
			buf_add_text(out, "<h4>");
			html_text(out, json_get_view(m, "method"));
			buf_add_text(out, "</h4>\n<ul class=\"checks\">\n");
			buf_add_bytes(out, buf_bytes(&items));
			buf_add_text(out, "</ul>\n");
		}
		buf_done(&items);
	}
}

static void add_within(struct buf *out, const json_t *run)
{
	const json_t *within = json_object_get(run, "within");
	if (json_array_size(within) == 0) {
		return;
	}
	buf_add_text(out,
		"<h3>Lists whose size is known, found from the others</h3>\n<table><thead><tr><th "
		"scope=\"col\">List</th><th scope=\"col\" class=\"number\">Known</th><th scope=\"col\" "
		"class=\"number\">Interval from the others</th><th scope=\"col\">Found</th></tr></thead>"
		"<tbody>\n");
	for (size_t i = 0; i < json_array_size(within); i++) {
		const json_t *p = json_array_get(within, i);
		double known = estimate_number(p, "known");
		bool is_found = estimate_number(p, "low") <= known && known <= estimate_number(p, "high");
		buf_add_text(out, "<tr><th scope=\"row\">");
		html_bdi(out, json_get_view(p, "list"), BYTES_NONE);
		buf_add_text(out, "</th><td class=\"number\">");
		estimate_add_number(out, known);
		buf_add_text(out, "</td><td class=\"number\">");
		add_interval(out, p);
		buf_printf(out, "</td><td>%s</td></tr>\n",
			isnan(estimate_number(p, "total")) ? "no estimate"
				: is_found                 ? "yes"
							   : "no");
	}
	buf_add_text(out, "</tbody></table>\n");
}

static const json_t *answer_dots(const json_t *run)
{
	const json_t *methods = json_object_get(run, "methods");
	struct bytes answer = json_get_view(json_object_get(run, "answer"), "method");
	for (size_t i = 0; i < json_array_size(methods); i++) {
		const json_t *m = json_array_get(methods, i);
		if (answer.s && bytes_equal(answer, json_get_view(m, "method"))) {
			return json_object_get(m, "dots");
		}
	}
	return NULL;
}

/* The numbers by which models name lists: those that hold somebody, in order. */
static void add_list_key(struct buf *out, const json_t *run)
{
	const json_t *lists = json_object_get(run, "lists");
	unsigned number = 0;
	for (size_t i = 0; i < json_array_size(lists); i++) {
		const json_t *list = json_array_get(lists, i);
		if (estimate_number(list, "people") > 0) {
			buf_printf(out, "%s%u ", number > 0 ? ", " : " In models: ", number + 1);
			html_bdi(out, json_get_view(list, "name"), BYTES_NONE);
			number++;
		}
	}
	buf_add_text(out, number > 0 ? "." : "");
}

static void add_facts(struct buf *out, const json_t *run)
{
	const json_t *facts = json_object_get(run, "facts");
	buf_printf(out, "<p class=\"rule-words\">%.0f of %.0f combinations occur; ",
		estimate_number(facts, "patterns"), estimate_number(facts, "patterns_possible"));
	estimate_add_number(out, estimate_number(facts, "on_one_list"));
	buf_printf(out,
		" people are on one list only; %.0f of %.0f pairs of lists share nobody; %.0f triples of "
		"lists overlap.",
		estimate_number(facts, "pairs_without_overlap"), estimate_number(facts, "pairs"),
		estimate_number(facts, "overlapping_triples"));
	add_list_key(out, run);
	buf_add_text(out, "</p>\n");
}

static void add_stratum(struct buf *out, const json_t *reply, const json_t *stratum, size_t number)
{
	const json_t *run = json_array_get(json_object_get(stratum, "runs"), 0);
	const json_t *answer = answer_of(stratum);
	bool is_only = json_array_size(json_object_get(reply, "strata")) == 1;
	buf_printf(out, "<section id=\"stratum-%zu\">\n", number);
	if (!is_only) {
		buf_add_text(out, "<h2>");
		add_name(out, reply, stratum);
		buf_add_text(out, "</h2>\n");
	}
	add_sentence(out, reply, estimate_number(run, "documented"), answer,
		is_only ? "sentence" : "figure-words");
	if (answer) {
		buf_add_text(out, "<p class=\"figure-words\">It assumes: ");
		html_text(out, json_get_view(json_object_get(run, "answer"), "assumption"));
		buf_add_text(out, "</p>\n");
		estimate_add_dots(out, answer_dots(run), estimate_number(run, "documented"));
	} else {
		add_refusals(out, run);
	}
	if (json_object_get(run, "facts")) {
		buf_add_text(out, "<h3>How the lists overlap</h3>\n");
		add_facts(out, run);
		estimate_add_overlaps(out, run);
	}
	if (json_array_size(json_object_get(run, "methods")) > 0) {
		buf_add_text(out, "<h3>What other ways would say</h3>\n");
		estimate_add_ladder(out, run);
		add_within(out, run);
		buf_add_text(out, "<h3>How well it was computed</h3>\n");
		add_diagnostics(out, run);
	}
	buf_add_text(out, "<p class=\"hash\">SHA-256 of the table: <code>");
	html_text(out, json_get_view(run, "digest"));
	buf_add_text(out, "</code></p>\n</section>\n");
}

/* ------- the page ------- */

static void add_strata_table(struct buf *out, const json_t *reply)
{
	const json_t *strata = json_object_get(reply, "strata");
	buf_add_text(out,
		"<table><thead><tr><th scope=\"col\">Stratum</th><th scope=\"col\" "
		"class=\"number\">Documented"
		"</th><th scope=\"col\" class=\"number\">Estimated total</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < json_array_size(strata); i++) {
		const json_t *stratum = json_array_get(strata, i);
		const json_t *run = json_array_get(json_object_get(stratum, "runs"), 0);
		buf_printf(out, "<tr><th scope=\"row\"><a href=\"#stratum-%zu\">", i);
		add_name(out, reply, stratum);
		buf_add_text(out, "</a></th><td class=\"number\">");
		estimate_add_number(out, estimate_number(run, "documented"));
		buf_add_text(out, "</td><td class=\"number\">");
		if (answer_of(stratum)) {
			add_interval(out, answer_of(stratum));
		} else {
			buf_add_text(out, "none: documented only");
		}
		buf_add_text(out, "</td></tr>\n");
	}
	buf_add_text(out, "</tbody></table>\n");
}

static void add_total(struct buf *out, const json_t *reply, const json_t *total)
{
	const json_t *sum = json_object_get(total, "sum_of_bounds");
	add_sentence(out, reply, estimate_number(total, "documented"), json_object_get(total, "estimate"),
		"sentence");
	buf_printf(out, "<p class=\"rule-words\">%.0f of %.0f strata are estimated, added up draw by draw; ",
		estimate_number(total, "estimated_strata"), estimate_number(total, "strata"));
	if (estimate_number(total, "documented_only") > 0) {
		estimate_add_number(out, estimate_number(total, "documented_only"));
		buf_add_text(
			out, " people of the others count as documented only, so that the whole is too low.");
	} else {
		buf_add_text(out, "none is left out.");
	}
	if (sum) {
		buf_add_text(out, " Adding up bounds, as is sometimes published, would say ");
		add_interval(out, sum);
		buf_add_text(out, ": wider than its level, and not used.");
	}
	buf_add_text(out, "</p>\n");
	add_strata_table(out, reply);
}

/* Whether the interval holds how uncertain it is who is the same person. */
static void add_linkage(struct buf *out, const json_t *reply)
{
	struct bytes words = json_get_view(json_object_get(reply, "linkage"), "words");
	if (words.s) {
		buf_add_text(out, "<section id=\"linkage\">\n<h2>Who is the same person</h2>\n<p>");
		html_text(out, words);
		buf_add_text(out, "</p>\n</section>\n");
	}
}

static void add_reproduce(struct buf *out, const json_t *reply, struct bytes program, struct bytes made_at)
{
	const json_t *files = json_object_get(reply, "files");
	const json_t *columns = json_object_get(reply, "columns");
	buf_add_text(out, "<section id=\"reproduce\">\n<h2>Reproduce</h2>\n<pre>recount estimate");
	for (size_t i = 0; i < json_array_size(files); i++) {
		buf_add_text(out, i == 0 ? " " : " --replicate ");
		html_text(out, file_of(reply, i));
	}
	for (size_t i = 0; i < json_array_size(columns); i++) {
		buf_add_text(out, i == 0 ? " --strata " : ",");
		html_text(out, json_view(json_array_get(columns, i)));
	}
	buf_printf(out, " --seed %.0f --level %.0f ", estimate_number(reply, "seed"),
		100 * estimate_number(reply, "level"));
	html_text(out, json_get_view(reply, "settings"));
	buf_add_text(out, "</pre>\n<p class=\"by\">");
	html_text(out, program);
	buf_add_text(out, ", ");
	html_text(out, made_at);
	buf_add_text(out, "</p>\n</section>\n");
}

void estimate_page_write(const json_t *reply, struct bytes program, struct bytes made_at, struct buf *out)
{
	const json_t *strata = json_object_get(reply, "strata");
	const json_t *total = json_object_get(reply, "total");
	struct bytes style = head_estimate_style();
	head_write(out, "Estimate from ", file_of(reply, 0), &style, 1);
	buf_add_text(out,
		"<body>\n<header>\n<p class=\"over\">Estimate of how many people there are, listed or "
		"not</p>\n<h1>");
	html_bdi(out, file_of(reply, 0), BYTES_NONE);
	buf_add_text(out, "</h1>\n");
	if (total) {
		add_total(out, reply, total);
	}
	buf_add_text(out, "</header>\n<main>\n");
	for (size_t i = 0; i < json_array_size(strata); i++) {
		add_stratum(out, reply, json_array_get(strata, i), i);
	}
	add_linkage(out, reply);
	add_reproduce(out, reply, program, made_at);
	buf_add_text(out, "</main>\n</body>\n</html>\n");
}
