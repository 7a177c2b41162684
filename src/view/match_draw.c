/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Charts of a matching run: scores, thresholds, clusters. */
#include "view/match_page.h"

#include <math.h>

enum { PLOT_TOP = 16, PLOT_HEIGHT = 180, PLOT_FLOOR = PLOT_TOP + PLOT_HEIGHT, PLOT_BOTTOM = PLOT_FLOOR + 44 };

/* Margins of a plot, in percent of its width. */
static const double plot_left = 8;
static const double plot_right = 97;

static double plot_percent(double share)
{
	return plot_left + (plot_right - plot_left) * share;
}

static void add_line(struct buf *out, const char *class, double x1, double y1, double x2, double y2)
{
	buf_printf(out, "<line class=\"%s\" x1=\"%.2f%%\" y1=\"%.1f\" x2=\"%.2f%%\" y2=\"%.1f\"/>", class, x1,
		y1, x2, y2);
}

/* ------- scores ------- */

/* Heights are of the logarithm: few doubtful pairs beside many sure ones would not be seen. */
static double height_of(double pairs, double decades)
{
	return pairs > 0 ? PLOT_HEIGHT * (log10(pairs) + 0.3) / (decades + 0.3) : 0;
}

static void add_decades(struct buf *out, double decades)
{
	for (double d = 0; d <= decades; d++) {
		double y = PLOT_FLOOR - height_of(pow(10, d), decades);
		add_line(out, "grid", plot_left, y, plot_right, y);
		buf_printf(out, "<text class=\"end\" x=\"%.2f%%\" y=\"%.1f\">", plot_left - 1, y + 4);
		estimate_add_number(out, pow(10, d));
		buf_add_text(out, "</text>");
	}
}

/* Bins from the first to the last that hold a pair. */
static void find_ends(const json_t *scores, size_t *first, size_t *end)
{
	*first = json_array_size(scores);
	*end = 0;
	for (size_t i = 0; i < json_array_size(scores); i++) {
		if (estimate_number(json_array_get(scores, i), "pairs") > 0) {
			*first = i < *first ? i : *first;
			*end = i + 1;
		}
	}
}

static void add_score_table(struct buf *out, const json_t *scores, size_t first, size_t end)
{
	buf_add_text(out,
		"<details><summary>The numbers</summary><table><thead><tr><th scope=\"col\" "
		"class=\"number\">Log-odds from</th><th scope=\"col\" class=\"number\">to</th><th "
		"scope=\"col\" class=\"number\">Pairs</th></tr></thead><tbody>\n");
	for (size_t i = first; i < end; i++) {
		const json_t *bin = json_array_get(scores, i);
		buf_printf(out,
			"<tr><td class=\"number\">%.0f</td><td class=\"number\">%.0f</td><td "
			"class=\"number\">",
			estimate_number(bin, "from"), estimate_number(bin, "to"));
		estimate_add_number(out, estimate_number(bin, "pairs"));
		buf_add_text(out, "</td></tr>\n");
	}
	buf_add_text(out, "</tbody></table></details>\n");
}

void match_add_scores(struct buf *out, const json_t *reply)
{
	const json_t *scores = json_object_get(reply, "scores");
	size_t first;
	size_t end;
	double most = 1;
	find_ends(scores, &first, &end);
	if (end == 0) {
		return;
	}
	for (size_t i = first; i < end; i++) {
		most = fmax(most, estimate_number(json_array_get(scores, i), "pairs"));
	}
	double low = fmin(estimate_number(json_array_get(scores, first), "from"), -1);
	double high = fmax(estimate_number(json_array_get(scores, end - 1), "to"), 1);
	double decades = fmax(1, ceil(log10(most)));
	buf_printf(out,
		"<figure class=\"plot\"><svg role=\"img\" height=\"%d\"><title>Kept pairs by their "
		"log-odds</title><desc>Bars for the number of pairs; the dotted line is the threshold, "
		"where both are as likely. The numbers are in the table below.</desc>",
		PLOT_BOTTOM);
	add_decades(out, decades);
	for (size_t i = first; i < end; i++) {
		const json_t *bin = json_array_get(scores, i);
		double from = plot_percent((estimate_number(bin, "from") - low) / (high - low));
		double to = plot_percent((estimate_number(bin, "to") - low) / (high - low));
		double height = height_of(estimate_number(bin, "pairs"), decades);
		buf_printf(out,
			"<rect class=\"%s\" x=\"%.2f%%\" width=\"%.2f%%\" y=\"%.1f\" height=\"%.1f\"/>",
			estimate_number(bin, "from") >= 0 ? "for" : "against", from + 0.15, to - from - 0.3,
			PLOT_FLOOR - height, height);
	}
	for (double at = ceil(low / 5) * 5; at <= high; at += 5) {
		buf_printf(out, "<text x=\"%.2f%%\" y=\"%d\">%s%.0f</text>",
			plot_percent((at - low) / (high - low)), PLOT_FLOOR + 18, at < 0 ? "−" : "",
			fabs(at));
	}
	add_line(out, "edge", plot_percent(-low / (high - low)), PLOT_TOP - 10,
		plot_percent(-low / (high - low)), PLOT_FLOOR);
	buf_printf(out, "<text x=\"%.2f%%\" y=\"%d\">log-odds of one person</text></svg>", plot_percent(0.5),
		PLOT_FLOOR + 38);
	buf_add_text(out,
		"<figcaption>Kept pairs by their log-odds. Dotted: the threshold, a probability of 0.5; +5 "
		"is "
		"99.3 %, −5 is 0.7 %. Hollow bars lie below it. The heights are of the logarithm, so that "
		"few "
		"doubtful pairs are seen beside many sure ones; the first and the last bar hold what lies "
		"beyond, "
		"too.</figcaption>\n");
	add_score_table(out, scores, first, end);
	buf_add_text(out, "</figure>\n");
}

/* ------- thresholds ------- */

/* A line through the values of one member, with its name at the end. */
static void add_curve(struct buf *out, const json_t *points, const char *key, const char *class)
{
	double x_before = NAN;
	double y_before = NAN;
	size_t count = json_array_size(points);
	for (size_t i = 0; i < count; i++) {
		double value = estimate_number(json_array_get(points, i), key);
		if (isnan(value)) {
			continue;
		}
		double x = plot_percent(((double)i + 0.5) / (double)count);
		double y = PLOT_FLOOR - PLOT_HEIGHT * value;
		if (!isnan(x_before)) {
			add_line(out, class, x_before, y_before, x, y);
		}
		buf_printf(out, "<circle class=\"%s\" cx=\"%.2f%%\" cy=\"%.1f\" r=\"3.5\"/>", class, x, y);
		x_before = x;
		y_before = y;
	}
}

static void add_threshold_table(struct buf *out, const json_t *points, bool has_truth)
{
	static const char *const keys[] = {"precision", "recall", "true_precision", "true_recall"};
	size_t columns = has_truth ? 4 : 2;
	buf_add_text(out,
		"<table class=\"thresholds\"><thead><tr><th scope=\"col\">Probability from</th><th "
		"scope=\"col\" class=\"number\">Pairs</th><th scope=\"col\" class=\"number\">Expected "
		"precision</th><th scope=\"col\" class=\"number\">Expected recall</th>");
	buf_add_text(out,
		has_truth ? "<th scope=\"col\" class=\"number\">True precision</th><th scope=\"col\" "
			    "class=\"number\">True recall</th>"
			  : "");
	buf_add_text(out, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < json_array_size(points); i++) {
		const json_t *point = json_array_get(points, i);
		bool is_threshold = estimate_number(point, "from") == 0.5;
		buf_printf(out, "<tr%s><th scope=\"row\">%.4g%s</th><td class=\"number\">",
			is_threshold ? " class=\"headline\"" : "", estimate_number(point, "from"),
			is_threshold ? ", the threshold" : "");
		estimate_add_number(out, estimate_number(point, "pairs"));
		buf_add_text(out, "</td>");
		for (size_t k = 0; k < columns; k++) {
			buf_add_text(out, "<td class=\"number\">");
			match_add_percent(out, estimate_number(point, keys[k]));
			buf_add_text(out, "</td>");
		}
		buf_add_text(out, "</tr>\n");
	}
	buf_add_text(out, "</tbody></table>\n");
}

void match_add_thresholds(struct buf *out, const json_t *details)
{
	const json_t *points = json_object_get(details, "thresholds");
	size_t count = json_array_size(points);
	bool has_truth = !isnan(estimate_number(json_array_get(points, 0), "true_recall"));
	buf_printf(out,
		"<figure class=\"plot\"><svg role=\"img\" height=\"%d\"><title>Expected precision and recall "
		"over the threshold</title><desc>Precision is a full line with filled dots, recall a dashed "
		"one with hollow dots. The numbers are in the table below.</desc>",
		PLOT_BOTTOM);
	for (int percent = 0; percent <= 100; percent += 25) {
		double y = PLOT_FLOOR - PLOT_HEIGHT * percent / 100.0;
		add_line(out, "grid", plot_left, y, plot_right, y);
		buf_printf(out, "<text class=\"end\" x=\"%.2f%%\" y=\"%.1f\">%d %%</text>", plot_left - 1,
			y + 4, percent);
	}
	for (size_t i = 0; i < count; i++) {
		double from = estimate_number(json_array_get(points, i), "from");
		double x = plot_percent(((double)i + 0.5) / (double)count);
		buf_printf(out, "<text x=\"%.2f%%\" y=\"%d\">%.4g</text>", x, PLOT_FLOOR + 18, from);
		if (from == 0.5) {
			add_line(out, "edge", x, PLOT_TOP - 10, x, PLOT_FLOOR);
		}
	}
	add_curve(out, points, "precision", "precision");
	add_curve(out, points, "recall", "recall");
	buf_printf(out, "<text x=\"%.2f%%\" y=\"%d\">probability from which on a pair counts</text></svg>",
		plot_percent(0.5), PLOT_FLOOR + 38);
	buf_add_text(out,
		"<figcaption><span class=\"key\">●—</span> expected precision: how many of the pairs above "
		"the threshold are one person. <span class=\"key\">○- -</span> expected recall: how many of "
		"the pairs that are one person, among all that were compared, lie above it. Both by the "
		"model's own probabilities; nobody has looked at the pairs.</figcaption></figure>\n");
	add_threshold_table(out, points, has_truth);
}

/* ------- clusters ------- */

enum { GRAPH_WIDTH = 460, GRAPH_HEIGHT = 300, GRAPH_NODE = 7 };

struct place {
	double x;
	double y;
};

/* Rows stand on an ellipse, the first one at its top. */
static struct place place_of(size_t i, size_t count)
{
	static const double turn = 6.283185307179586;
	double angle = turn * (double)i / (double)count - turn / 4;
	if (count == 2) {
		angle = i == 0 ? turn / 2 : 0;
	}
	return (struct place){GRAPH_WIDTH / 2.0 + 130 * cos(angle), GRAPH_HEIGHT / 2.0 + 105 * sin(angle)};
}

static const char *line_class(double p)
{
	return p >= 0.9 ? "sure" : p >= 0.5 ? "likely" : "unlikely";
}

static double distance(struct place a, struct place b)
{
	/* Labels are wider than they are high. */
	return hypot(a.x - b.x, 2 * (a.y - b.y));
}

/* Where on its line the label of a pair stands: the place farthest from the labels that are there. */
static struct place label_of(struct place a, struct place b, const struct place *labels, size_t count)
{
	static const double parts[] = {0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74};
	struct place best = {0};
	double best_room = -1;
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
		struct place at = {a.x + parts[i] * (b.x - a.x), a.y + parts[i] * (b.y - a.y) + 4};
		double room = 60; /* more is not needed, and the middle is best */
		for (size_t k = 0; k < count; k++) {
			room = fmin(room, distance(at, labels[k]));
		}
		if (room > best_room) {
			best = at;
			best_room = room;
		}
	}
	return best;
}

enum { LABELS_MAX = 64 };

static void add_links(struct buf *out, const json_t *pairs, size_t count)
{
	struct place labels[LABELS_MAX];
	size_t label_count = json_array_size(pairs) < LABELS_MAX ? json_array_size(pairs) : LABELS_MAX;
	for (size_t i = 0; i < json_array_size(pairs); i++) {
		const json_t *pair = json_array_get(pairs, i);
		struct place a = place_of((size_t)estimate_number(pair, "a"), count);
		struct place b = place_of((size_t)estimate_number(pair, "b"), count);
		buf_printf(out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
			line_class(estimate_number(pair, "probability")), a.x, a.y, b.x, b.y);
	}
	for (size_t i = 0; i < label_count; i++) {
		const json_t *pair = json_array_get(pairs, i);
		struct place a = place_of((size_t)estimate_number(pair, "a"), count);
		struct place b = place_of((size_t)estimate_number(pair, "b"), count);
		double p = estimate_number(pair, "probability");
		labels[i] = label_of(a, b, labels, i);
		buf_printf(out, "<text class=\"chance\" x=\"%.1f\" y=\"%.1f\">", labels[i].x, labels[i].y);
		buf_printf(out, p < 0.995 ? "%.0f %%</text>" : "over 99 %%</text>", 100 * p);
	}
}

static void add_nodes(struct buf *out, const json_t *rows)
{
	size_t count = json_array_size(rows);
	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(rows, i);
		struct place at = place_of(i, count);
		bool is_right = at.x > GRAPH_WIDTH / 2.0 + 1;
		bool is_left = at.x < GRAPH_WIDTH / 2.0 - 1;
		double y = is_right || is_left ? at.y + 4 : at.y < GRAPH_HEIGHT / 2.0 ? at.y - 14 : at.y + 22;
		buf_printf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%d\"/>",
			json_is_true(json_object_get(row, "is_in")) ? "in" : "out", at.x, at.y, GRAPH_NODE);
		buf_printf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">",
			is_right          ? "start"
				: is_left ? "end"
					  : "middle",
			is_right          ? at.x + 13
				: is_left ? at.x - 13
					  : at.x,
			y);
		buf_add_text(out, "<tspan>");
		html_text(out, json_get_view(row, "list"));
		buf_add_text(out, "</tspan> <tspan>");
		html_text(out, json_get_view(row, "row"));
		buf_add_text(out, "</tspan></text>");
	}
}

static void add_link_table(struct buf *out, const json_t *rows, const json_t *pairs)
{
	buf_add_text(out,
		"<details><summary>The numbers</summary><table><thead><tr><th scope=\"col\">Row</th><th "
		"scope=\"col\">Row</th><th scope=\"col\" class=\"number\">One "
		"person</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < json_array_size(pairs); i++) {
		const json_t *pair = json_array_get(pairs, i);
		buf_add_text(out, "<tr><td>");
		match_add_row(out, json_array_get(rows, (size_t)estimate_number(pair, "a")));
		buf_add_text(out, "</td><td>");
		match_add_row(out, json_array_get(rows, (size_t)estimate_number(pair, "b")));
		buf_add_text(out, "</td><td class=\"number\">");
		match_add_percent(out, estimate_number(pair, "probability"));
		buf_add_text(out, "</td></tr>\n");
	}
	buf_add_text(out, "</tbody></table></details>\n");
}

void match_add_cluster(struct buf *out, const json_t *cluster, size_t number)
{
	const json_t *rows = json_object_get(cluster, "rows");
	const json_t *pairs = json_object_get(cluster, "pairs");
	buf_printf(out,
		"<figure class=\"graph\"><svg role=\"img\" viewBox=\"0 0 %d %d\"><title>Cluster %.0f: its "
		"rows, and how likely pairs of them are one person</title><desc>The pairs are in the table "
		"below.</desc>",
		GRAPH_WIDTH, GRAPH_HEIGHT, estimate_number(cluster, "cluster"));
	add_links(out, pairs, json_array_size(rows));
	add_nodes(out, rows);
	buf_printf(out, "</svg><figcaption>%zu. Cluster %.0f: the row least sure of belongs to it with ",
		number, estimate_number(cluster, "cluster"));
	match_add_percent(out, estimate_number(cluster, "least"));
	buf_add_text(out, ".</figcaption>\n");
	add_link_table(out, rows, pairs);
	buf_add_text(out, "</figure>\n");
}
