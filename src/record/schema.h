/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What vault.db holds beside rows: its tables, indexes, triggers and views. Those of a vault are compared with those that
 * the program makes, word for word.
 */
#ifndef RECORD_SCHEMA_H
#define RECORD_SCHEMA_H

#include "record/fold.h"

/* Makes the enduring and the derived tables in an empty database. */
int schema_create(const struct fold *f, struct db *db, struct err *e) MUST_USE;

enum schema_part {
	SCHEMA_REGISTER = 1, /* the derived tables and their indexes are there, as this program makes them */
	SCHEMA_CODE = 2,     /* no foreign trigger or view, which would run or answer when somebody writes */
	SCHEMA_WHOLE = 4,    /* nothing else is there, and nothing is missing */
};

/*
 * Compares the schema of a vault's database with the program's.
 *
 * parts     a sum of enum schema_part: what is looked at
 * returns   0, or ERR_DAMAGED with the first difference and what to do
 *
 * ^ With SCHEMA_WHOLE, anything that the program did not make is found, and so is anything that is missing.
 */
int schema_check(const struct fold *f, struct db *db, unsigned parts, struct err *e) MUST_USE;

#endif
