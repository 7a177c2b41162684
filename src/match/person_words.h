/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is known of single words in full names: titles, particles, forms of one name in several languages, short forms,
 * common family names. The table is text, data/names/person/words.txt, which says its own format, and is built in.
 */
#ifndef MATCH_PERSON_WORDS_H
#define MATCH_PERSON_WORDS_H

#include "base/err.h"
#include "match/sound.h"
#include "text/latin.h"

enum { PERSON_WORD_NAMES_MAX = 6 };

enum person_word_class {
	PERSON_WORD_TITLE = 1,
	PERSON_WORD_ARTICLE = 2,
	PERSON_WORD_PARTICLE = 4,
	PERSON_WORD_KUNYA = 8,
	PERSON_WORD_GENERATION = 16,
	PERSON_WORD_COMMON = 32,
	PERSON_WORD_HONORIFIC = 64,
};

struct person_word {
	unsigned classes;    /* of enum person_word_class */
	unsigned generation; /* 1: the elder, 2, 3 …; 0: no such word */
	uint8_t name_count;
	bool is_short;                         /* the names are what it is short for */
	uint16_t names[PERSON_WORD_NAMES_MAX]; /* numbers of lines of [name] */
};

/* Read-only once open; shared by threads. */
struct person_words;

/*
 * Reads a table of words.
 *
 * text      need not outlive the call
 * returns   0; ERR_INPUT with the line
 */
int person_words_open(struct bytes text, struct person_words **out, struct err *e) MUST_USE;
void person_words_close(struct person_words **words);

/* The table that is built in. */
struct bytes person_words_builtin(void);

/*
 * What is known of a word by its spelling in Latin letters (classes), and by its sounds (names, common); NULL: nothing.
 *
 * is_vague: of a script that leaves out vowels: there Omar and "Mr" are spelled alike
 */
const struct person_word *person_word_spelled(
	const struct person_words *words, struct bytes latin, bool is_vague);
const struct person_word *person_word_sounding(const struct person_words *words, const struct sounds *sounds);

#endif
