/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a column of a list can be. A role says what a column means; its kind says how two values of it are compared.
 */
#ifndef MATCH_SCHEMA_H
#define MATCH_SCHEMA_H

#include "base/base.h"

enum match_kind {
	MATCH_KIND_NAME,  /* a part of a person's name, in any script */
	MATCH_KIND_DATE,  /* a day, a month or a year */
	MATCH_KIND_AGE,   /* completed years */
	MATCH_KIND_PLACE, /* a name of a place, with the larger ones it lies in behind commas */
	MATCH_KIND_CODE,  /* equal or different: sex, a state, a category */
	MATCH_KIND_TEXT,  /* a few words or an identifier, with errors of writing */
};

/* role, its name in a column map, its kind */
#define MATCH_ROLES(X) \
	X(GIVEN, "given", NAME) \
	X(FATHER, "father", NAME) \
	X(GRANDFATHER, "grandfather", NAME) \
	X(FAMILY, "family", NAME) \
	X(MOTHER, "mother", NAME) \
	X(BIRTH_DATE, "birth_date", DATE) \
	X(AGE, "age", AGE) \
	X(SEX, "sex", CODE) \
	X(DEATH_DATE, "death_date", DATE) \
	X(DEATH_PLACE, "death_place", PLACE) \
	X(BIRTH_PLACE, "birth_place", PLACE) \
	X(PLACE, "place", PLACE) \
	X(ADDRESS, "address", TEXT) \
	X(POSTCODE, "postcode", TEXT) \
	X(OCCUPATION, "occupation", TEXT) \
	X(IDENTIFIER, "identifier", TEXT) \
	X(OTHER_1, "other_1", TEXT) \
	X(OTHER_2, "other_2", TEXT) \
	X(OTHER_3, "other_3", TEXT) \
	X(CATEGORY, "category", CODE)

#define MATCH_ROLE_MEMBER(role, name, kind) MATCH_##role,
enum match_role { MATCH_ROLES(MATCH_ROLE_MEMBER) MATCH_ROLE_COUNT };
#undef MATCH_ROLE_MEMBER

struct match_role_facts {
	const char *name;
	enum match_kind kind;
};

/* By enum match_role. */
extern const struct match_role_facts match_roles[MATCH_ROLE_COUNT];

#endif
