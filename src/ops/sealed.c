/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/sealed.h"

static int open_box(void *context, struct arena *a, struct bytes box, struct bytes *text, struct err *e)
{
	const struct sealed_key *key = context;
	struct buf opened = {0};
	int rc = seal_open(&key->public, &key->key, box, &opened, e);
	if (rc == 0) {
		*text = arena_copy(a, buf_bytes(&opened));
	}
	buf_done(&opened);
	return rc;
}

int sealed_key_open(struct sealed_key *key, struct op_call *call, struct err *e)
{
	struct secret passphrase = {0};
	int rc = call->ask(call->context, false, &passphrase, e);
	if (rc == 0) {
		rc = keys_open(call->vault_path, "vault", &passphrase, &key->key, e);
	}
	secret_done(&passphrase);
	if (rc != 0) {
		return rc;
	}
	key->public = call->vault->box;
	key->opener = (struct leaf_opener){open_box, key};
	key->is_open = true;
	return 0;
}

void sealed_key_done(struct sealed_key *key)
{
	secret_done(&key->key);
	*key = (struct sealed_key){0};
}
