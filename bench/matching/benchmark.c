/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "benchmark.h"

#include "mistype.h"

enum { YEAR_FIRST = 1925, YEAR_COUNT = 85 };
/* Above every count, so that its multiples visit each record once, those of one person far apart. */
static const uint64_t step_prime = 2654435761;
enum stream { STREAM_NAMES, STREAM_PERSON, STREAM_RECORD };
/* In thousandths */
enum {
	DATE_MISSING = 80,
	NAME_WRONG = 150,
	YEAR_WRONG = 40,
	PLACE_WRONG = 150,
	WORK_WRONG = 100,
	SEX_WRONG = 10
};
/* 5 % of all dates are exchanged; it can be done, and seen, in 132 days of 365. */
enum { DAY_MONTH_SWAPPED = 50 * 365 / 132 };

struct world {
	struct arena arena;
	uint64_t seed;
	struct names given[2]; /* of men, of women */
	struct names family;
	struct names place;
	struct names occupation;
	uint16_t owner[BENCHMARK_BLOCK_RECORDS]; /* the person of each record of a block */
};

struct person {
	bool is_woman;
	unsigned year;
	unsigned month;
	unsigned day;
	struct bytes given;
	struct bytes family;
	struct bytes place;
	struct bytes occupation;
};

extern const char matching_latin[], matching_latin_end[];

static struct random stream(const struct world *w, enum stream what, uint64_t i)
{
	struct random r;
	random_init(&r,
		&(struct random_place){.seed = w->seed,
			.stratum = what,
			.replicate = (uint32_t)i,
			.chain = (uint32_t)(i >> 32)});
	return r;
}

/* So many of 395 persons have one record, two, …, six; together 1000. */
static void share_out(uint16_t owner[BENCHMARK_BLOCK_RECORDS])
{
	static const unsigned persons_with[] = {105, 114, 87, 52, 24, 13};
	uint16_t person = 0;
	size_t record = 0;
	for (size_t i = 0; i < ARRAY_COUNT(persons_with); i++) {
		for (unsigned j = 0; j < persons_with[i]; j++, person++) {
			for (size_t k = 0; k <= i; k++) {
				owner[record++] = person;
			}
		}
	}
	BUG_IF(person != BENCHMARK_BLOCK_PERSONS || record != BENCHMARK_BLOCK_RECORDS);
}

static int world_init(struct world *w, uint64_t count, uint64_t seed, struct err *e)
{
	*w = (struct world){.seed = seed};
	struct ini ini;
	struct bytes text = {matching_latin, (size_t)(matching_latin_end - matching_latin)};
	int rc = ini_parse(text, &w->arena, &ini, e);
	if (rc != 0) {
		return err_context(e, "the table of names");
	}
	struct random r = stream(w, STREAM_NAMES, 0);
	size_t root = names_growth(count);
	const struct names_source source = {&ini, "aeiouyAEIOUY"};
	names_build(&w->given[0], &w->arena, &source, "given male", 4 * root, 2, &r);
	names_build(&w->given[1], &w->arena, &source, "given female", 4 * root, 2, &r);
	names_build(&w->family, &w->arena, &source, "family", 60 * root, 20, &r);
	names_build(&w->place, &w->arena, &source, "place", root, 10, &r);
	names_build(&w->occupation, &w->arena, &source, "occupation", 0, 4, &r);
	share_out(w->owner);
	return 0;
}

static unsigned month_days(unsigned year, unsigned month)
{
	static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	return month == 2 && year % 4 == 0 ? 29 : days[month - 1];
}

static struct person person_of(const struct world *w, uint64_t number)
{
	struct random r = stream(w, STREAM_PERSON, number);
	struct person p = {.is_woman = random_u32(&r) & 1};
	p.year = YEAR_FIRST + (unsigned)random_below(&r, YEAR_COUNT);
	p.month = 1 + (unsigned)random_below(&r, 12);
	p.day = 1 + (unsigned)random_below(&r, month_days(p.year, p.month));
	p.given = names_draw(&w->given[p.is_woman], &r);
	p.family = names_draw(&w->family, &r);
	p.place = names_draw(&w->place, &r);
	p.occupation = names_draw(&w->occupation, &r);
	return p;
}

static struct bytes write_name(struct bytes name, struct random *r, char *to)
{
	return chance(r, NAME_WRONG) ? mistype(name, r, to) : name;
}

/* One of the last two digits is another. */
static unsigned wrong_year(unsigned year, struct random *r)
{
	unsigned unit = random_u32(r) & 1 ? 1 : 10;
	unsigned digit = year / unit % 10;
	unsigned other = (digit + 1 + (unsigned)random_below(r, 9)) % 10;
	return year - digit * unit + other * unit;
}

static void write_date(struct sheet *s, const struct person *p, struct random *r)
{
	if (chance(r, DATE_MISSING)) {
		sheet_cell(s, BYTES_NONE);
		return;
	}
	bool may_swap = p->day <= 12 && p->day != p->month;
	bool is_swapped = may_swap && chance(r, DAY_MONTH_SWAPPED);
	unsigned year = chance(r, YEAR_WRONG) ? wrong_year(p->year, r) : p->year;
	unsigned month = is_swapped ? p->day : p->month;
	unsigned day = is_swapped ? p->month : p->day;
	char text[10] = {(char)('0' + year / 1000), (char)('0' + year / 100 % 10),
		(char)('0' + year / 10 % 10), (char)('0' + year % 10), '-', (char)('0' + month / 10),
		(char)('0' + month % 10), '-', (char)('0' + day / 10), (char)('0' + day % 10)};
	sheet_cell(s, (struct bytes){text, sizeof(text)});
}

static void write_record(struct sheet *s, const struct world *w, uint64_t row, uint64_t record)
{
	uint64_t block = record / BENCHMARK_BLOCK_RECORDS;
	uint64_t number = block * BENCHMARK_BLOCK_PERSONS + w->owner[record % BENCHMARK_BLOCK_RECORDS];
	struct person p = person_of(w, number);
	struct random r = stream(w, STREAM_RECORD, record);
	char given[NAME_BYTES_MAX];
	char family[NAME_BYTES_MAX];
	sheet_number(s, row + 1);
	sheet_number(s, number + 1);
	sheet_cell(s, write_name(p.given, &r, given));
	sheet_cell(s, write_name(p.family, &r, family));
	write_date(s, &p, &r);
	sheet_cell(s, chance(&r, PLACE_WRONG) ? names_draw(&w->place, &r) : p.place);
	sheet_cell(s, p.is_woman != chance(&r, SEX_WRONG) ? BYTES("F") : BYTES("M"));
	sheet_cell(s, chance(&r, WORK_WRONG) ? names_draw(&w->occupation, &r) : p.occupation);
	sheet_end_row(s);
}

int benchmark_write(const char *path, uint64_t count, uint64_t seed, struct err *e)
{
	static const char *const columns[] = {
		"id", "person", "given", "family", "birth_date", "place", "sex", "occupation"};
	struct world w;
	struct sheet s = {0};
	int rc = world_init(&w, count, seed, e);
	if (rc == 0) {
		rc = sheet_open(&s, path, e);
	}
	if (rc != 0) {
		goto out;
	}
	for (size_t i = 0; i < ARRAY_COUNT(columns); i++) {
		sheet_cell(&s, bytes_of(columns[i]));
	}
	sheet_end_row(&s);
	for (uint64_t row = 0; row < count; row++) {
		write_record(&s, &w, row, row * step_prime % count);
	}
	rc = sheet_close(&s, e);
out:
	arena_done(&w.arena);
	return rc;
}
