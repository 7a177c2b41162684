/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/person_words.h"

#include "base/mem.h"
#include "text/point.h"

extern const char person_words_text[];
extern const char person_words_text_end[];

enum { SLOT_COUNT = 1 << 13, WORDS_MAX = SLOT_COUNT / 2 };

struct slot {
	uint64_t hash; /* 0: free */
	struct person_word word;
};

struct person_words {
	struct slot slots[SLOT_COUNT];
	size_t count;
	uint16_t name_count;
};

/* Where a reader is. */
struct reading {
	struct person_words *words;
	struct latin *latin;
	struct buf spelled; /* the word at hand in Latin letters */
	bool is_vague;      /* and whether its script leaves out vowels */
	struct bytes section;
};

/* Spellings and sounds have keys that never meet: of one, the first byte is a letter, of the other a number under 32. */
static uint64_t hash_of(const void *bytes, size_t len)
{
	uint64_t hash = UINT64_C(0xCBF29CE484222325);
	for (size_t i = 0; i < len; i++) {
		hash = (hash ^ ((const uint8_t *)bytes)[i]) * UINT64_C(0x100000001B3);
	}
	hash ^= hash >> 29;
	return hash ? hash : 1;
}

static struct slot *slot_of(struct person_words *words, uint64_t hash)
{
	size_t at = hash % SLOT_COUNT;
	while (words->slots[at].hash != 0 && words->slots[at].hash != hash) {
		at = (at + 1) % SLOT_COUNT;
	}
	return &words->slots[at];
}

static const struct person_word *find(const struct person_words *words, uint64_t hash)
{
	size_t at = hash % SLOT_COUNT;
	while (words->slots[at].hash != 0 && words->slots[at].hash != hash) {
		at = (at + 1) % SLOT_COUNT;
	}
	return words->slots[at].hash ? &words->slots[at].word : NULL;
}

static uint64_t hash_of_spelling(struct bytes latin, bool is_vague)
{
	return hash_of(latin.s, latin.len) ^ (is_vague ? UINT64_C(0x9E3779B97F4A7C15) : 0);
}

const struct person_word *person_word_spelled(
	const struct person_words *words, struct bytes latin, bool is_vague)
{
	return find(words, hash_of_spelling(latin, is_vague));
}

const struct person_word *person_word_sounding(const struct person_words *words, const struct sounds *sounds)
{
	return find(words, hash_of(sounds->at, sounds->count));
}

static struct person_word *add(struct person_words *words, uint64_t hash)
{
	struct slot *slot = slot_of(words, hash);
	if (slot->hash == 0) {
		BUG_IF(words->count == WORDS_MAX);
		words->count++;
		slot->hash = hash;
	}
	return &slot->word;
}

static struct person_word *by_sound(struct reading *r)
{
	struct sounds sounds;
	sound_of(buf_bytes(&r->spelled), &sounds);
	return add(r->words, hash_of(sounds.at, sounds.count));
}

static void add_name(struct person_word *word, uint16_t name)
{
	for (size_t i = 0; i < word->name_count; i++) {
		if (word->names[i] == name) {
			return;
		}
	}
	if (word->name_count < PERSON_WORD_NAMES_MAX) {
		word->names[word->name_count++] = name;
	}
}

/* Takes the next word off *line, in Latin letters in r->spelled; false: there is none. */
static bool next_word(struct reading *r, struct bytes *line)
{
	*line = bytes_trim(*line);
	size_t len = 0;
	while (len < line->len && line->s[len] != ' ' && line->s[len] != ':' && line->s[len] != '=') {
		len++;
	}
	buf_clear(&r->spelled);
	latin_add_word(r->latin, (struct bytes){line->s, len}, &r->spelled);
	size_t at = 0;
	r->is_vague = len > 0 && latin_is_vague(point_next(*line, &at));
	line->s += len;
	line->len -= len;
	return len > 0;
}

static unsigned class_of(struct bytes section)
{
	static const struct {
		const char *name;
		unsigned class;
	} classes[] = {{"title", PERSON_WORD_TITLE}, {"honorific", PERSON_WORD_HONORIFIC},
		{"article", PERSON_WORD_ARTICLE}, {"particle", PERSON_WORD_PARTICLE},
		{"kunya", PERSON_WORD_KUNYA}, {"generation", PERSON_WORD_GENERATION}};
	for (size_t i = 0; i < ARRAY_COUNT(classes); i++) {
		if (bytes_is(section, classes[i].name)) {
			return classes[i].class;
		}
	}
	return 0;
}

/* A line of [title] to [generation]. */
static bool read_classes(struct reading *r, struct bytes line, unsigned class)
{
	while (next_word(r, &line)) {
		struct person_word *word =
			add(r->words, hash_of_spelling(buf_bytes(&r->spelled), r->is_vague));
		word->classes |= class;
		if (class == PERSON_WORD_GENERATION) {
			if (line.len < 2 || line.s[0] != '=' || line.s[1] < '1' || line.s[1] > '9') {
				return false;
			}
			word->generation = (unsigned)(line.s[1] - '0');
			line = (struct bytes){line.s + 2, line.len - 2};
		}
	}
	return line.len == 0;
}

static bool read_names(struct reading *r, struct bytes line)
{
	uint16_t name = r->words->name_count++;
	while (next_word(r, &line)) {
		add_name(by_sound(r), name);
	}
	return line.len == 0 && name < UINT16_MAX;
}

/* "short: name name": a name without a line of its own gets one. */
static bool read_short(struct reading *r, struct bytes line)
{
	if (!next_word(r, &line) || line.len == 0 || line.s[0] != ':') {
		return false;
	}
	struct person_word *word = by_sound(r);
	bool is_name = word->name_count > 0 && !word->is_short;
	word->is_short = !is_name;
	line = (struct bytes){line.s + 1, line.len - 1};
	while (next_word(r, &line)) {
		struct person_word *full = by_sound(r);
		if (full->name_count == 0) {
			add_name(full, r->words->name_count++);
		}
		for (size_t i = 0; i < full->name_count && full != word; i++) {
			add_name(word, full->names[i]);
		}
	}
	return line.len == 0;
}

static bool read_common(struct reading *r, struct bytes line)
{
	while (next_word(r, &line)) {
		by_sound(r)->classes |= PERSON_WORD_COMMON;
	}
	return line.len == 0;
}

static bool read_line(struct reading *r, struct bytes line)
{
	if (line.len == 0 || line.s[0] == '#') {
		return true;
	}
	if (line.s[0] == '[') {
		r->section = (struct bytes){line.s + 1, line.len - 1 - bytes_ends(line, "]")};
		return bytes_ends(line, "]");
	}
	unsigned class = class_of(r->section);
	return class                             ? read_classes(r, line, class)
		: bytes_is(r->section, "name")   ? read_names(r, line)
		: bytes_is(r->section, "short")  ? read_short(r, line)
		: bytes_is(r->section, "common") ? read_common(r, line)
						 : false;
}

int person_words_open(struct bytes text, struct person_words **out, struct err *e)
{
	struct reading r = {.words = mem_calloc(1, sizeof(*r.words)), .latin = latin_open()};
	struct bytes line;
	size_t number = 0;
	int rc = 0;
	while (rc == 0 && bytes_next_line(&text, &line)) {
		number++;
		if (r.words->count > WORDS_MAX - line.len) {
			rc = err_set(e, ERR_LIMIT, "line %zu: there are too many words", number);
		} else if (!read_line(&r, bytes_trim(line))) {
			rc = err_set(e, ERR_INPUT, "line %zu does not fit its section", number);
		}
	}
	buf_done(&r.spelled);
	latin_close(&r.latin);
	if (rc != 0) {
		person_words_close(&r.words);
	}
	*out = r.words;
	return rc;
}

void person_words_close(struct person_words **words)
{
	free(*words);
	*words = NULL;
}

struct bytes person_words_builtin(void)
{
	return (struct bytes){person_words_text, (size_t)(person_words_text_end - person_words_text)};
}
