/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sections of a report, private to view/. Each appends itself to the page. */
#ifndef VIEW_SECTION_H
#define VIEW_SECTION_H

#include "view/page.h"

/* One measure: its figure, the ladder, who says what, and the rules side by side. */
void section_measure(struct page *p, const struct report_measure *m);

/* What was set aside and why, later numbers, joins, arithmetic and notes of one measure. */
void section_reasons(struct page *p, const struct report_measure *m);

/* The walk of every number of one measure: from its rule to claims, and of each claim to the bytes. */
void section_walk(struct page *p, const struct report_measure *m);

/* Our decisions, the sources, what is withheld, and how to verify all of it. */
void section_decisions(struct page *p);
void section_sources(struct page *p);
void section_withheld(struct page *p);
void section_verify(struct page *p);

/* ` id="WORD-MEASURE"`: the anchor of a section of one measure. */
void section_id(struct page *p, const char *word, const struct report_measure *m);

#endif
