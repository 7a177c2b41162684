/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Checking, appending and reading records, and the tree over them. Declared in record/vault.h. */
#include "record/rebuild.h"
#include "record/vault.h"

enum { STORED_LEVEL_STEP = 8 };

int vault_find(struct vault *v, struct bytes id, int64_t *seq, const struct record_type **type, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(v->db, "SELECT seq, type FROM id WHERE id = ?", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, id);
	rc = db_step(s, e);
	if (rc == 1) {
		*seq = db_int(s, 0);
		*type = record_type_find(db_text(s, 1));
		db_reset(s);
		return *type ? 0
			     : err_set(e, ERR_DAMAGED,
				       "the register is damaged; \"recount rebuild\" makes it again");
	}
	return rc < 0 ? rc
		      : err_set(e, ERR_NOT_FOUND, "there is no record with the id \"%.*s\"", BYTES_ARG(id));
}

int vault_check_shape(
	const struct vault *v, const struct record_type *type, const json_t *record, struct err *e)
{
	const struct field *fields = fold_table_of(&v->fold, type)->fields;
	int rc = field_check(fields, record, &v->vocabulary, e);
	if (rc == 0 && type->check) {
		rc = type->check(record, e);
	}
	if (rc == 0) {
		rc = entry_check_seal(record, e);
	}
	if (rc != 0) {
		entry_hide_sealed(fields, record, e);
	}
	return rc;
}

struct ref_check {
	const struct vault_lookup *lookup;
	const struct record_type *type;
	struct err *e;
};

static int check_ref(void *context, const char *name, const char *of, struct bytes id)
{
	struct ref_check *c = context;
	const struct record_type *found;
	int rc = c->lookup->find(c->lookup->context, id, &found, c->e);
	if (rc == -ERR_NOT_FOUND) {
		const char *wanted = strcmp(of, "*") == 0 ? "record" : of;
		return err_set(c->e, ERR_INPUT, "%s: no %s has the id \"%.*s\"; it must come first", name,
			wanted, BYTES_ARG(id));
	}
	if (rc == 0 && strcmp(name, "replaces") == 0) {
		of = c->type->name;
	}
	if (rc == 0 && strcmp(of, "*") != 0 && strcmp(of, found->name) != 0) {
		return err_set(c->e, ERR_INPUT, "%s: \"%.*s\" is of type %s, and type %s is needed", name,
			BYTES_ARG(id), found->name, of);
	}
	return rc;
}

int vault_check_refs(const struct vault *v, const struct record_type *type, const json_t *record,
	const struct vault_lookup *lookup, struct err *e)
{
	const struct field *fields = fold_table_of(&v->fold, type)->fields;
	struct ref_check refs = {lookup, type, e};
	int rc = field_each_ref(fields, record, check_ref, &refs);
	if (rc != 0) {
		entry_hide_sealed(fields, record, e);
	}
	return rc;
}

int vault_check_replaces(struct vault *v, const struct record_type *type, const json_t *record, struct err *e)
{
	char sql[128];
	struct db_statement *s;
	struct bytes old = json_get_view(record, "replaces");
	if (!old.s) {
		return 0;
	}
	snprintf(sql, sizeof(sql), "SELECT id FROM \"%s\" WHERE replaces = ?", type->name);
	int rc = db_prepare(v->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, old);
	rc = db_step(s, e);
	if (rc == 1) {
		rc = err_set(e, ERR_CHANGED,
			"replaces: \"%.*s\" is replaced by \"%.*s\" already; replace that one",
			BYTES_ARG(old), BYTES_ARG(db_text(s, 0)));
	}
	db_reset(s);
	return rc;
}

static int find_type(void *context, struct bytes id, const struct record_type **type, struct err *e)
{
	int64_t seq;
	return vault_find(context, id, &seq, type, e);
}

int vault_check_record(struct vault *v, const struct record_type *type, const json_t *record, struct err *e)
{
	struct vault_lookup lookup = {find_type, v};
	struct bytes id = json_get_view(record, "id");
	struct err ignored = {0};
	const struct record_type *found;
	int rc = vault_check_shape(v, type, record, e);
	if (rc == 0) {
		rc = vault_check_refs(v, type, record, &lookup, e);
	}
	if (rc == 0) {
		rc = vault_check_replaces(v, type, record, e);
	}
	if (rc != 0) {
		return rc;
	}
	rc = find_type(v, id, &found, &ignored);
	if (rc == 0) {
		return err_set(e, ERR_CHANGED,
			"the id \"%.*s\" is taken (type %s); to correct that record, give a new id and say "
			"\"replaces\"",
			BYTES_ARG(id), found->name);
	}
	return rc == -ERR_NOT_FOUND ? 0 : err_set(e, (enum err_code) - rc, "%s", ignored.text);
}

static int store_node(struct db *db, unsigned level, uint64_t index, const struct hash *h, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(db, "INSERT INTO node VALUES(?, ?, ?)", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_int(s, 1, level);
	db_bind_int(s, 2, (int64_t)index);
	db_bind_blob(s, 3, (struct bytes){(const char *)h->b, sizeof(h->b)});
	return db_finish(s, e);
}

int record_grow_tree(struct db *db, struct tree *tree, struct bytes leaf, struct err *e)
{
	struct hash completed[TREE_LEVEL_COUNT];
	struct hash h = tree_leaf(leaf);
	uint64_t index = tree->size;
	unsigned count = tree_append(tree, &h, completed);
	int rc = 0;
	for (unsigned level = STORED_LEVEL_STEP; level < count && rc == 0; level += STORED_LEVEL_STEP) {
		rc = store_node(db, level, index >> level, &completed[level], e);
	}
	return rc;
}

int vault_append_entry(struct vault *v, const struct record_type *type, const json_t *unsealed,
	const struct entry *entry, int64_t *seq, struct err *e)
{
	struct db_statement *s;
	int64_t number = (int64_t)v->tree.size;
	BUG_IF(!db_is_in_transaction(v->db));
	int rc = db_prepare(v->db, "INSERT INTO entry VALUES(?, ?, ?)", &s, e);
	if (rc == 0) {
		db_bind_int(s, 1, number);
		db_bind_text(s, 2, buf_bytes(&entry->leaf));
		db_bind_text(s, 3, buf_bytes(&entry->disclosures));
		rc = db_finish(s, e);
	}
	if (rc == 0) {
		rc = record_grow_tree(v->db, &v->tree, buf_bytes(&entry->leaf), e);
	}
	if (rc == 0) {
		rc = fold_record(&v->fold, v->db, number, type, unsealed, e);
	}
	if (rc == 0 && seq) {
		*seq = number;
	}
	return rc;
}

int vault_append(struct vault *v, const struct record_type *type, json_t *record, int64_t *seq, struct err *e)
{
	const struct field *fields = fold_table_of(&v->fold, type)->fields;
	int rc = entry_compose(type, fields, record, &v->box, &v->entry, e);
	if (rc != 0) {
		return rc;
	}
	json_t *unsealed = entry_unsealed_part(fields, record);
	rc = vault_append_entry(v, type, unsealed, &v->entry, seq, e);
	json_decref(unsealed);
	return rc;
}

int vault_append_alone(
	struct vault *v, const struct record_type *type, json_t *record, int64_t *seq, struct err *e)
{
	int rc = vault_begin(v, e);
	if (rc != 0) {
		return rc;
	}
	rc = vault_append(v, type, record, seq, e);
	if (rc == 0) {
		return vault_commit(v, e);
	}
	vault_rollback(v);
	return rc;
}

static int no_entry(int rc, int64_t seq, struct err *e)
{
	return rc < 0 ? rc : err_set(e, ERR_NOT_FOUND, "the journal has no entry %lld", (long long)seq);
}

int vault_read(struct vault *v, int64_t seq, const struct leaf_opener *opener,
	const struct record_type **type, json_t **record, size_t *unopened, struct err *e)
{
	struct db_statement *s;
	struct arena a = {0};
	int rc = db_prepare(v->db, "SELECT leaf, disclosures FROM entry WHERE seq = ?", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_int(s, 1, seq);
	rc = db_step(s, e);
	if (rc != 1) {
		return no_entry(rc, seq, e);
	}
	rc = entry_read(db_text(s, 0), db_text(s, 1), opener, &a, type, record, unopened, e);
	db_reset(s);
	arena_done(&a);
	return rc == 0 ? 0 : err_context(e, "entry %lld", (long long)seq);
}

int vault_read_leaf(struct vault *v, int64_t seq, struct buf *out, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(v->db, "SELECT leaf FROM entry WHERE seq = ?", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_int(s, 1, seq);
	rc = db_step(s, e);
	if (rc != 1) {
		return no_entry(rc, seq, e);
	}
	buf_add_bytes(out, db_text(s, 0));
	db_reset(s);
	return 0;
}

static int stored_node(struct vault *v, unsigned level, uint64_t index, struct hash *node, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(v->db, "SELECT hash FROM node WHERE level = ? AND i = ?", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_int(s, 1, level);
	db_bind_int(s, 2, (int64_t)index);
	rc = db_step(s, e);
	struct bytes hash = rc == 1 ? db_text(s, 0) : BYTES_NONE;
	if (rc >= 0 && hash.len != sizeof(node->b)) {
		rc = err_set(e, ERR_DAMAGED,
			"a node of the journal's tree is missing; \"recount rebuild\" makes it again");
	} else if (rc == 1) {
		memcpy(node->b, hash.s, hash.len);
		rc = 0;
	}
	db_reset(s);
	return rc;
}

/* Nodes between the stored levels are computed from those below; that reads at most 256 of them. */
static int read_node(void *context, unsigned level, uint64_t index, struct hash *node, struct err *e)
{
	struct vault *v = context;
	if (level > 0 && level % STORED_LEVEL_STEP == 0) {
		return stored_node(v, level, index, node, e);
	}
	if (level == 0) {
		struct buf leaf = {0};
		int rc = vault_read_leaf(v, (int64_t)index, &leaf, e);
		*node = tree_leaf(buf_bytes(&leaf));
		buf_done(&leaf);
		return rc;
	}
	struct hash left;
	struct hash right;
	int rc = read_node(v, level - 1, index * 2, &left, e);
	if (rc == 0) {
		rc = read_node(v, level - 1, index * 2 + 1, &right, e);
	}
	if (rc == 0) {
		*node = tree_node(&left, &right);
	}
	return rc;
}

struct tree_reader vault_tree_reader(struct vault *v)
{
	return (struct tree_reader){read_node, v};
}
