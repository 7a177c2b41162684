/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who did it: sides as doers of acts and of attacks, and statements of responsibility; then, for each proposal, the
 * nearest of them, in its own sentence or in one beside it.
 */
#include "reading/line.h"

enum {
	ACTORS_MAX = 65536,
	REACH = 12,          /* pieces between a side and what it did */
	SENTENCES_AWAY = 3,  /* between an act and who did it */
	STATEMENTS_AWAY = 8, /* a statement of responsibility may be farther */
	BARE_AWAY = 6,
	REACH_BACK = 8,
	SAY_REACH = 2,  /* pieces between an authority and its verb */
	NEIGHBOURS = 4, /* proposals beside one, of the same sentence */
};

static bool is_harm(const char *measure)
{
	static const char *const measures[] = {"killed", "injured", "abducted", "attacked", "bodies"};
	for (size_t i = 0; i < ARRAY_COUNT(measures); i++) {
		if (strcmp(measures[i], measure) == 0) {
			return true;
		}
	}
	return false;
}

/* A word for harm to people or for an attack. */
static bool is_deed(const struct piece *p)
{
	return p->kind == PIECE_WORD &&
		(piece_has(p, CLASS_BIT(VIOLENCE)) ||
			(piece_has(p, CLASS_BIT(ACT)) && is_harm(piece_attribute(p, CLASS_ACT))));
}

static bool is_be(const struct piece *p)
{
	return strcmp(piece_attribute(p, CLASS_AUXILIARY), "be") == 0;
}

static bool is_strong_mark(const struct piece *p)
{
	return p->kind == PIECE_MARK && (p->mark == ';' || p->mark == ':');
}

/* The piece before a side's articles and numbers. */
static uint32_t before_side(const struct line *line, const struct side *s)
{
	uint32_t i = s->first;
	while (i > 0 &&
		(piece_has(piece_at(line, i - 1),
			 CLASS_BIT(ARTICLE) | CLASS_BIT(DETERMINER) | CLASS_BIT(NUMBER) |
				 CLASS_BIT(QUANTIFIER) | CLASS_BIT(VAGUE) | CLASS_BIT(QUALIFIER) |
				 CLASS_BIT(OTHERS)) ||
			piece_at(line, i - 1)->kind == PIECE_NUMBER || piece_at(line, i - 1)->mark == '"')) {
		i--;
	}
	return i;
}

/* Whether words of doubt stand between two pieces. */
static bool is_doubted(const struct line *line, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to && i < line->count; i++) {
		const struct meaning *m = meaning_of(line->pieces[i].meanings, CLASS_HEDGE);
		if (m && m->attributes[0][0] >= '2') {
			return true;
		}
	}
	return false;
}

/* "killed by X", "attack by X": the deed before the side; UINT32_MAX: none. */
static uint32_t deed_before(const struct line *line, const struct side *s)
{
	uint32_t by = before_side(line, s);
	if (by == 0 || !piece_is_preposition(piece_at(line, by - 1), "by")) {
		return UINT32_MAX;
	}
	for (uint32_t i = by - 1; i > 0 && by - i <= REACH; i--) {
		const struct piece *p = piece_at(line, i - 1);
		if (is_deed(p)) {
			return i - 1;
		}
		if (is_strong_mark(p)) {
			break;
		}
	}
	return UINT32_MAX;
}

/* An active verb or a noun that a deed may be told with behind the side. */
static bool is_done(const struct line *line, uint32_t i)
{
	const struct piece *p = piece_at(line, i);
	const struct piece *next = piece_at(line, i + 1);
	if (piece_has(p, CLASS_BIT(VIOLENCE))) {
		return true;
	}
	const struct meaning *m = meaning_of(p->meanings, CLASS_ACT);
	bool is_about_others = m->attributes[1] && strcmp(m->attributes[1], "state") != 0 &&
		m->attributes[2] && strcmp(m->attributes[2], "object") == 0;
	return is_about_others && next->kind != PIECE_MARK &&
		!piece_has(next, CLASS_BIT(PREPOSITION) | CLASS_BIT(BOUNDARY));
}

/* "X killed", "X guerrillas, who attacked", "X attack": the deed behind the side; UINT32_MAX: none. */
static uint32_t deed_behind(const struct line *line, const struct side *s)
{
	if (is_deed(piece_at(line, s->end)) && piece_has(piece_at(line, s->end), CLASS_BIT(FACTION))) {
		return s->end;
	}
	uint32_t before = before_side(line, s);
	const struct piece *p = piece_at(line, before - 1);
	if (before > 0 &&
		(is_deed(p) || (piece_has(p, CLASS_BIT(PREPOSITION)) && !piece_is_preposition(p, "by")))) {
		return UINT32_MAX;
	}
	for (uint32_t i = s->end; i < line->count && i - s->end < REACH; i++) {
		p = piece_at(line, i);
		if (is_deed(p)) {
			return is_done(line, i) ? i : UINT32_MAX;
		}
		if (is_be(p) || is_strong_mark(p) ||
			piece_has(p,
				CLASS_BIT(BOUNDARY) | CLASS_BIT(SAY) | CLASS_BIT(NEGATION) |
					CLASS_BIT(RESPONSIBLE))) {
			break;
		}
	}
	return UINT32_MAX;
}

static void add(struct work *w, struct actor actor)
{
	if (w->actor_count == ACTORS_MAX) {
		return;
	}
	w->actors = arena_grow(w->out, w->actors, w->actor_count, &w->actor_room, sizeof(*w->actors));
	w->actors[w->actor_count++] = actor;
}

/* Whether a word for saying stands beside the piece. */
static bool is_beside_saying(const struct line *line, uint32_t i)
{
	uint64_t says = CLASS_BIT(SAY) | CLASS_BIT(RESPONSIBLE);
	for (uint32_t k = 1; k <= SAY_REACH; k++) {
		if (piece_has(piece_at(line, i + k), says) ||
			(i >= k && piece_has(piece_at(line, i - k), says))) {
			return true;
		}
	}
	return false;
}

/* Who speaks in the line, by the class of the first source beside a word for saying; NULL: nobody. */
static const char *speaker(const struct line *line)
{
	for (uint32_t i = 0; i < line->count; i++) {
		if (piece_has(&line->pieces[i], CLASS_BIT(SOURCE)) && is_beside_saying(line, i)) {
			return piece_attribute(&line->pieces[i], CLASS_SOURCE);
		}
	}
	return NULL;
}

/* The strongest word of doubt beside a side. */
static unsigned hedge_beside(const struct line *line, const struct side *s)
{
	unsigned strongest = 0;
	uint32_t end = s->end + REACH < line->count ? s->end + REACH : line->count;
	for (uint32_t i = s->first > REACH ? s->first - REACH : 0; i < end; i++) {
		const char *strength = piece_attribute(&line->pieces[i], CLASS_HEDGE);
		unsigned hedge = strength[0] != 0 ? (unsigned)(strength[0] - '0') : 0;
		strongest = hedge > strongest ? hedge : strongest;
	}
	return strongest;
}

/* Whether an authority speaks in the line: "police said", "according to the army". */
static bool is_by_authority(const struct line *line)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const char *class = piece_attribute(&line->pieces[i], CLASS_SOURCE);
		bool is_authority = strcmp(class, "official") == 0 || strcmp(class, "court") == 0;
		if (is_authority && is_beside_saying(line, i)) {
			return true;
		}
	}
	return false;
}

/* Adds a side with a piece for its deed; UINT32_MAX: nothing is said of it. */
static void hold(const struct line *line, struct work *w, const struct side *s, uint32_t deed,
	enum reading_responsibility responsibility, bool is_statement)
{
	struct actor actor = {
		.words = document_span(w, line, s->words),
		.organisation = document_span(w, line, s->name),
		.responsibility = responsibility,
		.is_statement = is_statement,
		.hedge = hedge_beside(line, s),
		.source = speaker(line),
		.is_state = s->is_state,
		.is_armed = s->is_armed,
		.sentence = w->sentence,
	};
	if (deed != UINT32_MAX) {
		const struct piece *p = piece_at(line, deed);
		actor.deed = document_span(w, line, (struct token_range){p->first, p->end});
	}
	add(w, actor);
}

static enum reading_responsibility accused(const struct line *line)
{
	return is_by_authority(line) ? RESPONSIBILITY_ACCUSED_BY_AUTHORITIES : RESPONSIBILITY_ACCUSED;
}

static void hold_agent(const struct line *line, struct work *w, const struct side *s)
{
	uint32_t deed = deed_before(line, s);
	deed = deed == UINT32_MAX ? deed_behind(line, s) : deed;
	if (deed == UINT32_MAX) {
		if (s->name.first < s->name.end) {
			hold(line, w, s, UINT32_MAX, RESPONSIBILITY_UNSAID, false);
		}
		return;
	}
	uint32_t from = deed < s->first ? deed : s->end;
	uint32_t to = deed < s->first ? s->first : deed;
	bool is_doubtful = s->is_hedged || is_doubted(line, from, to);
	hold(line, w, s, deed, is_doubtful ? accused(line) : RESPONSIBILITY_FACT, false);
}

/* The side nearest to a piece, on one of its two sides; NULL: none within reach. */
static const struct side *side_near(const struct line *line, uint32_t i, bool is_behind)
{
	const struct side *best = NULL;
	for (uint32_t k = 0; k < line->side_count; k++) {
		const struct side *s = &line->sides[k];
		bool is_within = is_behind ? s->first > i && s->first - i <= REACH
					   : s->end <= i && i - s->end <= REACH;
		if (is_within && (!best || !is_behind)) {
			best = s;
		}
	}
	return best;
}

static enum reading_responsibility kind_of(const struct line *line, const char *word)
{
	return strcmp(word, "claimed") == 0    ? RESPONSIBILITY_CLAIMED
		: strcmp(word, "denied") == 0  ? RESPONSIBILITY_DENIED
		: strcmp(word, "accused") == 0 ? accused(line)
					       : RESPONSIBILITY_POSSIBLE;
}

static void hold_statement(const struct line *line, struct work *w, uint32_t i)
{
	const struct meaning *m = meaning_of(line->pieces[i].meanings, CLASS_RESPONSIBLE);
	bool is_object = strcmp(m->attributes[1], "object") == 0;
	bool is_passive = i > 0 && is_be(piece_at(line, i - 1));
	bool is_behind = strcmp(m->attributes[1], "behind") == 0 || (is_object && !is_passive);
	const struct side *s = side_near(line, i, is_behind);
	if (s) {
		hold(line, w, s, i, kind_of(line, m->attributes[0]), true);
	}
}

void line_responsible(const struct line *line, struct work *work)
{
	for (uint32_t k = 0; k < line->side_count; k++) {
		hold_agent(line, work, &line->sides[k]);
	}
	for (uint32_t i = 0; line->side_count > 0 && i < line->count; i++) {
		if (line->pieces[i].kind == PIECE_WORD &&
			piece_has(&line->pieces[i], CLASS_BIT(RESPONSIBLE))) {
			hold_statement(line, work, i);
		}
	}
}

static bool is_absent(struct span s)
{
	return s.start == s.end;
}

static bool meets(struct span a, struct span b)
{
	return a.start < b.end && b.start < a.end;
}

/* How far an actor's deed is from a proposal: the less, the better; UINT32_MAX: not the same deed. */
static uint32_t distance(const struct actor *actor, const struct proposal *p)
{
	bool is_bare = is_absent(actor->deed);
	bool is_before = actor->sentence < p->sentence;
	uint32_t sentences = is_before ? p->sentence - actor->sentence : actor->sentence - p->sentence;
	uint32_t away = is_bare                           ? BARE_AWAY
		: actor->is_statement && !actor->is_state ? STATEMENTS_AWAY
		: actor->is_state && !actor->is_statement ? 0
							  : SENTENCES_AWAY;
	if (sentences > away || meets(actor->words, p->victims)) {
		return UINT32_MAX;
	}
	uint32_t at = is_bare ? actor->words.start : actor->deed.start;
	bool is_inside = at >= p->quote.start && at < p->quote.end;
	return 8 * sentences + (sentences > 0 && !is_before ? 4 : 0) + (is_inside ? 0 : 2) +
		(actor->is_statement ? 0 : 1);
}

/* The nearest actor of a kind; NULL: none. A state's side that is only named did nothing. */
static const struct actor *nearest(
	const struct work *w, const struct proposal *p, size_t from, bool is_named, bool is_bare)
{
	const struct actor *best = NULL;
	uint32_t best_distance = UINT32_MAX;
	for (size_t i = from; i < w->actor_count && w->actors[i].sentence <= p->sentence + STATEMENTS_AWAY;
		i++) {
		const struct actor *actor = &w->actors[i];
		bool is_fit = is_absent(actor->deed) == is_bare &&
			!(is_named && is_absent(actor->organisation)) && (!is_bare || actor->is_armed);
		uint32_t away = is_fit ? distance(actor, p) : UINT32_MAX;
		if (away < best_distance) {
			best = actor;
			best_distance = away;
		}
	}
	return best;
}

/* Whether who did it are those it was done to, by the words beside it: then it is not said. */
static bool is_victim(const struct work *w, size_t i)
{
	const struct proposal *p = &w->proposals[i];
	for (size_t k = i > NEIGHBOURS ? i - NEIGHBOURS : 0; k < w->count && k <= i + NEIGHBOURS; k++) {
		if (meets(p->by, w->proposals[k].victims)) {
			return true;
		}
	}
	return false;
}

static void assign(const struct work *w, struct proposal *p, size_t from)
{
	const struct actor *best = nearest(w, p, from, false, false);
	const struct actor *named = nearest(w, p, from, true, false);
	if (best && (is_absent(p->by) || meets(p->by, best->words))) {
		p->by = best->words;
	}
	if (best) {
		p->responsibility = best->responsibility;
	}
	bool is_other = best && named != best && named && named->sentence != best->sentence;
	if (!named || (is_other && !named->is_armed)) {
		named = best && best->is_state ? NULL : nearest(w, p, from, true, true);
	}
	if (named && (best || !is_absent(named->deed))) {
		p->by_organisation = named->organisation;
		p->responsibility =
			best && is_absent(named->deed) ? best->responsibility : named->responsibility;
		/* That soldiers killed people, in the words of somebody, is an accusation. */
		if (named->is_state && p->responsibility == RESPONSIBILITY_FACT && p->attribution_count > 0) {
			p->responsibility = RESPONSIBILITY_ACCUSED;
		}
	}
}

void work_hold(struct work *work)
{
	size_t from = 0;
	for (size_t i = 0; i < work->count; i++) {
		struct proposal *p = &work->proposals[i];
		while (from < work->actor_count && work->actors[from].sentence + REACH_BACK < p->sentence) {
			from++;
		}
		p->by = is_victim(work, i) ? (struct span){0, 0} : p->by;
		p->responsibility = is_absent(p->by) ? RESPONSIBILITY_UNSAID : RESPONSIBILITY_FACT;
		if (is_harm(p->measure) && !(work->victim_flags[i] & GROUP_UNREAD_DOER)) {
			assign(work, p, from);
		}
	}
}
