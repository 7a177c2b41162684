/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "journal/tree.h"

struct hash tree_leaf(struct bytes entry)
{
	struct hash_stream s;
	hash_begin(&s);
	hash_add(&s, "\x00", 1);
	hash_add(&s, entry.s, entry.len);
	return hash_end(&s);
}

struct hash tree_node(const struct hash *left, const struct hash *right)
{
	char text[1 + 2 * HASH_BYTES];
	text[0] = '\x01';
	memcpy(text + 1, left->b, HASH_BYTES);
	memcpy(text + 1 + HASH_BYTES, right->b, HASH_BYTES);
	return hash_sha256((struct bytes){text, sizeof(text)});
}

unsigned tree_append(struct tree *t, const struct hash *leaf, struct hash completed[TREE_LEVEL_COUNT])
{
	BUG_IF(t->size >= TREE_SIZE_MAX);
	unsigned level = 0;
	completed[0] = *leaf;
	for (; (t->size >> level & 1) != 0; level++) {
		completed[level + 1] = tree_node(&t->edge[level], &completed[level]);
	}
	t->edge[level] = completed[level];
	t->size++;
	return level + 1;
}

struct hash tree_root(const struct tree *t)
{
	struct hash root = hash_sha256(BYTES(""));
	bool is_first = true;
	for (unsigned level = 0; t->size >> level != 0; level++) {
		if ((t->size >> level & 1) != 0) {
			root = is_first ? t->edge[level] : tree_node(&t->edge[level], &root);
			is_first = false;
		}
	}
	return root;
}

/*
 * Reads the state of the tree over the leaves [begin, begin + size). begin is a multiple of a power of two
 * that is not less than size, so that its complete subtrees are nodes of the whole tree.
 */
static int load_range(
	struct tree *t, uint64_t begin, uint64_t size, const struct tree_reader *reader, struct err *e)
{
	t->size = size;
	for (unsigned level = 0; size >> level != 0; level++) {
		if ((size >> level & 1) != 0) {
			uint64_t index = (begin >> level) + (size >> level) - 1;
			int rc = reader->read(reader->context, level, index, &t->edge[level], e);
			if (rc != 0) {
				return rc;
			}
		}
	}
	return 0;
}

int tree_load(struct tree *t, uint64_t size, const struct tree_reader *reader, struct err *e)
{
	if (size > TREE_SIZE_MAX) {
		return err_set(e, ERR_INPUT, "The journal is too long.");
	}
	return load_range(t, 0, size, reader, e);
}

static int add_range(struct tree_proof *proof, uint64_t begin, uint64_t size,
	const struct tree_reader *reader, struct err *e)
{
	struct tree part;
	int rc = load_range(&part, begin, size, reader, e);
	if (rc == 0) {
		BUG_IF(proof->count == TREE_PROOF_COUNT);
		proof->hash[proof->count++] = tree_root(&part);
	}
	return rc;
}

/* The largest power of two below n, which is at least 2. */
static uint64_t split_of(uint64_t n)
{
	return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

static void reverse(struct tree_proof *proof)
{
	for (size_t i = 0; i < proof->count / 2; i++) {
		struct hash other = proof->hash[proof->count - 1 - i];
		proof->hash[proof->count - 1 - i] = proof->hash[i];
		proof->hash[i] = other;
	}
}

int tree_inclusion(const struct tree_reader *reader, uint64_t index, uint64_t size, struct tree_proof *proof,
	struct err *e)
{
	if (index >= size || size > TREE_SIZE_MAX) {
		return err_set(e, ERR_INPUT, "The journal's first %llu entries do not hold entry %llu.",
			(unsigned long long)size, (unsigned long long)index);
	}
	proof->count = 0;
	uint64_t begin = 0;
	while (size > 1) {
		uint64_t split = split_of(size);
		bool is_left = index - begin < split;
		int rc = is_left ? add_range(proof, begin + split, size - split, reader, e)
				 : add_range(proof, begin, split, reader, e);
		if (rc != 0) {
			return rc;
		}
		begin += is_left ? 0 : split;
		size = is_left ? split : size - split;
	}
	reverse(proof);
	return 0;
}

int tree_consistency(
	const struct tree_reader *reader, uint64_t from, uint64_t to, struct tree_proof *proof, struct err *e)
{
	if (from == 0 || from > to || to > TREE_SIZE_MAX) {
		return err_set(e, ERR_INPUT, "The first %llu entries are no beginning of the first %llu.",
			(unsigned long long)from, (unsigned long long)to);
	}
	proof->count = 0;
	uint64_t begin = 0;
	uint64_t size = to;
	while (from - begin != size) {
		uint64_t split = split_of(size);
		bool is_left = from - begin <= split;
		int rc = is_left ? add_range(proof, begin + split, size - split, reader, e)
				 : add_range(proof, begin, split, reader, e);
		if (rc != 0) {
			return rc;
		}
		begin += is_left ? 0 : split;
		size = is_left ? split : size - split;
	}
	if (begin > 0) {
		int rc = add_range(proof, begin, size, reader, e);
		if (rc != 0) {
			return rc;
		}
	}
	reverse(proof);
	return 0;
}

static int err_inclusion(struct err *e)
{
	return err_set(e, ERR_DAMAGED, "The inclusion proof does not lead from the entry to the head.");
}

int tree_check_inclusion(const struct hash *leaf, uint64_t index, uint64_t size, const struct hash *root,
	const struct hash *proof, size_t count, struct err *e)
{
	if (index >= size) {
		return err_inclusion(e);
	}
	uint64_t node = index;
	uint64_t last = size - 1;
	struct hash got = *leaf;
	for (size_t i = 0; i < count; i++) {
		if (last == 0) {
			return err_inclusion(e);
		}
		if ((node & 1) != 0 || node == last) {
			got = tree_node(&proof[i], &got);
			while ((node & 1) == 0 && node != 0) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			got = tree_node(&got, &proof[i]);
		}
		node >>= 1;
		last >>= 1;
	}
	return last == 0 && hash_equal(&got, root) ? 0 : err_inclusion(e);
}

static int err_consistency(struct err *e)
{
	return err_set(
		e, ERR_DAMAGED, "The consistency proof does not lead from the older head to the newer one.");
}

int tree_check_consistency(uint64_t from, uint64_t to, const struct hash *root_from,
	const struct hash *root_to, const struct hash *proof, size_t count, struct err *e)
{
	if (from == 0 || from > to) {
		return err_consistency(e);
	}
	if (from == to) {
		return count == 0 && hash_equal(root_from, root_to) ? 0 : err_consistency(e);
	}
	uint64_t node = from - 1;
	uint64_t last = to - 1;
	while ((node & 1) != 0) {
		node >>= 1;
		last >>= 1;
	}
	/* A complete older tree is itself the first node, and is then left out of the proof. */
	size_t used = 0;
	if (node != 0 && count == 0) {
		return err_consistency(e);
	}
	struct hash older = node == 0 ? *root_from : proof[used++];
	struct hash newer = older;
	for (; used < count; used++) {
		if (last == 0) {
			return err_consistency(e);
		}
		if ((node & 1) != 0 || node == last) {
			older = tree_node(&proof[used], &older);
			newer = tree_node(&proof[used], &newer);
			while ((node & 1) == 0 && node != 0) {
				node >>= 1;
				last >>= 1;
			}
		} else {
			newer = tree_node(&newer, &proof[used]);
		}
		node >>= 1;
		last >>= 1;
	}
	bool ok = last == 0 && hash_equal(&older, root_from) && hash_equal(&newer, root_to);
	return ok ? 0 : err_consistency(e);
}
