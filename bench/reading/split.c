/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "split.h"

uint64_t split_hash(struct bytes id)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < id.len; i++) {
		hash = (hash ^ (unsigned char)id.s[i]) * UINT64_C(1099511628211);
	}
	return hash;
}

enum split_half split_half(struct bytes id)
{
	return split_hash(id) % 2 == 0 ? SPLIT_DEVELOPMENT : SPLIT_TEST;
}

unsigned split_fold(struct bytes id)
{
	return (unsigned)((split_hash(id) >> 1) % SPLIT_FOLD_COUNT);
}

const char *split_half_name(enum split_half half)
{
	return half == SPLIT_DEVELOPMENT ? "development" : "test";
}
