/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Work divided among processes: which share of it this one does. */
#ifndef OPS_SHARD_H
#define OPS_SHARD_H

#include "base/err.h"

/* One of the parts into which work is dealt out, from 1. */
struct op_shard {
	size_t index;
	size_t count;
};

/*
 * Reads "2/5"; "auto", for which Open MPI, Slurm or an indexed job of Kubernetes says which of how many this process is; or
 * NULL, the only one.
 *
 * returns   0; ERR_USAGE for anything else
 */
int op_shard_read(const char *text, struct op_shard *shard, struct err *e) MUST_USE;

#endif
