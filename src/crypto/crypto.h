/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Starting the cryptographic library. This folder is the only one that knows which library that is. */
#ifndef CRYPTO_CRYPTO_H
#define CRYPTO_CRYPTO_H

#include "base/err.h"

/*
 * Prepares everything in crypto/. To be called once before any other function of this folder; again does no
 * harm.
 *
 * returns   0, or ERR_IO when the system has no source of random bytes
 */
int crypto_init(struct err *e) MUST_USE;

#endif
