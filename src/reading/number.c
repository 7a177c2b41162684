/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Numbers with their qualifiers, and what they count. Only what is no money, age, date, time, length … stays a count.
 */
#include "reading/line.h"

#include <math.h>

struct reader {
	const struct line *line;
	uint32_t at; /* next piece */
};

static const struct piece *peek(const struct reader *r, uint32_t ahead)
{
	static const struct piece nothing = {.kind = PIECE_MARK};
	return r->at + ahead < r->line->count ? &r->line->pieces[r->at + ahead] : &nothing;
}

static bool is_hyphen(const struct piece *p)
{
	return p->kind == PIECE_MARK && p->mark == '-' && p->flags & TOKEN_GLUED;
}

static bool is_digits(const struct piece *p)
{
	return p->kind == PIECE_NUMBER;
}

/* The shape of digits with separators: groups of three are thousands, another point or comma begins decimals. */
static bool digits_value(const struct line *line, const struct piece *p, double *value, uint32_t *digit_count)
{
	struct bytes s = text_of(line->text, (struct token_range){p->first, p->first + 1});
	double whole = 0;
	double scale = 1;
	uint32_t separators = 0;
	uint32_t run = 0;
	char last = 0;
	*digit_count = 0;
	for (size_t i = 0; i < s.len;) {
		size_t len;
		int digit = token_digit(s, i, &len);
		if (digit >= 0) {
			whole = 10 * whole + digit;
			scale *= 10;
			run++;
			++*digit_count;
		} else {
			if (separators > 0 && (run != 3 || s.s[i] != last)) {
				return false;
			}
			last = s.s[i];
			separators++;
			scale = 1;
			run = 0;
		}
		i += len;
	}
	bool are_thousands = separators > 0 && run == 3 && (separators > 1 || last == ',');
	if (separators > 1 && !are_thousands) {
		return false;
	}
	*value = separators == 1 && !are_thousands ? whole / scale : whole;
	return *digit_count <= 15;
}

static const struct meaning *word_of(const struct piece *p, enum word_class class)
{
	return p->kind == PIECE_WORD && piece_has(p, UINT64_C(1) << class) ? meaning_of(p->meanings, class)
									   : NULL;
}

/* Whether a conjunction goes on with a number: "one hundred and five", "treinta y dos" ([conjunction tens]). */
static bool joins_values(const struct reader *r, const struct piece *p, double part, double total)
{
	const char *kind = p->kind == PIECE_WORD ? piece_attribute(p, CLASS_CONJUNCTION) : "";
	if (!word_of(peek(r, 1), CLASS_NUMBER)) {
		return false;
	}
	if (strcmp(kind, "tens") == 0) {
		return part >= 20 && fmod(part, 10) == 0;
	}
	return strcmp(kind, "and") == 0 && (part >= 100 || total > 0) && fmod(part, 100) == 0 &&
		!word_of(peek(r, 2), CLASS_MULTIPLIER);
}

/* "twenty-two", "one hundred and five", "a dozen": returns whether there was one. */
static bool words_value(struct reader *r, double *value)
{
	double total = 0;
	double part = 0;
	bool has_any = false;
	uint32_t start = r->at;
	if (word_of(peek(r, 0), CLASS_ARTICLE) && word_of(peek(r, 1), CLASS_MULTIPLIER)) {
		part = 1;
		r->at++;
	}
	for (;;) {
		const struct piece *p = peek(r, has_any && is_hyphen(peek(r, 0)) ? 1 : 0);
		const struct meaning *m = word_of(p, CLASS_NUMBER);
		const struct meaning *times = word_of(p, CLASS_MULTIPLIER);
		bool fits = m &&
			(!has_any || (m->number < 10 && fmod(part, 100) >= 20 && fmod(part, 10) == 0) ||
				(m->number < 100 && part >= 100 && fmod(part, 100) == 0) ||
				(m->number < 1000 && part >= 1000 && fmod(part, 1000) == 0) ||
				(part == 0 && total > 0));
		if (fits) {
			part += m->number;
		} else if (times && (part > 0 || has_any)) {
			part *= times->number;
			if (times->number >= 1000) {
				total += part;
				part = 0;
			}
		} else if (has_any && joins_values(r, p, part, total)) {
			r->at++;
			continue;
		} else {
			break;
		}
		has_any = true;
		r->at = (uint32_t)(p - r->line->pieces) + 1;
	}
	if (!has_any) {
		r->at = start;
	}
	*value = total + part;
	return has_any;
}

/* "1/2" behind "7 and". */
static bool fraction(struct reader *r, double *value)
{
	uint32_t start = r->at;
	if (word_of(peek(r, 0), CLASS_CONJUNCTION)) {
		r->at++;
	}
	const struct meaning *m = word_of(peek(r, 0), CLASS_FRACTION);
	if (m && (r->at > start || m->length > 1)) {
		*value += m->number;
		r->at++;
		return true;
	}
	double above;
	double below;
	uint32_t digits;
	if (is_digits(peek(r, 0)) && peek(r, 1)->mark == '/' && is_digits(peek(r, 2)) &&
		peek(r, 1)->flags & TOKEN_GLUED && peek(r, 2)->flags & TOKEN_GLUED &&
		digits_value(r->line, peek(r, 0), &above, &digits) &&
		digits_value(r->line, peek(r, 2), &below, &digits) && above < below && below <= 10) {
		*value += above / below;
		r->at += 3;
		return true;
	}
	r->at = start;
	return false;
}

/* Three digits behind a space: "1 700". */
static bool has_thousands(const struct reader *r)
{
	const struct piece *p = peek(r, 0);
	double value;
	uint32_t digits;
	return is_digits(p) && !(p->flags & (TOKEN_GLUED | TOKEN_NEW_LINE)) &&
		digits_value(r->line, p, &value, &digits) && digits == 3 &&
		r->line->text->tokens[p->first].end - r->line->text->tokens[p->first].start == 3;
}

/* A single value: digits or words, with a multiplier or fraction behind. */
static bool single(struct reader *r, double *value, bool *is_year_shaped)
{
	*is_year_shaped = false;
	if (!is_digits(peek(r, 0))) {
		return words_value(r, value) && (fraction(r, value) || true);
	}
	uint32_t digits;
	*value = 0;
	if (fraction(r, value)) {
		return true;
	}
	if (!digits_value(r->line, peek(r, 0), value, &digits)) {
		return false;
	}
	const struct piece *p = peek(r, 0);
	uint32_t length = r->line->text->tokens[p->first].end - r->line->text->tokens[p->first].start;
	*is_year_shaped = digits == 4 && length == 4 && *value >= 1900 && *value < 2100;
	r->at++;
	while (digits <= 3 && has_thousands(r)) {
		double rest;
		(void)digits_value(r->line, peek(r, 0), &rest, &digits);
		*value = 1000 * *value + rest;
		r->at++;
	}
	const struct meaning *times = word_of(peek(r, 0), CLASS_MULTIPLIER);
	if (times) {
		*value *= times->number;
		*is_year_shaped = false;
		r->at++;
		r->at +=
			peek(r, 0)->mark == '.' && piece_has(peek(r, 0) - 1, CLASS_BIT(ABBREVIATION)) ? 1 : 0;
	}
	(void)fraction(r, value);
	return true;
}

static enum record_qualifier qualifier_of(const char *word)
{
	int i = record_word_index(record_qualifier_names, RECORD_QUALIFIER_COUNT, bytes_of(word));
	return i < 0 ? RECORD_EXACT : (enum record_qualifier)i;
}

/* The bounds that a value has under a qualifier. "more than 100" people are at least 101; of other things 100. */
static void set_bounds(struct number *n, double value)
{
	n->low = n->high = n->point = NAN;
	switch (n->qualifier) {
	case RECORD_AT_LEAST:
		n->low = value;
		break;
	case RECORD_MORE_THAN:
		n->low = n->kind == NUMBER_COUNT ? floor(value) + 1 : value;
		break;
	case RECORD_AT_MOST:
	case RECORD_AS_MANY_AS:
		n->high = value;
		break;
	case RECORD_FEWER_THAN:
		n->high = n->kind == NUMBER_COUNT && value >= 1 ? ceil(value) - 1 : value;
		break;
	case RECORD_APPROXIMATELY:
		n->point = n->low = n->high = value;
		break;
	case RECORD_BETWEEN:
	case RECORD_EXACT:
	case RECORD_ALL:
	case RECORD_MOST:
	case RECORD_SOME:
	case RECORD_QUALIFIER_COUNT:
		n->low = n->high = value;
		break;
	}
}

/* Behind a value: its unit, also with a hyphen between. */
static void take_unit(struct reader *r, struct number *n, bool is_year_shaped, bool may_be_money)
{
	uint32_t skip = is_hyphen(peek(r, 0)) ? 1 : 0;
	const struct piece *p = peek(r, skip);
	const struct meaning *m = word_of(p, CLASS_UNIT);
	if (p->kind == PIECE_MARK && piece_has(p, CLASS_BIT(UNIT))) {
		m = meaning_of(p->meanings, CLASS_UNIT);
	}
	while (m && (!m->attributes[1] || strcmp(m->attributes[1], "after") != 0)) {
		m = meaning_of(m->next, CLASS_UNIT);
	}
	if (m && strcmp(m->attributes[0], "ending") == 0) {
		r->at += skip + 1;
		return;
	}
	if (m && is_year_shaped && strcmp(m->attributes[0], "years") == 0) {
		n->kind = NUMBER_DATE;
		r->at++;
	} else if (may_be_money) {
		n->kind = NUMBER_OTHER;
	} else if (word_of(p, CLASS_AGE)) {
		n->kind = NUMBER_AGE;
		r->at += skip + 1;
	} else if (m) {
		static const char durations[] = "years months weeks days hours";
		n->kind = strcmp(m->attributes[0], "percent") == 0    ? NUMBER_PERCENT
			: strstr(durations, m->attributes[0]) != NULL ? NUMBER_DURATION
								      : NUMBER_OTHER;
		n->unit = n->kind == NUMBER_DURATION ? m->attributes[0] : NULL;
		r->at += skip + 1;
	} else if (p->flags & TOKEN_GLUED && p->kind == PIECE_WORD) {
		n->kind = NUMBER_OTHER;
		r->at += skip + 1;
	} else if (is_year_shaped && !piece_has(p, CLASS_BIT(PERSON) | CLASS_BIT(OTHERS))) {
		n->kind = NUMBER_DATE;
	}
}

static const struct meaning *qualifier_here(const struct reader *r, bool is_after)
{
	const struct meaning *m = word_of(peek(r, 0), CLASS_QUALIFIER);
	while (m && (m->attributes[1] != NULL) != is_after) {
		m = meaning_of(m->next, CLASS_QUALIFIER);
	}
	return m;
}

/* Joins two values: "6-8", "6 to 8", "two or three". Needs the one before, and leaves alone what is none. */
static bool range_end(struct reader *r, bool is_between, double low, double *high)
{
	uint32_t start = r->at;
	const struct piece *p = peek(r, 0);
	bool joins = p->kind == PIECE_WORD
		? piece_has(p, CLASS_BIT(TO)) || strcmp(piece_attribute(p, CLASS_CONJUNCTION), "or") == 0 ||
			(is_between && piece_has(p, CLASS_BIT(CONJUNCTION)))
		: p->kind == PIECE_MARK && p->mark == '-';
	bool is_year_shaped;
	if (joins) {
		r->at++;
		if (single(r, high, &is_year_shaped) && *high > low) {
			return true;
		}
	}
	r->at = start;
	return false;
}

/* A count with its qualifiers. */
static bool count(struct reader *r, struct number *n)
{
	*n = (struct number){.low = NAN, .high = NAN, .point = NAN, .qualifier = RECORD_EXACT};
	const struct meaning *q;
	bool may_be_money = false;
	while ((q = qualifier_here(r, false)) != NULL) {
		enum record_qualifier next = qualifier_of(q->attributes[0]);
		n->qualifier = next == RECORD_EXACT ? n->qualifier : next;
		n->is_additive = n->is_additive || piece_has(peek(r, 0), CLASS_BIT(RELATION));
		r->at++;
	}
	bool is_between = word_of(peek(r, 0), CLASS_BETWEEN) != NULL;
	bool is_change = is_between && strcmp(piece_attribute(peek(r, 0), CLASS_BETWEEN), "change") == 0;
	r->at += is_between;
	if (piece_has(peek(r, 0), CLASS_BIT(UNIT)) &&
		strcmp(piece_attribute(peek(r, 0), CLASS_UNIT), "money") == 0) {
		may_be_money = true;
		r->at++;
	}
	double low;
	double high;
	bool is_year_shaped;
	if (word_of(peek(r, 0), CLASS_VAGUE) &&
		(word_of(peek(r, 1), CLASS_NUMBER) || is_digits(peek(r, 1)))) {
		r->at++;
	}
	bool is_hundred = n->qualifier != RECORD_EXACT && word_of(peek(r, 0), CLASS_NUMBER);
	if (word_of(peek(r, 0), CLASS_VAGUE) && !is_hundred) {
		n->is_vague = true;
		n->qualifier = RECORD_SOME;
		r->at++;
		r->at += word_of(peek(r, 0), CLASS_MULTIPLIER) ? 1 : 0;
		take_unit(r, n, false, may_be_money);
		return !is_between;
	}
	if (!single(r, &low, &is_year_shaped)) {
		return false;
	}
	bool is_range = range_end(r, is_between, low, &high);
	if (is_between && !is_range) {
		return false;
	}
	take_unit(r, n, is_year_shaped, may_be_money);
	if (is_change) {
		n->low = n->high = high;
		return true;
	}
	if (is_range) {
		n->qualifier = RECORD_BETWEEN;
		n->low = low;
		n->high = high;
		return true;
	}
	if (peek(r, 0)->mark == '+' && peek(r, 0)->flags & TOKEN_GLUED && n->kind == NUMBER_COUNT) {
		n->qualifier = RECORD_AT_LEAST;
		r->at++;
	} else if ((q = qualifier_here(r, true)) != NULL && n->kind == NUMBER_COUNT) {
		n->qualifier = qualifier_of(q->attributes[0]);
		r->at++;
	}
	set_bounds(n, low);
	return true;
}

/* "all", "most of", "both", "no". */
static bool share(struct reader *r, struct number *n)
{
	const struct meaning *m = word_of(peek(r, 0), CLASS_QUANTIFIER);
	if (!m || !m->attributes[0]) {
		return false;
	}
	bool is_both = strcmp(m->attributes[0], "both") == 0;
	bool is_none = strcmp(m->attributes[0], "none") == 0;
	*n = (struct number){.kind = NUMBER_SHARE, .low = NAN, .high = NAN, .point = NAN};
	n->qualifier = is_both || is_none ? RECORD_EXACT : qualifier_of(m->attributes[0]);
	n->low = n->high = is_both ? 2 : is_none ? 0 : NAN;
	r->at++;
	return true;
}

static bool is_day(const struct reader *r, uint32_t ahead)
{
	double value;
	uint32_t digits;
	const struct piece *p = peek(r, ahead);
	return (is_digits(p) && digits_value(r->line, p, &value, &digits) && digits <= 2 && value >= 1 &&
		       value <= 31) ||
		word_of(p, CLASS_ORDINAL);
}

static bool is_year(const struct reader *r, uint32_t ahead)
{
	double value;
	uint32_t digits;
	const struct piece *p = peek(r, ahead);
	return is_digits(p) && digits_value(r->line, p, &value, &digits) && digits == 4 && value >= 1900 &&
		value < 2100;
}

/* Days as "16", "16th", "16 and 17", "16-17". */
static void take_days(struct reader *r)
{
	for (;;) {
		if (!is_day(r, 0)) {
			return;
		}
		r->at++;
		r->at += word_of(peek(r, 0), CLASS_ORDINAL) ? 1 : 0;
		const struct piece *p = peek(r, 0);
		if (!(p->kind == PIECE_MARK && p->mark == '-') &&
			!piece_has(p, CLASS_BIT(TO) | CLASS_BIT(CONJUNCTION))) {
			return;
		}
		if (!is_day(r, 1) || piece_has(peek(r, 2), CLASS_BIT(PERSON) | CLASS_BIT(OTHERS))) {
			return;
		}
		r->at++;
	}
}

static void take_year(struct reader *r)
{
	uint32_t comma = peek(r, 0)->kind == PIECE_MARK && peek(r, 0)->mark == ',' ? 1 : 0;
	if (is_year(r, comma)) {
		r->at += comma + 1;
	}
}

/* "16 and 17 December 2011", "December 16, 2011", "May 2011", "21-03-2022", "10:29:19". */
static bool date(struct reader *r)
{
	uint32_t start = r->at;
	if (word_of(peek(r, 0), CLASS_MONTH) && (is_day(r, 1) || is_year(r, 1))) {
		r->at++;
		take_days(r);
		take_year(r);
		return true;
	}
	if (is_day(r, 0)) {
		take_days(r);
		r->at += piece_has(peek(r, 0), CLASS_BIT(PREPOSITION)) && word_of(peek(r, 1), CLASS_MONTH)
			? 1
			: 0;
		if (word_of(peek(r, 0), CLASS_MONTH)) {
			r->at++;
			take_year(r);
			return true;
		}
		r->at = start;
	}
	bool is_joined = false;
	while (is_digits(peek(r, 0)) && peek(r, 1)->kind == PIECE_MARK && peek(r, 1)->flags & TOKEN_GLUED &&
		is_digits(peek(r, 2)) && peek(r, 2)->flags & TOKEN_GLUED &&
		(peek(r, 1)->mark == ':' || peek(r, 3)->mark == peek(r, 1)->mark || is_joined)) {
		r->at += 2;
		is_joined = true;
	}
	r->at += is_joined;
	return is_joined;
}

/* Whether the number that ends here counts the people behind it: "aged 4 and 3 soldiers". */
static bool has_people_behind(const struct reader *r)
{
	const uint64_t people = CLASS_BIT(PERSON) | CLASS_BIT(OTHERS);
	bool is_plain = peek(r, 0)->kind == PIECE_WORD && piece_is_plain(peek(r, 0));
	return piece_has(peek(r, 0), people) || (is_plain && piece_has(peek(r, 1), people));
}

/* Behind a first age: "to 9", "and 7", ", 7 and 10". Takes one of them. */
static bool take_next_age(struct reader *r)
{
	uint32_t start = r->at;
	double age;
	bool is_year_shaped;
	bool is_listed = peek(r, 0)->kind == PIECE_MARK && peek(r, 0)->mark == ',' && is_digits(peek(r, 1));
	bool is_taken = false;
	if (is_listed) {
		r->at++;
		is_taken = single(r, &age, &is_year_shaped) &&
			(peek(r, 0)->mark == ',' || piece_has(peek(r, 0), CLASS_BIT(CONJUNCTION)));
	} else {
		r->at += peek(r, 0)->mark == ',' && piece_has(peek(r, 1), CLASS_BIT(CONJUNCTION)) ? 1 : 0;
		is_taken = range_end(r, true, -1, &age);
	}
	if (!is_taken || has_people_behind(r)) {
		r->at = start;
		return false;
	}
	return true;
}

/* Numbers that name a thing: "AK-47", "no. 4", "aged 32", "1." at the beginning of a block. */
static bool label(struct reader *r, struct number *n)
{
	const struct piece *p = peek(r, 0);
	double value;
	bool is_year_shaped;
	uint32_t start = r->at;
	if (is_digits(p) && r->at >= 2 && is_hyphen(&p[-1]) && p->flags & TOKEN_GLUED &&
		p[-2].kind == PIECE_WORD && !piece_has(&p[-2], CLASS_BIT(NUMBER))) {
		r->at++;
		return true;
	}
	if (is_digits(p) && p->flags & TOKEN_NEW_BLOCK &&
		(peek(r, 1)->mark == '.' || peek(r, 1)->mark == ')')) {
		r->at += 2;
		return true;
	}
	const struct meaning *m = piece_has(p, CLASS_BIT(UNIT)) ? meaning_of(p->meanings, CLASS_UNIT) : NULL;
	while (m &&
		(!m->attributes[1] || strcmp(m->attributes[1], "before") != 0 ||
			strcmp(m->attributes[0], "money") == 0)) {
		m = meaning_of(m->next, CLASS_UNIT);
	}
	if (!m) {
		return false;
	}
	r->at++;
	r->at += peek(r, 0)->mark == '.' || word_of(peek(r, 0), CLASS_BETWEEN) ? 1 : 0;
	if (single(r, &value, &is_year_shaped)) {
		n->kind = strcmp(m->attributes[0], "age") == 0 ? NUMBER_AGE : NUMBER_OTHER;
		n->low = n->high = value;
		while (n->kind == NUMBER_AGE && take_next_age(r)) {
		}
		return true;
	}
	r->at = start;
	return false;
}

static bool any_number(struct reader *r, struct number *n)
{
	uint32_t start = r->at;
	*n = (struct number){.kind = NUMBER_OTHER, .low = NAN, .high = NAN, .point = NAN};
	if (label(r, n)) {
		return true;
	}
	if (date(r)) {
		n->kind = NUMBER_DATE;
		return true;
	}
	if (word_of(peek(r, 0), CLASS_ORDINAL) && !word_of(peek(r, 0), CLASS_UNIT)) {
		r->at++;
		*n = (struct number){.kind = NUMBER_OTHER, .low = NAN, .high = NAN, .point = NAN};
		return true;
	}
	if (count(r, n)) {
		return true;
	}
	r->at = start;
	if (share(r, n)) {
		return true;
	}
	r->at = start;
	if (is_digits(peek(r, 0))) {
		r->at++;
		*n = (struct number){.kind = NUMBER_OTHER, .low = NAN, .high = NAN, .point = NAN};
		return true;
	}
	return false;
}

void line_numbers(struct line *line)
{
	struct reader r = {.line = line};
	uint32_t kept = 0;
	const uint64_t begins = CLASS_BIT(NUMBER) | CLASS_BIT(MULTIPLIER) | CLASS_BIT(QUALIFIER) |
		CLASS_BIT(BETWEEN) | CLASS_BIT(VAGUE) | CLASS_BIT(QUANTIFIER) | CLASS_BIT(MONTH) |
		CLASS_BIT(UNIT) | CLASS_BIT(ORDINAL) | CLASS_BIT(ARTICLE);
	line->numbers = arena_alloc(line->arena, line->count * sizeof(*line->numbers));
	struct piece *out = arena_alloc(line->arena, line->count * sizeof(*out));
	while (r.at < line->count) {
		uint32_t start = r.at;
		const struct piece *p = &line->pieces[start];
		struct number n;
		if ((p->kind == PIECE_NUMBER || piece_has(p, begins)) && any_number(&r, &n)) {
			n.tokens = (struct token_range){p->first, line->pieces[r.at - 1].end};
			out[kept++] = (struct piece){n.tokens.first, n.tokens.end, PIECE_NUMBER, 0, p->flags,
				0, NULL, line->number_count};
			line->numbers[line->number_count++] = n;
			continue;
		}
		r.at = start + 1;
		out[kept++] = *p;
	}
	line->pieces = out;
	line->count = kept;
}
