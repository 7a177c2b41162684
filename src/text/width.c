/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text/width.h"
#include "text/point.h"

#include <unicode/uchar.h>

static size_t columns_of(UChar32 c)
{
	if (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) {
		return 0;
	}
	int32_t width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
	return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

size_t width_of(struct bytes text)
{
	size_t columns = 0;
	for (size_t at = 0; at < text.len;) {
		columns += columns_of((UChar32)point_next(text, &at));
	}
	return columns;
}

size_t width_fit(struct bytes text, size_t at, size_t columns)
{
	size_t used = 0;
	while (at < text.len) {
		size_t next = at;
		used += columns_of((UChar32)point_next(text, &next));
		if (used > columns) {
			break;
		}
		at = next;
	}
	return at;
}
