/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "match/person_name.h"
#include "text/latin.h"

static struct person_words *words;
static struct match_aligner *aligner;
static struct person_matcher *matcher;

static void open_matcher(void)
{
	struct err e = {0};
	CHECK_INT(person_words_open(person_words_builtin(), &words, &e), 0);
	aligner = match_aligner_builtin();
	matcher = person_matcher_open(words, aligner);
}

static void close_matcher(void)
{
	person_matcher_close(&matcher);
	match_aligner_close(&aligner);
	person_words_close(&words);
}

static double score(struct bytes x, struct bytes y, struct person_score *out)
{
	struct person_name a;
	struct person_name b;
	person_name_read(matcher, x, &a);
	person_name_read(matcher, y, &b);
	return person_name_score(matcher, &a, &b, out);
}

/* A pair of names, and what the test is about. */
struct pair {
	const char *a, *b;
};

static void check_pairs(const struct pair *rows, size_t count, bool is_same)
{
	struct person_score out;
	open_matcher();
	for (size_t i = 0; i < count; i++) {
		double p = score(bytes_of(rows[i].a), bytes_of(rows[i].b), &out);
		CHECK((p > 0.5) == is_same);
		if ((p > 0.5) != is_same) {
			test_note("%s | %s: %.3f", rows[i].a, rows[i].b, p);
		}
	}
	close_matcher();
}

TEST(full_names_of_one_person)
{
	GUARANTEE("person_name.h: Glued and split words, particles, initials, missing middle names and a "
		  "family "
		  "name first still score over 0.5.");
	static const struct pair rows[] = {
		{"عبد الله حداد", "عبدالله حداد"},
		{"Abd al-Rahman Saleh", "Abdulrahman Saleh"},
		{"Juan De la Cruz", "Juan Delacruz"},
		{"J. K. Harwell", "John Kenneth Harwell"},
		{"John Harwell", "John Kenneth Harwell"},
		{"Harwell, John", "John Harwell"},
		{"Sorokin Mikhail Arkadyevich", "Mikhail Arkadyevich Sorokin"},
		{"Михаил Сорокин", "Mikhail Sorokin"},
		{"Bob Pickford", "Robert Pickford"},
		{"Sasha Belkin", "Александр Белкин"},
		{"محمد حسن الخطيب", "Mohammed Hassan al-Khatib"},
		{"王小明", "Wang Xiaoming"},
		{"김민준", "Kim Min-jun"},
		{"Ανδρέας Παπαδημητρίου", "Andreas Papadimitriou"},
		{"გიორგი ბერიძელი", "Giorgi Beridzeli"},
		{"Արմեն Հակոբյանց", "Armen Hakobyants"},
		{"सुनीता देशमुख", "Sunita Deshmukh"},
		{"Nursultan Berikuly Zhaksybekov", "Нурсултан Берикович Жаксыбеков"},
		{"Elena Morozkin", "Елена Морозкина"},
	};
	check_pairs(rows, ARRAY_COUNT(rows), true);
}

TEST(full_names_of_two_people)
{
	GUARANTEE("person_name.h: Another given name, another middle initial, a son and his father, and a "
		  "brother and "
		  "sister score under 0.5.");
	static const struct pair rows[] = {
		{"Olena Halushko", "Oksana Halushko"},
		{"John M. Harwell", "John K. Harwell"},
		{"William Thornbury Jr.", "William Thornbury Sr."},
		{"Arkady Mikhailovich Sorokin", "Mikhail Arkadyevich Sorokin"},
		{"Khaled Mustafa Darwish", "Mustafa Khaled Darwish"},
		{"Aleksandr Ivanovich Belkin", "Александра Ивановна Белкина"},
		{"Hassan al-Khatib", "Hussein al-Khatib"},
		{"Mario Solís", "María Solís"},
		{"محمد حسن الخطيب", "Mahmoud Hassan al-Khatib"},
		{"王小明", "Li Xiaoming"},
		{"Smith", "John Brown"},
	};
	check_pairs(rows, ARRAY_COUNT(rows), false);
}

static const char *const some_names[] = {"Mikhail Arkadyevich Sorokin", "محمد حسن الخطيب",
	"Dr. Abu Bakr Omar al-Siddiq Jr.", "王小明", "J. K. Harwell", "Harwell, John", "Ali", "김민준",
	"O'Rourke", "De la Cruz Benítez, Juan Carlos", "", "Mohammed Mohammed", "Bob",
	"a b c d e f g h i j k l", "Хасан ибн Али", "Ms", "रजेश कुमार", "..."};

TEST(full_names_are_compared_both_ways_alike)
{
	GUARANTEE("person_name.h: Symmetric: the order of a and b does not change p.");
	struct person_score out;
	open_matcher();
	for (size_t i = 0; i < ARRAY_COUNT(some_names); i++) {
		for (size_t j = 0; j < ARRAY_COUNT(some_names); j++) {
			struct bytes a = bytes_of(some_names[i]);
			struct bytes b = bytes_of(some_names[j]);
			double there = score(a, b, &out);
			double back = score(b, a, &out);
			CHECK(there > back - 1e-12 && there < back + 1e-12);
			CHECK(there >= 0 && there <= 1);
		}
	}
	close_matcher();
}

TEST(full_names_are_like_themselves)
{
	GUARANTEE("person_name.h: A name of two or more tokens scores over 0.5 with itself.");
	struct person_score out;
	struct person_name name;
	open_matcher();
	for (size_t i = 0; i < ARRAY_COUNT(some_names); i++) {
		person_name_read(matcher, bytes_of(some_names[i]), &name);
		double p = score(bytes_of(some_names[i]), bytes_of(some_names[i]), &out);
		CHECK(name.count < 2 || p > 0.5);
	}
	close_matcher();
}

TEST(full_names_drop_titles)
{
	GUARANTEE("person_name.h: Titles and honorifics are dropped, unless nothing else would remain.");
	static const struct {
		const char *raw;
		size_t count;
		unsigned generation;
	} rows[] = {{"Dr. John Harwell", 2, 0}, {"Sheikh Ibrahim Zarqan", 2, 0},
		{"الدكتور محمد الخطيب", 2, 0}, {"Haji Gul Mohammad Stanikzai", 3, 0},
		{"John Harwell PhD", 2, 0}, {"Dr", 1, 0}, {"Mr. Harwell", 1, 0},
		{"William Thornbury, Jr.", 2, 2}, {"William Thornbury Sr", 2, 1}, {"Иванов И. И.", 3, 0}};
	struct person_name name;
	open_matcher();
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		person_name_read(matcher, bytes_of(rows[i].raw), &name);
		CHECK_INT((int64_t)name.count, (int64_t)rows[i].count);
		CHECK_INT(name.generation, rows[i].generation);
	}
	close_matcher();
}

TEST(full_names_explain_their_parts)
{
	struct person_score out;
	open_matcher();
	score(BYTES("Bob A. Pickford"), BYTES("Robert Allen Pickford"), &out);
	CHECK_INT(out.count, 3);
	CHECK_INT((int)out.pairs[0].how, PERSON_SHORT);
	CHECK_INT((int)out.pairs[1].how, PERSON_INITIAL);
	CHECK_INT((int)out.pairs[2].how, PERSON_SAME);
	CHECK_TEXT(out.b.tokens[out.pairs[2].b].raw, BYTES("Pickford"));
	score(BYTES("Min-jun Kim"), BYTES("Minjun Kim"), &out);
	CHECK_TEXT(out.a.tokens[0].raw, BYTES("Min-jun"));
	close_matcher();
}

static double alike(const char *a, const char *b)
{
	struct sound_costs costs;
	struct sounds x;
	struct sounds y;
	sound_costs_init(&costs);
	sound_of(bytes_of(a), &x);
	sound_of(bytes_of(b), &y);
	return sound_alike(&costs, &x, &y, SOUND_WRITTEN);
}

TEST(sounds_are_compared_both_ways_alike)
{
	GUARANTEE("sound.h: Symmetric, and 1 for a word with itself.");
	static const char *const rows[] = {
		"", "a", "zhaksybekov", "jaqsybek", "shcherbakov", "quintanilla", "xu", "h"};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		for (size_t j = 0; j < ARRAY_COUNT(rows); j++) {
			double there = alike(rows[i], rows[j]);
			double back = alike(rows[j], rows[i]);
			CHECK(there > back - 1e-12 && there < back + 1e-12);
			CHECK(i != j || there == 1);
		}
	}
}

TEST(sounds_are_near_as_they_are_heard)
{
	GUARANTEE("sound.h: Jones is nearer to Johns than to James.");
	CHECK(alike("jones", "johns") > alike("jones", "james"));
	CHECK(alike("schmidt", "shmidt") == 1);
	CHECK(alike("yusupov", "ioussoupov") > 0.95);
	CHECK(alike("zhanar", "janar") > 0.9);
	CHECK(alike("hassan", "hussein") < 0.8);
}

TEST(latin_has_only_plain_letters)
{
	GUARANTEE("latin.h: Appends nothing but a to z, 0 to 9 and single spaces between them, whatever the "
		  "bytes are.");
	struct latin *l = latin_open();
	uint32_t state = 1;
	for (size_t round = 0; round < 3000; round++) {
		char bytes[12];
		struct buf out = {0};
		for (size_t i = 0; i < sizeof(bytes); i++) {
			state = state * 1664525u + 1013904223u;
			bytes[i] = (char)(state >> 24);
		}
		latin_add_word(l, (struct bytes){bytes, sizeof(bytes)}, &out);
		for (size_t i = 0; i < out.len; i++) {
			char c = out.s[i];
			bool is_gap = c == ' ' && i > 0 && i + 1 < out.len && out.s[i - 1] != ' ';
			CHECK((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || is_gap);
		}
		buf_done(&out);
	}
	latin_close(&l);
}

TEST(latin_writes_scripts)
{
	static const struct {
		const char *word, *latin;
	} rows[] = {{"Щербаков", "shcherbakov"}, {"Παπαδημητρίου", "papadimitriou"}, {"Արմեն", "armen"},
		{"ბერიძე", "beridze"}, {"محمد", "mhmd"}, {"שלמה", "shlmh"}, {"王小明", "wang xiao ming"},
		{"김민준", "gimminjun"}, {"タナベ", "tanabe"}, {"Größe", "grosse"},
		{"Нұрсұлтан", "nursultan"}, {"চৌধুরী", "chaudhuri"}, {"", ""}};
	struct latin *l = latin_open();
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = {0};
		latin_add_word(l, bytes_of(rows[i].word), &out);
		CHECK_TEXT(buf_bytes(&out), bytes_of(rows[i].latin));
		buf_done(&out);
	}
	latin_close(&l);
}

TEST(person_words_refuse_what_they_do_not_know)
{
	static const char *const rows[] = {
		"[title", "mr", "[unknown]\nx", "[generation]\njr", "[short]\nbob robert"};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct person_words *w = NULL;
		struct err e = {0};
		CHECK(person_words_open(bytes_of(rows[i]), &w, &e) == -ERR_INPUT);
		CHECK(!w);
	}
}
