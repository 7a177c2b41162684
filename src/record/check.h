/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Verifying the journal: that every leaf has its form, that every disclosure is found in its leaf, that no entry is
 * missing, and that the tree's root equals every head that was ever signed.
 */
#ifndef RECORD_CHECK_H
#define RECORD_CHECK_H

#include "record/rebuild.h"

struct check_result {
	int64_t entry_count;
	int64_t disclosure_count;
	int64_t sealed_count; /* disclosures that could not be opened without the key */
	int64_t checkpoint_count;
	int64_t signed_size; /* entries that the newest signed head covers; 0: none was signed */
	struct hash root;    /* of all entries */
};

/*
 * Verifies the journal.
 *
 * opener    opens sealed disclosures; NULL counts them only
 * returns   0, or ERR_DAMAGED with the first entry or head that does not verify
 *
 * ^ Any bit changed in a leaf that a signed head covers is found.
 * ^ Any bit changed in a disclosure is found.
 * ^ A journal cut short behind a signed head is found.
 */
int check_journal(struct vault *v, const struct leaf_opener *opener, const struct record_progress *progress,
	struct check_result *result, struct err *e) MUST_USE;

#endif
