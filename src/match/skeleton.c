/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/skeleton.h"

#include "match/fold.h"
#include "text/point.h"

/* The rows of docs/methods/matching-names.md#skeletons. */
enum skeleton_class {
	SILENT,   /* a vowel, a glide, or a sign that is not heard */
	VOWEL,    /* the same at the beginning of a token */
	LABIAL,   /* b p f v */
	DENTAL,   /* t d, and both sounds of th */
	SIBILANT, /* s z sh zh ch ts */
	VELAR, /* k g kh gh, and j, which is one letter with g in Arabic and in Hebrew; h, which is х or г in Cyrillic */
	LETTER_M,
	LETTER_N,
	LETTER_L,
	LETTER_R,
	FINAL_H, /* VELAR, but SILENT at the end of a token */
};

enum { CLASS_BITS = 4, LETTERS_MAX = 64, ARTICLE_REST_MIN = 3 };

#define LETTER_COUNT(from, to) ((to) - (from) + 1)

static const uint8_t latin[LETTER_COUNT('a', 'z')] = {
	['b' - 'a'] = LABIAL,
	['c' - 'a'] = VELAR,
	['d' - 'a'] = DENTAL,
	['f' - 'a'] = LABIAL,
	['g' - 'a'] = VELAR,
	['h' - 'a'] = FINAL_H,
	['j' - 'a'] = VELAR,
	['k' - 'a'] = VELAR,
	['l' - 'a'] = LETTER_L,
	['m' - 'a'] = LETTER_M,
	['n' - 'a'] = LETTER_N,
	['p' - 'a'] = LABIAL,
	['q' - 'a'] = VELAR,
	['r' - 'a'] = LETTER_R,
	['s' - 'a'] = SIBILANT,
	['t' - 'a'] = DENTAL,
	['v' - 'a'] = LABIAL,
	['x' - 'a'] = VELAR,
	['z' - 'a'] = SIBILANT,
};

/* Letters of the other scripts that are not SILENT, sorted. */
static const struct letter_class {
	uint16_t letter;
	uint8_t is;
} letters[] = {
	{0x431, LABIAL},
	{0x432, LABIAL},
	{0x433, VELAR},
	{0x434, DENTAL},
	{0x436, SIBILANT},
	{0x437, SIBILANT},
	{0x43A, VELAR},
	{0x43B, LETTER_L},
	{0x43C, LETTER_M},
	{0x43D, LETTER_N},
	{0x43F, LABIAL},
	{0x440, LETTER_R},
	{0x441, SIBILANT},
	{0x442, DENTAL},
	{0x444, LABIAL},
	{0x445, VELAR},
	{0x446, SIBILANT},
	{0x447, SIBILANT},
	{0x448, SIBILANT},
	{0x449, SIBILANT},
	{0x452, VELAR},
	{0x455, SIBILANT},
	{0x458, SILENT},
	{0x459, LETTER_L},
	{0x45A, LETTER_N},
	{0x45B, SIBILANT},
	{0x45F, VELAR},
	{0x493, VELAR},
	{0x49B, VELAR},
	{0x4A3, LETTER_N},
	{0x4BB, VELAR},
	{0x5D1, LABIAL},
	{0x5D2, VELAR},
	{0x5D3, DENTAL},
	{0x5D4, FINAL_H},
	{0x5D6, SIBILANT},
	{0x5D7, VELAR},
	{0x5D8, DENTAL},
	{0x5DB, VELAR},
	{0x5DC, LETTER_L},
	{0x5DE, LETTER_M},
	{0x5E0, LETTER_N},
	{0x5E1, SIBILANT},
	{0x5E4, LABIAL},
	{0x5E6, SIBILANT},
	{0x5E7, VELAR},
	{0x5E8, LETTER_R},
	{0x5E9, SIBILANT},
	{0x5EA, DENTAL},
	{0x628, LABIAL},
	{0x62A, DENTAL},
	{0x62B, DENTAL},
	{0x62C, VELAR},
	{0x62D, VELAR},
	{0x62E, VELAR},
	{0x62F, DENTAL},
	{0x630, DENTAL},
	{0x631, LETTER_R},
	{0x632, SIBILANT},
	{0x633, SIBILANT},
	{0x634, SIBILANT},
	{0x635, SIBILANT},
	{0x636, DENTAL},
	{0x637, DENTAL},
	{0x638, DENTAL},
	{0x63A, VELAR},
	{0x641, LABIAL},
	{0x642, VELAR},
	{0x643, VELAR},
	{0x644, LETTER_L},
	{0x645, LETTER_M},
	{0x646, LETTER_N},
	{0x647, FINAL_H},
	{0x67E, LABIAL},
	{0x686, SIBILANT},
	{0x698, SIBILANT},
	{0x6A4, LABIAL},
	{0x6AF, VELAR},
};

/* A skeleton while it is made. */
struct builder {
	uint64_t key;
	unsigned count;
	uint8_t last;
};

static uint8_t class_of(uint32_t c)
{
	if (c >= 'a' && c <= 'z') {
		return latin[c - 'a'];
	}
	size_t from = 0;
	size_t to = ARRAY_COUNT(letters);
	while (from < to) {
		size_t middle = (from + to) / 2;
		if (letters[middle].letter < c) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return from < ARRAY_COUNT(letters) && letters[from].letter == c ? letters[from].is : SILENT;
}

static bool is_one_of(uint32_t c, const char *set)
{
	return c != 0 && c < 0x80 && strchr(set, (int)c);
}

/* A letter that is not silent, or an h; 0 is none. */
static bool is_consonant(uint32_t c)
{
	return class_of(c) != SILENT;
}

/*
 * Letters of the Arabic article in front of a consonant: it is written with the name or left out. So it is in names like
 * Albert, in every script alike.
 */
static size_t article_len(const uint32_t *s, size_t len)
{
	static const struct {
		uint32_t vowels[2];
		uint32_t l;
	} articles[] = {
		{{'a', 'e'}, 'l'}, {{0x627, 0x627}, 0x644}, {{0x430, 0x44D}, 0x43B}, {{0x5D0, 0x5D0}, 0x5DC}};
	static const uint32_t soft_sign = 0x44C;
	for (size_t i = 0; i < ARRAY_COUNT(articles); i++) {
		if ((s[0] == articles[i].vowels[0] || s[0] == articles[i].vowels[1]) &&
			s[1] == articles[i].l) {
			size_t article = s[2] == soft_sign ? 3 : 2;
			bool is_long = len >= article + ARTICLE_REST_MIN;
			return is_long && s[article] != s[1] && is_consonant(s[article]) ? article : 0;
		}
	}
	return 0;
}

/* The class of the Latin letter s[0], with 0 behind the last; *taken: letters that are said by it. */
static uint8_t class_of_latin(const uint32_t *s, size_t *taken)
{
	*taken = 1;
	if (s[0] == 'c') {
		*taken = s[1] == 'h' ? 2 : 1;
		bool is_soft = s[1] == 'h' ? !is_one_of(s[2], "rl") : is_one_of(s[1], "eiy");
		return is_soft ? SIBILANT : VELAR;
	}
	if (s[0] == 'i' && s[1] == 'c' && s[2] == 0) { /* -ić without its accent */
		*taken = 2;
		return SIBILANT;
	}
	if (s[0] == 'd' && (s[1] == 'j' || (s[1] == 'z' && s[2] == 'h'))) {
		*taken = s[1] == 'j' ? 2 : 3;
		return VELAR;
	}
	if (s[1] == 'h' && is_one_of(s[0], "dgkpstz")) {
		*taken = 2;
		return s[0] == 'p' ? LABIAL : latin[s[0] - 'a'];
	}
	return class_of(s[0]);
}

static uint8_t class_at(const uint32_t *s, size_t *taken)
{
	static const uint32_t d = 0x434;
	static const uint32_t zh = 0x436;
	if (s[0] < 0x80) {
		return class_of_latin(s, taken);
	}
	*taken = s[0] == d && s[1] == zh ? 2 : 1;
	return *taken == 2 ? VELAR : class_of(s[0]);
}

static void add(struct builder *b, uint8_t class)
{
	if (class == SIBILANT && b->last == DENTAL && b->count > 0) {
		/* ts, tch and ц, צ, ч: one sound in some scripts, two letters in others */
		b->key += SIBILANT - DENTAL;
		b->last = SIBILANT;
		uint8_t before = (uint8_t)(b->key >> CLASS_BITS & ((1u << CLASS_BITS) - 1));
		if (b->count > 1 && before == SIBILANT) {
			b->key >>= CLASS_BITS;
			b->count--;
		}
		return;
	}
	if (class != b->last) {
		b->key = b->key << CLASS_BITS | class;
		b->last = class;
		b->count++;
	}
}

uint64_t match_skeleton(struct bytes folded_token)
{
	uint32_t s[LETTERS_MAX + 3] = {0};
	size_t len = 0;
	for (size_t at = 0; at < folded_token.len && len < LETTERS_MAX;) {
		s[len++] = point_next(folded_token, &at);
	}
	if (match_script_of(folded_token) == MATCH_SCRIPT_OTHER) {
		return 0;
	}
	struct builder b = {0};
	size_t taken;
	size_t article = article_len(s, len);
	for (size_t i = article; i < len && b.count <= MATCH_SKELETON_CLASSES; i += taken) {
		uint8_t class = class_at(s + i, &taken);
		if (class == FINAL_H) {
			class = i + taken == len && i > article ? SILENT : VELAR;
		}
		if (class == SILENT && i == article) {
			class = VOWEL;
		}
		if (class != SILENT) {
			add(&b, class);
		}
		if (s[i] == 'x') {
			add(&b, SIBILANT);
		}
	}
	if (b.count > MATCH_SKELETON_CLASSES) {
		b.key >>= CLASS_BITS * (b.count - MATCH_SKELETON_CLASSES);
		b.count = MATCH_SKELETON_CLASSES;
	}
	return b.key << CLASS_BITS * (16 - b.count);
}
