/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Leaves and disclosures.
 *
 * What an entry says is cut into groups of fields. Each group is a disclosure: JSON text
 * `[salt,name,value]`, kept private or given away as one sees fit. The leaf, which is public, holds only
 * their digests:
 *
 *     {"v":1,"type":"claim","_sd_alg":"sha-256","_sd":["…","…","…","…","…","…","…","…"]}
 *
 * A digest is base64url(SHA-256(base64url(disclosure text))). There are always LIMIT_GROUP_COUNT; where a
 * group is absent stands a decoy, base64url(SHA-256(random seed)), so that absence looks like presence. They are
 * sorted, so that order says nothing.
 *
 * A group's value may hold `"_sd":["…"]` itself, for a field that needs secrecy of its own; the disclosures
 * of such fields follow that of the group.
 *
 * Disclosures are stored as lines, each the disclosure text or, for a sealed one, `{"sealed":"…"}`. A line
 * `{"decoy":"…"}` keeps the seed of a decoy: whoever has all lines of an entry can account for every digest, and so
 * sees that none was removed. Decoys are not given away.
 *
 * Source: RFC 9901 (SD-JWT), sections 4.2 and 7.1: the leaf is the payload, without the signature around it.
 */
#ifndef JOURNAL_LEAF_H
#define JOURNAL_LEAF_H

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"
#include "base/mem.h"
#include "crypto/seal.h"

enum {
	LEAF_SALT_BYTES = 16,
	LEAF_SALT_CHARS = 22,   /* of a salt in base64url */
	LEAF_DIGEST_CHARS = 43, /* of a digest in base64url */
	LEAF_NAME_BYTES = 32,   /* longest type and longest group name */
};

/*
 * The random bytes of one entry, to be filled by one call of random_bytes(). Salts are for the groups in any
 * order; decoys for the groups that are absent. Never used twice.
 */
struct leaf_random {
	unsigned char salt[LIMIT_GROUP_COUNT][LEAF_SALT_BYTES];
	unsigned char decoy[LIMIT_GROUP_COUNT][LEAF_SALT_BYTES];
};

/*
 * Appends a disclosure text to out.
 *
 * name      [a-z_]+, at most LEAF_NAME_BYTES
 * value     JSON, without line breaks
 */
void leaf_disclose(
	const unsigned char salt[LEAF_SALT_BYTES], const char *name, struct bytes value, struct buf *out);

/* A disclosure text taken apart; views into it. */
struct leaf_disclosure {
	struct bytes salt;
	struct bytes name;
	struct bytes value; /* JSON, not parsed */
};

/*
 * Takes a disclosure text apart.
 *
 * returns   0, or ERR_INPUT unless it begins and ends as leaf_disclose() writes it
 */
int leaf_disclosure_parse(struct bytes text, struct leaf_disclosure *out, struct err *e) MUST_USE;

/* Writes the digest of a disclosure text; no NUL. */
void leaf_digest(struct bytes disclosure, char digest[LEAF_DIGEST_CHARS]);

/*
 * Appends the leaf of an entry to out.
 *
 * type          [a-z]+, at most LEAF_NAME_BYTES
 * disclosures   the texts of the groups, nested ones left out; at most LIMIT_GROUP_COUNT
 * random        fresh; its decoys stand for the absent groups, and are to be kept by leaf_keep_decoys()
 * ^ Every leaf has LIMIT_GROUP_COUNT digests in byte order, whatever the count and order of disclosures.
 */
void leaf_build(const char *type, const struct bytes *disclosures, size_t count,
	const struct leaf_random *random, struct buf *out);

/* Appends the lines of the decoys that leaf_build() used beside `count` disclosures; LF between all lines. */
void leaf_keep_decoys(const struct leaf_random *random, size_t count, struct buf *lines);

/* A parsed leaf; views into its text. */
struct leaf {
	struct bytes type;
	const char *digest[LIMIT_GROUP_COUNT]; /* LEAF_DIGEST_CHARS each */
};

/*
 * Reads a leaf.
 *
 * returns   0, or ERR_DAMAGED
 * ^ Only what leaf_build() could have written, byte for byte, is a leaf.
 */
int leaf_parse(struct bytes text, struct leaf *leaf, struct err *e) MUST_USE;

/* Appends the line of a sealed disclosure, without line break. returns 0, or what seal_box() returns. */
int leaf_seal(
	const struct seal_public *vault, struct bytes disclosure, struct buf *out, struct err *e) MUST_USE;

/*
 * Opens sealed disclosures. open() is given the sealed box and sets *text to memory that lives as long as
 * `a`. A failure ends the caller with its code.
 */
struct leaf_opener {
	int (*open)(void *context, struct arena *a, struct bytes box, struct bytes *text, struct err *e);
	void *context;
};

/* The disclosures of an entry, and the seeds of its decoys. */
struct leaf_parts {
	struct bytes *text; /* as stored or opened */
	size_t count;
	size_t unopened; /* sealed ones that are not among them */
	unsigned char decoy[LIMIT_GROUP_COUNT][LEAF_SALT_BYTES];
	size_t decoy_count;
};

/*
 * Cuts the stored form into disclosures.
 *
 * a         parts->text, and what is opened, live as long as `a`
 * stored    lines joined with LF, without one at the end; empty for none. parts->text points into it.
 * opener    NULL leaves sealed ones unopened
 * returns   0; ERR_DAMAGED for a line that is of no form, or a decoy too many; the opener's failure
 */
int leaf_split(struct arena *a, struct bytes stored, const struct leaf_opener *opener,
	struct leaf_parts *parts, struct err *e) MUST_USE;

/*
 * Checks that the lines of an entry are those of its leaf. The digest of each disclosure stands in the leaf, or in
 * an `_sd` list of another of the disclosures; that of each decoy in the leaf. Every digest is used once, and as many
 * as there are unopened sealed disclosures may be left over.
 *
 * a         for working memory; used only when there are nested disclosures
 * returns   0, or ERR_DAMAGED with what does not belong, or with the number of digests that nothing stands for
 * ^ A disclosure with any bit changed, one of another entry, and one given twice are refused.
 * ^ A decoy with any bit changed, one of another entry, and one given twice are refused.
 * ^ Lines from which a disclosure, a nested one, or a decoy was removed are refused.
 * ^ A digest that stands inside a text value does not count.
 */
int leaf_check(
	struct arena *a, const struct leaf *leaf, const struct leaf_parts *parts, struct err *e) MUST_USE;

#endif
