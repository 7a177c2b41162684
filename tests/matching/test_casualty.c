/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Overlapping lists of victims (bench/matching/lists.h): the errors that the design asks for, kin, editions, imports. */
#include "test.h"

#include "base/buf.h"
#include "base/csv.h"
#include "intake/list_rows.h"
#include "lists.h"
#include "match/schema.h"

#include <math.h>

enum { PERSONS = 20000 };

/* A list by the roles of its columns. */
struct list {
	struct arena arena;
	struct bytes *row; /* count x FIELD_COUNT; absent where there is no such column */
	size_t count;
	size_t room;
};

static const struct model *model_of(enum culture_kind kind, const char *name)
{
	const struct model *m = models[kind];
	while (strcmp(m->name, name) != 0) {
		m++;
	}
	return m;
}

static void read_list(struct list *list, const char *folder, enum culture_kind kind, const char *name)
{
	char path[4200];
	snprintf(path, sizeof(path), "%s/%s.csv", folder, name);
	struct bytes text = test_read_file(path);
	*list = (struct list){0};
	struct csv_reader r;
	struct err e = {0};
	struct bytes *cells;
	size_t count;
	csv_reader_init(&r, arena_copy(&list->arena, text));
	free((char *)text.s);
	const struct model *m = model_of(kind, name);
	size_t lines = 0;
	while (csv_next(&r, &list->arena, &cells, &count, &e) == 1) {
		if (lines++ == 0) {
			continue;
		}
		list->row = arena_grow(
			&list->arena, list->row, list->count, &list->room, FIELD_COUNT * sizeof(*list->row));
		struct bytes *row = list->row + list->count++ * FIELD_COUNT;
		memset(row, 0, FIELD_COUNT * sizeof(*row));
		for (size_t i = 0; i < count; i++) {
			row[m->column[i].field] = cells[i];
		}
	}
}

static int by_person(const void *a, const void *b)
{
	return bytes_compare(
		((const struct bytes *)a)[FIELD_PERSON], ((const struct bytes *)b)[FIELD_PERSON]);
}

static void sort(struct list *list)
{
	qsort(list->row, list->count, FIELD_COUNT * sizeof(*list->row), by_person);
}

static struct bytes *find(const struct list *list, const struct bytes *row)
{
	return bsearch(row, list->row, list->count, FIELD_COUNT * sizeof(*row), by_person);
}

/* What two rows of a person are asked; absent is not compared. */
typedef void (*view)(const struct bytes *row, struct buf *out);

static double differing(const struct list *a, const struct list *b, view see)
{
	size_t pairs = 0;
	size_t different = 0;
	struct buf x = {0};
	struct buf y = {0};
	for (size_t i = 0; i < a->count; i++) {
		const struct bytes *one = a->row + i * FIELD_COUNT;
		const struct bytes *other = find(b, one);
		if (other == NULL) {
			continue;
		}
		buf_clear(&x);
		buf_clear(&y);
		see(one, &x);
		see(other, &y);
		if (x.len > 0 && y.len > 0) {
			pairs++;
			different += !bytes_equal(buf_bytes(&x), buf_bytes(&y));
		}
	}
	buf_done(&x);
	buf_done(&y);
	return (double)different / (double)pairs;
}

static void see_name(const struct bytes *row, struct buf *out)
{
	static const enum field parts[] = {
		FIELD_NAME, FIELD_GIVEN, FIELD_FATHER, FIELD_GRANDFATHER, FIELD_FAMILY};
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
		if (row[parts[i]].len > 0) {
			buf_add_text(out, out->len > 0 ? " " : "");
			buf_add_bytes(out, row[parts[i]]);
		}
	}
}

/* Letters that writers mix made one: forms of alef, yeh with and without dots, ta marbuta and heh, seats of hamza. */
static void see_normal_name(const struct bytes *row, struct buf *out)
{
	static const char *const same[][2] = {
		{"أ", "ا"}, {"إ", "ا"}, {"آ", "ا"}, {"ى", "ي"}, {"ئ", "ي"}, {"ؤ", "و"}, {"ة", "ه"}};
	see_name(row, out);
	for (size_t i = 0; i < ARRAY_COUNT(same); i++) {
		size_t at = 0;
		while ((at = bytes_find(buf_bytes(out), bytes_of(same[i][0]), at)) != SIZE_MAX) {
			memcpy(out->s + at, same[i][1], strlen(same[i][1]));
		}
	}
}

/* Day, month and year in this order, whatever the list's is. */
static void add_date(struct bytes date, bool is_year_first, struct buf *out)
{
	if (date.len == 10 && is_year_first) {
		buf_add(out, date.s + 8, 2);
		buf_add_char(out, '/');
		buf_add(out, date.s + 5, 2);
		buf_add_char(out, '/');
		buf_add(out, date.s, 4);
	} else {
		buf_add_bytes(out, date);
	}
}

static void see_birth(const struct bytes *row, struct buf *out)
{
	add_date(row[FIELD_BIRTH], row[FIELD_BIRTH].len == 10 && row[FIELD_BIRTH].s[4] == '-', out);
}

static void see_death(const struct bytes *row, struct buf *out)
{
	buf_add_bytes(out, row[FIELD_DEATH]);
}

static void see_age(const struct bytes *row, struct buf *out)
{
	buf_add_bytes(out, row[FIELD_AGE]);
}

static void see_place(const struct bytes *row, struct buf *out)
{
	buf_add_bytes(out, row[FIELD_PLACE]);
}

static const char *make(enum culture_kind kind, uint64_t persons)
{
	const char *folder = test_folder();
	struct err e = {0};
	if (lists_write(folder, kind, persons, 1, &e) != 0) {
		test_note("%s", e.text);
	}
	return folder;
}

/* Two lists of one people: 4,000 pairs and more, so three standard errors are below 0.023. */
TEST(arabic_lists_differ_as_real_ones_do)
{
	const char *folder = make(CULTURE_ARABIC, PERSONS);
	struct list ministry;
	struct list second;
	struct list survey;
	read_list(&ministry, folder, CULTURE_ARABIC, "ministry");
	read_list(&second, folder, CULTURE_ARABIC, "ministry_2");
	read_list(&survey, folder, CULTURE_ARABIC, "survey");
	sort(&survey);
	sort(&second);
	CHECK(fabs(differing(&ministry, &second, see_name) - 0.37) < 0.023);
	CHECK(fabs(differing(&ministry, &second, see_normal_name) - 0.25) < 0.023);
	CHECK(fabs(differing(&ministry, &survey, see_name) - 0.37) < 0.03);
	CHECK(fabs(differing(&ministry, &survey, see_normal_name) - 0.25) < 0.03);
	CHECK(fabs(differing(&ministry, &survey, see_birth) - 0.096) < 0.02);
	arena_done(&ministry.arena);
	arena_done(&second.arena);
	arena_done(&survey.arena);
}

TEST(english_lists_differ_as_real_ones_do)
{
	const char *folder = make(CULTURE_ENGLISH, PERSONS);
	struct list coroner;
	struct list volunteers;
	read_list(&coroner, folder, CULTURE_ENGLISH, "coroner");
	read_list(&volunteers, folder, CULTURE_ENGLISH, "volunteers");
	sort(&coroner);
	CHECK(fabs(differing(&volunteers, &coroner, see_death) - 0.04) < 0.01);
	CHECK(fabs(differing(&volunteers, &coroner, see_age) - 0.05) < 0.01);
	CHECK(fabs(differing(&volunteers, &coroner, see_place) - 0.18) < 0.02);
	/* both in given, family */
	CHECK(fabs(differing(&volunteers, &coroner, see_name) - 0.28) < 0.02);
	arena_done(&coroner.arena);
	arena_done(&volunteers.arena);
}

static size_t repeated(const struct list *list)
{
	size_t count = 0;
	for (size_t i = 1; i < list->count; i++) {
		count += by_person(list->row + (i - 1) * FIELD_COUNT, list->row + i * FIELD_COUNT) == 0;
	}
	return count;
}

TEST(only_lists_without_duplicates_are_called_unique)
{
	for (enum culture_kind kind = 0; kind < CULTURE_COUNT; kind++) {
		const char *folder = make(kind, 2000);
		for (const struct model *m = models[kind]; m->name != NULL; m++) {
			struct list list;
			read_list(&list, folder, kind, m->name);
			sort(&list);
			CHECK(list.count > 100);
			CHECK(m->is_unique == (repeated(&list) == 0));
			arena_done(&list.arena);
		}
	}
}

static bool is_same(const struct bytes *a, const struct bytes *b, enum field f)
{
	return a[f].len > 0 && bytes_equal(a[f], b[f]);
}

/* Neighbours in the list are of one household: brothers killed together are there in numbers. */
TEST(families_are_killed_together)
{
	const char *folder = make(CULTURE_ARABIC, PERSONS);
	struct list list;
	read_list(&list, folder, CULTURE_ARABIC, "ministry");
	size_t siblings = 0;
	size_t cousins = 0;
	for (size_t i = 1; i < list.count; i++) {
		const struct bytes *a = list.row + (i - 1) * FIELD_COUNT;
		const struct bytes *b = list.row + i * FIELD_COUNT;
		bool is_kin = is_same(a, b, FIELD_GRANDFATHER) && is_same(a, b, FIELD_FAMILY) &&
			is_same(a, b, FIELD_DEATH) && is_same(a, b, FIELD_PLACE) &&
			!is_same(a, b, FIELD_PERSON);
		siblings += is_kin && is_same(a, b, FIELD_FATHER) && !is_same(a, b, FIELD_GIVEN);
		cousins += is_kin && !is_same(a, b, FIELD_FATHER);
	}
	CHECK(siblings > list.count / 20);
	CHECK(cousins > list.count / 20);
	arena_done(&list.arena);
}

TEST(a_later_edition_adds_and_removes_rows_and_invents_births)
{
	const char *folder = make(CULTURE_ARABIC, PERSONS);
	struct list first;
	struct list third;
	read_list(&first, folder, CULTURE_ARABIC, "ministry");
	read_list(&third, folder, CULTURE_ARABIC, "ministry_3");
	sort(&third);
	size_t kept = 0;
	for (size_t i = 0; i < first.count; i++) {
		kept += find(&third, first.row + i * FIELD_COUNT) != NULL;
	}
	CHECK(fabs((double)kept / (double)first.count - 0.97) < 0.01);
	CHECK(third.count > kept + first.count / 10);
	for (size_t i = 0; i < third.count; i++) {
		const struct bytes *row = third.row + i * FIELD_COUNT;
		int64_t age;
		int64_t born;
		int64_t died;
		if (row[FIELD_BIRTH].len == 10 && bytes_int64(row[FIELD_AGE], &age) &&
			bytes_int64((struct bytes){row[FIELD_BIRTH].s + 6, 4}, &born) &&
			row[FIELD_DEATH].len == 10 &&
			bytes_int64((struct bytes){row[FIELD_DEATH].s + 6, 4}, &died)) {
			CHECK(llabs(died - born - age) <=
				1); /* the day of death may be off over a new year */
		}
	}
	CHECK(differing(&first, &third, see_birth) > 0.9);
	arena_done(&first.arena);
	arena_done(&third.arena);
}

TEST(a_second_import_repeats_rows_as_they_are)
{
	const char *folder = make(CULTURE_ENGLISH, PERSONS);
	struct list list;
	read_list(&list, folder, CULTURE_ENGLISH, "volunteers");
	sort(&list);
	size_t verbatim = 0;
	for (size_t i = 1; i < list.count; i++) {
		const struct bytes *a = list.row + (i - 1) * FIELD_COUNT;
		const struct bytes *b = list.row + i * FIELD_COUNT;
		bool is_equal = true;
		for (size_t f = 0; f < FIELD_COUNT; f++) {
			is_equal &= bytes_equal(a[f], b[f]);
		}
		verbatim += is_equal;
	}
	CHECK(fabs((double)verbatim / (double)list.count - 0.15 / 1.15) < 0.02);
	arena_done(&list.arena);
}

/* Reads a list by the map beside it: each column of the model has its role, and its dates are read. */
static void check_read(const char *folder, const struct model *m, const struct list_map *map)
{
	char path[4200];
	struct err e = {0};
	struct list_reader *reader = NULL;
	snprintf(path, sizeof(path), "%s/%s.csv", folder, m->name);
	CHECK_OK(list_open_file(path, map, &reader, &e), e);
	const struct list_facts *facts = list_facts(reader);
	CHECK(facts->row_count > 100);
	CHECK(facts->is_unique == m->is_unique);
	CHECK_INT((int64_t)facts->unread_dates, 0);
	for (size_t i = 0; i < map->column_count; i++) {
		bool is_said = m->name_order != NULL && i <= MATCH_FAMILY; /* a whole name is divided */
		for (const struct column *c = m->column; c->header != NULL; c++) {
			is_said |= strcmp(field_names[c->field], list_map_role_name(map, i)) == 0;
		}
		CHECK(facts->has[i] == is_said);
	}
	list_close(&reader);
}

TEST(the_map_says_what_the_columns_mean)
{
	struct list_role roles[MATCH_ROLE_COUNT];
	for (size_t i = 0; i < MATCH_ROLE_COUNT; i++) {
		roles[i] = (struct list_role){match_roles[i].name, match_roles[i].kind == MATCH_KIND_DATE};
	}
	for (enum culture_kind kind = 0; kind < CULTURE_COUNT; kind++) {
		const char *folder = make(kind, 1000);
		char path[4200];
		snprintf(path, sizeof(path), "%s/lists.map", folder);
		struct bytes text = test_read_file(path);
		struct arena a = {0};
		struct list_map map;
		struct err e = {0};
		CHECK_OK(list_map_parse(text, roles, MATCH_ROLE_COUNT, &a, &map, &e), e);
		for (const struct model *m = models[kind]; m->name != NULL; m++) {
			check_read(folder, m, &map);
		}
		arena_done(&a);
		free((char *)text.s);
	}
}

/* FNV-1a over all files of a folder, in the order of the models. */
static uint64_t hash_lists(const char *folder, enum culture_kind kind)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (const struct model *m = models[kind]; m->name != NULL; m++) {
		char path[4200];
		snprintf(path, sizeof(path), "%s/%s.csv", folder, m->name);
		struct bytes text = test_read_file(path);
		for (size_t i = 0; i < text.len; i++) {
			h = (h ^ (unsigned char)text.s[i]) * UINT64_C(1099511628211);
		}
		free((char *)text.s);
	}
	return h;
}

TEST(lists_are_the_same_for_a_seed)
{
	/* as this program made them on x86-64; any machine makes them so */
	static const int64_t known[CULTURE_COUNT] = {INT64_C(-3648714347370990374),
		INT64_C(8637367486444269377), INT64_C(-8417524475802594079), INT64_C(7710923170984752824)};
	for (enum culture_kind kind = 0; kind < CULTURE_COUNT; kind++) {
		CHECK_INT((int64_t)hash_lists(make(kind, 500), kind), known[kind]);
	}
}
