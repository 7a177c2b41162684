/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/latent_model.h"

enum { CLASSES_MIN = 2, CLASSES_DEFAULT_MAX = 15 };

unsigned latent_class_count(unsigned list_count)
{
	if (list_count >= 4) {
		return CLASSES_DEFAULT_MAX;
	}
	unsigned cells = (1U << list_count) - 1;
	return cells < CLASSES_MIN ? CLASSES_MIN : cells;
}

void latent_model_init(struct latent_model *m, struct arena *a, const struct capture_table *t,
	unsigned class_count, const struct latent_prior *prior)
{
	BUG_IF(class_count < CLASSES_MIN || t->cell_count > UINT32_MAX / CAPTURE_LISTS_MAX);
	uint32_t *begin = arena_calloc(a, t->cell_count + 1, sizeof(*begin));
	uint8_t *list = arena_calloc(a, t->cell_count * t->list_count, sizeof(*list));
	uint32_t used = 0;
	for (size_t i = 0; i < t->cell_count; i++) {
		for (unsigned j = 0; j < t->list_count; j++) {
			if (t->mask[i] >> j & 1) {
				list[used++] = (uint8_t)j;
			}
		}
		begin[i + 1] = used;
	}
	*m = (struct latent_model){
		.list_count = t->list_count,
		.class_count = class_count,
		.size = (size_t)class_count * t->list_count + class_count - 1,
		.cell_count = t->cell_count,
		.count = t->count,
		.begin = begin,
		.list = list,
		.total = t->total,
		.prior = *prior,
	};
}
