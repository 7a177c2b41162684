/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which half of a set a document belongs to, fixed before the first tuning by the hash of its id: the development half
 * may be read, the test half is only scored.
 */
#ifndef BENCH_READING_SPLIT_H
#define BENCH_READING_SPLIT_H

#include "base/bytes.h"

enum split_half { SPLIT_DEVELOPMENT, SPLIT_TEST, SPLIT_HALF_COUNT };
enum { SPLIT_FOLD_COUNT = 5 };

/* FNV-1a, 64 bits. id: a message's number ("DEV-MUC3-0001") or, where there is none, the text itself. */
uint64_t split_hash(struct bytes id);

/* Even hashes are the development half. */
enum split_half split_half(struct bytes id);

/* 0 … SPLIT_FOLD_COUNT - 1, from other bits than the half: for cross-checks. */
unsigned split_fold(struct bytes id);

const char *split_half_name(enum split_half half);

#endif
