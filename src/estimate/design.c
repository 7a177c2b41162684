/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/design.h"

void design_init(struct design *d, struct arena *a, unsigned list_count)
{
	size_t size = (size_t)1 << list_count;
	*d = (struct design){0};
	d->cell = arena_calloc(a, size, sizeof(*d->cell));
	d->is_out = arena_calloc(a, size, sizeof(*d->is_out));
}

static void add_term(struct design *d, const struct cells *c, unsigned term)
{
	if (c->star[term] > 0) {
		d->term[d->term_count++] = (uint16_t)term;
		return;
	}
	if (d->absent_count++ == 0) {
		memset(d->is_out, 0, c->size);
	}
	for (unsigned w = term; w < c->size; w = (w + 1) | term) {
		d->is_out[w] = 1;
	}
}

void design_set(struct design *d, const struct cells *c, const struct model_space *s, model_set m)
{
	BUG_IF(s->list_count != c->list_count);
	d->term_count = 0;
	d->absent_count = 0;
	for (unsigned i = s->interaction_count; i-- > 0;) {
		if (m >> i & 1) {
			add_term(d, c, s->interaction[i]);
		}
	}
	for (unsigned j = s->list_count; j-- > 0;) {
		add_term(d, c, 1U << j);
	}
	d->term[d->term_count++] = 0;
	d->cell_count = 0;
	for (unsigned w = 1; w < c->size; w++) {
		if (d->absent_count == 0 || !d->is_out[w]) {
			d->cell[d->cell_count++] = (uint16_t)w;
		}
	}
}
