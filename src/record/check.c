/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/check.h"

enum { PROGRESS_EVERY = 4096, KEY_COUNT_MAX = 64 };

/* Every signed head, smallest first; the next one that the walk over the entries will meet; the keys met so far. */
struct heads {
	struct head *list;
	size_t count;
	size_t next;
	struct note_key keys[KEY_COUNT_MAX];
	size_t key_count;
	const struct check_trust *trust;
	int64_t trusted_size;
};

struct head {
	int64_t size;
	struct bytes note;
	bool is_given; /* by the outsider, and not of the vault */
};

static int load_heads(struct vault *v, struct arena *a, struct heads *heads, struct err *e)
{
	struct db_statement *s;
	int64_t count;
	int rc = db_query_int(v->db, "SELECT count(*) FROM checkpoint", 0, &count, e);
	if (rc == 0) {
		rc = db_prepare(v->db, "SELECT size, note FROM checkpoint ORDER BY size", &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	heads->list = arena_calloc(a, (size_t)count + 1, sizeof(*heads->list));
	while (heads->count < (size_t)count && (rc = db_step(s, e)) == 1) {
		heads->list[heads->count++] =
			(struct head){db_int(s, 0), arena_copy(a, db_text(s, 1)), false};
	}
	db_reset(s);
	return rc < 0 ? rc : 0;
}

/* Puts the head that the outsider holds among the vault's own, where its size belongs. */
static int insert_given_head(struct heads *heads, struct err *e)
{
	struct note note;
	struct checkpoint claimed;
	if (!heads->trust || !heads->trust->head.s) {
		return 0;
	}
	int rc = note_parse(heads->trust->head, &note, e);
	if (rc == 0) {
		rc = checkpoint_parse(note.text, &claimed, e);
	}
	if (rc != 0) {
		return err_context(e, "the head that was given");
	}
	size_t at = heads->count++;
	for (; at > 0 && heads->list[at - 1].size > (int64_t)claimed.size; at--) {
		heads->list[at] = heads->list[at - 1];
	}
	heads->list[at] = (struct head){(int64_t)claimed.size, heads->trust->head, true};
	return 0;
}

static bool is_trusted(const struct heads *heads, const struct note_key *key)
{
	const struct note_key *trusted = heads->trust ? heads->trust->key : NULL;
	return trusted && strcmp(key->name, trusted->name) == 0 &&
		memcmp(key->public.b, trusted->public.b, sizeof(key->public.b)) == 0;
}

/* The key under whose name the head stands; a head is signed after its key was entered. */
static int open_head(
	struct heads *heads, const struct head *head, struct checkpoint *checkpoint, struct err *e)
{
	struct note note;
	struct checkpoint claimed;
	int rc = note_parse(head->note, &note, e);
	if (rc == 0) {
		rc = checkpoint_parse(note.text, &claimed, e);
	}
	if (rc != 0) {
		return rc;
	}
	for (size_t i = 0; i < heads->key_count; i++) {
		if (bytes_is(claimed.origin, heads->keys[i].name)) {
			rc = checkpoint_open(head->note, &heads->keys[i], checkpoint, e);
			if (rc == 0 && is_trusted(heads, &heads->keys[i])) {
				heads->trusted_size = head->size;
			}
			return rc;
		}
	}
	return err_set(e, ERR_DAMAGED, "no key of this journal has its name");
}

static int compare_heads(const struct tree *tree, struct heads *heads, struct err *e)
{
	while (heads->next < heads->count && heads->list[heads->next].size <= (int64_t)tree->size) {
		const struct head *head = &heads->list[heads->next++];
		struct hash root = tree_root(tree);
		struct checkpoint checkpoint;
		int rc = open_head(heads, head, &checkpoint, e);
		if (rc == 0 && checkpoint.size != tree->size) {
			rc = err_set(e, ERR_DAMAGED, "it is filed under another size");
		}
		if (rc != 0) {
			return err_context(e, "the head %s %lld entries",
				head->is_given ? "that was given, over" : "signed at", (long long)head->size);
		}
		if (!hash_equal(&root, &checkpoint.root)) {
			return err_set(e, ERR_DAMAGED,
				"the first %llu entries do not give the root that was signed: one of them "
				"was changed",
				(unsigned long long)tree->size);
		}
	}
	return 0;
}

/* A key entry: heads that follow may be signed by it. */
static int take_key(
	struct heads *heads, struct bytes leaf, struct bytes disclosures, struct arena *a, struct err *e)
{
	const struct record_type *type;
	json_t *record;
	size_t unopened;
	if (heads->key_count == KEY_COUNT_MAX) {
		return err_set(e, ERR_LIMIT, "the journal has more than %d keys", KEY_COUNT_MAX);
	}
	int rc = entry_read(leaf, disclosures, NULL, a, &type, &record, &unopened, e);
	if (rc != 0) {
		return rc;
	}
	rc = note_key_parse(json_get_view(record, "verifier"), &heads->keys[heads->key_count], e);
	heads->key_count += rc == 0;
	json_decref(record);
	return rc;
}

static int check_entry(struct bytes leaf_text, struct bytes disclosures, const struct leaf_opener *opener,
	struct heads *heads, struct arena *a, struct check_result *result, struct err *e)
{
	struct leaf leaf;
	struct leaf_parts parts = {0};
	int rc = leaf_parse(leaf_text, &leaf, e);
	if (rc == 0) {
		rc = leaf_split(a, disclosures, opener, &parts, e);
	}
	if (rc == 0) {
		rc = leaf_check(a, &leaf, &parts, e);
	}
	if (rc == 0) {
		rc = entry_check_unopened(&parts, e);
	}
	if (rc == 0 && bytes_is(leaf.type, "key")) {
		rc = take_key(heads, leaf_text, disclosures, a, e);
	}
	result->disclosure_count += (int64_t)parts.count;
	result->sealed_count += (int64_t)parts.unopened;
	return rc;
}

static int walk_entries(struct vault *v, const struct leaf_opener *opener, struct heads *heads,
	const struct record_progress *progress, int64_t total, struct check_result *result, struct err *e)
{
	struct db_statement *s;
	struct arena a = {0};
	struct tree tree = {0};
	struct hash completed[TREE_LEVEL_COUNT];
	int rc = db_prepare(v->db, "SELECT seq, leaf, disclosures FROM entry ORDER BY seq", &s, e);
	if (rc != 0) {
		return rc;
	}
	while ((rc = db_step(s, e)) == 1) {
		int64_t seq = (int64_t)tree.size;
		if (db_int(s, 0) != seq) {
			rc = err_set(
				e, ERR_DAMAGED, "entry %lld is missing from the journal", (long long)seq);
			break;
		}
		rc = check_entry(db_text(s, 1), db_text(s, 2), opener, heads, &a, result, e);
		if (rc != 0) {
			err_context(e, "entry %lld", (long long)seq);
			break;
		}
		struct hash leaf = tree_leaf(db_text(s, 1));
		(void)tree_append(&tree, &leaf, completed);
		rc = compare_heads(&tree, heads, e);
		if (rc != 0) {
			break;
		}
		arena_reset(&a);
		if (seq % PROGRESS_EVERY == 0) {
			progress->step(progress->context, seq, total);
		}
	}
	db_reset(s);
	arena_done(&a);
	result->entry_count = (int64_t)tree.size;
	result->root = tree_root(&tree);
	return rc;
}

static int check_trust(const struct heads *heads, struct err *e)
{
	if (!heads->trust || !heads->trust->key) {
		return 0;
	}
	for (size_t i = 0; i < heads->key_count; i++) {
		if (is_trusted(heads, &heads->keys[i])) {
			return heads->trusted_size > 0
				? 0
				: err_set(e, ERR_DAMAGED,
					  "no head of this journal is signed by the trusted key");
		}
	}
	return err_set(e, ERR_DAMAGED,
		"the journal is not under the trusted key; it is another journal, or a forged one");
}

int check_journal_trusting(struct vault *v, const struct leaf_opener *opener, const struct check_trust *trust,
	const struct record_progress *progress, struct check_result *result, struct err *e)
{
	struct arena a = {0};
	struct heads *heads = arena_calloc(&a, 1, sizeof(*heads));
	int64_t total;
	*result = (struct check_result){0};
	heads->trust = trust;
	int rc = db_query_int(v->db, "SELECT max(seq) + 1 FROM entry", 0, &total, e);
	if (rc == 0) {
		rc = load_heads(v, &a, heads, e);
	}
	result->checkpoint_count = (int64_t)heads->count;
	result->signed_size = heads->count > 0 ? heads->list[heads->count - 1].size : 0;
	if (rc == 0) {
		rc = insert_given_head(heads, e);
	}
	if (rc == 0) {
		rc = walk_entries(v, opener, heads, progress, total, result, e);
	}
	if (rc == 0 && heads->next < heads->count) {
		rc = err_set(e, ERR_DAMAGED,
			"a head over %lld entries was signed, and the journal has only %lld: entries were "
			"removed",
			(long long)heads->list[heads->next].size, (long long)result->entry_count);
	}
	if (rc == 0) {
		rc = check_trust(heads, e);
	}
	result->trusted_size = heads->trusted_size;
	arena_done(&a);
	return rc;
}

int check_journal(struct vault *v, const struct leaf_opener *opener, const struct record_progress *progress,
	struct check_result *result, struct err *e)
{
	return check_journal_trusting(v, opener, NULL, progress, result, e);
}
