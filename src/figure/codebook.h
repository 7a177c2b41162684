/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A codebook: the version, the vague words' numbers and the parameters of the rules, read from INI text.
 *
 * Source: docs/methods/figures.md, section 10.
 */
#ifndef FIGURE_CODEBOOK_H
#define FIGURE_CODEBOOK_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/mem.h"

/* How rule acled divides a total that covers more days or places than the target. */
enum codebook_divide {
	CODEBOOK_DIVIDE_NONE,
	CODEBOOK_DIVIDE_DAYS,
	CODEBOOK_DIVIDE_PLACES,
	CODEBOOK_DIVIDE_COUNT
};

/* What a vague word stands for; without a number ("none") it stands for nothing. */
struct codebook_word {
	struct bytes word;
	bool has_number;
	int64_t number; /* people, 0 … LIMIT_COUNT */
};

struct codebook_words {
	const struct codebook_word *words; /* in the order of the file */
	size_t count;
};

struct codebook {
	struct bytes version;
	struct bytes default_rule;   /* a name that figure_rule_find() knows */
	int64_t confirm_originators; /* 1 … LIMIT_COUNT */
	struct codebook_words vague;
	struct codebook_words vague_acled;
	enum codebook_divide divide;
};

/* The codebook of a vault that has none of its own. */
extern const char codebook_default_text[];

/*
 * Parses a codebook.
 *
 * text      INI; the views in *out point into it, so it must live as long
 * a         owns the tables of *out
 * returns   0, or ERR_INPUT with the line: bad INI, an unknown section, key or value, no version
 *
 * ^ A codebook that leaves a parameter out has default_rule range-by-source, originators 2, divide none.
 * ^ A vague table that is left out is empty.
 */
int codebook_parse(struct bytes text, struct arena *a, struct codebook *out, struct err *e) MUST_USE;

/*
 * The number of a vague word, looked up in one table.
 *
 * returns   the row of the word, or NULL when the table lacks it
 */
const struct codebook_word *codebook_find(const struct codebook_words *table, struct bytes word);

#endif
