/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure/words.h"
#include "view/ladder.h"
#include "view/phrase.h"
#include "view/section.h"
#include "view/symbol.h"

static void add_rule_name(struct page *p, const struct figure *f)
{
	buf_add_text(p->out, "<code>");
	html_text(p->out, f->rule);
	buf_add_text(p->out, "</code>");
}

/* What one end rests on. */
static void add_rest(struct page *p, const struct figure *f, size_t e)
{
	const struct figure_end *end = page_end(f, e);
	buf_add_text(p->out, "<tr id=\"rests-");
	page_add_figure_name(p, f);
	buf_printf(p->out, "-%s\"><th scope=\"row\">", phrase_end_names[e]);
	add_rule_name(p, f);
	buf_printf(p->out, " %s</th><td class=\"number\">%lld</td><td class=\"wide\">", phrase_end_names[e],
		(long long)end->n);
	for (size_t i = 0; i < end->item_count; i++) {
		buf_add_text(p->out, i > 0 ? "; " : "");
		page_link_claim(p, f->items[end->items[i]].claim->id);
	}
	if (end->decision.s) {
		buf_add_text(p->out, end->item_count > 0 ? "; decision " : "decision ");
		page_link_decision(p, end->decision);
	}
	buf_add_text(p->out, "</td></tr>\n");
}

static void add_rests(struct page *p, const struct report_measure *m)
{
	buf_add_text(p->out,
		"<table class=\"rests\"><caption>From each number to its claims</caption><thead><tr><th "
		"scope=\"col\">Rule</th><th scope=\"col\" class=\"number\">Number</th><th "
		"scope=\"col\">Rests on</th></tr></thead><tbody>\n");
	for (size_t i = 0; i < m->figure_count; i++) {
		for (size_t e = 0; e < 3; e++) {
			if (page_end(&m->figures[i], e)->has) {
				add_rest(p, &m->figures[i], e);
			}
		}
	}
	buf_add_text(p->out, "</tbody></table>\n");
}

static bool is_same_outcome(const struct figure_item *a, const struct figure_item *b)
{
	return a->outcome == b->outcome && bytes_equal(a->cause, b->cause);
}

static void add_outcome(struct page *p, const struct report_measure *m, size_t first, struct bytes claim)
{
	const struct figure_item *item = page_item(&m->figures[first], claim);
	struct buf words = {0};
	figure_outcome_words(item, &words);
	buf_add_text(p->out, "<p>");
	page_add_sentence(p, buf_bytes(&words), &item->cause, 1);
	buf_done(&words);
	size_t count = 0;
	const char *before = " <span class=\"by\">By ";
	for (size_t i = first; i < m->figure_count; i++) {
		if (is_same_outcome(page_item(&m->figures[i], claim), item)) {
			count++;
		}
	}
	if (count == m->figure_count) {
		buf_add_text(p->out,
			m->figure_count > 1 ? " <span class=\"by\">By every rule.</span></p>" : "</p>");
		return;
	}
	for (size_t i = first; i < m->figure_count; i++) {
		if (is_same_outcome(page_item(&m->figures[i], claim), item)) {
			buf_add_text(p->out, before);
			add_rule_name(p, &m->figures[i]);
			before = ", ";
		}
	}
	buf_add_text(p->out, ".</span></p>");
}

/* Every outcome of the claim, with the rules that come to it, and the numbers that it gives. */
static void add_outcomes(struct page *p, const struct report_measure *m, struct bytes claim)
{
	for (size_t i = 0; i < m->figure_count; i++) {
		bool is_new = true;
		for (size_t k = 0; k < i && is_new; k++) {
			is_new = !is_same_outcome(
				page_item(&m->figures[k], claim), page_item(&m->figures[i], claim));
		}
		if (is_new) {
			add_outcome(p, m, i, claim);
		}
	}
	const char *before = "<p>Gives the ";
	for (size_t i = 0; i < m->figure_count; i++) {
		const struct figure *f = &m->figures[i];
		unsigned ends = page_ends_of(f, page_item(f, claim));
		for (size_t e = 0; e < 3; e++) {
			if (ends & 1U << e) {
				buf_printf(p->out, "%s%s of ", before, phrase_end_names[e]);
				add_rule_name(p, f);
				before = ", ";
			}
		}
	}
	buf_add_text(p->out, before[0] == ',' ? ".</p>" : "");
}

static void add_rule_step(struct page *p, const struct report_measure *m, const struct figure_item *item)
{
	buf_add_text(p->out, "<li><h5>Rule</h5><div>");
	add_outcomes(p, m, item->claim->id);
	buf_printf(
		p->out, "<p>Compared with what the figure covers: %s", record_relation_names[item->relation]);
	if (item->relation_decision.s) {
		buf_add_text(p->out, ", by decision ");
		page_link_decision(p, item->relation_decision);
	}
	buf_add_text(p->out, ". ");
	struct buf words = {0};
	figure_flag_words(item, &words);
	html_text(p->out, buf_bytes(&words));
	buf_done(&words);
	buf_add_text(p->out, "</p></div></li>\n");
}

static void add_term(struct page *p, const char *name, struct bytes word)
{
	if (word.s) {
		struct buf words = {0};
		phrase_word(word, &words);
		buf_printf(p->out, "<div><dt>%s</dt><dd>", name);
		html_bdi(p->out, buf_bytes(&words), BYTES_NONE);
		buf_add_text(p->out, "</dd></div>");
		buf_done(&words);
	}
}

static void add_places(struct page *p, const struct scope *scope)
{
	for (size_t i = 0; i < scope->place_count; i++) {
		buf_add_text(p->out, i == 0 ? "<div><dt>where</dt><dd>" : ", ");
		page_add_place(p, scope->places[i]);
	}
	buf_add_text(p->out, scope->place_count > 0 ? "</dd></div>" : "");
}

static void add_dates(struct page *p, const char *name, struct date_range range)
{
	if (!date_range_is_absent(range)) {
		buf_printf(p->out, "<div><dt>%s</dt><dd>", name);
		page_add_range(p, range);
		buf_add_text(p->out, "</dd></div>");
	}
}

static void add_attribution(struct page *p, const struct claim *claim, struct bytes language)
{
	if (claim->attribution_count == 0) {
		return;
	}
	buf_add_text(p->out, "<div><dt>who says so</dt><dd>");
	for (size_t i = 0; i < claim->attribution_count; i++) {
		const struct attribution_step *step = &claim->attribution[i];
		buf_add_text(p->out, i > 0 ? "; from " : "");
		if (step->as_stated.s) {
			buf_add_text(p->out, "<q>");
			html_bdi(p->out, step->as_stated, language);
			buf_add_text(p->out, "</q> ");
		}
		if (step->originator.s) {
			page_add_originator(p, step->originator);
			buf_add_char(p->out, ' ');
		}
		buf_printf(p->out, "<span class=\"by\">%s</span>", phrase_class_names[step->class]);
	}
	buf_add_text(p->out, "</dd></div>");
}

static void add_claim_step(struct page *p, const struct claim *claim, struct bytes language)
{
	buf_add_text(p->out, "<li><h5>Claim</h5><div><dl class=\"terms\">");
	if (claim->as_stated.s) {
		buf_add_text(p->out, "<div><dt>in its words</dt><dd><q>");
		html_bdi(p->out, claim->as_stated, language);
		buf_add_text(p->out, "</q></dd></div>");
	}
	add_attribution(p, claim, language);
	add_places(p, &claim->scope);
	add_dates(p, "when", claim->scope.window);
	add_term(p, "victims", claim->scope.victim_class);
	add_term(p, "by", claim->scope.by);
	add_term(p, "cause", claim->scope.cause);
	add_dates(p, "speaks for", claim->as_of);
	if (claim->mode != RECORD_MODE_FACT) {
		add_term(p, "told as", bytes_of(record_mode_names[claim->mode]));
	}
	if (claim->polarity != RECORD_AFFIRMED) {
		add_term(p, "polarity", bytes_of(record_polarity_names[claim->polarity]));
	}
	if (claim->status != RECORD_ACCEPTED) {
		add_term(p, "status", bytes_of(record_status_names[claim->status]));
	}
	if (claim->restates.s) {
		buf_add_text(p->out, "<div><dt>says again</dt><dd>");
		page_link_claim(p, claim->restates);
		buf_add_text(p->out, "</dd></div>");
	}
	buf_add_text(p->out, "<div><dt>recorded as</dt><dd><code>");
	html_bdi(p->out, claim->id, BYTES_NONE);
	buf_printf(p->out, "</code>, entry %lld of the journal</dd></div></dl>", (long long)claim->seq);
	buf_add_text(p->out,
		claim->sealed ? "<p>A part of this claim is sealed; its commitment is in the same entry.</p>"
			      : "");
	buf_add_text(p->out, "</div></li>\n");
}

static void add_quote_step(struct page *p, const struct citation *citation)
{
	buf_add_text(p->out, "<li><h5>Quote</h5><div><blockquote dir=\"auto\">");
	html_lines(p->out, citation->prefix);
	buf_add_text(p->out, "<mark>");
	html_lines(p->out, citation->exact);
	buf_add_text(p->out, "</mark>");
	html_lines(p->out, citation->suffix);
	buf_printf(p->out, "</blockquote><p class=\"by\">Bytes %lld to %lld of the text, counted from 0.</p>",
		(long long)citation->byte_start, (long long)citation->byte_end);
	buf_add_text(p->out, "</div></li>\n");
}

static void add_document_step(struct page *p, const struct citation *citation)
{
	const struct source *source = page_source(p, citation->source);
	const struct report_withheld *withheld = page_withheld(p, citation->source);
	buf_add_text(p->out, "<li><h5>Document</h5><div><p>");
	if (source) {
		buf_add_text(p->out, "<a");
		html_href(p->out, "source", source->id);
		buf_add_text(p->out, "><cite>");
		html_bdi(p->out, source->title, source->language);
		buf_add_text(p->out, "</cite></a>");
		const struct publication *publication = page_publication(p, source->publication);
		if (publication) {
			buf_add_text(p->out, ", ");
			html_bdi(p->out, publication->name, BYTES_NONE);
		}
		buf_add_text(p->out, ", ");
		page_add_range(p, source->published);
		buf_add_text(p->out,
			bytes_is(source->seen, "cited_only")
				? ". Cited, not held: the file below is a note about it"
				: "");
	} else if (withheld) {
		buf_printf(p->out, "Withheld; its commitment is in entry %lld of the journal",
			(long long)withheld->seq);
	} else {
		buf_add_text(p->out, "Not in this record");
	}
	buf_add_text(p->out, ".</p></div></li>\n");
}

static void add_hash_line(
	struct page *p, const char *what, struct bytes sha256, const struct report_file *file)
{
	buf_printf(p->out, "<p>%s", what);
	if (file && file->name.s) {
		buf_add_char(p->out, ' ');
		html_bdi(p->out, file->name, BYTES_NONE);
	}
	if (file) {
		buf_printf(p->out, ", %lld bytes, entry %lld of the journal", (long long)file->size_bytes,
			(long long)file->seq);
	}
	buf_add_text(p->out, "<br/><span class=\"by\">SHA-256</span> <code class=\"hash\">");
	html_text(p->out, sha256);
	buf_add_text(p->out, "</code></p>");
}

static void add_commands(struct page *p, const struct citation *citation, const struct report_file *file,
	const struct report_file *text)
{
	if (!file || !file->path.s) {
		return;
	}
	buf_add_text(p->out, "<pre><code>sha256sum ");
	html_text(p->out, file->path);
	if (text && text->path.s) {
		buf_printf(p->out, "\ntail -c +%lld ", (long long)citation->byte_start + 1);
		html_text(p->out, text->path);
		buf_printf(p->out, " | head -c %lld", (long long)(citation->byte_end - citation->byte_start));
	}
	buf_add_text(p->out, "</code></pre>");
}

static void add_file_step(struct page *p, const struct citation *citation)
{
	const struct report_withheld *withheld = page_withheld(p, citation->evidence);
	const struct report_file *file = page_file(p, citation->evidence);
	bool has_text = citation->text.s && !bytes_equal(citation->text, citation->evidence);
	const struct report_file *text = has_text ? page_file(p, citation->text) : file;
	buf_add_text(p->out, "<li><h5>File</h5><div>");
	if (withheld) {
		buf_printf(p->out, "<p>Withheld; its commitment is in entry %lld of the journal.</p>",
			(long long)withheld->seq);
	} else if (citation->evidence.s) {
		add_hash_line(p, "File", citation->evidence, file);
		if (has_text) {
			add_hash_line(p, "Text taken from it", citation->text, text);
		}
		add_commands(p, citation, file, text);
	}
	buf_add_text(p->out, "</div></li>\n");
}

static void add_walk(struct page *p, const struct report_measure *m, const struct figure_item *item)
{
	const struct claim *claim = item->claim;
	const struct source *source = page_source(p, claim->source);
	struct bytes language = source ? source->language : BYTES_NONE;
	struct buf words = {0};
	phrase_quantity(&claim->quantity, &words);
	buf_printf(p->out, "<article class=\"walk%s\"", item->outcome == FIGURE_USED ? "" : " aside");
	html_id(p->out, "claim", claim->id);
	buf_add_text(p->out, ">\n<h4><span class=\"n\">");
	html_bdi(p->out, buf_bytes(&words), BYTES_NONE);
	buf_done(&words);
	buf_add_text(p->out, "</span> <span class=\"who\">");
	symbol_add(p->out, item->class);
	page_add_publisher(p, claim);
	buf_add_text(p->out, "</span> <span class=\"by\">");
	page_add_range(p, date_range_is_absent(claim->as_of) ? claim->published : claim->as_of);
	buf_add_text(p->out, "</span> <a class=\"back\"");
	html_href(p->out, "measure", page_headline(m)->measure);
	buf_add_text(p->out, ">back to the figure</a></h4>\n<ol class=\"steps\">\n");
	add_rule_step(p, m, item);
	add_claim_step(p, claim, language);
	for (size_t i = 0; i < claim->citation_count; i++) {
		add_quote_step(p, &claim->citations[i]);
		add_document_step(p, &claim->citations[i]);
		add_file_step(p, &claim->citations[i]);
	}
	buf_add_text(p->out, "</ol>\n</article>\n");
}

void section_walk(struct page *p, const struct report_measure *m)
{
	const struct figure *f = page_headline(m);
	struct buf heading = {0};
	phrase_heading(f->measure, &heading);
	buf_add_text(p->out, "<section class=\"walks\"");
	section_id(p, "walk", m);
	buf_add_text(p->out, ">\n<h3>");
	html_text(p->out, buf_bytes(&heading));
	buf_add_text(p->out, "</h3>\n");
	buf_done(&heading);
	add_rests(p, m);
	const struct figure_item **order = ladder_order(f, &p->arena);
	for (size_t i = 0; i < f->item_count; i++) {
		if (!page_withheld(p, order[i]->claim->id)) {
			add_walk(p, m, order[i]);
		}
	}
	buf_add_text(p->out, "</section>\n");
}
