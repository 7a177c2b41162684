/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Invented victims, household by household: who was killed together shares family name, grandfather or father, day and
 * place, and is of different given name and often of near age.
 */
#ifndef BENCH_MATCHING_PEOPLE_H
#define BENCH_MATCHING_PEOPLE_H

#include "culture.h"

enum { HOUSEHOLD_MAX = 12, DEATH_FIRST_DAY = 16071 /* 2014-01-01 */, DEATH_DAY_COUNT = 1000 };

/* Names are sounds of the culture. */
struct victim {
	uint64_t number; /* from 1, the truth */
	bool is_woman;
	int32_t birth_day; /* days since 1970-01-01 */
	int32_t death_day;
	struct bytes given;
	struct bytes father;      /* absent where the culture has no such part */
	struct bytes grandfather; /* the same */
	struct bytes family;
	struct bytes family_2; /* the mother's, Spanish only */
	struct bytes place;
};

struct household {
	struct victim victim[HOUSEHOLD_MAX];
	size_t count;
	bool is_remote; /* far from where lists are made */
};

/* How many households have about so many victims. */
uint64_t people_households(const struct culture *c, uint64_t persons);

/* Makes household `number`; names live as long as the culture. The same numbers give the same household. */
void people_household(const struct culture *c, uint64_t seed, uint64_t number, struct household *out);

/* Completed years at death. */
unsigned people_age(const struct victim *v);

#endif
