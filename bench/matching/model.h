/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the lists of each culture are like: whom they reach, how they write, what goes wrong. The figures are in model.c. */
#ifndef BENCH_MATCHING_MODEL_H
#define BENCH_MATCHING_MODEL_H

#include "culture.h"

enum { LISTS_MAX = 7, COLUMNS_MAX = 14 };

/* What a column holds; the name is that of a column map. */
#define FIELDS(X) \
	X(ID, "id") \
	X(PERSON, "truth") \
	X(NAME, "name") \
	X(GIVEN, "given") \
	X(FATHER, "father") \
	X(GRANDFATHER, "grandfather") \
	X(FAMILY, "family") \
	X(BIRTH, "birth_date") \
	X(AGE, "age") \
	X(SEX, "sex") \
	X(DEATH, "death_date") \
	X(PLACE, "death_place")

#define FIELD_MEMBER(field, name) FIELD_##field,
enum field { FIELDS(FIELD_MEMBER) FIELD_COUNT };
#undef FIELD_MEMBER
extern const char *const field_names[FIELD_COUNT];

enum date_form { DATE_YMD, DATE_DMY, DATE_MDY };
/* Names of fathers with their ending, where they have one. */
enum patronymic { PATRONYMIC_PLAIN, PATRONYMIC_KAZAKH, PATRONYMIC_RUSSIAN };

struct column {
	enum field field;
	const char *header;
};

struct model {
	const char *name; /* of the file, without .csv; NULL ends the lists of a culture */
	struct column column[COLUMNS_MAX];
	const char *name_order; /* letters of G F R A (given, father, grandfather, family) for a whole name */
	const char *sex[2];     /* how it says man, woman */
	enum date_form date_form;
	enum patronymic patronymic;
	unsigned char way, other_way; /* of culture_write() */
	bool is_unique;               /* nobody stands on it twice */
	/* Of 100: how many are reached, and how many of those who are far away, of the second half, children, women. */
	unsigned char reached, remote, late, child, woman;
	/* Of 1000 rows */
	unsigned short other_share;      /* names in the other way */
	unsigned short name_wrong;       /* a letter of a part of the name */
	unsigned short extraction_wrong; /* damage of PDF files */
	unsigned short part_missing;     /* father and grandfather, or second family name */
	unsigned short junk;             /* behind the name */
	unsigned short birth_wrong, birth_missing, age_wrong, death_wrong, death_missing, place_wrong;
	unsigned short twice; /* the person again, written anew */
	unsigned short again; /* the row again as it is: a file imported a second time */
	/* A later edition of the last list that is none: its rows without some, with some more, some changed, of 1000. */
	bool is_edition;
	unsigned short removed, added, changed;
	bool is_birth_invented; /* day and month of birth are made up, the year comes from the age */
};

/* The lists of a culture; the first without a name ends them. */
extern const struct model models[CULTURE_COUNT][LISTS_MAX];

#endif
