/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "text/utf8.h"

#include "base/mem.h"

enum {
	WORD_BYTES = 8,
	BLOCK_BYTES = 4 * WORD_BYTES,
	INDEX_STEP_BYTES = 4096,
};

static const uint64_t HIGH_BITS = UINT64_C(0x8080808080808080);
static const uint64_t LOW_BITS = UINT64_C(0x0101010101010101);

static uint64_t word_at(const char *s)
{
	uint64_t word;
	memcpy(&word, s, sizeof(word));
	return word;
}

static bool is_ascii_block(const char *s)
{
	uint64_t all = word_at(s) | word_at(s + WORD_BYTES) | word_at(s + 2 * WORD_BYTES) |
		word_at(s + 3 * WORD_BYTES);
	return (all & HIGH_BITS) == 0;
}

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

static bool is_between(char c, unsigned low, unsigned high)
{
	return (unsigned char)c >= low && (unsigned char)c <= high;
}

/* Length of the well-formed sequence at the front of s, which has left > 0 bytes; 0 when there is none. */
static size_t sequence_len(const char *s, size_t left)
{
	unsigned lead = (unsigned char)s[0];
	if (lead < 0x80) {
		return 1;
	}
	if (lead >= 0xC2 && lead <= 0xDF) {
		return left >= 2 && is_continuation(s[1]) ? 2 : 0;
	}
	if (lead >= 0xE0 && lead <= 0xEF) {
		unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
		unsigned high = lead == 0xED ? 0x9F : 0xBF;
		return left >= 3 && is_between(s[1], low, high) && is_continuation(s[2]) ? 3 : 0;
	}
	if (lead >= 0xF0 && lead <= 0xF4) {
		unsigned low = lead == 0xF0 ? 0x90 : 0x80;
		unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
		bool ok = left >= 4 && is_between(s[1], low, high) && is_continuation(s[2]) &&
			is_continuation(s[3]);
		return ok ? 4 : 0;
	}
	return 0;
}

size_t utf8_invalid_at(struct bytes b)
{
	size_t i = 0;
	while (i < b.len) {
		while (b.len - i >= BLOCK_BYTES && is_ascii_block(b.s + i)) {
			i += BLOCK_BYTES;
		}
		/* One block by characters, then the fast way is tried again. */
		size_t stop = b.len - i > BLOCK_BYTES ? i + BLOCK_BYTES : b.len;
		while (i < stop) {
			size_t len = sequence_len(b.s + i, b.len - i);
			if (len == 0) {
				return i;
			}
			i += len;
		}
	}
	return SIZE_MAX;
}

bool utf8_is_valid(struct bytes b)
{
	return utf8_invalid_at(b) == SIZE_MAX;
}

void utf8_repair(struct buf *out, struct bytes b)
{
	while (b.len > 0) {
		size_t bad = utf8_invalid_at(b);
		size_t len = bad == SIZE_MAX ? b.len : bad;
		buf_add(out, b.s, len);
		if (bad != SIZE_MAX) {
			buf_add_text(out, "\xEF\xBF\xBD");
			len++;
		}
		b.s += len;
		b.len -= len;
	}
}

/* In each byte of the result: 1 where the byte of word begins a character. */
static uint64_t beginnings(uint64_t word)
{
	return ((~word >> 7) | (word >> 6)) & LOW_BITS;
}

static size_t sum_of_bytes(uint64_t word)
{
	const uint64_t even = UINT64_C(0x00FF00FF00FF00FF);
	uint64_t pairs = (word & even) + ((word >> 8) & even);
	return (size_t)((pairs * UINT64_C(0x0001000100010001)) >> 48);
}

size_t utf8_count(struct bytes text)
{
	size_t count = 0;
	size_t i = 0;
	while (text.len - i >= WORD_BYTES) {
		size_t words = (text.len - i) / WORD_BYTES;
		words = words < UINT8_MAX ? words : UINT8_MAX;
		uint64_t sums = 0;
		for (size_t w = 0; w < words; w++) {
			sums += beginnings(word_at(text.s + i + w * WORD_BYTES));
		}
		count += sum_of_bytes(sums);
		i += words * WORD_BYTES;
	}
	for (; i < text.len; i++) {
		count += is_continuation(text.s[i]) ? 0 : 1;
	}
	return count;
}

bool utf8_is_boundary(struct bytes text, size_t at)
{
	return at == text.len || (at < text.len && !is_continuation(text.s[at]));
}

size_t utf8_after(struct bytes text, size_t at, size_t count)
{
	BUG_IF(!utf8_is_boundary(text, at));
	while (text.len - at >= WORD_BYTES) {
		size_t begun = sum_of_bytes(beginnings(word_at(text.s + at)));
		if (begun > count) {
			break;
		}
		count -= begun;
		at += WORD_BYTES;
	}
	for (; at < text.len; at++) {
		if (!is_continuation(text.s[at])) {
			if (count == 0) {
				break;
			}
			count--;
		}
	}
	return at;
}

size_t utf8_before(struct bytes text, size_t at, size_t count)
{
	BUG_IF(!utf8_is_boundary(text, at));
	for (; count > 0 && at > 0; count--) {
		do {
			at--;
		} while (at > 0 && is_continuation(text.s[at]));
	}
	return at;
}

void utf8_index_init(struct utf8_index *index, struct bytes text)
{
	index->text = text;
	index->count = text.len / INDEX_STEP_BYTES + 1;
	index->chars_before = mem_calloc(index->count, sizeof(*index->chars_before));
	for (size_t i = 1; i < index->count; i++) {
		struct bytes step = {text.s + (i - 1) * INDEX_STEP_BYTES, INDEX_STEP_BYTES};
		index->chars_before[i] = index->chars_before[i - 1] + utf8_count(step);
	}
}

void utf8_index_done(struct utf8_index *index)
{
	free(index->chars_before);
	*index = (struct utf8_index){0};
}

size_t utf8_index_char(const struct utf8_index *index, size_t byte_offset)
{
	BUG_IF(byte_offset > index->text.len);
	size_t step = byte_offset / INDEX_STEP_BYTES;
	size_t from = step * INDEX_STEP_BYTES;
	return index->chars_before[step] +
		utf8_count((struct bytes){index->text.s + from, byte_offset - from});
}

size_t utf8_index_byte(const struct utf8_index *index, size_t char_offset)
{
	size_t low = 0;
	size_t high = index->count;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (index->chars_before[middle] <= char_offset) {
			low = middle;
		} else {
			high = middle;
		}
	}
	size_t at = low * INDEX_STEP_BYTES;
	while (!utf8_is_boundary(index->text, at)) {
		at++;
	}
	return utf8_after(index->text, at, char_offset - index->chars_before[low]);
}
