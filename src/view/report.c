/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/report.h"

#include "figure/words.h"
#include "view/phrase.h"
#include "view/section.h"

/* style.css, built in. */
extern const char view_style[];
extern const char view_style_end[];

static void add_head(struct page *p)
{
	buf_add_text(p->out,
		"<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n<head>\n<meta charset=\"utf-8\"/>\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
		"'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\"/>\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
		"<meta name=\"referrer\" content=\"no-referrer\"/>\n"
		"<meta name=\"color-scheme\" content=\"light dark\"/>\n<title>");
	html_text(p->out, p->incident->label);
	buf_add_text(p->out, " – documented figures</title>\n<style>\n");
	buf_add(p->out, view_style, (size_t)(view_style_end - view_style));
	buf_add_text(p->out, "@page{@top-left{content:");
	html_css_string(p->out, p->incident->label);
	buf_add_text(p->out, "}@bottom-left{content:");
	html_css_string(p->out, p->in->journal.origin);
	buf_printf(p->out, "\" · %lld entries\"}}\n</style>\n</head>\n", (long long)p->in->journal.size);
}

static void add_navigation(struct page *p)
{
	buf_add_text(p->out, "<nav aria-label=\"On this page\"><ul>");
	for (size_t i = 0; i < p->in->measure_count; i++) {
		struct buf words = {0};
		phrase_heading(page_headline(&p->in->measures[i])->measure, &words);
		buf_add_text(p->out, "<li><a");
		html_href(p->out, "measure", page_headline(&p->in->measures[i])->measure);
		buf_add_char(p->out, '>');
		html_text(p->out, buf_bytes(&words));
		buf_add_text(p->out, "</a></li>");
		buf_done(&words);
	}
	buf_add_text(p->out, "<li><a href=\"#walks\">The walk of every number</a></li>");
	if (p->decisions.count > 0) {
		buf_add_text(p->out, "<li><a href=\"#decisions\">Decisions</a></li>");
	}
	buf_add_text(p->out,
		"<li><a href=\"#sources\">Sources</a></li><li><a "
		"href=\"#verify\">Verify</a></li></ul></nav>\n");
}

/* Date and places of the target scope, in one line. */
static void add_scope_line(struct page *p, const struct scope *scope)
{
	buf_add_text(p->out, "<p class=\"scope\">");
	const char *before = "";
	if (!date_range_is_absent(scope->window)) {
		page_add_range(p, scope->window);
		before = " · ";
	}
	for (size_t i = 0; i < scope->place_count; i++) {
		buf_add_text(p->out, i == 0 ? before : ", ");
		page_add_place(p, scope->places[i]);
	}
	if (scope->victim_class.s && !bytes_is(scope->victim_class, "any")) {
		buf_add_text(p->out, " · ");
		html_text(p->out, scope->victim_class);
	}
	buf_add_text(p->out, "</p>\n");
}

/* The end of the figure that a number of its sentence is; 3 when it is none. */
static size_t end_of_number(const struct figure *f, struct bytes digits)
{
	int64_t n;
	bool is_number = bytes_int64(digits, &n);
	for (size_t i = 0; i < 3 && is_number; i++) {
		if (page_end(f, i)->has && page_end(f, i)->n == n) {
			return i;
		}
	}
	return 3;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The sentence, in which each number is a link to what it rests on. */
static void add_linked(struct page *p, const struct figure *f, struct bytes sentence)
{
	size_t at = 0;
	while (at < sentence.len) {
		size_t from = at;
		bool is_number = is_digit(sentence.s[at]);
		while (at < sentence.len && is_digit(sentence.s[at]) == is_number) {
			at++;
		}
		struct bytes piece = {sentence.s + from, at - from};
		size_t end = is_number ? end_of_number(f, piece) : 3;
		if (end < 3) {
			page_add_number(p, f, end);
		} else {
			html_text(p->out, piece);
		}
	}
}

/* The sentence, and the state that follows it, apart: figure_words() divides them by the first full stop. */
static void add_sentence(struct page *p, const struct figure *f, const char *tag)
{
	struct buf words = {0};
	figure_words(f, &words);
	struct bytes all = buf_bytes(&words);
	size_t stop = bytes_find(all, BYTES(". "), 0);
	BUG_IF(stop == SIZE_MAX);
	struct bytes state = {all.s + stop + 2, all.len - stop - 2};
	size_t colon = bytes_find(state, BYTES(":"), 0);
	BUG_IF(colon == SIZE_MAX);
	buf_printf(p->out, "<p class=\"%s\">", tag);
	add_linked(p, f, (struct bytes){all.s, stop + 1});
	buf_printf(
		p->out, "</p>\n<p class=\"state\"><strong class=\"badge %s\">", figure_state_names[f->state]);
	html_text(p->out, (struct bytes){state.s, colon});
	buf_add_text(p->out, "</strong> ");
	html_text(p->out, bytes_trim((struct bytes){state.s + colon + 1, state.len - colon - 1}));
	buf_add_text(p->out, "</p>\n");
	buf_done(&words);
}

static void add_other_measures(struct page *p)
{
	if (p->in->measure_count < 2) {
		return;
	}
	buf_add_text(p->out, "<dl class=\"others\">\n");
	for (size_t i = 1; i < p->in->measure_count; i++) {
		const struct figure *f = page_headline(&p->in->measures[i]);
		struct buf words = {0};
		phrase_heading(f->measure, &words);
		buf_add_text(p->out, "<div><dt><a");
		html_href(p->out, "measure", f->measure);
		buf_add_char(p->out, '>');
		html_text(p->out, buf_bytes(&words));
		buf_add_text(p->out, "</a></dt><dd>");
		buf_done(&words);
		add_sentence(p, f, "other");
		buf_add_text(p->out, "</dd></div>\n");
	}
	buf_add_text(p->out, "</dl>\n");
}

static void add_header(struct page *p)
{
	const struct figure *f = page_headline(&p->in->measures[0]);
	buf_add_text(p->out, "<header>\n<p class=\"over\">Documented figures</p>\n<h1>");
	html_bdi(p->out, p->incident->label, BYTES_NONE);
	buf_add_text(p->out, "</h1>\n");
	add_scope_line(p, &f->target);
	add_sentence(p, f, "sentence");
	buf_add_text(p->out,
		"<p class=\"caution\">These are numbers that somebody stated and that we could document. "
		"People of whom no account tells are in none of them, so even the highest number here may "
		"leave out many who died. Do not quote a number without its state.</p>\n");
	add_other_measures(p);
	buf_add_text(p->out, "</header>\n");
}

void report_write(const struct report_input *in, struct buf *out)
{
	struct page p;
	page_init(&p, in, out);
	add_head(&p);
	buf_add_text(out, "<body>\n<a class=\"skip\" href=\"#main\">Skip to the figures</a>\n");
	add_header(&p);
	add_navigation(&p);
	buf_add_text(out, "<main id=\"main\">\n");
	for (size_t i = 0; i < in->measure_count; i++) {
		section_measure(&p, &in->measures[i]);
	}
	buf_add_text(out,
		"<section id=\"walks\">\n<h2>The walk of every number</h2>\n<p>From the number to the "
		"rule, the claim, the quote, the document, its bytes and its entry in the journal.</p>\n");
	for (size_t i = 0; i < in->measure_count; i++) {
		section_walk(&p, &in->measures[i]);
	}
	buf_add_text(out, "</section>\n");
	section_decisions(&p);
	section_sources(&p);
	section_withheld(&p);
	section_verify(&p);
	buf_add_text(out, "</main>\n</body>\n</html>\n");
	page_done(&p);
}
