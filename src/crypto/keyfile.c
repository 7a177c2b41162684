/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/keyfile.h"

#include "base/json.h"
#include "crypto/base64.h"
#include "crypto/random.h"

#include <sodium.h>

enum {
	VERSION = 1,
	SALT_BYTES = crypto_pwhash_argon2id_SALTBYTES,
	NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
	TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	STRETCHED_BYTES = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	CONTENT_BYTES_MAX = 4096,
	OPS_MIN = crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE,
	OPS_MAX = 16,
	MEM_MIN = crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE,
	MEM_MAX = crypto_pwhash_argon2id_MEMLIMIT_SENSITIVE,
};

static const char kdf_name[] = "argon2id13";

struct envelope {
	struct keyfile_settings settings;
	unsigned char salt[SALT_BYTES];
	unsigned char nonce[NONCE_BYTES];
	unsigned char box[CONTENT_BYTES_MAX + TAG_BYTES];
	size_t box_len;
};

struct keyfile_settings keyfile_default_settings(void)
{
	return (struct keyfile_settings){
		.ops = crypto_pwhash_argon2id_OPSLIMIT_MODERATE,
		.mem_bytes = crypto_pwhash_argon2id_MEMLIMIT_MODERATE,
	};
}

struct keyfile_settings keyfile_lowest_settings(void)
{
	return (struct keyfile_settings){.ops = OPS_MIN, .mem_bytes = MEM_MIN};
}

static bool in_range(const struct keyfile_settings *s)
{
	return s->ops >= OPS_MIN && s->ops <= OPS_MAX && s->mem_bytes >= MEM_MIN && s->mem_bytes <= MEM_MAX;
}

static int stretch(
	const struct envelope *v, const struct secret *passphrase, struct secret *stretched, struct err *e)
{
	secret_init(stretched, STRETCHED_BYTES);
	if (crypto_pwhash(stretched->b, STRETCHED_BYTES, (const char *)passphrase->b, passphrase->len,
		    v->salt, v->settings.ops, v->settings.mem_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
		return err_set(e, ERR_LIMIT,
			"Opening or making a key file takes %zu MiB of memory, which is not there.",
			v->settings.mem_bytes >> 20);
	}
	return 0;
}

static void put_base64(struct json_writer *j, const char *key, const unsigned char *b, size_t len)
{
	struct buf text = {0};
	base64_encode(BASE64_STANDARD, (struct bytes){(const char *)b, len}, &text);
	jw_put_string(j, key, buf_bytes(&text));
	buf_done(&text);
}

static void write_envelope(const struct envelope *v, const char *purpose, struct buf *out)
{
	struct json_writer j;
	jw_init(&j, out);
	jw_object_begin(&j);
	jw_put_int(&j, "v", VERSION);
	jw_put_string(&j, "purpose", bytes_of(purpose));
	jw_put_string(&j, "kdf", bytes_of(kdf_name));
	jw_put_int(&j, "ops", (int64_t)v->settings.ops);
	jw_put_int(&j, "mem", (int64_t)v->settings.mem_bytes);
	put_base64(&j, "salt", v->salt, SALT_BYTES);
	put_base64(&j, "nonce", v->nonce, NONCE_BYTES);
	put_base64(&j, "box", v->box, v->box_len);
	jw_object_end(&j);
	buf_add_char(out, '\n');
}

int keyfile_seal(const struct secret *content, const char *purpose, const struct secret *passphrase,
	const struct keyfile_settings *settings, struct buf *out, struct err *e)
{
	struct envelope v = {.settings = *settings};
	struct secret stretched = {0};
	BUG_IF(content->len == 0 || content->len > CONTENT_BYTES_MAX || !in_range(settings));
	random_bytes(v.salt, SALT_BYTES);
	random_bytes(v.nonce, NONCE_BYTES);
	int rc = stretch(&v, passphrase, &stretched, e);
	if (rc == 0) {
		unsigned long long len;
		crypto_aead_xchacha20poly1305_ietf_encrypt(v.box, &len, content->b, content->len,
			(const unsigned char *)purpose, strlen(purpose), NULL, v.nonce, stretched.b);
		v.box_len = (size_t)len;
		write_envelope(&v, purpose, out);
	}
	secret_done(&stretched);
	return rc;
}

static int err_no_keyfile(struct err *e)
{
	return err_set(e, ERR_INPUT, "This is not a key file of this program, or it is damaged.");
}

static int read_box(struct bytes text, struct envelope *v, struct err *e)
{
	struct buf box = {0};
	int rc = base64_decode(BASE64_STANDARD, text, &box, e);
	if (rc == 0 && (box.len <= TAG_BYTES || box.len > sizeof(v->box))) {
		rc = err_no_keyfile(e);
	}
	if (rc == 0) {
		memcpy(v->box, box.s, box.len);
		v->box_len = box.len;
	}
	buf_done(&box);
	return rc;
}

static int read_envelope(struct bytes text, const char *purpose, struct envelope *v, struct err *e)
{
	json_t *json = NULL;
	struct buf again = {0};
	if (json_parse(text, &json, NULL) != 0) {
		return err_no_keyfile(e);
	}
	int rc = 0;
	if (!bytes_is(json_get_view(json, "purpose"), purpose)) {
		rc = err_set(e, ERR_INPUT, "This is not a key file for the %s.", purpose);
		goto out;
	}
	v->settings.ops = (uint64_t)json_integer_value(json_object_get(json, "ops"));
	v->settings.mem_bytes = (size_t)json_integer_value(json_object_get(json, "mem"));
	if (!in_range(&v->settings)) {
		rc = err_set(e, ERR_INPUT,
			"The key file's protection against guessing is outside what is allowed.");
		goto out;
	}
	if (base64_decode_exact(BASE64_STANDARD, json_get_view(json, "salt"), v->salt, SALT_BYTES, e) != 0 ||
		base64_decode_exact(
			BASE64_STANDARD, json_get_view(json, "nonce"), v->nonce, NONCE_BYTES, e) != 0 ||
		read_box(json_get_view(json, "box"), v, e) != 0) {
		rc = err_no_keyfile(e);
		goto out;
	}
	write_envelope(v, purpose, &again);
	if (!bytes_equal(text, buf_bytes(&again))) {
		rc = err_no_keyfile(e);
	}
out:
	buf_done(&again);
	json_decref(json);
	return rc;
}

int keyfile_open(struct bytes text, const char *purpose, const struct secret *passphrase,
	struct secret *content, struct err *e)
{
	struct envelope v;
	struct secret stretched = {0};
	int rc = read_envelope(text, purpose, &v, e);
	if (rc == 0) {
		rc = stretch(&v, passphrase, &stretched, e);
	}
	if (rc == 0) {
		secret_init(content, v.box_len - TAG_BYTES);
		if (crypto_aead_xchacha20poly1305_ietf_decrypt(content->b, NULL, NULL, v.box, v.box_len,
			    (const unsigned char *)purpose, strlen(purpose), v.nonce, stretched.b) != 0) {
			secret_done(content);
			rc = err_set(e, ERR_FORBIDDEN, "The passphrase for the %s is wrong.", purpose);
		}
	}
	secret_done(&stretched);
	return rc;
}
