/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading/gazetteer_fold.h"

#include "reading/token.h"

/* A name that is longer before folding is none: three bytes of a script become at least one. */
enum { NAME_BYTES = 3 * GAZETTEER_KEY_BYTES };

/* Letters U+0180 … U+024F and U+1E00 … U+1EFF without what is added to them; a space where they have no plain form. */
static const char latin_b[] = "bbbb  occdddd eeeffg   ikkl  nn oo  pp     ttttuuuvyyzzz        "
			      "             aaiioouuuuuuuuuueaaaa  ggggkkoooo  j   gg  nnaa    "
			      "aaaaeeeeiiiioooorrrruuuusstt  hh      aaeeooooooooyy      acclts"
			      "z  bu eejj  rryy";
static const char latin_more[] = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm"
				 "mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv"
				 "wwwwwwwwwwxxxxyyzzzzzzhtwyasssssaaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee"
				 "eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy      ";

/*
 * From … to: left out, kept, or written as another text. The first row that has the character says; sorted by `from`.
 * Marks and vowel points: Unicode 15, general categories Mn and Cf of the blocks.
 */
static const struct row {
	uint32_t from;
	uint32_t to;
	const char *written; /* "": left out; NULL: kept */
} rows[] = {
	{0x80, 0xa9, " "},
	{0xaa, 0xaa, NULL},
	{0xab, 0xac, " "},
	{0xad, 0xad, ""},
	{0xae, 0xb3, " "},
	{0xb4, 0xb4, ""},
	{0xb5, 0xb5, NULL},
	{0xb6, 0xb9, " "},
	{0xba, 0xba, NULL},
	{0xbb, 0xbf, " "},
	{0xc6, 0xc6, "ae"},
	{0xd7, 0xd7, " "},
	{0xde, 0xde, "th"},
	{0xdf, 0xdf, "ss"},
	{0xe6, 0xe6, "ae"},
	{0xf7, 0xf7, " "},
	{0xfe, 0xfe, "th"},
	{0x152, 0x153, "oe"},
	{0x259, 0x259, "e"},
	{0x2b0, 0x36f, ""},
	{0x386, 0x386, "α"},
	{0x388, 0x388, "ε"},
	{0x389, 0x389, "η"},
	{0x38a, 0x38a, "ι"},
	{0x38c, 0x38c, "ο"},
	{0x38e, 0x38e, "υ"},
	{0x38f, 0x38f, "ω"},
	{0x390, 0x390, "ι"},
	{0x3a2, 0x3a2, "σ"},
	{0x3aa, 0x3aa, "ι"},
	{0x3ab, 0x3ab, "υ"},
	{0x3ac, 0x3ac, "α"},
	{0x3ad, 0x3ad, "ε"},
	{0x3ae, 0x3ae, "η"},
	{0x3af, 0x3af, "ι"},
	{0x3b0, 0x3b0, "υ"},
	{0x3c2, 0x3c2, "σ"},
	{0x3ca, 0x3ca, "ι"},
	{0x3cb, 0x3cb, "υ"},
	{0x3cc, 0x3cc, "ο"},
	{0x3cd, 0x3cd, "υ"},
	{0x3ce, 0x3ce, "ω"},
	{0x482, 0x489, ""},
	{0x55a, 0x55f, ""},
	{0x589, 0x58a, " "},
	{0x591, 0x5bd, ""},
	{0x5be, 0x5be, " "},
	{0x5bf, 0x5c7, ""},
	{0x5f3, 0x5f4, ""},
	{0x600, 0x61f, " "},
	{0x622, 0x623, "ا"},
	{0x625, 0x625, "ا"},
	{0x629, 0x629, "ه"},
	{0x640, 0x640, ""},
	{0x649, 0x649, "ي"},
	{0x64b, 0x65f, ""},
	{0x66a, 0x66d, " "},
	{0x670, 0x670, ""},
	{0x671, 0x671, "ا"},
	{0x6a9, 0x6a9, "ك"},
	{0x6be, 0x6be, "ه"},
	{0x6c0, 0x6c3, "ه"},
	{0x6cc, 0x6cc, "ي"},
	{0x6d0, 0x6d0, "ي"},
	{0x6d4, 0x6d4, " "},
	{0x6d6, 0x6ed, ""},
	{0x2000, 0x200a, " "},
	{0x200b, 0x200f, ""},
	{0x2010, 0x2017, " "},
	{0x2018, 0x201b, ""},
	{0x201c, 0x2027, " "},
	{0x2028, 0x2029, " "},
	{0x202a, 0x202e, ""},
	{0x202f, 0x2031, " "},
	{0x2032, 0x2037, ""},
	{0x2038, 0x205f, " "},
	{0x2060, 0x206f, ""},
	{0x2070, 0x2bff, " "},
	{0x3000, 0x3004, " "},
	{0x3008, 0x3020, " "},
	{0x30a0, 0x30a0, " "},
	{0x30fb, 0x30fb, " "},
	{0xfe00, 0xfe2f, ""},
	{0xfe30, 0xfe6f, " "},
	{0xfeff, 0xfeff, ""},
	{0xff01, 0xff0f, " "},
	{0xff1a, 0xff20, " "},
	{0xff3b, 0xff40, " "},
	{0xff5b, 0xff65, " "},
	{0xfff0, 0xffff, ""},
};

static size_t length_of(unsigned char first)
{
	return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static uint32_t point_at(const unsigned char *s, size_t len)
{
	uint32_t point = len == 2 ? s[0] & 0x1fu : len == 3 ? s[0] & 0x0fu : s[0] & 0x07u;
	for (size_t i = 1; i < len; i++) {
		point = point << 6 | (s[i] & 0x3fu);
	}
	return point;
}

/* How a character is written; NULL when it is kept. one: room for a letter. */
static const char *written(uint32_t c, char one[2])
{
	char plain = ' ';
	if (c >= 0x180 && c < 0x250) {
		plain = latin_b[c - 0x180];
	} else if (c >= 0x1e00 && c < 0x1f00) {
		plain = latin_more[c - 0x1e00];
	} else if ((c >= 0xff10 && c <= 0xff19) || (c >= 0xff21 && c <= 0xff3a) ||
		(c >= 0xff41 && c <= 0xff5a)) {
		plain = (char)(c - 0xfee0); /* full width */
	}
	if (plain != ' ') {
		one[0] = plain;
		one[1] = '\0';
		return one;
	}
	size_t from = 0;
	size_t to = ARRAY_COUNT(rows);
	while (from < to) {
		size_t middle = (from + to) / 2;
		if (rows[middle].to < c) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return from < ARRAY_COUNT(rows) && rows[from].from <= c ? rows[from].written : NULL;
}

/* Adds one character to the words in out. Returns the length of the words. */
static size_t add(char *out, size_t len, const char *s, size_t count)
{
	if (count == 1 && s[0] == ' ') {
		if (len > 0 && out[len - 1] != ' ') {
			out[len++] = ' ';
		}
		return len;
	}
	memcpy(out + len, s, count);
	return len + count;
}

static bool is_kept_ascii(unsigned char c)
{
	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

void gazetteer_fold(struct bytes name, struct gazetteer_key *key)
{
	char plain[2 * NAME_BYTES];
	size_t len = 0;
	key->len = 0;
	if (name.len > NAME_BYTES) {
		return;
	}
	for (size_t at = 0; at < name.len;) {
		unsigned char c = (unsigned char)name.s[at];
		size_t count = length_of(c);
		if (c < 0x80) {
			if (c != '\'' && c != '`') {
				len = add(plain, len, is_kept_ascii(c) ? name.s + at : " ", 1);
			}
		} else if (at + count <= name.len) {
			char one[2];
			const char *other = written(point_at((const unsigned char *)name.s + at, count), one);
			len = other ? add(plain, len, other, strlen(other))
				    : add(plain, len, name.s + at, count);
		}
		at += count;
	}
	len -= len > 0 && plain[len - 1] == ' ';
	key->len = token_fold((struct bytes){plain, len}, key->s);
}

uint64_t gazetteer_hash(struct bytes key)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < key.len; i++) {
		h = (h ^ (unsigned char)key.s[i]) * UINT64_C(0x100000001b3);
	}
	h = (h ^ h >> 33) * UINT64_C(0xff51afd7ed558ccd);
	h = (h ^ h >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
	return h ^ h >> 33;
}
