/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure/words.h"
#include "view/group.h"
#include "view/ladder.h"
#include "view/phrase.h"
#include "view/section.h"
#include "view/symbol.h"

/* A candidate that was set aside, with the sentence that says why. */
struct aside {
	const struct figure_item *item;
	struct bytes sentence;
	size_t rank; /* its place in the ladder */
};

static int compare_asides(const void *x, const void *y)
{
	const struct aside *a = x;
	const struct aside *b = y;
	if (a->item->outcome != b->item->outcome) {
		return a->item->outcome < b->item->outcome ? -1 : 1;
	}
	int order = bytes_compare(a->sentence, b->sentence);
	return order != 0 ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

/* Sorted so that the same reason stands together. */
static struct aside *asides_of(struct page *p, const struct figure *f, size_t *count)
{
	const struct figure_item **order = ladder_order(f, &p->arena);
	struct aside *asides = arena_calloc(&p->arena, f->item_count, sizeof(*asides));
	struct buf words = {0};
	*count = 0;
	for (size_t i = 0; i < f->item_count; i++) {
		if (order[i]->outcome == FIGURE_USED || page_withheld(p, order[i]->claim->id)) {
			continue;
		}
		struct figure_item item = *order[i];
		item.cause = BYTES_NONE;
		buf_clear(&words);
		figure_outcome_words(&item, &words);
		asides[(*count)++] = (struct aside){order[i], arena_copy(&p->arena, buf_bytes(&words)), i};
	}
	buf_done(&words);
	if (*count > 1) {
		qsort(asides, *count, sizeof(*asides), compare_asides);
	}
	return asides;
}

static bool is_by_scope(enum figure_outcome outcome)
{
	return outcome == FIGURE_PART || outcome == FIGURE_WIDER || outcome == FIGURE_UNCLEAR;
}

static void add_aside(struct page *p, const struct figure_item *item)
{
	const struct claim *claim = item->claim;
	buf_add_text(p->out, "<li>");
	page_link_claim(p, claim->id);
	buf_add_text(p->out, " <span class=\"by\">");
	if (is_by_scope(item->outcome)) {
		page_add_scope(p, &claim->scope);
	} else if (item->outcome == FIGURE_EARLY) {
		page_add_range(p, date_range_is_absent(claim->as_of) ? claim->published : claim->as_of);
	}
	if (page_decision(p, item->cause)) {
		buf_add_text(p->out, " by decision ");
		page_link_decision(p, item->cause);
	} else if (item->cause.s) {
		buf_add_text(p->out, " see ");
		page_link_claim(p, item->cause);
	}
	buf_add_text(p->out, "</span></li>");
}

/* "Set aside: it was withdrawn." under a heading that says so already: "It was withdrawn." */
static void add_reason(struct page *p, struct bytes sentence)
{
	struct buf words = {0};
	size_t colon = bytes_find(sentence, BYTES(": "), 0);
	size_t from = colon == SIZE_MAX ? 0 : colon + 2;
	phrase_heading((struct bytes){sentence.s + from, sentence.len - from}, &words);
	html_text(p->out, buf_bytes(&words));
	buf_done(&words);
}

static void add_asides(struct page *p, const struct figure *f)
{
	size_t count;
	const struct aside *asides = asides_of(p, f, &count);
	if (count == 0) {
		return;
	}
	buf_printf(p->out,
		"<h3>What was set aside, and why</h3>\n<p>%zu of %zu claims.</p>\n<dl class=\"asides\">\n",
		count, f->item_count);
	for (size_t i = 0; i < count; i++) {
		if (i == 0 || !bytes_equal(asides[i].sentence, asides[i - 1].sentence)) {
			buf_add_text(p->out, i == 0 ? "<div><dt>" : "</ul></dd></div>\n<div><dt>");
			add_reason(p, asides[i].sentence);
			buf_add_text(p->out, "</dt><dd><ul>");
		}
		add_aside(p, asides[i].item);
	}
	buf_add_text(p->out, "</ul></dd></div>\n</dl>\n");
}

static bool is_in_chain(const struct page *p, const struct figure_item *item)
{
	return (item->outcome == FIGURE_USED || item->outcome == FIGURE_SUPERSEDED) && item->originator.s &&
		!page_withheld(p, item->claim->id);
}

/* Whether a claim of the group gave way to a later one; is_older: by the index of the item. */
static bool has_older(const struct figure *f, const struct item_group *group, const bool *is_older)
{
	for (size_t i = 0; i < group->count; i++) {
		if (is_older[group->items[i] - f->items]) {
			return true;
		}
	}
	return false;
}

static void add_chain(struct page *p, const struct item_group *group)
{
	buf_add_text(p->out, "<li><b>");
	page_add_originator(p, group->items[0]->originator);
	buf_add_text(p->out, "</b><ol class=\"chain\">");
	for (size_t i = 0; i < group->count; i++) {
		bool is_used = group->items[i]->outcome == FIGURE_USED;
		buf_printf(p->out, "<li%s>", is_used ? " class=\"counts\"" : "");
		page_link_claim(p, group->items[i]->claim->id);
		buf_add_text(p->out, is_used ? " <span class=\"by\">counts</span></li>" : "</li>");
	}
	buf_add_text(p->out, "</ol></li>\n");
}

/* For each originator that changed its number: its numbers in their order, and which of them counts. */
static void add_chains(struct page *p, const struct figure *f)
{
	const struct figure_item **order = ladder_order(f, &p->arena);
	bool *is_older = arena_calloc(&p->arena, f->item_count, sizeof(*is_older));
	size_t count = 0;
	size_t group_count;
	bool is_open = false;
	for (size_t i = 0; i < f->supersession_count; i++) {
		is_older[f->supersessions[i].older] = true;
	}
	for (size_t i = 0; i < f->item_count; i++) {
		if (is_in_chain(p, order[i])) {
			order[count++] = order[i];
		}
	}
	const struct item_group *groups = group_by_originator(&p->arena, order, count, &group_count);
	for (size_t i = 0; i < group_count; i++) {
		if (!has_older(f, &groups[i], is_older)) {
			continue;
		}
		buf_add_text(p->out,
			is_open ? ""
				: "<h3>Later numbers of the same witness</h3>\n<p>Who corrects a number does "
				  "not contradict it: the later one counts.</p>\n<ul class=\"chains\">\n");
		is_open = true;
		add_chain(p, &groups[i]);
	}
	buf_add_text(p->out, is_open ? "</ul>\n" : "");
}

static bool is_joined_by(const struct decision *d, const struct figure_group *group)
{
	if (d->kind != RECORD_DECIDE_SAME_ORIGINATOR) {
		return false;
	}
	for (size_t i = 0; i < d->originator_count; i++) {
		for (size_t k = 0; k < group->member_count; k++) {
			if (bytes_equal(d->originators[i], group->members[k])) {
				return true;
			}
		}
	}
	return false;
}

static bool is_in_use(const struct page *p, const struct figure *f, const struct figure_group *group)
{
	for (size_t i = 0; i < f->item_count; i++) {
		if (bytes_equal(f->items[i].originator, group->name) &&
			!page_withheld(p, f->items[i].claim->id)) {
			return true;
		}
	}
	return false;
}

static void add_groups(struct page *p, const struct figure *f)
{
	bool is_open = false;
	for (size_t i = 0; i < f->group_count; i++) {
		const struct figure_group *group = &f->groups[i];
		if (!is_in_use(p, f, group)) {
			continue;
		}
		buf_add_text(p->out,
			is_open ? "" : "<h3>Names that are one witness</h3>\n<ul class=\"groups\">\n");
		is_open = true;
		buf_add_text(p->out, "<li>");
		for (size_t k = 0; k < group->member_count; k++) {
			buf_add_text(p->out, k == 0 ? "" : k + 1 == group->member_count ? " and " : ", ");
			page_add_originator(p, group->members[k]);
		}
		const char *before = " <span class=\"by\">by ";
		for (size_t k = 0; k < p->decisions.count; k++) {
			const struct decision *d = p->decisions.rows[k].what;
			if (is_joined_by(d, group)) {
				buf_add_text(p->out, before);
				page_link_decision(p, d->id);
				before = ", ";
			}
		}
		buf_add_text(p->out, before[0] == ',' ? "</span></li>\n" : "</li>\n");
	}
	buf_add_text(p->out, is_open ? "</ul>\n" : "");
}

static bool is_same_check(const struct figure_check *a, const struct figure_check *b)
{
	return a->kind == b->kind && bytes_equal(a->decision, b->decision) && bytes_equal(a->a, b->a) &&
		bytes_equal(a->b, b->b) && a->x == b->x && a->y == b->y && a->pair == b->pair;
}

static bool has_check(const struct figure *f, const struct figure_check *check)
{
	for (size_t i = 0; i < f->check_count; i++) {
		if (is_same_check(&f->checks[i], check)) {
			return true;
		}
	}
	return false;
}

/* One check, and the rules under which it holds when these are not all. */
static void add_check(struct page *p, const struct report_measure *m, const struct figure_check *check)
{
	struct buf words = {0};
	struct bytes ids[] = {check->decision, check->a, check->b};
	figure_check_words(check, &words);
	buf_add_text(p->out, "<li>");
	page_add_sentence(p, buf_bytes(&words), ids, ARRAY_COUNT(ids));
	buf_done(&words);
	size_t count = 0;
	for (size_t i = 0; i < m->figure_count; i++) {
		count += has_check(&m->figures[i], check);
	}
	const char *before = count == 1 ? " <span class=\"by\">Rule " : " <span class=\"by\">Rules ";
	for (size_t i = 0; i < m->figure_count && count < m->figure_count; i++) {
		if (has_check(&m->figures[i], check)) {
			buf_printf(p->out, "%s<code>", before);
			html_text(p->out, m->figures[i].rule);
			buf_add_text(p->out, "</code>");
			before = ", ";
		}
	}
	buf_add_text(p->out, count < m->figure_count ? "</span></li>\n" : "</li>\n");
}

static void add_checks(struct page *p, const struct report_measure *m)
{
	bool is_open = false;
	for (size_t i = 0; i < m->figure_count; i++) {
		for (size_t k = 0; k < m->figures[i].check_count; k++) {
			const struct figure_check *check = &m->figures[i].checks[k];
			bool is_new = true;
			for (size_t j = 0; j < i && is_new; j++) {
				is_new = !has_check(&m->figures[j], check);
			}
			if (is_new) {
				buf_add_text(p->out,
					is_open ? "" : "<h3>Arithmetic</h3>\n<ul class=\"checks\">\n");
				is_open = true;
				add_check(p, m, check);
			}
		}
	}
	buf_add_text(p->out, is_open ? "</ul>\n" : "");
}

static void add_note(struct page *p, const struct figure_note *note)
{
	struct buf words = {0};
	struct bytes ids[] = {note->id, note->other};
	figure_note_words(note, &words);
	buf_add_text(p->out, "<li>");
	page_add_sentence(p, buf_bytes(&words), ids, ARRAY_COUNT(ids));
	buf_add_text(p->out, "</li>\n");
	buf_done(&words);
}

static void add_notes(struct page *p, const struct figure *f)
{
	if (f->note_count == 0) {
		return;
	}
	buf_add_text(p->out, "<h3>To know beside the figure</h3>\n<ul class=\"notes\">\n");
	for (size_t i = 0; i < f->note_count; i++) {
		add_note(p, &f->notes[i]);
	}
	buf_add_text(p->out, "</ul>\n");
}

void section_reasons(struct page *p, const struct report_measure *m)
{
	const struct figure *f = page_headline(m);
	add_asides(p, f);
	add_chains(p, f);
	add_groups(p, f);
	add_checks(p, m);
	add_notes(p, f);
}
