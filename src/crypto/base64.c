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

/* What the ASCII characters stand for in either alphabet; 64: nothing. */
static const unsigned char digit_values[128] = {64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 62, 64, 62, 64, 63, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 64, 64, 64, 64, 0,
	1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64,
	64, 63, 64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47,
	48, 49, 50, 51, 64, 64, 64, 64, 64};

static int digit_value(enum base64_form form, char c)
{
	unsigned value = (unsigned char)c < 128 ? digit_values[(unsigned char)c] : 64;
	return value < 64 && alphabets[form][value] == c ? (int)value : -1;
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
