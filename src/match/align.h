/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How much more likely two words are as writings of one name than as two names: the trained alignment of letters, across
 * scripts and inside one. docs/methods/matching-names.md#aligned-letters.
 *
 * Pure; an aligner does not change after opening, and threads share it.
 *
 * Source: as align_model.h says; the ratio is the weight of Fellegi and Sunter, A theory for record linkage (1969), section 2.
 */
#ifndef MATCH_ALIGN_H
#define MATCH_ALIGN_H

#include "base/err.h"
#include "match/fold.h"

/* Letters of a word that are looked at, with the signs for beginning and end. */
enum { MATCH_ALIGN_LETTERS = 32, MATCH_ALIGN_CHUNKS = 3 };

struct match_aligner;

/*
 * Opens models.
 *
 * texts     one model each, as docs/formats/align.md says; of two for the same scripts the later one counts
 * out       receives the aligner, which match_aligner_close() frees
 * returns   0, or ERR_INPUT with the model, the line and what is wrong in it
 */
int match_aligner_open(
	const struct bytes *texts, size_t count, struct match_aligner **out, struct err *e) MUST_USE;
void match_aligner_close(struct match_aligner **aligner);

/*
 * Opens the models that are built into the program: all ten pairs of Latin, Cyrillic, Arabic and Hebrew, each script with
 * itself among them.
 */
struct match_aligner *match_aligner_builtin(void) MUST_USE;

/*
 * The log-likelihood ratio of two folded tokens: the same name, against two names by chance.
 *
 * a, b      folded tokens without spaces; letters past the first 30 are not looked at
 * returns   nats; NAN when either has no letter, or no model is for their scripts
 *
 * ^ Symmetric: the ratio of (a, b) equals the ratio of (b, a).
 * ^ The ratio of a token with itself is above 0 where there is a model for its script.
 */
double match_align_log(const struct match_aligner *aligner, struct bytes a, struct bytes b);

/* A token made ready to be compared with many tokens of one script. */
struct match_align_word {
	uint8_t len;  /* letters with the signs for beginning and end; 0: no model */
	uint8_t side; /* of the model */
	uint8_t script;
	uint8_t other_script;
	uint16_t chunk[MATCH_ALIGN_LETTERS]
		      [MATCH_ALIGN_CHUNKS]; /* that begin at a letter, by length - 1; 0: none */
	double alone_p;                     /* the probability of the word by itself */
};

/*
 * Makes a token ready.
 *
 * token     folded, without spaces
 * other     the script of the tokens that it will be compared with
 * out       valid as long as the aligner
 * returns   false when there is no letter or no model; *out is then compared as NAN
 */
bool match_align_word(const struct match_aligner *aligner, struct bytes token, enum match_script other,
	struct match_align_word *out);

/*
 * match_align_log() of two that are ready.
 *
 * ^ It equals match_align_log() of the tokens to the last bit.
 */
double match_align_words_log(const struct match_aligner *aligner, const struct match_align_word *a,
	const struct match_align_word *b);

#endif
