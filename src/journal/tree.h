/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The Merkle tree over the journal's entries: hashing, growing, proofs and their verification.
 *
 * A node is named by level and index: node (L, i) is the root of the complete subtree over the leaves
 * [i·2^L, (i+1)·2^L); level 0 holds the leaf hashes. Complete nodes never change, so they can be stored once.
 *
 * Pure: what is stored is read through a callback. Sizes are at most TREE_SIZE_MAX.
 *
 * Source: RFC 6962, section 2.1 (hashes and proofs); RFC 9162, sections 2.1.3.2 and 2.1.4.2 (verification).
 */
#ifndef JOURNAL_TREE_H
#define JOURNAL_TREE_H

#include "crypto/hash.h"

/* Sizes are stored as SQLite integers. */
#define TREE_SIZE_MAX ((uint64_t)INT64_MAX)

enum {
	TREE_LEVEL_COUNT = 63, /* levels of a tree of TREE_SIZE_MAX leaves */
	TREE_PROOF_COUNT = 64, /* hashes in the longest proof: 63 for inclusion, 64 for consistency */
};

/* Hash of a leaf: SHA-256(0x00 || entry). */
struct hash tree_leaf(struct bytes entry);

/* Hash of an inner node: SHA-256(0x01 || left || right). */
struct hash tree_node(const struct hash *left, const struct hash *right);

/* A tree that grows. Zeroed is the empty tree. */
struct tree {
	uint64_t size;
	struct hash edge
		[TREE_LEVEL_COUNT]; /* edge[L]: the last node of level L, valid where bit L of size is set */
};

/*
 * Appends a leaf hash.
 *
 * completed   set to the nodes that became complete, for storing: completed[L] is node (L, n >> L), n the
 *             leaf's index
 * returns     how many, at least 1
 * ^ Appending the leaf with index n completes as many nodes as n + 1 has trailing zero bits, and one more.
 */
unsigned tree_append(struct tree *t, const struct hash *leaf, struct hash completed[TREE_LEVEL_COUNT]);

/*
 * The root of the tree as it is now.
 *
 * ^ The empty tree's root is SHA-256 of nothing.
 */
struct hash tree_root(const struct tree *t);

/*
 * Where stored nodes come from. read() is asked for complete nodes only; a failure ends the caller with its
 * code.
 */
struct tree_reader {
	int (*read)(void *context, unsigned level, uint64_t index, struct hash *node, struct err *e);
	void *context;
};

/*
 * Reads the state of a tree of `size` leaves back: one node for every set bit of size.
 *
 * ^ The tree read back goes on as the tree that was stored.
 */
int tree_load(struct tree *t, uint64_t size, const struct tree_reader *reader, struct err *e) MUST_USE;

struct tree_proof {
	struct hash hash[TREE_PROOF_COUNT]; /* in the order of RFC 6962 */
	size_t count;
};

/*
 * Makes the proof that leaf `index` is in the tree of the first `size` leaves.
 *
 * returns   0; ERR_INPUT when index >= size or size > TREE_SIZE_MAX; the reader's failure
 * ^ Every inclusion proof made for a tree verifies against its root.
 */
int tree_inclusion(const struct tree_reader *reader, uint64_t index, uint64_t size, struct tree_proof *proof,
	struct err *e) MUST_USE;

/*
 * Makes the proof that the tree of the first `from` leaves is the beginning of the tree of the first `to`
 * leaves.
 *
 * returns   0; ERR_INPUT unless 0 < from <= to <= TREE_SIZE_MAX; the reader's failure
 * ^ Every consistency proof made for two sizes of a tree verifies against their roots.
 */
int tree_consistency(const struct tree_reader *reader, uint64_t from, uint64_t to, struct tree_proof *proof,
	struct err *e) MUST_USE;

/*
 * Verifies an inclusion proof.
 *
 * returns   0, or ERR_DAMAGED
 * ^ An inclusion proof with any bit of leaf, root or proof changed, or with another index, is refused.
 */
int tree_check_inclusion(const struct hash *leaf, uint64_t index, uint64_t size, const struct hash *root,
	const struct hash *proof, size_t count, struct err *e) MUST_USE;

/*
 * Verifies a consistency proof.
 *
 * returns   0, or ERR_DAMAGED; from = 0 is always refused, since it proves nothing
 * ^ A consistency proof with any bit of a root or of the proof changed is refused.
 */
int tree_check_consistency(uint64_t from, uint64_t to, const struct hash *root_from,
	const struct hash *root_to, const struct hash *proof, size_t count, struct err *e) MUST_USE;

#endif
