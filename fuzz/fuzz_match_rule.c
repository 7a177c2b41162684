/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A rule of blocking: it is refused with a sentence, or what is written of it reads the same and gives keys. */
#include "fuzz.h"

#include "match/key.h"

/* A table with a column of each role and a row with something in each. */
static struct match_builder *some_table(void)
{
	bool has[MATCH_ROLE_COUNT];
	struct match_row row = {0};
	for (size_t role = 0; role < MATCH_ROLE_COUNT; role++) {
		has[role] = true;
		row.cell[role] = match_roles[role].kind == MATCH_KIND_AGE ? BYTES("31") : BYTES("Aya Ali");
		row.date[role] = (struct date){.year = 1990, .month = 5, .day = 12};
	}
	struct match_builder *b = match_builder_open(has);
	match_builder_list(b, &(struct match_list){.known_on_day = INT32_MIN});
	match_builder_row(b, &row);
	match_builder_row(b, &row);
	match_builder_finish(b, NULL);
	return b;
}

static void check_keys(const struct match_rule *rule)
{
	static struct match_builder *b;
	b = b ? b : some_table();
	struct match_keys *keys = match_keys_open(rule, 1, match_builder_table(b));
	for (unsigned depth = 0; depth <= match_key_refine_count(keys, 0); depth++) {
		BUG_IF(match_key(keys, 0, depth, 0) != match_key(keys, 0, depth, 1));
	}
	BUG_IF(match_key(keys, 0, 0, 0) == 0);
	match_keys_close(&keys);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct match_rule rule;
	struct match_rule again;
	struct buf first = {0};
	struct buf second = {0};
	struct err e = {0};
	if (match_rule_parse((struct bytes){(const char *)data, size}, &rule, &e) == 0) {
		match_rule_write(&rule, &first);
		BUG_IF(match_rule_parse(buf_bytes(&first), &again, &e) != 0);
		match_rule_write(&again, &second);
		BUG_IF(!bytes_equal(buf_bytes(&first), buf_bytes(&second)));
		check_keys(&rule);
	} else {
		BUG_IF(e.text[0] == '\0');
	}
	buf_done(&first);
	buf_done(&second);
	return 0;
}
