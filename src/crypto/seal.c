/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/seal.h"

#include <sodium.h>

_Static_assert(SEAL_PUBLIC_BYTES == crypto_box_PUBLICKEYBYTES, "size of a public key");
_Static_assert(SEAL_SECRET_BYTES == crypto_box_SECRETKEYBYTES, "size of a secret key");
_Static_assert(SEAL_OVERHEAD_BYTES == crypto_box_SEALBYTES, "overhead of a box");

void seal_keygen(struct secret *key, struct seal_public *public)
{
	secret_init(key, SEAL_SECRET_BYTES);
	crypto_box_keypair(public->b, key->b);
}

void seal_public_of(const struct secret *key, struct seal_public *public)
{
	BUG_IF(key->len != SEAL_SECRET_BYTES);
	crypto_scalarmult_base(public->b, key->b);
}

int seal_box(const struct seal_public *public, struct bytes text, struct buf *out, struct err *e)
{
	unsigned char *to = (unsigned char *)buf_room(out, text.len + SEAL_OVERHEAD_BYTES);
	const unsigned char *from = (const unsigned char *)(text.s ? text.s : "");
	if (crypto_box_seal(to, from, text.len, public->b) != 0) {
		*to = '\0';
		return err_set(e, ERR_INPUT, "The public key cannot be sealed to.");
	}
	out->len += text.len + SEAL_OVERHEAD_BYTES;
	out->s[out->len] = '\0';
	return 0;
}

int seal_open(const struct seal_public *public, const struct secret *key, struct bytes box, struct buf *out,
	struct err *e)
{
	BUG_IF(key->len != SEAL_SECRET_BYTES);
	bool ok = box.len >= SEAL_OVERHEAD_BYTES;
	if (ok) {
		unsigned char *to = (unsigned char *)buf_room(out, box.len);
		ok = crypto_box_seal_open(to, (const unsigned char *)box.s, box.len, public->b, key->b) == 0;
		out->len += ok ? box.len - SEAL_OVERHEAD_BYTES : 0;
		out->s[out->len] = '\0';
	}
	if (!ok) {
		return err_set(e, ERR_DAMAGED, "A sealed part does not open with this key, or is damaged.");
	}
	return 0;
}
