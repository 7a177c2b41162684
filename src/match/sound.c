/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/sound.h"

enum { CONSONANT = 100, VOWEL = 60, BREATH = 45, SHORT_VOWEL = 14, SHORT_BREATH = 25, SWAP = 70 };

static const char letters[] = "\0aeioubcdfghjklmnprstvwzSCZJXGT0";

/* Spellings with more than one letter; the longest that fits is taken. An empty one behind "|" must follow. */
static const struct spelling {
	const char *letters;
	const char *before; /* one of these must follow; NULL: anything */
	const char *sounds;
} spellings[] = {
	{"ngh", NULL, "ngh"},
	{"shch", NULL, "S"},
	{"tsch", NULL, "C"},
	{"dsch", NULL, "J"},
	{"sch", NULL, "S"},
	{"tch", NULL, "C"},
	{"tsh", NULL, "C"},
	{"dzh", NULL, "J"},
	{"dj", NULL, "J"},
	{"ch", NULL, "C"},
	{"sh", NULL, "S"},
	{"zh", NULL, "Z"},
	{"kh", NULL, "X"},
	{"gh", NULL, "G"},
	{"ph", NULL, "f"},
	{"th", NULL, "t"},
	{"dh", NULL, "d"},
	{"bh", NULL, "b"},
	{"rh", NULL, "r"},
	{"wh", NULL, "w"},
	{"ck", NULL, "k"},
	{"cz", NULL, "C"},
	{"sz", NULL, "S"},
	{"tz", NULL, "T"},
	{"ts", NULL, "T"},
	{"dz", NULL, "J"},
	{"ou", NULL, "u"},
	{"oo", NULL, "u"},
	{"ee", NULL, "i"},
	{"qu", "eiy", "k"},
	{"gu", "eiy", "g"},
	{"q", NULL, "k"},
	{"x", NULL, "ks"},
	{"y", NULL, "i"},
};

/* Pairs of sounds that are near, by what changing one into the other costs. */
static const struct near {
	const char *pairs;
	uint8_t cost;
} near[] = {
	{"ckvw", 5},
	{"cCXhGgjJZJjijZ", 15},
	{"sSzZwu", 22},
	{"ghGhkXgXTcTz", 30},
	{"aeoueiaoeosz", 32},
	{"bpdtgkfvcsCSCJpfvbkGTsTCJz", 40},
	{"zZzJvu cJgJgjcScGmn", 50},
	{"jhjXcziuauaieuio", 60},
	{"tCtsdzlrSJSZCZTtJd", 65},
};

/* Pairs that only a script without vowels, or with letters read two ways, brings near. */
static const struct near near_vague[] = {
	{"aeaiaoaueieoeuioiuou", 25},
	{"bvpfpbvfsSkXgGwvwowuij", 10},
	{"kgXCGjCSvbtdkC", 25},
	{"gjgJgkthXhdz", 25},
	{"ieia", 12},
};

uint8_t sound_number(char letter)
{
	const char *at = letter ? strchr(letters + 1, letter) : NULL;
	return at ? (uint8_t)(at - letters) : 0;
}

char sound_letter(uint8_t number)
{
	return number < sizeof(letters) - 1 ? letters[number] : '?';
}

static bool is_vowel(size_t sound)
{
	return sound >= 1 && sound <= 5;
}

static void set_near(uint8_t table[SOUND_COUNT][SOUND_COUNT], const struct near *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (const char *p = rows[i].pairs; *p; p += p[1] ? 2 : 1) {
			uint8_t a = sound_number(p[0]);
			uint8_t b = sound_number(p[1]);
			if (a && b) {
				table[a][b] = table[b][a] = rows[i].cost;
			}
		}
	}
}

void sound_costs_init(struct sound_costs *costs)
{
	memset(costs, 0, sizeof(*costs));
	for (int w = 0; w < SOUND_WRITING_COUNT; w++) {
		for (size_t i = 1; i < SOUND_COUNT; i++) {
			bool is_breath = letters[i < sizeof(letters) ? i : 0] == 'h';
			uint8_t weight = is_vowel(i) ? (w == SOUND_VAGUE ? SHORT_VOWEL : VOWEL)
				: is_breath          ? BREATH
						     : CONSONANT;
			costs->weight[w][i] = weight;
			costs->change[w][i][0] = costs->change[w][0][i] = weight;
			for (size_t j = 1; j < SOUND_COUNT; j++) {
				costs->change[w][i][j] = i == j      ? 0
					: is_vowel(i) && is_vowel(j) ? VOWEL
								     : CONSONANT;
			}
		}
		set_near(costs->change[w], near, ARRAY_COUNT(near));
	}
	set_near(costs->change[SOUND_VAGUE], near_vague, ARRAY_COUNT(near_vague));
	uint8_t glide = sound_number('w');
	costs->change[SOUND_VAGUE][glide][0] = costs->change[SOUND_VAGUE][0][glide] = BREATH;
	uint8_t breath = sound_number('h');
	costs->change[SOUND_VAGUE][breath][0] = costs->change[SOUND_VAGUE][0][breath] = SHORT_BREATH;
}

static void add(struct sounds *out, char letter)
{
	uint8_t number = sound_number(letter);
	bool is_double = out->count > 0 && out->at[out->count - 1] == number;
	if (number && !is_double && out->count < SOUND_MAX) {
		out->at[out->count++] = number;
	}
}

static const struct spelling *spelling_at(struct bytes rest)
{
	for (size_t i = 0; i < ARRAY_COUNT(spellings); i++) {
		const char *letters_of = spellings[i].letters;
		const char *before = spellings[i].before;
		if (letters_of[0] != rest.s[0] ||
			(letters_of[1] && (rest.len < 2 || letters_of[1] != rest.s[1]))) {
			continue;
		}
		size_t len = strlen(letters_of);
		if (bytes_starts(rest, letters_of) &&
			(!before || (rest.len > len && rest.s[len] && strchr(before, rest.s[len])))) {
			return &spellings[i];
		}
	}
	return NULL;
}

void sound_of(struct bytes latin, struct sounds *out)
{
	out->count = 0;
	for (size_t i = 0; i < latin.len;) {
		char c = latin.s[i];
		const struct spelling *s = spelling_at((struct bytes){latin.s + i, latin.len - i});
		if (s) {
			for (const char *p = s->sounds; *p; p++) {
				add(out, *p);
			}
			i += strlen(s->letters);
		} else {
			if ((c >= 'a' && c <= 'z')) {
				add(out, c);
			} else if (c >= '0' && c <= '9' && out->count < SOUND_MAX) {
				out->at[out->count++] = sound_number('0');
			}
			i++;
		}
	}
}

void sound_join(struct sounds *a, const struct sounds *b)
{
	for (size_t i = 0; i < b->count; i++) {
		add(a, sound_letter(b->at[i]));
	}
}

bool sound_equal(const struct sounds *a, const struct sounds *b)
{
	return a->count == b->count && memcmp(a->at, b->at, a->count) == 0;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static unsigned length(const uint8_t *weight, const struct sounds *s)
{
	unsigned sum = 0;
	for (size_t i = 0; i < s->count; i++) {
		sum += weight[s->at[i]];
	}
	return sum;
}

/* What it costs to make b of a; a change of the first sound costs half as much again. */
static unsigned distance(
	const uint8_t change[SOUND_COUNT][SOUND_COUNT], const struct sounds *a, const struct sounds *b)
{
	unsigned rows[3][SOUND_MAX + 1];
	unsigned *before = rows[0];
	unsigned *last = rows[1];
	unsigned *now = rows[2];
	last[0] = 0;
	for (size_t j = 1; j <= b->count; j++) {
		last[j] = last[j - 1] + change[0][b->at[j - 1]];
	}
	for (size_t i = 1; i <= a->count; i++) {
		uint8_t x = a->at[i - 1];
		now[0] = last[0] + change[x][0];
		for (size_t j = 1; j <= b->count; j++) {
			uint8_t y = b->at[j - 1];
			unsigned cost = change[x][y];
			unsigned best = last[j - 1] + (i == 1 && j == 1 ? cost * 3 / 2 : cost);
			best = least(best, last[j] + change[x][0]);
			best = least(best, now[j - 1] + change[0][y]);
			if (i > 1 && j > 1 && x == b->at[j - 2] && a->at[i - 2] == y) {
				best = least(best, before[j - 2] + SWAP);
			}
			now[j] = best;
		}
		unsigned *spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[b->count];
}

double sound_alike(
	const struct sound_costs *costs, const struct sounds *a, const struct sounds *b, enum sound_writing w)
{
	if (sound_equal(a, b)) {
		return 1;
	}
	double size = 0.5 * (length(costs->weight[w], a) + length(costs->weight[w], b));
	double alike = size > 0 ? 1 - distance(costs->change[w], a, b) / size : 0;
	return alike > 0 ? alike : 0;
}
