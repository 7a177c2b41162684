/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signed notes: a text, an empty line, and lines of signatures,
 *
 *     — example.org/log M9e0luh4jTG+…
 *
 * each naming its key. Whoever reads a note knows some keys beforehand and passes over the others.
 *
 * Source: c2sp.org/signed-note@v1.0.0.
 */
#ifndef JOURNAL_NOTE_H
#define JOURNAL_NOTE_H

#include "base/buf.h"
#include "base/err.h"
#include "crypto/sign.h"

enum {
	NOTE_NAME_BYTES = 255,
	/* The specification asks for 16 at least. */
	NOTE_SIGNATURE_COUNT = 32,
	/* 32 post-quantum signatures of 5 kB in base64, and a text of a few lines. */
	NOTE_BYTES = 256 * 1024,
};

/* An Ed25519 key with its name; name and id together say which key signed. */
struct note_key {
	char name[NOTE_NAME_BYTES + 1];
	uint32_t id;
	struct sign_public public;
};

/*
 * Names a public key.
 *
 * name      UTF-8 without spaces, control characters and '+', 1 to NOTE_NAME_BYTES; best a URL without scheme
 * returns   0; ERR_INPUT for a bad name, or for a public key that sign_check_public() refuses
 */
int note_key_init(
	struct note_key *key, struct bytes name, const struct sign_public *public, struct err *e) MUST_USE;

/*
 * The verifier key as text: name, '+', id as 8 hex digits, '+', base64 of 0x01 and the key. No line break.
 *
 * ^ What note_key_parse() takes, note_key_write() writes back byte for byte.
 * ^ A verifier key whose id does not follow from name and key, or whose key is odd, is refused.
 */
void note_key_write(const struct note_key *key, struct buf *out);
int note_key_parse(struct bytes text, struct note_key *key, struct err *e) MUST_USE;

/*
 * Appends text, an empty line and a signature line to out.
 *
 * text      UTF-8 without control characters other than LF, ending in LF
 * seed      of key->public
 * returns   0, or ERR_INPUT for a text that is not so
 */
int note_sign(struct bytes text, const struct note_key *key, const struct secret *seed, struct buf *out,
	struct err *e) MUST_USE;

/* A signature line: views into the note. */
struct note_signature {
	struct bytes name;
	uint32_t key_id;
	struct bytes base64; /* of the key id and the signature */
};

struct note {
	struct bytes text; /* with its last LF; not to be believed before note_verify() */
	struct note_signature signature[NOTE_SIGNATURE_COUNT];
	size_t count;
};

/*
 * Reads a note, verifying nothing.
 *
 * returns   0; ERR_INPUT for a text that is no note; ERR_LIMIT for one that is too long or has too many
 *           signatures
 * ^ The text and the signature lines of a parsed note, put together again, are the note byte for byte.
 */
int note_parse(struct bytes text, struct note *note, struct err *e) MUST_USE;

/*
 * Verifies a note with the keys that are known.
 *
 * returns   0; ERR_DAMAGED when a signature of a known key is wrong or none is of a known key
 * ^ Signatures of unknown keys do not matter, also when they share a name or an id with a known one.
 * ^ One wrong signature of a known key makes the note refused, whatever else signed it.
 * ^ A note with any bit of its text changed is refused.
 */
int note_verify(const struct note *note, const struct note_key *keys, size_t count, struct err *e) MUST_USE;

#endif
