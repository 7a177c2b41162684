/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The numbers of a claim, with vague words by the codebook. */
#include "figure/work.h"

static struct figure_number vague_low(const struct work *w, struct bytes word)
{
	const struct codebook_word *row = NULL;
	if (bytes_is(w->f->rule, "acled")) {
		row = codebook_find(&w->codebook->vague_acled, word);
	}
	if (!row) {
		row = codebook_find(&w->codebook->vague, word);
	}
	return row && row->has_number ? (struct figure_number){true, row->number} : (struct figure_number){0};
}

void work_numbers(const struct work *w, const struct claim *c, struct figure_item *item)
{
	const struct quantity *q = &c->quantity;
	item->low = (struct figure_number){q->has_low, q->has_low ? q->low : 0};
	item->high = (struct figure_number){q->has_high, q->has_high ? q->high : 0};
	item->point = (struct figure_number){q->has_point, q->has_point ? q->point : 0};
	if (q->vague.s && !item->low.has) {
		item->low = vague_low(w, q->vague);
		item->flags |= item->low.has ? FIGURE_FROM_VAGUE : 0;
	}
	item->floor = item->low.has ? item->low : item->point;
	item->value = item->point.has ? item->point : item->low;
}
