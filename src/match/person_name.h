/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether two full names, in any scripts, may be one person's: docs/methods/matching-full-names.md.
 *
 * A name is read into tokens in Latin letters, without titles, with particles joined to what they stand before. Tokens of
 * both names are paired so that the evidence is greatest; what remains alone costs little, what clashes much. The
 * result is a probability among candidates of which about half are the same, and the parts that it is made of.
 *
 * Source: sum of log-likelihood ratios, Fellegi and Sunter (1969); pairing by dynamic programming over subsets, Held and
 * Karp (1962).
 */
#ifndef MATCH_PERSON_NAME_H
#define MATCH_PERSON_NAME_H

#include "match/align.h"
#include "match/person_words.h"

enum { PERSON_TOKEN_MAX = 8, PERSON_FOLDED_BYTES = 64 };

struct person_token {
	struct bytes raw;                 /* the word in the name that was read */
	struct sounds bare;               /* without particles */
	struct sounds whole;              /* with the particles before it */
	const struct person_word *known;  /* NULL: nothing is */
	char folded[PERSON_FOLDED_BYTES]; /* of the word, for alignment */
	uint8_t folded_len;               /* 0: not to be aligned */
	enum match_script script;
	bool has_particle;
	bool is_initial;
	bool is_vague;
	bool is_kunya;
};

struct person_name {
	struct person_token tokens[PERSON_TOKEN_MAX];
	uint8_t count;
	unsigned generation; /* 1: senior, 2: junior …; 0: not said */
	bool is_order_known; /* a comma, or a script whose names begin with the family, says the order */
};

enum person_how {
	PERSON_SAME,    /* the same sounds */
	PERSON_FORM,    /* forms of one name in two languages, or of one ending */
	PERSON_NEAR,    /* alike */
	PERSON_SHORT,   /* a short form and what it may be short for */
	PERSON_INITIAL, /* an initial that fits */
	PERSON_GENDER,  /* one name, by gender */
	PERSON_CLASH,   /* different */
	PERSON_HOW_COUNT
};

struct person_pair {
	uint8_t a, b; /* tokens */
	enum person_how how;
	double weight_log;
};

/* The parts of a score: their sum, with the base, is the log odds. */
struct person_score {
	double p;              /* in [0, 1]; from 0.5 on they are rather the same */
	double base_log;       /* before anything is compared */
	double alone_log;      /* of tokens without partner */
	double order_log;      /* of the order of tokens */
	double generation_log; /* of senior and junior */
	struct person_pair pairs[PERSON_TOKEN_MAX];
	uint8_t count;
	struct person_name a, b; /* as they were compared: split words joined */
};

/* What is needed to read and compare names. For one thread at a time; several may share the words. */
struct person_matcher;

/*
 * words, aligner   must outlive the matcher
 * aligner          NULL: words of two scripts are compared by their sounds alone
 */
struct person_matcher *person_matcher_open(
	const struct person_words *words, const struct match_aligner *aligner) MUST_USE;
void person_matcher_close(struct person_matcher **m);

/*
 * Reads a name.
 *
 * raw       any bytes; out keeps views of it
 *
 * ^ Titles and honorifics are dropped, unless nothing else would remain.
 */
void person_name_read(struct person_matcher *m, struct bytes raw, struct person_name *out);

/*
 * Compares two names.
 *
 * a, b      from person_name_read(), whose texts are still there
 * returns   out->p; 0 when a side has no token
 *
 * ^ Symmetric: the order of a and b does not change p.
 * ^ A name of two or more tokens scores over 0.5 with itself.
 * ^ Glued and split words, particles, initials, missing middle names and a family name first still score over 0.5.
 * ^ Another given name, another middle initial, a son and his father, and a brother and sister score under 0.5.
 */
double person_name_score(const struct person_matcher *m, const struct person_name *a,
	const struct person_name *b, struct person_score *out);

/* How two tokens go together, in a word: "same", "near" … */
const char *person_how_name(enum person_how how);

#endif
