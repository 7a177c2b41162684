/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure/index.h"

static int compare_keys(const void *a, const void *b)
{
	const struct id_key *x = a;
	const struct id_key *y = b;
	int order = bytes_compare(x->id, y->id);
	return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

void id_index_build(
	struct id_index *x, struct arena *a, const void *array, size_t count, size_t stride, size_t offset)
{
	x->keys = arena_calloc(a, count, sizeof(*x->keys));
	x->count = count;
	for (size_t i = 0; i < count; i++) {
		memcpy(&x->keys[i].id, (const char *)array + i * stride + offset, sizeof(struct bytes));
		x->keys[i].at = i;
	}
	if (count > 1) {
		qsort(x->keys, count, sizeof(*x->keys), compare_keys);
	}
}

void id_index_unique(struct id_index *x)
{
	size_t kept = 0;
	for (size_t i = 0; i < x->count; i++) {
		if (kept == 0 || !bytes_equal(x->keys[kept - 1].id, x->keys[i].id)) {
			x->keys[kept] = (struct id_key){x->keys[i].id, kept};
			kept++;
		}
	}
	x->count = kept;
}

struct bytes id_index_twice(const struct id_index *x)
{
	for (size_t i = 1; i < x->count; i++) {
		if (bytes_equal(x->keys[i - 1].id, x->keys[i].id)) {
			return x->keys[i].id;
		}
	}
	return BYTES_NONE;
}

size_t id_index_find(const struct id_index *x, struct bytes id)
{
	if (!id.s) {
		return INDEX_NONE;
	}
	size_t from = 0;
	size_t to = x->count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		int order = bytes_compare(x->keys[middle].id, id);
		if (order == 0) {
			return x->keys[middle].at;
		}
		if (order < 0) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return INDEX_NONE;
}
