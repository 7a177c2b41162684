/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dates, numbers and classes in plain English. Everything here appends plain text, which html_text() has yet
 * to escape, because it may hold words of a source.
 */
#ifndef VIEW_PHRASE_H
#define VIEW_PHRASE_H

#include "base/buf.h"
#include "figure/figure.h"

/* "16 December 2011", "December 2011", "2011"; nothing for an absent date. */
void phrase_date(struct date d, struct buf *out);

/* "16 and 17 December 2011", "16 to 19 December 2011", "from May 2011", "until 2012". */
void phrase_range(struct date_range r, struct buf *out);

/* What a claim says: "17", "at least 17", "up to 70", "30 to 70", "about 100", "dozens", "85 %". */
void phrase_quantity(const struct quantity *q, struct buf *out);

/* The ends of a figure: 0 lowest, 1 best, 2 highest. */
extern const char *const phrase_end_names[3];

/* "Official", "Nobody named", in the order of enum record_class. */
extern const char *const phrase_class_names[RECORD_CLASS_COUNT];

/* A word of a vocabulary or a slug as words: "cited_only" becomes "cited only". */
void phrase_word(struct bytes word, struct buf *out);

/* The same with a capital. */
void phrase_heading(struct bytes word, struct buf *out);

#endif
