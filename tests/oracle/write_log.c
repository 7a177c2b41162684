/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writes a small log for the checkers that are not ours: log.vkey, checkpoint, and for every entry N.leaf and
 * N.tlog-proof.
 *
 *     write_log FOLDER COUNT
 */
#include "base/file.h"
#include "crypto/crypto.h"
#include "crypto/random.h"
#include "journal/leaf.h"
#include "journal/proof.h"

enum { COUNT_MAX = 256, LEVELS = 9 };

struct log {
	const char *folder;
	struct secret seed;
	struct note_key key;
	struct tree tree;
	struct hash node[LEVELS][COUNT_MAX];
	struct buf checkpoint;
};

static void write_file(const struct log *log, const char *name, const struct buf *content)
{
	char path[4096];
	struct err e;
	snprintf(path, sizeof(path), "%s/%s", log->folder, name);
	if (file_replace(path, buf_bytes(content), 0600, &e) != 0) {
		fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
}

static void append(struct log *log, uint64_t index)
{
	struct leaf_random random;
	struct buf disclosure = {0};
	struct buf leaf = {0};
	struct hash completed[TREE_LEVEL_COUNT];
	char name[32];
	random_bytes(&random, sizeof(random));
	leaf_disclose(random.salt[0], "what", BYTES("{\"measure\":\"killed\",\"low\":1}"), &disclosure);
	struct bytes text = buf_bytes(&disclosure);
	leaf_build("claim", &text, 1, &random, &leaf);
	struct hash hash = tree_leaf(buf_bytes(&leaf));
	unsigned count = tree_append(&log->tree, &hash, completed);
	for (unsigned level = 0; level < count; level++) {
		log->node[level][index >> level] = completed[level];
	}
	snprintf(name, sizeof(name), "%d.leaf", (int)index);
	write_file(log, name, &leaf);
	buf_done(&disclosure);
	buf_done(&leaf);
}

static int read_node(void *context, unsigned level, uint64_t index, struct hash *node, struct err *e)
{
	const struct log *log = context;
	(void)e;
	*node = log->node[level][index];
	return 0;
}

static void write_proof(struct log *log, uint64_t index)
{
	struct tree_reader reader = {.read = read_node, .context = log};
	struct proof proof = {.index = index, .checkpoint = buf_bytes(&log->checkpoint)};
	struct buf text = {0};
	char name[32];
	BUG_IF(tree_inclusion(&reader, index, log->tree.size, &proof.path, NULL) != 0);
	proof_write(&proof, &text);
	snprintf(name, sizeof(name), "%d.tlog-proof", (int)index);
	write_file(log, name, &text);
	buf_done(&text);
}

int main(int argc, char **argv)
{
	struct sign_public public;
	struct buf vkey = {0};
	int64_t count;
	if (argc != 3 || !bytes_int64(bytes_of(argv[2]), &count) || count < 1 || count > COUNT_MAX ||
		crypto_init(NULL) != 0) {
		fprintf(stderr, "usage: write_log FOLDER COUNT\n");
		return 1;
	}
	static struct log log;
	log.folder = argv[1];
	sign_keygen(&log.seed, &public);
	BUG_IF(note_key_init(&log.key, BYTES("example.org/recount"), &public, NULL) != 0);
	note_key_write(&log.key, &vkey);
	buf_add_char(&vkey, '\n');
	write_file(&log, "log.vkey", &vkey);
	for (uint64_t i = 0; i < (uint64_t)count; i++) {
		append(&log, i);
	}
	struct hash root = tree_root(&log.tree);
	checkpoint_sign(log.tree.size, &root, &log.key, &log.seed, &log.checkpoint);
	write_file(&log, "checkpoint", &log.checkpoint);
	for (uint64_t i = 0; i < (uint64_t)count; i++) {
		write_proof(&log, i);
	}
	buf_done(&vkey);
	buf_done(&log.checkpoint);
	secret_done(&log.seed);
	return 0;
}
