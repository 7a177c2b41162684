/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading/lexicon.h"

#include "reading/token.h"

#include <errno.h>
#include <math.h>

/* Of one line: "(a|b|c) (d|e)" has six; more is a slip of the pen. */
enum { EXPANSIONS_MAX = 1024, PHRASE_BYTES_MAX = 2048 };

struct step {
	uint64_t from;           /* number of a node in the upper half, of a word in the lower */
	struct lexicon_node *to; /* NULL: empty */
};

/* Both tables are of open addressing, at most half full; their room is a power of two. */
struct lexicon {
	struct lexicon_word *words; /* hash 0: empty */
	uint32_t word_room;
	uint32_t word_count;
	struct step *steps;
	uint32_t step_room;
	uint32_t step_count;
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

uint64_t lexicon_hash(struct bytes folded)
{
	const char *s = folded.s;
	size_t len = folded.len;
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
	h ^= h >> 29;
	return h != 0 ? h : 1;
}

static struct lexicon_word *word_slot(const struct lexicon *x, uint64_t hash)
{
	uint32_t mask = x->word_room - 1;
	uint32_t i = (uint32_t)hash & mask;
	while (x->words[i].hash != 0 && x->words[i].hash != hash) {
		i = (i + 1) & mask;
	}
	return &x->words[i];
}

static struct step *step_slot(const struct lexicon *x, uint64_t from)
{
	uint64_t hash = from * 0xff51afd7ed558ccdu;
	uint32_t mask = x->step_room - 1;
	uint32_t i = (uint32_t)(hash ^ hash >> 32) & mask;
	while (x->steps[i].to && x->steps[i].from != from) {
		i = (i + 1) & mask;
	}
	return &x->steps[i];
}

const struct lexicon_word *lexicon_word(const struct lexicon *lexicon, uint64_t hash)
{
	const struct lexicon_word *word = word_slot(lexicon, hash);
	return word->hash != 0 ? word : NULL;
}

static uint64_t step_of(const struct lexicon_node *node, const struct lexicon_word *word)
{
	return (uint64_t)node->number << 32 | word->node.number;
}

const struct lexicon_node *lexicon_follow(
	const struct lexicon *lexicon, const struct lexicon_node *node, const struct lexicon_word *word)
{
	return step_slot(lexicon, step_of(node, word))->to;
}

static void grow_words(struct lexicon *x, struct arena *a)
{
	struct lexicon_word *old = x->words;
	uint32_t room = x->word_room;
	x->word_room = room == 0 ? 8192 : 2 * room;
	x->words = arena_calloc(a, x->word_room, sizeof(*x->words));
	for (uint32_t i = 0; i < room; i++) {
		if (old[i].hash != 0) {
			*word_slot(x, old[i].hash) = old[i];
		}
	}
}

static void grow_steps(struct lexicon *x, struct arena *a)
{
	struct step *old = x->steps;
	uint32_t room = x->step_room;
	x->step_room = room == 0 ? 8192 : 2 * room;
	x->steps = arena_calloc(a, x->step_room, sizeof(*x->steps));
	for (uint32_t i = 0; i < room; i++) {
		if (old[i].to) {
			*step_slot(x, old[i].from) = old[i];
		}
	}
}

/* Room for the words of a phrase: until the next call they stay where they are. */
static void make_room(struct lexicon *x, struct arena *a)
{
	if (2 * (x->word_count + LEXICON_PHRASE_WORDS_MAX) > x->word_room) {
		grow_words(x, a);
	}
	if (2 * (x->step_count + LEXICON_PHRASE_WORDS_MAX) > x->step_room) {
		grow_steps(x, a);
	}
}

/* The word with a hash, made when it is new. */
static struct lexicon_word *make_word(struct lexicon *x, uint64_t hash)
{
	struct lexicon_word *word = word_slot(x, hash);
	if (word->hash == 0) {
		*word = (struct lexicon_word){.hash = hash, .node = {.number = x->node_count++}};
		x->word_count++;
	}
	return word;
}

/* The node that a word leads to from another one, made when it is new. */
static struct lexicon_node *make_step(
	struct lexicon *x, struct arena *a, struct lexicon_node *node, const struct lexicon_word *word)
{
	struct step *step = step_slot(x, step_of(node, word));
	if (!step->to) {
		struct lexicon_node *to = arena_alloc(a, sizeof(*to));
		*to = (struct lexicon_node){.number = x->node_count++};
		*step = (struct step){step_of(node, word), to};
		node->steps |= lexicon_bit(word);
		x->step_count++;
	}
	return step->to;
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
static void add_meaning(const struct meaning **list, const struct meaning *meaning, struct arena *a)
{
	while (*list) {
		struct meaning *copy = copy_meaning(a, *list);
		copy->classes |= meaning->classes;
		*list = copy;
		list = &copy->next;
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
	struct lexicon_word *first = NULL;
	struct lexicon_node *node = NULL;
	uint32_t at = 0;
	uint16_t length = 0;
	struct token token;
	struct folded folded;
	make_room(x, a);
	while (token_next(phrase, &at, &token, &folded)) {
		if (token.mark == '-') {
			continue;
		}
		if (folded.len == 0 || ++length > LEXICON_PHRASE_WORDS_MAX) {
			return fault(e, section, "a word or phrase is too long");
		}
		struct lexicon_word *word = make_word(x, lexicon_hash((struct bytes){folded.s, folded.len}));
		first = first ? first : word;
		node = node ? make_step(x, a, node, word) : &word->node;
	}
	if (!node) {
		return fault(e, section, "a phrase without words");
	}
	add_meaning(&node->meanings, new_meaning(section, length, a), a);
	first->leads |= section->meaning.classes;
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
	make_room(x, a); /* also of no tables */
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
