/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/key.h"
#include "base/mem.h"
#include "match/fold.h"
#include "match/skeleton.h"
#include "text/utf8.h"

/* A part, with what is taken of the values of its role. */
struct ready_part {
	struct match_rule_part part;
	const uint64_t *by_code; /* NULL: the code itself, or it is made for each record */
};

/* A rule and what refines it, made ready. */
struct ready_rule {
	struct ready_part part[MATCH_RULE_PARTS_MAX];
	size_t part_count;
	struct ready_part refine[MATCH_ROLE_COUNT];
	unsigned refine_count;
};

/* What is taken of the values of a pool, by code. Parts that take the same share it. */
struct taken {
	const struct match_values *values;
	bool is_of_name; /* the values are parts of a whole name */
	enum match_take take;
	unsigned letters;
	uint64_t *by_code;
};

struct match_keys {
	const struct match_table *table;
	struct ready_rule *rule;
	size_t rule_count;
	struct taken *taken;
	size_t taken_count;
	size_t taken_room;
};

/* ------- what is taken of a value ------- */

/* The letters of a value without its spaces; of the last or the first `count`, or all when count is 0. */
static uint64_t hash_letters(const struct match_values *v, uint32_t code, const struct match_rule_part *part)
{
	struct match_word word = match_values_word(v, code);
	char letters[MATCH_LETTERS_MAX];
	size_t len = 0;
	for (size_t i = 0; i < word.len; i++) {
		if (word.letter[i] != MATCH_LETTER_SPACE) {
			letters[len++] = (char)word.letter[i];
		}
	}
	if (part->take == MATCH_TAKE_ALL || part->letters >= len) {
		return match_hash(letters, len);
	}
	return match_hash(
		part->take == MATCH_TAKE_LAST ? letters + len - part->letters : letters, part->letters);
}

static struct bytes first_word(struct bytes text)
{
	size_t space = bytes_find(text, BYTES(" "), 0);
	return (struct bytes){text.s, space == SIZE_MAX ? text.len : space};
}

static uint64_t sound_of(struct bytes folded)
{
	struct buf key = {0};
	match_fold_key(folded, &key);
	uint64_t sound = match_skeleton(buf_bytes(&key));
	buf_done(&key);
	return sound;
}

/* Sums of hashes are the same for every order of the words. */
static uint64_t hash_words(struct bytes name, enum match_take take)
{
	uint64_t sum = 0;
	while (name.len > 0) {
		struct bytes word = first_word(name);
		uint64_t h = take == MATCH_TAKE_SOUND ? match_skeleton(word) : match_hash(word.s, word.len);
		sum += match_hash_join(h, 1);
		size_t taken = word.len < name.len ? word.len + 1 : word.len;
		name = (struct bytes){name.s + taken, name.len - taken};
	}
	return sum;
}

static struct bytes last_word(struct bytes text)
{
	size_t from = text.len;
	while (from > 0 && text.s[from - 1] != ' ') {
		from--;
	}
	return (struct bytes){text.s + from, text.len - from};
}

/* What a part of a whole name gives to the whole. */
static uint64_t take_of_name_part(struct bytes text, enum match_take take)
{
	return take == MATCH_TAKE_END ? match_skeleton(last_word(text)) : hash_words(text, take);
}

static uint64_t take_of_value(const struct match_values *v, uint32_t code, const struct match_rule_part *part)
{
	switch (part->take) {
	case MATCH_TAKE_SOUND:
		return sound_of(match_dict_text(&v->dict, code));
	case MATCH_TAKE_WORD: {
		struct bytes word = first_word(match_dict_text(&v->dict, code));
		return match_hash(word.s, word.len);
	}
	case MATCH_TAKE_ALL:
		return match_hash_join(code, 1);
	case MATCH_TAKE_FIRST:
	case MATCH_TAKE_LAST:
		return hash_letters(v, code, part);
	case MATCH_TAKE_YEAR:
	case MATCH_TAKE_MONTH:
	case MATCH_TAKE_MONTH_DAY:
	case MATCH_TAKE_SET:
	case MATCH_TAKE_END:
		break;
	}
	return 0;
}

static uint64_t take_of_date(uint32_t code, enum match_take take)
{
	struct date d = match_date_of(code);
	switch (take) {
	case MATCH_TAKE_YEAR:
		return (uint64_t)d.year;
	case MATCH_TAKE_MONTH:
		return d.month > 0 ? code >> 5 : 0;
	case MATCH_TAKE_MONTH_DAY:
		return d.day > 0 ? code & 511 : 0;
	case MATCH_TAKE_ALL:
	case MATCH_TAKE_FIRST:
	case MATCH_TAKE_LAST:
	case MATCH_TAKE_SOUND:
	case MATCH_TAKE_WORD:
	case MATCH_TAKE_SET:
	case MATCH_TAKE_END:
		break;
	}
	return d.day > 0 ? code : 0;
}

/* ------- keys of whole names ------- */

enum { WHOLE_NAME_BYTES = 512 };

/* The words of all parts, with one space between them, as much as fits. */
static struct bytes whole_name(const struct match_table *t, uint32_t record, char out[WHOLE_NAME_BYTES])
{
	size_t len = 0;
	for (size_t i = 0; i < MATCH_NAME_PART_COUNT; i++) {
		const struct match_values *v = t->values[match_name_parts[i]];
		struct bytes part = v ? match_dict_text(&v->dict, match_code(t, record, match_name_parts[i]))
				      : BYTES_NONE;
		if (part.len == 0 || len + part.len + 1 > WHOLE_NAME_BYTES) {
			continue;
		}
		if (len > 0) {
			out[len++] = ' ';
		}
		memcpy(out + len, part.s, part.len);
		len += part.len;
	}
	return (struct bytes){out, len};
}

/* Whole characters of the first or last `letters` ones. */
static struct bytes cut(struct bytes text, const struct match_rule_part *part)
{
	if (part->take == MATCH_TAKE_FIRST) {
		return (struct bytes){text.s, utf8_after(text, 0, part->letters)};
	}
	size_t from = utf8_before(text, text.len, part->letters);
	return (struct bytes){text.s + from, text.len - from};
}

/* Without spaces; only a lam can make more of the form for keys (match_fold_key). */
static struct bytes key_form(struct bytes name, struct buf *key, char out[WHOLE_NAME_BYTES])
{
	enum { LAM_FIRST_BYTE = 0xD9 };
	if (memchr(name.s, LAM_FIRST_BYTE, name.len)) {
		match_fold_key(name, key);
		return buf_bytes(key);
	}
	size_t len = 0;
	for (size_t i = 0; i < name.len; i++) {
		out[len] = name.s[i];
		len += name.s[i] != ' ';
	}
	return (struct bytes){out, len};
}

static uint64_t take_of_letters(
	const struct match_table *t, uint32_t record, const struct match_rule_part *part)
{
	char space[WHOLE_NAME_BYTES];
	char key_space[WHOLE_NAME_BYTES];
	struct buf key = {0};
	struct bytes text = key_form(whole_name(t, record, space), &key, key_space);
	if (part->take != MATCH_TAKE_ALL) {
		text = cut(text, part);
	}
	uint64_t h = text.len > 0 ? match_hash(text.s, text.len) : 0;
	buf_done(&key);
	return h;
}

/* Sums are the same for every order of the words. */
static uint64_t take_of_words(const struct match_table *t, uint32_t record, const uint64_t *by_code)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < MATCH_NAME_PART_COUNT; i++) {
		sum += by_code[match_code(t, record, match_name_parts[i])];
	}
	return sum;
}

static uint64_t take_of_end(const struct match_table *t, uint32_t record, const uint64_t *by_code)
{
	for (size_t i = MATCH_NAME_PART_COUNT; i-- > 0;) {
		uint32_t code = match_code(t, record, match_name_parts[i]);
		if (code > 0) {
			return by_code[code];
		}
	}
	return 0;
}

static uint64_t take_of_name(const struct match_table *t, uint32_t record, const struct ready_part *ready)
{
	if (!ready->by_code) {
		return take_of_letters(t, record, &ready->part);
	}
	return ready->part.take == MATCH_TAKE_END ? take_of_end(t, record, ready->by_code)
						  : take_of_words(t, record, ready->by_code);
}

/* ------- keys ------- */

static uint64_t take_of_part(const struct match_table *t, const struct ready_part *ready, uint32_t record)
{
	const struct match_rule_part *part = &ready->part;
	if (part->role == MATCH_RULE_NAME) {
		return take_of_name(t, record, ready);
	}
	uint32_t code = match_code(t, record, (enum match_role)part->role);
	if (ready->by_code) {
		return ready->by_code[code];
	}
	bool is_date = code > 0 && match_roles[part->role].kind == MATCH_KIND_DATE;
	return is_date ? take_of_date(code, part->take) : code;
}

uint64_t match_key(const struct match_keys *k, unsigned rule, unsigned depth, uint32_t record)
{
	const struct ready_rule *ready = &k->rule[rule];
	if (depth > 0) {
		return take_of_part(k->table, &ready->refine[depth - 1], record);
	}
	uint64_t key = 0;
	for (size_t p = 0; p < ready->part_count; p++) {
		uint64_t taken = take_of_part(k->table, &ready->part[p], record);
		if (taken == 0) {
			return 0;
		}
		key = match_hash_join(key, taken);
	}
	return key;
}

static bool has_key(const struct match_keys *k, unsigned rule_count, uint32_t record)
{
	for (unsigned rule = 0; rule < rule_count; rule++) {
		if (match_key(k, rule, 0, record) != 0) {
			return true;
		}
	}
	return false;
}

uint32_t match_key_none_count(const struct match_keys *k, unsigned rule_count)
{
	uint32_t count = 0;
	for (uint32_t r = 0; r < k->table->record_count; r++) {
		count += !has_key(k, rule_count, r);
	}
	return count;
}

unsigned match_key_refine_count(const struct match_keys *k, unsigned rule)
{
	return k->rule[rule].refine_count;
}

/* What cuts a block that is too large, in this order: what tells most people apart and is least often wrong first. */
static const struct match_rule_part refinements[] = {
	{MATCH_BIRTH_DATE, MATCH_TAKE_YEAR, 0},
	{MATCH_DEATH_DATE, MATCH_TAKE_MONTH, 0},
	{MATCH_GIVEN, MATCH_TAKE_SOUND, 0},
	{MATCH_FAMILY, MATCH_TAKE_SOUND, 0},
	{MATCH_FATHER, MATCH_TAKE_SOUND, 0},
	{MATCH_DEATH_PLACE, MATCH_TAKE_ALL, 0},
	{MATCH_PLACE, MATCH_TAKE_ALL, 0},
	{MATCH_BIRTH_DATE, MATCH_TAKE_MONTH_DAY, 0},
	{MATCH_SEX, MATCH_TAKE_ALL, 0},
};

/* The values that a part takes of; NULL when it takes of records. */
static const struct match_values *values_of(const struct match_table *t, const struct match_rule_part *part)
{
	if (part->role != MATCH_RULE_NAME) {
		return t->values[part->role];
	}
	bool is_of_words = part->take == MATCH_TAKE_SET || part->take == MATCH_TAKE_SOUND ||
		part->take == MATCH_TAKE_END;
	for (size_t i = 0; i < MATCH_NAME_PART_COUNT && is_of_words; i++) {
		if (t->values[match_name_parts[i]]) {
			return t->values[match_name_parts[i]];
		}
	}
	return NULL;
}

/* What is taken of each value, once; 0 at code 0. */
static uint64_t *take_of_values(const struct match_values *v, const struct match_rule_part *part)
{
	uint64_t *by_code = mem_calloc(v->dict.count + (size_t)1, sizeof(*by_code));
	for (uint32_t code = 1; code <= v->dict.count; code++) {
		by_code[code] = part->role == MATCH_RULE_NAME
			? take_of_name_part(match_dict_text(&v->dict, code), part->take)
			: take_of_value(v, code, part);
	}
	return by_code;
}

static struct ready_part make_ready(struct match_keys *k, const struct match_rule_part *part)
{
	struct ready_part ready = {.part = *part};
	const struct match_values *v = values_of(k->table, part);
	bool is_of_name = part->role == MATCH_RULE_NAME;
	for (size_t i = 0; i < k->taken_count && !ready.by_code; i++) {
		const struct taken *taken = &k->taken[i];
		if (taken->values == v && taken->is_of_name == is_of_name && taken->take == part->take &&
			taken->letters == part->letters) {
			ready.by_code = taken->by_code;
		}
	}
	if (!v || ready.by_code) {
		return ready;
	}
	if (k->taken_count == k->taken_room) {
		k->taken_room = k->taken_room > 0 ? 2 * k->taken_room : 16;
		k->taken = mem_realloc(k->taken, k->taken_room, sizeof(*k->taken));
	}
	uint64_t *by_code = take_of_values(v, part);
	k->taken[k->taken_count++] = (struct taken){v, is_of_name, part->take, part->letters, by_code};
	ready.by_code = by_code;
	return ready;
}

static void make_rule_ready(struct match_keys *k, struct ready_rule *ready, const struct match_rule *rule)
{
	BUG_IF(!match_rule_applies(rule, k->table));
	ready->part_count = rule->part_count;
	for (size_t p = 0; p < rule->part_count; p++) {
		ready->part[p] = make_ready(k, &rule->part[p]);
	}
	for (size_t i = 0; i < ARRAY_COUNT(refinements); i++) {
		enum match_role role = (enum match_role)refinements[i].role;
		if (k->table->column[role] != MATCH_NO_COLUMN && !match_rule_fixes(rule, role)) {
			ready->refine[ready->refine_count++] = make_ready(k, &refinements[i]);
		}
	}
}

struct match_keys *match_keys_open(const struct match_rule *rules, size_t count, const struct match_table *t)
{
	struct match_keys *k = mem_calloc(1, sizeof(*k));
	k->table = t;
	k->rule = mem_calloc(count, sizeof(*k->rule));
	k->rule_count = count;
	for (size_t r = 0; r < count; r++) {
		make_rule_ready(k, &k->rule[r], &rules[r]);
	}
	return k;
}

void match_keys_close(struct match_keys **k)
{
	if (!*k) {
		return;
	}
	for (size_t i = 0; i < (*k)->taken_count; i++) {
		free((*k)->taken[i].by_code);
	}
	free((*k)->taken);
	free((*k)->rule);
	free(*k);
	*k = NULL;
}
