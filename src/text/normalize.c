/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text/normalize.h"

#include "base/mem.h"

#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

/* The longest compatibility mapping, of U+FDFA, has 18 units (Unicode Standard Annex 15, table 8). */
enum { MAPPING_UNITS = 32 };

struct normalizer {
	const UNormalizer2 *nfc;
	const UNormalizer2 *nfkc;
	UChar *from; /* both hold at least units; grown, never shrunk */
	UChar *to;
	size_t units;
};

static bool is_presentation_form(UChar32 c)
{
	return (c >= 0xFB00 && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFF);
}

static void make_room(struct normalizer *n, size_t units)
{
	if (units > n->units) {
		n->units = units;
		n->from = mem_realloc(n->from, units, sizeof(UChar));
		n->to = mem_realloc(n->to, units, sizeof(UChar));
	}
}

/* Puts the UTF-16 of the line into n->from, presentation forms replaced. Returns its length in units. */
static size_t decode(struct normalizer *n, struct bytes line)
{
	size_t len = 0;
	size_t at = 0;
	while (at < line.len) {
		UChar32 c;
		U8_NEXT_UNSAFE(line.s, at, c);
		make_room(n, len + MAPPING_UNITS > n->units ? 2 * n->units + MAPPING_UNITS : 0);
		int32_t mapped = -1;
		if (is_presentation_form(c)) {
			UErrorCode status = U_ZERO_ERROR;
			mapped = unorm2_getDecomposition(n->nfkc, c, n->from + len, MAPPING_UNITS, &status);
			BUG_IF(U_FAILURE(status));
		}
		if (mapped >= 0) {
			len += (size_t)mapped;
		} else {
			U16_APPEND_UNSAFE(n->from, len, c);
		}
	}
	return len;
}

/* A line end is inert under normalisation, so lines can be done one by one. */
static void add_line(struct normalizer *n, struct buf *out, struct bytes line)
{
	size_t len = decode(n, line);
	UErrorCode status = U_ZERO_ERROR;
	/* NFC makes UTF-16 at most three times as long. */
	make_room(n, 3 * len);
	BUG_IF(3 * len > INT32_MAX);
	int32_t normal = unorm2_normalize(n->nfc, n->from, (int32_t)len, n->to, (int32_t)n->units, &status);
	BUG_IF(U_FAILURE(status));
	/* One unit of UTF-16 is at most three bytes of UTF-8. */
	char *start = buf_room(out, 3 * (size_t)normal);
	int32_t added = 0;
	u_strToUTF8(start, 3 * normal, &added, n->to, normal, &status);
	BUG_IF(U_FAILURE(status));
	out->len += (size_t)added;
	out->s[out->len] = '\0';
}

static bool is_ascii(struct bytes line)
{
	unsigned char all = 0;
	for (size_t i = 0; i < line.len; i++) {
		all |= (unsigned char)line.s[i];
	}
	return all < 0x80;
}

void normalize_add(struct buf *out, struct bytes text)
{
	UErrorCode status = U_ZERO_ERROR;
	struct normalizer n = {
		.nfc = unorm2_getNFCInstance(&status), .nfkc = unorm2_getNFKCInstance(&status)};
	BUG_IF(U_FAILURE(status));
	while (text.len > 0) {
		const char *end = memchr(text.s, '\n', text.len);
		struct bytes line = {text.s, end ? (size_t)(end - text.s) + 1 : text.len};
		if (is_ascii(line)) {
			buf_add_bytes(out, line);
		} else {
			add_line(&n, out, line);
		}
		text.s += line.len;
		text.len -= line.len;
	}
	free(n.from);
	free(n.to);
}

void normalize_add_caseless(struct buf *out, struct bytes text)
{
	enum { TEXT_BYTES_MAX = 1 << 16 };
	UErrorCode status = U_ZERO_ERROR;
	const UNormalizer2 *caseless = unorm2_getNFKCCasefoldInstance(&status);
	size_t room = text.len * MAPPING_UNITS + 1;
	BUG_IF(text.len > TEXT_BYTES_MAX);
	UChar *from = mem_alloc((text.len + 1) * sizeof(UChar));
	UChar *to = mem_alloc(room * sizeof(UChar));
	int32_t len = 0;
	u_strFromUTF8(from, (int32_t)text.len + 1, &len, text.s ? text.s : "", (int32_t)text.len, &status);
	len = unorm2_normalize(caseless, from, len, to, (int32_t)room, &status);
	BUG_IF(U_FAILURE(status));
	char *start = buf_room(out, 3 * (size_t)len);
	int32_t added = 0;
	u_strToUTF8(start, 3 * len, &added, to, len, &status);
	BUG_IF(U_FAILURE(status));
	out->len += (size_t)added;
	out->s[out->len] = '\0';
	free(from);
	free(to);
}
