/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "row.h"

#include "damage.h"
#include "mistype.h"

enum { COPY_CHANGED = 100 };

struct random row_stream(uint64_t seed, enum row_stream what, uint64_t list, uint64_t person, uint32_t copy)
{
	struct random r;
	random_init(&r,
		&(struct random_place){.seed = seed,
			.stratum = (uint64_t)what << 8 | list,
			.replicate = (uint32_t)person,
			.chain = (uint32_t)(person >> 32),
			.step = copy});
	return r;
}

/* The sounds of a father's name as the list wants it. */
static void father_sounds(const struct victim *v, enum patronymic how, struct buf *out)
{
	struct bytes father = v->father;
	bool ends_in_vowel = father.len > 0 && strchr("aeiouwyIA", father.s[father.len - 1]) != NULL;
	if (how == PATRONYMIC_RUSSIAN && ends_in_vowel) {
		father.len--;
	}
	buf_add_bytes(out, father);
	if (father.len == 0 || how == PATRONYMIC_PLAIN) {
		return;
	}
	if (how == PATRONYMIC_KAZAKH) {
		buf_add_text(out, v->is_woman ? "qwzw" : "Ulw");
	} else if (ends_in_vowel) {
		buf_add_text(out, v->is_woman ? "evna" : "eviC");
	} else {
		buf_add_text(out, v->is_woman ? "ovna" : "oviC");
	}
}

static void family_sounds(const struct culture *c, const struct victim *v, bool has_both, struct buf *out)
{
	buf_add_bytes(out, v->family);
	if (c->kind == CULTURE_KAZAKH && v->is_woman &&
		(bytes_ends(v->family, "v") || bytes_ends(v->family, "n"))) {
		buf_add_char(out, 'a');
	}
	if (c->kind == CULTURE_SPANISH && has_both) {
		buf_add_char(out, ' ');
		buf_add_bytes(out, v->family_2);
	}
}

static void write_parts(struct row *row, const struct culture *c, const struct victim *v,
	const struct row_place *at, struct random *r)
{
	const struct model *m = at->base;
	bool is_short = chance(r, m->part_missing);
	bool has_fathers = c->kind == CULTURE_ARABIC || c->kind == CULTURE_KAZAKH;
	unsigned way = chance(r, m->other_share) ? m->other_way : m->way;
	if (at->model != m) {
		struct random respelled = row_stream(at->seed, STREAM_RESPELLED, at->number, v->number, 0);
		way = chance(&respelled, at->model->other_share) ? m->other_way : m->way;
	}
	struct buf sounds = {0};
	culture_write(c, v->given, way, &row->part[PART_GIVEN]);
	if (has_fathers && !is_short) {
		father_sounds(v, m->patronymic, &sounds);
		culture_write(c, buf_bytes(&sounds), way, &row->part[PART_FATHER]);
		culture_write(c, v->grandfather, way, &row->part[PART_GRANDFATHER]);
	}
	buf_clear(&sounds);
	family_sounds(c, v, !is_short, &sounds);
	culture_write(c, buf_bytes(&sounds), way, &row->part[PART_FAMILY]);
	culture_write(c, v->place, way, &row->place);
	buf_done(&sounds);
}

static bool has_part(const struct model *m, enum row_part part)
{
	static const enum field fields[PART_COUNT] = {
		FIELD_GIVEN, FIELD_FATHER, FIELD_GRANDFATHER, FIELD_FAMILY};
	static const char letters[PART_COUNT] = {'G', 'F', 'R', 'A'};
	if (m->name_order != NULL) {
		return strchr(m->name_order, letters[part]) != NULL;
	}
	for (const struct column *c = m->column; c->header != NULL; c++) {
		if (c->field == fields[part]) {
			return true;
		}
	}
	return false;
}

/* One of the parts that the list has. */
static struct buf *draw_part(struct row *row, const struct model *m, struct random *r)
{
	struct buf *has[PART_COUNT];
	size_t count = 0;
	for (enum row_part part = 0; part < PART_COUNT; part++) {
		if (has_part(m, part) && row->part[part].len > 0) {
			has[count++] = &row->part[part];
		}
	}
	return has[random_below(r, count)];
}

static unsigned month_days(int year, int month)
{
	struct date d = {.year = (int16_t)year, .month = (int8_t)month};
	return (unsigned)(date_last_day(d) - date_first_day(d) + 1);
}

/* Day and month exchanged, a near year, or another day of the month. */
static struct date wrong_date(struct date d, struct random *r)
{
	enum { SWAPPED, YEAR, DAY, KINDS };
	uint64_t kind = random_below(r, KINDS);
	if (kind == SWAPPED && d.day <= 12 && d.day != d.month) {
		return (struct date){d.year, d.day, d.month};
	}
	if (kind == YEAR && d.day < 29) {
		int off = 1 + (int)random_below(r, 3);
		d.year = (int16_t)(random_u32(r) & 1 ? d.year + off : d.year - off);
		return d;
	}
	unsigned days = month_days(d.year, d.month);
	d.day = (int8_t)(1 + ((uint64_t)d.day + random_below(r, days - 1)) % days);
	return d;
}

static void write_facts(struct row *row, const struct culture *c, const struct victim *v,
	const struct row_place *at, struct random *r)
{
	const struct model *m = at->base;
	row->birth = date_of_day(v->birth_day);
	row->death = date_of_day(v->death_day);
	row->age = people_age(v);
	if (chance(r, m->birth_wrong)) {
		row->birth = wrong_date(row->birth, r);
	}
	if (chance(r, m->age_wrong)) {
		unsigned off = 1 + (unsigned)random_below(r, 3);
		row->age = random_u32(r) & 1 && row->age >= off ? row->age - off : row->age + off;
	}
	if (chance(r, m->death_wrong)) {
		int32_t off = 1 + (int32_t)random_below(r, 3);
		row->death = date_of_day(random_u32(r) & 1 ? v->death_day + off : v->death_day - off);
	}
	if (chance(r, m->death_missing)) {
		row->death = (struct date){0};
	}
	if (chance(r, m->place_wrong) && random_u32(r) & 1) {
		buf_clear(&row->place);
		culture_write(c, names_draw(&c->place, r), m->way, &row->place);
	} else if (chance(r, m->place_wrong / 2)) {
		damage_letter(&row->place, r);
	}
	if (at->model->is_birth_invented) {
		int year = date_of_day(v->death_day).year - (int)row->age;
		unsigned month = 1 + (unsigned)random_below(r, 12);
		unsigned day = 1 + (unsigned)random_below(r, 28);
		row->birth = (struct date){(int16_t)year, (int8_t)month, (int8_t)day};
	}
	if (chance(r, m->birth_missing)) {
		row->birth = (struct date){0};
	}
}

static void join_name(struct row *row, const struct model *m)
{
	static const char letters[] = "GFRA";
	for (const char *p = m->name_order; p != NULL && *p != 0; p++) {
		const struct buf *part = &row->part[strchr(letters, *p) - letters];
		if (part->len > 0 && row->name.len > 0) {
			buf_add_char(&row->name, ' ');
		}
		buf_add_bytes(&row->name, buf_bytes(part));
	}
}

void row_make(struct row *row, const struct culture *c, const struct victim *v, const struct row_place *at)
{
	for (size_t i = 0; i < PART_COUNT; i++) {
		buf_clear(&row->part[i]);
	}
	buf_clear(&row->place);
	buf_clear(&row->name);
	struct random edition = row_stream(at->seed, STREAM_CHANGED, at->number, v->number, at->copy);
	bool is_changed = chance(&edition, at->model->changed);
	uint32_t copy = is_changed ? COPY_CHANGED + (uint32_t)at->number : at->copy;
	struct random r = row_stream(at->seed, STREAM_ROW, at->base_number, v->number, copy);
	write_parts(row, c, v, at, &r);
	if (chance(&r, at->base->name_wrong)) {
		damage_letter(draw_part(row, at->base, &r), &r);
	}
	write_facts(row, c, v, at, &r);
	if (chance(&edition, at->model->extraction_wrong)) {
		damage_extraction(draw_part(row, at->model, &edition), &edition);
	}
	join_name(row, at->model);
	if (chance(&r, at->base->junk)) {
		damage_junk(at->model->name_order != NULL ? &row->name : &row->part[PART_FAMILY],
			c->kind == CULTURE_ARABIC && at->model->way < 2, &r);
	}
}

static void write_date(struct sheet *s, struct date d, enum date_form form)
{
	char text[40];
	if (date_is_absent(d)) {
		sheet_cell(s, BYTES_NONE);
		return;
	}
	switch (form) {
	case DATE_YMD:
		snprintf(text, sizeof(text), "%04d-%02d-%02d", d.year, d.month, d.day);
		break;
	case DATE_DMY:
		snprintf(text, sizeof(text), "%02d/%02d/%04d", d.day, d.month, d.year);
		break;
	case DATE_MDY:
		snprintf(text, sizeof(text), "%d/%d/%04d", d.month, d.day, d.year);
		break;
	}
	sheet_cell(s, bytes_of(text));
}

void row_write(const struct row *row, const struct model *m, struct sheet *s, uint64_t number,
	const struct victim *v)
{
	for (const struct column *c = m->column; c->header != NULL; c++) {
		switch (c->field) {
		case FIELD_ID:
			sheet_number(s, number);
			break;
		case FIELD_PERSON:
			sheet_number(s, v->number);
			break;
		case FIELD_NAME:
			sheet_cell(s, buf_bytes(&row->name));
			break;
		case FIELD_GIVEN:
			sheet_cell(s, buf_bytes(&row->part[PART_GIVEN]));
			break;
		case FIELD_FATHER:
			sheet_cell(s, buf_bytes(&row->part[PART_FATHER]));
			break;
		case FIELD_GRANDFATHER:
			sheet_cell(s, buf_bytes(&row->part[PART_GRANDFATHER]));
			break;
		case FIELD_FAMILY:
			sheet_cell(s, buf_bytes(&row->part[PART_FAMILY]));
			break;
		case FIELD_BIRTH:
			write_date(s, row->birth, m->date_form);
			break;
		case FIELD_AGE:
			sheet_number(s, row->age);
			break;
		case FIELD_SEX:
			sheet_cell(s, bytes_of(m->sex[v->is_woman]));
			break;
		case FIELD_DEATH:
			write_date(s, row->death, m->date_form);
			break;
		case FIELD_PLACE:
			sheet_cell(s, buf_bytes(&row->place));
			break;
		case FIELD_COUNT:
			break;
		}
	}
	sheet_end_row(s);
}

void row_done(struct row *row)
{
	for (size_t i = 0; i < PART_COUNT; i++) {
		buf_done(&row->part[i]);
	}
	buf_done(&row->place);
	buf_done(&row->name);
}
