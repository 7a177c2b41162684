/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* When and where: the date and the place nearest to an act, and what the paragraph said before. */
#include "reading/line.h"

enum { PLACE_WORDS_MAX = 5 };

static uint32_t distance(struct token_range a, uint32_t from, uint32_t end)
{
	return from >= a.end ? from - a.end : end <= a.first ? a.first - end : 0;
}

static bool is_place_preposition(const struct line *line, uint32_t token)
{
	static const char *const words[] = {"in", "at", "near", "outside", "inside", "from", "around"};
	for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
		if (token_is(line->text, token, words[i])) {
			return true;
		}
	}
	return false;
}

/* The longest name of the gazetteer that begins at a token; its end, or `at`. */
static uint32_t longest_place(const struct line *line, const struct work *work, uint32_t at)
{
	uint32_t best = at;
	for (uint32_t end = at + 1; end <= line->tokens.end && end - at <= PLACE_WORDS_MAX; end++) {
		struct bytes words = text_of(line->text, (struct token_range){at, end});
		struct gazetteer_place place;
		bool is_ambiguous;
		if (!gazetteer_has_prefix(work->gazetteer, words)) {
			break;
		}
		if (gazetteer_find(work->gazetteer, words, NULL, &place, 1, &is_ambiguous) > 0) {
			best = end;
		}
	}
	return best;
}

static void set_place(const struct line *line, const struct work *work, struct token_range words, struct proposal *p)
{
	p->place = line_span(line, words);
	p->place.start += work->base;
	p->place.end += work->base;
	if (!work->gazetteer) {
		return;
	}
	const char *country = work->document->country;
	struct gazetteer_context context = {.countries = &country, .country_count = country ? 1 : 0};
	struct gazetteer_place *place = arena_alloc(work->out, sizeof(*place));
	if (gazetteer_find(work->gazetteer, text_of(line->text, words), &context, place, 1, &p->place_is_ambiguous) > 0) {
		p->place_found = p->place_is_ambiguous ? NULL : place;
		p->place_precision = p->place_is_ambiguous ? 0 : gazetteer_precision(place);
	}
}

/* The place nearest to the act: a name behind a preposition of place. */
static void find_place(const struct line *line, const struct work *work, struct token_range act, struct proposal *p)
{
	const struct text *text = line->text;
	bool has_capitals = !text->is_upper_case && !text->is_lower_case;
	struct token_range best = {0, 0};
	uint32_t best_distance = UINT32_MAX;
	for (uint32_t i = line->tokens.first; i + 1 < line->tokens.end; i++) {
		if (!is_place_preposition(line, i)) {
			continue;
		}
		uint32_t first = i + 1;
		bool is_article = token_is(text, first, "the") && first + 1 < line->tokens.end;
		first += is_article ? 1 : 0;
		bool is_named = text->tokens[first].kind == TOKEN_WORD &&
				(!has_capitals || text->tokens[first].flags & (TOKEN_CAPITAL | TOKEN_UPPER));
		uint32_t end = is_named && work->gazetteer ? longest_place(line, work, first) : first;
		while (end == first && has_capitals && is_named && !work->gazetteer && end < line->tokens.end &&
			text->tokens[end].flags & (TOKEN_CAPITAL | TOKEN_UPPER)) {
			end++;
		}
		uint32_t away = distance(act, first, end);
		if (end > first && away < best_distance) {
			best = (struct token_range){first, end};
			best_distance = away;
		}
	}
	if (best.end > best.first) {
		set_place(line, work, best, p);
	}
}

static void set_when(const struct when *w, struct proposal *p)
{
	p->from = w->from;
	p->to = w->to;
	p->date_precision = w->precision;
	p->is_year_inferred = w->is_year_inferred;
}

static bool says_when(const struct when *w)
{
	return w->precision != 0 && (!w->sense || strcmp(w->sense, "at") == 0);
}

/* The date nearest to the act, else the newest of the paragraph. */
static void find_date(const struct line *line, const struct work *work, struct token_range act, struct proposal *p)
{
	const struct when *best = NULL;
	uint32_t best_distance = UINT32_MAX;
	for (uint32_t i = 0; i < line->when_count; i++) {
		const struct line_when *w = &line->whens[i];
		uint32_t away = distance(act, w->tokens.first, w->tokens.end);
		if (says_when(&w->when) && away < best_distance) {
			best = &w->when;
			best_distance = away;
		}
	}
	if (best) {
		set_when(best, p);
	} else if (work->paragraph_when.precision != 0) {
		set_when(&work->paragraph_when, p);
	}
}

static bool may_begin_date(const struct piece *p)
{
	return p->kind == PIECE_NUMBER ||
	       piece_has(p, CLASS_BIT(MONTH) | CLASS_BIT(WEEKDAY) | CLASS_BIT(SEASON) | CLASS_BIT(WHEN) | CLASS_BIT(WHEN_LINK) |
				    CLASS_BIT(NUMBER) | CLASS_BIT(VAGUE));
}

void line_dates(struct line *line, struct work *work, bool has_dates)
{
	line->whens = arena_alloc(line->arena, line->count * sizeof(*line->whens));
	uint32_t behind = line->tokens.first;
	for (uint32_t i = 0; i < line->count && has_dates; i++) {
		const struct piece *p = &line->pieces[i];
		struct when when;
		if (p->first < behind || !may_begin_date(p)) {
			continue;
		}
		struct token_range rest = {p->first, line->tokens.end};
		if (when_read(line->text, line->lexicon, rest, &work->anchor, &when)) {
			behind = p->first + when.taken;
			line->whens[line->when_count++] = (struct line_when){when, {p->first, behind}};
			if (when.is_full) {
				work->anchor.last = when.to;
			}
			if (says_when(&when)) {
				work->paragraph_when = when;
			}
		}
	}
}

void line_begin_block(const struct line *line, struct work *work, bool is_first)
{
	struct dateline dateline;
	work->anchor.last = (struct date){0};
	work->paragraph_when = (struct when){0};
	if (is_first && when_dateline(line->text, line->lexicon, line->tokens, work->document->published, &dateline) &&
		dateline.when.precision != 0) {
		work->anchor.said = dateline.when.to;
	}
}

void line_scope(const struct line *line, const struct work *work, struct token_range act, struct proposal *p)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *piece = &line->pieces[i];
		if (piece->kind == PIECE_WORD && piece_has(piece, CLASS_BIT(CAUSE))) {
			struct span cause = line_span(line, (struct token_range){piece->first, piece->end});
			p->cause = (struct span){cause.start + work->base, cause.end + work->base};
			break;
		}
	}
	find_place(line, work, act, p);
	find_date(line, work, act, p);
}
