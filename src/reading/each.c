/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "One soldier killed on each side", "four in each of two attacks": the number that is said, so many times. */
#include "reading/bind.h"

#include <math.h>

/* "Families" is "family" again: so many letters at their beginning are the same. */
enum { STEM_BYTES = 4 };

/* The first letters of a token. */
static struct bytes stem_of(const struct line *line, uint32_t token)
{
	struct bytes word = text_of(line->text, (struct token_range){token, token + 1});
	return (struct bytes){word.s, word.len < STEM_BYTES ? word.len : STEM_BYTES};
}

/* How many a group exactly is; NAN when that is not said. */
static double exact_count(const struct group *g)
{
	bool is_exact = g && g->flags & GROUP_NUMBERED && g->number.kind == NUMBER_COUNT &&
		g->number.low == g->number.high && isnan(g->number.point);
	return is_exact ? g->number.low : NAN;
}

/* Whether one of the words of a group begins with these letters. */
static bool has_stem(const struct line *line, const struct group *g, struct bytes stem)
{
	for (uint32_t i = g->tokens.first; i < g->tokens.end; i++) {
		if (bytes_equal(stem_of(line, i), stem)) {
			return true;
		}
	}
	return false;
}

/* "Two families quarrelled, and one man of each family died": how many of them the sentence said before. */
static double count_before(const struct line *line, uint32_t each)
{
	struct bytes stem = stem_of(line, line->pieces[each].end - 1);
	for (uint32_t i = each; i > 0; i--) {
		const struct group *g = group_at(line, i - 1);
		if (g && !isnan(exact_count(g)) && has_stem(line, g, stem)) {
			return g->number.low;
		}
	}
	return NAN;
}

/* How many times; NAN: so often that nobody counted. */
static double times_of(const struct line *line, uint32_t each)
{
	const char *kind = piece_attribute(&line->pieces[each], CLASS_EACH);
	if (strcmp(kind, "of") == 0) {
		return exact_count(group_at(line, each + 1));
	}
	double count = count_before(line, each);
	return isnan(count) && strcmp(kind, "two") == 0 ? 2 : count;
}

void line_multiply(const struct line *line, const struct binding *b, struct proposal *p)
{
	for (uint32_t i = 0; i < line->count && b->count == 1 && line_has(line, CLASS_BIT(EACH)); i++) {
		const struct piece *each = &line->pieces[i];
		if (each->kind != PIECE_WORD || !piece_has(each, CLASS_BIT(EACH)) ||
			each->first < b->clause.first || each->end > b->clause.end) {
			continue;
		}
		double times = times_of(line, i);
		if (isnan(times)) {
			p->qualifier = record_qualifier_names[RECORD_AT_LEAST];
		}
		p->low *= isnan(times) ? 1 : times;
		p->high *= times;
		p->point *= times;
		return;
	}
}
