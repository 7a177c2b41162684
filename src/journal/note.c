/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "journal/note.h"

#include "crypto/base64.h"
#include "crypto/hash.h"
#include "text/utf8.h"

enum { TYPE_ED25519 = 0x01, KEY_ID_BYTES = 4, KEY_ID_HEX_CHARS = 8 };

/* Em dash and space. */
static const char line_head[] = "\xe2\x80\x94 ";

/* Characters beyond ASCII with the Unicode property White_Space. */
static const char *const wide_spaces[] = {
	"\xc2\x85",
	"\xc2\xa0",
	"\xe1\x9a\x80",
	"\xe2\x80\x80",
	"\xe2\x80\x81",
	"\xe2\x80\x82",
	"\xe2\x80\x83",
	"\xe2\x80\x84",
	"\xe2\x80\x85",
	"\xe2\x80\x86",
	"\xe2\x80\x87",
	"\xe2\x80\x88",
	"\xe2\x80\x89",
	"\xe2\x80\x8a",
	"\xe2\x80\xa8",
	"\xe2\x80\xa9",
	"\xe2\x80\xaf",
	"\xe2\x81\x9f",
	"\xe3\x80\x80",
};

static bool is_name(struct bytes name)
{
	if (name.len == 0 || name.len > NOTE_NAME_BYTES || !utf8_is_valid(name)) {
		return false;
	}
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.s[i];
		if (c <= ' ' || c == '+' || c == 0x7f) {
			return false;
		}
	}
	for (size_t i = 0; i < ARRAY_COUNT(wide_spaces); i++) {
		if (bytes_find(name, bytes_of(wide_spaces[i]), 0) != SIZE_MAX) {
			return false;
		}
	}
	return true;
}

static bool is_plain(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		if ((unsigned char)text.s[i] < ' ' && text.s[i] != '\n') {
			return false;
		}
	}
	return utf8_is_valid(text);
}

static uint32_t big_endian(const unsigned char b[KEY_ID_BYTES])
{
	return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint32_t key_id(struct bytes name, const struct sign_public *public)
{
	const unsigned char separator[] = {'\n', TYPE_ED25519};
	struct hash_stream s;
	hash_begin(&s);
	hash_add(&s, name.s, name.len);
	hash_add(&s, separator, sizeof(separator));
	hash_add(&s, public->b, SIGN_PUBLIC_BYTES);
	struct hash h = hash_end(&s);
	return big_endian(h.b);
}

int note_key_init(struct note_key *key, struct bytes name, const struct sign_public *public, struct err *e)
{
	if (!is_name(name)) {
		return err_set(e, ERR_INPUT,
			"A key's name is 1 to %d bytes of text without spaces and '+', such as "
			"example.org/log.",
			NOTE_NAME_BYTES);
	}
	int rc = sign_check_public(public, e);
	if (rc == 0) {
		memcpy(key->name, name.s, name.len);
		key->name[name.len] = '\0';
		key->id = key_id(name, public);
		key->public = *public;
	}
	return rc;
}

void note_key_write(const struct note_key *key, struct buf *out)
{
	char typed[1 + SIGN_PUBLIC_BYTES];
	typed[0] = TYPE_ED25519;
	memcpy(typed + 1, key->public.b, SIGN_PUBLIC_BYTES);
	buf_printf(out, "%s+%08x+", key->name, key->id);
	base64_encode(BASE64_STANDARD, (struct bytes){typed, sizeof(typed)}, out);
}

int note_key_parse(struct bytes text, struct note_key *key, struct err *e)
{
	size_t plus = bytes_find(text, BYTES("+"), 0);
	size_t key_at = plus == SIZE_MAX ? SIZE_MAX : plus + 1 + KEY_ID_HEX_CHARS + 1;
	unsigned char typed[1 + SIGN_PUBLIC_BYTES];
	bool ok = key_at != SIZE_MAX && key_at < text.len &&
		base64_decode_exact(BASE64_STANDARD, (struct bytes){text.s + key_at, text.len - key_at},
			typed, sizeof(typed), NULL) == 0 &&
		typed[0] == TYPE_ED25519;
	if (!ok) {
		return err_set(
			e, ERR_INPUT, "A verifier key has the form name+id+key and is of type Ed25519.");
	}
	struct sign_public public;
	memcpy(public.b, typed + 1, sizeof(public.b));
	struct note_key read;
	int rc = note_key_init(&read, (struct bytes){text.s, plus}, &public, e);
	if (rc != 0) {
		return rc;
	}
	struct buf again = {0};
	note_key_write(&read, &again);
	if (bytes_equal(text, buf_bytes(&again))) {
		*key = read;
	} else {
		rc = err_set(e, ERR_INPUT, "The verifier key's id does not belong to its name and key.");
	}
	buf_done(&again);
	return rc;
}

int note_sign(struct bytes text, const struct note_key *key, const struct secret *seed, struct buf *out,
	struct err *e)
{
	if (text.len == 0 || text.s[text.len - 1] != '\n' || !is_plain(text)) {
		return err_set(
			e, ERR_INPUT, "What is to be signed is not plain text ending in a line break.");
	}
	struct signature signature;
	sign_text(seed, text, &signature);
	unsigned char signed_by[KEY_ID_BYTES + SIGN_SIGNATURE_BYTES] = {(unsigned char)(key->id >> 24),
		(unsigned char)(key->id >> 16), (unsigned char)(key->id >> 8), (unsigned char)key->id};
	memcpy(signed_by + KEY_ID_BYTES, signature.b, SIGN_SIGNATURE_BYTES);
	buf_add_bytes(out, text);
	buf_printf(out, "\n%s%s ", line_head, key->name);
	base64_encode(BASE64_STANDARD, (struct bytes){(const char *)signed_by, sizeof(signed_by)}, out);
	buf_add_char(out, '\n');
	return 0;
}

static bool parse_line(struct bytes line, struct note_signature *signature)
{
	if (!bytes_starts(line, line_head)) {
		return false;
	}
	struct bytes rest = {line.s + sizeof(line_head) - 1, line.len - (sizeof(line_head) - 1)};
	size_t space = bytes_find(rest, BYTES(" "), 0);
	if (space == SIZE_MAX) {
		return false;
	}
	signature->name = (struct bytes){rest.s, space};
	signature->base64 = (struct bytes){rest.s + space + 1, rest.len - space - 1};
	struct buf decoded = {0};
	bool ok = is_name(signature->name) &&
		base64_decode(BASE64_STANDARD, signature->base64, &decoded, NULL) == 0 &&
		decoded.len > KEY_ID_BYTES;
	if (ok) {
		signature->key_id = big_endian((const unsigned char *)decoded.s);
	}
	buf_done(&decoded);
	return ok;
}

static int err_no_note(struct err *e)
{
	return err_set(
		e, ERR_INPUT, "This is not a signed note: text, an empty line, and lines of signatures.");
}

/* Offset of the first signature line: after the last empty line. 0 when there is none. */
static size_t signatures_at(struct bytes text)
{
	for (size_t i = text.len; i >= 2; i--) {
		if (text.s[i - 1] == '\n' && text.s[i - 2] == '\n') {
			return i;
		}
	}
	return 0;
}

int note_parse(struct bytes text, struct note *note, struct err *e)
{
	if (text.len > NOTE_BYTES) {
		return err_set(e, ERR_LIMIT, "The signed note is longer than %d KiB.", NOTE_BYTES / 1024);
	}
	size_t at = signatures_at(text);
	if (at < 3 || at == text.len || text.s[text.len - 1] != '\n' || !is_plain(text)) {
		return err_no_note(e);
	}
	note->text = (struct bytes){text.s, at - 1};
	note->count = 0;
	while (at < text.len) {
		size_t end = bytes_find(text, BYTES("\n"), at);
		if (note->count == NOTE_SIGNATURE_COUNT) {
			return err_set(
				e, ERR_LIMIT, "The note has more than %d signatures.", NOTE_SIGNATURE_COUNT);
		}
		if (!parse_line((struct bytes){text.s + at, end - at}, &note->signature[note->count++])) {
			return err_no_note(e);
		}
		at = end + 1;
	}
	return 0;
}

static bool is_by(const struct note_signature *signature, const struct note_key *key)
{
	return signature->key_id == key->id && bytes_is(signature->name, key->name);
}

static bool is_right(
	const struct note *note, const struct note_signature *signature, const struct note_key *key)
{
	unsigned char signed_by[KEY_ID_BYTES + SIGN_SIGNATURE_BYTES];
	struct signature plain;
	if (base64_decode_exact(BASE64_STANDARD, signature->base64, signed_by, sizeof(signed_by), NULL) !=
		0) {
		return false;
	}
	memcpy(plain.b, signed_by + KEY_ID_BYTES, sizeof(plain.b));
	return sign_verify(&key->public, note->text, &plain);
}

int note_verify(const struct note *note, const struct note_key *keys, size_t count, struct err *e)
{
	size_t right = 0;
	for (size_t i = 0; i < note->count; i++) {
		for (size_t k = 0; k < count; k++) {
			if (!is_by(&note->signature[i], &keys[k])) {
				continue;
			}
			if (!is_right(note, &note->signature[i], &keys[k])) {
				return err_set(e, ERR_DAMAGED, "The signature of %s is wrong.", keys[k].name);
			}
			right++;
		}
	}
	return right > 0 ? 0 : err_set(e, ERR_DAMAGED, "None of the signatures is by a known key.");
}
