/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc_judge.h"

#include <stdlib.h>

void muc_feature_add(struct muc_features *f, struct arena *a, const char *kind, const char *value)
{
	struct bytes feature = bytes_of(arena_printf(a, "%s:%s", kind, value));
	for (size_t i = 0; i < f->count; i++) {
		if (bytes_equal(f->list[i], feature)) {
			return;
		}
	}
	if (f->count < MUC_FEATURES_MAX) {
		f->list[f->count++] = feature;
	}
}

extern const char muc_weights[];
extern const char muc_weights_end[];

/* The weights behind a feature in the table, whose lines are sorted; NULL when it has none. */
static const char *weights_of(struct bytes feature)
{
	const char *low = muc_weights;
	const char *high = muc_weights_end;
	while (low < high) {
		const char *middle = low + (high - low) / 2;
		while (middle > low && middle[-1] != '\n') {
			middle--;
		}
		const char *end = memchr(middle, '\n', (size_t)(high - middle));
		const char *tab = memchr(middle, '\t', (size_t)(end - middle));
		int order = bytes_compare(feature, (struct bytes){middle, (size_t)(tab - middle)});
		if (order == 0) {
			return tab + 1;
		}
		low = order > 0 ? end + 1 : low;
		high = order < 0 ? middle : high;
	}
	return NULL;
}

double muc_judge(const struct muc_features *features, unsigned left_out)
{
	double sum = 0;
	for (size_t i = 0; i < features->count; i++) {
		const char *weight = weights_of(features->list[i]);
		for (unsigned column = 0; weight != NULL && column < (left_out + 1) % (SPLIT_FOLD_COUNT + 1);
			column++) {
			weight = strchr(weight, '\t') + 1;
		}
		sum += weight != NULL ? strtod(weight, NULL) : 0;
	}
	return sum;
}
