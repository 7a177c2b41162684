/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What person_*.c share. */
#ifndef MATCH_PERSON_MATCHER_H
#define MATCH_PERSON_MATCHER_H

#include "match/person_name.h"

struct person_matcher {
	const struct person_words *words;
	const struct match_aligner *aligner; /* may be NULL */
	struct latin *latin;
	struct buf folded; /* of the word that is being read */
	struct buf
		latin_text; /* of the name that is being read; has room from the beginning, so that it never moves */
	struct sound_costs costs;
};

/* How two tokens go together. */
struct person_grade {
	enum person_how how;
	double grade; /* -1: clash … 1: the same */
};

struct person_grade person_grade_tokens(
	const struct person_matcher *m, const struct person_token *a, const struct person_token *b);

/* How alike two words are, as sound_alike() says it for what they are written in. */
double person_alike(const struct person_matcher *m, const struct sounds *a, bool is_vague_a,
	const struct sounds *b, bool is_vague_b);

#endif
