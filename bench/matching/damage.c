/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "damage.h"

enum { LETTERS_MAX = 256 };

/* Where the letters of a text begin; at[count] is its end. */
struct letters {
	size_t at[LETTERS_MAX + 1];
	size_t count;
};

static struct letters letters_of(const struct buf *text)
{
	struct letters l = {.count = 0};
	for (size_t i = 0; i < text->len && l.count < LETTERS_MAX; i++) {
		if (((unsigned char)text->s[i] & 0xC0) != 0x80) {
			l.at[l.count++] = i;
		}
	}
	l.at[l.count] = text->len;
	return l;
}

static struct bytes letter(const struct buf *text, const struct letters *l, size_t i)
{
	return (struct bytes){text->s + l->at[i], l->at[i + 1] - l->at[i]};
}

static void replace(struct buf *text, size_t at, size_t len, struct bytes by)
{
	struct buf out = {0};
	buf_add(&out, text->s, at);
	buf_add_bytes(&out, by);
	buf_add(&out, text->s + at + len, text->len - at - len);
	buf_done(text);
	*text = out;
}

static bool find_and_replace(struct buf *text, struct bytes what, struct bytes by, size_t from)
{
	size_t at = bytes_find(buf_bytes(text), what, from);
	if (at == SIZE_MAX) {
		return false;
	}
	replace(text, at, what.len, by);
	return true;
}

void damage_letter(struct buf *text, struct random *r)
{
	enum { LOST, DOUBLED, EXCHANGED, OTHER, KINDS };
	struct letters l = letters_of(text);
	if (l.count < 3) {
		return;
	}
	size_t i = 1 + (size_t)random_below(r, l.count - 2);
	struct bytes here = letter(text, &l, i);
	uint64_t kind = random_below(r, KINDS);
	struct buf by = {0};
	if (kind == DOUBLED) {
		buf_add_bytes(&by, here);
		buf_add_bytes(&by, here);
	} else if (kind == EXCHANGED) {
		buf_add_bytes(&by, letter(text, &l, i + 1));
		buf_add_bytes(&by, here);
		here.len += letter(text, &l, i + 1).len;
	} else if (kind == OTHER) {
		buf_add_bytes(&by, letter(text, &l, 1 + (size_t)random_below(r, l.count - 1)));
	}
	replace(text, l.at[i], here.len, buf_bytes(&by));
	buf_done(&by);
}

static bool split_word(struct buf *text, struct random *r)
{
	struct letters l = letters_of(text);
	if (l.count < 4) {
		return false;
	}
	replace(text, l.at[2 + random_below(r, l.count - 3)], 0, BYTES(" "));
	return true;
}

/* The first word, letter by letter. */
static bool spread_word(struct buf *text)
{
	struct letters l = letters_of(text);
	struct buf out = {0};
	size_t i = 0;
	for (; i < l.count && !bytes_is(letter(text, &l, i), " "); i++) {
		buf_add_bytes(&out, letter(text, &l, i));
		if (i + 1 < l.count && !bytes_is(letter(text, &l, i + 1), " ")) {
			buf_add_char(&out, ' ');
		}
	}
	replace(text, 0, l.at[i], buf_bytes(&out));
	buf_done(&out);
	return i > 1;
}

void damage_extraction(struct buf *text, struct random *r)
{
	enum { GLUED, SPLIT, LAM_ALEF, YEH, SPREAD, KINDS };
	uint64_t first = random_below(r, KINDS);
	for (uint64_t i = 0; i < KINDS; i++) {
		bool is_done = false;
		switch ((first + i) % KINDS) {
		case GLUED:
			is_done = find_and_replace(text, BYTES(" "), BYTES(""), 0);
			break;
		case SPLIT:
			is_done = split_word(text, r);
			break;
		case LAM_ALEF:
			is_done = find_and_replace(text, BYTES("لا"), BYTES("ال"), 0);
			break;
		case YEH:
			is_done = find_and_replace(text, BYTES("ي"), BYTES(""), 1);
			break;
		default:
			is_done = spread_word(text);
		}
		if (is_done) {
			return;
		}
	}
}

void damage_junk(struct buf *text, bool is_arabic, struct random *r)
{
	static const char *const latin[] = {" (2)", "_1", " - copy", "*", " ?", " (minor)", ".jpg"};
	static const char *const arabic[] = {" (2)", "_1", "*", " ؟", " رحمه الله", " (طفل)", " ومرافق"};
	const char *junk = is_arabic ? arabic[random_below(r, ARRAY_COUNT(arabic))]
				     : latin[random_below(r, ARRAY_COUNT(latin))];
	buf_add_text(text, junk);
}
