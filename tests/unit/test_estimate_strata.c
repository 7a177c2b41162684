/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading capture tables. */
#include "estimate/strata.h"
#include "test.h"

static int read(struct strata *s, struct arena *a, const char *text, struct err *e)
{
	return strata_read(s, a, bytes_of(text), &(struct strata_request){0}, e);
}

TEST(strata_read_a_table_of_counts)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	CHECK_OK(read(&s, &a,
			 "\xEF\xBB\xBF"
			 "A, B,Count\r\n1,0,\"12\"\r\n0,1,1000000000000\r\n1,1,0\r\n",
			 &e),
		e);
	CHECK_INT((int64_t)s.count, 1);
	CHECK_INT(s.list_count, 2);
	CHECK_TEXT(s.names[1], bytes_of("B"));
	CHECK_INT(s.list[0].table.total, INT64_C(1000000000012));
	CHECK_INT((int64_t)s.list[0].table.cell_count, 2);
	CHECK(!s.is_per_person && s.repeated == 0);
	arena_done(&a);
}

TEST(strata_read_rows_of_people)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	const struct bytes lists[] = {BYTES("church"), BYTES("press")};
	const struct strata_request request = {.lists = lists, .list_count = 2};
	const char *text = "name,press,church\nAsel,1,0\n\"Bek, a baker\",1,1\nCholpon,1,0\n";
	CHECK_OK(strata_read(&s, &a, bytes_of(text), &request, &e), e);
	CHECK(s.is_per_person);
	CHECK_TEXT(s.names[0], bytes_of("press"));
	CHECK_INT(capture_count(&s.list[0].table, 1), 2);
	CHECK_INT(capture_count(&s.list[0].table, 3), 1);
	CHECK_INT((int64_t)s.repeated, 0);
	CHECK_INT(read(&s, &a, text, &e), -ERR_INPUT);
	CHECK_TEXT(bytes_of(e.text),
		bytes_of("line 2, column \"name\": \"Asel\" is neither 0 nor 1; if it is no list, say which "
			 "columns are"));
	arena_done(&a);
}

TEST(strata_divide_the_rows_in_any_order)
{
	GUARANTEE("strata.h: The order of rows changes no table.");
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	struct strata turned;
	const struct bytes columns[] = {BYTES("year"), BYTES("region")};
	const struct strata_request request = {.columns = columns, .column_count = 2};
	const char *rows = "region,A,B,year,count\nnorth,1,0,1999,5\nsouth,1,0,1999,6\nnorth,1,1,1999,1\n"
			   "north,1,0,1999,2\n,1,1,2000,3\n";
	const char *backwards = "region,A,B,year,count\n,1,1,2000,3\nnorth,1,0,1999,2\nnorth,1,1,1999,1\n"
				"south,1,0,1999,6\nnorth,1,0,1999,5\n";
	CHECK_OK(strata_read(&s, &a, bytes_of(rows), &request, &e), e);
	CHECK_OK(strata_read(&turned, &a, bytes_of(backwards), &request, &e), e);
	CHECK_INT((int64_t)s.count, 3);
	CHECK_TEXT(s.list[0].values[0], bytes_of("1999"));
	CHECK_TEXT(s.list[0].values[1], bytes_of("north"));
	CHECK_TEXT(s.list[2].values[1], bytes_of(""));
	CHECK_INT(capture_count(&s.list[0].table, 1), 7);
	CHECK_INT((int64_t)s.repeated, 1);
	CHECK_INT(capture_count(&turned.list[1].table, 1), 7);
	CHECK_INT(turned.list[2].table.total, 6);
	CHECK_INT((int64_t)turned.repeated, 1);
	arena_done(&a);
}

TEST(strata_keep_thousands_apart)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	struct buf text = {0};
	const struct bytes columns[] = {BYTES("place")};
	const struct strata_request request = {.columns = columns, .column_count = 1};
	buf_add_text(&text, "place,A,B\n");
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 5000; i++) {
			buf_printf(&text, "p%d,1,%d\n", i, round);
		}
	}
	CHECK_OK(strata_read(&s, &a, buf_bytes(&text), &request, &e), e);
	CHECK_INT((int64_t)s.count, 5000);
	for (size_t i = 0; i < s.count; i++) {
		CHECK_INT(s.list[i].table.total, 2);
		CHECK_INT(capture_count(&s.list[i].table, 3), 1);
	}
	buf_done(&text);
	arena_done(&a);
}

TEST(strata_say_what_is_wrong_and_where)
{
	static const struct {
		const char *text;
		const char *says;
	} rows[] = {
		{"", "the table is empty; its first row names the columns"},
		{"A,B,count\n", "the table has a header and no rows"},
		{"A,,count\n1,0,1\n", "line 1: column 2 has no name"},
		{"A,B,A\n1,0,1\n", "line 1: columns 1 and 3 are both called \"A\""},
		{"count\n4\n",
			"0 columns are lists; between 1 and 64 can be worked on (columns that are no lists "
			"are "
			"told apart by naming the lists)"},
		{"A,B,count\n1,0\n", "line 2: 2 cells; the header has 3"},
		{"A,B,count\n1,0,3\n1,yes,1\n",
			"line 3, column \"B\": \"yes\" is neither 0 nor 1; if it is no list, say which "
			"columns are"},
		{"A,B,count\n1,,1\n",
			"line 2, column \"B\": \"\" is neither 0 nor 1; if it is no list, say which columns "
			"are"},
		{"A,B,count\n1,0,1.5\n", "line 2, column \"count\": \"1.5\" is not a whole number of people"},
		{"A,B,count\n1,0,NaN\n", "line 2, column \"count\": \"NaN\" is not a whole number of people"},
		{"A,B,count\n1,0,\n", "line 2, column \"count\": \"\" is not a whole number of people"},
		{"A,B,count\n1,0,-3\n", "line 2, column \"count\": -3 people is less than none"},
		{"A,B,count\n1,0,99999999999999999\n",
			"line 2, column \"count\": 99999999999999999 people is more than can be counted "
			"exactly"},
		{"A,B,count\n1,0,600000000000000\n0,1,600000000000000\n",
			"line 3: the counts add up to more than 1000000000000000"},
		{"A,B,count\n1,0,1\n0,0,7\n",
			"line 3: this is the pattern of people on no list; their number is what is to be "
			"estimated, so leave the row out"},
		{"A,B\n1,0\n0,0\n",
			"line 3: this person is on no list; their number is what is to be estimated, so "
			"leave "
			"the row out"},
	};
	struct arena a = {0};
	struct strata s;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct err e = {0};
		CHECK_INT(read(&s, &a, rows[i].text, &e), -ERR_INPUT);
		CHECK_TEXT(bytes_of(e.text), bytes_of(rows[i].says));
	}
	arena_done(&a);
}

TEST(strata_refuse_text_that_is_none)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	const struct bytes columns[] = {BYTES("region")};
	const struct strata_request request = {.columns = columns, .column_count = 1};
	CHECK_INT(read(&s, &a, "A,B\xFF,count\n1,0,5\n", &e), -ERR_INPUT);
	CHECK_TEXT(bytes_of(e.text), bytes_of("line 1: the name of column 2 is not valid UTF-8"));
	CHECK_INT(strata_read(&s, &a, BYTES("region,A,count\n\xFFn,1,5\n"), &request, &e), -ERR_INPUT);
	CHECK_TEXT(bytes_of(e.text), bytes_of("line 2, column \"region\": the cell is not valid UTF-8"));
	arena_done(&a);
}

TEST(strata_refuse_two_columns_of_counts)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	const struct strata_request named = {.count = BYTES("count")};
	CHECK_INT(read(&s, &a, "A,B,count,Count\n1,0,5,1\n", &e), -ERR_INPUT);
	CHECK_TEXT(bytes_of(e.text),
		bytes_of(
			"line 1: more than one column is called count; name the one that is meant (--count), "
			"and the lists (--lists)"));
	CHECK_OK(strata_read(&s, &a, BYTES("A,B,count,Count\n1,0,5,1\n"), &named, &e), e);
	arena_done(&a);
}

TEST(strata_refuse_columns_that_are_not_there)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	const struct bytes text = BYTES("A,B,count\n1,0,1\n");
	const struct bytes wrong[] = {BYTES("year")};
	const struct bytes twice[] = {BYTES("A"), BYTES("A")};
	CHECK_INT(
		strata_read(&s, &a, text, &(struct strata_request){.columns = wrong, .column_count = 1}, &e),
		-ERR_INPUT);
	CHECK_TEXT(
		bytes_of(e.text), bytes_of("there is no column \"year\"; there are \"A\", \"B\", \"count\""));
	CHECK_INT(strata_read(&s, &a, text, &(struct strata_request){.lists = twice, .list_count = 2}, &e),
		-ERR_INPUT);
	CHECK_INT(strata_read(&s, &a, text, &(struct strata_request){.count = BYTES("n")}, &e), -ERR_INPUT);
	arena_done(&a);
}

TEST(strata_leave_out_who_is_on_none_of_the_named_lists)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	const struct bytes lists[] = {BYTES("A"), BYTES("B")};
	const struct strata_request request = {.lists = lists, .list_count = 2};
	const char *text = "A,B,C,count\n1,0,0,5\n0,0,1,7\n1,1,1,2\n";
	CHECK_OK(strata_read(&s, &a, bytes_of(text), &request, &e), e);
	CHECK_INT(s.left_out, 7);
	CHECK_INT(s.list[0].table.total, 7);
	CHECK_INT(strata_read(&s, &a, BYTES("A,B,C,count\n0,0,1,7\n"), &request, &e), -ERR_INPUT);
	CHECK_TEXT(bytes_of(e.text), bytes_of("nobody is on any of the lists that are named"));
	CHECK_INT(strata_read(&s, &a, BYTES("A,B,count\n0,0,7\n"), &request, &e), -ERR_INPUT);
	arena_done(&a);
}

TEST(strata_refuse_sixty_five_lists)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	for (int lists = 64; lists <= 65; lists++) {
		struct buf text = {0};
		for (int j = 0; j < lists; j++) {
			buf_printf(&text, "%sL%d", j > 0 ? "," : "", j);
		}
		for (int j = 0; j < lists; j++) {
			buf_add_text(&text, j > 0 ? ",1" : "\n1");
		}
		int rc = read(&s, &a, text.s, &e);
		CHECK_INT(rc, lists == 64 ? 0 : -ERR_INPUT);
		buf_done(&text);
	}
	CHECK_TEXT(bytes_of(e.text),
		bytes_of("65 columns are lists; between 1 and 64 can be worked on (columns that are no lists "
			 "are told apart by naming the lists)"));
	arena_done(&a);
}

TEST(strata_read_a_published_table)
{
	struct arena a = {0};
	struct err e = {0};
	struct strata s;
	char path[4096];
	const struct bytes columns[] = {BYTES("age"), BYTES("sex")};
	const struct strata_request request = {.columns = columns, .column_count = 2};
	snprintf(path, sizeof(path), "%s/mse/gaza_2024_3_by_age_sex.csv", test_data());
	struct bytes text = test_read_file(path);
	CHECK_OK(strata_read(&s, &a, text, &request, &e), e);
	int64_t total = 0;
	for (size_t i = 0; i < s.count; i++) {
		total += s.list[i].table.total;
	}
	CHECK_INT(s.list_count, 3);
	CHECK_INT((int64_t)s.count, 18);
	CHECK_INT(total, 29271);
	free((void *)text.s);
	arena_done(&a);
}
