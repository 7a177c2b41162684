/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page begins with: nothing may be loaded, run or sent; the styles stand in it. */
#ifndef VIEW_HEAD_H
#define VIEW_HEAD_H

#include "base/buf.h"

/*
 * Appends everything before <body>.
 *
 * title     begins the title; our own text
 * subject   ends it; anybody's
 * style     styles of this kind of page, behind those of all pages
 */
void head_write(struct buf *out, const char *title, struct bytes subject, const struct bytes *style,
	size_t style_count);

/* estimate.css: overlaps of lists, dots. */
struct bytes head_estimate_style(void);

#endif
