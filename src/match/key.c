/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/key.h"
#include "base/mem.h"
#include "match/fold.h"
#include "match/skeleton.h"
#include "text/utf8.h"

/* A rule and what refines it, made ready. */
struct keyed_rule {
	struct match_rule rule;
	struct match_rule_part refine[MATCH_ROLE_COUNT];
	unsigned refine_count;
};

/* What is taken of the values of a role, by code. Rules that take the same share it. */
struct taken {
	struct match_rule_part part;
	uint64_t *by_code;
};

struct match_keys {
	const struct match_table *table;
	struct keyed_rule rule[MATCH_RULES_MAX];
	size_t rule_count;
	struct taken taken[MATCH_RULES_MAX * MATCH_RULE_PARTS_MAX + MATCH_ROLE_COUNT];
	size_t taken_count;
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

/* What is taken of each value, once; 0 at code 0. */
static uint64_t *take_of_values(const struct match_values *v, const struct match_rule_part *part)
{
	uint64_t *taken = mem_calloc(v->dict.count + (size_t)1, sizeof(*taken));
	for (uint32_t code = 1; code <= v->dict.count; code++) {
		taken[code] = take_of_value(v, code, part);
	}
	return taken;
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

/* Whole characters of the first or last `letters` ones. */
static struct bytes cut(struct bytes text, const struct match_rule_part *part)
{
	if (part->take == MATCH_TAKE_FIRST) {
		return (struct bytes){text.s, utf8_after(text, 0, part->letters)};
	}
	size_t from = utf8_before(text, text.len, part->letters);
	return (struct bytes){text.s + from, text.len - from};
}

static uint64_t take_of_name(const struct match_table *t, uint32_t record, const struct match_rule_part *part)
{
	char space[WHOLE_NAME_BYTES];
	struct bytes name = whole_name(t, record, space);
	if (name.len == 0) {
		return 0;
	}
	if (part->take == MATCH_TAKE_SET || part->take == MATCH_TAKE_SOUND) {
		return hash_words(name, part->take);
	}
	if (part->take == MATCH_TAKE_END) {
		return match_skeleton(last_word(name));
	}
	struct buf key = {0};
	match_fold_key(name, &key);
	struct bytes text = part->take == MATCH_TAKE_ALL ? buf_bytes(&key) : cut(buf_bytes(&key), part);
	uint64_t h = match_hash(text.s, text.len);
	buf_done(&key);
	return h;
}

/* ------- keys ------- */

static bool is_same_part(const struct match_rule_part *a, const struct match_rule_part *b)
{
	return a->role == b->role && a->take == b->take && a->letters == b->letters;
}

static const uint64_t *taken_of(const struct match_keys *k, const struct match_rule_part *part)
{
	for (size_t i = 0; i < k->taken_count; i++) {
		if (is_same_part(&k->taken[i].part, part)) {
			return k->taken[i].by_code;
		}
	}
	return NULL;
}

static uint64_t take_of_part(const struct match_keys *k, const struct match_rule_part *part, uint32_t record)
{
	if (part->role == MATCH_RULE_NAME) {
		return take_of_name(k->table, record, part);
	}
	uint32_t code = match_code(k->table, record, (enum match_role)part->role);
	if (code > 0 && match_roles[part->role].kind == MATCH_KIND_DATE) {
		return take_of_date(code, part->take);
	}
	const uint64_t *by_code = taken_of(k, part);
	return by_code ? by_code[code] : code;
}

uint64_t match_key(const struct match_keys *k, unsigned rule, unsigned depth, uint32_t record)
{
	const struct keyed_rule *keyed = &k->rule[rule];
	if (depth > 0) {
		return take_of_part(k, &keyed->refine[depth - 1], record);
	}
	uint64_t key = 0;
	for (size_t p = 0; p < keyed->rule.part_count; p++) {
		uint64_t taken = take_of_part(k, &keyed->rule.part[p], record);
		if (taken == 0) {
			return 0;
		}
		key = match_hash_join(key, taken);
	}
	return key;
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

static void take_values(struct match_keys *k, const struct match_rule_part *part)
{
	const struct match_values *v = part->role == MATCH_RULE_NAME ? NULL : k->table->values[part->role];
	if (v && !taken_of(k, part)) {
		k->taken[k->taken_count++] = (struct taken){*part, take_of_values(v, part)};
	}
}

static void add_refinements(struct match_keys *k, struct keyed_rule *keyed)
{
	for (size_t i = 0; i < ARRAY_COUNT(refinements); i++) {
		enum match_role role = (enum match_role)refinements[i].role;
		if (k->table->column[role] != MATCH_NO_COLUMN && !match_rule_fixes(&keyed->rule, role)) {
			keyed->refine[keyed->refine_count++] = refinements[i];
			take_values(k, &refinements[i]);
		}
	}
}

struct match_keys *match_keys_open(const struct match_rule *rules, size_t count, const struct match_table *t)
{
	BUG_IF(count > MATCH_RULES_MAX);
	struct match_keys *k = mem_calloc(1, sizeof(*k));
	k->table = t;
	k->rule_count = count;
	for (size_t r = 0; r < count; r++) {
		BUG_IF(!match_rule_applies(&rules[r], t));
		k->rule[r].rule = rules[r];
		for (size_t p = 0; p < rules[r].part_count; p++) {
			take_values(k, &rules[r].part[p]);
		}
		add_refinements(k, &k->rule[r]);
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
	free(*k);
	*k = NULL;
}
