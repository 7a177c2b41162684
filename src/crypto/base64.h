/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Base64 in the two forms that our formats use. Decoding takes the canonical form only, so that a text and
 * its bytes stand for each other one to one.
 *
 * Not for secrets: the time it takes depends on the content.
 *
 * Source: RFC 4648, sections 4 and 5.
 */
#ifndef CRYPTO_BASE64_H
#define CRYPTO_BASE64_H

#include "base/buf.h"
#include "base/err.h"

enum base64_form {
	BASE64_STANDARD, /* + and /, with = at the end: notes, checkpoints, proofs */
	BASE64_URL,      /* - and _, without =: SD-JWT */
	BASE64_FORM_COUNT
};

/* How many characters len bytes take. */
size_t base64_len(enum base64_form form, size_t len);

/* Writes base64_len() characters to out, no NUL. returns how many. */
size_t base64_write(enum base64_form form, const void *from, size_t len, char *out);

/* Appends the encoding of b to out. */
void base64_encode(enum base64_form form, struct bytes b, struct buf *out);

/*
 * Appends the decoded bytes to out.
 *
 * returns   0, or ERR_INPUT with out as it was
 * ^ What base64_decode() takes, base64_encode() writes back byte for byte.
 * ^ White space, missing or extra padding, the other alphabet and stray last bits are refused.
 */
int base64_decode(enum base64_form form, struct bytes text, struct buf *out, struct err *e) MUST_USE;

/*
 * The same into memory of a known size.
 *
 * len       exactly how many bytes the text must stand for
 */
int base64_decode_exact(
	enum base64_form form, struct bytes text, void *out, size_t len, struct err *e) MUST_USE;

#endif
