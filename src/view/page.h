/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A page in the making, private to view/: what is found by its id, and how each kind of record is named and
 * linked.
 */
#ifndef VIEW_PAGE_H
#define VIEW_PAGE_H

#include "view/html.h"
#include "view/report.h"

struct page_row {
	struct bytes id;
	const void *what;
};

struct page_table {
	struct page_row *rows; /* by id */
	size_t count;
};

struct page {
	const struct report_input *in;
	const struct incident *incident;
	struct buf *out;
	struct arena arena;
	struct page_table claims;
	struct page_table decisions;
	struct page_table sources;
	struct page_table publications;
	struct page_table places;
	struct page_table files;
	struct page_table withheld;
	struct page_table walked; /* claims whose walk is on the page */
	struct page_table cited;  /* their sources, and what these derive from */
};

void page_init(struct page *p, const struct report_input *in, struct buf *out);
void page_done(struct page *p);

/* The record of an id; NULL when it is unknown or withheld. */
const struct claim *page_claim(const struct page *p, struct bytes id);
const struct decision *page_decision(const struct page *p, struct bytes id);
const struct source *page_source(const struct page *p, struct bytes id);
const struct publication *page_publication(const struct page *p, struct bytes id);
const struct place *page_place(const struct page *p, struct bytes id);
const struct report_file *page_file(const struct page *p, struct bytes sha256);

/* NULL when it is not withheld. */
const struct report_withheld *page_withheld(const struct page *p, struct bytes id);

/* The candidate that a claim is in a figure; NULL when it is none. */
const struct figure_item *page_item(const struct figure *f, struct bytes claim);

/* The headline figure of a measure. */
const struct figure *page_headline(const struct report_measure *m);

/* The ends of the figure that rest on the claim: bits 1 lowest, 2 best, 4 highest. */
unsigned page_ends_of(const struct figure *f, const struct figure_item *item);

/* The three ends in the order of phrase_end_names. */
const struct figure_end *page_end(const struct figure *f, size_t i);

/* Who published what a claim is taken from, as HTML: a name, or that it is withheld or unknown. */
void page_add_publisher(const struct page *p, const struct claim *claim);

/* Who stands behind a number: the name of the publication of that id, otherwise our slug. */
void page_add_originator(const struct page *p, struct bytes originator);

/* Links to the walk of a claim ("Human Rights Watch: 16") and to a decision; if withheld, to its entry. */
void page_link_claim(const struct page *p, struct bytes id);
void page_link_decision(const struct page *p, struct bytes id);

/* A sentence of figure/words.h, in which the ids that it names become links. */
void page_add_sentence(const struct page *p, struct bytes sentence, const struct bytes *ids, size_t id_count);

/* A date range as text in a <time>, where one date says it all. */
void page_add_range(const struct page *p, struct date_range range);

/* An end of a figure, with the link to what it rests on; a dash when it is absent. */
void page_add_number(const struct page *p, const struct figure *f, size_t end);

void page_add_place(const struct page *p, struct bytes id);

/* What a claim covers, in short: "protesters; Zhanaozen; 16 December 2011"; nothing without restriction. */
void page_add_scope(const struct page *p, const struct scope *scope);

/* The anchor of the ends of a figure: "killed-two-source". */
void page_add_figure_name(const struct page *p, const struct figure *f);

#endif
