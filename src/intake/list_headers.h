/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Headers of lists: what a column can be by the words at its head, and which header somebody meant.
 *
 * Headers are compared without case, spaces and punctuation. The usual words are data/lists/headers.ini.
 */
#ifndef INTAKE_LIST_HEADERS_H
#define INTAKE_LIST_HEADERS_H

#include "intake/list_map.h"

/*
 * Guesses which column has which role.
 *
 * headers   valid UTF-8
 * column    receives for each role of the map the index of its header, or SIZE_MAX
 *
 * ^ A column gets one role at most, and a role one column.
 * ^ "Name" beside "Surname" is a given name.
 */
void list_headers_guess(
	const struct list_map *map, const struct bytes *headers, size_t count, size_t *column);

/* The header of least edit distance to `wanted`; count > 0. */
size_t list_headers_nearest(const struct bytes *headers, size_t count, struct bytes wanted);

/* Bytes to change, add or leave out to make one header of the other. */
size_t list_headers_distance(struct bytes a, struct bytes b);

#endif
