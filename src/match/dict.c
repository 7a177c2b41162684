/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/dict.h"
#include "base/mem.h"

enum { DICT_FIRST_SLOTS = 1024, DICT_FIRST_ROOM = 512 };

void match_dict_done(struct match_dict *d)
{
	buf_done(&d->text);
	free(d->end);
	free(d->slots);
	*d = (struct match_dict){0};
}

/* The finalizer of MurmurHash3 (Appleby): every bit of the input changes each bit of the output half the time. */
static uint64_t mix(uint64_t h)
{
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	return h ^ h >> 33;
}

/* The first 8 bytes at most of s, the first lowest, on machines of either byte order. */
static uint64_t word_of(const char *s, size_t len)
{
	uint64_t word = 0;
	if (len >= 8) {
		memcpy(&word, s, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		word = __builtin_bswap64(word);
#endif
		return word;
	}
	for (size_t i = 0; i < len; i++) {
		word |= (uint64_t)(unsigned char)s[i] << (8 * i);
	}
	return word;
}

uint64_t match_hash(const char *s, size_t len)
{
	uint64_t h = len * UINT64_C(0x9e3779b97f4a7c15);
	for (size_t at = 0; at < len; at += 8) {
		h = mix(h ^ word_of(s + at, len - at));
	}
	return h;
}

uint64_t match_hash_join(uint64_t a, uint64_t b)
{
	return mix(a * UINT64_C(0x9e3779b97f4a7c15) + b);
}

static void place(struct match_dict *d, struct match_dict_slot entry)
{
	size_t mask = d->slot_count - 1;
	size_t at = entry.hash & mask;
	while (d->slots[at].code != 0) {
		at = (at + 1) & mask;
	}
	d->slots[at] = entry;
}

static void grow_slots(struct match_dict *d)
{
	struct match_dict_slot *old = d->slots;
	size_t old_count = d->slot_count;
	d->slot_count = old_count > 0 ? old_count * 2 : DICT_FIRST_SLOTS;
	d->slots = mem_calloc(d->slot_count, sizeof(*d->slots));
	for (size_t i = 0; i < old_count; i++) {
		if (old[i].code != 0) {
			place(d, old[i]);
		}
	}
	free(old);
}

static uint32_t add_new(struct match_dict *d, struct bytes text, uint32_t hash)
{
	BUG_IF(d->count == UINT32_MAX - 1);
	if (d->count + 1 >= d->room) {
		d->room = d->room > UINT32_MAX / 2 ? UINT32_MAX : d->room > 0 ? d->room * 2 : DICT_FIRST_ROOM;
		d->end = mem_realloc(d->end, d->room, sizeof(*d->end));
		d->end[0] = 0;
	}
	buf_add_bytes(&d->text, text);
	d->end[++d->count] = d->text.len;
	place(d, (struct match_dict_slot){hash, d->count});
	return d->count;
}

static uint32_t find(const struct match_dict *d, struct bytes text, uint32_t hash)
{
	size_t mask = d->slot_count - 1;
	for (size_t at = hash & mask; d->slots[at].code != 0; at = (at + 1) & mask) {
		if (d->slots[at].hash == hash && bytes_equal(match_dict_text(d, d->slots[at].code), text)) {
			return d->slots[at].code;
		}
	}
	return 0;
}

uint32_t match_dict_find(const struct match_dict *d, struct bytes text)
{
	bool may_be = d->slot_count > 0 && text.len > 0;
	return may_be ? find(d, text, (uint32_t)match_hash(text.s, text.len)) : 0;
}

uint32_t match_dict_add(struct match_dict *d, struct bytes text)
{
	if (text.len == 0) {
		return 0;
	}
	if ((size_t)d->count * 2 >= d->slot_count) {
		grow_slots(d);
	}
	uint32_t hash = (uint32_t)match_hash(text.s, text.len);
	uint32_t code = find(d, text, hash);
	return code > 0 ? code : add_new(d, text, hash);
}

struct bytes match_dict_text(const struct match_dict *d, uint32_t code)
{
	if (code == 0) {
		return BYTES_NONE;
	}
	return (struct bytes){d->text.s + d->end[code - 1], (size_t)(d->end[code] - d->end[code - 1])};
}
