/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs the cascade over a document, part by part. */
#include "reading/reading.h"

#include "reading/line.h"

/* Parts are cut so that memory does not grow with the document; one holds many times the longest paragraph. */
enum { PART_BYTES = 65536, LANGUAGES_MAX = 16 };
/* The language is guessed by samples of the whole text, a quarter of it or so many; by all of it where they know few words. */
enum { GUESS_SAMPLES_MAX = 64, GUESS_STEP_BYTES = 1024, GUESS_SAMPLE_BYTES = 256, GUESS_WORDS_LEAST = 16 };

struct language {
	const char *name;
	const struct lexicon *lexicon;
};

struct reading_tables {
	struct language languages[LANGUAGES_MAX];
	size_t count;
};

static int load_language(const struct reading_table *tables, size_t count, const char *name, struct arena *a,
	struct language *out, struct err *e)
{
	struct lexicon_table *own = arena_alloc(a, count * sizeof(*own));
	size_t own_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(tables[i].language, name) == 0) {
			own[own_count++] = (struct lexicon_table){
				arena_printf(a, "%s/%s", name, tables[i].name), tables[i].text};
		}
	}
	struct lexicon *lexicon;
	int r = lexicon_load(own, own_count, reading_class_names, a, &lexicon, e);
	*out = (struct language){name, r == 0 ? lexicon : NULL};
	return r;
}

int reading_load(const struct reading_table *tables, size_t count, struct arena *a,
	struct reading_tables **out, struct err *e)
{
	struct reading_tables *t = arena_calloc(a, 1, sizeof(*t));
	for (size_t i = 0; i < count; i++) {
		size_t known = 0;
		while (known < t->count && strcmp(t->languages[known].name, tables[i].language) != 0) {
			known++;
		}
		if (known < t->count) {
			continue;
		}
		if (t->count == LANGUAGES_MAX) {
			return err_set(e, ERR_LIMIT, "Tables of more than %d languages.", LANGUAGES_MAX);
		}
		int r = load_language(tables, count, tables[i].language, a, &t->languages[t->count++], e);
		if (r != 0) {
			return r;
		}
	}
	*out = t;
	return 0;
}

static const struct language *find_language(const struct reading_tables *tables, const char *name)
{
	for (size_t i = 0; name && i < tables->count; i++) {
		if (strcmp(name, tables->languages[i].name) == 0) {
			return &tables->languages[i];
		}
	}
	return NULL;
}

int reading_check_language(const struct reading_tables *tables, const char *language, struct err *e)
{
	char known[LANGUAGES_MAX * 8] = "";
	size_t len = 0;
	if (find_language(tables, language)) {
		return 0;
	}
	for (size_t i = 0; i < tables->count && len < sizeof(known); i++) {
		len += (size_t)snprintf(known + len, sizeof(known) - len, "%s%s", i > 0 ? ", " : "",
			tables->languages[i].name);
	}
	return err_set(e, ERR_INPUT, "there are no tables for the language \"%.20s\"; there are %s", language,
		known);
}

/*
 * Counts the words of a text that begin at from … end - 1, and of them those that each language's tables have. Returns
 * how many words there are.
 */
static size_t count_known(const struct reading_tables *tables, struct bytes text, size_t from, size_t end,
	size_t known[LANGUAGES_MAX])
{
	size_t word_count = 0;
	while (from < text.len && ((unsigned char)text.s[from] & 0xc0) == 0x80) {
		from++;
	}
	uint32_t at = (uint32_t)from;
	struct token token;
	struct folded folded;
	while (at < end && token_next(text, &at, &token, &folded)) {
		if (token.kind == TOKEN_WORD) {
			uint64_t hash = lexicon_hash((struct bytes){folded.s, folded.len});
			for (size_t i = 0; i < tables->count; i++) {
				known[i] += lexicon_word(tables->languages[i].lexicon, hash) != NULL;
			}
			word_count++;
		}
	}
	return word_count;
}

/* The number of the language whose tables have the most of the words that were counted; 0 when none has any. */
static size_t best_language(const struct reading_tables *tables, const size_t known[LANGUAGES_MAX])
{
	size_t best = 0;
	for (size_t i = 1; i < tables->count; i++) {
		best = known[i] > known[best] ? i : best;
	}
	return best;
}

static const struct language *choose_language(
	const struct reading_tables *tables, const struct reading_document *document, const char **trouble)
{
	const struct language *named = find_language(tables, document->language);
	if (named) {
		return named;
	}
	size_t known[LANGUAGES_MAX] = {0};
	size_t len = document->text.len;
	size_t step = len / GUESS_SAMPLES_MAX > GUESS_STEP_BYTES ? len / GUESS_SAMPLES_MAX : GUESS_STEP_BYTES;
	for (size_t at = 0; at < len; at += step) {
		(void)count_known(tables, document->text, at, at + GUESS_SAMPLE_BYTES, known);
	}
	size_t best = best_language(tables, known);
	if (known[best] < GUESS_WORDS_LEAST) {
		memset(known, 0, sizeof(known));
		size_t word_count = count_known(tables, document->text, 0, len, known);
		best = best_language(tables, known);
		*trouble = word_count == 0 ? "The text has no words."
			: known[best] == 0 ? "No tables know any word of the text."
					   : NULL;
	}
	return known[best] > 0 ? &tables->languages[best] : NULL;
}

const struct lexicon *reading_lexicon(
	const struct reading_tables *tables, const struct reading_document *document)
{
	const char *trouble = NULL;
	const struct language *language = choose_language(tables, document, &trouble);
	return language ? language->lexicon : NULL;
}

/* Where a part that begins at a byte ends: behind a line, a sentence or a word, or at least a character. */
static size_t part_end(struct bytes text, size_t from)
{
	if (text.len - from <= PART_BYTES) {
		return text.len;
	}
	size_t end = from + PART_BYTES;
	static const char *const ends[] = {"\n", ". ", " "};
	for (size_t k = 0; k < ARRAY_COUNT(ends); k++) {
		size_t len = strlen(ends[k]);
		for (size_t i = end; i > from + PART_BYTES / 2; i--) {
			if (memcmp(text.s + i - len, ends[k], len) == 0) {
				return i;
			}
		}
	}
	while ((text.s[end] & 0xc0) == 0x80) {
		end--;
	}
	return end;
}

static void read_sentence(const struct text *text, const struct lexicon *lexicon, uint32_t at,
	struct arena *scratch, struct work *work)
{
	struct line line;
	line_begin(&line, text, lexicon, &text->sentences[at], scratch);
	line.grammar = work->grammar;
	line.names = &work->names;
	work->has_places = false;
	if (at == 0 || text->sentences[at].block != text->sentences[at - 1].block) {
		line_begin_block(&line, work, work->sentence == 0);
	}
	line_dates(&line, work, line.has_acts || line.has_dates);
	line_sides(&line, work);
	line_responsible(&line, work);
	line_attacks(&line, work);
	line_numbers(&line);
	line_names(&line);
	line_mentions(&line, work);
	if (line.has_acts) {
		line_voices(&line);
		line_groups(&line);
		line_acts(&line);
		line_bind(&line);
		line_propose(&line, work);
	}
	work->sentence++;
}

void reading_read(const struct reading_tables *tables, const struct gazetteer *gazetteer,
	const struct reading_document *document, struct arena *a, struct reading *out)
{
	*out = (struct reading){0};
	const struct language *language = choose_language(tables, document, &out->trouble);
	if (!language) {
		return;
	}
	struct work work = {.document = document,
		.gazetteer = gazetteer,
		.out = a,
		.anchor = {.said = document->published}};
	work.grammar = grammar_of(language->lexicon);
	struct arena part_arena = {0};
	struct arena line_arena = {0};
	struct bytes rest = document->text;
	for (size_t from = 0; from < rest.len;) {
		size_t end = part_end(rest, from);
		struct text text;
		work.base = (uint32_t)from;
		work.names = (struct name_memory){0};
		text_cut((struct bytes){rest.s + from, end - from}, document->has_whole_lines,
			language->lexicon, &part_arena, &text);
		for (uint32_t i = 0; i < text.sentence_count; i++) {
			read_sentence(&text, language->lexicon, i, &line_arena, &work);
			arena_reset(&line_arena);
		}
		arena_reset(&part_arena);
		from = end;
	}
	arena_done(&part_arena);
	arena_done(&line_arena);
	work_hold(&work);
	work_relate(&work);
	out->proposals = work.proposals;
	out->proposal_count = work.count;
	out->mentions = work.mentions;
	out->mention_count = work.mention_count;
	out->actors = work.actors;
	out->actor_count = work.actor_count;
	out->attacks = work.attacks;
	out->attack_count = work.attack_count;
	out->language = language->name;
	if (work.is_full) {
		out->trouble = "The text has more claims than are read at once: what follows the last one "
			       "was left out.";
	}
}
