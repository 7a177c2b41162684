/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Attacks on things, told as such: "bombed a bank", "the embassy was attacked". */
#include "reading/line.h"

enum { ATTACKS_MAX = 65536, REACH = 12 };

static bool is_target(const struct piece *p)
{
	return p->kind == PIECE_WORD && piece_has(p, CLASS_BIT(TARGET));
}

/* What ends the search for what an attack was made on. */
static bool is_end(const struct piece *p)
{
	return (p->kind == PIECE_MARK && (p->mark == ';' || p->mark == ':')) ||
		piece_has(p, CLASS_BIT(SAY) | CLASS_BIT(RESPONSIBLE));
}

/* The head of the target behind a deed: the last of the nouns that stand together. UINT32_MAX: none. */
static uint32_t target_behind(const struct line *line, uint32_t deed)
{
	for (uint32_t i = deed + 1; i < line->count && i - deed <= REACH && !is_end(&line->pieces[i]); i++) {
		if (!is_target(&line->pieces[i])) {
			continue;
		}
		while (i + 1 < line->count && is_target(&line->pieces[i + 1])) {
			i++;
		}
		return i;
	}
	return UINT32_MAX;
}

static uint32_t target_before(const struct line *line, uint32_t deed)
{
	for (uint32_t i = deed; i > 0 && deed - i < REACH && !is_end(&line->pieces[i - 1]); i--) {
		if (is_target(&line->pieces[i - 1])) {
			return i - 1;
		}
	}
	return UINT32_MAX;
}

static void add(struct work *w, struct attack attack)
{
	if (w->attack_count == ATTACKS_MAX) {
		return;
	}
	w->attacks = arena_grow(w->out, w->attacks, w->attack_count, &w->attack_room, sizeof(*w->attacks));
	w->attacks[w->attack_count++] = attack;
}

static struct span span_of(const struct line *line, const struct work *w, uint32_t i)
{
	return document_span(w, line, (struct token_range){line->pieces[i].first, line->pieces[i].end});
}

/* A state's people behind or before the head make it theirs: "army vehicles". */
static const char *kind_of(const struct line *line, uint32_t target)
{
	const struct piece *before = target > 0 ? &line->pieces[target - 1] : NULL;
	bool is_forces = before && before->kind == PIECE_WORD && piece_has(before, CLASS_BIT(PERSON)) &&
		(strcmp(piece_attribute(before, CLASS_PERSON), "soldiers") == 0 ||
			strcmp(piece_attribute(before, CLASS_PERSON), "police") == 0);
	return is_forces ? "military" : piece_attribute(&line->pieces[target], CLASS_TARGET);
}

void line_attacks(const struct line *line, struct work *work)
{
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *p = &line->pieces[i];
		if (p->kind != PIECE_WORD || !piece_has(p, CLASS_BIT(VIOLENCE))) {
			continue;
		}
		uint32_t target = target_behind(line, i);
		target = target == UINT32_MAX ? target_before(line, i) : target;
		if (target != UINT32_MAX) {
			add(work,
				(struct attack){span_of(line, work, i), span_of(line, work, target),
					kind_of(line, target), work->sentence});
		}
	}
}
