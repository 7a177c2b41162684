/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How firm a figure is: its witnesses, and whether they contradict each other. */
#include "figure/work.h"

static void list_witnesses(struct work *w)
{
	bool *is_witness = arena_calloc(&w->scratch, w->names.count, sizeof(*is_witness));
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->items[i].outcome == FIGURE_USED && w->more[i].who != INDEX_NONE) {
			is_witness[w->more[i].who] = true;
		}
	}
	struct bytes *witnesses = arena_calloc(w->out, w->names.count, sizeof(*witnesses));
	for (size_t i = 0; i < w->names.count; i++) {
		if (is_witness[i]) {
			witnesses[w->f->witness_count++] = w->names.keys[i].id;
		}
	}
	w->f->witnesses = witnesses;
}

static bool is_lower(const struct work *w, size_t i, size_t than)
{
	return than == INDEX_NONE || w->items[i].high.n < w->items[than].high.n;
}

/*
 * Looks for a claim whose low is above the high of another originator's claim. It is enough to compare with
 * the least high, and for the originator of that with the least high of all others.
 */
static bool find_contradiction(struct work *w)
{
	size_t least = INDEX_NONE;
	size_t least_other = INDEX_NONE;
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->items[i].outcome == FIGURE_USED && w->more[i].who != INDEX_NONE &&
			w->items[i].high.has && is_lower(w, i, least)) {
			least = i;
		}
	}
	for (size_t i = 0; i < w->item_count && least != INDEX_NONE; i++) {
		if (w->items[i].outcome == FIGURE_USED && w->more[i].who != INDEX_NONE &&
			w->items[i].high.has && w->more[i].who != w->more[least].who &&
			is_lower(w, i, least_other)) {
			least_other = i;
		}
	}
	for (size_t i = 0; i < w->item_count && least != INDEX_NONE; i++) {
		size_t who = w->more[i].who;
		size_t against = who == w->more[least].who ? least_other : least;
		if (w->items[i].outcome == FIGURE_USED && who != INDEX_NONE && w->items[i].low.has &&
			against != INDEX_NONE && w->items[i].low.n > w->items[against].high.n) {
			work_note(w, FIGURE_NOTE_CONTRADICTION, w->items[i].claim->id,
				w->items[against].claim->id, 0);
			return true;
		}
	}
	return false;
}

static bool find_pending(struct work *w)
{
	bool is_pending = bytes_is(w->f->rule, "pending");
	struct bytes decision = BYTES_NONE;
	for (size_t i = 0; i < w->counting_count; i++) {
		if (w->counting[i]->kind == RECORD_DECIDE_PENDING) {
			is_pending = true;
			decision = w->counting[i]->id;
		}
	}
	if (is_pending) {
		work_note(w, FIGURE_NOTE_PENDING, decision, BYTES_NONE, 0);
	}
	return is_pending;
}

void work_state(struct work *w)
{
	list_witnesses(w);
	w->f->confirm_originators = w->codebook->confirm_originators;
	bool is_contested = find_contradiction(w);
	if (find_pending(w)) {
		w->f->state = FIGURE_PENDING;
	} else if ((int64_t)w->f->witness_count < w->codebook->confirm_originators) {
		w->f->state = FIGURE_PROVISIONAL;
	} else {
		w->f->state = is_contested ? FIGURE_CONTESTED : FIGURE_CONFIRMED;
	}
}
