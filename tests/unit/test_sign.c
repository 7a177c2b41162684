/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "test.h"

#include "base/json.h"
#include "crypto/crypto.h"
#include "crypto/sign.h"

static void start(void)
{
	struct err e;
	BUG_IF(crypto_init(&e) != 0);
}

static unsigned hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = memchr(digits, c, 16);
	BUG_IF(!at);
	return (unsigned)(at - digits);
}

/* Reads hex into out, at most cap bytes; returns the length that the text stands for. */
static size_t unhex(struct bytes hex, unsigned char *out, size_t cap)
{
	for (size_t i = 0; i < hex.len / 2 && i < cap; i++) {
		out[i] = (unsigned char)(hex_digit(hex.s[2 * i]) << 4 | hex_digit(hex.s[2 * i + 1]));
	}
	return hex.len / 2;
}

/* RFC 8032, section 7.1, test 2. */
TEST(sign_gives_the_published_signature)
{
	static const char seed_hex[] = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
	static const char public_hex[] = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
	static const char signature_hex[] =
		"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
		"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
	struct secret seed;
	struct sign_public public;
	struct sign_public expected_public;
	struct signature signature;
	struct signature expected;
	start();
	secret_init(&seed, SIGN_SEED_BYTES);
	unhex(bytes_of(seed_hex), seed.b, SIGN_SEED_BYTES);
	unhex(bytes_of(public_hex), expected_public.b, SIGN_PUBLIC_BYTES);
	unhex(bytes_of(signature_hex), expected.b, SIGN_SIGNATURE_BYTES);
	sign_public_of(&seed, &public);
	CHECK(memcmp(&public, &expected_public, sizeof(public)) == 0);
	sign_text(&seed, BYTES("r"), &signature);
	CHECK(memcmp(&signature, &expected, sizeof(signature)) == 0);
	secret_done(&seed);
}

TEST(sign_verifies_and_any_changed_bit_fails)
{
	GUARANTEE("sign.h: True for what sign_text() made with the key's seed, and false after any bit of "
		  "key, text or "
		  "signature is changed.");
	struct secret seed;
	struct sign_public key;
	struct signature s;
	struct err e;
	char text[] = "a checkpoint";
	struct bytes b = {text, sizeof(text) - 1};
	start();
	sign_keygen(&seed, &key);
	CHECK_OK(sign_check_public(&key, &e), e);
	sign_text(&seed, b, &s);
	CHECK(sign_verify(&key, b, &s));
	for (size_t bit = 0; bit < sizeof(s) * 8; bit++) {
		s.b[bit / 8] ^= (unsigned char)(1 << bit % 8);
		CHECK(!sign_verify(&key, b, &s));
		s.b[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	for (size_t bit = 0; bit < sizeof(key) * 8; bit++) {
		key.b[bit / 8] ^= (unsigned char)(1 << bit % 8);
		CHECK(!sign_verify(&key, b, &s));
		key.b[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	for (size_t bit = 0; bit < b.len * 8; bit++) {
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
		CHECK(!sign_verify(&key, b, &s));
		text[bit / 8] = (char)(text[bit / 8] ^ 1 << bit % 8);
	}
	CHECK(!sign_verify(&key, (struct bytes){text, b.len - 1}, &s));
	secret_done(&seed);
}

/*
 * The points of order 1, 2, 4 and 8 in every spelling, a proper key plus each of them, and a number that is no
 * point. Computed with Python integers from the curve equation of RFC 8032, section 5.1: T = L·P for a P of full
 * order; key = 987654321987654321·B.
 */
static const char proper_key[] = "684c0d53ab44de46d526ab4d33b5947bab9d77af687fe0a09518a5f6df4a86eb";
static const char *const odd_keys[] = {
	"0100000000000000000000000000000000000000000000000000000000000000",
	"0100000000000000000000000000000000000000000000000000000000000080",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	"0000000000000000000000000000000000000000000000000000000000000080",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
	"0000000000000000000000000000000000000000000000000000000000000000",
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
	"dfd3145e691e9b998cb20bd6e1790ccfbd79f23e01dc20a7349e3aec7193acf6",
	"885e8b6447ae558ace0011f5f666a1d0e1921492304a2ad7588fc34174e5a802",
	"742ad0ba6320e013c4b8e9e7e94fbf87391cd552577028789ffa91cf1633f16b",
	"85b3f2ac54bb21b92ad954b2cc4a6b845462885097801f5f6ae75a0920b57914",
	"0e2ceba196e16466734df4291e86f33042860dc1fe23df58cb61c5138e6c5309",
	"65a1749bb851aa7531ffee0a09995e2f1e6deb6dcfb5d528a7703cbe8b1a57fd",
	"79d52f459cdf1fec3b47161816b04078c6e32aada88fd78760056e30e9cc0e94",
	"0200000000000000000000000000000000000000000000000000000000000000",
};

TEST(odd_public_keys_are_not_registered)
{
	GUARANTEE("sign.h: Keys that are no point, not canonical, of small order or of mixed order are "
		  "refused.");
	struct sign_public key;
	struct err e;
	start();
	unhex(bytes_of(proper_key), key.b, sizeof(key.b));
	CHECK_OK(sign_check_public(&key, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(odd_keys); i++) {
		unhex(bytes_of(odd_keys[i]), key.b, sizeof(key.b));
		CHECK_INT(sign_check_public(&key, &e), -ERR_INPUT);
	}
}

static json_t *shared_json(const char *path)
{
	char full[4096];
	snprintf(full, sizeof(full), "%s/%s", test_shared_data(), path);
	return json_load_file(full, 0, NULL);
}

static void check_group(const json_t *group, int *count)
{
	struct sign_public key;
	json_t *tests = json_object_get(group, "tests");
	size_t i;
	json_t *t;
	unhex(json_get_view(json_object_get(group, "publicKey"), "pk"), key.b, sizeof(key.b));
	json_array_foreach (tests, i, t) {
		unsigned char text[4096];
		struct signature s;
		struct bytes text_hex = json_get_view(t, "msg");
		size_t len = unhex(text_hex, text, sizeof(text));
		size_t signature_len = unhex(json_get_view(t, "sig"), s.b, sizeof(s.b));
		bool ok = signature_len == sizeof(s.b) &&
			sign_verify(&key, (struct bytes){(const char *)text, len}, &s);
		CHECK(len <= sizeof(text));
		CHECK_INT(ok, bytes_is(json_get_view(t, "result"), "valid"));
		(*count)++;
	}
}

TEST(wycheproof_signatures)
{
	if (!test_shared_data()) {
		test_skip("no shared data");
		return;
	}
	start();
	json_t *json = shared_json("vectors/ed25519/wycheproof_ed25519_test.json");
	CHECK(json);
	json_t *groups = json_object_get(json, "testGroups");
	int count = 0;
	size_t i;
	json_t *group;
	json_array_foreach (groups, i, group) {
		check_group(group, &count);
	}
	json_decref(json);
	CHECK_INT(count, 151);
}

static bool has_flag(const json_t *vector, const char *flag)
{
	size_t i;
	json_t *f;
	json_t *flags = json_object_get(vector, "flags");
	json_array_foreach (flags, i, f) {
		if (bytes_is(json_view(f), flag)) {
			return true;
		}
	}
	return false;
}

/* Bit i, from the high end of each digit: whether vector i was accepted when the file was made. */
static bool frozen_bit(struct bytes file, size_t i)
{
	struct bytes line = BYTES("#");
	while (bytes_starts(line, "#") && bytes_next_line(&file, &line)) {
	}
	BUG_IF(i / 4 >= line.len);
	return (hex_digit(line.s[i / 4]) >> (3 - i % 4) & 1) != 0;
}

TEST(cctv_odd_points)
{
	if (!test_shared_data()) {
		test_skip("no shared data");
		return;
	}
	char path[4096];
	int accepted = 0;
	int refused_keys = 0;
	size_t i;
	json_t *v;
	start();
	snprintf(path, sizeof(path), "%s/vectors/ed25519_cctv.txt", test_data());
	struct bytes frozen = test_read_file(path);
	json_t *json = shared_json("vectors/ed25519/cctv_ed25519vectors.json");
	CHECK_INT((int64_t)json_array_size(json), 914);
	json_array_foreach (json, i, v) {
		struct sign_public key;
		struct signature s;
		unhex(json_get_view(v, "key"), key.b, sizeof(key.b));
		unhex(json_get_view(v, "sig"), s.b, sizeof(s.b));
		bool ok = sign_verify(&key, json_get_view(v, "msg"), &s);
		CHECK_INT(ok, frozen_bit(frozen, i));
		accepted += ok;
		bool is_odd = has_flag(v, "low_order_A") || has_flag(v, "low_order_component_A") ||
			has_flag(v, "non_canonical_A");
		CHECK_INT(sign_check_public(&key, NULL), is_odd ? -ERR_INPUT : 0);
		refused_keys += is_odd;
	}
	test_note("%d of 914 signatures accepted, keys of %d refused", accepted, refused_keys);
	json_decref(json);
	free((char *)(uintptr_t)frozen.s);
}
