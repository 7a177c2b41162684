/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "culture.h"

/* The tables in data/. */
extern const char matching_arabic[], matching_arabic_end[];
extern const char matching_kazakh[], matching_kazakh_end[];
extern const char matching_spanish[], matching_spanish_end[];
extern const char matching_latin[], matching_latin_end[];

const char *const culture_names[CULTURE_COUNT] = {"arabic", "kazakh", "spanish", "english"};

struct facts {
	const char *text;
	const char *end;
	const char *vowels;
	unsigned single_ways; /* bits of the ways in which a doubled consonant is one letter */
};

static const struct facts facts[CULTURE_COUNT] = {
	[CULTURE_ARABIC] = {matching_arabic, matching_arabic_end, "aiuAIU", 1 << 0 | 1 << 1 | 1 << 4},
	[CULTURE_KAZAKH] = {matching_kazakh, matching_kazakh_end, "aeiouwyIOUW1YA", 0},
	[CULTURE_SPANISH] = {matching_spanish, matching_spanish_end, "aeiou12345", 0},
	[CULTURE_ENGLISH] = {matching_latin, matching_latin_end, "aeiouyAEIOUY", 0},
};

static int read_letters(struct culture *c, const struct ini *table, struct err *e)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct ini_row *row = &table->rows[i];
		if (!bytes_is(row->section, "letters")) {
			continue;
		}
		if (row->key.len != 1) {
			return err_set(e, ERR_INPUT, "line %u: a sound has one letter", row->line);
		}
		unsigned char sound = (unsigned char)row->key.s[0];
		struct bytes rest = row->value;
		c->has_form[sound] = true;
		for (size_t way = 0; way < WAYS_MAX; way++) {
			size_t comma = bytes_find(rest, BYTES(","), 0);
			size_t len = comma == SIZE_MAX ? rest.len : comma;
			c->form[sound][way] = bytes_trim((struct bytes){rest.s, len});
			size_t taken = comma == SIZE_MAX ? len : len + 1;
			rest = (struct bytes){rest.s + taken, rest.len - taken};
		}
	}
	return 0;
}

int culture_init(struct culture *c, enum culture_kind kind, uint64_t persons, uint64_t seed, struct err *e)
{
	*c = (struct culture){.kind = kind};
	const struct facts *f = &facts[kind];
	struct ini table;
	int rc = ini_parse((struct bytes){f->text, (size_t)(f->end - f->text)}, &c->arena, &table, e);
	if (rc == 0) {
		rc = read_letters(c, &table, e);
	}
	if (rc != 0) {
		return err_context(e, "the names of %s", culture_names[kind]);
	}
	struct random r;
	random_init(&r, &(struct random_place){.seed = seed, .stratum = kind});
	size_t root = names_growth(persons);
	const struct names_source source = {&table, f->vowels};
	names_build(&c->given[0], &c->arena, &source, "given male", root, 4, &r);
	names_build(&c->given[1], &c->arena, &source, "given female", root, 4, &r);
	names_build(&c->family, &c->arena, &source, "family", 12 * root, 12, &r);
	names_build(&c->place, &c->arena, &source, "place", root / 2, 4, &r);
	return 0;
}

void culture_done(struct culture *c)
{
	arena_done(&c->arena);
}

/* The capital of the letter that begins at s[0]: Latin with accents of two bytes, Cyrillic, Kazakh letters. */
static void make_capital(char *s, size_t len)
{
	unsigned char first = (unsigned char)s[0];
	unsigned char second = len > 1 ? (unsigned char)s[1] : 0;
	if (first >= 'a' && first <= 'z') {
		s[0] = (char)(first - 0x20);
	} else if (first == 0xD0 && second >= 0xB0) {
		s[1] = (char)(second - 0x20);
	} else if (first == 0xD1 && second < 0x90) {
		s[0] = (char)0xD0;
		s[1] = (char)(second + 0x20);
	} else if (first == 0xD1 && second == 0x96) {
		s[0] = (char)0xD0;
		s[1] = (char)0x86;
	} else if (first == 0xC3 && second >= 0xA0) {
		s[1] = (char)(second - 0x20);
	} else if ((first == 0xC5 || first == 0xC4 || first == 0xD2 || first == 0xD3) && second % 2 == 1) {
		s[1] = (char)(second - 1); /* in these rows a small letter follows its capital */
	}
}

static void make_capitals(char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (i == 0 || s[i - 1] == ' ' || s[i - 1] == '-') {
			make_capital(s + i, len - i);
		}
	}
}

void culture_write(const struct culture *c, struct bytes sounds, unsigned way, struct buf *out)
{
	size_t start = out->len;
	bool is_single = facts[c->kind].single_ways >> way & 1;
	for (size_t i = 0; i < sounds.len; i++) {
		unsigned char sound = (unsigned char)sounds.s[i];
		if (is_single && i > 0 && sounds.s[i - 1] == sounds.s[i]) {
			continue;
		}
		struct bytes form = c->form[sound][way];
		if (c->has_form[sound]) {
			buf_add_bytes(out, form);
		} else {
			buf_add_char(out, (char)sound);
		}
	}
	if (out->len > start) {
		make_capitals(out->s + start, out->len - start);
	}
}
