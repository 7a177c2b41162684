/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the torture tests share: a vault to start from, running a program under the shim, and looking at what is left. */
#ifndef TESTS_RIG_H
#define TESTS_RIG_H

#include "shim.h"
#include "work.h"

#include "base/err.h"
#include "test.h"

#include <sys/types.h>

enum { RIG_JOBS_MAX = 4096, RIG_CYCLES_MAX = 64, RIG_TEXT_BYTES = 16384 };

/* One cycle of the driver: what it acknowledged. */
struct rig_acks {
	unsigned tag;
	unsigned numbers[RIG_JOBS_MAX];
	char kinds[RIG_JOBS_MAX]; /* 'a' or 'i' */
	unsigned count;
};

struct rig {
	char vault[SHIM_PATH_BYTES]; /* the one that is tortured */
	char work[SHIM_PATH_BYTES];  /* for files outside it */
	char shadow[SHIM_PATH_BYTES];
	char control_path[SHIM_PATH_BYTES];
	struct shim_control *control;
	bool waits_for_ack;      /* the time to a kill counts from the first acknowledgement */
	struct rig_acks *cycles; /* since the vault was new */
	unsigned cycle_count;
	char output[RIG_TEXT_BYTES]; /* of the last run: both streams */
};

/* How a run ended. */
struct rig_end {
	int exit_code; /* -1: by a signal */
	int signal;
};

void rig_init(struct rig *r);
void rig_done(struct rig *r);

/* Path of a program that the build made: shim, driver or recount. */
const char *rig_program(const char *name);

/* Whether the long form was asked for (RECOUNT_TORTURE=full). */
bool rig_is_full(void);

/* Puts a new vault in place: a place, an incident, a publication and work_document(). */
void rig_new_vault(struct rig *r);

/* Asks the shim for nothing but counting. */
void rig_clear(struct rig *r);

/*
 * Runs a program under the shim with nothing on its standard input but the passphrase of the vaults, and collects what
 * it prints.
 *
 * kill_us   it is killed after so many microseconds; 0: it runs to its end
 * acks      what it wrote to descriptor 3; may be NULL
 */
struct rig_end rig_run(struct rig *r, const char *const *argv, uint64_t kill_us, struct rig_acks *acks);

/* Runs the driver for one more cycle, whose acknowledgements are kept. */
struct rig_end rig_drive(struct rig *r, const char *const *options, uint64_t kill_us);

/* What is wrong with a vault after torture. */
struct rig_verdict {
	bool is_damaged; /* the journal, the register or a preserved file does not verify, or a job is half there */
	unsigned lost;      /* acknowledged jobs that are not there */
	unsigned leftovers; /* temporary files */
	char text[512];
};

/* Opens the vault as a user would, verifies everything and looks for all acknowledged jobs. */
struct rig_verdict rig_verify(struct rig *r);

#endif
