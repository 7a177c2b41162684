/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Errors of writing in names of the letters a to z: what fingers, ears and forms do to them. */
#ifndef BENCH_MATCHING_MISTYPE_H
#define BENCH_MATCHING_MISTYPE_H

#include "names.h"

/* True `thousandth` times of 1000. */
bool chance(struct random *r, unsigned thousandth);

/*
 * One error: a neighbour on the keyboard, a letter more, a letter less, two exchanged, a sound written otherwise, or the
 * end cut off, each a sixth of the time; where a kind does not fit the name, a neighbour on the keyboard.
 *
 * name      at least 2 letters; the first is made a capital again
 * to        receives the name with the error; NAME_BYTES_MAX bytes
 *
 * The result differs from the name, and is not empty.
 */
struct bytes mistype(struct bytes name, struct random *r, char *to);

#endif
