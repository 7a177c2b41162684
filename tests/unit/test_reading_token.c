/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tokens, sentences and the tables of words. */
#include "base/buf.h"
#include "reading/token.h"
#include "test.h"

static const char *const classes[] = {"abbreviation", "person", "number", NULL};

static struct lexicon *lexicon_of(struct arena *a, const char *text)
{
	struct lexicon_table table = {"test.txt", bytes_of(text)};
	struct lexicon *x = NULL;
	struct err e = {0};
	if (lexicon_load(&table, 1, classes, a, &x, &e) != 0) {
		test_note("%s", e.text);
	}
	return x;
}

/* The tokens of a text with a bar between, a double bar between sentences. */
static void cut(const char *text, struct buf *out)
{
	struct arena a = {0};
	struct text t;
	text_cut(bytes_of(text), false, lexicon_of(&a, "[abbreviation]\ndr\n"), &a, &t);
	for (uint32_t s = 0; s < t.sentence_count; s++) {
		buf_add_text(out, s > 0 ? " || " : "");
		for (uint32_t i = t.sentences[s].tokens.first; i < t.sentences[s].tokens.end; i++) {
			buf_add_text(out, i > t.sentences[s].tokens.first ? "|" : "");
			buf_add_bytes(out, text_of(&t, (struct token_range){i, i + 1}));
		}
	}
	arena_done(&a);
}

TEST(tokens_and_sentences)
{
	static const char *const rows[][2] = {
		{"3,000 men.", "3,000|men|."},
		{"Dr. Ann A. Bo died. He was 5.", "Dr|.|Ann|A|.|Bo|died|. || He|was|5|."},
		{"it didn't; the town's mayor", "it|didn't|;|the|town|'s|mayor"},
		{"the town’s mayor", "the|town|’s|mayor"},
		{"a 32-year-old", "a|32|-|year|-|old"},
		{"One\n\nTwo", "One || Two"},
		{"One\nTwo", "One|Two"},
		{"He said \"no.\" She left", "He|said|\"|no|.|\" || She|left"},
		{"of people.In the end", "of|people|. || In|the|end"},
		{"at 10.30 a.m. today", "at|10.30|a|.|m|.|today"},
		{"قتل ٣ أشخاص، أمس", "قتل|٣|أشخاص|،|أمس"},
		{"«Да», сказал он. Нет", "«|Да|»|,|сказал|он|. || Нет"},
		{"wait... what", "wait|.|.|.|what"},
		{"", ""},
		{" \t\n ", ""},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct buf out = {0};
		cut(rows[i][0], &out);
		test_note("%s", rows[i][0]);
		CHECK_TEXT(out.s ? buf_bytes(&out) : BYTES(""), bytes_of(rows[i][1]));
		buf_done(&out);
	}
}

TEST(words_fold_to_what_tables_know)
{
	static const char *const rows[][2] = {
		{"Policía", "policia"},
		{"ПОГИБ", "погиб"},
		{"Ещё", "еще"},
		{"o’clock", "o'clock"},
		{"Åse", "ase"},
		{"Жаңаөзен", "жаңаөзен"},
		{"ŽIŽEK", "zizek"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		char folded[LEXICON_WORD_BYTES];
		size_t len = token_fold(bytes_of(rows[i][0]), folded);
		CHECK_TEXT(((struct bytes){folded, len}), bytes_of(rows[i][1]));
	}
}

TEST(ranges_of_tokens_rise)
{
	GUARANTEE("token.h: token_ranges_rise: tokens do not overlap, and follow one another.");
	struct arena a = {0};
	struct lexicon *x = lexicon_of(&a, "[person]\nman\n");
	char text[64];
	for (unsigned round = 0; round < 2000; round++) {
		static const char *const parts[] = {
			"a", " ", ".", "5", "-", "'", "é", "،", "٣", "\n", ",", "\"", "人", "A"};
		size_t len = 0;
		while (len < sizeof(text) - 4) {
			const char *part = parts[test_random_below(ARRAY_COUNT(parts))];
			memcpy(text + len, part, strlen(part));
			len += strlen(part);
		}
		struct text t;
		text_cut((struct bytes){text, len}, false, x, &a, &t);
		uint32_t at = 0;
		for (uint32_t i = 0; i < t.token_count; i++) {
			CHECK(t.tokens[i].start >= at && t.tokens[i].end > t.tokens[i].start &&
				t.tokens[i].end <= len);
			at = t.tokens[i].end;
		}
		uint32_t token = 0;
		for (uint32_t s = 0; s < t.sentence_count; s++) {
			CHECK(t.sentences[s].tokens.first == token && t.sentences[s].tokens.end > token);
			token = t.sentences[s].tokens.end;
		}
		CHECK_INT(token, t.token_count);
		arena_reset(&a);
		x = lexicon_of(&a, "[person]\nman\n");
	}
	arena_done(&a);
}

TEST(a_line_ends_a_sentence_where_lines_are_whole)
{
	struct arena a = {0};
	struct lexicon *x = lexicon_of(&a, "[person]\nman\n");
	struct text t;
	text_cut(BYTES("Three men\nwere hurt. One\n\nTwo men"), false, x, &a, &t);
	CHECK_INT(t.sentence_count, 3);
	text_cut(BYTES("Three men\nwere hurt. One\n\nTwo men"), true, x, &a, &t);
	CHECK_INT(t.sentence_count, 4);
	CHECK_INT(t.sentences[3].block, t.sentences[0].block + 2);
	arena_done(&a);
}

TEST(long_texts_without_ends_are_cut)
{
	GUARANTEE("token.h: token_time_is_linear: the work grows with the length, whatever the text (no "
		  "sentence end, no space, "
		  "10 MB lines).");
	static const char *const parts[] = {"a ", "a", ".", "'", "1,", "“", "é"};
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
		struct arena a = {0};
		struct buf b = {0};
		while (b.len < 3 << 20) {
			buf_add_text(&b, parts[i]);
		}
		struct text t;
		text_cut(buf_bytes(&b), false, lexicon_of(&a, "[person]\nman\n"), &a, &t);
		for (uint32_t s = 0; s < t.sentence_count; s++) {
			CHECK(t.sentences[s].tokens.end - t.sentences[s].tokens.first <= 256);
		}
		CHECK(t.sentence_count >= 1);
		buf_done(&b);
		arena_done(&a);
	}
}

static const struct meaning *find(const struct lexicon *x, const char *phrase)
{
	struct token token;
	struct folded folded;
	uint32_t at = 0;
	const struct lexicon_node *node = NULL;
	while (token_next(bytes_of(phrase), &at, &token, &folded)) {
		uint64_t hash = lexicon_hash((struct bytes){folded.s, folded.len});
		node = lexicon_step(x, node, lexicon_word(x, hash));
		if (!node) {
			return NULL;
		}
	}
	return node ? node->meanings : NULL;
}

TEST(tables_have_phrases_alternatives_and_meanings)
{
	struct arena a = {0};
	struct lexicon *x = lexicon_of(&a,
		"# comment\n[person police one]\npolice(|wo)man\npolice-officer = 2.5\n"
		"[number]\npoliceman = 7\n");
	CHECK(x != NULL);
	CHECK(find(x, "policewoman") != NULL && find(x, "POLICEMAN") != NULL &&
		find(x, "police officer") != NULL);
	CHECK(find(x, "police") == NULL && find(x, "man") == NULL);
	const struct meaning *m = find(x, "policeman");
	CHECK_TEXT(bytes_of(m->attributes[0]), BYTES("police"));
	CHECK_TEXT(bytes_of(m->attributes[1]), BYTES("one"));
	CHECK(m->attributes[2] == NULL && m->value == NULL && m->next != NULL);
	CHECK(meaning_of(m, 2)->number == 7);
	CHECK(find(x, "police officer")->number == 2.5 && find(x, "police officer")->length == 2);
	arena_done(&a);
}

TEST(faulty_tables_are_refused_with_their_line)
{
	static const struct {
		const char *text;
		const char *fault;
	} rows[] = {
		{"man\n", "test.txt, line 1: a phrase before the first [section]"},
		{"[nobody]\n", "test.txt, line 1: no such class of words"},
		{"[person]\n\n(a|b\n", "test.txt, line 3: a bracket is not closed"},
		{"[person\n", "test.txt, line 1: a section without ]"},
		{"[person]\n= 5\n", "test.txt, line 2: a phrase without words"},
		{"[person a b c d e]\n", "test.txt, line 1: too many attributes"},
		{"[person]\na b c d e f g h i\n", "test.txt, line 2: a word or phrase is too long"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct lexicon *x;
		struct lexicon_table table = {"test.txt", bytes_of(rows[i].text)};
		CHECK_INT(lexicon_load(&table, 1, classes, &a, &x, &e), -ERR_INPUT);
		CHECK_TEXT(bytes_of(e.text), bytes_of(rows[i].fault));
		arena_done(&a);
	}
}

TEST(case_tells_something_or_not)
{
	bool is_upper;
	bool is_lower;
	text_case(BYTES("THREE MEN WERE KILLED IN THE TOWN YESTERDAY."), &is_upper, &is_lower);
	CHECK(is_upper && !is_lower);
	text_case(BYTES("three men were killed in the town yesterday."), &is_upper, &is_lower);
	CHECK(!is_upper && is_lower);
	text_case(BYTES("Three men were killed in the town yesterday."), &is_upper, &is_lower);
	CHECK(!is_upper && !is_lower);
}
