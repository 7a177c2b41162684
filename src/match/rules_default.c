/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/mem.h"
#include "match/key.h"

enum {
	LADDER_RUNGS = 3,
	/* Pairs that one rule may cost a record: with some twenty rules a run stays near 100 comparisons a record. */
	RUNG_PAIRS_MAX = 12,
	/* One record in so many may be in blocks of any size: "unknown" stands for a name often enough. Blocks that
	   large are cut or left out, and a rule is no worse for the other records. */
	JUNK_SHARE = 50,
	/* Records whose keys are looked at: enough for the cost of a rule to within a few percent. */
	COST_RECORDS = 1 << 19,
};

/*
 * In each row, rules from the broadest to the strictest; the first one that is not too dear is taken, else none. Rows
 * that are cheap and sure come first, because a pair belongs to the first rule that makes it.
 */
static const char *const ladders[][LADDER_RUNGS] = {
	{"identifier"},
	{"given + father + family"},
	{"given + family", "given + family + birth_date:year", "given + family + place"},
	{"name:sound", "name:sound + birth_date:year", "name:sound + death_date"},
	{"name", "name + birth_date:year", "name + death_date"},
	{"postcode", "postcode + name:end", "postcode + given + family"},
	{"name:end + place", "name:end + place + given:1", "name:end + place + birth_date:year"},
	{"name:end + death_place", "name:end + death_place + given:1",
		"name:end + death_place + given:sound"},
	{"name:end + birth_place", "name:end + birth_place + given:1",
		"name:end + birth_place + birth_date:year"},
	{"name:end + birth_date:year", "name:end + birth_date:month", "name:end + birth_date"},
	{"given:sound + father:sound", "given:sound + father:sound + family:sound",
		"given:sound + father:sound + grandfather:sound + family:sound"},
	{"given:1 + name:end", "given:sound + name:end", "given:sound + name:end + sex"},
	{"given:1 + birth_date", "given:sound + birth_date", "given + birth_date"},
	{"family:sound + birth_date", "family + birth_date"},
	{"given:sound + death_date", "given:sound + father:sound + death_date",
		"given:sound + death_date + death_place"},
	{"family:sound + death_date", "family:sound + death_date + sex",
		"family:sound + death_date + death_place"},
	{"given:1 + postcode:4", "given:3 + postcode"},
	{"given:3 + place", "given:3 + place + birth_date:year", "given + place + birth_date:year"},
	{"given:3 + birth_place", "given:3 + birth_place + birth_date:year",
		"given + birth_place + birth_date:year"},
	{"given:3 + death_place", "given:3 + death_place + birth_date:year",
		"given + death_place + death_date"},
	{"given:1 + address", "given + address"},
	{"name:6 + birth_date:month", "name:8 + birth_date:month"},
	{"name:-6 + birth_date:year", "name:-8 + birth_date:year"},
	{"name:6 + death_date", "name:8 + death_date"},
	{"name:-6 + death_date", "name:-8 + death_date"},
	{"family + birth_date:month_day", "family + birth_date:month_day + sex", "family + birth_date"},
	{"birth_date + place", "birth_date + place + sex"},
	{"birth_date + death_date", "birth_date + death_date + sex"},
	{"occupation + name:end", "occupation + name:end + given:1"},
	{"given:3 + family:3 + birth_date:year"},
};

static int compare_numbers(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x;
	uint64_t b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

/* Turns sorted keys into the sizes of their blocks, ascending; returns how many there are. */
static size_t sizes_of(uint64_t *keys, size_t count)
{
	size_t blocks = 0;
	for (size_t from = 0, to = 0; from < count; from = to) {
		uint64_t key = keys[from];
		while (to < count && keys[to] == key) {
			to++;
		}
		keys[blocks++] = to - from;
	}
	qsort(keys, blocks, sizeof(*keys), compare_numbers);
	return blocks;
}

/*
 * Pairs a record that a rule makes, about, its largest blocks left out: of some records, the pairs of all grow with the
 * square.
 */
static double cost_of(const struct match_rule *rule, const struct match_table *t, uint64_t *space)
{
	struct match_keys *keys = match_keys_open(rule, 1, t);
	uint32_t step = t->record_count / COST_RECORDS + 1;
	size_t count = 0;
	for (uint32_t record = 0; record < t->record_count; record += step) {
		uint64_t key = match_key(keys, 0, 0, record);
		if (key != 0) {
			space[count++] = key;
		}
	}
	match_keys_close(&keys);
	if (count == 0) {
		return 0;
	}
	qsort(space, count, sizeof(*space), compare_numbers);
	size_t blocks = sizes_of(space, count);
	uint64_t junk = count / JUNK_SHARE;
	while (blocks > 0 && space[blocks - 1] <= junk) {
		junk -= space[--blocks];
	}
	double pairs = 0;
	for (size_t i = 0; i < blocks; i++) {
		pairs += (double)space[i] * (double)(space[i] - 1) / 2;
	}
	return pairs * step * step / t->record_count;
}

/* The first rule of a ladder that applies to the table and is cheap enough; with no limit, the last that applies. */
static bool take_rung(const char *const *ladder, const struct match_table *t, bool is_limited,
	uint64_t *space, struct match_rule *taken)
{
	bool is_taken = false;
	for (size_t rung = 0; rung < LADDER_RUNGS && ladder[rung]; rung++) {
		struct match_rule rule;
		int rc = match_rule_parse(bytes_of(ladder[rung]), &rule, NULL);
		BUG_IF(rc != 0);
		if (!match_rule_applies(&rule, t)) {
			continue;
		}
		if (!is_limited) {
			*taken = rule;
			is_taken = true;
		} else if (cost_of(&rule, t, space) <= RUNG_PAIRS_MAX) {
			*taken = rule;
			return true;
		}
	}
	return is_taken;
}

size_t match_rules_default(const struct match_table *t, struct match_rule rules[MATCH_RULES_MAX])
{
	uint64_t *space = mem_calloc((size_t)COST_RECORDS + 1, sizeof(*space));
	size_t count = 0;
	/* Where all rules are too dear, as in a list of one name alone, the strictest ones are taken. */
	for (int is_limited = 1; is_limited >= 0 && count == 0; is_limited--) {
		for (size_t i = 0; i < ARRAY_COUNT(ladders); i++) {
			BUG_IF(count == MATCH_RULES_MAX);
			count += take_rung(ladders[i], t, is_limited, space, &rules[count]);
		}
	}
	free(space);
	return count;
}
