/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding what a person names on a command line: whole ids, beginnings of hashes, file names, entry numbers. */
#ifndef OPS_LOOKUP_H
#define OPS_LOOKUP_H

#include "ops/op.h"

/*
 * Evidence by its SHA-256, by the first 8 or more digits of it, or by the name under which the file came.
 *
 * id        set to the whole SHA-256, in the arena
 * returns   0; ERR_NOT_FOUND; ERR_INPUT when several match
 */
int lookup_evidence(struct op_call *call, const char *name, struct bytes *id, struct err *e) MUST_USE;

/* A journal entry by its number, by the id of its record, or as lookup_evidence(). */
int lookup_entry(struct op_call *call, const char *name, int64_t *seq, struct err *e) MUST_USE;

#endif
