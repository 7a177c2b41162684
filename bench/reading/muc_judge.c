/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc_judge.h"

#include "weights.h"

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

double muc_judge(const struct muc_features *features, unsigned left_out)
{
	double sum = 0;
	for (size_t i = 0; i < features->count; i++) {
		const char *weight = weights_of(muc_weights, muc_weights_end, features->list[i]);
		for (unsigned column = 0; weight != NULL && column < (left_out + 1) % (SPLIT_FOLD_COUNT + 1);
			column++) {
			weight = strchr(weight + 1, '\t');
		}
		sum += weight != NULL ? strtod(weight + 1, NULL) : 0;
	}
	return sum;
}
