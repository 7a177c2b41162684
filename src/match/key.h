/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keys: what makes two records a pair of a rule, as one number. What a rule takes of a value is found once for each
 * distinct value.
 */
#ifndef MATCH_KEY_H
#define MATCH_KEY_H

#include "match/rule.h"

struct match_keys;

/*
 * Makes rules ready.
 *
 * rules     count of them, each of which applies to the table
 * t         borrowed while the keys are open
 */
struct match_keys *match_keys_open(
	const struct match_rule *rules, size_t count, const struct match_table *t) MUST_USE;
void match_keys_close(struct match_keys **k);

/*
 * The key of a record under a rule; may be called from any thread.
 *
 * depth     0: the key of the rule, 0 where a value that it needs is missing. 1 … match_key_refine_count(): further
 *           keys, which cut blocks that are too large; 0 stands for a missing value
 *
 * ^ Records that agree on all parts of a rule have the same key.
 */
uint64_t match_key(const struct match_keys *k, unsigned rule, unsigned depth, uint32_t record);

/* How many records have no key under any of the first rules: nothing can be compared with them. */
uint32_t match_key_none_count(const struct match_keys *k, unsigned rule_count);

unsigned match_key_refine_count(const struct match_keys *k, unsigned rule);

#endif
