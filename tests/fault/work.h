/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the driver does to a vault, as a function of two numbers, so that whoever looks at the vault afterwards can say
 * what must be in it: job `number` of cycle `tag` adds one file, or imports six records (a source and five claims).
 */
#ifndef TESTS_WORK_H
#define TESTS_WORK_H

#include "base/buf.h"
#include "crypto/hash.h"

enum work_kind { WORK_ADD, WORK_IMPORT };
enum { WORK_ROWS = 6 };

/* The document that every claim cites; the template vault holds it. */
struct bytes work_document(void);

/* Content of the file that a job adds: one to about 8,000 bytes of text, different for each. */
void work_file(unsigned tag, unsigned number, struct buf *out);
struct hash work_digest(unsigned tag, unsigned number);

/* Id of a row of an import, and all its rows as JSON Lines. */
void work_id(unsigned tag, unsigned number, unsigned row, struct buf *out);
void work_rows(unsigned tag, unsigned number, struct buf *out);

#endif
