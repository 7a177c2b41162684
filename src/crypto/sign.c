/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/sign.h"

#include "crypto/random.h"

#include <sodium.h>

_Static_assert(SIGN_PUBLIC_BYTES == crypto_sign_PUBLICKEYBYTES, "size of a public key");
_Static_assert(SIGN_SEED_BYTES == crypto_sign_SEEDBYTES, "size of a seed");
_Static_assert(SIGN_SIGNATURE_BYTES == crypto_sign_BYTES, "size of a signature");

static void expand(const struct secret *seed, struct sign_public *key, struct secret *expanded)
{
	BUG_IF(seed->len != SIGN_SEED_BYTES);
	secret_init(expanded, crypto_sign_SECRETKEYBYTES);
	crypto_sign_seed_keypair(key->b, expanded->b, seed->b);
}

void sign_keygen(struct secret *seed, struct sign_public *key)
{
	secret_init(seed, SIGN_SEED_BYTES);
	random_bytes(seed->b, seed->len);
	sign_public_of(seed, key);
}

void sign_public_of(const struct secret *seed, struct sign_public *key)
{
	struct secret expanded;
	expand(seed, key, &expanded);
	secret_done(&expanded);
}

void sign_text(const struct secret *seed, struct bytes text, struct signature *signature)
{
	struct sign_public key;
	struct secret expanded;
	expand(seed, &key, &expanded);
	crypto_sign_detached(
		signature->b, NULL, (const unsigned char *)(text.s ? text.s : ""), text.len, expanded.b);
	secret_done(&expanded);
}

bool sign_verify(const struct sign_public *key, struct bytes text, const struct signature *signature)
{
	const unsigned char *message = (const unsigned char *)(text.s ? text.s : "");
	return crypto_sign_verify_detached(signature->b, message, text.len, key->b) == 0;
}

int sign_check_public(const struct sign_public *key, struct err *e)
{
	if (!crypto_core_ed25519_is_valid_point(key->b)) {
		return err_set(e, ERR_INPUT, "The public key is not a proper Ed25519 key.");
	}
	return 0;
}
