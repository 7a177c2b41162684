/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/estimate_page.h"

#include <math.h>

/* One axis for all rows: to the highest end of what has to agree, so that one that runs away does not squeeze the rest. */
static struct axis common_axis(const json_t *run)
{
	const json_t *methods = json_object_get(run, "methods");
	double highest = estimate_number(run, "documented");
	for (size_t i = 0; i < json_array_size(methods); i++) {
		const json_t *m = json_array_get(methods, i);
		if (!bytes_is(json_get_view(m, "method"), "aic")) {
			highest = fmax(highest, estimate_number(m, "high"));
		}
	}
	return axis_of((int64_t)fmin(ceil(highest), 1e15));
}

static double percent_of(const struct axis *axis, double x)
{
	return fmin(axis_percent(axis, (int64_t)fmin(x, 2 * (double)axis->max)), 97);
}

/* A line for the interval and a dot for the estimate; where the line leaves the axis an open end. */
static void add_drawing(struct buf *out, const struct axis *axis, double total, double low, double high)
{
	buf_add_text(out, "<td class=\"drawing\"><svg aria-hidden=\"true\">");
	for (int64_t n = 0; n <= axis->max; n += axis->step) {
		double x = axis_percent(axis, n);
		buf_printf(out, "<line class=\"grid\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"100%%\"/>", x,
			x);
	}
	if (!isnan(low) && !isnan(high)) {
		buf_printf(out,
			"<line class=\"interval\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"50%%\" y2=\"50%%\"/>",
			percent_of(axis, low), percent_of(axis, high));
	}
	if (total <= (double)axis->max) {
		buf_printf(out, "<circle class=\"dot\" cx=\"%.2f%%\" cy=\"50%%\" r=\"4.5\"/>",
			percent_of(axis, total));
	}
	buf_add_text(out, "</svg></td></tr>\n");
}

static void add_numbers(struct buf *out, const struct axis *axis, const json_t *from)
{
	double low = estimate_number(from, "low");
	double high = estimate_number(from, "high");
	buf_add_text(out, "</th><td class=\"number\">");
	estimate_add_number(out, estimate_number(from, "total"));
	buf_add_text(out, "</td><td class=\"number\">");
	if (!isnan(low)) {
		estimate_add_number(out, low);
		buf_add_text(out, " to ");
		estimate_add_number(out, high);
	}
	buf_add_text(out, "</td>");
	add_drawing(out, axis, estimate_number(from, "total"), low, high);
}

static void begin_group(struct buf *out, const char *heading)
{
	buf_printf(out, "<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"4\">%s</th></tr>\n",
		heading);
}

static void add_methods(struct buf *out, const struct axis *axis, const json_t *run)
{
	const json_t *methods = json_object_get(run, "methods");
	struct bytes answer = json_get_view(json_object_get(run, "answer"), "method");
	begin_group(out, "By all methods");
	for (size_t i = 0; i < json_array_size(methods); i++) {
		const json_t *m = json_array_get(methods, i);
		struct bytes state = json_get_view(m, "state");
		if (!bytes_is(state, "given") && !bytes_is(state, "refused")) {
			continue;
		}
		buf_printf(out, "<tr%s><th scope=\"row\">",
			answer.s && bytes_equal(answer, json_get_view(m, "method")) ? " class=\"headline\""
										    : "");
		html_text(out, json_get_view(m, "method"));
		buf_add_text(out, "<span class=\"by\"> ");
		html_text(out, json_get_view(m, "model"));
		buf_add_text(out, "</span>");
		if (bytes_is(state, "given")) {
			add_numbers(out, axis, m);
			continue;
		}
		buf_add_text(out, "</th><td colspan=\"3\">Refused: ");
		html_text(out, json_get_view(json_array_get(json_object_get(m, "refusals"), 0), "reason"));
		buf_add_text(out, "</td></tr>\n");
	}
	buf_add_text(out, "</tbody>\n");
}

static void add_line(struct buf *out, const struct axis *axis, const json_t *run)
{
	const json_t *line = json_object_get(run, "line");
	if (json_array_size(line) == 0) {
		return;
	}
	begin_group(out, "If what all lists have in common multiplied the odds (nhoi)");
	for (size_t i = 0; i < json_array_size(line); i++) {
		const json_t *point = json_array_get(line, i);
		buf_printf(out, "<tr><th scope=\"row\">by %.3g", estimate_number(point, "xi"));
		add_numbers(out, axis, point);
	}
	buf_add_text(out, "</tbody>\n");
}

static void add_without(struct buf *out, const struct axis *axis, const json_t *run)
{
	const json_t *without = json_object_get(run, "without");
	if (json_array_size(without) == 0) {
		return;
	}
	begin_group(out, "Without one list (bic)");
	for (size_t i = 0; i < json_array_size(without); i++) {
		const json_t *p = json_array_get(without, i);
		buf_add_text(out, "<tr><th scope=\"row\">without ");
		html_bdi(out, json_get_view(p, "list"), BYTES_NONE);
		add_numbers(out, axis, p);
	}
	buf_add_text(out, "</tbody>\n");
}

/* The two ends of what one person on a pair of lists changes. */
static void add_pairs(struct buf *out, const struct axis *axis, const json_t *run)
{
	const json_t *pairs = json_object_get(run, "pairs");
	const json_t *ends[2] = {NULL, NULL};
	for (size_t i = 0; i < json_array_size(pairs); i++) {
		const json_t *p = json_array_get(pairs, i);
		double total = estimate_number(p, "total");
		ends[0] = !isnan(total) && !(total >= estimate_number(ends[0], "total")) ? p : ends[0];
		ends[1] = !isnan(total) && !(total <= estimate_number(ends[1], "total")) ? p : ends[1];
	}
	if (!ends[0]) {
		return;
	}
	begin_group(
		out, "With one person more or fewer on a pair of lists: the lowest and the highest (bic)");
	for (size_t i = 0; i < 2; i++) {
		buf_printf(out, "<tr><th scope=\"row\">one %s on ",
			estimate_number(ends[i], "change") > 0 ? "more" : "fewer");
		html_bdi(out, json_get_view(ends[i], "list"), BYTES_NONE);
		buf_add_text(out, " and ");
		html_bdi(out, json_get_view(ends[i], "other"), BYTES_NONE);
		add_numbers(out, axis, ends[i]);
	}
	buf_add_text(out, "</tbody>\n");
}

static void add_axis_head(struct buf *out, const struct axis *axis)
{
	buf_add_text(out,
		"<thead><tr><th scope=\"col\">Way</th><th scope=\"col\" class=\"number\">People</th><th "
		"scope=\"col\" class=\"number\">Interval</th><th scope=\"col\" class=\"drawing\"><svg "
		"aria-hidden=\"true\"><g class=\"axis\">");
	for (int64_t n = 0; n <= axis->max; n += 2 * axis->step) {
		buf_printf(out, "<text x=\"%.2f%%\" y=\"22\">", axis_percent(axis, n));
		estimate_add_number(out, (double)n);
		buf_add_text(out, "</text>");
	}
	buf_add_text(out, "</g></svg></th></tr></thead>\n");
}

void estimate_add_ladder(struct buf *out, const json_t *run)
{
	struct axis axis = common_axis(run);
	if (json_array_size(json_object_get(run, "methods")) == 0) {
		return;
	}
	buf_add_text(out,
		"<table class=\"estimates\"><caption>A line is an interval, a dot an estimate. What lies "
		"beyond "
		"the axis ends at its edge. aic and chao do not have to agree with the others.</caption>\n");
	add_axis_head(out, &axis);
	add_methods(out, &axis, run);
	add_line(out, &axis, run);
	add_pairs(out, &axis, run);
	add_without(out, &axis, run);
	buf_add_text(out, "</table>\n");
}
