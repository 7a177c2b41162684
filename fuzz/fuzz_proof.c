/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Proofs: whatever parses, is written back byte for byte; verifying any path ends. */
#include "fuzz.h"

#include "journal/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = {(const char *)data, size};
	struct arena a = {0};
	struct proof proof;
	struct checkpoint checkpoint;
	struct note note;
	struct buf again = {0};
	if (proof_parse(&a, text, &proof, NULL) == 0) {
		proof_write(&proof, &again);
		BUG_IF(!bytes_equal(text, buf_bytes(&again)));
		if (note_parse(proof.checkpoint, &note, NULL) == 0 &&
			checkpoint_parse(note.text, &checkpoint, NULL) == 0) {
			struct hash leaf = tree_leaf(text);
			int rc = tree_check_inclusion(&leaf, proof.index, checkpoint.size, &checkpoint.root,
				proof.path.hash, proof.path.count, NULL);
			BUG_IF(rc == 0);
			rc = tree_check_consistency(proof.index, checkpoint.size, &leaf, &checkpoint.root,
				proof.path.hash, proof.path.count, NULL);
			BUG_IF(rc == 0);
		}
	}
	buf_done(&again);
	arena_done(&a);
	return 0;
}
