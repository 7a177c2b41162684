/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/random.h"

#include <sodium.h>

void random_bytes(void *out, size_t len)
{
	randombytes_buf(out, len);
}

void random_id(const char *type, char out[LIMIT_ID_BYTES + 1])
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char random[RANDOM_ID_CHARS];
	size_t len = strlen(type);
	BUG_IF(len == 0 || len + 1 + RANDOM_ID_CHARS > LIMIT_ID_BYTES);
	random_bytes(random, sizeof(random));
	memcpy(out, type, len);
	out[len++] = '-';
	for (size_t i = 0; i < RANDOM_ID_CHARS; i++) {
		out[len++] = digits[random[i] & 31];
	}
	out[len] = '\0';
}
