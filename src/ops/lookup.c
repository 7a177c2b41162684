/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/lookup.h"

enum { HASH_BEGINNING_MIN = 8 };

static bool is_hash_beginning(const char *name)
{
	size_t len = strlen(name);
	return len >= HASH_BEGINNING_MIN && len <= HASH_HEX_CHARS && strspn(name, "0123456789abcdef") == len;
}

int lookup_evidence(struct op_call *call, const char *name, struct bytes *id, struct err *e)
{
	static const char by_name[] = "SELECT id FROM evidence WHERE file_name = ?1 ORDER BY seq LIMIT 2";
	static const char by_hash[] = "SELECT id FROM evidence WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2";
	const char *const queries[] = {is_hash_beginning(name) ? by_hash : by_name, by_name};
	for (size_t i = 0; i < ARRAY_COUNT(queries); i++) {
		struct db_statement *s;
		int rc = db_prepare(call->vault->db, queries[i], &s, e);
		if (rc != 0) {
			return rc;
		}
		db_bind_text(s, 1, bytes_of(name));
		rc = db_step(s, e);
		if (rc == 1) {
			*id = arena_copy(call->arena, db_text(s, 0));
			rc = db_step(s, e);
			db_reset(s);
			return rc == 1
				? err_set(e, ERR_INPUT,
					  "\"%s\" names more than one evidence file; give its SHA-256", name)
				: rc;
		}
		if (rc < 0) {
			return rc;
		}
	}
	return err_set(e, ERR_NOT_FOUND,
		"there is no evidence \"%s\"; \"recount list evidence\" shows what is there", name);
}

int lookup_entry(struct op_call *call, const char *name, int64_t *seq, struct err *e)
{
	const struct record_type *type;
	struct bytes id;
	int rc = vault_find(call->vault, bytes_of(name), seq, &type, e);
	if (rc == -ERR_NOT_FOUND && bytes_int64(bytes_of(name), seq) && *seq >= 0) {
		return 0;
	}
	if (rc != -ERR_NOT_FOUND) {
		return rc;
	}
	rc = lookup_evidence(call, name, &id, e);
	if (rc == -ERR_NOT_FOUND) {
		return err_set(e, ERR_NOT_FOUND, "there is no record or evidence \"%s\"", name);
	}
	return rc == 0 ? vault_find(call->vault, id, seq, &type, e) : rc;
}
