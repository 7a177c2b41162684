/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Power cuts: the driver adds and imports until the power goes at a random call, and the disk is left with what was
 * synced (and, in the mixed model, with some of the rest). Every fifth cut a new vault is begun; between, the driver
 * goes on with what the cut left, so that recovery itself is cut too.
 */
#include "rig.h"

#include <errno.h>
#include <signal.h>

enum { CUTS = 300, CUTS_FULL = 10000, CUTS_A_VAULT = 5, STEPS_MAX = 800 };

struct tally {
	unsigned cuts;
	unsigned acknowledged;
	unsigned lost;
	unsigned cuts_with_loss;
	unsigned damaged;
	unsigned leftovers;
};

static void prepare(struct rig *r, bool is_mixed, bool fails_sync)
{
	rig_clear(r);
	struct shim_control *c = r->control;
	snprintf(c->shadow, sizeof(c->shadow), "%s", r->shadow);
	c->is_mixed = is_mixed;
	c->seed = test_random();
	c->cut_at = 1 + test_random_below(STEPS_MAX);
	if (fails_sync) {
		c->call_kinds = 1u << SHIM_SYNC;
		c->call_at = 1 + test_random_below(c->cut_at / 8 + 1);
		c->call_errno = EIO;
	}
}

static struct tally torture(const char *const *options, bool is_mixed, bool fails_sync, unsigned cuts)
{
	struct rig r;
	struct tally t = {0};
	rig_init(&r);
	for (; t.cuts < cuts && t.damaged == 0; t.cuts++) {
		if (t.cuts % CUTS_A_VAULT == 0) {
			rig_new_vault(&r);
		}
		prepare(&r, is_mixed, fails_sync);
		struct shim_control asked = *r.control;
		struct rig_end end = rig_drive(&r, options, 0);
		struct rig_verdict verdict = rig_verify(&r);
		t.acknowledged += r.cycles[r.cycle_count - 1].count;
		t.lost += verdict.lost;
		t.cuts_with_loss += verdict.lost > 0;
		t.leftovers += verdict.leftovers;
		t.damaged += verdict.is_damaged;
		if (end.signal != SIGKILL) {
			test_note("the driver ended by itself (exit code %d): %s", end.exit_code, r.output);
			t.damaged++;
		}
		if (verdict.text[0]) {
			test_note("cut %u (step %llu, seed %llu): %s", t.cuts,
				(unsigned long long)asked.cut_at, (unsigned long long)asked.seed,
				verdict.text);
			/* What is lost once would be counted after every further cut. */
			t.cuts += CUTS_A_VAULT - 1 - t.cuts % CUTS_A_VAULT;
		}
	}
	rig_done(&r);
	test_note("%u cuts, %u jobs acknowledged, %u lost in %u cuts, %u damaged, %u temporary files left",
		t.cuts, t.acknowledged, t.lost, t.cuts_with_loss, t.damaged, t.leftovers);
	return t;
}

static unsigned cut_count(void)
{
	return rig_is_full() ? CUTS_FULL : CUTS;
}

static const char *const options_full[] = {"both", "12", NULL};
static const char *const options_stubborn[] = {"both", "12", "stubborn", NULL};
static const char *const options_alone[] = {"both", "12", "alone", NULL};
static const char *const options_normal[] = {"both", "12", "normal", NULL};

TEST(plain_cut_loses_nothing_acknowledged)
{
	GUARANTEE("add.h: When add_file() has returned 0, bytes, text and entries survive a power cut.");
	struct tally t = torture(options_full, false, false, cut_count());
	CHECK(t.acknowledged > t.cuts);
	CHECK_INT(t.damaged, 0);
	CHECK_INT(t.lost, 0);
}

TEST(mixed_cut_loses_nothing_acknowledged)
{
	struct tally t = torture(options_full, true, false, cut_count());
	CHECK(t.acknowledged > t.cuts);
	CHECK_INT(t.damaged, 0);
	CHECK_INT(t.lost, 0);
}

/* A sync fails once, the program goes on with the next job, and then the power goes. */
TEST(plain_cut_after_failed_sync_loses_nothing_acknowledged)
{
	struct tally t = torture(options_stubborn, false, true, cut_count() / 3);
	CHECK(t.acknowledged > t.cuts);
	CHECK_INT(t.damaged, 0);
	CHECK_INT(t.lost, 0);
}

TEST(plain_cut_in_a_large_import_loses_nothing_acknowledged)
{
	GUARANTEE("db.h: A power cut in such a transaction leaves what was there before, or all of it once "
		  "db_commit() has returned 0.");
	struct tally t = torture(options_alone, false, false, cut_count() / 2);
	CHECK(t.acknowledged > t.cuts / 4);
	CHECK_INT(t.damaged, 0);
	CHECK_INT(t.lost, 0);
}

TEST(mixed_cut_in_a_large_import_loses_nothing_acknowledged)
{
	struct tally t = torture(options_alone, true, false, cut_count() / 2);
	CHECK(t.acknowledged > t.cuts / 4);
	CHECK_INT(t.damaged, 0);
	CHECK_INT(t.lost, 0);
}

/* The test of the test. */
TEST(plain_cut_without_full_sync_is_noticed)
{
	struct tally t = torture(options_normal, false, false, 50);
	CHECK(t.lost > 0);
	CHECK_INT(t.damaged, 0);
}

TEST(mixed_cut_without_full_sync_is_noticed)
{
	struct tally t = torture(options_normal, true, false, 50);
	CHECK(t.lost > 0);
	CHECK_INT(t.damaged, 0);
}
