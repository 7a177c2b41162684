/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the source of a gazetteer (tab-separated text, docs/formats/gazetteer.md) to its stored form. */
#ifndef READING_GAZETTEER_WRITE_H
#define READING_GAZETTEER_WRITE_H

#include "base/buf.h"
#include "base/err.h"
#include "reading/gazetteer_words.h"

/*
 * Appends the stored form to out.
 *
 * source: the whole text, of anybody. words: kinds of divisions, to find a division also without its kind
 * Returns 0, or -ERR_INPUT with the line and what is wrong.
 * ^ The same source and words give the same bytes.
 */
int gazetteer_write(
	struct bytes source, const struct gazetteer_words *words, struct buf *out, struct err *e) MUST_USE;

#endif
