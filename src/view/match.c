/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/match.h"

#include "view/head.h"
#include "view/match_page.h"

#include <math.h>

/* match.css, built in. */
extern const char view_match_style[];
extern const char view_match_style_end[];

void match_add_percent(struct buf *out, double p)
{
	if (isnan(p)) {
		buf_add_text(out, "–");
		return;
	}
	if (p > 0 && p < 5e-7) {
		buf_add_text(out, "under 0.0001 %");
		return;
	}
	if (p < 1 && 1 - p < 5e-7) {
		buf_add_text(out, "over 99.9999 %");
		return;
	}
	double edge = fmin(p, 1 - p);
	int digits = edge == 0 ? 0 : 1;
	for (double unit = 0.0005; digits > 0 && digits < 4 && edge < unit; unit /= 10) {
		digits++;
	}
	buf_printf(out, "%.*f %%", digits, 100 * p);
}

void match_add_row(struct buf *out, const json_t *row)
{
	html_bdi(out, json_get_view(row, "list"), BYTES_NONE);
	buf_add_char(out, ' ');
	html_bdi(out, json_get_view(row, "row"), BYTES_NONE);
}

static void add_count(struct buf *out, double n, const char *one, const char *many)
{
	estimate_add_number(out, n);
	buf_printf(out, " %s", n == 1 ? one : many);
}

static double sum_of(const json_t *rows, const char *key)
{
	double sum = 0;
	for (size_t i = 0; i < json_array_size(rows); i++) {
		sum += estimate_number(json_array_get(rows, i), key);
	}
	return sum;
}

/* ------- words ------- */

/* The point of the threshold by which pairs are joined. */
static const json_t *half_of(const json_t *details)
{
	const json_t *points = json_object_get(details, "thresholds");
	for (size_t i = 0; i < json_array_size(points); i++) {
		if (estimate_number(json_array_get(points, i), "from") == 0.5) {
			return json_array_get(points, i);
		}
	}
	return NULL;
}

static void add_not_compared(struct buf *out, const json_t *reply)
{
	double records = estimate_number(reply, "records");
	double skipped = sum_of(json_object_get(reply, "rules"), "skipped");
	buf_add_text(out, "<p class=\"figure-words\">Compared were ");
	add_count(out, estimate_number(reply, "compared"), "pair of rows", "pairs of rows");
	buf_add_text(out, " of ");
	estimate_add_number(out, records * (records - 1) / 2);
	buf_add_text(out, " that there are: those that a rule of blocking brought together. ");
	if (skipped > 0) {
		add_count(out, skipped, "pair was", "pairs were");
		buf_add_text(out,
			" left out although a rule made them, because their blocks are too large; other "
			"rules may "
			"have found them. ");
	}
	double keyless = estimate_number(reply, "keyless");
	if (keyless > 0) {
		add_count(out, keyless, "row says", "rows say");
		buf_add_text(out, " nothing that a rule goes by, and were compared with none. ");
	}
	buf_add_text(out,
		"Two rows that no rule brings together are not found to be one person, however alike they "
		"are.</p>\n");
}

static void add_threshold(struct buf *out, const json_t *details)
{
	const json_t *half = half_of(details);
	buf_add_text(out,
		"<p class=\"figure-words\">Two rows count as one person when that is more likely than not, a "
		"probability of 0.5, and nothing forbids it: a list that holds each person once, days of "
		"death "
		"far apart, or a person&#39;s no.");
	if (!isnan(estimate_number(half, "precision"))) {
		buf_add_text(out, " By the model&#39;s own reckoning ");
		match_add_percent(out, estimate_number(half, "precision"));
		buf_add_text(out, " of the pairs above that are one person, and they are ");
		match_add_percent(out, estimate_number(half, "recall"));
		buf_add_text(out,
			" of such pairs among all that were compared. Nobody has checked this against "
			"people&#39;s "
			"judgement unless it says so below.");
	}
	buf_add_text(out, "</p>\n");
}

/* The numbers of the chart of overlaps, and those that it has no room for. */
static void add_patterns(struct buf *out, const json_t *details)
{
	const json_t *patterns = json_object_get(details, "patterns");
	const json_t *lists = json_object_get(details, "lists");
	buf_add_text(out,
		"<details><summary>The numbers</summary><table class=\"persons\"><thead><tr><th "
		"scope=\"col\">On exactly these lists</th><th scope=\"col\" "
		"class=\"number\">Persons</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < json_array_size(patterns); i++) {
		const json_t *pattern = json_array_get(patterns, i);
		struct bytes on = json_get_view(pattern, "on");
		bool is_first = true;
		buf_add_text(out, "<tr><td>");
		for (size_t k = 0; k < on.len; k++) {
			if (on.s[k] == '1') {
				buf_add_text(out, is_first ? "" : ", ");
				html_bdi(out, json_get_view(json_array_get(lists, k), "name"), BYTES_NONE);
				is_first = false;
			}
		}
		buf_add_text(out, "</td><td class=\"number\">");
		estimate_add_number(out, estimate_number(pattern, "people"));
		buf_add_text(out, "</td></tr>\n");
	}
	buf_add_text(out, "</tbody></table></details>\n");
}

/* Persons by the number of lists that they are on. */
static void add_persons(struct buf *out, const json_t *details)
{
	const json_t *patterns = json_object_get(details, "patterns");
	size_t lists = json_array_size(json_object_get(details, "lists"));
	buf_add_text(out,
		"<table class=\"persons\"><thead><tr><th scope=\"col\">Persons on</th><th scope=\"col\" "
		"class=\"number\">Persons</th></tr></thead><tbody>\n");
	for (size_t n = 1; n <= lists; n++) {
		double people = 0;
		for (size_t i = 0; i < json_array_size(patterns); i++) {
			struct bytes on = json_get_view(json_array_get(patterns, i), "on");
			size_t count = 0;
			for (size_t k = 0; k < on.len; k++) {
				count += on.s[k] == '1';
			}
			people += count == n ? estimate_number(json_array_get(patterns, i), "people") : 0;
		}
		if (people > 0) {
			buf_printf(out, "<tr><th scope=\"row\">%zu %s</th><td class=\"number\">", n,
				n == 1 ? "list" : "lists");
			estimate_add_number(out, people);
			buf_add_text(out, "</td></tr>\n");
		}
	}
	buf_add_text(out, "</tbody></table>\n");
}

static void add_header(struct buf *out, const json_t *reply, const json_t *details)
{
	const json_t *lists = json_object_get(reply, "lists");
	buf_add_text(out, "<header>\n<p class=\"over\">Who is on more than one list</p>\n<h1>");
	for (size_t i = 0; i < json_array_size(lists); i++) {
		buf_add_text(out, i > 0 ? ", " : "");
		html_bdi(out, json_get_view(json_array_get(lists, i), "name"), BYTES_NONE);
	}
	buf_add_text(out, "</h1>\n<p class=\"sentence\">");
	add_count(out, estimate_number(reply, "records"), "row is ", "rows are ");
	add_count(out, estimate_number(reply, "clusters"), "person", "persons");
	buf_add_text(out, ".</p>\n<p class=\"rule-words\">");
	estimate_add_number(out, estimate_number(reply, "in_clusters"));
	buf_add_text(out,
		" of the rows share theirs with another row. This is what the lists say of one another; it "
		"is no "
		"count of the dead, and who is on no list is not in it. Nothing was merged or "
		"deleted.</p>\n");
	add_not_compared(out, reply);
	add_threshold(out, details);
	buf_add_text(out, "</header>\n");
}

/* ------- lists ------- */

static void add_lists(struct buf *out, const json_t *reply, const json_t *details)
{
	const json_t *lists = json_object_get(reply, "lists");
	const json_t *people = json_object_get(details, "lists");
	const json_t *notes = json_object_get(reply, "notes");
	buf_add_text(out,
		"<section id=\"lists\">\n<h2>Lists</h2>\n<table><thead><tr><th scope=\"col\">List</th><th "
		"scope=\"col\" class=\"number\">Rows</th><th scope=\"col\" class=\"number\">Persons</th><th "
		"scope=\"col\">Each person once</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < json_array_size(lists); i++) {
		const json_t *list = json_array_get(lists, i);
		buf_add_text(out, "<tr><th scope=\"row\">");
		html_bdi(out, json_get_view(list, "name"), BYTES_NONE);
		buf_add_text(out, "</th><td class=\"number\">");
		estimate_add_number(out, estimate_number(list, "rows"));
		buf_add_text(out, "</td><td class=\"number\">");
		estimate_add_number(out, estimate_number(json_array_get(people, i), "people"));
		buf_printf(out, "</td><td>%s</td></tr>\n",
			json_is_true(json_object_get(list, "is_unique")) ? "yes, as its map says"
									 : "not known");
	}
	buf_add_text(out, "</tbody></table>\n");
	if (json_array_size(notes) > 0) {
		buf_printf(out,
			"<details><summary>Notes on how they were read and compared: %zu</summary><ul "
			"class=\"notes\">\n",
			json_array_size(notes));
		for (size_t i = 0; i < json_array_size(notes); i++) {
			buf_add_text(out, "<li>");
			html_text(out, json_view(json_array_get(notes, i)));
			buf_add_text(out, "</li>\n");
		}
		buf_add_text(out, "</ul></details>\n");
	}
	buf_add_text(out, "<h3>How the lists overlap</h3>\n");
	estimate_add_overlaps(out, details);
	add_patterns(out, details);
	add_persons(out, details);
	buf_add_text(out, "</section>\n");
}

/* ------- rules ------- */

static void add_rule(struct buf *out, const json_t *rule, double compared)
{
	static const char *const counts[] = {"pairs", "added"};
	static const char *const rests[] = {"largest_block", "refined", "skipped_blocks", "skipped"};
	double share = compared > 0 ? estimate_number(rule, "added") / compared : 0;
	buf_add_text(out, "<tr><th scope=\"row\">");
	html_text(out, json_get_view(rule, "rule"));
	buf_add_text(out, "</th>");
	for (size_t i = 0; i < ARRAY_COUNT(counts); i++) {
		buf_add_text(out, "<td class=\"number\">");
		estimate_add_number(out, estimate_number(rule, counts[i]));
		buf_add_text(out, "</td>");
	}
	buf_printf(out,
		"<td class=\"drawing\"><svg aria-hidden=\"true\"><rect class=\"for\" x=\"0%%\" "
		"width=\"%.2f%%\" y=\"22%%\" height=\"56%%\"/></svg></td>",
		100 * share);
	for (size_t i = 0; i < ARRAY_COUNT(rests); i++) {
		buf_add_text(out, "<td class=\"number\">");
		estimate_add_number(out, estimate_number(rule, rests[i]));
		buf_add_text(out, "</td>");
	}
	buf_add_text(out, "</tr>\n");
}

static void add_rules(struct buf *out, const json_t *reply)
{
	const json_t *rules = json_object_get(reply, "rules");
	buf_add_text(out,
		"<section id=\"rules\">\n<h2>What was compared</h2>\n<table class=\"blocking\"><caption>A "
		"rule "
		"brings rows together that agree in what it names. New: pairs that no rule above it made; "
		"the bar "
		"is their share of all that were compared. Refined: pairs of blocks that were divided "
		"further by "
		"another field because they are large. Left out: pairs of blocks that stayed too "
		"large.</caption>\n<thead><tr><th scope=\"col\">Rule</th><th scope=\"col\" "
		"class=\"number\">Pairs</th><th scope=\"col\" class=\"number\">New</th><th scope=\"col\" "
		"class=\"drawing\"></th><th scope=\"col\" class=\"number\">Largest block</th><th "
		"scope=\"col\" "
		"class=\"number\">Refined</th><th scope=\"col\" class=\"number\">Blocks left out</th><th "
		"scope=\"col\" class=\"number\">Pairs left out</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < json_array_size(rules); i++) {
		add_rule(out, json_array_get(rules, i), estimate_number(reply, "compared"));
	}
	buf_add_text(out, "</tbody></table>\n</section>\n");
}

/* ------- pairs ------- */

static void add_classes(struct buf *out, const json_t *details)
{
	static const struct {
		const char *key;
		const char *name;
		const char *means;
	} rows[] = {
		{"same", "one person", "written twice"},
		{"kin", "kin",
			"siblings and the like: lineage, day and place agree, the given name does not"},
		{"near", "alike strangers", "of one clan, one village, one day"},
		{"unrelated", "unrelated", "no more alike than two people by chance"},
	};
	const json_t *classes = json_object_get(details, "classes");
	buf_add_text(out,
		"<h3>Kept pairs by what they are likeliest</h3>\n<table><thead><tr><th "
		"scope=\"col\">Likeliest"
		"</th><th scope=\"col\" class=\"number\">Pairs</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		buf_printf(out,
			"<tr><th scope=\"row\">%s <span class=\"by\">%s</span></th><td class=\"number\">",
			rows[i].name, rows[i].means);
		estimate_add_number(out, estimate_number(classes, rows[i].key));
		buf_add_text(out, "</td></tr>\n");
	}
	buf_add_text(out, "</tbody></table>\n");
}

static void add_rate(struct buf *out, const json_t *truth, const char *key, const char *name)
{
	static const char *const parts[] = {"precision", "recall", "f1"};
	const json_t *rate = json_object_get(truth, key);
	buf_printf(out, "<tr><th scope=\"row\">%s</th>", name);
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
		buf_add_text(out, "<td class=\"number\">");
		match_add_percent(out, estimate_number(rate, parts[i]));
		buf_add_text(out, "</td>");
	}
	buf_add_text(out, "</tr>\n");
}

static void add_truth(struct buf *out, const json_t *reply)
{
	const json_t *truth = json_object_get(reply, "truth");
	if (!truth) {
		return;
	}
	buf_add_text(out,
		"<h3>Against who the rows truly are</h3>\n<table><thead><tr><th "
		"scope=\"col\">Measured</th><th "
		"scope=\"col\" class=\"number\">Precision</th><th scope=\"col\" "
		"class=\"number\">Recall</th><th "
		"scope=\"col\" class=\"number\">F1</th></tr></thead><tbody>\n");
	add_rate(out, truth, "pairs", "pairs, at a probability of 0.5");
	add_rate(out, truth, "best_pairs", "pairs, at the best threshold");
	add_rate(out, truth, "cluster_pairs", "pairs of the clusters");
	add_rate(out, truth, "clusters", "whole clusters");
	add_rate(out, truth, "b_cubed", "B-cubed");
	buf_add_text(out, "</tbody></table>\n");
}

static void add_pairs(struct buf *out, const json_t *reply, const json_t *details)
{
	const json_t *examples = json_object_get(details, "examples");
	buf_add_text(out, "<section id=\"pairs\">\n<h2>How sure it is</h2>\n<p class=\"rule-words\">");
	add_count(out, estimate_number(reply, "kept"), "pair was", "pairs were");
	buf_add_text(out, " kept; the others looked less likely than 1 in 1,000. The model expects ");
	add_count(out, round(estimate_number(reply, "same_expected")), "pair", "pairs");
	buf_add_text(out, " of one person among all that were compared.</p>\n");
	match_add_scores(out, reply);
	buf_add_text(out, "<h3>If the threshold were another</h3>\n");
	match_add_thresholds(out, details);
	add_truth(out, reply);
	add_classes(out, details);
	for (size_t i = 0; i < json_array_size(examples); i++) {
		match_add_waterfall(out, json_array_get(examples, i));
	}
	buf_add_text(out,
		"<p class=\"rule-words\">The same of any two rows: <code>recount match explain FOLDER "
		"LIST:ROW "
		"LIST:ROW</code></p>\n</section>\n");
}

/* ------- clusters ------- */

static void add_clusters(struct buf *out, const json_t *details)
{
	const json_t *clusters = json_object_get(details, "clusters");
	buf_add_text(out, "<section id=\"clusters\">\n<h2>Clusters least sure of</h2>\n");
	if (json_array_size(clusters) == 0) {
		buf_add_text(out, "<p class=\"rule-words\">There is none of two to six rows in doubt.</p>\n");
	} else {
		buf_add_text(out,
			"<p class=\"rule-words\">Of clusters of two to six rows. A full dot is a row of the "
			"cluster, a hollow one "
			"a row that was left out, at most three of them. A line is a pair with a row of the "
			"cluster: "
			"thick from 90 %, thin from 50 %, dashed below, none under 5 %.</p>\n<div "
			"class=\"graphs\">\n");
		for (size_t i = 0; i < json_array_size(clusters); i++) {
			match_add_cluster(out, json_array_get(clusters, i), i + 1);
		}
		buf_add_text(out, "</div>\n");
	}
	buf_add_text(out, "</section>\n");
}

static void add_contradictions(struct buf *out, const json_t *reply)
{
	const json_t *found = json_object_get(reply, "contradictions");
	buf_add_text(
		out, "<section id=\"contradictions\">\n<h2>Contradictions</h2>\n<p class=\"rule-words\">");
	add_count(out, fmax(estimate_number(reply, "verdicts"), 0), "verdict of a person was",
		"verdicts of persons were");
	buf_add_text(out, " taken into account.</p>\n");
	if (json_array_size(found) == 0) {
		buf_add_text(out,
			"<p class=\"rule-words\">No decision of a person contradicts another, or a list that "
			"holds "
			"each person once.</p>\n");
	} else {
		buf_add_text(out,
			"<p class=\"rule-words\">Persons joined these rows, directly or through others, and "
			"they "
			"must not be one person. None of the decisions is followed until this is "
			"resolved.</p>\n"
			"<table><thead><tr><th scope=\"col\">Row</th><th "
			"scope=\"col\">Row</th><th scope=\"col\">Why not</th></tr></thead><tbody>\n");
		for (size_t i = 0; i < json_array_size(found); i++) {
			buf_add_text(out, "<tr><td>");
			html_bdi(out, json_get_view(json_array_get(found, i), "a"), BYTES_NONE);
			buf_add_text(out, "</td><td>");
			html_bdi(out, json_get_view(json_array_get(found, i), "b"), BYTES_NONE);
			buf_add_text(out, "</td><td>");
			html_text(out, json_get_view(json_array_get(found, i), "why"));
			buf_add_text(out, "</td></tr>\n");
		}
		buf_add_text(out, "</tbody></table>\n");
	}
	buf_add_text(out, "</section>\n");
}

/* ------- the page ------- */

static void add_phases(struct buf *out, const json_t *reply, struct bytes program, struct bytes made_at)
{
	const json_t *phases = json_object_get(reply, "phases");
	buf_add_text(out,
		"<section id=\"phases\">\n<h2>How long it took</h2>\n<table class=\"persons\"><thead><tr><th "
		"scope=\"col\">Phase</th><th scope=\"col\" "
		"class=\"number\">Seconds</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < json_array_size(phases); i++) {
		buf_add_text(out, "<tr><th scope=\"row\">");
		html_text(out, json_get_view(json_array_get(phases, i), "name"));
		buf_printf(out, "</th><td class=\"number\">%.2f</td></tr>\n",
			estimate_number(json_array_get(phases, i), "seconds"));
	}
	buf_printf(out, "</tbody></table>\n<p class=\"by\">Memory: %.0f MiB at most. ",
		estimate_number(reply, "peak_mib"));
	html_text(out, program);
	buf_add_text(out, ", ");
	html_text(out, made_at);
	buf_add_text(out, "</p>\n</section>\n");
}

static void add_nav(struct buf *out)
{
	buf_add_text(out,
		"<nav aria-label=\"Parts of this page\"><ul><li><a href=\"#lists\">Lists</a></li><li><a "
		"href=\"#rules\">What was compared</a></li><li><a href=\"#pairs\">How sure it "
		"is</a></li><li><a "
		"href=\"#clusters\">Clusters</a></li><li><a href=\"#weights\">Weights</a></li><li><a "
		"href=\"#contradictions\">Contradictions</a></li><li><a "
		"href=\"#phases\">Time</a></li></ul></nav>\n");
}

void match_page_write(const json_t *reply, const json_t *details, struct bytes program, struct bytes made_at,
	struct buf *out)
{
	const json_t *first = json_array_get(json_object_get(reply, "lists"), 0);
	struct bytes style[] = {
		head_estimate_style(), {view_match_style, (size_t)(view_match_style_end - view_match_style)}};
	head_write(out, "Who is on more than one list: ", json_get_view(first, "name"), style,
		ARRAY_COUNT(style));
	buf_add_text(out, "<body>\n");
	add_header(out, reply, details);
	add_nav(out);
	buf_add_text(out, "<main>\n");
	add_lists(out, reply, details);
	add_rules(out, reply);
	add_pairs(out, reply, details);
	add_clusters(out, details);
	buf_add_text(out, "<section id=\"weights\">\n<h2>What agreement is worth</h2>\n");
	match_add_weights(out, reply);
	buf_add_text(out, "</section>\n");
	add_contradictions(out, reply);
	add_phases(out, reply, program, made_at);
	buf_add_text(out, "</main>\n</body>\n</html>\n");
}
