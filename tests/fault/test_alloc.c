/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The n-th allocation fails, once or from there on. The program says so and ends with its code for exhausted memory, or
 * does without; never by a signal; and the vault is whole. Every place is tried in the long form, a hundred spread
 * over the whole run otherwise.
 */
#include "scenario.h"

#include "base/mem.h"

enum { PLACES = 100 };

/* The 64 MiB that stretch a passphrase may well not be there, and the person is told so in these words. */
static bool is_allowed(const struct rig *r, int exit_code)
{
	return exit_code == 0 || exit_code == MEM_EXIT_CODE ||
		(exit_code == err_exit_code(-ERR_LIMIT) && strstr(r->output, "making a key file takes"));
}

static bool try(struct rig *r, const struct scenario *s, uint64_t at, bool is_sticky)
{
	rig_clear(r);
	r->control->alloc_at = at;
	r->control->is_sticky = is_sticky;
	struct rig_end end = scenario_run(r, s);
	struct rig_verdict verdict = rig_verify(r);
	bool ok = is_allowed(r, end.exit_code) && !verdict.is_damaged && verdict.lost == 0;
	if (!ok) {
		test_note("%s, allocation %llu %s: exit code %d, signal %d; %s; %s", s->name,
			(unsigned long long)at, is_sticky ? "and all after" : "once", end.exit_code,
			end.signal, verdict.text, r->output);
	}
	return ok;
}

static unsigned torture(struct rig *r, const struct scenario *s, bool is_sticky, unsigned *tried)
{
	unsigned bad = 0;
	rig_clear(r);
	struct rig_end end = scenario_run(r, s);
	uint64_t allocs = r->control->allocs;
	if (end.exit_code != 0) {
		test_note("%s without any failure: exit code %d: %s", s->name, end.exit_code, r->output);
		return 1;
	}
	uint64_t stride = rig_is_full() || allocs < PLACES ? 1 : allocs / PLACES;
	*tried = 0;
	for (uint64_t at = 1 + test_random_below(stride); at <= allocs; at += stride) {
		bad += !try(r, s, at, is_sticky);
		(*tried)++;
	}
	test_note("%s: %llu allocations, %u tried %s", s->name, (unsigned long long)allocs, *tried,
		is_sticky ? "and all after" : "once");
	return bad;
}

static void torture_all(bool is_sticky)
{
	struct rig r;
	unsigned bad = 0;
	unsigned tried;
	rig_init(&r);
	scenario_prepare(&r);
	rig_new_vault(&r);
	for (size_t i = 0; i < scenario_count; i++) {
		bad += torture(&r, &scenarios[i], is_sticky, &tried);
	}
	rig_done(&r);
	CHECK_INT(bad, 0);
}

TEST(memory_that_runs_out_once)
{
	torture_all(false);
}

TEST(memory_that_stays_out)
{
	torture_all(true);
}
