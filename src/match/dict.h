/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A dictionary: each distinct text once, with a code. Codes are given in the order of first sight, from 1; 0 is kept
 * for "nothing".
 */
#ifndef MATCH_DICT_H
#define MATCH_DICT_H

#include "base/buf.h"

struct match_dict_slot {
	uint32_t hash;
	uint32_t code; /* 0: free */
};

/* A zeroed dictionary is valid and empty. */
struct match_dict {
	struct buf text; /* all texts, one behind the other */
	uint64_t *end;   /* text of code c is [end[c - 1], end[c]) of them; end[0] is 0 */
	uint32_t count;  /* codes 1 … count are in use */
	uint32_t room;   /* codes that end has room for */
	struct match_dict_slot *slots;
	size_t slot_count; /* a power of 2, or 0 */
};

void match_dict_done(struct match_dict *d);

/*
 * The code of a text, which is added when it is new.
 *
 * text      any bytes; empty text has code 0
 *
 * ^ The same text has the same code, and other text another.
 * ^ Codes are 1, 2, 3 … in the order in which texts are first seen.
 */
uint32_t match_dict_add(struct match_dict *d, struct bytes text);

/* The code of a text; 0 when it has none. */
uint32_t match_dict_find(const struct match_dict *d, struct bytes text);

/* The text of a code in [0, count]; the view ends with the next addition. */
struct bytes match_dict_text(const struct match_dict *d, uint32_t code);

/* A hash of bytes with all 64 bits well mixed, the same on every machine. */
uint64_t match_hash(const char *s, size_t len);

/* The two hashes as one; the order matters. */
uint64_t match_hash_join(uint64_t a, uint64_t b);

#endif
