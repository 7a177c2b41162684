/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/fold.h"

#include "text/letter.h"
#include "text/point.h"

enum {
	SHORT_I = 0x439, /* й: a letter, though Unicode takes it apart */
	PLAIN_I = 0x438,
	BREVE = 0x306,
	ALEF = 0x627,
	LAM = 0x644,
	SPREAD_COUNT = 3, /* letters that stand alone before they are taken for one word */
};

/* Between two tokens, while a name is folded: one space, or what letters that were spread do not cross. */
enum { SPACE = ' ', WALL = '\t' };

/* How a letter is written in the folded form where it is not letter_fold(); sorted. "": left out. */
static const struct respelling {
	uint32_t letter;
	const char *as;
} respellings[] = {
	{0xB4, ""}, /* an accent that stands alone */
	{0xC6, "ae"},
	{0xD0, "d"},
	{0xD8, "o"},
	{0xDE, "th"},
	{0xE6, "ae"},
	{0xF0, "d"},
	{0xF8, "o"},
	{0xFE, "th"},
	{0x110, "d"},
	{0x111, "d"},
	{0x126, "h"},
	{0x127, "h"},
	{0x131, "i"}, /* without dot */
	{0x141, "l"},
	{0x142, "l"},
	{0x14A, "n"},
	{0x14B, "n"},
	{0x152, "oe"},
	{0x153, "oe"},
	{0x18F, "e"}, /* schwa */
	{0x259, "e"},
	{0x401, "е"},
	{0x419, "й"},
	{0x451, "е"},
	{0x490, "г"},
	{0x491, "г"},
	{0x5DA, "כ"}, /* final forms */
	{0x5DD, "מ"},
	{0x5DF, "נ"},
	{0x5E3, "פ"},
	{0x5E5, "צ"},
	{0x5F0, "וו"},
	{0x5F1, "וי"},
	{0x5F2, "יי"},
	{0x5F3, ""}, /* geresh and gershayim */
	{0x5F4, ""},
	{0x621, ""}, /* hamza, alone or on a carrier */
	{0x622, "ا"},
	{0x623, "ا"},
	{0x624, "و"},
	{0x625, "ا"},
	{0x626, "ي"},
	{0x629, "ه"}, /* teh marbuta */
	{0x640, ""},  /* tatweel */
	{0x649, "ي"}, /* alef maksura */
	{0x671, "ا"},
	{0x695, "ر"}, /* from here Persian, Urdu and Kurdish forms of letters */
	{0x6A9, "ك"},
	{0x6AA, "ك"},
	{0x6B5, "ل"},
	{0x6BA, "ن"},
	{0x6BE, "ه"},
	{0x6C0, "ه"},
	{0x6C1, "ه"},
	{0x6C2, "ه"},
	{0x6C3, "ه"},
	{0x6C6, "و"},
	{0x6C7, "و"},
	{0x6CC, "ي"},
	{0x6CE, "ي"},
	{0x6D0, "ي"},
	{0x6D2, "ي"},
	{0x6D5, "ه"},
	{0x2018, ""}, /* apostrophes */
	{0x2019, ""},
	{0x201A, ""},
	{0x201B, ""},
	{0x2032, ""},
	{0xA78B, ""},
	{0xA78C, ""},
};

struct writer {
	struct buf *out;
	size_t start;
	char gap; /* what comes before the next letter: 0, SPACE, WALL */
};

static const char *respelled(uint32_t c)
{
	size_t from = 0;
	size_t to = ARRAY_COUNT(respellings);
	while (from < to) {
		size_t middle = (from + to) / 2;
		if (respellings[middle].letter < c) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return from < ARRAY_COUNT(respellings) && respellings[from].letter == c ? respellings[from].as : NULL;
}

static void put_gap(struct writer *w, char gap)
{
	w->gap = w->gap == 0 ? gap : WALL;
}

/* The room is there: see make_room(). */
static void put_bytes(struct writer *w, const char *s, size_t len)
{
	struct buf *out = w->out;
	if (w->gap != 0 && out->len > w->start) {
		out->s[out->len++] = w->gap;
	}
	w->gap = 0;
	memcpy(out->s + out->len, s, len);
	out->len += len;
}

static void put_point(struct writer *w, uint32_t c)
{
	char s[POINT_BYTES_MAX];
	put_bytes(w, s, point_write(c, s));
}

static void put_ascii(struct writer *w, char c)
{
	char lower = (char)(c | 0x20);
	if ((lower >= 'a' && lower <= 'z')) {
		put_bytes(w, &lower, 1);
	} else if (c >= '0' && c <= '9') {
		put_bytes(w, &c, 1);
	} else if (c == ' ') {
		put_gap(w, SPACE);
	} else if (c != '\'' && c != '`') {
		put_gap(w, WALL);
	}
}

/* Letters whose folded form is themselves, so that the Unicode Character Database need not be asked. */
static bool is_plain(uint32_t c)
{
	return (c >= 0x430 && c <= 0x44F) || (c >= 0x5D0 && c <= 0x5EA) || (c >= 0x627 && c <= 0x63A) ||
		(c >= 0x641 && c <= 0x64A);
}

/* The number that a digit of Arabic or Persian writing stands for; -1: it is none. */
static int arabic_digit(uint32_t c)
{
	return c >= 0x660 && c <= 0x669 ? (int)(c - 0x660) : c >= 0x6F0 && c <= 0x6F9 ? (int)(c - 0x6F0) : -1;
}

static void put_folded(struct writer *w, uint32_t c)
{
	uint32_t folded[LETTER_FOLD_MAX];
	size_t count = letter_fold(c, folded);
	for (size_t i = 0; i < count; i++) {
		const char *as = respelled(folded[i]);
		if (folded[i] < 0x80) {
			put_ascii(w, (char)folded[i]);
		} else if (!as) {
			put_point(w, folded[i]);
		} else if (*as != '\0') {
			put_bytes(w, as, strlen(as));
		}
	}
}

/* A breve behind и makes it й; any other mark is nothing. */
static bool is_short_i(const struct writer *w, uint32_t c)
{
	static const char plain_i[] = "и";
	size_t len = sizeof(plain_i) - 1;
	return c == BREVE && w->gap == 0 && w->out->len >= w->start + len &&
		memcmp(w->out->s + w->out->len - len, plain_i, len) == 0;
}

static void put_letter(struct writer *w, uint32_t c)
{
	const char *as = respelled(c);
	if (as) {
		if (*as != '\0') {
			put_bytes(w, as, strlen(as));
		}
	} else if (is_plain(c)) {
		put_point(w, c);
	} else if (c >= 0x410 && c <= 0x42F) {
		put_point(w, c + 0x20);
	} else if (is_short_i(w, c)) {
		w->out->len -= 2;
		put_point(w, SHORT_I);
	} else if (arabic_digit(c) >= 0) {
		put_ascii(w, (char)('0' + arabic_digit(c)));
	} else if (c < 0x2B0 || c > 0x2FF) { /* modifier letters are apostrophes, ʿayn and the like */
		put_folded(w, c);
	}
}

/* The length of the letter at `at` when it is a token of its own; else 0. */
static size_t lone_letter(struct bytes name, size_t at)
{
	size_t end = at;
	uint32_t c = point_next(name, &end);
	bool is_alone = end == name.len || name.s[end] == SPACE || name.s[end] == WALL;
	return is_alone && !(c >= '0' && c <= '9') ? end - at : 0;
}

/* How many lone letters begin at `at` with one space between them; *end: behind the last. */
static size_t count_lone(struct bytes name, size_t at, size_t *end)
{
	size_t count = 0;
	size_t len;
	while (at < name.len && (len = lone_letter(name, at)) > 0) {
		count++;
		*end = at + len;
		if (*end == name.len || name.s[*end] == WALL) {
			break;
		}
		at = *end + 1;
	}
	return count;
}

/* Joins spread letters, and makes every gap a space, in place. */
static size_t join_spread(char *s, size_t len)
{
	struct bytes name = {s, len};
	size_t written = 0;
	size_t at = 0;
	while (at < len) {
		size_t end = at;
		bool is_spread = count_lone(name, at, &end) >= SPREAD_COUNT;
		if (!is_spread) {
			for (end = at; end < len && s[end] != SPACE && s[end] != WALL; end++) {
			}
		}
		for (; at < end; at++) {
			if (s[at] != SPACE) {
				s[written++] = s[at];
			}
		}
		if (at < len) {
			s[written++] = SPACE;
			at++;
		}
	}
	return written;
}

/* Room for what the rest of a name may become: a gap and a letter for each byte, and one character at its longest. */
static void make_room(const struct writer *w, size_t left)
{
	const char *end = buf_room(w->out, 2 * left + LETTER_FOLD_MAX * (POINT_BYTES_MAX + 1));
	BUG_IF(end != w->out->s + w->out->len);
}

void match_fold_name(struct bytes raw, struct buf *out)
{
	struct writer w = {out, out->len, 0};
	make_room(&w, raw.len);
	for (size_t at = 0; at < raw.len;) {
		if ((unsigned char)raw.s[at] < 0x80) {
			put_ascii(&w, raw.s[at++]);
		} else {
			make_room(&w, raw.len - at);
			put_letter(&w, point_next(raw, &at));
		}
	}
	if (out->len > w.start) {
		out->len = w.start + join_spread(out->s + w.start, out->len - w.start);
	}
	out->s[out->len] = '\0';
}

void match_fold_key(struct bytes folded, struct buf *out)
{
	static const char lam[] = "ل";
	size_t lams = 0;
	for (size_t at = 0; at <= folded.len;) {
		size_t from = at;
		uint32_t c = at < folded.len ? point_next(folded, &at) : 0;
		if (c == LAM) {
			lams++;
			continue;
		}
		if (c == SPACE) {
			continue;
		}
		for (; c != ALEF && lams > 0; lams--) {
			buf_add(out, lam, sizeof(lam) - 1);
		}
		if (from == folded.len) {
			break;
		}
		buf_add(out, folded.s + from, at - from);
	}
}

size_t match_tokens(struct bytes folded, struct bytes token[MATCH_TOKEN_MAX])
{
	size_t count = 0;
	size_t from = 0;
	while (from < folded.len) {
		const char *space = count + 1 < MATCH_TOKEN_MAX
			? memchr(folded.s + from, SPACE, folded.len - from)
			: NULL;
		size_t to = space ? (size_t)(space - folded.s) : folded.len;
		token[count++] = (struct bytes){folded.s + from, to - from};
		from = to + 1;
	}
	return count;
}

enum match_script match_script_of_letter(uint32_t c)
{
	if ((c >= 'a' && c <= 'z') || (c >= 0xC0 && c <= 0x24F) || (c >= 0x1E00 && c <= 0x1EFF)) {
		return MATCH_SCRIPT_LATIN;
	}
	if (c >= 0x400 && c <= 0x52F) {
		return MATCH_SCRIPT_CYRILLIC;
	}
	if (c >= 0x590 && c <= 0x5FF) {
		return MATCH_SCRIPT_HEBREW;
	}
	return c >= 0x600 && c <= 0x77F ? MATCH_SCRIPT_ARABIC : MATCH_SCRIPT_OTHER;
}

enum match_script match_script_of(struct bytes folded)
{
	for (size_t at = 0; at < folded.len;) {
		enum match_script script = match_script_of_letter(point_next(folded, &at));
		if (script != MATCH_SCRIPT_OTHER) {
			return script;
		}
	}
	return MATCH_SCRIPT_OTHER;
}
