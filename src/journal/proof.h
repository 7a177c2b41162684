/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The receipt of one entry, checked without the log and without a network: its index, the inclusion proof
 * and the checkpoint to which it leads.
 *
 *     c2sp.org/tlog-proof@v1
 *     index 137
 *     <hashes in base64, a line each>
 *
 *     <checkpoint>
 *
 * Source: c2sp.org/tlog-proof@v1.
 */
#ifndef JOURNAL_PROOF_H
#define JOURNAL_PROOF_H

#include "base/mem.h"
#include "journal/checkpoint.h"

/* Longest extra data: a bound for reading what others wrote. */
enum { PROOF_EXTRA_BYTES = 64 * 1024 };

struct proof {
	struct bytes extra; /* not authenticated; absent for none */
	uint64_t index;
	struct tree_proof path;
	struct bytes checkpoint; /* the whole note, a view */
};

/* Appends the text of a proof to out. */
void proof_write(const struct proof *proof, struct buf *out);

/*
 * Reads a proof, verifying nothing.
 *
 * a         extra lives as long as `a`; checkpoint points into text
 * returns   0; ERR_INPUT for a text that is no proof; ERR_LIMIT for one that is too long
 * ^ What proof_parse() takes, proof_write() writes back byte for byte.
 */
int proof_parse(struct arena *a, struct bytes text, struct proof *proof, struct err *e) MUST_USE;

/*
 * Verifies that an entry is in the log.
 *
 * entry        the exact bytes of the leaf
 * checkpoint   set to the head that was proved against
 * returns      0; ERR_DAMAGED; ERR_INPUT for a checkpoint that is none
 * ^ A proof is refused after any bit of the entry, of the log's key or of the proof is changed.
 *
 * (Extra data and signatures of other keys are not looked at, and may change.)
 */
int proof_verify(const struct proof *proof, const struct note_key *log, struct bytes entry,
	struct checkpoint *checkpoint, struct err *e) MUST_USE;

#endif
