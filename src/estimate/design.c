/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/design.h"

void design_init(struct design *d, struct arena *a, unsigned list_count)
{
	size_t size = (size_t)1 << list_count;
	*d = (struct design){0};
	d->cell = arena_calloc(a, size, sizeof(*d->cell));
	d->is_out = arena_calloc(a, size, sizeof(*d->is_out));
}

/* Takes a term and the patterns with it out. */
static void leave_out(struct design *d, const struct cells *c, unsigned term)
{
	if (d->absent_count++ == 0) {
		memset(d->is_out, 0, c->size);
	}
	for (unsigned w = term; w < c->size; w = (w + 1) | term) {
		d->is_out[w] = 1;
	}
}

static void add_term(struct design *d, const struct cells *c, unsigned term, bool is_whole)
{
	if (is_whole || c->star[term] > 0) {
		d->term[d->term_count++] = (uint16_t)term;
	} else {
		leave_out(d, c, term);
	}
}

static void set(
	struct design *d, const struct cells *c, const struct model_space *s, model_set m, bool is_whole)
{
	BUG_IF(s->list_count != c->list_count);
	d->term_count = 0;
	d->absent_count = 0;
	for (unsigned i = s->interaction_count; i-- > 0;) {
		if (m >> i & 1) {
			add_term(d, c, s->interaction[i], is_whole);
		}
	}
	for (unsigned j = s->list_count; j-- > 0;) {
		add_term(d, c, 1U << j, is_whole);
	}
	d->term[d->term_count++] = 0;
	d->cell_count = 0;
	for (unsigned w = 1; w < c->size; w++) {
		if (d->absent_count == 0 || !d->is_out[w]) {
			d->cell[d->cell_count++] = (uint16_t)w;
		}
	}
}

void design_set(struct design *d, const struct cells *c, const struct model_space *s, model_set m)
{
	set(d, c, s, m, false);
}

void design_set_whole(struct design *d, const struct cells *c, const struct model_space *s, model_set m)
{
	set(d, c, s, m, true);
}
