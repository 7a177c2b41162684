/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Victim lists: column maps, and rows in the formats in which lists come. The people are invented. */
#include "test.h"

#include "intake/list_cells.h"
#include "intake/list_headers.h"
#include "intake/list_name.h"
#include "intake/list_rows.h"
#include "intake/list_sheet.h"
#include "intake/list_xlsx.h"

static const struct list_role roles[] = {{"given", false}, {"father", false}, {"grandfather", false},
	{"family", false}, {"death_date", true}, {"place", false}};
enum { GIVEN, FATHER, GRANDFATHER, FAMILY, DEATH_DATE, PLACE, ROLE_COUNT, NAME = ROLE_COUNT, ID, TRUTH };

/* A list in memory, read by a map; text of the rows is put together as "line:given/family/date/place;". */
struct open_list {
	struct arena arena;
	struct list_map map;
	struct list_reader *reader;
	struct err e;
	struct buf rows;
};

static int open_list(struct open_list *l, const char *map, struct bytes content)
{
	int rc = 0;
	*l = (struct open_list){0};
	if (map) {
		rc = list_map_parse(bytes_of(map), roles, ROLE_COUNT, &l->arena, &l->map, &l->e);
	} else {
		list_map_guess(roles, ROLE_COUNT, &l->map);
	}
	return rc == 0 ? list_open(content, BYTES("morgue"), &l->map, &l->reader, &l->e) : rc;
}

static void close_list(struct open_list *l)
{
	list_close(&l->reader);
	arena_done(&l->arena);
	buf_done(&l->rows);
}

static struct bytes all_rows(struct open_list *l)
{
	static const size_t shown[] = {GIVEN, FATHER, GRANDFATHER, FAMILY, DEATH_DATE, PLACE, ID};
	struct list_row row;
	while (list_next(l->reader, &row, &l->e) == 1) {
		buf_printf(&l->rows, "%zu@%zu", row.number, row.line);
		for (size_t i = 0; i < ARRAY_COUNT(shown); i++) {
			buf_printf(&l->rows, "/%.*s", BYTES_ARG(row.cells[shown[i]]));
		}
		buf_add_char(&l->rows, ';');
	}
	return buf_bytes(&l->rows);
}

/* Reads a list whole and compares its rows. */
static bool reads(const char *map, struct bytes content, const char *expected)
{
	struct open_list l;
	bool is_same = false;
	if (open_list(&l, map, content) != 0) {
		test_note("%s", l.e.text);
	} else {
		is_same = bytes_is(all_rows(&l), expected);
		if (!is_same) {
			test_note("%.*s", BYTES_ARG(buf_bytes(&l.rows)));
		}
	}
	close_list(&l);
	return is_same;
}

/* Whether reading fails with these words in its sentence. */
static bool refuses(const char *map, struct bytes content, int code, const char *words)
{
	struct open_list l;
	bool is_so = open_list(&l, map, content) == code && strstr(l.e.text, words);
	if (!is_so) {
		test_note("%d: %s", l.e.code, l.e.text);
	}
	close_list(&l);
	return is_so;
}

/* Whether a note on how the list was read has these words. */
static bool notes(const char *map, struct bytes content, const char *words)
{
	struct open_list l;
	bool is_so = open_list(&l, map, content) == 0 &&
		bytes_find(list_notes(l.reader), bytes_of(words), 0) != SIZE_MAX;
	if (!is_so) {
		struct bytes said = l.reader ? list_notes(l.reader) : BYTES_NONE;
		test_note("%s%.*s", l.e.text, BYTES_ARG(said));
	}
	close_list(&l);
	return is_so;
}

#define MAP "[columns]\ngiven = First name\nfamily = Surname\n"
#define HEADER "First name,Surname,Died,Place\n"

/* ------- maps ------- */

TEST(map_names_columns_for_all_lists_and_for_one)
{
	GUARANTEE("list_map.h: What [list NAME] says stands above [columns] and [list].");
	struct arena a = {0};
	struct list_map map;
	struct list_settings s;
	struct err e = {0};
	const char *text = "[list morgue]\ngiven = Vorname\nfamily =\nunique = no\n[columns]\ngiven = "
			   "First\nfamily = Last\n"
			   "[list]\nunique = yes\nencoding = cp1256\ndelimiter = tab\n";
	CHECK_OK(list_map_parse(bytes_of(text), roles, ROLE_COUNT, &a, &map, &e), e);
	list_map_settings(&map, BYTES("morgue"), &s);
	CHECK_TEXT(s.header[GIVEN], BYTES("Vorname"));
	CHECK(!s.header[FAMILY].s && !s.is_unique && s.delimiter == '\t');
	CHECK_TEXT(bytes_of(s.encoding), BYTES("windows-1256"));
	list_map_settings(&map, BYTES("hospital"), &s);
	CHECK_TEXT(s.header[GIVEN], BYTES("First"));
	CHECK(s.is_unique);
	arena_done(&a);
}

TEST(map_refuses_what_it_does_not_know)
{
	static const struct {
		const char *map;
		const char *words;
	} rows[] = {
		{"[columns]\ngivn = A\n",
			"line 2: \"givn\" is nothing that a column can be; there are given, father"},
		{"[column]\ngiven = A\n", "line 2: the section [column] is not known"},
		{"[list]\ngiven = A\n", "line 2: \"given\" is no setting of lists"},
		{"[columns]\ngiven = A\n[list]\nunique = 1\n", "line 4: unique is yes or no"},
		{"[columns]\ngiven = A\n[list]\ndate_order = us\n", "line 4: date_order is dmy, mdy or ymd"},
		{"[columns]\ngiven = A\n[list]\nname_order = given given\n",
			"line 4: name_order is given, father"},
		{"[columns]\ngiven = A\n[list]\nencoding = klingon\n", "line 4: encoding is an encoding"},
		{"[columns]\ngiven = A\n[list]\ndelimiter = x\n", "line 4: delimiter is one of"},
		{"[columns]\nplace = A\n", "of no column that it names people"},
		{"[columns]\ngiven = \xFF\n", "not valid UTF-8"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK(refuses(rows[i].map, BYTES("A\nx\n"), -ERR_INPUT, rows[i].words));
	}
}

TEST(a_header_that_is_not_there_suggests_the_nearest)
{
	struct open_list l;
	CHECK_OK(open_list(&l, MAP "place = Plcae\n", BYTES(HEADER "Aya,Nasser,,\n")), l.e);
	CHECK_INT(list_check_columns(&l.reader, 1, &l.rows, &l.e), -ERR_INPUT);
	CHECK_TEXT(
		bytes_of(l.e.text), BYTES("there is no column \"Plcae\" for place; did you mean \"Place\"?"));
	close_list(&l);
	CHECK(refuses("[list morgue]\ngiven = Frst name\n", BYTES(HEADER "Aya,Nasser,,\n"), -ERR_INPUT,
		"did you mean \"First name\"?"));
	/* What stands in the first row of a list without headers is no suggestion. */
	CHECK(refuses("[list morgue]\ngiven = Given\n", BYTES("Aya,Nasser\n"), -ERR_INPUT,
		"the list has 2 columns"));
}

TEST(a_column_may_be_missing_where_another_list_has_it)
{
	struct open_list a;
	struct open_list b;
	struct buf said = {0};
	CHECK_OK(open_list(&a, MAP "place = Place\n", BYTES(HEADER "Aya,Nasser,,\n")), a.e);
	CHECK_OK(open_list(&b, MAP "place = Place\n", BYTES("First name,Surname\nAya,Nasser\n")), b.e);
	struct list_reader *both[] = {a.reader, b.reader};
	CHECK_OK(list_check_columns(both, 2, &said, &a.e), a.e);
	CHECK_TEXT(buf_bytes(&said), BYTES("the list morgue has no column \"Place\" for place\n"));
	buf_done(&said);
	close_list(&a);
	close_list(&b);
}

/* ------- delimited text ------- */

TEST(delimited_rows_are_given_in_order)
{
	GUARANTEE("list_rows.h: Every row of the file is given by list_next(), in order.");
	CHECK(reads(MAP "death_date = Died\n",
		BYTES(HEADER "Aya, Nasser ,2009-01-02,x\nOmar,\"Ali \"\"A\"\"\",,y\n"),
		"1@2/Aya///Nasser/2009-01-02//;2@3/Omar///Ali \"A\"///;"));
	/* Mark, CRLF, empty and blank rows, a line end in quotes, no line end at the end. */
	CHECK(reads(MAP,
		BYTES("\xEF\xBB\xBF" HEADER "\r\nAya,Nasser,,\"two\r\nlines\"\r\n\n , ,,\nOmar,Ali,,"),
		"1@3/Aya///Nasser///;2@7/Omar///Ali///;"));
	CHECK(reads(MAP, BYTES("First name;Surname\nAya;Nasser\n"), "1@2/Aya///Nasser///;"));
	CHECK(reads(
		MAP, BYTES("First name\tSurname\nAbu \"Ali\"\tNasser\n"), "1@2/Abu \"Ali\"///Nasser///;"));
	CHECK(reads(MAP, BYTES("First name|Surname\nAya|Nasser\n"), "1@2/Aya///Nasser///;"));
}

TEST(delimited_rows_that_are_broken_name_their_line)
{
	const struct {
		struct bytes content;
		const char *words;
	} rows[] = {
		{BYTES(""), "the list is empty"},
		{BYTES("\n\n"), "the list is empty"},
		{BYTES(HEADER), "a header and no rows"},
		{BYTES(HEADER "a,b,c\n"), "line 2 has 3 columns, and the header has 4"},
		{BYTES(HEADER "a,b,c,d\n1,2,3,4,5\n"), "line 3 has 5 columns, and the header has 4"},
		{BYTES(HEADER "a,\"b,c,d\n"), "line 2, column 2: the quote that opens here is not closed"},
		{BYTES(HEADER "a,\"b\"x,c,d\n"), "line 2, column 2: text after the closing quote"},
		{BYTES(HEADER "a,b,c\rd,e,f\n"), "line 2, column 3: a carriage return without a line feed"},
		{BYTES(HEADER "a,b\0,c,d\n"), "line 2, column 2: a NUL byte"},
		{BYTES("First name,Surname,First name\na,b,c\n"),
			"the columns 1 and 3 are both called \"First name\""},
		{BYTES(HEADER "a,\xE4,c,d\n"), "line 2 is not valid UTF-8"},
		{BYTES("\xD0\xCF\x11\xE0 old"), "old or an encrypted workbook"},
		{BYTES("%PDF-1.4"), "this is a PDF"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		int code = i + 2 < ARRAY_COUNT(rows) ? -ERR_INPUT : -ERR_UNSUPPORTED;
		CHECK(refuses(MAP, rows[i].content, code, rows[i].words));
	}
	/* A header that nobody asks for may stand twice. */
	CHECK(reads(MAP, BYTES("First name,Surname,x,x\na,b,c,d\n"), "1@2/a///b///;"));
}

TEST(delimited_cells_are_the_bytes_of_the_row)
{
	GUARANTEE("list_cells.h: Cells joined by the delimiter, with the quotes that they had, are the bytes "
		  "of the row.");
	GUARANTEE("list_cells.h: Lines with nothing in them are passed over.");
	struct list_cells c;
	struct err e = {0};
	list_cells_init(&c, BYTES("\r\n\na;\"b;\"\"c\";\n"), ';');
	CHECK_INT(list_cells_next(&c, &e), 1);
	CHECK_INT((int64_t)c.line, 3);
	CHECK_INT((int64_t)c.count, 3);
	CHECK_TEXT(c.raw, BYTES("a;\"b;\"\"c\";"));
	CHECK_TEXT(c.cells[1], BYTES("b;\"\"c"));
	CHECK(c.cells[0].s == c.raw.s && c.cells[1].s == c.raw.s + 3 && !c.cells[2].s);
	CHECK_INT(list_cells_next(&c, &e), 0);
	list_cells_done(&c);
}

TEST(encodings_are_declared_and_never_repaired)
{
	GUARANTEE("list_text.h: Bytes that mean nothing in the encoding are an error with their line.");
	GUARANTEE("list_text.h: Valid UTF-8 is not copied.");
	/* windows-1251: Ая, Ли */
	CHECK(reads(MAP "[list]\nencoding = windows-1251\n", BYTES("First name,Surname\n\xC0\xFF,\xCB\xE8\n"),
		"1@2/Ая///Ли///;"));
	/* Lines of both. */
	CHECK(reads(MAP "[list]\nencoding = utf-8 or windows-1251\n",
		BYTES("First name,Surname\n\xC0\xFF,\xCB\xE8\nАя,Ли\n"), "1@2/Ая///Ли///;2@3/Ая///Ли///;"));
	CHECK(refuses(MAP "[list]\nencoding = euc-jp\n", BYTES("First name,Surname\nx,y\n\xFF\xFF,z\n"),
		-ERR_INPUT, "line 3: bytes that mean nothing in EUC-JP"));
	CHECK(reads(MAP,
		BYTES("\xFF\xFE"
		      "F\0i\0r\0s\0t\0 \0n\0a\0m\0e\0,\0S\0u\0r\0n\0a\0m\0e\0\n\0\x10\x04,\0b\0\n\0"),
		"1@2/А///b///;"));
}

/* ------- JSON ------- */

TEST(json_rows_are_objects)
{
	CHECK(reads("[columns]\nname = n\nid = id\n",
		BYTES("[\n {\"id\": 7, \"n\": \"Aya Nasser\"},\n"
		      " {\"n\": \"Omar\", \"id\": true, \"x\": [1]}\n]\n"),
		"1@2/Aya///Nasser///7;2@3/Omar//////true;"));
	CHECK(reads("[columns]\ngiven = a.b\nid = c\n",
		BYTES("{\"a.b\":\"Aya\",\"c\":{\"d\":[1,2.5]}}\n\n{\"a.b\":null,\"c\":\"\"}"),
		"1@1/Aya//////{\"d\":[1,2.5]};"));
}

TEST(rows_that_hold_nothing_are_passed_over_and_counted)
{
	const char *map = "[columns]\ngiven = given\n";
	CHECK(reads(
		map, BYTES("[{\"given\":\" \",\"x\":null},\n{},\n{\"given\":\"Aya\"}]"), "1@3/Aya//////;"));
	CHECK(notes(map, BYTES("[{},{},{\"given\":\"Aya\"}]"), "2 rows hold nothing and were passed over"));
	CHECK(notes(map, BYTES("given,x\n,\nAya,\n"), "1 row holds nothing and was passed over"));
}

TEST(json_rows_that_are_broken_name_their_line)
{
	static const struct {
		const char *content;
		const char *words;
	} rows[] = {
		{"[]", "the list is empty"},
		{"[{\"given\":\"a\"},\n3]", "line 2: a row is an object"},
		{"[{\"given\":\"a\"},\n]", "line 2: a comma before the end of the list"},
		{"[{\"given\":\"a\"}\n{}]", "line 2: a comma is missing"},
		{"[{\"given\":\"a\"}\n", "line 2: the list is not closed"},
		{"[{\"given\":\"a\"}]\nx", "line 2: text behind the end"},
		{"{\"given\":\"a\"}\n{\"given\":", "line 2: not valid JSON"},
		{"{\"given\":\"a\",\"given\":\"b\"}", "line 1: not valid JSON: duplicate object key"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK(refuses(
			"[columns]\ngiven = given\n", bytes_of(rows[i].content), -ERR_INPUT, rows[i].words));
	}
}

/* ------- workbooks ------- */

#define SHEET(rows) "<worksheet><sheetData>" rows "</sheetData></worksheet>"

static bool sheet_is(const char *sheet, const char *styles, bool is_1904, const char *expected)
{
	struct buf out = {0};
	struct err e = {0};
	int rc = list_sheet_text(bytes_of(sheet), BYTES("<sst><si><t>one</t></si></sst>"), bytes_of(styles),
		is_1904, &out, &e);
	bool is_same = bytes_is(rc == 0 ? buf_bytes(&out) : bytes_of(e.text), expected);
	if (!is_same) {
		test_note("%s%.*s", e.text, BYTES_ARG(buf_bytes(&out)));
	}
	buf_done(&out);
	return is_same;
}

TEST(a_sheet_is_text_with_the_numbers_of_its_rows)
{
	GUARANTEE("list_sheet.h: The text is valid UTF-8, and every row has as many cells.");
	CHECK(sheet_is(SHEET("<row r='2'><c r='B2' t='s'><v>0</v></c></row><row/><row><c><v>1</v></c><c/><c "
			     "t='b'><v>1</v></c></row>"),
		NULL, false, "2,,one,\n4,1,,1\n"));
	CHECK(sheet_is(SHEET("<row r='1'><c r='A1' "
			     "t='inlineStr'><is><r><t>a,</t></r><r><t>\"b</t></r><rPh><t>z</t></rPh></is></"
			     "c></row>"),
		NULL, false, "1,\"a,\"\"b\"\n"));
	CHECK(sheet_is(SHEET("<row r='7'><c t='s'><v>1</v></c></row>"), NULL, false,
		"row 7 of the sheet refers to a text that is not there"));
	CHECK(sheet_is(SHEET("<row r='7'><c r='B7'><v>1</v></c><c r='A7'><v>1</v></c></row>"), NULL, false,
		"row 7 of the sheet has its cells out of order"));
	CHECK(sheet_is(SHEET("<row><c r='AMK1'><v>1</v></c></row>"), NULL, false,
		"row 1 of the sheet has more than 1023 columns"));
	CHECK(sheet_is("<worksheet><row>", NULL, false, "a part of the workbook is not valid XML"));
}

TEST(numbers_that_are_shown_as_dates_are_dates)
{
	const char *styles =
		"<styleSheet><numFmts><numFmt numFmtId='170' formatCode='mmm yyyy'/>"
		"<numFmt numFmtId='171' formatCode='[Red]\"days\" 0.0'/><numFmt numFmtId='172' "
		"formatCode='yyyy'/></numFmts>"
		"<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf "
		"numFmtId='14'/>"
		"<xf numFmtId='170'/><xf numFmtId='171'/><xf numFmtId='172'/></cellXfs></styleSheet>";
	CHECK(sheet_is(SHEET("<row><c s='0'><v>40178</v></c><c s='1'><v>40178</v></c><c "
			     "s='1'><v>40178.75</v></c><c s='2'><v>40178</v></c>"
			     "<c s='3'><v>40178</v></c><c s='4'><v>40178</v></c><c s='1'><v>59</v></c><c "
			     "s='1'><v>60</v></c>"
			     "<c s='1'><v>61</v></c><c s='1'><v>-1</v></c><c s='9'><v>5</v></c></row>"),
		styles, false,
		"1,40178,2009-12-31,2009-12-31,2009-12,40178,2009,1900-02-28,60,1900-03-01,-1,5\n"));
	CHECK(sheet_is(SHEET("<row><c s='1'><v>38716</v></c></row>"), styles, true, "1,2009-12-31\n"));
}

TEST(a_document_type_is_refused)
{
	GUARANTEE("list_xml.h: A document with a document type is refused, so that no entity can be defined "
		  "in it.");
	CHECK(sheet_is("<!DOCTYPE worksheet [<!ENTITY a 'aa'>]>" SHEET("<row><c><v>&a;</v></c></row>"), NULL,
		false, "the XML has a document type, which no workbook needs"));
}

TEST(workbooks_are_read_by_sheet)
{
	GUARANTEE("list_xlsx.h: The text is valid UTF-8.");
	char path[4096];
	snprintf(path, sizeof(path), "%s/intake/list.xlsx", test_data());
	struct bytes content = test_read_file(path);
	CHECK(reads(MAP "death_date = Date of death\n[list]\nsheet = Victims & missing\n", content,
		"1@3/Aya///NASSER/2008-12-31//;2@4/Omar, \"Abu Ali\"//////;"));
	CHECK(refuses(
		MAP, content, -ERR_INPUT, "there are several sheets: Victims & missing, Notes; say which"));
	CHECK(refuses(MAP "[list]\nsheet = Dead\n", content, -ERR_INPUT,
		"there is no sheet \"Dead\"; there are: Victims"));
	CHECK(refuses(MAP, (struct bytes){content.s, content.len / 2}, -ERR_INPUT, "the workbook"));
	CHECK(refuses(MAP, BYTES("PK\x03\x04 nothing"), -ERR_INPUT, "the workbook is damaged: its ZIP"));
	free((char *)(uintptr_t)content.s);
}

/* ------- guesses ------- */

TEST(columns_are_guessed_by_their_headers)
{
	GUARANTEE("list_headers.h: A column gets one role at most, and a role one column.");
	GUARANTEE("list_headers.h: \"Name\" beside \"Surname\" is a given name.");
	CHECK(reads(NULL, BYTES("ID,FIRST_NAME,Last Name,Date of death\n5,Aya,Nasser,2009-01-02\n"),
		"1@2/Aya///Nasser/2009-01-02//5;"));
	CHECK(reads(NULL, BYTES("Name,Surname\nAya,Nasser\n"), "1@2/Aya///Nasser///;"));
	CHECK(reads(NULL, BYTES("Фамилия;Имя;Отчество;Дата смерти\nЛи;Ая;Петровна;22.01.2009\n"),
		"1@2/Ая/Петровна//Ли/22.01.2009//;"));
	CHECK(reads(NULL, BYTES("الرقم,الاسم\n1,آية محمد علي ناصر\n"), "1@2/آية/محمد/علي/ناصر///1;"));
	CHECK(notes(
		NULL, BYTES("Name,Surname\nAya,Nasser\n"), "family is taken from the column \"Surname\""));
	CHECK(refuses(NULL, BYTES("Name,age,Name\na,3,b\n"), -ERR_INPUT,
		"the columns 1 and 3 are both called \"Name\""));
	CHECK(refuses(NULL, BYTES("colour,size\nred,5\n"), -ERR_INPUT,
		"no column is known by its header to name people"));
}

TEST(a_list_is_read_again_by_the_map_that_was_used)
{
	GUARANTEE("list_rows.h: Read by it, the list gives the same rows.");
	struct open_list l;
	struct buf map = {0};
	struct bytes content = BYTES("No\t\"Full\nname\"\tDate of death\n1\tAya Nasser\t31/1/2009\n");
	CHECK_OK(open_list(&l, NULL, content), l.e);
	list_write_map(l.reader, &map);
	CHECK_TEXT(buf_bytes(&map),
		BYTES("[columns]\ndeath_date = Date of death\nname = Full name\nid = No\n[list]\n"
		      "unique = no\ndate_order = dmy\ndelimiter = tab\n"));
	CHECK(reads(map.s, content, "1@3/Aya///Nasser/31/1/2009//1;"));
	close_list(&l);
	buf_done(&map);
}

TEST(whole_names_are_divided)
{
	GUARANTEE("list_name.h: \"Berg, Anna\" is the family Berg without an order.");
	GUARANTEE("list_name.h: Parts in the order in which they stand, with what is between them, are the "
		  "name.");
	static const struct {
		const char *name;
		const char *order;
		const char *parts; /* given/father/grandfather/family */
	} rows[] = {
		{"Aya", "", "Aya///"},
		{"Aya Nasser", "", "Aya///Nasser"},
		{"Aya Omar Nasser", "", "Aya/Omar//Nasser"},
		{"Aya Omar Ali Hasan Nasser", "", "Aya/Omar/Ali Hasan/Nasser"},
		{"Abd al Rahman Abu Ali", "", "Abd al Rahman///Abu Ali"},
		{"عبد الله عمر أبو ناصر", "", "عبد الله/عمر//أبو ناصر"},
		{"Berg, Anna Maria", "", "Anna Maria///Berg"},
		{"Li Aya Petrovna", "family given father", "Aya/Petrovna//Li"},
		{"Berg Anna Maria", "family given", "Anna Maria///Berg"},
		{"Anna Maria Berg", "given family", "Anna Maria///Berg"},
		{"Aya Nasser", "given father grandfather family", "Aya///Nasser"},
		{"", "", "///"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct bytes parts[LIST_PART_COUNT];
		struct list_settings s = {0};
		struct arena a = {0};
		struct list_map map;
		struct buf text = {0};
		struct err e = {0};
		if (rows[i].order[0]) {
			buf_printf(&text, "[columns]\nname = n\n[list]\nname_order = %s\n", rows[i].order);
			CHECK_OK(list_map_parse(buf_bytes(&text), roles, ROLE_COUNT, &a, &map, &e), e);
			list_map_settings(&map, BYTES("x"), &s);
		}
		list_name_divide(bytes_of(rows[i].name), s.name_order, s.name_order_count, parts);
		buf_clear(&text);
		for (size_t p = 0; p < LIST_PART_COUNT; p++) {
			buf_printf(&text, "%s%.*s", p > 0 ? "/" : "", BYTES_ARG(parts[p]));
		}
		CHECK_TEXT(buf_bytes(&text), bytes_of(rows[i].parts));
		buf_done(&text);
		arena_done(&a);
	}
}

TEST(a_map_tells_when_ages_were_true)
{
	struct list_settings s;
	struct list_map map;
	struct arena a = {0};
	struct err e = {0};
	CHECK_OK(list_map_parse(BYTES("[columns]\nname = n\n[list]\nages_on = 2024-06-30\n"), roles,
			 ROLE_COUNT, &a, &map, &e),
		e);
	list_map_settings(&map, BYTES("x"), &s);
	CHECK_INT(date_first_day(s.ages_on), date_first_day((struct date){2024, 6, 30}));
	CHECK_INT(list_map_parse(BYTES("[columns]\nname = n\n[list]\nages_on = 2024\n"), roles, ROLE_COUNT,
			  &a, &map, &e),
		-ERR_INPUT);
	CHECK(strstr(e.text, "line 4") != NULL);
	arena_done(&a);
}

/* ------- dates ------- */

TEST(dates_are_read_as_lists_write_them)
{
	GUARANTEE("list_date.h: A date whose year comes first is read alike in every order.");
	static const struct {
		const char *cell;
		enum list_date_order order;
		const char *date; /* "": none */
	} rows[] = {
		{"2009-12-31", LIST_DATE_MDY, "2009-12-31"},
		{"2009/1/2", LIST_DATE_DMY, "2009-01-02"},
		{"2009-12-31T08:30:00Z", LIST_DATE_UNKNOWN, "2009-12-31"},
		{"2009-12-31 00:00:00", LIST_DATE_UNKNOWN, "2009-12-31"},
		{"31.12.2009", LIST_DATE_UNKNOWN, "2009-12-31"},
		{"12/31/2009", LIST_DATE_UNKNOWN, "2009-12-31"},
		{"12/31/2009", LIST_DATE_DMY, ""},
		{"3/4/2009", LIST_DATE_UNKNOWN, ""},
		{"3/4/2009", LIST_DATE_DMY, "2009-04-03"},
		{"3/4/2009", LIST_DATE_MDY, "2009-03-04"},
		{"3/3/2009", LIST_DATE_UNKNOWN, "2009-03-03"},
		{"31 Dec 2009", LIST_DATE_UNKNOWN, "2009-12-31"},
		{"December 31, 2009", LIST_DATE_UNKNOWN, "2009-12-31"},
		{"Dec 2009", LIST_DATE_UNKNOWN, "2009-12"},
		{"12/2009", LIST_DATE_UNKNOWN, "2009-12"},
		{"2009", LIST_DATE_UNKNOWN, "2009"},
		{"20091231", LIST_DATE_UNKNOWN, "2009-12-31"},
		{"٢٠٠٩/١٢/٣١", LIST_DATE_UNKNOWN, "2009-12-31"},
		{"2009-02-30", LIST_DATE_UNKNOWN, ""},
		{"3/4/09", LIST_DATE_DMY, ""},
		{"unknown", LIST_DATE_DMY, ""},
		{"", LIST_DATE_DMY, ""},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct date d = {0};
		char text[DATE_TEXT_BYTES];
		bool is_read = list_date_read(bytes_of(rows[i].cell), rows[i].order, &d);
		CHECK_TEXT(bytes_of(date_text(d, text)), bytes_of(rows[i].date));
		CHECK(is_read == (rows[i].date[0] != '\0'));
	}
}

TEST(the_order_of_dates_is_found_or_asked_for)
{
	const char *map = MAP "death_date = Died\n";
	CHECK(notes(map, BYTES(HEADER "a,b,3/4/2009,\na,b,31/4/2009,\na,b,30/4/2009,\n"),
		"dates are written with the day first"));
	CHECK(notes(map, BYTES(HEADER "a,b,3/4/2009,\na,b,12/31/2009,\n"),
		"dates are written with the month first"));
	CHECK(notes(map, BYTES(HEADER "a,b,2009,\na,b,soon,\na,b,later,\n"),
		"2 dates cannot be read and count as unknown, the first in line 3"));
	CHECK(refuses(map, BYTES(HEADER "a,b,31/1/2009,\na,b,1/31/2009,\n"), -ERR_INPUT,
		"in line 2 the day comes first, in line 3 the month"));
	CHECK(refuses(map, BYTES(HEADER "a,b,2009,\na,b,3/4/2009,\n"), -ERR_INPUT,
		"nothing says whether the day or the month comes first in dates such as that in line 3"));
	CHECK(reads(MAP "death_date = Died\n[list]\ndate_order = dmy\n", BYTES(HEADER "a,b,3/4/2009,\n"),
		"1@2/a///b/3/4/2009//;"));
}
