/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc_perpetrator.h"

#include "weights.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

enum {
	WORD_BYTES = 40,
	LEAD_SENTENCES = 2,
	NEAR_WORDS = 5,   /* on each side of a name */
	HEAD_BYTES = 160, /* of a message: where it comes from */
};

/* The least likelihood of a perpetrator, in percent: chosen by cross-validation in the development half. */
enum { LIKELY_PERCENT = 20 };

static const char *const confidence_names[MUC_CONFIDENCE_COUNT] = {NULL, "REPORTED AS FACT",
	"CLAIMED OR ADMITTED", "SUSPECTED OR ACCUSED", "SUSPECTED OR ACCUSED BY AUTHORITIES", "POSSIBLE"};

const char *muc_confidence_name(enum muc_confidence confidence)
{
	return confidence_names[confidence];
}

struct job {
	struct bytes text;
	const struct reading *reading;
	const struct muc_side *sides;
	size_t count;
	const struct muc_side *side;
	struct arena *a;
	struct muc_traits *out;
};

static void add(struct job *j, const char *kind, const char *value)
{
	struct bytes trait = bytes_of(arena_printf(j->a, "%s:%s", kind, value));
	for (size_t i = 0; i < j->out->count; i++) {
		if (bytes_equal(j->out->list[i], trait)) {
			return;
		}
	}
	if (j->out->count < MUC_TRAITS_MAX) {
		j->out->list[j->out->count++] = trait;
	}
}

static void add_pair(struct job *j, const char *kind, const char *first, const char *second)
{
	add(j, kind, arena_printf(j->a, "%s-%s", first, second));
}

static const char *size_of(size_t n)
{
	return n == 0 ? "0" : n == 1 ? "1" : n == 2 ? "2" : n < 5 ? "3" : n < 9 ? "5" : "9";
}

static const char *type_of(const struct muc_side *side)
{
	return side->is_state ? "state" : side->is_armed ? "armed" : "other";
}

/* Each word of a part of the text, in lower case. */
static void add_words(struct job *j, const char *kind, size_t start, size_t end)
{
	size_t i = start;
	while (i < end) {
		char word[WORD_BYTES];
		size_t len = 0;
		while (i < end && !isalpha((unsigned char)j->text.s[i])) {
			i++;
		}
		for (; i < end && isalpha((unsigned char)j->text.s[i]); i++) {
			if (len + 1 < sizeof(word)) {
				word[len++] = (char)tolower((unsigned char)j->text.s[i]);
			}
		}
		word[len] = 0;
		if (len > 1) {
			add(j, kind, word);
		}
	}
}

/* The byte that some words before a byte begin at; those of the sentence only. */
static size_t words_before(const struct job *j, size_t at, size_t count)
{
	for (size_t i = at; i > 0; i--) {
		char c = j->text.s[i - 1];
		bool is_edge = isspace((unsigned char)c) && !isspace((unsigned char)j->text.s[i]) && i < at;
		if (c == '.' || (is_edge && count-- == 0)) {
			return i;
		}
	}
	return 0;
}

static size_t words_behind(const struct job *j, size_t at, size_t count)
{
	for (size_t i = at; i < j->text.len; i++) {
		char c = j->text.s[i];
		bool is_edge =
			isspace((unsigned char)c) && i > at && !isspace((unsigned char)j->text.s[i - 1]);
		if (c == '.' || (is_edge && count-- == 0)) {
			return i;
		}
	}
	return j->text.len;
}

static bool is_harm(const struct proposal *p)
{
	static const char *const measures[] = {"killed", "injured", "abducted", "attacked", "bodies"};
	for (size_t i = 0; i < ARRAY_COUNT(measures); i++) {
		if (strcmp(measures[i], p->measure) == 0) {
			return true;
		}
	}
	return false;
}

static const char *class_of(const struct proposal *p)
{
	return p->victim_class != NULL ? p->victim_class : p->person_count > 0 ? "named" : "unsaid";
}

static bool has(const struct job *j, struct span organisation)
{
	for (size_t i = 0; i < j->side->count; i++) {
		const struct actor *actor = j->side->actors[i];
		if (actor->organisation.start == organisation.start &&
			organisation.end > organisation.start) {
			return true;
		}
	}
	return false;
}

static bool is_beside(const struct job *j, const struct proposal *p, uint32_t away)
{
	for (size_t i = 0; i < j->side->count; i++) {
		uint32_t sentence = j->side->actors[i]->sentence;
		uint32_t between = sentence > p->sentence ? sentence - p->sentence : p->sentence - sentence;
		if (between <= away) {
			return true;
		}
	}
	return false;
}

static bool is_victim(const struct job *j, const struct proposal *p)
{
	for (size_t i = 0; i < j->side->count; i++) {
		struct span s = j->side->actors[i]->organisation;
		if (s.start < p->victims.end && p->victims.start < s.end) {
			return true;
		}
	}
	return false;
}

/* What the text says of the side itself. */
static void add_side(struct job *j)
{
	const struct muc_side *side = j->side;
	size_t place = 0;
	size_t rivals = 0;
	size_t larger = 0;
	for (size_t i = 0; i < j->count; i++) {
		bool is_like = j->sides[i].is_state == side->is_state &&
			j->sides[i].is_armed == side->is_armed && &j->sides[i] != side;
		rivals += is_like;
		larger += is_like && j->sides[i].count > side->count;
		place += is_like && &j->sides[i] < side;
	}
	add(j, "type", type_of(side));
	add(j, "times", size_of(side->count));
	add_pair(j, "times", type_of(side), size_of(side->count));
	add_pair(j, "rivals", type_of(side), size_of(rivals));
	add_pair(j, "larger", type_of(side), size_of(larger));
	add_pair(j, "place", type_of(side), size_of(place));
	add_pair(j, "first", type_of(side), size_of(side->actors[0]->sentence));
	if (side->is_state) {
		size_t last = side->name.len;
		while (last > 0 && isalpha((unsigned char)side->name.s[last - 1])) {
			last--;
		}
		size_t start = (size_t)(side->name.s - j->text.s);
		add_words(j, "state", start + last, start + side->name.len);
		add(j, "state", last == 0 ? "bare" : "qualified");
	}
}

static const char *responsibility_name(const struct actor *actor)
{
	static const char *const names[] = {
		"named", "fact", "claimed", "accused", "authorities", "possible", "denied"};
	return names[actor->responsibility];
}

/* What it is said to have done, and the words beside its names. */
static void add_deeds(struct job *j)
{
	size_t times[RESPONSIBILITY_DENIED + 1] = {0};
	size_t deeds = 0;
	for (size_t i = 0; i < j->side->count; i++) {
		const struct actor *actor = j->side->actors[i];
		const char *name = responsibility_name(actor);
		const char *source = actor->source != NULL ? actor->source : "own";
		const char *hedge = arena_printf(j->a, "%u", actor->hedge);
		times[actor->responsibility]++;
		add_words(j, "deed", actor->deed.start, actor->deed.end);
		add(j, actor->is_statement ? "statement" : "act", name);
		add_pair(j, "said", type_of(j->side), name);
		add_pair(j, "doubt", hedge, source);
		add_words(j, "left", words_before(j, actor->organisation.start, NEAR_WORDS),
			actor->organisation.start);
		add_words(j, "right", actor->organisation.end,
			words_behind(j, actor->organisation.end, NEAR_WORDS));
		if (actor->deed.end > actor->deed.start) {
			deeds++;
			add_pair(j, "hedge", name, hedge);
			add_pair(j, "source", name, source);
			if (actor->sentence < LEAD_SENTENCES) {
				add(j, "early", name);
			}
		}
	}
	add_pair(j, "deeds", type_of(j->side), size_of(deeds));
	for (size_t kind = 0; kind < ARRAY_COUNT(times); kind++) {
		if (times[kind] > 1) {
			add(j, "often", arena_printf(j->a, "%zu", kind));
		}
	}
}

/* What people suffered, from it, beside it and in the whole message. */
static void add_harm(struct job *j)
{
	size_t harms = 0;
	size_t own = 0;
	for (size_t i = 0; i < j->reading->proposal_count; i++) {
		const struct proposal *p = &j->reading->proposals[i];
		if (!is_harm(p)) {
			continue;
		}
		harms++;
		add(j, "harmed", class_of(p));
		if (is_victim(j, p)) {
			add(j, "victim", p->measure);
		}
		if (has(j, p->by_organisation)) {
			own++;
			add(j, "did", p->measure);
			add_pair(j, "did", type_of(j->side), class_of(p));
			add(j, "sure", arena_printf(j->a, "%d", (int)p->responsibility));
			add(j, "mode", arena_printf(j->a, "%d", (int)p->modality));
			add(j, "background", p->is_background ? "yes" : "no");
		} else if (is_beside(j, p, 0)) {
			add_pair(j, "near", type_of(j->side), class_of(p));
		}
	}
	add_pair(j, "harms", type_of(j->side), size_of(harms));
	add_pair(j, "own", type_of(j->side), size_of(own));
}

static bool is_same_span(struct span a, struct span b)
{
	return a.start == b.start && a.end == b.end;
}

/* Attacks on things: its own, those beside it, and those of the message. */
static void add_attacks(struct job *j)
{
	size_t attacks = 0;
	for (size_t i = 0; i < j->reading->attack_count; i++) {
		const struct attack *attack = &j->reading->attacks[i];
		bool is_near = false;
		bool is_own = false;
		for (size_t k = 0; k < j->side->count; k++) {
			const struct actor *actor = j->side->actors[k];
			is_near = is_near || actor->sentence == attack->sentence;
			is_own = is_own || is_same_span(actor->deed, attack->deed);
		}
		attacks += strcmp(attack->kind, "military") != 0;
		add(j, "things", attack->kind);
		if (is_own) {
			add_pair(j, "hit", type_of(j->side), attack->kind);
		} else if (is_near) {
			add_pair(j, "thing", type_of(j->side), attack->kind);
		}
	}
	add_pair(j, "attacks", type_of(j->side), size_of(attacks));
}

static bool is_nameless(const struct actor *actor)
{
	return actor->organisation.start == actor->organisation.end;
}

/* Whether a nameless actor may be of a named one's side. */
static bool is_kin(const struct actor *nameless, const struct actor *named)
{
	return !is_nameless(named) && named->is_state == nameless->is_state &&
		named->is_armed != nameless->is_state;
}

/* The named actor that a nameless one is likely to be: the nearest before it, else behind it. NULL: none. */
static const struct actor *named_for(const struct job *j, size_t at)
{
	const struct actor *actors = j->reading->actors;
	for (size_t i = at; i > 0; i--) {
		if (is_kin(&actors[at], &actors[i - 1])) {
			return &actors[i - 1];
		}
	}
	for (size_t i = at + 1; i < j->reading->actor_count; i++) {
		if (is_kin(&actors[at], &actors[i])) {
			return &actors[i];
		}
	}
	return NULL;
}

/* One deed of a nameless actor that is taken for the side's. */
static void add_nameless_deed(struct job *j, const struct actor *actor)
{
	add_words(j, "their", actor->deed.start, actor->deed.end);
	add(j, "their_act", responsibility_name(actor));
	for (size_t i = 0; i < j->reading->attack_count; i++) {
		const struct attack *attack = &j->reading->attacks[i];
		if (is_same_span(actor->deed, attack->deed)) {
			add_pair(j, "their_hit", type_of(j->side), attack->kind);
		}
	}
	for (size_t i = 0; i < j->reading->proposal_count; i++) {
		const struct proposal *p = &j->reading->proposals[i];
		if (p->by.start == actor->words.start && p->by.end > 0 && is_harm(p)) {
			add(j, "their_did", p->measure);
			add_pair(j, "their_did", type_of(j->side), class_of(p));
		}
	}
}

/* What its people did where they are called by no name: "the guerrillas attacked …". */
static void add_nameless(struct job *j)
{
	size_t deeds = 0;
	size_t sides = 0;
	for (size_t i = 0; i < j->count; i++) {
		sides += j->sides[i].is_armed;
	}
	for (size_t i = 0; i < j->reading->actor_count; i++) {
		const struct actor *actor = &j->reading->actors[i];
		bool has_deed = is_nameless(actor) && actor->deed.end > actor->deed.start;
		const struct actor *named = has_deed ? named_for(j, i) : NULL;
		if (named != NULL && has(j, named->organisation)) {
			deeds++;
			add_nameless_deed(j, actor);
		}
	}
	if (j->side->is_armed) {
		add_pair(j, "nameless", sides == 1 ? "sole" : "one", size_of(deeds));
	}
}

void muc_traits_of(const struct muc_message *message, const struct reading *reading,
	const struct muc_side *sides, size_t count, size_t at, struct arena *a, struct muc_traits *out)
{
	struct job j = {message->text, reading, sides, count, &sides[at], a, out};
	out->count = 0;
	add(&j, "bias", "1");
	add_side(&j);
	add_deeds(&j);
	add_harm(&j);
	add_attacks(&j);
	add_nameless(&j);
	add_words(&j, j.side->is_state ? "head_state" : "head", 0,
		message->text.len < HEAD_BYTES ? message->text.len : HEAD_BYTES);
}

extern const char muc_perpetrator[];
extern const char muc_perpetrator_end[];

enum muc_confidence muc_perpetrator_judge(const struct muc_traits *traits, unsigned left_out)
{
	double sums[MUC_CONFIDENCE_COUNT] = {0};
	unsigned first = (left_out + 1) % (SPLIT_FOLD_COUNT + 1) * MUC_CONFIDENCE_COUNT; /* column */
	for (size_t i = 0; i < traits->count; i++) {
		const char *at = weights_of(muc_perpetrator, muc_perpetrator_end, traits->list[i]);
		char *next = NULL;
		for (unsigned skip = 0; at != NULL && skip < first; skip++) {
			at = strchr(at + 1, '\t');
		}
		for (int c = 0; at != NULL && c < MUC_CONFIDENCE_COUNT; c++, at = next) {
			sums[c] += strtod(at + 1, &next);
		}
	}
	double whole = exp(sums[MUC_NO_PERPETRATOR]);
	enum muc_confidence best = MUC_FACT;
	double likelihood = 0;
	for (int c = MUC_FACT; c < MUC_CONFIDENCE_COUNT; c++) {
		whole += exp(sums[c]);
		likelihood += exp(sums[c]);
		best = sums[c] > sums[best] ? (enum muc_confidence)c : best;
	}
	return 100 * likelihood > LIKELY_PERCENT * whole ? best : MUC_NO_PERPETRATOR;
}
