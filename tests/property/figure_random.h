/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Random claims, decisions and places for the property tests of figures: few ids, few numbers and few days,
 * so that they meet, contradict and refer to each other.
 */
#ifndef TESTS_FIGURE_RANDOM_H
#define TESTS_FIGURE_RANDOM_H

#include "figure/figure.h"

enum { RANDOM_CLAIMS_MAX = 14 };

/* Rules that the tests go through, each with its class where it takes one. */
extern const char *const random_rules[];
extern const size_t random_rule_count;

struct random_world {
	struct figure_input in;
	struct figure_request request; /* its rule is left absent */
	/* The arrays behind `in`, which tests may change. */
	struct claim *claims;
	struct decision *decisions;
	struct place *places;
	struct incident *incidents;
	struct source *sources;
	struct publication *publications;
};

/* Everything lives as long as `a`; drawn from test_random(). */
void random_world(struct random_world *w, struct arena *a);

/* Puts every array of the world in another order. */
void random_shuffle(struct random_world *w);

#endif
