/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The form in which names of places are compared. Stored gazetteers hold hashes of it: a change here is a change of the
 * format (docs/formats/gazetteer.md).
 */
#ifndef READING_GAZETTEER_FOLD_H
#define READING_GAZETTEER_FOLD_H

#include "base/bytes.h"

enum { GAZETTEER_KEY_BYTES = 64 };

/* A folded name: words with one space between them. */
struct gazetteer_key {
	char s[GAZETTEER_KEY_BYTES];
	size_t len; /* 0: nothing is left, or too long for a place's name */
};

/*
 * Folds a name: lower case; without accents, vowel points, apostrophes and invisible marks; what is neither letter nor
 * digit is a space; one form for Arabic letters that are written in two.
 *
 * name: valid UTF-8
 * ^ Folding what is folded changes nothing.
 */
void gazetteer_fold(struct bytes name, struct gazetteer_key *key);

/* FNV-1a with a last mixing (MurmurHash3), so that its first bits are as good as its last. */
uint64_t gazetteer_hash(struct bytes key);

#endif
