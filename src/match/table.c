/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/table.h"
#include "base/mem.h"
#include "match/fold.h"
#include "match/sex.h"

enum {
	BUILDER_FIRST_ROWS = 1024,
	AGE_MAX = 130,
};

/* What a column has seen: each cell as it was written once, and what it means. */
struct column_memory {
	struct match_dict raw;
	uint32_t *code; /* by code of raw */
	uint32_t room;
};

struct match_builder {
	struct match_table table;
	struct column_memory memory[MATCH_ROLE_COUNT]; /* by role */
	struct match_values own[MATCH_ROLE_COUNT];     /* of roles that share no pool */
	struct match_values names;
	struct match_values places;
	uint8_t *rarity[MATCH_ROLE_COUNT];
	size_t row_room;
	struct buf folded;
	uint64_t unread_ages;
};

/* ------- dates ------- */

uint32_t match_date_code(struct date d)
{
	return (uint32_t)d.year << 9 | (uint32_t)d.month << 5 | (uint32_t)d.day;
}

struct date match_date_of(uint32_t code)
{
	return (struct date){
		.year = (int16_t)(code >> 9), .month = (int8_t)(code >> 5 & 15), .day = (int8_t)(code & 31)};
}

/* ------- building ------- */

static struct match_values *pool_of(struct match_builder *b, enum match_role role)
{
	switch (match_roles[role].kind) {
	case MATCH_KIND_NAME:
		return &b->names;
	case MATCH_KIND_PLACE:
		return &b->places;
	case MATCH_KIND_CODE:
	case MATCH_KIND_TEXT:
		return &b->own[role];
	case MATCH_KIND_DATE:
	case MATCH_KIND_AGE:
		break;
	}
	return NULL;
}

struct match_builder *match_builder_open(const bool has_role[MATCH_ROLE_COUNT])
{
	struct match_builder *b = mem_calloc(1, sizeof(*b));
	struct match_table *t = &b->table;
	for (size_t role = 0; role < MATCH_ROLE_COUNT; role++) {
		t->column[role] = MATCH_NO_COLUMN;
		if (has_role[role]) {
			t->column[role] = (uint8_t)t->column_count;
			t->role[t->column_count++] = (enum match_role)role;
			t->values[role] = pool_of(b, (enum match_role)role);
		}
	}
	return b;
}

void match_builder_close(struct match_builder **b)
{
	if (!*b) {
		return;
	}
	for (size_t role = 0; role < MATCH_ROLE_COUNT; role++) {
		match_dict_done(&(*b)->memory[role].raw);
		free((*b)->memory[role].code);
		match_values_done(&(*b)->own[role]);
		free((*b)->rarity[role]);
	}
	match_values_done(&(*b)->names);
	match_values_done(&(*b)->places);
	buf_done(&(*b)->folded);
	free((*b)->table.codes);
	free(*b);
	*b = NULL;
}

void match_builder_list(struct match_builder *b, const struct match_list *list)
{
	struct match_table *t = &b->table;
	BUG_IF(t->list_count == MATCH_LISTS_MAX);
	t->list[t->list_count] = *list;
	t->list_start[t->list_count++] = t->record_count;
	t->list_start[t->list_count] = t->record_count;
}

static uint32_t age_code(struct bytes cell)
{
	int64_t age;
	bool is_age = bytes_int64(bytes_trim(cell), &age) && age >= 0 && age <= AGE_MAX;
	return is_age ? (uint32_t)age + 1 : 0;
}

static uint32_t folded_code(struct match_builder *b, enum match_role role, struct bytes cell)
{
	buf_clear(&b->folded);
	match_fold_name(cell, &b->folded);
	struct bytes folded = buf_bytes(&b->folded);
	return match_values_add(pool_of(b, role), role == MATCH_SEX ? match_sex(folded) : folded);
}

/* The code of a cell; each distinct writing is read once. */
static uint32_t cell_code(struct match_builder *b, enum match_role role, struct bytes cell)
{
	struct column_memory *memory = &b->memory[role];
	uint32_t before = memory->raw.count;
	uint32_t raw = match_dict_add(&memory->raw, cell);
	if (raw == 0) {
		return 0;
	}
	if (raw > before) {
		if (raw >= memory->room) {
			memory->room = memory->raw.room;
			memory->code = mem_realloc(memory->code, memory->room, sizeof(*memory->code));
		}
		memory->code[raw] = folded_code(b, role, cell);
	}
	return memory->code[raw];
}

static uint32_t code_of(struct match_builder *b, enum match_role role, const struct match_row *row)
{
	switch (match_roles[role].kind) {
	case MATCH_KIND_DATE:
		return match_date_code(row->date[role]);
	case MATCH_KIND_AGE: {
		uint32_t code = age_code(row->cell[role]);
		b->unread_ages += code == 0 && row->cell[role].len > 0;
		return code;
	}
	case MATCH_KIND_NAME:
	case MATCH_KIND_PLACE:
	case MATCH_KIND_CODE:
	case MATCH_KIND_TEXT:
		break;
	}
	return cell_code(b, role, row->cell[role]);
}

void match_builder_row(struct match_builder *b, const struct match_row *row)
{
	struct match_table *t = &b->table;
	BUG_IF(t->list_count == 0 || t->record_count == MATCH_RECORDS_MAX);
	if (t->record_count == b->row_room) {
		b->row_room = b->row_room > 0 ? b->row_room * 2 : BUILDER_FIRST_ROWS;
		t->codes = mem_realloc(t->codes, b->row_room * t->column_count, sizeof(*t->codes));
	}
	uint32_t *codes = t->codes + (size_t)t->record_count * t->column_count;
	for (size_t c = 0; c < t->column_count; c++) {
		codes[c] = code_of(b, t->role[c], row);
	}
	t->list_start[t->list_count] = ++t->record_count;
}

/* ------- letters of sex ------- */

/* Does a code occur among the records of a list? */
static bool has_code(const struct match_table *t, size_t list, size_t column, uint32_t code)
{
	for (uint32_t r = t->list_start[list]; r < t->list_start[list + 1]; r++) {
		if (match_row_of(t, r)[column] == code) {
			return true;
		}
	}
	return false;
}

/* The letter h is a man: beside f (homme, femme) as beside m, which then is a woman (hombre, mujer). */
static void read_letters_of_sex(struct match_builder *b)
{
	struct match_table *t = &b->table;
	size_t column = t->column[MATCH_SEX];
	struct match_values *v = &b->own[MATCH_SEX];
	uint32_t h = column == MATCH_NO_COLUMN ? 0 : match_dict_find(&v->dict, BYTES("h"));
	if (h == 0) {
		return;
	}
	uint32_t man = match_values_add(v, BYTES("m"));
	uint32_t woman = match_values_add(v, BYTES("f"));
	for (size_t l = 0; l < t->list_count; l++) {
		if (!has_code(t, l, column, h)) {
			continue;
		}
		uint32_t m = has_code(t, l, column, woman) ? man : woman;
		for (uint32_t r = t->list_start[l]; r < t->list_start[l + 1]; r++) {
			uint32_t *code = &t->codes[(size_t)r * t->column_count + column];
			*code = *code == h ? man : *code == man ? m : *code;
		}
	}
}

/* ------- rarity ------- */

static uint8_t rarity_of(uint32_t frequency, uint64_t total)
{
	uint8_t class = 0;
	for (uint64_t share = 64; class + 1 < MATCH_RARITY_COUNT && (uint64_t)frequency * share <= total;
		share *= 8) {
		class ++;
	}
	return class;
}

/* The classes of a column's values, and in same_p what they say of random pairs. */
static uint8_t *rarities(
	const struct match_table *t, size_t column, size_t code_count, double same_p[MATCH_RARITY_COUNT])
{
	uint32_t *frequency = mem_calloc(code_count, sizeof(*frequency));
	uint64_t total = 0;
	for (uint32_t r = 0; r < t->record_count; r++) {
		uint32_t code = match_row_of(t, r)[column];
		frequency[code]++;
		total += code > 0;
	}
	uint8_t *rarity = mem_alloc(code_count);
	uint64_t same[MATCH_RARITY_COUNT] = {0};
	rarity[0] = 0;
	for (size_t code = 1; code < code_count; code++) {
		rarity[code] = rarity_of(frequency[code], total);
		same[rarity[code]] +=
			frequency[code] > 0 ? (uint64_t)frequency[code] * (frequency[code] - 1) : 0;
	}
	for (size_t class = 0; class < MATCH_RARITY_COUNT; class ++) {
		same_p[class] = total > 1 ? (double)same[class] / ((double)total * (double)(total - 1)) : 0;
	}
	free(frequency);
	return rarity;
}

const struct match_table *match_builder_table(const struct match_builder *b)
{
	return &b->table;
}

void match_builder_finish(struct match_builder *b, uint64_t *unread_ages)
{
	struct match_table *t = &b->table;
	read_letters_of_sex(b);
	for (size_t c = 0; c < t->column_count; c++) {
		enum match_role role = t->role[c];
		enum match_kind kind = match_roles[role].kind;
		if (kind == MATCH_KIND_AGE) {
			continue;
		}
		size_t code_count = kind == MATCH_KIND_DATE ? MATCH_DATE_CODE_MAX + 1
							    : pool_of(b, role)->dict.count + (size_t)1;
		b->rarity[role] = rarities(t, c, code_count, t->same_p[role]);
		t->rarity[role] = b->rarity[role];
	}
	/* What was written is needed no more. */
	for (size_t role = 0; role < MATCH_ROLE_COUNT; role++) {
		match_dict_done(&b->memory[role].raw);
		free(b->memory[role].code);
		b->memory[role] = (struct column_memory){0};
	}
	if (unread_ages) {
		*unread_ages = b->unread_ages;
	}
}

/* ------- reading ------- */

size_t match_table_list_of(const struct match_table *t, uint32_t record)
{
	size_t list = 0;
	while (record >= t->list_start[list + 1]) {
		list++;
	}
	return list;
}
