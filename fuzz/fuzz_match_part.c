/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A part of a matching run: what is taken is sound, and survives being written out. */
#include "fuzz.h"

#include "base/mem.h"
#include "match/part.h"

enum { RULES = 2, RECORDS = 4 };

static struct match_builder *open_table(void)
{
	bool has[MATCH_ROLE_COUNT] = {[MATCH_GIVEN] = true, [MATCH_SEX] = true};
	struct match_builder *b = match_builder_open(has);
	match_builder_list(b, &(struct match_list){.known_on_day = INT32_MIN});
	for (int i = 0; i < RECORDS; i++) {
		struct match_row row = {0};
		row.cell[MATCH_GIVEN] = BYTES("Aya");
		match_builder_row(b, &row);
	}
	match_builder_finish(b, NULL);
	return b;
}

static void check_again(
	const struct match_part_head *head, const struct match_comparer *c, const struct match_scored *scored)
{
	struct match_part_head again;
	struct match_scored read = {0};
	struct arena a = {0};
	struct buf out = {0};
	struct bytes rest;
	struct err e = {0};
	match_part_write_head(head, scored, RULES, &out);
	match_part_write_pairs(scored, 0, scored->pair_count, &out);
	BUG_IF(match_part_read_head(&again, buf_bytes(&out), &a, &rest, &e) != 0);
	BUG_IF(again.shard != head->shard || again.shard_count != head->shard_count);
	BUG_IF(match_part_difference(&head->made_from, &again.made_from) != NULL);
	BUG_IF(match_part_take(rest, c, RULES, &read, &e) != 0);
	BUG_IF(read.pair_count != scored->pair_count || read.tally.used != scored->tally.used);
	match_scored_done(&read);
	buf_done(&out);
	arena_done(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct match_builder *builder = open_table();
	struct match_comparer comparer;
	struct match_part_head head;
	struct match_scored scored = {0};
	struct arena a = {0};
	struct bytes rest;
	struct err e = {0};
	BUG_IF(match_comparer_init(&comparer, match_builder_table(builder), NULL) != 0);
	if (match_part_read_head(&head, (struct bytes){(const char *)data, size}, &a, &rest, &e) == 0 &&
		match_part_take(rest, &comparer, RULES, &scored, &e) == 0) {
		for (size_t i = 0; i < scored.pair_count; i++) {
			BUG_IF(scored.pairs[i].a >= scored.pairs[i].b || scored.pairs[i].b >= RECORDS);
		}
		check_again(&head, &comparer, &scored);
	} else {
		BUG_IF(e.text[0] == '\0');
	}
	match_scored_done(&scored);
	match_builder_close(&builder);
	arena_done(&a);
	return 0;
}
