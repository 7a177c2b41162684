/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How two tokens of full names go together. */
#include "match/person_matcher.h"

#include <math.h>

/* What a family name that keeps or drops a Russian ending is worth, of one that agrees. */
static const double LOOSE = 0.5;

/* Log-likelihood ratios of aligned words that are worth grades of -1, 0 and 1. */
static const double ALIGNED_NONE = 1;
static const double ALIGNED_EVEN = 7;
static const double ALIGNED_FULL = 10;

enum { SOUND_TEXT_BYTES = SOUND_MAX + 1, STEM_MIN = 3, LONG_STEM_MIN = 5 };

/* Endings that tell a man from a woman of one name; both are what stands behind the sounds that are equal. */
static const struct ending_pair {
	const char *a, *b;
} gender_endings[] = {
	{"", "a"},
	{"i", "aia"},
	{"i", "a"},
	{"ii", "aia"},
	{"oi", "aia"},
	{"ei", "aia"},
	{"iC", "na"},
	{"oviC", "ovna"},
	{"eviC", "evna"},
	{"iC", "iCna"},
	{"uli", "kizi"},
	{"uli", "izi"},
	{"oviC", "kizi"},
	{"oviC", "izi"},
	{"uli", "ovna"},
	{"ogli", "kizi"},
	{"oglu", "kizi"},
	{"s", ""},
	{"ios", "iu"},
	{"o", "a"},
	{"os", "u"},
	{"iS", "iene"},
	{"as", "iene"},
	{"as", "aite"},
	{"is", "iene"},
	{"son", "dotir"},
	{"i", "ova"},
	{"", "ova"},
	{"e", "a"},
	{"ik", "ikova"},
	{"s", "se"},
};

/* Endings of one meaning in two languages. */
static const struct ending_pair same_endings[] = {
	{"uli", "oviC"},
	{"uli", "eviC"},
	{"uli", "iC"},
	{"izi", "ovna"},
	{"izi", "evna"},
	{"kizi", "ovna"},
	{"kizi", "evna"},
	{"uli", "ov"},
	{"uli", "ev"},
	{"ogli", "oviC"},
	{"ogli", "eviC"},
	{"oglu", "ogli"},
	{"uli", "ogli"},
	{"ian", "ianc"},
	{"ov", "of"},
	{"ev", "ef"},
	{"ski", "cki"},
	{"ski", "skii"},
};

/* Family names that are kept or dropped with these. */
static const char *const loose_endings[] = {"iev", "ov", "ev", "in", "ova", "eva", "ina", "iva", "of", "ef"};

/* Family names by their ending, where a gendered form is one family's. */
static const char *const family_endings[] = {
	"ov", "ev", "iev", "in", "ki", "ova", "eva", "ina", "ka", "aia", "ulos", "ulu", "akis", "ak", "ek"};

/* How alike two words are, and what that is worth: straight lines between these points. */
static const struct {
	double alike, grade;
} grades[] = {{0, -1}, {0.6, -1}, {0.7, -0.85}, {0.77, -0.5}, {0.83, 0}, {0.87, 0.4}, {0.92, 0.75},
	{0.96, 0.92}, {1, 1}};

double person_alike(const struct person_matcher *m, const struct sounds *a, bool is_vague_a,
	const struct sounds *b, bool is_vague_b)
{
	return sound_alike(&m->costs, a, b, is_vague_a == is_vague_b ? SOUND_WRITTEN : SOUND_VAGUE);
}

static double grade_of(double alike)
{
	size_t i = 1;
	while (i + 1 < ARRAY_COUNT(grades) && alike > grades[i].alike) {
		i++;
	}
	double share = (alike - grades[i - 1].alike) / (grades[i].alike - grades[i - 1].alike);
	return grades[i - 1].grade + share * (grades[i].grade - grades[i - 1].grade);
}

static size_t sound_text(const struct sounds *s, char text[SOUND_TEXT_BYTES])
{
	for (size_t i = 0; i < s->count; i++) {
		text[i] = sound_letter(s->at[i]);
	}
	text[s->count] = '\0';
	return s->count;
}

static bool has_pair(const struct ending_pair *rows, size_t count, const char *a, const char *b)
{
	for (size_t i = 0; i < count; i++) {
		if ((strcmp(a, rows[i].a) == 0 && strcmp(b, rows[i].b) == 0) ||
			(strcmp(a, rows[i].b) == 0 && strcmp(b, rows[i].a) == 0)) {
			return true;
		}
	}
	return false;
}

static bool ends_with_one(struct bytes text, const char *const *endings, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_ends(text, endings[i])) {
			return true;
		}
	}
	return false;
}

/* What the endings behind equal sounds say. Returns false when they say nothing. */
static bool grade_endings(
	const struct person_token *a, const struct person_token *b, struct person_grade *out)
{
	char x[SOUND_TEXT_BYTES];
	char y[SOUND_TEXT_BYTES];
	size_t x_len = sound_text(&a->bare, x);
	size_t y_len = sound_text(&b->bare, y);
	size_t stem = 0;
	while (stem < x_len && stem < y_len && x[stem] == y[stem]) {
		stem++;
	}
	if (stem < STEM_MIN) {
		return false;
	}
	/* The stem may end inside an ending: "ivanov|" is "ivanovi|" of "ivanoviC" and "ivanov|na". */
	for (size_t cut = stem; cut >= STEM_MIN && cut + 3 > stem; cut--) {
		if (has_pair(same_endings, ARRAY_COUNT(same_endings), x + cut, y + cut)) {
			*out = (struct person_grade){PERSON_FORM, 0.9};
			return true;
		}
		if (has_pair(gender_endings, ARRAY_COUNT(gender_endings), x + cut, y + cut)) {
			bool is_family = ends_with_one((struct bytes){x, x_len}, family_endings,
						 ARRAY_COUNT(family_endings)) &&
				ends_with_one((struct bytes){y, y_len}, family_endings,
					ARRAY_COUNT(family_endings));
			*out = (struct person_grade){PERSON_GENDER, is_family ? 0.75 : -1};
			return true;
		}
	}
	return false;
}

static bool share_name(const struct person_word *a, const struct person_word *b)
{
	for (size_t i = 0; i < a->name_count; i++) {
		for (size_t j = 0; j < b->name_count; j++) {
			if (a->names[i] == b->names[j]) {
				return true;
			}
		}
	}
	return false;
}

static struct person_grade grade_initial(
	const struct person_matcher *m, const struct person_token *a, const struct person_token *b)
{
	uint8_t x = a->bare.count ? a->bare.at[0] : 0;
	uint8_t y = b->bare.count ? b->bare.at[0] : 0;
	unsigned cost = m->costs.change[SOUND_WRITTEN][x][y];
	if (a->is_vague != b->is_vague) {
		cost = m->costs.change[SOUND_VAGUE][x][y];
	}
	bool is_both = a->is_initial && b->is_initial;
	return cost <= 25 ? (struct person_grade){PERSON_INITIAL, is_both ? 0.4 : 0.3}
			  : (struct person_grade){PERSON_CLASH, -1};
}

/* The best of the forms with and without particles. */
static double alike_of(
	const struct person_matcher *m, const struct person_token *a, const struct person_token *b)
{
	double best = person_alike(m, &a->bare, a->is_vague, &b->bare, b->is_vague);
	if (best < 1 && (a->has_particle || b->has_particle)) {
		double whole = person_alike(m, &a->whole, a->is_vague, &b->whole, b->is_vague);
		best = whole > best ? whole : best;
	}
	if (best < 1 && a->has_particle && b->has_particle) {
		double left = person_alike(m, &a->whole, a->is_vague, &b->bare, b->is_vague);
		double right = person_alike(m, &a->bare, a->is_vague, &b->whole, b->is_vague);
		best = left > best ? left : best;
		best = right > best ? right : best;
	}
	return best;
}

/* How alike a is to b without an ending that b keeps and a does not; 0 when b has none. */
static double alike_without_ending(
	const struct person_matcher *m, const struct person_token *a, const struct person_token *b)
{
	char text[SOUND_TEXT_BYTES];
	size_t len = sound_text(&b->bare, text);
	double best = 0;
	for (size_t i = 0; i < ARRAY_COUNT(loose_endings); i++) {
		size_t ending = strlen(loose_endings[i]);
		if (len >= LONG_STEM_MIN + ending &&
			bytes_ends((struct bytes){text, len}, loose_endings[i])) {
			struct sounds stem = b->bare;
			stem.count = (uint8_t)(len - ending);
			double alike = person_alike(m, &a->bare, a->is_vague, &stem, b->is_vague);
			best = alike > best ? alike : best;
		}
	}
	return best;
}

/*
 * The grade of two words of different scripts: the mean of what their sounds and the trained alignment say. Sounds that leave no
 * doubt need no second opinion.
 */
static double grade_across(const struct person_matcher *m, const struct person_token *a,
	const struct person_token *b, double by_sound)
{
	bool is_aligned = a->folded_len > 0 && b->folded_len > 0 && a->script != b->script;
	if (!is_aligned || by_sound <= -1) {
		return by_sound;
	}
	double ratio_log = match_align_log(m->aligner, (struct bytes){a->folded, a->folded_len},
		(struct bytes){b->folded, b->folded_len});
	if (isnan(ratio_log)) {
		return by_sound;
	}
	double steep = ratio_log > ALIGNED_EVEN ? ALIGNED_FULL - ALIGNED_EVEN : ALIGNED_EVEN - ALIGNED_NONE;
	double grade = (ratio_log - ALIGNED_EVEN) / steep;
	grade = grade > 1 ? 1 : grade < -1 ? -1 : grade;
	return 0.5 * (by_sound + grade);
}

struct person_grade person_grade_tokens(
	const struct person_matcher *m, const struct person_token *a, const struct person_token *b)
{
	if (a->is_initial || b->is_initial) {
		return grade_initial(m, a, b);
	}
	if (sound_equal(&a->bare, &b->bare)) {
		return (struct person_grade){PERSON_SAME, 1};
	}
	bool is_known = a->known && b->known && a->known->name_count > 0 && b->known->name_count > 0;
	if (is_known && share_name(a->known, b->known)) {
		bool is_short = a->known->is_short || b->known->is_short;
		return is_short ? (struct person_grade){PERSON_SHORT, 0.65}
				: (struct person_grade){PERSON_FORM, 0.92};
	}
	struct person_grade by_ending;
	if (a->is_vague == b->is_vague && grade_endings(a, b, &by_ending)) {
		return by_ending;
	}
	double grade = grade_across(m, a, b, grade_of(alike_of(m, a, b)));
	if (!is_known && grade < LOOSE) {
		double loose = LOOSE * grade_of(alike_without_ending(m, a, b));
		double other = LOOSE * grade_of(alike_without_ending(m, b, a));
		loose = other > loose ? other : loose;
		grade = loose > 0 && loose > grade ? loose : grade;
	}
	if (is_known && grade > -0.6) {
		grade = -0.6; /* both are known to be different names */
	}
	return (struct person_grade){grade > 0 ? PERSON_NEAR : PERSON_CLASH, grade};
}
