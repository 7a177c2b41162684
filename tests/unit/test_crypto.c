/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "crypto/base64.h"
#include "crypto/crypto.h"
#include "crypto/hash.h"
#include "crypto/keyfile.h"
#include "crypto/random.h"
#include "crypto/seal.h"
#include "crypto/secret.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static void start(void)
{
	struct err e;
	BUG_IF(crypto_init(&e) != 0);
}

static void random_text(struct buf *out, size_t len)
{
	buf_clear(out);
	for (size_t i = 0; i < len; i++) {
		buf_add_char(out, (char)test_random_below(256));
	}
}

static void secret_of(struct secret *s, const char *text)
{
	secret_init(s, strlen(text));
	memcpy(s->b, text, s->len);
}

/* FIPS 180-4 example values, as published by NIST. */
TEST(hash_gives_the_published_values)
{
	static const struct {
		const char *text;
		const char *hex;
	} rows[] = {
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	};
	start();
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		char hex[HASH_HEX_CHARS + 1];
		struct hash h = hash_sha256(bytes_of(rows[i].text));
		hash_hex(&h, hex);
		CHECK_TEXT(bytes_of(hex), bytes_of(rows[i].hex));
	}
}

TEST(hash_in_pieces_is_the_hash_of_the_whole)
{
	GUARANTEE("hash.h: However a text is cut into pieces, the result is hash_sha256() of the whole.");
	struct buf text = {0};
	start();
	for (int round = 0; round < 200; round++) {
		random_text(&text, test_random_below(500));
		struct hash_stream s;
		hash_begin(&s);
		for (size_t at = 0; at < text.len;) {
			size_t piece = 1 + test_random_below(text.len - at);
			hash_add(&s, text.s + at, piece);
			at += piece;
		}
		struct hash whole = hash_sha256(buf_bytes(&text));
		struct hash pieces = hash_end(&s);
		CHECK(hash_equal(&whole, &pieces));
	}
	buf_done(&text);
}

TEST(hash_parse_takes_one_form_only)
{
	GUARANTEE("hash.h: Upper case, other lengths and other characters are refused.");
	struct hash h = {{0}};
	struct hash read;
	char hex[HASH_HEX_CHARS + 1];
	struct err e;
	start();
	random_bytes(h.b, sizeof(h.b));
	h.b[0] = 0xab;
	hash_hex(&h, hex);
	CHECK_OK(hash_parse(bytes_of(hex), &read, &e), e);
	CHECK(hash_equal(&h, &read));
	CHECK_INT(hash_parse((struct bytes){hex, 63}, &read, &e), -ERR_INPUT);
	CHECK_INT(hash_parse((struct bytes){hex, 65}, &read, &e), -ERR_INPUT);
	CHECK_INT(hash_parse(BYTES_NONE, &read, &e), -ERR_INPUT);
	hex[0] = 'A';
	CHECK_INT(hash_parse(bytes_of(hex), &read, &e), -ERR_INPUT);
	hex[0] = 'g';
	CHECK_INT(hash_parse(bytes_of(hex), &read, &e), -ERR_INPUT);
}

TEST(hash_of_a_file_counts_its_bytes)
{
	struct buf text = {0};
	char path[256];
	struct err e;
	struct hash h;
	uint64_t len;
	start();
	snprintf(path, sizeof(path), "%s/file", test_folder());
	random_text(&text, 200001);
	CHECK_OK(file_replace(path, buf_bytes(&text), 0600, &e), e);
	CHECK_OK(hash_file(path, &h, &len, &e), e);
	struct hash expected = hash_sha256(buf_bytes(&text));
	CHECK(hash_equal(&h, &expected));
	CHECK_INT((int64_t)len, 200001);
	strncat(path, ".no", 4);
	CHECK_INT(hash_file(path, &h, &len, &e), -ERR_NOT_FOUND);
	CHECK_INT(hash_file(test_folder(), &h, &len, &e), -ERR_INPUT);
	buf_done(&text);
}

/* RFC 4648, section 10; the last two rows tell the alphabets apart. */
TEST(base64_gives_the_published_values)
{
	static const struct {
		const char *plain;
		const char *standard;
		const char *url;
	} rows[] = {
		{"", "", ""},
		{"f", "Zg==", "Zg"},
		{"fo", "Zm8=", "Zm8"},
		{"foo", "Zm9v", "Zm9v"},
		{"foob", "Zm9vYg==", "Zm9vYg"},
		{"fooba", "Zm9vYmE=", "Zm9vYmE"},
		{"foobar", "Zm9vYmFy", "Zm9vYmFy"},
		{"\xfb\xef\xbe", "++++", "----"},
		{"\xff\xff\xff", "////", "____"},
	};
	struct buf out = {0};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		buf_clear(&out);
		base64_encode(BASE64_STANDARD, bytes_of(rows[i].plain), &out);
		CHECK_TEXT(buf_bytes(&out), bytes_of(rows[i].standard));
		buf_clear(&out);
		base64_encode(BASE64_URL, bytes_of(rows[i].plain), &out);
		CHECK_TEXT(buf_bytes(&out), bytes_of(rows[i].url));
	}
	buf_done(&out);
}

TEST(base64_goes_there_and_back)
{
	GUARANTEE("base64.h: What base64_decode() takes, base64_encode() writes back byte for byte.");
	struct buf text = {0};
	struct buf encoded = {0};
	struct buf decoded = {0};
	struct err e;
	for (int round = 0; round < 2000; round++) {
		enum base64_form form = round % 2 == 0 ? BASE64_STANDARD : BASE64_URL;
		random_text(&text, test_random_below(70));
		buf_clear(&encoded);
		buf_clear(&decoded);
		base64_encode(form, buf_bytes(&text), &encoded);
		CHECK_INT((int64_t)encoded.len, (int64_t)base64_len(form, text.len));
		CHECK_OK(base64_decode(form, buf_bytes(&encoded), &decoded, &e), e);
		CHECK_TEXT(buf_bytes(&decoded), buf_bytes(&text));
		if (encoded.len > 0) {
			encoded.s[test_random_below(encoded.len)] = "AQgw4/-_=+ \n"[test_random_below(12)];
		}
		buf_clear(&decoded);
		if (base64_decode(form, buf_bytes(&encoded), &decoded, &e) == 0) {
			struct buf again = {0};
			base64_encode(form, buf_bytes(&decoded), &again);
			CHECK_TEXT(buf_bytes(&again), buf_bytes(&encoded));
			buf_done(&again);
		}
	}
	buf_done(&text);
	buf_done(&encoded);
	buf_done(&decoded);
}

TEST(base64_refuses_all_but_the_canonical_form)
{
	GUARANTEE("base64.h: White space, missing or extra padding, the other alphabet and stray last bits "
		  "are refused.");
	static const char *const standard[] = {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "=",
		"====", "Z===", "Zm9v\n", " Zm9v", "Zm9v====", "----", "____", "Zg==Zg==", "Z=g="};
	static const char *const url[] = {
		"Zg==", "Zm8=", "Zh", "Zm9", "Z", "Zm9vY", "++++", "////", "Zm9v\n", "Zm 9v"};
	struct buf out = {0};
	struct err e;
	unsigned char exact[3];
	buf_add_text(&out, "kept");
	for (size_t i = 0; i < ARRAY_COUNT(standard); i++) {
		CHECK_INT(base64_decode(BASE64_STANDARD, bytes_of(standard[i]), &out, &e), -ERR_INPUT);
		CHECK_TEXT(buf_bytes(&out), BYTES("kept"));
	}
	for (size_t i = 0; i < ARRAY_COUNT(url); i++) {
		CHECK_INT(base64_decode(BASE64_URL, bytes_of(url[i]), &out, &e), -ERR_INPUT);
		CHECK_TEXT(buf_bytes(&out), BYTES("kept"));
	}
	CHECK_OK(base64_decode_exact(BASE64_URL, BYTES("Zm9v"), exact, 3, &e), e);
	CHECK_INT(base64_decode_exact(BASE64_URL, BYTES("Zm9v"), exact, 2, &e), -ERR_INPUT);
	CHECK_INT(base64_decode_exact(BASE64_URL, BYTES("Zm8"), exact, 3, &e), -ERR_INPUT);
	buf_done(&out);
}

TEST(random_id_has_its_form_and_is_new)
{
	GUARANTEE("random.h: The id has the type, a hyphen and 13 characters of a-z2-7.");
	char ids[100][LIMIT_ID_BYTES + 1];
	start();
	for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
		random_id("claim", ids[i]);
		CHECK_INT((int64_t)strlen(ids[i]), 6 + RANDOM_ID_CHARS);
		CHECK(bytes_starts(bytes_of(ids[i]), "claim-"));
		CHECK_INT((int64_t)strspn(ids[i] + 6, "abcdefghijklmnopqrstuvwxyz234567"), RANDOM_ID_CHARS);
		for (size_t k = 0; k < i; k++) {
			CHECK(strcmp(ids[i], ids[k]) != 0);
		}
	}
}

TEST(secret_reads_the_first_line_and_no_more)
{
	static const struct {
		const char *input;
		const char *line; /* NULL: refused */
		const char *left;
	} rows[] = {
		{"open sesame\nnext", "open sesame", "next"},
		{"windows\r\nnext", "windows", "next"},
		{"no line end", "no line end", ""},
		{"\nnext", NULL, "next"},
		{"", NULL, ""},
	};
	start();
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		int fds[2];
		char left[16];
		struct err e;
		struct secret s = {0};
		CHECK(pipe(fds) == 0);
		CHECK_OK(file_write_all(fds[1], bytes_of(rows[i].input), &e), e);
		close(fds[1]);
		int rc = secret_read(fds[0], &s, &e);
		CHECK_INT(rc, rows[i].line ? 0 : -ERR_INPUT);
		if (rows[i].line) {
			CHECK_TEXT(((struct bytes){(const char *)s.b, s.len}), bytes_of(rows[i].line));
		}
		ssize_t got = read(fds[0], left, sizeof(left));
		CHECK_TEXT(((struct bytes){left, (size_t)got}), bytes_of(rows[i].left));
		close(fds[0]);
		secret_done(&s);
	}
}

TEST(secret_refuses_an_endless_line)
{
	struct err e;
	struct secret s = {0};
	start();
	int fd = open("/dev/zero", O_RDONLY | O_CLOEXEC);
	CHECK(fd >= 0);
	CHECK_INT(secret_read(fd, &s, &e), -ERR_INPUT);
	CHECK(!s.b);
	close(fd);
}

/*
 * Lets a child ask on a terminal of its own, types `typed` after the prompt, and gives back what the
 * terminal showed, how the child ended, and whether the terminal shows typing again.
 */
static void ask_on_terminal(const char *typed, struct buf *shown, int *status, bool *has_echo)
{
	int terminal;
	struct termios settings;
	char piece[256];
	ssize_t got;
	pid_t child = forkpty(&terminal, NULL, NULL, NULL);
	BUG_IF(child < 0);
	if (child == 0) {
		struct secret s = {0};
		int rc = secret_ask("Passphrase: ", &s, NULL);
		bool ok = rc == 0 && s.len == 6 && memcmp(s.b, "geheim", 6) == 0;
		secret_done(&s);
		_exit(ok ? 0 : 1);
	}
	while (bytes_find(buf_bytes(shown), BYTES("Passphrase: "), 0) == SIZE_MAX &&
		(got = read(terminal, piece, sizeof(piece))) > 0) {
		buf_add(shown, piece, (size_t)got);
	}
	BUG_IF(write(terminal, typed, strlen(typed)) < 0);
	while ((got = read(terminal, piece, sizeof(piece))) > 0) {
		buf_add(shown, piece, (size_t)got);
	}
	BUG_IF(waitpid(child, status, 0) != child || tcgetattr(terminal, &settings) != 0);
	*has_echo = (settings.c_lflag & ECHO) != 0;
	close(terminal);
}

TEST(secret_asked_for_on_a_terminal_is_not_shown)
{
	struct buf shown = {0};
	int status;
	bool has_echo;
	start();
	ask_on_terminal("geheim\n", &shown, &status, &has_echo);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	CHECK(bytes_find(buf_bytes(&shown), BYTES("geheim"), 0) == SIZE_MAX);
	CHECK(has_echo);
	buf_done(&shown);
}

TEST(secret_question_can_be_interrupted)
{
	struct buf shown = {0};
	int status;
	bool has_echo;
	start();
	ask_on_terminal("gehe\x03", &shown, &status, &has_echo);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
	CHECK(bytes_find(buf_bytes(&shown), BYTES("gehe"), 0) == SIZE_MAX);
	CHECK(has_echo);
	buf_done(&shown);
}

TEST(sealed_boxes_open_with_their_key_only)
{
	GUARANTEE("seal.h: A box sealed to another key, and a box with any bit changed, are refused.");
	GUARANTEE("seal.h: Two boxes of the same text differ.");
	struct secret key = {0};
	struct secret other_key = {0};
	struct seal_public public;
	struct seal_public other;
	struct seal_public again;
	struct buf box = {0};
	struct buf box2 = {0};
	struct buf out = {0};
	struct err e;
	start();
	seal_keygen(&key, &public);
	seal_keygen(&other_key, &other);
	seal_public_of(&key, &again);
	CHECK(memcmp(&again, &public, sizeof(again)) == 0);
	CHECK_OK(seal_box(&public, BYTES("who said it"), &box, &e), e);
	CHECK_OK(seal_box(&public, BYTES("who said it"), &box2, &e), e);
	CHECK_INT((int64_t)box.len, 11 + SEAL_OVERHEAD_BYTES);
	CHECK(!bytes_equal(buf_bytes(&box), buf_bytes(&box2)));
	CHECK_OK(seal_open(&public, &key, buf_bytes(&box), &out, &e), e);
	CHECK_TEXT(buf_bytes(&out), BYTES("who said it"));
	CHECK_INT(seal_open(&other, &other_key, buf_bytes(&box), &out, &e), -ERR_DAMAGED);
	for (size_t bit = 0; bit < box.len * 8; bit++) {
		box.s[bit / 8] = (char)(box.s[bit / 8] ^ 1 << bit % 8);
		/* X25519 ignores the top bit of a point: the sender's ephemeral key is bound by the nonce instead. */
		CHECK_INT(seal_open(&public, &key, buf_bytes(&box), &out, &e), -ERR_DAMAGED);
		box.s[bit / 8] = (char)(box.s[bit / 8] ^ 1 << bit % 8);
	}
	CHECK_INT(seal_open(&public, &key, (struct bytes){box.s, SEAL_OVERHEAD_BYTES - 1}, &out, &e),
		-ERR_DAMAGED);
	CHECK_TEXT(buf_bytes(&out), BYTES("who said it"));
	memset(&other, 0, sizeof(other));
	CHECK_INT(seal_box(&other, BYTES("x"), &out, &e), -ERR_INPUT);
	secret_done(&key);
	secret_done(&other_key);
	buf_done(&box);
	buf_done(&box2);
	buf_done(&out);
}

/* A key file at the lowest settings, so that the tests take a tenth of a second each time it is opened. */
struct keyfile_case {
	struct secret content;
	struct secret passphrase;
	struct buf text;
};

static void keyfile_case_init(struct keyfile_case *c)
{
	struct err e;
	struct keyfile_settings settings = keyfile_lowest_settings();
	start();
	*c = (struct keyfile_case){.text = {0}};
	secret_of(&c->content, "thirty-two bytes of a secret key");
	secret_of(&c->passphrase, "correct horse");
	BUG_IF(keyfile_seal(&c->content, "log key", &c->passphrase, &settings, &c->text, &e) != 0);
}

static void keyfile_case_done(struct keyfile_case *c)
{
	secret_done(&c->content);
	secret_done(&c->passphrase);
	buf_done(&c->text);
}

TEST(keyfile_opens_with_its_passphrase_and_purpose_only)
{
	GUARANTEE("keyfile.h: A key file opens with its passphrase and purpose only.");
	struct keyfile_case c;
	struct secret opened = {0};
	struct secret wrong;
	struct err e;
	keyfile_case_init(&c);
	CHECK_OK(keyfile_open(buf_bytes(&c.text), "log key", &c.passphrase, &opened, &e), e);
	CHECK(secret_equal(&opened, &c.content));
	secret_done(&opened);
	secret_of(&wrong, "correct horsE");
	CHECK_INT(keyfile_open(buf_bytes(&c.text), "log key", &wrong, &opened, &e), -ERR_FORBIDDEN);
	CHECK_TEXT(bytes_of(e.text), BYTES("The passphrase for the log key is wrong."));
	CHECK(!opened.b);
	CHECK_INT(keyfile_open(buf_bytes(&c.text), "vault key", &c.passphrase, &opened, &e), -ERR_INPUT);
	secret_done(&wrong);
	keyfile_case_done(&c);
}

TEST(keyfile_below_the_floor_is_refused)
{
	GUARANTEE("keyfile.h: Parameters below the floor are refused before any work is done.");
	struct keyfile_case c;
	struct secret opened = {0};
	struct buf text = {0};
	struct err e;
	keyfile_case_init(&c);
	struct bytes from = BYTES("\"ops\":2,\"mem\":67108864,");
	size_t at = bytes_find(buf_bytes(&c.text), from, 0);
	CHECK(at != SIZE_MAX);
	static const char *const weak[] = {"\"ops\":1,\"mem\":67108864,", "\"ops\":2,\"mem\":67108863,",
		"\"ops\":2,\"mem\":0,", "\"ops\":-2,\"mem\":67108864,", "\"ops\":17,\"mem\":67108864,",
		"\"ops\":2,\"mem\":1099511627776,", "\"mem\":67108864,", ""};
	for (size_t i = 0; i < ARRAY_COUNT(weak); i++) {
		buf_clear(&text);
		buf_add(&text, c.text.s, at);
		buf_add_text(&text, weak[i]);
		buf_add(&text, c.text.s + at + from.len, c.text.len - at - from.len);
		CHECK_INT(keyfile_open(buf_bytes(&text), "log key", &c.passphrase, &opened, &e), -ERR_INPUT);
		CHECK_TEXT(bytes_of(e.text),
			BYTES("The key file's protection against guessing is outside what is allowed."));
	}
	buf_done(&text);
	keyfile_case_done(&c);
}

TEST(keyfile_with_a_changed_character_does_not_open)
{
	GUARANTEE("keyfile.h: A key file with any character changed does not open.");
	struct keyfile_case c;
	struct secret opened = {0};
	struct err e;
	keyfile_case_init(&c);
	size_t salt_at = bytes_find(buf_bytes(&c.text), BYTES("\"salt\""), 0);
	for (size_t i = 0; i < c.text.len; i++) {
		/* Past the parameters each try costs the full stretching: one in sixteen is tried. */
		if (i > salt_at && test_random_below(16) != 0) {
			continue;
		}
		char before = c.text.s[i];
		c.text.s[i] = before == 'A' ? 'B' : before == ' ' ? '\t' : before == '\n' ? ' ' : 'A';
		CHECK(keyfile_open(buf_bytes(&c.text), "log key", &c.passphrase, &opened, &e) != 0);
		CHECK(!opened.b);
		c.text.s[i] = before;
	}
	CHECK_INT(keyfile_open(BYTES(""), "log key", &c.passphrase, &opened, &e), -ERR_INPUT);
	CHECK_INT(keyfile_open(BYTES("{}"), "log key", &c.passphrase, &opened, &e), -ERR_INPUT);
	keyfile_case_done(&c);
}

TEST(keyfile_default_is_moderate)
{
	struct keyfile_settings s = keyfile_default_settings();
	CHECK_INT((int64_t)s.ops, 3);
	CHECK_INT((int64_t)s.mem_bytes, 256 << 20);
}
