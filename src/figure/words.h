/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A figure in plain English sentences, for the terminal and for reports, and the fixed words of its enums.
 *
 * A documented figure says what accounts say. It is no model result, and no sentence here calls it an
 * estimate.
 */
#ifndef FIGURE_WORDS_H
#define FIGURE_WORDS_H

#include "base/buf.h"
#include "figure/figure.h"

/* Stable words for machines ("not_accepted"), in the order of the enums. */
extern const char *const figure_outcome_names[FIGURE_OUTCOME_COUNT];
extern const char *const figure_state_names[FIGURE_STATE_COUNT];
extern const char *const figure_check_names[FIGURE_CHECK_COUNT];
extern const char *const figure_note_names[FIGURE_NOTE_COUNT];

/*
 * Appends the figure and its state:
 * "At least 17 people were killed; some accounts say as many as 70. Provisional: one independent source."
 *
 * ^ No output of this header contains the word "estimate".
 * ^ A number that rests only on "at least" or "about" is said with these words.
 */
void figure_words(const struct figure *f, struct buf *out);

/* Appends what became of a candidate and why, one sentence. */
void figure_outcome_words(const struct figure_item *item, struct buf *out);

/* Appends one sentence for each flag of a candidate, with a space between; nothing when it has none. */
void figure_flag_words(const struct figure_item *item, struct buf *out);

/* Appends one sentence. */
void figure_note_words(const struct figure_note *note, struct buf *out);
void figure_check_words(const struct figure_check *check, struct buf *out);

/* Appends name, origin and description of a rule: "gtd (GTD codebook): Gives …"; an unknown name as it is. */
void figure_rule_words(struct bytes rule, struct buf *out);

#endif
