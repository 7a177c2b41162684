/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Verifying the journal: that every leaf has its form, that every disclosure is found in its leaf and every digest of a
 * leaf is accounted for, that no entry is missing, and that the tree's root equals every head that was ever signed.
 */
#ifndef RECORD_CHECK_H
#define RECORD_CHECK_H

#include "record/rebuild.h"

struct check_result {
	int64_t entry_count;
	int64_t disclosure_count;
	int64_t sealed_count; /* disclosures that could not be opened without the key */
	int64_t checkpoint_count;
	int64_t signed_size;  /* entries that the newest signed head covers; 0: none was signed */
	int64_t trusted_size; /* entries under heads of the trusted key; 0 when none was named */
	struct hash root;     /* of all entries */
};

/*
 * Verifies the journal.
 *
 * opener    opens sealed disclosures; NULL counts them only
 * returns   0, or ERR_DAMAGED with the first entry or head that does not verify
 *
 * ^ Any bit changed in a leaf that a signed head covers is found.
 * ^ Any bit changed in a disclosure is found.
 * ^ Any line removed from an entry is found; a sealed one beside another sealed one perhaps only with the key.
 * ^ Without the key, sealed lines stand for no more groups than the entry names as sealed.
 * ^ A journal cut short behind a signed head is found.
 */
int check_journal(struct vault *v, const struct leaf_opener *opener, const struct record_progress *progress,
	struct check_result *result, struct err *e) MUST_USE;

/*
 * What an outsider holds: the journal itself names its keys, and whoever could replace all of it could name others.
 */
struct check_trust {
	const struct note_key *key; /* the log's verifier key as it was given to the outsider; NULL: none */
	struct bytes head;          /* a checkpoint that was given away earlier; absent: none */
};

/*
 * The same, and that the journal is the one that the outsider knows.
 *
 * ^ A journal under another key than the trusted one is refused.
 * ^ A journal that is no continuation of the head that was given away is refused.
 */
int check_journal_trusting(struct vault *v, const struct leaf_opener *opener, const struct check_trust *trust,
	const struct record_progress *progress, struct check_result *result, struct err *e) MUST_USE;

#endif
