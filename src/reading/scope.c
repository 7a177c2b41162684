/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* When and where: the date and the place nearest to an act, and what the paragraph said before. */
#include "reading/line.h"

enum { PLACE_WORDS_MAX = 5 };

static uint32_t distance(struct token_range a, uint32_t from, uint32_t end)
{
	return from >= a.end ? from - a.end : end <= a.first ? a.first - end : 0;
}

static bool has_meaning(const struct lexicon_node *node, enum word_class class, const char *attribute)
{
	for (const struct meaning *m = meaning_of(node->meanings, class); m; m = meaning_of(m->next, class)) {
		if (m->attributes[0] && strcmp(m->attributes[0], attribute) == 0) {
			return true;
		}
	}
	return false;
}

/* Behind the longest phrase of a class that begins at a token; `at` when none does. */
static uint32_t behind_phrase(
	const struct line *line, uint32_t at, enum word_class class, const char *attribute)
{
	uint32_t end = at;
	const struct lexicon_node *node = NULL;
	if (at >= line->tokens.end || !token_leads(&line->text->tokens[at], UINT64_C(1) << class)) {
		return at;
	}
	for (uint32_t i = at; i < line->tokens.end; i++) {
		node = lexicon_step(line->lexicon, node, line->text->tokens[i].word);
		if (!node) {
			break;
		}
		end = has_meaning(node, class, attribute) ? i + 1 : end;
	}
	return end;
}

/* The longest name of the gazetteer that begins at a token; words end where it does, and are empty when none does. */
static struct line_place longest_place(const struct line *line, const struct work *work, uint32_t at)
{
	const char *country = work->document->country;
	struct gazetteer_context context = {.countries = &country, .country_count = country ? 1 : 0};
	struct line_place best = {.words = {at, at}};
	for (uint32_t end = at + 1; end <= line->tokens.end && end - at <= PLACE_WORDS_MAX; end++) {
		struct line_place longer = {.words = {at, end}, .is_known = true};
		struct bytes words = text_of(line->text, longer.words);
		if (!gazetteer_has_prefix(work->gazetteer, words)) {
			break;
		}
		bool is_mark = line->text->tokens[end - 1].kind == TOKEN_MARK;
		if (!is_mark &&
			gazetteer_find(work->gazetteer, words, &context, &longer.place, 1,
				&longer.is_ambiguous) > 0) {
			best = longer;
		}
	}
	return best;
}

/* "TOWN", "BATTLE": an ordinary word in capitals, which is a place's name elsewhere. */
static bool is_shouted(const struct line *line, struct token_range words)
{
	const struct token *t = &line->text->tokens[words.first];
	return words.end == words.first + 1 && t->flags & TOKEN_UPPER && t->word &&
		meaning_of(t->word->node.meanings, CLASS_COMMON);
}

/* Finds the names behind prepositions of place; without a gazetteer, words with a capital letter. */
static void find_places(const struct line *line, struct work *work)
{
	const struct text *text = line->text;
	bool has_capitals = text_has_capitals(text);
	work->place_count = 0;
	work->places =
		arena_alloc(line->arena, (line->tokens.end - line->tokens.first) * sizeof(*work->places));
	for (uint32_t i = line->tokens.first; i + 1 < line->tokens.end; i++) {
		uint32_t first = behind_phrase(line, i, CLASS_PREPOSITION, "in");
		if (first == i || first >= line->tokens.end) {
			continue;
		}
		uint32_t noun = behind_phrase(line, first, CLASS_ARTICLE, "-");
		first = noun < line->tokens.end ? noun : first;
		bool is_named = text->tokens[first].kind == TOKEN_WORD &&
			!line_is_date(line, (struct token_range){first, first + 1}) &&
			(!has_capitals || text->tokens[first].flags & (TOKEN_CAPITAL | TOKEN_UPPER));
		if (!is_named || (!work->gazetteer && !has_capitals)) {
			continue;
		}
		struct line_place alone = {.words = {first, first + 1}};
		struct line_place place = work->gazetteer ? longest_place(line, work, first) : alone;
		if (place.words.end > first && !is_shouted(line, place.words)) {
			work->places[work->place_count++] = place;
		}
	}
}

/* The place nearest to the act. */
static void set_place(
	const struct line *line, const struct work *work, struct token_range act, struct proposal *p)
{
	const struct line_place *best = NULL;
	uint32_t best_distance = UINT32_MAX;
	for (uint32_t i = 0; i < work->place_count; i++) {
		uint32_t away = distance(act, work->places[i].words.first, work->places[i].words.end);
		if (away < best_distance) {
			best = &work->places[i];
			best_distance = away;
		}
	}
	if (!best) {
		return;
	}
	p->place = document_span(work, line, best->words);
	p->place_is_ambiguous = best->is_ambiguous;
	if (best->is_known && !best->is_ambiguous) {
		struct gazetteer_place *found = arena_alloc(work->out, sizeof(*found));
		*found = best->place;
		p->place_found = found;
		p->place_precision = gazetteer_precision(found);
	}
}

static void set_when(const struct when *w, struct proposal *p)
{
	p->from = w->from;
	p->to = w->to;
	p->date_precision = w->precision;
	p->is_year_inferred = w->is_year_inferred;
}

static bool has_sense(const struct when *w, const char *sense)
{
	return w->precision != 0 && strcmp(w->sense ? w->sense : "at", sense) == 0;
}

static bool is_unreal(enum reading_modality modality)
{
	return modality == MODALITY_FUTURE || modality == MODALITY_HYPOTHETICAL ||
		modality == MODALITY_THREATENED;
}

/* The date nearest to the act, else the newest of the paragraph. What has still to come dates nothing that was done. */
static void find_date(
	const struct line *line, const struct work *work, struct token_range act, struct proposal *p)
{
	const struct when *best = NULL;
	uint32_t best_distance = UINT32_MAX;
	bool has_plan = false;
	for (uint32_t i = 0; i < line->when_count; i++) {
		const struct line_when *w = &line->whens[i];
		uint32_t away = distance(act, w->tokens.first, w->tokens.end);
		if (has_sense(&w->when, "as_of")) {
			p->as_of = w->when.to;
			continue;
		}
		if (w->is_ahead && !is_unreal(p->modality)) {
			has_plan = true;
		} else if (has_sense(&w->when, "at") && away < best_distance) {
			best = &w->when;
			best_distance = away;
		}
	}
	if (best) {
		set_when(best, p);
	} else if (work->paragraph_when.precision != 0 && !has_plan) {
		set_when(&work->paragraph_when, p);
	}
}

static bool may_begin_date(const struct piece *p)
{
	return p->kind == PIECE_NUMBER ||
		piece_has(p,
			CLASS_BIT(MONTH) | CLASS_BIT(WEEKDAY) | CLASS_BIT(SEASON) | CLASS_BIT(WHEN) |
				CLASS_BIT(WHEN_LINK) | CLASS_BIT(NUMBER) | CLASS_BIT(VAGUE));
}

bool line_is_date(const struct line *line, struct token_range words)
{
	for (uint32_t i = 0; i < line->when_count; i++) {
		struct token_range date = line->whens[i].tokens;
		if (words.first >= date.first && words.end <= date.end) {
			return true;
		}
	}
	return false;
}

/* What parts a date from a word for what has still to come. */
#define ENDS_PLAN \
	(CLASS_BIT(RELATIVE) | CLASS_BIT(BOUNDARY) | CLASS_BIT(CONJUNCTION) | CLASS_BIT(SAY) | \
		CLASS_BIT(AUXILIARY) | CLASS_BIT(ACT))

/* "On 2 April the court will hear …": such a word in the clause behind a date. */
static bool has_plan_behind(const struct line *line, uint32_t at)
{
	for (; at < line->count && !piece_is_ahead(&line->pieces[at]); at++) {
		const struct piece *p = &line->pieces[at];
		if (piece_has(p, ENDS_PLAN) || (p->kind == PIECE_MARK && p->mark != ',')) {
			return false;
		}
	}
	return at < line->count;
}

/* "will be tried and sentenced", "scheduled for trial": the act is what has still to come, and not one that is over. */
static bool is_planned(const struct line *line, uint32_t act)
{
	return act > 0 &&
		piece_has(&line->pieces[act - 1],
			CLASS_BIT(AUXILIARY) | CLASS_BIT(AHEAD) | CLASS_BIT(CONJUNCTION) | CLASS_BIT(TO));
}

/* "will be sentenced on 5 May": such a word in the clause before a date. */
static bool has_plan_before(const struct line *line, uint32_t at)
{
	while (at > 0 && !piece_is_ahead(&line->pieces[at - 1])) {
		const struct piece *p = &line->pieces[--at];
		bool is_over = piece_has(p, CLASS_BIT(ACT)) && !is_planned(line, at);
		if (is_over || piece_has(p, CLASS_BIT(RELATIVE) | CLASS_BIT(BOUNDARY)) ||
			(p->kind == PIECE_MARK && (p->mark == ';' || p->mark == ':'))) {
			return false;
		}
	}
	return at > 0;
}

/* Whether the date at a piece, which ends at a token, is of what has still to come. */
static bool is_of_plan(const struct line *line, uint32_t at, uint32_t end)
{
	uint32_t behind = at;
	while (behind < line->count && line->pieces[behind].first < end) {
		behind++;
	}
	return has_plan_before(line, at) || has_plan_behind(line, behind);
}

/* Reads the date at a piece, in the light of whether it has still to come. */
static bool read_date(const struct line *line, const struct work *work, uint32_t at, struct line_when *out)
{
	struct when_anchor anchor = work->anchor;
	struct token_range rest = {line->pieces[at].first, line->tokens.end};
	*out = (struct line_when){0};
	if (!when_read(line->text, line->lexicon, rest, &anchor, &out->when)) {
		return false;
	}
	if (line_has(line, CLASS_BIT(AHEAD) | CLASS_BIT(AUXILIARY)) &&
		is_of_plan(line, at, rest.first + out->when.taken)) {
		anchor.is_ahead = true;
		bool is_read = when_read(line->text, line->lexicon, rest, &anchor, &out->when);
		BUG_IF(!is_read);
		out->is_ahead = date_is_absent(anchor.said) || out->when.precision == 0 ||
			date_first_day(out->when.to) > date_first_day(anchor.said);
	}
	out->tokens = (struct token_range){rest.first, rest.first + out->when.taken};
	return true;
}

void line_dates(struct line *line, struct work *work, bool has_dates)
{
	line->whens = arena_alloc(line->arena, line->count * sizeof(*line->whens));
	uint32_t behind = line->tokens.first;
	for (uint32_t i = 0; i < line->count && has_dates; i++) {
		const struct piece *p = &line->pieces[i];
		struct line_when *date = &line->whens[line->when_count];
		if (p->first < behind || !may_begin_date(p) || !read_date(line, work, i, date)) {
			continue;
		}
		behind = date->tokens.end;
		line->when_count++;
		if (date->when.is_full) {
			work->anchor.last = date->when.to;
		}
		if (!date->when.is_year_inferred && date->when.precision != 0) {
			work->anchor.year = date->when.to.year;
		}
		if (has_sense(&date->when, "at") && !date->is_ahead) {
			work->paragraph_when = date->when;
		}
	}
}

void line_begin_block(const struct line *line, struct work *work, bool is_first)
{
	struct dateline dateline;
	work->anchor.last = (struct date){0};
	work->paragraph_when = (struct when){0};
	if (is_first &&
		when_dateline(
			line->text, line->lexicon, line->tokens, work->document->published, &dateline) &&
		dateline.when.precision != 0) {
		work->anchor.said = dateline.when.to;
	}
}

void line_scope(const struct line *line, struct work *work, struct token_range act, struct proposal *p)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *piece = &line->pieces[i];
		if (piece->kind == PIECE_WORD && piece_has(piece, CLASS_BIT(CAUSE))) {
			p->cause = document_span(work, line, (struct token_range){piece->first, piece->end});
			break;
		}
	}
	if (!work->has_places) {
		find_places(line, work);
		work->has_places = true;
	}
	set_place(line, work, act, p);
	find_date(line, work, act, p);
}

static bool has_act_between(const struct line *line, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		if (line->pieces[i].kind == PIECE_ACT) {
			return true;
		}
	}
	return false;
}

/* Whether something ends a clause between two pieces: "; ", or a relative clause of its own with the first in it. */
static bool is_apart(const struct line *line, uint32_t cue, uint32_t act)
{
	uint32_t first = cue < act ? cue : act;
	uint32_t last = cue < act ? act : cue;
	for (uint32_t i = first; i < last; i++) {
		const struct piece *p = &line->pieces[i];
		bool is_relative = act < cue && p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(RELATIVE));
		if ((p->kind == PIECE_MARK && p->mark == ';') ||
			(is_relative && has_act_between(line, i, cue))) {
			return true;
		}
	}
	for (uint32_t i = cue; i > 0 && cue < act; i--) {
		const struct piece *p = &line->pieces[i - 1];
		if (p->kind == PIECE_MARK) {
			return false;
		}
		if (p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(RELATIVE))) {
			return has_act_between(line, i, cue);
		}
	}
	return false;
}

/* "Over the death of two men": the cue names the other incident itself, and is not said of the act that it stands with. */
static bool is_inside(const struct line *line, uint32_t cue, uint32_t act)
{
	for (uint32_t i = cue + 1; i < act; i++) {
		if (line->pieces[i].kind == PIECE_MARK) {
			return false;
		}
	}
	return cue < act;
}

/* Whether a cue is said of the act at a piece. */
static bool is_cue_of(const struct line *line, uint32_t cue, uint32_t act)
{
	const char *kind = piece_attribute(&line->pieces[cue], CLASS_BACKGROUND);
	if (strcmp(kind, "inside") == 0) {
		return is_inside(line, cue, act);
	}
	return !is_apart(line, cue, act) && (cue < act || strcmp(kind, "after") != 0);
}

bool line_is_background(const struct line *line, struct token_range act)
{
	uint32_t at = 0;
	while (at < line->count && line->pieces[at].end < act.end) {
		at++;
	}
	uint32_t cues = 0;
	for (uint32_t i = 0; i < line->count && line->is_background; i++) {
		if (piece_has(&line->pieces[i], CLASS_BIT(BACKGROUND)) &&
			line->pieces[i].kind == PIECE_WORD) {
			cues++;
			if (is_cue_of(line, i, at)) {
				return true;
			}
		}
	}
	return line->is_background && cues == 0;
}
