/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is said around names of places, by language: kinds of divisions ("region", "область") and case endings. Tables of
 * data/reading/LANGUAGE/place.txt:
 *
 *     # comment
 *     [division]
 *     province             stands before or behind a division's name
 *     province of
 *     [ending]
 *     ой = ая              a word that ends in "ой" may be the case of a name that ends in "ая"
 *     у =                  … or of one that ends before it
 */
#ifndef READING_GAZETTEER_WORDS_H
#define READING_GAZETTEER_WORDS_H

#include "base/err.h"
#include "base/mem.h"
#include "reading/gazetteer_fold.h"
#include "reading/lexicon.h"

/* Forms of one name to try: the endings of its words multiply. */
enum { GAZETTEER_FORMS_MAX = 48 };

struct gazetteer_words; /* opaque; owned by the arena that it was made in */

/* Reads the tables of all languages. Returns 0, or -ERR_INPUT with the table, line and reason. */
int gazetteer_words_load(const struct lexicon_table *tables, size_t count, struct arena *a,
	struct gazetteer_words **out, struct err *e) MUST_USE;

/*
 * Takes a kind of division off the beginning or the end of a name: "mangystau region" gives "mangystau".
 *
 * Returns false, with *rest untouched, when the name has none, or fewer than three bytes besides.
 */
bool gazetteer_words_strip(const struct gazetteer_words *words, struct bytes key, struct bytes *rest);

/* Whether a kind of division is these words or begins with them: a name may follow. */
bool gazetteer_words_begin(const struct gazetteer_words *words, struct bytes key);

/*
 * Names that the key may be a case of, the longest ending first; the key itself is not among them.
 *
 * Returns how many.
 * ^ A key of small ASCII letters has no other forms when no ending of the tables is of ASCII letters.
 */
size_t gazetteer_words_forms(const struct gazetteer_words *words, struct bytes key,
	struct gazetteer_key forms[GAZETTEER_FORMS_MAX]);

#endif
