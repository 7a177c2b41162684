/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Training an alignment of letters on pairs of words that write one name: expectation maximisation.
 *
 * Each round weighs all ways of making each pair by the model of the round before, and counts the steps. A discount is
 * taken off each count, so that a step that says little more than its parts dies out; a pair counts as far as it is
 * likelier as one name than as two, so that wrong pairs teach nothing.
 *
 * Pure and deterministic. Source: Dempster, Laird and Rubin, Maximum likelihood from incomplete data via the EM algorithm
 * (1977); of multigrams as in align_model.h; absolute discounting as in Ney, Essen and Kneser, On structuring
 * probabilistic dependences in stochastic language modelling (1994), section 3.
 */
#ifndef MATCH_ALIGN_TRAIN_H
#define MATCH_ALIGN_TRAIN_H

#include "base/buf.h"
#include "base/err.h"
#include "match/fold.h"

/* Two writings of one name: folded tokens without spaces. Pairs of one script stand for both orders. */
struct match_align_pair {
	struct bytes left;
	struct bytes right;
	double weight; /* above 0 */
};

struct match_align_settings {
	unsigned rounds;
	double discount; /* off the count of each step */
	double unseen_p; /* of a step with one letter at most on each side, at the least: 1e-9 … 1e-3 */
	double apart_p;  /* share of pairs that are no writings of one name, to begin with: [0, 1) */
};

extern const struct match_align_settings match_align_defaults;

struct match_align_report {
	size_t pair_count; /* that were used: of the two scripts, with 30 letters a side at most */
	size_t step_count;
	double apart_p;
};

/*
 * Trains a model.
 *
 * left, right   scripts of the sides of the pairs
 * out           appended to: the model as text, docs/formats/align.md
 * returns       0; ERR_INPUT when no pair can be used
 *
 * ^ The same pairs give the same bytes.
 * ^ match_aligner_open() takes what it writes.
 */
int match_align_train(enum match_script left, enum match_script right, const struct match_align_pair *pairs,
	size_t count, const struct match_align_settings *settings, struct buf *out,
	struct match_align_report *report, struct err *e) MUST_USE;

/*
 * Joins a model of two scripts with itself, which gives one of the right script alone: two writings of what is one word in
 * the left script. A step (x, y) of it has the sum over left chunks z of P(z, x) P(z, y) / P(z).
 *
 * text      a model of two scripts
 * out       appended to: the model as text
 * returns   0; ERR_INPUT when the text is no model of two scripts, or nothing is left to join
 *
 * ^ A joined model is one that match_aligner_open() takes.
 */
int match_align_join(struct bytes text, struct buf *out, struct err *e) MUST_USE;

#endif
