/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "base/json.h"
#include "base/mem.h"
#include "crypto/base64.h"
#include "crypto/random.h"
#include "journal/tree.h"

#include <ftw.h>

enum { SIZE_MAX_TESTED = 70, LEVELS_TESTED = 8 };

/* A stored tree: what the database is for the real one. */
struct store {
	struct tree tree;
	struct hash node[LEVELS_TESTED][SIZE_MAX_TESTED];
	bool has[LEVELS_TESTED][SIZE_MAX_TESTED];
	struct hash root[SIZE_MAX_TESTED + 1];
	int reads_left; /* a read after so many fails; negative: none does */
};

static int read_node(void *context, unsigned level, uint64_t index, struct hash *node, struct err *e)
{
	struct store *s = context;
	if (s->reads_left == 0) {
		return err_set(e, ERR_IO, "the disk is gone");
	}
	s->reads_left--;
	BUG_IF(level >= LEVELS_TESTED || index >= SIZE_MAX_TESTED || !s->has[level][index]);
	*node = s->node[level][index];
	return 0;
}

static struct hash leaf_of(uint64_t i)
{
	char text[32];
	int len = snprintf(text, sizeof(text), "entry %d\n", (int)i);
	return tree_leaf((struct bytes){text, (size_t)len});
}

static void append(struct store *s, uint64_t i)
{
	struct hash completed[TREE_LEVEL_COUNT];
	struct hash leaf = leaf_of(i);
	unsigned count = tree_append(&s->tree, &leaf, completed);
	for (unsigned level = 0; level < count; level++) {
		s->node[level][i >> level] = completed[level];
		s->has[level][i >> level] = true;
	}
	s->root[i + 1] = tree_root(&s->tree);
}

static struct store *store_open(void)
{
	struct store *s = mem_calloc(1, sizeof(*s));
	s->root[0] = tree_root(&s->tree);
	for (uint64_t i = 0; i < SIZE_MAX_TESTED; i++) {
		append(s, i);
	}
	s->reads_left = -1;
	return s;
}

static struct tree_reader reader_of(struct store *s)
{
	return (struct tree_reader){.read = read_node, .context = s};
}

static bool has_hex(const struct hash *h, const char *hex)
{
	char got[HASH_HEX_CHARS + 1];
	hash_hex(h, got);
	return strcmp(got, hex) == 0;
}

/* Roots of the eight leaves that Certificate Transparency's implementations share. */
TEST(tree_has_the_known_roots)
{
	GUARANTEE("tree.h: The empty tree's root is SHA-256 of nothing.");
	static const struct {
		const char *leaf;
		size_t len;
		const char *root;
	} rows[] = {
		{"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
		{"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
		{"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
		{"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
		{"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
		{"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
		{"\x50\x51\x52\x53\x54\x55\x56\x57", 8,
			"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
		{"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
			"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
	};
	struct tree t = {0};
	struct hash completed[TREE_LEVEL_COUNT];
	struct hash root = tree_root(&t);
	CHECK(has_hex(&root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct hash leaf = tree_leaf((struct bytes){rows[i].leaf, rows[i].len});
		tree_append(&t, &leaf, completed);
		root = tree_root(&t);
		CHECK(has_hex(&root, rows[i].root));
	}
}

TEST(tree_has_the_roots_of_our_own_log)
{
	char path[4096];
	struct store *s = store_open();
	int64_t next = 0;
	snprintf(path, sizeof(path), "%s/vectors/tree_roots.txt", test_data());
	struct bytes file = test_read_file(path);
	struct bytes rest = file;
	struct bytes line;
	while (bytes_next_line(&rest, &line)) {
		int64_t size;
		if (bytes_starts(line, "#")) {
			continue;
		}
		CHECK(line.len == 2 + HASH_HEX_CHARS && bytes_int64((struct bytes){line.s, 1}, &size));
		char hex[HASH_HEX_CHARS + 1];
		hash_hex(&s->root[size], hex);
		CHECK_TEXT(bytes_of(hex), ((struct bytes){line.s + 2, HASH_HEX_CHARS}));
		CHECK_INT(size, next++);
	}
	CHECK_INT(next, 9);
	free((char *)(uintptr_t)file.s);
	free(s);
}

TEST(tree_append_says_which_nodes_are_complete)
{
	GUARANTEE("tree.h: Appending the leaf with index n completes as many nodes as n + 1 has trailing "
		  "zero bits, and "
		  "one more.");
	struct tree t = {0};
	struct hash completed[TREE_LEVEL_COUNT];
	for (uint64_t i = 0; i < SIZE_MAX_TESTED; i++) {
		struct hash leaf = leaf_of(i);
		CHECK_INT(tree_append(&t, &leaf, completed), __builtin_ctzll(i + 1) + 1);
		CHECK(hash_equal(&completed[0], &leaf));
	}
	CHECK_INT((int64_t)t.size, SIZE_MAX_TESTED);
}

TEST(tree_read_back_goes_on_as_before)
{
	GUARANTEE("tree.h: The tree read back goes on as the tree that was stored.");
	struct store *s = store_open();
	struct tree_reader reader = reader_of(s);
	struct err e;
	for (uint64_t size = 0; size < SIZE_MAX_TESTED; size++) {
		struct tree t;
		struct hash completed[TREE_LEVEL_COUNT];
		CHECK_OK(tree_load(&t, size, &reader, &e), e);
		struct hash root = tree_root(&t);
		CHECK(hash_equal(&root, &s->root[size]));
		struct hash leaf = leaf_of(size);
		tree_append(&t, &leaf, completed);
		root = tree_root(&t);
		CHECK(hash_equal(&root, &s->root[size + 1]));
	}
	struct tree t;
	CHECK_INT(tree_load(&t, TREE_SIZE_MAX + 1, &reader, &e), -ERR_INPUT);
	s->reads_left = 1;
	CHECK_INT(tree_load(&t, 7, &reader, &e), -ERR_IO);
	free(s);
}

static void flip(void *b, size_t bit)
{
	unsigned char *at = b;
	at[bit / 8] ^= (unsigned char)(1 << bit % 8);
}

static int check_inclusion(const struct store *s, uint64_t index, uint64_t size, const struct tree_proof *p)
{
	struct hash leaf = leaf_of(index);
	return tree_check_inclusion(&leaf, index, size, &s->root[size], p->hash, p->count, NULL);
}

/* Every bit of proof, root and leaf for small trees; one random bit of each for larger ones. */
static bool inclusion_is_tight(const struct store *s, uint64_t index, uint64_t size, struct tree_proof *p)
{
	struct hash leaf = leaf_of(index);
	struct hash root = s->root[size];
	size_t bits = HASH_BYTES * 8;
	size_t step = size <= 9 ? 1 : 97;
	bool ok = true;
	for (size_t bit = test_random_below(step); bit < p->count * bits; bit += step) {
		flip(p->hash, bit);
		ok = ok && check_inclusion(s, index, size, p) == -ERR_DAMAGED;
		flip(p->hash, bit);
	}
	for (size_t bit = test_random_below(step); bit < bits; bit += step) {
		flip(&root, bit);
		ok = ok && tree_check_inclusion(&leaf, index, size, &root, p->hash, p->count, NULL) != 0;
		flip(&root, bit);
		flip(&leaf, bit);
		ok = ok && tree_check_inclusion(&leaf, index, size, &root, p->hash, p->count, NULL) != 0;
		flip(&leaf, bit);
	}
	for (uint64_t other = 0; other < size; other++) {
		ok = ok &&
			(other == index ||
				tree_check_inclusion(&leaf, other, size, &root, p->hash, p->count, NULL) ==
					-ERR_DAMAGED);
	}
	if (p->count > 0) {
		ok = ok && tree_check_inclusion(&leaf, index, size, &root, p->hash, p->count - 1, NULL) != 0;
	}
	ok = ok && tree_check_inclusion(&leaf, index, size, &root, p->hash, p->count + 1, NULL) != 0;
	return ok;
}

TEST(every_inclusion_proof_verifies_and_no_changed_one_does)
{
	GUARANTEE("tree.h: Every inclusion proof made for a tree verifies against its root.");
	GUARANTEE("tree.h: An inclusion proof with any bit of leaf, root or proof changed, or with another "
		  "index, is "
		  "refused.");
	struct store *s = store_open();
	struct tree_reader reader = reader_of(s);
	struct err e;
	for (uint64_t size = 1; size <= SIZE_MAX_TESTED; size++) {
		for (uint64_t index = 0; index < size; index++) {
			struct tree_proof p = {.count = 0};
			CHECK_OK(tree_inclusion(&reader, index, size, &p, &e), e);
			CHECK_INT(check_inclusion(s, index, size, &p), 0);
			CHECK(inclusion_is_tight(s, index, size, &p));
		}
	}
	struct tree_proof p;
	CHECK_INT(tree_inclusion(&reader, 5, 5, &p, &e), -ERR_INPUT);
	CHECK_INT(tree_inclusion(&reader, 0, TREE_SIZE_MAX + 1, &p, &e), -ERR_INPUT);
	s->reads_left = 3;
	CHECK_INT(tree_inclusion(&reader, 1, 70, &p, &e), -ERR_IO);
	free(s);
}

static bool consistency_is_tight(const struct store *s, uint64_t from, uint64_t to, struct tree_proof *p)
{
	struct hash older = s->root[from];
	struct hash newer = s->root[to];
	size_t bits = HASH_BYTES * 8;
	size_t step = to <= 9 ? 1 : 97;
	bool ok = true;
	for (size_t bit = test_random_below(step); bit < p->count * bits; bit += step) {
		flip(p->hash, bit);
		ok = ok && tree_check_consistency(from, to, &older, &newer, p->hash, p->count, NULL) != 0;
		flip(p->hash, bit);
	}
	for (size_t bit = test_random_below(step); bit < bits; bit += step) {
		flip(&older, bit);
		ok = ok && tree_check_consistency(from, to, &older, &newer, p->hash, p->count, NULL) != 0;
		flip(&older, bit);
		flip(&newer, bit);
		ok = ok && tree_check_consistency(from, to, &older, &newer, p->hash, p->count, NULL) != 0;
		flip(&newer, bit);
	}
	if (p->count > 0) {
		ok = ok && tree_check_consistency(from, to, &older, &newer, p->hash, p->count - 1, NULL) != 0;
	}
	return ok && tree_check_consistency(from, to, &older, &newer, p->hash, p->count + 1, NULL) != 0;
}

TEST(every_consistency_proof_verifies_and_no_changed_one_does)
{
	GUARANTEE(
		"tree.h: Every consistency proof made for two sizes of a tree verifies against their roots.");
	GUARANTEE("tree.h: A consistency proof with any bit of a root or of the proof changed is refused.");
	struct store *s = store_open();
	struct tree_reader reader = reader_of(s);
	struct err e;
	for (uint64_t to = 1; to <= SIZE_MAX_TESTED; to++) {
		for (uint64_t from = 1; from <= to; from++) {
			struct tree_proof p = {.count = 0};
			CHECK_OK(tree_consistency(&reader, from, to, &p, &e), e);
			CHECK_OK(tree_check_consistency(
					 from, to, &s->root[from], &s->root[to], p.hash, p.count, &e),
				e);
			CHECK(consistency_is_tight(s, from, to, &p));
		}
	}
	struct tree_proof p;
	CHECK_INT(tree_consistency(&reader, 0, 5, &p, &e), -ERR_INPUT);
	CHECK_INT(tree_consistency(&reader, 6, 5, &p, &e), -ERR_INPUT);
	CHECK_INT(tree_consistency(&reader, 1, TREE_SIZE_MAX + 1, &p, &e), -ERR_INPUT);
	s->reads_left = 3;
	CHECK_INT(tree_consistency(&reader, 3, 70, &p, &e), -ERR_IO);
	free(s);
}

/* A proof to the longest possible tree fits into struct tree_proof. */
static int any_node(void *context, unsigned level, uint64_t index, struct hash *node, struct err *e)
{
	(void)context;
	(void)e;
	memset(node->b, (int)(level ^ index), HASH_BYTES);
	return 0;
}

TEST(longest_proofs_fit)
{
	struct tree_reader reader = {.read = any_node};
	struct tree_proof p;
	struct err e;
	CHECK_OK(tree_inclusion(&reader, 0, TREE_SIZE_MAX, &p, &e), e);
	CHECK_INT((int64_t)p.count, 63);
	CHECK_OK(tree_consistency(&reader, (UINT64_C(1) << 62) + 1, TREE_SIZE_MAX, &p, &e), e);
	CHECK(p.count <= TREE_PROOF_COUNT);
	CHECK_OK(tree_consistency(&reader, 3, TREE_SIZE_MAX, &p, &e), e);
	CHECK(p.count <= TREE_PROOF_COUNT);
}

/* Shared proof vectors. Each is checked by `check`, which adds to the counts. */
static struct {
	const char *kind;
	int checked;
	int skipped;
} vectors;

/*
 * Some vectors have words in place of hashes ("don't care 2"): their hash keeps equal and unequal apart.
 * Others have nothing: that equals nothing, not even itself.
 */
static struct hash read_hash(const json_t *v)
{
	struct hash h;
	struct bytes text = json_view(v);
	if (text.len == 0) {
		random_bytes(h.b, sizeof(h.b));
	} else if (base64_decode_exact(BASE64_STANDARD, text, h.b, HASH_BYTES, NULL) != 0) {
		h = hash_sha256(text);
	}
	return h;
}

static size_t read_proof(const json_t *json, struct hash *hashes)
{
	size_t count = json_array_size(json);
	BUG_IF(count > TREE_PROOF_COUNT);
	for (size_t i = 0; i < count; i++) {
		hashes[i] = read_hash(json_array_get(json, i));
	}
	return count;
}

/* Numbers are read as reals, because some vectors have -1 as an unsigned number; that becomes UINT64_MAX. */
static uint64_t number(const json_t *json, const char *key)
{
	double n = json_real_value(json_object_get(json, key));
	return n < 9e18 ? (uint64_t)n : UINT64_MAX;
}

/* A subtree is a run of leaves that begins at a multiple of the power of two that covers it. */
static bool is_subtree(uint64_t from, uint64_t to)
{
	uint64_t cover = 1;
	if (from >= to) {
		return false;
	}
	while (cover < to - from && cover < UINT64_C(1) << 63) {
		cover *= 2;
	}
	return from % cover == 0;
}

/* Inclusion in a subtree is inclusion in a tree of its own. */
static bool inclusion_vector(const json_t *json)
{
	struct hash proof[TREE_PROOF_COUNT];
	struct hash leaf = read_hash(json_object_get(json, "leafHash"));
	struct hash root = read_hash(json_object_get(json, "root"));
	size_t count = read_proof(json_object_get(json, "proof"), proof);
	bool is_whole = json_object_get(json, "treeSize") != NULL;
	uint64_t from = is_whole ? 0 : number(json, "start");
	uint64_t to = number(json, is_whole ? "treeSize" : "end");
	uint64_t index = number(json, "leafIdx");
	return (is_whole || is_subtree(from, to)) && index >= from &&
		tree_check_inclusion(&leaf, index - from, to - from, &root, proof, count, NULL) == 0;
}

static bool consistency_vector(const json_t *json)
{
	struct hash proof[TREE_PROOF_COUNT];
	struct hash older = read_hash(json_object_get(json, "root1"));
	struct hash newer = read_hash(json_object_get(json, "root2"));
	size_t count = read_proof(json_object_get(json, "proof"), proof);
	bool is_whole = json_object_get(json, "size1") != NULL;
	uint64_t from = number(json, is_whole ? "size1" : "end");
	uint64_t to = number(json, is_whole ? "size2" : "size");
	return (is_whole || is_subtree(number(json, "start"), from)) &&
		tree_check_consistency(from, to, &older, &newer, proof, count, NULL) == 0;
}

static int check_vector(const char *path, const struct stat *s, int kind, struct FTW *at)
{
	(void)s;
	(void)at;
	if (kind != FTW_F) {
		return 0;
	}
	json_t *json = json_load_file(path, JSON_DECODE_INT_AS_REAL, NULL);
	bool expected = json_is_false(json_object_get(json, "wantErr"));
	/* Of subtrees we know those that begin with the first leaf; an empty one proves nothing to us. */
	if (strcmp(vectors.kind, "subtreeconsistency") == 0 && number(json, "start") == number(json, "end")) {
		vectors.skipped++;
	} else {
		bool ok =
			strstr(vectors.kind, "inclusion") ? inclusion_vector(json) : consistency_vector(json);
		vectors.checked++;
		if (!json || !test_check_int(ok, expected, __FILE__, __LINE__, path)) {
			test_note("%s", path);
		}
	}
	json_decref(json);
	return 0;
}

TEST(shared_merkle_vectors)
{
	static const struct {
		const char *kind;
		int checked;
		int skipped;
	} rows[] = {{"inclusion", 98, 0}, {"consistency", 98, 0}, {"subtreeinclusion", 204, 0},
		{"subtreeconsistency", 99, 19}};
	if (!test_shared_data()) {
		test_skip("no shared data");
		return;
	}
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		char path[4096];
		snprintf(path, sizeof(path), "%s/vectors/merkle/testdata/%s", test_shared_data(),
			rows[i].kind);
		vectors.kind = rows[i].kind;
		vectors.checked = 0;
		vectors.skipped = 0;
		CHECK(nftw(path, check_vector, 16, FTW_PHYS) == 0);
		test_note("%s: %d checked, %d not ours", rows[i].kind, vectors.checked, vectors.skipped);
		CHECK_INT(vectors.checked, rows[i].checked);
		CHECK_INT(vectors.skipped, rows[i].skipped);
	}
}
