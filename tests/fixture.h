/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Vaults for tests. Making keys takes a fifth of a second, so a test program makes one vault and copies it.
 *
 * What goes wrong here is a fault of the test's surroundings: it is printed and ends the program.
 */
#ifndef TESTS_FIXTURE_H
#define TESTS_FIXTURE_H

#include "record/rebuild.h"
#include "record/vault.h"

#define FIXTURE_PASSPHRASE "only for tests"

/* A folder with a new vault that holds its key entry only. The path lives as long as the program. */
const char *fixture_vault(void);

/* Another copy of a vault that nobody has open. */
const char *fixture_copy(const char *path);

struct vault *fixture_open(const char *path, bool is_writer);

void fixture_passphrase(struct secret *passphrase);

/* Signs the head of a vault that is open for writing. */
void fixture_sign(struct vault *v);

/* Checks and appends one record, JSON with "type", in a transaction of its own. */
int fixture_add(struct vault *v, const char *json, struct err *e) MUST_USE;

/*
 * Records of every type that records are written of by hand, each naming those before it; ends with NULL. The evidence
 * has no bytes.
 */
extern const char *const fixture_records[];
#define FIXTURE_EVIDENCE "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define FIXTURE_TEXT "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* Adds all of them. */
void fixture_fill(struct vault *v);

/* Opens what was sealed to the fixture's key; to be given to fixture_opener_done(). */
struct fixture_opener {
	struct secret key;
	struct seal_public public;
	struct leaf_opener opener;
};
void fixture_opener_init(struct fixture_opener *o, const struct vault *v);
void fixture_opener_done(struct fixture_opener *o);

/* Writes a file into folder; the path lives as long as the program. */
const char *fixture_file(const char *folder, const char *name, struct bytes content);

/* Progress that nobody sees. */
extern const struct record_progress fixture_progress;

#endif
