/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/hash.h"

#include "base/file.h"

#include <errno.h>
#include <nettle/sha2.h>
#include <sodium.h>
#include <unistd.h>

_Static_assert(HASH_BYTES == SHA256_DIGEST_SIZE, "size of a hash");
_Static_assert(sizeof(struct hash_stream) >= sizeof(struct sha256_ctx), "size of a hash state");

enum { READ_BYTES = 64 * 1024 };

struct hash hash_sha256(struct bytes b)
{
	struct hash_stream s;
	hash_begin(&s);
	hash_add(&s, b.s, b.len);
	return hash_end(&s);
}

bool hash_equal(const struct hash *a, const struct hash *b)
{
	return memcmp(a->b, b->b, HASH_BYTES) == 0;
}

void hash_begin(struct hash_stream *s)
{
	sha256_init((struct sha256_ctx *)s->state);
}

void hash_add(struct hash_stream *s, const void *piece, size_t len)
{
	if (len > 0) {
		sha256_update((struct sha256_ctx *)s->state, len, piece);
	}
}

struct hash hash_end(struct hash_stream *s)
{
	struct hash h;
	sha256_digest((struct sha256_ctx *)s->state, sizeof(h.b), h.b);
	return h;
}

void hash_hex(const struct hash *h, char out[HASH_HEX_CHARS + 1])
{
	sodium_bin2hex(out, HASH_HEX_CHARS + 1, h->b, HASH_BYTES);
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int hash_parse(struct bytes hex, struct hash *h, struct err *e)
{
	struct hash read;
	bool ok = hex.len == HASH_HEX_CHARS;
	for (size_t i = 0; ok && i < HASH_BYTES; i++) {
		int high = hex_value(hex.s[2 * i]);
		int low = hex_value(hex.s[2 * i + 1]);
		ok = high >= 0 && low >= 0;
		read.b[i] = (unsigned char)(ok ? high * 16 + low : 0);
	}
	if (!ok) {
		return err_set(e, ERR_INPUT, "A SHA-256 hash is written as 64 digits 0-9 and a-f.");
	}
	*h = read;
	return 0;
}

int hash_fd(int fd, struct hash *h, uint64_t *len_bytes, struct err *e)
{
	unsigned char piece[READ_BYTES];
	struct hash_stream s;
	uint64_t len = 0;
	hash_begin(&s);
	for (;;) {
		ssize_t got = read(fd, piece, sizeof(piece));
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			return err_errno(e, ERR_IO, "The file cannot be read");
		}
		if (got == 0) {
			break;
		}
		hash_add(&s, piece, (size_t)got);
		len += (uint64_t)got;
	}
	*h = hash_end(&s);
	*len_bytes = len;
	return 0;
}

int hash_file(const char *path, struct hash *h, uint64_t *len_bytes, struct err *e)
{
	int fd;
	int rc = file_open(path, &fd, len_bytes, e);
	if (rc != 0) {
		return rc;
	}
	rc = hash_fd(fd, h, len_bytes, e);
	close(fd);
	return rc == 0 ? 0 : err_context(e, "%s", path);
}
