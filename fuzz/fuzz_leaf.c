/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Leaves and stored disclosures. The input is a leaf, a line break, and the stored disclosures. A second leaf is
 * built from the disclosures themselves, so that the search also gets past the digests.
 */
#include "fuzz.h"

#include "journal/leaf.h"

static int open_as_it_is(void *context, struct arena *a, struct bytes box, struct bytes *text, struct err *e)
{
	(void)context;
	(void)e;
	*text = arena_copy(a, box);
	return 0;
}

/* What a leaf was built from accounts for all of it, and less does not. */
static void check_built(struct arena *a, const struct leaf_parts *parts)
{
	struct leaf_random random = {0};
	struct leaf_parts whole = *parts;
	struct leaf leaf;
	struct buf text = {0};
	whole.count = parts->count < LIMIT_GROUP_COUNT ? parts->count : LIMIT_GROUP_COUNT;
	whole.unopened = SIZE_MAX; /* nested ones may be missing */
	whole.decoy_count = 0;
	for (size_t i = whole.count; i < LIMIT_GROUP_COUNT; i++) {
		random.decoy[i][0] = (unsigned char)i;
		memcpy(whole.decoy[whole.decoy_count++], random.decoy[i], LEAF_SALT_BYTES);
	}
	leaf_build("claim", whole.text, whole.count, &random, &text);
	if (leaf_parse(buf_bytes(&text), &leaf, NULL) == 0) {
		BUG_IF(leaf_check(a, &leaf, &whole, NULL) != 0);
		whole.unopened = 0;
		int rc = leaf_check(a, &leaf, &whole, NULL);
		BUG_IF(rc != 0 && rc != -ERR_DAMAGED);
		whole.count -= whole.count > 0;
		BUG_IF(parts->count > 0 && leaf_check(a, &leaf, &whole, NULL) != -ERR_DAMAGED);
	}
	buf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = {(const char *)data, size};
	struct bytes first;
	struct arena a = {0};
	struct leaf leaf;
	struct leaf_parts parts;
	struct leaf_disclosure disclosure;
	struct leaf_opener opener = {.open = open_as_it_is};
	if (bytes_next_line(&rest, &first) && leaf_split(&a, rest, &opener, &parts, NULL) == 0) {
		if (leaf_parse(first, &leaf, NULL) == 0) {
			int rc = leaf_check(&a, &leaf, &parts, NULL);
			BUG_IF(rc != 0 && rc != -ERR_DAMAGED);
		}
		check_built(&a, &parts);
		for (size_t i = 0; i < parts.count; i++) {
			if (leaf_disclosure_parse(parts.text[i], &disclosure, NULL) == 0) {
				BUG_IF(disclosure.value.len == 0 || disclosure.name.len > LEAF_NAME_BYTES);
			}
		}
	}
	arena_done(&a);
	return 0;
}
