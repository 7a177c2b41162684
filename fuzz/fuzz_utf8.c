/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as text: validity, repair, offsets, the safe form, normalisation and older encodings agree. */
#include "fuzz.h"

#include "text/charset.h"
#include "text/normalize.h"
#include "text/safe.h"
#include "text/utf8.h"

/* A look-up reads up to 4 KiB: in long text only some characters are looked up, or the search gets slow. */
static void check_offsets(struct bytes text)
{
	struct utf8_index index;
	utf8_index_init(&index, text);
	size_t step = text.len / 64 + 1;
	size_t chars = 0;
	for (size_t at = 0; at <= text.len; at = at < text.len ? utf8_after(text, at, 1) : at + 1) {
		BUG_IF(!utf8_is_boundary(text, at));
		BUG_IF(chars % step == 0 && utf8_index_char(&index, at) != chars);
		BUG_IF(chars % step == 0 && utf8_index_byte(&index, chars) != at);
		BUG_IF(at > 0 && utf8_after(text, utf8_before(text, at, 1), 1) != at);
		chars++;
	}
	BUG_IF(chars != utf8_count(text) + 1);
	utf8_index_done(&index);
}

static void check_normal_form(struct bytes text)
{
	struct buf once = {0};
	struct buf twice = {0};
	normalize_add(&once, text);
	normalize_add(&twice, buf_bytes(&once));
	BUG_IF(!utf8_is_valid(buf_bytes(&once)));
	BUG_IF(!bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	buf_done(&once);
	buf_done(&twice);
}

static void check_charset(struct bytes any, const char *charset)
{
	struct buf out = {0};
	BUG_IF(charset_convert(any, charset, &out, NULL) != 0);
	BUG_IF(!utf8_is_valid(buf_bytes(&out)));
	buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes any = {(const char *)data, size};
	struct buf text = {0};
	struct buf safe = {0};
	utf8_repair(&text, any);
	BUG_IF(!utf8_is_valid(buf_bytes(&text)));
	BUG_IF(utf8_is_valid(any) != bytes_equal(any, buf_bytes(&text)));
	check_offsets(buf_bytes(&text));
	check_normal_form(buf_bytes(&text));
	safe_add(&safe, any, SAFE_ONE_LINE);
	BUG_IF(!utf8_is_valid(buf_bytes(&safe)));
	check_charset(any, "UTF-16LE");
	check_charset(any, "windows-1251");
	check_charset(any, "GBK");
	check_charset(any, "EUC-JP");
	buf_done(&text);
	buf_done(&safe);
	return 0;
}
