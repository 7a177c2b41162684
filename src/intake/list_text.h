/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The content of a list file as UTF-8, by what its map says of the encoding. Nothing is ever repaired in silence. */
#ifndef INTAKE_LIST_TEXT_H
#define INTAKE_LIST_TEXT_H

#include "intake/list_map.h"

/*
 * Makes text of the content of a file: without a mark, converted where the mark or the settings say so. Conversion runs in
 * a jailed child.
 *
 * own       receives what had to be converted, else stays as it is
 * text      into content or *own
 * returns   0; ERR_INPUT with the line: bytes that are not of the encoding, and what it may be; ERR_LIMIT, ERR_IO
 *
 * ^ Valid UTF-8 is not copied.
 * ^ Bytes that mean nothing in the encoding are an error with their line.
 */
int list_text_of(struct bytes content, const struct list_settings *settings, struct buf *own,
	struct bytes *text, struct err *e) MUST_USE;

#endif
