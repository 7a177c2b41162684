/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The vocabularies of the exchange format: data/vocabulary.ini, built into the program. A group adds a word by
 * editing that file; words are never removed, because old entries hold them.
 */
#ifndef RECORD_VOCABULARY_H
#define RECORD_VOCABULARY_H

#include "base/ini.h"

/* The words of one section: rows[0 … count). */
struct vocabulary_section {
	struct bytes name;
	const struct ini_row *rows;
	size_t count;
};

struct vocabulary {
	struct ini ini;
	struct vocabulary_section *sections;
	size_t section_count;
	struct arena arena;
};

/* Reads the vocabularies that are built in; that they parse is our own responsibility. */
void vocabulary_init(struct vocabulary *v);
void vocabulary_done(struct vocabulary *v);

bool vocabulary_has(const struct vocabulary *v, const char *section, struct bytes word);

/* The label of a word, in English; absent when the word is unknown. */
struct bytes vocabulary_label(const struct vocabulary *v, const char *section, struct bytes word);

/* "killed, injured, missing, …": the words of a section, shortened after max words. */
struct bytes vocabulary_list(const struct vocabulary *v, const char *section, size_t max, struct arena *a);

#endif
