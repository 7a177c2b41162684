/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "weights.h"

const char *weights_of(const char *table, const char *table_end, struct bytes feature)
{
	const char *low = table;
	const char *high = table_end;
	while (low < high) {
		const char *middle = low + (high - low) / 2;
		while (middle > low && middle[-1] != '\n') {
			middle--;
		}
		const char *end = memchr(middle, '\n', (size_t)(high - middle));
		const char *tab = memchr(middle, '\t', (size_t)(end - middle));
		int order = bytes_compare(feature, (struct bytes){middle, (size_t)(tab - middle)});
		if (order == 0) {
			return tab;
		}
		low = order > 0 ? end + 1 : low;
		high = order < 0 ? middle : high;
	}
	return NULL;
}
