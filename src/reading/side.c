/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Armed and political sides: organisations by the nouns that their names end with, by the acronym in brackets behind a name,
 * by the people named after them ("X guerrillas", "members of X"), and by having been named before. Capitals help where
 * there are any, and nothing depends on them.
 */
#include "reading/line.h"

enum { NAME_WORDS_MAX = 7, DESCRIPTIONS_MAX = 4 };

static bool is_faction(const struct piece *p, const char *kind)
{
	if (!piece_has(p, CLASS_BIT(FACTION))) {
		return false;
	}
	for (const struct meaning *m = meaning_of(p->meanings, CLASS_FACTION); m;
		m = meaning_of(m->next, CLASS_FACTION)) {
		if (strcmp(m->attributes[0], kind) == 0) {
			return true;
		}
	}
	return false;
}

/* A noun for those who fight: "guerrillas", "gunmen"; soldiers and policemen when is_force. */
static bool is_fighter(const struct piece *p, bool is_force)
{
	for (const struct meaning *m = meaning_of(p->meanings, CLASS_PERSON); m;
		m = meaning_of(m->next, CLASS_PERSON)) {
		const char *class = m->attributes[0];
		if (is_force ? strcmp(class, "soldiers") == 0 || strcmp(class, "police") == 0
			     : strcmp(class, "militants") == 0 || strcmp(class, "perpetrators") == 0 ||
					strcmp(class, "suspects") == 0) {
			return true;
		}
	}
	return false;
}

static bool is_capital(const struct line *line, const struct piece *p)
{
	return !text_has_capitals(line->text) || (p->flags & (TOKEN_CAPITAL | TOKEN_UPPER)) != 0;
}

/* The name of a group that the tables have. */
static bool is_listed(const struct line *line, uint32_t i)
{
	const struct piece *p = piece_at(line, i);
	return p->kind == PIECE_WORD && is_capital(line, p) && is_faction(p, "name");
}

/* A word that no table has, as names have them; or a name of the tables. */
static bool is_unknown(const struct line *line, uint32_t i)
{
	const struct piece *p = piece_at(line, i);
	if (is_listed(line, i)) {
		return true;
	}
	const struct piece *before = piece_at(line, i - 1);
	bool is_ending =
		i > 0 && p->flags & TOKEN_GLUED && (before->mark == '\'' || before->kind == PIECE_NUMBER);
	return p->kind == PIECE_WORD && p->classes == 0 && p->end - p->first == 1 && !is_ending &&
		is_capital(line, p);
}

static bool is_part(const struct line *line, uint32_t i)
{
	const struct piece *p = piece_at(line, i);
	return p->kind == PIECE_WORD &&
		(is_unknown(line, i) ||
			(is_capital(line, p) &&
				(is_faction(p, "modifier") || is_faction(p, "nationality") ||
					piece_has(p, CLASS_BIT(ORDINAL)))));
}

/* The first piece of the words of a name that end before the piece at `end`. */
static uint32_t name_first(const struct line *line, uint32_t end)
{
	uint32_t i = end;
	while (i > 0 && end - i < NAME_WORDS_MAX && !(piece_at(line, i)->flags & TOKEN_NEW_BLOCK) &&
		is_part(line, i - 1)) {
		i--;
	}
	/* "6th", "3d": a number and what is glued to it. */
	const struct piece *ending = piece_at(line, i - 1);
	bool is_before = i > 1 && ending->kind == PIECE_WORD && ending->flags & TOKEN_GLUED;
	uint32_t number = is_before ? i - 2 : i - 1;
	bool is_ordinal = i > 0 && i < end && piece_at(line, number + 1)->flags & TOKEN_GLUED &&
		piece_at(line, number)->kind == PIECE_NUMBER;
	return is_ordinal ? number : i;
}

static bool has_unknown(const struct line *line, uint32_t first, uint32_t end)
{
	for (uint32_t i = first; i < end; i++) {
		if (is_unknown(line, i)) {
			return true;
		}
	}
	return false;
}

static bool has_rebel(const struct line *line, uint32_t first, uint32_t end)
{
	for (uint32_t i = first; i < end; i++) {
		if (is_faction(piece_at(line, i), "rebel")) {
			return true;
		}
	}
	return false;
}

/* "M-19": a letter or word, a hyphen and a number. */
static uint32_t numbered_end(const struct line *line, uint32_t i)
{
	const struct piece *hyphen = piece_at(line, i + 1);
	const struct piece *number = piece_at(line, i + 2);
	bool is_joined = hyphen->mark == '-' && hyphen->flags & TOKEN_GLUED && number->kind == PIECE_NUMBER &&
		number->flags & TOKEN_GLUED;
	return is_unknown(line, i) && is_joined ? i + 3 : i;
}

static uint64_t hash_words(const struct line *line, uint32_t first, uint32_t end)
{
	uint64_t h = 0;
	for (uint32_t t = piece_at(line, first)->first; t < piece_at(line, end - 1)->end; t++) {
		h = (h ^ line->text->tokens[t].hash) * UINT64_C(1099511628211);
	}
	return h;
}

/* The newest of the known names that may begin with the word of a piece. */
static uint8_t *bucket_of(const struct line *line, struct work *work, uint32_t i)
{
	return &work->known_newest[line->text->tokens[piece_at(line, i)->first].hash % KNOWN_BUCKETS];
}

/* The longest known name that begins at i; NULL when none does. */
static struct known_side *known_at(const struct line *line, struct work *work, uint32_t i)
{
	struct known_side *best = NULL;
	uint8_t at = *bucket_of(line, work, i);
	if (at == 0 || piece_at(line, i)->kind != PIECE_WORD || !is_part(line, i)) {
		return NULL;
	}
	for (; at != 0; at = work->known[at - 1].older) {
		struct known_side *known = &work->known[at - 1];
		if ((!best || known->words >= best->words) && i + known->words <= line->count &&
			hash_words(line, i, i + known->words) == known->hash) {
			best = known;
		}
	}
	return best;
}

static void learn(const struct line *line, struct work *work, uint32_t first, uint32_t end, bool is_armed)
{
	if (!has_unknown(line, first, end)) {
		return;
	}
	struct known_side *known = known_at(line, work, first);
	if (known && known->words == end - first) {
		known->is_armed = known->is_armed || is_armed;
	} else if (work->known_count < KNOWN_SIDES_MAX) {
		uint8_t *newest = bucket_of(line, work, first);
		work->known[work->known_count++] =
			(struct known_side){hash_words(line, first, end), end - first, *newest, is_armed};
		*newest = (uint8_t)work->known_count;
	}
}

/* Behind an acronym in brackets at i: "[ABC]"; i when there is none. */
static uint32_t acronym_end(const struct line *line, uint32_t i)
{
	const struct piece *open = piece_at(line, i);
	uint32_t end = numbered_end(line, i + 1);
	end = end == i + 1 && is_unknown(line, i + 1) ? i + 2 : end;
	char close = open->mark == '[' ? ']' : ')';
	bool is_bracket = open->kind == PIECE_MARK && (open->mark == '[' || open->mark == '(');
	return is_bracket && end > i + 1 && piece_at(line, end)->mark == close ? end + 1 : i;
}

static bool is_article(const struct line *line, uint32_t i)
{
	return piece_has(piece_at(line, i), CLASS_BIT(ARTICLE));
}

static bool is_quote(const struct piece *p)
{
	return p->kind == PIECE_MARK && p->mark == '"';
}

static bool is_of(const struct line *line, uint32_t i)
{
	return piece_is_preposition(piece_at(line, i), "of");
}

/* Going left over what describes fighters: "heavily armed", "terrorist". */
static uint32_t before_descriptions(const struct line *line, uint32_t i)
{
	for (uint32_t n = 0; n < DESCRIPTIONS_MAX && i > 0; n++, i--) {
		const struct piece *p = piece_at(line, i - 1);
		bool is_word =
			p->kind == PIECE_WORD && !is_faction(p, "nationality") && !is_faction(p, "modifier");
		if (!is_word || !(is_faction(p, "description") || is_fighter(p, false))) {
			break;
		}
	}
	return i;
}

static struct token_range tokens_of(const struct line *line, uint32_t first, uint32_t end)
{
	if (first >= end) {
		return (struct token_range){0, 0};
	}
	return (struct token_range){piece_at(line, first)->first, piece_at(line, end - 1)->end};
}

/* Whether words are a name rather than a description: two or more, or one that is no ordinary word. */
static bool is_telling(const struct line *line, uint32_t first, uint32_t end)
{
	return has_unknown(line, first, end) &&
		(end - first > 1 || text_has_capitals(line->text) ||
			!meaning_of(piece_at(line, first)->meanings, CLASS_COMMON));
}

/* Adds pieces first … end - 1, of which name … name_end - 1 are an organisation's; returns end. */
static uint32_t add(
	struct line *line, uint32_t first, uint32_t end, uint32_t name, uint32_t name_end, bool is_people)
{
	uint32_t start = first;
	bool is_hedged = false;
	while (start > 0 && first - start < DESCRIPTIONS_MAX &&
		piece_has(piece_at(line, start - 1), CLASS_BIT(HEDGE) | CLASS_BIT(FACTION)) &&
		!piece_has(piece_at(line, start - 1), CLASS_BIT(PREPOSITION) | CLASS_BIT(VERB))) {
		start--;
		is_hedged = is_hedged || piece_has(piece_at(line, start), CLASS_BIT(HEDGE));
	}
	while (line->side_count > 0 && line->sides[line->side_count - 1].end > start) {
		line->side_count--;
	}
	line->sides[line->side_count++] = (struct side){start, end, tokens_of(line, start, end),
		tokens_of(line, name, name_end), is_hedged, is_people, false, false};
	return end;
}

static struct side *newest(struct line *line)
{
	return &line->sides[line->side_count - 1];
}

/* A name that ends with a noun for organisations: "X National Liberation Front [ABC]", "Army of National Liberation". */
static uint32_t take_headed(struct line *line, struct work *work, uint32_t i)
{
	const struct piece *head = piece_at(line, i);
	bool is_state = is_faction(head, "state");
	bool is_side = is_state || is_faction(head, "side");
	bool is_generic = is_faction(head, "generic");
	bool is_armed = is_faction(head, "armed");
	bool is_head = is_armed || is_faction(head, "head");
	if (!is_side && !is_generic && (!is_head || !is_capital(line, head))) {
		return i;
	}
	uint32_t first = name_first(line, i);
	if (is_generic && !is_telling(line, first, i)) {
		return i;
	}
	uint32_t end = i + 1;
	uint32_t behind = end + 1;
	while (is_of(line, end) && behind - end <= NAME_WORDS_MAX && is_part(line, behind)) {
		behind++;
	}
	bool is_named = first < i;
	if (behind > end + 1 && (is_named || is_faction(piece_at(line, end + 1), "modifier"))) {
		end = behind;
		is_named = true;
	}
	if (!is_named && !is_side) {
		return i;
	}
	/* "Zed Liberation Armed Forces" and an "Army of Liberation" are no state's. */
	is_state = is_state && !has_unknown(line, first, i) && !(is_armed && has_rebel(line, first, end));
	is_armed = !is_state && (is_armed || is_side);
	uint32_t bracket = acronym_end(line, end);
	if (bracket > end) {
		learn(line, work, end + 1, bracket - 1, is_armed);
	}
	learn(line, work, first, end, is_armed);
	add(line, first, bracket, first, end, false);
	newest(line)->is_state = is_state;
	newest(line)->is_armed = is_armed;
	return bracket;
}

/* A name that was told before. */
static uint32_t take_known(struct line *line, struct work *work, uint32_t i)
{
	const struct known_side *known = known_at(line, work, i);
	if (!known) {
		return i;
	}
	uint32_t end = i + known->words;
	add(line, i, end, i, end, false);
	newest(line)->is_armed = known->is_armed;
	return end;
}

/* A name that the tables have. */
static uint32_t take_listed(struct line *line, uint32_t i)
{
	if (!is_listed(line, i)) {
		return i;
	}
	uint32_t end = acronym_end(line, i + 1);
	add(line, i, end, i, i + 1, false);
	newest(line)->is_armed = true;
	return end;
}

/* "X guerrillas", "the guerrillas", "members of X": the people of a side. */
static uint32_t take_people(struct line *line, struct work *work, uint32_t i)
{
	const struct piece *p = piece_at(line, i);
	bool is_member = is_faction(p, "member");
	bool is_own = is_fighter(p, false) || is_fighter(p, true);
	if (p->kind != PIECE_WORD || !(is_member || is_own)) {
		return i;
	}
	uint32_t name_end = before_descriptions(line, i);
	uint32_t described = name_end;
	name_end -= name_end > 0 && is_quote(piece_at(line, name_end - 1));
	uint32_t name = name_first(line, name_end);
	struct side *last = line->side_count > 0 ? &line->sides[line->side_count - 1] : NULL;
	if (last && (last->end == name_end || last->end == described)) {
		last->end = i + 1;
		last->words.end = p->end;
		last->is_people = true;
		last->is_armed = last->is_armed || (is_fighter(p, false) && !last->is_state);
		return i + 1;
	}
	if (is_telling(line, name, name_end)) {
		learn(line, work, name, name_end, is_fighter(p, false));
		add(line, name, i + 1, name, name_end, true);
		newest(line)->is_armed = is_fighter(p, false);
		return i + 1;
	}
	uint32_t behind = i + 1;
	if (is_of(line, behind)) {
		uint32_t first = behind + 1 + is_article(line, behind + 1);
		uint32_t end = first;
		while (end - first < NAME_WORDS_MAX && is_part(line, end)) {
			end++;
		}
		bool is_name = is_member && first > behind + 1 && has_unknown(line, first, end) &&
			!is_faction(piece_at(line, end), "head") &&
			!is_faction(piece_at(line, end), "side") && !is_faction(piece_at(line, end), "state");
		if (is_name) {
			learn(line, work, first, end, false);
			return add(line, i, end, first, end, true);
		}
	}
	return is_own ? add(line, described, i + 1, 0, 0, true) : i;
}

/* "an X attack" */
static uint32_t take_attacker(struct line *line, struct work *work, uint32_t i)
{
	if (!is_faction(piece_at(line, i), "attack")) {
		return i;
	}
	uint32_t name_end = before_descriptions(line, i);
	uint32_t name = name_first(line, name_end);
	if (name == 0 || !is_article(line, name - 1) || !is_telling(line, name, name_end)) {
		return i;
	}
	learn(line, work, name, name_end, true);
	add(line, name, name_end, name, name_end, false);
	newest(line)->is_armed = true;
	return name_end;
}

/* "members of the X", "guerrillas of the X": the people before a name belong to its side. */
static void join(struct line *line)
{
	struct side *last = &line->sides[line->side_count - 1];
	uint32_t of = last->first;
	while (of > 0 && (is_article(line, of - 1) || is_faction(piece_at(line, of - 1), "description"))) {
		of--;
	}
	const struct piece *people = piece_at(line, of - 2);
	if (last->name.first == last->name.end || of < 2 || !is_of(line, of - 1) ||
		people->kind != PIECE_WORD ||
		!(is_faction(people, "member") || is_fighter(people, false) || is_fighter(people, true))) {
		return;
	}
	struct side whole = *last;
	whole.first = of - 2;
	line->side_count--;
	if (line->side_count > 0 && line->sides[line->side_count - 1].end == of - 1) {
		line->side_count--;
		whole.first = line->sides[line->side_count].first;
		whole.is_hedged = whole.is_hedged || line->sides[line->side_count].is_hedged;
	}
	whole.words.first = piece_at(line, whole.first)->first;
	whole.is_people = true;
	whole.is_armed = whole.is_armed || (is_fighter(people, false) && !whole.is_state);
	line->sides[line->side_count++] = whole;
}

/* A name or people that the words themselves tell. */
static uint32_t take_other(struct line *line, struct work *work, uint32_t i)
{
	if (line->pieces[i].kind != PIECE_WORD) {
		return i;
	}
	uint32_t end = take_listed(line, i);
	end = end == i ? take_headed(line, work, i) : end;
	end = end == i ? take_people(line, work, i) : end;
	return end == i ? take_attacker(line, work, i) : end;
}

void line_sides(struct line *line, struct work *work)
{
	line->sides = arena_alloc(line->arena, line->count * sizeof(*line->sides));
	for (uint32_t i = 0; i < line->count;) {
		uint32_t end = take_known(line, work, i);
		if (end == i && piece_has(&line->pieces[i], CLASS_BIT(FACTION) | CLASS_BIT(PERSON))) {
			end = take_other(line, work, i);
		}
		if (end > i) {
			join(line);
		}
		i = end > i ? end : i + 1;
	}
}
