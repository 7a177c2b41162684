/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Weights as bars: of all levels, and of one pair step by step. */
#include "view/match_page.h"

#include <math.h>

/* A scale of bits from low to high, both whole; 0 lies in it. */
struct scale {
	double low;
	double high;
};

static double percent_of(const struct scale *s, double bits)
{
	static const double left = 3;
	static const double right = 97;
	return left + (right - left) * (bits - s->low) / (s->high - s->low);
}

static void widen(struct scale *s, double bits)
{
	s->low = fmin(s->low, floor(bits));
	s->high = fmax(s->high, ceil(bits));
}

/* Distance of the lines of a scale: 1, 2, 5, 10 … */
static double step_of(const struct scale *s)
{
	double step = 1;
	for (size_t i = 0; (s->high - s->low) / step > 8; i++) {
		step *= i % 3 == 1 ? 2.5 : 2;
	}
	return step;
}

static double first_line(const struct scale *s)
{
	return ceil(s->low / step_of(s)) * step_of(s);
}

/* Bits without a sign for what rounds to 0. */
static void add_bits(struct buf *out, double bits)
{
	if (isnan(bits)) {
		buf_add_text(out, "–");
		return;
	}
	buf_printf(out, "%s%.1f", bits >= 0.05 ? "+" : bits <= -0.05 ? "−" : "", fabs(bits));
}

static void add_scale_head(struct buf *out, const struct scale *s)
{
	buf_add_text(out, "<th scope=\"col\" class=\"drawing\"><svg aria-hidden=\"true\"><g class=\"axis\">");
	for (double at = first_line(s); at <= s->high; at += step_of(s)) {
		buf_printf(out, "<text x=\"%.2f%%\" y=\"22\">%s%.0f</text>", percent_of(s, at),
			at < 0           ? "−"
				: at > 0 ? "+"
					 : "",
			fabs(at));
	}
	buf_add_text(out, "</g></svg></th>");
}

/* A bar from one place to another; against the same person it is hollow. */
static void add_bar(struct buf *out, const struct scale *s, double from, double to)
{
	buf_add_text(out, "<td class=\"drawing\"><svg aria-hidden=\"true\">");
	for (double at = first_line(s); at <= s->high; at += step_of(s)) {
		buf_printf(out, "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"100%%\"/>",
			at == 0 ? "zero" : "grid", percent_of(s, at), percent_of(s, at));
	}
	double x = percent_of(s, fmin(from, to));
	buf_printf(out, "<rect class=\"%s\" x=\"%.2f%%\" width=\"%.2f%%\" y=\"22%%\" height=\"56%%\"/>",
		to >= from ? "for" : "against", x, percent_of(s, fmax(from, to)) - x);
	buf_add_text(out, "</svg></td>");
}

/* ------- levels ------- */

static void add_share(struct buf *out, double p)
{
	buf_add_text(out, "<td class=\"number\">");
	match_add_percent(out, p);
	buf_add_text(out, "</td>");
}

static bool is_any(const json_t *reply, const char *class)
{
	const json_t *first = json_array_get(json_object_get(reply, "comparisons"), 0);
	return json_object_get(json_array_get(json_object_get(first, "levels"), 0), class) != NULL;
}

/* A level that no pair has to speak of: its weight is what was assumed, and would only stretch the scale. */
static bool hardly_occurs(const json_t *level)
{
	static const double share_min = 1e-5;
	return estimate_number(level, "same") < share_min && estimate_number(level, "unrelated") < share_min;
}

static void add_level(struct buf *out, const struct scale *s, const json_t *level, bool has_kin)
{
	bool is_missing = estimate_number(level, "level") == 0;
	buf_add_text(out, "<tr><th scope=\"row\">");
	html_text(out, json_get_view(level, "words"));
	buf_add_text(out, "</th>");
	add_share(out, estimate_number(level, "same"));
	if (has_kin) {
		add_share(out, estimate_number(level, "kin"));
	}
	add_share(out, estimate_number(level, "unrelated"));
	double weight = estimate_number(level, "weight");
	buf_add_text(out, "<td class=\"number\">");
	add_bits(out, is_missing ? 0 : weight);
	buf_add_text(out, "</td>");
	add_bar(out, s, 0, is_missing ? 0 : weight);
	buf_add_text(out, "</tr>\n");
}

static void add_comparison(struct buf *out, const struct scale *s, const json_t *comparison, bool has_kin)
{
	const json_t *levels = json_object_get(comparison, "levels");
	buf_printf(out, "<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"%d\">", has_kin ? 6 : 5);
	html_text(out, json_get_view(comparison, "name"));
	buf_add_text(out, "</th></tr>\n");
	for (size_t i = json_array_size(levels); i-- > 0;) {
		if (!hardly_occurs(json_array_get(levels, i))) {
			add_level(out, s, json_array_get(levels, i), has_kin);
		}
	}
	buf_add_text(out, "</tbody>\n");
}

void match_add_weights(struct buf *out, const json_t *reply)
{
	const json_t *comparisons = json_object_get(reply, "comparisons");
	struct scale s = {0, 1};
	for (size_t c = 0; c < json_array_size(comparisons); c++) {
		const json_t *levels = json_object_get(json_array_get(comparisons, c), "levels");
		for (size_t i = 1; i < json_array_size(levels); i++) {
			if (!hardly_occurs(json_array_get(levels, i))) {
				widen(&s, estimate_number(json_array_get(levels, i), "weight"));
			}
		}
	}
	bool has_kin = is_any(reply, "kin");
	buf_add_text(out,
		"<table class=\"weights\"><caption>A weight counts how many times agreement doubles the odds "
		"of one person: +10 is about 1,000 times, −1 halves them. Filled bars speak for one person, "
		"hollow ones against. Of father, grandfather and family the weights are learnt together; "
		"here "
		"each stands alone. Levels that hardly occur are left out; reply.json has "
		"them.</caption>\n<thead><tr><th scope=\"col\">Level</th><th scope=\"col\" "
		"class=\"number\">Among the same</th>");
	buf_add_text(out, has_kin ? "<th scope=\"col\" class=\"number\">Among kin</th>" : "");
	buf_add_text(out,
		"<th scope=\"col\" class=\"number\">Among unrelated</th><th scope=\"col\" "
		"class=\"number\">Weight</th>");
	add_scale_head(out, &s);
	buf_add_text(out, "</tr></thead>\n");
	for (size_t c = 0; c < json_array_size(comparisons); c++) {
		add_comparison(out, &s, json_array_get(comparisons, c), has_kin);
	}
	buf_add_text(out, "</table>\n");
}

/* ------- one pair ------- */

static void begin_step(struct buf *out)
{
	buf_add_text(out, "<tr><th scope=\"row\">");
}

static void end_step(struct buf *out, const struct scale *s, double from, double to)
{
	buf_add_text(out, "</th><td class=\"number\">");
	add_bits(out, to - from);
	buf_add_text(out, "</td>");
	add_bar(out, s, from, to);
	buf_add_text(out, "</tr>\n");
}

static void add_field(struct buf *out, const json_t *field)
{
	struct bytes a = json_get_view(field, "a");
	struct bytes b = json_get_view(field, "b");
	buf_add_text(out, "<span class=\"field\">");
	html_text(out, json_get_view(field, "name"));
	buf_add_text(out, ": ");
	html_text(out, json_get_view(field, "words"));
	if (a.s || b.s) {
		buf_add_text(out, " <span class=\"by\">(");
		html_bdi(out, a.s ? a : BYTES("–"), BYTES_NONE);
		if (!a.s || !b.s || !bytes_equal(a, b)) {
			buf_add_text(out, ", ");
			html_bdi(out, b.s ? b : BYTES("–"), BYTES_NONE);
		}
		buf_add_text(out, ")</span>");
	}
	buf_add_text(out, "</span>");
}

static struct scale scale_of(const json_t *account)
{
	const json_t *steps = json_object_get(account, "steps");
	double at = estimate_number(account, "prior");
	struct scale s = {0, 1};
	widen(&s, at);
	for (size_t i = 0; i < json_array_size(steps); i++) {
		at += estimate_number(json_array_get(steps, i), "weight");
		widen(&s, at);
	}
	widen(&s, at - estimate_number(account, "rivals"));
	return s;
}

static void add_steps(struct buf *out, const struct scale *s, const json_t *account)
{
	const json_t *steps = json_object_get(account, "steps");
	double at = estimate_number(account, "prior");
	double rivals = estimate_number(account, "rivals");
	begin_step(out);
	buf_add_text(out, "before anything is compared");
	end_step(out, s, 0, at);
	for (size_t i = 0; i < json_array_size(steps); i++) {
		const json_t *step = json_array_get(steps, i);
		const json_t *fields = json_object_get(step, "fields");
		begin_step(out);
		for (size_t k = 0; k < json_array_size(fields); k++) {
			add_field(out, json_array_get(fields, k));
		}
		end_step(out, s, at, at + estimate_number(step, "weight"));
		at += estimate_number(step, "weight");
	}
	if (fabs(rivals) >= 0.05) {
		begin_step(out);
		buf_add_text(out, "kin, or strangers of one place and day, would agree like this too");
		end_step(out, s, at, at - rivals);
	}
	buf_add_text(out, "<tr class=\"headline\"><th scope=\"row\">in all</th><td class=\"number\">");
	add_bits(out, at - rivals);
	buf_add_text(out, "</td>");
	add_bar(out, s, 0, at - rivals);
	buf_add_text(out, "</tr>\n");
}

static const char *heading_of(struct bytes kind)
{
	return bytes_is(kind, "sure")   ? "The surest pair"
		: bytes_is(kind, "kin") ? "The pair that is kin most clearly"
					: "The pair most in doubt";
}

/* Of a class that occurs. */
static void add_chance(struct buf *out, const json_t *chances, const char *key, const char *words)
{
	double p = estimate_number(chances, key);
	if (p > 0) {
		buf_printf(out, ", %s ", words);
		match_add_percent(out, p);
	}
}

void match_add_waterfall(struct buf *out, const json_t *example)
{
	const json_t *account = json_object_get(example, "account");
	const json_t *chances = json_object_get(account, "chances");
	struct scale s = scale_of(account);
	buf_printf(out, "<h3>%s</h3>\n<p class=\"rule-words\">", heading_of(json_get_view(example, "kind")));
	match_add_row(out, json_object_get(example, "a"));
	buf_add_text(out, " and ");
	match_add_row(out, json_object_get(example, "b"));
	buf_add_text(out, ": one person with a chance of ");
	/* What is rounded to 1 is no certainty. */
	match_add_percent(out, fmin(estimate_number(chances, "same"), 1 - 1e-9));
	add_chance(out, chances, "kin", "kin");
	add_chance(out, chances, "near", "alike strangers");
	add_chance(out, chances, "unrelated", "unrelated");
	buf_add_text(out,
		".</p>\n<table class=\"weights waterfall\"><thead><tr><th scope=\"col\">What was "
		"compared</th><th scope=\"col\" class=\"number\">Weight</th>");
	add_scale_head(out, &s);
	buf_add_text(out, "</tr></thead>\n<tbody>\n");
	add_steps(out, &s, account);
	buf_add_text(out, "</tbody></table>\n");
}
