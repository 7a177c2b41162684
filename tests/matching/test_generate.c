/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The synthetic lists of bench/matching: the same bytes for a seed, and the errors that their README promises. */
#include "test.h"

#include "base/csv.h"
#include "benchmark.h"
#include "mistype.h"

#include <math.h>

enum { RECORDS = 20000, COLUMNS = 8 };
enum column { ID, PERSON, GIVEN, FAMILY, BIRTH_DATE, PLACE, SEX, OCCUPATION };

struct list {
	struct arena arena;
	struct bytes (*row)[COLUMNS];
	size_t count;
};

static struct bytes benchmark(uint64_t count, uint64_t seed)
{
	char path[4200];
	struct err e = {0};
	snprintf(path, sizeof(path), "%s/list.csv", test_folder());
	if (benchmark_write(path, count, seed, &e) != 0) {
		test_note("%s", e.text);
		return BYTES_NONE;
	}
	return test_read_file(path);
}

static uint64_t hash(struct bytes b)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < b.len; i++) {
		h = (h ^ (unsigned char)b.s[i]) * UINT64_C(1099511628211);
	}
	return h;
}

static void read_list(struct list *list, struct bytes text)
{
	*list = (struct list){0};
	list->row = arena_calloc(&list->arena, RECORDS, sizeof(*list->row));
	struct csv_reader r;
	struct err e = {0};
	struct bytes *cells;
	size_t count;
	csv_reader_init(&r, text);
	bool is_header = true;
	while (csv_next(&r, &list->arena, &cells, &count, &e) == 1 && count == COLUMNS &&
		list->count < RECORDS) {
		if (!is_header) {
			memcpy(list->row[list->count++], cells, sizeof(list->row[0]));
		}
		is_header = false;
	}
}

static int by_person(const void *a, const void *b)
{
	const struct bytes *x = a;
	const struct bytes *y = b;
	return bytes_compare(x[PERSON], y[PERSON]);
}

/* Of the pairs of neighbours who are one person, the share that differs in a column that both fill. */
static double differing(const struct list *list, enum column c)
{
	size_t pairs = 0;
	size_t different = 0;
	for (size_t i = 1; i < list->count; i++) {
		struct bytes *a = list->row[i - 1];
		struct bytes *b = list->row[i];
		if (bytes_equal(a[PERSON], b[PERSON]) && a[c].len > 0 && b[c].len > 0) {
			pairs++;
			different += !bytes_equal(a[c], b[c]);
		}
	}
	return (double)different / (double)pairs;
}

TEST(benchmark_is_the_same_for_a_seed)
{
	struct bytes first = benchmark(1000, 7);
	struct bytes other = benchmark(1000, 8);
	/* as this program made it on x86-64; any machine makes it so */
	CHECK_INT((int64_t)hash(first), INT64_C(2373519101171467295));
	CHECK(!bytes_equal(first, other));
	free((char *)other.s);
	free((char *)first.s);
}

TEST(benchmark_has_395_people_in_1000_records)
{
	struct bytes text = benchmark(RECORDS, 1);
	struct list list;
	read_list(&list, text);
	CHECK_INT((int64_t)list.count, RECORDS);
	qsort(list.row, list.count, sizeof(list.row[0]), by_person);
	size_t persons = 1;
	size_t run = 1;
	size_t longest = 1;
	for (size_t i = 1; i < list.count; i++) {
		bool is_same = bytes_equal(list.row[i][PERSON], list.row[i - 1][PERSON]);
		persons += !is_same;
		run = is_same ? run + 1 : 1;
		longest = run > longest ? run : longest;
	}
	CHECK_INT((int64_t)persons, 395 * RECORDS / 1000);
	CHECK_INT((int64_t)longest, 6);
	arena_done(&list.arena);
	free((char *)text.s);
}

/* Two records of a person agree when neither has an error; 12,100 pairs, so three standard errors are below 0.014. */
TEST(benchmark_has_the_errors_of_its_readme)
{
	struct bytes text = benchmark(RECORDS, 1);
	struct list list;
	read_list(&list, text);
	qsort(list.row, list.count, sizeof(list.row[0]), by_person);
	size_t missing = 0;
	for (size_t i = 0; i < list.count; i++) {
		missing += list.row[i][BIRTH_DATE].len == 0;
	}
	CHECK(fabs((double)missing / RECORDS - 0.08) < 0.006);
	CHECK(fabs(differing(&list, GIVEN) - (1 - 0.85 * 0.85)) < 0.014);
	CHECK(fabs(differing(&list, FAMILY) - (1 - 0.85 * 0.85)) < 0.014);
	CHECK(fabs(differing(&list, PLACE) - (1 - 0.85 * 0.85)) < 0.014);
	CHECK(fabs(differing(&list, OCCUPATION) - (1 - 0.9 * 0.9)) <
		0.02); /* another one drawn may be the same */
	CHECK(fabs(differing(&list, SEX) - (1 - 0.99 * 0.99 - 0.01 * 0.01)) < 0.005);
	/* a share of 1/2.77 of the people can have day and month exchanged, all can have a wrong year */
	double swappable = 132.0 / 365;
	double kept = 1 - 0.05 / swappable;
	double date = swappable * (kept * kept + (1 - kept) * (1 - kept)) + 1 - swappable;
	CHECK(fabs(differing(&list, BIRTH_DATE) - (1 - date * 0.96 * 0.96)) < 0.014);
	arena_done(&list.arena);
	free((char *)text.s);
}

TEST(mistype_always_changes_a_name)
{
	static const char *const names[] = {"Li", "Anna", "Otto", "Aa", "Mukhametzhanov", "Uwimana"};
	struct random r;
	random_init(&r, &(struct random_place){.seed = 1});
	for (int i = 0; i < 20000; i++) {
		struct bytes name = bytes_of(names[i % (int)ARRAY_COUNT(names)]);
		char to[NAME_BYTES_MAX];
		struct bytes wrong = mistype(name, &r, to);
		CHECK(wrong.len > 0);
		CHECK(!bytes_equal(wrong, name));
		CHECK(wrong.s[0] >= 'A' && wrong.s[0] <= 'Z');
	}
}
