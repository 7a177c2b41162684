/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/mem.h"
#include "match/key.h"
#include "match/radix.h"

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
	{"given:sound + family:sound", "given:sound + family:sound + birth_date:year",
		"given:sound + family:sound + death_date"},
	{"given:sound + family:word", "given:sound + family:word + death_place",
		"given:sound + family:word + birth_date:year"},
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

/* Room for the keys of the records that are looked at. */
struct space {
	struct match_keyed *items;
	struct match_keyed *scratch;
};

/* Turns keys into the sizes of their blocks, ascending; returns how many there are. */
static size_t sizes_of(const struct space *space, size_t count)
{
	struct match_keyed *items = space->items;
	size_t blocks = 0;
	match_radix_sort(items, space->scratch, count, NULL);
	for (size_t from = 0, to = 0; from < count; from = to) {
		uint64_t key = items[from].key;
		while (to < count && items[to].key == key) {
			to++;
		}
		items[blocks++].key = to - from;
	}
	match_radix_sort(items, space->scratch, blocks, NULL);
	return blocks;
}

/* What a rule would cost. */
struct cost {
	bool has_keys; /* of any record */
	double pairs;  /* a record, about, the largest blocks left out */
};

/* Of some records, the pairs of all grow with the square. */
static struct cost cost_of(
	const struct match_keys *keys, unsigned rule, uint32_t records, const struct space *space)
{
	struct match_keyed *items = space->items;
	uint32_t step = records / COST_RECORDS + 1;
	size_t count = 0;
	for (uint32_t record = 0; record < records; record += step) {
		uint64_t key = match_key(keys, rule, 0, record);
		if (key != 0) {
			items[count++] = (struct match_keyed){key, record};
		}
	}
	size_t blocks = count > 0 ? sizes_of(space, count) : 0;
	uint64_t junk = count / JUNK_SHARE;
	while (blocks > 0 && items[blocks - 1].key <= junk) {
		junk -= items[--blocks].key;
	}
	double pairs = 0;
	for (size_t i = 0; i < blocks; i++) {
		pairs += (double)items[i].key * (double)(items[i].key - 1) / 2;
	}
	return (struct cost){count > 0, pairs * step * step / records};
}

/* The rungs that apply to the table, and the ladder of each. */
static size_t rungs_of(const struct match_table *t, struct match_rule *rules, size_t *ladder)
{
	size_t count = 0;
	for (size_t i = 0; i < ARRAY_COUNT(ladders); i++) {
		for (size_t rung = 0; rung < LADDER_RUNGS && ladders[i][rung]; rung++) {
			int rc = match_rule_parse(bytes_of(ladders[i][rung]), &rules[count], NULL);
			BUG_IF(rc != 0);
			ladder[count] = i;
			count += match_rule_applies(&rules[count], t);
		}
	}
	return count;
}

/* The strictest rung of each ladder that some record has a key for. */
static size_t strictest(const struct match_rule *rung, const size_t *ladder, size_t rung_count,
	const struct match_keys *keys, uint32_t records, const struct space *space, struct match_rule *rules)
{
	size_t count = 0;
	size_t last = SIZE_MAX; /* the ladder of the last one */
	for (size_t i = 0; i < rung_count; i++) {
		if (cost_of(keys, (unsigned)i, records, space).has_keys) {
			count -= ladder[i] == last;
			rules[count++] = rung[i];
			last = ladder[i];
		}
	}
	return count;
}

size_t match_rules_default(const struct match_table *t, struct match_rule rules[MATCH_RULES_MAX])
{
	enum { RUNGS_MAX = ARRAY_COUNT(ladders) * LADDER_RUNGS };
	_Static_assert(ARRAY_COUNT(ladders) <= MATCH_RULES_MAX, "one rule of each ladder");
	struct match_rule *rung = mem_calloc(RUNGS_MAX, sizeof(*rung));
	size_t ladder[RUNGS_MAX];
	size_t rung_count = rungs_of(t, rung, ladder);
	struct match_keys *keys = match_keys_open(rung, rung_count, t);
	struct space space = {mem_realloc(NULL, (size_t)COST_RECORDS + 1, sizeof(*space.items)),
		mem_realloc(NULL, (size_t)COST_RECORDS + 1, sizeof(*space.scratch))};
	size_t count = 0;
	size_t done = SIZE_MAX; /* the ladder of which a rule was taken last */
	bool has_keys = false;
	for (size_t i = 0; i < rung_count; i++) {
		if (ladder[i] == done) {
			continue;
		}
		struct cost cost = cost_of(keys, (unsigned)i, t->record_count, &space);
		if (cost.pairs <= RUNG_PAIRS_MAX) {
			rules[count++] = rung[i];
			done = ladder[i];
			has_keys |= cost.has_keys;
		}
	}
	/* All that could be compared is too dear, as in a list of one name alone. */
	size_t strict_count =
		has_keys ? 0 : strictest(rung, ladder, rung_count, keys, t->record_count, &space, rules);
	count = strict_count > 0 ? strict_count : count;
	free(space.items);
	free(space.scratch);
	match_keys_close(&keys);
	free(rung);
	return count;
}
