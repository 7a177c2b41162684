/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A run in shards and by threads: what it gives is the same, also through the bytes of its parts. */
#include "base/mem.h"
#include "base/pool.h"
#include "match/part.h"
#include "test.h"

/* ------- two lists of invented people ------- */

enum { PEOPLE = 600, OF_LIST = 400 };

struct fixture {
	struct pool *pool;
	struct match_builder *builder;
	const struct match_table *table;
	struct match_settings settings;
	struct match_run *run;
	size_t rule_count;
};

static const char *name_of(char out[16], uint64_t number)
{
	static const char *const parts[] = {"ba", "lo", "mi", "ne", "ru", "sa", "ti", "vo", "ke", "du"};
	snprintf(out, 16, "%s%s%s", parts[number % 10], parts[number / 10 % 10], parts[number / 100 % 10]);
	return out;
}

/* Person i; on the second list some names end otherwise. */
static void add_person(struct match_builder *b, uint64_t i, bool is_second)
{
	char given[16];
	char family[16];
	struct match_row row = {0};
	name_of(given, i * 37 % 211);
	name_of(family, i * 101 % 307);
	if (is_second && i % 5 == 0) {
		given[5] = 'x';
	}
	row.cell[MATCH_GIVEN] = bytes_of(given);
	row.cell[MATCH_FAMILY] = bytes_of(family);
	row.date[MATCH_BIRTH_DATE] = (struct date){
		.year = (int16_t)(1950 + i % 40), .month = (int8_t)(1 + i % 12), .day = (int8_t)(1 + i % 28)};
	match_builder_row(b, &row);
}

static struct fixture open_run(unsigned threads)
{
	bool has[MATCH_ROLE_COUNT] = {[MATCH_GIVEN] = true, [MATCH_FAMILY] = true, [MATCH_BIRTH_DATE] = true};
	struct fixture f = {.pool = pool_open(threads), .builder = match_builder_open(has)};
	struct err e = {0};
	for (int list = 0; list < 2; list++) {
		match_builder_list(
			f.builder, &(struct match_list){.is_unique = true, .known_on_day = INT32_MIN});
		for (uint64_t i = 0; i < OF_LIST; i++) {
			add_person(f.builder, list == 0 ? i : PEOPLE - OF_LIST + i, list == 1);
		}
	}
	match_builder_finish(f.builder, NULL);
	f.table = match_builder_table(f.builder);
	match_settings_init(&f.settings);
	f.settings.pool = f.pool;
	f.settings.seed = 7;
	BUG_IF(match_run_open(&f.run, f.table, &f.settings, &e) != 0);
	match_run_rules(f.run, &f.rule_count);
	return f;
}

static void close_run(struct fixture *f)
{
	match_run_close(&f->run);
	match_builder_close(&f->builder);
	pool_close(&f->pool);
}

static bool are_equal(const struct match_scored *a, const struct match_scored *b)
{
	struct arena arena = {0};
	struct match_histogram x = match_tally_rows(&a->tally, &arena);
	struct match_histogram y = match_tally_rows(&b->tally, &arena);
	bool is_equal = a->pair_count == b->pair_count && x.count == y.count &&
		memcmp(a->new_pairs, b->new_pairs, sizeof(a->new_pairs)) == 0;
	for (size_t i = 0; is_equal && i < a->pair_count; i++) {
		is_equal = a->pairs[i].a == b->pairs[i].a && a->pairs[i].b == b->pairs[i].b &&
			a->pairs[i].pattern == b->pairs[i].pattern;
	}
	for (size_t i = 0; is_equal && i < x.count; i++) {
		is_equal = x.rows[i].pattern == y.rows[i].pattern &&
			!(x.rows[i].count < y.rows[i].count || x.rows[i].count > y.rows[i].count);
	}
	arena_done(&arena);
	return is_equal;
}

/* ------- shards and threads ------- */

static const struct match_part_facts facts = {2, {{{"list \"a\"", 8}, {"1", 1}}, {{"seed", 4}, {"7", 1}}}};

static void write_part(const struct fixture *f, const struct match_part_head *head,
	const struct match_scored *s, struct buf *out)
{
	match_part_write_head(head, s, f->rule_count, out);
	match_part_write_pairs(s, 0, s->pair_count / 2, out);
	match_part_write_pairs(s, s->pair_count / 2, s->pair_count, out);
}

TEST(shards_give_what_a_single_run_gives)
{
	GUARANTEE("match.h: The shards together give what a single run gives.");
	GUARANTEE("part.h: What match_part_write_head() and match_part_write_pairs() wrote is read back the "
		  "same.");
	struct fixture f = open_run(1);
	struct match_scored whole = {0};
	match_run_score(f.run, 0, 1, &whole);
	CHECK(whole.pair_count > 150);
	for (uint32_t count = 1; count <= 7; count += 3) {
		struct match_scored together = {0};
		struct match_scored read = {0};
		struct arena a = {0};
		for (uint32_t i = 0; i < count; i++) {
			struct match_scored part = {0};
			struct match_part_head head;
			struct buf out = {0};
			struct bytes rest;
			struct err e = {0};
			match_run_score(f.run, i, count, &part);
			match_run_score(f.run, i, count, &together);
			write_part(&f, &(struct match_part_head){i, count, facts}, &part, &out);
			CHECK_INT(match_part_read_head(&head, buf_bytes(&out), &a, &rest, &e), 0);
			CHECK(head.shard == i && head.shard_count == count);
			CHECK(match_part_difference(&facts, &head.made_from) == NULL);
			CHECK_INT(
				match_part_take(rest, match_run_comparer(f.run), f.rule_count, &read, &e), 0);
			match_scored_done(&part);
			buf_done(&out);
		}
		match_scored_sort(&read, NULL);
		CHECK(are_equal(&whole, &together));
		CHECK(are_equal(&whole, &read));
		match_scored_done(&together);
		match_scored_done(&read);
		arena_done(&a);
	}
	match_scored_done(&whole);
	close_run(&f);
}

TEST(threads_change_nothing)
{
	GUARANTEE("match.h: Any number of threads gives the same.");
	GUARANTEE("learn.h: The model is the same with any number of threads.");
	GUARANTEE("histogram.h: The order in which counts were added makes no difference, as long as their "
		  "sums are "
		  "exact.");
	struct fixture f = open_run(1);
	struct match_scored whole = {0};
	match_run_score(f.run, 0, 1, &whole);
	for (unsigned threads = 2; threads <= 3; threads++) {
		struct fixture other = open_run(threads);
		struct match_scored scored = {0};
		match_run_score(other.run, 0, 1, &scored);
		CHECK(are_equal(&whole, &scored));
		CHECK(memcmp(match_run_model(f.run)->level_p, match_run_model(other.run)->level_p,
			      sizeof(match_run_model(f.run)->level_p)) == 0);
		match_scored_done(&scored);
		close_run(&other);
	}
	match_scored_done(&whole);
	close_run(&f);
}

/* ------- parts that are none ------- */

/* Takes the bytes behind the first line of a part; what was changed there must be noticed. */
static int take(const struct fixture *f, struct bytes rest, struct match_scored *scored)
{
	struct err e = {0};
	*scored = (struct match_scored){0};
	return match_part_take(rest, match_run_comparer(f->run), f->rule_count, scored, &e);
}

static bool is_sound(const struct fixture *f, const struct match_scored *s)
{
	const struct match_comparer *c = match_run_comparer(f->run);
	for (size_t i = 0; i < s->pair_count; i++) {
		if (s->pairs[i].a >= s->pairs[i].b || s->pairs[i].b >= f->table->record_count) {
			return false;
		}
		for (size_t k = 0; k < c->count; k++) {
			if (match_level(s->pairs[i].pattern, k) >= c->compared[k].level_count) {
				return false;
			}
		}
	}
	return true;
}

TEST(broken_parts_are_refused)
{
	GUARANTEE("part.h: Every pair that is taken names two records of the table, and a pattern of levels "
		  "that their "
		  "comparisons have.");
	struct fixture f = open_run(1);
	struct match_scored scored = {0};
	struct match_scored read;
	struct match_part_head head;
	struct arena a = {0};
	struct buf out = {0};
	struct bytes rest;
	struct err e = {0};
	match_run_score(f.run, 0, 1, &scored);
	write_part(&f, &(struct match_part_head){0, 1, facts}, &scored, &out);
	CHECK_INT(match_part_read_head(&head, buf_bytes(&out), &a, &rest, &e), 0);
	for (size_t len = 0; len < rest.len; len += 1 + rest.len / 97) {
		CHECK_INT(take(&f, (struct bytes){rest.s, len}, &read), -ERR_DAMAGED);
		match_scored_done(&read);
	}
	char *bytes = out.s + (rest.s - out.s);
	for (int i = 0; i < 500; i++) {
		size_t at = test_random_below(rest.len);
		char kept = bytes[at];
		bytes[at] = (char)test_random_below(256);
		if (take(&f, rest, &read) == 0) {
			CHECK(is_sound(&f, &read));
		}
		match_scored_done(&read);
		bytes[at] = kept;
	}
	CHECK_INT(take(&f, rest, &read), 0);
	match_scored_done(&read);
	match_scored_done(&scored);
	buf_done(&out);
	arena_done(&a);
	close_run(&f);
}

TEST(first_lines_of_parts_are_checked)
{
	static const char *const lines[] = {"", "\n", "{}\n", "recount\n",
		"{\"format\":\"recount match part\",\"version\":2,\"shard\":1,\"of\":1,\"made_from\":[]}\n",
		"{\"format\":\"recount match part\",\"version\":1,\"shard\":2,\"of\":1,\"made_from\":[]}\n",
		"{\"format\":\"recount match part\",\"version\":1,\"shard\":0,\"of\":1,\"made_from\":[]}\n",
		"{\"format\":\"recount match part\",\"version\":1,\"shard\":1,\"of\":1,\"made_from\":[1]}\n",
		"{\"format\":\"recount match part\",\"version\":1,\"shard\":1,\"of\":1,\"made_from\":[]}"};
	struct arena a = {0};
	for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
		struct match_part_head head;
		struct bytes rest;
		struct err e = {0};
		CHECK_INT(match_part_read_head(&head, bytes_of(lines[i]), &a, &rest, &e), -ERR_INPUT);
	}
	arena_done(&a);
}

TEST(parts_of_other_runs_differ)
{
	struct match_part_facts other = facts;
	other.list[1].value = BYTES("8");
	CHECK_TEXT(match_part_difference(&facts, &other)->what, BYTES("seed"));
	other.count = 1;
	CHECK_TEXT(match_part_difference(&facts, &other)->what, BYTES("seed"));
	CHECK_TEXT(match_part_difference(&other, &facts)->what, BYTES("seed"));
}
