/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The tables of words of one language: what a phrase can mean. They are plain text (data/reading/LANGUAGE/ *.txt), built
 * into the program and replaceable by a folder of a group's own; a third language needs tables only.
 *
 *     # comment
 *     [class attribute …]       the phrases below mean this
 *     phrase                    words as they stand in a text, in any case
 *     phrase = value            with a value (a number, a term of the vocabulary)
 *     kill(s|ed|ing|)           alternatives are written out: kills, killed, killing, kill
 *     погиб(|ла|ли|ло|ший|шие)
 *
 * A phrase may have several meanings: all are kept, in the order of the tables. A hyphen between words is like a space.
 */
#ifndef READING_LEXICON_H
#define READING_LEXICON_H

#include "base/err.h"
#include "base/mem.h"

enum {
	LEXICON_ATTRIBUTES_MAX = 4,
	LEXICON_PHRASE_WORDS_MAX = 8,
	LEXICON_WORD_BYTES = 64,
	LEXICON_CLASSES_MAX = 64, /* they are bits of a set */
};

/* One meaning of a phrase. Texts are owned by the lexicon. */
struct meaning {
	uint16_t word_class; /* number of the class: lexicon_class() */
	uint16_t length;     /* words of the phrase */
	const char
		*attributes[LEXICON_ATTRIBUTES_MAX]; /* of the section, in its order; NULL behind the last */
	const char *value;                           /* behind the "="; NULL when there is none */
	double number;                               /* the value as a number; NAN when it is none */
	uint64_t classes;           /* bits of the classes of this meaning and the next ones */
	const struct meaning *next; /* another meaning of the same phrase; NULL behind the last */
};

struct lexicon; /* opaque; owned by the arena that it was made in, as its words and nodes are */

struct lexicon_table {
	const char *name;  /* for errors: "en/act.txt" */
	struct bytes text; /* must outlive the lexicon */
};

/*
 * Reads tables.
 *
 * classes: names of the classes that the cascade knows, at most LEXICON_CLASSES_MAX, NULL behind the last; a section of
 * another class is an error.
 * Returns 0, or -ERR_INPUT with the table, line and reason.
 */
int lexicon_load(const struct lexicon_table *tables, size_t count, const char *const *classes,
	struct arena *a, struct lexicon **out, struct err *e) MUST_USE;

/* The end of a phrase, or of the beginning of one. */
struct lexicon_node {
	const struct meaning *meanings; /* of the phrase that ends here; NULL when none does */
	uint32_t number;
	uint32_t steps; /* lexicon_bit() of the words that phrases go on by; 0: none does */
};

/*
 * A word that some phrase has. Words are told apart by the hash alone: that it is another's, of all words of the tables,
 * happens to one unknown word in 10^14.
 */
struct lexicon_word {
	uint64_t hash;            /* lexicon_hash() of the folded form */
	uint64_t leads;           /* bits of the classes of the phrases that begin with it */
	struct lexicon_node node; /* behind it alone */
};

/* A word's folded form (token_fold()) as a number. Never 0. */
uint64_t lexicon_hash(struct bytes folded);

/* The word with a hash; NULL when no phrase has it. */
const struct lexicon_word *lexicon_word(const struct lexicon *lexicon, uint64_t hash);

/* Whether a word may lead on from a node is told by this bit; most do not. */
static inline uint32_t lexicon_bit(const struct lexicon_word *word)
{
	return UINT32_C(1) << word->node.number % 32;
}

/* lexicon_step() by a word that may lead on. */
const struct lexicon_node *lexicon_follow(
	const struct lexicon *lexicon, const struct lexicon_node *node, const struct lexicon_word *word);

/*
 * Walks the phrases, one step a word.
 *
 * node: where the word before led to; NULL: the word is the first. word: NULL leads nowhere.
 * Returns NULL when no phrase begins so.
 */
static inline const struct lexicon_node *lexicon_step(
	const struct lexicon *lexicon, const struct lexicon_node *node, const struct lexicon_word *word)
{
	if (!word) {
		return NULL;
	}
	if (!node) {
		return word->leads != 0 ? &word->node : NULL;
	}
	return node->steps & lexicon_bit(word) ? lexicon_follow(lexicon, node, word) : NULL;
}

/* The first meaning of a class in a list of meanings; NULL when there is none. */
static inline const struct meaning *meaning_of(const struct meaning *list, unsigned word_class)
{
	if (!list || !(list->classes >> word_class & 1)) {
		return NULL;
	}
	while (list->word_class != word_class) {
		list = list->next;
	}
	return list;
}

#endif
