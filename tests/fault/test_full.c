/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A disk that is really full: the vault lies on a file system of two megabytes, which the driver fills until it is told
 * so. Needs to mount, in a namespace of its own.
 */
#include "rig.h"

#include <sched.h>
#include <sys/mount.h>

enum { ROUNDS = 3 };

/* A small file system at path that goes with this process. */
static bool mount_small(const char *path)
{
	return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
		mount("tmpfs", path, "tmpfs", 0, "size=2m") == 0;
}

TEST(full_disk_is_said_and_loses_nothing)
{
	struct rig r;
	const char *const kinds[ROUNDS] = {"add", "import", "both"};
	rig_init(&r);
	for (unsigned i = 0; i < ROUNDS; i++) {
		const char *options[] = {kinds[i], "4", NULL};
		rig_new_vault(&r);
		if (!mount_small(r.vault)) {
			rig_done(&r);
			test_skip("a file system cannot be mounted here");
			return;
		}
		rig_new_vault(&r);
		rig_clear(&r);
		struct rig_end end = rig_drive(&r, options, 0);
		test_note("%s: %u jobs, then: %s", kinds[i], r.cycles[0].count, r.output);
		CHECK_INT(end.exit_code, err_exit_code(-ERR_IO));
		CHECK(strstr(r.output, "full") || strstr(r.output, "No space left"));
		CHECK(r.cycles[0].count > 0);
		/* Verifying needs room too, as the person would have to make some. */
		CHECK(mount(NULL, r.vault, NULL, MS_REMOUNT, "size=64m") == 0);
		struct rig_verdict verdict = rig_verify(&r);
		if (verdict.text[0]) {
			test_note("%s", verdict.text);
		}
		CHECK(!verdict.is_damaged);
		CHECK_INT(verdict.lost, 0);
		CHECK_INT(verdict.leftovers, 0);
		CHECK(umount(r.vault) == 0);
	}
	rig_done(&r);
}
