/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pools of names with a long tail: a few hundred names that are written down come first, one origin after the other;
 * the rest are made of the syllables of names of one origin. The name of rank r has a chance in proportion to
 * 1 / (r + flat), by whole numbers, so that a seed draws the same names on any machine.
 *
 * Source: the Zipf-Mandelbrot law; family names of many countries follow it closely (Miyazima, Lee, Nagamine and
 * Miyajima, Power-law distribution of family names in Japanese societies, 2000).
 */
#ifndef BENCH_MATCHING_NAMES_H
#define BENCH_MATCHING_NAMES_H

#include "base/bytes.h"
#include "base/ini.h"
#include "base/random.h"

enum { NAME_BYTES_MAX = 40 };

/* Names in order of rank. Zeroed is valid and empty. */
struct names {
	struct bytes *name;
	uint64_t *until; /* sum of the weights up to and with this name */
	size_t count;
};

/* What pools are made from. */
struct names_source {
	const struct ini *table; /* in a section the rows are origins, their values names between commas */
	const char *vowels;      /* every other letter is a consonant; letters are single bytes */
};

/*
 * Makes a pool of at least the names of one section.
 *
 * a         owns the pool
 * section   of the source's table
 * count     names wanted; made-up ones fill it
 * flat      how much the first ranks are alike, from 1
 *
 * No name stands in a pool twice.
 */
void names_build(struct names *out, struct arena *a, const struct names_source *source, const char *section,
	size_t count, unsigned flat, struct random *r);

/* How much larger pools get with the number of people: its square root, rounded down. */
size_t names_growth(uint64_t count);

struct bytes names_draw(const struct names *n, struct random *r);

#endif
