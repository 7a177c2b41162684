/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* kill -9 at a random moment of adding and importing; every tenth time a new vault is begun. */
#include "rig.h"

#include <signal.h>

enum { KILLS = 500, KILLS_FULL = 10000, KILLS_A_VAULT = 10, MOMENT_US = 40000 };

static void torture(const char *kind)
{
	const char *options[] = {kind, "8", NULL};
	unsigned kills = rig_is_full() ? KILLS_FULL : KILLS;
	unsigned acknowledged = 0;
	unsigned idle = 0;
	struct rig r;
	rig_init(&r);
	for (unsigned i = 0; i < kills; i++) {
		if (i % KILLS_A_VAULT == 0) {
			rig_new_vault(&r);
		}
		rig_clear(&r);
		/* One in four falls into starting, opening and recovering. */
		r.waits_for_ack = i % 4 != 0;
		uint64_t moment_us = 1 + test_random_below(MOMENT_US);
		struct rig_end end = rig_drive(&r, options, moment_us);
		struct rig_verdict verdict = rig_verify(&r);
		acknowledged += r.cycles[r.cycle_count - 1].count;
		idle += r.cycles[r.cycle_count - 1].count == 0;
		if (end.signal != SIGKILL || verdict.is_damaged || verdict.lost > 0) {
			test_note("kill %u after %llu us: %s%s", i, (unsigned long long)moment_us,
				verdict.text, r.output);
		}
		CHECK_INT(end.signal, SIGKILL);
		CHECK(!verdict.is_damaged);
		CHECK_INT(verdict.lost, 0);
		CHECK(verdict.leftovers <= 1);
	}
	test_note("%u kills, %u jobs acknowledged, none lost; %u kills came before the first", kills,
		acknowledged, idle);
	CHECK(acknowledged >= kills / 2);
	rig_done(&r);
}

TEST(killed_while_adding_loses_nothing_acknowledged)
{
	torture("add");
}

TEST(killed_while_importing_loses_nothing_acknowledged)
{
	torture("import");
}
