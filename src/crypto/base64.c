/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/base64.h"

static const char alphabets[BASE64_FORM_COUNT][65] = {
	[BASE64_STANDARD] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
	[BASE64_URL] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
};

size_t base64_len(enum base64_form form, size_t len)
{
	BUG_IF(len > SIZE_MAX / 2);
	return form == BASE64_STANDARD ? (len + 2) / 3 * 4 : len / 3 * 4 + (len % 3 * 4 + 2) / 3;
}

size_t base64_write(enum base64_form form, const void *from, size_t len, char *out)
{
	const char *digits = alphabets[form];
	const unsigned char *in = from;
	char *to = out;
	while (len >= 3) {
		uint32_t group = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
		to[0] = digits[group >> 18];
		to[1] = digits[group >> 12 & 63];
		to[2] = digits[group >> 6 & 63];
		to[3] = digits[group & 63];
		to += 4;
		in += 3;
		len -= 3;
	}
	if (len > 0) {
		uint32_t group = (uint32_t)in[0] << 16 | (len == 2 ? (uint32_t)in[1] << 8 : 0);
		*to++ = digits[group >> 18];
		*to++ = digits[group >> 12 & 63];
		if (len == 2) {
			*to++ = digits[group >> 6 & 63];
		}
		if (form == BASE64_STANDARD) {
			*to++ = '=';
			if (len == 1) {
				*to++ = '=';
			}
		}
	}
	return (size_t)(to - out);
}

void base64_encode(enum base64_form form, struct bytes b, struct buf *out)
{
	char *to = buf_room(out, base64_len(form, b.len));
	out->len += base64_write(form, b.s, b.len, to);
	out->s[out->len] = '\0';
}

static int digit_value(enum base64_form form, char c)
{
	if (c >= 'A' && c <= 'Z') {
		return c - 'A';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 26;
	}
	if (c >= '0' && c <= '9') {
		return c - '0' + 52;
	}
	if (c == alphabets[form][62]) {
		return 62;
	}
	return c == alphabets[form][63] ? 63 : -1;
}

/* The digits without padding; SIZE_MAX when the padding is wrong. */
static size_t digit_count(enum base64_form form, struct bytes text)
{
	size_t count = text.len;
	if (form == BASE64_STANDARD) {
		if (text.len % 4 != 0) {
			return SIZE_MAX;
		}
		for (int i = 0; i < 2 && count > 0 && text.s[count - 1] == '='; i++) {
			count--;
		}
	}
	return count % 4 == 1 ? SIZE_MAX : count;
}

static bool decode(enum base64_form form, const char *digits, size_t count, unsigned char *out)
{
	uint32_t group = 0;
	unsigned bits = 0;
	for (size_t i = 0; i < count; i++) {
		int value = digit_value(form, digits[i]);
		if (value < 0) {
			return false;
		}
		group = group << 6 | (uint32_t)value;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			*out++ = (unsigned char)(group >> bits & 0xff);
		}
	}
	return (group & ((UINT32_C(1) << bits) - 1)) == 0;
}

static int err_not_base64(struct err *e)
{
	return err_set(e, ERR_INPUT, "The text is not base64 in its canonical form.");
}

int base64_decode(enum base64_form form, struct bytes text, struct buf *out, struct err *e)
{
	size_t count = digit_count(form, text);
	if (count == SIZE_MAX) {
		return err_not_base64(e);
	}
	char *to = buf_room(out, count / 4 * 3 + 3);
	if (!decode(form, text.s, count, (unsigned char *)to)) {
		*to = '\0';
		return err_not_base64(e);
	}
	out->len += count * 3 / 4;
	out->s[out->len] = '\0';
	return 0;
}

int base64_decode_exact(enum base64_form form, struct bytes text, void *out, size_t len, struct err *e)
{
	size_t count = digit_count(form, text);
	if (count == SIZE_MAX || count * 3 / 4 != len || !decode(form, text.s, count, out)) {
		return err_not_base64(e);
	}
	return 0;
}
