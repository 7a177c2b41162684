/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/estimate_page.h"

#include "base/mem.h"

#include <math.h>

enum { BINS = 36, DOT_STEP = 9, PATTERNS_SHOWN = 14, BAR_HEIGHT = 150, ROW_HEIGHT = 24 };

double estimate_number(const json_t *object, const char *key)
{
	const json_t *v = json_object_get(object, key);
	return json_is_number(v) ? json_number_value(v) : NAN;
}

void estimate_add_number(struct buf *out, double x)
{
	char digits[32];
	if (isnan(x)) {
		buf_add_text(out, "–");
		return;
	}
	int len = snprintf(digits, sizeof(digits), "%.0f", x);
	for (int i = 0; i < len; i++) {
		buf_printf(out, "%s%c", i > 0 && (len - i) % 3 == 0 ? "," : "", digits[i]);
	}
}

/* ------- dots ------- */

static void add_scale(struct buf *out, const struct axis *axis, int y)
{
	buf_add_text(out, "<g class=\"axis\">");
	for (int64_t n = 0; n <= axis->max; n += axis->step) {
		buf_printf(out, "<text x=\"%.2f%%\" y=\"%d\">", axis_percent(axis, n), y);
		estimate_add_number(out, (double)n);
		buf_add_text(out, "</text>");
	}
	buf_add_text(out, "</g>");
}

void estimate_add_dots(struct buf *out, const json_t *dots, double documented)
{
	unsigned stack[BINS + 1] = {0};
	unsigned tallest = 0;
	size_t count = json_array_size(dots);
	double highest = count > 0 ? json_number_value(json_array_get(dots, count - 1)) : 0;
	if (count == 0 || !(highest < 1e15)) {
		return;
	}
	struct axis axis = axis_of((int64_t)ceil(highest));
	for (size_t i = 0; i < count; i++) {
		double x = json_number_value(json_array_get(dots, i)) / (double)axis.max;
		unsigned bin = (unsigned)lround(fmin(fmax(x, 0), 1) * BINS);
		tallest = ++stack[bin] > tallest ? stack[bin] : tallest;
	}
	int floor_y = (int)tallest * DOT_STEP + 12;
	buf_printf(out,
		"<figure class=\"dots\"><svg role=\"img\" height=\"%d\"><title>Fifty dots, each for two "
		"chances in a hundred, over the number of people</title>",
		floor_y + 24);
	double at_documented = axis_percent(&axis, (int64_t)documented);
	buf_printf(out, "<line class=\"edge\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"%d\"/>",
		at_documented, at_documented, floor_y);
	for (unsigned bin = 0; bin <= BINS; bin++) {
		double x = axis_percent(&axis, (int64_t)((double)axis.max * bin / BINS));
		for (unsigned k = 0; k < stack[bin]; k++) {
			buf_printf(out, "<circle cx=\"%.2f%%\" cy=\"%d\" r=\"4\"/>", x,
				floor_y - 6 - (int)k * DOT_STEP);
		}
	}
	add_scale(out, &axis, floor_y + 18);
	buf_add_text(out,
		"</svg><figcaption>Each dot is 2 chances in 100. The dotted line is what is documented."
		"</figcaption></figure>\n");
}

/* ------- overlaps ------- */

struct overlap {
	struct bytes on;
	double people;
};

static int compare_overlaps(const void *a, const void *b)
{
	const struct overlap *x = a;
	const struct overlap *y = b;
	if (x->people != y->people) {
		return x->people < y->people ? 1 : -1;
	}
	return bytes_compare(y->on, x->on);
}

/* Where column i of the overlaps stands. */
static double column_percent(size_t i)
{
	return 24 + 74.0 * ((double)i + 0.5) / PATTERNS_SHOWN;
}

static void add_column(struct buf *out, const struct overlap *o, double most, size_t i)
{
	double x = column_percent(i);
	double height = o->people / most * BAR_HEIGHT;
	buf_printf(out, "<line class=\"bar\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%.1f\" y2=\"%d\"/>", x, x,
		20 + BAR_HEIGHT - height, 20 + BAR_HEIGHT);
	buf_printf(out, "<text class=\"count\" x=\"%.2f%%\" y=\"%.1f\">", x, 14 + BAR_HEIGHT - height);
	estimate_add_number(out, o->people);
	buf_add_text(out, "</text>");
	size_t first = SIZE_MAX;
	size_t last = 0;
	for (size_t k = 0; k < o->on.len; k++) {
		bool is_on = o->on.s[k] == '1';
		first = is_on && first == SIZE_MAX ? k : first;
		last = is_on ? k : last;
		buf_printf(out, "<circle class=\"%s\" cx=\"%.2f%%\" cy=\"%zu\" r=\"5\"/>",
			is_on ? "on" : "off", x, 40 + BAR_HEIGHT + k * ROW_HEIGHT);
	}
	buf_printf(out, "<line x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%zu\" y2=\"%zu\"/>", x, x,
		40 + BAR_HEIGHT + first * ROW_HEIGHT, 40 + BAR_HEIGHT + last * ROW_HEIGHT);
}

static void add_list_names(struct buf *out, const json_t *lists)
{
	for (size_t k = 0; k < json_array_size(lists); k++) {
		const json_t *list = json_array_get(lists, k);
		buf_printf(out, "<text class=\"list\" x=\"22%%\" y=\"%zu\"><tspan>",
			45 + BAR_HEIGHT + k * ROW_HEIGHT);
		html_text(out, json_get_view(list, "name"));
		buf_add_text(out, "</tspan> · ");
		estimate_add_number(out, estimate_number(list, "people"));
		buf_add_text(out, "</text>");
	}
}

void estimate_add_overlaps(struct buf *out, const json_t *run)
{
	const json_t *patterns = json_object_get(run, "patterns");
	const json_t *lists = json_object_get(run, "lists");
	size_t count = json_array_size(patterns);
	struct overlap *all = mem_calloc(count + 1, sizeof(*all));
	for (size_t i = 0; i < count; i++) {
		const json_t *p = json_array_get(patterns, i);
		all[i] = (struct overlap){json_get_view(p, "on"), estimate_number(p, "people")};
	}
	qsort(all, count, sizeof(*all), compare_overlaps);
	if (count > 0) {
		buf_printf(out,
			"<figure class=\"overlaps\"><svg role=\"img\" height=\"%zu\"><title>The most "
			"frequent "
			"combinations of lists</title>",
			BAR_HEIGHT + 40 + json_array_size(lists) * ROW_HEIGHT);
		add_list_names(out, lists);
		for (size_t i = 0; i < count && i < PATTERNS_SHOWN; i++) {
			add_column(out, &all[i], all[0].people, i);
		}
		buf_add_text(out,
			"</svg><figcaption>Each column is a combination of lists, the bar how many people "
			"are on "
			"exactly these. ");
		if (count > PATTERNS_SHOWN) {
			buf_printf(out, "The %d most frequent of %zu.", PATTERNS_SHOWN, count);
		}
		buf_add_text(out, "</figcaption></figure>\n");
	}
	free(all);
}
