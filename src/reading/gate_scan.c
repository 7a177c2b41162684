/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading/gate_scan.h"

static void add_numbers(struct scan *scan, const struct line *line)
{
	for (uint32_t i = 0; i < line->number_count; i++) {
		const struct number *n = &line->numbers[i];
		if (n->kind == NUMBER_COUNT || n->kind == NUMBER_SHARE || n->kind == NUMBER_PERCENT) {
			scan->numbers[scan->number_count++] =
				(struct scan_number){line_span(line, n->tokens), *n};
		}
	}
}

/* Each measure of each act; room bounds how many are kept, so that no table makes more than the text has words. */
static void add_acts(struct scan *scan, const struct line *line, size_t room)
{
	for (uint32_t i = 0; i < line->act_count; i++) {
		const struct act *act = &line->acts[i];
		for (const struct meaning *m = act->meanings; m; m = meaning_of(m->next, CLASS_ACT)) {
			if (m->attributes[0] && scan->act_count < room) {
				scan->acts[scan->act_count++] =
					(struct scan_act){line_span(line, act->tokens), m->attributes[0]};
			}
		}
	}
}

void scan_text(struct bytes bytes, const struct lexicon *lexicon, struct arena *a, struct scan *out)
{
	struct text text;
	struct arena cut = {0};
	struct arena scratch = {0};
	struct reading_document document = {.text = bytes};
	struct work work = {.document = &document, .out = &cut};
	text_cut(bytes, false, lexicon, &cut, &text);
	size_t room = (size_t)text.token_count + 1;
	*out = (struct scan){
		.sentences = arena_calloc(a, text.sentence_count, sizeof(struct span)),
		.numbers = arena_calloc(a, room, sizeof(struct scan_number)),
		.acts = arena_calloc(a, room, sizeof(struct scan_act)),
	};
	for (uint32_t i = 0; i < text.sentence_count; i++) {
		struct line line;
		line_begin(&line, &text, lexicon, &text.sentences[i], &scratch);
		out->sentences[out->sentence_count++] = line_span(&line, text.sentences[i].tokens);
		line_dates(&line, &work, true);
		line_numbers(&line);
		line_names(&line);
		add_numbers(out, &line);
		line_groups(&line);
		line_acts(&line);
		add_acts(out, &line, room);
		arena_reset(&scratch);
	}
	arena_done(&scratch);
	arena_done(&cut);
}
