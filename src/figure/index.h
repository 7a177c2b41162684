/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Finding a record by its id: ids sorted in byte order, each with its position. */
#ifndef FIGURE_INDEX_H
#define FIGURE_INDEX_H

#include "base/bytes.h"
#include "base/mem.h"

#define INDEX_NONE SIZE_MAX

struct id_key {
	struct bytes id;
	size_t at;
};

struct id_index {
	struct id_key *keys;
	size_t count;
};

/*
 * Indexes an array of structs by a member of type struct bytes.
 *
 * a         owns the keys
 * stride    size of one struct; offset: that of the member
 */
void id_index_build(
	struct id_index *x, struct arena *a, const void *array, size_t count, size_t stride, size_t offset);

/* Keeps the first of equal ids, and makes `at` the rank of the id. */
void id_index_unique(struct id_index *x);

/* An id that occurs twice, or absent. */
struct bytes id_index_twice(const struct id_index *x);

/* The position of id, or INDEX_NONE; absent is never found. */
size_t id_index_find(const struct id_index *x, struct bytes id);

#endif
