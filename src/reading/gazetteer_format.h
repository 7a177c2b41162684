/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The stored form of a gazetteer, as written in docs/formats/gazetteer.md: for gazetteer.c, which reads it, and
 * gazetteer_write.c, which writes it. All numbers are little-endian.
 */
#ifndef READING_GAZETTEER_FORMAT_H
#define READING_GAZETTEER_FORMAT_H

#include "base/bytes.h"

#define GAZETTEER_MAGIC "RCNTGAZ1"

enum {
	GAZETTEER_HEAD_BYTES = 24, /* magic, places, rows, bucket bits, length of the names */
	GAZETTEER_BUCKET_BYTES = 4,
	GAZETTEER_ROW_BYTES = 8,
	GAZETTEER_PLACE_BYTES = 24,
	GAZETTEER_BUCKET_BITS_MAX = 24,
	GAZETTEER_CHECK_BITS = 40,
	/* In place of a place: the key is the beginning of a longer name. Also "no parent". */
	GAZETTEER_NO_PLACE = 0xffffff,
};

/* What GeoNames calls a feature, in the order of the numbers that are stored. X(NAME, word in the source) */
#define GAZETTEER_KINDS(X) \
	X(COUNTRY, "country") \
	X(ADMIN1, "admin1") \
	X(ADMIN2, "admin2") \
	X(CAPITAL, "capital") \
	X(SEAT1, "seat1") \
	X(SEAT2, "seat2") \
	X(SEAT3, "seat3") \
	X(SEAT4, "seat4") \
	X(TOWN, "town") \
	X(SECTION, "section") \
	X(FORMER, "former")

enum gazetteer_kind {
#define GAZETTEER_KIND_ENUM(name, word) KIND_##name,
	GAZETTEER_KINDS(GAZETTEER_KIND_ENUM)
#undef GAZETTEER_KIND_ENUM
		KIND_COUNT
};

/* A place as stored. */
struct gazetteer_record {
	uint32_t id;
	int32_t latitude; /* hundred-thousandths of a degree */
	int32_t longitude;
	uint32_t population;
	uint32_t
		name; /* offset of NUL-terminated text among the names; the code of a country lies behind its name */
	uint32_t parent; /* the division or country that it lies in; GAZETTEER_NO_PLACE for a country */
	uint8_t kind;    /* enum gazetteer_kind */
};

static inline uint32_t gazetteer_u32(const char *s)
{
	const unsigned char *b = (const unsigned char *)s;
	return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static inline uint64_t gazetteer_u64(const char *s)
{
	return gazetteer_u32(s) | (uint64_t)gazetteer_u32(s + 4) << 32;
}

/* The bucket of a hash, and what its rows are told by. */
static inline uint32_t gazetteer_bucket(uint64_t hash, unsigned bucket_bits)
{
	return (uint32_t)(hash >> 40 & ((1u << bucket_bits) - 1));
}

static inline uint64_t gazetteer_check(uint64_t hash)
{
	return hash & ((UINT64_C(1) << GAZETTEER_CHECK_BITS) - 1);
}

#endif
