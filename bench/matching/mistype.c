/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mistype.h"

struct word {
	char *s;
	size_t len;
};

static const char *const sounds[][2] = {{"ph", "f"}, {"ck", "k"}, {"ei", "ie"}, {"sh", "ch"}, {"kh", "h"},
	{"th", "t"}, {"gh", "g"}, {"qu", "k"}, {"oo", "u"}, {"ee", "i"}, {"ou", "u"}, {"ss", "s"},
	{"ll", "l"}, {"nn", "n"}, {"mm", "m"}, {"rr", "r"}, {"tt", "t"}, {"x", "ks"}, {"z", "s"}, {"c", "k"},
	{"v", "w"}, {"y", "i"}, {"j", "y"}, {"b", "v"}, {"d", "t"}, {"e", "i"}, {"o", "u"}, {"a", "e"}};

bool chance(struct random *r, unsigned thousandth)
{
	return random_u32(r) < thousandth * UINT32_C(4294967);
}

static char neighbour(char c, struct random *r)
{
	static const char *const beside[26] = {"qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv",
		"gyujnb", "ujko", "huikmn", "jiolm", "kop", "njk", "bhjm", "iklp", "ol", "wa", "edft",
		"awedxz", "rfgy", "yhji", "cfgb", "qase", "zsdc", "tghu", "asx"};
	const char *around = beside[c - 'a'];
	return around[random_below(r, strlen(around))];
}

static void replace(struct word *w, size_t at, size_t len, const char *by)
{
	size_t by_len = strlen(by);
	if (w->len - len + by_len > NAME_BYTES_MAX) {
		return;
	}
	memmove(w->s + at + by_len, w->s + at + len, w->len - at - len);
	memcpy(w->s + at, by, by_len);
	w->len += by_len - len;
}

static void press_beside(struct word *w, struct random *r)
{
	size_t at = (size_t)random_below(r, w->len);
	w->s[at] = neighbour(w->s[at], r);
}

static bool exchange(struct word *w, struct random *r)
{
	size_t at = (size_t)random_below(r, w->len - 1);
	char first = w->s[at];
	w->s[at] = w->s[at + 1];
	w->s[at + 1] = first;
	return w->s[at] != first;
}

/* Writes the first sound that is in the name in its other way, looking from a random line of the table. */
static bool hear(struct word *w, struct random *r)
{
	size_t start = (size_t)random_below(r, 2 * ARRAY_COUNT(sounds));
	for (size_t i = 0; i < 2 * ARRAY_COUNT(sounds); i++) {
		size_t line = (start + i) % (2 * ARRAY_COUNT(sounds));
		const char *from = sounds[line / 2][line % 2];
		const char *to = sounds[line / 2][1 - line % 2];
		size_t at = bytes_find((struct bytes){w->s, w->len}, bytes_of(from), 0);
		if (at != SIZE_MAX) {
			replace(w, at, strlen(from), to);
			return true;
		}
	}
	return false;
}

struct bytes mistype(struct bytes name, struct random *r, char *to)
{
	enum { BESIDE, MORE, LESS, EXCHANGE, HEAR, CUT, KINDS };
	struct word w = {.s = to, .len = name.len};
	BUG_IF(name.len < 2 || name.len >= NAME_BYTES_MAX);
	memcpy(to, name.s, name.len);
	to[0] = (char)(to[0] | 0x20);
	uint64_t kind = random_below(r, KINDS);
	bool is_done = true;
	if (kind == MORE) {
		size_t at = (size_t)random_below(r, w.len + 1);
		replace(&w, at, 0, (const char[]){(char)('a' + random_below(r, 26)), 0});
	} else if (kind == LESS && w.len > 2) {
		replace(&w, (size_t)random_below(r, w.len), 1, "");
	} else if (kind == EXCHANGE) {
		is_done = exchange(&w, r);
	} else if (kind == HEAR) {
		is_done = hear(&w, r);
	} else if (kind == CUT && w.len > 4) {
		w.len -= 1 + (size_t)random_below(r, w.len / 2 - 1);
	} else {
		is_done = false;
	}
	if (!is_done) {
		press_beside(&w, r);
	}
	to[0] = (char)(to[0] & ~0x20);
	return (struct bytes){to, w.len};
}
