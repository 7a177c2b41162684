/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "journal/leaf.h"

#include "crypto/base64.h"
#include "crypto/hash.h"

enum { PIECE_BYTES = 3 * 512, DIGEST_TEXT_BYTES = LEAF_DIGEST_CHARS + 2 };

static const char head[] = "{\"v\":1,\"type\":\"";
static const char middle[] = "\",\"_sd_alg\":\"sha-256\",\"_sd\":[";
static const char tail[] = "]}";
static const char nested_key[] = "\"_sd\":[";
static const char sealed_head[] = "{\"sealed\":\"";
static const char sealed_tail[] = "\"}";
static const char decoy_head[] = "{\"decoy\":\"";
static const char decoy_tail[] = "\"}";

static bool is_name(const char *s, size_t len, bool allow_underscore)
{
	for (size_t i = 0; i < len; i++) {
		if ((s[i] < 'a' || s[i] > 'z') && !(allow_underscore && s[i] == '_')) {
			return false;
		}
	}
	return len > 0 && len <= LEAF_NAME_BYTES;
}

/* Canonical base64url of count characters: the last one carries no stray bits. */
static bool is_base64(const char *s, size_t count)
{
	unsigned char bytes[HASH_BYTES];
	return base64_decode_exact(BASE64_URL, (struct bytes){s, count}, bytes, count * 3 / 4, NULL) == 0;
}

void leaf_disclose(
	const unsigned char salt[LEAF_SALT_BYTES], const char *name, struct bytes value, struct buf *out)
{
	size_t name_len = strlen(name);
	BUG_IF(!is_name(name, name_len, true) || value.len == 0 || memchr(value.s, '\n', value.len));
	buf_add(out, "[\"", 2);
	base64_encode(BASE64_URL, (struct bytes){(const char *)salt, LEAF_SALT_BYTES}, out);
	buf_add(out, "\",\"", 3);
	buf_add(out, name, name_len);
	buf_add(out, "\",", 2);
	buf_add_bytes(out, value);
	buf_add_char(out, ']');
}

int leaf_disclosure_parse(struct bytes text, struct leaf_disclosure *out, struct err *e)
{
	const size_t name_at = 2 + LEAF_SALT_CHARS + 3;
	bool ok = text.len > name_at && text.s[text.len - 1] == ']' && memcmp(text.s, "[\"", 2) == 0 &&
		is_base64(text.s + 2, LEAF_SALT_CHARS) &&
		memcmp(text.s + 2 + LEAF_SALT_CHARS, "\",\"", 3) == 0;
	if (ok) {
		size_t end = bytes_find(text, BYTES("\","), name_at);
		ok = end != SIZE_MAX && is_name(text.s + name_at, end - name_at, true) && end + 3 < text.len;
		if (ok) {
			out->salt = (struct bytes){text.s + 2, LEAF_SALT_CHARS};
			out->name = (struct bytes){text.s + name_at, end - name_at};
			out->value = (struct bytes){text.s + end + 2, text.len - end - 3};
		}
	}
	return ok ? 0 : err_set(e, ERR_INPUT, "A disclosure does not have the form [salt,name,value].");
}

void leaf_digest(struct bytes disclosure, char digest[LEAF_DIGEST_CHARS])
{
	char encoded[PIECE_BYTES / 3 * 4];
	struct hash h;
	if (disclosure.len <= PIECE_BYTES) {
		size_t len = base64_write(BASE64_URL, disclosure.s, disclosure.len, encoded);
		h = hash_sha256((struct bytes){encoded, len});
	} else {
		struct hash_stream s;
		hash_begin(&s);
		for (size_t at = 0; at < disclosure.len; at += PIECE_BYTES) {
			size_t left = disclosure.len - at;
			size_t piece = left < PIECE_BYTES ? left : PIECE_BYTES;
			hash_add(&s, encoded, base64_write(BASE64_URL, disclosure.s + at, piece, encoded));
		}
		h = hash_end(&s);
	}
	base64_write(BASE64_URL, h.b, HASH_BYTES, digest);
}

static void decoy_digest(const unsigned char seed[LEAF_SALT_BYTES], char digest[LEAF_DIGEST_CHARS])
{
	struct hash h = hash_sha256((struct bytes){(const char *)seed, LEAF_SALT_BYTES});
	base64_write(BASE64_URL, h.b, HASH_BYTES, digest);
}

static void sort_digests(char digests[LIMIT_GROUP_COUNT][LEAF_DIGEST_CHARS])
{
	for (size_t i = 1; i < LIMIT_GROUP_COUNT; i++) {
		char moved[LEAF_DIGEST_CHARS];
		memcpy(moved, digests[i], sizeof(moved));
		size_t at = i;
		for (; at > 0 && memcmp(digests[at - 1], moved, sizeof(moved)) > 0; at--) {
			memcpy(digests[at], digests[at - 1], sizeof(moved));
		}
		memcpy(digests[at], moved, sizeof(moved));
	}
}

void leaf_build(const char *type, const struct bytes *disclosures, size_t count,
	const struct leaf_random *random, struct buf *out)
{
	size_t type_len = strlen(type);
	BUG_IF(!is_name(type, type_len, false) || count > LIMIT_GROUP_COUNT);
	char digests[LIMIT_GROUP_COUNT][LEAF_DIGEST_CHARS];
	for (size_t i = 0; i < LIMIT_GROUP_COUNT; i++) {
		if (i < count) {
			leaf_digest(disclosures[i], digests[i]);
		} else {
			decoy_digest(random->decoy[i], digests[i]);
		}
	}
	sort_digests(digests);
	buf_add(out, head, sizeof(head) - 1);
	buf_add(out, type, type_len);
	buf_add(out, middle, sizeof(middle) - 1);
	for (size_t i = 0; i < LIMIT_GROUP_COUNT; i++) {
		buf_add_text(out, i > 0 ? ",\"" : "\"");
		buf_add(out, digests[i], LEAF_DIGEST_CHARS);
		buf_add_char(out, '"');
	}
	buf_add(out, tail, sizeof(tail) - 1);
}

void leaf_keep_decoys(const struct leaf_random *random, size_t count, struct buf *lines)
{
	for (size_t i = count; i < LIMIT_GROUP_COUNT; i++) {
		if (lines->len > 0) {
			buf_add_char(lines, '\n');
		}
		buf_add(lines, decoy_head, sizeof(decoy_head) - 1);
		base64_encode(
			BASE64_URL, (struct bytes){(const char *)random->decoy[i], LEAF_SALT_BYTES}, lines);
		buf_add(lines, decoy_tail, sizeof(decoy_tail) - 1);
	}
}

/* Takes `expected` off the front of rest. */
static bool take(struct bytes *rest, const char *expected, size_t len)
{
	if (rest->len < len || memcmp(rest->s, expected, len) != 0) {
		return false;
	}
	rest->s += len;
	rest->len -= len;
	return true;
}

/* Takes a quoted digest off the front of rest. */
static bool take_digest(struct bytes *rest, const char **digest)
{
	if (rest->len < DIGEST_TEXT_BYTES || rest->s[0] != '"' || rest->s[DIGEST_TEXT_BYTES - 1] != '"' ||
		!is_base64(rest->s + 1, LEAF_DIGEST_CHARS)) {
		return false;
	}
	*digest = rest->s + 1;
	rest->s += DIGEST_TEXT_BYTES;
	rest->len -= DIGEST_TEXT_BYTES;
	return true;
}

static bool parse(struct bytes rest, struct leaf *leaf)
{
	if (!take(&rest, head, sizeof(head) - 1)) {
		return false;
	}
	const char *end = memchr(rest.s, '"', rest.len);
	if (!end || !is_name(rest.s, (size_t)(end - rest.s), false)) {
		return false;
	}
	leaf->type = (struct bytes){rest.s, (size_t)(end - rest.s)};
	if (!take(&rest, leaf->type.s, leaf->type.len) || !take(&rest, middle, sizeof(middle) - 1)) {
		return false;
	}
	for (size_t i = 0; i < LIMIT_GROUP_COUNT; i++) {
		if ((i > 0 && !take(&rest, ",", 1)) || !take_digest(&rest, &leaf->digest[i])) {
			return false;
		}
		if (i > 0 && memcmp(leaf->digest[i - 1], leaf->digest[i], LEAF_DIGEST_CHARS) >= 0) {
			return false;
		}
	}
	return take(&rest, tail, sizeof(tail) - 1) && rest.len == 0;
}

int leaf_parse(struct bytes text, struct leaf *leaf, struct err *e)
{
	if (text.len > LIMIT_LEAF_BYTES || !parse(text, leaf)) {
		return err_set(e, ERR_DAMAGED, "The entry does not have the form of a journal entry.");
	}
	return 0;
}

/* A digest in an `_sd` list of a disclosure. */
struct nested {
	const char *digest;
	bool is_used;
};

struct nested_list {
	struct nested *item;
	size_t count;
	size_t used;
};

static int compare_nested(const void *a, const void *b)
{
	const struct nested *left = a;
	const struct nested *right = b;
	return memcmp(left->digest, right->digest, LEAF_DIGEST_CHARS);
}

/*
 * Adds the digests of the `_sd` lists in a disclosure. Inside a JSON string every quote has a backslash
 * before it, so that the key with its quotes, without a backslash before it, can only be a key.
 */
static void add_nested(struct nested_list *list, struct bytes text)
{
	struct bytes key = {nested_key, sizeof(nested_key) - 1};
	for (size_t at = bytes_find(text, key, 0); at != SIZE_MAX; at = bytes_find(text, key, at + 1)) {
		if (at > 0 && text.s[at - 1] == '\\') {
			continue;
		}
		struct bytes rest = {text.s + at + key.len, text.len - at - key.len};
		const char *digest;
		while (take_digest(&rest, &digest)) {
			list->item[list->count++] = (struct nested){.digest = digest};
			if (!take(&rest, ",", 1)) {
				break;
			}
		}
	}
}

static void make_nested(struct arena *a, struct nested_list *list, const struct leaf_parts *parts)
{
	size_t most = 0;
	for (size_t i = 0; i < parts->count; i++) {
		struct bytes text = parts->text[i];
		bool has_key =
			bytes_find(text, (struct bytes){nested_key, sizeof(nested_key) - 1}, 0) != SIZE_MAX;
		most += has_key ? text.len / DIGEST_TEXT_BYTES : 0;
	}
	if (most == 0) {
		return;
	}
	list->item = arena_calloc(a, most, sizeof(*list->item));
	for (size_t i = 0; i < parts->count; i++) {
		add_nested(list, parts->text[i]);
	}
	if (list->count > 0) {
		qsort(list->item, list->count, sizeof(*list->item), compare_nested);
	}
}

static bool use_nested(struct nested_list *list, const char *digest)
{
	struct nested key = {.digest = digest};
	struct nested *found =
		list->count > 0 ? bsearch(&key, list->item, list->count, sizeof(key), compare_nested) : NULL;
	if (!found || found->is_used) {
		return false;
	}
	found->is_used = true;
	list->used++;
	return true;
}

static bool use_own(const struct leaf *leaf, bool used[LIMIT_GROUP_COUNT], const char *digest)
{
	for (size_t i = 0; i < LIMIT_GROUP_COUNT; i++) {
		if (!used[i] && memcmp(leaf->digest[i], digest, LEAF_DIGEST_CHARS) == 0) {
			used[i] = true;
			return true;
		}
	}
	return false;
}

int leaf_seal(const struct seal_public *vault, struct bytes disclosure, struct buf *out, struct err *e)
{
	struct buf box = {0};
	int rc = seal_box(vault, disclosure, &box, e);
	if (rc == 0) {
		buf_add(out, sealed_head, sizeof(sealed_head) - 1);
		base64_encode(BASE64_STANDARD, buf_bytes(&box), out);
		buf_add(out, sealed_tail, sizeof(sealed_tail) - 1);
	}
	buf_done(&box);
	return rc;
}

static int open_line(struct arena *a, struct bytes encoded, const struct leaf_opener *opener,
	struct bytes *text, struct err *e)
{
	struct buf box = {0};
	int rc = base64_decode(BASE64_STANDARD, encoded, &box, e);
	if (rc == 0) {
		rc = opener->open(opener->context, a, buf_bytes(&box), text, e);
	}
	buf_done(&box);
	return rc;
}

static size_t count_lines(struct bytes stored)
{
	size_t lines = 1;
	for (size_t at = bytes_find(stored, BYTES("\n"), 0); at != SIZE_MAX;
		at = bytes_find(stored, BYTES("\n"), at + 1)) {
		lines++;
	}
	return lines;
}

static bool take_decoy(struct bytes line, struct leaf_parts *parts)
{
	if (!take(&line, decoy_head, sizeof(decoy_head) - 1) || !bytes_ends(line, decoy_tail) ||
		parts->decoy_count == LIMIT_GROUP_COUNT) {
		return false;
	}
	line.len -= sizeof(decoy_tail) - 1;
	return base64_decode_exact(
		       BASE64_URL, line, parts->decoy[parts->decoy_count++], LEAF_SALT_BYTES, NULL) == 0;
}

int leaf_split(struct arena *a, struct bytes stored, const struct leaf_opener *opener,
	struct leaf_parts *parts, struct err *e)
{
	*parts = (struct leaf_parts){.text = arena_calloc(a, count_lines(stored), sizeof(*parts->text))};
	struct bytes rest = stored;
	for (size_t number = 1; rest.len > 0; number++) {
		const char *end = memchr(rest.s, '\n', rest.len);
		struct bytes line = {rest.s, end ? (size_t)(end - rest.s) : rest.len};
		rest.s += line.len;
		rest.len -= line.len;
		take(&rest, "\n", 1);
		struct bytes inner = line;
		if (line.len > 0 && line.s[0] == '[') {
			parts->text[parts->count++] = line;
		} else if (take(&inner, sealed_head, sizeof(sealed_head) - 1) &&
			bytes_ends(inner, sealed_tail)) {
			inner.len -= sizeof(sealed_tail) - 1;
			int rc = opener ? open_line(a, inner, opener, &parts->text[parts->count], e) : 0;
			if (rc != 0) {
				return rc;
			}
			parts->count += opener ? 1 : 0;
			parts->unopened += opener ? 0 : 1;
		} else if (!take_decoy(line, parts)) {
			return err_set(
				e, ERR_DAMAGED, "Line %zu of the stored entry is no disclosure.", number);
		}
	}
	return 0;
}

int leaf_check(struct arena *a, const struct leaf *leaf, const struct leaf_parts *parts, struct err *e)
{
	bool used[LIMIT_GROUP_COUNT] = {false};
	char digest[LEAF_DIGEST_CHARS];
	struct nested_list nested = {0};
	size_t left = LIMIT_GROUP_COUNT;
	make_nested(a, &nested, parts);
	for (size_t i = 0; i < parts->count; i++) {
		leaf_digest(parts->text[i], digest);
		if (use_own(leaf, used, digest)) {
			left--;
		} else if (!use_nested(&nested, digest)) {
			return err_set(e, ERR_DAMAGED, "Disclosure %zu of %zu does not belong to the entry.",
				i + 1, parts->count);
		}
	}
	for (size_t i = 0; i < parts->decoy_count; i++, left--) {
		decoy_digest(parts->decoy[i], digest);
		if (!use_own(leaf, used, digest)) {
			return err_set(e, ERR_DAMAGED, "Decoy %zu of %zu does not belong to the entry.",
				i + 1, parts->decoy_count);
		}
	}
	left += nested.count - nested.used;
	if (left > parts->unopened) {
		return err_set(e, ERR_DAMAGED,
			"Something was removed from the entry: nothing stands for %zu of its digests.",
			left - parts->unopened);
	}
	return 0;
}
