/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose words a sentence is: "X said", "according to X", "X, citing Y, reported", "quoted by Z". */
#include "reading/line.h"

enum { WHO_REACH = 12, BRACKET_REACH = 6, INSERTION_REACH = 10, LISTENER_REACH = 6 };

static bool is_of_date(const struct line *line, const struct piece *p)
{
	return line_is_date(line, (struct token_range){p->first, p->end});
}

static bool ends_who(const struct line *line, const struct piece *p)
{
	return (p->kind == PIECE_MARK && p->mark != '.' && p->mark != '\'' && p->mark != '-') ||
		(p->kind == PIECE_WORD &&
			piece_has(p,
				CLASS_BIT(VERB) | CLASS_BIT(AUXILIARY) | CLASS_BIT(BOUNDARY) |
					CLASS_BIT(RELATIVE) | CLASS_BIT(SAY) | CLASS_BIT(ACT))) ||
		is_of_date(line, p);
}

/* The piece that a source's words before `from` begin with: one piece farther, or brackets ("a group (ABC) said"); `from`
 * when they end there. */
static uint32_t before_brackets(const struct line *line, uint32_t from)
{
	const struct piece *p = &line->pieces[from - 1];
	if (is_mark(p, ')') || is_mark(p, ']')) {
		for (uint32_t i = from - 1; i > 0 && from - i <= BRACKET_REACH; i--) {
			if (is_mark(&line->pieces[i - 1], '(') || is_mark(&line->pieces[i - 1], '[')) {
				return i - 1;
			}
		}
	}
	return ends_who(line, p) ? from : from - 1;
}

/* Where the words of a source begin that end before a piece. */
static uint32_t who_before(const struct line *line, uint32_t end)
{
	uint32_t from = end;
	while (from > 0 && end - from < WHO_REACH && before_brackets(line, from) < from) {
		from = before_brackets(line, from);
	}
	return from;
}

static uint32_t who_behind(const struct line *line, uint32_t from, uint32_t reach)
{
	uint32_t to = from;
	while (to < line->count && to - from < reach && !ends_who(line, &line->pieces[to])) {
		to++;
	}
	return to;
}

/* The class of the source that pieces from … to - 1 name, the last one decides; NULL when none does. */
static const char *source_class(const struct line *line, uint32_t from, uint32_t to)
{
	for (uint32_t i = to; i > from; i--) {
		if (piece_has(&line->pieces[i - 1], CLASS_BIT(SOURCE))) {
			return piece_attribute(&line->pieces[i - 1], CLASS_SOURCE);
		}
	}
	return NULL;
}

static bool is_who(const struct line *line, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++) {
		const struct piece *p = &line->pieces[i];
		if (p->kind == PIECE_NAME ||
			piece_has(p, CLASS_BIT(SOURCE) | CLASS_BIT(PERSON) | CLASS_BIT(PRONOUN))) {
			return true;
		}
	}
	return false;
}

/* The comma that opens what is inserted between a source and the comma before piece `say`; `say` when nothing is. */
static uint32_t insertion_before(const struct line *line, uint32_t say)
{
	if (say < 2 || !is_mark(&line->pieces[say - 1], ',')) {
		return say;
	}
	for (uint32_t i = say - 1; i > 0 && say - i <= INSERTION_REACH; i--) {
		const struct piece *p = &line->pieces[i - 1];
		if (is_mark(p, ',')) {
			return i - 1;
		}
		if (p->kind == PIECE_MARK && p->mark != '-' && p->mark != '\'' && p->mark != '.') {
			return say;
		}
	}
	return say;
}

static void add(struct line *line, struct token_range tokens, uint32_t from, uint32_t to, const char *verb,
	uint32_t said_at, bool is_through)
{
	while (to > from && line->pieces[to - 1].kind == PIECE_MARK) {
		to--;
	}
	if (line->voice_count == LINE_VOICES_MAX || from >= to || !is_who(line, from, to)) {
		return;
	}
	const char *class = source_class(line, from, to);
	bool is_doubting = strcmp(verb, "claims") == 0 || strcmp(verb, "alleges") == 0;
	struct attribution said = {
		.who = line_span(
			line, (struct token_range){line->pieces[from].first, line->pieces[to - 1].end}),
		.class_name = class ? class : "unattributed",
		.verb = verb,
		.hedge = is_doubting ? 2 : 1,
	};
	uint32_t at = line->voice_count++;
	for (; at > 0 && line->voices[at - 1].tokens.first > tokens.first; at--) {
		line->voices[at] = line->voices[at - 1];
	}
	line->voices[at] = (struct voice){said, tokens, said_at, is_through};
}

/* "told the radio station X": who passes the words on. */
static void add_listener(struct line *line, uint32_t say)
{
	uint32_t to = who_behind(line, say + 1, LISTENER_REACH);
	const char *class = source_class(line, say + 1, to);
	static const char *const passing_on[] = {"media", "ngo", "igo"};
	for (size_t i = 0; class && i < ARRAY_COUNT(passing_on); i++) {
		if (strcmp(class, passing_on[i]) == 0) {
			struct token_range tokens = {line->pieces[say + 1].first, line->pieces[to - 1].end};
			add(line, tokens, say + 1, to, "reports", tokens.first, true);
			return;
		}
	}
}

/* The source before a word for saying, over what is inserted between them; `say` when there is none. */
static uint32_t speaker_before(const struct line *line, uint32_t say, uint32_t *end)
{
	uint32_t comma = insertion_before(line, say);
	uint32_t from = who_before(line, comma);
	*end = comma;
	if (comma == say) {
		return from;
	}
	bool names_other = false;
	for (uint32_t i = comma; i < say; i++) {
		names_other = names_other || piece_has(&line->pieces[i], CLASS_BIT(SAY) | CLASS_BIT(ACT));
	}
	bool is_apposition = !names_other && is_who(line, comma + 1, say);
	if (from < comma && is_who(line, from, comma)) {
		*end = is_apposition ? say : comma;
		return from;
	}
	*end = say;
	return is_apposition ? comma + 1 : say;
}

static void find_voice(struct line *line, uint32_t i, const struct meaning *say)
{
	const char *verb = say->attributes[0];
	const char *side = say->attributes[1] ? say->attributes[1] : "";
	uint32_t at = line->pieces[i].first;
	bool is_second = i > 0 && piece_has(&line->pieces[i - 1], CLASS_BIT(CONJUNCTION));
	if (is_second && strcmp(side, "with") != 0) {
		return; /* "X noted the deaths and denied …": X is still speaking */
	}
	uint32_t end;
	uint32_t from = speaker_before(line, i, &end);
	bool is_behind = strcmp(side, "with") == 0 || from == i ||
		(line->grammar & GRAMMAR_FREE_ORDER && !is_who(line, from, end));
	if (is_behind) {
		uint32_t first = i + 1;
		while (first < line->count && is_of_date(line, &line->pieces[first])) {
			first++;
		}
		uint32_t to = who_behind(line, first, WHO_REACH);
		bool is_through = strcmp(side, "with") == 0 && strcmp(verb, "reports") == 0;
		struct token_range tokens = {at, line->pieces[to - 1].end};
		add(line, tokens, first, to, verb, at, is_through);
	} else {
		struct token_range tokens = {line->pieces[from].first, line->pieces[i].end};
		add(line, tokens, from, end, verb, at, false);
	}
	if (strcmp(side, "to") == 0) {
		add_listener(line, i);
	}
}

void line_voices(struct line *line)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const struct meaning *say = meaning_of(line->pieces[i].meanings, CLASS_SAY);
		bool is_adjective =
			i > 0 && piece_has(&line->pieces[i - 1], CLASS_BIT(ARTICLE) | CLASS_BIT(DETERMINER));
		if (say && line->pieces[i].kind == PIECE_WORD && !is_adjective) {
			find_voice(line, i, say);
		}
	}
}

/* ------- who says what ------- */

/* Voices of one clause with nothing told between them: one passes on the other's words. */
struct chain {
	uint32_t first; /* of the voices */
	uint32_t end;
	struct token_range tokens;
};

/* Whether an act or a count of people lies in [from, to). */
static bool is_told_between(const struct line *line, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < line->act_count; i++) {
		if (line->acts[i].tokens.first >= from && line->acts[i].tokens.end <= to) {
			return true;
		}
	}
	for (uint32_t i = 0; i < line->group_count; i++) {
		const struct group *g = &line->groups[i];
		if (g->flags & GROUP_NUMBERED && g->tokens.first >= from && g->tokens.end <= to) {
			return true;
		}
	}
	return false;
}

/* Whether a clause of its own begins between two tokens: a semicolon, or a word like "while", behind what was told. */
static bool is_parted(const struct line *line, uint32_t from, uint32_t to)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *p = &line->pieces[i];
		bool is_word = p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(BOUNDARY));
		if (p->first >= from && p->end <= to && (is_mark(p, ';') || is_word)) {
			return true;
		}
	}
	return false;
}

static struct chain chain_from(const struct line *line, uint32_t first)
{
	struct chain c = {first, first + 1, line->voices[first].tokens};
	for (; c.end < line->voice_count; c.end++) {
		struct token_range next = line->voices[c.end].tokens;
		if (is_told_between(line, c.tokens.end, next.first) ||
			is_parted(line, c.tokens.end, next.first)) {
			break;
		}
		c.tokens.end = next.end > c.tokens.end ? next.end : c.tokens.end;
	}
	return c;
}

/* A chain behind a mark and before one, or the end, says what stands before it: "17 died, X said." */
static bool is_trailing(const struct line *line, const struct chain *c)
{
	const struct token *tokens = line->text->tokens;
	uint32_t before = c->tokens.first;
	bool is_first = before == line->tokens.first;
	bool is_behind_mark = !is_first && tokens[before - 1].kind == TOKEN_MARK;
	bool is_source_last = line->voices[c->first].said_at == before;
	bool is_before_mark = c->tokens.end >= line->tokens.end || tokens[c->tokens.end].kind == TOKEN_MARK;
	return !is_first && (is_behind_mark || is_source_last) && is_before_mark &&
		is_told_between(line, line->tokens.first, before);
}

/* How well a chain suits what stands at a token; the lowest is best. */
static uint32_t ill_fit(const struct line *line, const struct chain *c, uint32_t at)
{
	bool is_before = c->tokens.end <= at;
	bool is_apart = is_before ? is_parted(line, c->tokens.end, at) : is_parted(line, at, c->tokens.first);
	bool is_turned = is_before == is_trailing(line, c);
	return (uint32_t)is_apart * 2 + (uint32_t)is_turned;
}

uint32_t line_voices_of(const struct line *line, uint32_t at, const struct voice *out[LINE_VOICES_MAX])
{
	struct chain best = {0};
	uint32_t best_fit = UINT32_MAX;
	uint32_t best_away = UINT32_MAX;
	for (uint32_t first = 0; first < line->voice_count;) {
		struct chain c = chain_from(line, first);
		uint32_t fit = ill_fit(line, &c, at);
		uint32_t away = c.tokens.end <= at ? at - c.tokens.end
			: c.tokens.first > at      ? c.tokens.first - at
						   : 0;
		if (fit < best_fit || (fit == best_fit && away < best_away)) {
			best = c;
			best_fit = fit;
			best_away = away;
		}
		first = c.end;
	}
	uint32_t count = 0;
	for (int is_through = 1; is_through >= 0; is_through--) {
		for (uint32_t i = best.first; i < best.end; i++) {
			if (line->voices[i].is_through == (is_through == 1)) {
				out[count++] = &line->voices[i];
			}
		}
	}
	return count;
}
