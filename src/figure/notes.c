/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a reader must be told beside the numbers. */
#include "figure/work.h"

void work_note(struct work *w, enum figure_note_kind kind, struct bytes id, struct bytes other, int64_t count)
{
	if (w->note_count == w->note_cap) {
		size_t cap = w->note_cap == 0 ? 16 : 2 * w->note_cap;
		struct figure_note *more = arena_calloc(w->out, cap, sizeof(*more));
		if (w->note_count > 0) {
			memcpy(more, w->notes, w->note_count * sizeof(*more));
		}
		w->notes = more;
		w->note_cap = cap;
	}
	w->notes[w->note_count++] = (struct figure_note){kind, id, other, count};
}

static void note_flag(struct work *w, enum figure_note_kind kind, unsigned flags)
{
	int64_t count = 0;
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->items[i].outcome == FIGURE_USED && (w->items[i].flags & flags)) {
			count++;
		}
	}
	if (count > 0) {
		work_note(w, kind, BYTES_NONE, BYTES_NONE, count);
	}
}

static void note_sealed(struct work *w)
{
	int64_t count = 0;
	for (size_t i = 0; i < w->item_count; i++) {
		count += w->items[i].outcome == FIGURE_SEALED ? 1 : 0;
	}
	if (count > 0) {
		work_note(w, FIGURE_NOTE_SEALED, BYTES_NONE, BYTES_NONE, count);
	}
}

static void note_unattributed(struct work *w, enum figure_note_kind kind, const struct figure_end *end)
{
	for (size_t i = 0; i < end->item_count; i++) {
		if (w->items[end->items[i]].originator.s) {
			return;
		}
	}
	if (end->item_count > 0) {
		work_note(w, kind, BYTES_NONE, BYTES_NONE, (int64_t)end->item_count);
	}
}

static void flag_read_as_n(struct work *w)
{
	for (size_t i = 0; i < w->item_count; i++) {
		struct figure_item *item = &w->items[i];
		if (w->rule->reads_at_least_as_n && item->outcome == FIGURE_USED && item->low.has &&
			!item->high.has && !item->point.has) {
			item->flags |= FIGURE_READ_AS_N;
		}
	}
}

static int compare_notes(const void *a, const void *b)
{
	const struct figure_note *x = a;
	const struct figure_note *y = b;
	int order = (x->kind > y->kind) - (x->kind < y->kind);
	return order != 0 ? order : bytes_compare(x->id, y->id);
}

void work_notes(struct work *w)
{
	struct figure *f = w->f;
	if (f->item_count == 0) {
		work_note(w, FIGURE_NOTE_NO_CANDIDATE, BYTES_NONE, BYTES_NONE, 0);
	} else if (f->used_count == 0) {
		work_note(w, FIGURE_NOTE_NONE_USED, BYTES_NONE, BYTES_NONE, (int64_t)f->item_count);
	}
	flag_read_as_n(w);
	note_flag(w, FIGURE_NOTE_READ_AS_N, FIGURE_READ_AS_N);
	note_flag(w, FIGURE_NOTE_FROM_VAGUE, FIGURE_FROM_VAGUE);
	note_flag(w, FIGURE_NOTE_UNQUALIFIED,
		FIGURE_UNQUALIFIED_VICTIM_CLASS | FIGURE_UNQUALIFIED_BY | FIGURE_UNQUALIFIED_CAUSE |
			FIGURE_UNQUALIFIED_PLACES | FIGURE_UNQUALIFIED_WINDOW);
	note_flag(w, FIGURE_NOTE_UNDATED, FIGURE_UNDATED);
	note_flag(w, FIGURE_NOTE_UNORDERED, FIGURE_UNORDERED);
	note_sealed(w);
	note_unattributed(w, FIGURE_NOTE_LOW_UNATTRIBUTED, &f->low);
	note_unattributed(w, FIGURE_NOTE_BEST_UNATTRIBUTED, &f->best);
	note_unattributed(w, FIGURE_NOTE_HIGH_UNATTRIBUTED, &f->high);
	for (size_t i = 0; i < w->item_count; i++) {
		if (w->items[i].flags & FIGURE_RELATION_CONFLICT) {
			work_note(w, FIGURE_NOTE_RELATION_CONFLICT, w->items[i].claim->id,
				w->items[i].relation_decision, 0);
		}
	}
	if (w->note_count > 1) {
		qsort(w->notes, w->note_count, sizeof(*w->notes), compare_notes);
	}
	f->notes = w->notes;
	f->note_count = w->note_count;
}
