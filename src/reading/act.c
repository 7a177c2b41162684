/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Acts: the verb with its auxiliaries, negation and guards, as one piece. */
#include "reading/line.h"

enum { ADVERBS_MAX = 2, GUARD_REACH = 3, ACHIEVED_REACH = 8 };

static const char *const form_names[FORM_COUNT] = {
	"base", "past", "participle", "ing", "noun", "state", "infinitive", "field"};
static const char *const role_names[ROLE_COUNT] = {"object", "subject", "of", "against", "event", "events"};

static int index_of(const char *const *names, int count, const char *word)
{
	return record_word_index(names, count, bytes_of(word));
}

static enum act_form act_form_of(const struct meaning *m)
{
	int i = index_of(form_names, FORM_COUNT, m->attributes[1]);
	return i < 0 ? FORM_NOUN : (enum act_form)i;
}

static enum act_role act_role_of(const struct meaning *m)
{
	int i = m->attributes[2] ? index_of(role_names, ROLE_COUNT, m->attributes[2]) : ROLE_OBJECT;
	return i < 0 ? ROLE_EVENT : (enum act_role)i;
}

/* How well a form goes with what stands in front of it. */
static int fitness(const struct act *act, enum act_form form)
{
	bool is_participle = form == FORM_PAST || form == FORM_PARTICIPLE;
	if (act->has_be) {
		return is_participle ? 3 : form == FORM_ING || form == FORM_STATE ? 2 : 0;
	}
	if (act->has_have) {
		return is_participle ? 3 : 0;
	}
	if (act->has_to) {
		return form == FORM_BASE ? 3 : 0;
	}
	return is_participle ? 2 : 1;
}

/* Whether a meaning is only for sentences that tell of a killing, and this is none: "shot" before a firing squad. */
static bool is_too_much(const struct line *line, const struct meaning *m)
{
	return m->attributes[3] && strcmp(m->attributes[3], "fatal") == 0 &&
		!line_has(line, CLASS_BIT(FATAL));
}

static void choose_meaning(const struct line *line, struct act *act, const struct piece *p, bool is_like_noun)
{
	int best = -1;
	act->meanings = meaning_of(p->meanings, CLASS_ACT);
	for (const struct meaning *m = act->meanings; m; m = meaning_of(m->next, CLASS_ACT)) {
		if (is_too_much(line, m)) {
			continue;
		}
		enum act_form form = act_form_of(m);
		int fit = is_like_noun && form == FORM_NOUN ? 4 : fitness(act, form);
		if (fit > best) {
			best = fit;
			act->meanings = m;
		}
	}
	act->measure = act->meanings->attributes[0];
	act->form = act_form_of(act->meanings);
	act->role = act_role_of(act->meanings);
	if (act->form == FORM_INFINITIVE) {
		act->form = FORM_BASE;
		act->has_to = true;
	}
}

static bool is_adverb(const struct line *line, const struct piece *p)
{
	if (p->kind == PIECE_GROUP) {
		return line->groups[p->at].flags & GROUP_ELIDED &&
			line->groups[p->at].number.kind == NUMBER_SHARE &&
			line->groups[p->at].number.high != 0;
	}
	return p->kind == PIECE_WORD &&
		(p->classes &
			~(CLASS_BIT(RELATION) | CLASS_BIT(BOUNDARY) | CLASS_BIT(AGAIN) | CLASS_BIT(OTHERS) |
				CLASS_BIT(ORDINAL) | CLASS_BIT(QUALIFIER) | CLASS_BIT(WHEN) |
				CLASS_BIT(WHEN_LINK) | CLASS_BIT(WEEKDAY))) == 0;
}

static void note_auxiliary(struct act *act, const struct piece *p)
{
	const char *kind = piece_attribute(p, CLASS_AUXILIARY);
	act->has_be = act->has_be || strcmp(kind, "be") == 0;
	act->has_have = act->has_have || strcmp(kind, "have") == 0;
	if (strcmp(kind, "future") == 0) {
		act->modality = MODALITY_FUTURE;
	} else if (strcmp(kind, "modal") == 0) {
		act->modality = act->has_have ? MODALITY_ALLEGED : MODALITY_HYPOTHETICAL;
		act->hedge = 3;
	}
}

/* Takes auxiliaries, negations, hedges and the adverbs between them off the end of what was kept. */
static uint32_t take_verb_group(
	const struct line *line, const struct piece *out, uint32_t kept, struct act *act)
{
	uint32_t first = kept;
	uint32_t adverbs = 0;
	for (uint32_t i = kept; i > 0 && adverbs <= ADVERBS_MAX; i--) {
		const struct piece *p = &out[i - 1];
		if (p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(AUXILIARY))) {
			note_auxiliary(act, p);
		} else if (p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(NEGATION))) {
			act->is_negated = true;
		} else if (p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(HEDGE))) {
			unsigned strength = (unsigned)(piece_attribute(p, CLASS_HEDGE)[0] - '0');
			act->hedge = strength > act->hedge ? strength : act->hedge;
		} else if (p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(TO))) {
			act->has_to = true;
		} else if (is_adverb(line, p)) {
			act->is_additive = act->is_additive ||
				strcmp(piece_attribute(p, CLASS_RELATION), "additive") == 0;
			adverbs++;
			continue;
		} else {
			break;
		}
		first = i - 1;
		adverbs = 0;
	}
	return first;
}

static enum reading_modality guard_modality(const char *kind)
{
	static const struct {
		const char *kind;
		enum reading_modality modality;
	} kinds[] = {
		{"threatened", MODALITY_THREATENED},
		{"planned", MODALITY_HYPOTHETICAL},
		{"hypothetical", MODALITY_HYPOTHETICAL},
		{"survived", MODALITY_HYPOTHETICAL},
		{"alleged", MODALITY_ALLEGED},
		{"denied", MODALITY_DENIED},
		{"achieved", MODALITY_FACT},
	};
	for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
		if (strcmp(kind, kinds[i].kind) == 0) {
			return kinds[i].modality;
		}
	}
	return MODALITY_FACT;
}

static bool is_legal(const char *measure)
{
	static const char *const legal[] = {
		"accused", "charged", "arrested", "detained", "tried", "prosecuted"};
	return index_of(legal, ARRAY_COUNT(legal), measure) >= 0;
}

/* What a guard or a legal act in front makes of an act: MODALITY_FACT when there is none. */
static enum reading_modality guarded(
	const struct line *line, const struct piece *out, uint32_t first, struct act *act)
{
	bool has_preposition = false;
	for (uint32_t i = first; i > 0 && first - i < GUARD_REACH; i--) {
		const struct piece *p = &out[i - 1];
		if (piece_has(p, CLASS_BIT(GUARD))) {
			return guard_modality(piece_attribute(p, CLASS_GUARD));
		}
		if (p->kind == PIECE_ACT) {
			act->is_charge = has_preposition && is_legal(line->acts[p->at].measure) &&
				(act->form == FORM_ING || act->form == FORM_NOUN);
			return act->is_charge ? MODALITY_ALLEGED : MODALITY_FACT;
		}
		if (p->kind == PIECE_MARK || p->kind == PIECE_GROUP) {
			break;
		}
		has_preposition = has_preposition || piece_has(p, CLASS_BIT(PREPOSITION));
	}
	return MODALITY_FACT;
}

/* "used a knife to kill": what was done, not what was meant. */
static bool is_achieved(const struct piece *out, uint32_t first)
{
	for (uint32_t i = first; i > 0 && first - i < ACHIEVED_REACH; i--) {
		const struct piece *p = &out[i - 1];
		if (p->kind == PIECE_ACT || p->kind == PIECE_MARK) {
			break;
		}
		if (strcmp(piece_attribute(p, CLASS_GUARD), "achieved") == 0) {
			return true;
		}
	}
	return false;
}

/* What stands in front makes an act alleged, threatened, planned … */
static void set_modality(const struct line *line, const struct piece *out, uint32_t first, struct act *act)
{
	enum reading_modality modality = guarded(line, out, first, act);
	if (modality != MODALITY_FACT) {
		act->modality = modality;
	} else if (act->modality == MODALITY_FACT && act->has_to && !act->has_have) {
		act->modality = is_achieved(out, first) ? MODALITY_FACT : MODALITY_HYPOTHETICAL;
	} else if (act->modality == MODALITY_FACT && act->hedge > 0) {
		act->modality = act->hedge >= 2 ? MODALITY_ALLEGED : MODALITY_REPORTED;
	}
}

/* "the arrest", "88 arrests", "X's arrest", "the men's arrest", "the miners' arrest". */
static bool is_before_noun(const struct line *line, const struct piece *p)
{
	if (p->kind == PIECE_GROUP) {
		const struct group *g = &line->groups[p->at];
		return g->flags & GROUP_ELIDED && g->flags & GROUP_NUMBERED &&
			g->number.kind == NUMBER_COUNT && !(g->flags & GROUP_PARTITIVE);
	}
	bool is_of_several = is_mark(p, '\'') && p->flags & TOKEN_GLUED;
	return piece_has(p, CLASS_BIT(ARTICLE) | CLASS_BIT(DETERMINER)) || piece_is_possessive(line, p) ||
		is_of_several;
}

void line_acts(struct line *line)
{
	struct piece *out = arena_alloc(line->arena, line->count * sizeof(*out));
	line->acts = arena_alloc(line->arena, line->count * sizeof(*line->acts));
	uint32_t kept = 0;
	for (uint32_t at = 0; at < line->count; at++) {
		const struct piece *p = &line->pieces[at];
		if (p->kind != PIECE_WORD || !piece_has(p, CLASS_BIT(ACT))) {
			out[kept++] = *p;
			continue;
		}
		struct act *act = &line->acts[line->act_count];
		*act = (struct act){0};
		uint32_t before = kept;
		kept = take_verb_group(line, out, kept, act);
		bool is_like_noun = (kept > 0 && is_before_noun(line, &out[kept - 1])) ||
			(at + 1 < line->count && piece_is_preposition(p + 1, "of"));
		choose_meaning(line, act, p, is_like_noun);
		if (act->form == FORM_NOUN && act->has_to) { /* "to probe killings": of the other verb */
			act->has_to = false;
			kept = before;
		}
		set_modality(line, out, kept, act);
		act->tokens = (struct token_range){kept > 0 ? out[kept - 1].end : line->tokens.first, p->end};
		out[kept++] = (struct piece){act->tokens.first, p->end, PIECE_ACT, 0, p->flags, p->classes,
			p->meanings, line->act_count++};
	}
	line->pieces = out;
	line->count = kept;
}
