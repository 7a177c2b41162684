/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A symbol for each class of originators, told apart by shape alone, on screens and on paper. */
#ifndef VIEW_SYMBOL_H
#define VIEW_SYMBOL_H

#include "base/buf.h"
#include "record/types.h"

/* Appends the symbol as an inline SVG, hidden from screen readers: its words always stand beside it. */
void symbol_add(struct buf *out, enum record_class class);

#endif
