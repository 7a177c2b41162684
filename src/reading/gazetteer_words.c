/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading/gazetteer_words.h"

/* What is left of a division's name without its kind: "Municipio A" is not "A". */
enum { REST_BYTES = 3 };

struct ending {
	struct bytes from;
	struct bytes to;
};

struct gazetteer_words {
	struct bytes *divisions; /* folded; the longest first */
	size_t division_count;
	struct ending *endings; /* folded; the longest first, else in the order of the tables */
	size_t ending_count;
	bool is_last[256]; /* bytes that some ending ends in */
};

enum section { SECTION_NONE, SECTION_DIVISION, SECTION_ENDING };

static struct bytes folded(struct bytes text, struct arena *a)
{
	struct gazetteer_key key;
	gazetteer_fold(text, &key);
	return arena_copy(a, (struct bytes){key.s, key.len});
}

/* Puts the last element where its length belongs. */
static void settle_ending(struct ending *rows, size_t count)
{
	struct ending last = rows[count - 1];
	size_t i = count - 1;
	for (; i > 0 && rows[i - 1].from.len < last.from.len; i--) {
		rows[i] = rows[i - 1];
	}
	rows[i] = last;
}

static void settle_division(struct bytes *rows, size_t count)
{
	struct bytes last = rows[count - 1];
	size_t i = count - 1;
	for (; i > 0 && rows[i - 1].len < last.len; i--) {
		rows[i] = rows[i - 1];
	}
	rows[i] = last;
}

/* Reads one line that is neither empty nor a comment. Returns what is wrong with it, or NULL. */
static const char *read_line(
	struct gazetteer_words *words, struct bytes line, enum section *section, struct arena *a)
{
	if (line.s[0] == '[') {
		*section = bytes_is(line, "[division]") ? SECTION_DIVISION
			: bytes_is(line, "[ending]")    ? SECTION_ENDING
							: SECTION_NONE;
		return *section == SECTION_NONE ? "the sections of this table are [division] and [ending]"
						: NULL;
	}
	size_t equals = bytes_find(line, BYTES("="), 0);
	if (*section == SECTION_DIVISION && equals == SIZE_MAX) {
		struct bytes division = folded(line, a);
		words->divisions[words->division_count++] = division;
		settle_division(words->divisions, words->division_count);
		return division.len == 0 ? "this is no word" : NULL;
	}
	if (*section == SECTION_ENDING && equals != SIZE_MAX) {
		struct bytes to = {line.s + equals + 1, line.len - equals - 1};
		struct ending ending = {folded((struct bytes){line.s, equals}, a), folded(to, a)};
		words->endings[words->ending_count++] = ending;
		settle_ending(words->endings, words->ending_count);
		if (ending.from.len > 0) {
			words->is_last[(unsigned char)ending.from.s[ending.from.len - 1]] = true;
		}
		return ending.from.len == 0 ? "an ending stands before the =" : NULL;
	}
	return *section == SECTION_NONE        ? "a section comes first"
		: *section == SECTION_DIVISION ? "a kind of division has no ="
					       : "an ending needs an =";
}

static int read_table(
	struct gazetteer_words *words, const struct lexicon_table *table, struct arena *a, struct err *e)
{
	struct bytes rest = table->text;
	struct bytes line;
	enum section section = SECTION_NONE;
	for (size_t number = 1; bytes_next_line(&rest, &line); number++) {
		line = bytes_trim(line);
		const char *wrong =
			line.len > 0 && line.s[0] != '#' ? read_line(words, line, &section, a) : NULL;
		if (wrong) {
			return err_set(e, ERR_INPUT, "%s, line %zu: %s.", table->name, number, wrong);
		}
	}
	return 0;
}

static size_t lines_of(struct bytes text)
{
	struct bytes line;
	size_t count = 0;
	while (bytes_next_line(&text, &line)) {
		count++;
	}
	return count;
}

int gazetteer_words_load(const struct lexicon_table *tables, size_t count, struct arena *a,
	struct gazetteer_words **out, struct err *e)
{
	struct gazetteer_words *words = arena_calloc(a, 1, sizeof(*words));
	size_t lines = 0;
	for (size_t i = 0; i < count; i++) {
		lines += lines_of(tables[i].text);
	}
	words->divisions = arena_calloc(a, lines, sizeof(*words->divisions));
	words->endings = arena_calloc(a, lines, sizeof(*words->endings));
	for (size_t i = 0; i < count; i++) {
		int rc = read_table(words, &tables[i], a, e);
		if (rc != 0) {
			return rc;
		}
	}
	*out = words;
	return 0;
}

bool gazetteer_words_strip(const struct gazetteer_words *words, struct bytes key, struct bytes *rest)
{
	bool is_one_word = memchr(key.s, ' ', key.len) == NULL;
	for (size_t i = 0; !is_one_word && i < words->division_count; i++) {
		struct bytes word = words->divisions[i];
		if (key.len < word.len + 1 + REST_BYTES) {
			continue;
		}
		size_t left = key.len - word.len - 1;
		if (key.s[word.len] == ' ' && memcmp(key.s, word.s, word.len) == 0) {
			*rest = (struct bytes){key.s + word.len + 1, left};
			return true;
		}
		if (key.s[left] == ' ' && memcmp(key.s + left + 1, word.s, word.len) == 0) {
			*rest = (struct bytes){key.s, left};
			return true;
		}
	}
	return false;
}

bool gazetteer_words_begin(const struct gazetteer_words *words, struct bytes key)
{
	for (size_t i = 0; i < words->division_count; i++) {
		struct bytes word = words->divisions[i];
		if (word.len >= key.len && word.s[key.len - 1] == key.s[key.len - 1] &&
			memcmp(word.s, key.s, key.len) == 0 &&
			(word.len == key.len || word.s[key.len] == ' ')) {
			return true;
		}
	}
	return false;
}

static bool ends_in(const struct gazetteer_key *key, size_t end, struct bytes ending)
{
	return end > ending.len && key->s[end - 1] == ending.s[ending.len - 1] &&
		memcmp(key->s + end - ending.len, ending.s, ending.len) == 0;
}

/* The key with the ending before `end` put back to what it was; len 0 when it would be too long or nothing. */
static struct gazetteer_key restored(const struct gazetteer_key *key, size_t end, const struct ending *ending)
{
	struct gazetteer_key form = {.len = 0};
	size_t stem = end - ending->from.len;
	size_t len = key->len - ending->from.len + ending->to.len;
	if (stem > 0 && key->s[stem - 1] != ' ' && len <= GAZETTEER_KEY_BYTES) {
		memcpy(form.s, key->s, stem);
		memcpy(form.s + stem, ending->to.s, ending->to.len);
		memcpy(form.s + stem + ending->to.len, key->s + end, key->len - end);
		form.len = len;
	}
	return form;
}

size_t gazetteer_words_forms(const struct gazetteer_words *words, struct bytes key,
	struct gazetteer_key forms[GAZETTEER_FORMS_MAX])
{
	struct gazetteer_key first = {.len = key.len};
	memcpy(first.s, key.s, key.len);
	size_t count = 0;
	/* Word by word from behind, so that the place of those before does not change. */
	for (size_t end = key.len; end > 0;) {
		size_t known = count;
		bool may_have_one = words->is_last[(unsigned char)key.s[end - 1]];
		for (size_t i = 0; may_have_one && i < words->ending_count; i++) {
			for (size_t k = 0; k <= known && count < GAZETTEER_FORMS_MAX; k++) {
				const struct gazetteer_key *from = k == 0 ? &first : &forms[k - 1];
				if (ends_in(from, end, words->endings[i].from)) {
					forms[count] = restored(from, end, &words->endings[i]);
					count += forms[count].len > 0;
				}
			}
		}
		while (end > 0 && key.s[end - 1] != ' ') {
			end--;
		}
		end -= end > 0;
	}
	return count;
}
