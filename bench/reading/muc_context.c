/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc_context.h"

#include "reading/line.h"

#include <ctype.h>

enum { MENTIONS_MAX = 4096, SENTENCE_PIECES = 60 };

struct job {
	const struct line *line;
	struct arena *a;
	struct muc_mention *mentions;
	size_t count;
	uint32_t sentence;
};

static const char *const forms[FORM_COUNT] = {"base", "past", "past", "ing", "noun", "state", "base"};

/* Words in lower case, "_" between them. */
static const char *lower(struct arena *a, struct bytes words)
{
	char *text = arena_text(a, words);
	for (char *c = text; *c != 0; c++) {
		*c = (char)(isalpha((unsigned char)*c) ? tolower((unsigned char)*c) : '_');
	}
	return text;
}

static const char *act_kind(const struct job *j, const struct piece *p)
{
	const struct act *act = &j->line->acts[p->at];
	bool is_passive = act->has_be && act->form != FORM_NOUN;
	return arena_printf(j->a, "%s.%s", act->measure, is_passive ? "passive" : forms[act->form]);
}

/* The last word of a thing. */
static const char *thing_kind(const struct job *j, const struct group *g)
{
	return lower(j->a, text_of(j->line->text, (struct token_range){g->tokens.end - 1, g->tokens.end}));
}

/* A piece as a word of a feature. */
static const char *piece_kind(const struct job *j, uint32_t i)
{
	if (i >= j->line->count) {
		return "END";
	}
	const struct piece *p = &j->line->pieces[i];
	const struct group *g = p->kind == PIECE_GROUP ? &j->line->groups[p->at] : NULL;
	switch (p->kind) {
	case PIECE_MARK:
		return arena_printf(j->a, "%c", p->mark > ' ' ? p->mark : '-');
	case PIECE_NUMBER:
		return "NUMBER";
	case PIECE_NAME:
		return "NAME";
	case PIECE_GROUP:
		return g->flags & GROUP_THING           ? thing_kind(j, g)
			: g->flags & GROUP_ORGANISATION ? "ORGANISATION"
			: g->flags & GROUP_PRONOUN      ? "PRONOUN"
			: g->flags & GROUP_NAMED        ? "NAMED"
							: "PEOPLE";
	case PIECE_ACT:
		return arena_printf(j->a, "ACT.%s", act_kind(j, p));
	default:
		return lower(j->a, text_of(j->line->text, (struct token_range){p->first, p->end}));
	}
}

/* The pieces on both sides. */
static void add_neighbours(struct job *j, uint32_t i, struct muc_features *f)
{
	const char *before = i > 0 ? piece_kind(j, i - 1) : "BEGIN";
	const char *before2 = i > 1 ? piece_kind(j, i - 2) : "BEGIN";
	const char *behind = piece_kind(j, i + 1);
	const char *behind2 = piece_kind(j, i + 2);
	muc_feature_add(f, j->a, "before", before);
	muc_feature_add(f, j->a, "before2", before2);
	muc_feature_add(f, j->a, "behind", behind);
	muc_feature_add(f, j->a, "behind2", behind2);
	if (i > 0 && piece_has(&j->line->pieces[i - 1], CLASS_BIT(PREPOSITION))) {
		muc_feature_add(f, j->a, "governed", arena_printf(j->a, "%s+%s", before2, before));
	}
}

static bool is_people_piece(const struct line *line, uint32_t i)
{
	return line->pieces[i].kind == PIECE_GROUP &&
		!(line->groups[line->pieces[i].at].flags & (GROUP_THING | GROUP_PRONOUN));
}

/* What may stand between the people of a list: "X, 53; Y, 24; and Z". */
static bool is_link(const struct line *line, uint32_t i)
{
	const struct piece *p = &line->pieces[i];
	return (p->kind == PIECE_MARK && (p->mark == ',' || p->mark == ';')) ||
		(p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(CONJUNCTION))) || p->kind == PIECE_NUMBER;
}

/* What stands around the list of people that a mention is in. */
static void add_list(struct job *j, uint32_t i, struct muc_features *f)
{
	const struct line *line = j->line;
	uint32_t first = i;
	uint32_t end = i + 1;
	uint32_t members = 1;
	for (uint32_t k = i; k > 0 && (is_link(line, k - 1) || is_people_piece(line, k - 1)); k--) {
		if (is_people_piece(line, k - 1)) {
			first = k - 1;
			members++;
		}
	}
	for (uint32_t k = i + 1; k < line->count && (is_link(line, k) || is_people_piece(line, k)); k++) {
		if (is_people_piece(line, k)) {
			end = k + 1;
			members++;
		}
	}
	if (members > 1) {
		muc_feature_add(f, j->a, "list", members > 3 ? "many" : members > 2 ? "three" : "two");
		muc_feature_add(f, j->a, "list_at", first == i ? "first" : "later");
		muc_feature_add(f, j->a, "before_list", first > 0 ? piece_kind(j, first - 1) : "BEGIN");
		muc_feature_add(f, j->a, "behind_list", piece_kind(j, end));
		if (first > 0 && piece_has(&line->pieces[first - 1], CLASS_BIT(PREPOSITION))) {
			muc_feature_add(f, j->a, "list_governed",
				arena_printf(j->a, "%s+%s", first > 1 ? piece_kind(j, first - 2) : "BEGIN",
					piece_kind(j, first - 1)));
		}
	}
}

/* The words and acts of the sentence. */
static void add_sentence(struct job *j, uint32_t at, struct muc_features *f)
{
	const struct line *line = j->line;
	for (uint32_t i = 0; i < line->count && i < SENTENCE_PIECES; i++) {
		const struct piece *p = &line->pieces[i];
		if (i == at) {
			continue;
		}
		if (p->kind == PIECE_ACT) {
			muc_feature_add(f, j->a, "beside", act_kind(j, p));
			muc_feature_add(f, j->a, "word", piece_kind(j, i));
		} else if (p->kind == PIECE_WORD) {
			muc_feature_add(f, j->a, "word", piece_kind(j, i));
		}
	}
}

/* The words that a mention has for the people. */
static void add_words(struct job *j, struct bytes text, struct muc_features *f)
{
	size_t i = 0;
	while (i < text.len) {
		size_t start = i;
		while (i < text.len && isalpha((unsigned char)text.s[i])) {
			i++;
		}
		if (i > start + 1) {
			muc_feature_add(
				f, j->a, "victim", lower(j->a, (struct bytes){text.s + start, i - start}));
		}
		i += i == start || i < text.len;
	}
}

static void add_features(struct job *j, uint32_t i, const struct group *g, struct muc_mention *m)
{
	struct muc_features *f = m->features;
	const struct line *line = j->line;
	muc_feature_add(f, j->a, "front",
		g->flags & GROUP_OWNED              ? "owned"
			: g->flags & GROUP_DEFINITE ? "definite"
			: g->flags & GROUP_ONE      ? "one"
			: g->flags & GROUP_NUMBERED ? "number"
						    : "bare");
	if (g->flags & GROUP_UNLISTED) {
		muc_feature_add(f, j->a, "kind", "unlisted");
	}
	if (g->flags & GROUP_ELIDED) {
		muc_feature_add(f, j->a, "kind", "elided");
	}
	for (uint32_t s = 0; s < line->side_count; s++) {
		const struct side *side = &line->sides[s];
		if (side->words.first < g->tokens.end && g->tokens.first < side->words.end) {
			muc_feature_add(f, j->a, "side",
				side->is_armed           ? "armed"
					: side->is_state ? "state"
							 : "other");
		}
	}
	add_neighbours(j, i, f);
	add_list(j, i, f);
	add_sentence(j, i, f);
	struct token_range role = g->tokens;
	if (g->name.first < g->name.end && g->name.first > role.first) {
		role.end = g->name.first;
	}
	if (!(g->name.first == g->tokens.first && g->name.end > g->name.first)) {
		add_words(j, text_of(line->text, role), f);
	}
	if (m->head.len > 0) {
		muc_feature_add(f, j->a, "head", lower(j->a, m->head));
	}
}

static bool is_people(const struct group *g)
{
	return !(g->flags & (GROUP_THING | GROUP_ORGANISATION | GROUP_PRONOUN));
}

static void add_mention(struct job *j, uint32_t i)
{
	const struct line *line = j->line;
	const struct group *g = &line->groups[line->pieces[i].at];
	if (!is_people(g) || j->count == MENTIONS_MAX) {
		return;
	}
	struct muc_mention *m = &j->mentions[j->count++];
	bool has_name = g->name.first < g->name.end;
	struct token_range noun = g->tokens;
	if (has_name && g->name.first > noun.first) {
		noun.end = g->name.first;
	}
	*m = (struct muc_mention){.words = line_span(line, g->tokens),
		.name = has_name ? line_span(line, g->name) : (struct span){0, 0},
		.sentence = j->sentence,
		.low = g->number.low,
		.high = g->number.high,
		.point = g->number.point,
		.qualifier = record_qualifier_names[g->number.qualifier],
		.victim_class = g->victim_class,
		.is_definite = (g->flags & (GROUP_DEFINITE | GROUP_OWNED)) != 0,
		.is_owned = (g->flags & GROUP_OWNED) != 0,
		.is_other = (g->flags & GROUP_ADDITIVE) != 0,
		.features = arena_calloc(j->a, 1, sizeof(*m->features))};
	if (!(g->flags & (GROUP_ELIDED)) && !(has_name && g->name.first == g->tokens.first)) {
		m->head = phrase_head(text_of(line->text, noun));
	}
	add_features(j, i, g, m);
}

static void read_sentence(struct job *j, struct line *line, struct work *work, bool is_new_block)
{
	line->grammar = work->grammar;
	line->names = &work->names;
	if (is_new_block) {
		line_begin_block(line, work, work->sentence == 0);
	}
	line_dates(line, work, true);
	line_sides(line, work);
	line_responsible(line, work);
	line_numbers(line);
	line_names(line);
	line_voices(line);
	line_groups(line);
	line_acts(line);
	j->line = line;
	j->sentence = work->sentence++;
	for (uint32_t i = 0; i < line->count; i++) {
		if (line->pieces[i].kind == PIECE_GROUP) {
			add_mention(j, i);
		}
	}
}

size_t muc_mentions_of(const struct reader *reader, const struct muc_message *message, struct arena *a,
	struct muc_mention **out)
{
	struct reading_document document = {
		.text = message->text, .published = muc_dateline(message->text).date};
	const struct lexicon *lexicon = reading_lexicon(reader->tables, &document);
	struct job j = {.a = a, .mentions = arena_calloc(a, MENTIONS_MAX, sizeof(*j.mentions))};
	struct work work = {.document = &document,
		.gazetteer = reader->gazetteer,
		.out = a,
		.anchor = {.said = document.published}};
	struct text text;
	*out = j.mentions;
	if (lexicon == NULL) {
		return 0;
	}
	work.grammar = grammar_of(lexicon);
	text_cut(message->text, false, lexicon, a, &text);
	for (uint32_t i = 0; i < text.sentence_count; i++) {
		struct line line;
		line_begin(&line, &text, lexicon, &text.sentences[i], a);
		read_sentence(
			&j, &line, &work, i == 0 || text.sentences[i].block != text.sentences[i - 1].block);
	}
	return j.count;
}
