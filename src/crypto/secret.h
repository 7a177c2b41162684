/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keys and passphrases in memory that is locked against swapping, fenced by guard pages, kept out of core
 * dumps and wiped when given back. A secret is never in an arena, a buf, a log or an error sentence.
 */
#ifndef CRYPTO_SECRET_H
#define CRYPTO_SECRET_H

#include "base/err.h"

/* Longest passphrase: a long sentence in any script. */
enum { SECRET_LINE_BYTES = 1024 };

/* A zeroed secret is valid and empty. */
struct secret {
	unsigned char *b;
	size_t len;
};

/* Makes a secret of len bytes, to be filled by the caller. Exhausted memory ends the process. */
void secret_init(struct secret *s, size_t len);

/* Wipes and frees. A zeroed secret is fine, and it is zeroed after. */
void secret_done(struct secret *s);

/* Compares in constant time for equal lengths. */
bool secret_equal(const struct secret *a, const struct secret *b);

/*
 * Reads a passphrase: the first line of fd, without its LF or CR LF. What follows is not read.
 *
 * s         empty; on success the caller's, to be given to secret_done()
 * returns   0; ERR_INPUT for an empty or overlong line; ERR_IO
 */
int secret_read(int fd, struct secret *s, struct err *e) MUST_USE;

/*
 * Asks on the controlling terminal and reads a line without showing it. The terminal is as it was
 * afterwards, also when a signal ends the question.
 *
 * prompt    what to print, such as "Passphrase: "
 * returns   as secret_read(); ERR_IO when there is no terminal
 */
int secret_ask(const char *prompt, struct secret *s, struct err *e) MUST_USE;

#endif
