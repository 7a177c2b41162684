/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a file is, by its content and never by its name.
 *
 * libmagic looks at the bytes in a jailed child. What matters most is decided by us, so that the type does
 * not change with libmagic's version: whether it is text at all (UTF-8 without NUL), and whether text is a
 * web page.
 *
 * Source: WHATWG MIME Sniffing, section 7.1 (patterns of text/html).
 */
#ifndef INTAKE_DETECT_H
#define INTAKE_DETECT_H

#include "base/buf.h"

enum { DETECT_TYPE_BYTES = 128 };

/*
 * Finds the media type of content.
 *
 * type      receives a type without parameters ("text/html") and a NUL; "application/octet-stream" when
 *           nothing is known, "application/x-empty" for no bytes
 *
 * Valid UTF-8 that libmagic takes for a program's source or some configuration is text/plain. Where libmagic
 * cannot be used, only text/plain, text/html and application/pdf are told apart.
 *
 * ^ The name of a file has no influence.
 */
void detect_media_type(struct bytes content, char type[DETECT_TYPE_BYTES]);

/*
 * Appends "the name says .pdf, the content is text/html" when name and content disagree.
 *
 * returns   whether they do; a name without a known extension says nothing, and so cannot disagree
 */
bool detect_disagrees(struct bytes name, const char *type, struct buf *notice);

#endif
