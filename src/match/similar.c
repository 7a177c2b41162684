/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/similar.h"
#include "match/jaro.h"

#include <math.h>

/* Below which similarity two writings are in the next lower level. */
static const double near_jaro = 0.95;
static const double close_jaro = 0.90;
static const double weak_jaro = 0.80;

/* The same for logarithms of likelihood ratios, where writings are in two scripts. */
static const double near_align_log = 9;
static const double close_align_log = 6;
static const double weak_align_log = 3;

/* From which class of rarity on a value counts as rare where it only nearly agrees. */
enum { RARE_FROM = 2 };

/* Of a longer text only so much is looked at, in words as in alignment: names are shorter, and work stays bounded. */
enum { LOOKED_AT_BYTES = 256 };

/* Letters in front that Winkler's similarity looks at. */
enum { WINKLER_LETTERS = 4 };

/* A single slip tells little of a name that is as short as this. */
enum { SLIP_LETTERS_MIN = 5 };

/* ------- texts ------- */

static unsigned with_rarity(unsigned level, const uint8_t *rarity, uint32_t a, uint32_t b)
{
	return level + (rarity[a] >= RARE_FROM && rarity[b] >= RARE_FROM);
}

static struct bytes looked_at(struct bytes text)
{
	return (struct bytes){text.s, text.len < LOOKED_AT_BYTES ? text.len : LOOKED_AT_BYTES};
}

static unsigned count_bits(uint32_t bits)
{
	bits -= bits >> 1 & UINT32_C(0x55555555);
	bits = (bits & UINT32_C(0x33333333)) + (bits >> 2 & UINT32_C(0x33333333));
	bits = (bits + (bits >> 4)) & UINT32_C(0x0f0f0f0f);
	return bits * UINT32_C(0x01010101) >> 24;
}

/* Every token of the one with fewer is a token of the other, or its initial. */
static bool is_partial(const struct match_values *v, uint32_t a, uint32_t b)
{
	struct bytes some = looked_at(match_dict_text(&v->dict, a));
	struct bytes all = looked_at(match_dict_text(&v->dict, b));
	while (some.len > 0) {
		size_t space = bytes_find(some, BYTES(" "), 0);
		struct bytes token = {some.s, space == SIZE_MAX ? some.len : space};
		bool is_found = false;
		for (struct bytes rest = all; rest.len > 0 && !is_found;) {
			size_t end = bytes_find(rest, BYTES(" "), 0);
			struct bytes other = {rest.s, end == SIZE_MAX ? rest.len : end};
			is_found = bytes_equal(token, other);
			rest = end == SIZE_MAX ? BYTES_NONE
					       : (struct bytes){rest.s + end + 1, rest.len - end - 1};
		}
		if (!is_found) {
			return false;
		}
		some = space == SIZE_MAX ? BYTES_NONE
					 : (struct bytes){some.s + space + 1, some.len - space - 1};
	}
	return true;
}

static bool is_initial(const struct match_value *a, const struct match_value *b)
{
	return (a->letter_count == 1 || b->letter_count == 1) && a->slot[0] == b->slot[0];
}

/* The same letters, with spaces in other places. */
static bool is_same_without_spaces(struct match_word a, struct match_word b)
{
	uint32_t i = 0;
	uint32_t j = 0;
	for (;;) {
		while (i < a.len && a.letter[i] == MATCH_LETTER_SPACE) {
			i++;
		}
		while (j < b.len && b.letter[j] == MATCH_LETTER_SPACE) {
			j++;
		}
		if (i == a.len || j == b.len) {
			return i == a.len && j == b.len;
		}
		if (a.letter[i++] != b.letter[j++]) {
			return false;
		}
	}
}

static bool is_of_words(const struct match_values *v, uint32_t a, uint32_t b)
{
	const struct match_value *x = &v->values[a];
	const struct match_value *y = &v->values[b];
	if (is_initial(x, y)) {
		return true;
	}
	if (x->token_count == y->token_count) {
		return false;
	}
	return x->token_count < y->token_count ? is_partial(v, a, b) : is_partial(v, b, a);
}

static unsigned first_equal(const struct match_value *a, const struct match_value *b)
{
	unsigned count = 0;
	while (count < WINKLER_LETTERS && a->slot[count] == b->slot[count]) {
		count++;
	}
	return count;
}

/*
 * Can the similarity of two values be weak_jaro at all? A letter that the other one lacks matches nothing, so that at
 * most m letters match: then Jaro's similarity is at most (m / x + m / y + 1) / 3 of x and y letters, and with p equal
 * letters in front Winkler's at most that much nearer to 1. Most pairs of names end here.
 */
static bool may_be_weak(const struct match_value *a, const struct match_value *b)
{
	/* (3 j - 1), a little less of it, for the least j with j + p / 10 (1 - j) = weak_jaro */
	static const double factor[WINKLER_LETTERS + 1] = {1.3999, 1.3332, 1.2499, 1.1427, 0.9999};
	unsigned x = a->letter_count;
	unsigned y = b->letter_count;
	unsigned of_x = x - count_bits(a->letter_set & ~b->letter_set);
	unsigned of_y = y - count_bits(b->letter_set & ~a->letter_set);
	unsigned m = of_x < of_y ? of_x : of_y;
	return (double)(m * (x + y)) >= factor[first_equal(a, b)] * (double)(x * y);
}

static unsigned level_in_one_script(
	const struct match_values *v, const uint8_t *rarity, uint32_t a, uint32_t b)
{
	struct match_word x = match_values_word(v, a);
	struct match_word y = match_values_word(v, b);
	bool is_short = x.len + y.len < 2 * SLIP_LETTERS_MIN;
	if (match_is_one_slip(x, y) && x.len > 1 && y.len > 1) {
		return with_rarity(is_short ? MATCH_TEXT_SLIP : MATCH_TEXT_NEAR, rarity, a, b);
	}
	double jaro = may_be_weak(&v->values[a], &v->values[b]) ? match_jaro_winkler(x, y) : 0;
	if (jaro >= near_jaro) {
		return with_rarity(MATCH_TEXT_NEAR, rarity, a, b);
	}
	bool has_words = v->values[a].token_count > 1 || v->values[b].token_count > 1;
	if (has_words && is_same_without_spaces(x, y)) {
		return with_rarity(MATCH_TEXT_NEAR, rarity, a, b);
	}
	if (jaro >= close_jaro) {
		return with_rarity(MATCH_TEXT_CLOSE, rarity, a, b);
	}
	if (is_of_words(v, a, b)) {
		return MATCH_TEXT_PARTIAL;
	}
	return jaro >= weak_jaro ? with_rarity(MATCH_TEXT_WEAK, rarity, a, b) : MATCH_LEVEL_DIFFERENT;
}

/* A value without its spaces. */
static struct bytes without_spaces(struct bytes text, char out[LOOKED_AT_BYTES])
{
	size_t len = 0;
	for (size_t i = 0; i < text.len && len < LOOKED_AT_BYTES; i++) {
		if (text.s[i] != ' ') {
			out[len++] = text.s[i];
		}
	}
	return (struct bytes){out, len};
}

/* How much likelier two values are as one name than as two, in nats. */
static double aligned_log(
	const struct match_values *v, const struct match_aligner *aligner, uint32_t a, uint32_t b)
{
	char x[LOOKED_AT_BYTES];
	char y[LOOKED_AT_BYTES];
	return match_align_log(aligner, without_spaces(match_dict_text(&v->dict, a), x),
		without_spaces(match_dict_text(&v->dict, b), y));
}

static unsigned level_across_scripts(const struct match_values *v, const uint8_t *rarity,
	const struct match_aligner *aligner, uint32_t a, uint32_t b)
{
	double ratio_log = aligned_log(v, aligner, a, b);
	if (!(ratio_log >= weak_align_log)) {
		return MATCH_LEVEL_DIFFERENT;
	}
	unsigned level = ratio_log >= near_align_log ? MATCH_TEXT_NEAR
		: ratio_log >= close_align_log       ? MATCH_TEXT_CLOSE
						     : MATCH_TEXT_WEAK;
	return with_rarity(level, rarity, a, b);
}

/* Below this similarity two writings in one script are not worth aligning. */
static const double aligned_jaro = 0.60;

/*
 * Where names were brought into one script by several habits (qayrat, kairat), letters that differ may be the same
 * sounds: what the aligner is sure of is alike. Lists in several scripts are a sign of that.
 */
static bool is_spelled_otherwise(const struct match_values *v, const struct match_aligner *aligner,
	uint32_t a, uint32_t b, unsigned level)
{
	bool has_scripts = (v->scripts & (v->scripts - 1)) != 0;
	return has_scripts && aligner && level < MATCH_TEXT_SLIP &&
		match_jaro_winkler(match_values_word(v, a), match_values_word(v, b)) >= aligned_jaro &&
		aligned_log(v, aligner, a, b) >= near_align_log;
}

unsigned match_text_level(const struct match_values *values, const uint8_t *rarity,
	const struct match_aligner *aligner, uint32_t a, uint32_t b)
{
	if (a == 0 || b == 0) {
		return MATCH_LEVEL_MISSING;
	}
	if (a == b) {
		return MATCH_TEXT_SAME + rarity[a];
	}
	if (values->values[a].script == values->values[b].script) {
		unsigned level = level_in_one_script(values, rarity, a, b);
		return is_spelled_otherwise(values, aligner, a, b, level)
			? with_rarity(MATCH_TEXT_CLOSE, rarity, a, b)
			: level;
	}
	return aligner ? level_across_scripts(values, rarity, aligner, a, b) : MATCH_LEVEL_DIFFERENT;
}

/* ------- dates ------- */

/* Years this far apart or less are alike. */
enum { YEARS_ALIKE = 5 };

/* Written as YYYYMMDD: one digit differs, or two neighbours are exchanged. */
static bool is_one_digit(struct date a, struct date b)
{
	unsigned x = (unsigned)a.year * 10000 + (unsigned)a.month * 100 + (unsigned)a.day;
	unsigned y = (unsigned)b.year * 10000 + (unsigned)b.month * 100 + (unsigned)b.day;
	unsigned differing = 0;
	unsigned first_x = 0, first_y = 0, first_at = 0;
	for (unsigned at = 0; x > 0 || y > 0; at++, x /= 10, y /= 10) {
		if (x % 10 == y % 10) {
			continue;
		}
		if (++differing == 1) {
			first_x = x % 10;
			first_y = y % 10;
			first_at = at;
			continue;
		}
		bool is_exchanged =
			differing == 2 && at == first_at + 1 && first_x == y % 10 && first_y == x % 10;
		if (!is_exchanged) {
			return false;
		}
	}
	return differing > 0;
}

unsigned match_years_level(struct match_years a, struct match_years b)
{
	int apart = a.first > b.last ? a.first - b.last : b.first > a.last ? b.first - a.last : 0;
	return apart == 0              ? MATCH_DATE_YEAR
		: apart == 1           ? MATCH_DATE_YEAR_1
		: apart <= YEARS_ALIKE ? MATCH_DATE_YEARS_5
				       : MATCH_LEVEL_DIFFERENT;
}

static bool is_next_day(struct date x, struct date y)
{
	if (abs(x.year - y.year) > 1) {
		return false;
	}
	int32_t apart = date_first_day(x) - date_first_day(y);
	return apart == 1 || apart == -1;
}

static unsigned level_of_days(struct date x, struct date y)
{
	bool is_swapped = x.year == y.year && x.month == y.day && x.day == y.month;
	if (is_swapped) {
		return MATCH_DATE_SWAPPED;
	}
	if (is_next_day(x, y)) {
		return MATCH_DATE_NEXT_DAY;
	}
	if (is_one_digit(x, y)) {
		return MATCH_DATE_DIGIT;
	}
	if (x.month == y.month && x.day == y.day) {
		return MATCH_DATE_MONTH_DAY;
	}
	return x.year == y.year && x.month == y.month ? MATCH_DATE_MONTH : MATCH_LEVEL_MISSING;
}

unsigned match_date_level(const uint8_t *rarity, uint32_t a, uint32_t b)
{
	if (a == 0 || b == 0) {
		return MATCH_LEVEL_MISSING;
	}
	struct date x = match_date_of(a);
	struct date y = match_date_of(b);
	if (x.day > 0 && y.day > 0) {
		if (a == b) {
			return MATCH_DATE_SAME + (unsigned)rarity[a];
		}
		unsigned level = level_of_days(x, y);
		if (level != MATCH_LEVEL_MISSING) {
			return level;
		}
	} else if (x.year == y.year && x.month > 0 && x.month == y.month) {
		return MATCH_DATE_MONTH;
	}
	return match_years_level((struct match_years){x.year, x.year}, (struct match_years){y.year, y.year});
}
