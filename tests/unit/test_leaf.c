/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "crypto/base64.h"
#include "crypto/crypto.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "journal/leaf.h"

static const char *const names[LIMIT_GROUP_COUNT] = {
	"what", "where", "when", "said", "cited", "coding", "handling", "made"};

/* An entry in the making. */
struct entry {
	struct buf text[LIMIT_GROUP_COUNT + 2];
	struct bytes view[LIMIT_GROUP_COUNT + 2];
	struct leaf_random random;
	struct buf leaf;
};

static void add(struct entry *n, size_t i, const char *name, const char *value)
{
	unsigned char salt[LEAF_SALT_BYTES];
	random_bytes(salt, sizeof(salt));
	buf_clear(&n->text[i]);
	leaf_disclose(salt, name, bytes_of(value), &n->text[i]);
	n->view[i] = buf_bytes(&n->text[i]);
}

static void entry_init(struct entry *n, size_t count)
{
	struct err e;
	BUG_IF(crypto_init(&e) != 0);
	*n = (struct entry){.leaf = {0}};
	random_bytes(&n->random, sizeof(n->random));
	for (size_t i = 0; i < count; i++) {
		add(n, i, names[i], "{\"measure\":\"killed\",\"low\":2}");
	}
	leaf_build("claim", n->view, count, &n->random, &n->leaf);
}

static void entry_done(struct entry *n)
{
	for (size_t i = 0; i < ARRAY_COUNT(n->text); i++) {
		buf_done(&n->text[i]);
	}
	buf_done(&n->leaf);
}

/*
 * The example of RFC 9901, section 4.2.3: the digest of a published disclosure, here given as its JSON text
 * with the spaces that the example has.
 */
TEST(leaf_digest_is_that_of_the_rfc)
{
	char digest[LEAF_DIGEST_CHARS];
	leaf_digest(BYTES("[\"_26bc4LT-ac6q2KI6cBW5es\", \"family_name\", \"M\xc3\xb6"
			  "bius\"]"),
		digest);
	CHECK_TEXT(((struct bytes){digest, sizeof(digest)}),
		BYTES("X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"));
}

/* Text longer than one piece of the digest's working memory gives the digest of the whole. */
TEST(leaf_digest_of_long_text)
{
	struct buf text = {0};
	struct buf encoded = {0};
	for (size_t len = 1500; len < 10000; len += 509) {
		while (text.len < len) {
			buf_add_char(&text, (char)('a' + test_random_below(26)));
		}
		char digest[LEAF_DIGEST_CHARS];
		char expected[LEAF_DIGEST_CHARS];
		buf_clear(&encoded);
		base64_encode(BASE64_URL, buf_bytes(&text), &encoded);
		struct hash h = hash_sha256(buf_bytes(&encoded));
		base64_write(BASE64_URL, h.b, HASH_BYTES, expected);
		leaf_digest(buf_bytes(&text), digest);
		CHECK(memcmp(digest, expected, sizeof(digest)) == 0);
	}
	buf_done(&text);
	buf_done(&encoded);
}

TEST(leaf_disclosure_goes_there_and_back)
{
	static const char *const values[] = {"1", "\"\"", "{\"a\":[1,2,\"\\\",\"]}", "null", "\"\xd0\x96\""};
	struct leaf_disclosure d;
	struct err e;
	struct entry n;
	entry_init(&n, 0);
	for (size_t i = 0; i < ARRAY_COUNT(values); i++) {
		add(&n, 0, "as_stated", values[i]);
		CHECK_OK(leaf_disclosure_parse(n.view[0], &d, &e), e);
		CHECK_INT((int64_t)d.salt.len, LEAF_SALT_CHARS);
		CHECK_TEXT(d.name, BYTES("as_stated"));
		CHECK_TEXT(d.value, bytes_of(values[i]));
	}
	static const char *const bad[] = {"", "[]", "[\"AAAAAAAAAAAAAAAAAAAAAA\",\"x\",1",
		"[\"AAAAAAAAAAAAAAAAAAAAAA\",\"x\",]", "[\"AAAAAAAAAAAAAAAAAAAAAA\",\"\",1]",
		"[\"AAAAAAAAAAAAAAAAAAAAAB\",\"x\",1]", "[\"AAAA\",\"x\",1]",
		"[\"AAAAAAAAAAAAAAAAAAAAAA\",\"X\",1]", "[\"AAAAAAAAAAAAAAAAAAAAAA\", \"x\",1]",
		"[\"AAAAAAAAAAAAAAAAAAAAAA\",\"x]", "[\"AAAAAAAAAAAAAAAAAAAAAA\",]"};
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		CHECK_INT(leaf_disclosure_parse(bytes_of(bad[i]), &d, &e), -ERR_INPUT);
	}
	entry_done(&n);
}

TEST(leaf_hides_what_is_absent)
{
	GUARANTEE("leaf.h: Every leaf has LIMIT_GROUP_COUNT digests in byte order, whatever the count and "
		  "order of "
		  "disclosures.");
	static const char head[] = "{\"v\":1,\"type\":\"claim\",\"_sd_alg\":\"sha-256\",\"_sd\":[";
	for (size_t count = 0; count <= LIMIT_GROUP_COUNT; count++) {
		struct entry n;
		struct leaf leaf;
		struct buf turned = {0};
		struct err e;
		entry_init(&n, count);
		CHECK_OK(leaf_parse(buf_bytes(&n.leaf), &leaf, &e), e);
		CHECK_TEXT(leaf.type, BYTES("claim"));
		CHECK(bytes_starts(buf_bytes(&n.leaf), head));
		CHECK_INT((int64_t)(n.leaf.len - strlen(head)), 8 * 46 - 1 + 2);
		for (size_t i = 1; i < LIMIT_GROUP_COUNT; i++) {
			CHECK(memcmp(leaf.digest[i - 1], leaf.digest[i], LEAF_DIGEST_CHARS) < 0);
		}
		if (count > 1) {
			struct bytes first = n.view[0];
			n.view[0] = n.view[count - 1];
			n.view[count - 1] = first;
		}
		leaf_build("claim", n.view, count, &n.random, &turned);
		CHECK_TEXT(buf_bytes(&turned), buf_bytes(&n.leaf));
		buf_done(&turned);
		entry_done(&n);
	}
}

TEST(leaf_has_one_form_only)
{
	GUARANTEE("leaf.h: Only what leaf_build() could have written, byte for byte, is a leaf.");
	struct entry n;
	struct leaf leaf;
	struct err e;
	entry_init(&n, 5);
	struct bytes text = buf_bytes(&n.leaf);
	CHECK_OK(leaf_parse(text, &leaf, &e), e);
	for (size_t len = 0; len < text.len; len++) {
		CHECK_INT(leaf_parse((struct bytes){text.s, len}, &leaf, &e), -ERR_DAMAGED);
	}
	buf_add_char(&n.leaf, ' ');
	CHECK_INT(leaf_parse(buf_bytes(&n.leaf), &leaf, &e), -ERR_DAMAGED);
	n.leaf.len--;
	/* A changed digit of a digest may give another leaf in the right form; everything else is fixed. */
	size_t first = bytes_find(text, BYTES("_sd\":["), 0);
	for (size_t i = 0; i < text.len; i++) {
		bool in_type = i >= 15 && i < 20;
		bool in_digest = i > first + 6 && i < text.len - 3 && (i - first - 6) % 46 >= 1 &&
			(i - first - 6) % 46 <= 43;
		char before = n.leaf.s[i];
		for (int c = 0; c < 256; c++) {
			n.leaf.s[i] = (char)c;
			bool ok = leaf_parse(buf_bytes(&n.leaf), &leaf, &e) == 0;
			CHECK(!ok || (char)c == before || in_digest || (in_type && c >= 'a' && c <= 'z'));
		}
		n.leaf.s[i] = before;
	}
	/* Two digests in the other order. */
	char swapped[LEAF_DIGEST_CHARS];
	CHECK_OK(leaf_parse(text, &leaf, &e), e);
	memcpy(swapped, leaf.digest[2], sizeof(swapped));
	memcpy(n.leaf.s + (leaf.digest[2] - text.s), leaf.digest[3], sizeof(swapped));
	CHECK_INT(leaf_parse(buf_bytes(&n.leaf), &leaf, &e), -ERR_DAMAGED);
	entry_done(&n);
}

/* All parts of an entry: `groups` of the disclosures are those of groups, the rest are nested. */
static struct leaf_parts parts_of(struct entry *n, size_t count, size_t groups)
{
	struct leaf_parts parts = {.text = n->view, .count = count};
	for (size_t i = groups; i < LIMIT_GROUP_COUNT; i++) {
		memcpy(parts.decoy[parts.decoy_count++], n->random.decoy[i], LEAF_SALT_BYTES);
	}
	return parts;
}

static int check(const struct entry *n, const struct leaf_parts *parts, struct err *e)
{
	struct arena a = {0};
	struct leaf leaf;
	int rc = leaf_parse(buf_bytes(&n->leaf), &leaf, e);
	if (rc == 0) {
		rc = leaf_check(&a, &leaf, parts, e);
	}
	arena_done(&a);
	return rc;
}

/* The same without the disclosure of one number. */
static int check_without(const struct entry *n, const struct leaf_parts *parts, size_t removed, struct err *e)
{
	struct bytes kept[LIMIT_GROUP_COUNT + 2];
	struct leaf_parts rest = *parts;
	rest.text = kept;
	rest.count = 0;
	for (size_t i = 0; i < parts->count; i++) {
		if (i != removed) {
			kept[rest.count++] = parts->text[i];
		}
	}
	return check(n, &rest, e);
}

TEST(every_digest_is_accounted_for)
{
	GUARANTEE("leaf.h: Lines from which a disclosure, a nested one, or a decoy was removed are refused.");
	for (size_t count = 0; count <= LIMIT_GROUP_COUNT; count++) {
		struct entry n;
		struct err e;
		entry_init(&n, count);
		struct leaf_parts parts = parts_of(&n, count, count);
		CHECK_OK(check(&n, &parts, &e), e);
		for (size_t i = 0; i < count; i++) {
			CHECK_INT(check_without(&n, &parts, i, &e), -ERR_DAMAGED);
			CHECK_TEXT(bytes_of(e.text),
				BYTES("Something was removed from the entry: nothing stands for 1 of its "
				      "digests."));
			parts.unopened = 1; /* a sealed one may stand for it, and for no two */
			CHECK_OK(check_without(&n, &parts, i, &e), e);
			parts.decoy_count -= parts.decoy_count > 0;
			CHECK(parts.decoy_count == LIMIT_GROUP_COUNT - count ||
				check_without(&n, &parts, i, &e) == -ERR_DAMAGED);
			parts = parts_of(&n, count, count);
		}
		if (parts.decoy_count > 0) {
			parts.decoy_count--;
			CHECK_INT(check(&n, &parts, &e), -ERR_DAMAGED);
		}
		entry_done(&n);
	}
}

TEST(decoys_that_do_not_belong_are_refused)
{
	GUARANTEE("leaf.h: A decoy with any bit changed, one of another entry, and one given twice are "
		  "refused.");
	struct entry n;
	struct entry other;
	struct err e;
	entry_init(&n, 4);
	entry_init(&other, 4);
	struct leaf_parts parts = parts_of(&n, 4, 4);
	for (size_t bit = 0; bit < LEAF_SALT_BYTES * 8; bit++) {
		parts.decoy[1][bit / 8] = (unsigned char)(parts.decoy[1][bit / 8] ^ 1 << bit % 8);
		CHECK_INT(check(&n, &parts, &e), -ERR_DAMAGED);
		parts.decoy[1][bit / 8] = (unsigned char)(parts.decoy[1][bit / 8] ^ 1 << bit % 8);
	}
	CHECK_TEXT(bytes_of(e.text), BYTES("Decoy 2 of 4 does not belong to the entry."));
	CHECK_OK(check(&n, &parts, &e), e);
	memcpy(parts.decoy[1], other.random.decoy[5], LEAF_SALT_BYTES);
	CHECK_INT(check(&n, &parts, &e), -ERR_DAMAGED);
	memcpy(parts.decoy[1], parts.decoy[0], LEAF_SALT_BYTES);
	CHECK_INT(check(&n, &parts, &e), -ERR_DAMAGED);
	entry_done(&n);
	entry_done(&other);
}

TEST(disclosures_that_do_not_belong_are_refused)
{
	GUARANTEE("leaf.h: A disclosure with any bit changed, one of another entry, and one given twice are "
		  "refused.");
	struct entry n;
	struct entry other;
	struct err e;
	entry_init(&n, 4);
	entry_init(&other, 4);
	struct leaf_parts parts = parts_of(&n, 4, 4);
	for (size_t bit = 0; bit < n.text[2].len * 8; bit++) {
		n.text[2].s[bit / 8] = (char)(n.text[2].s[bit / 8] ^ 1 << bit % 8);
		CHECK_INT(check(&n, &parts, &e), -ERR_DAMAGED);
		n.text[2].s[bit / 8] = (char)(n.text[2].s[bit / 8] ^ 1 << bit % 8);
	}
	CHECK_TEXT(bytes_of(e.text), BYTES("Disclosure 3 of 4 does not belong to the entry."));
	CHECK_OK(check(&n, &parts, &e), e);
	n.view[3] = other.view[3];
	CHECK_INT(check(&n, &parts, &e), -ERR_DAMAGED);
	n.view[3] = n.view[0];
	CHECK_INT(check(&n, &parts, &e), -ERR_DAMAGED);
	entry_done(&n);
	entry_done(&other);
}

/* A group whose value hides two fields, whose disclosures follow; `format` has one place for each digest. */
static void entry_init_nested(struct entry *n, const char *format)
{
	char first[LEAF_DIGEST_CHARS + 1] = {0};
	char second[LEAF_DIGEST_CHARS + 1] = {0};
	char value[256];
	entry_init(n, 3);
	add(n, 3, "name", "\"a source\"");
	add(n, 4, "place", "\"an exact place\"");
	leaf_digest(n->view[3], first);
	leaf_digest(n->view[4], second);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(value, sizeof(value), format, first, second);
#pragma GCC diagnostic pop
	add(n, 2, "cited", value);
	buf_clear(&n->leaf);
	leaf_build("claim", n->view, 3, &n->random, &n->leaf);
}

TEST(nested_disclosures_belong_through_their_group)
{
	static const char *const formats[] = {
		"{\"_sd\":[\"%s\",\"%s\"]}",
		"{\"role\":\"witness\",\"_sd\":[\"%s\",\"%s\"],\"last\":1}",
		"[{\"_sd\":[\"%s\"]},{\"_sd\":[\"%s\"]}]",
	};
	for (size_t i = 0; i < ARRAY_COUNT(formats); i++) {
		struct entry n;
		struct err e;
		entry_init_nested(&n, formats[i]);
		struct leaf_parts parts = parts_of(&n, 5, 3);
		CHECK_OK(check(&n, &parts, &e), e);
		for (size_t removed = 0; removed < 5; removed++) {
			CHECK_INT(check_without(&n, &parts, removed, &e), -ERR_DAMAGED);
		}
		n.view[4] = n.view[3];
		CHECK_INT(check(&n, &parts, &e), -ERR_DAMAGED);
		CHECK_TEXT(bytes_of(e.text), BYTES("Disclosure 5 of 5 does not belong to the entry."));
		entry_done(&n);
	}
}

TEST(a_digest_in_a_text_value_does_not_count)
{
	GUARANTEE("leaf.h: A digest that stands inside a text value does not count.");
	static const char *const formats[] = {
		"\"{\\\"_sd\\\":[\\\"%s\\\",\\\"%s\\\"]}\"",
		"{\"said\":\"%s\",\"also\":[\"%s\"]}",
		"{\"x\\\"_sd\":[\"%s\",\"%s\"]}",
		"{\"x_sd\":[\"%s\",\"%s\"]}",
	};
	for (size_t i = 0; i < ARRAY_COUNT(formats); i++) {
		struct entry n;
		struct err e;
		entry_init_nested(&n, formats[i]);
		struct leaf_parts parts = parts_of(&n, 3, 3);
		CHECK_OK(check(&n, &parts, &e), e);
		parts.count = 4;
		CHECK_INT(check(&n, &parts, &e), -ERR_DAMAGED);
		entry_done(&n);
	}
}

struct vault {
	struct secret key;
	struct seal_public public;
};

static int open_box(void *context, struct arena *a, struct bytes box, struct bytes *text, struct err *e)
{
	struct vault *v = context;
	struct buf out = {0};
	int rc = seal_open(&v->public, &v->key, box, &out, e);
	if (rc == 0) {
		*text = arena_copy(a, buf_bytes(&out));
	}
	buf_done(&out);
	return rc;
}

TEST(stored_disclosures_are_split_and_opened)
{
	struct entry n;
	struct vault v = {.key = {0}};
	struct arena a = {0};
	struct buf stored = {0};
	struct leaf_parts parts;
	struct err e;
	entry_init(&n, 3);
	seal_keygen(&v.key, &v.public);
	buf_add_bytes(&stored, n.view[0]);
	buf_add_char(&stored, '\n');
	CHECK_OK(leaf_seal(&v.public, n.view[1], &stored, &e), e);
	buf_add_char(&stored, '\n');
	buf_add_bytes(&stored, n.view[2]);
	leaf_keep_decoys(&n.random, 3, &stored);
	CHECK(bytes_find(buf_bytes(&stored), BYTES("where"), 0) == SIZE_MAX);

	CHECK_OK(leaf_split(&a, buf_bytes(&stored), NULL, &parts, &e), e);
	CHECK_INT((int64_t)parts.count, 2);
	CHECK_INT((int64_t)parts.unopened, 1);
	CHECK_TEXT(parts.text[1], n.view[2]);
	CHECK_INT((int64_t)parts.decoy_count, 5);
	CHECK_OK(check(&n, &parts, &e), e);

	struct leaf_opener opener = {.open = open_box, .context = &v};
	CHECK_OK(leaf_split(&a, buf_bytes(&stored), &opener, &parts, &e), e);
	CHECK_INT((int64_t)parts.count, 3);
	CHECK_INT((int64_t)parts.unopened, 0);
	CHECK_TEXT(parts.text[1], n.view[1]);
	CHECK_INT((int64_t)parts.decoy_count, 5);
	CHECK_OK(check(&n, &parts, &e), e);

	CHECK_OK(leaf_split(&a, BYTES(""), &opener, &parts, &e), e);
	CHECK_INT((int64_t)(parts.count + parts.unopened), 0);
	static const char *const bad[] = {"x", "[\n\n[", "{\"sealed\":\"",
		"{\"sealed\":\"AAAA\",\"group\":\"said\"}", "{}", "{\"decoy\":\"\"}",
		"{\"decoy\":\"AAAAAAAAAAAAAAAAAAAAAB\"}", "{\"decoy\":\"AAAAAAAAAAAAAAAAAAAAAA\"} "};
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		CHECK(leaf_split(&a, bytes_of(bad[i]), &opener, &parts, &e) != 0);
	}
	stored.s[n.view[0].len + 40] = stored.s[n.view[0].len + 40] == 'A' ? 'B' : 'A';
	CHECK_INT(leaf_split(&a, buf_bytes(&stored), &opener, &parts, &e), -ERR_DAMAGED);
	buf_clear(&stored);
	leaf_keep_decoys(&n.random, 0, &stored);
	CHECK_OK(leaf_split(&a, buf_bytes(&stored), NULL, &parts, &e), e);
	CHECK_INT((int64_t)parts.decoy_count, LIMIT_GROUP_COUNT);
	leaf_keep_decoys(&n.random, LIMIT_GROUP_COUNT - 1, &stored);
	CHECK_INT(leaf_split(&a, buf_bytes(&stored), NULL, &parts, &e), -ERR_DAMAGED);
	secret_done(&v.key);
	buf_done(&stored);
	arena_done(&a);
	entry_done(&n);
}
