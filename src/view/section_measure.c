/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure/rules.h"
#include "figure/words.h"
#include "view/group.h"
#include "view/ladder.h"
#include "view/phrase.h"
#include "view/section.h"
#include "view/symbol.h"

void section_id(struct page *p, const char *word, const struct report_measure *m)
{
	html_id(p->out, word, page_headline(m)->measure);
}

static void add_figure(struct page *p, const struct figure *f)
{
	struct buf words = {0};
	figure_words(f, &words);
	buf_add_text(p->out, "<p class=\"figure-words\">");
	html_text(p->out, buf_bytes(&words));
	buf_add_text(p->out, "</p>\n<dl class=\"ends\">");
	for (size_t i = 0; i < 3; i++) {
		buf_printf(p->out, "<div><dt>%s</dt><dd>", phrase_end_names[i]);
		page_add_number(p, f, i);
		buf_add_text(p->out, "</dd></div>");
	}
	buf_add_text(p->out, "</dl>\n<p class=\"rule-words\">Rule ");
	buf_clear(&words);
	figure_rule_words(f->rule, &words);
	html_text(p->out, buf_bytes(&words));
	buf_printf(p->out, " Of %zu claims, %zu %s used.</p>\n", f->item_count, f->used_count,
		f->used_count == 1 ? "is" : "are");
	buf_done(&words);
}

static bool is_used_by(const struct page *p, const struct figure_item *item, enum record_class class)
{
	return item->outcome == FIGURE_USED && item->class == class && !page_withheld(p, item->claim->id);
}

/* An originator, and its claims. */
static void add_speaker(struct page *p, const struct item_group *group)
{
	struct bytes originator = group->items[0]->originator;
	buf_add_text(p->out, "<li>");
	if (originator.s) {
		page_add_originator(p, originator);
	} else {
		buf_add_text(p->out, "nobody named");
	}
	for (size_t i = 0; i < group->count; i++) {
		buf_add_text(p->out, i == 0 ? " <span class=\"by\">in " : "; ");
		page_link_claim(p, group->items[i]->claim->id);
	}
	buf_add_text(p->out, "</span></li>");
}

static void add_speakers(struct page *p, const struct figure *f, const struct figure_class_range *row)
{
	const struct figure_item **used =
		arena_calloc(&p->arena, f->item_count, sizeof(const struct figure_item *));
	size_t used_count = 0;
	size_t group_count;
	for (size_t i = 0; i < f->item_count; i++) {
		if (is_used_by(p, &f->items[i], row->class)) {
			used[used_count++] = &f->items[i];
		}
	}
	const struct item_group *groups = group_by_originator(&p->arena, used, used_count, &group_count);
	buf_add_text(p->out, "<ul>");
	for (size_t i = 0; i < group_count; i++) {
		add_speaker(p, &groups[i]);
	}
	if (used_count < row->used_count) {
		buf_printf(p->out, "<li>%zu withheld</li>", row->used_count - used_count);
	}
	buf_add_text(p->out, "</ul>");
}

static void add_range_cell(struct page *p, struct figure_number n)
{
	if (n.has) {
		buf_printf(p->out, "<td class=\"number\">%lld</td>", (long long)n.n);
	} else {
		buf_add_text(p->out,
			"<td class=\"number\"><span class=\"none\" role=\"img\" "
			"aria-label=\"none\">–</span></td>");
	}
}

static void add_who(struct page *p, const struct report_measure *m)
{
	const struct figure *f = NULL;
	for (size_t i = 0; i < m->figure_count && !f; i++) {
		f = m->figures[i].class_count > 0 ? &m->figures[i] : NULL;
	}
	if (!f) {
		return;
	}
	buf_add_text(p->out,
		"<h3>Who says what</h3>\n<table class=\"who-says\"><thead><tr><th scope=\"col\">Who stands "
		"behind it</th><th scope=\"col\" class=\"number\">lowest</th><th scope=\"col\" "
		"class=\"number\">best</th><th scope=\"col\" class=\"number\">highest</th><th "
		"scope=\"col\">Witnesses, and where they speak</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < f->class_count; i++) {
		const struct figure_class_range *row = &f->classes[i];
		buf_add_text(p->out, "<tr><th scope=\"row\">");
		symbol_add(p->out, row->class);
		buf_printf(p->out, "<span>%s</span></th>", phrase_class_names[row->class]);
		add_range_cell(p, row->range.low);
		add_range_cell(p, row->range.best);
		add_range_cell(p, row->range.high);
		buf_add_text(p->out, "<td class=\"wide\">");
		add_speakers(p, f, row);
		buf_add_text(p->out, "</td></tr>\n");
	}
	buf_add_text(p->out, "</tbody></table>\n");
}

static bool has_note(const struct figure *f, enum figure_note_kind kind)
{
	for (size_t i = 0; i < f->note_count; i++) {
		if (f->notes[i].kind == kind) {
			return true;
		}
	}
	return false;
}

/* The notes that the rule adds to those of the headline figure. */
static void add_own_notes(struct page *p, const struct figure *f, const struct figure *headline)
{
	struct buf words = {0};
	for (size_t i = 0; i < f->note_count; i++) {
		const struct figure_note *note = &f->notes[i];
		if (has_note(headline, note->kind)) {
			continue;
		}
		struct bytes ids[] = {note->id, note->other};
		buf_clear(&words);
		figure_note_words(note, &words);
		buf_add_char(p->out, ' ');
		page_add_sentence(p, buf_bytes(&words), ids, ARRAY_COUNT(ids));
	}
	buf_done(&words);
}

static void add_rule_row(struct page *p, const struct figure *f, const struct figure *headline)
{
	enum record_class class;
	const struct figure_rule *rule = figure_rule_find(f->rule, &class);
	buf_printf(p->out, "<tr%s><th scope=\"row\"><code>", f == headline ? " class=\"headline\"" : "");
	html_text(p->out, f->rule);
	buf_printf(p->out, "</code>%s</th>", f == headline ? " <span class=\"by\">shown above</span>" : "");
	for (size_t i = 0; i < 3; i++) {
		buf_add_text(p->out, "<td class=\"number\">");
		page_add_number(p, f, i);
		buf_add_text(p->out, "</td>");
	}
	buf_add_text(p->out, "<td class=\"wide\">");
	if (rule) {
		html_text(p->out, bytes_of(rule->line));
		buf_printf(p->out, " <span class=\"by\">After %s.</span>", rule->from);
	}
	if (f != headline) {
		add_own_notes(p, f, headline);
	}
	buf_add_text(p->out, "</td></tr>\n");
}

static void add_rules(struct page *p, const struct report_measure *m)
{
	buf_add_text(p->out,
		"<h3>The same claims by every rule</h3>\n<table class=\"rules\"><thead><tr><th "
		"scope=\"col\">Rule</th><th scope=\"col\" class=\"number\">lowest</th><th scope=\"col\" "
		"class=\"number\">best</th><th scope=\"col\" class=\"number\">highest</th><th "
		"scope=\"col\">What it does</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < m->figure_count; i++) {
		add_rule_row(p, &m->figures[i], page_headline(m));
	}
	buf_add_text(p->out, "</tbody></table>\n");
}

void section_measure(struct page *p, const struct report_measure *m)
{
	const struct figure *f = page_headline(m);
	struct buf heading = {0};
	phrase_heading(f->measure, &heading);
	buf_add_text(p->out, "<section class=\"measure\"");
	section_id(p, "measure", m);
	buf_add_text(p->out, ">\n<h2>");
	html_text(p->out, buf_bytes(&heading));
	buf_add_text(p->out, "</h2>\n");
	buf_done(&heading);
	add_figure(p, f);
	if (f->item_count > 0) {
		ladder_add(p, f);
		add_who(p, m);
	}
	add_rules(p, m);
	section_reasons(p, m);
	buf_add_text(p->out, "</section>\n");
}
