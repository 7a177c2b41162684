/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/compare.h"

#include "base/date.h"
#include "match/whole.h"

static const char *const text_words[MATCH_TEXT_LEVEL_COUNT] = {"one side does not say", "different",
	"an initial, or some of the words", "somewhat alike", "somewhat alike, and rare",
	"one letter apart, and short", "one letter apart, short, and rare", "alike", "alike, and rare",
	"all but the same", "all but the same, and rare", "the same, very frequent", "the same, frequent",
	"the same, not frequent", "the same, rare"};
static const char *const date_words[MATCH_DATE_LEVEL_COUNT] = {"one side does not say", "different",
	"two to five years apart", "one year apart", "the same year", "the same day of another year",
	"the same month", "one day apart", "one digit differs", "day and month exchanged",
	"the same day, which is very frequent", "the same day, which is frequent",
	"the same day, which is not frequent", "the same day, which is rare"};
static const char *const code_words[] = {"one side does not say", "different", "the same, very frequent",
	"the same, frequent", "the same, not frequent", "the same, rare"};

/* The same levels as one word. */
static const char *const text_codes[MATCH_TEXT_LEVEL_COUNT] = {"missing", "different", "partial", "weak",
	"weak+", "slip", "slip+", "close", "close+", "near", "near+", "same1", "same2", "same3", "same4"};
static const char *const date_codes[MATCH_DATE_LEVEL_COUNT] = {"missing", "different", "years5", "year1",
	"year", "monthday", "month", "nextday", "digit", "swapped", "same1", "same2", "same3", "same4"};
static const char *const code_codes[] = {"missing", "different", "same1", "same2", "same3", "same4"};

enum { CODE_SAME = 2, CODE_LEVEL_COUNT = CODE_SAME + MATCH_RARITY_COUNT };

unsigned match_level_count(enum match_kind kind)
{
	switch (kind) {
	case MATCH_KIND_NAME:
	case MATCH_KIND_PLACE:
	case MATCH_KIND_TEXT:
		return MATCH_TEXT_LEVEL_COUNT;
	case MATCH_KIND_DATE:
	case MATCH_KIND_AGE:
		return MATCH_DATE_LEVEL_COUNT;
	case MATCH_KIND_CODE:
		break;
	}
	return CODE_LEVEL_COUNT;
}

unsigned match_exact_from(enum match_kind kind)
{
	switch (kind) {
	case MATCH_KIND_NAME:
	case MATCH_KIND_PLACE:
	case MATCH_KIND_TEXT:
		return MATCH_TEXT_SAME;
	case MATCH_KIND_DATE:
	case MATCH_KIND_AGE:
		return MATCH_DATE_SAME;
	case MATCH_KIND_CODE:
		break;
	}
	return CODE_SAME;
}

/* Which of three tables is of a kind. */
static const char *level_text(enum match_kind kind, unsigned level, const char *const *texts,
	const char *const *dates, const char *const *codes)
{
	BUG_IF(level >= match_level_count(kind));
	switch (kind) {
	case MATCH_KIND_NAME:
	case MATCH_KIND_PLACE:
	case MATCH_KIND_TEXT:
		return texts[level];
	case MATCH_KIND_DATE:
	case MATCH_KIND_AGE:
		return dates[level];
	case MATCH_KIND_CODE:
		break;
	}
	return codes[level];
}

const char *match_level_code(enum match_kind kind, unsigned level)
{
	return level_text(kind, level, text_codes, date_codes, code_codes);
}

const char *match_level_words(enum match_kind kind, unsigned level)
{
	return level_text(kind, level, text_words, date_words, code_words);
}

size_t match_comparer_init(
	struct match_comparer *c, const struct match_table *table, const struct match_aligner *aligner)
{
	*c = (struct match_comparer){.table = table, .aligner = aligner};
	bool has_birth_date = table->column[MATCH_BIRTH_DATE] != MATCH_NO_COLUMN;
	size_t left_out = 0;
	for (size_t role = 0; role < MATCH_ROLE_COUNT; role++) {
		bool is_in_birth = role == MATCH_AGE && has_birth_date;
		if (table->column[role] == MATCH_NO_COLUMN || is_in_birth) {
			continue;
		}
		if (c->count == MATCH_COMPARISON_MAX) {
			left_out++;
			continue;
		}
		c->compared[c->count++] = (struct match_compared){.role = (enum match_role)role,
			.kind = match_roles[role].kind,
			.level_count = match_level_count(match_roles[role].kind),
			.column = table->column[role],
			.values = table->values[role],
			.rarity = table->rarity[role]};
	}
	return left_out;
}

size_t match_compared_at(const struct match_comparer *c, enum match_role role)
{
	for (size_t i = 0; i < c->count; i++) {
		if (c->compared[i].role == role) {
			return i;
		}
	}
	return SIZE_MAX;
}

/* ------- birth ------- */

/* Completed years say the year of birth to within a year of the day on which they were true. */
static bool years_of_birth(const struct match_table *t, uint32_t record, struct match_years *years)
{
	uint32_t birth = match_code(t, record, MATCH_BIRTH_DATE);
	if (birth > 0) {
		int year = match_date_of(birth).year;
		*years = (struct match_years){year, year};
		return true;
	}
	uint32_t age = match_code(t, record, MATCH_AGE);
	if (age == 0) {
		return false;
	}
	uint32_t death = match_code(t, record, MATCH_DEATH_DATE);
	int32_t known_on = t->list[match_table_list_of(t, record)].known_on_day;
	if (death == 0 && known_on == INT32_MIN) {
		return false;
	}
	int then = death > 0 ? match_date_of(death).year : date_of_day(known_on).year;
	*years = (struct match_years){then - (int)age, then - (int)age + 1};
	return true;
}

static unsigned age_level(uint32_t a, uint32_t b)
{
	if (a == 0 || b == 0) {
		return MATCH_LEVEL_MISSING;
	}
	return match_years_level((struct match_years){(int)a, (int)a}, (struct match_years){(int)b, (int)b});
}

static unsigned birth_level(const struct match_table *t, uint32_t a, uint32_t b)
{
	uint32_t x = match_code(t, a, MATCH_BIRTH_DATE);
	uint32_t y = match_code(t, b, MATCH_BIRTH_DATE);
	if (x > 0 && y > 0) {
		return match_date_level(t->rarity[MATCH_BIRTH_DATE], x, y);
	}
	struct match_years p;
	struct match_years q;
	if (years_of_birth(t, a, &p) && years_of_birth(t, b, &q)) {
		return match_years_level(p, q);
	}
	return age_level(match_code(t, a, MATCH_AGE), match_code(t, b, MATCH_AGE));
}

/* ------- all ------- */

static unsigned code_level(const uint8_t *rarity, uint32_t a, uint32_t b)
{
	if (a == 0 || b == 0) {
		return MATCH_LEVEL_MISSING;
	}
	return a == b ? CODE_SAME + (unsigned)rarity[a] : MATCH_LEVEL_DIFFERENT;
}

static unsigned level_of(
	const struct match_comparer *c, const struct match_compared *compared, uint32_t a, uint32_t b)
{
	uint32_t x = match_row_of(c->table, a)[compared->column];
	uint32_t y = match_row_of(c->table, b)[compared->column];
	switch (compared->kind) {
	case MATCH_KIND_NAME:
	case MATCH_KIND_PLACE:
	case MATCH_KIND_TEXT:
		return match_text_level(compared->values, compared->rarity, c->aligner, x, y);
	case MATCH_KIND_DATE:
		return compared->role == MATCH_BIRTH_DATE ? birth_level(c->table, a, b)
							  : match_date_level(compared->rarity, x, y);
	case MATCH_KIND_AGE:
		return age_level(x, y);
	case MATCH_KIND_CODE:
		break;
	}
	return code_level(compared->rarity, x, y);
}

/* The given name of each stands as the family name of the other. */
static bool is_exchanged(const struct match_table *t, uint32_t a, uint32_t b)
{
	uint32_t given = match_code(t, a, MATCH_GIVEN);
	uint32_t family = match_code(t, a, MATCH_FAMILY);
	return given > 0 && family > 0 && given != family && given == match_code(t, b, MATCH_FAMILY) &&
		family == match_code(t, b, MATCH_GIVEN);
}

/* ------- words that went from one part of a name to another ------- */

static bool is_name(const struct match_comparer *c, size_t i)
{
	return match_roles[c->compared[i].role].kind == MATCH_KIND_NAME &&
		c->compared[i].role != MATCH_MOTHER;
}

/* How many parts of a name do not agree, and how many of them look like other names altogether. */
struct dispute {
	unsigned parts;
	unsigned far_parts;
};

static struct dispute dispute_of(
	const struct match_comparer *c, match_pattern pattern, uint32_t a, uint32_t b)
{
	struct dispute d = {0};
	for (size_t i = 0; i < c->count && is_name(c, i); i++) {
		unsigned level = match_level(pattern, i);
		bool is_one_sided = level == MATCH_LEVEL_MISSING &&
			match_code(c->table, a, c->compared[i].role) !=
				match_code(c->table, b, c->compared[i].role);
		d.parts += is_one_sided || (level != MATCH_LEVEL_MISSING && level < MATCH_TEXT_SAME);
		d.far_parts +=
			is_one_sided || (level != MATCH_LEVEL_MISSING && level <= MATCH_TEXT_WEAK_RARE);
	}
	return d;
}

/* Raises the levels of parts of the name that say something and are below `least`; that of the given name to near. */
static match_pattern with_names_raised(const struct match_comparer *c, match_pattern pattern, unsigned least)
{
	for (size_t i = 0; i < c->count && is_name(c, i); i++) {
		unsigned level = match_level(pattern, i);
		unsigned raised = c->compared[i].role == MATCH_GIVEN ? MATCH_TEXT_NEAR : least;
		if (level != MATCH_LEVEL_MISSING && level < raised) {
			pattern += match_pattern_of(i, raised - level);
		}
	}
	return pattern;
}

/*
 * Parts that disagree only because words were put together or taken apart between them are near; where one name has
 * words more at its end, they are partial.
 */
static match_pattern with_words_moved(
	const struct match_comparer *c, match_pattern pattern, uint32_t a, uint32_t b)
{
	struct dispute d = dispute_of(c, pattern, a, b);
	if (d.parts < 2 || d.far_parts == 0) {
		return pattern;
	}
	if (match_is_same_whole(c->table, a, b)) {
		return with_names_raised(c, pattern, MATCH_TEXT_NEAR);
	}
	return match_is_whole_begun(c->table, a, b) ? with_names_raised(c, pattern, MATCH_TEXT_PARTIAL)
						    : pattern;
}

match_pattern match_compare(const struct match_comparer *c, uint32_t a, uint32_t b)
{
	bool are_exchanged = is_exchanged(c->table, a, b);
	match_pattern pattern = 0;
	for (size_t i = 0; i < c->count; i++) {
		enum match_role role = c->compared[i].role;
		bool is_exchanged_part = are_exchanged && (role == MATCH_GIVEN || role == MATCH_FAMILY);
		unsigned level = is_exchanged_part ? MATCH_TEXT_NEAR : level_of(c, &c->compared[i], a, b);
		pattern |= match_pattern_of(i, level);
	}
	return with_words_moved(c, pattern, a, b);
}

/* ------- many ------- */

/* Pairs between asking for something and needing it: rows come from memory, values mostly from the last cache. */
enum { VALUES_AHEAD = 8, ROWS_AHEAD = 2 * VALUES_AHEAD };

static void fetch_row(const struct match_table *t, uint32_t record)
{
	const uint32_t *row = match_row_of(t, record);
	__builtin_prefetch(row);
	__builtin_prefetch(row + t->column_count - 1);
}

static void fetch_values(const struct match_comparer *c, struct match_pair pair)
{
	const uint32_t *a = match_row_of(c->table, pair.a);
	const uint32_t *b = match_row_of(c->table, pair.b);
	for (size_t i = 0; i < c->count; i++) {
		const struct match_compared *compared = &c->compared[i];
		uint32_t x = a[compared->column];
		uint32_t y = b[compared->column];
		if (compared->rarity) {
			__builtin_prefetch(&compared->rarity[x]);
		}
		if (compared->values && x != y) {
			__builtin_prefetch(&compared->values->values[x]);
			__builtin_prefetch(&compared->values->values[y]);
		}
	}
}

void match_compare_pairs(
	const struct match_comparer *c, const struct match_pair *pairs, size_t count, match_pattern *patterns)
{
	for (size_t i = 0; i < count + ROWS_AHEAD; i++) {
		if (i < count) {
			fetch_row(c->table, pairs[i].a);
			fetch_row(c->table, pairs[i].b);
		}
		if (i >= VALUES_AHEAD && i - VALUES_AHEAD < count) {
			fetch_values(c, pairs[i - VALUES_AHEAD]);
		}
		if (i >= ROWS_AHEAD) {
			struct match_pair pair = pairs[i - ROWS_AHEAD];
			patterns[i - ROWS_AHEAD] = match_compare(c, pair.a, pair.b);
		}
	}
}
