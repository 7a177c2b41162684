/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/cells.h"

#include "estimate/lattice.h"
#include "estimate/model.h"
#include "estimate/special.h"

#include <math.h>

/* Added to the counts where fits start: the logarithm of 0 is no number. */
static const double start_addend = 0.1;

void cells_init(struct cells *c, struct arena *a, unsigned list_count)
{
	BUG_IF(list_count > MODEL_LISTS_MAX);
	size_t size = (size_t)1 << list_count;
	*c = (struct cells){.list_count = list_count, .size = size};
	c->count = arena_calloc(a, size, sizeof(*c->count));
	c->star = arena_calloc(a, size, sizeof(*c->star));
	c->count_log = arena_calloc(a, size, sizeof(*c->count_log));
	c->start_log = arena_calloc(a, size, sizeof(*c->start_log));
}

void cells_set_counts(struct cells *c, const struct capture_table *t, const int64_t *count)
{
	BUG_IF(t->list_count != c->list_count);
	memset(c->count, 0, c->size * sizeof(*c->count));
	for (size_t i = 0; i < t->cell_count; i++) {
		c->count[t->mask[i]] = count[i];
	}
	memcpy(c->star, c->count, c->size * sizeof(*c->star));
	lattice_count_supersets(c->star, c->list_count);
	c->total = (double)c->star[0];
	c->total_log = log(c->total);
	c->saturated_log = 0;
	for (size_t w = 0; w < c->size; w++) {
		double y = (double)c->count[w];
		c->count_log[w] = 0;
		c->start_log[w] = log(y + start_addend);
		if (y > 0) {
			c->count_log[w] = log(y);
			c->saturated_log += y * c->count_log[w] - y - special_gamma_log(y + 1);
		}
	}
}

void cells_set(struct cells *c, const struct capture_table *t)
{
	cells_set_counts(c, t, t->count);
}
