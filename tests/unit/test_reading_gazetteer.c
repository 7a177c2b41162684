/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ranking and forms are tested on invented places; the places of the world only where ranking has to stand its test. */
#include "test.h"

#include "base/buf.h"
#include "reading/gazetteer.h"
#include "reading/gazetteer_fold.h"
#include "reading/gazetteer_write.h"

enum { FOUND_MAX = 16 };

struct rig {
	struct arena a;
	struct gazetteer_words *words;
	struct gazetteer *gazetteer;
	struct buf stored;
	struct gazetteer_place found[FOUND_MAX];
	size_t count;
	bool is_ambiguous;
};

static struct bytes source_file(struct arena *a, const char *name)
{
	char *path = arena_printf(a, "%s/../../%s", test_data(), name);
	struct bytes content = test_read_file(path);
	struct bytes copy = arena_copy(a, content);
	free((char *)content.s);
	return copy;
}

static int load_words(struct rig *rig, struct err *e)
{
	struct lexicon_table tables[] = {
		{"en/place.txt", source_file(&rig->a, "data/reading/en/place.txt")},
		{"ru/place.txt", source_file(&rig->a, "data/reading/ru/place.txt")},
	};
	return gazetteer_words_load(tables, ARRAY_COUNT(tables), &rig->a, &rig->words, e);
}

static int rig_up(struct rig *rig, struct err *e)
{
	*rig = (struct rig){0};
	int rc = load_words(rig, e);
	struct bytes source = source_file(&rig->a, "tests/data/reading/places.tsv");
	rc = rc == 0 ? gazetteer_write(source, rig->words, &rig->stored, e) : rc;
	return rc == 0 ? gazetteer_open(buf_bytes(&rig->stored), rig->words, &rig->a, &rig->gazetteer, e)
		       : rc;
}

static void rig_down(struct rig *rig)
{
	buf_done(&rig->stored);
	arena_done(&rig->a);
}

/* Ids of the places found, the best first; "?" behind an ambiguous one. */
static struct bytes find(struct rig *rig, const char *name, const struct gazetteer_context *context)
{
	struct buf out = {0};
	rig->count = gazetteer_find(
		rig->gazetteer, bytes_of(name), context, rig->found, FOUND_MAX, &rig->is_ambiguous);
	for (size_t i = 0; i < rig->count; i++) {
		if (rig->found[i].id == 0) {
			buf_printf(&out, "%s%s", i > 0 ? " " : "", rig->found[i].name);
		} else {
			buf_printf(&out, "%s%lld", i > 0 ? " " : "", (long long)rig->found[i].id);
		}
	}
	buf_add_text(&out, rig->is_ambiguous ? "?" : "");
	struct bytes copy = arena_copy(&rig->a, buf_bytes(&out));
	buf_done(&out);
	return copy;
}

TEST(fold_takes_off_what_spellings_differ_in)
{
	static const char *const rows[][2] = {
		{"Zhaңaөzen", "zhaңaөzen"},
		{"ŻÓŁĆ", "zolc"},
		{"Novyy Uzen\xe2\x80\x99", "novyy uzen"},
		{"St.-Petersburg", "st petersburg"},
		{"  Saint--Denis ", "saint denis"},
		{"Straße Æ Þ", "strasse ae th"},
		{"ЖАНАОЗЕН", "жанаозен"},
		{"Орёл", "орел"},
		{"Ёлкино й", "елкино й"},
		{"Άρτα", "αρτα"},
		{"أكتاو", "اكتاو"},
		{"آق\xe2\x80\x8cتاو", "اقتاو"},
		{"Ｔｏｋｙｏ", "tokyo"},
		{"阿克套", "阿克套"},
		{"", ""},
		{"--", ""},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct gazetteer_key key;
		gazetteer_fold(bytes_of(rows[i][0]), &key);
		CHECK_TEXT(((struct bytes){key.s, key.len}), bytes_of(rows[i][1]));
	}
}

TEST(fold_of_what_is_folded_changes_nothing)
{
	GUARANTEE("gazetteer_fold.h: Folding what is folded changes nothing.");
	for (size_t round = 0; round < 20000; round++) {
		struct buf name = {0};
		for (size_t i = 0; i < 6; i++) {
			uint32_t c = 0x20 + (uint32_t)test_random_below(i % 2 == 0 ? 0x2f00 : 0x700);
			char utf8[3] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)),
				(char)(0x80 | (c & 0x3f))};
			char two[2] = {(char)(0xc0 | c >> 6), utf8[2]};
			if (c < 0x80) {
				buf_add_char(&name, (char)c);
			} else {
				buf_add(&name, c < 0x800 ? two : utf8, c < 0x800 ? 2 : 3);
			}
		}
		struct gazetteer_key once;
		struct gazetteer_key twice;
		gazetteer_fold(buf_bytes(&name), &once);
		gazetteer_fold((struct bytes){once.s, once.len}, &twice);
		CHECK_TEXT(((struct bytes){twice.s, twice.len}), ((struct bytes){once.s, once.len}));
		buf_done(&name);
	}
}

TEST(find_takes_any_name_in_any_script_and_case)
{
	static const char *const rows[][2] = {
		{"Governor Ilyin", "101"},
		{"GOVERNOR ILYIN", "101"},
		{"ilyinsk", "101"},
		{"كاراسو", "101"},
		{"卡拉苏", "101"},
		{"Novy Ozer", "104"},
		{"Новый Озерь", "104"},
		{"Ñóvÿ Őzer II", "104"},
		{"Novyy", ""},
		{"Arania", "Arania"},
		{"Republic of Arania", "Arania"},
		{"Nowhere", ""},
		{"", ""},
	};
	struct rig rig;
	struct err e;
	CHECK_OK(rig_up(&rig, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		test_note("%s", rows[i][0]);
		CHECK_TEXT(find(&rig, rows[i][0], NULL), bytes_of(rows[i][1]));
	}
	rig_down(&rig);
}

TEST(find_takes_russian_cases)
{
	static const char *const rows[][2] = {
		{"Мирной", "105"},
		{"Мирну", "105"},
		{"Новом Озере", "104"},
		{"Нового Озеря", "104"},
		{"Арании", "Arania"},
		{"Бордурией", "Borduria"},
		{"Вестмарской области", "Westmark"},
		{"Вестмарскую область", "Westmark"},
	};
	struct rig rig;
	struct err e;
	CHECK_OK(rig_up(&rig, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		test_note("%s", rows[i][0]);
		struct bytes found = find(&rig, rows[i][0], NULL);
		CHECK(bytes_starts(found, rows[i][1]));
		CHECK(gazetteer_has_prefix(rig.gazetteer, bytes_of(rows[i][0])));
	}
	rig_down(&rig);
}

TEST(find_takes_a_kind_of_division_for_what_is_meant)
{
	struct rig rig;
	struct err e;
	CHECK_OK(rig_up(&rig, &e), e);
	CHECK_TEXT(find(&rig, "Heron", NULL), BYTES("110 Heron District"));
	CHECK_TEXT(find(&rig, "Heron district", NULL), BYTES("Heron District"));
	CHECK_TEXT(find(&rig, "Heron Raion", NULL), BYTES("Heron District"));
	CHECK_TEXT(find(&rig, "Lakeland", NULL), BYTES("Lakeland Region"));
	CHECK_TEXT(find(&rig, "the province of Sundale", NULL), BYTES(""));
	CHECK_TEXT(find(&rig, "province of Sundale", NULL), BYTES("Sundale Province"));
	CHECK_INT(gazetteer_precision(&rig.found[0]), 4);
	CHECK_TEXT(find(&rig, "Karasu region", NULL), BYTES(""));
	rig_down(&rig);
}

TEST(find_ranks_a_seat_before_villages_of_that_main_name)
{
	GUARANTEE("gazetteer.h: A seat of a first-level division comes before villages that have its "
		  "alternate name as their");
	struct rig rig;
	struct err e;
	CHECK_OK(rig_up(&rig, &e), e);
	CHECK_TEXT(find(&rig, "Karasu", NULL), BYTES("101 102 103"));
	CHECK(rig.found[0].is_capital && !rig.found[1].is_capital);
	CHECK_TEXT(bytes_of(rig.found[0].admin1), BYTES("Westmark"));
	CHECK_TEXT(bytes_of(rig.found[0].country), BYTES("XA"));
	CHECK(rig.found[0].latitude == 11.0 && rig.found[0].longitude == 21.0);
	CHECK_INT(rig.found[0].population, 150000);
	rig_down(&rig);
}

TEST(find_says_what_is_ambiguous_until_the_context_tells)
{
	GUARANTEE("gazetteer.h: Two places of the same weight are ambiguous until the context tells them "
		  "apart.");
	static const char source[] = "0\tcountry\tXA\t0\t1.00000\t1.00000\tArania\t\n"
				     "0\tcountry\tXB\t0\t9.00000\t9.00000\tBorduria\t\n"
				     "0\tadmin1\tXA.1\t0\t1.00000\t1.00000\tWestmark\t\n"
				     "0\tadmin1\tXA.2\t0\t5.00000\t5.00000\tEastmark\t\n"
				     "1\ttown\tXA.1\t900\t1.00000\t1.00000\tFord\t\n"
				     "2\ttown\tXA.2\t1000\t5.00000\t5.00000\tFord\t\n"
				     "3\ttown\tXB\t1100\t9.00000\t9.00000\tFord\t\n"
				     "4\ttown\tXB\t90\t9.00000\t9.00000\tTwin\t\n"
				     "5\tsection\tXB\t90\t9.01000\t9.01000\tTwin\t\n";
	static const char *const countries[] = {"XA", "XB"};
	static const char *const admins[] = {"Westmark"};
	struct rig rig = {0};
	struct err e;
	CHECK_OK(load_words(&rig, &e), e);
	CHECK_OK(gazetteer_write(bytes_of(source), rig.words, &rig.stored, &e), e);
	CHECK_OK(gazetteer_open(buf_bytes(&rig.stored), rig.words, &rig.a, &rig.gazetteer, &e), e);
	CHECK_TEXT(find(&rig, "Ford", NULL), BYTES("3 2 1?"));
	CHECK_TEXT(find(&rig, "Ford", &(struct gazetteer_context){countries, 1, NULL, 0}), BYTES("2 1 3?"));
	CHECK_TEXT(
		find(&rig, "Ford", &(struct gazetteer_context){countries + 1, 1, NULL, 0}), BYTES("3 2 1"));
	CHECK_TEXT(find(&rig, "Ford", &(struct gazetteer_context){countries, 2, admins, 1}), BYTES("1 2 3"));
	CHECK_TEXT(find(&rig, "Ford", &(struct gazetteer_context){NULL, 0, admins, 1}), BYTES("1 3 2"));
	/* Near each other: one place for all that a reader needs. */
	CHECK_TEXT(find(&rig, "Twin", NULL), BYTES("4 5"));
	rig_down(&rig);
}

TEST(find_gives_the_same_order_whatever_the_room)
{
	GUARANTEE("gazetteer.h: The places come in an order that does not depend on max.");
	struct rig rig;
	struct err e;
	CHECK_OK(rig_up(&rig, &e), e);
	for (size_t max = 0; max <= 3; max++) {
		struct gazetteer_place places[3];
		bool is_ambiguous;
		size_t count =
			gazetteer_find(rig.gazetteer, BYTES("Karasu"), NULL, places, max, &is_ambiguous);
		CHECK(count == max);
		for (size_t i = 0; i < count; i++) {
			CHECK_INT(places[i].id, 101 + (int64_t)i);
		}
	}
	rig_down(&rig);
}

TEST(prefix_holds_for_every_beginning_of_a_name)
{
	GUARANTEE(
		"gazetteer.h: Every beginning of a name that is found, cut between its words, is a prefix.");
	static const char *const names[] = {"Governor Ilyin", "Republic of Arania", "Ñóvÿ Őzer II",
		"Новом Озере", "province of Sundale", "Heron district"};
	struct rig rig;
	struct err e;
	CHECK_OK(rig_up(&rig, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		struct bytes name = bytes_of(names[i]);
		CHECK(find(&rig, names[i], NULL).len > 0);
		for (size_t at = 1; at <= name.len; at++) {
			if (at == name.len || name.s[at] == ' ') {
				test_note("%.*s", (int)at, name.s);
				CHECK(gazetteer_has_prefix(rig.gazetteer, (struct bytes){name.s, at}));
			}
		}
	}
	CHECK(!gazetteer_has_prefix(rig.gazetteer, BYTES("Ilyin")));
	CHECK(!gazetteer_has_prefix(rig.gazetteer, BYTES("Governor I")));
	CHECK(!gazetteer_has_prefix(rig.gazetteer, BYTES("")));
	rig_down(&rig);
}

TEST(forms_of_ascii_keys_need_ascii_endings)
{
	GUARANTEE("gazetteer_words.h: A key of small ASCII letters has no other forms when no ending of the "
		  "tables is of ASCII");
	struct arena a = {0};
	struct err e;
	struct gazetteer_words *words;
	struct gazetteer_key forms[GAZETTEER_FORMS_MAX];
	struct lexicon_table tables[] = {
		{"ru", BYTES("[ending]\nе =\nой = ая\n")}, {"en", BYTES("[ending]\ny = yy\n")}};
	CHECK_OK(gazetteer_words_load(tables, 1, &a, &words, &e), e);
	CHECK(gazetteer_words_forms(words, BYTES("novy ozer"), forms) == 0);
	CHECK(gazetteer_words_forms(words, BYTES("озере"), forms) == 1);
	CHECK_OK(gazetteer_words_load(tables, 2, &a, &words, &e), e);
	CHECK(gazetteer_words_forms(words, BYTES("novy ozer"), forms) == 1);
	CHECK_TEXT(((struct bytes){forms[0].s, forms[0].len}), BYTES("novyy ozer"));
	arena_done(&a);
}

TEST(words_say_where_a_table_is_wrong)
{
	static const char *const wrong[] = {"region\n", "[kind]\n", "[division]\na = b\n", "[ending]\nом\n",
		"[ending]\n= ы\n", "[division]\n---\n"};
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct gazetteer_words *words;
		struct lexicon_table table = {"xx/place.txt", bytes_of(wrong[i])};
		CHECK(gazetteer_words_load(&table, 1, &a, &words, &e) == -ERR_INPUT);
		CHECK(bytes_starts(bytes_of(e.text), "xx/place.txt, line "));
		arena_done(&a);
	}
}

TEST(write_says_where_a_source_is_wrong)
{
	static const char *const wrong[] = {
		"1\ttown\tXA\t0\t1.00000\t1.00000\tFord\n",
		"1\ttown\tXA\t0\t1.00000\t1.00000\tFord\t\n",
		"x\tcountry\tXA\t0\t1.00000\t1.00000\tArania\t\n",
		"0\tland\tXA\t0\t1.00000\t1.00000\tArania\t\n",
		"0\tcountry\tXA\t-1\t1.00000\t1.00000\tArania\t\n",
		"0\tcountry\tXA\t0\t91.00000\t1.00000\tArania\t\n",
		"0\tcountry\tXA\t0\t1.0\t1.00000\tArania\t\n",
		"0\tcountry\tXA\t0\t1.00000\t1.00000\t\t\n",
	};
	struct rig rig = {0};
	struct err e;
	CHECK_OK(load_words(&rig, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(wrong); i++) {
		test_note("%s", wrong[i]);
		CHECK(gazetteer_write(bytes_of(wrong[i]), rig.words, &rig.stored, &e) == -ERR_INPUT);
		CHECK(bytes_starts(bytes_of(e.text), "line 1: "));
	}
	rig_down(&rig);
}

TEST(write_gives_the_same_bytes_again)
{
	GUARANTEE("gazetteer_write.h: The same source and words give the same bytes.");
	struct rig rig;
	struct rig again;
	struct err e;
	CHECK_OK(rig_up(&rig, &e), e);
	CHECK_OK(rig_up(&again, &e), e);
	CHECK(bytes_equal(buf_bytes(&rig.stored), buf_bytes(&again.stored)));
	rig_down(&rig);
	rig_down(&again);
}

TEST(open_refuses_what_is_cut_off)
{
	struct rig rig;
	struct err e;
	CHECK_OK(rig_up(&rig, &e), e);
	struct bytes all = buf_bytes(&rig.stored);
	for (size_t len = 0; len < all.len; len++) {
		struct gazetteer *g;
		CHECK(gazetteer_open((struct bytes){all.s, len}, rig.words, &rig.a, &g, &e) == -ERR_INPUT);
	}
	rig_down(&rig);
}

TEST(ask_of_damaged_bytes_is_safe)
{
	GUARANTEE("gazetteer.h: Whatever the bytes, a gazetteer that opens is safe to ask.");
	static const char *const names[] = {"Karasu", "Governor Ilyin", "Мирной", "Heron district"};
	static const char *const admins[] = {"Westmark"};
	static const char *const countries[] = {"XA"};
	const struct gazetteer_context context = {countries, 1, admins, 1};
	struct rig rig;
	struct err e;
	CHECK_OK(rig_up(&rig, &e), e);
	for (size_t round = 0; round < 20000; round++) {
		size_t at = test_random_below(rig.stored.len - 1);
		char was = rig.stored.s[at];
		rig.stored.s[at] = (char)test_random();
		struct gazetteer *g;
		struct gazetteer_place places[FOUND_MAX];
		if (gazetteer_open(buf_bytes(&rig.stored), rig.words, &rig.a, &g, &e) == 0) {
			for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
				bool is_ambiguous;
				size_t count = gazetteer_find(
					g, bytes_of(names[i]), &context, places, FOUND_MAX, &is_ambiguous);
				for (size_t k = 0; k < count; k++) {
					CHECK(strlen(places[k].name) + strlen(places[k].country) +
							strlen(places[k].admin1) <
						4096);
				}
			}
		}
		rig.stored.s[at] = was;
	}
	rig_down(&rig);
}

TEST(builtin_gazetteer_holds_the_world)
{
	/* GeoNames ids, looked up in its pages: name, id, context country or NULL. */
	static const struct {
		const char *name;
		const char *id;
		const char *country;
	} rows[] = {
		{"Aktau", "610612 ", NULL},
		{"Aqtau", "610612 ", NULL},
		{"в Актау", "", NULL},
		{"Актау", "610612 ", NULL},
		{"Zhanaozen", "607610", NULL},
		{"Жанаозене", "607610", NULL},
		{"Novy Uzen", "607610", NULL},
		{"Novyi Uzen", "607610", NULL},
		{"Новом Узене", "607610", NULL},
		{"Shetpe", "608324", NULL},
		{"Andijan", "1514588 ", NULL},
		{"Bucha", "711350 ", NULL},
		{"Буче", "711350", NULL},
		{"Алматы", "1526384", NULL},
		{"Алматы", "1526384", "KZ"},
		{"Киева", "703448", NULL},
		{"Paris", "2988507 ", "US"},
		{"Мангистауской области", "Mangystau", NULL},
		{"Mangystau region", "Mangystau", NULL},
		{"Luhansk oblast", "Luhansk", NULL},
		{"Russia", "Russia", NULL},
		{"Казахстане", "Kazakhstan", NULL},
		{"North Korea", "North Korea", NULL},
		{"Britain", "United Kingdom", NULL},
	};
	struct rig rig = {0};
	struct err e;
	CHECK_OK(gazetteer_words_builtin(NULL, 0, &rig.a, &rig.words, &e), e);
	CHECK_OK(gazetteer_builtin(rig.words, &rig.a, &rig.gazetteer, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct gazetteer_context context = {&rows[i].country, 1, NULL, 0};
		struct bytes found = find(&rig, rows[i].name, rows[i].country ? &context : NULL);
		test_note("%s: %.*s", rows[i].name, BYTES_ARG(found));
		CHECK(*rows[i].id == '\0' ? found.len == 0 : bytes_starts(found, rows[i].id));
		CHECK(!rig.is_ambiguous);
	}
	find(&rig, "Springfield", NULL);
	CHECK(rig.is_ambiguous);
	rig_down(&rig);
}

TEST(precision_follows_the_kind_of_place)
{
	static const unsigned expected[] = {6, 4, 3, 1, 1};
	for (size_t i = 0; i < ARRAY_COUNT(expected); i++) {
		CHECK_INT(gazetteer_precision(&(struct gazetteer_place){.feature = (enum place_feature)i}),
			expected[i]);
	}
}

TEST(a_name_that_the_first_gazetteer_has_is_not_looked_for_behind_it)
{
	GUARANTEE("gazetteer.h: A name that the first has is never looked for behind it.");
	static const char *const rows[][2] = {
		{"Karasu", "7"},      /* one place of the group's own, three behind */
		{"Mirna", "105 106"}, /* behind only */
		{"Heron Camp", "8"},
		{"Heron District", "Heron District"},
		{"Вестмарской области", "Westmark"},
		{"Nowhere", ""},
	};
	struct rig rig;
	struct err e;
	struct buf stored = {0};
	struct gazetteer *own;
	CHECK_OK(rig_up(&rig, &e), e);
	CHECK_OK(gazetteer_write(BYTES("\xEF\xBB\xBF# of our own\r\n"
				       "0\tcountry\tXA\t0\t10.00000\t20.00000\tArania\t\r\n"
				       "7\ttown\tXA\t0\t12.00000\t22.00000\tKarasu\t\r\n"
				       "8\ttown\tXA\t0\t12.50000\t22.00000\tHeron Camp\t\r\n"),
			 rig.words, &stored, &e),
		e);
	CHECK_OK(gazetteer_open(buf_bytes(&stored), rig.words, &rig.a, &own, &e), e);
	gazetteer_put_before(own, rig.gazetteer);
	rig.gazetteer = own;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		CHECK_TEXT(find(&rig, rows[i][0], NULL), bytes_of(rows[i][1]));
	}
	CHECK(gazetteer_has_prefix(own, BYTES("Heron Camp")) && gazetteer_has_prefix(own, BYTES("Old")));
	CHECK(!gazetteer_has_prefix(own, BYTES("Nowhere")));
	buf_done(&stored);
	rig_down(&rig);
}
