/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/part.h"

#include "base/json.h"
#include "base/mem.h"

enum { VERSION = 1, HEAD_MEMBERS = 5, NUMBER_BYTES = 8, PATTERN_BYTES = 16, PAIR_BYTES = 16 };

static const char format[] = "recount match part";
/* Counts are doubles where they are added up: whole numbers to here are exact. */
static const uint64_t count_max = UINT64_C(1) << 53;

void match_part_fact_add(struct match_part_facts *f, struct bytes what, struct bytes value)
{
	BUG_IF(f->count == MATCH_PART_FACTS_MAX);
	f->list[f->count++] = (struct match_part_fact){what, value};
}

/* ------- writing ------- */

static void add_number(struct buf *out, uint64_t number, size_t bytes)
{
	char b[NUMBER_BYTES];
	for (size_t i = 0; i < bytes; i++) {
		b[i] = (char)(unsigned char)(number >> (8 * i));
	}
	buf_add(out, b, bytes);
}

static void add_first_line(const struct match_part_head *head, struct buf *out)
{
	struct json_writer j;
	jw_init(&j, out);
	jw_object_begin(&j);
	jw_put_string(&j, "format", bytes_of(format));
	jw_put_int(&j, "version", VERSION);
	jw_put_int(&j, "shard", (int64_t)head->shard + 1);
	jw_put_int(&j, "of", head->shard_count);
	jw_key(&j, "made_from");
	jw_array_begin(&j);
	for (size_t i = 0; i < head->made_from.count; i++) {
		jw_array_begin(&j);
		jw_string(&j, head->made_from.list[i].what);
		jw_string(&j, head->made_from.list[i].value);
		jw_array_end(&j);
	}
	jw_array_end(&j);
	jw_object_end(&j);
	buf_add_char(out, '\n');
}

void match_part_write_head(const struct match_part_head *head, const struct match_scored *scored,
	size_t rule_count, struct buf *out)
{
	struct arena a = {0};
	struct match_histogram rows = match_tally_rows(&scored->tally, &a);
	add_first_line(head, out);
	add_number(out, rule_count, NUMBER_BYTES);
	for (size_t r = 0; r < rule_count; r++) {
		add_number(out, scored->new_pairs[r], NUMBER_BYTES);
	}
	add_number(out, rows.count, NUMBER_BYTES);
	for (size_t i = 0; i < rows.count; i++) {
		add_number(out, rows.rows[i].pattern, NUMBER_BYTES);
		add_number(out, (uint64_t)rows.rows[i].count, NUMBER_BYTES);
	}
	add_number(out, scored->pair_count, NUMBER_BYTES);
	arena_done(&a);
}

void match_part_write_pairs(const struct match_scored *scored, size_t from, size_t to, struct buf *out)
{
	for (size_t i = from; i < to; i++) {
		add_number(out, scored->pairs[i].a, NUMBER_BYTES / 2);
		add_number(out, scored->pairs[i].b, NUMBER_BYTES / 2);
		add_number(out, scored->pairs[i].pattern, NUMBER_BYTES);
	}
}

/* ------- reading the first line ------- */

static int read_facts(struct match_part_facts *f, const json_t *array, struct arena *a, struct err *e)
{
	*f = (struct match_part_facts){0};
	bool is_good = json_is_array(array) && json_array_size(array) <= MATCH_PART_FACTS_MAX;
	for (size_t i = 0; is_good && i < json_array_size(array); i++) {
		const json_t *fact = json_array_get(array, i);
		struct bytes what = json_view(json_array_get(fact, 0));
		struct bytes value = json_view(json_array_get(fact, 1));
		is_good = json_array_size(fact) == 2 && what.s && value.s;
		if (is_good) {
			match_part_fact_add(f, arena_copy(a, what), arena_copy(a, value));
		}
	}
	return is_good ? 0 : err_set(e, ERR_INPUT, "what the part was made from cannot be read");
}

static int read_shard(struct match_part_head *head, const json_t *root, struct err *e)
{
	const json_t *version = json_object_get(root, "version");
	json_int_t shard = json_integer_value(json_object_get(root, "shard"));
	json_int_t count = json_integer_value(json_object_get(root, "of"));
	if (!bytes_is(json_get_view(root, "format"), format) || json_object_size(root) != HEAD_MEMBERS) {
		return err_set(e, ERR_INPUT, "this is no part of a matching run");
	}
	if (!json_is_integer(version) || json_integer_value(version) != VERSION) {
		return err_set(e, ERR_INPUT, "this part is of another version of the format");
	}
	if (shard < 1 || count < shard || count > UINT32_MAX) {
		return err_set(e, ERR_INPUT, "which part it is cannot be read");
	}
	head->shard = (uint32_t)(shard - 1);
	head->shard_count = (uint32_t)count;
	return 0;
}

int match_part_read_head(
	struct match_part_head *head, struct bytes text, struct arena *a, struct bytes *rest, struct err *e)
{
	json_t *root = NULL;
	size_t end = bytes_find(text, BYTES("\n"), 0);
	struct err ignored = {0};
	if (end == SIZE_MAX || json_parse((struct bytes){text.s, end}, &root, &ignored) != 0) {
		return err_set(e, ERR_INPUT, "this is no part of a matching run");
	}
	int rc = read_shard(head, root, e);
	if (rc == 0) {
		rc = read_facts(&head->made_from, json_object_get(root, "made_from"), a, e);
	}
	json_decref(root);
	*rest = (struct bytes){text.s + end + 1, text.len - end - 1};
	return rc;
}

const struct match_part_fact *match_part_difference(
	const struct match_part_facts *a, const struct match_part_facts *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++) {
		if (!bytes_equal(a->list[i].what, b->list[i].what) ||
			!bytes_equal(a->list[i].value, b->list[i].value)) {
			return &b->list[i];
		}
	}
	return a->count < b->count ? &b->list[a->count] : a->count > b->count ? &a->list[b->count] : NULL;
}

/* ------- reading numbers ------- */

static uint64_t number_at(const char *s, size_t bytes)
{
	uint64_t number = 0;
	for (size_t i = 0; i < bytes; i++) {
		number |= (uint64_t)(unsigned char)s[i] << (8 * i);
	}
	return number;
}

/* Takes a count of rows of so many bytes, which must be there; false when they are not. */
static bool take_count(struct bytes *rest, size_t row_bytes, uint64_t *count)
{
	if (rest->len < NUMBER_BYTES) {
		return false;
	}
	*count = number_at(rest->s, NUMBER_BYTES);
	*rest = (struct bytes){rest->s + NUMBER_BYTES, rest->len - NUMBER_BYTES};
	return *count <= rest->len / row_bytes;
}

static struct bytes take_rows(struct bytes *rest, uint64_t count, size_t row_bytes)
{
	struct bytes rows = {rest->s, (size_t)count * row_bytes};
	*rest = (struct bytes){rest->s + rows.len, rest->len - rows.len};
	return rows;
}

static bool is_pattern(const struct match_comparer *c, match_pattern pattern)
{
	for (size_t i = 0; i < c->count; i++) {
		if (match_level(pattern, i) >= c->compared[i].level_count) {
			return false;
		}
	}
	return c->count == MATCH_COMPARISON_MAX || pattern >> (MATCH_LEVEL_BITS * c->count) == 0;
}

static bool take_patterns(struct bytes rows, const struct match_comparer *c, struct match_tally *tally)
{
	match_pattern before = 0;
	for (size_t i = 0; i < rows.len; i += PATTERN_BYTES) {
		match_pattern pattern = number_at(rows.s + i, NUMBER_BYTES);
		uint64_t count = number_at(rows.s + i + NUMBER_BYTES, NUMBER_BYTES);
		if (!is_pattern(c, pattern) || (i > 0 && pattern <= before) || count == 0 ||
			count > count_max) {
			return false;
		}
		match_tally_add(tally, pattern, (double)count);
		before = pattern;
	}
	return true;
}

static bool take_pairs(struct bytes rows, const struct match_comparer *c, struct match_scored *scored)
{
	uint64_t before = 0;
	struct match_compared_pair *pair = match_scored_room(scored, rows.len / PAIR_BYTES);
	for (size_t i = 0; i < rows.len; i += PAIR_BYTES, pair++) {
		*pair = (struct match_compared_pair){
			(uint32_t)number_at(rows.s + i, NUMBER_BYTES / 2),
			(uint32_t)number_at(rows.s + i + NUMBER_BYTES / 2, NUMBER_BYTES / 2),
			number_at(rows.s + i + NUMBER_BYTES, NUMBER_BYTES),
		};
		uint64_t both = (uint64_t)pair->a << 32 | pair->b;
		if (pair->a >= pair->b || pair->b >= c->table->record_count || both <= before ||
			!is_pattern(c, pair->pattern)) {
			return false;
		}
		before = both;
	}
	scored->pair_count += rows.len / PAIR_BYTES;
	return true;
}

int match_part_take(struct bytes rest, const struct match_comparer *comparer, size_t rule_count,
	struct match_scored *scored, struct err *e)
{
	uint64_t count;
	bool is_good = take_count(&rest, NUMBER_BYTES, &count) && count == rule_count;
	struct bytes rules = is_good ? take_rows(&rest, count, NUMBER_BYTES) : BYTES_NONE;
	is_good = is_good && take_count(&rest, PATTERN_BYTES, &count);
	struct bytes patterns = is_good ? take_rows(&rest, count, PATTERN_BYTES) : BYTES_NONE;
	is_good = is_good && take_count(&rest, PAIR_BYTES, &count) && count * PAIR_BYTES == rest.len;
	is_good = is_good && take_patterns(patterns, comparer, &scored->tally) &&
		take_pairs(rest, comparer, scored);
	if (!is_good) {
		return err_set(e, ERR_DAMAGED, "its pairs cannot be read");
	}
	for (size_t r = 0; r < rule_count; r++) {
		scored->new_pairs[r] += number_at(rules.s + r * NUMBER_BYTES, NUMBER_BYTES);
	}
	return 0;
}
