/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Notes, checkpoints and proofs: what leaves the journal as text. */
#include "test.h"

#include "crypto/base64.h"
#include "crypto/crypto.h"
#include "journal/proof.h"

/* A key with its seed. */
struct signer {
	struct secret seed;
	struct note_key key;
};

static void signer_init(struct signer *s, const char *name)
{
	struct sign_public public;
	struct err e;
	BUG_IF(crypto_init(&e) != 0);
	*s = (struct signer){.seed = {0}};
	sign_keygen(&s->seed, &public);
	BUG_IF(note_key_init(&s->key, bytes_of(name), &public, &e) != 0);
}

static void signer_done(struct signer *s)
{
	secret_done(&s->seed);
}

static int verify(struct bytes text, const struct note_key *keys, size_t count)
{
	struct note note;
	int rc = note_parse(text, &note, NULL);
	return rc == 0 ? note_verify(&note, keys, count, NULL) : rc;
}

/* The worked example in the documentation of Go's sumdb/note, which was made with other code than ours. */
static const char go_key[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char go_note[] =
	"If you think cryptography is the answer to your problem,\n"
	"then you don't know what your problem is.\n"
	"\n"
	"\xe2\x80\x94 PeterNeumann "
	"x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

TEST(note_of_other_code_verifies)
{
	struct note_key key;
	struct note note;
	struct err e;
	CHECK_OK(note_key_parse(bytes_of(go_key), &key, &e), e);
	CHECK_TEXT(bytes_of(key.name), BYTES("PeterNeumann"));
	CHECK_OK(note_parse(bytes_of(go_note), &note, &e), e);
	CHECK_INT((int64_t)note.count, 1);
	CHECK_OK(note_verify(&note, &key, 1, &e), e);
}

TEST(note_key_goes_there_and_back)
{
	GUARANTEE("note.h: What note_key_parse() takes, note_key_write() writes back byte for byte.");
	struct signer s;
	struct note_key read;
	struct buf text = {0};
	struct buf again = {0};
	struct err e;
	signer_init(&s, "example.org/log");
	note_key_write(&s.key, &text);
	CHECK_OK(note_key_parse(buf_bytes(&text), &read, &e), e);
	note_key_write(&read, &again);
	CHECK_TEXT(buf_bytes(&again), buf_bytes(&text));
	for (size_t i = 0; i < text.len; i++) {
		for (int c = 1; c < 256; c++) {
			char before = text.s[i];
			text.s[i] = (char)c;
			CHECK((char)c == before || note_key_parse(buf_bytes(&text), &read, &e) == -ERR_INPUT);
			text.s[i] = before;
		}
	}
	buf_done(&text);
	buf_done(&again);
	signer_done(&s);
}

TEST(note_key_that_is_odd_is_refused)
{
	GUARANTEE("note.h: A verifier key whose id does not follow from name and key, or whose key is odd, "
		  "is refused.");
	static const char *const names[] = {
		"", "a b", "a+b", "a\nb", "a\x7f", "a\xc2\xa0z", "a\xe2\x80\x83z", "a\xe3\x80\x80", "a\xff"};
	struct signer s;
	struct note_key key;
	struct err e;
	signer_init(&s, "\xd0\xb6\xd1\x83\xd1\x80\xd0\xbd\xd0\xb0\xd0\xbb.example");
	for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
		CHECK_INT(note_key_init(&key, bytes_of(names[i]), &s.key.public, &e), -ERR_INPUT);
	}
	char long_name[NOTE_NAME_BYTES + 1];
	memset(long_name, 'n', sizeof(long_name));
	CHECK_OK(note_key_init(&key, (struct bytes){long_name, NOTE_NAME_BYTES}, &s.key.public, &e), e);
	CHECK_INT(note_key_init(&key, (struct bytes){long_name, NOTE_NAME_BYTES + 1}, &s.key.public, &e),
		-ERR_INPUT);

	static const char *const bad[] = {"", "PeterNeumann", "PeterNeumann+c74f20a3",
		"PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+C74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n",
		"PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q="};
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		CHECK_INT(note_key_parse(bytes_of(bad[i]), &key, &e), -ERR_INPUT);
	}
	/* The neutral point, with the id that belongs to it: only the check of the key itself can refuse it. */
	struct note_key odd = s.key;
	struct buf text = {0};
	memset(odd.public.b, 0, sizeof(odd.public.b));
	odd.public.b[0] = 1;
	CHECK_INT(note_key_init(&key, bytes_of(odd.name), &odd.public, &e), -ERR_INPUT);
	note_key_write(&odd, &text);
	CHECK_INT(note_key_parse(buf_bytes(&text), &key, &e), -ERR_INPUT);
	buf_done(&text);
	signer_done(&s);
}

TEST(note_with_a_changed_bit_is_refused)
{
	GUARANTEE("note.h: A note with any bit of its text changed is refused.");
	GUARANTEE("note.h: The text and the signature lines of a parsed note, put together again, are the "
		  "note byte for "
		  "byte.");
	struct signer s;
	struct buf text = {0};
	struct note note;
	struct err e;
	signer_init(&s, "example.org/log");
	CHECK_OK(note_sign(BYTES("one\n\nthree \xd0\x96\n"), &s.key, &s.seed, &text, &e), e);
	CHECK_OK(note_parse(buf_bytes(&text), &note, &e), e);
	CHECK_TEXT(note.text, BYTES("one\n\nthree \xd0\x96\n"));
	CHECK_OK(note_verify(&note, &s.key, 1, &e), e);
	struct buf again = {0};
	buf_add_bytes(&again, note.text);
	buf_printf(&again, "\n\xe2\x80\x94 %.*s %.*s\n", BYTES_ARG(note.signature[0].name),
		BYTES_ARG(note.signature[0].base64));
	CHECK_TEXT(buf_bytes(&again), buf_bytes(&text));
	for (size_t bit = 0; bit < text.len * 8; bit++) {
		text.s[bit / 8] = (char)(text.s[bit / 8] ^ 1 << bit % 8);
		CHECK(verify(buf_bytes(&text), &s.key, 1) != 0);
		text.s[bit / 8] = (char)(text.s[bit / 8] ^ 1 << bit % 8);
	}
	buf_done(&text);
	buf_done(&again);
	signer_done(&s);
}

/* Adds the signature line of one note to another. */
static void add_line(struct buf *to, const struct buf *from)
{
	size_t at = bytes_find(buf_bytes(from), BYTES("\n\n"), 0);
	buf_add(to, from->s + at + 2, from->len - at - 2);
}

TEST(note_needs_right_signatures_of_known_keys)
{
	GUARANTEE("note.h: Signatures of unknown keys do not matter, also when they share a name or an id "
		  "with a known "
		  "one.");
	GUARANTEE("note.h: One wrong signature of a known key makes the note refused, whatever else signed "
		  "it.");
	struct signer log;
	struct signer namesake;
	struct signer partner;
	struct buf text = {0};
	struct buf other = {0};
	struct buf wrong = {0};
	struct err e;
	signer_init(&log, "example.org/log");
	signer_init(&namesake, "example.org/log");
	signer_init(&partner, "partner.example");
	CHECK_OK(note_sign(BYTES("head\n"), &namesake.key, &namesake.seed, &text, &e), e);
	CHECK_INT(verify(buf_bytes(&text), &log.key, 1), -ERR_DAMAGED);
	CHECK_OK(note_sign(BYTES("head\n"), &log.key, &log.seed, &other, &e), e);
	add_line(&text, &other);
	CHECK_INT(verify(buf_bytes(&text), &log.key, 1), 0);
	CHECK_INT(verify(buf_bytes(&text), &partner.key, 1), -ERR_DAMAGED);
	CHECK_INT(verify(buf_bytes(&text), NULL, 0), -ERR_DAMAGED);
	/* An unknown key that shares the id, and a longer signature of another type. */
	struct note_key same_id = partner.key;
	same_id.id = log.key.id;
	buf_clear(&other);
	CHECK_OK(note_sign(BYTES("head\n"), &same_id, &namesake.seed, &other, &e), e);
	add_line(&text, &other);
	buf_add_text(&text, "\xe2\x80\x94 witness.example AAAAAAAAAAAA\n");
	CHECK_INT(verify(buf_bytes(&text), &log.key, 1), 0);
	/* The partner signed something else. */
	struct note_key both[] = {log.key, partner.key};
	CHECK_INT(verify(buf_bytes(&text), both, 2), 0);
	CHECK_OK(note_sign(BYTES("another head\n"), &partner.key, &partner.seed, &wrong, &e), e);
	add_line(&text, &wrong);
	CHECK_INT(verify(buf_bytes(&text), both, 2), -ERR_DAMAGED);
	CHECK_INT(verify(buf_bytes(&text), &log.key, 1), 0);
	buf_done(&text);
	buf_done(&other);
	buf_done(&wrong);
	signer_done(&log);
	signer_done(&namesake);
	signer_done(&partner);
}

TEST(note_has_a_strict_form)
{
	static const char *const bad[] = {"", "\n", "\n\n", "text\n", "text\n\n",
		"text\n\n\xe2\x80\x94 a AAAAAAA=", "\n\xe2\x80\x94 a AAAAAAA=\n", "text\n\n- a AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a\n", "text\n\n\xe2\x80\x94 a AAAAAA==\n",
		"text\n\n\xe2\x80\x94  AAAAAAA=\n", "text\n\n\xe2\x80\x94 a+b AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a AAAAAAB=\n", "text\n\n\xe2\x80\x94 a AAAAAAA= \n",
		"te\rxt\n\n\xe2\x80\x94 a AAAAAAA=\n", "te\xffxt\n\n\xe2\x80\x94 a AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a AAAAAAA=\n\xe2\x80\x94 b\n",
		"text\n\n\xe2\x80\x94 a AAAAAAA=\ntext\n"};
	static const char line[] = "\xe2\x80\x94 a AAAAAAA=\n";
	struct note note;
	struct buf text = {0};
	struct err e;
	CHECK_OK(note_parse(BYTES("text\n\n\xe2\x80\x94 a AAAAAAA=\n"), &note, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		CHECK_INT(note_parse(bytes_of(bad[i]), &note, &e), -ERR_INPUT);
	}
	buf_add_text(&text, "text\n\n");
	for (int i = 0; i < NOTE_SIGNATURE_COUNT; i++) {
		buf_add_text(&text, line);
	}
	CHECK_OK(note_parse(buf_bytes(&text), &note, &e), e);
	buf_add_text(&text, line);
	CHECK_INT(note_parse(buf_bytes(&text), &note, &e), -ERR_LIMIT);
	while (text.len <= NOTE_BYTES) {
		buf_add_text(&text, line);
	}
	CHECK_INT(note_parse(buf_bytes(&text), &note, &e), -ERR_LIMIT);
	struct signer s;
	signer_init(&s, "example.org/log");
	static const char *const unsignable[] = {"", "no line end", "a\tb\n", "a\xff\n"};
	for (size_t i = 0; i < ARRAY_COUNT(unsignable); i++) {
		CHECK_INT(note_sign(bytes_of(unsignable[i]), &s.key, &s.seed, &text, &e), -ERR_INPUT);
	}
	signer_done(&s);
	buf_done(&text);
}

TEST(checkpoint_has_a_strict_form)
{
	GUARANTEE("checkpoint.h: Sizes with leading zeros, roots that are not 32 bytes of base64, and empty "
		  "lines are "
		  "refused.");
#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
	static const char *const good[] = {"o\n0\n" ROOT, "any origin + at all\n9223372036854775807\n" ROOT,
		"o\n1\n" ROOT "extension\nof others\n"};
	static const char *const bad[] = {"", "o\n", "o\n0\n", "o\n00\n" ROOT, "o\n01\n" ROOT, "o\n-1\n" ROOT,
		"o\n+1\n" ROOT, "o\n\n" ROOT, "\n1\n" ROOT, "o\n1\n\n", "o\n9223372036854775808\n" ROOT,
		"o\n1 \n" ROOT, "o\n1\n" ROOT "\n", "o\n1\n" ROOT "extension", "o\n1\nAAAA\n",
		"o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=\n",
		"o\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
		"o\n1\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n"};
#undef ROOT
	struct checkpoint c;
	struct err e;
	for (size_t i = 0; i < ARRAY_COUNT(good); i++) {
		CHECK_OK(checkpoint_parse(bytes_of(good[i]), &c, &e), e);
	}
	CHECK_INT((int64_t)c.size, 1);
	CHECK_TEXT(c.origin, BYTES("o"));
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		CHECK_INT(checkpoint_parse(bytes_of(bad[i]), &c, &e), -ERR_INPUT);
	}
}

TEST(checkpoint_with_a_changed_bit_is_refused)
{
	GUARANTEE("checkpoint.h: A checkpoint with any bit of text or signature changed is refused.");
	struct signer s;
	struct buf text = {0};
	struct checkpoint c;
	struct err e;
	struct hash root = tree_leaf(BYTES("entry"));
	signer_init(&s, "example.org/log");
	checkpoint_sign(42, &root, &s.key, &s.seed, &text);
	CHECK_OK(checkpoint_open(buf_bytes(&text), &s.key, &c, &e), e);
	CHECK_TEXT(c.origin, BYTES("example.org/log"));
	CHECK_INT((int64_t)c.size, 42);
	CHECK(hash_equal(&c.root, &root));
	for (size_t bit = 0; bit < text.len * 8; bit++) {
		text.s[bit / 8] = (char)(text.s[bit / 8] ^ 1 << bit % 8);
		CHECK(checkpoint_open(buf_bytes(&text), &s.key, &c, &e) != 0);
		text.s[bit / 8] = (char)(text.s[bit / 8] ^ 1 << bit % 8);
	}
	/* Signed by our key, but with the origin of another log. */
	buf_clear(&text);
	CHECK_OK(note_sign(BYTES("example.org/other\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"),
			 &s.key, &s.seed, &text, &e),
		e);
	CHECK_INT(checkpoint_open(buf_bytes(&text), &s.key, &c, &e), -ERR_DAMAGED);
	buf_done(&text);
	signer_done(&s);
}

/* A log of three entries in memory, and the proof of its entry 1. */
struct proved {
	struct signer log;
	struct buf checkpoint;
	struct proof proof;
	struct buf text;
};

static void proved_init(struct proved *p, struct bytes extra)
{
	struct tree t = {0};
	struct hash completed[TREE_LEVEL_COUNT];
	struct hash leaf[3] = {
		tree_leaf(BYTES("entry 0\n")), tree_leaf(BYTES("entry 1\n")), tree_leaf(BYTES("entry 2\n"))};
	*p = (struct proved){.proof = {.index = 1, .extra = extra, .path = {.count = 2}}};
	signer_init(&p->log, "example.org/log");
	for (size_t i = 0; i < ARRAY_COUNT(leaf); i++) {
		tree_append(&t, &leaf[i], completed);
	}
	struct hash root = tree_root(&t);
	checkpoint_sign(t.size, &root, &p->log.key, &p->log.seed, &p->checkpoint);
	p->proof.path.hash[0] = leaf[0];
	p->proof.path.hash[1] = leaf[2];
	p->proof.checkpoint = buf_bytes(&p->checkpoint);
	proof_write(&p->proof, &p->text);
}

static void proved_done(struct proved *p)
{
	signer_done(&p->log);
	buf_done(&p->checkpoint);
	buf_done(&p->text);
}

static int verify_proof(const struct proved *p, const struct note_key *key, struct bytes entry)
{
	struct arena a = {0};
	struct proof proof;
	struct checkpoint c;
	int rc = proof_parse(&a, buf_bytes(&p->text), &proof, NULL);
	if (rc == 0) {
		rc = proof_verify(&proof, key, entry, &c, NULL);
	}
	arena_done(&a);
	return rc;
}

TEST(proof_with_a_changed_bit_is_refused)
{
	GUARANTEE("proof.h: A proof is refused after any bit of the entry, of the log's key or of the proof "
		  "is changed.");
	struct proved p;
	char entry[] = "entry 1\n";
	struct bytes b = {entry, sizeof(entry) - 1};
	proved_init(&p, BYTES_NONE);
	CHECK_INT(verify_proof(&p, &p.log.key, b), 0);
	for (size_t bit = 0; bit < p.text.len * 8; bit++) {
		p.text.s[bit / 8] = (char)(p.text.s[bit / 8] ^ 1 << bit % 8);
		CHECK(verify_proof(&p, &p.log.key, b) != 0);
		p.text.s[bit / 8] = (char)(p.text.s[bit / 8] ^ 1 << bit % 8);
	}
	for (size_t bit = 0; bit < b.len * 8; bit++) {
		entry[bit / 8] = (char)(entry[bit / 8] ^ 1 << bit % 8);
		CHECK(verify_proof(&p, &p.log.key, b) != 0);
		entry[bit / 8] = (char)(entry[bit / 8] ^ 1 << bit % 8);
	}
	for (size_t bit = 0; bit < SIGN_PUBLIC_BYTES * 8; bit++) {
		struct note_key other = p.log.key;
		other.public.b[bit / 8] ^= (unsigned char)(1 << bit % 8);
		CHECK(verify_proof(&p, &other, b) != 0);
	}
	CHECK_INT(verify_proof(&p, &p.log.key, b), 0);
	proved_done(&p);
}

TEST(proof_goes_there_and_back)
{
	GUARANTEE("proof.h: What proof_parse() takes, proof_write() writes back byte for byte.");
	static const char *const extras[] = {NULL, "", "some context"};
	for (size_t i = 0; i < ARRAY_COUNT(extras); i++) {
		struct proved p;
		struct proof read;
		struct arena a = {0};
		struct buf again = {0};
		struct err e;
		proved_init(&p, bytes_of(extras[i]));
		CHECK_OK(proof_parse(&a, buf_bytes(&p.text), &read, &e), e);
		CHECK_TEXT(read.extra, p.proof.extra);
		CHECK_INT(read.extra.s != NULL, extras[i] != NULL);
		proof_write(&read, &again);
		CHECK_TEXT(buf_bytes(&again), buf_bytes(&p.text));
		for (size_t bit = 0; bit < p.text.len * 8; bit++) {
			p.text.s[bit / 8] = (char)(p.text.s[bit / 8] ^ 1 << bit % 8);
			if (proof_parse(&a, buf_bytes(&p.text), &read, &e) == 0) {
				buf_clear(&again);
				proof_write(&read, &again);
				CHECK_TEXT(buf_bytes(&again), buf_bytes(&p.text));
			}
			p.text.s[bit / 8] = (char)(p.text.s[bit / 8] ^ 1 << bit % 8);
		}
		arena_done(&a);
		buf_done(&again);
		proved_done(&p);
	}
}

TEST(proof_has_a_strict_form)
{
#define FIRST "c2sp.org/tlog-proof@v1\n"
#define HASH "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
	static const char *const bad[] = {"", FIRST, FIRST "index 1\n", FIRST "index 1\n\n",
		FIRST "index 01\n\nx", FIRST "index -1\n\nx", FIRST "index 9223372036854775808\n\nx",
		FIRST "index\n\nx", FIRST "index \n\nx", FIRST "index 1\nAAAA\n\nx",
		FIRST "index 1\n" HASH "x", FIRST "extra\nindex 1\n\nx", FIRST "extra A\nindex 1\n\nx",
		FIRST "extra AAAA\nextra AAAA\nindex 1\n\nx", FIRST "index 1\nextra AAAA\n\nx",
		"c2sp.org/tlog-proof@v2\nindex 1\n\nx", FIRST "\nindex 1\n\nx", FIRST "index 1\r\n\nx"};
	struct arena a = {0};
	struct proof p;
	struct buf text = {0};
	struct err e;
	CHECK_OK(proof_parse(&a, BYTES(FIRST "index 0\n\nx"), &p, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(bad); i++) {
		CHECK_INT(proof_parse(&a, bytes_of(bad[i]), &p, &e), -ERR_INPUT);
	}
	buf_add_text(&text, FIRST "index 0\n");
	for (int i = 0; i < TREE_PROOF_COUNT + 1; i++) {
		buf_add_text(&text, HASH);
	}
	buf_add_text(&text, "\nx");
	CHECK_INT(proof_parse(&a, buf_bytes(&text), &p, &e), -ERR_INPUT);
	while (text.len < 1 << 20) {
		buf_add_text(&text, HASH);
	}
	CHECK_INT(proof_parse(&a, buf_bytes(&text), &p, &e), -ERR_LIMIT);
#undef FIRST
#undef HASH
	buf_done(&text);
	arena_done(&a);
}

/* The public key that the sample log's build script publishes. */
static const char tessera_key[] =
	"example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

TEST(shared_tessera_log)
{
	if (!test_shared_data()) {
		test_skip("no shared data");
		return;
	}
	char path[4096];
	struct note_key key;
	struct tree t = {0};
	struct err e;
	CHECK_OK(note_key_parse(bytes_of(tessera_key), &key, &e), e);
	snprintf(path, sizeof(path), "%s/vectors/tessera/testdata/log/tile/entries/000.p/15",
		test_shared_data());
	struct bytes bundle = test_read_file(path);
	struct bytes rest = bundle;
	for (int size = 0; size <= 15; size++) {
		struct checkpoint c;
		snprintf(path, sizeof(path), "%s/vectors/tessera/testdata/log/checkpoint.%d",
			test_shared_data(), size);
		struct bytes text = test_read_file(path);
		CHECK_OK(checkpoint_open(text, &key, &c, &e), e);
		CHECK_INT((int64_t)c.size, size);
		struct hash root = tree_root(&t);
		CHECK(hash_equal(&root, &c.root));
		free((char *)(uintptr_t)text.s);
		if (size < 15) {
			struct hash completed[TREE_LEVEL_COUNT];
			CHECK(rest.len >= 2);
			size_t len = (size_t)(unsigned char)rest.s[0] << 8 | (unsigned char)rest.s[1];
			CHECK(rest.len >= 2 + len);
			struct hash leaf = tree_leaf((struct bytes){rest.s + 2, len});
			tree_append(&t, &leaf, completed);
			rest = (struct bytes){rest.s + 2 + len, rest.len - 2 - len};
		}
	}
	CHECK_INT((int64_t)rest.len, 0);
	free((char *)(uintptr_t)bundle.s);
}
