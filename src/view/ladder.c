/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/ladder.h"

#include "figure/words.h"
#include "view/axis.h"
#include "view/phrase.h"
#include "view/symbol.h"

/* Marks in pixels round a point that is placed in percent, so that they keep their shape at any width. */
#define MARK_LOW "M5-7H0V7H5"
#define MARK_HIGH "M-5-7H0V7H-5"
#define MARK_OPEN_HIGH "M0 0H28M22-5L28 0L22 5"
#define MARK_OPEN_LOW "M0 0H-28M-22-5L-28 0L-22 5"
#define MARK_DOT "M-4.5 0A4.5 4.5 0 1 1 4.5 0A4.5 4.5 0 1 1-4.5 0Z"
#define MARK_STRIKE "M-7 7L7-7"
#define MARK_PERSON "M0-8A2 2 0 1 1 0-4A2 2 0 1 1 0-8ZM-2.5-3H2.5L1.5 5H-1.5Z"

/* So many columns stay apart on the narrowest drawing, and so many rows look calm. */
enum { LADDER_PEOPLE_COLUMNS = 36, LADDER_PEOPLE_ROWS = 6 };

struct ladder {
	struct page *p;
	struct buf *out;
	const struct figure *f;
	struct axis axis;
};

static int compare_items(const void *x, const void *y)
{
	const struct figure_item *a = *(const struct figure_item *const *)x;
	const struct figure_item *b = *(const struct figure_item *const *)y;
	if (a->has_period != b->has_period) {
		return a->has_period ? -1 : 1;
	}
	if (a->has_period && a->last_day != b->last_day) {
		return a->last_day < b->last_day ? -1 : 1;
	}
	if (a->has_period && a->first_day != b->first_day) {
		return a->first_day < b->first_day ? -1 : 1;
	}
	return bytes_compare(a->claim->id, b->claim->id);
}

const struct figure_item **ladder_order(const struct figure *f, struct arena *a)
{
	const struct figure_item **order = arena_calloc(a, f->item_count, sizeof(const struct figure_item *));
	for (size_t i = 0; i < f->item_count; i++) {
		order[i] = &f->items[i];
	}
	if (f->item_count > 1) {
		qsort(order, f->item_count, sizeof(*order), compare_items);
	}
	return order;
}

static void raise_to(int64_t *highest, bool has, int64_t n)
{
	*highest = has && n > *highest ? n : *highest;
}

static int64_t highest_of(const struct page *p, const struct figure *f)
{
	int64_t highest = 0;
	for (size_t i = 0; i < 3; i++) {
		raise_to(&highest, page_end(f, i)->has, page_end(f, i)->n);
	}
	raise_to(&highest, f->named.has, f->named.n);
	for (size_t i = 0; i < f->item_count; i++) {
		const struct figure_item *item = &f->items[i];
		if (!page_withheld(p, item->claim->id)) {
			raise_to(&highest, item->low.has, item->low.n);
			raise_to(&highest, item->high.has, item->high.n);
			raise_to(&highest, item->point.has, item->point.n);
		}
	}
	return highest;
}

static void add_mark(struct ladder *l, const char *class, int64_t n, const char *path)
{
	buf_printf(l->out,
		"<svg x=\"%.3f%%\" y=\"50%%\" overflow=\"visible\"><path class=\"%s\" d=\"%s\"/></svg>",
		axis_percent(&l->axis, n), class, path);
}

static void add_line(struct ladder *l, const char *class, int64_t from, int64_t to)
{
	buf_printf(l->out, "<line class=\"%s\" x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"50%%\" y2=\"50%%\"/>", class,
		axis_percent(&l->axis, from), axis_percent(&l->axis, to));
}

/* The lines of the axis and the band of the figure, which run on from row to row. */
static void add_ground(struct ladder *l)
{
	const struct figure *f = l->f;
	if (f->low.has && f->high.has && f->low.n <= f->high.n) {
		double from = axis_percent(&l->axis, f->low.n);
		buf_printf(l->out, "<rect class=\"band\" x=\"%.3f%%\" width=\"%.3f%%\" height=\"100%%\"/>",
			from, axis_percent(&l->axis, f->high.n) - from);
	}
	for (int64_t n = 0; n <= l->axis.max; n += l->axis.step) {
		double x = axis_percent(&l->axis, n);
		buf_printf(l->out, "<line class=\"grid\" x1=\"%.3f%%\" x2=\"%.3f%%\" y2=\"100%%\"/>", x, x);
	}
	for (size_t i = 0; i < 3; i++) {
		if (page_end(f, i)->has) {
			double x = axis_percent(&l->axis, page_end(f, i)->n);
			buf_printf(l->out, "<line class=\"edge\" x1=\"%.3f%%\" x2=\"%.3f%%\" y2=\"100%%\"/>",
				x, x);
		}
	}
}

/* A bracket or a dot. class: of the strokes; a claim of one number has low and high alike. */
static void add_bracket(struct ladder *l, const char *class, struct figure_range range)
{
	bool is_one = range.low.has && range.high.has && range.low.n == range.high.n;
	if (range.low.has && !is_one) {
		add_mark(l, class, range.low.n, range.high.has ? MARK_LOW : MARK_LOW MARK_OPEN_HIGH);
	}
	if (range.high.has && !is_one) {
		add_mark(l, class, range.high.n, range.low.has ? MARK_HIGH : MARK_HIGH MARK_OPEN_LOW);
	}
	if (range.low.has && range.high.has && !is_one) {
		add_line(l, class, range.low.n, range.high.n);
	}
}

static void add_item_marks(struct ladder *l, const struct figure_item *item)
{
	const char *class = item->outcome == FIGURE_USED ? "used" : "aside";
	add_bracket(l, class, (struct figure_range){item->low, item->point, item->high});
	struct figure_number dot = item->point;
	if (item->low.has && item->high.has && item->low.n == item->high.n) {
		dot = item->low;
	}
	if (dot.has) {
		add_mark(l, item->outcome == FIGURE_USED ? "used dot" : "aside dot", dot.n, MARK_DOT);
	}
	if (item->outcome != FIGURE_USED && item->value.has) {
		add_mark(l, "aside", item->value.n, MARK_STRIKE);
	}
}

static void add_drawing_start(struct ladder *l)
{
	buf_add_text(
		l->out, "<td role=\"cell\" class=\"drawing\"><svg aria-hidden=\"true\" focusable=\"false\">");
	add_ground(l);
}

static void add_withheld_row(struct ladder *l, const struct report_withheld *withheld)
{
	buf_printf(l->out,
		"<tr role=\"row\" class=\"aside\"><td role=\"cell\" class=\"when\"></td><th "
		"role=\"rowheader\" scope=\"row\" class=\"who\">Withheld</th><td role=\"cell\" "
		"class=\"says\"><a href=\"#withheld-%lld\">commitment in entry %lld</a></td>",
		(long long)withheld->seq, (long long)withheld->seq);
	add_drawing_start(l);
	buf_add_text(l->out, "</svg></td></tr>\n");
}

static void add_says(struct ladder *l, const struct figure_item *item)
{
	const struct claim *claim = item->claim;
	bool is_used = item->outcome == FIGURE_USED;
	struct buf words = {0};
	phrase_quantity(&claim->quantity, &words);
	buf_add_text(l->out, "<td role=\"cell\" class=\"says\"><a class=\"n\"");
	html_href(l->out, "claim", claim->id);
	buf_add_text(l->out, is_used ? ">" : "><s>");
	html_bdi(l->out, buf_bytes(&words), BYTES_NONE);
	buf_add_text(l->out, is_used ? "</a>" : "</s></a>");
	if (!is_used) {
		buf_clear(&words);
		phrase_word(bytes_of(figure_outcome_names[item->outcome]), &words);
		buf_printf(l->out, " <span class=\"why\">%s</span>", words.s);
	}
	buf_add_text(l->out, "</td>");
	buf_done(&words);
}

static void add_row(struct ladder *l, const struct figure_item *item)
{
	const struct claim *claim = item->claim;
	const struct report_withheld *withheld = page_withheld(l->p, claim->id);
	if (withheld) {
		add_withheld_row(l, withheld);
		return;
	}
	buf_printf(l->out, "<tr role=\"row\"%s><td role=\"cell\" class=\"when\">",
		item->outcome == FIGURE_USED ? "" : " class=\"aside\"");
	page_add_range(l->p, date_range_is_absent(claim->as_of) ? claim->published : claim->as_of);
	buf_add_text(l->out, "</td><th role=\"rowheader\" scope=\"row\" class=\"who\">");
	symbol_add(l->out, item->class);
	buf_add_text(l->out, "<span>");
	page_add_publisher(l->p, claim);
	buf_printf(l->out, " <span class=\"class\">%s</span></span></th>", phrase_class_names[item->class]);
	add_says(l, item);
	add_drawing_start(l);
	add_item_marks(l, item);
	buf_add_text(l->out, "</svg></td></tr>\n");
}

static void add_axis(struct ladder *l)
{
	buf_add_text(l->out,
		"<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\" "
		"class=\"when\">Speaks for</th><th role=\"columnheader\" scope=\"col\" "
		"class=\"who\">Source, and who stands behind the number</th><th role=\"columnheader\" "
		"scope=\"col\" class=\"says\">Says</th><th role=\"columnheader\" scope=\"col\" "
		"class=\"drawing\">");
	buf_printf(l->out,
		"<svg class=\"axis\" role=\"img\"><title>Axis of people, 0 to %lld</title><desc>Each row "
		"of this table is drawn on this axis: a dot is one number, a bracket runs from lowest to "
		"highest, an arrow is an end that is not given.</desc>",
		(long long)l->axis.max);
	for (int64_t n = 0; n <= l->axis.max; n += l->axis.step) {
		buf_printf(l->out, "<text x=\"%.3f%%\" y=\"70%%\">%lld</text>", axis_percent(&l->axis, n),
			(long long)n);
	}
	buf_add_text(l->out, "</svg></th></tr></thead>\n");
}

static void add_end_label(
	struct ladder *l, const struct figure_end *end, const char *class, const char *shift)
{
	if (end->has) {
		buf_printf(l->out,
			"<svg x=\"%.3f%%\" y=\"50%%\" overflow=\"visible\"><text class=\"%s\" x=\"%s\" "
			"y=\"5\">%lld</text></svg>",
			axis_percent(&l->axis, end->n), class, shift, (long long)end->n);
	}
}

/* The figure itself, on top of the claims. */
static void add_figure_row(struct ladder *l)
{
	const struct figure *f = l->f;
	struct figure_range range = {
		{f->low.has, f->low.n}, {f->best.has, f->best.n}, {f->high.has, f->high.n}};
	bool is_one = f->low.has && f->high.has && f->low.n == f->high.n;
	buf_add_text(l->out,
		"<tbody role=\"rowgroup\"><tr role=\"row\" class=\"figure\"><th role=\"rowheader\" "
		"scope=\"row\" colspan=\"2\" class=\"rule\">All together <span class=\"class\">by rule "
		"<code>");
	html_text(l->out, f->rule);
	buf_add_text(l->out, "</code></span></th><td role=\"cell\" class=\"says\">");
	for (size_t i = 0; i < 3; i++) {
		if (page_end(f, i)->has) {
			buf_printf(l->out, "<span class=\"end\">%s ", phrase_end_names[i]);
			page_add_number(l->p, f, i);
			buf_add_text(l->out, "</span> ");
		}
	}
	buf_add_text(l->out, f->low.has || f->best.has || f->high.has ? "</td>" : "no number</td>");
	add_drawing_start(l);
	add_bracket(l, "whole", range);
	if (f->best.has || is_one) {
		add_mark(l, "whole dot", f->best.has ? f->best.n : f->low.n, MARK_DOT);
	}
	if (is_one) {
		add_end_label(l, &f->low, "after", "10");
	} else {
		add_end_label(l, &f->low, "before", "-8");
		add_end_label(l, &f->high, "after", "10");
	}
	buf_add_text(l->out, "</svg></td></tr>\n");
}

/* The people fill the axis up to their number, in columns of `rows` signs that stand for `each` people. */
static void add_people(struct ladder *l, int64_t each, int64_t rows)
{
	int64_t signs = (l->f->named.n + each - 1) / each;
	for (int64_t i = 0; i < signs; i++) {
		int64_t column = i / rows;
		double from = axis_percent(&l->axis, column * rows * each);
		double to = axis_percent(&l->axis, (column + 1) * rows * each);
		buf_printf(l->out,
			"<svg x=\"%.3f%%\" y=\"%.3f%%\" overflow=\"visible\"><path class=\"person\" "
			"d=\"" MARK_PERSON "\"/></svg>",
			(from + to) / 2, 100.0 * ((double)(i % rows) + 0.6) / (double)rows);
	}
}

static void add_named_row(struct ladder *l)
{
	int64_t each = 1;
	while (l->axis.max / each > LADDER_PEOPLE_COLUMNS * LADDER_PEOPLE_ROWS) {
		each *= 10;
	}
	int64_t rows = (l->axis.max / each + LADDER_PEOPLE_COLUMNS - 1) / LADDER_PEOPLE_COLUMNS;
	buf_add_text(l->out,
		"<tr role=\"row\" class=\"named\"><th role=\"rowheader\" scope=\"row\" colspan=\"2\" "
		"class=\"rule\">Known by name");
	if (each > 1) {
		buf_printf(l->out, " <span class=\"class\">each sign stands for %lld people</span>",
			(long long)each);
	}
	buf_printf(l->out, "</th><td role=\"cell\" class=\"says\">%lld, by ", (long long)l->f->named.n);
	page_link_decision(l->p, l->f->named_decision);
	buf_printf(l->out,
		"</td><td role=\"cell\" class=\"drawing\" style=\"block-size:%lldpx\"><svg "
		"aria-hidden=\"true\" focusable=\"false\">",
		(long long)(rows * 16 + 8));
	add_ground(l);
	add_people(l, each, rows);
	buf_add_text(l->out, "</svg></td></tr>\n");
}

static void add_legend_mark(struct buf *out, const char *class, const char *path, const char *words)
{
	buf_printf(out,
		"<li><svg class=\"mark\" viewBox=\"-20 -9 40 18\" width=\"40\" height=\"18\" "
		"aria-hidden=\"true\" focusable=\"false\"><path class=\"%s\" d=\"%s\"/></svg>%s</li>",
		class, path, words);
}

static void add_legend(struct ladder *l)
{
	bool has_class[RECORD_CLASS_COUNT] = {false};
	for (size_t i = 0; i < l->f->item_count; i++) {
		has_class[l->f->items[i].class] |= !page_withheld(l->p, l->f->items[i].claim->id);
	}
	buf_add_text(l->out, "<ul class=\"legend\" aria-label=\"Signs\">");
	add_legend_mark(l->out, "used dot", MARK_DOT, "one number");
	add_legend_mark(l->out, "used", "M-13-6H-18V6H-13M-18 0H18M13-6H18V6H13", "lowest to highest");
	add_legend_mark(l->out, "used", "M-13-6H-18V6H-13M-18 0H14M8-5L14 0L8 5", "at least: no upper end");
	add_legend_mark(l->out, "used", "M13-6H18V6H13M18 0H-14M-8-5L-14 0L-8 5", "up to: no lower end");
	add_legend_mark(l->out, "aside", MARK_DOT MARK_STRIKE, "set aside, see below why");
	for (int c = 0; c < RECORD_CLASS_COUNT; c++) {
		if (has_class[c]) {
			buf_add_text(l->out, "<li>");
			symbol_add(l->out, (enum record_class)c);
			buf_printf(l->out, "%s</li>", phrase_class_names[c]);
		}
	}
	buf_add_text(l->out, "</ul>\n");
}

void ladder_add(struct page *p, const struct figure *f)
{
	struct ladder l = {p, p->out, f, axis_of(highest_of(p, f))};
	struct buf measure = {0};
	phrase_word(f->measure, &measure);
	add_legend(&l);
	buf_add_text(l.out, "<table role=\"table\" class=\"ladder\"><caption>The claim ladder: ");
	html_text(l.out, buf_bytes(&measure));
	buf_add_text(l.out,
		". Each claim is a row, in the order of the day for which it speaks. Sources that disagree "
		"are no probability: no number in between is likelier for standing in the "
		"middle.</caption>\n");
	add_axis(&l);
	add_figure_row(&l);
	if (f->named.has) {
		add_named_row(&l);
	}
	const struct figure_item **order = ladder_order(f, &p->arena);
	for (size_t i = 0; i < f->item_count; i++) {
		add_row(&l, order[i]);
	}
	buf_add_text(l.out, "</tbody></table>\n");
	buf_done(&measure);
}
