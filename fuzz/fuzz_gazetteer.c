/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Gazetteers of strangers: a source is written and read back; a stored form, however damaged, is safe to ask. */
#include "fuzz.h"

#include "reading/gazetteer.h"
#include "reading/gazetteer_write.h"
#include "text/utf8.h"

enum { PLACES = 8 };

static void ask(const struct gazetteer *g, struct bytes name)
{
	static const char *const letters[] = {"XA"};
	static const char *const admins[] = {"Westmark"};
	const struct gazetteer_context context = {letters, 1, admins, 1};
	struct gazetteer_place places[PLACES];
	bool is_ambiguous;
	size_t count = gazetteer_find(g, name, &context, places, PLACES, &is_ambiguous);
	BUG_IF(count > PLACES || (is_ambiguous && count < 2));
	for (size_t i = 0; i < count; i++) {
		size_t len = strlen(places[i].name) + strlen(places[i].country) + strlen(places[i].admin1);
		BUG_IF(len > SIZE_MAX / 2 || gazetteer_precision(&places[i]) == 0);
	}
	BUG_IF(count > 0 && !gazetteer_has_prefix(g, name));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct lexicon_table table = {
		"xx", BYTES("[division]\nregion\nprovince of\n[ending]\ne =\ni = y\nой = ая\n")};
	struct bytes input = {(const char *)data, size};
	struct arena a = {0};
	struct err e = {0};
	struct buf stored = {0};
	struct gazetteer_words *words;
	struct gazetteer *g;
	BUG_IF(gazetteer_words_load(&table, 1, &a, &words, &e) != 0);
	if (gazetteer_write(input, words, &stored, &e) == 0) {
		BUG_IF(gazetteer_open(buf_bytes(&stored), words, &a, &g, &e) != 0);
		ask(g, BYTES("Karasu"));
	}
	if (gazetteer_open(input, words, &a, &g, &e) == 0) {
		struct gazetteer *behind;
		BUG_IF(gazetteer_open(input, words, &a, &behind, &e) != 0);
		gazetteer_put_before(g, behind);
		ask(g, BYTES("Karasu"));
		ask(g, BYTES("Governor Ilyin"));
		ask(g, BYTES("province of Sundale"));
	}
	/* The input as a name, of an empty gazetteer. */
	buf_clear(&stored);
	BUG_IF(gazetteer_write(BYTES(""), words, &stored, &e) != 0);
	BUG_IF(gazetteer_open(buf_bytes(&stored), words, &a, &g, &e) != 0);
	if (utf8_is_valid(input)) {
		ask(g, input);
	}
	buf_done(&stored);
	arena_done(&a);
	return 0;
}
