/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure/codebook.h"

#include "base/ini.h"
#include "base/limits.h"
#include "figure/rules.h"

const char codebook_default_text[] = "[codebook]\n"
				     "version = 1\n"
				     "default_rule = range-by-source\n"
				     "\n"
				     "[confirm]\n"
				     "originators = 2\n"
				     "\n"
				     "[vague]\n"
				     "tens = 20\n"
				     "dozens = 24\n"
				     "scores = 40\n"
				     "hundreds = 200\n"
				     "thousands = 2000\n"
				     "several = 3\n"
				     "a handful = none\n"
				     "\n"
				     "[vague.acled]\n"
				     "tens = 10\n"
				     "dozens = 12\n"
				     "hundreds = 100\n"
				     "\n"
				     "[acled]\n"
				     "divide = none\n";

static const char *const divide_names[CODEBOOK_DIVIDE_COUNT] = {"none", "days", "places"};

static int bad_value(const struct ini_row *row, const char *expected, struct err *e)
{
	return err_set(e, ERR_INPUT, "line %u: %.*s is \"%.*s\", expected %s", row->line, BYTES_ARG(row->key),
		BYTES_ARG(row->value), expected);
}

static int bad_key(const struct ini_row *row, struct err *e)
{
	return err_set(e, ERR_INPUT, "line %u: section [%.*s] has no key \"%.*s\"", row->line,
		BYTES_ARG(row->section), BYTES_ARG(row->key));
}

static int take_codebook(const struct ini_row *row, struct codebook *out, struct err *e)
{
	enum record_class class;
	if (bytes_is(row->key, "version")) {
		if (row->value.len == 0) {
			return bad_value(row, "a version", e);
		}
		out->version = row->value;
		return 0;
	}
	if (bytes_is(row->key, "default_rule")) {
		if (!figure_rule_find(row->value, &class)) {
			return bad_value(row, "the name of a rule", e);
		}
		out->default_rule = row->value;
		return 0;
	}
	return bad_key(row, e);
}

static int take_confirm(const struct ini_row *row, struct codebook *out, struct err *e)
{
	if (!bytes_is(row->key, "originators")) {
		return bad_key(row, e);
	}
	int64_t n;
	if (!bytes_int64(row->value, &n) || n < 1 || n > LIMIT_COUNT) {
		return bad_value(row, "a whole number from 1", e);
	}
	out->confirm_originators = n;
	return 0;
}

static int take_acled(const struct ini_row *row, struct codebook *out, struct err *e)
{
	if (!bytes_is(row->key, "divide")) {
		return bad_key(row, e);
	}
	int divide = record_word_index(divide_names, CODEBOOK_DIVIDE_COUNT, row->value);
	if (divide < 0) {
		return bad_value(row, "none, days or places", e);
	}
	out->divide = (enum codebook_divide)divide;
	return 0;
}

static int take_word(
	const struct ini_row *row, struct codebook_word *words, struct codebook_words *table, struct err *e)
{
	struct codebook_word *word = &words[table->count];
	*word = (struct codebook_word){.word = row->key};
	if (!bytes_is(row->value, "none")) {
		if (!bytes_int64(row->value, &word->number) || word->number < 0 ||
			word->number > LIMIT_COUNT) {
			return bad_value(row, "a whole number of people or none", e);
		}
		word->has_number = true;
	}
	table->words = words;
	table->count++;
	return 0;
}

int codebook_parse(struct bytes text, struct arena *a, struct codebook *out, struct err *e)
{
	struct ini ini = {0};
	int code = ini_parse(text, a, &ini, e);
	if (code != 0) {
		return code;
	}
	struct codebook_word *words = arena_calloc(a, ini.count, sizeof(*words));
	struct codebook_word *acled = arena_calloc(a, ini.count, sizeof(*acled));
	*out = (struct codebook){.default_rule = BYTES("range-by-source"), .confirm_originators = 2};
	for (size_t i = 0; i < ini.count && code == 0; i++) {
		const struct ini_row *row = &ini.rows[i];
		if (bytes_is(row->section, "codebook")) {
			code = take_codebook(row, out, e);
		} else if (bytes_is(row->section, "confirm")) {
			code = take_confirm(row, out, e);
		} else if (bytes_is(row->section, "vague")) {
			code = take_word(row, words, &out->vague, e);
		} else if (bytes_is(row->section, "vague.acled")) {
			code = take_word(row, acled, &out->vague_acled, e);
		} else if (bytes_is(row->section, "acled")) {
			code = take_acled(row, out, e);
		} else {
			code = err_set(e, ERR_INPUT, "line %u: a codebook has no section [%.*s]", row->line,
				BYTES_ARG(row->section));
		}
	}
	if (code == 0 && !out->version.s) {
		code = err_set(e, ERR_INPUT, "the codebook has no version: add it to section [codebook]");
	}
	return code;
}

const struct codebook_word *codebook_find(const struct codebook_words *table, struct bytes word)
{
	for (size_t i = 0; i < table->count; i++) {
		if (bytes_equal(table->words[i].word, word)) {
			return &table->words[i];
		}
	}
	return NULL;
}
