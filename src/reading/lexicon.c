/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading/lexicon.h"

#include "reading/token.h"

#include <errno.h>
#include <math.h>

/* Of one line: "(a|b|c) (d|e)" has six; more is a slip of the pen. */
enum { EXPANSIONS_MAX = 1024, PHRASE_BYTES_MAX = 2048 };

struct word_entry {
	uint32_t number; /* 0: empty entry */
	uint32_t hash;   /* told apart by it before the bytes are looked at */
};

struct word {
	const char *folded;
	uint64_t leads;      /* bits of the classes of phrases that begin with it */
	uint32_t len;        /* of folded */
	uint32_t first_step; /* of the root; 0: none */
};

struct node {
	struct meaning *meanings; /* of the phrase that ends here */
	bool has_steps;
};

struct step_entry {
	uint64_t from; /* node in the upper half, word in the lower */
	uint32_t to;   /* 0: empty entry, since no step leads to the root */
};

struct lexicon {
	struct word_entry *entries; /* open addressing; the room is a power of two */
	struct word *words;         /* by number, from 1 */
	uint32_t word_room;
	uint32_t word_count;
	struct step_entry *steps;
	uint32_t step_room;
	uint32_t step_count;
	struct node *nodes;
	uint32_t node_room;
	uint32_t node_count;
};

/* What a line of a table is read under. */
struct section {
	const struct lexicon_table *table;
	size_t line;
	struct meaning meaning; /* class and attributes */
	struct meaning *plain;  /* of its words without a value, which share one; NULL: none yet */
	bool is_open;           /* a section has begun */
};

static uint32_t hash_bytes(const char *s, size_t len)
{
	uint64_t h = 0x9e3779b97f4a7c15u ^ len;
	while (len >= 8) {
		uint64_t part;
		memcpy(&part, s, 8);
		h = (h ^ part) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
		s += 8;
		len -= 8;
	}
	uint64_t rest = 0;
	memcpy(&rest, s, len);
	h = (h ^ rest) * 0xff51afd7ed558ccdu;
	return (uint32_t)(h ^ h >> 29);
}

static uint64_t hash_step(uint64_t from)
{
	uint64_t h = from * 0xff51afd7ed558ccdu;
	return h ^ h >> 32;
}

static bool is_word(const struct word *word, struct bytes folded)
{
	return word->len == folded.len && memcmp(word->folded, folded.s, folded.len) == 0;
}

static struct word_entry *word_slot(const struct lexicon *x, struct bytes folded, uint32_t hash)
{
	uint32_t mask = x->word_room - 1;
	uint32_t i = hash & mask;
	while (x->entries[i].number != 0 &&
		(x->entries[i].hash != hash || !is_word(&x->words[x->entries[i].number], folded))) {
		i = (i + 1) & mask;
	}
	return &x->entries[i];
}

static struct step_entry *step_slot(const struct lexicon *x, uint64_t from)
{
	uint32_t mask = x->step_room - 1;
	uint32_t i = (uint32_t)hash_step(from) & mask;
	while (x->steps[i].to != 0 && x->steps[i].from != from) {
		i = (i + 1) & mask;
	}
	return &x->steps[i];
}

uint32_t lexicon_word(const struct lexicon *lexicon, struct bytes folded)
{
	return folded.len == 0 ? 0 : word_slot(lexicon, folded, hash_bytes(folded.s, folded.len))->number;
}

uint32_t lexicon_step(const struct lexicon *lexicon, uint32_t node, uint32_t word)
{
	if (word == 0 || (node != LEXICON_ROOT && !lexicon->nodes[node].has_steps)) {
		return LEXICON_NOWHERE;
	}
	uint32_t to = node == LEXICON_ROOT ? lexicon->words[word].first_step
					   : step_slot(lexicon, (uint64_t)node << 32 | word)->to;
	return to == 0 ? LEXICON_NOWHERE : to;
}

const struct meaning *lexicon_meaning(const struct lexicon *lexicon, uint32_t node)
{
	return lexicon->nodes[node].meanings;
}

uint64_t lexicon_leads(const struct lexicon *lexicon, uint32_t word)
{
	return lexicon->words[word].leads;
}

static void grow_words(struct lexicon *x, struct arena *a)
{
	struct word_entry *old = x->entries;
	uint32_t room = x->word_room;
	x->word_room = room == 0 ? 4096 : 2 * room;
	struct word *words = arena_calloc(a, x->word_room, sizeof(*words));
	if (room != 0) {
		memcpy(words, x->words, room * sizeof(*words));
	}
	x->words = words;
	x->entries = arena_calloc(a, x->word_room, sizeof(*x->entries));
	for (uint32_t i = 0; i < room; i++) {
		if (old[i].number != 0) {
			const struct word *word = &words[old[i].number];
			*word_slot(x, (struct bytes){word->folded, word->len}, old[i].hash) = old[i];
		}
	}
}

static uint32_t word_number(struct lexicon *x, struct arena *a, struct bytes folded)
{
	if (4 * (x->word_count + 1) > 3 * x->word_room) {
		grow_words(x, a);
	}
	uint32_t hash = hash_bytes(folded.s, folded.len);
	struct word_entry *entry = word_slot(x, folded, hash);
	if (entry->number == 0) {
		*entry = (struct word_entry){++x->word_count, hash};
		x->words[x->word_count] =
			(struct word){.folded = arena_text(a, folded), .len = (uint32_t)folded.len};
	}
	return entry->number;
}

static void grow_steps(struct lexicon *x, struct arena *a)
{
	struct step_entry *old = x->steps;
	uint32_t room = x->step_room;
	x->step_room = room == 0 ? 8192 : 2 * room;
	x->steps = arena_calloc(a, x->step_room, sizeof(*x->steps));
	for (uint32_t i = 0; i < room; i++) {
		if (old[i].to != 0) {
			*step_slot(x, old[i].from) = old[i];
		}
	}
}

static uint32_t new_node(struct lexicon *x, struct arena *a)
{
	if (x->node_count == x->node_room) {
		uint32_t room = x->node_room == 0 ? 8192 : 2 * x->node_room;
		struct node *nodes = arena_calloc(a, room, sizeof(*nodes));
		if (x->node_count != 0) {
			memcpy(nodes, x->nodes, x->node_count * sizeof(*nodes));
		}
		x->nodes = nodes;
		x->node_room = room;
	}
	return x->node_count++;
}

static uint32_t make_step(struct lexicon *x, struct arena *a, uint32_t node, uint32_t word)
{
	uint32_t to = lexicon_step(x, node, word);
	if (to != LEXICON_NOWHERE) {
		return to;
	}
	to = new_node(x, a);
	if (node == LEXICON_ROOT) {
		x->words[word].first_step = to;
		return to;
	}
	if (2 * x->step_count >= x->step_room) {
		grow_steps(x, a);
	}
	x->step_count++;
	x->nodes[node].has_steps = true;
	uint64_t from = (uint64_t)node << 32 | word;
	*step_slot(x, from) = (struct step_entry){from, to};
	return to;
}

static int fault(struct err *e, const struct section *section, const char *what)
{
	return err_set(e, ERR_INPUT, "%s, line %zu: %s", section->table->name, section->line, what);
}

static struct meaning *copy_meaning(struct arena *a, const struct meaning *meaning)
{
	struct meaning *copy = arena_alloc(a, sizeof(*copy));
	*copy = *meaning;
	return copy;
}

/* Puts a meaning behind the others of its phrase, which are copied: other phrases may share them. */
static void add_meaning(struct meaning **list, struct meaning *meaning, struct arena *a)
{
	for (; *list; list = (struct meaning **)&(*list)->next) {
		*list = copy_meaning(a, *list);
		(*list)->classes |= meaning->classes;
	}
	*list = meaning;
}

/* The meaning of a phrase of a section. Words without a value share one: most of the tables are such. */
static struct meaning *new_meaning(struct section *section, uint16_t length, struct arena *a)
{
	section->meaning.length = length;
	if (length > 1 || section->meaning.value) {
		return copy_meaning(a, &section->meaning);
	}
	if (!section->plain) {
		section->plain = copy_meaning(a, &section->meaning);
	}
	return section->plain;
}

/* Adds one phrase without alternatives. */
static int add_phrase(
	struct lexicon *x, struct arena *a, struct bytes phrase, struct section *section, struct err *e)
{
	uint32_t node = LEXICON_ROOT;
	uint32_t first = 0;
	uint32_t at = 0;
	uint16_t length = 0;
	struct token token;
	while (token_next(phrase, &at, &token)) {
		char folded[LEXICON_WORD_BYTES];
		if (token.mark == '-') {
			continue;
		}
		struct bytes word = {phrase.s + token.start, token.end - token.start};
		size_t len = token_fold(word, folded);
		if (len == 0 || ++length > LEXICON_PHRASE_WORDS_MAX) {
			return fault(e, section, "a word or phrase is too long");
		}
		uint32_t number = word_number(x, a, (struct bytes){folded, len});
		first = length == 1 ? number : first;
		node = make_step(x, a, node, number);
	}
	if (length == 0) {
		return fault(e, section, "a phrase without words");
	}
	add_meaning(&x->nodes[node].meanings, new_meaning(section, length, a), a);
	x->words[first].leads |= section->meaning.classes;
	return 0;
}

/* Adds a phrase with alternatives: writes out the first bracket, and itself for the rest. */
static int add_alternatives(struct lexicon *x, struct arena *a, struct bytes phrase, size_t *room,
	struct section *section, struct err *e)
{
	const char *open = memchr(phrase.s, '(', phrase.len);
	if (!open) {
		return add_phrase(x, a, phrase, section, e);
	}
	const char *end = phrase.s + phrase.len;
	const char *close = memchr(open, ')', (size_t)(end - open));
	if (!close) {
		return fault(e, section, "a bracket is not closed");
	}
	for (const char *from = open + 1; from <= close;) {
		const char *bar = memchr(from, '|', (size_t)(close - from));
		const char *to = bar ? bar : close;
		char text[PHRASE_BYTES_MAX];
		size_t before = (size_t)(open - phrase.s);
		size_t middle = (size_t)(to - from);
		size_t after = (size_t)(end - close - 1);
		if (before + middle + after > sizeof(text) || (*room)-- == 0) {
			return fault(e, section, "too many alternatives");
		}
		memcpy(text, phrase.s, before);
		memcpy(text + before, from, middle);
		memcpy(text + before + middle, close + 1, after);
		int r = add_alternatives(
			x, a, (struct bytes){text, before + middle + after}, room, section, e);
		if (r != 0) {
			return r;
		}
		from = to + 1;
	}
	return 0;
}

static double number_of(const char *text)
{
	char *end;
	errno = 0;
	double n = text ? strtod(text, &end) : NAN;
	return text && end != text && *end == '\0' && errno == 0 ? n : NAN;
}

static int add_line(
	struct lexicon *x, struct arena *a, struct bytes line, struct section *section, struct err *e)
{
	if (!section->is_open) {
		return fault(e, section, "a phrase before the first [section]");
	}
	const char *equals = memchr(line.s, '=', line.len);
	struct bytes phrase = line;
	section->meaning.value = NULL;
	if (equals) {
		phrase = bytes_trim((struct bytes){line.s, (size_t)(equals - line.s)});
		struct bytes value = {equals + 1, (size_t)(line.s + line.len - equals - 1)};
		section->meaning.value = arena_text(a, bytes_trim(value));
	}
	section->meaning.number = number_of(section->meaning.value);
	size_t room = EXPANSIONS_MAX;
	return add_alternatives(x, a, phrase, &room, section, e);
}

/* Takes the next word off a section's heading. */
static struct bytes next_word(struct bytes *rest)
{
	*rest = bytes_trim(*rest);
	size_t len = 0;
	while (len < rest->len && rest->s[len] != ' ' && rest->s[len] != '\t') {
		len++;
	}
	struct bytes word = {rest->s, len};
	*rest = (struct bytes){rest->s + len, rest->len - len};
	return word;
}

static int begin_section(struct bytes line, const char *const *classes, struct arena *a,
	struct section *section, struct err *e)
{
	if (line.s[line.len - 1] != ']') {
		return fault(e, section, "a section without ]");
	}
	struct bytes rest = {line.s + 1, line.len - 2};
	struct bytes name = next_word(&rest);
	section->meaning = (struct meaning){.number = NAN};
	section->plain = NULL;
	unsigned class = 0;
	while (classes[class] && !bytes_is(name, classes[class])) {
		class ++;
	}
	if (!classes[class]) {
		return fault(e, section, "no such class of words");
	}
	BUG_IF(class >= LEXICON_CLASSES_MAX);
	section->meaning.word_class = (uint16_t) class;
	section->meaning.classes = UINT64_C(1) << class;
	section->is_open = true;
	for (size_t i = 0; (name = next_word(&rest)).len != 0; i++) {
		if (i == LEXICON_ATTRIBUTES_MAX) {
			return fault(e, section, "too many attributes");
		}
		section->meaning.attributes[i] = arena_text(a, name);
	}
	return 0;
}

int lexicon_load(const struct lexicon_table *tables, size_t count, const char *const *classes,
	struct arena *a, struct lexicon **out, struct err *e)
{
	struct lexicon *x = arena_calloc(a, 1, sizeof(*x));
	grow_words(x, a);
	grow_steps(x, a);
	(void)new_node(x, a);
	for (size_t i = 0; i < count; i++) {
		struct section section = {.table = &tables[i]};
		struct bytes rest = tables[i].text;
		struct bytes line;
		while (bytes_next_line(&rest, &line)) {
			section.line++;
			line = bytes_trim(line);
			if (line.len == 0 || line.s[0] == '#') {
				continue;
			}
			int r = line.s[0] == '[' ? begin_section(line, classes, a, &section, e)
						 : add_line(x, a, line, &section, e);
			if (r != 0) {
				return r;
			}
		}
	}
	*out = x;
	return 0;
}
