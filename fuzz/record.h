/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the fuzzers of records share: checks without a vault, and a record through cells and through an entry. */
#ifndef FUZZ_RECORD_H
#define FUZZ_RECORD_H

#include "crypto/crypto.h"
#include "record/vault.h"
#include "text/utf8.h"

/* The constants of a vault, and a key to seal to; made once. */
struct constants {
	struct vault vault;
	struct secret key;
};

static inline struct constants *constants(void)
{
	static struct constants c;
	static bool is_made;
	struct err e = {0};
	if (!is_made) {
		BUG_IF(crypto_init(&e) != 0);
		vocabulary_init(&c.vault.vocabulary);
		fold_init(&c.vault.fold);
		seal_keygen(&c.key, &c.vault.box);
		is_made = true;
	}
	return &c;
}

static inline int open_box(
	void *context, struct arena *a, struct bytes box, struct bytes *text, struct err *e)
{
	const struct constants *c = context;
	struct buf opened = {0};
	int rc = seal_open(&c->vault.box, &c->key, box, &opened, e);
	if (rc == 0) {
		*text = arena_copy(a, buf_bytes(&opened));
	}
	buf_done(&opened);
	return rc;
}

/* A refusal has a code and a sentence that fits into JSON. */
static inline void check_refusal(int rc, const struct err *e)
{
	BUG_IF(rc != -ERR_INPUT && rc != -ERR_NOT_FOUND && rc != -ERR_LIMIT);
	BUG_IF(e->text[0] == '\0' || !utf8_is_valid(bytes_of(e->text)));
}

static inline void check_read(
	struct constants *c, const struct entry *entry, bool with_key, const json_t *expected)
{
	struct arena a = {0};
	const struct record_type *type;
	json_t *back = NULL;
	size_t unopened;
	struct err e = {0};
	struct leaf_opener opener = {open_box, c};
	int rc = entry_read(buf_bytes(&entry->leaf), buf_bytes(&entry->disclosures),
		with_key ? &opener : NULL, &a, &type, &back, &unopened, &e);
	BUG_IF(rc != 0 || !json_equal(back, expected));
	json_decref(back);
	arena_done(&a);
}

/* Record to entry and back, with the key and without. */
static inline void check_entry(struct constants *c, const struct record_type *type, json_t *record)
{
	const struct field *fields = fold_table_of(&c->vault.fold, type)->fields;
	struct entry entry = {0};
	struct err e = {0};
	BUG_IF(entry_compose(type, fields, record, &c->vault.box, &entry, &e) != 0);
	json_t *unsealed = entry_unsealed_part(fields, record);
	check_read(c, &entry, true, record);
	check_read(c, &entry, false, unsealed);
	json_decref(unsealed);
	entry_done(&entry);
}

/* Record to cells and back. */
static inline void check_cells(struct constants *c, const struct record_type *type, const json_t *record)
{
	const struct field *fields = fold_table_of(&c->vault.fold, type)->fields;
	struct arena a = {0};
	struct err e = {0};
	const char **columns;
	size_t count = field_columns(fields, &a, &columns);
	json_t *back = json_object();
	for (size_t i = 0; i < count; i++) {
		struct bytes cell = field_cell(fields, record, columns[i], &a);
		BUG_IF(cell.s && field_set_cell(fields, back, columns[i], cell, &e) != 0);
	}
	BUG_IF(!json_equal(back, record));
	json_decref(back);
	arena_done(&a);
}

/* Everything that can be done to a record without a vault. */
static inline void check_record(struct constants *c, const struct record_type *type, json_t *record)
{
	struct err e = {0};
	int rc = vault_check_shape(&c->vault, type, record, &e);
	if (rc != 0) {
		check_refusal(rc, &e);
		return;
	}
	check_entry(c, type, record);
	check_cells(c, type, record);
}

#endif
