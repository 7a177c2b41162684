/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes proposals: the numbers, scope and quotes of what was bound. */
#include "reading/line.h"

#include <math.h>

/* More fill a screen for weeks, and take 64 MiB. */
enum { PROPOSALS_MAX = 65536 };

/* Pieces that may stand between words for a toll and its count. */
enum { TOLL_REACH = 8 };
enum { DENOMINATOR_REACH = 10 };

/* What a voice makes of the act at a token: who denies before it denies it, who denies behind it denies something else. */
static enum reading_modality modality_of(const struct voice *voice, uint32_t at)
{
	if (strcmp(voice->said.verb, "denies") == 0) {
		return voice->said_at < at ? MODALITY_DENIED : MODALITY_FACT;
	}
	bool is_doubting = voice->said.hedge > 1;
	return is_doubting ? MODALITY_ALLEGED : MODALITY_REPORTED;
}

/* Notes the nearest word for saying before the token at, for the newest proposal. */
static void note_saying(const struct work *w, const struct line *line, uint32_t at)
{
	struct saying *said = &w->sayings[w->count - 1];
	for (uint32_t i = 0; i < line->count && line->pieces[i].first < at; i++) {
		const struct piece *p = &line->pieces[i];
		if (p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(SAY))) {
			*said = (struct saying){
				document_span(w, line, (struct token_range){p->first, p->end}).end,
				piece_attribute(p, CLASS_SAY)};
		}
	}
}

/* at: token of the act. */
static void add_attributions(const struct work *w, const struct line *line, uint32_t at, struct proposal *p)
{
	note_saying(w, line, at);
	const struct voice *voices[LINE_VOICES_MAX];
	p->attribution_count = line_voices_of(line, at, voices);
	struct attribution *steps = arena_alloc(w->out, p->attribution_count * sizeof(*steps));
	for (uint32_t i = 0; i < p->attribution_count; i++) {
		steps[i] = voices[i]->said;
		steps[i].who = span_in_document(w, steps[i].who);
		p->modality = p->modality == MODALITY_FACT ? modality_of(voices[i], at) : p->modality;
	}
	p->attributions = steps;
}

static struct proposal *new_proposal(struct work *w, const struct line *line, const char *measure)
{
	if (w->count == PROPOSALS_MAX) {
		w->is_full = true;
		return NULL;
	}
	size_t room = w->room; /* of each array */
	w->victim_flags = arena_grow(w->out, w->victim_flags, w->count, &room, sizeof(*w->victim_flags));
	size_t saying_room = w->room;
	w->sayings = arena_grow(w->out, w->sayings, w->count, &saying_room, sizeof(*w->sayings));
	w->proposals = arena_grow(w->out, w->proposals, w->count, &w->room, sizeof(*w->proposals));
	w->victim_flags[w->count] = 0;
	w->sayings[w->count] = (struct saying){0};
	struct proposal *p = &w->proposals[w->count++];
	*p = (struct proposal){.measure = measure, .low = NAN, .high = NAN, .point = NAN, .denominator = NAN};
	p->qualifier = record_qualifier_names[RECORD_SOME];
	p->unit = "people";
	p->sentence = w->sentence;
	p->is_background = line->is_background;
	p->list = w->list;
	return p;
}

static void set_number(
	struct proposal *p, const struct work *w, const struct line *line, const struct number *n)
{
	p->low = n->low;
	p->high = n->high;
	p->point = n->point;
	bool is_unsaid = isnan(n->low) && isnan(n->high);
	p->qualifier = record_qualifier_names[is_unsaid && n->qualifier == RECORD_EXACT ? RECORD_SOME
											: n->qualifier];
	p->as_stated = document_span(w, line, n->tokens);
}

static const char *rule_of(const struct work *w, const char *measure, const char *pattern)
{
	return arena_printf(w->out, "%s.%s", measure, pattern);
}

/* Brackets behind the act may hold other estimates: "[some go as high as 70]". */
static void add_alternative(
	const struct work *w, const struct line *line, const struct binding *b, struct proposal *p)
{
	uint32_t i = 0;
	while (i < line->count && line->pieces[i].first < line->acts[b->act].tokens.end) {
		i++;
	}
	if (i >= line->count || line->pieces[i].kind != PIECE_MARK ||
		(line->pieces[i].mark != '[' && line->pieces[i].mark != '(')) {
		return;
	}
	for (i++; i < line->count; i++) {
		if (line->pieces[i].kind == PIECE_MARK) {
			p->quote.end = isnan(p->low) || isnan(p->high)
				? p->quote.end
				: document_span(w, line,
					  (struct token_range){line->pieces[i].first, line->pieces[i].end})
					  .end;
			return;
		}
		const struct group *g =
			line->pieces[i].kind == PIECE_GROUP ? &line->groups[line->pieces[i].at] : NULL;
		if (g && g->flags & GROUP_NUMBERED && g->flags & GROUP_ELIDED && isnan(g->number.low) &&
			!isnan(g->number.high) && isnan(p->high)) {
			p->high = g->number.high;
		}
	}
}

/* The token behind a group's own words up to the next mark or conjunction. */
static uint32_t part_end(const struct line *line, const struct group *g, uint32_t end)
{
	for (uint32_t i = g->tokens.end; i < end; i++) {
		const struct token *t = &line->text->tokens[i];
		if (t->kind == TOKEN_MARK && t->mark != '-' && t->mark != '\'') {
			return i;
		}
	}
	return end;
}

/* Without marks in front, as a dateline leaves them. */
static struct token_range without_marks(const struct line *line, struct token_range words)
{
	while (words.first + 1 < words.end && line->text->tokens[words.first].kind == TOKEN_MARK &&
		!strchr("\"([", line->text->tokens[words.first].mark)) {
		words.first++;
	}
	return words;
}

/* The words of one group of an act: the whole clause when it is alone, else the piece of it that is the group's. */
static struct token_range quote_of(const struct line *line, const struct binding *b, uint32_t k)
{
	const struct group *g = &line->groups[b->groups[k]];
	struct token_range clause = without_marks(line, b->clause);
	if (b->is_part[k]) {
		uint32_t first = g->tokens.first;
		for (uint32_t i = 0; i + 1 < line->count; i++) {
			if (line->pieces[i + 1].first == first &&
				piece_has(&line->pieces[i], CLASS_BIT(INCLUDING))) {
				first = line->pieces[i].first;
			}
		}
		return (struct token_range){first, part_end(line, g, line->tokens.end)};
	}
	bool is_first = true;
	bool is_last = true;
	for (uint32_t i = 0; i < b->count; i++) {
		const struct group *other = &line->groups[b->groups[i]];
		is_first = is_first && other->tokens.first >= g->tokens.first;
		is_last = is_last && other->tokens.first <= g->tokens.first;
	}
	bool is_behind = line->acts[b->act].tokens.end > g->tokens.first;
	if (is_first && is_last) {
		return clause;
	}
	if (is_behind ? is_last : is_first) {
		return is_behind ? (struct token_range){g->tokens.first, clause.end}
				 : (struct token_range){clause.first, g->tokens.end};
	}
	return g->tokens;
}

/* Whether words that no table has stand where the doer of an active verb does: "the Zeds had attacked a guard". */
static bool has_unread_doer(const struct line *line, const struct binding *b)
{
	const struct act *act = &line->acts[b->act];
	uint32_t i = 0;
	while (i < line->count && line->pieces[i].end <= act->tokens.first) {
		i++;
	}
	i -= i > 0 && piece_has(&line->pieces[i - 1], CLASS_BIT(BOUNDARY)); /* "later" */
	const struct piece *before = i > 0 ? &line->pieces[i - 1] : NULL;
	bool is_active = strcmp(b->pattern, "object") == 0 && act->form != FORM_ING && !act->has_to;
	bool is_quote = before && before->kind == PIECE_MARK && before->mark == '"';
	bool is_word = before && before->kind == PIECE_WORD && piece_is_plain(before);
	return is_active && b->agent == UINT32_MAX && (is_quote || is_word);
}

static void finish(struct work *w, const struct line *line, const struct binding *b, struct proposal *p)
{
	p->modality = line->acts[b->act].modality;
	p->rule = rule_of(w, p->measure, b->pattern);
	p->reason =
		arena_printf(w->out, "\"%.*s\"", BYTES_ARG(text_of(line->text, line->acts[b->act].tokens)));
	if (b->agent != UINT32_MAX && !(line->groups[b->agent].flags & GROUP_PRONOUN)) {
		p->by = document_span(w, line, line->groups[b->agent].tokens);
	}
	w->victim_flags[p - w->proposals] |= has_unread_doer(line, b) ? GROUP_UNREAD_DOER : 0;
	add_attributions(w, line, line->acts[b->act].tokens.first, p);
	line_scope(line, w, line->acts[b->act].tokens, p);
	p->is_background =
		!line->acts[b->act].is_charge && line_is_background(line, line->acts[b->act].tokens);
	bool is_first = line->bindings == b;
	p->is_additive = p->is_additive || line->acts[b->act].is_additive || (line->is_additive && is_first);
}

/* "them", and acts that did not happen to people without a number: nobody has to decide about these. */
static bool is_reading_nothing(const struct line *line, const struct binding *b, const struct group *g)
{
	enum reading_modality modality = line->acts[b->act].modality;
	bool is_unreal = modality == MODALITY_HYPOTHETICAL || modality == MODALITY_FUTURE ||
		modality == MODALITY_THREATENED;
	return (g->flags & GROUP_PRONOUN && g->flags & GROUP_MANY) ||
		(is_unreal && !(g->flags & GROUP_NUMBERED));
}

/* The name of a person without the role. */
static struct span name_of(const struct work *w, const struct line *line, const struct group *g)
{
	return document_span(w, line, g->name.first < g->name.end ? g->name : g->tokens);
}

/* Persons by name, said of one act together: one proposal of so many. */
static bool propose_named(struct work *w, const struct line *line, const struct binding *b)
{
	if (b->count < 2) {
		return false;
	}
	for (uint32_t k = 0; k < b->count; k++) {
		const struct group *g = &line->groups[b->groups[k]];
		if (b->is_part[k] || g->number.low != 1 || !(g->flags & (GROUP_NAMED | GROUP_PRONOUN))) {
			return false;
		}
	}
	struct proposal *p = new_proposal(w, line, b->measure);
	if (!p) {
		return true;
	}
	p->low = p->high = b->count;
	p->qualifier = record_qualifier_names[RECORD_EXACT];
	for (uint32_t k = 0; k < b->count; k++) {
		const struct group *g = &line->groups[b->groups[k]];
		if (g->flags & GROUP_NAMED && p->person_count < ARRAY_COUNT(p->persons)) {
			p->persons[p->person_count++] = name_of(w, line, g);
		}
	}
	p->quote = document_span(w, line, b->clause);
	p->victims = document_span(w, line,
		(struct token_range){line->groups[b->groups[0]].tokens.first,
			line->groups[b->groups[b->count - 1]].tokens.end});
	finish(w, line, b, p);
	return true;
}

/* "himself" is of the class of who did it, unless the text counts the attacker among the dead; remains are of none. */
static const char *class_of(const struct line *line, const struct binding *b, const struct group *g)
{
	const char *class = g->victim_class;
	if (class && strcmp(class, "self") == 0) {
		class = b->agent != UINT32_MAX ? line->groups[b->agent].victim_class : NULL;
		class = class && strcmp(class, "perpetrators") == 0 ? NULL : class;
	}
	return class && strcmp(class, "body") != 0 && strcmp(class, "self") != 0 ? class : NULL;
}

static void propose_groups(struct work *w, const struct line *line, const struct binding *b)
{
	size_t whole = SIZE_MAX;
	uint32_t order[BINDING_GROUPS_MAX];
	for (uint32_t k = 0; k < b->count; k++) {
		uint32_t i = k;
		while (i > 0 && b->groups[order[i - 1]] > b->groups[k]) {
			order[i] = order[i - 1];
			i--;
		}
		order[i] = k;
	}
	for (uint32_t k = 0; k < b->count; k++) {
		const struct group *g = &line->groups[b->groups[order[k]]];
		if (is_reading_nothing(line, b, g)) {
			continue;
		}
		struct proposal *p = new_proposal(w, line, b->measure);
		if (!p) {
			return;
		}
		set_number(p, w, line, &g->number);
		line_multiply(line, b, p);
		bool is_open = meaning_of(line->acts[b->act].meanings, CLASS_OPEN) != NULL;
		w->victim_flags[w->count - 1] |= g->flags | (is_open ? GROUP_OPEN : 0);
		p->victim_class = class_of(line, b, g);
		p->victims = document_span(w, line, g->tokens);
		p->is_additive = g->flags & GROUP_ADDITIVE;
		if (g->flags & GROUP_NAMED) {
			p->persons[p->person_count++] = name_of(w, line, g);
		}
		p->quote = document_span(w, line, quote_of(line, b, order[k]));
		bool is_now_dead = g->flags & GROUP_INJURED && strcmp(b->measure, "killed") == 0;
		p->is_additive = p->is_additive || is_now_dead;
		if (b->is_part[order[k]] || (g->flags & GROUP_PARTITIVE && b->count == 1 && !is_now_dead)) {
			p->relation = RELATION_PART;
			p->related = whole == SIZE_MAX ? w->count - 1 : whole;
		} else {
			whole = w->count - 1;
			add_alternative(w, line, b, p);
		}
		finish(w, line, b, p);
	}
}

/* A sentence's length: "to six years in prison". */
static void propose_terms(struct work *w, const struct line *line, const struct binding *b)
{
	if (strcmp(b->measure, "sentenced") != 0) {
		return;
	}
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *piece = &line->pieces[i];
		if (piece->kind != PIECE_NUMBER || piece->first < line->acts[b->act].tokens.end) {
			continue;
		}
		const struct number *n = &line->numbers[piece->at];
		if (n->kind == NUMBER_DURATION) {
			struct proposal *p = new_proposal(w, line, b->measure);
			if (p) {
				set_number(p, w, line, n);
				p->unit = n->unit;
				uint32_t end = b->clause.end > piece->end ? b->clause.end : piece->end;
				p->quote = document_span(w, line, (struct token_range){b->clause.first, end});
				finish(w, line, b, p);
				p->rule = rule_of(w, b->measure, "term");
			}
			return;
		}
	}
}

/* What was done, without people to count; a number of things behind or of events before it is told. */
static void propose_event(struct work *w, const struct line *line, const struct binding *b)
{
	const struct group *things = NULL;
	const struct group *events = NULL;
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *piece = &line->pieces[i];
		if (piece->kind != PIECE_GROUP) {
			continue;
		}
		const struct group *g = &line->groups[piece->at];
		bool is_before = piece->end == line->acts[b->act].tokens.first;
		events = is_before && g->flags & GROUP_NUMBERED ? g : events;
		things = piece->first >= line->acts[b->act].tokens.end && g->flags & GROUP_THING ? g : things;
	}
	bool is_counted = line->acts[b->act].role == ROLE_EVENTS;
	if (is_counted && !events) {
		return;
	}
	struct proposal *p = new_proposal(w, line, b->measure);
	if (!p) {
		return;
	}
	p->unit = "events";
	p->qualifier = record_qualifier_names[RECORD_EXACT];
	if (is_counted) {
		set_number(p, w, line, &events->number);
	} else if (things && things->unit && strcmp(things->unit, "companies") == 0) {
		set_number(p, w, line, &things->number);
		p->low -= things->number.qualifier == RECORD_MORE_THAN ? 1 : 0;
		p->unit = things->unit;
	}
	p->quote = document_span(w, line, b->clause);
	finish(w, line, b, p);
}

/* The newest proposal of the same measure before the last one; the last one itself when there is none. */
static size_t before_toll(const struct work *w)
{
	size_t last = w->count - 1;
	for (size_t i = last; i > 0; i--) {
		if (strcmp(w->proposals[i - 1].measure, w->proposals[last].measure) == 0) {
			return i - 1;
		}
	}
	return last;
}

/* Words that say the count themselves: "no casualties". One proposal for each measure that they have. */
static bool propose_said(struct work *w, const struct line *line, const struct piece *toll)
{
	bool is_said = false;
	for (const struct meaning *m = meaning_of(toll->meanings, CLASS_TOLL); m;
		m = meaning_of(m->next, CLASS_TOLL)) {
		struct proposal *p = NULL;
		if (isnan(m->number) || !(p = new_proposal(w, line, m->attributes[0]))) {
			continue;
		}
		is_said = true;
		p->list = ++w->list;
		struct token_range words = {toll->first, toll->end};
		p->low = p->high = m->number;
		p->qualifier = record_qualifier_names[RECORD_EXACT];
		p->as_stated = p->quote = document_span(w, line, words);
		p->rule = rule_of(w, p->measure, "said");
		p->reason = "words that say the count themselves";
		add_attributions(w, line, toll->first, p);
	}
	return is_said;
}

static bool is_count(const struct line *line, const struct piece *p)
{
	const struct group *g = p->kind == PIECE_GROUP ? &line->groups[p->at] : NULL;
	return g && g->flags & GROUP_NUMBERED && !(g->flags & GROUP_THING);
}

/* "rose to", "is": what stands between words for a toll and its count, wherever they are. */
static bool is_tolls_verb(const struct piece *p)
{
	return p->kind == PIECE_WORD &&
		(strcmp(piece_attribute(p, CLASS_RELATION), "update") == 0 ||
			strcmp(piece_attribute(p, CLASS_AUXILIARY), "be") == 0);
}

/* "the toll of Monday's bombing of a bus station rose to 17": the piece behind the verb; `line->count` when none is. */
static uint32_t count_after_rise(const struct line *line, uint32_t toll)
{
	for (uint32_t j = toll + 1; j + 1 < line->count; j++) {
		if (is_tolls_verb(&line->pieces[j]) && is_count(line, &line->pieces[j + 1])) {
			return j + 1;
		}
	}
	return line->count;
}

/* The piece of the first count behind words for a toll, before any act; `line->count` when there is none. */
static uint32_t count_of_toll(const struct line *line, uint32_t toll)
{
	const char *side = meaning_of(line->pieces[toll].meanings, CLASS_TOLL)->attributes[1];
	if (side && strcmp(side, "before") == 0) { /* "claimed 17 lives" */
		bool is_taken = toll > 1 && piece_has(&line->pieces[toll - 2], CLASS_BIT(LIGHT));
		return is_taken && is_count(line, &line->pieces[toll - 1]) ? toll - 1 : line->count;
	}
	for (uint32_t j = toll + 1; j < line->count && j - toll < TOLL_REACH; j++) {
		bool is_former = piece_has(&line->pieces[j - 1], CLASS_BIT(BETWEEN)); /* "up from 10" */
		if (is_count(line, &line->pieces[j]) && !is_former) {
			return j;
		}
		if (line->pieces[j].kind == PIECE_ACT) {
			break;
		}
	}
	return count_after_rise(line, toll);
}

/* "the death toll rose to 17" */
static void propose_toll(struct work *w, const struct line *line, const struct piece *toll,
	const char *measure, const struct piece *count)
{
	const struct group *g = &line->groups[count->at];
	const struct meaning *m = meaning_of(toll->meanings, CLASS_TOLL); /* NULL: of [again] */
	w->list++;
	struct proposal *p = new_proposal(w, line, measure);
	if (!p) {
		return;
	}
	set_number(p, w, line, &g->number);
	p->victim_class = g->victim_class;
	struct token_range words = {toll->first < count->first ? toll->first : count->first,
		toll->end > count->end ? toll->end : count->end};
	p->quote = document_span(w, line, words);
	p->rule = rule_of(w, p->measure, "toll");
	bool is_part = m && m->attributes[1] && strcmp(m->attributes[1], "part") == 0;
	p->related = is_part ? w->count - 1 : before_toll(w);
	p->relation = is_part ? RELATION_PART : p->related == w->count - 1 ? RELATION_NONE : RELATION_UPDATE;
	p->reason = "a count behind words for a toll";
	add_attributions(w, line, toll->first, p);
	line_scope(line, w, words, p);
}

/* Whether an act of the line says the same already: "the toll was nine dead". */
static bool is_bound(const struct line *line, const char *measure, uint32_t group)
{
	for (uint32_t i = 0; i < line->binding_count; i++) {
		const struct binding *b = &line->bindings[i];
		for (uint32_t k = 0; k < b->count && strcmp(b->measure, measure) == 0; k++) {
			if (b->groups[k] == group) {
				return true;
			}
		}
	}
	return false;
}

static void propose_tolls(struct work *w, const struct line *line)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *toll = &line->pieces[i];
		if (toll->kind != PIECE_WORD || !piece_has(toll, CLASS_BIT(TOLL))) {
			continue;
		}
		if (propose_said(w, line, toll)) {
			continue;
		}
		uint32_t count = count_of_toll(line, i);
		const char *measure = piece_attribute(toll, CLASS_TOLL);
		if (count < line->count && !is_bound(line, measure, line->pieces[count].at)) {
			propose_toll(w, line, toll, measure, &line->pieces[count]);
		}
	}
}

/* "First reports said that eight died; later 15": a bare number that ends its clause takes the place of the last. */
static void propose_again(struct work *w, const struct line *line)
{
	for (uint32_t i = 0; i + 1 < line->count; i++) {
		const struct piece *again = &line->pieces[i];
		const struct piece *count = &line->pieces[i + 1];
		const struct proposal *last = w->count > 0 ? &w->proposals[w->count - 1] : NULL;
		if (again->kind == PIECE_WORD && piece_has(again, CLASS_BIT(AGAIN)) &&
			is_count(line, count) && line->groups[count->at].flags & GROUP_ELIDED &&
			piece_at(line, i + 2)->kind == PIECE_MARK && last && !isnan(last->low) &&
			last->sentence + 1 >= w->sentence && strcmp(last->unit, "people") == 0) {
			propose_toll(w, line, again, last->measure, count);
		}
	}
}

/* The exact count of the group at a piece, behind "of"; NAN when it has none. */
static double count_behind_of(const struct line *line, uint32_t of, uint32_t at)
{
	const struct group *g = &line->groups[line->pieces[at].at];
	bool is_count = piece_is_preposition(&line->pieces[of], "of") && g->flags & GROUP_NUMBERED &&
		g->number.low == g->number.high && isnan(g->number.point);
	return is_count ? g->number.low : NAN;
}

/* Of how many a share is: "85 percent of the 64 patients", "of the 64 patients 85 percent". */
static double denominator_of(const struct line *line, uint32_t share)
{
	double count = NAN;
	uint32_t i = share + 2;
	while (i < line->count && i - share <= DENOMINATOR_REACH && line->pieces[i].kind != PIECE_GROUP) {
		i++;
	}
	if (i < line->count && i - share <= DENOMINATOR_REACH) {
		count = count_behind_of(line, share + 1, i);
	}
	for (i = share; isnan(count) && i > 1 && share - i <= DENOMINATOR_REACH; i--) {
		if (line->pieces[i - 1].kind == PIECE_GROUP) {
			count = count_behind_of(line, i - 2, i - 1);
		}
	}
	return count;
}

/* "over 85 percent of patients had bullet wounds" */
static void propose_shares(struct work *w, const struct line *line)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const struct number *n =
			line->pieces[i].kind == PIECE_NUMBER ? &line->numbers[line->pieces[i].at] : NULL;
		if (!n || n->kind != NUMBER_PERCENT) {
			continue;
		}
		for (uint32_t j = i + 1; j < line->count && j - i < 10; j++) {
			const struct piece *piece = &line->pieces[j];
			const struct act *act = piece->kind == PIECE_ACT ? &line->acts[piece->at] : NULL;
			if (act && strcmp(act->measure, "injured") == 0) {
				w->list++;
				struct proposal *p = new_proposal(w, line, "injured_share");
				if (p) {
					set_number(p, w, line, n);
					p->unit = "percent";
					p->quote = document_span(w, line,
						(struct token_range){line->tokens.first, piece->end});
					p->rule = "injured_share.percent";
					p->denominator = denominator_of(line, i);
					p->reason = isnan(p->denominator)
						? "a share in percent of people who were injured; of how "
						  "many is not said"
						: "a share in percent of people who were injured";
					add_attributions(w, line, piece->first, p);
					line_scope(
						line, w, (struct token_range){piece->first, piece->end}, p);
				}
				break;
			}
		}
	}
}

void line_propose(const struct line *line, struct work *work)
{
	for (uint32_t i = 0; i < line->binding_count; i++) {
		const struct binding *b = &line->bindings[i];
		work->list++;
		if (line->acts[b->act].role == ROLE_EVENT || line->acts[b->act].role == ROLE_EVENTS) {
			propose_event(work, line, b);
			continue;
		}
		if (!propose_named(work, line, b)) {
			propose_groups(work, line, b);
		}
		propose_terms(work, line, b);
	}
	if (line_has(line, CLASS_BIT(TOLL))) {
		propose_tolls(work, line);
	}
	if (line_has(line, CLASS_BIT(AGAIN))) {
		propose_again(work, line);
	}
	propose_shares(work, line);
}
