/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The key that opens sealed groups, for the time of one call. */
#ifndef OPS_SEALED_H
#define OPS_SEALED_H

#include "ops/op.h"

struct sealed_key {
	bool is_open;
	struct secret key;
	struct seal_public public;
	struct leaf_opener opener;
};

/* Asks for the passphrase and opens the vault's key. `key` must not move while its opener is in use. */
int sealed_key_open(struct sealed_key *key, struct op_call *call, struct err *e) MUST_USE;
void sealed_key_done(struct sealed_key *key);

#endif
