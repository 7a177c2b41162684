/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cultures of names: pools of names by their sounds, one letter a sound, and ways to write these sounds: in the script of
 * the country, with care and without, and in others by several habits of transliteration. What a sound becomes in each way
 * is the table [letters] of the culture's file in data/.
 */
#ifndef BENCH_MATCHING_CULTURE_H
#define BENCH_MATCHING_CULTURE_H

#include "names.h"

#include "base/buf.h"

enum { WAYS_MAX = 6 };

enum culture_kind { CULTURE_ARABIC, CULTURE_KAZAKH, CULTURE_SPANISH, CULTURE_ENGLISH, CULTURE_COUNT };

struct culture {
	struct arena arena;
	enum culture_kind kind;
	struct names given[2]; /* of men, of women */
	struct names family;
	struct names place;
	bool has_form[256];
	struct bytes form[256][WAYS_MAX];
};

/* By enum culture_kind: as in the file lists.map and on the command line. */
extern const char *const culture_names[CULTURE_COUNT];

/*
 * Makes the pools for so many people, as names_build().
 *
 * returns   0, or ERR_INPUT with the row of the culture's file that is not understood; closed with culture_done() always
 */
int culture_init(
	struct culture *c, enum culture_kind kind, uint64_t persons, uint64_t seed, struct err *e) MUST_USE;
void culture_done(struct culture *c);

/*
 * Appends sounds as one way writes them, each word with a capital where the script has them.
 *
 * way       column of [letters], from 0; a sound that has no row is written as it stands
 */
void culture_write(const struct culture *c, struct bytes sounds, unsigned way, struct buf *out);

#endif
