/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Commands of the program itself, to be run again and again while something fails. */
#ifndef TESTS_SCENARIO_H
#define TESTS_SCENARIO_H

#include "rig.h"

struct scenario {
	const char *name;
	const char *arguments[10]; /* @a, @b, @h: files to add; @i: a file to import; @o: a file to write */
	const char *acks;          /* jobs of cycle 0 that are done when it exits with 0: "a0 i2" */
	bool writes;               /* to the vault */
};

extern const struct scenario scenarios[];
extern const size_t scenario_count;

/* Writes the files that scenarios name. */
void scenario_prepare(struct rig *r);

/* Runs one; a new vault is put in place before if the last may have written to it. */
struct rig_end scenario_run(struct rig *r, const struct scenario *s);

#endif
