/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Likeness of words against the definitions, written here as they read. Built twice: with SSE2 and without. */
#include "match/jaro.h"
#include "test.h"

enum { PAIRS = 300000, PAIRS_LONG = 3000 };

struct letters {
	_Alignas(16) uint8_t letter[MATCH_WORD_MAX];
	uint32_t len;
};

static struct match_word word_of(const struct letters *l)
{
	return (struct match_word){l->letter, l->len};
}

static void set(struct letters *l, const char *s)
{
	memset(l->letter, 0, sizeof(l->letter));
	l->len = (uint32_t)strlen(s);
	memcpy(l->letter, s, l->len);
}

/* ------- the definitions ------- */

static double jaro_defined(const struct letters *a, const struct letters *b)
{
	bool a_is_matched[MATCH_WORD_MAX] = {false};
	bool b_is_matched[MATCH_WORD_MAX] = {false};
	int range = (int)(a->len > b->len ? a->len : b->len) / 2 - 1;
	range = range < 0 ? 0 : range;
	int m = 0;
	for (int i = 0; i < (int)a->len; i++) {
		for (int j = 0; j < (int)b->len; j++) {
			if (abs(i - j) <= range && !b_is_matched[j] && a->letter[i] == b->letter[j]) {
				a_is_matched[i] = b_is_matched[j] = true;
				m++;
				break;
			}
		}
	}
	int displaced = 0;
	int j = 0;
	for (int i = 0; i < (int)a->len; i++) {
		if (a_is_matched[i]) {
			while (!b_is_matched[j]) {
				j++;
			}
			displaced += a->letter[i] != b->letter[j++];
		}
	}
	return m == 0 ? 0 : ((double)m / a->len + (double)m / b->len + (double)(m - displaced / 2) / m) / 3;
}

static double jaro_winkler_defined(const struct letters *a, const struct letters *b)
{
	double jaro = jaro_defined(a, b);
	int prefix = 0;
	while (prefix < 4 && a->letter[prefix] != 0 && a->letter[prefix] == b->letter[prefix]) {
		prefix++;
	}
	return jaro > 0.7 ? jaro + 0.1 * prefix * (1 - jaro) : jaro;
}

static unsigned damerau_defined(const struct letters *a, const struct letters *b)
{
	static unsigned d[MATCH_WORD_MAX + 1][MATCH_WORD_MAX + 1];
	for (unsigned i = 0; i <= a->len; i++) {
		for (unsigned j = 0; j <= b->len; j++) {
			unsigned least = i == 0 ? j : j == 0 ? i : UINT32_MAX;
			if (i > 0 && j > 0) {
				bool differ = a->letter[i - 1] != b->letter[j - 1];
				least = d[i - 1][j - 1] + differ;
				least = d[i - 1][j] + 1 < least ? d[i - 1][j] + 1 : least;
				least = d[i][j - 1] + 1 < least ? d[i][j - 1] + 1 : least;
			}
			if (i > 1 && j > 1 && a->letter[i - 1] == b->letter[j - 2] &&
				a->letter[i - 2] == b->letter[j - 1] && d[i - 2][j - 2] + 1 < least) {
				least = d[i - 2][j - 2] + 1;
			}
			d[i][j] = least;
		}
	}
	return d[a->len][b->len];
}

/* ------- pairs ------- */

/* A word of up to len_max letters of an alphabet of so many. */
static void make(struct letters *l, unsigned len_max, unsigned alphabet)
{
	memset(l->letter, 0, sizeof(l->letter));
	l->len = (uint32_t)test_random_below(len_max + 1);
	for (uint32_t i = 0; i < l->len; i++) {
		l->letter[i] = (uint8_t)(255 - test_random_below(alphabet));
	}
}

/* A copy with up to 3 letters replaced, dropped, doubled or exchanged. */
static void spoil(struct letters *copy, const struct letters *l, unsigned len_max)
{
	*copy = *l;
	for (uint64_t edits = test_random_below(4); edits > 0 && copy->len > 1; edits--) {
		uint32_t at = (uint32_t)test_random_below(copy->len - 1);
		uint64_t how = test_random_below(4);
		uint8_t *p = copy->letter + at;
		if (how == 0) {
			*p = (uint8_t)(1 + test_random_below(255));
		} else if (how == 1) {
			memmove(p, p + 1, copy->len - at - 1);
			copy->letter[--copy->len] = 0;
		} else if (how == 2 && copy->len < len_max) {
			memmove(p + 1, p, copy->len - at);
			copy->len++;
		} else {
			uint8_t first = p[0];
			p[0] = p[1];
			p[1] = first;
		}
	}
}

static bool is_as_defined(const struct letters *a, const struct letters *b)
{
	double jaro = match_jaro(word_of(a), word_of(b));
	bool is_equal = a->len == b->len && memcmp(a->letter, b->letter, a->len) == 0;
	return jaro == jaro_defined(a, b) && jaro == match_jaro(word_of(b), word_of(a)) &&
		match_jaro_winkler(word_of(a), word_of(b)) == jaro_winkler_defined(a, b) &&
		match_damerau(word_of(a), word_of(b)) == damerau_defined(a, b) &&
		match_is_one_slip(word_of(a), word_of(b)) == (damerau_defined(a, b) <= 1) &&
		(a->len == 0 || (jaro == 1) == is_equal);
}

static bool are_as_defined(unsigned pairs, unsigned len_max)
{
	static const unsigned alphabets[] = {2, 3, 5, 26, 255};
	struct letters a;
	struct letters b;
	for (unsigned i = 0; i < pairs; i++) {
		unsigned alphabet = alphabets[test_random_below(ARRAY_COUNT(alphabets))];
		make(&a, len_max, alphabet);
		if (i % 2 == 0) {
			make(&b, len_max, alphabet);
		} else {
			spoil(&b, &a, len_max);
		}
		if (!is_as_defined(&a, &b)) {
			test_note("pair %u of words of %u and %u letters", i, a.len, b.len);
			return false;
		}
	}
	return true;
}

TEST(jaro_published_examples)
{
	GUARANTEE("jaro.h: Jaro-Winkler gives the published examples: MARTHA and MARHTA 0.9611");
	static const struct {
		const char *a;
		const char *b;
		double jaro;
		double jaro_winkler;
	} rows[] = {{"MARTHA", "MARHTA", 0.9444, 0.9611}, {"DWAYNE", "DUANE", 0.8222, 0.84},
		{"DIXON", "DICKSONX", 0.7667, 0.8133}, {"JONES", "JOHNSON", 0.7905, 0.8324},
		{"ABROMS", "ABRAMS", 0.8889, 0.9222}, {"A", "B", 0, 0}, {"", "ABC", 0, 0}};
	struct letters a;
	struct letters b;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		set(&a, rows[i].a);
		set(&b, rows[i].b);
		double jaro = match_jaro(word_of(&a), word_of(&b));
		double winkler = match_jaro_winkler(word_of(&a), word_of(&b));
		CHECK(jaro > rows[i].jaro - 5e-5 && jaro < rows[i].jaro + 5e-5);
		CHECK(winkler > rows[i].jaro_winkler - 5e-5 && winkler < rows[i].jaro_winkler + 5e-5);
	}
}

TEST(jaro_boost_only_above_its_threshold)
{
	struct letters a;
	struct letters b;
	set(&a, "abcdxxxx");
	set(&b, "abcdyyyyyy");
	double jaro = match_jaro(word_of(&a), word_of(&b));
	CHECK(jaro > 0.6 && jaro <= 0.7);
	CHECK(match_jaro_winkler(word_of(&a), word_of(&b)) == jaro);
}

TEST(damerau_examples)
{
	static const struct {
		const char *a;
		const char *b;
		unsigned distance;
	} rows[] = {{"", "", 0}, {"", "ab", 2}, {"ca", "abc", 3}, {"ab", "ba", 1}, {"kitten", "sitting", 3},
		{"abcdef", "abcfed", 2}, {"a", "a", 0}};
	struct letters a;
	struct letters b;
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		set(&a, rows[i].a);
		set(&b, rows[i].b);
		CHECK_INT(match_damerau(word_of(&a), word_of(&b)), rows[i].distance);
	}
}

TEST(jaro_and_damerau_are_as_defined)
{
	GUARANTEE("jaro.h: Jaro is symmetric, to the last bit.");
	GUARANTEE("jaro.h: Jaro is 1 for equal words, and below 1 for others.");
	GUARANTEE(
		"jaro.h: Jaro-Winkler of words of every length is that of the definition, to the last bit.");
	GUARANTEE("jaro.h: Damerau distances of words of every length are those of the recurrence.");
	GUARANTEE("jaro.h: It is one slip just where the Damerau distance is at most 1.");
	CHECK(are_as_defined(PAIRS, 6));
	CHECK(are_as_defined(PAIRS, 16));
	CHECK(are_as_defined(PAIRS / 2, 34));
	CHECK(are_as_defined(PAIRS / 10, 70));
	CHECK(are_as_defined(PAIRS_LONG, 200));
	CHECK(are_as_defined(20, MATCH_WORD_MAX));
}
