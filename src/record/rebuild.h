/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Making the register again from the journal: in place, or beside it to compare the two. */
#ifndef RECORD_REBUILD_H
#define RECORD_REBUILD_H

#include "record/vault.h"

/* Called now and then with entries done and in all. */
struct record_progress {
	void (*step)(void *context, int64_t done, int64_t total);
	void *context;
};

/* Adds the next leaf to the tree and stores the nodes that become complete. */
int record_grow_tree(struct db *db, struct tree *tree, struct bytes leaf, struct err *e) MUST_USE;

/*
 * Drops the register and makes it again from the entries, in one transaction.
 *
 * digest    set to fold_digest() of the new register; NULL saves the time
 * ^ The register after a rebuild is byte-identical to what it was before.
 */
int record_rebuild(
	struct vault *v, const struct record_progress *progress, struct hash *digest, struct err *e) MUST_USE;

/*
 * Makes the register in a scratch database that nobody else can see, and compares it with the vault's.
 *
 * returns   0 when they are byte-identical, else ERR_DAMAGED
 * ^ A register with any value changed is found.
 */
int record_check_register(struct vault *v, const struct record_progress *progress, struct err *e) MUST_USE;

#endif
