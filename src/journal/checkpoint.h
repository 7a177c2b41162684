/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Checkpoints: the signed head of a log. The text has three lines, origin, size and root:
 *
 *     example.org/log
 *     15
 *     rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=
 *
 * We write no more; further lines of other logs are read over. The origin is the name of the key.
 *
 * Source: c2sp.org/tlog-checkpoint@v1.0.0.
 */
#ifndef JOURNAL_CHECKPOINT_H
#define JOURNAL_CHECKPOINT_H

#include "journal/note.h"
#include "journal/tree.h"

struct checkpoint {
	struct bytes origin; /* a view */
	uint64_t size;       /* leaves; at most TREE_SIZE_MAX */
	struct hash root;
};

/*
 * Appends a signed checkpoint of the log whose origin is the key's name.
 *
 * seed      of key->public
 */
void checkpoint_sign(uint64_t size, const struct hash *root, const struct note_key *key,
	const struct secret *seed, struct buf *out);

/*
 * Reads a checkpoint's text, without the signatures.
 *
 * returns   0, or ERR_INPUT
 * ^ Sizes with leading zeros, roots that are not 32 bytes of base64, and empty lines are refused.
 */
int checkpoint_parse(struct bytes text, struct checkpoint *checkpoint, struct err *e) MUST_USE;

/*
 * Reads a signed checkpoint and verifies that it is of this log, by its key.
 *
 * returns   0; ERR_INPUT for a text that is no checkpoint; ERR_DAMAGED when signature or origin is another's
 * ^ A checkpoint with any bit of text or signature changed is refused.
 */
int checkpoint_open(
	struct bytes note, const struct note_key *log, struct checkpoint *checkpoint, struct err *e) MUST_USE;

#endif
