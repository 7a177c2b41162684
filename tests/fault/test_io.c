/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The n-th call of a kind on a file of the vault fails, once or from there on, for n = 1, 2, 3 … until a run passes
 * without meeting it. The program succeeds, or says what the disk did and leaves the vault as it was.
 */
#include "scenario.h"

#include <errno.h>

static const struct fault {
	const char *name;
	enum shim_call call;
	int number; /* 0: a short write */
	bool is_sticky;
	const char *says; /* what the person is told; NULL: nothing in particular */
} faults[] = {
	{"full at opening", SHIM_OPEN, ENOSPC, false, NULL},
	{"full at opening, for good", SHIM_OPEN, ENOSPC, true, NULL},
	{"full at writing", SHIM_WRITE, ENOSPC, false, "full|No space"},
	{"full at writing, for good", SHIM_WRITE, ENOSPC, true, "full|No space"},
	{"error at writing", SHIM_WRITE, EIO, false, NULL},
	{"error at writing, for good", SHIM_WRITE, EIO, true, NULL},
	{"short write", SHIM_WRITE, 0, false, NULL},
	{"short writes, for good", SHIM_WRITE, 0, true, NULL},
	{"interrupted write", SHIM_WRITE, EINTR, false, NULL},
	{"interrupted opening", SHIM_OPEN, EINTR, false, NULL},
	{"error at sizing", SHIM_TRUNCATE, EIO, false, NULL},
	{"error at sizing, for good", SHIM_TRUNCATE, EIO, true, NULL},
	{"error at syncing", SHIM_SYNC, EIO, false, NULL},
	{"error at syncing, for good", SHIM_SYNC, EIO, true, NULL},
	{"full at syncing", SHIM_SYNC, ENOSPC, false, NULL},
	{"error at renaming", SHIM_RENAME, EIO, false, NULL},
	{"error at renaming, for good", SHIM_RENAME, EIO, true, NULL},
	{"full at making a folder", SHIM_MKDIR, ENOSPC, false, NULL},
	{"full at making a folder, for good", SHIM_MKDIR, ENOSPC, true, NULL},
	{"error at removing", SHIM_UNLINK, EIO, false, NULL},
	{"error at removing, for good", SHIM_UNLINK, EIO, true, NULL},
	{"error at closing", SHIM_CLOSE, EIO, false, NULL},
	{"error at closing, for good", SHIM_CLOSE, EIO, true, NULL},
};

static bool has_words(const char *text, const char *says)
{
	char first[32];
	const char *bar = strchr(says, '|');
	snprintf(first, sizeof(first), "%.*s", (int)(bar - says), says);
	return strstr(text, first) || strstr(text, bar + 1);
}

/* Whether the outcome is one of those that are allowed. A name that cannot be removed may stay. */
static bool is_allowed(
	const struct rig *r, const struct fault *f, struct rig_end end, const struct rig_verdict *verdict)
{
	int io_code = err_exit_code(-ERR_IO);
	bool is_harmless = f->number == 0 || (f->number == EINTR && f->call == SHIM_WRITE);
	return (end.exit_code == 0 || (end.exit_code == io_code && !is_harmless)) && !verdict->is_damaged &&
		verdict->lost == 0 && (verdict->leftovers == 0 || f->call == SHIM_UNLINK) &&
		(end.exit_code == 0 || !f->says || has_words(r->output, f->says));
}

/* Returns false when a run passed without meeting the fault. */
static bool try(struct rig *r, const struct scenario *s, const struct fault *f, uint64_t at, unsigned *bad)
{
	rig_clear(r);
	struct shim_control *c = r->control;
	c->call_kinds = 1u << f->call;
	c->call_at = at;
	c->call_errno = f->number;
	c->is_sticky = f->is_sticky;
	struct rig_end end = scenario_run(r, s);
	if (c->faults == 0) {
		return false;
	}
	struct rig_verdict verdict = rig_verify(r);
	if (!is_allowed(r, f, end, &verdict)) {
		(*bad)++;
		test_note("%s, %s, call %llu: exit code %d, signal %d, %u temporary files; %s; %s", s->name,
			f->name, (unsigned long long)at, end.exit_code, end.signal, verdict.leftovers,
			verdict.text, r->output);
	}
	return true;
}

TEST(disk_that_fails_or_fills)
{
	struct rig r;
	unsigned bad = 0;
	rig_init(&r);
	scenario_prepare(&r);
	for (size_t i = 0; i < scenario_count; i++) {
		const struct scenario *s = &scenarios[i];
		unsigned runs = 0;
		rig_new_vault(&r);
		for (size_t k = 0; k < ARRAY_COUNT(faults); k++) {
			for (uint64_t at = 1; try(&r, s, &faults[k], at, &bad); at++) {
				runs++;
			}
		}
		test_note("%s: %u calls failed in turn", s->name, runs);
	}
	rig_done(&r);
	CHECK_INT(bad, 0);
}
