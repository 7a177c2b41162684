/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/crypto.h"

#include <sodium.h>

int crypto_init(struct err *e)
{
	if (sodium_init() < 0) {
		return err_set(e, ERR_IO, "The system's source of random bytes cannot be used.");
	}
	return 0;
}
